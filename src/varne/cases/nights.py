"""A SIMULATED night: what is reported about boats that do not exist, with the truth beside it (docs/nights.md).

For demonstrations, tests, drills, and for anyone who wants to test another system: make a night from a seed, give the
system its reports and keep the truth. Every report id begins with "sim-" and every text with "SIMULATED". Nothing may
be learnt from such a night about real ones.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from varne.cases.kinds import AIRCRAFT, CALLS, LIST, RECOVERY, SIGHTINGS, Kind
from varne.cases.parameters import START, NightParameters
from varne.cases.stream import SineTide, Water
from varne.cases.telling import clock, placed, report_of
from varne.cases.voyages import Floats, Voyage, simulated_voyages
from varne.fusion.report import Description, Report
from varne.geodesy import from_plane

__all__ = ["START", "NightParameters", "SimulatedNight", "Told", "simulated_night"]

LANE_M = 4_000.0
"""Half width of the lane that an aircraft pass looks at, by latitude [m]."""


@dataclass(frozen=True, slots=True)
class Told:
    """A report and what is true of it: the number of its boat, 0 for no small boat, and its step of the voyage."""

    report: Report
    boat: int
    step: int


@dataclass(frozen=True, slots=True)
class SimulatedNight:
    """A night with its truth.

    told    reports in the order received, each with its truth
    boats   voyages in order of their numbers, from 1; a boat may have no report
    water   what really moved them
    """

    seed: int
    parameters: NightParameters
    told: tuple[Told, ...]
    boats: tuple[Voyage, ...]
    water: Water

    @property
    def reports(self) -> tuple[Report, ...]:
        """What a system under test may see, in the order received."""
        return tuple(t.report for t in self.told)

    @property
    def current(self) -> SineTide:
        """The stream that a system under test may believe in: right in the main, wrong by parameters.stream_error."""
        return self.water.table


def simulated_night(parameters: NightParameters = NightParameters(), *, seed: int = 1) -> SimulatedNight:  # noqa: B008
    """One simulated night; the same parameters and seed make the same night.

    >>> night = simulated_night(NightParameters(boats=4, hours=6), seed=7)
    >>> len(night.boats), night.reports[0].text.split()[0]
    (4, 'SIMULATED')
    """
    rng = np.random.default_rng(seed)
    boats, water = simulated_voyages(rng, parameters)
    told = [t for v in boats for t in _of_boat(rng, parameters, v)]
    told += _passes(rng, parameters, boats)
    told += _lists(rng, parameters, boats)
    told += _of_no_boat(rng, parameters, boats)
    told += [_copy(rng, t) for t in told if rng.random() < parameters.copied]
    told.sort(key=lambda t: t.report.received)
    named = (replace(t, report=replace(t.report, id=f"sim-{seed}-{k:04d}")) for k, t in enumerate(told, start=1))
    return SimulatedNight(seed, parameters, tuple(named), boats, water)


def _of_boat(rng: np.random.Generator, p: NightParameters, v: Voyage) -> Iterator[Told]:
    """Calls, sightings and recoveries of one boat."""
    in_need = np.where(v.dry, np.where(v.engine, 1.0, p.urgency), p.urgency**2)
    own = 0.0 if rng.random() < p.silent else p.calls * rng.gamma(p.talkative, 1 / p.talkative)
    for k in _steps(rng, v, own * in_need):
        yield _told(rng, p, v, CALLS, k)
        if rng.random() < p.again:
            yield _told(rng, p, v, CALLS[:3], min(k + int(rng.exponential(4.0)), len(v.t) - 1))
    for k in _steps(rng, v, np.full(len(v.t), p.sightings)):
        yield _told(rng, p, v, SIGHTINGS, k)
    for recovery in v.recoveries:
        if rng.random() < p.recovery_told and recovery.people:
            yield _told(rng, p, v, (RECOVERY,), int(np.searchsorted(v.t, recovery.t)))


def _steps(rng: np.random.Generator, v: Voyage, an_hour: Floats) -> list[int]:
    """Steps of a voyage at which something is told, at a rate an hour that changes (steps,)."""
    hours = np.gradient(v.t) / 3_600 if len(v.t) > 1 else np.zeros(len(v.t))
    return np.repeat(np.arange(len(v.t)), rng.poisson(an_hour * hours)).tolist()


def _told(rng: np.random.Generator, p: NightParameters, v: Voyage, kinds: tuple[Kind, ...], k: int) -> Told:
    share = np.array([kind.share for kind in kinds])
    kind = kinds[rng.choice(len(kinds), p=share / share.sum())]
    return Told(report_of(rng, p, v, kind, k), v.number, k)


def _passes(rng: np.random.Generator, p: NightParameters, boats: tuple[Voyage, ...]) -> Iterator[Told]:
    """Aircraft that fly along the Strait and count apart the boats in their lane."""
    begin = p.start.timestamp()
    step = 3_600 * p.pass_hours or np.inf
    flown = np.arange(begin + 5_400, begin + 3_600 * p.hours, step)
    for number, at in enumerate(flown, start=1):
        lat = rng.uniform(50.85, 51.15)
        for v in _afloat(boats, at):
            k = int(np.searchsorted(v.t, at))
            if abs(v.lat[k] - lat) * 111_000 < LANE_M and rng.random() < p.pass_seen:
                seen = _told(rng, p, v, (AIRCRAFT,), min(k + int(rng.integers(5)), len(v.t) - 1))
                yield replace(seen, report=replace(seen.report, group=f"pass-{number}"))


def _lists(rng: np.random.Generator, p: NightParameters, boats: tuple[Voyage, ...]) -> Iterator[Told]:
    """Lists that one centre sends to the other: two to four boats afloat at one time, counted apart by one observer."""
    for number in range(1, 1 + rng.poisson(p.lists * p.hours)):
        now = p.start.timestamp() + rng.uniform(0, 3_600 * p.hours)
        afloat = _afloat(boats, now)
        received = clock(now + rng.exponential(LIST.delay) * p.delay)
        for i in rng.permutation(len(afloat))[: rng.integers(2, 5)]:
            row = _told(rng, p, afloat[i], (LIST,), int(np.searchsorted(afloat[i].t, now)))
            yield replace(row, report=replace(row.report, group=f"list-{number}", received=received))


def _afloat(boats: tuple[Voyage, ...], now: float) -> list[Voyage]:
    return [v for v in boats if v.t[0] <= now <= v.t[-1]]


def _of_no_boat(rng: np.random.Generator, p: NightParameters, boats: tuple[Voyage, ...]) -> Iterator[Told]:
    """A buoy, an angler, a wave, a call about a boat that is none: told as if it were a boat somewhere in the Strait."""
    for _ in range(rng.poisson(p.false)):
        v = boats[rng.integers(len(boats))]
        report = _told(rng, p, v, (*SIGHTINGS, *SIGHTINGS, CALLS[2]), int(rng.integers(len(v.t)))).report
        caller = None if report.caller is None else "h" + rng.bytes(10).hex()
        report = replace(report, caller=caller, boat=Description(), course=None, speed_kn=None)
        if report.has_position:
            along, across = rng.uniform(-35_000, 35_000), rng.uniform(-10_000, 10_000)
            lon, lat = from_plane(0.7 * along - 0.7 * across, 0.7 * along + 0.7 * across, 1.5, 51.0)
            report = placed(rng, report, SIGHTINGS[0], float(lon), float(lat))
        yield Told(report, 0, 0)


def _copy(rng: np.random.Generator, t: Told) -> Told:
    """The same report once more, through the other centre."""
    late = clock(t.report.received.timestamp() + rng.uniform(60, 1_800))
    return replace(t, report=replace(t.report, received=late))
