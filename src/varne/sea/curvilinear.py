"""Grids that are not regular in longitude and latitude: which way their axes point, and reading them on a regular grid.

Works from the longitude and latitude of each grid point alone, so it serves every projection. The place of a point in the
grid, as fractional row and column, is found by Newton's method on the bilinear map from rows and columns to longitude and
latitude, starting from the nearest grid point; the values are then read bilinearly there.

Legend: r, c fractional row and column · ny, nx source grid · my, mx regular grid
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from varne import geodesy
from varne.sea.grid import Axes, Bools

Floats = NDArray[np.float64]
STEPS = 8
EDGE = 1e-6
"""How far outside the outermost grid points still counts as inside, in cells."""


@dataclass(frozen=True, slots=True)
class Lookup:
    """Where the points of a regular grid lie in another: axes, and r, c (my, mx)."""

    axes: Axes
    r: Floats
    c: Floats

    def values(self, source: Floats) -> Floats:
        """(..., ny, nx) read bilinearly: (..., my, mx)."""
        return _bilinear(source, self.r, self.c)

    def nearest(self, source: Bools) -> Bools:
        """(ny, nx) read at the nearest point: (my, mx)."""
        return np.asarray(source[np.rint(self.r).astype(int), np.rint(self.c).astype(int)])


def _cell(shape: tuple[int, ...], r: Floats, c: Floats) -> tuple[NDArray[np.intp], NDArray[np.intp], Floats, Floats]:
    j = np.clip(np.floor(r), 0, shape[-2] - 2).astype(np.intp)
    i = np.clip(np.floor(c), 0, shape[-1] - 2).astype(np.intp)
    return j, i, r - j, c - i


def _bilinear(source: Floats, r: Floats, c: Floats) -> Floats:
    j, i, fr, fc = _cell(source.shape, r, c)
    low = source[..., j, i] * (1 - fc) + source[..., j, i + 1] * fc
    high = source[..., j + 1, i] * (1 - fc) + source[..., j + 1, i + 1] * fc
    return np.asarray(low * (1 - fr) + high * fr)


def _slopes(source: Floats, r: Floats, c: Floats) -> tuple[Floats, Floats]:
    """Change of a bilinear reading per row and per column."""
    j, i, fr, fc = _cell(source.shape, r, c)
    sw, se, nw, ne = source[j, i], source[j, i + 1], source[j + 1, i], source[j + 1, i + 1]
    return (nw - sw) * (1 - fc) + (ne - se) * fc, (se - sw) * (1 - fr) + (ne - nw) * fr


def places(lon: Floats, lat: Floats, x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Fractional row and column of places in a curvilinear grid; NaN outside it.

    lon, lat  (ny, nx) of the grid points      [deg]
    x, y      (n,) longitude and latitude      [deg]
    returns   r, c (n,)

    >>> lon, lat = np.meshgrid([0.0, 1.0, 2.0], [50.0, 51.0])
    >>> print(places(lon + 0.5 * (lat - 50), lat, np.array([1.0]), np.array([50.5])))
    (array([0.5]), array([0.75]))
    """
    east, north = geodesy.metres_per_degree(lat.mean())
    tree = cKDTree(np.column_stack((lon.ravel() * east, lat.ravel() * north)))
    start = tree.query(np.column_stack((x * east, y * north)))[1]
    r, c = (a.astype(float) for a in np.unravel_index(start, lon.shape))
    for _ in range(STEPS):
        dx, dy = x - _bilinear(lon, r, c), y - _bilinear(lat, r, c)
        (xr, xc), (yr, yc) = _slopes(lon, r, c), _slopes(lat, r, c)
        det = xr * yc - xc * yr
        det = np.where(np.abs(det) > 1e-15, det, np.inf)
        r = np.clip(r + (dx * yc - dy * xc) / det, -1.0, lon.shape[0])
        c = np.clip(c + (dy * xr - dx * yr) / det, -1.0, lon.shape[1])
    off = np.hypot((x - _bilinear(lon, r, c)) * east, (y - _bilinear(lat, r, c)) * north)
    inside = (r >= -EDGE) & (r <= lon.shape[0] - 1 + EDGE) & (c >= -EDGE) & (c <= lon.shape[1] - 1 + EDGE) & (off < 1.0)
    return np.where(inside, np.clip(r, 0, lon.shape[0] - 1), np.nan), np.where(inside, np.clip(c, 0, lon.shape[1] - 1), np.nan)


def lookup(lon: Floats, lat: Floats, west: float, east: float, south: float, north: float) -> Lookup | None:
    """A regular grid about as fine as this one, over the largest rectangle of the wanted box that it covers wholly.

    lon, lat                   (ny, nx) [deg]
    west, east, south, north   the wanted box [deg]
    returns                    None when not even two by two points are covered
    """
    step_x, step_y = spacing(lon, lat)
    x = _axis(max(west, lon.min()), min(east, lon.max()), step_x)
    y = _axis(max(south, lat.min()), min(north, lat.max()), step_y)
    if x.size < 2 or y.size < 2:
        return None
    r, c = (a.reshape(y.size, x.size) for a in places(lon, lat, *(g.ravel() for g in np.meshgrid(x, y))))
    rows, columns = _covered(np.isfinite(r))
    if rows.stop - rows.start < 2 or columns.stop - columns.start < 2:
        return None
    return Lookup(Axes(x[columns], y[rows]), r[rows, columns], c[rows, columns])


def spacing(lon: Floats, lat: Floats) -> tuple[float, float]:
    """Typical distance of grid points as degrees of longitude and of latitude."""
    lon0, lat0 = float(lon.mean()), float(lat.mean())
    x, y = geodesy.to_plane(lon, lat, lon0, lat0)
    step = min(float(np.median(np.hypot(np.diff(x, axis=a), np.diff(y, axis=a)))) for a in (0, 1))
    east, north = geodesy.metres_per_degree(lat0)
    return step / float(east), step / float(north)


def _axis(low: float, high: float, step: float) -> Floats:
    return np.linspace(low, high, int((high - low) / step) + 1) if high > low else np.empty(0)


def _covered(inside: Bools) -> tuple[slice, slice]:
    """The rectangle left after taking away, again and again, the edge with the largest uncovered share."""
    top, bottom, left, right = inside.shape[0], 0, 0, inside.shape[1]
    while top > bottom and right > left and not (part := inside[bottom:top, left:right]).all():
        gaps = [1 - edge.mean() for edge in (part[0], part[-1], part[:, 0], part[:, -1])]
        worst = int(np.argmax(gaps))
        if gaps[worst] == 0:  # a hole inside
            return slice(0, 0), slice(0, 0)
        bottom, top = bottom + (worst == 0), top - (worst == 1)
        left, right = left + (worst == 2), right - (worst == 3)
    return slice(bottom, top), slice(left, right)


def axes_to(lon: Floats, lat: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Which way the rows and columns of a grid run, at each point.

    lon, lat  (ny, nx) [deg]
    returns   east and north component of one step along x (growing column), then along y (growing row); length 1

    On a grid turned so that x runs to 030, x goes mostly north:

    >>> lon, lat = geodesy.from_plane(*np.array([[[0, 500.0], [-866, -366]], [[0, 866.0], [500, 1366]]]), 1.5, 51.0)
    >>> print([float(a[0, 0].round(2)) for a in axes_to(lon, lat)])
    [0.5, 0.87, -0.87, 0.5]
    """
    x, y = (_direction(*(np.moveaxis(a, axis, 0) for a in (lon, lat))) for axis in (1, 0))
    (ex, nx), (ey, ny) = (tuple(np.moveaxis(a, 0, axis) for a in pair) for axis, pair in ((1, x), (0, y)))
    return ex, nx, ey, ny


def _direction(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Unit vector along the first axis, from the bearings to both neighbours: at the point itself, not between points."""
    forward = geodesy.distance_and_bearing(lon[:-1], lat[:-1], lon[1:], lat[1:])[1]
    back = geodesy.distance_and_bearing(lon[1:], lat[1:], lon[:-1], lat[:-1])[1]
    e, n = np.zeros_like(lon), np.zeros_like(lat)
    for part, bearing, sign in ((slice(None, -1), forward, 1.0), (slice(1, None), back, -1.0)):
        east, north = geodesy.components_to(1.0, bearing)
        e[part] += sign * east
        n[part] += sign * north
    length = np.hypot(e, n)
    return e / length, n / length
