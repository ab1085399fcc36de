"""Turns: one thread computes at a time, and whoever waits for an answer comes before work done ahead.

A plain lock is not fair: a thread that gives it back and takes it again at once starves everybody else for as long as it has
work. The look-ahead of a long replay did that, for half a minute and more on a busy machine.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition


class Turns:
    """Who may compute now."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._busy = False
        self._waiting = 0

    @contextmanager
    def now(self) -> Iterator[None]:
        """A turn for a request: next, after at most the piece of work that is under way."""
        with self._changed:
            self._waiting += 1
            self._changed.wait_for(lambda: not self._busy)
            self._waiting -= 1
            self._busy = True
        yield from self._held()

    @contextmanager
    def when_idle(self) -> Iterator[None]:
        """A turn for a piece of work that nobody waits for; keep it short."""
        with self._changed:
            self._changed.wait_for(lambda: not self._busy and not self._waiting)
            self._busy = True
        yield from self._held()

    @contextmanager
    def waited_for(self) -> Iterator[None]:
        """While somebody waits for work that takes no turns, such as a search plan: nothing is done ahead meanwhile."""
        with self._changed:
            self._waiting += 1
        try:
            yield
        finally:
            with self._changed:
                self._waiting -= 1
                self._changed.notify_all()

    def _held(self) -> Iterator[None]:
        try:
            yield
        finally:
            with self._changed:
                self._busy = False
                self._changed.notify_all()
