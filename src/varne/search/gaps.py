"""Gaps: the sea that nothing sees at a moment, given how far each radar and each vessel or aircraft on watch sees.

On 24 November 2021 no aircraft flew, and nobody's screen showed that nothing watched the sea between (MAIB 7/2023). `standing`
counts what a watch sees in an hour; this is the picture of one moment.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, cast

import numpy as np
from contourpy import FillType, contour_generator
from numpy.typing import NDArray

from varne import geodesy
from varne.sea import coast
from varne.sea.field import Box

Floats = NDArray[np.float64]
CELLS = 120
"""Cells along each side of the box."""


@dataclass(frozen=True, slots=True)
class Eye:
    """Something that looks: where it is [deg], and how far it sees what is looked for, 0 for not at all [m]."""

    lon: float
    lat: float
    reach: float


@dataclass(frozen=True, slots=True, eq=False)
class Gap:
    """What nothing sees: GeoJSON MultiPolygon that runs over land too, and the share of the sea in the box (0..1)."""

    region: dict[str, Any]
    share: float


def unseen(box: Box, eyes: Sequence[Eye]) -> Gap:
    """The part of a box that lies beyond the reach of every eye.

    box      inside the land mask [deg]
    returns  edges to within a cell, a 120th of the box: an eye that sees less far than that fills no hole, so that a gap is
             drawn rather too large; no line of sight is looked at, so what lies behind a cape counts as seen
    raises   OutsideCoast for a box that the land mask does not hold

    >>> gap = unseen(Box(lon=(1.4, 1.6), lat=(50.9, 51.1)), [Eye(1.4, 51.0, 7000.0)])
    >>> print(round(gap.share, 1))
    0.8
    """
    lon, lat = (np.linspace(*limits, CELLS + 1) for limits in (box.lon, box.lat))
    x, y = np.meshgrid(lon, lat)
    beyond = np.full(x.shape, np.inf)
    for eye in eyes:
        if eye.reach > 0:
            beyond = np.minimum(beyond, geodesy.distance_and_bearing(eye.lon, eye.lat, x, y)[0] - eye.reach)
    sea = coast.at_sea(x, y)
    share = float((beyond[sea] > 0).mean()) if sea.any() else 0.0
    return Gap(_region(lon, lat, np.minimum(beyond, 1e9)), share)


def _region(lon: Floats, lat: Floats, beyond: Floats) -> dict[str, Any]:
    outlines = contour_generator(lon, lat, beyond, fill_type=FillType.OuterOffset).filled(0.0, np.inf)
    points, offsets = cast(tuple[list[Floats], list[NDArray[np.uint32]]], outlines)  # what OuterOffset promises
    rings = [[p[a:b].round(5).tolist() for a, b in pairwise(o)] for p, o in zip(points, offsets, strict=True)]
    return {"type": "MultiPolygon", "coordinates": rings}
