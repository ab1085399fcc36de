"""Following: the states of one boat through all that was told of it, in order of time, and on to a moment ahead.

A particle filter. It is run again from the first report whenever a report comes in, so a late one needs no special case;
random numbers are counted by seed and time, so the same reports give the same states in any order of arrival.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from varne.drift.ensemble import Ensemble
from varne.drift.forcing import Forcing
from varne.drift.run import Run
from varne.drift.weights import systematic
from varne.outlook.beginning import first_states
from varne.outlook.cloud import Cloud, Ints, carried, gone_on, parted
from varne.outlook.conditions import placeless
from varne.outlook.hearing import hear, hear_first
from varne.outlook.model import Going, Model, Told
from varne.outlook.paths import Span, paths

Floats = NDArray[np.float64]
BELIEVED = 0.5
"""Probability of being of this boat from which a report decides what may happen next."""


@dataclass(frozen=True, slots=True)
class Followed:
    """What became of the states.

    run     their paths from the first position on, by everything told; all weigh the same
    last    the states after the last report, ready to go on, in the order of the run's columns
    end     the states at the end of the run, ready to go on as they did after the last report; going  how
    right   probability that each position is right, now that all is told, by report id
    origin  probability that the boat's path begins at each position, by report id
    """

    run: Run
    last: Ensemble
    end: Ensemble
    going: Going
    right: Mapping[str, float]
    origin: Mapping[str, float]


def follow(told: Sequence[Told], forcing: Forcing, until: float, n: int, rng_seed: int, model: Model) -> Followed | None:
    """The states through reports and on to a moment; None when no report has a position with sea near it.

    told     in order of time, as of model.told; none after `until`
    forcing  that covers the time from the first position to `until`
    """
    first, cloud = _first(told, n, rng_seed, model)
    if cloud is None:
        return None
    r = told[first]
    odds = (r.p * model.wrong + 1 - r.p) / (r.p * (1 - model.wrong))
    parent: Ints = np.full(n, -1)
    spans: list[Span] = []
    for k, r in enumerate(told[first + 1 :], first + 1):
        rng = np.random.default_rng((rng_seed, 1, k))
        start = cloud.e
        cloud, stretches = carried(cloud, forcing, r.t, _going(told[:k], model), rng_seed)
        spans.append(Span(parent, start, tuple(stretches)))
        cloud, odds, parent = hear(cloud, r, odds, model, rng)
    last, parent = _evened(cloud, parent, model, np.random.default_rng((rng_seed, 2)))
    going = _going(told, model)
    end, stretches = gone_on(last.e, forcing, until, going, rng_seed)
    spans.append(Span(parent, last.e, tuple(stretches)))
    fixes = [r.id for r in told[first:] if r.fix]
    return Followed(
        run=paths(spans, last.e.weight, forcing.names),
        last=last.e,
        end=end,
        going=going,
        right=dict(zip(fixes, (last.right @ last.e.weight).tolist(), strict=True)),
        origin=dict(zip(fixes, np.bincount(last.origin, last.e.weight, len(fixes)).tolist(), strict=True)),
    )


def _first(told: Sequence[Told], n: int, rng_seed: int, model: Model) -> tuple[int, Cloud | None]:
    """The first report with a position at sea, and the states that begin there."""
    for k, r in enumerate(told):
        if r.fix:
            shares = placeless(told[:k], r.t, model.start, model.hazards)
            rng = np.random.default_rng((rng_seed, 1, k))
            cloud = first_states(r, r.fix, n, shares, model, rng)
            if cloud is not None:
                return k, hear_first(cloud, r, model, rng)
    return len(told), None


def _evened(cloud: Cloud, parent: Ints, model: Model, rng: np.random.Generator) -> tuple[Cloud, Ints]:
    """States that all count the same: a map may draw each as a dot, and a mean needs no weights."""
    n = cloud.e.n
    if np.ptp(cloud.e.weight) == 0:
        return cloud, parent
    rows = systematic(cloud.e.weight, n, rng)
    even = parted(cloud, rows, model.errors.arrays()[0], rng)
    return replace(even, e=replace(even.e, weight=np.full(n, 1 / n))), parent[rows]


def _going(told: Sequence[Told], model: Model) -> Going:
    """What may happen after the last condition that was said of, more likely than not, this boat."""
    said = [r.condition for r in told if r.condition != "unknown" and r.p >= BELIEVED]
    return Going(model.hazards[said[-1] if said else "unknown"], model.errors, model.turns)
