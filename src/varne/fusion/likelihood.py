"""How likely a set of reports is one boat, term by term.

Each term is the log of p(what the reports say | one boat) / p(the same | each from a boat of its own), so it is 0 for
a single report, adds up over boats, and what two sets gain by being one is w(A + B) - w(A) - w(B), split exactly into
the terms. A pair is a set of two. Issue 4's sampler over partitions needs nothing else from here.

Deliberately not here: language, nationality, how credible a voice is (invariant 6). Sets are arrays (B, m) of row
numbers of a Table, ascending, filled up with -1.

Legend: nats natural logarithms; 1 nat is 4.34 decibans
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from varne.fusion.table import Floats, Ints, Shared, Table, log_normal
from varne.geodesy import KNOT

DECIBANS = 10.0 / np.log(10.0)
"""Decibans in a nat."""
TERMS = ("channel", "motion", "people", "condition", "caller", "boat", "group")


@dataclass(frozen=True, slots=True)
class Prior:
    """What is expected before anybody looks at the reports.

    boats    that report themselves or are reported in the night; about 20 called one side alone on 24 November 2021
    silent   boats at sea that nobody has reported: the safety dial, deliberately high. It weighs on sightings and above
             all on rescues: the smaller it is, the sooner a recovered boat is taken for one that called
    again    how many times likelier a boat that has just called is to call than at another time
    raises   ValueError when boats or silent is below 2

    source   research/fusion.md 4.2, 4.5 and 4.6: without silent boats the mistake of 24 November 2021 is repeated
    """

    boats: float = 20.0
    silent: float = 10.0
    again: float = 2.0

    def __post_init__(self) -> None:
        if not self.boats >= 2 or not self.silent >= 2:
            raise ValueError(
                f"boats {self.boats:g}, silent {self.silent:g}: both must be 2 or more; with no unreported boats "
                "every boat found is taken for one that called"
            )


@dataclass(frozen=True, slots=True)
class Motion:
    """How boats move and how positions go wrong.

    towards       mean velocity under power, east, north: to England at about 3 knots  [m/s]
    spread        1 sigma of the own velocity on each axis; 8 knots is within 2 sigma   [m/s]
    memory        how long a boat keeps its velocity                                    [s]
    stream_error  what the stream is wrong by; stream_unknown where it is not known     [m/s]
    leeway        what wind adds to a drifting boat, either way                         [m/s]
    wrong         share of positions that are plainly wrong (digits, old pin, other boat)
    forget        time in which even a right history stops telling                      [s]
    convoy        share of other boats that sail with this one, convoy_m apart          [m]

    source   research/fusion.md 4.2, term 2 (Ornstein-Uhlenbeck own motion); leeway of a loaded inflatable, drift.md
    """

    towards: tuple[float, float] = (-1.0, 1.0)
    spread: float = 1.5
    memory: float = 4_500.0
    stream_error: float = 0.3
    stream_unknown: float = 0.8
    leeway: float = 0.25
    wrong: float = 0.045
    forget: float = 86_400.0
    convoy: float = 0.25
    convoy_m: float = 2_500.0


MOTION = Motion()
TOP_SPEED = 15 * KNOT
"""Faster than any loaded small boat: beyond it two positions are called impossible in words."""
POWERED = np.array([0.85, 0.25, 0.50, 0.05, 0.02, 0.10])
"""Chance that a boat moves under power after a report of each stage; 0.7 when nothing is known. Judgement."""
SAME_PHONE = 300.0
"""1 / chance that two boats show one key (a number passed on, a slip): one shared key is worth 20 decibans."""
NEW_PHONE = 2.0
"""Weight of a phone not yet heard on this boat: people aboard have many phones (fusion.md 4.2, term 6, an urn)."""
COUNTED_APART = np.log(1e-3)
"""Nats for two reports that one observer counted apart (fusion.md has 0.01; stronger, for it was said on purpose)."""
STAGE_DB = np.array(
    [  # later: underway, stopped, taking water, swamped, people in water, landed
        [1, 0, 0, 0, 0, 1],  # earlier: under way
        [-3, 3, 1, 1, 1, -3],  # engine stopped
        [-12, 1, 4, 4, 3, -6],  # taking water
        [-13, -5, 1, 6, 6, -8],  # swamped
        [-13, -5, 1, 6, 7, -8],  # people in the water
        [-12, -12, -13, -13, -8, 5],  # landed
    ],
    float,
)
"""Decibans of what is said later given what was said earlier. A boat gets worse; water can be pumped out now and then.

source  research/fusion.md 4.2, term 8 (dry and under way after sinking: -12) and 4.6; the rest is judgement, held to
        average to about 1 as odds over what boats usually report (tests/fusion/test_likelihood.py)
"""


def evidence(table: Table, sets: Ints, prior: Prior, rule: Motion = MOTION) -> Floats:
    """All terms of many sets.

    sets     (B, m)  row numbers, ascending, -1 to fill
    returns  (7, B)  nats in the order of TERMS
    """
    sets = np.atleast_2d(np.asarray(sets, np.int64))
    return np.stack(
        [
            channel(table, sets, prior),
            motion(table, sets, rule),
            people(table, sets),
            condition(table, sets),
            caller(table, sets),
            boat(table, sets),
            group(table, sets),
        ]
    )


def channel(table: Table, sets: Ints, prior: Prior) -> Floats:
    """Prior odds that each further report is of this boat and not of another one of the night.

    A boat rings at its own rate, so one that has called often calls again (Gamma rate of shape 1.3), soon rather than
    late, and is out for some hours. Sightings meet silent boats too, and do not come sooner after a call.

    returns  (B,) nats
    source   research/fusion.md 4.2, term 1
    """
    total, last, n = np.zeros(len(sets)), np.full(len(sets), -1), np.zeros(len(sets))
    for i in sets.T:
        gap = table.t[i] - table.t[last]
        met = table.sighting[i] | table.sighting[last]
        soon = 1 + np.where(met, 0.0, prior.again) * np.exp(-gap / 2_700.0)
        odds = (1 + n / 1.3) * soon * np.exp(-gap / 28_800.0) / (prior.boats + np.where(met, prior.silent, 0.0))
        total += np.where((i >= 0) & (last >= 0), np.log(odds), 0.0)
        last, n = np.where(i >= 0, i, last), n + (i >= 0)
    return total


def motion(table: Table, sets: Ints, rule: Motion = MOTION) -> Floats:
    """How well the positions follow from one another with the stream, an engine, or adrift.

    From position to position the boat is carried by the stream and moves of its own, under power or adrift according to
    what was said; each new position is compared with where other boats are in general and with a boat of the same
    convoy. A few positions in a hundred are plainly wrong, so one of them cannot prove a difference. An area as wide
    as the Strait says about nothing. Positions are carried without memory of velocity: that comes with issue 4.

    returns  (B,) nats; 0 for sets with fewer than two positions
    source   research/fusion.md 4.2, term 2
    """
    total = np.zeros(len(sets))
    state = np.zeros((5, len(sets)))  # x, y, xx, xy, yy of the boat at its last believed position
    last, power = np.full(len(sets), -1), np.full(len(sets), 0.7)
    for i in sets.T:
        new = np.flatnonzero((i >= 0) & table.placed[i] & (last < 0))
        again = np.flatnonzero((i >= 0) & table.placed[i] & (last >= 0))
        state[:, new] = _start(table, i[new])
        if len(again):
            total[again], state[:, again] = _next(
                table, last[again], i[again], total[again], state[:, again], power[again], rule
            )
        last = np.where((i >= 0) & table.placed[i], i, last)
        said = (i >= 0) & (table.stage[i] >= 0)
        power = np.where(said, POWERED[table.stage[i]], power)
    return total


def _start(table: Table, i: Ints) -> Floats:
    b = table.waters.covariance  # a position as wide as the Strait leaves the boat where boats are
    zero = np.zeros(len(i))
    prior = np.stack([zero, zero, zero + b[0, 0], zero + b[0, 1], zero + b[1, 1]])
    return _update(prior, table.x[i], table.y[i], table.cov[i].T)


def _next(table: Table, j: Ints, i: Ints, total: Floats, state: Floats, power: Floats, rule: Motion) -> tuple[Floats, Floats]:
    dt = table.t[i] - table.t[j]
    sails, drifts = moved(table, j, dt, state, rule)
    at = table.x[i], table.y[i], table.cov[i].T
    p_sails, p_drifts = np.log(power) + _fit(sails, *at), np.log1p(-power) + _fit(drifts, *at)
    believed = (1 - rule.wrong) * np.exp(-dt / rule.forget)
    elsewhere = table.elsewhere[i]
    same = np.logaddexp(p_sails, p_drifts)
    one = np.logaddexp(np.log(believed) + same, np.log1p(-believed) + elsewhere)
    apart = rule.convoy_m**2
    beside = np.logaddexp(np.log(power) + _fit(sails, *at, apart), np.log1p(-power) + _fit(drifts, *at, apart))
    other = np.logaddexp(np.log1p(-rule.convoy) + elsewhere, np.log(rule.convoy) + beside)
    mode = np.where(p_sails >= p_drifts, sails, drifts)
    right = np.log(believed) + same >= np.log1p(-believed) + elsewhere
    return total + one - other, np.where(right, _update(mode, *at), mode)


def moved(table: Table, j: Ints, dt: Floats, state: Floats, rule: Motion) -> tuple[Floats, Floats]:
    """Where a boat last placed by report j is after dt: under power, and adrift.

    j, dt    (B,)    rows, [s]
    state    (5, B)  x, y, xx, xy, yy at report j
    returns  two (5, B)
    """
    sx, sy, unknown = carried(table, j, dt)
    known = dt - unknown
    stream = rule.stream_error**2 * known * np.minimum(known, 3_600.0)
    stream += rule.stream_unknown**2 * unknown * np.minimum(unknown, 10_800.0)
    tau = rule.memory
    own = 2 * rule.spread**2 * tau**2 * (dt / tau - 1 + np.exp(-dt / tau))
    wind = rule.leeway**2 * dt * np.minimum(dt, 10_800.0)
    zero, most = np.zeros(len(dt)), 15_000.0**2  # after hours the Strait bounds the boat, not the engine
    q_sails, q_drifts = np.minimum(own + stream, most), np.minimum(wind + stream, most)
    u, v = rule.towards
    go = np.minimum(dt, 10_800.0)
    return (
        state + np.stack([sx + u * go, sy + v * go, q_sails, zero, q_sails]),
        state + np.stack([sx, sy, q_drifts, zero, q_drifts]),
    )


def carried(table: Table, j: Ints, dt: Floats) -> tuple[Floats, Floats, Floats]:
    """How far the water goes in dt from the position of report j: x, y [m], and the time without a known stream [s]."""
    last = table.carry.shape[1] - 1
    k = dt / 600.0
    k0 = np.minimum(np.floor(k).astype(np.int64), last)
    k1 = np.minimum(k0 + 1, last)
    part = np.clip(k - k0, 0.0, 1.0)[:, None]
    c = (1 - part) * table.carry[j, k0] + part * table.carry[j, k1]
    return c[:, 0], c[:, 1], c[:, 2] + np.maximum(dt - last * 600.0, 0.0)


def _fit(state: Floats, x: Floats, y: Floats, cov: Floats, more: float = 0.0) -> Floats:
    return log_normal(x - state[0], y - state[1], state[2] + cov[0] + more, state[3] + cov[1], state[4] + cov[2] + more)


def _update(state: Floats, x: Floats, y: Floats, cov: Floats) -> Floats:
    mx, my, xx, xy, yy = state
    sxx, sxy, syy = xx + cov[0], xy + cov[1], yy + cov[2]
    det = sxx * syy - sxy * sxy
    kxx, kxy = (xx * syy - xy * sxy) / det, (xy * sxx - xx * sxy) / det
    kyx, kyy = (xy * syy - yy * sxy) / det, (yy * sxx - xy * sxy) / det
    dx, dy = x - mx, y - my
    nxy = xy - kxx * xy - kxy * yy
    return np.stack(
        [mx + kxx * dx + kxy * dy, my + kyx * dx + kyy * dy, xx - kxx * xx - kxy * xy, nxy, yy - kyx * xy - kyy * yy]
    )


def people(table: Table, sets: Ints) -> Floats:
    """Whether one true number of people explains all counts; 33, 34 and 40 do not differ by callers' counting.

    returns  (B,) nats
    source   research/fusion.md 4.2, term 3
    """
    return _one_value(table.heads, sets)


def boat(table: Table, sets: Ints) -> Floats:
    """Whether one boat explains all that was said of length, colour, type and engine, with errors.

    returns  (B,) nats
    source   research/fusion.md 4.2, term 4
    """
    return np.asarray(np.sum([_one_value(fact, sets) for fact in table.facts], axis=0))


def _one_value(fact: Shared, sets: Ints) -> Floats:
    # -1 reads the last row, so it is masked; sets with fewer than two statements are 0 without arithmetic
    known = (sets >= 0) & fact.known[sets]
    total = np.zeros(len(sets))
    several = np.flatnonzero(known.sum(axis=1) > 1)
    for part in np.array_split(several, 1 + len(several) // 2_000):
        said = np.where(known[part][:, :, None], fact.said[sets[part]], 0.0).sum(axis=1)
        alone = np.where(known[part], fact.alone[sets[part]], 0.0).sum(axis=1)
        total[part] = np.logaddexp.reduce(fact.prior + said, axis=1) - alone
    return total


def condition(table: Table, sets: Ints) -> Floats:
    """Whether the boat's condition can have gone that way: worse with time, seldom better.

    returns  (B,) nats
    source   STAGE_DB
    """
    total, stage = np.zeros(len(sets)), np.full(len(sets), -1)
    for i in sets.T:
        said = (i >= 0) & (table.stage[i] >= 0)
        total += np.where(said & (stage >= 0), STAGE_DB[stage, table.stage[i]] / DECIBANS, 0.0)
        stage = np.where(said, table.stage[i], stage)
    return total


def caller(table: Table, sets: Ints) -> Floats:
    """Phones: the same keyed hash speaks strongly for one boat, different ones mildly against.

    returns  (B,) nats
    source   urn of research/fusion.md 4.2, term 6
    """
    total = np.zeros(len(sets))
    keys = np.where(sets >= 0, table.caller[sets], -1)
    for q in range(1, sets.shape[1]):
        before = keys[:, :q]
        n = (before >= 0).sum(axis=1)
        same = (before == keys[:, q : q + 1]).sum(axis=1)
        urn = (same * SAME_PHONE + NEW_PHONE) / (n + NEW_PHONE)
        total += np.where((keys[:, q] >= 0) & (n > 0), np.log(urn), 0.0)
    return total


def group(table: Table, sets: Ints) -> Floats:
    """Reports that one observer counted apart are different boats, unless the observer slipped.

    returns  (B,) nats
    source   COUNTED_APART
    """
    total = np.zeros(len(sets))
    groups = np.where(sets >= 0, table.group[sets], -1)
    for q in range(1, sets.shape[1]):
        same = (groups[:, :q] == groups[:, q : q + 1]) & (groups[:, q : q + 1] >= 0)
        total += COUNTED_APART * same.sum(axis=1)
    return total


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
