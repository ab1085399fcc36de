"""Where the boats of a SIMULATED night really are, and how many people are in them: the truth its reports are made from.

No boat here is real. Boats leave alone or in groups of up to four, steer for England at 3 to 6 knots, stop or lose their
engine, are swamped, taken in tow, recovered wholly or in part; people climb from one to another; taxi boats load people
along the coast first. Chance comes from the generator that is passed in.

Legend: t seconds since 1970 · K steps of sailing.STEP of the night · arrays of a Voyage are (steps,)
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from varne.cases.parameters import NightParameters
from varne.cases.routes import Routes, routes
from varne.cases.sailing import CLOSE, Tracks, distances, sail
from varne.cases.stream import Water, some_water
from varne.sea import coast

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
End = Literal["landed", "returned", "recovered", "left_empty", "at_sea"]
_COLOURS = ("black", "grey", "blue", "orange")
_SHARES = (0.5, 0.25, 0.15, 0.1)


@dataclass(frozen=True, slots=True)
class Recovery:
    """People taken off by a rescuer; left is how many stayed aboard."""

    t: float
    people: int
    left: int


@dataclass(frozen=True, slots=True)
class Voyage:
    """One simulated boat from its first to its last minute at sea.

    number          its number in the night, from 1
    phones          keyed hashes that its calls come with
    taxi            it takes people on board along the coast
    t, lon, lat     (steps,) [s since 1970], [deg]; always at sea
    aboard          (steps,) people in it, after what happened at that step
    engine, dry     (steps,) engine running; not swamped
    towed_by        (steps,) number of the boat that has it in tow, 0 none
    crossed         when it first was on the British side of the line [s since 1970], NaN when never
    recoveries      in time order, the last takes everybody left when end is "recovered"
    end             how it ended at t[-1]; left_empty when its people climbed over to another, at_sea when the night ended
    """

    number: int
    length_m: float
    colour: str
    phones: tuple[str, ...]
    taxi: bool
    t: Floats
    lon: Floats
    lat: Floats
    aboard: Ints
    engine: Bools
    dry: Bools
    towed_by: Ints
    crossed: float
    recoveries: tuple[Recovery, ...]
    end: End

    @property
    def people(self) -> int:
        """The most that were in it at once."""
        return int(self.aboard.max())


def simulated_voyages(rng: np.random.Generator, p: NightParameters) -> tuple[tuple[Voyage, ...], Water]:
    """Boats of one night in order of their numbers, and the water that moved them.

    >>> night, water = simulated_voyages(np.random.default_rng(1), NightParameters(boats=5))
    >>> [v.number for v in night]
    [1, 2, 3, 4, 5]
    """
    water = some_water(rng, p.start.timestamp(), p.stream_error, p.wind)
    go = routes(rng, p)
    tracks = sail(rng, p, go, water)
    fates = _fates(rng, p, go, tracks)
    return tuple(_voyage(rng, i, go, tracks, fates) for i in range(p.boats)), water


@dataclass(frozen=True, slots=True)
class _Fates:
    """What happens to n boats, all times (n,), infinite or NaN (partial) for never; aboard (K, n)."""

    crossed: Floats
    taken_off: Floats
    emptied: Floats
    aboard: Ints
    partial: Floats
    swamped: Floats
    ends: Floats


def _fates(rng: np.random.Generator, p: NightParameters, go: Routes, tracks: Tracks) -> _Fates:
    crossed = _first(tracks.t, coast.distance_to_line(tracks.lon, tracks.lat) > 0)
    dead = np.where(np.isinf(go.starts), go.stops, np.inf)
    taken_off = _recovered(rng, p, crossed, dead)
    over = np.minimum(np.minimum(tracks.landed, tracks.returned), taken_off)
    emptied, aboard = _climbed_over(rng, p, tracks, go, over)
    over = np.minimum(over, emptied)
    partial = _partial(rng, p, tracks, go, over)
    swamped = np.where(rng.random(p.boats) < p.swamps, dead + rng.uniform(1_800, 7_200, p.boats), np.inf)
    return _Fates(crossed, taken_off, emptied, aboard, partial, swamped, np.minimum(over, tracks.t[-1]))


def _voyage(rng: np.random.Generator, i: int, go: Routes, tracks: Tracks, fates: _Fates) -> Voyage:
    at = (tracks.t >= go.leaves[i]) & (tracks.t <= fates.ends[i])
    end = _end(i, tracks, fates)
    people, recoveries = _people(rng, tracks.t[at], fates.aboard[at, i], fates.partial[i], end)
    return Voyage(
        number=i + 1,
        length_m=float(rng.integers(7, 12)),
        colour=str(rng.choice(_COLOURS, p=_SHARES)),
        phones=tuple("h" + rng.bytes(10).hex() for _ in range(rng.integers(1, 5))),
        taxi=bool(go.taxi[i]),
        t=tracks.t[at],
        lon=tracks.lon[at, i],
        lat=tracks.lat[at, i],
        aboard=people,
        engine=tracks.engine[at, i],
        dry=tracks.t[at] < fates.swamped[i],
        towed_by=tracks.tow[at, i] + 1,
        crossed=float(fates.crossed[i]) if fates.crossed[i] <= fates.ends[i] else float("nan"),
        recoveries=recoveries,
        end=end,
    )


def _first(t: Floats, true: Bools) -> Floats:
    """The first time at which each column is true, infinite where never."""
    return np.where(true.any(axis=0), t[true.argmax(axis=0)], np.inf)


def _recovered(rng: np.random.Generator, p: NightParameters, crossed: Floats, dead: Floats) -> Floats:
    """When the last people are taken off: some time after the line was crossed, or after the engine died for good."""
    n = len(crossed)
    british = np.where(rng.random(n) < p.recovered, crossed + 900 + rng.exponential(2_400, n), np.inf)
    french = np.where(rng.random(n) < 0.7, dead + 1_800 + rng.exponential(3_600, n), np.inf)
    return np.minimum(british, french)


def _climbed_over(
    rng: np.random.Generator, p: NightParameters, tracks: Tracks, go: Routes, over: Floats
) -> tuple[Floats, Ints]:
    """When the people of a dead boat left it for one close by, infinite where not; and who is aboard then (K, n)."""
    aboard, emptied = tracks.aboard.copy(), np.full(p.boats, np.inf)
    for i in np.flatnonzero(np.isinf(go.starts) & np.isfinite(go.stops) & (rng.random(p.boats) < p.transfer)):
        for k in np.flatnonzero((tracks.t > go.stops[i] + 600) & (tracks.t < over[i])):
            near = distances(tracks.lon[k], tracks.lat[k])[i] < CLOSE
            there = (tracks.t[k] > go.leaves) & (tracks.t[k] < np.minimum(over, emptied)) & tracks.engine[k]
            if (hosts := np.flatnonzero(near & there)).size:
                aboard[k:, hosts[0]] += aboard[k, i]
                aboard[k:, i] = 0
                emptied[i] = tracks.t[k]
                break
    return emptied, aboard


def _partial(rng: np.random.Generator, p: NightParameters, tracks: Tracks, go: Routes, over: Floats) -> Floats:
    """When a rescuer takes some of the people only, NaN where none does: in the second half of the voyage."""
    n = len(over)
    last = np.minimum(over, tracks.t[-1])
    return np.where(rng.random(n) < p.partial, go.leaves + rng.uniform(0.5, 0.9, n) * (last - go.leaves), np.nan)


def _end(i: int, tracks: Tracks, fates: _Fates) -> End:
    at = fates.ends[i]
    if at == tracks.t[-1]:
        return "at_sea"
    if at == fates.emptied[i]:
        return "left_empty"
    return "recovered" if at == fates.taken_off[i] else "landed" if at == tracks.landed[i] else "returned"


def _people(rng: np.random.Generator, t: Floats, aboard: Ints, partial: float, end: End) -> tuple[Ints, tuple[Recovery, ...]]:
    """People aboard (steps,) once recoveries are taken off, and the recoveries."""
    people, recoveries = aboard.copy(), []
    if np.isfinite(partial) and (k := int(np.searchsorted(t, partial))) < len(t) - 1 and people[k] > 10:
        taken = int(rng.integers(4, people[k] // 2 + 1))
        people[k:] -= taken
        recoveries.append(Recovery(float(t[k]), taken, int(people[k])))
    if end == "recovered":
        recoveries.append(Recovery(float(t[-1]), int(people[-1]), 0))
    return people, tuple(recoveries)
