"""Give the simple rules their best settings, on nights that are not scored: python -m bench.fusion.tune [reference|own]."""

import json
import sys
from collections.abc import Sequence
from itertools import product

import numpy as np

from bench.fusion import scores
from bench.fusion.baselines import nearest, st_dbscan
from bench.fusion.methods import Method, alone
from bench.fusion.nights import Night
from bench.fusion.own import own_night
from bench.fusion.reference import reference_night

SEEDS = range(101, 111)
SPEEDS, GAPS = (0.5, 1.5, 3.0), (600.0, 1_200.0, 2_400.0, 5_400.0)
SPACES, TIMES = (500, 1_000, 2_000, 3_000, 5_000), (600, 1_200, 2_700, 5_400)


def main(kinds: Sequence[str]) -> None:
    for kind in kinds or ("reference", "own"):
        over = [{"reference": reference_night, "own": own_night}[kind](seed) for seed in SEEDS]
        for phone in (False, True):
            for name, rule, grid in (("nearest", nearest, (SPEEDS, GAPS)), ("st-dbscan", st_dbscan, (SPACES, TIMES))):
                tried = [(f1(rule(*at, phone=phone), over), at) for at in product(*grid)]
                best = max(tried)
                told = {"tune": name, "nights": kind, "phone": phone, "f1": round(best[0], 3), "settings": best[1]}
                print(json.dumps(told), flush=True)


def f1(method: Method, over: Sequence[Night]) -> float:
    labels = [alone(method(n.reports, n.current).labels[0.0]) for n in over]
    return float(np.mean([scores.pairs(a, n.truth)["f1"] for a, n in zip(labels, over, strict=True)]))


if __name__ == "__main__":
    main(sys.argv[1:])
