"""What a log needs of the place where it lies, and which place an address names. One contract test runs over both stores."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from varne.record.log.sqlite import SqliteStore
from varne.record.log.tables import Tables

POSTGRES = ("postgresql://", "postgres://")


class Store(Protocol):
    """Where a log lies.

    name    for messages: a path, or a URL without its password
    errors  what the database raises when it refuses
    """

    name: str
    errors: tuple[type[Exception], ...]

    def exists(self) -> bool:
        """Whether there is a log."""

    def create(self, fill: Callable[[Tables], object], check: Callable[["Store"], None]) -> None:
        """A new log that `fill` writes and `check` accepts: all of it or nothing; FileExistsError when there is one."""

    def reading(self) -> AbstractContextManager[Tables]:
        """A connection of its own to read by, for any thread."""

    def writing(self) -> AbstractContextManager[Tables]:
        """One transaction under the numbering lock; on disk when it is left, nothing of it after an exception. One thread."""

    def examining(self) -> AbstractContextManager[Tables]:
        """As of one moment, for a check from outside; raises `tables.Damaged` whatever the database says."""

    def unfit(self) -> str | None:
        """Why it cannot be examined at all; None when it can."""

    def form(self, tables: Tables) -> Iterator[str]:
        """What is wrong with the version mark, the tables and the guards."""

    def structure(self, tables: Tables) -> Iterator[str]:
        """What the database finds wrong with its own files."""

    def tail(self) -> Iterator[str]:
        """What may be lost behind the last event that can be read."""

    def purge(self) -> None:
        """Leave no copy of an erased body in the database's own files."""

    def close(self) -> None:
        """Let go of the connection that writes. Safe to call twice."""


def is_url(where: Path | str) -> bool:
    """Whether an address is a database's and not a file's."""
    return isinstance(where, str) and where.startswith(POSTGRES)


def store_at(where: Path | str) -> Store:
    """The store of an address: a file's path, or postgresql://... (needs the extra `scale`).

    >>> store_at("record.varne").name
    'record.varne'
    """
    if is_url(where):
        from varne.record.log.postgres import PostgresStore  # psycopg is an extra

        return PostgresStore(str(where))
    return SqliteStore(Path(where))
