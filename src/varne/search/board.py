"""Board: the working arrays of one ascent: what every area does to every target, and how one is placed on what others leave."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from varne import geodesy
from varne.search import rectangles as kernels
from varne.search.areas import Area, Piece, Task
from varne.search.searchers import box_of, reached
from varne.search.targets import UNSEEN, Targets

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
COARSE, CELLS = 926.0, 60
"""Squares of the coarse map [m], and how many there are each way at most: larger squares where the targets are spread wider."""
SIZES = np.array([1, 2, 3, 4, 6, 8, 11, 15, 20, 26, 34], np.int64)
TURNS, BEST, TRIES = 4, 3, 60
"""Headings of the coarse map, places that are polished, and how many are looked at for one that is allowed."""


class Board:
    """Areas at work on some of the targets; changed in place, never shared.

    total, mine  effort density times sweep width of all, and of each piece: (T, n), (m, T, n)
    rects        (m, 6) as in rectangles; NaN: not placed
    """

    def __init__(self, task: Task, pieces: Sequence[Piece], rects: Floats | None, of: Targets) -> None:
        self.task, self.pieces, self.of = task, tuple(pieces), of
        self.edges, self.origin = of.step * np.arange(of.t.size + 1), of.span[0]
        self.box = np.array(box_of(task.of))
        self.w = of.weight.astype(np.float32)
        self.worth = np.ascontiguousarray(-np.diff(of.reward, axis=0, append=np.float32(0)), np.float32)
        self.mine = np.zeros((len(self.pieces), *of.x.shape), np.float32)
        self.total = np.zeros(of.x.shape, np.float32)
        self.frame = [reached(s, task.of) for s in task.searchers]
        self.width = [np.ascontiguousarray(_widths(s.sweep_width)[of.kind]) for s in task.searchers]
        self.rects = _given(task, self.pieces) if rects is None else rects.copy()
        for p in np.flatnonzero(self.placed).tolist():
            self.put(p)

    @property
    def placed(self) -> NDArray[np.bool_]:
        return ~np.isnan(self.rects[:, 0])

    def value(self) -> float:
        return float(kernels.value_of(self.total, self.worth, self.w))

    def put(self, p: int) -> None:
        """Count what a piece does from where it is."""
        j = self.pieces[p].searcher
        spacing = self.task.searchers[j].least_spacing
        self.total -= self.mine[p]
        kernels.inside_effort(
            self.of.x, self.of.y, self.width[j], self.rects[p], self.visit(p), self.edges, spacing, self.mine[p]
        )
        self.total += self.mine[p]

    def take(self, p: int) -> None:
        """Take a piece off the map."""
        self.total -= self.mine[p]
        self.mine[p], self.rects[p] = 0, np.nan

    def visit(self, p: int) -> Floats:
        """When a piece can be searched, wherever it lies: a row as in rectangles, times since the first step [s]."""
        piece = self.pieces[p]
        s, (start, home) = self.task.searchers[piece.searcher], self.frame[piece.searcher]
        slow, homeward = s.slow
        begin, out = (s.ready if piece.before < 0 else piece.begin), slow
        if piece.before >= 0:
            start, out = (self.rects[piece.before, :2], slow) if self.placed[piece.before] else (start, 0.0)
        finish, back = (s.until, homeward) if piece.last else (piece.end, 0.0)
        return np.array([begin - self.origin, *start, out, finish - self.origin, *home, back, s.pace])

    def place(self, p: int, rng: np.random.Generator, afresh: bool) -> None:
        """Place a piece on what the others leave: polished from where it is, and when afresh from the best coarse places."""
        s = self.task.searchers[self.pieces[p].searcher]
        look, q, edges = self._look(p)
        keep = self._keep(p)
        begun = [(self.rects[p].copy(), COARSE / 2)] if self.placed[p] else []
        if afresh or not begun:
            begun += [(r, COARSE) for r in self._coarse(p, look, q, rng, keep)]
        best = -1.0
        for rect, step in begun:
            gained = kernels.polish(*look, rect, self.visit(p), edges, s.least_spacing, *keep, step)
            if gained > best:
                best, self.rects[p] = gained, rect
        if self.placed[p]:
            self.put(p)

    def _look(self, p: int) -> tuple[tuple[Any, ...], Singles, Floats]:
        """x, y, width, q, asked of the steps in which a piece may be searched; the whole of q; the edges of those steps."""
        begin, finish = self.visit(p)[[0, 4]] / self.of.step
        first = int(np.clip(np.floor(begin), 0, self.of.t.size - 1))
        after = int(np.clip(np.ceil(finish), first + 1, self.of.t.size))
        x, y, width = (a[first:after] for a in (self.of.x, self.of.y, self.width[self.pieces[p].searcher]))
        q, asked = np.empty(x.shape, np.float32), np.empty(after - first, np.bool_)
        kernels.left(self.total, self.mine[p], self.worth, self.w, first, after, q, asked)
        return (x, y, width, q, asked), np.asarray(q.sum(axis=0), np.float32), np.asarray(self.edges[first : after + 1], float)

    def _keep(self, p: int) -> tuple[Any, ...]:
        """What a piece must keep to, as rectangles.allowed takes it."""
        piece, chart = self.pieces[p], self.task.chart
        air = self.task.searchers[piece.searcher].air
        margin = self.task.rules.air if air else self.task.rules.ship
        others = np.array([] if margin is None else [self.rects[k] for k in self._near(p, air)]).reshape(-1, 6)
        drift = np.array([self.of.datum_at(t) for t in (piece.begin, (piece.begin + piece.end) / 2, piece.end)])
        codes, land = (chart.air, 1.0) if air else (chart.ship, self.task.rules.land)
        return others, margin or 0.0, self.box, codes, chart.corner, chart.cell, chart.lanes, drift, land

    def _near(self, p: int, air: bool) -> list[int]:
        """Placed pieces of other searchers of its kind that are at work at the same time."""
        mine = self.pieces[p]
        return [
            k
            for k, other in enumerate(self.pieces)
            if other.searcher != mine.searcher
            and self.task.searchers[other.searcher].air == air
            and self.placed[k]
            and min(mine.end, other.end) > max(mine.begin, other.begin)
        ]

    def _coarse(
        self, p: int, look: tuple[Any, ...], q: Singles, rng: np.random.Generator, keep: tuple[Any, ...]
    ) -> list[Floats]:
        """The best places of a piece on the coarse map that are allowed, best first."""
        x, y, width = (a[len(look[0]) // 2] for a in look[:3])
        h = max(COARSE, 2 * float(np.abs(self.box).max()) / CELLS)
        heading = 90.0 * (np.arange(TURNS) + rng.random()) / TURNS
        turns = np.concatenate([np.stack(geodesy.components_to(1.0, heading), axis=1), self.task.chart.lanes[1:]])
        others, margin, _, codes, corner, cell, _, drift, land = keep
        image = kernels.images(x, y, width, q, turns, h, CELLS, others, margin, codes, corner, cell, drift, land)
        piece = self.pieces[p]
        track = self.task.searchers[piece.searcher].pace * max(1.0, piece.end - piece.begin)
        rows = kernels.enumerate_places(image, h, track, SIZES)
        found: list[Floats] = []
        for row in rows[np.argsort(-rows[:, 0])[:TRIES]]:
            rect = _from_coarse(row, h, turns[int(row[1])])
            if row[0] > 0 and kernels.allowed(rect, *keep):
                found.append(rect)
            if len(found) == BEST:
                break
        return found

    def area(self, p: int) -> Area:
        """A placed piece in figures."""
        piece, rect, v = self.pieces[p], self.rects[p], self.visit(p)
        s, length = self.task.searchers[piece.searcher], np.empty(self.of.t.size)
        kernels.lengths(rect, v, self.edges, s.least_spacing, length)
        track = float(length.sum())
        begin = max(float(v[0] + v[3] * np.hypot(rect[0] - v[1], rect[1] - v[2])), 0.0) + self.origin
        sides = sorted((2 * float(rect[2]), 2 * float(rect[3])), reverse=True)
        ux, uy = (rect[4], rect[5]) if rect[2] >= rect[3] else (-rect[5], rect[4])
        heading = float(geodesy.speed_and_direction_to(ux, uy)[1]) % 180.0
        x, y = float(rect[0]), float(rect[1])
        return Area(piece.searcher, piece.order, x, y, sides[0], sides[1], heading, begin, begin + track / s.pace, track)


def _widths(sweep_width: Sequence[float]) -> Singles:
    return np.array([*sweep_width, *[0.0] * (UNSEEN + 1 - len(sweep_width))], np.float32)


def _given(task: Task, pieces: Sequence[Piece]) -> Floats:
    """The rectangles that were given, the others not placed."""
    rects = np.full((len(pieces), 6), np.nan)
    for p, piece in enumerate(pieces):
        given = task.searchers[piece.searcher].given
        if given:
            rects[p] = given[piece.order]
    return rects


def _from_coarse(row: Floats, h: float, turn: Floats) -> Floats:
    """A row of rectangles.enumerate_places as a rectangle."""
    u, v = (row[2] + row[4] / 2 - CELLS / 2) * h, (row[3] + row[5] / 2 - CELLS / 2) * h
    c, d = turn
    return np.array([u * c - v * d, u * d + v * c, row[4] * h / 2, row[5] * h / 2, c, d])
