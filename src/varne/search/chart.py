"""Chart: where areas may not lie: land for ships, closed waters, and lanes that are crossed at right angles, as a raster."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from varne import geodesy
from varne.drift.polygons import inside, parse_rings
from varne.sea import coast
from varne.search.rectangles import AVOID, LAND, LANES

Floats = NDArray[np.float64]
Codes = NDArray[np.int16]
CELL = 400.0
"""Square of the raster [m]."""
WIDE = 60_000.0
"""How far beyond the origin a raster reaches at most [m]."""


@dataclass(frozen=True, slots=True)
class Lane:
    """Water that ships keep out of, or cross only at right angles to the traffic (COLREG rule 10 c).

    polygon  GeoJSON Polygon, MultiPolygon or a Feature with one
    traffic  true direction in which the lane's traffic goes; None: keep out [deg]
    """

    polygon: dict[str, object]
    traffic: float | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """Codes (ny, nx) for ships and for aircraft, squares of `cell` from `corner` in the plane [m]; lanes (k, 2) directions."""

    ship: Codes
    air: Codes
    corner: Floats
    cell: float
    lanes: Floats


OPEN = Chart(np.zeros((1, 1), np.int16), np.zeros((1, 1), np.int16), np.zeros(2), 1.0, np.zeros((1, 2)))
"""The open sea: everything is allowed."""


def chart(lon0: float, lat0: float, reach: float, lanes: Sequence[Lane] = ()) -> Chart:
    """The waters around an origin.

    lon0, lat0  origin of the plane [deg]; reach  how far the chart goes each way [m], at most WIDE
    lanes       later ones lie over earlier ones; aircraft are bound by none
    """
    reach = min(reach, WIDE)
    n = int(np.ceil(2 * reach / CELL))
    corner = np.array([-n * CELL / 2, -n * CELL / 2])
    middles = corner[0] + CELL * (np.arange(n) + 0.5)
    x, y = np.meshgrid(middles, middles)
    lon, lat = geodesy.from_plane(x, y, lon0, lat0)
    ship = np.zeros(lon.shape, np.int16)
    known = coast.covers(lon, lat)
    ship[known] = np.where(coast.on_land(lon[known], lat[known]), LAND, 0)
    directions = [np.zeros(2)]
    for lane in lanes:
        held = inside(parse_rings(lane.polygon), lon.ravel(), lat.ravel()).reshape(lon.shape) & (ship != LAND)
        ship[held] = AVOID if lane.traffic is None else LANES + len(directions)
        if lane.traffic is not None:
            directions.append(np.array(geodesy.components_to(1.0, lane.traffic)))
    return Chart(ship, np.zeros((1, 1), np.int16), corner, CELL, np.array(directions))


def holds_lane(c: Chart, x: Floats, y: Floats) -> bool:
    """Does one of the places (n,) in the plane [m] lie in a lane that ships cross at right angles?"""
    col, line = (np.floor((v - edge) / c.cell).astype(int) for v, edge in ((x, c.corner[0]), (y, c.corner[1])))
    there = (col >= 0) & (col < c.ship.shape[1]) & (line >= 0) & (line < c.ship.shape[0])
    return bool((c.ship[line[there], col[there]] >= LANES).any())
