"""The water and wind of a SIMULATED night: one sine along the Strait, and what of it a forecast gets wrong.

On purpose not the shipped atlas: a system that is tested here must not be tested on its own assumptions.

Legend: u, v east, north, the way the water goes [m/s] · x, y east, north of ORIGIN [m]
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from varne import geodesy
from varne.sea import coast
from varne.sea.field import Box, as_grid, check_inside

Floats = NDArray[np.float64]

ORIGIN = (1.5, 51.0)
SPEED, TO, PERIOD = 1.1, 40.0, 12.42 * 3600


@dataclass(frozen=True, slots=True)
class SineTide:
    """The stream as a simple table would give it: SPEED along TO and back, the same everywhere.

    high    a moment of the strongest stream towards TO [s since 1970]
    period  [s]

    >>> u, v = SineTide(high=0.0)(0.0, 1.5, 51.0)
    >>> print(u.round(2), v.round(2))
    0.71 0.84
    """

    high: float
    period: float = PERIOD
    name: str = "simulated tide"
    box: Box = Box()  # noqa: RUF009  (frozen)

    def __call__(self, t: ArrayLike, lon: ArrayLike, lat: ArrayLike) -> tuple[Floats, Floats]:
        check_inside(self, t, lon, lat)
        turn = np.cos(2 * np.pi * (np.asarray(t, float) - self.high) / self.period)
        turn = np.broadcast_to(turn, np.broadcast(t, lon, lat).shape)
        u, v = geodesy.components_to(SPEED, TO)
        return turn * u, turn * v

    def on_grid(self, t: Floats, lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
        """The same on axes: (nt,), (nx,), (ny,) to two (nt, ny, nx) [m/s]."""
        return self(*as_grid(t, lon, lat))


@dataclass(frozen=True, slots=True)
class Water:
    """What really moves the boats: the sine weaker near land and uneven in space, late, with a steady set; and the wind.

    late      by how much the stream comes later than the table says            [s]
    uneven    relative error of the table, as a wave of `phase` along the Strait
    set_      steady stream that the table does not know, east, north            [m/s]
    wind      the way it blows, east, north                                      [m/s]
    """

    table: SineTide
    late: float
    uneven: float
    phase: float
    set_: tuple[float, float]
    wind: tuple[float, float]

    def __call__(self, t: float, lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
        """True stream at places (n,) [m/s]."""
        u, v = self.table(t - self.late, lon, lat)
        x, _ = geodesy.to_plane(lon, lat, *ORIGIN)
        factor = 1 + self.uneven * np.sin(x / 15_000.0 + self.phase)
        factor *= 0.3 + 0.7 * np.minimum(1.0, coast.distance_to_land(lon, lat) / 6_000.0)
        return u * factor + self.set_[0], v * factor + self.set_[1]


def some_water(rng: np.random.Generator, start: float, error: float, wind: float) -> Water:
    """The water of one night; error 0 leaves only the shelter of the land."""
    table = SineTide(start + float(rng.uniform(0, PERIOD)))
    set_ = rng.normal(0, 0.6 * error, 2)
    blows = geodesy.components_to(wind, rng.uniform(0, 360))
    return Water(
        table=table,
        late=float(rng.normal(0, 4_500 * error)),
        uneven=error,
        phase=float(rng.uniform(0, 2 * np.pi)),
        set_=(float(set_[0]), float(set_[1])),
        wind=(float(blows[0]), float(blows[1])),
    )
