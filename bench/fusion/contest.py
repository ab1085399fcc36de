"""Who takes part: every method by name, made ready for a set of nights."""

import time
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from bench.fusion import prototype, splink
from bench.fusion.baselines import nearest, st_dbscan
from bench.fusion.methods import THRESHOLDS, Again, Answer, Method, Watch
from bench.fusion.nights import Night, without_phones
from bench.fusion.ours import Warm, proposed
from bench.fusion.own import own_night
from bench.fusion.reference import reference_night

NIGHTS: dict[str, Callable[[int, int], Night]] = {"reference": reference_night, "own": own_night}
TRAINING = range(101, 111)
"""Seeds that weights and settings may be learnt on; 1 to 20 are scored."""

Timed = tuple[Answer, float]


def for_a_night(name: str, night: Night, thresholds: Sequence[float] = THRESHOLDS) -> Method | None:
    """A method by name, None when it is not one that answers night by night (or not these nights)."""
    own = night.raw is None
    rules: dict[str, Method] = {
        "propose": partial(proposed, thresholds=thresholds),
        "nearest": nearest(gap=2_400.0 if own else 1_200.0),
        "phone-nearest": nearest(0.5, 600.0, phone=True),
        "st-dbscan": st_dbscan(5_000 if own else 3_000, 2_700),
        "phone-st-dbscan": st_dbscan(2_000, 1_200, phone=True) if own else st_dbscan(1_000, 600, phone=True),
        "phone": st_dbscan(0, 0, phone=True),
        "truth": lambda reports, current: Answer({0.0: night.truth[: len(reports)]}),
    }
    if not own:
        rules |= {n: prototype.sampled(night, n.endswith("language"), thresholds) for n in prototype.NAMES}
    return rules.get(name)


METHODS = ("propose", "nearest", "phone-nearest", "st-dbscan", "phone-st-dbscan", "phone", "splink", *prototype.NAMES, "truth")


def answers(name: str, nights: Sequence[Night]) -> list[Timed] | None:
    """Answers and CPU seconds of a method on nights of one kind; None when it cannot take part."""
    if name == "splink":
        return _splink(nights) if splink.ready() else None
    if (method := for_a_night(name, nights[0])) is None:
        return None
    method(nights[0].reports[:20], nights[0].current)  # compiles
    return [_timed(partial(for_a_night(name, n), n.reports, n.current)) for n in nights]


def _splink(nights: Sequence[Night]) -> list[Timed]:
    kind = nights[0].name.split()[0]
    train = [NIGHTS[kind](seed, 30) for seed in TRAINING]
    phones = any(r.caller for n in nights for r in n.reports)
    return splink.linked(train if phones else [without_phones(n) for n in train], nights)


def _timed(work: Callable[[], Answer]) -> Timed:
    begin = time.process_time()
    answer = work()
    return answer, time.process_time() - begin


def watch(name: str, night: Night, thresholds: Sequence[float] = THRESHOLDS) -> Watch | None:
    """A method that takes a night's reports as they come in; None when it is not one.

    Whatever does not keep its state from report to report starts again each time.
    """
    if name in prototype.NAMES and night.raw is not None:
        return prototype.Warm(night, name.endswith("language"), thresholds)
    if name == "propose":
        return Warm(night.current, thresholds)
    method = for_a_night(name, night, thresholds)
    return None if method is None else Again(method, night.current)


def mean_of(rows: Sequence[dict[str, float]]) -> dict[str, float]:
    return {k: round(float(np.mean([r[k] for r in rows])), 4) for k in rows[0]}
