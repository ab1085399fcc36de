"""The log on disk: append, read, verify, export, import. What is acknowledged is on disk, and stays as it was.

One SQLite file holds one centre's chain (WAL, synchronous=FULL, STRICT; triggers refuse change and removal, also by a
careless hand in a SQLite shell). Many threads append; one writer commits whatever has queued in one flush. Nothing but
this module touches the file; it never opens the main file by itself, since closing a descriptor would drop SQLite's
locks (sqlite.org/howtocorrupt.html, 2.2).
"""

import os
import sqlite3
import tempfile
import threading
import uuid
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from varne.record import chain
from varne.record.chain import Row, Stored, Submission
from varne.record.events import Event
from varne.record.wal import wal_damage

_APPLICATION = 0x5641524E  # "VARN"
_VERSION = 1
_NEXT = "(select coalesce(max(seq), 0) + 1 from event)"
_REFUSED = "raise(abort, 'the log is only appended to; record a new event that corrects the old one')"
_SCHEMA = (
    "CREATE TABLE event(seq integer primary key, id blob not null unique, key text not null unique,"
    " header blob not null) strict",
    "CREATE TABLE body(seq integer primary key references event(seq), nonce blob not null, body blob not null) strict",
    # insert or replace removes rows without asking the delete triggers
    f"CREATE TRIGGER event_in_order before insert on event when new.seq <> {_NEXT}"
    f" or exists(select 1 from event where id = new.id or key = new.key) begin select {_REFUSED}; end",
    "CREATE TRIGGER body_once before insert on body when exists(select 1 from body where seq = new.seq)"
    f" begin select {_REFUSED}; end",
    *(
        f"CREATE TRIGGER {table}_no_{verb} before {verb} on {table} begin select {_REFUSED}; end"
        for table in ("event", "body")
        for verb in ("update", "delete")
    ),
)
_ROWS = "select event.seq, id, key, header, nonce, body from event left join body using (seq) where event.seq > ?"
_PAGE = 1000


@dataclass(frozen=True, slots=True)
class Head:
    """Where a log ends: the last event's seq and id; 0 and "" when it is empty."""

    seq: int = 0
    id: str = ""


@dataclass(frozen=True, slots=True)
class LogProblem:
    """What is wrong and at which event; seq is None when it concerns the file as a whole."""

    seq: int | None
    what: str

    def __str__(self) -> str:
        return self.what if self.seq is None else f"event {self.seq}: {self.what}"


@dataclass(frozen=True, slots=True)
class Verified:
    """What a check of a log found: how many events it read, where it ends, and every problem."""

    events: int
    head: Head
    problems: tuple[LogProblem, ...]


class LogDamaged(Exception):
    """A log that does not verify was to be written to or imported; nothing was changed. Carries the first problem."""

    def __init__(self, path: Path, problem: LogProblem) -> None:
        self.path, self.problem = path, problem
        super().__init__(
            f"{path} is damaged, {problem}. It was left untouched: put it aside, then restore the last backup or pull "
            "this chain back from the other centre; a new log under another origin can take reports meanwhile"
        )


class LogClosed(Exception):
    """An append came too late or the writer stopped; it is not acknowledged, and a retry with its key is harmless."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    items: tuple[Submission, ...]
    answer: Future[tuple[Stored, ...]] = field(default_factory=Future)


class Log:
    """One centre's log, open for appending by any number of threads; a context manager.

    >>> from varne.record.events import Note
    >>> with tempfile.TemporaryDirectory() as folder, Log.open(Path(folder) / "night.log", origin="dover") as log:
    ...     stored = log.append(Note(text="fog"), key="k1")
    ...     again = log.append(Note(text="fog"), key="k1")
    ...     print(stored.seq, again.seq, log.head().seq)
    1 1 1
    """

    def __init__(self, path: Path, origin: str) -> None:
        """Use `Log.open`, which verifies first."""
        self.path, self.origin = path, origin
        self._queue: list[_Waiting] = []
        self._wake = threading.Condition()
        self._closed = False
        self._db = _connect(path, "rw")
        self._db.execute("pragma journal_mode = wal")
        self._db.execute("pragma synchronous = full")
        self._db.execute("pragma fullfsync = on")  # on macOS a plain fsync returns before the disk has it
        self._writer = threading.Thread(target=self._write, name=f"log {path.name}", daemon=True)
        self._writer.start()

    @classmethod
    def open(cls, path: Path | str, *, origin: str) -> Self:
        """The log at a path, verified; a new one when there is none.

        path     the file; its -wal and -shm neighbours belong to it
        origin   whose chain it is, such as "dover"
        raises   LogDamaged when it does not verify (it is left as it is), ValueError when it is another centre's
        """
        path = Path(path)
        if not origin.strip():
            raise ValueError("origin is empty; name the centre whose log this is, such as dover")
        if not path.exists():
            with suppress(FileExistsError):  # another process was a moment earlier
                _create(path, ())
        found = verify(path)
        if found.problems:
            raise LogDamaged(path, found.problems[0])
        with closing(_rows(path, 0)) as rows:
            first = next(rows, None)
        if first and chain.origin_of(first) != origin:
            raise ValueError(f"{path} is the log of {chain.origin_of(first)}, not of {origin}; give its own origin")
        return cls(path, origin)

    def append(self, event: Event, *, key: str | None = None, at: datetime | None = None) -> Stored:
        """Record an event; returns when it is on disk.

        key      the submitter's own key, the same on every retry; a known key appends nothing and returns the first
                 event that came with it (compare `.event` if the contents could differ); None makes a new one
        at       when it was recorded, aware; now when absent
        returns  the event with its place
        raises   ValueError for a naive time or an event that could not be read back, LogClosed, sqlite3.Error when
                 the disk refused; after any of these a retry with the same key is harmless
        """
        return self.append_many([event], keys=[key], at=at)[0]

    def append_many(
        self, events: Sequence[Event], *, keys: Sequence[str | None] | None = None, at: datetime | None = None
    ) -> tuple[Stored, ...]:
        """Record several events in one flush: all or none; otherwise as `append`."""
        at = at or datetime.now(UTC)
        keys = keys or [None] * len(events)
        pairs = zip(events, keys, strict=True)
        waiting = _Waiting(tuple(chain.submission(event, key or uuid.uuid4().hex, at) for event, key in pairs))
        with self._wake:
            if self._closed:
                raise LogClosed(f"{self.path} is closed; the event was not recorded, open the log and send it again")
            self._queue.append(waiting)
            self._wake.notify()
        return waiting.answer.result()

    def read(self, after: int = 0, until: int | None = None) -> Iterator[Stored]:
        """The events after a seq, up to and including another, in order, as of the start of each page of rows."""
        return stored(self.path, after, until)

    def head(self) -> Head:
        """Where the log ends now."""
        with _reading(self.path) as db:
            return _head(db)

    def close(self) -> None:
        """Commit what waits, then stop; later appends are refused. Safe to call twice."""
        with self._wake:
            self._closed = True
            self._wake.notify()
        self._writer.join()
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _write(self) -> None:
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
                    waiting.answer.set_exception(LogClosed(f"the writer of {self.path} stopped; send the event again"))

    def _take(self) -> list[_Waiting]:
        with self._wake:
            self._wake.wait_for(lambda: self._queue or self._closed)
            group, self._queue = self._queue, []
            return group

    def _answer(self, group: list[_Waiting]) -> None:
        try:
            answers = self._commit(group)
        except sqlite3.Error as error:
            for waiting in group:
                waiting.answer.set_exception(error)
        else:
            for waiting, stored in zip(group, answers, strict=True):
                waiting.answer.set_result(stored)

    def _commit(self, group: list[_Waiting]) -> list[tuple[Stored, ...]]:
        with _transaction(self._db):  # the head is read inside, so two processes cannot fork the chain
            return [tuple(self._store(item) for item in waiting.items) for waiting in group]

    def _store(self, item: Submission) -> Stored:
        known = self._db.execute(_ROWS + " and key = ?", (0, item.key)).fetchone()
        if known:
            return chain.unseal(Row(*known))
        head = _head(self._db)
        prev = bytes.fromhex(head.id)
        row = chain.seal(item, origin=self.origin, seq=head.seq + 1, prev=prev, nonce=os.urandom(16))
        _insert(self._db, row)
        return chain.unseal(row)


def verify(path: Path | str) -> Verified:
    """Check a log from outside, without changing it and without trusting it.

    returns  every problem with the event at which it stands; no problems means: the file is sound, numbers run from 1
             without gaps, each header matches its id and names the one before, each body matches its header. It never
             raises, whatever the file holds. It cannot see that events are missing at the end (or a last commit lost
             from a -wal file): every prefix of a log is a log; for that the head is compared with a checkpoint or peer
    """
    path = Path(path)
    if not path.is_file():
        return Verified(0, Head(), (LogProblem(None, "there is no such file"),))
    if path.stat().st_size == 0:
        return Verified(0, Head(), (LogProblem(None, "the file is empty; even a log without events is not"),))
    found = _Findings()
    try:
        _check(path, found)
    except (sqlite3.Error, UnicodeDecodeError, OverflowError) as error:
        found.add(None if not found.events else found.last + 1, f"cannot be read any further: {error}")
    return Verified(found.events, Head(found.last, found.id), tuple(found.problems))


@dataclass(slots=True)
class _Findings:
    events: int = 0
    last: int = 0
    id: str = ""
    problems: list[LogProblem] = field(default_factory=list)

    def add(self, seq: int | None, what: str) -> None:
        self.problems.append(LogProblem(seq, what))


def _check(path: Path, found: _Findings) -> None:
    with _reading(path) as db:
        db.execute("begin")  # one moment for all that follows
        marks = db.execute("pragma application_id").fetchone()[0], db.execute("pragma user_version").fetchone()[0]
        if marks != (_APPLICATION, _VERSION):
            found.add(None, f"not a Varne log of version {_VERSION}: its marks are {marks[0]:#x}, {marks[1]}")
        if [sql for (sql,) in db.execute("select sql from sqlite_schema where sql is not null")] != list(_SCHEMA):
            found.add(None, "its tables or the triggers that guard them were changed")
        _check_chain(_fetch(db, 0), found)
        for (line,) in db.execute("pragma integrity_check(10)"):
            if line != "ok":
                found.add(None, f"the file's structure is damaged: {line}")
        _check_wal(path, found)


def _check_chain(rows: Iterator[Row], found: _Findings) -> None:
    before: Row | None = None
    for row in rows:
        for gap in range(found.last + 1, min(row.seq, found.last + 11)):
            found.add(gap, "missing")
        found.events, found.last = found.events + 1, row.seq
        if not all(isinstance(part, bytes) for part in (row.id, row.header, row.nonce, row.body)):
            found.add(row.seq, "its header or body is missing")
            continue
        for what in chain.faults(row, before):
            found.add(row.seq, what)
        before, found.id = row, row.id.hex()


def _check_wal(path: Path, found: _Findings) -> None:
    wal = path.with_name(path.name + "-wal")
    for _ in range(3):  # a writer may start the file anew while it is read; then its header changes
        content = wal.read_bytes() if wal.exists() else b""
        damage = wal_damage(content)
        again = wal.read_bytes()[:32] if wal.exists() else b""
        if damage is None or again == content[:32]:
            break
    if damage:
        found.add(found.last + 1, damage)


def stored(path: Path | str, after: int = 0, until: int | None = None) -> Iterator[Stored]:
    """The events of a log that verifies, read without opening it for appending; otherwise as Log.read."""
    with closing(_rows(Path(path), after)) as rows:
        for row in rows:
            if until is not None and row.seq > until:
                return
            yield chain.unseal(row)


def export_lines(path: Path | str, after: int = 0) -> Iterator[str]:
    """The events of a log as JSON lines {"id", "header", "nonce", "body"}, header and body byte for byte as stored."""
    with closing(_rows(Path(path), after)) as rows:
        for row in rows:
            line = _Line(row.id.hex(), msgspec.Raw(row.header), row.nonce.hex(), msgspec.Raw(row.body))
            yield msgspec.json.encode(line).decode()


def import_lines(path: Path | str, lines: Iterable[str]) -> Verified:
    """A new log with exported events, under the same ids.

    path     where there is no log yet
    lines    from the first event on, in order, as `export_lines` gave them; blank lines are passed over
    returns  what the check of the new log found: events and head, no problems
    raises   FileExistsError; ValueError that names the line that is not one of ours; LogDamaged when the events do
             not form a sound chain, for example a line was edited. Then no log is made
    """
    return _create(Path(path), _parsed(lines))


class _Line(msgspec.Struct, forbid_unknown_fields=True):
    id: str
    header: msgspec.Raw
    nonce: str
    body: msgspec.Raw


def _parsed(lines: Iterable[str]) -> Iterator[Row]:
    decoder = msgspec.json.Decoder(_Line)
    for n, text in enumerate((text for text in lines if text.strip()), start=1):
        try:
            line = decoder.decode(text)
            header = msgspec.json.decode(line.header, type=chain.Header)
            ident, nonce = bytes.fromhex(line.id), bytes.fromhex(line.nonce)
        except ValueError as error:
            raise ValueError(f"line {n} is no exported event: {error}; give the output of varne log export") from error
        if header.seq != n:
            raise ValueError(f"line {n} holds event {header.seq}; give every event once, in order, from the first")
        yield Row(n, ident, header.key, bytes(line.header), nonce, bytes(line.body))


def _create(path: Path, rows: Iterable[Row]) -> Verified:
    if path.exists():
        raise FileExistsError(f"{path} exists; give a path where there is no log yet")
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".new-", dir=path.parent) as folder:
        made = Path(folder) / "log"
        with closing(_connect(made, "rwc")) as db:
            for statement in (f"pragma application_id = {_APPLICATION}", f"pragma user_version = {_VERSION}"):
                db.execute(statement)
            db.execute("pragma journal_mode = wal")
            db.execute("pragma synchronous = full")
            with _transaction(db):
                for statement in _SCHEMA:
                    db.execute(statement)
                for row in rows:
                    _insert(db, row)
        found = verify(made)
        if found.problems:
            raise LogDamaged(path, found.problems[0])
        os.link(made, path)  # all of it or nothing, and never over a log that another process made meanwhile
        _flush_folder(path.parent)
    return found


def _flush_folder(folder: Path) -> None:
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _insert(db: sqlite3.Connection, row: Row) -> None:
    db.execute("insert into event values (?, ?, ?, ?)", (row.seq, row.id, row.key, row.header))
    db.execute("insert into body values (?, ?, ?)", (row.seq, row.nonce, row.body))


def _head(db: sqlite3.Connection) -> Head:
    found = db.execute("select seq, id from event order by seq desc limit 1").fetchone()
    return Head(found[0], found[1].hex()) if found else Head()


def _rows(path: Path, after: int) -> Generator[Row, None, None]:
    with _reading(path) as db:
        yield from _fetch(db, after)


def _fetch(db: sqlite3.Connection, after: int) -> Iterator[Row]:
    while page := db.execute(_ROWS + " order by event.seq limit ?", (after, _PAGE)).fetchall():
        for values in page:
            if values[0] <= after:  # only in a damaged file; without this a loop without end
                raise sqlite3.DatabaseError(f"after event {after} the file leads back to event {values[0]}")
            after = values[0]
            yield Row(*values)


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    # a log on a read-only medium has no room for SQLite's lock file, and nobody who could be writing
    mode += "&immutable=1" if mode == "ro" and not os.access(path.parent, os.W_OK) else ""
    uri = f"{path.resolve().as_uri()}?mode={mode}"
    return sqlite3.connect(uri, uri=True, timeout=30, isolation_level=None, check_same_thread=False)


@contextmanager
def _reading(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(_connect(path, "ro")) as db:
        yield db


@contextmanager
def _transaction(db: sqlite3.Connection) -> Iterator[None]:
    db.execute("begin immediate")
    try:
        yield
        db.execute("commit")
    finally:
        if db.in_transaction:
            db.execute("rollback")
