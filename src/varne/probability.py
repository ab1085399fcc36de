"""Ensembles to maps: where a boat is, as a density, as contours, and as the contour that holds a place.

A contour of 0.9 is the smallest area that holds nine tenths of the probability of the states still inside the forecast
area; what has left it is reported beside it, never spread over it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, cast

import numpy as np
from contourpy import FillType, contour_generator
from numpy.typing import ArrayLike, NDArray
from scipy.ndimage import gaussian_filter

from varne import geodesy

Floats = NDArray[np.float64]
CELLS = 160
"""Cells across the longer side of a map."""
FINEST = 25.0
"""Smallest cell [m]: finer than any position we are given."""
MARGIN = 4.0
"""Kernel widths that a map reaches beyond its outermost state."""


@dataclass(frozen=True, slots=True)
class Density:
    """Probability density on a plane through lon0, lat0: p (ny, nx) [1/m2] at x (nx,), y (ny,) [m], cells square."""

    lon0: float
    lat0: float
    x: Floats
    y: Floats
    p: Floats

    @property
    def cell(self) -> float:
        return float(self.x[1] - self.x[0])


def density(lon: ArrayLike, lat: ArrayLike, weight: ArrayLike) -> Density:
    """Density of weighted states, smoothed with a normal kernel.

    lon, lat  (n,)  [deg]
    weight    (n,)  not negative, any sum above 0
    returns   Density that integrates to 1
    raises    ValueError when no state has weight
    source    kernel width sigma * n_effective^(-1/6): Scott 1992, Multivariate Density Estimation, eq. 6.42, two dimensions

    >>> rng = np.random.default_rng(1)
    >>> d = density(1.5 + 0.01 * rng.standard_normal(2000), 51 + 0.01 * rng.standard_normal(2000), np.ones(2000))
    >>> print((d.p.sum() * d.cell**2).round(6))
    1.0
    """
    lon, lat, weight = (np.asarray(a, float) for a in (lon, lat, weight))
    if not weight.sum() > 0:
        raise ValueError(f"none of {weight.size} states has weight; all have left the area, or the ensemble is empty")
    w = weight / weight.sum()
    lon0, lat0 = _mean(lon, w), _mean(lat, w)
    x, y = geodesy.to_plane(lon, lat, lon0, lat0)
    sigma = np.sqrt(np.array([_variance(x, w), _variance(y, w)]))
    width = np.maximum(sigma * _mean(w, w) ** (1 / 6), FINEST)
    (x_low, x_high), (y_low, y_high) = (
        (a[w > 0].min() - MARGIN * h, a[w > 0].max() + MARGIN * h) for a, h in ((x, width[0]), (y, width[1]))
    )
    cell = max(FINEST, max(x_high - x_low, y_high - y_low) / CELLS)
    ex, ey = (np.arange(low - cell, high + 2 * cell, cell) for low, high in ((x_low, x_high), (y_low, y_high)))
    counts, _, _ = np.histogram2d(y, x, bins=(ey, ex), weights=w)
    smooth = gaussian_filter(counts, (width[1] / cell, width[0] / cell), mode="constant", truncate=MARGIN)
    return Density(lon0, lat0, ex[:-1] + cell / 2, ey[:-1] + cell / 2, smooth / smooth.sum() / cell**2)


def by_state(lon: ArrayLike, lat: ArrayLike, weight: ArrayLike, state: ArrayLike, names: Sequence[str]) -> dict[str, Density]:
    """Densities of weighted states by their condition: of "all", and of each condition that has weight; each integrates to 1.

    lon, lat, weight, state  (n,) state an index of names; with `shares` these are the parts of one map
    raises                   ValueError when no state has weight

    >>> parts = by_state([1.5, 1.6], [51.0, 51.0], [0.5, 0.5], [0, 2], ("adrift", "swamped", "people_in_water"))
    >>> print(sorted(parts))
    ['adrift', 'all', 'people_in_water']
    """
    lon, lat, weight, state = (np.asarray(a) for a in (lon, lat, weight, state))
    found = {"all": density(lon, lat, weight)}
    for k, name in enumerate(names):
        mine = np.where(state == k, weight, 0.0)
        if mine.sum() > 0:
            found[name] = density(lon, lat, mine)
    return found


def shares(weight: ArrayLike, state: ArrayLike, names: Sequence[str]) -> dict[str, float]:
    """Share of the weight in each condition; sum 1.

    weight, state  (n,) state an index of names

    >>> shares([1.0, 1.0, 2.0], [0, 0, 1], ("adrift", "swamped"))
    {'adrift': 0.5, 'swamped': 0.5}
    """
    w, s = np.asarray(weight, float), np.asarray(state)
    return {name: float(np.sum(w[s == k]) / w.sum()) for k, name in enumerate(names)}


def after_search(weight: ArrayLike, log_miss: ArrayLike) -> tuple[Floats, float]:
    """What a search in vain leaves of weighted states (Bayes), and its POS.

    weight    (n,) before it, any sum above 0; log_miss  (n,) ln of the chance that it misses each state, 0 or less
    returns   (n,) weights of sum 1, and POS: one less the sum of what is left, 0..1
    raises    ValueError when a chance is above 1, or nothing is left

    Half the weight was looked at with POD 0.8: five sixths of what is left lie where nobody looked.

    >>> w, pos = after_search([0.5, 0.5], np.log([0.2, 1.0]))
    >>> print(w.round(3), round(pos, 3))
    [0.167 0.833] 0.4
    """
    w, z = np.asarray(weight, float), np.asarray(log_miss, float)
    if (z > 0).any():
        raise ValueError(f"a chance of {float(np.exp(z.max())):.3g} to be missed is above 1; give ln of chances from 0 to 1")
    left = w / w.sum() * np.exp(z)
    if not left.sum() > 0:
        raise ValueError("nothing is left: every state was certain to be found; no search is certain, give chances below 1")
    return left / left.sum(), float(1 - left.sum())


def cumulative_pos(weight: ArrayLike, log_misses: ArrayLike) -> Floats:
    """POS of one search, of two, of three ...: (k,) from (k, n) ln of the chances that each missed each state.

    source  one less the sum of the unnormalised weights; never falls, and never passes the sum of the POS of each alone

    >>> cumulative_pos([0.5, 0.5], np.log([[0.2, 1.0], [0.2, 0.5]])).round(2)
    array([0.4 , 0.73])
    """
    w = np.asarray(weight, float)
    return np.asarray(np.sum(-np.expm1(np.cumsum(np.asarray(log_misses, float), axis=0)) * (w / w.sum()), axis=1))


def _mean(a: Floats, w: Floats) -> float:
    """Not a @ w: BLAS cuts long sums between threads, and the last bits would differ by the number of cores."""
    return float(np.sum(a * w))


def _variance(a: Floats, w: Floats) -> float:
    return _mean((a - _mean(a, w)) ** 2, w)


def spread(lon: ArrayLike, lat: ArrayLike, weight: ArrayLike) -> tuple[float, float, float]:
    """The 1 sigma ellipse of weighted states: major, minor [m], orientation of the major axis [deg true].

    lon, lat, weight  (n,) as for density

    >>> rng = np.random.default_rng(1)
    >>> lon, lat = 1.5 + 0.01 * rng.standard_normal(9000), 51 + 0.001 * rng.standard_normal(9000)
    >>> major, minor, orientation = spread(lon, lat, np.ones(9000))
    >>> print(round(major, -1), round(minor, -1), round(orientation))
    700.0 110.0 90
    """
    lon, lat, weight = (np.asarray(a, float) for a in (lon, lat, weight))
    w = weight / weight.sum()
    xy = np.stack(geodesy.to_plane(lon, lat, float(lon @ w), float(lat @ w)))
    centred = xy - (xy @ w)[:, None]
    return geodesy.covariance_ellipse((centred * w) @ centred.T)


def threshold(d: Density, level: float) -> float:
    """Density on the edge of the smallest area that holds a share `level` (0..1) of the probability [1/m2]."""
    ranked = np.sort(d.p.ravel())[::-1]
    held = np.cumsum(ranked) * d.cell**2
    return float(ranked[min(int(np.searchsorted(held, level)), ranked.size - 1)])


def region(d: Density, level: float) -> dict[str, Any]:
    """GeoJSON MultiPolygon of the smallest area that holds a share `level` of the probability; rings in degrees."""
    generator = contour_generator(d.x, d.y, d.p, fill_type=FillType.OuterOffset)
    outlines = generator.filled(threshold(d, level), np.inf)
    points, offsets = cast(tuple[list[Floats], list[NDArray[np.uint32]]], outlines)  # what OuterOffset promises
    return {"type": "MultiPolygon", "coordinates": [_rings(d, p, o) for p, o in zip(points, offsets, strict=True)]}


def regions(d: Density, levels: Iterable[float] = (0.5, 0.9, 0.95)) -> dict[str, dict[str, Any]]:
    """Regions by level, named as the level is written."""
    return {f"{level:g}": region(d, level) for level in levels}


def _rings(d: Density, points: Floats, offsets: NDArray[np.uint32]) -> list[list[list[float]]]:
    lon, lat = geodesy.from_plane(points[:, 0], points[:, 1], d.lon0, d.lat0)
    ring = np.stack([lon, lat], axis=1).round(5)
    return [ring[a:b].tolist() for a, b in pairwise(offsets)]


def contour_holding(d: Density, lon: float, lat: float) -> float:
    """The smallest contour that holds a place: the share of probability at least as dense as the place, 0..1.

    1.0 means that the place lies outside every contour.

    >>> rng = np.random.default_rng(1)
    >>> d = density(1.5 + 0.01 * rng.standard_normal(5000), 51 + 0.01 * rng.standard_normal(5000), np.ones(5000))
    >>> print(contour_holding(d, 1.5, 51.0) < 0.1, contour_holding(d, 1.7, 51.0))
    True 1.0
    """
    x, y = geodesy.to_plane(lon, lat, d.lon0, d.lat0)
    i, j = int(np.floor((x - d.x[0]) / d.cell + 0.5)), int(np.floor((y - d.y[0]) / d.cell + 0.5))
    if not (0 <= i < d.x.size and 0 <= j < d.y.size) or d.p[j, i] <= 0:
        return 1.0
    return float(min(1.0, d.p[d.p >= d.p[j, i]].sum() * d.cell**2))
