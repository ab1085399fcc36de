"""Areas: rectangles in the drifting frame, one to three for each searcher; what a plan of them is, and what it must keep to."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from varne.search.chart import OPEN, Chart
from varne.search.searchers import Searcher, reached, window
from varne.search.targets import Targets

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Rules:
    """What keeps crews safe.

    air, ship   least distance between the areas of two aircraft, of two ships, at work at the same time [m]; None: may overlap
    land        share of a ship's area that may be land
    """

    air: float | None = 1852.0
    ship: float | None = 500.0
    land: float = 0.1


NO_RULES = Rules(None, None, 1.0)


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of one searcher in the drifting frame.

    searcher      its index; order: first, second, third of its areas
    x, y          its middle, east and north of the datum                 [m]
    length, width [m]; heading of the length, 0 <= h < 180 [deg true]
    begin, end    when it is searched                                     [s since 1970]
    track         length of the legs in it                                [m]
    """

    searcher: int
    order: int
    x: float
    y: float
    length: float
    width: float
    heading: float
    begin: float
    end: float
    track: float

    @property
    def spacing(self) -> float:
        """Between the legs when they fill the area [m]; infinite without track."""
        return self.length * self.width / self.track if self.track > 0 else float("inf")


@dataclass(frozen=True, slots=True)
class Piece:
    """One area to be placed: whose, which of its areas, nominal begin and end [s], and the piece before it (-1: its base)."""

    searcher: int
    order: int
    begin: float
    end: float
    before: int
    last: bool


@dataclass(frozen=True, slots=True, eq=False)
class Task:
    """Everything that placing areas needs."""

    of: Targets
    searchers: tuple[Searcher, ...]
    chart: Chart = OPEN
    rules: Rules = Rules()


@dataclass(frozen=True, slots=True, eq=False)
class Areas:
    """A plan: its value on all targets it was made with (POS or found alive), its areas, and their rows for the kernels.

    rects  (m, 6) as in rectangles, NaN where no place was allowed; pieces (m,)
    """

    value: float
    areas: tuple[Area, ...]
    rects: Floats
    pieces: tuple[Piece, ...]


def pieces_of(task: Task, most: int) -> tuple[Piece, ...]:
    """The time on scene of every searcher cut into equal parts, as many as it may have areas, at most `most`."""
    found: list[Piece] = []
    for j, s in enumerate(task.searchers):
        m = len(s.given) or max(1, min(most, s.areas))
        cuts = np.linspace(*_usual_window(s, task.of), m + 1).tolist()
        for k in range(m):
            found.append(Piece(j, k, cuts[k], cuts[k + 1], len(found) - 1 if k else -1, k == m - 1))
    return tuple(found)


def _usual_window(s: Searcher, of: Targets) -> tuple[float, float]:
    """When it is on scene if its areas lie about the datum; as soon as any could be reached where that leaves no time."""
    begin, end = window(s, of)
    base, home = reached(s, of)
    there, back = s.ready + float(np.hypot(*base)) * s.slow[0], s.until - float(np.hypot(*home)) * s.slow[1]
    return (max(begin, there), min(end, back)) if max(begin, there) < min(end, back) else (begin, end)
