"""How near a plan is to the best possible, and how fast that is proved; beside the prototypes of the memo, in the same run.

The cases are the memo's (research/search.md 4.2): a synthetic night like Dover's, six assets. Their code and that of the
"SAROPS-style" search, written from published descriptions only, lies outside this repository; VARNE_REFERENCE names the folder.
Seconds are CPU seconds of one process.
"""

import importlib
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from bench import standby
from varne.search.areas import NO_RULES, Areas, Rules, Task
from varne.search.ascent import improved, value_on
from varne.search.lateral import log_odds
from varne.search.quick import quick
from varne.search.relaxed import Effort, Relaxed, better, relaxed, spread_over
from varne.search.searchers import EFFICIENCY, Searcher, effort_of
from varne.search.targets import Targets, as_seen_from, in_frame, rewarded
from varne.search.valuing import Objects

NM, HOUR = 1852.0, 3600.0
REFERENCE = Path(os.environ.get("VARNE_REFERENCE", Path(__file__).parents[2] / "shared" / "reference" / "search"))
CASES = (("dover", 1.0), ("dover", 0.5), ("dover", 0.25), ("compact", 0.25))
MEDIANS = (20.0, 4.0, 7.0)
"""Hours that half would live, afloat, in the water, on a swamped hull: the memo's, for this bench only."""
BIG, PLANNED, FEW, FRESH = 80_000, 20_000, 5_000, 100_000


def main() -> None:
    standby.main()
    if not (REFERENCE / "searchprob.py").exists():
        say(f"no cases: {REFERENCE} is not there; set VARNE_REFERENCE")
        return
    sys.path.insert(0, str(REFERENCE))
    problem, peer = importlib.import_module("searchprob"), importlib.import_module("bench_alloc")
    warm(problem, peer)
    for name, scale in CASES:
        proved(problem, peer, name, scale)
    for name, scale in CASES:
        planned(problem, peer, name, scale)
    for scale in (0.5, 0.25):
        alive(problem, scale)
    answered(problem)


def say(question: str, **figures: Any) -> None:
    rounded = {k: round(v, 5) if isinstance(v, float) else v for k, v in figures.items()}
    print(json.dumps({"bench": f"search: {question}", **rounded}), flush=True)


def case(problem: Any, name: str, n: int, seed: int) -> Targets:
    """The memo's case in our units."""
    made = problem.make(name, n, seed)
    t = HOUR * (problem.T0 + problem.DT * (np.arange(problem.NT) + 0.5))
    x, y = (np.ascontiguousarray(made["pos"][:, :, k].T) * NM for k in (0, 1))
    kind = np.broadcast_to(made["typ"].astype(np.int8), x.shape).copy()
    return in_frame(1.5, 51.0, t, HOUR * problem.DT, x, y, kind, made["w"])


def searchers(problem: Any, scale: float, areas: int = 1) -> tuple[Searcher, ...]:
    assert problem.EFF == EFFICIENCY
    return tuple(
        Searcher(
            name,
            tuple(scale * NM * w for w in widths),
            speed * NM / HOUR,
            HOUR * (problem.T0 + problem.DT * first),
            HOUR * (problem.T0 + problem.DT * last),
            least_spacing=0.1 * NM,
            air=name.startswith(("HELO", "DRONE")),
            areas=areas,
        )
        for name, speed, first, last, widths in problem.ASSETS
    )


def warm(problem: Any, peer: Any) -> None:
    """Compile everything, or read it compiled."""
    small = case(problem, "dover", 400, 9)
    relaxed(small, effort_of(searchers(problem, 1.0), small))
    best_in(0.0, Task(small, searchers(problem, 1.0, 2), rules=Rules()), 2)
    made, rows, w = problem.make("dover", 400, 9), np.arange(400), np.full(400, 1 / 400)
    peer.configure(1.0)
    peer.solve_relaxed(made, 1.0, 1)
    peer.ascent(made, rows, w, 0.01)
    peer.sarops_like(made, rows, w, 0.01)


def proved(problem: Any, peer: Any, name: str, scale: float) -> None:
    """CPU seconds to a proved gap, both on the same targets and cells."""
    of = case(problem, name, PLANNED, 1)
    by = effort_of(searchers(problem, scale), of)
    ours = certified_after(lambda: better(of, by, NM))
    peer.configure(scale)
    made = problem.make(name, PLANNED, 1)
    begin = time.process_time()
    _, bound, _, history = peer.solve_relaxed(made, 1.0, 40, 5e-4)
    theirs = [next((t for t, f, u in history if (u - f) / u < g), time.process_time() - begin) for g in (0.01, 0.001)]
    say(
        f"{name} x{scale:g}: CPU seconds until the bound is within 1 % and 0.1 %",
        one_percent=ours[0],
        tenth_percent=ours[1],
        reference_one_percent=theirs[0],
        reference_tenth_percent=theirs[1],
        bound=ours[2],
        reference_bound=bound,
        myopic=ours[3],
        optimum=ours[4],
    )


def certified_after(solve: Callable[[], Iterator[Relaxed]]) -> tuple[float, float, float, float, float]:
    """Seconds to 1 % and to 0.1 %, the bound, the myopic value and the best."""
    begin, first = time.process_time(), 0.0
    found = None
    for found in solve():
        first = first or (time.process_time() - begin if found.gap < 0.01 else 0.0)
        if found.gap < 0.001:
            break
    assert found is not None
    return first, time.process_time() - begin, found.bound, found.myopic, found.value


def best_in(seconds: float, task: Task, most: int, seed: int = 1) -> Areas:
    """The best plan after some CPU seconds."""
    begin, plans = time.process_time(), improved(task, np.random.default_rng(seed), most)
    found = next(plans)
    while time.process_time() - begin < seconds:
        found = next(plans)
    return found


def planned(problem: Any, peer: Any, name: str, scale: float) -> None:
    """Gap of plans to the relaxed optimum of a large ensemble, on fresh targets."""
    big = case(problem, name, BIG, 3)
    best = relaxed(big, effort_of(searchers(problem, scale), big), 1e-3, NM).value
    of = case(problem, name, PLANNED, 1)
    fresh = as_seen_from(case(problem, name, FRESH, 77), of)
    own = [bound_of(case(problem, name, n, 1), searchers(problem, scale)) for n in (PLANNED, FEW)]
    for seconds in (1.0, 10.0):
        values = {}
        for most in (1, 2, 3):
            task = Task(of, searchers(problem, scale, most), rules=NO_RULES)
            values[most] = value_on(fresh, best_in(seconds, task, most), task)
        apart = Task(of, searchers(problem, scale, 2), rules=Rules(land=1.0))
        values[0] = value_on(fresh, best_in(seconds, apart, 2), apart)
        theirs = by_peer(problem, peer, name, scale, seconds)
        say(
            f"{name} x{scale:g}: gap to the relaxed optimum after {seconds:g} s, 100,000 fresh targets",
            gap_two_areas=1 - values[2] / best,
            gap_one_area=1 - values[1] / best,
            gap_three_areas=1 - values[3] / best,
            gap_two_areas_kept_apart=1 - values[0] / best,
            reference_block_ascent=1 - theirs[0] / best,
            reference_sarops_style=1 - theirs[1] / best,
            pos=values[2],
            optimum=best,
            own_bound=own[0],
            own_bound_5000_states=own[1],
        )


def bound_of(of: Targets, who: tuple[Searcher, ...]) -> float:
    """The bound in the cells that Varne chooses for these states."""
    return relaxed(of, effort_of(who, of)).bound


def by_peer(problem: Any, peer: Any, name: str, scale: float, seconds: float) -> tuple[float, float]:
    """Value on the same fresh targets of the memo's block ascent and of the SAROPS-style moves, one area an asset."""
    peer.configure(scale)
    made, fresh = problem.make(name, PLANNED, 1), problem.make(name, FRESH, 77)
    fresh["rel"] = fresh["pos"] - made["mean"][None]
    rows = np.sort(np.random.default_rng(5).choice(PLANNED, 2000 if seconds < 5 else 3000, False))
    w = np.full(rows.size, 1 / rows.size)
    block = peer.ascent(made, rows, w, seconds, 1)[1]
    moves = peer.sarops_like(made, rows[:1500], w[:1500] / w[:1500].sum(), seconds, 1)[1]
    first, second = (float(peer.evaluate(fresh, r, 1.0)[0]) for r in (block, moves))
    return first, second


def alive(problem: Any, scale: float) -> None:
    """The chance to be found alive: planned for it, and planned for POS."""
    of = case(problem, "dover", PLANNED, 1)
    rng = np.random.default_rng(2)
    median = HOUR * np.array(MEDIANS)[of.kind[0]] * np.exp(rng.normal(0, 0.5, of.n))
    living = rewarded(of, 1 / (1 + (of.t[:, None] / median) ** 4))
    by = effort_of(searchers(problem, scale), of)
    begin = time.process_time()
    best = relaxed(living, by, 1e-3, NM)
    seconds = time.process_time() - begin
    for_pos = relaxed(of, by, 1e-3, NM)
    task = Task(living, searchers(problem, scale, 2), rules=NO_RULES)
    plan = best_in(2.0, task, 2)
    say(
        f"dover x{scale:g}: found alive, planned for it and for POS",
        alive=best.value,
        bound=best.bound,
        gap=best.gap,
        cpu_s=seconds,
        alive_when_planned_for_pos=worth_of(for_pos, living, by),
        pos_given_up=for_pos.value - worth_of(best, of, by),
        areas_after_2_s=plan.value,
    )


def answered(problem: Any) -> None:
    """The quick answer for the first unit, on 2000 states."""
    of = case(problem, "dover", 2000, 1)
    x, y = (np.asarray(a + of.datum[:, [k]], float) for k, a in enumerate((of.x, of.y)))
    seen = Objects(of.lon0, of.lat0, of.t, x, y, of.kind, of.weight)
    who = searchers(problem, 0.5)
    curves = [[log_odds(w, 0.5) for w in s.sweep_width] for s in who]
    begin = time.process_time()
    quick(seen, who, curves, of.span[1])
    first = time.process_time() - begin
    begin = time.process_time()
    found = quick(seen, who, curves, of.span[1])
    seconds = time.process_time() - begin
    say("the quick answer, 2000 states", cpu_s=seconds, first_time_cpu_s=first, pos=found.pos, pattern=found.pattern)


def worth_of(found: Relaxed, of: Targets, by: Effort) -> float:
    return spread_over(found, of, by)


if __name__ == "__main__":
    main()
