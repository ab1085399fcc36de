"""Reports turned into arrays, once, so that every likelihood term can read them for many candidate boats together.

Rows are in order of the time at which they were true, ties by id, so a set of row numbers in ascending order is one
history whatever the order of arrival. Knows the channels' usual errors; knows nothing about who spoke (invariant 6).

Legend: x, y east and north in one plane through the middle of the waters [m] · G grid of head counts
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from varne.fusion.copies import distinct
from varne.fusion.kinematics import STEP
from varne.fusion.report import Count, Report
from varne.geodesy import ellipse_covariance, from_plane, to_plane
from varne.sea.field import Field, OutsideForecast

__all__ = ["STRAIT", "Floats", "Ints", "Shared", "Table", "Waters", "distinct", "tabulate"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

HORIZON = 72
"""Steps carried at most (12 h): after that the stream's help is called unknown."""

HEADS = np.unique(np.round(np.geomspace(1, 250, 64)))
"""Numbers of people that one boat can hold; 230 is the largest published claim (research/domain.md 2.9)."""
_CROWD = np.exp(-0.5 * (np.log(HEADS / 45.0) / 0.6) ** 2)
HEADS_PRIOR = np.log(_CROWD / _CROWD.sum())
"""How full boats are: median 45, two thirds between 25 and 80 (28 a boat in 2021, 65 in 2026; domain.md 4.1)."""
WRONG_COUNT = 0.07
"""Share of counts that say nothing about the boat: slips, part of the people, another boat (research/fusion.md 4.2)."""

ALL, PART, SEVERAL = 0.92, 0.05, 0.03
"""Shares of recoveries that took everybody off, only some, or are counted together with other boats. Judgement."""

LENGTHS = np.linspace(3.0, 20.0, 35)
_HULL = np.exp(-0.5 * (np.log(LENGTHS / 8.5) / 0.25) ** 2)
LENGTHS_PRIOR = np.log(_HULL / _HULL.sum())
"""Boats are 7 to 11 m (domain.md 4.4)."""

STAGES = ("underway", "engine_stopped", "taking_water", "swamped", "people_in_water", "landed")

POSITION_M = {
    "pin": 50.0,
    "ais": 30.0,
    "aircraft": 150.0,
    "drone": 100.0,
    "radar": 200.0,
    "rescue": 200.0,
    "ship": 600.0,
}
"""1 sigma of a position that came without one, by channel; 1 km for spoken and written ones (fusion.md 4.5)."""
CLOCK_S = {"pin": 300.0, "message": 300.0, "email": 900.0, "list": 900.0, "rescue": 300.0, "ship": 300.0, "radar": 20.0}
"""How long before it arrived a report was true when nobody said, 1 sigma; 120 s for calls (fusion.md 4.5)."""
HEADS_SIGMA = {"rescue": 0.03, "aircraft": 0.16, "drone": 0.16, "ship": 0.40, "radar": 0.40}
"""Spread of counts in the logarithm by how they are made; callers 0.20, they are 15 to 25 % out (fusion.md 4.2)."""
ANYWHERE = -40.0
"""Log density of boats where there are none, such as at 0 N 0 E: no position is impossible, people mistype [log 1/m2]."""
SIGHTINGS = frozenset({"ais", "radar", "aircraft", "drone", "ship", "shore", "rescue"})
"""Channels in which a boat is met whether or not it ever called."""
LOUD = frozenset({"call", "missed_call", "pin", "message"})
"""Channels by which people aboard speak; who does not get through or is cut off tries again."""
_SPEED = 2.2
"""Root mean square speed over ground that turns an unsure time into an unsure place [m/s] (fusion.md 4.1)."""

SHARES = {
    "colour": {"black": 0.45, "grey": 0.25, "white": 0.10, "blue": 0.10, "red": 0.05, "orange": 0.05, "green": 0.03},
    "type": {"inflatable": 0.93, "rib": 0.03, "rigid": 0.02, "kayak": 0.01},
    "engine": {"outboard": 0.95, "none": 0.03, "inboard": 0.02},
}
"""How common a description is among the boats; any other word counts as 0.05 (fusion.md 4.5 and judgement)."""
RIGHT = {"colour": 0.80, "type": 0.90, "engine": 0.80}
"""How often a description is right, at night and in haste."""
_SAME_WORD = {"dark": "black", "gray": "grey", "rubber": "inflatable", "dinghy": "inflatable"}


@dataclass(frozen=True, slots=True)
class Waters:
    """Where boats are when nothing else is known: a normal density along the Strait; 1 sigma [m], bearing [deg]."""

    lon: float = 1.6
    lat: float = 51.0
    along: float = 30_000.0
    across: float = 15_000.0
    orientation: float = 55.0

    @property
    def covariance(self) -> Floats:
        return ellipse_covariance(self.along, self.across, self.orientation)


STRAIT = Waters()


@dataclass(frozen=True, slots=True)
class Shared:
    """A hidden fact of a boat: log p(value) (G,) and, a row a report, log p(what was said | value) (n, G); 0 unsaid."""

    prior: Floats
    said: Floats
    alone: Floats
    known: NDArray[np.bool_]

    def part(self, rows: Ints) -> "Shared":
        """The same of some reports."""
        return Shared(self.prior, self.said[rows], self.alone[rows], self.known[rows])


@dataclass(frozen=True, slots=True)
class Table:
    """n reports as arrays in order of time.

    reports          (n)        the reports
    t                (n,)       when each was true [s since 1970]
    placed           (n,)       has a position
    x, y             (n,)       [m], NaN without position
    cov              (n, 3)     position error xx, xy, yy with the unsure time [m2]
    elsewhere        (n,)       log density there of boats in general [1/m2]
    carry            (n, K, 3)  where the water goes in K steps from the position: x, y [m], time without stream [s]
    heads, facts     Shared     people; (length, colour, type, engine)
    stage            (n,)       index in STAGES, -1 unknown
    caller, group, track  (n,)  number of the key, -1 none; a caller's counts once it was heard from aboard
    kind             (n,)       0 a voice for the boat, 1 met whether or not it called, 2 taken off
    loud             (n,)       a call or message from aboard: another may follow within minutes
    """

    reports: tuple[Report, ...]
    waters: Waters
    t: Floats
    placed: NDArray[np.bool_]
    x: Floats
    y: Floats
    cov: Floats
    elsewhere: Floats
    carry: Floats
    heads: Shared
    facts: tuple[Shared, ...]
    stage: Ints
    caller: Ints
    group: Ints
    track: Ints
    kind: Ints
    loud: NDArray[np.bool_]

    @property
    def sighting(self) -> NDArray[np.bool_]:
        """(n,) met, whether or not the boat called."""
        return self.kind > 0

    def part(self, rows: Ints) -> "Table":
        """The table of some of its rows (ascending)."""
        one_each = ("t", "placed", "x", "y", "cov", "elsewhere", "carry", "stage", "caller", "group", "track", "kind", "loud")
        return replace(
            self,
            reports=tuple(self.reports[i] for i in rows),
            heads=self.heads.part(rows),
            facts=tuple(f.part(rows) for f in self.facts),
            **{name: getattr(self, name)[rows] for name in one_each},
        )

    def row(self, report_id: str) -> int:
        """The row of a report; ValueError when it is not in the table."""
        return [r.id for r in self.reports].index(report_id)


def tabulate(reports: Sequence[Report], current: Field, waters: Waters = STRAIT) -> Table:
    """The reports as a Table.

    reports  any order, each id once
    current  the stream; where it knows nothing the carried time counts as unknown, never as slack water
    waters   where boats are in general
    """
    rows = tuple(sorted(reports, key=lambda r: (r.when, r.id)))
    t = np.array([r.when.timestamp() for r in rows])
    placed = np.array([r.has_position and not _no_fix(r) for r in rows], bool)
    lon = np.array([r.lon if ok and r.lon is not None else np.nan for r, ok in zip(rows, placed, strict=True)])
    lat = np.array([r.lat if ok and r.lat is not None else np.nan for r, ok in zip(rows, placed, strict=True)])
    x, y = to_plane(lon, lat, waters.lon, waters.lat)
    cov = np.array([_position_error(r) for r in rows]).reshape(-1, 3)
    return Table(
        reports=rows,
        waters=waters,
        t=t,
        placed=placed,
        x=x,
        y=y,
        cov=cov,
        elsewhere=_elsewhere(x, y, cov, placed, waters),
        carry=_carried(current, t, x, y, waters),
        heads=_shared(HEADS_PRIOR, np.array([_heads(r) for r in rows]).reshape(-1, len(HEADS))),
        facts=(
            _shared(LENGTHS_PRIOR, np.array([_length(r) for r in rows]).reshape(-1, len(LENGTHS))),
            *(_words_of(rows, what) for what in SHARES),
        ),
        stage=np.array([_stage(r) for r in rows], np.int64),
        caller=_callers(rows),
        group=_numbered([r.group for r in rows]),
        track=_numbered([r.track for r in rows]),
        kind=np.array([2 if is_recovery(r) else int(r.channel in SIGHTINGS) for r in rows], np.int64),
        loud=np.array([r.channel in LOUD for r in rows], bool),
    )


def possible(count: Count | None) -> bool:
    """True when a count can be the people of one boat: above 0 and within HEADS."""
    return count is not None and count.likely > 0 and count.min <= HEADS[-1]


def _position_error(r: Report) -> tuple[float, float, float]:
    if not r.has_position:
        return np.nan, np.nan, np.nan
    sigma = POSITION_M.get(r.channel, 1000.0)
    c = ellipse_covariance(*(r.ellipse_m or (sigma, sigma, 0.0)))
    late = (_SPEED * (60.0 if r.observed else CLOCK_S.get(r.channel, 120.0))) ** 2
    return c[0, 0] + late, c[0, 1], c[1, 1] + late


def _elsewhere(x: Floats, y: Floats, cov: Floats, placed: NDArray[np.bool_], waters: Waters) -> Floats:
    b, c, density = waters.covariance, cov[placed], np.full(len(x), np.nan)
    near, far = (
        log_normal(x[placed], y[placed], c[:, 0] + k * b[0, 0], c[:, 1] + k * b[0, 1], c[:, 2] + k * b[1, 1])
        for k in (1.0, 16.0)
    )
    coast = np.logaddexp(np.log(0.9) + near, np.log(0.1) + far)  # one boat in ten anywhere on this coast
    density[placed] = np.maximum(coast, ANYWHERE)
    return density


def log_normal(dx: Floats, dy: Floats, xx: Floats, xy: Floats, yy: Floats) -> Floats:
    """Log density of a plane normal law at an offset (dx, dy) [m] for a covariance [m2]; any one shape [log 1/m2]."""
    det = xx * yy - xy * xy
    return np.asarray(-0.5 * (yy * dx * dx - 2 * xy * dx * dy + xx * dy * dy) / det - np.log(2 * np.pi * np.sqrt(det)))


def _carried(current: Field, t: Floats, x: Floats, y: Floats, waters: Waters) -> Floats:
    steps = 1 + min(HORIZON, int(np.ceil(np.ptp(t) / STEP))) if len(t) else 1
    carry = np.zeros((len(t), steps, 3))
    for k in range(1, steps):
        lon, lat = from_plane(x + carry[:, k - 1, 0], y + carry[:, k - 1, 1], waters.lon, waters.lat)
        u, v, unknown = stream(current, t + (k - 0.5) * STEP, lon, lat)
        carry[:, k] = carry[:, k - 1] + STEP * np.column_stack([u, v, unknown])
    return carry


def stream(current: Field, t: Floats, lon: Floats, lat: Floats) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """The stream where it is known, 0 with a mark where it is not.

    t, lon, lat  (n,)
    returns      u, v (n,) [m/s]; unknown (n,) True where the field does not answer, is on land or there is no position
    """
    known = ~current.box.outside(t, lon, lat)
    u, v = np.zeros(len(t)), np.zeros(len(t))
    try:
        u[known], v[known] = current(t[known], lon[known], lat[known])
    except OutsideForecast:  # a hole inside the box: which entries it holds differs by field, so none is believed
        known[:] = False
    known &= np.isfinite(u) & np.isfinite(v)
    return np.where(known, u, 0.0), np.where(known, v, 0.0), ~known


def is_recovery(r: Report) -> bool:
    """True for a report that people were taken off a boat."""
    return r.channel == "rescue" and r.outcome is not None


def _heads(r: Report) -> Floats:
    if r.outcome is not None and is_recovery(r):
        return recovered_likelihood(r.outcome.recovered)
    if not possible(r.people) or r.people is None:
        return np.zeros(len(HEADS))
    sigma = max(HEADS_SIGMA.get(r.channel, 0.20), 0.5 / r.people.likely)
    return count_likelihood(r.people, sigma)


def count_likelihood(count: Count, sigma: float) -> Floats:
    """Log probability of a stated count for each true number in HEADS, with slips; a stated range counts as 2 sigma.

    count    possible count; sigma of its likely value in the logarithm
    returns  (G,)
    source   research/fusion.md 4.2, term 3
    """
    likely = float(count.likely)
    low, high = np.log(likely / max(count.min, 1)) / 2, np.log(count.max / likely) / 2
    wide = np.hypot(sigma, np.where(likely > HEADS, low, high))
    hit = np.exp(-0.5 * (np.log(likely / HEADS) / wide) ** 2) / (wide * np.sqrt(2 * np.pi) * likely)
    return np.asarray(np.log((1 - WRONG_COUNT) * hit + WRONG_COUNT / HEADS[-1]))


def recovered_likelihood(count: Count) -> Floats:
    """Log probability of a number of recovered people for each number aboard: all, part of them, or several boats.

    returns  (G,); zeros when nobody said how many, or none
    """
    if count.likely == 0:
        return np.zeros(len(HEADS))
    n = float(count.likely)
    part = np.where(n <= HEADS, 1 / HEADS, 0.0)
    several = np.where(n > HEADS, 1 / HEADS[-1], 0.0)
    return np.asarray(np.log(ALL * np.exp(count_likelihood(count, 0.03)) + PART * part + SEVERAL * several))


def _length(r: Report) -> Floats:
    if r.boat.length_m is None or r.boat.length_m <= 0:
        return np.zeros(len(LENGTHS))
    hit = np.exp(-0.5 * (np.log(r.boat.length_m / LENGTHS) / 0.2) ** 2)
    return np.asarray(np.log(0.93 * hit + 0.07))


def word_of(r: Report, what: str) -> str | None:
    """A description's word in one spelling ("dark" and "Black " are both "black"), None when nothing was said."""
    said = getattr(r.boat, what)
    return None if said is None or not said.strip() else _SAME_WORD.get(said.strip().lower(), said.strip().lower())


def _words_of(rows: Sequence[Report], what: str) -> Shared:
    """Words that are not in SHARES say nothing: what is not known to be common or rare proves nothing."""
    values = list(SHARES[what])
    share = np.array([*SHARES[what].values(), 0.05])  # the last: any other
    share /= share.sum()
    likelihood = np.zeros((len(rows), len(share)))
    for i, r in enumerate(rows):
        if (s := word_of(r, what)) in values:
            k = values.index(s)
            likelihood[i] = np.log(RIGHT[what] * (np.arange(len(share)) == k) + (1 - RIGHT[what]) * share[k])
    return _shared(np.log(share), likelihood)


def _shared(prior: Floats, said: Floats) -> Shared:
    alone = np.logaddexp.reduce(prior + said, axis=1)
    known = np.any(said != 0.0, axis=1)
    return Shared(prior, said, np.where(known, alone, 0.0), known)


def _stage(r: Report) -> int:
    return STAGES.index(r.condition) if r.condition in STAGES else -1


def _no_fix(r: Report) -> bool:
    """0 N 0 E is what a device without a fix sends: no position."""
    return r.lon is not None and r.lat is not None and abs(r.lon) < 1e-3 and abs(r.lat) < 1e-3


def _callers(rows: Sequence[Report]) -> Ints:
    """Numbers of the keys that were heard from a boat itself.

    Who passes calls on (a hotline, a relative, the other centre's list) may give the boat's number or his own; which is
    known only once somebody aboard has used it. Before that it is no identity.
    """
    aboard = {r.caller for r in rows if r.source in ("occupant", "crew", "ship", "sensor")}
    return _numbered([r.caller if r.caller in aboard else None for r in rows])


def _numbered(keys: Sequence[str | None]) -> Ints:
    names = sorted({k for k in keys if k})
    return np.array([names.index(k) if k else -1 for k in keys], np.int64)
