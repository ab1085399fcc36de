"""Forcing: current, wind and land laid out for the compiled step.

Fields become one cube of float32 on a regular grid (about the atlas's own spacing, a slice every ten minutes), land cells
filled from the nearest sea: NaN in a current is not the coast, the mask is.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import binary_dilation

from varne import geodesy
from varne.sea import coast
from varne.sea.field import Field
from varne.sea.grid import fill_land

Floats = NDArray[np.float64]
SPACING_LON, SPACING_LAT = 0.025, 1 / 60
SLICE = 600.0
COARSE = 20
"""Mask cells in a near-land flag: 0.02 degrees, 1.4 by 2.2 km."""


@dataclass(frozen=True, slots=True)
class Forcing:
    """What moves and stops the states: cube (nt, ny, nx, 4), its grid, metres per degree by row, mask and its grid."""

    cube: NDArray[np.float32]
    grid: Floats
    metres: Floats
    mask: NDArray[np.bool_]
    near: NDArray[np.bool_]
    mask_grid: Floats
    names: tuple[str, ...]


def prepare(current: Field, wind: Field, start: float, end: float) -> Forcing:
    """Lay out current and wind between two times over the whole sea that the mask and both fields cover.

    start, end  [s since 1970]
    raises      OutsideForecast when a field does not reach over that time; ValueError when end is not after start or the
                fields share no place
    """
    if not end > start:
        raise ValueError(f"a drift from {start} to {end} has no length; give an end after the start")
    land = coast.mask()
    box = current.box.within(wind.box).within(land.box)
    if box.lon[0] >= box.lon[1] or box.lat[0] >= box.lat[1]:
        raise ValueError(
            f"current ({current.name}, longitude {current.box.lon}, latitude {current.box.lat}) and wind ({wind.name}, "
            f"longitude {wind.box.lon}, latitude {wind.box.lat}) share no place in the Strait; give fields that overlap there"
        )
    lon, lat = _axis(box.lon, SPACING_LON), _axis(box.lat, SPACING_LAT)
    t = np.linspace(start, end, max(1, int(np.ceil((end - start) / SLICE))) + 1)
    cube = np.empty((t.size, lat.size, lon.size, 4), np.float32)
    for first, field in ((0, current), (2, wind)):
        for channel, values in enumerate(field.on_grid(t, lon, lat), start=first):
            known = np.isfinite(values).all(axis=0)
            cube[..., channel] = values if known.all() else fill_land(values, known)[0]
    grid = np.array([lon[0], lon[1] - lon[0], lat[0], lat[1] - lat[0], start, t[1] - t[0]])
    return Forcing(
        cube,
        grid,
        np.stack(geodesy.metres_per_degree(lat)),
        land.land,
        near_land(),
        np.array([land.lon0, land.step, land.lat0, land.step * COARSE]),
        (current.name, wind.name),
    )


def _axis(limits: tuple[float, float], spacing: float) -> Floats:
    return np.linspace(*limits, int(np.ceil((limits[1] - limits[0]) / spacing)) + 1)


@cache
def near_land() -> NDArray[np.bool_]:
    """Coarse cells from which land may be met within motion.REACH: those with land, and two more around them."""
    land = coast.mask().land
    rows, columns = land.shape
    blocks = land[: rows - rows % COARSE, : columns - columns % COARSE].reshape(
        rows // COARSE, COARSE, columns // COARSE, COARSE
    )
    return np.asarray(binary_dilation(blocks.any(axis=(1, 3)), iterations=2, structure=np.ones((3, 3), bool)))
