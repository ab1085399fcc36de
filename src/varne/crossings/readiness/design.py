"""What is known of a day beforehand, as numbers: how busy it has been, the season, the week, the tide.

Columns as in research/figures.md section 7. `ahead` counts from the last day whose figures are known, not from the hour of
issue: what is not yet published is not known. The hour of high water was tried and made the forecast worse, so it is not here.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from varne.crossings.readiness.almanac import Almanac
from varne.crossings.readiness.counts import Counts

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
GROUPS = ("one", *["recent"] * 7, *["season"] * 4, *["week"] * 2, "tide")
"""Of what each column speaks."""
MONTH, YEAR, WEEK = 28, 365, 7
SHORT = 3
"""As far ahead as last week's share of days with crossings has a weight of its own [days]."""


@dataclass(frozen=True, slots=True, eq=False)
class Recent:
    """How busy it has been up to and with each day: all (n,)."""

    today: Floats
    yesterday: Floats
    month: Floats
    year: Floats
    share: Floats


def recent(counts: Counts) -> Recent:
    """Boats a day over four weeks and a year, the last two days, the share of days with any over a week; known days only."""
    any_boat = np.where(np.isnan(counts.boats), np.nan, counts.boats > 0)
    month, year = trailing(counts.boats, MONTH), trailing(counts.boats, YEAR)
    today = np.where(np.isnan(counts.boats), month, counts.boats)
    yesterday = np.concatenate([today[:1], today[:-1]])
    return Recent(today, yesterday, month, year, trailing(any_boat, WEEK))


def trailing(values: Floats, days: int) -> Floats:
    """Mean of the last so many days up to and with each one, of those that are known; 0 where none is.

    >>> trailing(np.array([0.0, 2.0, np.nan, 4.0]), 2).tolist()
    [0.0, 1.0, 2.0, 4.0]
    """
    known = np.isfinite(values)
    total, number = (np.concatenate([[0.0], np.cumsum(x)]) for x in (np.where(known, values, 0.0), known))
    end = np.arange(1, values.size + 1)
    begin = np.maximum(end - days, 0)
    return np.asarray((total[end] - total[begin]) / np.maximum(number[end] - number[begin], 1.0))


def columns(so_far: Recent, calendar: Almanac, last: Indices, ahead: Indices) -> Floats:
    """The design matrix (m, 15), the first column ones, in the order of GROUPS.

    calendar  begins with the first day of the counts
    last      (m,) index of the last known day
    ahead     (m,) days from there to the day in question, 1 or more
    """
    day = last + ahead
    today, share = np.log1p(so_far.today[last]), so_far.share[last]
    level = [np.log1p(x[last]) for x in (so_far.month, so_far.year, so_far.yesterday)]
    parts = [np.ones(last.size), *level, today, share, today * (ahead == 1), share * (ahead <= SHORT)]
    return np.column_stack([*parts, calendar.season[day], calendar.weekend[day], calendar.tide[day]])
