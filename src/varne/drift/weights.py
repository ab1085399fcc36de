"""Weights: what is learnt after a run changes how much each state counts, without a new run.

A sighting makes states near it more likely; a fruitless search makes those less likely that it would have found. Evidence
multiplies likelihoods, so its order does not matter. What was learnt may itself be wrong: every state keeps FLOOR of the
weight it began with, and no weight is ever zero.

The states of `run.at` are asked: straight between outputs, so give the run outputs as often as the evidence needs.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from varne import geodesy
from varne.drift import motion
from varne.drift.ensemble import STATES, Ensemble, Place, resume
from varne.drift.polygons import Bools, inside, parse_rings
from varne.drift.run import Run

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
FLOOR = 1e-6
"""Share of its first weight that a state keeps whatever is learnt: the chance that all of it is about something else."""
MISSED = 1e-9
"""Least chance that a search misses a state it looked at: no search is certain."""
LOOK = 600.0
"""Seconds between the moments at which a span of time is looked at, at most."""
ERROR_M = 300.0
"""1 sigma added to a sighting's ellipse [m]: no atlas, and no few thousand states, resolve less."""
FALSE_AREA_M2 = 5e9
"""Sea from which a false sighting may come as likely here as there: Dungeness, Ramsgate, Dunkerque, Boulogne. Judgement."""
NEVER = -1e300


class Evidence(Protocol):
    """Something learnt about a boat."""

    @property
    def span(self) -> tuple[float, float]:
        """First and last moment it is about [s since 1970]."""
        ...

    def log_likelihood(self, run: Run, after: float = -np.inf, until: float = np.inf) -> Floats:
        """Natural logarithm of its likelihood for each state (n,), of the part known after one moment and until another."""
        ...


@dataclass(frozen=True, slots=True)
class Sighting:
    """Somebody saw, found or reported a boat or people at a place.

    place    where, its error, and the window of time in which it was true
    false    probability, before knowing where the states are, that it is none of ours, 0..1
    states   conditions that it can be: of STATES
    error_m  1 sigma of what the model cannot resolve, added to the ellipse [m]
    area_m2  sea over which a false sighting is equally likely [m2]
    """

    place: Place
    false: float = 0.1
    states: tuple[str, ...] = STATES
    error_m: float = ERROR_M
    area_m2: float = FALSE_AREA_M2

    def __post_init__(self) -> None:
        if not 0 <= self.false <= 1:
            raise ValueError(f"probability {self.false} that a sighting is false: give a number from 0 to 1")
        if not set(self.states) <= set(STATES):
            raise ValueError(f"states {list(self.states)}: allowed are {list(STATES)}")
        if not (self.error_m >= 0 and self.area_m2 > 0):
            raise ValueError(f"error {self.error_m} m, area {self.area_m2} m2: an error is 0 or more, an area above 0")

    @property
    def span(self) -> tuple[float, float]:
        return self.place.t

    def log_likelihood(self, run: Run, after: float = -np.inf, until: float = np.inf) -> Floats:
        """Density [1/m2] at the place sighted, mean over its window; known when the window has ended."""
        if not after < self.span[1] <= until:
            return np.zeros(run.weight.size)
        _check_covered(run, self.span, "a sighting")
        moments = _moments(*self.span)
        near = np.logaddexp.reduce([self._log_normal(run.at(t)) for t in moments]) - np.log(moments.size)
        return np.asarray(np.logaddexp(_log(1 - self.false) + near, self.log_false))

    @property
    def log_false(self) -> float:
        return _log(self.false) - float(np.log(self.area_m2))

    def _log_normal(self, now: Run) -> Floats:
        covariance = geodesy.ellipse_covariance(*self.place.ellipse_m) + self.error_m**2 * np.eye(2)
        xy = np.stack(geodesy.to_plane(now.lon[0], now.lat[0], self.place.lon, self.place.lat))
        away = np.einsum("in,ij,jn->n", xy, np.linalg.inv(covariance), xy)
        seen = np.isin(now.flag[0], (motion.MOVING, motion.STRANDED))
        seen &= np.isin(now.state[0], [STATES.index(s) for s in self.states])
        return np.where(seen, -0.5 * away - np.log(2 * np.pi) - 0.5 * np.linalg.slogdet(covariance)[1], NEVER)


@dataclass(frozen=True, slots=True)
class Swept:
    """A search of an area found nothing: effort spread evenly over it and over its time.

    polygon  GeoJSON Polygon or MultiPolygon, or a Feature with one
    t        begin and end of the search [s since 1970]
    pod      probability of detecting what was in the area all that time, 0..1
    ashore   True when the beaches in it were searched too

    A state that was in the area for a part f of the time escaped with (1 - pod)^f: random search, Koopman 1946.
    """

    polygon: Mapping[str, Any]
    t: tuple[float, float]
    pod: float
    ashore: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.pod <= 1:
            raise ValueError(f"probability of detection {self.pod}: give a number from 0 to 1")
        if not self.t[0] < self.t[1]:
            raise ValueError(f"a search from {self.t[0]} to {self.t[1]} takes no time; give an end after its begin")
        parse_rings(self.polygon)

    @property
    def span(self) -> tuple[float, float]:
        return self.t

    def log_likelihood(self, run: Run, after: float = -np.inf, until: float = np.inf) -> Floats:
        a, b = max(after, self.t[0]), min(until, self.t[1])
        if not a < b:
            return np.zeros(run.weight.size)
        _check_covered(run, self.t, "a search")
        rings = parse_rings(self.polygon)
        moments = _moments(a, b)
        there = np.mean([inside(rings, now.lon[0], now.lat[0]) & _afloat(now, self.ashore) for now in map(run.at, moments)], 0)
        return np.asarray(np.log(max(1 - self.pod, MISSED)) * there * ((b - a) / (self.t[1] - self.t[0])))


@dataclass(frozen=True, slots=True, eq=False)
class Searched:
    """A search found nothing, and for each state it is known how likely it would have been detected.

    t    when it ended [s since 1970]
    pod  (n,) probability of detection of each state, 0..1: from the tracks flown and where the state was
    """

    t: float
    pod: Floats

    def __post_init__(self) -> None:
        if not ((self.pod >= 0) & (self.pod <= 1)).all():
            raise ValueError("a probability of detection is below 0, above 1 or no number; check the field it was read from")

    @property
    def span(self) -> tuple[float, float]:
        return (self.t, self.t)

    def log_likelihood(self, run: Run, after: float = -np.inf, until: float = np.inf) -> Floats:
        if self.pod.size != run.weight.size:
            raise ValueError(
                f"probabilities of detection of {self.pod.size} states, the run has {run.weight.size}; give one each"
            )
        return np.log(np.maximum(1 - self.pod, MISSED)) if after < self.t <= until else np.zeros(self.pod.size)


@dataclass(frozen=True)
class Belief:
    """How much each state counts.

    prior           (n,) before anything was learnt, sum 1
    log_likelihood  (n,) of everything learnt since, natural logarithm
    """

    prior: Floats
    log_likelihood: Floats

    @cached_property
    def weight(self) -> Floats:
        """(n,) after it, sum 1, none below FLOOR of its prior."""
        best = self.log_likelihood[self.prior > 0].max()
        learnt = self.prior * np.exp(np.minimum(self.log_likelihood - best, 0.0))
        return np.asarray((1 - FLOOR) * learnt / learnt.sum() + FLOOR * self.prior)

    @property
    def effective(self) -> float:
        """Effective number of states, 1 to n: below a hundred, a map shows single states more than the sea."""
        return effective(self.weight)

    def and_then(self, log_likelihood: Floats) -> "Belief":
        return replace(self, log_likelihood=self.log_likelihood + log_likelihood)


def update(run: Run, evidence: Iterable[Evidence], until: float = np.inf) -> Belief:
    """How much each state counts by all that was learnt until a moment [s since 1970].

    returns  Belief whose prior is the run's weight, to sum 1
    raises   ValueError for evidence outside the time of the run, or that does not fit its states

    >>> t, n = np.array([0.0, 3600.0]), 2
    >>> lon, zeros = np.array([[1.4, 1.6], [1.4, 1.6]]), np.zeros((2, 2), np.int8)
    >>> run = Run(t, lon, np.full((2, 2), 51.0), zeros, zeros, np.full(2, 0.5))
    >>> square = [[1.3, 50.9], [1.5, 50.9], [1.5, 51.1], [1.3, 51.1], [1.3, 50.9]]
    >>> nothing = Swept({"type": "Polygon", "coordinates": [square]}, (0.0, 3600.0), pod=0.75)
    >>> print(update(run, [nothing]).weight.round(3))
    [0.2 0.8]
    """
    belief = Belief(run.weight / run.weight.sum(), np.zeros(run.weight.size))
    for e in evidence:
        belief = belief.and_then(e.log_likelihood(run, until=until))
    return belief


def by_hour(run: Run, evidence: Sequence[Evidence]) -> Iterator[tuple[float, Belief]]:
    """The belief as it was known at each output of the run: t [s since 1970] and Belief, everything before counted."""
    belief, before = update(run, ()), -np.inf
    for t in run.t.tolist():
        for e in evidence:
            belief = belief.and_then(e.log_likelihood(run, before, t))
        before = t
        yield t, belief


def still_false(sighting: Sighting, run: Run, belief: Belief | None = None) -> float:
    """Probability that a sighting is none of ours, now that the states are known.

    belief   what was learnt before it; None is the run's own weight
    returns  0..1: near 1 for a sighting far from all states, below `sighting.false` for one amid them
    """
    weight = (belief or update(run, ())).weight
    total = np.logaddexp.reduce(np.log(np.maximum(weight, 1e-300)) + sighting.log_likelihood(run))
    return float(np.exp(sighting.log_false - total))


def success(searches: Iterable[Evidence], run: Run, belief: Belief | None = None) -> float:
    """Cumulative probability of success of searches: that together they would have found the boat, 0..1.

    searches  Swept and Searched
    belief    what else was learnt, of sightings; None is the run's own weight
    source    one minus the sum of the unnormalised weights, research/search.md 2.5; after one look POC x POD (IAMSAR II 4.6)
    """
    missed = sum((s.log_likelihood(run) for s in searches), np.zeros(run.weight.size))
    return float(1 - (belief or update(run, ())).weight @ np.exp(missed))


def effective(weight: Floats) -> float:
    """Effective number of states: one over the sum of the squared weights (Kish 1965), 1 to n.

    >>> effective(np.array([0.5, 0.5, 0.0, 0.0]))
    2.0
    """
    return float(weight.sum() ** 2 / (weight @ weight))


def systematic(weight: Floats, n: int, rng: np.random.Generator) -> Ints:
    """Indices of n states drawn by weight, in order, each as often as n times its weight rounded down or up.

    weight  (m,) not negative, any sum above 0
    source  systematic resampling, Kitagawa 1996, doi 10.1080/10618600.1996.10474692

    >>> systematic(np.array([0.5, 0.0, 0.25, 0.25]), 4, np.random.default_rng(1)).tolist()
    [0, 0, 2, 3]
    """
    edges = np.cumsum(weight)
    marks = (np.arange(n) + rng.random()) * (edges[-1] / n)
    return np.asarray(np.minimum(np.searchsorted(edges, marks, side="right"), np.flatnonzero(weight)[-1]))


def resample(e: Ensemble, run: Run, t: float, weight: Floats, rng: np.random.Generator, n: int | None = None) -> Ensemble:
    """The ensemble at a moment of its run with states drawn by weight, all counting the same, ready to go on.

    weight   (m,) of Belief; do the bookkeeping of searches first, since it is lost here
    n        states to draw, None as many as there were
    returns  Ensemble with a new seed: states drawn twice have the same past and part by their future errors
    """
    chosen = systematic(weight, n or e.n, rng)
    now = resume(e, run, t)
    rows = ("lon", "lat", "state", "flag", "release", "leeway", "own")
    drawn = {name: getattr(now, name)[..., chosen] for name in rows}
    return replace(now, **drawn, weight=np.full(chosen.size, 1 / chosen.size), seed=int(rng.integers(1 << 62)))


def _moments(a: float, b: float) -> Floats:
    """Middles of equal slices of a span, at most LOOK long."""
    n = max(1, int(np.ceil((b - a) / LOOK)))
    return a + (b - a) * (np.arange(n) + 0.5) / n


def _check_covered(run: Run, span: tuple[float, float], what: str) -> None:
    if span[0] < run.t[0] - 1e-3 or span[1] > run.t[-1] + 1e-3:
        raise ValueError(f"{what} from {span[0]} to {span[1]}, the run covers {run.t[0]} to {run.t[-1]}; run it longer")


def _afloat(now: Run, ashore: bool) -> Bools:
    return np.isin(now.flag[0], (motion.MOVING, motion.STRANDED) if ashore else (motion.MOVING,))


def _log(x: float) -> float:
    return float(np.log(x)) if x > 0 else NEVER
