"""One node's log, open for appending: what is acknowledged is on disk, and stays as it was."""

import os
import secrets
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from varne.record import chain, keys
from varne.record.chain import Place, Stored, Submission
from varne.record.clock import tick
from varne.record.events import BY_NODE, BodyErased, Event
from varne.record.keys import Identity
from varne.record.line import Head, to_line
from varne.record.log.checking import LogProblem, check
from varne.record.log.store import Store, is_url, store_at
from varne.record.log.tables import Tables, heads, latest_clock, own_name, seen_from
from varne.record.log.writer import Writer
from varne.record.name import JOINT, ChainName, check_audience, check_node, parse_chain

T = TypeVar("T")
_DRAWN = 1_000_000


class LogDamaged(Exception):
    """A log that does not verify was to be written to or imported; nothing was changed. Carries the first problem."""

    def __init__(self, name: str, problem: LogProblem) -> None:
        self.name, self.problem = name, problem
        super().__init__(
            f"{name} is damaged, {problem}. It was left untouched: put it aside, then restore the last backup or pull "
            "this chain back from the other centre; a new log under another origin can take reports meanwhile"
        )


class OtherKey(ValueError):
    """A chain cannot be continued with this key: it was written with another."""


class Log:
    """One node's log, open for appending by any number of threads; a context manager.

    >>> import tempfile
    >>> from varne.record.events import Note
    >>> with tempfile.TemporaryDirectory() as folder, Log.open(Path(folder) / "night.log", origin="dover") as log:
    ...     stored = log.append(Note(text="fog"), key="k1")
    ...     again = log.append(Note(text="fog"), key="k1")
    ...     print(stored.chain, stored.seq, again.seq, log.head().seq)
    dover/joint 1 1 1
    """

    def __init__(self, store: Store, origin: str, identity: Identity) -> None:
        """Use `Log.open`, which verifies first."""
        self.store, self.origin, self.identity = store, origin, identity
        self.name = store.name
        self._writer = Writer(store)

    @classmethod
    def open(cls, where: Path | str, *, origin: str, identity: Identity | None = None, renew: bool = False) -> Self:
        """The log at a path or URL, verified; a new one when there is none.

        where     the file, whose -wal and -shm neighbours belong to it; or postgresql://...
        origin    whose chains are continued, such as "dover"
        identity  that node's key; absent: the one in the file beside it with .key at its end, made when there is none
        renew     go on in a new incarnation, for a key that was lost
        raises    LogDamaged when it does not verify (it is left as it is); ValueError when it is another node's, OtherKey
                  when its chains were written with another key
        """
        store = store_at(where)
        if identity is None and is_url(where):
            raise ValueError(f"{store.name} needs the node's key; give identity, as keys.load reads it from its file")
        identity = identity or keys.load_or_make(Path(f"{where}.key"))
        if not store.exists():
            name = ChainName(check_node(origin))
            with suppress(FileExistsError):  # another process was a moment earlier
                store.create(lambda tables: tables.begin(str(name), identity.public), lambda _: None)
        if problems := check(store, signatures=False).problems:
            raise LogDamaged(store.name, problems[0])
        log = cls(store, origin, identity)
        try:
            log.do(lambda tables: log._check_owner(tables, renew))
        except Exception:
            log.close()
            raise
        return log

    def _check_owner(self, tables: Tables, renew: bool) -> None:
        first = parse_chain(tables.strands()[0].chain).node
        if first != self.origin:
            raise ValueError(f"{self.name} is the log of {first}, not of {self.origin}; give its own origin")
        now = own_name(tables, self.origin, JOINT)
        if renew:
            _begin(tables, now.next(), self.identity)
        elif [s for s in tables.strands() if s.chain == str(now) and s.signer != self.identity.public]:
            raise OtherKey(
                f"{now} was written with another key than {self.identity.id}; give the key file that belongs to this log, or "
                "go on in a new incarnation with varne log renew and tell the other node the new key"
            )

    def append(self, event: Event, *, key: str | None = None, at: datetime | None = None, audience: str = JOINT) -> Stored:
        """Record an event; returns when it is on disk.

        key       the submitter's own, the same on every retry; a known key appends nothing and returns the first event of
                  this node that came with it (compare `.event` if the contents could differ); None makes a new one
        at        when it was recorded, aware; now when absent
        audience  who may read it: joint (both centres), internal (never leaves the node), partner/NAME
        returns   the event with its place
        raises    ValueError for a naive time, an audience that is none or an event that could not be read back; LogClosed;
                  NotRecorded when disk or database refused; after any of these a retry with the same key is harmless
        """
        return self.append_many([event], keys=[key], at=at, audience=audience)[0]

    def append_many(
        self,
        events: Sequence[Event],
        *,
        keys: Sequence[str | None] | None = None,
        at: datetime | None = None,
        audience: str = JOINT,
    ) -> tuple[Stored, ...]:
        """Record several events in one flush: all or none; otherwise as `append`."""
        if own := [e for e in events if isinstance(e, BY_NODE)]:
            raise ValueError(f"{type(own[0]).__name__} is written by the node itself; use what makes it, such as Log.erase")
        at, keys = at or datetime.now(UTC), keys or [None] * len(events)
        pairs = zip(events, keys, strict=True)
        items = [chain.submission(event, key or uuid.uuid4().hex, at) for event, key in pairs]
        check_audience(audience)
        return self.do(lambda tables: tuple(self.store_item(tables, item, audience) for item in items))

    def do(self, work: Callable[[Tables], T]) -> T:
        """Work on the tables in the writer's turn; returns when it is on disk. For `record.exchange`."""
        return self._writer.do(work)

    def store_item(self, tables: Tables, item: Submission, audience: str = JOINT) -> Stored:
        """Within `do`: continue this node's chain, or find what stands there for the same key."""
        known = tables.by_key(item.key, self.origin)
        if known:
            return chain.unseal(known)
        name = own_name(tables, self.origin, audience)
        strand = self._strand(tables, name)
        head, _ = tables.end(strand)
        place = Place(
            str(name), head.seq + 1, bytes.fromhex(head.id), tick(latest_clock(tables), item.at), seen_from(tables, name)
        )
        row = chain.seal(item, place, nonce=os.urandom(16), identity=self.identity)
        return chain.unseal(tables.insert(row, strand))

    def _strand(self, tables: Tables, name: ChainName) -> int:
        found = next((s for s in tables.strands() if s.chain == str(name)), None)
        if found and found.signer != self.identity.public:  # another process has begun an incarnation meanwhile
            raise OtherKey(f"{name} goes on with another key than {self.identity.id}; stop this node and start it again")
        return found.n if found else _begin(tables, name, self.identity)

    def read(self, after: int = 0, until: int | None = None) -> Iterator[Stored]:
        """The events of all chains after a pos, up to and including another, as they arrived; as of each page of rows."""
        return _unsealed(self.store, after, until)

    def head(self, chain: str | None = None) -> Head:
        """Where a chain ends now; without a name this node's joint chain."""
        with self.store.reading() as tables:
            return heads(tables).get(chain or str(own_name(tables, self.origin, JOINT)), Head())

    def joint(self) -> str:
        """The joint chain that this node goes on writing."""
        with self.store.reading() as tables:
            return str(own_name(tables, self.origin, JOINT))

    def heads(self) -> Mapping[str, Head]:
        """Where every chain ends now: chain -> Head."""
        with self.store.reading() as tables:
            return heads(tables)

    def keys_of(self, node: str) -> frozenset[bytes]:
        """The public keys with which the chains of a node that are held here were written."""
        with self.store.reading() as tables:
            return frozenset(s.signer for s in tables.strands() if parse_chain(s.chain).node == node)

    def position(self) -> int:
        """pos of the last event that arrived; 0 in an empty log."""
        with self.store.reading() as tables:
            return tables.position()

    def renew(self) -> str:
        """Start a new incarnation, for a node that cannot be sure to hold the end of its chains; returns its joint chain.

        Its number is drawn, not counted: a backup that is restored twice while nobody can be asked knows of no first time, and
        would give the same number to two different chains.
        """

        def work(tables: Tables) -> str:
            name = own_name(tables, self.origin, JOINT).next(1 + secrets.randbelow(_DRAWN))
            _begin(tables, name, self.identity)
            return str(name)

        return self.do(work)

    def erase(
        self,
        event: str,
        *,
        centre: str,
        role: str,
        reason: str,
        at: datetime | None = None,
    ) -> Stored:
        """Erase what an event of this node says; its header stays, and a signed tombstone says who did it and why.

        event    its id
        returns  the tombstone, in the chain of the same audience, so that whoever has the event learns of it
        raises   ValueError when this node wrote no such event, or it is a tombstone itself
        """
        made = BodyErased(event=event, centre=centre, role=role, reason=reason)
        item = chain.submission(made, f"erase/{event}", at or datetime.now(UTC))
        stored = self.do(lambda tables: self._erased(tables, event, item))
        self.store.purge()
        return stored

    def _erased(self, tables: Tables, event: str, item: Submission) -> Stored:
        row = tables.by_id(chain.ident(event))
        if row is None or parse_chain(row.chain).node != self.origin:
            raise ValueError(f"no event {event} in the chains of {self.origin}; only the node that wrote it can erase it")
        if isinstance(chain.unseal(row).event, BodyErased):
            raise ValueError(f"event {event} is a tombstone, which says nothing that could be erased")
        stored = self.store_item(tables, item, parse_chain(row.chain).audience)
        tombstone = tables.by_id(bytes.fromhex(stored.id))
        if row.body is not None and tombstone is not None:
            tables.erase(row.pos, to_line(tombstone))
        return stored

    def close(self) -> None:
        """Commit what waits, then stop; later appends are refused. Safe to call twice."""
        self._writer.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def stored(where: Path | str, after: int = 0, until: int | None = None) -> Iterator[Stored]:
    """The events of a log that verifies, read without opening it for appending; otherwise as Log.read."""
    return _unsealed(store_at(where), after, until)


def _begin(tables: Tables, name: ChainName, identity: Identity) -> int:
    return tables.begin(str(name), identity.public).n


def _unsealed(store: Store, after: int, until: int | None) -> Iterator[Stored]:
    with store.reading() as tables, closing(tables.rows(after)) as rows:
        for row in rows:
            if until is not None and row.pos > until:
                return
            yield chain.unseal(row)
