"""One writer for a log: many threads ask, one commits whatever has queued in one flush, and answers after it.

A piece of work is a function from the tables to an answer. All work of a group shares a transaction, so a crash loses a
whole group or nothing, and nobody is told before the flush. Where the database refuses a group, each piece is tried alone.
"""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, TypeVar

from varne.record.log.store import Store
from varne.record.log.tables import Tables

T = TypeVar("T")


class LogClosed(Exception):
    """An append came too late or the writer stopped; it is not acknowledged, and a retry with its key is harmless."""


class NotRecorded(OSError):
    """The disk or the database refused; nothing is acknowledged, and a retry with the same key is harmless."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    work: Callable[[Tables], Any]
    answer: Future[Any] = field(default_factory=Future)


class Writer:
    """The thread that writes to a store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._queue: list[_Waiting] = []
        self._wake = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name=f"log {store.name}", daemon=True)
        self._thread.start()

    def do(self, work: Callable[[Tables], T]) -> T:
        """The answer of a piece of work, when it is on disk.

        work    must leave the tables as they were if it raises; it may be done again, after an error of the database undid it
        raises  what the work raised, NotRecorded, LogClosed
        """
        waiting = _Waiting(work)
        with self._wake:
            if self._closed:
                raise LogClosed(f"{self._store.name} is closed; nothing was recorded, open the log and send the event again")
            self._queue.append(waiting)
            self._wake.notify()
        answer: T = waiting.answer.result()
        return answer

    def close(self) -> None:
        """Commit what waits, then stop; later work is refused. Safe to call twice."""
        with self._wake:
            self._closed = True
            self._wake.notify()
        self._thread.join()
        self._store.close()

    def _run(self) -> None:
        group: list[_Waiting] = []
        try:
            while group := self._take():
                self._answer(group)
        finally:  # nobody waits for ever, whatever stopped the writer
            with self._wake:
                self._closed = True
                group += self._queue
            for waiting in group:
                if not waiting.answer.done():
                    waiting.answer.set_exception(LogClosed(f"the writer of {self._store.name} stopped; send the event again"))

    def _take(self) -> list[_Waiting]:
        with self._wake:
            self._wake.wait_for(lambda: self._queue or self._closed)
            group, self._queue = self._queue, []
            return group

    def _answer(self, group: list[_Waiting]) -> None:
        try:
            with self._store.writing() as tables:  # the ends of chains are read inside, so two processes cannot fork one
                answers = [_done(waiting.work, tables, self._store.errors) for waiting in group]
        except self._store.errors as error:
            if len(group) > 1:  # one of them may be to blame: the others must not pay for it
                for waiting in group:
                    self._answer([waiting])
                return
            why = f"{self._store.name} refused: {error}; nothing was recorded, send it again with the same key"
            for waiting in group:
                waiting.answer.set_exception(NotRecorded(why))
            return
        for waiting, answer in zip(group, answers, strict=True):
            if isinstance(answer, _Raised):
                waiting.answer.set_exception(answer.error)
            else:
                waiting.answer.set_result(answer)


@dataclass(frozen=True, slots=True)
class _Raised:
    error: Exception


def _done(work: Callable[[Tables], Any], tables: Tables, fatal: tuple[type[Exception], ...]) -> Any:
    try:
        return work(tables)
    except fatal:
        raise
    except Exception as error:  # noqa: BLE001  belongs to the one who asked, not to the others of the group
        return _Raised(error)
