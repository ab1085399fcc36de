"""Seeding: where states start when more is known, or less, than one point.

A start is a Place (a point with its error), a Line (a track, a stretch of beach) or an Area, each with a window of time;
several of them may be weighted against each other. Land is refused everywhere, and the same seed gives the same states.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isfinite
from typing import Any

import numpy as np
from numpy.typing import NDArray

from varne import geodesy
from varne.drift import leeway, motion
from varne.drift.ensemble import OBJECTS, STATES, Ensemble, Place, Way, _own_way, _sea_places, with_states
from varne.drift.names import SLIP, _shares
from varne.drift.polygons import box, inside, parse_rings
from varne.sea import coast, shore

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Draw = Callable[[int, np.random.Generator], Floats]
TRIES = 1_000_000
"""Places drawn in vain, all on land or outside the area, before a start is said to hold no sea."""
BATCH = 1 << 18
"""Places drawn at a time at most."""


@dataclass(frozen=True, slots=True)
class Line:
    """A boat was somewhere along a line: a beach from which boats leave, a track on which somebody went overboard.

    points     two or more lon, lat [deg]; straight between them in longitude and latitude
    t          first and last moment [s since 1970]
    across_m   1 sigma distance from the line [m]
    in_time    True for a track: passed from end to end at an even speed between the two moments; False: anywhere at any time
    """

    points: tuple[tuple[float, float], ...]
    t: tuple[float, float]
    across_m: float = 100.0
    in_time: bool = False


@dataclass(frozen=True, slots=True)
class Area:
    """A boat was somewhere in an area, each square metre of its sea as likely as the next.

    polygon  GeoJSON Polygon or MultiPolygon, or a Feature with one
    t        first and last moment [s since 1970]
    """

    polygon: Mapping[str, Any]
    t: tuple[float, float]


Start = Place | Line | Area


def seed_from(
    start: Start,
    what: str | Mapping[str, float],
    n: int,
    rng_seed: int,
    way: Way | None = None,
    shares: Mapping[str, float] | None = None,
) -> Ensemble:
    """n states from one start, none of them on land.

    what     a short name of OBJECTS, a leeway class, "inflatable:0.6,swamped:0.3,piw:0.1", or the same as a mapping
    way      own motion, used by states under way
    shares   conditions drawn anew, whatever `what` says: shares of STATES that sum to one
    returns  the states of `ensemble.seed`, bit for bit, where start is a Place and `what` one name
    raises   ValueError for an unknown object or state, shares that do not sum to one, n < 1, a window that ends before it
             begins, or a start that holds no sea

    >>> beach = Line(((1.55, 50.85), (1.58, 50.87)), (0.0, 7200.0), across_m=300.0)
    >>> e = seed_from(beach, "underway:0.8,inflatable:0.2", 1000, rng_seed=1)
    >>> print(e.n, bool(coast.on_land(e.lon, e.lat).any()), bool((e.release <= 7200.0).all()))
    1000 False True
    """
    return seed_several([(start, 1.0)], what, n, rng_seed, way, shares)[0]


def seed_several(
    starts: Sequence[tuple[Start, float]],
    what: str | Mapping[str, float],
    n: int,
    rng_seed: int,
    way: Way | None = None,
    shares: Mapping[str, float] | None = None,
) -> tuple[Ensemble, Ints]:
    """n states from several starts, each with its weight: reports that may all be of this boat, or beaches it may have left.

    starts   and their weights, above 0, any sum; each has one state at least
    returns  the ensemble, from the first moment of all windows, and which start each state has (n,); the weights of the
             states of a start sum to the start's share whatever n is
    raises   as seed_from; ValueError for no start, for fewer states than starts, or for a weight that is not above 0

    >>> told = [(Place(1.5, 51.0, (0.0, 0.0)), 3.0), (Place(1.7, 51.1, (0.0, 600.0)), 1.0)]
    >>> e, which = seed_several(told, "piw", 400, rng_seed=1)
    >>> print(np.bincount(which), np.bincount(which, e.weight).round(2))
    [300 100] [0.75 0.25]
    """
    counts, share = _counts([w for _, w in starts], n)
    for start, _ in starts:
        if not start.t[0] <= start.t[1]:
            raise ValueError(f"a window from {start.t[0]} to {start.t[1]} ends before it begins; exchange its two moments")
    rng = np.random.default_rng(rng_seed)
    which = np.repeat(np.arange(len(starts)), counts)
    spread = [_spread(start, k, rng) for (start, _), k in zip(starts, counts, strict=True)]
    lon, lat, release = np.concatenate(spread, axis=1)
    state, pulls = _objects(what, n, rng)
    e = Ensemble(
        t=min(start.t[0] for start, _ in starts),
        lon=lon,
        lat=lat,
        state=state,
        flag=np.zeros(n, np.int8),
        weight=(share / counts)[which],
        release=release,
        leeway=pulls,
        own=_own_way(way or Way(), n, rng),
        seed=rng_seed,
    )
    return (e if shares is None else with_states(e, _conditions(shares), rng)), which


def _counts(weights: Sequence[float], n: int) -> tuple[Ints, Floats]:
    """States of each start, by largest remainder with one at least, and each start's share."""
    share = np.array(weights, float)
    if n < 1:
        raise ValueError(f"{n} states are none; give 1 or more, 10000 is usual")
    if not 0 < share.size <= n:
        raise ValueError(f"{n} states cannot start from {share.size} starts; give one start or more, and as many states")
    if not ((share > 0) & np.isfinite(share)).all():
        raise ValueError(f"weights {share.tolist()}: each is a number above 0; leave out a start that counts for nothing")
    share = share / share.sum()
    counts = 1 + np.floor(share * (n - share.size)).astype(np.intp)
    last = np.argsort(counts - share * n, kind="stable")[: n - int(counts.sum())]
    counts[last] += 1
    return counts, share


def _spread(start: Start, n: int, rng: np.random.Generator) -> Floats:
    """(3, n) lon, lat and release of states at one start."""
    if isinstance(start, Place):
        lon, lat = _sea_places(start, n, rng)
    elif isinstance(start, Area):
        lon, lat = _at_sea(_in_area(start), n, rng, "the area")
    else:
        lon, lat, release = _at_sea(_along(start), n, rng, f"the line with {start.across_m:.0f} m across")
        if start.in_time:
            return np.stack([lon, lat, release])
    return np.stack([lon, lat, rng.uniform(*start.t, n)])


def _at_sea(draw: Draw, n: int, rng: np.random.Generator, what: str) -> Floats:
    """The first n of the places drawn (rows lon, lat, ...) that are at sea."""
    kept: list[Floats] = []
    found, tried, size = 0, 0, max(n, 1024)
    while found < n:
        places = draw(min(size, BATCH), rng)
        tried, size = tried + min(size, BATCH), 2 * size
        places = places[:, coast.covers(places[0], places[1])]
        places = places[:, ~coast.on_land(places[0], places[1])]
        kept.append(places[:, ~shore.inland(shore.strait(), *np.ascontiguousarray(places[:2]))])
        found += kept[-1].shape[1]
        if not found and tried >= TRIES:
            raise ValueError(
                f"{what} holds no sea of the Strait; is it on land, or are longitude and latitude exchanged? "
                "Widen it or check the sign"
            )
    return np.concatenate(kept, axis=1)[:, :n]


def _in_area(area: Area) -> Draw:
    """Places in a polygon, even on the ground: a degree of longitude is shorter in the north."""
    rings = parse_rings(area.polygon)
    (west, south), (east, north) = box(rings)
    widest = max(float(geodesy.metres_per_degree(lat)[0]) for lat in (south, north, np.clip(0.0, south, north)))

    def draw(n: int, rng: np.random.Generator) -> Floats:
        lon, lat = rng.uniform(west, east, n), rng.uniform(south, north, n)
        kept = inside(rings, lon, lat) & (rng.random(n) * widest < geodesy.metres_per_degree(lat)[0])
        return np.stack([lon[kept], lat[kept]])

    return draw


def _along(line: Line) -> Draw:
    """Places and moments along a line: rows lon, lat, t."""
    points = np.array(line.points, float).reshape(-1, 2)
    if len(points) < 2 or not line.across_m >= 0:
        raise ValueError(f"a line of {len(points)} points, {line.across_m} m across: give two points or more and 0 m or more")
    legs = np.array([geodesy.distance_and_bearing(*a, *b) for a, b in pairwise(points)])
    if not legs[:, 0].sum() > 0:
        raise ValueError(f"a line from {line.points[0]} to itself has no length; give a Place for one point")
    length = np.concatenate([[0.0], legs[:, 0].cumsum()])

    def draw(n: int, rng: np.random.Generator) -> Floats:
        along, z = rng.uniform(0.0, length[-1], n), rng.standard_normal(n)
        lon, lat = (np.interp(along, length, c) for c in points.T)
        leg = np.clip(np.searchsorted(length, along, side="right") - 1, 0, len(legs) - 1)
        lon, lat = geodesy.destination(lon, lat, legs[leg, 1] + np.where(z < 0, -90.0, 90.0), np.abs(z) * line.across_m)
        return np.stack([lon, lat, line.t[0] + (line.t[1] - line.t[0]) * along / length[-1]])

    return draw


def _objects(what: str | Mapping[str, float], n: int, rng: np.random.Generator) -> tuple[NDArray[np.int8], NDArray[Any]]:
    """State (n,) and leeway (3, 7, n) of n objects of a name or of a mixture of names, each as in ensemble.seed."""
    kinds = parse_objects(what)
    chosen = rng.choice(len(kinds), n, p=list(kinds.values())) if len(kinds) > 1 else np.zeros(n, np.intp)
    state, pulls = np.empty(n, np.int8), np.empty((3, 7, n), np.float32)
    for k, key in enumerate(kinds):
        mine = chosen == k
        code, boat = OBJECTS.get(key) or (motion.IN_WATER if key.startswith("PIW") else motion.ADRIFT, key)
        boat = "inflatable" if boat.startswith("PIW") else boat  # people in the water come from a boat that may be seen again
        rows = (boat, key if code == motion.SWAMPED else "swamped", key if code == motion.IN_WATER else "piw")
        state[mine], pulls[:, :, mine] = code, np.stack([leeway.draw(row, int(mine.sum()), rng) for row in rows])
    return state, pulls


def parse_objects(what: str | Mapping[str, float]) -> dict[str, float]:
    """Objects by short name of OBJECTS or leeway class, and their shares, which sum to one.

    what     short name, class or alias; "name:share,name:share"; or a mapping
    raises   ValueError for an unknown name, or shares that are negative or do not sum to one

    >>> parse_objects("underway:0.7, homme à la mer:0.3")
    {'underway': 0.7, 'piw': 0.3}
    """
    shares = _summing_to_one(_shares(what) if isinstance(what, str) else what)
    kinds: dict[str, float] = {}
    for name, share in shares.items():
        key = name if name in OBJECTS else leeway.resolve(name)
        kinds[key] = kinds.get(key, 0.0) + share
    return kinds


def _summing_to_one(shares: Mapping[str, float]) -> dict[str, float]:
    total = sum(shares.values())
    if not all(isfinite(s) and s >= 0 for s in shares.values()) or not abs(total - 1) < SLIP:
        raise ValueError(f"the shares of {dict(shares)} must be 0 or more and sum to 1, they sum to {total:g}; is one missing?")
    return {name: share / total for name, share in shares.items() if share > 0}


def _conditions(shares: Mapping[str, float]) -> dict[str, float]:
    unknown = sorted(set(shares) - set(STATES))
    if unknown:
        raise ValueError(f"states {unknown} are not known; allowed are {list(STATES)}")
    return _summing_to_one(shares)
