"""The seasonal climatology: what came on days of this season in the last three years. Every forecast is measured against it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from varne.crossings.readiness.almanac import Almanac, apart
from varne.crossings.readiness.counts import Counts

Floats = NDArray[np.float64]
WITHIN, YEARS = 15, 3
"""Days of the year to either side, and years back: research/figures.md section 7."""
FEWEST = 20
"""With fewer days of the season on record, all known days are taken."""


@dataclass(frozen=True, slots=True, eq=False)
class Climate:
    """What came on days like this: boats (m,) and people (m,)."""

    boats: Floats
    people: Floats

    @property
    def any(self) -> float:
        """Share of the days on which any boat came."""
        return float(np.mean(self.boats > 0))

    def at_least(self, boats: int) -> float:
        """Share of the days on which so many boats came, or more."""
        return float(np.mean(self.boats >= boats))


def climate(counts: Counts, calendar: Almanac, last: int, number: float) -> Climate:
    """The climatology of a day.

    calendar  begins with the first day of the counts
    last      index of the last day that may be used
    number    of the day in the year, 1 to 366
    raises    ValueError when no day is known by then
    """
    rows = np.arange(max(0, last + 1 - YEARS * 366), last + 1)
    rows = rows[np.isfinite(counts.boats[rows]) & np.isfinite(counts.people[rows])]
    if not rows.size:
        raise ValueError("no day is known yet; import the Home Office time series first")
    near = rows[apart(calendar.number[rows], number) <= WITHIN]
    chosen = near if near.size >= FEWEST else rows
    return Climate(counts.boats[chosen], counts.people[chosen])


def percentiles(values: Floats, levels: Floats) -> Floats:
    """Quantiles of what came, each of them a value that came: the smallest that a share of at least `levels` does not pass.

    >>> percentiles(np.array([0.0, 0.0, 0.0, 8.0]), np.array([0.5, 0.9])).tolist()
    [0.0, 8.0]
    """
    return np.asarray(np.quantile(values, levels, method="inverted_cdf"))
