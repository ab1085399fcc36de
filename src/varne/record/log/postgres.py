"""A log in a PostgreSQL database, for many readers and managed backups: the same tables, events and ids as in SQLite.

Numbers are given under a lock on the table of events, held to the commit: without it they would become visible out of
order, and a reader that asks for what comes after the last one would pass over events in silence. Readers never wait.
Triggers refuse change and removal. The server must flush: fsync and synchronous_commit are asked for, and checked.
"""

import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

from varne.record.log.sqlite import REFUSED, VERSION
from varne.record.log.store import Store
from varne.record.log.tables import Cursor, Damaged, Tables

_SPARE = 4
_MARK = f"a Varne log of version {VERSION}"
_GUARDED = ("strand", "event", "body", "erased")
_SCHEMA = (
    "create schema varne",
    f"comment on schema varne is '{_MARK}'",
    "create table varne.strand(n bigint primary key, chain text not null, signer bytea not null)",
    "create table varne.event(pos bigint primary key, strand bigint not null references varne.strand(n), seq bigint not null,"
    " id bytea not null unique, key text not null, ms bigint not null, counter bigint not null, header bytea not null,"
    " sig bytea not null, unique(strand, seq))",
    "create index event_key on varne.event(key)",
    "create table varne.body(pos bigint primary key references varne.event(pos), nonce bytea not null, body bytea not null)",
    "create table varne.erased(pos bigint primary key references varne.event(pos), proof bytea not null)",
    f"create function varne.refuse() returns trigger language plpgsql as $$ begin raise exception '{REFUSED}'; end $$",
    "create function varne.in_order() returns trigger language plpgsql as $$ begin"
    " if tg_table_name = 'strand' then if new.n <> (select coalesce(max(n), 0) + 1 from varne.strand)"
    f" then raise exception '{REFUSED}'; end if;"
    " elsif new.pos <> (select coalesce(max(pos), 0) + 1 from varne.event)"
    f" then raise exception '{REFUSED}'; end if; return new; end $$",
    "create function varne.erased_only() returns trigger language plpgsql as $$ begin"
    " if not exists(select 1 from varne.erased where pos = old.pos)"
    f" then raise exception '{REFUSED}'; end if; return old; end $$",
    "create trigger in_order before insert on varne.event for each row execute function varne.in_order()",
    "create trigger in_order before insert on varne.strand for each row execute function varne.in_order()",
    "create trigger erased_only before delete on varne.body for each row execute function varne.erased_only()",
    *(
        f"create trigger no_{verb} before {verb} on varne.{table} for each {each} execute function varne.refuse()"
        for table in _GUARDED
        for verb, each in (("update", "row"), ("delete", "row"), ("truncate", "statement"))
        if (table, verb) != ("body", "delete")
    ),
)
_GUARDS = (
    "select count(*) from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace"
    " where n.nspname = 'varne' and not tgisinternal and tgenabled = 'O'"
)
_EXPECTED = sum(s.startswith("create trigger") for s in _SCHEMA)


class PostgresStore:
    """The schema `varne` of a database; see `record.log.store.Store`."""

    errors: tuple[type[Exception], ...] = (psycopg.Error, ConnectionError)

    def __init__(self, url: str) -> None:
        self.url, self.name = url, _without_password(url)
        self._db: psycopg.Connection | None = None
        self._idle: deque[psycopg.Connection] = deque()

    def exists(self) -> bool:
        """Whether the database has the schema."""
        with _connect(self.url) as db:
            return _exists(db)

    @contextmanager
    def reading(self) -> Iterator[Tables]:
        """A connection of its own, kept for the next reader while the log is open."""
        try:
            db = self._idle.pop()  # to connect costs more than to read
        except IndexError:
            db = _connect(self.url)
        try:
            yield Tables(_Questions(db))
        except psycopg.OperationalError as error:  # the server went away; what waits idle is as dead
            self._forget(db)
            raise ConnectionError(f"the database {self.name} does not answer: {error}") from error
        except BaseException:
            db.close()
            raise
        if self._db and len(self._idle) < _SPARE and not db.broken:  # only a log that is open is there to close them
            self._idle.append(db)
        else:
            db.close()

    @contextmanager
    def writing(self) -> Iterator[Tables]:
        """One transaction under a lock on the table of events, so that numbers become visible in order."""
        if self._db is None or self._db.broken:
            self._db = _connect(self.url)
        with self._db.transaction():
            self._db.execute("lock table event in exclusive mode")
            yield Tables(_Questions(self._db))

    def purge(self) -> None:
        """Free the space of erased bodies."""
        with _connect(self.url) as db:
            db.execute("vacuum body")

    def close(self) -> None:
        """Close the connection that writes, and those that wait for readers."""
        if self._db is not None:
            self._db.close()
            self._db = None
        self._forget()

    def _forget(self, *others: psycopg.Connection) -> None:
        while self._idle:
            self._idle.pop().close()
        for db in others:
            db.close()

    def create(self, fill: Callable[[Tables], object], check: Callable[[Store], None]) -> None:
        """A new schema, made and checked in one transaction."""
        with _connect(self.url) as db:
            if _exists(db):
                raise FileExistsError(f"{self.name} holds a log; give a database without a schema named varne")
            with db.transaction():
                for statement in _SCHEMA:
                    db.execute(statement)
                fill(Tables(_Questions(db)))
                check(_Within(self, db))

    def unfit(self) -> str | None:
        """No schema, or no answer."""
        try:
            return None if self.exists() else "there is no log in this database: it has no schema varne"
        except self.errors as error:
            return str(error)

    @contextmanager
    def examining(self) -> Iterator[Tables]:
        """One read transaction as of one moment; what the database says of damage is `tables.Damaged`."""
        try:
            with _connect(self.url) as db, db.transaction():
                db.execute("set transaction isolation level repeatable read, read only")
                yield Tables(_Questions(db))
        except self.errors as error:
            raise Damaged(str(error)) from error

    def form(self, tables: Tables) -> Iterator[str]:
        """Another mark than a log's, a guard that is missing, a server that does not flush."""
        mark = tables.db.execute("select obj_description('varne'::regnamespace)").fetchone()[0]
        if mark != _MARK:
            yield f"not {_MARK}: the schema says {mark}"
        (guards,) = tables.db.execute(_GUARDS).fetchone()
        if guards != _EXPECTED:
            yield f"{guards} of {_EXPECTED} triggers guard its tables"
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            if (value := tables.db.execute(f"show {setting}").fetchone()[0]) == "off":
                yield f"the server runs with {setting} = {value}: what it acknowledges may be lost; set it on"

    def structure(self, tables: Tables) -> Iterator[str]:
        """Events whose strand is gone."""
        bare = "select count(*) from event left join strand on n = strand where n is null"
        if lost := tables.db.execute(bare).fetchone()[0]:
            yield f"{lost} events have lost their strand"

    def tail(self) -> Iterator[str]:
        """Nothing: the server recovers its own write-ahead log."""
        return iter(())


class _Within(PostgresStore):
    """A log that is being made, examined inside its transaction."""

    def __init__(self, store: PostgresStore, db: psycopg.Connection) -> None:
        super().__init__(store.url)
        self._within = db

    def unfit(self) -> str | None:
        return None

    @contextmanager
    def examining(self) -> Iterator[Tables]:
        yield Tables(_Questions(self._within))


class _Questions:
    """A connection that takes `?` for a parameter, as SQLite does."""

    def __init__(self, db: psycopg.Connection) -> None:
        self._db = db

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> Cursor:
        return self._db.execute(sql.replace("?", "%s").encode(), parameters or None)


def _connect(url: str) -> psycopg.Connection:
    try:
        db = psycopg.connect(url, autocommit=True, connect_timeout=10)
    except psycopg.Error as error:
        raise ConnectionError(f"the database {_without_password(url)} cannot be reached: {error}") from error
    db.execute("set search_path to varne")
    db.execute("set synchronous_commit to on")
    return db


def _exists(db: psycopg.Connection) -> bool:
    return db.execute("select 1 from pg_namespace where nspname = 'varne'").fetchone() is not None


def _without_password(url: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=re.sub(r":[^:@]*@", "@", parts.netloc)))
