"""A Field: what flows at a time and place, (t, lon, lat) -> u, v.

A field is any function of that form with a box it is good for. Constants, gridded forecasts, the tidal atlas and
sums of them are all fields; outside its box a field raises OutsideForecast and never answers zero (invariant 7).

Legend: t seconds since 1970 UTC · u, v east, north, the way the water or air goes [m/s]
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
FOREVER = (-np.inf, np.inf)


@dataclass(frozen=True, slots=True)
class Box:
    """Where and when a field answers, edges included: t [s since 1970], lon, lat [deg]."""

    t: tuple[float, float] = FOREVER
    lon: tuple[float, float] = (-180.0, 180.0)
    lat: tuple[float, float] = (-90.0, 90.0)

    def outside(self, t: ArrayLike, lon: ArrayLike, lat: ArrayLike) -> NDArray[np.bool_]:
        """Mask of the places and times not covered; NaN is outside."""
        inside: NDArray[np.bool_] = np.ones(np.broadcast(t, lon, lat).shape, bool)
        for x, (low, high) in ((t, self.t), (lon, self.lon), (lat, self.lat)):
            inside &= (np.asarray(x) >= low) & (np.asarray(x) <= high)
        return ~inside

    def within(self, other: "Box") -> "Box":
        """The box that both cover."""
        pairs = ((self.t, other.t), (self.lon, other.lon), (self.lat, other.lat))
        return Box(*((max(a[0], b[0]), min(a[1], b[1])) for a, b in pairs))


class OutsideForecast(ValueError):
    """A field was asked where or when it knows nothing. Carries the box it covers and the mask of the bad entries."""

    def __init__(self, name: str, box: Box, mask: NDArray[np.bool_], asked: str) -> None:
        self.name, self.box, self.mask = name, box, mask
        super().__init__(
            f"{name} does not cover {asked} ({int(mask.sum())} of {mask.size} asked for). It covers "
            f"{_clock(box.t[0])} to {_clock(box.t[1])}, longitude {box.lon[0]:g} to {box.lon[1]:g}, "
            f"latitude {box.lat[0]:g} to {box.lat[1]:g}: give a forecast that reaches there, or ask inside this box"
        )


class Field(Protocol):
    """What every field offers."""

    @property
    def name(self) -> str: ...
    @property
    def box(self) -> Box: ...
    def __call__(self, t: ArrayLike, lon: ArrayLike, lat: ArrayLike) -> tuple[Floats, Floats]:
        """u, v at times and places that broadcast together.

        t, lon, lat  (...)  [s since 1970 UTC], [deg], [deg]
        returns      u, v   (...) east, north, the way it goes [m/s]; NaN on land
        raises       OutsideForecast
        """
        ...

    def on_grid(self, t: Floats, lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
        """The same on axes, for preparing a drift run: (nt,), (nx,), (ny,) to two (nt, ny, nx) [m/s]."""
        ...


def check_inside(field: Field, t: ArrayLike, lon: ArrayLike, lat: ArrayLike) -> None:
    """Raise OutsideForecast, naming the first bad place, unless the field covers everything asked for."""
    mask = field.box.outside(t, lon, lat)
    if mask.any():
        bt, blon, blat = (np.broadcast_to(x, mask.shape)[mask][0] for x in (t, lon, lat))
        raise OutsideForecast(field.name, field.box, mask, f"{_clock(bt)} at longitude {blon:.3f}, latitude {blat:.3f}")


def as_grid(t: Floats, lon: Floats, lat: Floats) -> tuple[Floats, Floats, Floats]:
    """Axes turned so that they broadcast to (nt, ny, nx)."""
    return t[:, None, None], lon[None, None, :], lat[None, :, None]


def _clock(t: float) -> str:
    if not np.isfinite(t):
        return "any time"
    return datetime.fromtimestamp(float(t), UTC).strftime("%Y-%m-%d %H:%MZ")


@dataclass(frozen=True, slots=True)
class Constant:
    """The same motion everywhere and always.

    >>> u, v = Constant(0.5, -0.2)(0.0, 1.5, [51.0, 51.1])
    >>> print(u, v)
    [0.5 0.5] [-0.2 -0.2]
    """

    u: float
    v: float
    name: str = "constant"
    box: Box = Box()

    def __call__(self, t: ArrayLike, lon: ArrayLike, lat: ArrayLike) -> tuple[Floats, Floats]:
        check_inside(self, t, lon, lat)
        shape = np.broadcast(t, lon, lat).shape
        return np.full(shape, self.u), np.full(shape, self.v)

    def on_grid(self, t: Floats, lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
        return self(*as_grid(t, lon, lat))


@dataclass(frozen=True, slots=True)
class Sum:
    """Several fields on top of each other, for example the tide and what the wind adds to it; covers what all cover."""

    parts: tuple[Field, ...]

    @property
    def name(self) -> str:
        return " + ".join(p.name for p in self.parts)

    @property
    def box(self) -> Box:
        box = Box()
        for p in self.parts:
            box = box.within(p.box)
        return box

    def __call__(self, t: ArrayLike, lon: ArrayLike, lat: ArrayLike) -> tuple[Floats, Floats]:
        answers = [p(t, lon, lat) for p in self.parts]
        return np.sum([u for u, _ in answers], axis=0), np.sum([v for _, v in answers], axis=0)

    def on_grid(self, t: Floats, lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
        answers = [p.on_grid(t, lon, lat) for p in self.parts]
        return np.sum([u for u, _ in answers], axis=0), np.sum([v for _, v in answers], axis=0)


def total(fields: Sequence[Field]) -> Field:
    """One field for several: itself when there is one."""
    return fields[0] if len(fields) == 1 else Sum(tuple(fields))
