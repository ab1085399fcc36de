"""Constants of a build -> the file that Varne ships (layout: varne.sea.tides reads it), and back.

int16 in steps of 1 mm and 1 mm/s: a cos g and a sin g of eta, u, v for each constituent of KEPT; wet as packed bits;
lon and lat of the centres. The minor constituents are not in it: atlas/infer.py writes their ratios.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from atlas.tide.fit import Built
from atlas.tide.shallow import Constants
from numpy.typing import NDArray

KEPT = ("Z0", "M2", "S2", "N2", "K1", "O1", "L2", "MU2", "M4", "MS4", "MN4", "M6", "2MS6")
BOX = (-0.1, 49.95, 3.3, 51.85)
PARTS = ("eta", "u", "v")


@dataclass(frozen=True, slots=True)
class Stored:
    """Constants on a piece of the grid: lon (nx,), lat (ny,) [deg], wet (ny, nx), constituent -> eta, u, v."""

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    wet: NDArray[np.bool_]
    constants: Constants

    def cell(self, lon: float, lat: float) -> tuple[int, int]:
        """Row and column of the nearest wet cell."""
        x, y = np.meshgrid(self.lon, self.lat)
        d2 = (np.cos(np.radians(lat)) * (x - lon)) ** 2 + (y - lat) ** 2
        j, i = np.unravel_index(np.argmin(np.where(self.wet, d2, np.inf)), d2.shape)
        return int(j), int(i)


def piece(built: Built) -> Stored:
    """The last round's constants inside BOX."""
    g = built.grid
    i, j = (np.nonzero((c > low) & (c < high))[0] for c, low, high in ((g.lon, BOX[0], BOX[2]), (g.lat, BOX[1], BOX[3])))
    at = np.ix_(j, i)
    eta, u, v = ({c: built.rounds[-1].constants[c][k][at] for c in KEPT} for k in range(3))
    constants = {c: (eta[c], u[c], v[c]) for c in KEPT}
    return Stored(g.lon[i], g.lat[j], g.wet[at], constants)


def save(stored: Stored, path: Path) -> None:
    arrays: dict[str, NDArray[Any]] = {
        "lon": stored.lon,
        "lat": stored.lat,
        "wet": np.packbits(stored.wet),
        "shape": np.array(stored.wet.shape),
        "constituents": np.array(list(stored.constants)),
    }
    for k, part in enumerate(PARTS):
        z = np.array([np.where(stored.wet, f[k], 0.0) for f in stored.constants.values()])
        arrays[f"{part}_cos"] = np.round(z.real * 1000).astype(np.int16)
        arrays[f"{part}_sin"] = np.round(-z.imag * 1000).astype(np.int16)
    with path.open("wb") as f:
        np.savez_compressed(f, allow_pickle=False, **arrays)


def load(path: Path) -> Stored:
    with np.load(path) as d:
        shape = tuple(d["shape"])
        wet = np.unpackbits(d["wet"])[: int(np.prod(shape))].reshape(shape).astype(bool)
        eta, u, v = ((d[f"{p}_cos"] - 1j * d[f"{p}_sin"]) / 1000 for p in PARTS)
        constants = {str(c): (eta[k], u[k], v[k]) for k, c in enumerate(d["constituents"])}
        return Stored(d["lon"], d["lat"], wet, constants)
