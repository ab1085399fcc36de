"""Why: the terms of a likelihood as sentences that an officer can check.

Legend: a, b, i, j rows of a Table, the earlier one first
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np

from varne.fusion.likelihood import DECIBANS, MOTION, TERMS, TOP_SPEED, Prior, carried, evidence, sets_of
from varne.fusion.report import Count
from varne.fusion.sentences import miles, say, weigh
from varne.fusion.table import SHARES, STAGES, Floats, Ints, Table, possible, tabulate, word_of
from varne.geodesy import KNOT
from varne.sea.field import Field
from varne.words import Words

WIDE = 5_000.0
"""A position error from which a place says little [m, 1 sigma]."""
DRIFTING = 1.2 * KNOT
"""Own speed up to which a movement is called drifting: leeway and the stream's error."""
CLOCK_CHECK = -1.5
"""Motion that speaks more against than this [nats] is tried again with a clock one hour off."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One term of a score: its name (see TERMS), its weight for one boat [nats], and the sentence."""

    term: str
    nats: float
    words: Words

    @property
    def db(self) -> float:
        """The weight in decibans, + for the same boat."""
        return float(self.nats * DECIBANS)


def reasons(
    table: Table, left: Sequence[int], right: Sequence[int], nats: Floats, prior: Prior, current: Field | None = None
) -> tuple[Reason, ...]:
    """The terms as sentences; each names the two reports, one of each side, that are nearest in time and speak of it.

    left, right  rows of the two sides, apart
    nats         (8,) the terms in the order of TERMS
    current      the stream: when given, a movement that does not fit is tried with a clock one hour off
    returns      reasons that add up to the sum of the terms to 1e-9; terms about which one side is silent are left out
    """
    found = []
    for term, weight in zip(TERMS, nats, strict=True):
        pair = _spokesmen(table, left, right, term)
        if (pair is None or term == "recovery") and abs(weight) < 1e-12:
            continue
        a, b = pair or (min(left), min(right))
        found.append(Reason(term, float(weight), _SENTENCE[term](table, min(a, b), max(a, b), float(weight), prior)))
        if term == "motion" and current is not None and weight < CLOCK_CHECK:
            found += [Reason("motion", 0.0, w) for w in _clock(table, min(a, b), max(a, b), float(weight), prior, current)]
    found += [Reason("people", 0.0, w) for w in _impossible_counts(table, [*left, *right])]
    return tuple(found)


def _spokesmen(table: Table, left: Sequence[int], right: Sequence[int], term: str) -> tuple[int, int] | None:
    sides = [[i for i in side if _SPEAKS[term](table, i)] for side in (left, right)]
    if term in ("caller", "group"):  # who shares a key speaks for it
        keys = table.caller if term == "caller" else _observed(table, left, right)
        shared = (set(keys[sides[0]].tolist()) & set(keys[sides[1]].tolist())) - {-1}
        if shared or term == "group":
            sides = [[i for i in side if keys[i] in shared] for side in sides]
    if not all(sides):
        return None
    return min(((i, j) for i in sides[0] for j in sides[1]), key=lambda p: (abs(table.t[p[0]] - table.t[p[1]]), p))


def _observed(table: Table, left: Sequence[int], right: Sequence[int]) -> Ints:
    """The key by which one observer speaks of both: counted apart where it did, else one track."""
    apart = (set(table.group[list(left)].tolist()) & set(table.group[list(right)].tolist())) - {-1}
    return table.group if apart else table.track


_SPEAKS: dict[str, Callable[[Table, int], bool]] = {
    "channel": lambda table, i: True,
    "motion": lambda table, i: bool(table.placed[i]),
    "people": lambda table, i: bool(table.heads.known[i]),
    "condition": lambda table, i: bool(table.stage[i] >= 0),
    "caller": lambda table, i: bool(table.caller[i] >= 0),
    "boat": lambda table, i: any(f.known[i] for f in table.facts),
    "group": lambda table, i: bool(table.group[i] >= 0 or table.track[i] >= 0),
    "recovery": lambda table, i: True,
}


def minutes(seconds: float) -> int:
    """Whole minutes of a duration [s] for reading."""
    return round(abs(seconds) / 60.0)


def _channel(table: Table, a: int, b: int, nats: float, prior: Prior) -> Words:
    args = {"boats": round(prior.boats), "silent": round(prior.silent), "minutes": minutes(table.t[b] - table.t[a])}
    sighting = table.sighting[a] or table.sighting[b]
    return weigh("channel.sighting" if sighting else "channel.prior", nats, **args)


@dataclass(frozen=True, slots=True)
class Leg:
    """From one position to another: distance [m], time [s], own speed [m/s] it takes at the stream's best estimate and
    at least, within the errors; cosine between leg and stream; 1 sigma of the wider position; stream known or not."""

    distance: float
    dt: float
    own: float
    at_least: float
    with_stream: float
    stream: float
    sigma: float
    known: bool


def leg(table: Table, a: int, b: int) -> Leg:
    """What it takes to get from report a's position to report b's.

    a, b     rows with positions, b not earlier than a
    returns  the leg; own speeds are over the time between, a minute at least
    """
    dt = np.array([table.t[b] - table.t[a]])
    sx, sy, unknown = (c[0] for c in carried(table, np.array([a]), dt))
    dx, dy = table.x[b] - table.x[a], table.y[b] - table.y[a]
    time, apart, drift = max(float(dt[0]), 60.0), float(np.hypot(dx, dy)), float(np.hypot(sx, sy))
    own = float(np.hypot(dx - sx, dy - sy))
    sigma = np.sqrt(max(_widest(table.cov[a]), _widest(table.cov[b])))
    stream_error = MOTION.stream_unknown * unknown + MOTION.stream_error * (float(dt[0]) - unknown)
    slack = 2.5 * np.sqrt(_widest(table.cov[a]) + _widest(table.cov[b]) + stream_error**2)
    along = (dx * sx + dy * sy) / (apart * drift) if apart > 0 and drift > 0 else 0.0
    return Leg(
        distance=apart,
        dt=float(dt[0]),
        own=own / time,
        at_least=max(own - float(slack), 0.0) / time,
        with_stream=float(along),
        stream=drift / time,
        sigma=float(sigma),
        known=bool(unknown <= dt[0] / 2),
    )


def _widest(cov: Floats) -> float:
    xx, xy, yy = cov
    return float((xx + yy) / 2 + np.hypot((xx - yy) / 2, xy))


def _motion(table: Table, a: int, b: int, nats: float, prior: Prior) -> Words:
    if not (table.placed[a] and table.placed[b]):
        return weigh("motion.power", nats)
    go = leg(table, a, b)
    args: dict[str, float | int] = {"nm": miles(go.distance), "minutes": minutes(go.dt), "kn": round(go.own / KNOT, 1)}
    if go.sigma > WIDE:
        return weigh("motion.wide", nats, nm=round(go.sigma / 1852.0))
    if go.at_least > TOP_SPEED:
        return weigh("motion.impossible", nats, **{**args, "kn": round(go.own / KNOT)})
    if go.dt < 120:
        return weigh("motion.together", nats, nm=args["nm"])
    if not go.known:
        return weigh("motion.unknown_stream", nats, **{**args, "kn": round(go.distance / go.dt / KNOT, 1)})
    if go.own < DRIFTING:
        return weigh("motion.drift", nats, **args)
    against = go.with_stream < -0.3 and go.stream > 0.3 * KNOT
    return weigh("motion.against" if against else "motion.engine", nats, **args)


def _clock(table: Table, a: int, b: int, nats: float, prior: Prior, current: Field) -> list[Words]:
    hour = timedelta(hours=1)  # French time is an hour ahead: taken for UTC it makes a report an hour too late
    for late in (b, a):
        r = table.reports[late]
        moved = replace(r, received=r.received - hour, observed=None if r.observed is None else r.observed - hour)
        other = table.reports[a if late == b else b]
        if _motion_of(tabulate([moved, other], current, table.waters), prior) > max(0.0, nats + 1.5):
            return [say("motion.clock", report=r.id)]
    return []


def _motion_of(pair: Table, prior: Prior) -> float:
    return float(evidence(pair, sets_of([[0, 1]]), prior)[TERMS.index("motion"), 0])


def _people(table: Table, a: int, b: int, nats: float, prior: Prior) -> Words:
    return weigh("people.counts", nats, a=count_text(table.reports[a].people), b=count_text(table.reports[b].people))


def count_text(count: Count | None) -> str:
    """A count as it is read: "33", or "30-40" for a range.

    >>> count_text(Count(30, 33, 40)), count_text(Count(33, 33, 33)), count_text(None)
    ('30-40', '33', 'no count')
    """
    if count is None:
        return "no count"
    return str(count.likely) if count.min == count.max else f"{count.min}-{count.max}"


def _impossible_counts(table: Table, rows: Sequence[int]) -> list[Words]:
    counts = [table.reports[i].people for i in sorted(rows)]
    return [say("people.impossible", n=c.likely) for c in counts if c is not None and c.likely > 0 and not possible(c)]


def _condition(table: Table, a: int, b: int, nats: float, prior: Prior) -> Words:
    earlier, later = (STAGES[table.stage[i]] for i in (a, b))
    if earlier == later:
        return weigh("condition.same", nats, later=later)
    return weigh("condition.step", nats, earlier=earlier, later=later)


def _caller(table: Table, a: int, b: int, nats: float, prior: Prior) -> Words:
    return weigh("caller.same" if table.caller[a] == table.caller[b] else "caller.different", nats)


def _boat(table: Table, a: int, b: int, nats: float, prior: Prior) -> Words:
    what = describe(table, a, b)
    return weigh("boat.unlike" if nats < 0 else "boat.alike", nats, what=what)


def describe(table: Table, a: int, b: int) -> str:
    """What two reports both say of the boat, side by side: "8 m / 12 m, black / white"; "" when they share nothing."""
    one, two = table.reports[a], table.reports[b]
    parts = []
    if one.boat.length_m is not None and two.boat.length_m is not None:
        parts.append(f"{one.boat.length_m:g} m / {two.boat.length_m:g} m")
    for what in SHARES:
        said = word_of(one, what), word_of(two, what)
        if said[0] and said[1]:
            parts.append(said[0] if said[0] == said[1] else f"{said[0]} / {said[1]}")
    return ", ".join(parts)


def _group(table: Table, a: int, b: int, nats: float, prior: Prior) -> Words:
    return weigh("group.track" if nats > 0 else "group.apart", nats)


def _recovery(table: Table, a: int, b: int, nats: float, prior: Prior) -> Words:
    twice = table.kind[a] == 2 and table.kind[b] == 2
    return weigh("recovery.twice" if twice else "recovery.late", nats, minutes=minutes(table.t[b] - table.t[a]))


_SENTENCE: dict[str, Callable[[Table, int, int, float, Prior], Words]] = {
    "channel": _channel,
    "motion": _motion,
    "people": _people,
    "condition": _condition,
    "caller": _caller,
    "boat": _boat,
    "group": _group,
    "recovery": _recovery,
}
