"""How deep the sea of the Strait is, as bands to draw: the depths that the tide atlas was computed with.

They lie below mean sea level; a chart counts from its datum, which is 3 to 4 m lower in the Strait and 4.6 m off Boulogne, so
it shows less. Cells of 1.75 by 1.85 km smooth banks away: the Varne, charted at about 3 m, is 22 m deep in them, and no cell is
shallower than 5.4 m. They say where the deep water runs, never whether a boat touches ground. Not for navigation.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any, cast

import numpy as np
from contourpy import FillType, LineType, contour_generator
from numpy.typing import NDArray

from varne.sea.grid import Axes, Bools, bilinear, fill_land

Floats = NDArray[np.float64]
LEVELS = (5.0, 10.0, 20.0, 30.0)
"""Depths at which a line is drawn [m]."""
OVER_THE_SHORE = 1.5
"""How far the depth of the last wet cell is taken on towards the shore [cells]: no gap shows beside the drawn coast."""


@dataclass(frozen=True, slots=True, eq=False)
class Depths:
    """Depth (ny, nx) below mean sea level [m] on axes, and known (ny, nx): where one is given."""

    axes: Axes
    depth: Floats
    known: Bools

    @property
    def shallowest(self) -> float:
        """The least depth of any cell that has one [m]."""
        return float(self.depth[self.known].min())


@cache
def dover_strait() -> Depths:
    """The depths in the shipped atlas, 0.09 W to 3.29 E, 49.96 to 51.84 N.

    >>> print(round(dover_strait().shallowest, 1))
    5.4
    """
    with (files("varne.sea") / "data" / "channel_tide.npz").open("rb") as stream, np.load(stream) as stored:
        shape = tuple(stored["shape"])
        wet = np.unpackbits(stored["wet"])[: int(np.prod(shape))].reshape(shape).astype(bool)
        return depths(stored["lon"], stored["lat"], stored["depth_msl"] / 10.0, wet)


def depths(lon: Floats, lat: Floats, depth: Floats, wet: Bools) -> Depths:
    """Depths of wet cells, carried on a little over dry ones.

    lon, lat    (nx,), (ny,) [deg];  depth (ny, nx) below mean sea level [m];  wet (ny, nx)
    """
    return Depths(Axes(lon, lat), *fill_land(depth, wet, OVER_THE_SHORE))


def at(d: Depths, lon: Floats, lat: Floats) -> Floats:
    """Depth below mean sea level at places (n,) inside the axes [m]; NaN on land."""
    return bilinear(d.axes, d.depth, d.known, lon, lat)


def bands(d: Depths, levels: tuple[float, ...] = LEVELS) -> list[dict[str, Any]]:
    """What lies between one level and the next, and the line at each: GeoJSON features, in degrees.

    levels   rising [m]; what is deeper than the last has no band
    returns  `part` band with `from_m` and `to_m` (MultiPolygon), then `part` line with `depth_m` (MultiLineString); a level
             that the grid never reaches has none

    >>> d = depths(np.array([1.0, 2.0]), np.array([51.0, 52.0]), np.array([[0.0, 20.0], [0.0, 20.0]]), np.ones((2, 2), bool))
    >>> line = bands(d, (5.0,))[1]
    >>> line["properties"], line["geometry"]["coordinates"]
    ({'part': 'line', 'depth_m': 5.0}, [[[1.25, 52.0], [1.25, 51.0]]])
    """
    z = np.ma.masked_array(d.depth, ~d.known)
    generator = contour_generator(
        d.axes.lon, d.axes.lat, z, fill_type=FillType.OuterOffset, line_type=LineType.Separate, corner_mask=True
    )
    filled = [(low, high, generator.filled(low, high)) for low, high in pairwise((-np.inf, *levels))]
    lines = [(level, cast(list[Floats], generator.lines(level))) for level in levels]
    polygons = [(low, high, *cast(tuple[list[Floats], list[NDArray[np.uint32]]], outlines)) for low, high, outlines in filled]
    return [
        *(_band(max(low, 0.0), high, points, offsets) for low, high, points, offsets in polygons if points),
        *(_line(level, found) for level, found in lines if found),
    ]


def _band(low: float, high: float, points: list[Floats], offsets: list[NDArray[np.uint32]]) -> dict[str, Any]:
    polygons = [[_rounded(p[a:b]) for a, b in pairwise(o)] for p, o in zip(points, offsets, strict=True)]
    held = [[ring for ring in rings if _corners(ring) > 2] for rings in polygons if _corners(rings[0]) > 2]
    return _feature("MultiPolygon", held, part="band", from_m=low, to_m=high)


def _corners(ring: list[list[float]]) -> int:
    """Different ones: around a cell whose depth is a level to the decimetre runs a ring without area."""
    return len({tuple(corner) for corner in ring})


def _line(level: float, found: list[Floats]) -> dict[str, Any]:
    return _feature("MultiLineString", [_rounded(p) for p in found], part="line", depth_m=level)


def _rounded(points: Floats) -> list[list[float]]:
    """To 0.0001 degree, 10 m: far finer than the cells."""
    rounded: list[list[float]] = points.round(4).tolist()
    return rounded


def _feature(kind: str, coordinates: list[Any], **properties: object) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": coordinates}}
