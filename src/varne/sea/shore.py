"""The shore as a line: where a path first meets it, whatever the length of the step.

A mask is looked up at points, and a step of 600 s at 2.5 m/s passes over a mole 30 m wide between two of them. Here the
path is cut with the line itself. The line is OpenStreetMap's, as atlas/coast.py wrote it (DATA.md); it lies in cells of
0.01 degree (0.70 by 1.11 km), so that a path looks only at the segments of the cells it crosses.

`first_hit`, `near` and `ashore` are scalar, allocate nothing and call nothing of ours, so that the compiled step may call
them on a CPU; the names with `_py` are the same functions uncompiled, for a GPU's compiler. They take the arrays of a
Shore, never the Shore. Places are in whatever frame `grid` was made for: longitude and latitude [deg], or any frame
`Shore.seen_from` was told. Straight in that frame is straight in longitude and latitude.

Closed on purpose: a path that touches a vertex or ends on the line meets it. No path slips through between two segments,
or between the end of one step and the start of the next: both ask for the sign of the same expression.
"""

from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy import ndimage

from varne import geodesy
from varne.sea import coast
from varne.sea.field import Box

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Bools = NDArray[np.bool_]
Array = TypeVar("Array", bound=NDArray[Any])

REACH = 2000.0
"""`near` is True wherever land may be met within this distance [m]; a longer step must not ask it."""
NO_HIT = 2.0
"""What first_hit answers where a path does not meet the shore."""
_MASK_CELLS = 10  # mask cells in one of ours
_KNOWN = 0.55  # where in each cell the mask says what is land: the centre of its sixth mask cell
_PAD = 1e-4  # a segment this close to a cell [cells; 0.1 m] is listed there too, so rounding of a path never misses it


@dataclass(frozen=True, slots=True, eq=False)
class Shore:
    """The line of the shore in cells, and what each cell knows.

    segments  (m, 4)        x0, y0, x1, y1 in cells from the south-west corner; cell by cell, one that lies in two cells twice
    first     (ny, nx + 1)  the segments of cell j, i are first[j, i] to first[j, i + 1]
    land_near (ny, nx)      True where land may be met within REACH
    land      (ny, nx)      True where the point 0.55, 0.55 of the cell is land
    grid      (4,)          x0, y0 of the corner, cells to a unit of x, of y; [deg] unless seen_from another frame
    """

    segments: Floats
    first: Ints
    land_near: Bools
    land: Bools
    grid: Floats

    @property
    def box(self) -> Box:
        """What the shore covers [deg]; of a shore that is not seen from another frame."""
        x0, y0, per_x, per_y = self.grid.tolist()
        ny, nx = self.land.shape
        return Box(lon=(x0, x0 + nx / per_x), lat=(y0, y0 + ny / per_y))

    def seen_from(self, x0: float, dx: float, y0: float, dy: float) -> "Shore":
        """The same shore for places given as (lon - x0) / dx, (lat - y0) / dy."""
        west, south, per_x, per_y = self.grid
        return replace(self, grid=_frozen(np.array([(west - x0) / dx, (south - y0) / dy, per_x * dx, per_y * dy])))


def first_hit_py(segments: Floats, first: Ints, grid: Floats, xa: float, ya: float, xb: float, yb: float) -> float:
    """Fraction of the way from a to b at which it first meets the shore, 0 to 1, or NO_HIT.

    segments, first, grid   of a Shore
    xa, ya, xb, yb          ends of the path, straight in the frame of grid
    returns                 0 where a lies on the line; a path that starts on land meets the shore where it leaves it
    trap                    a path that stays inside land, or outside the box of the mask, meets nothing

    Walks the cells as in Amanatides and Woo 1987 (A fast voxel traversal algorithm); border cells reach to infinity.

    From the harbour of Dover southwards into the detached breakwater, 0.5 km on:

    >>> s = strait()
    >>> round(first_hit(s.segments, s.first, s.grid, 1.335, 51.12, 1.335, 51.11), 2)
    0.48
    """
    xa, xb = (xa - grid[0]) * grid[2], (xb - grid[0]) * grid[2]
    ya, yb = (ya - grid[1]) * grid[3], (yb - grid[1]) * grid[3]
    dx, dy = xb - xa, yb - ya
    ny, nx = first.shape[0], first.shape[1] - 1
    i, i_end = min(max(int(xa), 0), nx - 1), min(max(int(xb), 0), nx - 1)
    j, j_end = min(max(int(ya), 0), ny - 1), min(max(int(yb), 0), ny - 1)
    best = NO_HIT
    for _ in range(abs(i_end - i) + abs(j_end - j) + 1):
        for k in range(first[j, i], first[j, i + 1]):
            px, py, qx, qy = segments[k, 0], segments[k, 1], segments[k, 2], segments[k, 3]
            side_p = dx * (py - ya) - dy * (px - xa)
            side_q = dx * (qy - ya) - dy * (qx - xa)
            if (side_p > 0.0 and side_q > 0.0) or (side_p < 0.0 and side_q < 0.0):
                continue
            side_a = (qx - px) * (ya - py) - (qy - py) * (xa - px)
            side_b = (qx - px) * (yb - py) - (qy - py) * (xb - px)
            if (side_a > 0.0 and side_b > 0.0) or (side_a < 0.0 and side_b < 0.0):
                continue
            if side_a != side_b:
                best = min(best, side_a / (side_a - side_b))
                continue
            # In line with the segment, or no way at all: nearest common point, measured along the path.
            length = dx * dx + dy * dy
            if length == 0.0:
                if (px - xa) * (qx - xa) + (py - ya) * (qy - ya) <= 0.0:
                    best = 0.0
                continue
            to_p = ((px - xa) * dx + (py - ya) * dy) / length
            to_q = ((qx - xa) * dx + (qy - ya) * dy) / length
            if max(to_p, to_q) >= 0.0 and min(to_p, to_q) <= 1.0:
                best = min(best, max(min(to_p, to_q), 0.0))
        next_x, next_y = 2.0, 2.0
        if i_end > i:
            next_x = (i + 1 - xa) / dx
        elif i_end < i:
            next_x = (i - xa) / dx
        if j_end > j:
            next_y = (j + 1 - ya) / dy
        elif j_end < j:
            next_y = (j - ya) / dy
        if best <= min(next_x, next_y):
            break
        if next_x < next_y:
            i += 1 if i_end > i else -1
        else:
            j += 1 if j_end > j else -1
    return best


def near_py(land_near: Bools, grid: Floats, x: float, y: float) -> bool:
    """Whether land may be met within REACH of a place; True outside the box, where nothing is known.

    >>> s = strait()
    >>> near(s.land_near, s.grid, 1.34, 51.10), near(s.land_near, s.grid, 1.45, 50.97)
    (True, False)
    """
    u, v = (x - grid[0]) * grid[2], (y - grid[1]) * grid[3]
    if not (u >= 0.0 and v >= 0.0 and u < land_near.shape[1] and v < land_near.shape[0]):
        return True
    return bool(land_near[int(v), int(u)])


def ashore_py(segments: Floats, first: Ints, land: Bools, grid: Floats, x: float, y: float) -> bool:
    """Whether a place lies on land by the line itself: for the first position; after it, first_hit stops a path.

    trap  says nothing true outside the box of the mask

    Counts the crossings between the place and a point of its cell of which the mask knows what it is.

    >>> s = strait()
    >>> ashore(s.segments, s.first, s.land, s.grid, 1.321, 51.1285), ashore(s.segments, s.first, s.land, s.grid, 1.33, 51.12)
    (True, False)
    """
    xa, ya = (x - grid[0]) * grid[2], (y - grid[1]) * grid[3]
    i, j = min(max(int(xa), 0), land.shape[1] - 1), min(max(int(ya), 0), land.shape[0] - 1)
    dx, dy = i + _KNOWN - xa, j + _KNOWN - ya
    inside = land[j, i]
    for k in range(first[j, i], first[j, i + 1]):
        px, py, qx, qy = segments[k, 0], segments[k, 1], segments[k, 2], segments[k, 3]
        if (dx * (py - ya) - dy * (px - xa) > 0.0) == (dx * (qy - ya) - dy * (qx - xa) > 0.0):
            continue
        ex, ey = qx - px, qy - py
        if (ex * (ya - py) - ey * (xa - px) > 0.0) != (ex * (j + _KNOWN - py) - ey * (i + _KNOWN - px) > 0.0):
            inside = not inside
    return bool(inside)


first_hit = njit(nogil=True, error_model="numpy")(first_hit_py)
near = njit(nogil=True, error_model="numpy", inline="always")(near_py)
ashore = njit(nogil=True, error_model="numpy")(ashore_py)


@njit(cache=True, error_model="numpy")
def _ashore_each(segments: Floats, first: Ints, land: Bools, grid: Floats, x: Floats, y: Floats, out: Bools) -> None:
    for i in range(x.size):
        out[i] = ashore(segments, first, land, grid, x[i], y[i])


def inland(s: Shore, lon: Floats, lat: Floats) -> Bools:
    """Whether places (n,) inside the box lie on land by the line; the mask may differ by up to a cell [deg]."""
    out = np.empty(lon.size, bool)
    _ashore_each(s.segments, s.first, s.land, s.grid, lon, lat, out)
    return out


@cache
def strait() -> Shore:
    """The shipped shore of the Strait, read once; its arrays are read-only."""
    with (files("varne.sea") / "data" / "coast_segments.npz").open("rb") as stream, np.load(stream) as stored:
        points = np.stack([stored["lon"], stored["lat"]], axis=1) * float(stored["unit"])
        runs = np.unpackbits(stored["runs"], count=len(points) - 1).astype(bool)
    return from_segments(np.hstack([points[:-1], points[1:]])[runs], coast.mask())


def from_segments(lonlat: Floats, mask: coast.Mask) -> Shore:
    """Lay a shore out in cells.

    lonlat  (s, 4)  lon, lat of both ends of each segment; together they close the land of the mask, but for its box [deg]
    mask    land and its box; ten of its cells are one of ours
    """
    known = mask.land[_MASK_CELLS // 2 :: _MASK_CELLS, _MASK_CELLS // 2 :: _MASK_CELLS]
    cell = mask.step * _MASK_CELLS
    corner = np.array([mask.lon0, mask.lat0])
    segments = (lonlat - np.tile(corner, 2)) / cell
    ny, nx = known.shape
    row, column, which = _cells_of(segments, ny, nx)
    order = np.lexsort((which, column, row))
    bounds = np.searchsorted((row * nx + column)[order], np.arange(ny * nx + 1))
    first = np.stack([bounds[j * nx : (j + 1) * nx + 1] for j in range(ny)]).astype(np.int32)
    occupied = (np.diff(first, axis=1) > 0) | _any_land(mask.land)
    return Shore(
        _frozen(segments[which[order]]),
        _frozen(first),
        _frozen(ndimage.binary_dilation(occupied, _within_reach(cell, mask.box.lat[1]))),
        _frozen(known.copy()),
        _frozen(np.array([*corner, 1 / cell, 1 / cell])),
    )


def _cells_of(segments: Floats, ny: int, nx: int) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """Row, column, segment of every pair of a cell and a segment that lies in it or within _PAD of it."""
    ends = segments.reshape(-1, 2, 2)
    low, high = ends.min(axis=1) - _PAD, ends.max(axis=1) + _PAD
    most = [nx - 1, ny - 1]
    start, stop = (np.clip(np.floor(c).astype(np.intp), 0, most) for c in (low, high))
    wide, tall = (stop - start + 1).T
    which = np.repeat(np.arange(len(segments)), wide * tall)
    place = np.arange(which.size) - np.repeat(np.cumsum(wide * tall) - wide * tall, wide * tall)
    column, row = start[which, 0] + place % wide[which], start[which, 1] + place // wide[which]
    px, py, qx, qy = segments[which].T
    ex, ey = qx - px, qy - py
    off = ex * (row + 0.5 - py) - ey * (column + 0.5 - px)  # from the cell's centre to the line, times its length
    met = np.abs(off) <= (0.5 + _PAD) * (np.abs(ex) + np.abs(ey))
    return row[met], column[met], which[met]


def _any_land(land: Bools) -> Bools:
    rows, columns = land.shape
    blocks = land.reshape(rows // _MASK_CELLS, _MASK_CELLS, columns // _MASK_CELLS, _MASK_CELLS)
    return np.asarray(blocks.any(axis=(1, 3)))


def _within_reach(cell: float, lat: float) -> Bools:
    """Which neighbours of a cell come within REACH of some place in it; at a latitude, the northernmost being the safe one."""
    east, north = (float(c) for c in geodesy.metres_per_degree(lat))
    n = int(REACH / (cell * min(east, north))) + 1
    gap = np.maximum(np.abs(np.arange(-n, n + 1)) - 1, 0) * cell
    return np.asarray(np.hypot(gap[:, None] * north, gap[None, :] * east) <= REACH)


def _frozen(array: Array) -> Array:
    array.flags.writeable = False
    return array
