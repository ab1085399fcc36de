"""Plan: everything that is known of a search when its areas are chosen: what it is worth, and how far from the best it is.

`ready` lays out the task and says who cannot take part; `ascent.improved` makes ever better areas, as long as the asker has
time; `told` values the last of them: on fresh states, beside its bound, with tracks, marginal hours and the myopic plan.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from varne.drift.run import Run
from varne.search.areas import Areas, Rules, Task
from varne.search.ascent import value_on
from varne.search.chart import Lane, chart
from varne.search.lateral import Curve
from varne.search.living import at_steps
from varne.search.marginal import Marginal, marginal, myopic
from varne.search.quick import Quick, quick
from varne.search.relaxed import Relaxed, relaxed
from varne.search.searchers import Searcher, box_of, effort_of, trouble
from varne.search.targets import Targets, as_seen_from, rewarded, targets, until
from varne.search.tracks import Track, tracks
from varne.search.valuing import Objects, Worth, objects, worth
from varne.words import Words

Floats = NDArray[np.float64]
HOUR = 3600.0
PROVED = 1e-3
"""The bound is made until free effort is known to this share."""
QUICK = 2000


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """An ensemble: run; weight (n,) what earlier searches left of it; alive (m, n) share at the run's outputs, None for POS.

    ends  the same by the low and by the high curve of survival: what the share alive may also be
    """

    run: Run
    weight: Floats
    alive: Floats | None = None
    ends: tuple[Floats, Floats] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Ready:
    """A task laid out.

    task      for the objective; longer, its targets with an hour more
    by_index  which of the searchers that were given each of the task's is
    troubles  of the others: index and why
    """

    known: Known
    task: Task
    longer: Targets
    by_index: tuple[int, ...]
    troubles: tuple[tuple[int, Words], ...]


def ready(
    known: Known,
    searchers: Sequence[Searcher],
    start: float,
    steps: int,
    step: float,
    rules: Rules,
    lanes: Sequence[Lane] = (),
    origin: tuple[float, float] | None = None,
) -> Ready:
    """The task of a search, and who cannot take part in it and why.

    searchers  places in the plane of `origin`, lon, lat [deg]; start  begin of the search; step  length of its steps [s]
    raises     ValueError for an ensemble that is empty, ashore, or not of that time
    """
    hour = int(np.ceil(HOUR / step))
    longer = _worthy(targets(known.run, start, steps + hour, step, known.weight, origin), known.run, known.alive)
    of = until(longer, steps)
    why = {j: words for j, s in enumerate(searchers) if (words := trouble(s, of))}
    able = tuple(j for j in range(len(searchers)) if j not in why)
    west, east, south, north = box_of(of)
    drift = np.abs(of.datum).max()
    waters = chart(of.lon0, of.lat0, float(drift + max(-west, east, -south, north) + 10_000.0), lanes)
    task = Task(of, tuple(searchers[j] for j in able), waters, rules)
    return Ready(known, task, longer, able, tuple(sorted(why.items())))


def _worthy(of: Targets, run: Run, alive: Floats | None) -> Targets:
    return of if alive is None else rewarded(of, _falling(at_steps(run, alive, of.t)))


def _falling(share: Floats) -> Floats:
    return np.asarray(np.clip(np.minimum.accumulate(share, axis=0), 0.0, 1.0))


def first_of(ready_: Ready, curves: Sequence[Sequence[Curve]], rng: np.random.Generator) -> Quick:
    """The quick answer, from some of the states; curves  of each searcher of the task.

    raises  ValueError when nobody gets there in time
    """
    return quick(_seen(ready_, QUICK, rng), ready_.task.searchers, curves, ready_.task.of.span[1])


def _seen(r: Ready, n: int, rng: np.random.Generator) -> Objects:
    run, w, of = r.known.run, r.known.weight, r.task.of
    if n < w.size:
        rows = np.sort(rng.choice(w.size, n, replace=False))
        kept: dict[str, Any] = {name: getattr(run, name)[:, rows] for name in ("lon", "lat", "state", "flag")}
        run, w = replace(run, **kept), w[rows]
    return objects(replace(run, weight=w), of.lon0, of.lat0)


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """A plan and its figures, 0..1.

    pos, alive          worth by the law of random search, on the states it was made with; alive None without survival
    pos_fresh, alive_fresh  the same on fresh states of the same forecast: what to believe
    alive_ends          alive_fresh when people live as short, and as long, as they may: low, high
    best                free effort and the bound of the objective; gap  of the fresh value to the bound, as a share of it
    myopic              the same areas placed one after the other without a thought of the later ones, by the objective
    tracks, flown       what the tracks find, passage by passage, low, likely and high by the sweep widths
    marginal            one more hour of each, best first
    """

    areas: Areas
    pos: float
    alive: float | None
    pos_fresh: float
    alive_fresh: float | None
    alive_ends: tuple[float, float] | None
    best: Relaxed
    gap: float
    myopic: Areas
    tracks: tuple[Track, ...]
    flown: Worth
    marginal: tuple[Marginal, ...]


def told(
    r: Ready,
    areas: Areas,
    fresh: Known,
    curves: Sequence[Sequence[Curve]],
    rng: np.random.Generator,
    factor: float = 1.75,
) -> Plan:
    """The figures of a plan.

    fresh   another ensemble of the same forecast, over the same time, with what earlier searches left of it
    curves  of each searcher of the task, one for each state; factor  how wrong their widths may be either way
    """
    of, task = r.task.of, r.task
    bare = targets(fresh.run, of.span[0], of.t.size, of.step, fresh.weight)
    also = as_seen_from(_worthy(bare, fresh.run, fresh.alive), of)
    best = relaxed(of, effort_of(task.searchers, of), PROVED)
    lived = r.known.alive is not None
    pos, pos_fresh = (value_on(_for_pos(a), areas, task) for a in (of, also))
    alive, alive_fresh = (value_on(a, areas, task) if lived else None for a in (of, also))
    ends = [value_on(as_seen_from(_worthy(bare, fresh.run, share), of), areas, task) for share in fresh.ends or ()]
    value = pos_fresh if alive_fresh is None else alive_fresh
    seen = _seen(r, r.known.weight.size, rng)
    found, _ = tracks(seen, task, areas, curves, rng)
    flown = worth(seen, [(t.ladder.path, curves[areas.areas[t.area].searcher]) for t in found], factor)
    more = marginal(task, areas, r.longer, rng)
    blind = myopic(task, areas, rng)
    gap = 1 - value / best.bound if best.bound > 0 else 0.0
    alive_ends = (ends[0], ends[1]) if ends else None
    return Plan(areas, pos, alive, pos_fresh, alive_fresh, alive_ends, best, gap, blind, tuple(found), flown, tuple(more))


def _for_pos(of: Targets) -> Targets:
    return rewarded(of, np.ones(of.x.shape))
