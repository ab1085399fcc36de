"""What an answer costs on one core: a whole night from nothing, the next report, and both as the night grows."""

import time
from collections.abc import Iterator, Sequence

import numpy as np

from bench.fusion.compare import Line
from bench.fusion.contest import NIGHTS, single
from bench.fusion.nights import Night

SIZES = (20, 40, 100)
LAST = 12
"""Updates that are timed at the end of each night."""


def timed(names: Sequence[str], kind: str, seeds: Sequence[int], sizes: Sequence[int] = SIZES) -> Iterator[Line]:
    """A line for each method and number of boats; CPU seconds, every thread counted."""
    for name in names:
        for boats in sizes:
            nights = [NIGHTS[kind](seed, boats) for seed in seeds]
            if single(name, nights[0]) is None:
                break
            _costs(name, nights[0], warm=True)
            whole, updates = zip(*(_costs(name, n) for n in nights), strict=True)
            line: Line = {"bench": f"cost of an answer, {kind} nights", "method": name, "boats": boats, "nights": len(nights)}
            line |= {"reports": round(float(np.mean([len(n.reports) for n in nights])))}
            line |= {"from_nothing_s": round(float(np.median(whole)), 4)}
            every = np.concatenate(updates)
            yield line | {"update_median_s": round(float(np.median(every)), 4), "update_worst_s": round(float(every.max()), 4)}


def _costs(name: str, night: Night, warm: bool = False) -> tuple[float, list[float]]:
    """CPU seconds of the night from nothing, and of each of the last updates."""
    it, first = single(name, night), len(night.reports) - LAST
    if it is None:
        raise ValueError(f"{name} does not answer report by report")
    for report in night.reports[: 20 if warm else first]:
        it.take(report)
    begin = time.process_time()
    it.answer()
    whole, updates = time.process_time() - begin, []
    for report in () if warm else night.reports[first:]:
        begin = time.process_time()
        it.take(report)
        it.answer()
        updates.append(time.process_time() - begin)
    return whole, updates
