"""Decided: what speaks against areas that a person put where they are. They are flown all the same; the crews must know."""

from collections.abc import Iterator
from itertools import combinations

import numpy as np

from varne.geodesy import components_to
from varne.search.areas import Area, Areas, Task
from varne.search.rectangles import allowed, apart
from varne.search.sentences import say
from varne.words import Words

EVERYWHERE = np.array([-np.inf, np.inf, -np.inf, np.inf])
ALONE = np.empty((0, 6))


def against(task: Task, plan: Areas) -> Iterator[tuple[int, Words]]:
    """Searcher and words for each area that was given and lies where none would have been placed: too near another at work at
    the same time, or over land, closed water or along a traffic lane.

    task, plan  as they were planned; areas that Varne placed keep the rules by themselves
    """
    for one, other in combinations(plan.areas, 2):
        if any(task.searchers[a.searcher].given for a in (one, other)) and _too_near(task, one, other):
            names = {"asset": task.searchers[one.searcher].name, "other": task.searchers[other.searcher].name}
            yield one.searcher, say("search.decided.near", **names, metres=round(_margin(task, one) or 0.0))
    for a in plan.areas:
        if task.searchers[a.searcher].given and not _on_open_water(task, a):
            yield a.searcher, say("search.decided.closed", asset=task.searchers[a.searcher].name)


def _too_near(task: Task, a: Area, b: Area) -> bool:
    """Only the areas of two ships, or of two aircraft, at work at the same time can be."""
    margin = _margin(task, a)
    alike = task.searchers[a.searcher].air == task.searchers[b.searcher].air
    together = a.searcher != b.searcher and min(a.end, b.end) > max(a.begin, b.begin)
    return alike and together and margin is not None and not apart(_rect(a), _rect(b), margin)


def _margin(task: Task, a: Area) -> float | None:
    return task.rules.air if task.searchers[a.searcher].air else task.rules.ship


def _on_open_water(task: Task, a: Area) -> bool:
    air, chart = task.searchers[a.searcher].air, task.chart
    codes, land = (chart.air, 1.0) if air else (chart.ship, task.rules.land)
    drift = np.array([task.of.datum_at(t) for t in (a.begin, (a.begin + a.end) / 2, a.end)])
    where = codes, chart.corner, chart.cell, chart.lanes, drift, land
    return bool(allowed(_rect(a), ALONE, 0.0, EVERYWHERE, *where))


def _rect(a: Area) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """A row as search.rectangles has it."""
    return np.array([a.x, a.y, a.length / 2, a.width / 2, *components_to(1.0, a.heading)])
