"""The tidal atlas of the Strait: height and stream at any time in its box, from harmonic constants.

Its constants are our own computed ones (DATA.md): 13 constituents on a grid of 1.75 by 1.85 km, thirteen more inferred
from their neighbours in frequency (atlas/infer.py). Stored streams are depth means, answers are the surface. It knows
no wind, surge or waves, and its own error is STREAM_ERROR. Cells on land are filled with the nearest sea cell so that
places on the beach have an answer; further inland the answer is NaN.
"""

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import ArrayLike, NDArray

from varne.sea.constituents import Complexes, Floats, phasors
from varne.sea.field import Box, as_grid, check_inside
from varne.sea.grid import Axes, Bools, bilinear, fill_land

Singles = NDArray[np.float32]
SURFACE = 1.1
"""Surface over depth-mean stream. Soulsby 1997 (Dynamics of Marine Sands, eq. 29) has 1.07, the 1/7 power law 8/7."""
STREAM_ERROR = 0.22
"""1 sigma of each stream component, from the two current meters of research/channel-data.md section 4 [m/s]."""
TILE, SMALL = 128, 1 << 18
"""Cells of a tile; multiplications of a matrix product up to which OpenBLAS uses one thread."""


@dataclass(frozen=True, slots=True, eq=False)
class Atlas:
    """Harmonic constants on a regular grid, a exp(-i g); a Field of the surface stream.

    axes     lon (nx,), lat (ny,)                                      [deg]
    names    K constituents
    eta      (K, ny, nx) height; u, v  east, north depth-mean stream  [m], [m/s]
    known    (ny, nx) True where an answer is given
    """

    axes: Axes
    names: tuple[str, ...]
    eta: Complexes
    u: Complexes
    v: Complexes
    known: Bools
    name: str = "tide atlas"

    @property
    def box(self) -> Box:
        (west, *_, east), (south, *_, north) = self.axes.lon.tolist(), self.axes.lat.tolist()
        return Box(lon=(west, east), lat=(south, north))

    def __call__(self, t: ArrayLike, lon: ArrayLike, lat: ArrayLike) -> tuple[Floats, Floats]:
        """Surface stream u, v at times and places that broadcast together [m/s]; NaN well inland.

        raises  OutsideForecast outside the atlas box

        Off Dover at high water the stream sets north-east:

        >>> u, v = dover_strait()(1_637_719_200.0, 1.5, 51.05)  # 24 November 2021, 02:00
        >>> print(u > 0, v > 0)
        True True
        """
        u, v = self._predict(t, lon, lat, self.u, self.v)
        return SURFACE * u, SURFACE * v

    def height(self, t: ArrayLike, lon: ArrayLike, lat: ArrayLike) -> Floats:
        """Height of the tide above the local mean sea level, shape as t, lon, lat broadcast [m].

        raises  OutsideForecast outside the atlas box
        """
        return self._predict(t, lon, lat, self.eta)[0]

    def on_grid(self, t: Floats, lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
        """Surface stream on axes [m/s]: constants read once for these axes, then one real matrix product for all times."""
        check_inside(self, *as_grid(t[[0, -1]], lon[[0, -1]], lat[[0, -1]]))
        z = phasors(self.names, t)
        turning = np.concatenate([z.real, -z.imag], axis=1).astype(np.float32)
        shape = (t.size, lat.size, lon.size)
        u, v = (_product(turning, c, lat.size * lon.size) for c in _laid_out(self, lon.tobytes(), lat.tobytes()))
        return u.reshape(shape), v.reshape(shape)

    def _predict(self, t: ArrayLike, lon: ArrayLike, lat: ArrayLike, *constants: Complexes) -> list[Floats]:
        check_inside(self, t, lon, lat)
        shape = np.broadcast(t, lon, lat).shape
        t, lon, lat = (np.broadcast_to(np.asarray(x, float), shape).ravel() for x in (t, lon, lat))
        times, which = np.unique(t, return_inverse=True)
        z = phasors(self.names, times)[which]
        here = (bilinear(self.axes, c, self.known, lon, lat) for c in constants)
        return [np.asarray(np.einsum("nk,kn->n", z, c).real.reshape(shape)) for c in here]


@lru_cache(maxsize=4)
def _laid_out(atlas: Atlas, lon: bytes, lat: bytes) -> tuple[Singles, Singles]:
    """Surface constants of u and v on axes, real parts above imaginary ones, in tiles: (tiles, 2 K, TILE) each."""
    x, y = (g.ravel() for g in np.meshgrid(np.frombuffer(lon), np.frombuffer(lat)))
    here = [SURFACE * bilinear(atlas.axes, c, atlas.known, x, y) for c in (atlas.u, atlas.v)]
    u, v = (_tiled(np.concatenate([c.real, c.imag]).astype(np.float32)) for c in here)
    return u, v


def _tiled(c: Singles) -> Singles:
    """(2 K, cells) in tiles (tiles, 2 K, TILE), the last one filled up with zeros."""
    full = np.pad(c, ((0, 0), (0, -c.shape[1] % TILE)))
    return np.ascontiguousarray(full.reshape(len(c), -1, TILE).swapaxes(0, 1))


def _product(turning: Singles, tiles: Singles, cells: int) -> Floats:
    """turning (nt, 2 K) @ constants (2 K, cells), by tiles so small that OpenBLAS takes one thread for each.

    reason  a product cut between threads is rounded otherwise than a whole one, so the same drift would differ between
            machines by their number of cores (float32 rounding, millimetres)
    """
    nt, k = turning.shape
    parts = -(-nt * TILE * k // SMALL)
    rows = -(-nt // parts)
    full = np.pad(turning, ((0, parts * rows - nt), (0, 0))).reshape(parts, 1, rows, k)
    done = np.empty((parts * rows, len(tiles) * TILE), np.float32)
    np.matmul(full, tiles, out=done.reshape(parts, rows, len(tiles), TILE).swapaxes(1, 2))
    return done[:nt, :cells].astype(float)


@lru_cache(maxsize=1)
def dover_strait() -> Atlas:
    """The shipped atlas: 0.09 W to 3.29 E, 49.96 to 51.84 N."""
    data = files("varne.sea").joinpath("data")
    with data.joinpath("channel_tide.npz").open("rb") as f, np.load(f) as stored:
        d = dict(stored)
    wet = np.unpackbits(d["wet"])[: int(np.prod(d["shape"]))].reshape(d["shape"]).astype(bool)
    named = {
        q: {str(c): (d[f"{q}_cos"][k] - 1j * d[f"{q}_sin"][k]) / 1000.0 for k, c in enumerate(d["constituents"])}
        for q in ("eta", "u", "v")
    }
    named["eta"]["Z0"] *= 0.0  # heights are above the local mean sea level, not above the model's flat datum
    inferred = json.loads(data.joinpath("inferred.json").read_text())
    for q, constants in named.items():
        for c, rule in inferred["ratios"].items():
            constants[c] = _constant(rule["ratio"], rule["lag_deg"]) * constants[rule["parent"]]
        for c, rule in inferred["uniform_height"].items():
            amplitude = rule["amplitude_m"] if q == "eta" else 0.0
            constants[c] = np.full(wet.shape, _constant(amplitude, rule["lag_deg"]))
    names = tuple(named["eta"])
    filled = [fill_land(np.stack([named[q][c] for c in names]), wet) for q in ("eta", "u", "v")]
    (eta, known), (u, _), (v, _) = filled
    return Atlas(Axes(d["lon"], d["lat"]), names, eta, u, v, known)


def _constant(amplitude: float, lag_deg: float) -> complex:
    return complex(amplitude * np.exp(-1j * np.radians(lag_deg)))
