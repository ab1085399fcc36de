"""What is known of a day without waiting for it: where it lies in the year and the week, and how far the tide goes."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from varne.sea.tides import dover_strait

Floats = NDArray[np.float64]
DOVER = (1.3225, 51.1144)
"""Longitude and latitude of the Dover gauge: the port by whose tide the Strait counts [deg]."""
EPOCH = date(1970, 1, 1)
DAY = 86_400.0
YEAR = 365.25
SATURDAY, SUNDAY = 5, 6


@dataclass(frozen=True, slots=True, eq=False)
class Almanac:
    """Consecutive days from `first` on, one row each.

    number   (n,) day of the year, 1 to 366
    season   (n, 4) sine and cosine of one and of two waves a year
    weekend  (n, 2) Saturday, Sunday
    tide     (n,) highest less lowest water at Dover [m]
    """

    first: date
    number: Floats
    season: Floats
    weekend: Floats
    tide: Floats

    def row(self, day: date) -> int:
        """The row of a day, which must be one of these: what lies before the first would count from the end."""
        return (day - self.first).days


@lru_cache(maxsize=8)
def almanac(first: date, days: int) -> Almanac:
    """The almanac of so many days.

    >>> almanac(date(2026, 3, 1), 3).weekend.tolist()
    [[0.0, 1.0], [0.0, 0.0], [0.0, 0.0]]
    """
    dates = [first + timedelta(days=k) for k in range(days)]
    number = np.array([d.timetuple().tm_yday for d in dates], float)
    weekday = np.array([d.weekday() for d in dates])
    turn = 2 * np.pi * number / YEAR
    season = np.stack([np.sin(turn), np.cos(turn), np.sin(2 * turn), np.cos(2 * turn)], axis=1)
    weekend = np.stack([weekday == SATURDAY, weekday == SUNDAY], axis=1).astype(float)
    return Almanac(first, number, season, weekend, tidal_range(first, days))


def tidal_range(first: date, days: int) -> Floats:
    """Highest less lowest water at Dover on each day (n,) [m]."""
    years = range(first.year, (first + timedelta(days=days)).year + 1)
    whole = np.concatenate([_range_in(year) for year in years])
    begin = (first - date(first.year, 1, 1)).days
    return whole[begin : begin + days]


@lru_cache(maxsize=32)
def _range_in(year: int) -> Floats:
    """The same of a year, from hourly heights."""
    first, days = date(year, 1, 1), (date(year + 1, 1, 1) - date(year, 1, 1)).days
    hours = np.arange(0.0, DAY + 1, 3600.0)
    t = (first - EPOCH).days * DAY + DAY * np.arange(days)[:, None] + hours
    return np.asarray(np.ptp(dover_strait().height(t, *DOVER), axis=1))


def apart(number: Floats, day: float) -> Floats:
    """How many days of the year lie between, the short way round.

    >>> apart(np.array([1.0, 100.0]), 360.0).tolist()
    [7.0, 106.0]
    """
    away = np.abs(number - day)
    return np.asarray(np.minimum(away, 366 - away))
