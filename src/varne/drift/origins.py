"""Origins: where a boat came from, told by where it, or its people, were seen.

States run forward from everywhere the boat may have left, through engine failures, swamping and the coast, and count as
much as they agree with what was seen. That is an answer; running backwards is not, since time does not tell when an engine
stopped or where a beach held a boat. `reversed_first_look` is there for the first minute only.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import hypot, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from varne.drift.ensemble import Ensemble, Way
from varne.drift.forcing import Forcing
from varne.drift.march import advance, snapshots
from varne.drift.run import Run
from varne.drift.seeding import Start, seed_from
from varne.drift.weights import Belief, Evidence, Sighting, update

Floats = NDArray[np.float64]
OUTPUT = 600.0
LEAST = 50.0
"""Effective number of states that an answer rests on at least: under it sightings are blurred. Judgement."""
WIDEST = 50_000.0
"""Most that a sighting is blurred, 1 sigma [m]: beyond it, no number of states near it would do."""


@dataclass(frozen=True, slots=True)
class Origins:
    """Where a boat may have started, after what was seen.

    start   the states as they were before they left, weighted by what was seen: places, releases, conditions, own ways
    run     where they were while it was seen, with their weights before it
    belief  how much each counts
    blur_m  1 sigma added to the ellipses of sightings so that enough states count [m]; 0 where they sufficed. Above it the
            answer is wider than it need be: more states, or a prior nearer the truth, make it sharper
    """

    start: Ensemble
    run: Run
    belief: Belief
    blur_m: float

    @property
    def weight(self) -> Floats:
        """(n,) sum 1."""
        return self.belief.weight

    @property
    def effective(self) -> float:
        """Effective number of states."""
        return self.belief.effective

    def shares(self, which: NDArray[np.intp]) -> Floats:
        """Probability of each candidate, sum 1.

        which  (n,) the candidate that each state started from, of `seeding.seed_several`; the candidates' own weights are
               the probabilities before anything was seen
        """
        return np.asarray(np.bincount(which, self.weight), np.float64)


def where_from(
    prior: Ensemble,
    evidence: Iterable[Evidence],
    forcing: Forcing,
    *,
    output: float = OUTPUT,
    least: float = LEAST,
    **how: Any,
) -> Origins:
    """How likely each start is, by what was seen and what was searched in vain later.

    prior     states at every place and time the boat may have started: of `seed_from` or `seed_several`
    evidence  Sighting, Swept or Searched, one or more, none before prior.t
    forcing   that covers the time from prior.t to the last of it
    least     effective number of states to rest on; 0 never blurs a sighting
    output    seconds between the moments at which states are looked at
    how       hazards, errors, step, threads as in march.snapshots
    returns   Origins; only the outputs that the evidence asks for are kept
    raises    ValueError for no evidence, or evidence or forcing that does not fit the time
    source    importance sampling; candidates forward instead of one reversed run: Breivik et al. 2012, doi
              10.1007/s10236-012-0568-4

    A boat adrift was found 5.4 km east of one of two beacons after three hours of a stream of 0.5 m/s to the east:

    >>> from varne.drift.ensemble import Place
    >>> from varne.drift.forcing import prepare
    >>> from varne.drift.seeding import seed_several
    >>> from varne.drift.weights import Sighting
    >>> from varne.sea.field import Constant
    >>> sea = prepare(Constant(0.5, 0.0), Constant(0.0, 0.0), 0.0, 10_800.0)
    >>> candidates = [(Place(1.45, 51.0, (0.0, 0.0)), 1.0), (Place(1.65, 51.0, (0.0, 0.0)), 1.0)]
    >>> prior, which = seed_several(candidates, "inflatable", 200, rng_seed=1)
    >>> found = Sighting(Place(1.527, 51.0, (10_800.0, 10_800.0)), false=0.0)
    >>> print(where_from(prior, [found], sea).shares(which).round(3))
    [1. 0.]
    """
    evidence = tuple(evidence)
    if not evidence:
        raise ValueError("nothing was seen or searched, so nothing tells where the boat came from; give one sighting or more")
    first, last = min(e.span[0] for e in evidence), max(e.span[1] for e in evidence)
    if first < prior.t or not last > prior.t:
        raise ValueError(
            f"what was seen from {first} to {last} is not after the start of the states, {prior.t}; let them start earlier"
        )
    outputs = int(np.ceil((last - prior.t) / output - 1e-9))
    end = prior.t + outputs * output
    if prior.t < forcing.t[0] - 1e-3 or end > forcing.t[-1] + 1.0:
        raise ValueError(f"the forcing covers {forcing.t[0]} to {forcing.t[-1]}, the states need {prior.t} to {end}")
    shots = [s for s in snapshots(prior, forcing, outputs, output=output, **how) if s.t > min(first, last - 1.0) - output]
    lon, lat, state, flag = (np.stack([getattr(s, name) for s in shots]) for name in ("lon", "lat", "state", "flag"))
    run = Run(np.array([s.t for s in shots]), lon, lat, state, flag, prior.weight, forcing.names)
    blur_m = _blur(run, evidence, min(least, 0.5 * update(run, ()).effective))
    belief = update(run, _blurred(evidence, blur_m))
    return Origins(replace(prior, weight=belief.weight), run, belief, blur_m)


def _blurred(evidence: Sequence[Evidence], blur_m: float) -> list[Evidence]:
    return [replace(e, error_m=hypot(e.error_m, blur_m)) if isinstance(e, Sighting) else e for e in evidence]


def _blur(run: Run, evidence: Sequence[Evidence], wanted: float) -> float:
    """The least blur that leaves an effective number of states, found to one part in a hundred; 0 where none is needed."""
    if update(run, evidence).effective >= wanted:
        return 0.0
    low, high = 1.0, WIDEST
    while high > 1.01 * low:
        middle = sqrt(low * high)
        enough = update(run, _blurred(evidence, middle)).effective >= wanted
        low, high = (low, middle) if enough else (middle, high)
    return high


def reversed_first_look(
    seen: Start,
    what: str | Mapping[str, float],
    hours: float,
    forcing: Forcing,
    n: int,
    rng_seed: int,
    way: Way | None = None,
    **how: Any,
) -> Run:
    """A quick look at where it may have come from: states run backwards from where it was seen. Not an answer.

    Each state keeps the condition it was seen in the whole way back. A boat found adrift is taken to have drifted all the
    time, so the look is wrong by as far as its engine carried it; nothing weighs what it says. Use `where_from`.

    seen     where and when; its window's middle is where the run begins
    hours    how far back
    forcing  that covers them
    how      errors, step, output, threads as in march.advance; events do not run backwards
    returns  Run, earliest first: its row 0 is `hours` before

    >>> from varne.drift.ensemble import NO_ERRORS, Place
    >>> from varne.drift.forcing import prepare
    >>> from varne.sea.field import Constant
    >>> sea = prepare(Constant(0.5, 0.0), Constant(0.0, 0.0), 0.0, 10_800.0)
    >>> found = Place(1.527, 51.0, (10_800.0, 10_800.0))
    >>> back = reversed_first_look(found, "inflatable", 3, sea, 50, rng_seed=1, errors=NO_ERRORS)
    >>> print(back.t[0], back.lon[0].mean().round(2))
    0.0 1.45
    """
    middle = (seen.t[0] + seen.t[1]) / 2
    e = replace(seed_from(seen, what, n, rng_seed, way), t=middle, release=np.full(n, middle))
    return advance(e, forcing, -abs(hours), **how)
