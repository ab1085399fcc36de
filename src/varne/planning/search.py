"""varne search: a request to a plan; what cannot be done as asked is told with the asset's name, and the rest is planned.

The parts: `asked` (the request), `looks` (who sees how far), `wherever` (the states), here the plan, `planned` (the answer).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import msgspec
import numpy as np

from varne import geodesy
from varne.drift.run import Run
from varne.geodesy import NM
from varne.planning import asked, planned
from varne.planning.asked import moment
from varne.planning.looks import curves_of, whole
from varne.planning.wherever import Wherever, wherever
from varne.sea import coast
from varne.sea.field import Field
from varne.search.after import Left, Sailed, left
from varne.search.areas import Rules
from varne.search.ascent import improved
from varne.search.chart import Lane
from varne.search.lateral import Curve
from varne.search.path import path_of
from varne.search.plan import Known, Ready, first_of, ready, told
from varne.search.searchers import Searcher
from varne.search.targets import Targets, targets

HOUR = 3600.0
Problems = list[planned.ProblemRow]
Curves = Sequence[Sequence[Curve]]


@dataclass(frozen=True, slots=True)
class Span:
    """Begin of a search [s since 1970], its steps, their length [s]."""

    start: float
    steps: int
    step: float

    @property
    def end(self) -> float:
        return self.start + self.steps * self.step


def span_of(request: asked.Request) -> tuple[float, float]:
    """From and to of what the fields must cover, an hour more at both ends [s since 1970].

    raises  ValueError for a time that is none
    """
    at = moment(request.at, "at")
    first = min([at, *(moment(d.at, "a datum's at") for d in request.datums)])
    return first - HOUR, at + (request.hours + 3) * HOUR


def search(
    request: asked.Request, current: Field, wind: Field | None, drifted: Run | None, clock: Callable[[], float]
) -> planned.PlanDoc:
    """A plan.

    wind     None: every state has its own light wind; drifted  the run of a file, instead of datums
    clock    seconds that pass while better plans are looked for, such as time.perf_counter
    raises   ValueError when nothing can be planned at all: nobody to look for, or no time to look in
    """
    begun = clock()
    problems: Problems = []
    found = wherever(request, current, wind, drifted, problems)
    span = _span(request, found.run, problems)
    if not request.assets:
        raise ValueError("the request has no assets; give one with its place, speed and endurance")
    searched = _searched(request, found, span.start, problems)
    weights = (found.run.weight, found.fresh.weight) if searched is None else tuple(s.belief.weight for s in searched)
    known, fresh = Known(found.run, weights[0], found.alive), Known(found.fresh, weights[1], found.fresh_alive)
    frame = targets(found.run, span.start, span.steps, span.step, weights[0])
    chosen = _searchers(request, span, frame, problems)
    rules = Rules(request.apart.air_m, request.apart.ship_m)
    lanes = [Lane(lane.polygon, lane.traffic) for lane in request.lanes]
    able = [s for _, s in chosen]
    r = ready(known, able, span.start, span.steps, span.step, rules, lanes, (frame.lon0, frame.lat0))
    problems += [planned.ProblemRow(able[j].name, why) for j, why in r.troubles]
    bare = planned.PlanDoc(
        "pos" if found.alive is None else "alive",
        searched=None if searched is None else planned.left_row(searched[0]),
        problems=problems,
        notes=list(found.notes),
        seed=request.seed,
        states=found.run.weight.size,
        fields=list(found.run.fields),
    )
    if not r.task.searchers:
        return bare
    curves = [curves_of(request, chosen[j][0]) for j in r.by_index]
    return _planned(request, r, fresh, curves, bare, lambda: clock() - begun < request.seconds)


def _planned(
    request: asked.Request, r: Ready, fresh: Known, curves: Curves, bare: planned.PlanDoc, more: Callable[[], bool]
) -> planned.PlanDoc:
    """The plan of those who can take part, looked for as long as there is time for more."""
    rng = np.random.default_rng(request.seed)
    first = first_of(r, curves, rng)
    plans = improved(r.task, rng, max(s.areas for s in r.task.searchers))
    areas = next(plans)
    while more():
        areas = next(plans)
    plan = told(r, areas, fresh, curves, rng, request.factor)
    names = [s.name for s in r.task.searchers]
    without = [
        planned.ProblemRow(s.name, f"{s.name} gets no area: all the water in its reach is closed, land or taken by others")
        for j, s in enumerate(r.task.searchers)
        if all(a.searcher != j for a in areas.areas)
    ]
    return msgspec.structs.replace(
        bare,
        **planned.figures(plan),
        quick=planned.quick_row(first, names[first.searcher]),
        assets=planned.asset_rows(r, plan),
        marginal=planned.marginal_rows(plan, names),
        problems=[*bare.problems, *without],
    )


def _span(request: asked.Request, run: Run, problems: Problems) -> Span:
    """The steps of the search; later than asked when the ensemble begins later, and told."""
    start, step = moment(request.at, "at"), 60.0 * request.step_min
    if start < run.t[0]:
        text = f"the search was to begin at {request.at}, before the ensemble: it begins with it, at {planned.stamp(run.t[0])}"
        problems.append(planned.ProblemRow("", text))
        start = float(run.t[0])
    there = int((run.t[-1] - HOUR - start + 1.0) // step)
    steps = min(int(np.ceil(60 * request.hours / request.step_min - 1e-9)), there)
    if steps < 1:
        end = planned.stamp(float(run.t[-1]))
        raise ValueError(
            f"the ensemble ends at {end}, an hour after {request.at} or sooner; drift it longer, or search earlier"
        )
    if steps * step < HOUR * request.hours - 1.0 and steps == there:
        problems.append(
            planned.ProblemRow("", f"the ensemble ends early: planned is until {planned.stamp(start + steps * step)}")
        )
    return Span(start, steps, step)


def _searched(request: asked.Request, found: Wherever, at: float, problems: Problems) -> tuple[Left, Left] | None:
    """What earlier tracks left of the ensemble, and of the fresh one; those that cannot be counted are told."""
    sailed = []
    for s in request.searched:
        try:
            fixes = np.array([(lon, lat, moment(t, f"{s.name}: a fix's at")) for lon, lat, t in s.track]).reshape(-1, 3)
            path = path_of(fixes[:, 2], fixes[:, 0], fixes[:, 1], *fixes[0, :2].tolist())
            one = Sailed(s.name, path, tuple(curves_of(request, s)))
            left(found.run, [one], at, request.factor)
        except (ValueError, IndexError) as error:
            problems.append(planned.ProblemRow(s.name, f"{s.name}: its track is not counted: {error}"))
        else:
            sailed.append(one)
    if not sailed:
        return None
    return left(found.run, sailed, at, request.factor), left(found.fresh, sailed, at, request.factor)


def _searchers(request: asked.Request, span: Span, frame: Targets, problems: Problems) -> list[tuple[asked.Asset, Searcher]]:
    """The assets in the plane; one that cannot be used as asked is told and left out."""
    chosen = []
    for a in request.assets:
        try:
            chosen.append((a, _searcher(request, a, span, frame)))
        except ValueError as error:
            problems.append(planned.ProblemRow(a.name, str(error)))
    return chosen


def _searcher(request: asked.Request, a: asked.Asset, span: Span, frame: Targets) -> Searcher:
    w = whole(request, a)
    base, home = _plane(w.lon, w.lat, frame), _plane(*(a.home or (w.lon, w.lat)), frame)
    ready, until = span.start + w.launch, span.start + w.launch + w.endurance
    back = float(np.hypot(*(np.array(home) - frame.datum[-1]))) / w.transit
    beyond = until - back > span.end  # it goes home after the search
    until, end = (span.end, None) if beyond else (until, home)
    s = Searcher(w.name, w.widths, w.search, ready, until, base, end, w.transit, a.least_spacing_m, w.air, a.areas)
    return s if a.area is None else replace(s, given=(_given(a, a.area, s, frame),))


def _given(a: asked.Asset, area: asked.Rectangle, s: Searcher, frame: Targets) -> tuple[float, ...]:
    """An area that was decided, in the drifting frame at the moment the asset gets there.

    raises  ValueError when it is on land
    """
    if bool(coast.covers(area.lon, area.lat)) and bool(coast.on_land(area.lon, area.lat)):
        raise ValueError(f"{a.name}: the middle of its area, {area.lon}, {area.lat}, is on land; are lon and lat exchanged?")
    x, y = _plane(area.lon, area.lat, frame)
    there = s.ready + float(np.hypot(x - s.base[0], y - s.base[1])) / s.transit
    dx, dy = frame.datum_at(float(np.clip(there, *frame.span)))
    ux, uy = (float(u) for u in geodesy.components_to(1.0, area.heading))
    return x - dx, y - dy, area.length_m / 2, area.width_m / 2, ux, uy


def _plane(lon: float, lat: float, frame: Targets) -> tuple[float, float]:
    x, y = geodesy.to_plane(lon, lat, frame.lon0, frame.lat0)
    return float(x), float(y)


def text(doc: planned.PlanDoc) -> str:
    """A plan for a terminal."""
    lines = []
    if doc.pos_fresh is not None and doc.bound is not None and doc.gap is not None:
        alive = "" if doc.alive_fresh is None else f", found alive {doc.alive_fresh:.0%}"
        lines.append(f"POS {doc.pos_fresh:.0%}{alive}; no plan can pass {doc.bound:.0%} ({doc.objective}); gap {doc.gap:.1%}")
    if doc.flown is not None:
        lines.append(f"the tracks find {doc.flown.mean:.0%} ({doc.flown.low:.0%} to {doc.flown.high:.0%} by the sweep widths)")
    if doc.quick is not None:
        q = doc.quick
        lines.append(f"at once: {q.name} {q.pattern} about {q.lon:.4f}, {q.lat:.4f} from {q.arrives}, spacing {q.spacing_m} m")
    lines += [_asset_line(a, area) for a in doc.assets for area in a.areas]
    lines += [f"one more hour of {m.name}: {100 * m.value:+.1f} points" for m in doc.marginal]
    return "\n".join([*lines, *doc.notes])


def _asset_line(a: planned.AssetRow, area: planned.AreaRow) -> str:
    size = f"{area.length_m / NM:.1f} x {area.width_m / NM:.1f} NM, {area.heading:03.0f}"
    return f"{a.name}  {area.begin} to {area.end}  {area.pattern} {size}  about {area.lon:.4f}, {area.lat:.4f}"
