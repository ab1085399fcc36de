"""Run: an ensemble through time, as numbers."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Codes = NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Run:
    """An ensemble through time: t (m,); lon, lat, state, flag (m, n); weight (n,); the fields it ran on."""

    t: Floats
    lon: Floats
    lat: Floats
    state: Codes
    flag: Codes
    weight: Floats
    fields: tuple[str, ...] = field(default=())

    def at(self, t: float) -> "Run":
        """One moment (m = 1), straight between the two outputs beside it; before the start or after the end, that end."""
        k = int(np.clip(np.searchsorted(self.t, t, side="right") - 1, 0, self.t.size - 2))
        w = float(np.clip((t - self.t[k]) / (self.t[k + 1] - self.t[k]), 0, 1))
        lon, lat = (x[k : k + 1] * (1 - w) + x[k + 1 : k + 2] * w for x in (self.lon, self.lat))
        near = slice(k + round(w), k + round(w) + 1)
        return Run(np.array([t]), lon, lat, self.state[near], self.flag[near], self.weight, self.fields)
