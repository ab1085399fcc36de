"""A small server of the made-up night, to build and test the page against: the web folder, the content policy, the routes.

    python tests/web/fixture_server.py --port 8701 [--coast FILE.geojson] [--lines FILE.geojson]

It can be told to fall silent (`/test/silence?on=1`), so that tests see what the page does when the server is gone.
"""

import argparse
import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import made_up_night as night
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

WEB = Path(__file__).parents[2] / "src/varne/server/web"
POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; worker-src 'self'; connect-src 'self'; img-src 'self'; "
    "object-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)


def moment(request: Request) -> datetime:
    at = request.query_params.get("at")
    return datetime.fromisoformat(at) if at else datetime.now(UTC)


class Guarded:
    """Every answer carries the content policy; a silent server answers nothing but 503 under /api."""

    def __init__(self, app: Callable[..., Awaitable[None]]) -> None:
        self.app = app
        self.silent = False

    async def __call__(self, scope: dict, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and scope["path"] == "/test/silence":
            self.silent = scope["query_string"] == b"on=1"
            await Response()(scope, receive, send)
        elif self.silent and scope.get("path", "").startswith("/api"):
            await Response(status_code=503)(scope, receive, send)
        else:
            await self.app(scope, receive, lambda message: send(with_policy(message)))


def with_policy(message: dict) -> dict:
    if message["type"] == "http.response.start":
        message["headers"] = [
            *message["headers"],
            (b"content-security-policy", POLICY.encode()),
            (b"x-content-type-options", b"nosniff"),
            (b"referrer-policy", b"no-referrer"),
        ]
    return message


async def records() -> AsyncIterator[str]:
    """Three records, half a second apart, then silence."""
    for number in range(3):
        await asyncio.sleep(0.5)
        yield f"id: {number}\nevent: record\ndata: {json.dumps({'seq': number, 'kind': 'report'})}\n\n"
    await asyncio.sleep(3600)


def made(coast: object, lines: object, case: dict = night.CASE) -> Guarded:
    """The whole application, with one picture of the ground or another."""

    def ensemble(request: Request) -> Response:
        points = night.ensemble(request.query_params["boat"], moment(request))
        return Response(points, media_type="application/octet-stream")

    def outlook(request: Request) -> Response:
        asked = request.query_params
        told = night.outlook(asked["boat"], moment(request), datetime.fromisoformat(asked["for"]))
        return JSONResponse(told if "water" in asked else told | {"alive": None})

    def always(value: object) -> Callable[[Request], Response]:
        return lambda request: JSONResponse(value)

    routes = [
        Route("/", lambda request: FileResponse(WEB / "index.html")),
        Route("/blank", lambda request: HTMLResponse('<!doctype html><title>blank</title><link rel="icon" href="/icon.svg">')),
        Route("/api/case", always(case)),
        Route("/api/session", always({"open": True, "unguarded": False, "permissions": [], "roles": []})),
        Route("/api/timeline", always(night.EVENTS)),
        Route("/api/picture", lambda request: JSONResponse(night.picture(moment(request)))),
        Route("/api/ensemble", ensemble),
        Route("/api/assets", always({"boat": None, "assets": [], "demand": []})),
        Route("/api/outlook", outlook),
        Route("/api/events", lambda request: StreamingResponse(records(), media_type="text/event-stream")),
        Route("/api/map/coast", always(coast)),
        Route("/api/map/lines", always(lines)),
        Route("/api/map/marks", always({"type": "FeatureCollection", "features": []})),
        Route("/api/map/layers", always({"without": {}})),
        Route("/api/fleet", always([])),
        Mount("/", StaticFiles(directory=WEB)),
    ]
    return Guarded(Starlette(routes=routes))


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--port", type=int, default=8701)
    options.add_argument("--coast", type=Path)
    options.add_argument("--lines", type=Path)
    given = options.parse_args()
    coast = json.loads(given.coast.read_text()) if given.coast else night.COAST
    lines = json.loads(given.lines.read_text()) if given.lines else night.LINES
    uvicorn.run(made(coast, lines), port=given.port, log_level="warning")


if __name__ == "__main__":
    main()
