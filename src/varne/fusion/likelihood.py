"""How likely a set of reports is one boat, term by term.

Each term is the log of p(what the reports say | one boat) / p(the same | each from a boat of its own), so it is 0 for
a single report, adds up over boats, and what two sets gain by being one is w(A + B) - w(A) - w(B), split exactly into
the terms. A pair is a set of two. The arithmetic is compiled: kinematics (motion) and terms (the rest).

    channel    boats appear at a rate, call at a rate of their own (gamma) and again within minutes; ships, aircraft and
               rescuers meet boats whether they call or not, so a talkative boat draws no rescue; silent boats are met too
    motion     positions follow with the stream, an engine, or adrift; some are plainly wrong; convoys leave together
    people     one number of people explains the counts; it may change (loaded, partly taken off)
    condition  a boat gets worse, seldom better
    caller     the same keyed hash speaks strongly for one boat, another one mildly against: people have many phones
    boat       length, colour, type and engine, with errors
    group      counted apart by one observer
    recovery   a boat is taken off once and not heard of afterwards

Deliberately not here: language, nationality, how credible a voice is (invariant 6). Sets are arrays (B, m) of row
numbers of a Table, ascending, filled up with -1.

Legend: nats natural logarithms; 1 nat is 4.34 decibans
source  research/fusion.md 4.2
"""

from collections.abc import Sequence

import numpy as np

from varne.fusion.kinematics import STEP
from varne.fusion.model import DECIBANS, MOTION, STAGE_DB, TERMS, TOP_SPEED, Motion, Prior
from varne.fusion.sheet import sheet_of, terms_of
from varne.fusion.table import Floats, Ints, Table

__all__ = ["DECIBANS", "MOTION", "STAGE_DB", "TERMS", "TOP_SPEED", "Motion", "Prior", "carried", "evidence", "sets_of"]


def evidence(table: Table, sets: Ints, prior: Prior, rule: Motion = MOTION) -> Floats:
    """All terms of many sets.

    sets     (B, m)  row numbers, ascending, -1 to fill
    returns  (8, B)  nats in the order of TERMS
    """
    return terms_of(sheet_of(table, prior, rule), np.atleast_2d(np.asarray(sets, np.int64)))


def carried(table: Table, j: Ints, dt: Floats) -> tuple[Floats, Floats, Floats]:
    """How far the water goes in dt from the position of report j: x, y [m], and the time without a known stream [s]."""
    last = table.carry.shape[1] - 1
    k = dt / STEP
    k0 = np.minimum(np.floor(k).astype(np.int64), last)
    k1 = np.minimum(k0 + 1, last)
    part = np.clip(k - k0, 0.0, 1.0)[:, None]
    c = (1 - part) * table.carry[j, k0] + part * table.carry[j, k1]
    return c[:, 0], c[:, 1], c[:, 2] + np.maximum(dt - last * STEP, 0.0)


def sets_of(members: Sequence[Sequence[int]]) -> Ints:
    """Sets of rows as one array, ascending and filled with -1.

    >>> sets_of([[3, 1], [2]]).tolist()
    [[1, 3], [2, -1]]
    """
    width = max((len(m) for m in members), default=1)
    out = np.full((len(members), max(width, 1)), -1, np.int64)
    for row, m in zip(out, members, strict=True):
        row[: len(m)] = sorted(m)
    return out
