"""After: what tracks that were really sailed and flown, and found nothing, leave: cumulative POS, and the map that remains.

A fruitless search says little against a place it hardly saw; nothing is ever taken to zero (drift.weights.FLOOR).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from varne import geodesy, probability
from varne.drift.ensemble import STATES
from varne.drift.run import Run
from varne.drift.weights import Belief, Searched, update
from varne.search.lateral import Curve
from varne.search.path import Path, simplified
from varne.search.valuing import objects, worth

Floats = NDArray[np.float64]
WITHIN = 50.0
"""A track is thinned to legs within this of its fixes [m]."""


@dataclass(frozen=True, slots=True, eq=False)
class Sailed:
    """One track that found nothing: where it went (in any plane), and its curves, one for each state of STATES."""

    name: str
    path: Path
    curves: tuple[Curve, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Left:
    """What is left after searches.

    belief       weight of each state, with what was known before as its prior
    cumulative   (k,) POS after the first, second ... search in the order of their ends, not less than the one before
    low, high    POS of all when the sweep widths are as small, and as large, as they may be
    by_state     POC in each state: what is left of it of all that is left, at the moment asked for
    """

    belief: Belief
    cumulative: tuple[float, ...]
    low: float
    high: float
    by_state: dict[str, float]


def left(run: Run, sailed: Sequence[Sailed], at: float, factor: float = 1.75) -> Left:
    """What searches in vain leave of a run's states at a moment.

    run     covers the tracks; weights as they were before any of these searches
    factor  how wrong the sweep widths may be either way
    raises  ValueError for a track outside the time of the run
    """
    lon0, lat0 = float(run.lon[0].mean()), float(run.lat[0].mean())
    seen = objects(run, lon0, lat0)
    ordered = sorted(sailed, key=lambda s: float(s.path.t[-1]))
    tracks = [(_in_plane(s.path, lon0, lat0), s.curves) for s in ordered]
    cumulative = [worth(seen, tracks[: k + 1], factor) for k in range(len(tracks))]
    evidence, before = [], np.zeros(run.weight.size)
    for s, done in zip(ordered, cumulative, strict=True):
        evidence.append(Searched(float(s.path.t[-1]), -np.expm1(np.minimum(done.miss - before, 0.0))))
        before = done.miss
    belief = update(run, evidence)
    shares = probability.shares(belief.weight, run.at(at).state[0], STATES)
    low, high = (cumulative[-1].low, cumulative[-1].high) if cumulative else (0.0, 0.0)
    return Left(belief, tuple(c.mean for c in cumulative), low, high, shares)


def maps(run: Run, weight: Floats, at: float) -> dict[str, probability.Density]:
    """Density of what is left at a moment, of all states together ("all") and of each condition that has weight."""
    now = run.at(at)
    return probability.by_state(now.lon[0], now.lat[0], weight, now.state[0], STATES)


def _in_plane(path: Path, lon0: float, lat0: float) -> Path:
    x, y = geodesy.to_plane(*path.lonlat, lon0, lat0)
    return simplified(Path(lon0, lat0, path.t, x, y), WITHIN)
