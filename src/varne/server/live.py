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
from datetime import UTC

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import StreamingResponse

from varne.record.chain import Stored
from varne.record.events import kind
from varne.server.desk import Desk
from varne.server.feed import Standing
from varne.server.link import Links
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
        self._sent: list[bytes] = []
        self._read = -1
        self._frames: dict[int, tuple[int, bytes]] = {}
        self._newest, self._feeds = 0, (-1, b"")
        self._loop: asyncio.AbstractEventLoop | None = None
        self._changed: asyncio.Future[None] | None = None
        self._lock = asyncio.Lock()
        self._stirring, self._stirred, self._framed = threading.Lock(), False, 0.0

    async def poke(self) -> None:
        """Something was recorded."""
        self.poke_soon()

    def poke_soon(self) -> None:
        """Something was recorded; from any thread."""
        self.count += 1
        self._in_loop(self._wake)

    def stir(self) -> None:
        """Tracks or feeds have changed; from any thread, as often as you like."""
        with self._stirring:
            if self._stirred:
                return
            self._stirred = True
        if not self._in_loop(self._frame):
            self._stirred, self.moves = False, self.moves + 1

    async def wait(self, seen: int, moved: int | None = None) -> bool:
        """True as soon as there are more records than `seen` or more frames than `moved`; False after PING seconds without."""
        end = time.monotonic() + PING
        while self.count <= seen and (moved is None or self.moves <= moved):
            self._alone()
            if self._changed is None:
                self._changed = asyncio.get_running_loop().create_future()
            left = end - time.monotonic()
            if left <= 0 or not (await asyncio.wait((self._changed,), timeout=left))[0]:
                return False
        return True

    async def records(self, desk: Desk, after: int, afresh: bool = False) -> list[bytes]:
        """The messages of all records after a place, read and encoded once for all readers.

        afresh  look into the log even if nobody has said that there is news
        """
        async with self._alone():
            if afresh or self._read != self.count:
                seen, place = self.count, len(self._sent) + 1
                news = await run_in_threadpool(desk.stored, len(self._sent))
                self._sent += [_message(n, s) for n, s in enumerate(news, place)]
                self._read = seen
        return self._sent[after:]

    def tracks(self, lookout: Lookout, version: int) -> tuple[int, bytes]:
        """The newest version and the frame that brings a reader there; encoded once for all who are at the same version."""
        if lookout.tracks.version != self._newest:
            self._newest, self._frames = lookout.tracks.version, {}
        if version not in self._frames:
            changes = lookout.tracks.since(version)
            self._frames[version] = changes.version, b"event: tracks\ndata: " + tracks_of(changes) + b"\n\n"
        return self._frames[version]

    def feeds(self, lookout: Lookout) -> bytes:
        """How the feeds stand, looked at once a frame."""
        if self._feeds[0] != self.moves:
            self._feeds = self.moves, b"event: feeds\ndata: " + feeds_of(lookout) + b"\n\n"
        return self._feeds[1]

    def _alone(self) -> asyncio.Lock:
        loop = asyncio.get_running_loop()
        if self._loop is not loop:
            self._loop, self._changed, self._lock = loop, None, asyncio.Lock()
        return self._lock

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
    request: Request,
    desk: Desk,
    hub: Hub,
    still: Callable[[], bool] | None = None,
    lookout: Lookout | None = None,
    links: Links | None = None,
) -> StreamingResponse:
    """The events after Last-Event-ID (or ?after=), then every new one, id its place in the order of arrival; all tracks and
    links, then what changes.

    still  may whoever listens go on listening? Asked before any record is sent, and every second; None: everybody may
    """
    given = request.headers.get("last-event-id") or request.query_params.get("after") or "0"
    after = int(given) if given.isdecimal() and len(given) < 16 else 0
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return StreamingResponse(
        _messages(after, desk, hub, still, lookout, links), media_type="text/event-stream", headers=headers
    )


async def _messages(
    after: int,
    desk: Desk,
    hub: Hub,
    still: Callable[[], bool] | None = None,
    lookout: Lookout | None = None,
    links: Links | None = None,
) -> AsyncIterator[bytes]:
    yield b"retry: 1000\n\n"
    told, asked, version, feeds = -1, -ASKED, 0, b""
    linked: object = None
    while True:
        seen, moved = hub.count, hub.moves
        if still is not None and (seen != told or time.monotonic() - asked >= ASKED):
            if not await run_in_threadpool(still):
                return
            asked = time.monotonic()
        if seen != told:
            news = await hub.records(desk, after, afresh=told < 0)
            if news:
                yield b"".join(news)
            after, told = after + len(news), seen
        if links is not None and (stood := links.states()) != linked:
            linked = stood
            yield b"event: link\ndata: " + json.dumps(links.plain()).encode() + b"\n\n"
        if lookout is not None:
            if (stands := hub.feeds(lookout)) != feeds:
                feeds = stands
                yield feeds
            if lookout.tracks.version != version:
                version, frame = hub.tracks(lookout, version)
                yield frame
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
    told = s.plain()
    return {k: told[k] for k in ("name", "kind", "state", "why")} | {"since": None if s.state == "heard" else told["since"]}
