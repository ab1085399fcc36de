"""Values on a regular longitude-latitude grid: filling land from the nearest sea, bilinear reading between points."""

from dataclasses import dataclass
from types import EllipsisType
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_edt

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Number = TypeVar("Number", np.float64, np.complex128)
REACH = 3.0
"""How far sea values reach over land, in cells: enough for a beach, too little for a town inland."""


@dataclass(frozen=True, slots=True)
class Axes:
    """Evenly spaced ascending axes: lon (nx,), lat (ny,) [deg]."""

    lon: Floats
    lat: Floats

    def __post_init__(self) -> None:
        for name, axis in (("longitudes", self.lon), ("latitudes", self.lat)):
            if not even(axis):
                raise ValueError(
                    f"{name} {axis[:3]}... are not two or more evenly spaced, ascending values; "
                    "sort the file by them, or interpolate it to a regular grid"
                )

    def places(self, lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
        """Fractional column and row of each place."""
        x = (lon - self.lon[0]) / (self.lon[-1] - self.lon[0]) * (self.lon.size - 1)
        y = (lat - self.lat[0]) / (self.lat[-1] - self.lat[0]) * (self.lat.size - 1)
        return x, y


def even(axis: Floats) -> bool:
    """Whether an axis has two or more ascending values whose steps differ by at most 1 %."""
    steps = np.diff(axis)
    return bool(axis.size > 1 and steps.min() > 0 and np.ptp(steps) <= 0.01 * steps.mean())


def fill_land(values: NDArray[Number], sea: Bools, reach: float = REACH) -> tuple[NDArray[Number], Bools]:
    """Give each land cell the value of the nearest sea cell.

    values   (..., ny, nx)  anything
    sea      (ny, nx)       where values are good
    reach    how far over land they are known afterwards            [cells]
    returns  filled (..., ny, nx), known (ny, nx): sea and land within reach of it

    >>> filled, known = fill_land(np.array([[1.0, 0.0, 0.0]]), np.array([[True, False, False]]))
    >>> print(filled, known)
    [[1. 1. 1.]] [[ True  True  True]]
    """
    distance, nearest = distance_transform_edt(~sea, return_indices=True)
    return values[..., nearest[0], nearest[1]], distance <= reach


def bilinear(axes: Axes, values: NDArray[Number], known: Bools, lon: Floats, lat: Floats) -> NDArray[Number]:
    """Values between grid points; NaN where the nearest cell is not known.

    values    (..., ny, nx), known (ny, nx)
    lon, lat  (n,) inside the axes [deg]
    returns   (..., n)

    >>> axes, known = Axes(np.array([0.0, 1.0]), np.array([50.0, 51.0])), np.ones((2, 2), bool)
    >>> print(bilinear(axes, np.array([[0.0, 1.0], [2.0, 3.0]]), known, np.array([0.5]), np.array([50.5])))
    [1.5]
    """
    return _read(axes, values, known, lon, lat, ...)


def bilinear_slices(
    axes: Axes, values: NDArray[Number], known: Bools, k: NDArray[np.intp], lon: Floats, lat: Floats
) -> NDArray[Number]:
    """The same at one slice for each place: values (nt, ny, nx) and k, lon, lat (n,) give (n,)."""
    return _read(axes, values, known, lon, lat, k)


def _read(
    axes: Axes, values: NDArray[Number], known: Bools, lon: Floats, lat: Floats, k: NDArray[np.intp] | EllipsisType
) -> NDArray[Number]:
    x, y = axes.places(lon, lat)
    i = np.clip(x.astype(int), 0, axes.lon.size - 2)
    j = np.clip(y.astype(int), 0, axes.lat.size - 2)
    fx, fy = x - i, y - j
    south = values[k, j, i] * (1 - fx) + values[k, j, i + 1] * fx
    north = values[k, j + 1, i] * (1 - fx) + values[k, j + 1, i + 1] * fx
    here = known[np.rint(y).astype(int), np.rint(x).astype(int)]
    return np.asarray(np.where(here, south * (1 - fy) + north * fy, np.nan))
