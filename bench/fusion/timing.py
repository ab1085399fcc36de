"""What an answer costs on one core: a whole night from nothing, the next report, and both as the night grows."""

import time
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from bench.fusion.compare import Line
from bench.fusion.contest import NIGHTS, for_a_night, watch
from bench.fusion.nights import Night, until

SIZES = (20, 40, 100)
LAST = 8
"""Updates that are timed at the end of each night."""
ONE = (0.8,)
"""The threshold of one screen."""


def timed(names: Sequence[str], kind: str, seeds: Sequence[int], sizes: Sequence[int] = SIZES) -> Iterator[Line]:
    """A line for each method and number of boats; CPU seconds, every thread counted."""
    for name in names:
        for boats in sizes:
            nights = [NIGHTS[kind](seed, boats) for seed in seeds]
            if watch(name, nights[0], ONE) is None:
                break
            _costs(name, until(nights[0], 2 * LAST))  # compiles
            whole, updates = zip(*(_costs(name, n) for n in nights), strict=True)
            line: Line = {"bench": f"cost of an answer, {kind} nights", "method": name, "boats": boats, "nights": len(nights)}
            line |= {"reports": round(float(np.mean([len(n.reports) for n in nights])))}
            line |= {"from_nothing_s": round(float(np.median(whole)), 4)}
            every = np.concatenate(updates)
            yield line | {"update_median_s": round(float(np.median(every)), 4), "update_worst_s": round(float(every.max()), 4)}


def _costs(name: str, night: Night) -> tuple[float, list[float]]:
    """CPU seconds of the night from nothing, and of each of the last updates with its answer."""
    method, it = for_a_night(name, night, ONE), watch(name, night, ONE)
    if method is None or it is None:
        raise ValueError(f"{name} does not answer report by report")
    whole = _cpu(lambda: method(night.reports, night.current))
    for report in night.reports[:-LAST]:
        it.take(report)
    return whole, [_cpu(lambda report=report: (it.take(report), it.answer())) for report in night.reports[-LAST:]]


def _cpu(work: Callable[[], object]) -> float:
    begin = time.process_time()
    work()
    return time.process_time() - begin
