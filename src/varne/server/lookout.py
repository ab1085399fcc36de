"""The lookout: all feeds of a node put together, into tracks on the screen and reports in the record.

One thread looks once a second at what the feeds passed on meanwhile. Ships that say who they are become traffic and stay out
of fusion, whichever feed heard them. What is left enters the record as thinned reports, like any report: by a key that makes
a retry harmless, and kept here until it is on disk.
"""

import queue
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import msgspec

from varne.config import FeedLine
from varne.fusion.report import Report
from varne.fusion.tracker import post
from varne.fusion.tracker.fixes import Fix, Particulars
from varne.fusion.tracker.post import Brought, Post
from varne.fusion.tracker.scans import Radar
from varne.fusion.tracker.station import end_of, station
from varne.fusion.tracker.traffic import Sighted, sender
from varne.geodesy import KNOT
from varne.picture import clock
from varne.readers.feeds import parse_address
from varne.readers.sensed import Sensed
from varne.server.feed import Feed, Standing
from varne.server.newest import Newest

LOOK = 1.0
"""Time between two looks [s]."""
LOST = 600.0
"""What nothing has been heard of for longer than this is no longer on the screen [s]."""
WAITING = 10_000
"""Batches that may wait for a look; a feed that is faster is read more slowly."""


@dataclass(slots=True)
class _Watched:
    """A feed's post, and what waits for the next look at it."""

    feed: Feed
    post: Post
    live: bool
    brought: list[Brought] = field(default_factory=list)
    ships: list[Fix | Particulars] = field(default_factory=list)
    boats: frozenset[str] = frozenset()


class Lookout:
    """The feeds of a node.

    take      records a report: returns when it is on disk, with why it is refused or ""; raises when it cannot be at present
    stir      called when something on the screen has changed
    patience  of the feeds, before they call again [s];  every: time between two looks [s]
    """

    def __init__(
        self,
        lines: Sequence[FeedLine],
        centre: str,
        take: Callable[[Report], str],
        stir: Callable[[], None] = lambda: None,
        patience: float = 1.0,
        every: float = LOOK,
    ) -> None:
        self.tracks = Newest()
        self._take, self._stir, self._every = take, stir, every
        self._came: queue.Queue[tuple[_Watched, Sensed]] = queue.Queue(WAITING)
        self._watched = [self._watch(line, centre, patience) for line in lines]
        self._outbox: dict[str, Report] = {}
        self._troubles: tuple[str, ...] = ()
        self._refused = ""
        self._heard: dict[str, float] = {}  # when something was last heard of each thing, by our clock
        self._said: dict[str, float] = {}  # when each sender's newest fix was true: two receivers may bring them in any order
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="lookout", daemon=True)

    def _watch(self, line: FeedLine, centre: str, patience: float) -> _Watched:
        live = parse_address(line.source)[0] != "file"
        name, placed = f"{centre}-{line.name}", line.kind in ("radar", "asterix")
        radar = Radar(name, line.lon or 0.0, line.lat or 0.0, line.period, line.reach)
        feed = Feed(line, radar if placed else None, lambda sensed: self._pass_on(watched, sensed), patience)
        watched = _Watched(feed, post.post(station(radar), line.quiet), live)
        return watched

    def start(self) -> None:
        """Listen to every feed, and look at what they bring, until `stop`."""
        for w in self._watched:
            w.feed.start()
        self._thread.start()

    def stop(self) -> None:
        """Listen no more; returns when all threads have ended. Reports that are not on disk are said again by a later watch."""
        self._stop.set()
        for w in self._watched:
            w.feed.stop()
        self._thread.join()
        for w in self._watched:
            w.feed.join()

    def standings(self) -> tuple[Standing, ...]:
        """How each feed stands."""
        now = time.time()
        return tuple(w.feed.standing(now) for w in self._watched)

    @property
    def troubles(self) -> tuple[str, ...]:
        """What goes wrong at present, and the last report that was refused."""
        return (*self._troubles, self._refused) if self._refused else self._troubles

    def _pass_on(self, w: _Watched, sensed: Sensed) -> None:
        """In the feed's thread: into the queue, as soon as there is room."""
        while not self._stop.is_set():
            with suppress(queue.Full):
                self._came.put((w, sensed), timeout=1.0)
                return

    def _run(self) -> None:
        while not self._stop.is_set():
            end = time.monotonic() + self._every
            while (left := end - time.monotonic()) > 0 and not self._stop.is_set():
                with suppress(queue.Empty):
                    self._gathered(*self._came.get(timeout=min(left, 0.2)))
            self.look()
            self._stir()

    def _gathered(self, w: _Watched, sensed: Sensed) -> None:
        """What a feed has passed on waits for the next look; senders go on the screen at once."""
        if sensed.span is not None:
            begin, end = sensed.span
            end += 0.0 if w.live else end_of(w.post.station.radar)
            w.brought.append(Brought((begin, end), sensed.plots, sensed.senders))
        for other in self._watched:
            if other is not w and other.feed.line.kind in ("radar", "asterix"):
                other.ships += [s for s in sensed.senders if not (isinstance(s, Fix) and s.kind == "rescue_beacon")]
        newer = [s for s in sensed.senders if isinstance(s, Fix) and s.t >= self._said.get(s.key, s.t)]
        if newer:
            self._said.update((f.key, f.t) for f in newer)
            self._heard.update((f.key, time.monotonic()) for f in newer)
            self.tracks.put({f.key: encoded(sender(f), w.feed.line.name) for f in newer})
            self._stir()

    def look(self) -> None:
        """What all posts have heard since the last look: tracks to the screen, reports to the record."""
        now, troubles = time.monotonic(), list[str]()
        for w in self._watched:
            try:
                self._look_at(w, now)
            except Exception as error:  # noqa: BLE001  one post's trouble is not the others', and the page says it
                troubles.append(f"{w.feed.line.name}: {error or type(error).__name__}")
        try:
            self._record()
        except Exception as error:  # noqa: BLE001  the reports are kept, and taken again at the next look
            troubles.append(f"{len(self._outbox)} reports of sensors wait to be recorded: {error}")
        self._troubles = tuple(troubles)
        lost = [key for key, when in self._heard.items() if now - when > LOST]
        self.tracks.put({}, gone=lost)
        for key in lost:
            del self._heard[key]
            self._said.pop(key, None)

    def _look_at(self, w: _Watched, now: float) -> None:
        brought, w.brought, ships, w.ships = w.brought, [], w.ships, []
        w.post, reports = post.heard(w.post, brought, ships)
        self._outbox.update((r.id, r) for r in reports)
        if brought:
            self._show(w, now)

    def _show(self, w: _Watched, now: float) -> None:
        w.post, boats = post.shown(w.post)
        self._heard.update((b.id, now) for b in boats)
        ids = frozenset(b.id for b in boats)
        self.tracks.put({b.id: encoded(b, w.feed.line.name) for b in boats}, gone=w.boats - ids)
        w.boats = ids

    def _record(self) -> None:
        """Reports leave the outbox when they are on disk, and not before."""
        for ident, report in sorted(self._outbox.items(), key=lambda item: (item[1].received, item[0])):
            if refused := self._take(report):
                self._refused = refused
            del self._outbox[ident]


def encoded(s: Sighted, feed: str) -> bytes:
    """A thing as the screen gets it: speeds in knots, times in ISO, unknown is null."""
    told: dict[str, Any] = {
        "id": s.id,
        "kind": s.kind,
        "feed": feed,
        "seen": clock(datetime.fromtimestamp(s.t, UTC)),
        "lon": round(s.lon, 5),
        "lat": round(s.lat, 5),
        "error_m": round(s.error_m, 1),
        "course": None if s.course is None else round(s.course, 1),
        "speed_kn": None if s.speed is None else round(s.speed / KNOT, 1),
        "exists": None if s.exists is None else min(round(s.exists, 3), 0.999),
        "small": None if s.small is None else min(round(s.small, 3), 0.999),
    }
    return msgspec.json.encode(told)
