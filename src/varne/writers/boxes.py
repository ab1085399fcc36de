"""Which features lie in a box of degrees: points, lines and areas of GeoJSON; a box may go across 180 degrees."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Box = tuple[float, float, float, float]
"""West, south, east, north [deg]; west above east goes across 180 degrees."""


def within(geometry: dict[str, Any] | None, box: Box) -> bool:
    """Whether a geometry has any point in a box, its edge included; nothing lies nowhere.

    >>> square = {"type": "Polygon", "coordinates": [[[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]]]}
    >>> within(square, (1, 1, 2, 2)), within(square, (5, 5, 6, 6))
    (True, False)
    >>> within({"type": "Point", "coordinates": [179.9, 0]}, (179, -1, -179, 1))
    True
    """
    if geometry is None:
        return False
    west, south, east, north = box
    if west > east:
        return within(geometry, (west, south, 180.0, north)) or within(geometry, (-180.0, south, east, north))
    if geometry["type"] == "GeometryCollection":
        return any(within(g, box) for g in geometry["geometries"])
    lines, closed = list(_lines(geometry["coordinates"])), geometry["type"] in ("Polygon", "MultiPolygon")
    return any(_touches(line, box) for line in lines) or (closed and _inside(lines, west, south))


def _lines(coordinates: Sequence[Any]) -> Iterator[Floats]:
    """Every row of positions, (n, 2), a single one too."""
    if isinstance(coordinates[0], (int, float)):
        yield np.array([coordinates[:2]], float)
    elif isinstance(coordinates[0][0], (int, float)):
        yield np.array([c[:2] for c in coordinates], float)
    else:
        for part in coordinates:
            yield from _lines(part)


def _touches(line: Floats, box: Box) -> bool:
    """Whether any leg of a line, or its only point, meets the box (Liang and Barsky 1984)."""
    a = line if len(line) == 1 else line[:-1]
    d = np.zeros_like(a) if len(line) == 1 else np.diff(line, axis=0)
    low, high = np.zeros(len(a)), np.ones(len(a))
    meets = np.ones(len(a), bool)
    for axis, (least, most) in enumerate(((box[0], box[2]), (box[1], box[3]))):
        still = d[:, axis] == 0
        meets &= ~still | ((a[:, axis] >= least) & (a[:, axis] <= most))
        slope = np.where(still, 1.0, d[:, axis])
        enter, leave = (least - a[:, axis]) / slope, (most - a[:, axis]) / slope
        low = np.where(still, low, np.maximum(low, np.minimum(enter, leave)))
        high = np.where(still, high, np.minimum(high, np.maximum(enter, leave)))
    return bool((meets & (low <= high)).any())


def _inside(rings: Sequence[Floats], x: float, y: float) -> bool:
    """Whether a point lies in rings by the even-odd rule: holes are rings too."""
    crossings = 0
    for ring in rings:
        (x0, y0), (x1, y1) = ring[:-1].T, ring[1:].T
        spans = (y0 > y) != (y1 > y)
        at = x0 + (y - y0) / np.where(y1 == y0, 1.0, y1 - y0) * (x1 - x0)
        crossings += int((spans & (at > x)).sum())
    return crossings % 2 == 1
