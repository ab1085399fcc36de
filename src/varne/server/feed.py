"""One feed of a node: a thread of its own that listens, reads and passes on, whatever happens to the feed.

A feed that is absent, breaks off or sends what nobody can read costs an older picture and never a picture (invariant 4):
it is called again, ever more rarely, and its standing says since when it is silent and why.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from varne.config import FeedLine
from varne.fusion.tracker.scans import Radar
from varne.picture import clock
from varne.readers.ais import whole
from varne.readers.feeds import SLOWEST, Lines, follow_feed
from varne.readers.sensed import Sensed, read_datagrams, read_lines

State = Literal["waiting", "heard", "silent", "absent", "read"]
"""waiting: not a line yet; silent: there, but nothing comes; absent: cannot be reached; read: a file, to its end."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a feed stands.

    since    when the last line came, or the node began to listen where none has [s since 1970]
    why      what keeps it away
    lines, problems  so far; problem  the last line that could not be read, and why
    """

    name: str
    kind: str
    state: State
    since: float
    why: str = ""
    lines: int = 0
    problems: int = 0
    problem: str = ""

    def plain(self) -> dict[str, Any]:
        """As JSON, the time in ISO."""
        return {**asdict(self), "since": clock(datetime.fromtimestamp(self.since, UTC))}


class Feed:
    """A feed being listened to.

    passed_on  called with what lines brought, from the feed's own thread
    """

    def __init__(self, line: FeedLine, radar: Radar | None, passed_on: Callable[[Sensed], None], patience: float = 1.0) -> None:
        self.line, self._radar, self._passed_on, self._patience = line, radar, passed_on, patience
        self._pause = patience
        self._stop = threading.Event()
        self._began = time.time()
        self._heard: float | None = None
        self._why, self._problem = "", ""
        self._lines = self._problems = 0
        self._finished = False
        self._thread = threading.Thread(target=self._run, name=f"feed {line.name}", daemon=True)

    def start(self) -> None:
        """Listen, in a thread of its own."""
        self._thread.start()

    def stop(self) -> None:
        """Listen no more, from the next quiet second on."""
        self._stop.set()

    def join(self) -> None:
        """Wait until the thread has ended."""
        self._thread.join()

    def standing(self, now: float) -> Standing:
        """How it stands now [s since 1970]."""
        since = self._began if self._heard is None else self._heard
        state: State = "heard"
        if self._finished:
            state = "read"
        elif self._why:
            state = "absent"
        elif now - since > self.line.quiet:
            state = "silent"
        elif self._heard is None:
            state = "waiting"
        told = self._lines, self._problems, self._problem
        return Standing(self.line.name, self.line.kind, state, since, self._why, *told)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self._listen()
            except Exception as error:  # noqa: BLE001  whatever one feed does, the node and its other feeds go on
                self._why = str(error) or type(error).__name__
            if self._finished:
                return
            self._stop.wait(self._pause)
            self._pause = min(2 * self._pause, SLOWEST)

    def _listen(self) -> None:
        """Until it is stopped, or a file ends.

        raises  whatever the feed does
        """
        waiting: list[bytes] = []
        live = True
        for came in follow_feed(self.line.source, patience=self._patience, whole=self.line.kind == "asterix"):
            if self._stop.is_set():
                return
            live = came.received is not None
            self._why = came.trouble
            if came.lines:
                self._heard, self._pause = time.time(), self._patience
                self._lines += len(came.lines)
                waiting = self._read(came, waiting)
        self._finished = not live

    def _read(self, came: Lines, waiting: list[bytes]) -> list[bytes]:
        """Pass on what lines brought; returns those that wait for the rest of their message."""
        lines, rest = [*waiting, *came.lines], list[bytes]()
        if self.line.kind == "asterix" and self._radar is not None and came.received is not None:
            sensed = read_datagrams(lines, {(self.line.sac or 0, self.line.sic or 0): self._radar}, came.received)
        else:
            lines, rest = whole(lines) if came.received else (lines, [])
            sensed = read_lines(lines, self._radar, came.received)
        self._problems += len(sensed.problems)
        self._problem = str(sensed.problems[-1]) if sensed.problems else self._problem
        self._passed_on(sensed)
        return rest
