"""A SIMULATED busy night: what is reported about boats that do not exist, for demonstrations, tests and drills.

Voyages are made by cases.voyages, reports here, what officers and crews do about them by cases.watch. Every event carries
provenance with basis "simulated", every report id begins with "sim-" and every text with "SIMULATED". The figures behind
the chances below are judgement, not measurement: nothing may be learnt from such a night about real ones.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import numpy as np

from varne import geodesy
from varne.cases.voyages import STEP, Voyage, simulated_voyages
from varne.cases.watch import Told, simulated_watch
from varne.fusion.report import Channel, Condition, Count, Description, Outcome, Report, Source
from varne.readers.reports import write_report
from varne.record.events import Event

START = datetime(2026, 6, 20, 20, tzinfo=UTC)
GROSS = 0.04
"""Share of given positions that are grossly wrong: minutes read as decimals of a degree."""
WRONG_CLOCK = 0.05
"""Share of given times that are wrong: an hour off (French time taken for UTC) or some minutes."""


@dataclass(frozen=True, slots=True)
class _Habit:
    """How one kind of report comes: share of all, 1 sigma of position [m], chance of position, longest delay [s],
    decimals its position is rounded to (None: said in degrees and minutes), relative spread of its head count."""

    channel: Channel
    source: Source
    share: float
    sigma: float
    placed: float
    delay: float
    decimals: int | None
    spread: float | None


_HABITS = (
    _Habit("call", "occupant", 0.24, 300.0, 0.4, 0.0, None, 0.15),
    _Habit("call", "relative", 0.04, 300.0, 0.1, 1800.0, None, 0.3),
    _Habit("missed_call", "occupant", 0.08, 0.0, 0.0, 0.0, 5, None),
    _Habit("pin", "occupant", 0.16, 40.0, 1.0, 900.0, 5, None),
    _Habit("message", "occupant", 0.12, 200.0, 0.6, 900.0, 2, 0.12),
    _Habit("email", "ngo", 0.12, 200.0, 0.8, 3600.0, 3, 0.15),
    _Habit("ship", "ship", 0.07, 500.0, 1.0, 300.0, 3, 0.3),
    _Habit("vhf", "ship", 0.03, 500.0, 1.0, 120.0, None, 0.3),
    _Habit("aircraft", "crew", 0.06, 150.0, 1.0, 300.0, 4, 0.1),
    _Habit("shore", "authority", 0.08, 250.0, 1.0, 120.0, 3, 0.35),
)
_LIST = _Habit("list", "authority", 0.0, 300.0, 1.0, 1200.0, 2, 0.1)
_RESCUE = _Habit("rescue", "crew", 0.0, 100.0, 1.0, 1200.0, 4, 0.0)
_SEEN = ("ship", "vhf", "aircraft", "shore", "list", "rescue")


def simulated_night(
    seed: int = 1, boats: int = 30, reports: int = 150, hours: float = 10, start: datetime = START
) -> tuple[list[dict[str, Any]], list[tuple[datetime, Event]]]:
    """Report lines and the record of a simulated night.

    seed     makes the night; the same seed, the same night
    boats, reports, hours, start  how many, how long, when; start is aware UTC
    returns  lines   report lines in the order received, each with "truth", the number of its boat, which only tests of
                     the answer may read
             events  (when recorded, event) in time order: these reports, and what officers and crews did
    raises   ValueError for a start without zone or fewer reports than boats

    >>> lines, events = simulated_night(seed=7, boats=4, reports=12, hours=6)
    >>> len(lines), {e.provenance.basis for _, e in events}
    (12, {'simulated'})
    """
    if start.tzinfo is None:
        raise ValueError(f"start {start.isoformat()} has no zone; give it one, such as start.replace(tzinfo=UTC)")
    if reports < boats:
        raise ValueError(f"{reports} reports for {boats} boats; give at least as many reports as boats")
    rng = np.random.default_rng(seed)
    voyages = simulated_voyages(rng, boats, start.timestamp(), hours)
    told = [_told(rng, v, _RESCUE, len(v.t) - 1) for v in voyages if v.end == "rescued"]
    told += _lists(rng, voyages, min((reports - len(told)) // 6, boats // 2))
    told += _others(rng, voyages, reports - len(told))
    told.sort(key=lambda pair: pair[1].received)
    told = [(v, replace(report, id=f"sim-{seed}-{k:04d}")) for k, (v, report) in enumerate(told, start=1)]
    lines = [{**write_report(report), "truth": v.number} for v, report in told]
    return lines, simulated_watch(rng, told, f"sim-{seed}")


def _others(rng: np.random.Generator, voyages: tuple[Voyage, ...], n: int) -> list[Told]:
    """Reports of every kind at any time of the voyages; some boats call often, some never."""
    weight = rng.gamma(0.8, 1.0, len(voyages))
    share = np.array([h.share for h in _HABITS])
    told = []
    for _ in range(n):
        v = voyages[rng.choice(len(voyages), p=weight / weight.sum())]
        habit = _HABITS[rng.choice(len(_HABITS), p=share / share.sum())]
        told.append(_told(rng, v, habit, int(rng.integers(len(v.t)))))
    return told


def _lists(rng: np.random.Generator, voyages: tuple[Voyage, ...], n: int) -> list[Told]:
    """Lists that one centre sends to the other: two to four boats afloat at one time, counted apart by one observer."""
    told: list[Told] = []
    while len(told) < n:
        now = rng.choice(voyages[rng.integers(len(voyages))].t)
        afloat = [v for v in voyages if v.t[0] <= now <= v.t[-1]]
        size = min(len(afloat), int(rng.integers(2, 5)), n - len(told))
        group, received = f"list-{len(told) + 1}", _clock(now + rng.uniform(0, _LIST.delay))
        for i in rng.choice(len(afloat), size, replace=False):
            v, report = _told(rng, afloat[i], _LIST, int((now - afloat[i].t[0]) // STEP))
            told.append((v, replace(report, group=group, received=received)))
    return told


def _told(rng: np.random.Generator, v: Voyage, habit: _Habit, k: int) -> Told:
    """What is told about a voyage at its step k; the id is given later."""
    received = v.t[k] + rng.uniform(0, habit.delay)
    observed = v.t[k] if habit.channel != "missed_call" and habit.source != "relative" else None
    if observed is not None and rng.random() < WRONG_CLOCK:
        observed += rng.choice([3600.0, -3600.0, 420.0, -660.0])
    placed = rng.random() < habit.placed
    lon, lat, text = _said_place(rng, v, k, habit) if placed else (None, None, None)
    condition = _said_condition(rng, v, k, habit)
    course, speed_kn = _motion(v, k) if habit.channel in ("ship", "aircraft", "shore") else (None, None)
    report = Report(
        id="",
        received=_clock(received),
        observed=None if observed is None else _clock(observed),
        channel=habit.channel,
        source=habit.source,
        lon=lon,
        lat=lat,
        ellipse_m=(_sigma(habit), _sigma(habit), 0.0) if placed else None,
        position_text=text,
        people=_said_people(rng, v, habit),
        condition=condition,
        in_water=Count(1, v.people // 2, v.people) if condition == "people_in_water" else None,
        boat=_said_boat(rng, v, habit),
        course=course,
        speed_kn=speed_kn,
        caller=_caller(rng, v, habit),
        text=f"SIMULATED {habit.channel.replace('_', ' ')}",
        outcome=Outcome(Count(v.people, v.people, v.people)) if habit.channel == "rescue" else None,
    )
    return v, report


def _clock(t: float) -> datetime:
    return datetime.fromtimestamp(round(t), UTC)


def _sigma(habit: _Habit) -> float:
    """The error that the receiver writes down: of the position, and of its rounding (a step over the root of 12)."""
    step = 0.1 / 60 if habit.decimals is None else 10.0**-habit.decimals
    return float(round(np.hypot(habit.sigma, step * 111_000 / 12**0.5)))


def _said_place(rng: np.random.Generator, v: Voyage, k: int, habit: _Habit) -> tuple[float, float, str | None]:
    """Longitude, latitude and, for what was said by voice, the words."""
    off = rng.rayleigh(habit.sigma)
    lon, lat = (float(x) for x in geodesy.destination(v.lon[k], v.lat[k], rng.uniform(0, 360), off))
    if rng.random() < GROSS:
        lon, lat = (int(x) + (x - int(x)) * 0.6 for x in (lon, lat))
    if habit.decimals is not None:
        return round(lon, habit.decimals), round(lat, habit.decimals), None
    (lon_deg, lon_min), (lat_deg, lat_min) = (divmod(round(x * 600) / 10, 60) for x in (lon, lat))
    text = f"{lat_deg:02.0f}°{lat_min:04.1f}'N {lon_deg:03.0f}°{lon_min:04.1f}'E"
    return round(lon_deg + lon_min / 60, 6), round(lat_deg + lat_min / 60, 6), text


def _said_people(rng: np.random.Generator, v: Voyage, habit: _Habit) -> Count | None:
    if habit.spread is None or habit.channel == "rescue" or rng.random() < 0.35:
        return None
    likely = max(1, round(rng.normal(v.people, v.people * habit.spread / 2)))
    margin = round(likely * habit.spread)
    return Count(max(1, likely - margin), likely, likely + margin)


def _said_condition(rng: np.random.Generator, v: Voyage, k: int, habit: _Habit) -> Condition:
    if not v.dry[k]:
        return "people_in_water" if rng.random() < 0.5 else "swamped"
    true: Condition = "underway" if v.engine[k] else "engine_stopped"
    if habit.channel in _SEEN:
        return true
    chance = rng.random()
    return true if chance < 0.4 else "taking_water" if chance < 0.6 else "unknown"


def _said_boat(rng: np.random.Generator, v: Voyage, habit: _Habit) -> Description:
    near = habit.channel in ("aircraft", "rescue")
    return Description(
        length_m=v.length_m if near and rng.random() < 0.7 else None,
        colour=v.colour if rng.random() < (0.8 if near else 0.2) else None,
        type="inflatable" if near else None,
    )


def _motion(v: Voyage, k: int) -> tuple[float | None, float | None]:
    """Course and speed over ground at step k, as an observer writes them."""
    a, b = max(0, k - 2), min(len(v.t) - 1, k + 2)
    if a == b:
        return None, None
    metres, course = geodesy.distance_and_bearing(v.lon[a], v.lat[a], v.lon[b], v.lat[b])
    return float(round(float(course) / 5) * 5 % 360), round(float(metres / (v.t[b] - v.t[a]) / geodesy.KNOT), 1)


def _caller(rng: np.random.Generator, v: Voyage, habit: _Habit) -> str | None:
    """The keyed hash of a call-back number: one of the boat's phones, or that of a relative ashore."""
    if habit.source == "relative":
        return "h" + rng.bytes(10).hex()
    if habit.source == "occupant" or (habit.source == "ngo" and rng.random() < 0.6):
        return v.phones[rng.integers(len(v.phones))]
    return None
