"""The numbers that are asked for on any day, and those of each year."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from functools import partial

from varne.crossings.calendar import year_of
from varne.crossings.figure import day_of
from varne.crossings.measures import (
    Daily,
    Measured,
    NotCovered,
    change,
    days_with_none,
    longest_gap,
    mean_of_days,
    per_boat,
    share_by_load,
    total,
)

LOADS = ((0, 19), (20, 39), (40, 59), (60, 79), (80, None))
"""Classes of people a boat; the Home Office's own begin at 60 and 80 (3 June 2025)."""


def summary(daily: Daily, last: date, first: date | None = None) -> Iterator[Measured]:
    """What the press asks for on a day, in its order; what the table cannot say is left out.

    last   the last day that counts;  first: of sums, 1 January of that year when absent
    raises NotCovered when the table does not cover these days
    """
    first = first or date(last.year, 1, 1)
    yield total(daily, "people", last, last)
    yield total(daily, "boats", last, last)
    yield total(daily, "people", first, last)
    yield total(daily, "boats", first, last)
    rest: list[Callable[[], Measured]] = [
        lambda: change(daily, "people", last, last.year - 1),
        lambda: change(daily, "people", last, last.year - 1, "same number of days"),
        lambda: per_boat(daily, first, last),
        lambda: mean_of_days(daily, "people", last, 7),
        lambda: mean_of_days(daily, "people", last, 28),
        lambda: days_with_none(daily, first, last),
        lambda: longest_gap(daily, first, last),
        *(partial(share_by_load, daily, first, last, low, high) for low, high in LOADS),
    ]
    for measured in rest:
        with suppress(NotCovered):
            yield measured()


def years(daily: Daily, last: date) -> list[Measured]:
    """People and boats of each year, and people a boat; the last year up to the last day."""
    begins = day_of(daily.days[0])
    found: list[Measured] = []
    for year in range(begins.year, last.year + 1):
        first, end = max(year_of(year)[0], begins), min(year_of(year)[1], last)
        found += [total(daily, "people", first, end), total(daily, "boats", first, end)]
        with suppress(NotCovered):
            found.append(per_boat(daily, first, end))
    return found
