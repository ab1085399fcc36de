"""Plans: a search plan for one boat as lines of JSON while it is made: where to begin at once, how far it is, all of it.

Whoever stops reading stops the planning.
"""

from collections.abc import AsyncIterator, Generator
from datetime import datetime
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING, Any

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from varne import picture
from varne.drift.ensemble import HOUR
from varne.planning import asked
from varne.planning.search import Given, Stage, stages
from varne.record.events import SearchedInVain, Track
from varne.record.incident import Searching
from varne.search.assets import Asset
from varne.server.forecasts import MOST_HOURS

if TYPE_CHECKING:
    from varne.server.app import Node

MOST_SECONDS, MOST_STATES = 60.0, 20_000
"""What one request may cost a node that others are using."""
MOST_AWAY = 48 * HOUR
"""How far from the moment shown a search may begin [s]: states are carried until it ends, whatever lies between."""
OWN = ("datums", "drifted", "reports", "current", "wind", "searched")
"""Keys of a request that a node fills itself: it has the boat, the sea, and what was searched."""
BUSY = Lock()
"""One plan at a time: the second core is for everybody else."""


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


def too_much(wish: asked.Request, now: datetime) -> str | None:
    """Why a request is not for a node; None when it is.

    now     the moment that it is made at
    raises  ValueError or OverflowError when it begins at no time
    """
    given = [key for key in OWN if getattr(wish, key) != getattr(asked.Request("", []), key)]
    if given:
        return f"{', '.join(given)} cannot be given to a node: it has the boat, the sea and what was searched"
    if wish.seconds > MOST_SECONDS or wish.states > MOST_STATES or wish.hours > MOST_HOURS or wish.rounds:
        return f"more than {MOST_SECONDS:g} seconds, {MOST_STATES} states or {MOST_HOURS:g} hours, or a number of rounds"
    if abs(asked.moment(wish.at, "at") - now.timestamp()) > MOST_AWAY:
        return f"the search begins at {wish.at}, more than {MOST_AWAY / HOUR:g} hours from {picture.clock(now)}"
    return None


def fleet_of(node: "Node") -> tuple[Asset, ...]:
    """Who can be sent, by the shipped list and varne.toml."""
    return node.desk.fleet


def lines(node: "Node", wish: asked.Request, now: datetime, *, everything: bool) -> Generator[bytes]:
    """The stages of a plan, a line each.

    now      as it was known then; everything: all that a live node knows
    raises   with the first line, KeyError for a boat without a position, ValueError when nothing can be planned
    """
    found, searches, position = node.desk.sought(wish, now, all_of_it=everything)
    current, wind = node.desk.sea
    wind = wind if wind and wind.name in found.run.fields else None  # one that has ended did not carry the states
    whole = msgspec.structs.replace(wish, searched=_searched(searches))
    given = Given(current, wind, found.run, found.assumptions, fleet_of(node), node.desk.lanes)
    with node.desk.waited_for():
        for stage in stages(whole, given, monotonic):
            yield _line(whole, stage, position)


def _searched(searches: tuple[Searching, ...]) -> list[asked.Sailed]:
    return [_sailed(t, s.event.dim) for s in searches if isinstance(s.event, SearchedInVain) for t in s.event.tracks]


def _sailed(t: Track, dim: bool) -> asked.Sailed:
    fixes = [(lon, lat, picture.clock(at)) for lon, lat, at in t.points]
    return asked.Sailed(t.asset, fixes, asked.Widths(**t.sweep_m), dim=dim)


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
