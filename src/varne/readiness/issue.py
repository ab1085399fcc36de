"""varne readiness forecast: what is expected in the next days, as the event that is recorded."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from varne import __version__
from varne.crossings.readiness.learning import Learnt, learn
from varne.crossings.readiness.night import days_from
from varne.crossings.readiness.outlook import Chances, Day, outlook
from varne.crossings.readiness.reasons import reasons
from varne.readers.weather import Weather, read_weather
from varne.readiness.known import Known
from varne.record.events import DayChances, Phrase, ReadinessDay, ReadinessIssued
from varne.words import Words

NO_WEATHER = Weather({}, ("no forecast of the weather was given: every day goes without it",))


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked.

    issued   the moment, aware; only what was known then is used
    days     how many days from the next one on
    sources  forecasts of wind and waves; past: wind and waves of past nights to learn from
    """

    issued: datetime
    days: int = 7
    sources: tuple[str, ...] = ()
    past: tuple[str, ...] = ()
    centre: str = "dover"


def issue(asked: Asked, known: Known) -> ReadinessIssued:
    """The forecast of the next days.

    known   figures as published by the issue
    raises  ValueError, FileNotFoundError or NotAtHand that say what is wrong with a file
    """
    today = asked.issued.astimezone(UTC).date()
    days = days_from(today + timedelta(days=1), asked.days)
    weather = read_weather(asked.sources, days, asked.issued) if asked.sources else NO_WEATHER
    learnt = _learnt(asked, known, weather)
    expected = outlook(learnt, today, weather.nights, days)
    return ReadinessIssued(
        centre=asked.centre,
        issued=asked.issued.astimezone(UTC),
        known=known.counts.last,
        vintage=known.vintage,
        days=tuple(_recorded(learnt, day) for day in expected),
        version=__version__,
        sources=tuple(_name(s) for s in asked.sources),
        notes=(*weather.notes, *_late(known, expected)),
    )


def _learnt(asked: Asked, known: Known, weather: Weather) -> Learnt:
    counts, waves = known.counts, all(n.has_waves for n in weather.nights.values())
    if not asked.past:
        return learn(counts, None, waves)
    past = read_weather(asked.past, days_from(counts.first, (counts.last - counts.first).days + 1))
    return learn(counts, past.nights, waves)


def _late(known: Known, expected: Sequence[Day]) -> Sequence[str]:
    """A word on figures that are old."""
    if all(d.basis != "climatology" for d in expected):
        return ()
    return (f"official figures end on {known.counts.last}, too early for a forecast of every day: import newer ones",)


def _name(source: str) -> str:
    """A file without its folder: the record says which file it was, not how this machine is laid out."""
    return source if "://" in source else source.rstrip("/").rpartition("/")[2]


def _recorded(learnt: Learnt, day: Day) -> ReadinessDay:
    said = tuple(_phrase(w) for w in reasons(learnt, day))
    return ReadinessDay(day.day, day.basis, _chances(day.forecast), _chances(day.climate), said)


def _phrase(w: Words) -> Phrase:
    return Phrase(w.key, w.text, dict(w.args))


def _chances(c: Chances) -> DayChances:
    """Chances to four places, counts whole."""
    return DayChances(round(c.any, 4), round(c.many, 4), _whole(c.boats), _whole(c.people))


def _whole(values: NDArray[np.float64]) -> tuple[int, ...]:
    return tuple(int(v) for v in np.rint(values))


def chances(c: DayChances) -> Chances:
    """The recorded form as what scores are taken of."""
    return Chances(c.any, c.many, np.array(c.boats, float), np.array(c.people, float))
