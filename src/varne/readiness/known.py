"""The counts that a forecast may use: official daily figures as they were known on a day."""

import sqlite3
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from varne.crossings.figure import Series, day_of
from varne.crossings.readiness.counts import Counts, counts_of
from varne.figures import asked

TABLES = ("last7", "daily")
"""The time series, and after its end the page of the last seven days; of a day that both know, the time series holds."""


class NoFigures(ValueError):
    """The store holds no daily figures that were published by then."""


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """Counts, and which publications they come from."""

    counts: Counts
    vintage: str


def known(db: sqlite3.Connection, as_known: date) -> Known:
    """Daily boats and people as known on a day: what was published later, revisions included, is not seen.

    raises  NoFigures that says what to import
    """
    days: dict[date, tuple[float, float]] = {}
    vintages = []
    for table in TABLES:
        boats, people = (asked.series(db, table, measure, as_known) for measure in ("boats", "people"))
        if boats is None or people is None:
            continue
        days |= _paired(boats, people)
        vintages.append(str(people.vintage))
    if not days:
        raise NoFigures(
            f"no daily figures published by {as_known} are at hand; import the Home Office time series first: "
            "varne figures import FILE.ods"
        )
    return Known(counts_of(days), "; ".join(reversed(vintages)))


def day_before(moment: datetime) -> date:
    """Until when publications count for a moment in the past: the store knows the day of each, and of the same day some
    came out later than the moment.

    >>> day_before(datetime(2026, 7, 11, 9, tzinfo=UTC))
    datetime.date(2026, 7, 10)
    """
    return moment.astimezone(UTC).date() - timedelta(days=1)


def _paired(boats: Series, people: Series) -> dict[date, tuple[float, float]]:
    """Boats and people of the days of which both are numbers."""
    of_boats = dict(zip(map(day_of, boats.days), boats.values.tolist(), strict=True))
    pairs = ((d, of_boats.get(d), p) for d, p in zip(map(day_of, people.days), people.values.tolist(), strict=True))
    return {d: (b, p) for d, b, p in pairs if b is not None and b == b and p == p}
