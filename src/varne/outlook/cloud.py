"""Cloud: the states of a boat at one moment, carried to the next report."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from varne import geodesy
from varne.drift.ensemble import Ensemble
from varne.drift.forcing import Forcing
from varne.drift.legs import Stretch, leg
from varne.drift.march import BLOCK
from varne.outlook.model import Going
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


def _errors(e: Ensemble) -> NDArray[np.float32]:
    return np.zeros((6, e.n), np.float32) if e.error is None else e.error


def taken(cloud: Cloud, rows: Ints) -> Cloud:
    """The states of some rows, in their order, each as often as asked."""
    picked: dict[str, Any] = {name: getattr(cloud.e, name).take(rows, axis=-1) for name in ROWS}
    e = replace(cloud.e, **picked, error=_errors(cloud.e).take(rows, axis=1))
    return Cloud(e, cloud.velocity.take(rows, axis=1), cloud.right.take(rows, axis=1), cloud.origin[rows])


def parted(cloud: Cloud, rows: Ints, sigma: Floats, rng: np.random.Generator) -> Cloud:
    """States of some rows, in order, of which those taken twice differ: with the same errors they would go on as one.

    A copy keeps the place and the condition; its errors are aged by AGED, as time would, and its leeway is that of any state:
    positions say little of it.

    rows   (n,) ascending; sigma  (3,) of current, wind and own way [m/s]
    """
    left = taken(cloud, rows)
    copies = 1 + np.flatnonzero(rows[1:] == rows[:-1])
    if not copies.size and rows.size == cloud.e.n:
        return cloud
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


def carried(cloud: Cloud, forcing: Forcing, until: float, going: Going, rng_seed: int) -> tuple[Cloud, list[Stretch]]:
    """The states at a later moment, and what they did on the way: nothing when no time passes."""
    e, done = gone_on(cloud.e, forcing, until, going, rng_seed)
    return (replace(cloud, e=e, velocity=_velocity(done[-1])) if done else cloud), done


def gone_on(e: Ensemble, forcing: Forcing, until: float, going: Going, rng_seed: int) -> tuple[Ensemble, list[Stretch]]:
    """As `carried`, of states as such.

    Legs of an hour at most, each with random numbers of its own counted by (seed, time of its beginning): cut on the hour
    and gone on with later, all is the same to the last bit.
    """
    done: list[Stretch] = []
    while until - e.t >= 1.0:
        seconds = min(LEG, until - e.t)
        rng = np.random.default_rng((rng_seed, round(e.t)))
        e = replace(e, seed=int(rng.integers(1 << 62)))
        outputs = int(np.ceil(seconds / OUTPUT - 1e-9))
        how: dict[str, Any] = {"hazards": going.hazards, "errors": going.errors, "threads": 1 if e.n <= 2 * BLOCK else 2}
        stretch, e = leg(e, forcing, outputs, output=seconds / outputs, **how)
        e = replace(e, own=turned(e, seconds, going.turns, rng))
        done.append(stretch)
    return e, done


def _velocity(s: Stretch) -> Floats:
    (lon0, lon1), (lat0, lat1) = s.lonlat(slice(-2, None))
    east, north = geodesy.metres_per_degree(lat1.mean())
    seconds = float(s.t[-1]) - float(s.t[-2])
    return np.stack([(lon1 - lon0) * east / seconds, (lat1 - lat0) * north / seconds])
