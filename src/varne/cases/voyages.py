"""Where the boats of a SIMULATED night really are: the truth that its reports are made from.

No boat here is real. Boats leave stretches of the French coast named by communes (no launch place is known or meant),
alone or in groups of up to four, steer for England at 3 to 6 knots with a heading that wanders, and stop or lose their
engine. The tide that moves them is a plain sine along the Strait, on purpose not the shipped atlas, so that a
forecast made by Varne is not tested on its own assumptions. Chance comes from the generator that is passed in.

Legend: t seconds since 1970 · steps of STEP seconds · arrays are (steps, boats) while sailing, (steps,) in a Voyage
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from varne import geodesy
from varne.sea import coast

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
End = Literal["landed", "rescued", "at_sea"]

STEP = 120.0
TIDE_SPEED, TIDE_TO, TIDE_PERIOD = 1.1, 40.0, 12.42 * 3600
_ORIGIN = (1.5, 51.0)
# Two ends of a stretch of coast (lon, lat), the bearing that leads off it, and where boats from it steer.
_STRETCHES = (
    ((2.50, 51.09), (2.42, 51.07), 340.0, (1.37, 51.22)),  # Bray-Dunes to Leffrinckoucke; Deal
    ((2.15, 51.04), (2.06, 51.02), 340.0, (1.36, 51.19)),  # Loon-Plage to Gravelines; Kingsdown
    ((2.03, 51.01), (1.93, 50.99), 340.0, (1.34, 51.17)),  # Oye-Plage to Marck; St Margaret's
    ((1.78, 50.96), (1.67, 50.90), 320.0, (1.29, 51.14)),  # Sangatte to Wissant; Dover
    ((1.58, 50.83), (1.58, 50.78), 280.0, (1.17, 51.11)),  # Audresselles to Wimereux; Folkestone
    ((1.55, 50.69), (1.56, 50.62), 270.0, (0.94, 50.93)),  # Equihen to Hardelot; Dungeness
)
_COLOURS = ("black", "grey", "dark blue", "orange")


@dataclass(frozen=True, slots=True)
class Voyage:
    """One simulated boat from its first to its last minute at sea.

    number          its number in the night, from 1
    people          aboard
    phones          keyed hashes that its calls come with
    t, lon, lat     (steps,) [s since 1970], [deg]; always at sea
    engine, dry     (steps,) engine running; not swamped
    crossed         when it first was on the British side of the line [s since 1970], NaN when never
    end             how the voyage ended at t[-1]; at_sea when the night was over first
    """

    number: int
    people: int
    length_m: float
    colour: str
    phones: tuple[str, ...]
    t: Floats
    lon: Floats
    lat: Floats
    engine: Bools
    dry: Bools
    crossed: float
    end: End


def simulated_voyages(rng: np.random.Generator, boats: int, start: float, hours: float) -> tuple[Voyage, ...]:
    """Boats of one night.

    boats    how many; start  begin of the night [s since 1970]; hours  its length
    returns  voyages in order of their numbers

    >>> night = simulated_voyages(np.random.default_rng(1), boats=5, start=0.0, hours=10.0)
    >>> [v.number for v in night]
    [1, 2, 3, 4, 5]
    """
    t = start + np.arange(0.0, hours * 3600 + 1, STEP)
    stretch, leaves = _departures(rng, boats, start, hours)
    lon0, lat0 = _offshore(rng, stretch)
    stops, starts = _engine_stops(rng, leaves)
    engine = (t[:, None] < stops) | (t[:, None] >= starts)
    targets = np.array([_STRETCHES[s][3] for s in stretch])
    lon, lat, landed = _sail(rng, t, lon0, lat0, targets, leaves, engine)
    swamped = np.where(np.isinf(starts) & (rng.random(boats) < 0.4), stops + rng.uniform(1800, 7200, boats), np.inf)
    crossed = _first(t, coast.distance_to_line(lon, lat) > 0)
    rescued = _rescues(rng, crossed, np.where(np.isinf(starts), stops, np.inf))
    ends = np.minimum(np.minimum(rescued, landed), t[-1])
    voyages = []
    for i in range(boats):
        at = (t >= leaves[i]) & (t <= ends[i])
        end: End = "at_sea" if ends[i] == t[-1] else "rescued" if rescued[i] < landed[i] else "landed"
        voyages.append(
            Voyage(
                number=i + 1,
                people=int(rng.integers(20, 81)),
                length_m=float(rng.integers(7, 12)),
                colour=_COLOURS[rng.integers(len(_COLOURS))],
                phones=tuple("h" + rng.bytes(10).hex() for _ in range(rng.integers(1, 4))),
                t=t[at],
                lon=lon[at, i],
                lat=lat[at, i],
                engine=engine[at, i],
                dry=t[at] < swamped[i],
                crossed=float(crossed[i]) if crossed[i] <= ends[i] else float("nan"),
                end=end,
            )
        )
    return tuple(voyages)


def _departures(rng: np.random.Generator, boats: int, start: float, hours: float) -> tuple[NDArray[np.int64], Floats]:
    """Stretch and time of leaving of each boat; groups leave one stretch within 20 minutes, in the first half."""
    stretch: list[int] = []
    leaves: list[float] = []
    while len(stretch) < boats:
        size = int(rng.integers(1, 5))
        first = start + rng.uniform(0, 0.5 * hours * 3600)
        stretch += [int(rng.integers(len(_STRETCHES)))] * size
        leaves += list(first + rng.uniform(0, 1200, size))
    return np.array(stretch[:boats]), np.array(leaves[:boats])


def _offshore(rng: np.random.Generator, stretch: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """A place 500 m or more off each boat's stretch."""
    a, b = (np.array([_STRETCHES[s][end] for s in stretch]) for end in (0, 1))
    lon, lat = (a + rng.random(len(stretch))[:, None] * (b - a)).T
    seaward = np.array([_STRETCHES[s][2] for s in stretch])
    for _ in range(20):
        near = coast.distance_to_land(lon, lat) < 500.0
        lon, lat = geodesy.destination(lon, lat, seaward, np.where(near, 250.0, 0.0))
    return lon, lat


def _engine_stops(rng: np.random.Generator, leaves: Floats) -> tuple[Floats, Floats]:
    """When each engine stops and starts again; infinite where it never does."""
    n = len(leaves)
    stops = np.where(rng.random(n) < 0.4, leaves + rng.uniform(1800, 5 * 3600, n), np.inf)
    starts = stops + rng.uniform(600, 5400, n)
    return stops, np.where(rng.random(n) < 0.35, np.inf, starts)


def _sail(
    rng: np.random.Generator, t: Floats, lon: Floats, lat: Floats, targets: Floats, leaves: Floats, engine: Bools
) -> tuple[Floats, Floats, Floats]:
    """Tracks (steps, boats) and when each boat landed in England; a boat pushed on to a French beach holds its place."""
    n = len(lon)
    cruise, high_water = rng.uniform(3.0, 6.0, n) * geodesy.KNOT, rng.uniform(0, TIDE_PERIOD)
    wander, landed = np.zeros(n), np.full(n, np.inf)
    track_lon, track_lat = np.empty((len(t), n)), np.empty((len(t), n))
    for k, now in enumerate(t):
        track_lon[k], track_lat[k] = lon, lat
        wander = np.where(rng.random(n) < STEP / 1800, rng.normal(0, 12, n), wander)
        heading = geodesy.distance_and_bearing(lon, lat, targets[:, 0], targets[:, 1])[1] + wander
        u, v = geodesy.components_to(cruise * engine[k], heading)
        shelter = 0.3 + 0.7 * np.minimum(1.0, coast.distance_to_land(lon, lat) / 6000.0)
        tide_u, tide_v = geodesy.components_to(TIDE_SPEED * shelter, TIDE_TO)
        turn = np.cos(2 * np.pi * (now - t[0] - high_water) / TIDE_PERIOD)
        x, y = geodesy.to_plane(lon, lat, *_ORIGIN)
        there = geodesy.from_plane(x + STEP * (u + turn * tide_u), y + STEP * (v + turn * tide_v), *_ORIGIN)
        moving = (now >= leaves) & np.isinf(landed)
        ashore = moving & ~_at_sea(*there)
        landed = np.where(ashore & (coast.distance_to_line(lon, lat) > 0), now, landed)
        lon, lat = (np.where(moving & ~ashore, new, old) for new, old in zip(there, (lon, lat), strict=True))
    return track_lon, track_lat, landed


def _at_sea(lon: Floats, lat: Floats) -> Bools:
    """At sea and inside the coast we know."""
    known = coast.covers(lon, lat)
    known[known] = coast.at_sea(lon[known], lat[known])
    return known


def _first(t: Floats, true: Bools) -> Floats:
    """The first time at which each column is true, infinite where never."""
    return np.where(true.any(axis=0), t[true.argmax(axis=0)], np.inf)


def _rescues(rng: np.random.Generator, crossed: Floats, dead: Floats) -> Floats:
    """When people are taken off: some time after the line was crossed, or after the engine died for good."""
    n = len(crossed)
    british = np.where(rng.random(n) < 0.85, crossed + 900 + rng.exponential(2400, n), np.inf)
    french = np.where(rng.random(n) < 0.7, dead + 1800 + rng.exponential(3600, n), np.inf)
    return np.minimum(british, french)
