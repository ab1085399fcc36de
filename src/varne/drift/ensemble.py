"""Ensemble: n possible states of one boat or its people, each a place, a condition and its own errors; and where they go.

What is not modelled yet: Stokes drift apart from leeway (the coefficients hold it), grounding on banks.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from varne import geodesy
from varne.drift import leeway, motion
from varne.drift.run import Run
from varne.sea import coast, shore
from varne.sea.tides import STREAM_ERROR

Floats = NDArray[np.float64]
Codes = NDArray[np.int8]
HOUR = 3600.0
STATES = ("underway", "adrift", "swamped", "people_in_water")
OBJECTS = {
    "underway": (motion.UNDERWAY, "inflatable"),
    "inflatable": (motion.ADRIFT, "inflatable"),
    "swamped": (motion.SWAMPED, "inflatable"),
    "piw": (motion.IN_WATER, "inflatable"),
    "piw-jacket": (motion.IN_WATER, "inflatable"),
}
"""Short names: the state they start in and the leeway of the boat they come from."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where and when a boat was: a point with a 1 sigma error ellipse, and a window of time.

    lon, lat   [deg]; ellipse_m  major, minor [m], orientation [deg true]
    t          first and last moment at which it may have been there [s since 1970]
    """

    lon: float
    lat: float
    t: tuple[float, float]
    ellipse_m: tuple[float, float, float] = (50.0, 50.0, 0.0)


@dataclass(frozen=True, slots=True)
class Way:
    """A boat's own way through the water: heading [deg true] with its spread, speed min, likely, max [kn].

    1 to 6 knots by load and sea (research/drift.md 9.1); MAIB measured about 3 on an overloaded 7.4 m boat.
    """

    heading: float = 310.0
    heading_sigma: float = 35.0
    speed_kn: tuple[float, float, float] = (1.0, 3.0, 6.0)


@dataclass(frozen=True, slots=True)
class Hazards:
    """What may happen, per hour: an engine stops, starts again, a boat adrift or swamped fills, people go into the water.

    capsize  rate an hour when certain, wind at which it is half of that, width [m/s]; the whole is
             rate (1 + tanh((wind - half) / width)) / 2, the form and the default wind of OpenDrift, off unless rate > 0
    refloats what is aground comes off, while the flow goes seaward there; not the height of the tide (docs/drift.md)
    """

    engine_stops: float = 0.0
    engine_starts: float = 0.0
    swamps: float = 0.0
    into_water: float = 0.0
    capsize: tuple[float, float, float] = (0.0, 30.0, 5.0)
    refloats: float = 0.0

    def capsizing(self) -> Floats:
        """Rate when certain [1/s], wind at half of it, width [m/s]."""
        return np.array([self.capsize[0] / HOUR, *self.capsize[1:]])

    def refloating(self, step: float) -> float:
        """Chance of coming off within a step [s] while the flow goes seaward: by waiting time, so the step does not matter."""
        return float(-np.expm1(-self.refloats * step / HOUR))

    def rates(self) -> Floats:
        """(4, 4) rates from state to state [1/s]."""
        r = np.zeros((4, 4))
        r[motion.UNDERWAY, motion.ADRIFT] = self.engine_stops
        r[motion.ADRIFT, motion.UNDERWAY] = self.engine_starts
        r[motion.UNDERWAY, motion.SWAMPED] = r[motion.ADRIFT, motion.SWAMPED] = self.swamps
        r[motion.SWAMPED, motion.IN_WATER] = self.into_water
        return r / HOUR


@dataclass(frozen=True, slots=True)
class Errors:
    """How wrong current, wind and own way may be: 1 sigma of a component [m/s] and how long an error lasts [s].

    current  two current meters against the atlas (research/channel-data.md 4); wind, own way: judgement, look again when
    forecasts of the Strait have been compared (research/drift.md 9.1, item 6)
    """

    current: tuple[float, float] = (STREAM_ERROR, 3 * HOUR)
    wind: tuple[float, float] = (1.7, 8 * HOUR)
    own: tuple[float, float] = (0.3, 0.5 * HOUR)
    diffusivity: float = 10.0
    jibe_per_hour: float = leeway.JIBE_PER_HOUR

    def arrays(self) -> tuple[Floats, Floats]:
        sigma, memory = np.array([self.current, self.wind, self.own]).T
        return sigma, memory


NO_HAZARDS, USUAL_ERRORS = Hazards(), Errors()
NO_ERRORS = Errors((0.0, HOUR), (0.0, HOUR), (0.0, HOUR), 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Ensemble:
    """n states at a time: lon, lat, state, flag, weight, release (n,); leeway (3, 7, n); own (2, n) m/s; seed.

    number  (n,) which random numbers each state has; None is 0, 1, 2 ...: with it the order of the states does not matter
    error   (6, n) errors of current, wind and own way to go on with, of march.leg [m/s]; None draws them anew
    """

    t: float
    lon: Floats
    lat: Floats
    state: Codes
    flag: Codes
    weight: Floats
    release: Floats
    leeway: Floats
    own: Floats
    seed: int
    number: NDArray[np.int64] | None = None
    error: NDArray[np.float32] | None = None

    @property
    def n(self) -> int:
        return self.lon.size


def seed(place: Place, key: str, n: int, rng_seed: int, way: Way | None = None) -> Ensemble:
    """n states around a place, none of them on land.

    key      a short name of OBJECTS, a leeway class or alias in English or French, or a mixture "A:0.6,B:0.4"
    way      own motion, used by states under way
    raises   ValueError for an unknown object, n < 1, or a place so far inland that its ellipse holds no sea

    >>> e = seed(Place(1.75947, 51.15075, (0.0, 0.0)), "piw", 1000, rng_seed=1)
    >>> print(e.n, bool(coast.on_land(e.lon, e.lat).any()))
    1000 False
    """
    if n < 1:
        raise ValueError(f"{n} states are none; give 1 or more, 10000 is usual")
    key = key if ":" in key or key in OBJECTS else leeway.resolve(key)
    state, boat = OBJECTS.get(key) or (motion.IN_WATER if key.startswith("PIW") else motion.ADRIFT, key)
    rng = np.random.default_rng(rng_seed)
    lon, lat = _sea_places(place, n, rng)
    boat = "inflatable" if boat.startswith("PIW") else boat  # people in the water come from a boat that may be seen again
    pulls = (boat, key if state == motion.SWAMPED else "swamped", key if state == motion.IN_WATER else "piw")
    return Ensemble(
        t=place.t[0],
        lon=lon,
        lat=lat,
        state=np.full(n, state, np.int8),
        flag=np.zeros(n, np.int8),
        weight=np.full(n, 1 / n),
        release=rng.uniform(*place.t, n),
        leeway=np.stack([leeway.draw(k, n, rng).astype(np.float32) for k in pulls]),
        own=_own_way(way or Way(), n, rng),
        seed=rng_seed,
    )


def _sea_places(place: Place, n: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
    covariance = geodesy.ellipse_covariance(*place.ellipse_m)
    kept: list[Floats] = []
    for _ in range(50):
        xy = rng.multivariate_normal((0, 0), covariance, n)
        lonlat = np.stack(geodesy.from_plane(xy[:, 0], xy[:, 1], place.lon, place.lat))
        inside = coast.covers(*lonlat)
        lonlat = lonlat[:, inside]
        lonlat = lonlat[:, ~coast.on_land(*lonlat)]
        kept.append(lonlat[:, ~shore.inland(shore.strait(), *np.ascontiguousarray(lonlat))])
        if sum(k.shape[1] for k in kept) >= n:
            lon, lat = np.concatenate(kept, axis=1)[:, :n]
            return lon, lat
    raise ValueError(
        f"longitude {place.lon}, latitude {place.lat} with an error of {place.ellipse_m[0]:.0f} m holds no sea of the Strait; "
        "is the position on land, or are longitude and latitude exchanged? Widen the error or check the sign"
    )


def _own_way(way: Way, n: int, rng: np.random.Generator) -> Floats:
    low, likely, high = (s * geodesy.KNOT for s in way.speed_kn)
    speed = rng.triangular(low, likely, high, n) if high > low else np.full(n, low)
    return np.stack(geodesy.components_to(speed, way.heading + way.heading_sigma * rng.standard_normal(n)))


def with_states(ensemble: Ensemble, shares: dict[str, float], rng: np.random.Generator) -> Ensemble:
    """The same places with conditions drawn anew: shares of STATES that sum to one."""
    codes = [STATES.index(s) for s in shares]
    state = rng.choice(codes, ensemble.n, p=np.array(list(shares.values()))).astype(np.int8)
    return replace(ensemble, state=state)


def resume(ensemble: Ensemble, done: Run, t: float) -> Ensemble:
    """The ensemble as it stands at a moment of its run, ready to go on from there with fresh random errors."""
    now = done.at(t)
    moving = np.where(now.flag[0] == motion.WAITING, motion.MOVING, now.flag[0]).astype(np.int8)
    return replace(
        ensemble,
        t=t,
        lon=now.lon[0],
        lat=now.lat[0],
        state=now.state[0],
        flag=moving,
        release=np.maximum(ensemble.release, t),
        seed=ensemble.seed + 1,
        error=None,
    )
