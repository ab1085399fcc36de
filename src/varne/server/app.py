"""The routes: parse, call, encode. Listens on 127.0.0.1 only; a proxy with TLS serves it to others (docs/operate.md)."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from varne import picture
from varne.cases.case import Case
from varne.fusion.show import words_plain
from varne.record.log import Log, LogClosed
from varne.sea import coast
from varne.server import live
from varne.server.desk import Desk
from varne.server.intake import Answer, take_decision, take_report, utc_now
from varne.server.timeline import timeline

LARGEST_BODY = 64 * 1024
HEADERS = {
    "content-security-policy": "default-src 'self'; object-src 'none'; frame-ancestors 'none'; "
    "base-uri 'none'; form-action 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
}


@dataclass(frozen=True, slots=True)
class Node:
    """What the routes need: the log, its desk, and the case when this is a replay."""

    log: Log
    desk: Desk
    hub: live.Hub
    case: Case | None = None
    centre: str = "dover"


def create_app(node: Node) -> Starlette:
    """The ASGI application of one node."""

    def route(path: str, answer: Callable[[Node, Request], Awaitable[Response]], method: str = "GET") -> Route:
        async def endpoint(request: Request) -> Response:
            return await answer(node, request)

        return Route(path, endpoint, methods=[method])

    routes = [
        route("/api/case", _case),
        route("/api/picture", _picture),
        route("/api/timeline", _timeline),
        route("/api/ensemble", _ensemble),
        route("/api/map/coast", _coast),
        route("/api/map/lines", _lines),
        route("/api/events", _events),
        route("/api/reports", _take_report, "POST"),
        route("/api/decisions", _take_decision, "POST"),
        Mount("/", StaticFiles(packages=[("varne.server", "web")], html=True)),
    ]
    hosts = Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost", "testserver"])
    app = Starlette(routes=routes, middleware=[Middleware(WithHeaders), hosts])
    app.state.node = node
    return app


class WithHeaders:
    """Adds the security headers to every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *((k.encode(), v.encode()) for k, v in HEADERS.items())]
            await send(message)

        await self.app(scope, receive, with_headers)


def _json(value: Any, status: int = 200) -> Response:
    return Response(msgspec.json.encode(value), status, {"cache-control": "no-store"}, "application/json")


def _problem(status: int, where: str, text: str, why: str, mend: str) -> Response:
    return _json({"problem": {"where": where, "text": text, "why": why, "mend": mend}}, status)


def _moment(node: Node, request: Request) -> datetime:
    """The moment asked for; a replay without one shows its start, a live node now."""
    text = request.query_params.get("at")
    if text is None:
        return node.case.start if node.case else utc_now()
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(f"at {text} has no zone; write {text}Z if it is UTC")
    return at.astimezone(UTC)


def _all_of_it(node: Node, request: Request) -> bool:
    """A live node asked for no moment tells all that it holds, also what a clock ahead of ours has dated."""
    return node.case is None and "at" not in request.query_params


async def _case(node: Node, request: Request) -> Response:
    case = node.case
    if case is None:
        title = {"en": f"Varne, {node.centre}", "fr": f"Varne, {node.centre}"}
        live_case = {"case": "live", "label": "LIVE", "mode": "live", "centre": node.centre}
        return _json({**live_case, "title": title, "findings": [], "about": {"en": "", "fr": ""}})
    findings = [{"title": title, "url": url} for title, url in case.findings]
    span = {"start": picture.clock(case.start), "end": picture.clock(case.end), "mode": "replay", "speed": 300}
    words = {"title": case.title, "about": case.about, "findings": findings}
    return _json({"case": case.name, "label": case.label, **span, **words})


async def _picture(node: Node, request: Request) -> Response:
    try:
        now = _moment(node, request)
    except ValueError as error:
        return _problem(422, "at", request.query_params["at"], str(error), "write a time such as 2021-11-24T03:34:00Z")
    text = request.query_params.get("within")
    try:
        within = None if text is None else float(text)
    except ValueError:
        return _problem(422, "within", text or "", "not a number of seconds", "write a number such as 3, or leave it out")
    known = await run_in_threadpool(node.desk.known, now, all_of_it=_all_of_it(node, request), within=within)
    case = node.case
    shown = {"case": case.name if case else "live", "label": case.label if case else "LIVE"}
    banner = [words_plain(w) for w in case.banner] if case else []
    return _json({**shown, "banner": banner, **await run_in_threadpool(picture.picture, known)})


async def _timeline(node: Node, request: Request) -> Response:
    return _json(timeline(await run_in_threadpool(node.desk.stored)))


async def _ensemble(node: Node, request: Request) -> Response:
    boat = request.query_params.get("boat", "")
    try:
        now = _moment(node, request)
        states = await run_in_threadpool(node.desk.ensemble, boat, now, all_of_it=_all_of_it(node, request))
    except ValueError as error:
        return _problem(422, "at", request.query_params["at"], str(error), "write a time such as 2021-11-24T03:34:00Z")
    except KeyError:
        return _problem(404, "boat", boat, "no open boat of this id had a position then", "take an id from /api/picture")
    return Response(states, media_type="application/octet-stream", headers={"cache-control": "no-store"})


async def _coast(node: Node, request: Request) -> Response:
    return _json(coast.land_polygons())


async def _lines(node: Node, request: Request) -> Response:
    return _json(coast.lines())


async def _events(node: Node, request: Request) -> Response:
    return live.stream(request, node.desk, node.hub)


async def _take_report(node: Node, request: Request) -> Response:
    return await _take(node, request, lambda body: take_report(node.log, body, node.centre, utc_now()))


async def _take_decision(node: Node, request: Request) -> Response:
    key = request.headers.get("x-varne-key")
    return await _take(node, request, lambda body: take_decision(node.log, node.desk, body, utc_now(), key))


async def _take(node: Node, request: Request, act: Callable[[bytes], Answer]) -> Response:
    if node.case is not None:
        return _problem(409, "node", "", "this is a replay; it records nothing new", "start `varne serve` for a live node")
    if request.headers.get("x-varne") != "1":
        return _problem(403, "header", "", "the header X-Varne: 1 is missing", "send it, so that no foreign page can post here")
    body = await request.body()
    if len(body) > LARGEST_BODY:
        return _problem(413, "body", "", f"{len(body)} bytes are more than {LARGEST_BODY}", "send the text without attachments")
    try:
        answer = await run_in_threadpool(act, body)
    except (LogClosed, OSError) as error:
        return _problem(503, "log", "", f"not recorded: {error}", "keep it and send it again with the same id")
    await node.hub.poke()
    return _json(answer.body, answer.status)
