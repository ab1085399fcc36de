"""Cloud: the states of a boat at one moment, carried to the next report, and the paths that led to those that are left."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from varne import geodesy
from varne.drift import motion
from varne.drift.ensemble import Ensemble, Hazards
from varne.drift.forcing import Forcing
from varne.drift.march import BLOCK, Snapshot, leg
from varne.drift.run import Run
from varne.outlook.model import Model
from varne.outlook.ways import turned

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Bools = NDArray[np.bool_]
OUTPUT = 600.0
"""Longest step and output [s]."""
LEG = 3600.0
"""After this long, boats may take another heading [s]."""
AGED = 0.5
"""Share of new error in a copy of a state: as if 0.14 of the error's memory had passed. Judgement."""
ROWS = ("lon", "lat", "state", "flag", "weight", "release", "leeway", "own")


@dataclass(frozen=True, slots=True)
class Cloud:
    """States at a moment.

    e         with weights that sum to 1, and errors to go on with
    velocity  (2, n) over ground, east, north, in the last step [m/s]
    right     (k, n) whether each state takes each of the k positions told so far for right
    origin    (n,) the number of the position, of these k, at which each state or the one it came from began
    """

    e: Ensemble
    velocity: Floats
    right: Bools
    origin: Ints


@dataclass(frozen=True, slots=True)
class Span:
    """What the states did between two reports.

    parent  (n,) the column of the span before that each state goes on from; -1 for states that begin here
    start   the states at its beginning
    shots   from its beginning on, its end not included but in the last span
    """

    parent: Ints
    start: Ensemble
    shots: tuple[Snapshot, ...]


def _errors(e: Ensemble) -> NDArray[np.float32]:
    return np.zeros((6, e.n), np.float32) if e.error is None else e.error


def taken(cloud: Cloud, rows: Ints) -> Cloud:
    """The states of some rows, in their order, each as often as asked."""
    picked: dict[str, Any] = {name: getattr(cloud.e, name)[..., rows] for name in ROWS}
    e = replace(cloud.e, **picked, error=_errors(cloud.e)[:, rows])
    return Cloud(e, cloud.velocity[:, rows], cloud.right[:, rows], cloud.origin[rows])


def parted(cloud: Cloud, rows: Ints, sigma: Floats, rng: np.random.Generator) -> Cloud:
    """States of some rows, in order, of which those taken twice differ: with the same errors they would go on as one.

    A copy keeps the place and the condition; its errors are aged by AGED, as time would, and its leeway is that of any state:
    positions say little of it.

    rows   (n,) ascending; sigma  (3,) of current, wind and own way [m/s]
    """
    left = taken(cloud, rows)
    copies = np.flatnonzero(np.diff(rows, prepend=-1) == 0)
    fresh = np.repeat(sigma, 2)[:, None] * rng.standard_normal((6, copies.size))
    error = _errors(left.e).copy()
    error[:, copies] = np.sqrt(1 - AGED**2) * error[:, copies] + AGED * fresh
    leeway = left.e.leeway.copy()
    leeway[..., copies] = cloud.e.leeway[..., rng.integers(cloud.e.n, size=copies.size)]
    return replace(left, e=replace(left.e, error=error, leeway=leeway))


def joined(a: Cloud, b: Cloud) -> Cloud:
    """The states of both, those of a first; weights as they are."""
    both: dict[str, Any] = {name: np.concatenate([getattr(c.e, name) for c in (a, b)], axis=-1) for name in ROWS}
    e = replace(a.e, **both, error=np.concatenate([_errors(c.e) for c in (a, b)], axis=-1))
    velocity, right, origin = (
        np.concatenate([getattr(c, name) for c in (a, b)], -1) for name in ("velocity", "right", "origin")
    )
    return Cloud(e, velocity, right, origin)


def carried(
    cloud: Cloud, forcing: Forcing, until: float, hazards: Hazards, model: Model, rng_seed: int
) -> tuple[Cloud, list[Snapshot]]:
    """The states at a later moment, and all snapshots on the way, first and last included; none when no time passes.

    Legs of an hour at most, each with random numbers of its own counted by (seed, time of its beginning).
    """
    shots: list[Snapshot] = []
    while until - cloud.e.t >= 1.0:
        seconds = min(LEG, until - cloud.e.t)
        rng = np.random.default_rng((rng_seed, round(cloud.e.t)))
        e = replace(cloud.e, seed=int(rng.integers(1 << 62)))
        outputs = int(np.ceil(seconds / OUTPUT - 1e-9))
        threads = 1 if e.n <= 2 * BLOCK else 2
        done, end = leg(e, forcing, outputs, output=seconds / outputs, hazards=hazards, errors=model.errors, threads=threads)
        end = replace(end, own=turned(end, seconds, model.turns, rng))
        cloud = replace(cloud, e=end, velocity=_velocity(done[-2], done[-1]))
        shots = [*shots[:-1], *done]
    return cloud, shots


def _velocity(before: Snapshot, after: Snapshot) -> Floats:
    east, north = geodesy.metres_per_degree(after.lat.mean())
    seconds = after.t - before.t
    return np.stack([(after.lon - before.lon) * east / seconds, (after.lat - before.lat) * north / seconds])


def paths(spans: Sequence[Span], weight: Floats, fields: tuple[str, ...]) -> Run:
    """The paths of the states that are left, from the first span on; before a state began it waits at its first place.

    weight  (n,) of the states at the end
    source  ancestors of a particle filter, Kitagawa 1996, doi 10.1080/10618600.1996.10474692: far back few paths are left,
            so the past is coarser than the present
    """
    column = np.arange(weight.size)
    born = np.zeros(weight.size, bool)
    place = np.zeros((3, weight.size))
    parts: list[tuple[NDArray[Any], ...]] = []
    for span, after in zip(reversed(spans), [None, *reversed(spans[1:])], strict=True):
        if after is not None:
            begins = ~born & (after.parent[column] < 0)
            first = np.stack([c[column] for c in (after.start.lon, after.start.lat, after.start.state)])
            place, column = np.where(begins, first, place), np.maximum(after.parent[column], 0)
            born = born | begins
        parts += [_row(s, column, born, place) for s in reversed(span.shots)]
    t = np.array([s.t for span in spans for s in span.shots])
    lon, lat, state, flag = (np.stack([p[k] for p in reversed(parts)]) for k in range(4))
    return Run(t, lon, lat, state.astype(np.int8), flag.astype(np.int8), weight, fields)


def _row(s: Snapshot, column: Ints, born: Bools, place: Floats) -> tuple[NDArray[Any], ...]:
    if not born.any():
        return s.lon[column], s.lat[column], s.state[column], s.flag[column]
    lon, lat, state = np.where(born, place, np.stack([c[column] for c in (s.lon, s.lat, s.state)]))
    return lon, lat, state, np.where(born, motion.WAITING, s.flag[column])
