"""The weather of a night over the whole Strait: mean wind, and how high the sea is. A day belongs to the night before it.

source  research/figures.md section 5: wind of 21 to 09 UTC tells days with and without arrivals apart better than that of the
        whole day, of the night before or after; the sea remembers the wind of the last hours
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from varne.crossings.readiness.almanac import DAY, EPOCH

Floats = NDArray[np.float64]
HOUR = 3600.0
FROM_HOUR, HOURS = -3, 13
"""The night of a day: from 21 UTC of the day before, thirteen whole hours, to 09 UTC."""
MEMORY, GROWN = 9.0, 0.0165
"""A guess of the wind sea where no waves are given: 0.0165 times the square of the wind, averaged over 9 h [h], [s2/m]."""
MEDIUM, FRESH = 5.0, 8.0
"""Wind speeds at which the effect of more wind may change [m/s]."""
GROUPS = ("wind", "wind", "wind", "sea", "wind", "wind")


@dataclass(frozen=True, slots=True, eq=False)
class Night:
    """One night in one or more equally possible ways (members): all (m,), weight adding up to 1.

    speed        mean wind speed [m/s]; east, north: mean wind, the way it goes [m/s]
    memory       height of the sea guessed from the wind [m]
    waves        mean significant wave height [m]; NaN where it is not known
    """

    speed: Floats
    east: Floats
    north: Floats
    memory: Floats
    waves: Floats
    weight: Floats

    @property
    def has_waves(self) -> bool:
        """Are the waves of every member known?"""
        return bool(np.isfinite(self.waves).all())

    def sea(self, waves: bool) -> Floats:
        """Height of the sea by the waves, or guessed from the wind (m,) [m]."""
        return self.waves if waves else self.memory


Nights = Mapping[date, Night]


def columns(night: Night, waves: bool) -> Floats:
    """The design matrix (m, 6) in the order of GROUPS."""
    u = night.speed
    return np.column_stack([u, np.maximum(u - MEDIUM, 0), np.maximum(u - FRESH, 0), night.sea(waves), night.east, night.north])


def nights(t: Floats, east: Floats, north: Floats, waves: Floats | None, days: Iterable[date]) -> dict[date, Night]:
    """The nights that a series knows whole.

    t            (h,) consecutive whole hours [s since 1970]
    east, north  (m, h) wind of each member [m/s]; waves (m, h) [m], or None
    returns      by day, for those of `days` of which at least one member knows every hour; other members are left out
    """
    if not t.size:
        return {}
    memory = remembered(np.hypot(east, north))
    heights = np.full_like(east, np.nan) if waves is None else waves
    found = {}
    for day in days:
        begin = round(((day - EPOCH).days * DAY + FROM_HOUR * HOUR - float(t[0])) / HOUR)
        if begin < 0 or begin + HOURS > t.size:
            continue
        part = np.s_[:, begin : begin + HOURS]
        if (one := _night(east[part], north[part], memory[part], heights[part])) is not None:
            found[day] = one
    return found


def _night(east: Floats, north: Floats, memory: Floats, waves: Floats) -> Night | None:
    known = np.isfinite(east + north).all(axis=1)
    if np.isfinite(waves).all(axis=1).any():  # a member without waves would be told by another measure than the others
        known &= np.isfinite(waves).all(axis=1)
    if not known.any():
        return None
    speed = np.hypot(east, north)
    s, e, n, m, w = (x[known].mean(axis=1) for x in (speed, east, north, memory, waves))
    return Night(s, e, n, m, w, np.full(s.size, 1 / s.size))


def remembered(speed: Floats) -> Floats:
    """Height of the wind sea guessed hour by hour from the wind so far (m, h) [m]; hours without wind keep the last guess.

    >>> remembered(np.full((1, 3), 10.0)).round(2).tolist()
    [[1.65, 1.65, 1.65]]
    """
    keep = np.exp(-1 / MEMORY)
    sea, out = GROWN * speed[:, 0] ** 2, np.empty_like(speed)
    for k in range(speed.shape[1]):
        now = GROWN * speed[:, k] ** 2
        sea = np.where(np.isnan(now), sea, np.where(np.isnan(sea), now, keep * sea + (1 - keep) * now))
        out[:, k] = sea
    return out


def mean_of(night: Night) -> Night:
    """The mean over the members, as one."""
    rows = (night.speed, night.east, night.north, night.memory, night.waves)
    s, e, n, m, w = (np.array([float(night.weight @ x)]) for x in rows)
    return Night(s, e, n, m, w, np.ones(1))


def until(past: Nights, day: date) -> dict[date, Night]:
    """Only the nights that are over on a day: what comes later must not be learnt from."""
    return {d: n for d, n in past.items() if d <= day}


def days_from(first: date, number: int) -> list[date]:
    """Consecutive days."""
    return [first + timedelta(days=k) for k in range(number)]
