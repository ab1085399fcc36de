"""Ascent: ever better plans of areas.

Block ascent: each area in turn is placed anew on what the others leave, until a round gains little. Restarts tear a few areas
out of the best plan. Every start yields the best plan so far; whoever asks decides when the time is enough, so that the same
arguments give the same plans.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from varne.search.areas import Areas, Piece, Task, pieces_of
from varne.search.board import Board
from varne.search.targets import Targets, some

Floats = NDArray[np.float64]
FIRST, DOUBLE_AFTER, DOUBLINGS = 2000, 6, 4
"""Targets while the first plans are made; twice as many after some starts, and so on: rough first, then without chance."""
STARTS = 100_000
ROUNDS, STILL = 8, 2e-4
"""Rounds of an ascent at most; one that gains less is the last."""
RARELY = 10
"""One start in so many tears out everything, one all ships or all aircraft, where areas must keep apart."""
AGAIN = 0.3
"""Share of the later placings that look at the whole map again."""


def improved(task: Task, rng: np.random.Generator, most: int = 2) -> Iterator[Areas]:
    """The best plan so far after each start; the first gives every searcher one area.

    task  searchers that can take part (searchers.trouble says which cannot)
    most  areas of a searcher at most, 1 to 3
    """
    best: Areas | None = None
    for start in range(STARTS):
        of = _sample(task.of, FIRST * 2 ** min(start // DOUBLE_AFTER, DOUBLINGS), rng)
        board, torn = _begun(task, best, of, 1 if start == 0 else most, rng)
        _ascend(board, torn, rng)
        found = valued(board, task.of)
        best = found if best is None or found.value > best.value else best
        yield best


def _begun(task: Task, best: Areas | None, of: Targets, most: int, rng: np.random.Generator) -> tuple[Board, list[int]]:
    """A board to go on from, and the pieces to place anew: all at first, none when areas have just been split, else a few."""
    pieces = pieces_of(task, most)
    free = [p for p, piece in enumerate(pieces) if not task.searchers[piece.searcher].given]
    if best is None:
        return Board(task, pieces, None, of), free
    if len(best.pieces) < len(pieces):
        return Board(task, pieces, _split(best, pieces), of), []
    return Board(task, pieces, best.rects, of), _torn(task, pieces, free, rng)


def _torn(task: Task, pieces: Sequence[Piece], free: list[int], rng: np.random.Generator) -> list[int]:
    """A few pieces; where areas must keep apart, now and then all ships or all aircraft, or everything.

    Areas that hold each other in place (squatter's rights, say the developers of SAROPS) come apart only together.
    """
    mixed: list[int] = rng.permutation(free).tolist()
    few = mixed[: 3 + int(rng.integers(2))]
    if task.rules.air is None and task.rules.ship is None:
        return few
    kind = int(rng.integers(RARELY))
    if kind == 0:
        return mixed
    if kind == 1:
        air = bool(rng.integers(2))
        return [p for p in mixed if task.searchers[pieces[p].searcher].air == air] or few
    return few


def _sample(of: Targets, n: int, rng: np.random.Generator) -> Targets:
    return of if n >= of.n else some(of, np.sort(rng.choice(of.n, n, replace=False)))


def _split(best: Areas, pieces: Sequence[Piece]) -> Floats:
    """For each part of what was one piece the same rectangle: nothing is lost, and each can now be moved."""
    first = {old.searcher: k for k, old in reversed(list(enumerate(best.pieces)))}
    count = {old.searcher: old.order + 1 for old in best.pieces}
    rows = [first[p.searcher] + min(p.order, count[p.searcher] - 1) for p in pieces]
    return np.asarray(best.rects[np.array(rows)], float)


def _ascend(board: Board, torn: list[int], rng: np.random.Generator) -> None:
    """Place torn pieces first, then all in turn."""
    for p in torn:
        board.take(p)
    free = [p for p, piece in enumerate(board.pieces) if not board.task.searchers[piece.searcher].given]
    order = [*torn, *(p for p in rng.permutation(free).tolist() if p not in torn)]
    before = board.value()
    for turn in range(ROUNDS):
        for p in order:
            board.place(p, rng, afresh=turn == 0 or rng.random() < AGAIN)
            for k in np.flatnonzero(board.placed).tolist():
                if board.pieces[k].before == p:
                    board.put(k)  # its way there has changed
        now = board.value()
        if now - before < STILL:
            break
        before = now


def valued(board: Board, of: Targets) -> Areas:
    """The plan of a board, valued on all targets."""
    whole = board if board.of is of else Board(board.task, board.pieces, board.rects, of)
    areas = tuple(whole.area(p) for p in np.flatnonzero(whole.placed).tolist())
    return Areas(whole.value(), areas, whole.rects.copy(), board.pieces)


def value_on(of: Targets, plan: Areas, task: Task) -> float:
    """Worth of a plan on other targets in the same frame: fresh ones tell what it is worth to boats it was not made for."""
    return Board(task, plan.pieces, plan.rects, of).value()
