"""The tidal atlas of the Strait: height and stream at any time in its box, from harmonic constants.

Its constants are our own computed ones (DATA.md): 13 constituents on a grid of 1.75 by 1.85 km, thirteen more inferred
from their neighbours in frequency (atlas/infer.py). Stored streams are depth means, answers are the surface. It knows
no wind, surge or waves, and its own error is STREAM_ERROR. Cells on land are filled with the nearest sea cell so that
places on the beach have an answer; further than FILL from the sea the answer is NaN.
"""

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.ndimage import distance_transform_edt

from varne.sea.constituents import Complexes, Floats, phasors
from varne.sea.field import Box, check_inside

SURFACE = 1.1
"""Surface over depth-mean stream. Soulsby 1997 (Dynamics of Marine Sands, eq. 29) has 1.07, the 1/7 power law 8/7."""
FILL = 3.0
"""How far sea values reach over land, in atlas cells of about 1.8 km."""
STREAM_ERROR = 0.22
"""1 sigma of each stream component, from the two current meters of research/channel-data.md section 4 [m/s]."""


@dataclass(frozen=True, slots=True)
class Atlas:
    """Harmonic constants on a regular grid, a exp(-i g); a Field of the surface stream.

    lon (nx,), lat (ny,)  axes                                       [deg]
    names                 K constituents
    eta, u, v             (K, ny, nx) of height, east, north stream  [m], [m/s]
    sea                   (ny, nx) True where an answer is given
    """

    lon: Floats
    lat: Floats
    names: tuple[str, ...]
    eta: Complexes
    u: Complexes
    v: Complexes
    sea: NDArray[np.bool_]
    name: str = "tide atlas"

    @property
    def box(self) -> Box:
        return Box(lon=(float(self.lon[0]), float(self.lon[-1])), lat=(float(self.lat[0]), float(self.lat[-1])))

    def __call__(self, t: ArrayLike, lon: ArrayLike, lat: ArrayLike) -> tuple[Floats, Floats]:
        """Surface stream u, v at times and places that broadcast together [m/s]; NaN well inland.

        raises  OutsideForecast outside the atlas box

        Off Dover at high water the stream sets north-east:

        >>> u, v = dover_strait()(1_637_719_200.0, 1.5, 51.05)  # 24 November 2021, 02:00
        >>> print(u > 0, v > 0)
        True True
        """
        return self._predict(t, lon, lat, self.u, SURFACE), self._predict(t, lon, lat, self.v, SURFACE)

    def height(self, t: ArrayLike, lon: ArrayLike, lat: ArrayLike) -> Floats:
        """Height of the tide above the local mean sea level, shape as t, lon, lat broadcast [m].

        raises  OutsideForecast outside the atlas box
        """
        return self._predict(t, lon, lat, self.eta, 1.0)

    def streams(self, t: Floats) -> tuple[Floats, Floats]:
        """Surface stream on the whole grid, for preparing a drift run: (n,) times to two (n, ny, nx) [m/s]."""
        z = phasors(self.names, t)
        return (
            SURFACE * np.tensordot(z, self.u, axes=1).real,
            SURFACE * np.tensordot(z, self.v, axes=1).real,
        )

    def _predict(self, t: ArrayLike, lon: ArrayLike, lat: ArrayLike, constants: Complexes, factor: float) -> Floats:
        check_inside(self, t, lon, lat)
        shape = np.broadcast(t, lon, lat).shape
        t, lon, lat = (np.broadcast_to(np.asarray(x, float), shape).ravel() for x in (t, lon, lat))
        times, which = np.unique(t, return_inverse=True)
        z = phasors(self.names, times)[which]
        here = self._bilinear(constants, lon, lat)
        return np.asarray((factor * np.einsum("nk,kn->n", z, here).real).reshape(shape))

    def _bilinear(self, constants: Complexes, lon: Floats, lat: Floats) -> Complexes:
        x = (lon - self.lon[0]) / (self.lon[1] - self.lon[0])
        y = (lat - self.lat[0]) / (self.lat[1] - self.lat[0])
        i = np.clip(x.astype(int), 0, self.lon.size - 2)
        j = np.clip(y.astype(int), 0, self.lat.size - 2)
        fx, fy = x - i, y - j
        south = constants[:, j, i] * (1 - fx) + constants[:, j, i + 1] * fx
        north = constants[:, j + 1, i] * (1 - fx) + constants[:, j + 1, i + 1] * fx
        answer = south * (1 - fy) + north * fy
        nearest = self.sea[np.rint(y).astype(int), np.rint(x).astype(int)]
        return np.where(nearest, answer, np.nan)


@lru_cache(maxsize=1)
def dover_strait() -> Atlas:
    """The shipped atlas: 0.09 W to 3.29 E, 49.96 to 51.84 N."""
    data = files("varne.sea").joinpath("data")
    with data.joinpath("channel_tide.npz").open("rb") as f, np.load(f) as stored:
        d = dict(stored)
    wet = np.unpackbits(d["wet"])[: int(np.prod(d["shape"]))].reshape(d["shape"]).astype(bool)
    distance, nearest = distance_transform_edt(~wet, return_indices=True)
    named = {
        q: {
            str(c): (d[f"{q}_cos"][k] - 1j * d[f"{q}_sin"][k])[tuple(nearest)] / 1000.0
            for k, c in enumerate(d["constituents"])
        }
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
    eta, u, v = (np.stack([named[q][c] for c in names]) for q in ("eta", "u", "v"))
    return Atlas(d["lon"], d["lat"], names, eta, u, v, distance <= FILL)


def _constant(amplitude: float, lag_deg: float) -> complex:
    return complex(amplitude * np.exp(-1j * np.radians(lag_deg)))
