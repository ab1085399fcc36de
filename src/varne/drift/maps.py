"""Maps on the fly: where states are hour by hour, counted while a run goes on, without keeping their ways.

Masses on one regular longitude-latitude grid: afloat and ashore apart. What is afloat on the map, stranded and outside sum
to one. A million states cost a map no more memory than one.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import repeat
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter, map_coordinates

from varne import geodesy, probability
from varne.drift import motion
from varne.drift.march import Snapshot
from varne.drift.run import Run
from varne.probability import FINEST, MARGIN, Density
from varne.sea.field import Box
from varne.sea.grid import Axes

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
USUAL = 64
"""Maps for which there is room from the start."""
CELL_M = 500.0
"""Usual size of a cell [m]."""
WITHIN = 0.5
"""Least kernel width [cells]: a map does not know where in a cell a state is."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells of a map: nx, ny of dlon, dlat [deg] from the south-west corner west, south."""

    west: float
    south: float
    dlon: float
    dlat: float
    nx: int
    ny: int

    @property
    def lon(self) -> Floats:
        """(nx,) centres of the columns [deg]."""
        return np.asarray(self.west + self.dlon * (np.arange(self.nx) + 0.5), float)

    @property
    def lat(self) -> Floats:
        """(ny,) centres of the rows [deg]."""
        return np.asarray(self.south + self.dlat * (np.arange(self.ny) + 0.5), float)

    @property
    def metres(self) -> tuple[float, float]:
        """Width and height of a cell in the middle of the map [m]."""
        east, north = geodesy.metres_per_degree(self.south + self.dlat * self.ny / 2)
        return float(east) * self.dlon, float(north) * self.dlat


def grid_over(where: Box | Axes, cell_m: float = CELL_M) -> Grid:
    """A grid over a box, or over the axes of a Forcing, with cells about as wide as they are high.

    cell_m   about how large a cell is [m]; the box is a whole number of them
    raises   ValueError for a cell of no size, or a box without an inside

    >>> g = grid_over(Box(lon=(1.0, 2.0), lat=(50.8, 51.3)), 1000.0)
    >>> print(g.nx, g.ny, [round(m) for m in g.metres])
    70 56 [1002, 993]
    """
    box = where if isinstance(where, Box) else Box(lon=(where.lon[0], where.lon[-1]), lat=(where.lat[0], where.lat[-1]))
    width, height = box.lon[1] - box.lon[0], box.lat[1] - box.lat[0]
    if not (cell_m > 0 and width > 0 and height > 0):
        raise ValueError(f"cells of {cell_m} m over longitude {box.lon}, latitude {box.lat}: give sizes above 0")
    east, north = (float(m) for m in geodesy.metres_per_degree(sum(box.lat) / 2))
    nx, ny = max(1, round(width * east / cell_m)), max(1, round(height * north / cell_m))
    return Grid(float(box.lon[0]), float(box.lat[0]), float(width) / nx, float(height) / ny, nx, ny)


@dataclass(frozen=True, slots=True)
class Maps:
    """Where the states are at each moment.

    t          (m,)                     [s since 1970]
    grid       its cells
    afloat     (m, ny, nx)  probability of each cell: states at sea, and boats that have not left yet
    ashore     (m, ny, nx)  of each cell: states that have stranded there
    stranded   (m,)         share that has stranded, on the map or not
    outside    (m,)         share that has left the forecast area, or is afloat beyond the map
    mean       (m, 2)       lon, lat of the mean of the states inside the forecast area; NaN when none is [deg]
    effective  (m,)         effective number of those states
    """

    t: Floats
    grid: Grid
    afloat: Singles
    ashore: Singles
    stranded: Floats
    outside: Floats
    mean: Floats
    effective: Floats


@dataclass(frozen=True, slots=True)
class Datum:
    """Where to look first at a moment (IAMSAR II, datum): t [s since 1970]; the most probable place and the mean, lon, lat."""

    t: float
    densest: tuple[float, float]
    mean: tuple[float, float]


def gather(shots: Iterable[Snapshot], weight: Floats | Iterable[Floats], grid: Grid) -> Maps:
    """Count states into maps as they come.

    shots    of march.snapshots, or `moments_of` a run
    weight   (n,) of the ensemble, not negative; or one (n,) for each shot, such as `weights.by_hour` gives
    returns  Maps of all shots; masses sum to one whatever the weights sum to
    raises   ValueError when there is no shot, or the weights do not fit the states

    >>> run = Run(np.zeros(1), np.array([[1.5, 1.52, 1.9]]), np.full((1, 3), 51.0), *np.zeros((2, 1, 3), np.int8), np.ones(3))
    >>> m = gather(moments_of(run), run.weight, grid_over(Box(lon=(1.4, 1.6), lat=(50.9, 51.1))))
    >>> print(m.afloat.sum().round(3), m.stranded, m.outside.round(3), m.mean.round(2))
    0.667 [0.] [0.333] [[ 1.64 51.  ]]
    """
    weights = repeat(weight) if isinstance(weight, np.ndarray) and weight.ndim == 1 else iter(weight)
    scratch, counted = np.empty((2, grid.ny, grid.nx)), []
    masses = np.empty((USUAL, 2, grid.ny, grid.nx), np.float32)  # memory not yet written costs nothing
    for k, shot in enumerate(shots):
        if k == len(masses):
            masses = np.concatenate([masses, np.empty_like(masses)])
        counted.append((shot.t, _counted(shot, next(weights, np.empty(0)), grid, scratch, masses[k])))
    if not counted:
        raise ValueError("no moment to map; give one snapshot or more")
    t, (total, stranded, outside, inside, east, north, squares) = (np.array(c).T for c in zip(*counted, strict=True))
    with np.errstate(invalid="ignore"):  # none inside: its mean is not a number, its effective number 0
        mean = np.stack([east / inside, north / inside], axis=1)
    effective = inside**2 / np.where(squares > 0, squares, 1.0)
    masses = masses[: t.size]
    return Maps(t, grid, masses[:, 0], masses[:, 1], stranded / total, outside / total, mean, effective)


def _counted(shot: Snapshot, weight: Floats, grid: Grid, scratch: Floats, masses: Singles) -> Floats:
    """Write masses (2, ny, nx) afloat and ashore, of a whole of 1; returns the sums of `_count`, places in degrees."""
    if weight.shape != shot.flag.shape:
        raise ValueError(f"weights of {weight.size} states for {shot.flag.size}; give one for each state")
    corner, step = np.array(shot.corner), np.array(shot.step)
    cell = np.array([grid.dlon, grid.dlat])
    first, per_place = (corner - (grid.west, grid.south)) / cell, step / cell
    sums = np.array(_count(shot.place, shot.flag, np.asarray(weight, float), first, per_place, scratch))
    if not sums[0] > 0:
        raise ValueError(f"none of {weight.size} states has weight; is the ensemble empty?")
    sums[4:6] = corner * sums[3] + step * sums[4:6]
    np.multiply(scratch, 1 / sums[0], out=masses, casting="same_kind")
    return sums


def _count_py(place: Any, flag: Any, weight: Any, first: Any, per_place: Any, masses: Any) -> tuple[float, ...]:
    """Count states into masses (2, ny, nx), overwritten; column of a cell first[0] + per_place[0] * place[0, n], row likewise.

    returns  weight of all, stranded, outside, inside; weight times place[0], place[1], and weight squared, inside
    """
    ny, nx = masses.shape[1], masses.shape[2]
    masses[:] = 0.0
    # sums in registers: in an array each would be stored and read again for every state
    total = stranded = outside = inside = east = north = squares = 0.0
    for n in range(flag.size):
        w = weight[n]
        total += w
        if flag[n] == motion.OUTSIDE:
            outside += w
            continue
        inside += w
        east += w * place[0, n]
        north += w * place[1, n]
        squares += w * w
        x, y = first[0] + per_place[0] * place[0, n], first[1] + per_place[1] * place[1, n]
        on_map = 0.0 <= x < nx and 0.0 <= y < ny
        ashore = flag[n] == motion.STRANDED
        if ashore:
            stranded += w
        elif not on_map:
            outside += w
        if on_map:
            masses[int(ashore), int(y), int(x)] += w
    return total, stranded, outside, inside, east, north, squares


_count: Callable[..., tuple[float, ...]] = njit(cache=True, nogil=True, fastmath=True, error_model="numpy")(_count_py)


def moments_of(run: Run) -> Iterator[Snapshot]:
    """The outputs of a run as snapshots."""
    corner = float(run.lon.min()), float(run.lat.min())
    for k, t in enumerate(run.t.tolist()):
        place = np.stack([run.lon[k] - corner[0], run.lat[k] - corner[1]]).astype(np.float32)
        yield Snapshot(t, place, run.state[k], run.flag[k], corner, (1.0, 1.0))


def density(maps: Maps, k: int, *, ashore: bool = True) -> Density | None:
    """The map of moment k as a density on a plane, smoothed as `probability.density` smooths states.

    ashore   whether states on the beaches count; a search at sea leaves them out
    returns  Density of what is on the map, which integrates to 1; None when nothing is
    trap     no finer than the cells: for the first hour from a good position ask `probability.density` for the states
    """
    mass = maps.afloat[k].astype(float) + (maps.ashore[k] if ashore else 0.0)
    total = mass.sum()
    if not total > 0:
        return None
    mass /= total
    grid, rows, columns = maps.grid, np.flatnonzero(mass.any(axis=1)), np.flatnonzero(mass.any(axis=0))
    lon0, lat0 = float(mass.sum(axis=0) @ grid.lon), float(mass.sum(axis=1) @ grid.lat)
    sigma = np.array([_sigma(mass.sum(axis=1)), _sigma(mass.sum(axis=0))])  # rows, columns [cells]
    width = np.maximum(sigma * max(float(maps.effective[k]), 1.0) ** (-1 / 6), WITHIN)
    pad = np.ceil(MARGIN * width).astype(int) + 1
    part = np.pad(mass[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1], ((pad[0], pad[0]), (pad[1], pad[1])))
    smooth = gaussian_filter(part, width, mode="constant", truncate=MARGIN)
    heights = grid.south + grid.dlat * (rows[0] - pad[0] + np.arange(part.shape[0]) + 0.5)
    smooth /= geodesy.metres_per_degree(heights)[0][:, None]  # cells are narrower in the north
    x, y = _plane(grid, (rows[0] - pad[0], columns[0] - pad[1]), part.shape, lon0, lat0)
    lon, lat = geodesy.from_plane(*np.meshgrid(x, y), lon0, lat0)
    row = (lat - grid.south) / grid.dlat - 0.5 - (rows[0] - pad[0])
    column = (lon - grid.west) / grid.dlon - 0.5 - (columns[0] - pad[1])
    p = map_coordinates(smooth, [row, column], order=1, mode="constant")
    return Density(lon0, lat0, x, y, np.asarray(p / p.sum() / (x[1] - x[0]) ** 2))


def _sigma(mass: Floats) -> float:
    """Standard deviation of a line of masses, their spread inside a cell included [cells]."""
    k = np.arange(mass.size)
    return float(np.sqrt((k - k @ mass) ** 2 @ mass + 1 / 12))


def _plane(grid: Grid, first: tuple[int, int], shape: tuple[int, ...], lon0: float, lat0: float) -> tuple[Floats, Floats]:
    """Axes of a plane through lon0, lat0 around a part of the grid, as fine as its cells [m]."""
    south, west = grid.south + first[0] * grid.dlat, grid.west + first[1] * grid.dlon
    lat, lon = south + grid.dlat * np.arange(shape[0] + 1), west + grid.dlon * np.arange(shape[1] + 1)
    edges = np.concatenate([geodesy.to_plane(lon, end, lon0, lat0) for end in (lat[0], lat[-1])], axis=1)
    sides = np.concatenate([geodesy.to_plane(end, lat, lon0, lat0) for end in (lon[0], lon[-1])], axis=1)
    cell = max(FINEST, min(grid.metres))
    x, y = (np.arange(low, high + cell, cell) for low, high in _ends(np.concatenate([edges, sides], axis=1)))
    return x, y


def _ends(xy: Floats) -> Floats:
    return np.stack([xy.min(axis=1), xy.max(axis=1)], axis=1)


def regions(maps: Maps, levels: Iterable[float] = (0.5, 0.9, 0.95)) -> list[dict[str, dict[str, Any]]]:
    """The smallest areas that hold shares of the probability, for each moment: GeoJSON by level; empty when all have left."""
    levels, densities = tuple(levels), (density(maps, k) for k in range(maps.t.size))
    return [probability.regions(d, levels) if d is not None else {} for d in densities]


def datums(maps: Maps) -> list[Datum | None]:
    """Hour by hour, the most probable place and the mean; None when all have left.

    >>> lon, lat = np.random.default_rng(1).normal((1.5, 51.0), (0.03, 0.02), (5000, 2)).T[:, None]
    >>> run = Run(np.zeros(1), lon, lat, *np.zeros((2, 1, 5000), np.int8), np.ones(5000))
    >>> [d] = datums(gather(moments_of(run), run.weight, grid_over(Box(lon=(1.3, 1.7), lat=(50.9, 51.1)))))
    >>> print([round(x, 1) for x in (*d.densest, *d.mean)])
    [1.5, 51.0, 1.5, 51.0]
    """
    return [_datum(maps, k) for k in range(maps.t.size)]


def _datum(maps: Maps, k: int) -> Datum | None:
    d = density(maps, k)
    if d is None:
        return None
    j, i = np.unravel_index(int(d.p.argmax()), d.p.shape)
    lon, lat = geodesy.from_plane(d.x[i], d.y[j], d.lon0, d.lat0)
    return Datum(float(maps.t[k]), (float(lon), float(lat)), (float(maps.mean[k, 0]), float(maps.mean[k, 1])))
