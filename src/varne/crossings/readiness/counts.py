"""Daily boats and people as they were known at a moment: the only door through which counts reach a forecast."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """Consecutive days from `first` on; boats (n,), people (n,), NaN where a figure is not known; the last day has both."""

    first: date
    boats: Floats
    people: Floats

    @property
    def last(self) -> date:
        """The last day, known or not."""
        return self.first + timedelta(days=len(self.boats) - 1)

    def on(self, day: date) -> tuple[float, float]:
        """Boats and people of a day; NaN where they are not known."""
        k = (day - self.first).days
        return (float(self.boats[k]), float(self.people[k])) if 0 <= k < len(self.boats) else (np.nan, np.nan)


def counts_of(days: Mapping[date, tuple[float, float]]) -> Counts:
    """Boats and people by day, laid onto consecutive days.

    days    day -> boats, people; a day that is not there is not known
    raises  ValueError for a negative or infinite count, people without boats or boats without people, or no day at all

    >>> counts_of({date(2026, 7, 10): (3, 225), date(2026, 7, 12): (0, 0)}).people.tolist()
    [225.0, nan, 0.0]
    """
    for day, (boats, people) in days.items():
        if np.isinf([boats, people]).any() or min(boats, people) < 0 or (boats == 0) != (people == 0):
            raise ValueError(f"{day}: {boats:g} boats with {people:g} people cannot be; look at the publication of that day")
    whole = [d for d, pair in days.items() if not np.isnan(pair).any()]
    if not whole:
        raise ValueError("no day has both boats and people; import the Home Office time series first")
    first, last = min(whole), max(whole)
    blank = (np.nan, np.nan)
    table = np.array([days.get(first + timedelta(days=k), blank) for k in range((last - first).days + 1)], float)
    return Counts(first, table[:, 0], table[:, 1])
