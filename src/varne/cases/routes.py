"""Where the boats of a SIMULATED night set out to go: stretches of coast, routes with stops, engines that fail.

Boats leave stretches of the French coast named by communes (no launch place is known or meant). A taxi boat runs along
its stretch with a small crew and takes people on board at some places before it crosses.

Legend: n boats · L places of a route, the last repeated
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from varne import geodesy
from varne.cases.parameters import NightParameters
from varne.sea import coast

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

# Two ends of a stretch of coast (lon, lat), the bearing that leads off it, and where boats from it steer.
STRETCHES = (
    ((2.50, 51.09), (2.42, 51.07), 340.0, (1.37, 51.22)),  # Bray-Dunes to Leffrinckoucke; Deal
    ((2.15, 51.04), (2.06, 51.02), 340.0, (1.36, 51.19)),  # Loon-Plage to Gravelines; Kingsdown
    ((2.03, 51.01), (1.93, 50.99), 340.0, (1.34, 51.17)),  # Oye-Plage to Marck; St Margaret's
    ((1.78, 50.96), (1.67, 50.90), 320.0, (1.29, 51.14)),  # Sangatte to Wissant; Dover
    ((1.58, 50.83), (1.58, 50.78), 280.0, (1.17, 51.11)),  # Audresselles to Wimereux; Folkestone
    ((1.55, 50.69), (1.56, 50.62), 270.0, (0.94, 50.93)),  # Equihen to Hardelot; Dungeness
)
PICK_UPS = 3
"""Places at most where a taxi boat takes people on board."""


@dataclass(frozen=True, slots=True)
class Routes:
    """What n boats mean to do.

    leaves       (n,)       when                                                          [s since 1970]
    lon, lat     (n, 1 + L) the start and the places to steer for, the last for good      [deg]
    waits        (n, 1 + L) how long a boat stays there                                   [s]
    board        (n, 1 + L) people who come on board there; at the start those who leave with it
    taxi         (n,)       loads along the coast
    back         (n,)       when a boat turns back to its start; infinite where it does not
    stops, starts (n,)      when the engine fails and when it runs again; infinite where never
    """

    leaves: Floats
    lon: Floats
    lat: Floats
    waits: Floats
    board: Ints
    taxi: Bools
    back: Floats
    stops: Floats
    starts: Floats


def routes(rng: np.random.Generator, p: NightParameters) -> Routes:
    """Routes of all boats of a night."""
    n = p.boats
    stretch, leaves = _departures(rng, p)
    lon0, lat0 = offshore(rng, stretch)
    taxi = rng.random(n) < p.taxi
    lon, lat, waits, board = _loading(rng, stretch, lon0, lat0, taxi)
    target = np.array([STRETCHES[s][3] for s in stretch])
    lon[:, -1], lat[:, -1] = target.T
    stops = np.where(rng.random(n) < p.stops, leaves + rng.uniform(1_800, 5 * 3_600, n), np.inf)
    starts = np.where(rng.random(n) < p.dead, np.inf, stops + rng.uniform(600, 5_400, n))
    back = np.where(rng.random(n) < p.turns_back, leaves + rng.uniform(1_800, 3 * 3_600, n), np.inf)
    return Routes(leaves, lon, lat, waits, board, taxi, back, stops, starts)


def _departures(rng: np.random.Generator, p: NightParameters) -> tuple[Ints, Floats]:
    """Stretch and time of leaving of each boat; groups leave one stretch within 20 minutes, in the first half."""
    stretch: list[int] = []
    leaves: list[float] = []
    while len(stretch) < p.boats:
        size = int(rng.integers(1, 5))
        first = p.start.timestamp() + rng.uniform(0, 0.5 * p.hours * 3600)
        stretch += [int(rng.integers(len(STRETCHES)))] * size
        leaves += list(first + rng.uniform(0, 1200, size))
    return np.array(stretch[: p.boats]), np.array(leaves[: p.boats])


def offshore(rng: np.random.Generator, stretch: Ints) -> tuple[Floats, Floats]:
    """A place 500 m or more off each boat's stretch; (n,) to lon, lat (n,)."""
    a, b = (np.array([STRETCHES[s][end] for s in stretch]) for end in (0, 1))
    lon, lat = (a + rng.random(len(stretch))[:, None] * (b - a)).T
    seaward = np.array([STRETCHES[s][2] for s in stretch])
    for _ in range(20):
        near = coast.distance_to_land(lon, lat) < 500.0
        lon, lat = geodesy.destination(lon, lat, seaward, np.where(near, 250.0, 0.0))
    return lon, lat


def _loading(
    rng: np.random.Generator, stretch: Ints, lon0: Floats, lat0: Floats, taxi: Bools
) -> tuple[Floats, Floats, Floats, Ints]:
    """Places, waits and people who board; the last place is filled in by the caller."""
    n = len(stretch)
    lon, lat = (np.repeat(x[:, None], PICK_UPS + 2, axis=1) for x in (lon0, lat0))
    waits, board = np.zeros((n, PICK_UPS + 2)), np.zeros((n, PICK_UPS + 2), np.int64)
    board[:, 0] = np.where(taxi, rng.integers(3, 9, n), rng.integers(20, 81, n))
    for k in range(1, PICK_UPS + 1):
        here = taxi & (rng.random(n) < (1.0 if k == 1 else 0.7))
        there = offshore(rng, stretch)
        for x, place in zip((lon, lat), there, strict=True):
            x[:, k] = np.where(here, place, x[:, k - 1])
        waits[:, k] = np.where(here, rng.uniform(600, 1_500, n), 0.0)
        board[:, k] = np.where(here, rng.integers(8, 26, n), 0)
    return lon, lat, waits, board
