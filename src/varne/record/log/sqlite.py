"""A log in one SQLite file: WAL, synchronous=FULL, STRICT; triggers refuse change and removal, also by a careless hand.

Nothing but this module touches the file; it never opens the main file by itself, since closing a descriptor would drop
SQLite's locks (sqlite.org/howtocorrupt.html, 2.2).
"""

import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from varne.record.log.tables import Damaged, Tables
from varne.record.wal import wal_damage

APPLICATION = 0x5641524E  # "VARN"
VERSION = 2
REFUSED = "the log is only appended to; record a new event that corrects the old one"
_ABORT = f"raise(abort, '{REFUSED}')"
_NEXT = "(select coalesce(max(pos), 0) + 1 from event)"
_GUARDED = ("strand", "event", "body", "erased")
_SCHEMA = (
    "CREATE TABLE strand(n integer primary key, chain text not null, signer blob not null) strict",
    "CREATE TABLE event(pos integer primary key, strand integer not null references strand(n), seq integer not null,"
    " id blob not null unique, key text not null, ms integer not null, counter integer not null, header blob not null,"
    " sig blob not null, unique(strand, seq)) strict",
    "CREATE INDEX event_key on event(key)",
    "CREATE TABLE body(pos integer primary key references event(pos), nonce blob not null, body blob not null) strict",
    "CREATE TABLE erased(pos integer primary key references event(pos), proof blob not null) strict",
    # insert or replace removes rows without asking the delete triggers
    "CREATE TRIGGER strand_in_order before insert on strand when new.n <>"
    f" (select coalesce(max(n), 0) + 1 from strand) begin select {_ABORT}; end",
    f"CREATE TRIGGER event_in_order before insert on event when new.pos <> {_NEXT} or exists(select 1 from event where"
    " id = new.id) or exists(select 1 from event where strand = new.strand and seq = new.seq)"
    f" begin select {_ABORT}; end",
    "CREATE TRIGGER body_once before insert on body when exists(select 1 from body where pos = new.pos)"
    f" or exists(select 1 from erased where pos = new.pos) begin select {_ABORT}; end",
    "CREATE TRIGGER erased_once before insert on erased when exists(select 1 from erased where pos = new.pos)"
    f" begin select {_ABORT}; end",
    *(f"CREATE TRIGGER {table}_no_update before update on {table} begin select {_ABORT}; end" for table in _GUARDED),
    *(f"CREATE TRIGGER {t}_no_delete before delete on {t} begin select {_ABORT}; end" for t in _GUARDED if t != "body"),
    "CREATE TRIGGER body_no_delete before delete on body when not exists(select 1 from erased where pos = old.pos)"
    f" begin select {_ABORT}; end",
)


class SqliteStore:
    """One file; see `record.log.store.Store`."""

    errors: tuple[type[Exception], ...] = (sqlite3.Error,)

    def __init__(self, path: Path) -> None:
        self.path, self.name = path, str(path)
        self._db: sqlite3.Connection | None = None

    def exists(self) -> bool:
        """Whether there is a file."""
        return self.path.exists()

    @property
    def db(self) -> sqlite3.Connection:
        """The connection that writes; opened when it is first needed."""
        if self._db is None:
            self._db = _connect(self.path, "rw")
            self._db.execute("pragma journal_mode = wal")
            self._db.execute("pragma synchronous = full")
            self._db.execute("pragma fullfsync = on")  # on macOS a plain fsync returns before the disk has it
            self._db.execute("pragma secure_delete = on")  # an erased body is overwritten, not only unlinked
        return self._db

    @contextmanager
    def reading(self) -> Iterator[Tables]:
        """A connection of its own that cannot write."""
        with closing(_connect(self.path, "ro")) as db:
            yield Tables(db)

    @contextmanager
    def writing(self) -> Iterator[Tables]:
        """One transaction that has the file's write lock from the start."""
        self.db.execute("begin immediate")
        try:
            yield Tables(self.db)
            self.db.execute("commit")
        finally:
            if self.db.in_transaction:
                self.db.execute("rollback")

    def purge(self) -> None:
        """Bring the write-ahead file into the main file, where erased bytes are overwritten, and empty it."""
        with closing(_connect(self.path, "rw")) as db:  # the writer's own connection may be at work
            db.execute("pragma wal_checkpoint(truncate)")

    def close(self) -> None:
        """Close the connection that writes."""
        if self._db is not None:
            self._db.close()
            self._db = None

    def create(self, fill: Callable[[Tables], object], check: Callable[["SqliteStore"], None]) -> None:
        """A new file, made in a folder beside and linked to its name when it is checked."""
        if self.path.exists():
            raise FileExistsError(f"{self.path} exists; give a path where there is no log yet")
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".new-", dir=self.path.parent) as folder:
            made = SqliteStore(Path(folder) / "log")
            _make(made.path, fill)
            check(made)
            os.link(made.path, self.path)  # all of it or nothing, and never over a log that another process made meanwhile
            _flush_folder(self.path.parent)

    def unfit(self) -> str | None:
        """No file, or an empty one."""
        if not self.path.is_file():
            return "there is no such file"
        return "the file is empty; even a log without events is not" if self.path.stat().st_size == 0 else None

    @contextmanager
    def examining(self) -> Iterator[Tables]:
        """One read transaction; what SQLite and Python say of damage is `tables.Damaged`."""
        try:
            with closing(_connect(self.path, "ro")) as db:
                db.execute("begin")  # one moment for all that follows
                yield Tables(db)
        except (sqlite3.Error, UnicodeDecodeError, OverflowError) as error:
            raise Damaged(str(error)) from error

    def form(self, tables: Tables) -> Iterator[str]:
        """Other marks than a log's, other tables or triggers than ours."""
        marks = tables.db.execute("pragma application_id").fetchone()[0], version(tables)
        if marks == (APPLICATION, 1):
            yield "a log of version 1; make one of today's version from it with varne log upgrade"
        elif marks != (APPLICATION, VERSION):
            yield f"not a Varne log of version {VERSION}: its marks are {marks[0]:#x}, {marks[1]}"
        found = tables.db.execute("select sql from sqlite_schema where sql is not null").fetchall()
        if [sql for (sql,) in found] != list(_SCHEMA):
            yield "its tables or the triggers that guard them were changed"

    def structure(self, tables: Tables) -> Iterator[str]:
        """What SQLite's own check says of its pages."""
        for (line,) in tables.db.execute("pragma integrity_check(10)").fetchall():
            if line != "ok":
                yield f"the file's structure is damaged: {line}"

    def tail(self) -> Iterator[str]:
        """Finished commits that a damaged place in the write-ahead file hides; see `record.wal`."""
        wal = self.path.with_name(self.path.name + "-wal")
        damage = None
        for _ in range(3):  # a writer may start the file anew while it is read; then its header changes
            content = wal.read_bytes() if wal.exists() else b""
            damage = wal_damage(content)
            again = wal.read_bytes()[:32] if wal.exists() else b""
            if damage is None or again == content[:32]:
                break
        if damage:
            yield damage


def version(tables: Tables) -> int:
    """The version mark of a file."""
    found: int = tables.db.execute("pragma user_version").fetchone()[0]
    return found


def _make(path: Path, fill: Callable[[Tables], object]) -> None:
    with closing(_connect(path, "rwc")) as db:
        for statement in (f"pragma application_id = {APPLICATION}", f"pragma user_version = {VERSION}"):
            db.execute(statement)
        db.execute("pragma journal_mode = wal")
        db.execute("pragma synchronous = full")
        db.execute("begin immediate")
        for statement in _SCHEMA:
            db.execute(statement)
        fill(Tables(db))
        db.execute("commit")


def _flush_folder(folder: Path) -> None:
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    # a log on a read-only medium has no room for SQLite's lock file, and nobody who could be writing
    mode += "&immutable=1" if mode == "ro" and not os.access(path.parent, os.W_OK) else ""
    uri = f"{path.resolve().as_uri()}?mode={mode}"
    return sqlite3.connect(uri, uri=True, timeout=30, isolation_level=None, check_same_thread=False)
