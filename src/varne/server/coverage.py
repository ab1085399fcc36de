"""Who looks at the sea at a moment, how far, and the gaps that nobody sees."""

import math
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from varne.access.roles import Who
from varne.fusion.show import words_plain
from varne.picture.plain import clock
from varne.picture.watched import Listened, Looking, Watched, say, watched
from varne.planning.asked import Weather
from varne.sea.field import Box
from varne.search.gaps import Eye, unseen
from varne.server.answers import as_json, problem
from varne.server.chart import without
from varne.server.flow import box_of
from varne.server.moments import all_of_it, moment_of
from varne.server.plans import fleet_of

if TYPE_CHECKING:
    from varne.server.app import Node

WEATHER = {"visibility_nm": "5", "sea_m": "0.5", "night": "0"}
"""What is taken for granted when nobody says otherwise: 5 NM is less than most nights have, so gaps are rather too large."""


async def _coverage(node: "Node", request: Request) -> Response:
    """What radars, vessels and aircraft see at a moment, who cannot be counted, and the sea that nothing sees.

    at             the moment, ISO with a zone; now when absent, in a replay its start. Feeds are known of now only
    box            west,south,east,north in degrees; the whole Strait when absent
    night          1 by night, when an eye counts for nothing; 0 when absent
    visibility_nm  nautical miles, 5 when absent
    sea_m          significant height of waves in metres, 0.5 when absent
    """
    asked = request.query_params
    try:
        now, box, weather = moment_of(node, request), box_of(asked), _weather(asked)
    except ValueError as error:
        return problem(422, "query", str(asked), str(error), "write box=1.1,50.8,2.4,51.3&night=1&visibility_nm=5")
    return as_json(await run_in_threadpool(_told, node, now, box, weather, current=all_of_it(node, request)))


def _weather(asked: Mapping[str, str]) -> Weather:
    """raises  ValueError for what is no number, below 0, or without end"""
    weather = msgspec.convert({k: asked.get(k, usual) for k, usual in WEATHER.items()}, Weather, strict=False)
    if not math.isfinite(weather.visibility_nm + weather.sea_m):
        raise ValueError("visibility_nm and sea_m are numbers such as 5 and 0.5")
    return weather


def _told(node: "Node", now: datetime, box: Box | None, weather: Weather, *, current: bool) -> dict[str, Any]:
    night = node.desk.night(None if current else now)
    found = watched(_feeds(node), night.assets.values(), fleet_of(node), weather, now, current=current)
    return {
        "at": clock(now),
        "looking": [_looking(one) for one in found.looking],
        "not_counted": [words_plain(w) for w in found.not_counted],
        "assumed": words_plain(found.assumed),
        "unseen": _unseen(box, found) if box else None,
        "why": _why(box, found),
    }


def _why(box: Box | None, found: Watched) -> dict[str, Any] | None:
    if box is None:
        return without("layers.none.coast")
    return None if found.looking else words_plain(say("coverage.none"))


def _feeds(node: "Node") -> list[Listened]:
    lines = {f.name: f for f in node.desk.config.feeds}
    standings = node.lookout.standings() if node.lookout else ()
    listened = []
    for s in standings:
        line = lines[s.name]
        place = None if line.lon is None or line.lat is None else (line.lon, line.lat)
        placed = place if line.kind in ("radar", "asterix") else None
        listened.append(Listened(s.name, placed, line.reach, s.state == "heard", datetime.fromtimestamp(s.since, UTC)))
    return listened


def _looking(one: Looking) -> dict[str, Any]:
    return asdict(one) | {"words": words_plain(one.words)}


def _unseen(box: Box, found: Watched) -> dict[str, Any]:
    """Of boats the region and the share, of people in the water the share: the region is nearly all of the sea."""
    boat = unseen(box, [Eye(one.lon, one.lat, one.boat) for one in found.looking])
    people = unseen(box, [Eye(one.lon, one.lat, one.people) for one in found.looking])
    return {"boat": {"share": round(boat.share, 3), "region": boat.region}, "people": {"share": round(people.share, 3)}}


ROUTES: tuple[tuple[str, Who, Callable[["Node", Request], Awaitable[Response]]], ...] = (
    ("/api/map/coverage", "see", _coverage),
)
"""Path, who may come, what answers."""
