"""Server-sent events: every new position of the log, resuming where a browser left off; and the newest of what moves.

Two kinds of news share one stream, for a browser gives a page few connections. Records come one by one, none is lost. Tracks
come as frames, at most ten a second, each with the newest value of whatever changed since this reader's last one: a slow
reader gets fewer and larger frames, nothing waits for it, and memory does not grow with it (docs/live.md).
"""

import asyncio
import json
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from datetime import UTC, datetime

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import StreamingResponse

from varne.picture import clock
from varne.record.chain import Stored
from varne.record.events import kind
from varne.server.desk import Desk
from varne.server.feed import Standing
from varne.server.lookout import Lookout
from varne.server.newest import Changes

PING = 15.0
"""Seconds without news after which a comment keeps the connection open."""
FRAME = 0.1
"""Least time between two frames of tracks [s]."""
ASKED = 1.0
"""Least time between two questions whether a reader may still listen, while only tracks come [s]."""


class Hub:
    """Wakes the open streams, from any thread; counts, so that no news falls between looking and waiting.

    count   records so far;  moves  frames of tracks so far
    """

    def __init__(self) -> None:
        self.count = self.moves = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._changed: asyncio.Future[None] | None = None
        self._lock, self._stirred, self._framed = threading.Lock(), False, 0.0

    async def poke(self) -> None:
        """Something was recorded."""
        self.poke_soon()

    def poke_soon(self) -> None:
        """Something was recorded; from any thread."""
        self.count += 1
        self._in_loop(self._wake)

    def stir(self) -> None:
        """Tracks or feeds have changed; from any thread, as often as you like."""
        with self._lock:
            if self._stirred:
                return
            self._stirred = True
        if not self._in_loop(self._frame):
            self._stirred, self.moves = False, self.moves + 1

    async def wait(self, seen: int, moved: int | None = None) -> bool:
        """True as soon as there are more records than `seen` or more frames than `moved`; False after PING seconds without."""
        end = time.monotonic() + PING
        while self.count <= seen and (moved is None or self.moves <= moved):
            loop = asyncio.get_running_loop()
            if self._loop is not loop or self._changed is None:
                self._loop, self._changed = loop, loop.create_future()
            left = end - time.monotonic()
            if left <= 0 or not (await asyncio.wait((self._changed,), timeout=left))[0]:
                return False
        return True

    def _in_loop(self, act: Callable[[], None]) -> bool:
        with suppress(RuntimeError):  # the loop has ended: nobody listens
            if self._loop is not None:
                self._loop.call_soon_threadsafe(act)
                return True
        return False

    def _wake(self) -> None:
        changed, self._changed = self._changed, None
        if changed is not None and not changed.done():
            changed.set_result(None)

    def _frame(self) -> None:
        """A frame now, or as soon as the last one is FRAME old: whatever comes until then is in it."""
        wait = self._framed + FRAME - time.monotonic()
        if wait > 0:
            asyncio.get_running_loop().call_later(wait, self._send)
        else:
            self._send()

    def _send(self) -> None:
        self._framed, self._stirred = time.monotonic(), False
        self.moves += 1
        self._wake()


def stream(
    request: Request, desk: Desk, hub: Hub, still: Callable[[], bool] = lambda: True, lookout: Lookout | None = None
) -> StreamingResponse:
    """The events after Last-Event-ID (or ?after=), then every new one, id its place in the order of arrival; all tracks, then
    what changes.

    still  may whoever listens go on listening? Asked before any record is sent, and every second
    """
    given = request.headers.get("last-event-id") or request.query_params.get("after") or "0"
    after = int(given) if given.isdecimal() else 0
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return StreamingResponse(_messages(after, desk, hub, still, lookout), media_type="text/event-stream", headers=headers)


async def _messages(
    after: int, desk: Desk, hub: Hub, still: Callable[[], bool] = lambda: True, lookout: Lookout | None = None
) -> AsyncIterator[bytes]:
    yield b"retry: 1000\n\n"
    told, asked, version, feeds = -1, -ASKED, 0, b""
    while True:
        seen, moved = hub.count, hub.moves
        if seen != told or time.monotonic() - asked >= ASKED:
            if not await run_in_threadpool(still):
                return
            asked = time.monotonic()
        if seen != told:
            news = await run_in_threadpool(desk.stored, after)
            for place, s in enumerate(news, after + 1):
                yield _message(place, s)
            after, told = after + len(news), seen
        if lookout is not None:
            if (stands := feeds_of(lookout)) != feeds:
                feeds = stands
                yield b"event: feeds\ndata: " + stands + b"\n\n"
            if (changes := lookout.tracks.since(version)).version != version:
                version = changes.version
                yield b"event: tracks\ndata: " + tracks_of(changes) + b"\n\n"
        if not await hub.wait(seen, None if lookout is None else moved):
            yield b": still here\n\n"


def _message(place: int, s: Stored) -> bytes:
    data = {"seq": s.seq, "at": s.at.astimezone(UTC).isoformat().replace("+00:00", "Z"), "kind": kind(s.event)}
    return f"id: {place}\nevent: record\ndata: {json.dumps(data)}\n\n".encode()


def tracks_of(c: Changes) -> bytes:
    """A frame: {"whole", "tracks", "gone"}; whole: these are all that there are, in place of what the reader has."""
    whole = b"true" if c.whole else b"false"
    return b'{"whole":' + whole + b',"tracks":[' + b",".join(c.values) + b'],"gone":' + json.dumps(c.gone).encode() + b"}"


def feeds_of(lookout: Lookout) -> bytes:
    """How the feeds stand: {"feeds", "troubles"}."""
    return json.dumps({"feeds": [_plain(s) for s in lookout.standings()], "troubles": lookout.troubles}).encode()


def _plain(s: Standing) -> dict[str, str | None]:
    """Without what changes all the time: how many lines came, and when the last one did while they come."""
    since = None if s.state == "heard" else clock(datetime.fromtimestamp(s.since, UTC))
    return {"name": s.name, "kind": s.kind, "state": s.state, "since": since, "why": s.why}
