"""Boats leave in groups: where a boat's first position may be, and how many boats of a night sail with another.

A boat's first position lies anywhere in the waters, or beside another that was reported at about that time. How often is
not the same every night: from a long beach come groups, in a rough week single boats. So the share is learnt from the night
itself, starting from what is expected (Motion.convoy).

Legend: k placed rows (K,) · near (K, K) how near in time, 1 at once, 0 on the diagonal · there (K, K) density beside [1/m2]
source  research/fusion.md 4.5 (group births)
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from varne.fusion.model import Motion
from varne.fusion.table import Floats, Ints, Table, log_normal

Labels = NDArray[np.signedinteger]

LOOKED_AT = 20
"""Samples from which the share is learnt."""
ROUNDS = 30
"""Of expectation and maximisation: far more than one share needs."""


class _Beside(NamedTuple):
    rows: Ints
    general: Floats
    near: Floats
    there: Floats


def first(table: Table, rule: Motion) -> Floats:
    """Log density of the first position of a boat: where boats are in general, and near others, for they leave in groups.

    The nearer in time another report, the nearer its boat may be; a crew goes where others were reported.

    returns  (n,) [log 1/m2]; 0 without position
    """
    density, seen = np.zeros(len(table.t)), _beside(table, rule)
    share, company = _company(seen.near, seen.there)
    density[seen.rows] = np.log((1 - rule.convoy * share) * seen.general + rule.convoy * company)
    return density


def learnt(table: Table, rule: Motion, labels: Labels) -> float:
    """The share of boats that sail with another, from samples of which reports are one boat; reports of the boat itself aside.

    rule     what is expected, not what was learnt before: the expectation counts once
    labels   (S, n)  boat of each row in each sample, -1 no boat
    returns  0..1, the expected share where there are no positions
    """
    seen, wanted = _beside(table, rule), rule.convoy_weight
    picked = labels[:: max(1, len(labels) // LOOKED_AT)][:, seen.rows]
    found = [_firsts(seen, sample) for sample in picked]
    general, share, company = (np.concatenate(part) for part in zip(*found, strict=True))
    boats, convoy = len(general) / len(picked), rule.convoy
    for _ in range(ROUNDS):
        beside = convoy * company / ((1 - convoy * share) * general + convoy * company)
        convoy = (wanted * rule.convoy + beside.sum() / len(picked)) / (wanted + boats)
    return float(convoy)


def _beside(table: Table, rule: Motion) -> _Beside:
    k = np.flatnonzero(table.placed)
    dt = np.abs(table.t[k, None] - table.t[k])
    near = np.exp(-dt / rule.convoy_s) * (1 - np.eye(len(k)))
    wide = rule.convoy_m**2 + (rule.convoy_speed * dt) ** 2
    xx, xy, yy = (table.cov[k, None, c] + table.cov[k, c] for c in range(3))
    there = np.exp(log_normal(table.x[k, None] - table.x[k], table.y[k, None] - table.y[k], xx + wide, xy, yy + wide))
    return _Beside(k, np.exp(table.elsewhere[k]), near, there)


def _company(near: Floats, there: Floats) -> tuple[Floats, Floats]:
    """How far there was anybody to sail with, 0..1, and the density beside them [1/m2], by row."""
    many = 1.0 + near.sum(axis=1)  # one more than there are: without any, nobody sails with anybody
    return (many - 1) / many, (near * there).sum(axis=1) / many


def _firsts(seen: _Beside, boat: Labels) -> tuple[Floats, Floats, Floats]:
    """Of each boat's first position in a sample: general density, share and density beside other boats."""
    boats, begins = np.unique(boat, return_index=True)
    rows = begins[boats >= 0]
    share, company = _company(seen.near[rows] * (boat[rows, None] != boat), seen.there[rows])
    return seen.general[rows], share, company
