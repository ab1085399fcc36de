"""What lies still on the map: depths, lanes, marks; and which layers this node cannot show, with the reason in words."""

from collections.abc import Awaitable, Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from varne.access.roles import Who
from varne.fusion.show import words_plain
from varne.sea import depths, marks
from varne.search.chart import Lane
from varne.server.answers import as_json
from varne.words import Words

if TYPE_CHECKING:
    from varne.server.app import Node

SENTENCES = {
    "layers.none.lanes": "no traffic lanes come with Varne: none were found that may be handed on; "
    "name a centre's own in varne.toml (lanes)",
    "layers.none.wind": "no wind forecast is configured; name one in varne.toml (wind)",
    "layers.none.traffic": "no radar or AIS receiver is configured ([[feeds]] in varne.toml)",
    "layers.none.time": "{field} does not reach this moment",
    "layers.none.coast": "the coast is not known here, so nothing can be said of the sea",
    "layers.none.place": "{field} does not reach this part of the sea",
}


def without(key: str, **args: str) -> dict[str, Any]:
    """Why a layer is not there, for the page."""
    return words_plain(Words(key, args, SENTENCES[key].format(**args)))


async def _layers(node: "Node", request: Request) -> Response:
    """Which layers this node cannot show, by name, each with the reason; all others it can."""
    there = {
        "lanes": bool(node.desk.lanes),
        "wind": node.desk.sea[1] is not None,
        "traffic": node.lookout is not None,
    }
    return as_json({"without": {name: without(f"layers.none.{name}") for name, shown in there.items() if not shown}})


async def _depth(node: "Node", request: Request) -> Response:
    """Depths below mean sea level as bands and lines, GeoJSON; smoothed over nearly two kilometres, not for navigation."""
    return as_json(await run_in_threadpool(_depths))


@cache
def _depths() -> dict[str, Any]:
    known = depths.dover_strait()
    about = {"datum": "mean sea level", "shallowest_m": round(known.shallowest, 1), "source": SOURCE}
    return {"type": "FeatureCollection", **about, "features": depths.bands(known)}


SOURCE = "depths of the tide model of Varne, after GEBCO_2014 (www.gebco.net); not for navigation"


async def _lanes(node: "Node", request: Request) -> Response:
    """The traffic lanes that this centre was given, GeoJSON: `traffic` is the true direction ships go, null: kept out of."""
    return as_json({"type": "FeatureCollection", "features": [_lane(lane) for lane in node.desk.lanes]})


def _lane(lane: Lane) -> dict[str, Any]:
    """A Feature is given by its geometry: a centre's own properties stay in its file."""
    geometry = lane.polygon.get("geometry", lane.polygon)
    return {"type": "Feature", "properties": {"traffic": lane.traffic}, "geometry": geometry}


async def _marks(node: "Node", request: Request) -> Response:
    """Harbours, light vessels and banks, GeoJSON: `within` is how far off the true place may be, in metres."""
    return as_json({"type": "FeatureCollection", "features": [_mark(mark) for mark in marks.dover_strait()]})


def _mark(mark: marks.Mark) -> dict[str, Any]:
    properties = {"kind": mark.kind, "name": mark.name, "within": mark.within}
    geometry = {"type": "Point", "coordinates": [mark.lon, mark.lat]}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


ROUTES: tuple[tuple[str, Who, Callable[["Node", Request], Awaitable[Response]]], ...] = (
    ("/api/map/layers", "see", _layers),
    ("/api/map/depth", "see", _depth),
    ("/api/map/lanes", "see", _lanes),
    ("/api/map/marks", "see", _marks),
)
"""Path, who may come, what answers."""
