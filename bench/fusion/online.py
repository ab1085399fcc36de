"""Report by report: what the picture says every hour about boats that are at sea and have been reported.

Legend: boat-hours: each reported boat still at sea counts once at each full hour of the night
"""

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np

from bench.fusion import scores
from bench.fusion.compare import ACTING, Line, named
from bench.fusion.contest import watch
from bench.fusion.methods import Answer, alone
from bench.fusion.nights import Bools, Night, recoveries, until

HOUR = 3_600.0
FIRST = 4
"""A picture is asked for from this many reports on."""


def online(names: Sequence[str], nights: Sequence[Night]) -> Iterator[Line]:
    """A line for each method, threshold and acting threshold: shares of boat-hours without a marker, or believed rescued."""
    for name in names:
        counts = Counter[tuple[float, float, str]]()
        for night in nights:
            for key, n in _hourly(name, night):
                counts[key] += n
        for threshold, acting in sorted({k[:2] for k in counts}):
            hours, lost, believed = (counts[threshold, acting, what] for what in ("hours", "lost", "believed"))
            line = named(name, nights, threshold) | ({"acting": acting} if acting else {})
            line |= {"bench": f"picture hour by hour, {nights[0].name.split()[0]} nights", "boat_hours": hours}
            yield line | {"without_marker": round(lost / hours, 5), "believed_rescued": round(believed / hours, 5)}


def _hourly(name: str, night: Night) -> Iterator[tuple[tuple[float, float, str], int]]:
    """Counts (threshold, acting, what) of one night."""
    it, known = watch(name, night), 0
    if it is None:
        return
    for hour in np.arange(night.end - HOUR * int((night.end - night.received[0]) // HOUR), night.end + 1, HOUR):
        ready = int(np.searchsorted(night.received, hour, side="right"))
        for report in night.reports[known:ready]:
            it.take(report)
        known = ready
        if known >= FIRST:
            answer = it.answer()
            for threshold in answer.labels:
                for acting in ACTING if answer.rescued is not None else (0.0,):
                    for what, n in looked_at(until(night, known), answer, threshold, acting, float(hour)).items():
                        yield (threshold, acting, what), n


def looked_at(night: Night, answer: Answer, threshold: float, acting: float, now: float) -> dict[str, int]:
    """Reported boats at sea now; those without an open marker of their own; those believed rescued.

    night  cut at now. A marker is open while any of its reports is not taken for rescued
    """
    labels = alone(answer.labels[threshold])
    closed = scores.believed(labels, recoveries(night.reports), answer.rescued, acting)
    boats = np.array([b for b in night.boats if night.left_sea[b] > now], np.int64)
    if not len(boats):
        return {"hours": 0, "lost": 0, "believed": 0}
    shown = np.isin(labels, labels[~closed])
    believed = sum(bool(closed[night.truth == b].all()) for b in boats)
    return {"hours": len(boats), "lost": len(boats) - _markers(labels, night, boats, shown), "believed": believed}


def _markers(labels: np.ndarray, night: Night, boats: np.ndarray, shown: Bools) -> int:
    """How many boats can be given an open marker of their own."""
    if not shown.any():
        return 0
    counts, _ = scores.overlap(labels[shown], night.truth[shown], boats)
    return int(scores.with_own_marker(counts).sum())
