"""The sea as a grid of cells on the sphere (Arakawa C): heights in the middle, u on west faces, v on south faces.

Depths come from a GEBCO cut-out, land from the mask that Varne ships where that covers and from the depths elsewhere.
GEBCO_2014 holds EMODnet 2013 here, which behaves as depth below lowest astronomical tide (LAT), not below mean sea
level: raising the sea by about the tide's own half range cut the M2 misfit from 14 to 6 cm (research/channel-data.md
section 3). `raised` does that once a first linear M2 is known.
"""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import label

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

EARTH_RADIUS = 6.371e6
EARTH_SPIN = 7.292115e-5
GRAVITY = 9.81

WEST, SOUTH, EAST, NORTH = -1.60, 49.25, 4.75, 49.25 + 220 / 60
"""Cherbourg and the Isle of Wight to Cromer and Den Helder: both open boundaries lie between gauges."""
CELLS_A_DEGREE = (40, 60)
IN_STRAIT = (1.5, 51.0)
DAMMED = (3.83, 51.655, 4.75, 51.86)
"""Grevelingen and Haringvliet: sea on the map, shut off by the Delta works (west, south, east, north)."""
SAMPLES = 6
SEA_SHARE = 0.5
"""A cell is wet from this share of sea on (0.65 mends Dover by 2 cm, but Sheerness and the current meters lose more)."""
SHALLOWEST = 3.0
"""Depth below LAT that a wet cell has at least [m]: banks and flats are too rough in a cell of 1.8 km to dry honestly."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells, row 0 in the south, column 0 in the west.

    lon (nx,), lat (ny,)    centres                                                        [deg]
    depth                   (ny, nx) below mean level, 0 on land                           [m]
    wet, open               (ny, nx) sea; sea whose height is given (the open boundary)
    dx, dx_south            (ny,) width of a row at its middle and at its southern side    [m]
    dy                      height of a row                                                [m]
    f                       (ny,) Coriolis parameter                                       [1/s]
    """

    lon: Floats
    lat: Floats
    depth: Floats
    wet: Bools
    open: Bools
    dx: Floats
    dx_south: Floats
    dy: float
    f: Floats

    @property
    def u_faces(self) -> Bools:
        """Whether water can pass the west face of each cell."""
        faces = np.zeros_like(self.wet)
        faces[:, 1:] = self.wet[:, 1:] & self.wet[:, :-1]
        return faces

    @property
    def v_faces(self) -> Bools:
        """Whether water can pass the south face of each cell."""
        faces = np.zeros_like(self.wet)
        faces[1:] = self.wet[1:] & self.wet[:-1]
        return faces

    def cell(self, lon: float, lat: float) -> tuple[int, int]:
        """Row and column of the nearest wet cell that is not open boundary."""
        x, y = np.meshgrid(self.lon, self.lat)
        d2 = (np.cos(np.radians(lat)) * (x - lon)) ** 2 + (y - lat) ** 2
        j, i = np.unravel_index(np.argmin(np.where(self.wet & ~self.open, d2, np.inf)), d2.shape)
        return int(j), int(i)


def sphere(lon: Floats, lat: Floats, depth: Floats, wet: Bools, open_: Bools) -> Grid:
    """The grid on a round earth that turns, from its centres [deg] and depths [m]."""
    dlon, dlat = np.radians(lon[1] - lon[0]), np.radians(lat[1] - lat[0])
    phi = np.radians(lat)
    dx, dx_south = (EARTH_RADIUS * dlon * np.cos(p) for p in (phi, phi - dlat / 2))
    depth = np.where(wet, depth, 0.0)
    return Grid(lon, lat, depth, wet, open_, dx, dx_south, float(EARTH_RADIUS * dlat), 2 * EARTH_SPIN * np.sin(phi))


def read_depths(path: Path) -> tuple[Floats, Floats, Floats]:
    """Longitudes, latitudes [deg] and depths (ny, nx) [m, down] of a cut-out: z int16 upwards, lon0, lat0, step.

    raises  ValueError when an array is missing or the cut-out is smaller than the grid
    """
    with np.load(path) as d:
        missing = {"z", "lon0", "lat0", "step"} - set(d.files)
        if missing:
            raise ValueError(f"{path} lacks {sorted(missing)}; needed are z [m, up], lon0, lat0 and step of its centres")
        z = d["z"].astype(float)
        lon, lat = (float(d[k]) + float(d["step"]) * np.arange(n) for k, n in (("lon0", z.shape[1]), ("lat0", z.shape[0])))
    if lon[0] > WEST or lon[-1] < EAST or lat[0] > SOUTH or lat[-1] < NORTH:
        raise ValueError(
            f"{path} covers {lon[0]:.2f}..{lon[-1]:.2f} E, {lat[0]:.2f}..{lat[-1]:.2f} N;"
            f" the grid needs {WEST}..{EAST} E, {SOUTH}..{NORTH:.2f} N: cut a larger piece"
        )
    return lon, lat, -z


def shipped_land(path: Path) -> tuple[Bools, tuple[float, float, float]]:
    """Varne's land mask (rows from the south) and its lon0, lat0, step [deg]."""
    with np.load(path) as d:
        land = np.unpackbits(d["bits"], axis=1)[:, : int(d["columns"])].astype(bool)
        return land, (float(d["lon0"]), float(d["lat0"]), float(d["step"]))


def from_depths(depths: Path, land_mask: Path, refine: int = 1, shallowest: float = SHALLOWEST) -> Grid:
    """The model grid, depths below LAT.

    depths      GEBCO cut-out, see `read_depths`
    land_mask   src/varne/sea/data/landmask_0p001.npz
    refine      how many times finer than 1/40 by 1/60 degree
    shallowest  least depth of a wet cell [m]
    """
    across, up = (n * refine for n in CELLS_A_DEGREE)
    lon = WEST + (np.arange(round((EAST - WEST) * across)) + 0.5) / across
    lat = SOUTH + (np.arange(round((NORTH - SOUTH) * up)) + 0.5) / up
    offsets = (np.arange(SAMPLES) + 0.5) / SAMPLES - 0.5
    x, y = ((c[:, None] + o[None]).ravel() for c, o in ((lon, offsets / across), (lat, offsets / up)))
    below = _nearest(*read_depths(depths), x, y)
    sea = ~_is_land(land_mask, x, y, below)
    shape = (lat.size, SAMPLES, lon.size, SAMPLES)
    known = (sea & (below > 0)).reshape(shape)
    total = np.where(known, below.reshape(shape), 0.0).sum((1, 3))
    depth = np.maximum(total / np.maximum(known.sum((1, 3)), 1), shallowest)
    wet = sea.reshape(shape).mean((1, 3)) >= SEA_SHARE
    cx, cy = np.meshgrid(lon, lat)
    wet &= ~((cx > DAMMED[0]) & (cy > DAMMED[1]) & (cx < DAMMED[2]) & (cy < DAMMED[3]))
    wet = _joined(wet, lon, lat)
    open_ = np.zeros_like(wet)
    open_[:, 0], open_[-1] = wet[:, 0], wet[-1]
    return sphere(lon, lat, depth, wet, open_)


def raised(grid: Grid, m2_amplitude: Floats) -> Grid:
    """The grid with depths below mean sea level instead of LAT: MSL lies about 1.45 M2 + 0.3 m above LAT here [m]."""
    return replace(grid, depth=np.where(grid.wet, grid.depth + 1.45 * m2_amplitude + 0.3, 0.0))


def _nearest(lon: Floats, lat: Floats, values: Floats, x: Floats, y: Floats) -> Floats:
    i = np.clip(np.round((x - lon[0]) / (lon[1] - lon[0])).astype(int), 0, lon.size - 1)
    j = np.clip(np.round((y - lat[0]) / (lat[1] - lat[0])).astype(int), 0, lat.size - 1)
    return np.asarray(values[np.ix_(j, i)])


def _is_land(path: Path, x: Floats, y: Floats, below: Floats) -> Bools:
    land = below <= 0
    mask, (lon0, lat0, step) = shipped_land(path)
    i, j = np.floor((x - lon0) / step).astype(int), np.floor((y - lat0) / step).astype(int)
    ci, cj = (i >= 0) & (i < mask.shape[1]), (j >= 0) & (j < mask.shape[0])
    land[np.ix_(cj, ci)] = mask[np.ix_(j[cj], i[ci])]
    return np.asarray(land)


def _joined(wet: Bools, lon: Floats, lat: Floats) -> Bools:
    """Water that is joined to the Strait: ponds, docks and rivers behind land go."""
    pieces, _ = label(wet)
    j, i = (int(np.argmin(abs(c - p))) for c, p in ((lat, IN_STRAIT[1]), (lon, IN_STRAIT[0])))
    return np.asarray(pieces == pieces[j, i])
