"""Searches: who can be sent, a plan for one boat as it is made, what a search in vain would leave, and tracks to hand out.

Nothing is recorded here: a plan is taken, and a search reported, as any decision.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from varne.access.roles import Who
from varne.fusion.show import words_plain
from varne.geodesy import KNOT
from varne.picture.tasking import Standing, standings
from varne.planning import asked
from varne.search.assets import Asset
from varne.search.sentences import say
from varne.server.answers import as_json, problem
from varne.server.handed import Handed, written
from varne.server.leaving import Left, left
from varne.server.moments import all_of_it, moment_of
from varne.server.plans import BUSY, Planning, fleet_of, lines, too_much
from varne.server.tasking import WITHIN
from varne.words import InWords

if TYPE_CHECKING:
    from varne.server.app import Node

LARGEST = 256 * 1024
"""Of a body: the tracks of a plan have hundreds of waypoints."""
UNREAD = (ValueError, OverflowError, RecursionError)
"""What a body may be that is no request: ill-formed, of a year that an offset leads out of, of brackets without end."""


async def _fleet(node: "Node", request: Request) -> Response:
    """Who can be sent, by the shipped list and varne.toml, and what each was last said to do.

    boat  an id, from the picture: then also in how many minutes each could be with it, and whether it is withheld from it
    at    the moment, ISO with a zone; now when absent
    """
    try:
        now = moment_of(node, request)
    except ValueError as error:
        return _no_time(request, error)
    if boat := request.query_params.get("boat"):
        known = await run_in_threadpool(node.desk.known, now, all_of_it=all_of_it(node, request), within=WITHIN)
        return as_json([_for_boat(s, now) for s in await run_in_threadpool(standings, known, boat)])
    night = await run_in_threadpool(node.desk.night, None if all_of_it(node, request) else now)
    said = {a.asset: a.status for a in night.assets.values()}
    return as_json([_asset(a, said.get(a.name)) for a in fleet_of(node)])


def _for_boat(s: Standing, now: datetime) -> dict[str, Any]:
    soon = {"minutes": s.reach and s.reach.minutes(now), "withheld": s.withheld is not None}
    return _asset(s.asset, s.state.status if s.state else None) | soon


def _asset(a: Asset, status: str | None) -> dict[str, Any]:
    own = {k: getattr(a, k) for k in ("name", "side", "kind", "lon", "lat", "approximate", "sensors", "judged", "source")}
    speeds = {"transit_kn": round(a.transit / KNOT, 1), "search_kn": round(a.search / KNOT, 1)}
    return own | speeds | {"endurance_h": a.endurance / 3600, "ready_min": a.launch / 60, "status": status}


async def _plan(node: "Node", request: Request) -> Response:
    """A search plan for one boat as it is made, as lines of JSON: first where to begin at once, at last all of it.

    at  the moment, ISO with a zone; now when absent
    """
    try:
        now, wish = moment_of(node, request), asked.parse_request(await request.body())
        why = too_much(wish, now)
    except UNREAD as error:
        return problem(422, "request", "", str(error), "docs/schemas/search-request.json says what it holds")
    if why:
        return problem(422, "request", "", why, "ask for less here, or plan it with `varne search`")
    if not BUSY.acquire(blocking=False):
        busy = say("search.none.busy")
        return problem(429, "node", "", busy.text, "", said=words_plain(busy))
    made = lines(node, wish, now, everything=all_of_it(node, request))
    try:
        first = await run_in_threadpool(next, made)
    except BaseException as error:
        BUSY.release()
        if isinstance(error, (KeyError, ValueError)):
            return _refused(wish, error)
        raise
    return Planning(first, made)


def _refused(wish: asked.Request, error: KeyError | ValueError) -> Response:
    if isinstance(error, KeyError):
        why, mend = "no open boat of this id had a position then", "take an id from /api/picture"
        return problem(404, "boat", wish.boat or "", why, mend)
    said = words_plain(error.words) if isinstance(error, InWords) else None
    return problem(422, "request", "", str(error), "change what is asked for", said=said)


async def _after(node: "Node", request: Request) -> Response:
    """What would be left of a boat if these tracks found nothing.

    at  the moment, ISO with a zone; now when absent
    """
    try:
        now, wish = moment_of(node, request), msgspec.json.decode(await request.body(), type=Left)
        answer = await run_in_threadpool(left, node.desk, wish, now, everything=all_of_it(node, request))
    except UNREAD as error:
        return problem(422, "request", "", str(error), "give boat, until and tracks as docs/search.md says")
    except KeyError as error:
        return problem(404, "boat", str(error), "no open boat of this id had a position then", "take an id from /api/picture")
    return as_json(answer)


async def _hand(node: "Node", request: Request) -> Response:
    """Tracks of a plan to hand out, as GPX, RTZ or radio text."""
    try:
        name, kind, body = written(msgspec.json.decode(await request.body(), type=Handed))
    except UNREAD as error:
        return problem(422, "tracks", "", str(error), "give asset, pattern and points of each track")
    headers = {"cache-control": "no-store", "content-disposition": f'attachment; filename="{name}"'}
    return Response(body, media_type=kind, headers=headers)


def _no_time(request: Request, error: ValueError) -> Response:
    return problem(422, "at", request.query_params["at"], str(error), "write a time such as 2021-11-24T03:34:00Z")


ROUTES: tuple[tuple[str, Who, Callable[["Node", Request], Awaitable[Response]], str, int], ...] = (
    ("/api/fleet", "see", _fleet, "GET", LARGEST),
    ("/api/search", "see", _plan, "POST", LARGEST),
    ("/api/search/after", "see", _after, "POST", LARGEST),
    ("/api/search/tracks", "see", _hand, "POST", LARGEST),
)
"""Path, who may come, what answers, method, largest body."""
