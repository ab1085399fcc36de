"""Searchers: assets as a plan sees them, in the plane and on the clock: when each is on scene, and with how much track."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot, inf, isfinite, sqrt

import numpy as np
from numpy.typing import NDArray

from varne.geodesy import KNOT
from varne.search.path import Datum
from varne.search.relaxed import Effort
from varne.search.sentences import say
from varne.search.targets import UNSEEN, Targets
from varne.words import Words

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
    wind           east, north, the way the air goes that it flies in; a ship's is none          [m/s]
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
    wind: tuple[float, float] = (0.0, 0.0)

    @property
    def slow(self) -> tuple[float, float]:
        """Seconds that a metre takes on its way there, and home."""
        metre = 1 / self.transit if isfinite(self.transit) else 0.0
        return metre, metre if self.home else 0.0

    @property
    def through(self) -> float:
        """Speed held through water or air on scene, the allowance for turns and sightings taken off [m/s]."""
        return self.speed * EFFICIENCY

    @property
    def pace(self) -> float:
        """Track made good in a second on scene [m/s]; 0 where the wind is too strong to hold a pattern.

        Legs up and down a wind of w lose (w / v)^2 of the ground that a speed v makes in still air, legs across it
        1 - sqrt(1 - (w / v)^2): an area is planned with the mean of both, before anybody knows how its legs will lie.
        """
        share = hypot(*self.wind) / self.through if self.through > 0 else 0.0
        kept = max(0.0, 1.0 - share**2)
        return self.through * (kept + sqrt(kept)) / 2


def medium(s: Searcher, datum: Datum, begin: float, end: float) -> tuple[float, float]:
    """What a searcher moves in, past a datum: the wind less the drift for an aircraft, nothing for a ship in the same water.

    begin, end  between which it is taken [s since 1970]; returns east, north [m/s]
    """
    if not s.air:
        return 0.0, 0.0
    (x, y), (x0, y0) = datum.at(end), datum.at(begin)
    return s.wind[0] - float(x - x0) / (end - begin), s.wind[1] - float(y - y0) / (end - begin)


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


def trouble(s: Searcher, of: Targets) -> Words | None:
    """Why a searcher cannot take part, with the likely mend; None when it can."""
    first, last = of.span
    if s.ready >= last:
        return say("search.trouble.late", asset=s.name, minutes=round((s.ready - last) / 60))
    if not s.until > s.ready:
        return say("search.trouble.endurance", asset=s.name)
    if not max(s.sweep_width, default=0.0) > 0:
        return say("search.trouble.blind", asset=s.name)
    if not s.speed > 0:
        return say("search.trouble.speed", asset=s.name, speed=s.speed)
    if not s.pace > 0:
        kn = round(s.speed / KNOT), round(hypot(*s.wind) / KNOT)
        return say("search.trouble.wind", asset=s.name, speed=kn[0], wind=kn[1])
    if s.until <= first:
        return say("search.trouble.over", asset=s.name, minutes=round((first - s.until) / 60))
    begin, end = window(s, of)
    if begin >= end:
        base, home = reached(s, of)
        way = (float(np.hypot(*base)) * s.slow[0] + float(np.hypot(*home)) * s.slow[1]) / 60
        there = (min(s.until, last) - s.ready) / 60
        return say("search.trouble.reach", asset=s.name, way=round(way), there=round(there))
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
