"""Marginal: what one more hour of each asset would add, and what a plan is that thinks of nothing later: the myopic one."""

from dataclasses import dataclass, replace
from math import inf

import numpy as np

from varne.search.areas import NO_RULES, Areas, Piece, Task
from varne.search.ascent import valued
from varne.search.board import Board
from varne.search.targets import Targets

HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class Marginal:
    """What one more hour of a searcher is worth, everything else as planned: POS or found alive, as the plan; begin [s]."""

    searcher: int
    begin: float
    value: float


def marginal(task: Task, plan: Areas, longer: Targets, rng: np.random.Generator) -> list[Marginal]:
    """One more hour for each searcher alone, from where its last area ends, in the best further area; the best first.

    longer  the targets of the task with steps for an hour after its end, in the same frame
    """
    found = [_of_one(task, plan, longer, j, rng) for j in range(len(task.searchers))]
    return sorted(found, key=lambda m: -m.value)


def _of_one(task: Task, plan: Areas, longer: Targets, j: int, rng: np.random.Generator) -> Marginal:
    ends = [a.end for a in plan.areas if a.searcher == j]
    begin = min(max(ends, default=task.searchers[j].ready), longer.span[1] - HOUR)
    more = replace(task.searchers[j], ready=begin, until=begin + HOUR, transit=inf, given=())
    extended = Task(longer, (*task.searchers, more), task.chart, replace(NO_RULES, land=task.rules.land))
    pieces = (*plan.pieces, Piece(len(task.searchers), 0, begin, begin + HOUR, -1, True))
    board = Board(extended, pieces, np.concatenate([_kept(plan), np.full((1, 6), np.nan)]), longer)
    before = board.value()
    board.place(len(pieces) - 1, rng, afresh=True)
    return Marginal(j, begin, max(0.0, board.value() - before))


def _kept(plan: Areas) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    return plan.rects.reshape(-1, 6)


def myopic(task: Task, plan: Areas, rng: np.random.Generator) -> Areas:
    """Each area placed once, in the order in which they begin, as if nothing came after: what searching one at a time gives."""
    board = Board(task, plan.pieces, None, task.of)
    for p in sorted(range(len(plan.pieces)), key=lambda k: plan.pieces[k].begin):
        if not task.searchers[plan.pieces[p].searcher].given:
            board.place(p, rng, afresh=True)
    return valued(board, task.of)
