"""Searchers: assets as a plan sees them, in the plane and on the clock: when each is on scene, and with how much track."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, isfinite

import numpy as np
from numpy.typing import NDArray

from varne.search.relaxed import Effort
from varne.search.targets import UNSEEN, Targets

Floats = NDArray[np.float64]
EFFICIENCY = 0.85
"""Share of the time on scene that is spent on track: the rest goes into turns and sightings (IAMSAR II 4.6)."""


@dataclass(frozen=True, slots=True)
class Searcher:
    """One asset in this search.

    sweep_width    (K,) against each kind of target, the unseen left out                          [m]
    speed          along its track while searching; transit on its way (inf: it is there)         [m/s]
    base, home     where it comes from, and must go back to (None: need not), in the plane of the targets [m]
    ready, until   when it leaves and when it must be back: launch and end of its endurance       [s since 1970]
    least_spacing  legs are never closer than this                                                [m]
    air            aircraft keep clear of aircraft, ships of ships
    areas          how many areas it may be given, one after the other
    given          areas already decided, as rows of rectangles: they are valued, not moved
    """

    name: str
    sweep_width: tuple[float, ...]
    speed: float
    ready: float
    until: float
    base: tuple[float, float] = (0.0, 0.0)
    home: tuple[float, float] | None = None
    transit: float = inf
    least_spacing: float = 185.2
    air: bool = False
    areas: int = 1
    given: tuple[tuple[float, ...], ...] = ()

    @property
    def slow(self) -> tuple[float, float]:
        """Seconds that a metre takes on its way there, and home."""
        metre = 1 / self.transit if isfinite(self.transit) else 0.0
        return metre, metre if self.home else 0.0

    @property
    def pace(self) -> float:
        """Track made good in a second on scene [m/s]."""
        return self.speed * EFFICIENCY


def box_of(of: Targets) -> tuple[float, float, float, float]:
    """West, east, south, north edge of all that can be found, in the drifting frame [m]: middles of areas lie in it."""
    seen = of.kind < UNSEEN
    x, y = of.x[seen], of.y[seen]
    return float(x.min()), float(x.max()), float(y.min()), float(y.max())


def reached(s: Searcher, of: Targets) -> tuple[Floats, Floats]:
    """Its base and home as the drifting frame sees them when it comes and goes: (2,), (2,) [m]."""
    found = []
    for place, leaves, slow in ((s.base, s.ready, s.slow[0]), (s.home or s.base, s.until, -s.slow[1])):
        t, rel = leaves, np.zeros(2)
        for _ in range(4):  # the datum drifts a knot or two while the searcher makes ten times that
            rel = np.array(place) - of.datum_at(float(np.clip(t, *of.span)))
            t = leaves + slow * float(np.hypot(*rel))
        found.append(rel)
    return found[0], found[1]


def window(s: Searcher, of: Targets) -> tuple[float, float]:
    """Earliest begin and latest end of its time on scene whatever its areas, within the steps [s since 1970]."""
    box, (base, home) = box_of(of), reached(s, of)
    there, back = (0.0, 0.0) if s.given else (_beyond(base, box), _beyond(home, box))  # a given area may lie anywhere
    begin, end = s.ready + there * s.slow[0], s.until - back * s.slow[1]
    first, last = of.span
    return max(begin, first), min(end, last)


def _beyond(place: Floats, box: tuple[float, float, float, float]) -> float:
    x, y = place
    return float(np.hypot(max(box[0] - x, 0.0, x - box[1]), max(box[2] - y, 0.0, y - box[3])))


def trouble(s: Searcher, of: Targets) -> str | None:
    """Why a searcher cannot take part, with the likely mend; None when it can."""
    first, last = of.span
    if s.ready >= last:
        return f"{s.name} is ready {(s.ready - last) / 60:.0f} min after the search ends; search longer, or call it earlier"
    if not s.until > s.ready:
        return f"{s.name} has no endurance; give it more than 0 hours"
    if not max(s.sweep_width, default=0.0) > 0:
        return f"{s.name} has a sweep width of 0 against everything: it cannot see these targets; give another sensor or height"
    if not s.speed > 0:
        return f"{s.name} searches at {s.speed} m/s; give a speed above 0"
    begin, end = window(s, of)
    if s.until <= first:
        return f"{s.name} ends {(first - s.until) / 60:.0f} min before the search begins; give a later time or more endurance"
    if begin >= end:
        base, home = reached(s, of)
        way = (float(np.hypot(*base)) * s.slow[0] + float(np.hypot(*home)) * s.slow[1]) / 60
        return (
            f"{s.name} cannot reach the area and come back: about {way:.0f} min on the way there and home, "
            f"{(min(s.until, last) - s.ready) / 60:.0f} min in all; give a nearer base, more endurance or a longer search"
        )
    return None


def effort_of(searchers: Sequence[Searcher], of: Targets) -> Effort:
    """The most that searchers can do in each step, for the bound: on scene as soon as any area could be reached."""
    edges = of.span[0] + of.step * np.arange(of.t.size + 1)
    length = np.zeros((len(searchers), of.t.size))
    width = np.zeros((len(searchers), of.t.size, UNSEEN + 1))
    for j, s in enumerate(searchers):
        begin, end = window(s, of)
        length[j] = s.pace * np.maximum(0.0, np.minimum(end, edges[1:]) - np.maximum(begin, edges[:-1]))
        width[j, :, : len(s.sweep_width)] = s.sweep_width
    return Effort(width, length)
