"""The file in which a node keeps its accounts, sessions and what happened to them: people.sqlite in VARNE_HOME.

Never part of the shared record: names of logins stand here and nowhere else. Only its owner may read it. What happened
(signing in, refusals, readings of sealed numbers) is only appended to.
"""

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

NAME = "people.sqlite"
_SCHEMA = """
create table if not exists setting(name text primary key, value blob not null) strict;
create table if not exists account(
  id text primary key, login text not null, roles text not null, password text, totp blob, totp_step integer not null default 0,
  issuer text, subject text, added real not null, removed real) strict;
create unique index if not exists login on account(login) where removed is null;
create unique index if not exists identity on account(issuer, subject) where removed is null and issuer is not null;
create table if not exists session(
  id text primary key, account text not null references account(id), agent text not null, began real not null,
  acted real not null, locked real, ended real, why text) strict;
create table if not exists token(id text primary key, account text not null references account(id), made real not null,
  removed real) strict;
create table if not exists device(id text primary key, account text not null references account(id), seen real not null) strict;
create table if not exists failure(key text primary key, count integer not null, last real not null) strict;
create table if not exists happened(n integer primary key, at real not null, what text not null, account text, detail text)
  strict;
create index if not exists failed on failure(last);
create index if not exists happening on happened(at);
create trigger if not exists happened_no_update before update on happened
  begin select raise(abort, 'what happened is only appended to'); end;
create trigger if not exists happened_no_delete before delete on happened
  begin select raise(abort, 'what happened is only appended to'); end;
"""


class Store:
    """The open file; any thread may use it, one at a time."""

    def __init__(self, folder: Path) -> None:
        """Open people.sqlite in a folder, or make it."""
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / NAME
        os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))  # before anything is in it
        self._lock = threading.RLock()
        self._db = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False)
        self._db.executescript("pragma journal_mode = wal; pragma foreign_keys = on; pragma secure_delete = on;" + _SCHEMA)
        self._db.execute("insert or ignore into setting values('actor key', ?)", (os.urandom(32),))

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        with self._lock:
            return self._db.execute(sql, values).fetchall()

    def change(self, sql: str, *values: Any) -> int:
        """How many rows a statement changed."""
        with self._lock:
            return self._db.execute(sql, values).rowcount

    @contextmanager
    def together(self) -> Iterator[None]:
        """All or nothing, and nobody else between."""
        with self._lock:
            self._db.execute("begin immediate")
            try:
                yield
            except BaseException:
                self._db.execute("rollback")
                raise
            self._db.execute("commit")

    def close(self) -> None:
        """Close the file; safe to call twice."""
        with self._lock:
            self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
