"""A Table, a Prior and a Motion as the plain arrays that the compiled terms read."""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from varne.fusion import machine, terms
from varne.fusion.convoy import first
from varne.fusion.model import COUNTED_APART, DECIBANS, KEPT_APART, POWERED, SAME_TRACK, STAGE_DB, Motion, Prior
from varne.fusion.table import Floats, Ints, Table
from varne.geodesy import to_plane

BY_ROW = ("rows", "carry", "alone", "heads", "heads_alone", "facts", "facts_known")


class Sheet(NamedTuple):
    """n reports for the compiled terms.

    rows        (n, 14)     columns of kinematics: T .. LOUD
    carry       (n, K, 3)   where the water goes from each position
    alone       (n,)        log rate at which each arrives as a boat of its own
    heads       (n, G)      likelihood of what was counted, largest 1; heads_usual (G,), heads_alone (n,) its log mean
    facts       (n, F)      the same for length, colour, type, engine side by side; facts_usual (F,), facts_starts (5,)
    facts_known (n, 8)      said or not, and log probability of each statement alone
    between     (n, n)      nats a pair brings by itself: counted apart, kept apart, next to each other on a track
    step        (6, 6)      nats of one condition after another; power (7,) chance of power after each, last: none said
    prior, motion           numbers in the order of terms and kinematics
    """

    rows: Floats
    carry: Floats
    alone: Floats
    heads: Floats
    heads_usual: Floats
    heads_alone: Floats
    facts: Floats
    facts_usual: Floats
    facts_known: Floats
    facts_starts: Ints
    between: Floats
    step: Floats
    power: Floats
    prior: Floats
    motion: Floats


def part_of(sheet: Sheet, rows: Ints) -> Sheet:
    """The sheet of some of its rows."""
    by_row = {f: np.ascontiguousarray(getattr(sheet, f)[rows]) for f in BY_ROW}
    return sheet._replace(**by_row, between=np.ascontiguousarray(sheet.between[np.ix_(rows, rows)]))


def terms_of(sheet: Sheet, sets: Ints) -> Floats:
    """Terms (8, B) of sets (B, m) of rows, ascending and filled with -1 [nats]."""
    out = np.zeros((terms.COUNT, len(sets)))
    machine.of_sets(sets, sheet, out)
    return out


def pair_sum(sheet: Sheet, i: Ints, j: Ints) -> Floats:
    """Nats of pairs of rows (P,), i < j, without what is expected of the channel."""
    return np.asarray(terms_of(sheet, np.column_stack([i, j]).reshape(-1, 2))[1:].sum(axis=0))


def sheet_of(table: Table, prior: Prior, rule: Motion, kept_apart: frozenset[tuple[int, int]] = frozenset()) -> Sheet:
    """The arrays of a table.

    kept_apart  pairs of rows that an operator keeps apart
    """
    rows, numbers, arrival = _rows(table, rule), _prior(prior), np.zeros(len(table.t))
    machine.arrive_alone(rows, numbers, arrival)
    heads = np.exp(table.heads.said - table.heads.said.max(axis=1, keepdims=True, initial=-np.inf))
    facts = [np.exp(f.said) for f in table.facts]
    alone = [f.alone for f in table.facts]
    return Sheet(
        rows=rows,
        carry=table.carry,
        alone=arrival,
        heads=heads,
        heads_usual=np.exp(table.heads.prior),
        heads_alone=np.log(heads @ np.exp(table.heads.prior)),
        facts=np.ascontiguousarray(np.concatenate(facts, axis=1)),
        facts_usual=np.exp(np.concatenate([f.prior for f in table.facts])),
        facts_known=np.column_stack([*(f.known.astype(float) for f in table.facts), *alone]),
        facts_starts=np.cumsum([0, *(f.shape[1] for f in facts)]),
        between=_between(table, kept_apart),
        step=STAGE_DB / DECIBANS,
        power=POWERED,
        prior=numbers,
        motion=_motion(table, rule),
    )


def _rows(table: Table, rule: Motion) -> Floats:
    columns = [
        table.t,
        np.nan_to_num(table.x),
        np.nan_to_num(table.y),
        *np.nan_to_num(table.cov.T),
        np.nan_to_num(table.elsewhere),
    ]
    columns += [first(table, rule), table.placed, table.kind, table.caller, table.stage, table.heads.known, table.loud]
    return np.ascontiguousarray(np.column_stack([np.asarray(c, float) for c in columns]))


def _between(table: Table, kept_apart: frozenset[tuple[int, int]]) -> Floats:
    same = (table.group[:, None] == table.group) & (table.group >= 0)
    nats = np.where(same, COUNTED_APART, 0.0)
    for i, j in _on_a_track(table):
        nats[i, j] = nats[j, i] = SAME_TRACK
    for i, j in kept_apart:
        nats[i, j] = nats[j, i] = KEPT_APART
    return nats


def _on_a_track(table: Table) -> Iterator[tuple[int, int]]:
    """Rows that follow each other on one track; rows are in order of time."""
    for key in np.unique(table.track[table.track >= 0]):  # of a part of a table only few of all there are
        yield from pairwise(np.flatnonzero(table.track == key).tolist())


def _prior(prior: Prior) -> Floats:
    numbers = {
        terms.BIRTH: prior.boats / prior.night,
        terms.SILENT: prior.silent,
        terms.SHAPE: prior.shape,
        terms.RATE: prior.calls,
        terms.BEFORE: prior.before,
        terms.SEEN: prior.seen,
        terms.TAKEN: prior.taken,
        terms.AGAIN: prior.again,
        terms.AGAIN_S: prior.again_s,
        terms.CHANGE: prior.change,
        terms.SAME_PHONE: prior.same_phone,
        terms.NEW_PHONE: prior.new_phone,
        terms.LATE: np.log(prior.late),
        terms.TWICE: np.log(prior.twice),
        terms.LATE_S: prior.late_s,
    }
    return np.array([numbers[k] for k in sorted(numbers)])


def _motion(table: Table, rule: Motion) -> Floats:
    x, y = to_plane(*rule.landing, table.waters.lon, table.waters.lat)
    numbers = [
        rule.speed,
        rule.spread,
        rule.memory,
        rule.stream_error,
        rule.stream_unknown,
        rule.leeway,
        rule.wrong,
        rule.forget,
    ]
    return np.array([*numbers, 1 / rule.stops, 1 / rule.starts, float(x), float(y), rule.near, POWERED[-1], rule.span])
