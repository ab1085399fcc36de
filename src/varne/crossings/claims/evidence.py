"""The tables that a claim is checked against, as they were known on a day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from varne.crossings.figure import Days, Floats, Series, day_of
from varne.crossings.measures import Daily


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """What is at hand.

    daily     the Home Office's daily table; None when it was not published yet, or never imported
    series    every other table: (table, measure) -> its series
    earlier   the daily table as other documents had it, newest first
    revised   days that the publisher marked as revised
    """

    daily: Daily | None
    series: Mapping[tuple[str, str], Series]
    earlier: tuple[Daily, ...] = ()
    revised: frozenset[date] = frozenset()


def of_series(people: Series | None, boats: Series | None) -> Daily | None:
    """Two series of one daily table as one; None when either is absent.

    A day that only one of them has is missing in the other.
    """
    if people is None or boats is None:
        return None
    days = np.arange(people.days[0], people.days[-1] + 1)
    return Daily(days, _laid(days, people), _laid(days, boats), people.vintage)


def _laid(days: Days, series: Series) -> Floats:
    values = np.full(len(days), np.nan)
    at = (series.days - days[0]).astype(int)
    inside = (at >= 0) & (at < len(days))
    values[at[inside]] = series.values[inside]
    return values


def marked(series: Series | None) -> frozenset[date]:
    """The days of which the publisher says that they were revised."""
    if series is None:
        return frozenset()
    return frozenset(day_of(series.days[k]) for k, note in series.notes.items() if "revis" in note.lower())
