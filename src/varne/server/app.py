"""The routes: who may come (server.gate), parse, call, encode. On 127.0.0.1 only; a TLS proxy serves it to others."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from varne import picture
from varne.access.roles import Who
from varne.cases.case import Case
from varne.fusion.show import words_plain
from varne.privacy.callers import Callers
from varne.record.exchange import Peer
from varne.record.log import Log, LogClosed
from varne.sea import coast
from varne.server import (
    at_the_door,
    audit,
    briefs,
    by_provider,
    chart,
    comparing,
    coverage,
    doors,
    exchange,
    figures,
    flow,
    lists,
    live,
    mine,
    numbers,
    openapi,
    outlooks,
    own_session,
    readiness,
    searches,
    tasking,
    typed,
)
from varne.server.acting import as_visitor
from varne.server.answers import as_json, problem
from varne.server.armour import LARGEST_BODY, TooLarge, WithHeaders, crashed, within
from varne.server.desk import Desk
from varne.server.gate import Closed, People, Visitor, admit, visitor
from varne.server.intake import Answer, take_decision, take_report, utc_now
from varne.server.link import Links
from varne.server.lookout import Lookout
from varne.server.moments import all_of_it, known_by, moment_of, seconds_of
from varne.server.timeline import timeline

Handler = Callable[["Node", Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Node:
    """What the routes need: log, desk, the case of a replay, who may use it (None: anybody), sensors, other nodes, keys."""

    log: Log
    desk: Desk
    hub: live.Hub
    case: Case | None = None
    centre: str = "dover"
    people: People | None = None
    lookout: Lookout | None = None
    peers: tuple[Peer, ...] = ()
    links: Links | None = None
    callers: Callers | None = None


def create_app(node: Node) -> Starlette:
    """The ASGI application of one node."""

    def route(path: str, who: Who, answer: Handler, method: str = "GET", largest: int = LARGEST_BODY) -> Route:
        async def endpoint(request: Request) -> Response:
            try:
                now = utc_now().timestamp()
                request.state.visitor = await run_in_threadpool(admit, node.people, who, request, now)
                return await answer(node, Request(request.scope, within(request, largest)))
            except Closed as closed:
                return closed.answer
            except TooLarge as error:
                return problem(413, "body", "", str(error), "send the text without attachments")

        endpoint.who = who  # type: ignore[attr-defined]  # for the test that lists all routes, and server.openapi
        endpoint.__doc__ = answer.__doc__
        return Route(path, endpoint, methods=[method])

    routes = [
        route("/api/case", "see", _case),
        route("/api/picture", "see", _picture),
        route("/api/timeline", "see", _timeline),
        route("/api/ensemble", "see", _ensemble),
        route("/api/map/coast", "see", _coast),
        route("/api/map/lines", "see", _lines),
        route("/api/events", "see", _events),
        route("/api/reports", "report", _take_report, "POST"),
        route("/api/decisions", "tell", _take_decision, "POST", searches.LARGEST),
        *(route(*row) for row in (*at_the_door.ROUTES, *by_provider.ROUTES, *own_session.ROUTES)),
        *(route(*row) for row in (*numbers.ROUTES, *audit.ROUTES, *mine.ROUTES)),
        *(route(*row) for row in (*outlooks.ROUTES, *comparing.ROUTES)),
        *(route(*row) for row in (*chart.ROUTES, *flow.ROUTES, *coverage.ROUTES)),
        *(route(*row) for row in searches.ROUTES),
        *(route(*row) for row in tasking.ROUTES),
        *(route(*row) for row in typed.ROUTES),
        *(route(*row) for row in (*figures.ROUTES, *readiness.ROUTES)),
        *(route(*row) for row in (*lists.ROUTES, *briefs.ROUTES)),
        *(route(*row) for row in (*doors.ROUTES, *openapi.ROUTES)),
        *exchange.routes(exchange.Answering(node.log, node.peers, heard=node.links.heard if node.links else None)),
        route("/api/link", "see", _link),
        route("/api/feeds", "see", _feeds),
        Mount("/", StaticFiles(packages=[("varne.server", "web")], html=True)),
    ]
    public = node.people.public if node.people else None
    hosts = ["127.0.0.1", "localhost", "testserver", *filter(None, [urlsplit(public or "").hostname])]
    middleware = [Middleware(WithHeaders, public=public), Middleware(TrustedHostMiddleware, allowed_hosts=hosts)]
    app = Starlette(routes=routes, middleware=middleware, exception_handlers={Exception: crashed})
    app.state.node = node
    return app


async def _case(node: Node, request: Request) -> Response:
    """Which night this is: a replay with its title and sources, or the live centre."""
    case = node.case
    if case is None:
        title = {"en": f"Varne, {node.centre}", "fr": f"Varne, {node.centre}"}
        live_case = {"case": "live", "label": "LIVE", "mode": "live", "centre": node.centre}
        peers = [p.name for p in node.peers if not p.partner]
        return as_json({**live_case, "peers": peers, "title": title, "findings": [], "about": {"en": "", "fr": ""}})
    findings = [{"title": title, "url": url} for title, url in case.findings]
    span = {"start": picture.clock(case.start), "end": picture.clock(case.end), "mode": "replay", "speed": 300}
    words = {"title": case.title, "about": case.about, "findings": findings}
    return as_json({"case": case.name, "label": case.label, **span, **words})


async def _picture(node: Node, request: Request) -> Response:
    """Everything a screen shows of a moment, as it was known then.

    at      the moment, ISO with a zone; now when absent, in a replay its start
    known   a later moment: the same `at` with all that is known by then, to be held against what was known
    within  seconds after which it is told as far as it is made; boats without a forecast yet are `pending`
    """
    try:
        now, by = moment_of(node, request), known_by(node, request)
    except ValueError as error:
        return problem(422, "at", str(request.query_params), str(error), "write a time such as 2021-11-24T03:34:00Z")
    try:
        within = seconds_of(request.query_params, "within")
    except ValueError as error:
        return problem(422, "within", request.query_params["within"], str(error), "write a number such as 3, or leave it out")
    known = await run_in_threadpool(node.desk.known, now, all_of_it=all_of_it(node, request), within=within, by=by)
    case = node.case
    shown = {"case": case.name if case else "live", "label": case.label if case else "LIVE"}
    banner = [words_plain(w) for w in case.banner] if case else []
    return as_json({**shown, "banner": banner, **await run_in_threadpool(picture.picture, known)})


async def _timeline(node: Node, request: Request) -> Response:
    """The events of the record as short sentences, in order of time."""
    return as_json(await run_in_threadpool(lambda: timeline(node.desk.stored())))


async def _ensemble(node: Node, request: Request) -> Response:
    """The possible states of one boat at a moment: little-endian float32 lon, lat, state.

    boat   its id, from the picture
    at     the moment, ISO with a zone; now when absent, in a replay its start
    known  a later moment, as for /api/picture
    """
    boat = request.query_params.get("boat", "")
    try:
        now, by = moment_of(node, request), known_by(node, request)
        states = await run_in_threadpool(node.desk.ensemble, boat, now, all_of_it=all_of_it(node, request), by=by)
    except ValueError as error:
        return problem(422, "at", str(request.query_params), str(error), "write a time such as 2021-11-24T03:34:00Z")
    except KeyError:
        return problem(404, "boat", boat, "no open boat of this id had a position then", "take an id from /api/picture")
    return Response(states, media_type="application/octet-stream", headers={"cache-control": "no-store"})


async def _coast(node: Node, request: Request) -> Response:
    """The land that is known, as GeoJSON."""
    return as_json(coast.land_polygons())


async def _lines(node: Node, request: Request) -> Response:
    """The line of 1988 and the territorial limits, as GeoJSON."""
    return as_json(coast.lines())


async def _events(node: Node, request: Request) -> Response:
    """Server-sent events: every record after a place, tracks of sensors in frames, how their feeds stand.

    after  place in the order of arrival after which records are sent; the header Last-Event-ID counts first
    """

    def still() -> bool:
        return visitor(node.people, request, utc_now().timestamp()).may("see")

    return live.stream(request, node.desk, node.hub, still if node.people else None, node.lookout, node.links)


async def _feeds(node: Node, request: Request) -> Response:
    """How the node's radars and receivers stand: since when each is heard or silent, how many lines came, how many were bad."""
    standings, troubles = (node.lookout.standings(), node.lookout.troubles) if node.lookout else ((), ())
    return as_json({"feeds": [s.plain() for s in standings], "troubles": troubles})


async def _link(node: Node, request: Request) -> Response:
    """How it stands with the other centre: does it answer, does it ask, how long ago."""
    return as_json({"links": node.links.plain() if node.links else []})


async def _take_report(node: Node, request: Request) -> Response:
    """Hand in one report line; 201 when it is on disk. The same id again records nothing twice."""
    came: Visitor = request.state.visitor

    def act(body: bytes) -> Answer:
        return take_report(node.log, numbers.out_of(node, body), node.centre, utc_now(), came.actor)

    return await _take(node, request, act)


async def _take_decision(node: Node, request: Request) -> Response:
    """Record a decision; 409 with the reasons when it does not count. X-Varne-Key makes a retry harmless."""
    key = request.headers.get("x-varne-key")
    by = as_visitor(node.people, request.state.visitor, node.centre, utc_now().timestamp())
    return await _take(node, request, lambda body: take_decision(node.log, node.desk, body, utc_now(), key, by))


async def _take(node: Node, request: Request, act: Callable[[bytes], Answer]) -> Response:
    if node.case is not None:
        return problem(409, "node", "", "this is a replay; it records nothing new", "start `varne serve` for a live node")
    try:
        answer = await run_in_threadpool(act, await request.body())
    except (LogClosed, OSError) as error:
        return problem(503, "log", "", f"not recorded: {error}", "keep it and send it again with the same id")
    await node.hub.poke()
    return as_json(answer.body, answer.status)
