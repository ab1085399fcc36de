"""Gridded: current or wind on a regular grid, as a Field. Plain arrays; sea.dataset makes one of a forecast file."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from varne.sea.field import Box, Floats, as_grid, check_inside
from varne.sea.grid import Axes, Bools, bilinear, bilinear_slices


@dataclass(frozen=True, slots=True)
class Gridded:
    """Current or wind on a regular grid: u, v (nt, ny, nx) [m/s] at t (nt,) [s since 1970] on axes; known (ny, nx).

    about  what it was made from and what to beware of, in lines
    """

    t: Floats
    axes: Axes
    u: Floats
    v: Floats
    known: Bools
    name: str
    about: tuple[str, ...] = ()

    @property
    def box(self) -> Box:
        lon, lat = self.axes.lon.tolist(), self.axes.lat.tolist()
        return Box((float(self.t[0]), float(self.t[-1])), (lon[0], lon[-1]), (lat[0], lat[-1]))

    def __call__(self, t: ArrayLike, lon: ArrayLike, lat: ArrayLike) -> tuple[Floats, Floats]:
        """u, v at times and places that broadcast together: linear in time, bilinear in space [m/s]; NaN inland."""
        check_inside(self, t, lon, lat)
        shape = np.broadcast(t, lon, lat).shape
        t, lon, lat = (np.broadcast_to(np.asarray(x, float), shape).ravel() for x in (t, lon, lat))
        k, w = self._slices(t)
        u, v = (
            (1 - w) * bilinear_slices(self.axes, a, self.known, k, lon, lat)
            + w * bilinear_slices(self.axes, a, self.known, k + 1, lon, lat)
            for a in (self.u, self.v)
        )
        return u.reshape(shape), v.reshape(shape)

    def on_grid(self, t: Floats, lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
        check_inside(self, *as_grid(t, lon, lat))
        k, w = self._slices(t)
        needed = slice(int(k.min()), int(k.max()) + 2)
        k, w = k - needed.start, w[:, None, None]
        u, v = ((1 - w) * a[k] + w * a[k + 1] for a in self._cells(needed, lon, lat))
        return u, v

    def _cells(self, needed: slice, lon: Floats, lat: Floats) -> list[Floats]:
        """u, v (n, ny, nx) of some times on axes: as they are where the axes are our own, else between our points."""
        i, j = (int(np.searchsorted(own, axis[0] - 1e-9)) for own, axis in ((self.axes.lon, lon), (self.axes.lat, lat)))
        columns, rows = slice(i, i + lon.size), slice(j, j + lat.size)
        if np.array_equal(self.axes.lon[columns], lon) and np.array_equal(self.axes.lat[rows], lat):
            return [np.where(self.known[rows, columns], a[needed, rows, columns], np.nan) for a in (self.u, self.v)]
        x, y = (g.ravel() for g in np.meshgrid(lon, lat))
        read = (bilinear(self.axes, a[needed], self.known, x, y) for a in (self.u, self.v))
        return [a.reshape(-1, lat.size, lon.size) for a in read]

    def _slices(self, t: Floats) -> tuple[NDArray[np.intp], Floats]:
        k = np.clip(np.searchsorted(self.t, t, side="right") - 1, 0, self.t.size - 2)
        return k, (t - self.t[k]) / (self.t[k + 1] - self.t[k])
