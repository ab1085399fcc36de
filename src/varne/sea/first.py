"""Several fields in order of priority: the first that knows a time and place answers.

A forecast with the tide atlas behind it goes on where the forecast ends, and says so in its name. Where one takes over from
another the motion may jump; nothing is blended, because a blend would be nobody's forecast.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from varne.sea.field import Box, Field, Floats, OutsideForecast, as_grid, check_inside
from varne.sea.times import clock

Limits = tuple[float, float]


@dataclass(frozen=True, slots=True)
class First:
    """The first of several fields that covers a time and place, and has a value there, answers.

    parts    best first
    without  sources that were asked for and could not be had, in words; they stay in the name

    >>> from varne.sea.field import Constant
    >>> morning = Constant(1.0, 0.0, "morning", Box(t=(0.0, 43_200.0)))
    >>> u, v = First((morning, Constant(0.2, 0.0, "after")))([0.0, 50_000.0], 1.5, 51.0)
    >>> print(u)
    [1.  0.2]
    """

    parts: tuple[Field, ...]
    without: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.parts:
            raise ValueError("no field to choose from; give at least one")

    @property
    def name(self) -> str:
        """Which is used where: limits are said where a part covers less than the whole."""
        told = [f"{p.name}{_limits(p.box, self.box)}" for p in self.parts]
        return ", else ".join(told) + "".join(f" (without {w})" for w in self.without)

    @property
    def box(self) -> Box:
        """A box of which every time and place is covered: the place of one part, or of all, and the longest time that the
        parts covering that place have together."""
        common = self.parts[0].box
        for p in self.parts[1:]:
            common = common.within(p.box)
        places = [p.box for p in self.parts] + (
            [common] if common.lon[0] < common.lon[1] and common.lat[0] < common.lat[1] else []
        )
        boxes = [Box(_longest([p.box.t for p in self.parts if _holds(p.box, b)]), b.lon, b.lat) for b in places]
        return max(boxes, key=lambda b: (b.t[1] - b.t[0], (b.lon[1] - b.lon[0]) * (b.lat[1] - b.lat[0])))

    def __call__(self, t: ArrayLike, lon: ArrayLike, lat: ArrayLike) -> tuple[Floats, Floats]:
        """u, v of the first part that knows each time and place [m/s]; NaN where those that cover it have no value.

        raises  OutsideForecast where no part covers a time and place
        """
        shape = np.broadcast(t, lon, lat).shape
        t, lon, lat = (np.broadcast_to(np.asarray(x, float), shape).ravel() for x in (t, lon, lat))
        u, v = np.full(t.size, np.nan), np.full(t.size, np.nan)
        covered = np.zeros(t.size, bool)
        for part in self.parts:
            inside = ~part.box.outside(t, lon, lat)
            ask = inside & np.isnan(u)
            if ask.any():
                u[ask], v[ask] = part(t[ask], lon[ask], lat[ask])
            covered |= inside
        self._check(covered.all(), t, lon, lat)
        return u.reshape(shape), v.reshape(shape)

    def on_grid(self, t: Floats, lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
        shape = (t.size, lat.size, lon.size)
        u, v, covered = np.full(shape, np.nan), np.full(shape, np.nan), np.zeros(shape, bool)
        for part in self.parts:
            at = np.ix_(*(_within(x, limits) for x, limits in ((t, part.box.t), (lat, part.box.lat), (lon, part.box.lon))))
            missing = np.isnan(u[at])
            if missing.any():
                pu, pv = part.on_grid(t[at[0].ravel()], lon[at[2].ravel()], lat[at[1].ravel()])
                u[at], v[at] = np.where(missing, pu, u[at]), np.where(missing, pv, v[at])
            covered[at] = True
        self._check(covered.all(), *as_grid(t, lon, lat))
        return u, v

    def _check(self, covered: np.bool_ | bool, t: Floats, lon: Floats, lat: Floats) -> None:
        if covered:
            return
        check_inside(self, t, lon, lat)
        gap = np.logical_and.reduce([p.box.outside(t, lon, lat) for p in self.parts])
        raise OutsideForecast(self.name, self.box, gap, "every time and place between its sources")


def _within(axis: Floats, limits: Limits) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    return np.flatnonzero((axis >= limits[0]) & (axis <= limits[1]))


def _holds(outer: Box, inner: Box, slack: float = 0.0) -> bool:
    """Whether the place of one box lies in the place of another, but for a slack [deg]."""
    pairs = (outer.lon, inner.lon), (outer.lat, inner.lat)
    return all(o[0] <= i[0] + slack and i[1] - slack <= o[1] for o, i in pairs)


def _longest(spans: list[Limits]) -> Limits:
    """The longest stretch that several spans cover without a gap; empty (0, 0) for none."""
    joined: list[Limits] = []
    for low, high in sorted(spans):
        if joined and low <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], high)
        else:
            joined.append((low, high))
    return max(joined, key=lambda s: s[1] - s[0], default=(0.0, 0.0))


def _limits(part: Box, whole: Box) -> str:
    """Where a part covers less than the whole."""
    told = []
    if part.t[0] > whole.t[0] or part.t[1] < whole.t[1]:
        told.append(f"{clock(part.t[0])} to {clock(part.t[1])}")
    if not _holds(part, whole, slack=0.02):
        told.append(f"longitude {part.lon[0]:g} to {part.lon[1]:g}, latitude {part.lat[0]:g} to {part.lat[1]:g}")
    return f" ({', '.join(told)})" if told else ""
