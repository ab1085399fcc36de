"""The tide and the wind at a moment, as arrows over the part of the sea that a map shows."""

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from varne.access.roles import Who
from varne.geodesy import KNOT
from varne.picture.plain import clock
from varne.sea.arrows import Arrows, arrows, lattice
from varne.sea.coast import mask
from varne.sea.field import Box, Field, OutsideForecast
from varne.server.answers import as_json, problem
from varne.server.chart import without
from varne.server.moments import moment_of

if TYPE_CHECKING:
    from varne.server.app import Node

MOST = 4000
"""Places of one answer, land counted: a screen of 3840 by 2160 pixels has 2,700 of them 56 pixels apart."""
SPACING = 5000.0
"""Between two arrows when nothing is said [m]."""
BESIDE = 1.0
"""How far beyond the coast that is known a map may look, and be told that nothing is known there [deg]."""
NONE = np.zeros(0)


async def _flow(node: "Node", request: Request) -> Response:
    """The stream or the wind at places evenly over the sea: rows of longitude, latitude, knots, true direction it goes to.

    kind     current or wind
    at       the moment, ISO with a zone; now when absent, in a replay its start
    box      west,south,east,north in degrees; the whole Strait when absent
    spacing  metres between two arrows, so many that they are not more than 4000; 5000 when absent
    """
    asked = request.query_params
    kind = asked.get("kind", "current")
    try:
        now = moment_of(node, request)
        if kind not in ("current", "wind"):
            raise ValueError(f"kind {kind!r}; give current or wind")
        box = box_of(asked)
        lon, lat = lattice(box, _spacing(asked), MOST) if box else (NONE, NONE)
    except ValueError as error:
        return problem(422, "query", str(asked), str(error), "write kind=current&box=1.1,50.8,2.4,51.3&spacing=5000")
    told = {"kind": kind, "at": clock(now), "columns": ["lon", "lat", "kn", "to"]}
    current, wind = node.desk.sea
    field = wind if kind == "wind" else current
    if field is None:
        return as_json({**told, "field": None, "arrows": [], "why": without("layers.none.wind")})
    if box is None:
        return as_json({**told, "field": field.name, "arrows": [], "why": without("layers.none.coast")})
    found = await run_in_threadpool(_found, field, now.timestamp(), lon, lat)
    return as_json({**told, "field": field.name, **found})


def _found(field: Field, t: float, lon: Any, lat: Any) -> dict[str, Any]:
    try:
        return {"arrows": _rows(arrows(field, t, lon, lat)), "why": None}
    except OutsideForecast as error:
        when = t < error.box.t[0] or t > error.box.t[1]
        return {"arrows": [], "why": without(f"layers.none.{'time' if when else 'place'}", field=error.name)}


def _rows(a: Arrows) -> list[list[float]]:
    columns = a.lon.round(5), a.lat.round(5), (a.speed / KNOT).round(2), a.to.round(1) % 360
    return [list(row) for row in zip(*(c.tolist() for c in columns), strict=True)]


def box_of(asked: Mapping[str, str]) -> Box | None:
    """The box of a query, as far as the coast is known there; all of that when none is given, None for sea just beside it.

    raises  ValueError for what is no box, or lies far away
    """
    known = mask().box
    text = asked.get("box")
    if text is None:
        return known
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise ValueError(f"box {text!r} is not four numbers: west,south,east,north in degrees") from None
    box, beside = Box(lon=(west, east), lat=(south, north)), Box(lon=_widened(known.lon), lat=_widened(known.lat))
    if not (_holds(box) and _holds(box.within(beside))):
        raise ValueError(f"box {text!r} holds no part of the Strait; west,south,east,north, longitude first")
    return box.within(known) if _holds(box.within(known)) else None


def _holds(box: Box) -> bool:
    return box.lon[0] < box.lon[1] and box.lat[0] < box.lat[1]


def _widened(limits: tuple[float, float]) -> tuple[float, float]:
    return limits[0] - BESIDE, limits[1] + BESIDE


def _spacing(asked: Mapping[str, str]) -> float:
    """raises  ValueError for what is no length"""
    text = asked.get("spacing")
    try:
        spacing = SPACING if text is None else float(text)
    except ValueError:
        raise ValueError(f"spacing {text!r} is no number of metres") from None
    if not 0 < spacing < float("inf"):
        raise ValueError(f"spacing {text}; give metres above 0")
    return spacing


ROUTES: tuple[tuple[str, Who, Callable[["Node", Request], Awaitable[Response]]], ...] = (("/api/map/flow", "see", _flow),)
"""Path, who may come, what answers."""
