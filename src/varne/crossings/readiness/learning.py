"""What the counts up to a day, and the weather of past nights, teach: two hurdle models and the load of a boat.

Each row pairs a day up to which figures were known with a later day, as far off as AHEAD says. Rows of the last five years,
every second day, weights halving in 540 days (research/figures.md section 7). Nothing after the last known day can enter.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from varne.crossings.readiness import design, hurdle, night
from varne.crossings.readiness.almanac import Almanac, almanac
from varne.crossings.readiness.counts import Counts
from varne.crossings.readiness.hurdle import Hurdle
from varne.crossings.readiness.load import Load, load
from varne.crossings.readiness.night import Night, Nights, mean_of, until

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
FURTHEST = 21
"""Days from the last known count to the last day that is ever forecast by these models."""
AHEAD = np.array([*range(1, 8), 10, 14, FURTHEST])
"""Days ahead that are learnt from: all of a week, then fewer, since they tell less and less apart."""
SPAN, STEP, HALVING = 5 * 365, 2, 540.0
FIRST = 365
"""Rows begin a year into the record, when the mean of a year means something."""
FEWEST, FEWEST_WITH_BOATS = 200, 50
"""Different days, and days with boats, below which nothing is fitted."""


@dataclass(frozen=True, slots=True, eq=False)
class Learnt:
    """What a forecast is made from.

    plain    without weather; None: too few days to learn from
    weather  with it; None: too few nights of which both the weather and the count are known
    waves    whether `weather` knows the sea by waves, or guesses it from the wind
    nights   how many nights of weather were learnt from
    """

    counts: Counts
    calendar: Almanac
    recent: design.Recent
    load: Load
    plain: Hurdle | None
    weather: Hurdle | None
    waves: bool
    nights: int

    @property
    def last(self) -> int:
        """Index of the last day of the counts."""
        return len(self.counts.boats) - 1

    def row(self, day: date) -> Floats:
        """The columns of a day without weather (1, k), as seen from the last known day."""
        ahead = np.array([self.calendar.row(day) - self.last])
        return design.columns(self.recent, self.calendar, np.array([self.last]), ahead)


def learn(counts: Counts, past: Nights | None = None, waves: bool = True) -> Learnt:
    """Everything that can be learnt from counts, and from the weather of past nights.

    counts  as known at the moment of issue
    past    weather of nights, by the day that follows; those after the last known count are not looked at
    waves   whether the weather to come knows waves: what is learnt must be told by the same measure
    raises  ValueError when there is no boat on record at all
    """
    over = until(past or {}, counts.last)
    by_waves = waves and bool(over) and all(n.has_waves for n in over.values())
    calendar = almanac(counts.first, len(counts.boats) + FURTHEST)
    so_far = design.recent(counts)
    rows = _rows(counts)
    x = design.columns(so_far, calendar, *rows)
    plain = _fitted(x, counts, *rows)
    weather, kept = _weather(counts, over, by_waves, *rows)
    fitted = _fitted(np.column_stack([x[kept], weather]), counts, rows[0][kept], rows[1][kept], weather.shape[1])
    carried = load(counts, len(counts.boats) - 1)
    known = fitted is not None
    return Learnt(counts, calendar, so_far, carried, plain, fitted, by_waves and known, len(over) if known else 0)


def _rows(counts: Counts) -> tuple[Indices, Indices]:
    """Indices of days up to which figures were known, and days from there to a later day whose boats are known."""
    end = len(counts.boats) - 1
    begin = max(FIRST, end - SPAN)
    last = np.arange(end - 1, begin - 1, -STEP)[::-1]
    pairs = np.repeat(last, AHEAD.size), np.tile(AHEAD, last.size)
    day = pairs[0] + pairs[1]
    known = (day <= end) & np.isfinite(counts.boats[np.minimum(day, end)])
    return pairs[0][known], pairs[1][known]


def _weather(counts: Counts, past: Nights, waves: bool, last: Indices, ahead: Indices) -> tuple[Floats, NDArray[np.bool_]]:
    """Weather columns of the rows that have weather, and which these are."""
    table = np.full((len(counts.boats), len(night.GROUPS)), np.nan)
    for day, one in past.items():
        if (k := (day - counts.first).days) >= 0:
            table[k] = night.columns(mean_of(one), waves)[0]
    rows = table[last + ahead]
    kept = np.isfinite(rows).all(axis=1)
    return rows[kept], kept


def _fitted(x: Floats, counts: Counts, last: Indices, ahead: Indices, weather: int = 0) -> Hurdle | None:
    boats = counts.boats[last + ahead]
    days, days_with = np.unique(last + ahead).size, np.unique((last + ahead)[boats > 0]).size
    if days < FEWEST or days_with < FEWEST_WITH_BOATS or not (boats == 0).any():
        return None
    age = len(counts.boats) - 1 - last
    return hurdle.fit(x, boats, 0.5 ** (age / HALVING), weather)


def expected(learnt: Learnt, day: date, weather: Night | None) -> Floats | None:
    """Chances of 0, 1, ... boats on a day, pooled over the members of its weather; None when nothing could be learnt.

    weather  None: without it
    """
    x = learnt.row(day)
    if weather is None or learnt.weather is None:
        return None if learnt.plain is None else learnt.plain.mass(x)[0]
    both = np.column_stack([np.repeat(x, weather.speed.size, axis=0), night.columns(weather, learnt.waves)])
    return np.asarray(weather.weight @ learnt.weather.mass(both))


def within_reach(learnt: Learnt, day: date) -> bool:
    """Whether a day is near enough to the last known count for the models to speak of it."""
    return timedelta(0) < day - learnt.counts.last <= timedelta(days=FURTHEST)
