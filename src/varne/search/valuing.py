"""Valuing: what tracks are worth against objects that move, passage by passage.

An object is given one chance to be seen at each closest point of approach: every moment at which the distance to the searcher
stops falling and begins to rise, both of them under way. On a straight leg past an object that is when it is abeam; at a turn
it may be the corner. The begin and the end of a track are no passages. Chances of different passages are independent, as in the
law that IAMSAR and the US Coast Guard use (research/search.md 1.1); so POS of two tracks is at most the sum of both.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from varne import geodesy
from varne.compiled import version_of
from varne.drift import motion
from varne.drift.run import Run
from varne.search import lateral
from varne.search.lateral import Curve, log_miss, scaled
from varne.search.path import Datum, Path, drifting

Floats = NDArray[np.float64]
Codes = NDArray[np.int8]
HIDDEN = -1
"""Kind of an object that nobody afloat or in the air can find there and then: ashore, or outside the forecast."""


@dataclass(frozen=True, slots=True, eq=False)
class Objects:
    """What is looked for, in time.

    t       (k,) [s since 1970];  x, y  (k, n) in the plane of lon0, lat0 [m]
    kind    (k, n) place in a list of curves; any other number for what cannot be found
    weight  (n,) sum 1 before any search
    """

    lon0: float
    lat0: float
    t: Floats
    x: Floats
    y: Floats
    kind: Codes
    weight: Floats


def objects(run: Run, lon0: float, lat0: float) -> Objects:
    """The states of a drift run in a plane; their kind is their state (`drift.ensemble.STATES`), or HIDDEN.

    raises  ValueError for an empty ensemble
    """
    if not (run.weight.size and run.weight.sum() > 0):
        raise ValueError(f"an ensemble of {run.weight.size} states without weight holds nothing to look for; seed one first")
    x, y = geodesy.to_plane(run.lon, run.lat, lon0, lat0)
    kind = np.where(run.flag == motion.MOVING, run.state, HIDDEN).astype(np.int8)
    return Objects(lon0, lat0, run.t, x, y, kind, run.weight / run.weight.sum())


def at_moment(seen: Objects, t: float) -> Floats:
    """Where the objects are at a moment, straight between the times beside it: (2, n) x, y [m]."""
    k = int(np.clip(np.searchsorted(seen.t, t) - 1, 0, seen.t.size - 2))
    share = float(np.clip((t - seen.t[k]) / (seen.t[k + 1] - seen.t[k]), 0.0, 1.0))
    return np.stack([a[k] * (1 - share) + a[k + 1] * share for a in (seen.x, seen.y)])


def datum_of(seen: Objects, weight: Floats | None = None) -> Datum:
    """The mean of what can still be found, as it drifts.

    weight  (n,) what is left of each; None is what there was at first
    """
    w = np.where(seen.kind >= 0, seen.weight if weight is None else weight, 0.0)
    total = w.sum(axis=1)
    known = total > 0
    if not known.any():
        raise ValueError("no state is afloat at any time of the run: all are ashore or outside the forecast area")
    x, y = ((a * w).sum(axis=1)[known] / total[known] for a in (seen.x, seen.y))
    return drifting(seen.lon0, seen.lat0, seen.t[known], x, y)


def datum_within(seen: Objects, inside: NDArray[np.bool_], datum: Datum, t: float, weight: Floats | None = None) -> Datum:
    """The drift of some of the objects, put where a datum is at a moment: what an area follows that holds just these.

    inside  (n,) those that the area holds at t;  weight  (n,) what is left of each
    returns the datum itself when nothing is inside
    why     a boat, a swamped hull and a swimmer drift apart, and so do the two ends of a stream: an area that goes with the
            mean of everything slides off what it was laid over
    """
    w = np.where(inside, seen.weight if weight is None else weight, 0.0)
    if not np.where(seen.kind >= 0, w, 0.0).any():
        return datum
    own = datum_of(seen, w)
    (x, y), (x0, y0) = own.at(t), datum.at(t)
    return drifting(seen.lon0, seen.lat0, own.t, own.x - x + x0, own.y - y + y0)


@dataclass(frozen=True, slots=True, eq=False)
class Flown:
    """What one track does: miss (n,) ln of the chance that it misses each object; gained (m - 1,) POS that each leg adds, given
    that nothing was found before it."""

    miss: Floats
    gained: Floats


def flown(seen: Objects, path: Path, curves: Sequence[Curve], before: Floats | None = None) -> Flown:
    """What a track is worth, passage by passage, each object moving meanwhile.

    path    in the plane of `seen`, inside its times
    curves  one for each kind, in order
    before  (n,) ln of the chance that earlier searches missed each object; None when there were none
    raises  ValueError when the track is not inside the times of the objects, or lies in another plane
    """
    if (path.lon0, path.lat0) != (seen.lon0, seen.lat0):
        raise ValueError(
            f"the track is in the plane of {path.lon0}, {path.lat0}, the objects in that of {seen.lon0}, {seen.lat0}"
        )
    if not seen.t[0] <= path.t[0] < path.t[-1] <= seen.t[-1]:
        raise ValueError(
            f"the track lasts from {path.t[0]:.0f} to {path.t[-1]:.0f}, the drift from {seen.t[0]:.0f} to {seen.t[-1]:.0f}; "
            "begin later, search shorter, or run the drift longer"
        )
    t = np.union1d(path.t, seen.t[(seen.t > path.t[0]) & (seen.t < path.t[-1])])
    track = np.stack([np.interp(t, path.t, path.x), np.interp(t, path.t, path.y)])
    leg = np.clip(np.searchsorted(path.t, t, side="right") - 1, 0, path.t.size - 2)
    k = np.clip(np.searchsorted(seen.t, t, side="right") - 1, 0, seen.t.size - 2)
    share = (t - seen.t[k]) / (seen.t[k + 1] - seen.t[k])
    law = np.array([c.law for c in curves], np.int64)
    numbers = np.array([(*c.numbers, c.reach) for c in curves])
    miss = np.zeros(seen.weight.size) if before is None else before.copy()
    gained = np.zeros(path.t.size - 1)
    _fly(track, leg, k, share, seen.x, seen.y, seen.kind, seen.weight, law, numbers, miss, gained)
    return Flown(miss if before is None else miss - before, gained)


def _fly_py(
    track: Any,
    leg: Any,
    k: Any,
    share: Any,
    x: Any,
    y: Any,
    kind: Any,
    weight: Any,
    law: Any,
    numbers: Any,
    miss: Any,
    gained: Any,
) -> None:
    """Add to miss (n,) and gained (legs,) what each passage does; between two entries of `track` both sides move straight."""
    for i in range(weight.size):
        nearing = False  # the first moment is no passage
        px = x[k[0], i] * (1 - share[0]) + x[k[0] + 1, i] * share[0] - track[0, 0]
        py = y[k[0], i] * (1 - share[0]) + y[k[0] + 1, i] * share[0] - track[1, 0]
        for j in range(1, track.shape[1]):
            qx = x[k[j], i] * (1 - share[j]) + x[k[j] + 1, i] * share[j] - track[0, j]
            qy = y[k[j], i] * (1 - share[j]) + y[k[j] + 1, i] * share[j] - track[1, j]
            dx, dy = qx - px, qy - py
            d2 = dx * dx + dy * dy
            s = -(px * dx + py * dy) / d2 if d2 > 0.0 else (2.0 if nearing else -1.0)
            if (0.0 < s < 1.0) or (s <= 0.0 and nearing):
                s = max(s, 0.0)
                near = k[j - 1] + (1 if share[j - 1] + s * ((k[j] + share[j]) - (k[j - 1] + share[j - 1])) >= 0.5 else 0)
                what = kind[near, i]
                if 0 <= what < law.size:
                    c = np.hypot(px + s * dx, py + s * dy)
                    z = log_miss(law[what], numbers[what, 0], numbers[what, 1], numbers[what, 2], numbers[what, 3], c)
                    gained[leg[j - 1]] -= weight[i] * np.exp(miss[i]) * np.expm1(z)
                    miss[i] += z
            nearing = s >= 1.0
            px, py = qx, qy


_passages: Callable[..., None] = njit(nogil=True, error_model="numpy")(_fly_py)


def _compiled(version: int) -> Callable[..., None]:
    """The loop over passages, for one version of the law that it calls; see varne.compiled."""

    @njit(cache=True, nogil=True, error_model="numpy")
    def run(*given: Any) -> None:
        if version >= 0:  # always; numba's cache looks at what a function closes over
            _passages(*given)

    return run


_fly = _compiled(version_of(lateral))


@dataclass(frozen=True, slots=True, eq=False)
class Worth:
    """What a search is worth.

    low, likely, high, mean  POS when the sweep widths are so, and on the average over their errors
    alone                    the average of each track by itself
    miss                     (n,) ln of the average chance that each object was missed, for the map after a search in vain
    """

    low: float
    likely: float
    high: float
    mean: float
    alone: tuple[float, ...]
    miss: Floats


def worth(
    seen: Objects,
    tracks: Sequence[tuple[Path, Sequence[Curve]]],
    factor: float,
    before: Floats | None = None,
    k: int = 5,
) -> Worth:
    """What tracks are worth together, with the error of the sweep widths carried through.

    tracks  each with the likely curves, one a kind
    factor  how wrong the widths may be either way, 1 or more: 5 % and 95 % points of one error that holds for all tracks of a
            search; 1.5 to 2 is what is known of the tables (detection.USUAL_FACTOR)
    before  (n,) ln of the chance that earlier searches missed each object
    k       points of the average over that error (Gauss-Hermite)
    """
    if not factor >= 1:
        raise ValueError(f"a factor of {factor}: it is how wrong a width may be either way; give 1 or more")
    start = np.zeros(seen.weight.size) if before is None else before
    node, share = np.polynomial.hermite_e.hermegauss(k)
    misses = np.stack([_misses(seen, tracks, float(factor ** (z / 1.6449))) for z in node])  # (k, tracks, n)
    low, likely, high = (float(_pos(seen, start, _misses(seen, tracks, f).sum(axis=0))) for f in (1 / factor, 1.0, factor))
    share = share / share.sum()
    mean = float(share @ _pos(seen, start, misses.sum(axis=1)))
    alone = tuple(float(share @ _pos(seen, start, misses[:, a])) for a in range(len(tracks)))
    return Worth(low, likely, high, mean, alone, np.log(np.sum(share[:, None] * np.exp(misses.sum(axis=1)), axis=0)))


def _misses(seen: Objects, tracks: Sequence[tuple[Path, Sequence[Curve]]], factor: float) -> Floats:
    """(tracks, n) ln of the chances to miss with all widths changed by a factor."""
    if not tracks:
        return np.zeros((1, seen.weight.size))
    return np.stack([flown(seen, path, [scaled(c, factor) for c in curves]).miss for path, curves in tracks])


def _pos(seen: Objects, start: Floats, miss: Floats) -> Floats:
    """POS of ln chances to miss (..., n), given what earlier searches left."""
    return np.asarray(np.sum(-np.expm1(miss) * (seen.weight * np.exp(start)), axis=-1))  # not @: see probability._mean
