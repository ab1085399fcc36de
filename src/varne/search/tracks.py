"""Tracks: the areas of a plan as tracks to sail and fly, in the drifting frame, valued passage by passage.

Each area gets the ladder that finds most, in the order in which the areas begin, on what the earlier ones left. It goes with
the datum of all, or with the drift of what it holds, whichever finds more.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from varne.geodesy import components_to
from varne.search import patterns
from varne.search.areas import Area, Areas, Task
from varne.search.chart import holds_lane
from varne.search.ladders import BOTH, Ladder, best_ladder
from varne.search.lateral import Curve
from varne.search.path import Datum, drifting
from varne.search.searchers import medium
from varne.search.targets import Targets
from varne.search.valuing import Objects, datum_within, flown

Floats = NDArray[np.float64]
SHORTEST = 120.0
"""An area searched for less than this is left out [s]."""
LOOKED_AT = 2500
"""States that a ladder is chosen on; its value is told on all."""
LOOKED_FROM = 7
"""Places along each side of an area from which it is looked for a traffic lane, as when it was placed."""


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """The track of one area: which area of the plan, the ladder, and the POS it adds to what begins before it."""

    area: int
    ladder: Ladder
    gained: float


def datum_of_frame(of: Targets) -> Datum:
    """The datum of the drifting frame over the whole time of the targets."""
    t = np.concatenate([[of.span[0]], of.t, [of.span[1]]])
    x, y = np.array([of.datum_at(m) for m in t.tolist()]).T
    return drifting(of.lon0, of.lat0, t, x, y)


def tracks(
    seen: Objects, task: Task, plan: Areas, curves: Sequence[Sequence[Curve]], rng: np.random.Generator
) -> tuple[list[Track], Floats]:
    """A track for each area, and ln of the chance (n,) that all of them miss each state.

    seen    the states of the drift run in the plane of the task, at least as long as the plan
    curves  of each searcher, one for each kind
    """
    rows = np.sort(rng.choice(seen.weight.size, min(LOOKED_AT, seen.weight.size), replace=False))
    few = _some(seen, rows)
    datum = datum_of_frame(task.of)
    miss = np.zeros(seen.weight.size)
    found = []
    for k in sorted(range(len(plan.areas)), key=lambda k: plan.areas[k].begin):
        a = plan.areas[k]
        span = max(a.begin, float(seen.t[0])), min(a.end, float(seen.t[-1]))
        if span[1] - span[0] < SHORTEST:
            continue
        area = patterns.Area(a.x, a.y, a.length, a.width, a.heading)
        s, by = task.searchers[a.searcher], curves[a.searcher]
        own = _own_datum(few, area, datum, sum(span) / 2, miss[rows])
        allowed = ("PS",) if not s.air and _crosses_lane(task, a) else BOTH
        tried = [
            best_ladder(few, by, area, span, s.through, d, before=miss[rows], medium=medium(s, d, *span), patterns=allowed)
            for d in (datum, own)
        ]
        ladder = max(tried, key=lambda t: t.pos)
        done = flown(seen, ladder.path, by, miss)
        found.append(Track(k, ladder, float(done.gained.sum())))
        miss = miss + done.miss
    return found, miss


def _crosses_lane(task: Task, a: Area) -> bool:
    """Does an area lie in a traffic lane at any time? Its length crosses it then, and so must its legs."""
    share = np.linspace(-0.5, 0.5, LOOKED_FROM)
    along, across = (np.array(components_to(1.0, a.heading + turn)) for turn in (0.0, 90.0))
    places = np.array([[a.x, a.y] + i * a.length * along + j * a.width * across for i in share for j in share])
    drift = [task.of.datum_at(t) for t in np.linspace(a.begin, a.end, 3).tolist()]
    return any(holds_lane(task.chart, places[:, 0] + dx, places[:, 1] + dy) for dx, dy in drift)


def _own_datum(seen: Objects, area: patterns.Area, datum: Datum, t: float, miss: Floats) -> Datum:
    """The drift of what an area holds half-way through it: a swimmer and a boat drift apart, and the mean is neither's."""
    k = int(np.argmin(np.abs(seen.t - t)))
    x, y = datum.at(seen.t[k])
    ahead, abeam = (np.array(components_to(1.0, area.bearing + turn)) for turn in (0.0, 90.0))
    away = np.stack([seen.x[k] - x - area.x, seen.y[k] - y - area.y])
    inside = (np.abs(ahead @ away) <= area.length / 2) & (np.abs(abeam @ away) <= area.width / 2)
    return datum_within(seen, inside, datum, t, seen.weight * np.exp(miss))


def _some(seen: Objects, rows: NDArray[np.intp]) -> Objects:
    w = seen.weight[rows]
    kept: dict[str, Any] = {name: np.ascontiguousarray(getattr(seen, name)[:, rows]) for name in ("x", "y", "kind")}
    return replace(seen, **kept, weight=w / w.sum())
