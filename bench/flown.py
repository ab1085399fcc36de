"""Patterns flown with the drift against patterns fixed on the ground, on the cases of the memo (research/search.md 4.3).

Areas are placed by the memo's own planner, once in the drifting frame and once on the ground, so that only the flying differs.
POS is valued passage by passage on fresh states. Three ground-fixed figures stand beside the drifting one: the memo's own (its
plain ladders, the better of its two plans), and ours (orientation, corner and spacing chosen as for the drifting one; the same
plan frozen at its middle, and the plan made for the ground). The reference is looked for as in bench.search.
"""

import importlib
import json
import sys
from collections.abc import Sequence
from typing import Any

import numpy as np

from bench.search import HOUR, NM, REFERENCE
from varne.search.ladders import best_ladder
from varne.search.lateral import Curve, log_odds
from varne.search.path import Datum, drifting, frozen
from varne.search.patterns import Area
from varne.search.valuing import Objects, datum_of, flown

CASES = [(name, scale, a0) for name in ("dover", "compact") for scale in (0.5, 0.25) for a0 in (0.0, 3.0)]
STATES, LOOKED_AT, SECONDS, VESSELS = 20_000, 3000, 4.0, 4


def main() -> None:
    if not (REFERENCE / "bench_fly.py").exists():
        print(json.dumps({"bench": f"flown: no cases: {REFERENCE} is not there; set VARNE_REFERENCE"}))
        return
    sys.path.insert(0, str(REFERENCE))
    problem, peer, fly = (importlib.import_module(m) for m in ("searchprob", "bench_alloc", "bench_fly"))
    for case in CASES:
        print(json.dumps(compared(problem, peer, fly, *case)), flush=True)


def compared(problem: Any, peer: Any, fly: Any, name: str, scale: float, a0: float) -> dict[str, Any]:
    """POS of the drifting plan and of the best ground-fixed ones, on fresh states."""
    made, fresh = problem.make(name, STATES, 1), problem.make(name, STATES, 77)
    rows, w = np.arange(LOOKED_AT), np.full(LOOKED_AT, 1 / LOOKED_AT)
    peer.configure(scale)
    moving, fixed = (peer.ascent(made, rows, w, SECONDS, 1, None, frame)[1] for frame in ("rel", "pos"))
    theirs = [
        memo_flown(problem, peer, fly, fresh, plan, made["mean"], how, a0) for how, plan in enumerate((fixed, moving, moving))
    ]
    few, many = objects(problem, made, LOOKED_AT), objects(problem, fresh, STATES)
    datum = datum_of(objects(problem, made, STATES))
    still = drifting(1.5, 51.0, 0.0, 0.0, 0.0)
    ours = {
        "drifting": ours_flown(problem, peer, few, many, moving, [datum] * len(moving), None, a0),
        "frozen": ours_flown(
            problem, peer, few, many, moving, [frozen(datum, middle(problem, a)) for a in peer.ASSETS], datum, a0
        ),
        "ground": ours_flown(problem, peer, few, many, fixed, [still] * len(fixed), datum, a0),
    }
    best_ground = max(ours["frozen"], ours["ground"])
    figures = {
        "drifting": ours["drifting"],
        "ground_fixed": best_ground,
        "gain_points": 100 * (ours["drifting"] - best_ground),
        "memo_drifting": theirs[1],
        "memo_ground_fixed": max(theirs[0], theirs[2]),
        "gain_points_over_memo_ground_fixed": 100 * (ours["drifting"] - max(theirs[0], theirs[2])),
    }
    return {"bench": f"flown: {name} x{scale:g}, a0 {a0:g}", **{k: round(v, 4) for k, v in figures.items()}}


def objects(problem: Any, made: dict[str, Any], n: int) -> Objects:
    """The memo's states; its places stand at middles of steps and go on straight to the ends, as its own flying has it."""
    pos = made["pos"][:n]
    ends = [1.5 * pos[:, k] - 0.5 * pos[:, j] for k, j in ((0, 1), (-1, -2))]
    pos = np.concatenate([ends[0][:, None], pos, ends[1][:, None]], axis=1) * NM
    middles = problem.T0 + problem.DT * (np.arange(problem.NT) + 0.5)
    t = HOUR * np.concatenate([[problem.T0], middles, [problem.T0 + problem.DT * problem.NT]])
    x, y = (np.ascontiguousarray(pos[:, :, k].T) for k in (0, 1))
    kind = np.tile(made["typ"][:n].astype(np.int8), (t.size, 1))
    return Objects(1.5, 51.0, t, x, y, kind, np.full(len(pos), 1 / len(pos)))


def span(problem: Any, asset: Sequence[Any]) -> tuple[float, float]:
    return HOUR * (problem.T0 + problem.DT * asset[2]), HOUR * (problem.T0 + problem.DT * asset[3])


def middle(problem: Any, asset: Sequence[Any]) -> float:
    return sum(span(problem, asset)) / 2


def ours_flown(
    problem: Any, peer: Any, few: Objects, many: Objects, plan: Any, frames: Sequence[Datum], stream: Datum | None, a0: float
) -> float:
    """POS on `many` of ladders chosen on `few`; on the ground, ships hold their speed through a stream like the drift."""
    miss_few, miss_many = np.zeros(few.weight.size), np.zeros(many.weight.size)
    for k, (asset, r, frame) in enumerate(zip(peer.ASSETS, plan, frames, strict=True)):
        begin, end = span(problem, asset)
        medium = mean_drift(stream, begin, end) if stream and k < VESSELS else (0.0, 0.0)
        area = Area(*(float(v) * NM for v in r[:4]), float(90.0 - np.degrees(r[4])) % 360.0)
        curves = curves_of(asset, a0)
        speed = asset[1] * problem.EFF * NM / HOUR
        path = best_ladder(
            few, curves, area, (begin, end), speed, frame, before=miss_few, medium=medium, local=stream is None
        ).path
        miss_few = miss_few + flown(few, path, curves).miss
        miss_many = miss_many + flown(many, path, curves).miss
    return float(-np.expm1(miss_many).mean())


def curves_of(asset: Sequence[Any], a0: float) -> list[Curve]:
    return [log_odds(w * NM, 1 / (1 + np.exp(-a0))) for w in asset[4]]


def mean_drift(datum: Datum, begin: float, end: float) -> tuple[float, float]:
    x, y = datum.at([begin, end])
    return float(x[1] - x[0]) / (end - begin), float(y[1] - y[0]) / (end - begin)


def memo_flown(problem: Any, peer: Any, fly: Any, fresh: Any, plan: Any, mean: Any, how: int, a0: float) -> float:
    """The memo's own flying of a plan: how 0 a ground plan on the ground, 1 with the drift, 2 the drifting plan frozen."""
    moving = {0: 2, 1: 1, 2: 0}[how]
    middles = problem.T0 + problem.DT * (np.arange(problem.NT) + 0.5)
    miss = np.zeros(len(fresh["w"]))
    for a, r in enumerate(plan):
        legs, _ = fly.ladder(r, a, middles, mean, moving)
        a1 = -2 / np.array(peer.ASSETS[a][4]) * np.log1p(np.exp(a0))
        fly.fly(middles, fresh["pos"], fresh["typ"], legs, np.full(3, a0), a1, miss)
    return float(-np.expm1(miss).mean())


if __name__ == "__main__":
    main()
