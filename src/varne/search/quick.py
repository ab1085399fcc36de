"""Quick: where the first unit should begin while the rest is still being planned: the datum, and a pattern about it.

Both patterns that IAMSAR gives to a single unit at a datum are flown over the states, an expanding square and a sector search,
and the one that finds more is proposed. Everything goes with the drifting datum.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from varne.geodesy import speed_and_direction_to
from varne.search.factor import PROBABLE, search_factor
from varne.search.lateral import Curve, sweep_width
from varne.search.path import Path, until
from varne.search.patterns import cut, expanding_square, fly, length, sector
from varne.search.searchers import Searcher, medium
from varne.search.sentences import say
from varne.search.valuing import Objects, datum_of, flown
from varne.words import InWords

Floats = NDArray[np.float64]
LEAST_E = 50.0
"""A datum is never surer than this [m]."""
LEGS = 200


@dataclass(frozen=True, slots=True, eq=False)
class Quick:
    """A first search.

    searcher      index of the unit that is there first; arrives [s since 1970]
    lon, lat      the datum when it arrives [deg]; probable_error  E, the radius that holds half [m]
    pattern       SS (expanding square) or VS (sector); spacing [m], of VS its radius
    path, pos     the track, over the ground, and its POS
    """

    searcher: int
    arrives: float
    lon: float
    lat: float
    probable_error: float
    pattern: str
    spacing: float
    path: Path
    pos: float


def quick(seen: Objects, searchers: Sequence[Searcher], curves: Sequence[Sequence[Curve]], end: float) -> Quick:
    """The first unit and its pattern.

    seen      what is looked for, in the searchers' plane
    curves    of each searcher, one for each kind
    end       when the search ends [s since 1970]
    raises    ValueError when nobody gets there in time
    """
    datum = datum_of(seen)
    arrivals = [_arrives(s, datum.at(max(s.ready, float(seen.t[0]))), float(seen.t[0])) for s in searchers]
    ends = [min(s.until, end, float(seen.t[-1])) for s in searchers]
    able = [j for j in range(len(searchers)) if arrivals[j] < ends[j]]
    if not able:
        raise InWords(say("search.none.reach"))
    j = min(able, key=lambda k: arrivals[k])
    s, t, last = searchers[j], arrivals[j], ends[j]
    x, y = (float(a) for a in datum.at(t))
    probable = _probable_error(seen, t)
    width = _mean_width(seen, curves[j], t)
    track, past = s.pace * (last - t), medium(s, datum, t, last)
    best: tuple[float, str, float, Path] | None = None
    for name, size, shape in _shapes(probable, width, track, s.least_spacing, _drift_heading(datum.at(t), datum.at(t + 600))):
        path = until(fly(cut(shape, track), t, s.through, datum, past), last)
        pos = float(flown(seen, path, curves[j]).gained.sum())
        best = (pos, name, size, path) if best is None or pos > best[0] else best
    assert best is not None
    lonlat = Path(seen.lon0, seen.lat0, np.array([t, t + 1]), np.full(2, x), np.full(2, y)).lonlat
    return Quick(j, t, float(lonlat[0][0]), float(lonlat[1][0]), probable, best[1], best[2], best[3], best[0])


def _arrives(s: Searcher, place: tuple[Floats, Floats], first: float) -> float:
    way = float(np.hypot(place[0] - s.base[0], place[1] - s.base[1]))
    return max(first, s.ready + way * s.slow[0])


def _drift_heading(now: tuple[Floats, Floats], then: tuple[Floats, Floats]) -> float:
    """First leg down the drift, as IAMSAR advises; north where nothing drifts."""
    return float(speed_and_direction_to(then[0] - now[0], then[1] - now[1])[1])


def _probable_error(seen: Objects, t: float) -> float:
    """E of the circle that is as large as the states' ellipse [m]."""
    k = int(np.argmin(np.abs(seen.t - t)))
    w = np.where(seen.kind[k] >= 0, seen.weight, 0.0)
    w = w / w.sum()
    xy = np.stack([seen.x[k], seen.y[k]])
    centred = xy - np.sum(xy * w, axis=1)[:, None]
    cov = np.array([[float(np.sum(w * a * b)) for a in centred] for b in centred])
    return max(LEAST_E, PROBABLE * float(max(float(np.linalg.det(cov)), 0.0) ** 0.25))


def _mean_width(seen: Objects, curves: Sequence[Curve], t: float) -> float:
    """Sweep width against what there is, by its shares [m]."""
    k = int(np.argmin(np.abs(seen.t - t)))
    shares = [float(seen.weight[seen.kind[k] == j].sum()) for j in range(len(curves))]
    total = float(np.sum([s * sweep_width(c) for s, c in zip(shares, curves, strict=True)]))
    return max(1.0, total / max(sum(shares), 1e-9))


def _shapes(e: float, width: float, track: float, least: float, heading: float) -> Iterator[tuple[str, float, Floats]]:
    """Squares about the best uniform size, and sectors from small to large that the track can go through."""
    half = search_factor(max(width * track / e**2, 1e-3))[0] * e
    fill = max(least, 4 * half**2 / track)
    for spacing in {max(least, fill * f) for f in (0.6, 1.0, 1.5)}:
        yield "SS", spacing, expanding_square(spacing, min(LEGS, _legs(spacing, track)), heading)
    for radius in {max(2 * least, f * e) for f in (1.0, 2.0, 3.0)}:
        once = sector(radius, heading)
        turns = min(12, max(1, int(np.ceil(track / length(once)))))
        yield "VS", radius, np.concatenate([sector(radius, heading + 30.0 * k)[min(k, 1) :] for k in range(turns)])


def _legs(spacing: float, track: float) -> int:
    """Legs of an expanding square that use up a track: n legs are about spacing n^2 / 4 long."""
    return max(2, int(np.ceil(2 * np.sqrt(track / spacing))))
