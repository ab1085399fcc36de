"""Server-sent events: every new position of the log, resuming where a browser left off."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from datetime import UTC

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import StreamingResponse

from varne.record.chain import Stored
from varne.record.events import kind
from varne.server.desk import Desk

PING = 15.0
"""Seconds without news after which a comment keeps the connection open."""


class Hub:
    """Wakes the open streams when something was appended; counts, so that no news falls between looking and waiting."""

    def __init__(self) -> None:
        self.count = 0
        self._changed = asyncio.Condition()

    async def poke(self) -> None:
        async with self._changed:
            self.count += 1
            self._changed.notify_all()

    async def wait(self, seen: int) -> bool:
        """True as soon as there were more pokes than `seen`, False after PING seconds without."""
        try:
            async with self._changed:
                await asyncio.wait_for(self._changed.wait_for(lambda: self.count > seen), PING)
        except TimeoutError:
            return False
        return True


def stream(request: Request, desk: Desk, hub: Hub, still: Callable[[], bool] = lambda: True) -> StreamingResponse:
    """The events after Last-Event-ID (or ?after=), then every new one; id is the log position.

    still  may whoever listens go on listening? Asked before anything is sent
    """
    given = request.headers.get("last-event-id") or request.query_params.get("after") or "0"
    after = int(given) if given.isdecimal() else 0
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return StreamingResponse(_messages(after, desk, hub, still), media_type="text/event-stream", headers=headers)


async def _messages(after: int, desk: Desk, hub: Hub, still: Callable[[], bool] = lambda: True) -> AsyncIterator[str]:
    yield "retry: 1000\n\n"
    while await run_in_threadpool(still):
        seen = hub.count
        news = (await run_in_threadpool(desk.stored))[after:]
        for s in news:
            yield _message(s)
        after += len(news)
        if not news and not await hub.wait(seen):
            yield ": still here\n\n"


def _message(s: Stored) -> str:
    data = {"seq": s.seq, "at": s.at.astimezone(UTC).isoformat().replace("+00:00", "Z"), "kind": kind(s.event)}
    return f"id: {s.seq}\nevent: record\ndata: {json.dumps(data)}\n\n"
