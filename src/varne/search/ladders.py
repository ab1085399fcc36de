"""Which ladder to sail over an area: legs along it or across it, begun at which corner; chosen by what it finds.

The corner decides when which part is searched: an area entered at the wrong end is searched there before the objects come and
after they have gone. Where two do the same, the one that creeps against the drift is taken (IAMSAR II, chapter 5).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from varne.search.lateral import Curve
from varne.search.path import Datum, Path, until
from varne.search.patterns import Area, Side, creeping_line, cut, fly, parallel, within
from varne.search.valuing import Objects, at_moment, datum_within, flown

Floats = NDArray[np.float64]
SIDES: tuple[Side, Side] = (-1, 1)
BOTH = ("PS", "CS")
TIED = 1e-3
"""POS that is no difference: below what the particles of an ensemble can tell."""


@dataclass(frozen=True, slots=True, eq=False)
class Ladder:
    """One way to sail an area: its IAMSAR name (PS or CS), the corner it begins at, its spacing [m], the path, its POS."""

    name: str
    start: tuple[Side, Side]
    spacing: float
    path: Path
    pos: float


def spacing_for(area: Area, track: float) -> float:
    """Spacing that uses up a track length over an area, the crosslegs counted: area over track [m].

    raises  ValueError unless the track is above 0
    """
    if not track > 0:
        raise ValueError(f"a track of {track} m: nothing can be searched; is the endurance spent on the way?")
    return area.length * area.width / track


def shapes(area: Area, spacing: float) -> Iterator[tuple[str, tuple[Side, Side], Floats]]:
    """The eight ladders over an area: name, corner, waypoints."""
    for name, ladder in (("PS", parallel), ("CS", creeping_line)):
        for start in product(SIDES, SIDES):
            yield name, start, ladder(area, spacing, start)


def best_ladder(
    seen: Objects,
    curves: Sequence[Curve],
    area: Area,
    span: tuple[float, float],
    speed: float,
    datum: Datum,
    *,
    before: Floats | None = None,
    medium: tuple[float, float] = (0.0, 0.0),
    local: bool = False,
    patterns: Sequence[str] = BOTH,
) -> Ladder:
    """The ladder that finds most in a time, among eight and the numbers of legs next to what fills it.

    span    begin and end [s since 1970];  speed  made good in the pattern [m/s], allowances for turns and sightings taken off
    datum   what the area moves with; `path.frozen` for an area that stands on the ground
    before  (n,) ln of the chance that earlier searches missed each object
    local   also try the drift of what the area itself holds at half time, and take the better
    patterns  of PS and CS those that are allowed: in a traffic lane legs along the length only, which cross it
    raises  ValueError as `flown` and `fly` do
    """
    track = speed * (span[1] - span[0])
    frames = [datum, *([_own_drift(seen, area, datum, sum(span) / 2, before)] if local else [])]
    found = [
        _flown(seen, curves, name, start, spacing, fly(cut(shape, track), span[0], speed, frame, medium), span[1], before)
        for frame in frames
        for spacing in _spacings(area, track)
        for name, start, shape in shapes(area, spacing)
        if name in patterns
    ]
    most = max(ladder.pos for ladder in found)
    return max((f for f in found if f.pos >= most - TIED), key=lambda f: (_against(f, datum), f.pos))


def _own_drift(seen: Objects, area: Area, datum: Datum, t: float, before: Floats | None) -> Datum:
    x, y = datum.at(t)
    along, right = within(area, *(at_moment(seen, t) - np.array([[x], [y]])))
    inside = (np.abs(along) <= area.length / 2) & (np.abs(right) <= area.width / 2)
    return datum_within(seen, inside, datum, t, seen.weight * np.exp(0.0 if before is None else before))


def _spacings(area: Area, track: float) -> Iterator[float]:
    """Spacings that give whole numbers of legs beside the one that fills the time, for legs either way."""
    fill = spacing_for(area, track)
    for width in {area.width, area.length}:
        n = width / fill
        yield from {width / max(1, k) for k in (int(np.floor(n)), int(np.ceil(n)))}


def _flown(
    seen: Objects,
    curves: Sequence[Curve],
    name: str,
    start: tuple[Side, Side],
    spacing: float,
    path: Path,
    end: float,
    before: Floats | None,
) -> Ladder:
    path = until(path, end)
    return Ladder(name, start, spacing, path, float(flown(seen, path, curves, before).gained.sum()))


def _against(ladder: Ladder, datum: Datum) -> float:
    """How far it creeps against the drift: minus the inner product of both ways, in the frame of the datum [m2]."""
    x, y = datum.at(ladder.path.t)
    creep = np.array([ladder.path.x[-1] - x[-1] - ladder.path.x[0] + x[0], ladder.path.y[-1] - y[-1] - ladder.path.y[0] + y[0]])
    return -float(creep @ np.array([x[-1] - x[0], y[-1] - y[0]]))
