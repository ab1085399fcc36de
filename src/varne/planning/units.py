"""The units of a request as searchers in the plane, each with its areas where a person decided them."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from varne import geodesy
from varne.planning import asked, planned
from varne.planning.asked import moment
from varne.planning.looks import Fleet, whole
from varne.planning.span import Span
from varne.sea import coast
from varne.sea.field import Field
from varne.search.areas import Task, pieces_of
from varne.search.searchers import Searcher
from varne.search.sentences import say
from varne.search.targets import Targets
from varne.words import InWords


def searchers(
    request: asked.Request,
    fleet: Fleet,
    wind: Field | None,
    span: Span,
    frame: Targets,
    problems: planned.Problems,
) -> list[tuple[asked.Asset, Searcher]]:
    """Assets with their searchers; one that cannot be used as asked is told in `problems` and left out.

    wind  at the datum, for aircraft; frame  the targets, whose plane and drifting frame hold places
    """
    air = _air(wind, span, frame)
    chosen = []
    for a in request.assets:
        if a.withheld:
            continue
        try:
            chosen.append((a, _searcher(request, a, fleet, span, frame, air)))
        except ValueError as error:
            problems.append(planned.trouble(a.name, error))
    return chosen


def _air(wind: Field | None, span: Span, frame: Targets) -> tuple[float, float]:
    """The wind at the datum in the middle of the search, the way it goes [m/s]."""
    if wind is None:
        return 0.0, 0.0
    middle = (span.start + span.end) / 2
    lon, lat = frame.on_ground(np.zeros(1), np.zeros(1), middle)
    u, v = wind(middle, lon, lat)
    return float(u[0]), float(v[0])


def _searcher(
    request: asked.Request, a: asked.Asset, fleet: Fleet, span: Span, frame: Targets, air: tuple[float, float]
) -> Searcher:
    w = whole(request, a, fleet)
    base, home = _plane(w.lon, w.lat, frame), _plane(*(a.home or (w.lon, w.lat)), frame)
    ready, until = span.start + w.launch, span.start + w.launch + w.endurance
    back = float(np.hypot(*(np.array(home) - frame.datum[-1]))) / w.transit
    beyond = until - back > span.end  # it goes home after the search
    until, end = (span.end, None) if beyond else (until, home)
    s = Searcher(w.name, w.widths, w.search, ready, until, base, end, w.transit, a.least_spacing_m, w.air, a.areas)
    s = replace(s, wind=air) if w.air else s
    decided = [] if a.area is None else a.area if isinstance(a.area, list) else [a.area]
    return replace(s, given=tuple(_given(a, area, s, frame, *left) for area, left in _legs(decided, s, frame)))


def _legs(
    decided: list[asked.Rectangle], s: Searcher, frame: Targets
) -> Iterator[tuple[asked.Rectangle, tuple[tuple[float, float], float]]]:
    """Each area with where its searcher comes from, in the plane, and when it leaves there: its base, then the area before."""
    pieces = pieces_of(Task(frame, (replace(s, given=((),) * len(decided)),)), len(decided))
    before = [(s.base, s.ready), *((_plane(r.lon, r.lat, frame), p.end) for r, p in zip(decided, pieces, strict=False))]
    return zip(decided, before, strict=False)


def _given(
    a: asked.Asset, area: asked.Rectangle, s: Searcher, frame: Targets, place: tuple[float, float], leaves: float
) -> tuple[float, ...]:
    """An area that was decided, in the drifting frame; its searcher leaves a place in the plane at a time [s since 1970].

    raises  InWords when it is on land; ValueError for a moment that is none
    """
    if bool(coast.covers(area.lon, area.lat)) and bool(coast.on_land(area.lon, area.lat)):
        raise InWords(say("search.trouble.ashore", asset=a.name, lon=area.lon, lat=area.lat))
    x, y = _plane(area.lon, area.lat, frame)
    there = leaves + float(np.hypot(x - place[0], y - place[1])) / s.transit
    when = there if area.at is None else moment(area.at, f"{a.name}: an area's at")
    dx, dy = frame.datum_at(float(np.clip(when, *frame.span)))
    ux, uy = (float(u) for u in geodesy.components_to(1.0, area.heading))
    return x - dx, y - dy, area.length_m / 2, area.width_m / 2, ux, uy


def _plane(lon: float, lat: float, frame: Targets) -> tuple[float, float]:
    x, y = geodesy.to_plane(lon, lat, frame.lon0, frame.lat0)
    return float(x), float(y)
