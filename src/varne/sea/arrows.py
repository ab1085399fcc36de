"""Arrows: what a field does at one moment, at places spread evenly over a box of the sea, to be drawn.

The places lie on one lattice for each spacing, wherever the box is: a map that is moved shows the same arrows in their places.
An arrow says where the water or the air goes (`to`), never where it comes from.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from varne import geodesy
from varne.sea import coast
from varne.sea.field import Box, Field, OutsideForecast

Floats = NDArray[np.float64]
LATITUDE = 51.0
"""Where the spacing is exact [deg]; in the Strait it is 2 % wider or narrower."""


@dataclass(frozen=True, slots=True, eq=False)
class Arrows:
    """Places lon, lat (n,) [deg]; how fast (n,) [m/s], and the true direction in which it goes (n,) [deg]."""

    lon: Floats
    lat: Floats
    speed: Floats
    to: Floats


def lattice(box: Box, spacing: float, most: int) -> tuple[Floats, Floats]:
    """Places at sea in a box, `spacing` apart.

    spacing  above 0 [m];  most  places, 2 or more, land counted too
    returns  lon, lat (n,) [deg], where the land mask knows water
    raises   ValueError when there would be more, with the spacing that does

    >>> lon, lat = lattice(Box(lon=(1.4, 1.6), lat=(50.95, 51.1)), 5000.0, 100)
    >>> print(lon.size, lat.min() >= 50.95, lat.max() <= 51.1)
    9 True True
    """
    metres = geodesy.metres_per_degree(LATITUDE)
    wide, high = (float((limits[1] - limits[0]) * m) for limits, m in zip((box.lon, box.lat), metres, strict=True))
    if not (wide / spacing + 1) * (high / spacing + 1) <= most:
        least = _least(wide, high, most)
        raise ValueError(f"arrows {spacing:g} m apart are more than {most} in this box; ask for {np.ceil(least):g} m or more")
    steps = spacing / np.array(metres)
    lon, lat = np.meshgrid(*(_marks(*limits, step) for limits, step in zip((box.lon, box.lat), steps, strict=True)))
    known = coast.covers(lon, lat)
    known[known] = coast.at_sea(lon[known], lat[known])
    return lon[known], lat[known]


def _least(wide: float, high: float, most: int) -> float:
    """The spacing s with (wide / s + 1) (high / s + 1) = most: a strip as thin as you like has a row of them [m]."""
    half = (wide + high) / 2
    return float(half + np.sqrt(half**2 + wide * high * (most - 1))) / (most - 1)


def _marks(low: float, high: float, step: float) -> Floats:
    """The whole multiples of a step between two limits."""
    return np.arange(np.ceil(low / step), np.floor(high / step) + 1) * step


def arrows(field: Field, t: float, lon: Floats, lat: Floats) -> Arrows:
    """What a field does at places, those left out that it does not know.

    t         [s since 1970];  lon, lat  (n,) [deg]
    raises    OutsideForecast when it knows none of them, as outside its time

    >>> from varne.sea.field import Constant
    >>> a = arrows(Constant(1.0, -1.732), 0.0, np.array([1.5]), np.array([51.0]))
    >>> print(a.speed.round(2), a.to.round())
    [2.] [150.]
    """
    while True:
        try:
            u, v = field(t, lon, lat)
            break
        except OutsideForecast as error:
            outside = np.broadcast_to(error.mask, lon.shape)
            if outside.all():
                raise
            lon, lat = lon[~outside], lat[~outside]
    known = np.isfinite(u) & np.isfinite(v)
    speed, to = geodesy.speed_and_direction_to(u[known], v[known])
    return Arrows(lon[known], lat[known], speed, to)
