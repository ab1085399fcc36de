"""Forcing: current, wind and land laid out for the compiled step.

Fields become one cube of float32 on a regular grid; land cells are filled from the nearest sea, since NaN in a current is
not the coast: the mask is. Between the moments of the cube a run reads straight in time, so the cube is as fine in time as
the finest field: ten minutes for the tide, the file's own moments for a gridded forecast. The grid is the axes of the
finest gridded field, else about the spacing of the tidal atlas.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_edt

from varne import geodesy
from varne.sea.field import Box, Constant, Field
from varne.sea.grid import Axes
from varne.sea.gridded import Gridded
from varne.sea.shore import Shore, strait
from varne.sea.tides import Atlas

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
SPACING_LON, SPACING_LAT = 0.025, 1 / 60
SLICE = 600.0
"""Seconds between the moments of the cube where no field says otherwise."""


@dataclass(frozen=True, slots=True)
class Forcing:
    """What moves and stops the states.

    cube     (nt, ny * nx * 4) current u, v and wind u, v at t (nt,) [m/s], [s since 1970]
    axes     lon (nx,), lat (ny,) [deg]
    metres   (2, ny) length of a degree of longitude and latitude at each row [m]
    shore    the coast, seen from the grid's columns and rows
    names    of current and wind
    """

    cube: Singles
    t: Floats
    axes: Axes
    metres: Floats
    shore: Shore
    names: tuple[str, ...]

    @property
    def shape(self) -> tuple[int, int]:
        return self.axes.lat.size, self.axes.lon.size

    @property
    def step(self) -> tuple[float, float]:
        """Degrees a column and a row."""
        lon, lat = self.axes.lon, self.axes.lat
        return float(lon[-1] - lon[0]) / (lon.size - 1), float(lat[-1] - lat[0]) / (lat.size - 1)

    def tables(self, t: Floats) -> Singles:
        """Fields laid out at moments inside the cube: (n,) to (n, ny * nx * 4)."""
        k = np.clip(np.searchsorted(self.t, t, side="right") - 1, 0, self.t.size - 2)
        w = ((t - self.t[k]) / (self.t[k + 1] - self.t[k])).astype(np.float32)
        out = np.empty((t.size, self.cube.shape[1]), np.float32)
        _blend(self.cube, k, w, out)
        return out


@njit(cache=True, nogil=True, fastmath=True)
def _blend(cube, k, w, out):
    for s in range(k.size):
        a, b, f = cube[k[s]], cube[k[s] + 1], w[s]
        for c in range(out.shape[1]):
            out[s, c] = a[c] + f * (b[c] - a[c])


def prepare(current: Field, wind: Field, start: float, end: float, shore: Shore | None = None) -> Forcing:
    """Lay out current and wind between two times over the whole sea that the mask and both fields cover.

    start, end  [s since 1970]; start may be after end for a run backwards
    shore       the coast; None is the shipped one of the Strait
    raises      OutsideForecast when a field does not reach over that time; ValueError when start is end or the fields share
                no place
    """
    if start == end:
        raise ValueError(f"a drift from {start} to {end} has no length; give an end after the start")
    shore = shore or strait()
    box = current.box.within(wind.box).within(shore.box)
    if box.lon[0] >= box.lon[1] or box.lat[0] >= box.lat[1]:
        raise ValueError(
            f"current ({current.name}, longitude {current.box.lon}, latitude {current.box.lat}), wind ({wind.name}, "
            f"longitude {wind.box.lon}, latitude {wind.box.lat}) and the coast share no place; give fields that overlap"
        )
    parts = [*_parts(current), *_parts(wind)]
    axes = _axes(box, parts)
    t = _moments(min(start, end), max(start, end), parts)
    cube = np.empty((t.size, axes.lat.size, axes.lon.size, 4), np.float32)
    for first, field in ((0, current), (2, wind)):
        u, v = field.on_grid(t, axes.lon, axes.lat)
        cube[..., first], cube[..., first + 1] = u, v
        known = np.isfinite(u.sum(axis=0) + v.sum(axis=0))
        if not known.all():
            nearest = distance_transform_edt(~known, return_distances=False, return_indices=True)[:, ~known]
            cube[:, ~known, first : first + 2] = cube[:, *nearest, first : first + 2]
    metres = np.stack(geodesy.metres_per_degree(axes.lat))
    lon0, lat0 = float(axes.lon[0]), float(axes.lat[0])
    dlon, dlat = (axes.lon[-1] - lon0) / (axes.lon.size - 1), (axes.lat[-1] - lat0) / (axes.lat.size - 1)
    seen = shore.seen_from(lon0, float(dlon), lat0, float(dlat))
    return Forcing(cube.reshape(t.size, -1), t, axes, metres, seen, (current.name, wind.name))


def joined(parts: Sequence[Forcing]) -> Forcing:
    """Forcings of the same fields, each of which begins where the one before ends, as one.

    raises  ValueError when there is a gap
    """
    for a, b in pairwise(parts):
        if abs(a.t[-1] - b.t[0]) > 1e-3:
            raise ValueError(f"a forcing ends at {a.t[-1]} and the next begins at {b.t[0]}; lay them out end to end")
    rest = parts[1:]
    t = np.concatenate([parts[0].t, *(p.t[1:] for p in rest)])
    return replace(parts[0], t=t, cube=np.concatenate([parts[0].cube, *(p.cube[1:] for p in rest)]))


def _parts(field: Field) -> Iterator[Field]:
    """A field taken apart into what it is made of: sums, and choices in order of priority."""
    parts: tuple[Field, ...] = getattr(field, "parts", ())
    for part in parts:
        yield from _parts(part)
    if not parts:
        yield field


def _axes(box: Box, fields: list[Field]) -> Axes:
    """The drift grid in a box: the own points of the finest field that lie in it, or a grid of the atlas's spacing.

    A field read between its points a second time is smoothed: on a shifted grid the tide was off by 50 m after a day.
    """
    own = [f.axes for f in fields if isinstance(f, (Atlas, Gridded))]
    if own:
        finest = min(own, key=lambda a: a.lat[1] - a.lat[0])
        lon = finest.lon[(finest.lon >= box.lon[0]) & (finest.lon <= box.lon[1])]
        lat = finest.lat[(finest.lat >= box.lat[0]) & (finest.lat <= box.lat[1])]
        if lon.size > 3 and lat.size > 3:
            return Axes(lon, lat)
    return Axes(_axis(box.lon, SPACING_LON), _axis(box.lat, SPACING_LAT))


def _axis(limits: tuple[float, float], spacing: float) -> Floats:
    return np.linspace(*limits, int(np.ceil((limits[1] - limits[0]) / spacing)) + 1)


def _moments(start: float, end: float, fields: list[Field]) -> Floats:
    """Moments of the cube: the forecast's own where all fields are forecasts or constant, else every SLICE."""
    gridded = [f for f in fields if isinstance(f, Gridded)]
    if gridded and all(isinstance(f, (Gridded, Constant)) for f in fields):
        own = np.unique(np.concatenate([g.t for g in gridded]))
        inside = own[(own > start) & (own < end)]
        return np.concatenate([[start], inside, [end]])
    return np.linspace(start, end, max(1, int(np.ceil((end - start) / SLICE))) + 1)
