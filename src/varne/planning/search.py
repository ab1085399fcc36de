"""Search: a request to a plan; what cannot be done as asked is told with the asset's name, and the rest is planned.

A plan comes in stages: where the first unit can begin at once, then ever better areas, then everything that is known of the
best. Whoever asks may stop listening at any of them.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

from varne.drift.run import Run
from varne.planning import asked, planned
from varne.planning.asked import moment
from varne.planning.assumed import assumed
from varne.planning.looks import Fleet, curves_of, in_the_dim
from varne.planning.span import span_within
from varne.planning.units import searchers
from varne.planning.wherever import HIGH, LIKELY, LOW, Wherever, wherever
from varne.sea.field import Field
from varne.search.after import Left, Sailed, left
from varne.search.areas import Areas, Rules
from varne.search.ascent import improved
from varne.search.chart import Lane
from varne.search.decided import against
from varne.search.lateral import Curve
from varne.search.living import at_steps
from varne.search.path import path_of
from varne.search.plan import Known, Ready, first_of, ready, told
from varne.search.sentences import say
from varne.search.targets import targets
from varne.search.tracks import datum_of_frame
from varne.words import InWords, Words

Floats = NDArray[np.float64]
ALIVE_EVERY = 1800.0
Curves = Sequence[Sequence[Curve]]


@dataclass(frozen=True, slots=True)
class Given:
    """What a request is planned with.

    current, wind  wind None: every state has its own light wind, and aircraft are planned in still air
    drifted        states to look for, such as an outlook's or a file's, instead of datums; every other one values the plan
    rests_on       what those states rest on
    fleet          the list that assets are looked up in; None is the shipped one
    lanes          of ships' traffic, for a request that gives none
    """

    current: Field
    wind: Field | None = None
    drifted: Run | None = None
    rests_on: tuple[Words, ...] = field(default=())
    fleet: Fleet = None
    lanes: tuple[Lane, ...] = ()


@dataclass(frozen=True, slots=True)
class Stage:
    """A plan as far as it is made: first (only where to begin at once), better (looking on), plan (all of it).

    share  of the time that may be taken, 0 to 1
    value  of the areas so far, on the states they are made with; None before there are any
    """

    name: Literal["first", "better", "plan"]
    share: float
    doc: planned.PlanDoc
    value: float | None = None


def search(request: asked.Request, given: Given, clock: Callable[[], float]) -> planned.PlanDoc:
    """A plan.

    clock    seconds that pass while better plans are looked for, such as time.perf_counter
    raises   ValueError when nothing can be planned at all: nobody to look for, or no time to look in
    """
    *_, last = stages(request, given, clock)
    return last.doc


def stages(request: asked.Request, given: Given, clock: Callable[[], float]) -> Iterator[Stage]:
    """A plan as it is made; the last stage has all of it.

    raises  ValueError as `search` does, before the first stage
    """
    begun = clock()
    laid = _laid_out(request, given)
    if laid.ready.task.searchers:
        yield from _planned(request, laid, lambda: clock() - begun)
    else:
        yield Stage("plan", 1.0, laid.doc)


@dataclass(frozen=True, slots=True, eq=False)
class _Laid:
    """A request laid out: the task, its searchers' curves, the states to value a plan on, what is told before there is one."""

    ready: Ready
    curves: Curves
    fresh: Callable[[], Known]
    doc: planned.PlanDoc


def _laid_out(request: asked.Request, given: Given) -> _Laid:
    """The task of a request; what cannot be done as asked stands in the document."""
    problems: planned.Problems = []
    found = wherever(request, given.current, given.wind, given.drifted, problems)
    span = span_within(request, found.run, problems)
    if not request.assets:
        raise InWords(say("search.none.assets"))
    searched = _searched(request, given.fleet, found, span.start, problems)
    weight, other = (found.run.weight, found.fresh.weight) if searched is None else (s.belief.weight for s in searched)
    frame = targets(found.run, span.start, span.steps, span.step, weight)
    chosen = searchers(request, given.fleet, given.wind, span, frame, problems)
    lanes = [Lane(lane.polygon, lane.traffic) for lane in request.lanes] or list(given.lanes)
    known, rules = Known(found.run, weight, found.alive(found.run)), Rules(request.apart.air_m, request.apart.ship_m)
    able = [s for _, s in chosen]
    r = ready(known, able, span.start, span.steps, span.step, rules, lanes, (frame.lon0, frame.lat0))
    problems += [planned.problem(able[j].name, why) for j, why in r.troubles]
    assets = [chosen[j][0] for j in r.by_index]
    taken = assumed(request, assets, given.wind, given.fleet, lanes=bool(lanes))
    doc = _bare(request, found, searched, problems, (*given.rests_on, *found.assumed, *taken))
    return _Laid(r, [curves_of(request, a, given.fleet) for a in assets], lambda: _fresh(found, other), doc)


def _bare(
    request: asked.Request,
    found: Wherever,
    searched: tuple[Left, Left] | None,
    problems: planned.Problems,
    rests_on: Sequence[Words],
) -> planned.PlanDoc:
    """What can be told before anything is planned."""
    return planned.PlanDoc(
        "alive" if found.lives else "pos",
        searched=None if searched is None else planned.left_row(searched[0]),
        problems=problems,
        notes=[w.text for w in rests_on],
        assumed=[planned.said(w) for w in rests_on],
        seed=request.seed,
        states=found.run.weight.size,
        fields=list(found.run.fields),
        dim=in_the_dim(request.weather),
    )


def _fresh(found: Wherever, weight: Floats) -> Known:
    """The states that a plan is valued on, with all three curves of survival; made when it is needed: the first unit waits."""
    low, likely, high = (found.alive(found.fresh, curve) for curve in (LOW, LIKELY, HIGH))
    return Known(found.fresh, weight, likely, None if low is None or high is None else (low, high))


def _planned(request: asked.Request, laid: _Laid, passed: Callable[[], float]) -> Iterator[Stage]:
    """The plan of those who can take part, looked for as long as there is time."""
    r, rng = laid.ready, np.random.default_rng(request.seed)
    quick = first_of(r, laid.curves, rng)
    doc = msgspec.structs.replace(laid.doc, quick=planned.quick_row(quick, r.task.searchers[quick.searcher].name))
    yield Stage("first", 0.0, doc)
    areas, rounds = None, 0
    for areas in improved(r.task, rng, max(s.areas for s in r.task.searchers)):
        rounds += 1
        share = _share(request, rounds, passed)
        if share >= 1.0:
            break
        yield Stage("better", share, doc, areas.value)
    assert areas is not None
    yield Stage("plan", 1.0, _whole(request, laid, doc, areas, rounds, rng), areas.value)


def _whole(
    request: asked.Request, laid: _Laid, doc: planned.PlanDoc, areas: Areas, rounds: int, rng: np.random.Generator
) -> planned.PlanDoc:
    """Everything that is known of a plan of areas."""
    r, fresh = laid.ready, laid.fresh()
    plan = told(r, areas, fresh, laid.curves, rng, request.factor)
    names = [s.name for s in r.task.searchers]
    return msgspec.structs.replace(
        doc,
        **planned.figures(plan),
        assets=planned.asset_rows(r, plan),
        marginal=planned.marginal_rows(plan, names),
        problems=[*doc.problems, *_without(areas, names), *_against(r, areas, names)],
        survival=_lived(fresh, r.task.of.span),
        datum=planned.datum_rows(datum_of_frame(r.task.of)),
        rounds=rounds,
    )


def _share(request: asked.Request, rounds: int, passed: Callable[[], float]) -> float:
    """How much of the rounds, or of the time, is spent."""
    if request.rounds is not None:
        return rounds / request.rounds
    spent = passed()
    return 1.0 if spent >= request.seconds else spent / request.seconds


def _without(areas: Areas, names: Sequence[str]) -> planned.Problems:
    placed = {a.searcher for a in areas.areas}
    return [planned.problem(n, say("search.trouble.no_area", asset=n)) for j, n in enumerate(names) if j not in placed]


def _against(r: Ready, areas: Areas, names: Sequence[str]) -> planned.Problems:
    return [planned.problem(names[j], why) for j, why in against(r.task, areas)]


def _lived(fresh: Known, span: tuple[float, float]) -> list[planned.AliveRow]:
    """Shares alive every half hour from the begin of the search to its end, low, likely, high."""
    if fresh.alive is None or fresh.ends is None:
        return []
    at = np.append(np.arange(span[0], span[1] - 1.0, ALIVE_EVERY), span[1])
    weight = fresh.weight / fresh.weight.sum()
    three = (fresh.ends[0], fresh.alive, fresh.ends[1])
    return planned.alive_rows(at, [np.sum(at_steps(fresh.run, share, at) * weight, axis=1) for share in three])


def _searched(
    request: asked.Request, fleet: Fleet, found: Wherever, at: float, problems: planned.Problems
) -> tuple[Left, Left] | None:
    """What earlier tracks left of the ensemble, and of the fresh one; those that cannot be counted are told."""
    tracks = []
    for s in request.searched:
        try:
            one = sailed(request, s, fleet)
            left(found.run, [one], at, request.factor)
        except ValueError as error:
            problems.append(planned.problem(s.name, say("search.trouble.track", asset=s.name, why=str(error))))
        else:
            tracks.append(one)
    if not tracks:
        return None
    return left(found.run, tracks, at, request.factor), left(found.fresh, tracks, at, request.factor)


def sailed(request: asked.Request, s: asked.Sailed, fleet: Fleet = None) -> Sailed:
    """A track that was really made, in its own plane.

    raises  ValueError for fewer than two fixes, or times that do not rise
    """
    if len(s.track) < 2:
        raise ValueError(f"a track has two fixes or more, this one {len(s.track)}")
    fixes = np.array([(lon, lat, moment(t, f"{s.name}: a fix's at")) for lon, lat, t in s.track])
    path = path_of(fixes[:, 2], fixes[:, 0], fixes[:, 1], *fixes[0, :2].tolist())
    return Sailed(s.name, path, curves_of(request, s, fleet))
