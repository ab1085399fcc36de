"""Searches: who can be sent, a plan for one boat as it is made, what a search in vain would leave, and tracks to hand out.

A plan comes as lines of JSON: first where to begin at once, then how far the looking is, then all of it. Whoever stops
reading stops the planning. Nothing is recorded here: a plan is taken, and a search reported, as any decision.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Generator
from datetime import datetime
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from varne import picture
from varne.access.roles import Who
from varne.drift import motion
from varne.drift.run import Run
from varne.drift.weights import systematic
from varne.fusion.show import words_plain
from varne.geodesy import KNOT
from varne.planning import asked
from varne.planning.after import after, weighed
from varne.planning.search import Given, Stage, stages
from varne.record.events import SearchedInVain, Track
from varne.record.incident import Searching
from varne.search.assets import Asset, fleet
from varne.server.answers import as_json, problem
from varne.server.handed import Handed, NotHanded, written
from varne.server.moments import all_of_it, moment_of
from varne.words import InWords

if TYPE_CHECKING:
    from varne.server.app import Node

MOST_SECONDS, MOST_STATES, MOST_HOURS = 60.0, 20_000, 24.0
"""What one request may cost a node that others are using."""
LARGEST = 256 * 1024
OWN = ("datums", "drifted", "reports", "current", "wind", "searched")
"""Keys of a request that a node fills itself: it has the boat, the sea, and what was searched."""
POINTS = 1500
BUSY = Lock()
"""One plan at a time: the second core is for everybody else."""


class Left(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What would be left of a boat at a moment if these tracks found nothing until then."""

    boat: str
    until: datetime
    tracks: tuple[Track, ...]
    dim: bool = False


async def _fleet(node: "Node", request: Request) -> Response:
    """Who can be sent, by the shipped list and varne.toml, and what each was last said to do."""
    try:
        now = moment_of(node, request)
    except ValueError as error:
        return _no_time(request, error)
    night = await run_in_threadpool(node.desk.night, None if all_of_it(node, request) else now)
    said = {a.asset: a.status for a in night.assets.values()}
    return as_json([_asset(a, said.get(a.name)) for a in _known(node)])


def _known(node: "Node") -> tuple[Asset, ...]:
    return fleet(line.plain() for line in node.desk.config.assets)


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
    except ValueError as error:
        return problem(422, "request", "", str(error), "docs/schemas/search-request.json says what it holds")
    if why := _too_much(wish):
        return problem(422, "request", "", why, "ask for less here, or plan it with `varne search`")
    if not BUSY.acquire(blocking=False):
        return problem(429, "node", "", "another search is being planned", "wait until it is done, or stop it")
    made = _lines(node, wish, now, everything=all_of_it(node, request))
    try:
        first = await run_in_threadpool(next, made)
    except BaseException as error:
        BUSY.release()
        if isinstance(error, (KeyError, ValueError)):
            return _refused(wish, error)
        raise
    return Planning(first, made)


class Planning(StreamingResponse):
    """A plan as it is made: each line in a thread; the rest is not made for somebody who has gone."""

    def __init__(self, first: bytes, made: Generator[bytes]) -> None:
        self.first, self.made = first, made
        super().__init__(self._lines(), media_type="application/x-ndjson", headers={"cache-control": "no-store"})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self.made.close()
            BUSY.release()

    async def _lines(self) -> AsyncIterator[bytes]:
        yield self.first
        while line := await run_in_threadpool(next, self.made, b""):
            yield line


def _refused(wish: asked.Request, error: KeyError | ValueError) -> Response:
    if isinstance(error, KeyError):
        why, mend = "no open boat of this id had a position then", "take an id from /api/picture"
        return problem(404, "boat", wish.boat or "", why, mend)
    said = words_plain(error.words) if isinstance(error, InWords) else None
    return problem(422, "request", "", str(error), "change what is asked for", said=said)


def _too_much(wish: asked.Request) -> str | None:
    given = [key for key in OWN if getattr(wish, key) != getattr(asked.Request("", []), key)]
    if given:
        return f"{', '.join(given)} cannot be given to a node: it has the boat, the sea and what was searched"
    if wish.seconds > MOST_SECONDS or wish.states > MOST_STATES or wish.hours > MOST_HOURS or wish.rounds:
        return f"more than {MOST_SECONDS:g} seconds, {MOST_STATES} states or {MOST_HOURS:g} hours, or a number of rounds"
    return None


def _lines(node: "Node", wish: asked.Request, now: datetime, *, everything: bool) -> Generator[bytes]:
    """The stages of a plan, a line each."""
    found, searches, position = node.desk.sought(wish, now, all_of_it=everything)
    current, wind = node.desk.sea
    whole = msgspec.structs.replace(wish, searched=_searched(searches))
    given = Given(current, wind, found.run, found.assumptions, _known(node), node.desk.lanes)
    with node.desk.waited_for():
        for stage in stages(whole, given, monotonic):
            yield _line(whole, stage, position)


def _searched(searches: tuple[Searching, ...]) -> list[asked.Sailed]:
    tracks = (t for s in searches if isinstance(s.event, SearchedInVain) for t in s.event.tracks)
    return [
        asked.Sailed(t.asset, [(x, y, picture.clock(at)) for x, y, at in t.points], asked.Widths(**t.sweep_m)) for t in tracks
    ]


def _line(wish: asked.Request, stage: Stage, position: int) -> bytes:
    told: dict[str, Any] = {"stage": stage.name, "share": round(stage.share, 3), "value": stage.value}
    if stage.name != "better":
        told["plan"] = stage.doc
    if stage.name == "plan":
        again = msgspec.structs.replace(wish, rounds=max(1, stage.doc.rounds))
        told |= {"request": _short(again), "known": position}
    return msgspec.json.encode(told) + b"\n"


def _short(wish: asked.Request) -> dict[str, Any]:
    """A request without what is as usual."""
    usual = msgspec.to_builtins(asked.Request("", []))
    return {k: v for k, v in msgspec.to_builtins(wish).items() if k in ("at", "assets", "seed") or v != usual[k]}


async def _after(node: "Node", request: Request) -> Response:
    """What would be left of a boat if these tracks found nothing.

    at  the moment, ISO with a zone; now when absent
    """
    try:
        now, wish = moment_of(node, request), msgspec.json.decode(await request.body(), type=Left)
        answer = await run_in_threadpool(_left, node, wish, now, everything=all_of_it(node, request))
    except (ValueError, msgspec.MsgspecError) as error:
        return problem(422, "request", "", str(error), "give boat, until and tracks as docs/search.md says")
    except KeyError as error:
        return problem(404, "boat", str(error), "no open boat of this id had a position then", "take an id from /api/picture")
    return as_json(answer)


def _left(node: "Node", wish: Left, now: datetime, *, everything: bool) -> dict[str, Any]:
    """What would be left: figures, contours and some of the states."""
    t = wish.until.timestamp()
    before = node.desk.of_boat(wish.boat, now, t, all_of_it=everything)
    done = after(before, [picture.sailed(track, wish.dim) for track in wish.tracks], t)
    left = weighed(before, done)
    there = picture.where(left, wish.until)
    figures = picture.left(done, left, t) or {}
    return {"at": picture.clock(wish.until), **figures, "forecast": there["forecast"], "points": _points(left.run.at(t))}


def _points(now: Run) -> list[list[float]]:
    """Some of the states, as dense as what is left: lon, lat, state; 4 is stranded, as in /api/ensemble."""
    weight = np.where(now.flag[0] == motion.OUTSIDE, 0.0, now.weight)
    if not weight.sum() > 0:
        return []
    rows = systematic(weight / weight.sum(), POINTS, np.random.default_rng(1))
    state = np.where(now.flag[0] == motion.STRANDED, 4, now.state[0])
    return np.stack([now.lon[0].round(4), now.lat[0].round(4), state], axis=1)[rows].tolist()  # type: ignore[no-any-return]


async def _hand(node: "Node", request: Request) -> Response:
    """Tracks of a plan to hand out, as GPX, RTZ or radio text."""
    try:
        name, kind, body = written(msgspec.json.decode(await request.body(), type=Handed))
    except (NotHanded, msgspec.MsgspecError, ValueError) as error:
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
