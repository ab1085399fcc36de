"""Official figures in one SQLite file: a value with its day, table, status and source, when it was published and seen.

A document is taken in whole or not at all, and kept byte for byte. Nothing is overwritten: a changed value is one more row
in `figure`, which is derived from the documents alone, so that every order of import gives the same rows.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from varne.crossings.figure import TABLES, Document, as_days
from varne.crossings.vintages import Run, runs, stack
from varne.figures.layout import APPLICATION, SCHEMA, VERSION
from varne.figures.packing import packed, unpacked
from varne.figures.times import text_of

Line = tuple[str | float | None, ...]


class NotAStore(ValueError):
    """A file that is no store of figures, or one of another version."""


@dataclass(frozen=True, slots=True, eq=False)
class Taken:
    """A document and this copy of it: its bytes, file name, address if it was fetched, and when it was seen."""

    document: Document
    content: bytes
    name: str
    seen: datetime
    url: str = ""


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """The store at a path; a new one where there is none. `asked` reads it, `take` adds to it.

    raises  NotAStore when something else stands there; nothing is changed then

    >>> with opened(Path(":memory:")) as store:
    ...     store.execute("select count(*) from figure").fetchone()
    (0,)
    """
    db = sqlite3.connect(path, isolation_level=None)
    try:
        _prepare(db, path)
        yield db
    finally:
        db.close()


def _prepare(db: sqlite3.Connection, path: Path) -> None:
    try:
        if _is_new(db):
            with whole(db):
                _make(db)
        marks = _marks(db)
    except sqlite3.DatabaseError as error:
        raise NotAStore(f"{path} is no store of figures ({error}); give another path, or move it away") from error
    if marks != (APPLICATION, VERSION):
        raise NotAStore(f"{path} is another database, or of another version than {VERSION}; give another path")


def _marks(db: sqlite3.Connection) -> tuple[int, int]:
    return db.execute("pragma application_id").fetchone()[0], db.execute("pragma user_version").fetchone()[0]


def _is_new(db: sqlite3.Connection) -> bool:
    return _marks(db) == (0, 0) and not db.execute("select 1 from sqlite_schema").fetchone()


def _make(db: sqlite3.Connection) -> None:
    """The tables, unless another process was a moment earlier."""
    if _is_new(db):
        for statement in (*SCHEMA, f"pragma application_id = {APPLICATION}", f"pragma user_version = {VERSION}"):
            db.execute(statement)


@contextmanager
def whole(db: sqlite3.Connection) -> Iterator[None]:
    """All that is done inside, or nothing."""
    db.execute("begin immediate")
    try:
        yield
    except BaseException:
        db.execute("rollback")
        raise
    db.execute("commit")


def take(db: sqlite3.Connection, copies: Sequence[Taken]) -> None:
    """Take in documents: all of them or, when it fails, none."""
    with whole(db):
        for copy in copies:
            _take(db, copy)
        for table, measure in sorted({(c.table, c.measure) for copy in copies for c in copy.document.columns}):
            _derive(db, table, measure)


def _take(db: sqlite3.Connection, copy: Taken) -> None:
    d = copy.document
    db.execute("insert or ignore into file values (?, ?)", (d.file, copy.content))
    db.execute("insert or ignore into document values (?, ?, ?)", (d.sha, d.file, d.kind))
    sighting = d.sha, copy.name, text_of(copy.seen), copy.url, text_of(d.published), d.dated
    db.execute("insert or ignore into sighting values (?, ?, ?, ?, ?, ?)", sighting)
    rows = [(c.table, c.measure, d.sha, packed(c)) for c in d.columns]
    db.executemany("insert or ignore into said values (?, ?, ?, ?)", rows)


def _derive(db: sqlite3.Connection, table: str, measure: str) -> None:
    """The rows of a measure, from all documents that speak of it."""
    rows = db.execute(
        "select body, edition.sha, published, first_seen, last_seen from said join edition using (sha)"
        " where tab = ? and measure = ? order by published, edition.sha",
        (table, measure),
    ).fetchall()
    found = runs(stack([unpacked(body, table, measure) for body, *_ in rows]))
    db.execute("delete from figure where tab = ? and measure = ?", (table, measure))
    lines = _lines(table, measure, found, [tuple(rest) for _, *rest in rows])
    db.executemany(f"insert into figure values ({', '.join('?' * 15)})", lines)


def _lines(table: str, measure: str, found: Sequence[Run], editions: Sequence[tuple[str, ...]]) -> Iterable[Line]:
    about = TABLES[table]
    days = as_days([run.key[0] for run in found]).astype(str).tolist()
    for run, day in zip(found, days, strict=True):
        (sha, published, *_), (last_sha, last_published, *_) = editions[run.first], editions[run.last]
        seen = [e[2:] for e in editions[run.first : run.last + 1]]
        first_seen, last_seen = min(s[0] for s in seen), max(s[1] for s in seen)
        said = run.value, run.reason, run.note, about.status, about.publisher
        yield (table, measure, day, run.key[1], published, sha, *said, first_seen, last_seen, last_published, last_sha)
