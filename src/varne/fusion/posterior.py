"""The posterior over divisions of reports into boats, as samples of several chains.

Everything that is shown (pairs, boats, how many there are, which boat was recovered) is read off these samples, so it
agrees with itself. A new report moves only what it can touch: the reports near it are sampled again from where the
chains were, all others keep their samples.

Legend: I items · R rows (reports) · C chains · S samples of each
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numba import njit
from numpy.typing import NDArray

from varne.fusion.items import PLAUSIBLE, Items, Rows, items_of, reachable
from varne.fusion.model import MOTION, Motion, Prior
from varne.fusion.sheet import Sheet, pair_sum, part_of, sheet_of
from varne.fusion.table import Floats, Ints, Table

Labels = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Effort:
    """How long to sample: chains, sweeps of each, of which `burn` are thrown away, and the starting temperature less 1.

    splits  splits or merges tried after a sweep, for each item
    fill    few reports cost little: sweeps go on until sweeps times reports is this, so that small nights are
          sure to a few hundredths
    """

    chains: int = 4
    sweeps: int = 45
    burn: int = 15
    heat: float = 1.0
    splits: float = 0.5
    fill: int = 5_000
    most: int = 800

    def of(self, items: int) -> "Effort":
        """The effort for so many items."""
        return replace(self, sweeps=max(self.sweeps, min(self.most, self.burn + self.fill // max(items, 1))))


WHOLE, AGAIN = Effort(), Effort(sweeps=16, burn=4, heat=0.0, splits=0.125, fill=1_000)
"""From nothing, and from where the chains were."""
ROUGH = Effort(chains=2, sweeps=10, burn=6, fill=200)
"""To learn from how many boats sail together tonight."""
CLOSE, MOST = 0.05, 50
"""Probability from which reports move together when a new one is near them, and how many move at most."""


@dataclass(frozen=True, slots=True)
class Posterior:
    """Samples of divisions of a table's rows.

    ids     (R,)       report of each row
    labels  (C, S, R)  boat of each row in each sample; -1 no boat; numbers mean nothing from sample to sample
    """

    ids: tuple[str, ...]
    labels: Labels

    @property
    def samples(self) -> Labels:
        """(C * S, R) of all chains."""
        chains, samples, rows = self.labels.shape
        return self.labels.reshape(chains * samples, rows)

    @property
    def together(self) -> Floats:
        """(R, R) probability that two rows are one boat."""
        return together(self.samples)

    @property
    def spread(self) -> Floats:
        """(R, R) 1 sigma of the pooled probability, from how far the chains are apart."""
        by_chain = np.stack([together(c) for c in self.labels])
        return np.asarray(by_chain.std(axis=0) / np.sqrt(max(len(by_chain) - 1, 1)))


@dataclass(frozen=True, slots=True)
class Problem:
    """A table with what is expected and what operators said: everything a posterior depends on.

    atoms       rows that an operator holds together
    kept_apart  pairs of rows (lower first) that an operator keeps apart
    """

    table: Table
    prior: Prior
    rule: Motion
    sheet: Sheet
    atoms: tuple[Rows, ...] = ()
    kept_apart: frozenset[tuple[int, int]] = frozenset()


def problem(
    table: Table,
    prior: Prior,
    rule: Motion = MOTION,
    atoms: Sequence[Rows] = (),
    kept_apart: frozenset[tuple[int, int]] = frozenset(),
) -> Problem:
    """A table with what is expected and what operators said, ready to be sampled."""
    return Problem(table, prior, rule, sheet_of(table, prior, rule, kept_apart), tuple(atoms), kept_apart)


def sample(asked: Problem, effort: Effort = WHOLE, seed: int = 1) -> Posterior:
    """Sample divisions from nothing: every report a boat of its own, cooled from a high temperature."""
    table = asked.table
    ids = tuple(r.id for r in table.reports)
    if not ids:
        return Posterior(ids, np.zeros((effort.chains, 1, 0), np.int32))
    items, effort = items_of(table, asked.sheet, asked.atoms, reachable(table)), effort.of(len(ids))
    begin = np.tile(np.arange(1, len(items.rows) + 1), (effort.chains, 1))
    return Posterior(ids, _drawn(items, begin, effort, seed))


def update(asked: Problem, before: Posterior, effort: Effort = AGAIN, seed: int = 1) -> Posterior:
    """The posterior after reports came in, from the one before.

    before   of a subset of the reports, under the same prior and decisions
    returns  samples in the number of `before`; reports that the new ones cannot touch keep theirs
    """
    ids = tuple(r.id for r in asked.table.reports)
    old = {r: k for k, r in enumerate(before.ids)}
    known = np.array([old.get(r, -1) for r in ids], np.int64)
    labels = _carried(before.labels, known)
    moves = _touched(asked, labels, known)
    if not len(moves):
        return Posterior(ids, labels)
    inner = part_of(asked.sheet, moves)
    place = {int(r): k for k, r in enumerate(moves)}
    atoms = tuple(tuple(place[i] for i in a) for a in asked.atoms if a[0] in place)
    part = asked.table.part(moves)
    items = items_of(part, inner, atoms, reachable(part))
    starts = np.stack([items.start(last) for last in labels[:, -1, moves]])
    return Posterior(ids, _woven(labels, moves, _drawn(items, starts, effort.of(len(moves)), seed)))


def _drawn(items: Items, starts: Ints, effort: Effort, seed: int) -> Labels:
    seeds = seed * 7_919 + np.arange(len(starts))
    return items.chains(starts, effort.sweeps, effort.burn, int(len(items.rows) * effort.splits) + 1, effort.heat, seeds)


def _carried(labels: Labels, known: Ints) -> Labels:
    """Labels of known rows in their new places; each new row a boat of its own."""
    out, old = np.empty((*labels.shape[:-1], len(known)), np.int32), known >= 0
    out[..., old] = labels[..., known[old]]
    out[..., ~old] = 1_000_000 + np.flatnonzero(~old)
    return out


def _touched(asked: Problem, labels: Labels, known: Ints) -> Ints:
    """Rows that new ones may change: plausible with them, and whatever is likely one boat with those, nearest first."""
    fresh = np.flatnonzero(known < 0)
    i, j = np.nonzero(reachable(asked.table)[fresh])
    low, high = np.minimum(fresh[i], j), np.maximum(fresh[i], j)
    best = np.full(len(known), -np.inf)
    np.maximum.at(best, j, pair_sum(asked.sheet, low, high))
    best[fresh] = np.inf
    one = together(np.concatenate(labels))
    reach = best.copy()
    for _ in range(2):  # whom a plausible report is likely one boat with, and those in turn
        reach = np.maximum(reach, np.where(one > CLOSE, reach[:, None], -np.inf).max(axis=0, initial=-np.inf))
    order = np.argsort(-reach, kind="stable")
    return _whole(order[reach[order] > PLAUSIBLE][:MOST], one > 0.5, asked.atoms)


def _whole(moves: Ints, one: NDArray[np.bool_], atoms: Sequence[Rows]) -> Ints:
    """Rows that move, with whatever is rather one boat with them or held together with them: no boat is torn.

    one  (R, R)  True where two rows are likelier one boat than not, on the diagonal too
    """
    tied = one.copy()
    for a in atoms:
        tied[np.ix_(a, a)] = True
    moving = np.zeros(len(one), bool)
    moving[moves] = True
    while (more := tied[moving].any(axis=0) | moving).sum() > moving.sum():
        moving = more
    return np.flatnonzero(moving)


def _woven(labels: Labels, moves: Ints, drawn: Labels) -> Labels:
    """Samples of the rows that moved put beside those of the others; a moved row shares no boat with one that did not."""
    out = labels.copy()
    n, s = labels.shape[1], drawn.shape[1]
    picked = drawn[:, np.arange(n) * s // n]
    out[..., moves] = np.where(picked < 0, -1, picked + 2_000_000)
    return _renumbered(out)


def _renumbered(labels: Labels) -> Labels:
    """Small label numbers again, sample by sample."""
    order = np.argsort(labels, axis=-1, kind="stable")
    sorted_ = np.take_along_axis(labels, order, axis=-1)
    number = np.cumsum(np.diff(sorted_, axis=-1, prepend=-1) > 0, axis=-1) - 1  # the first boat's label may be 0
    out = np.empty_like(labels)
    np.put_along_axis(out, order, np.where(sorted_ < 0, -1, number).astype(labels.dtype), axis=-1)
    return out


@njit(cache=True)
def _count(labels, out):  # type: ignore[no-untyped-def]
    for s in range(len(labels)):
        for i in range(labels.shape[1]):
            if labels[s, i] >= 0:
                for j in range(i):
                    if labels[s, i] == labels[s, j]:
                        out[i, j] += 1.0
                        out[j, i] += 1.0


def together(labels: Labels) -> Floats:
    """(R, R) share of samples (S, R) in which two rows are one boat; 1 on the diagonal."""
    out = np.zeros((labels.shape[1], labels.shape[1]))
    _count(np.ascontiguousarray(labels), out)
    out /= max(len(labels), 1)
    np.fill_diagonal(out, 1.0)
    return out
