"""Whole logs made from other logs: exported lines, copies between stores, and logs of version 1.

A new log is checked before it is there: all of it, or nothing.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from varne.record.chain import Row, header_of
from varne.record.clock import Clock
from varne.record.keys import Identity
from varne.record.line import BadLine, Begin, End, end_line, first_line, read_lines, to_line
from varne.record.log.appending import LogDamaged
from varne.record.log.checking import LogProblem, Verified, check
from varne.record.log.store import Store, store_at
from varne.record.log.tables import Strand, Tables, heads

Strands = list[tuple[str, bytes]]
"""Chain and public key of each, in the order in which they began."""


def export_lines(where: Path | str, after: int = 0) -> Iterator[str]:
    """The events of a log after a pos as JSON lines (`record.line`), header and body byte for byte as stored.

    raises  Damaged where a damaged log cannot be read any further
    """
    yield from lines_of(store_at(where), after)


def lines_of(store: Store, after: int = 0) -> Iterator[str]:
    """`export_lines` of a store."""
    with store.examining() as tables:
        yield first_line((s.chain, s.signer) for s in tables.strands()).decode()
        n = 0
        with closing(tables.rows(after)) as rows:
            for n, row in enumerate(rows, start=1):  # noqa: B007  counted to the end
                yield to_line(row).decode()
        yield end_line(n, heads(tables)).decode()


def import_lines(where: Path | str, lines: Iterable[str]) -> Verified:
    """A new log with exported events, under the same ids.

    where    where there is no log yet
    lines    from the first event on, in order, as `export_lines` gave them; blank lines are passed over
    returns  what the check of the new log found: events and heads, no problems
    raises   FileExistsError; ValueError that names the line that is not one of ours, or that the end is missing; LogDamaged
             when the events do not form sound chains, for example a line was edited. Then no log is made
    """
    store, ends = store_at(where), list[End]()

    def as_told(found: Verified) -> None:
        if {chain: (head.seq, head.id) for chain, head in found.heads.items()} != ends[0].heads:
            raise ValueError("the last line names other ends of the chains than its events have; export it again")

    return _made(store, _exported(lines, ends), as_told)


def copy(source: Path | str, target: Path | str) -> Verified:
    """A log in another store, checked there: from a file to PostgreSQL or back, under the same ids.

    raises  LogDamaged when the source does not verify or the copy does not; FileExistsError
    """
    if problems := check(store_at(source)).problems:
        raise LogDamaged(store_at(source).name, problems[0])
    with store_at(source).examining() as tables, closing(tables.rows(0)) as rows:
        strands = [(s.chain, s.signer) for s in tables.strands()]
        return _made(store_at(target), chain([strands], rows))


def upgrade(old: Path, target: Path | str, identity: Identity) -> Verified:
    """A log of today from one of version 1: the same events under the same ids, signed with the node's key.

    raises  ValueError when old is no such log; LogDamaged; FileExistsError
    """
    return _made(store_at(target), _of_version_1(old, identity))


def _accept(found: Verified) -> None:
    """Nothing more is known of it than that it is sound."""


def _made(store: Store, parts: Iterable[Strands | Row], accept: Callable[[Verified], None] = _accept) -> Verified:
    found: list[Verified] = []

    def examine(made: Store) -> None:
        found.append(check(made))
        if problems := found[0].problems:
            raise LogDamaged(store.name, problems[0])
        accept(found[0])

    def fill(tables: Tables) -> None:
        filling = _Filling(tables)
        for part in parts:
            if isinstance(part, list):
                filling.begin(part)
            elif why := filling.add(part):
                raise LogDamaged(store.name, LogProblem(tables.position() + 1, why, part.chain, part.seq))

    store.create(fill, examine)
    return found[0]


@dataclass(slots=True)
class _Filling:
    """A log that is being made: each row goes to the strand that it continues, else to an empty one, else it begins one."""

    tables: Tables
    empty: list[Strand] = field(default_factory=list)
    ends: dict[tuple[str, str], tuple[Strand, int]] = field(default_factory=dict)
    ids: set[bytes] = field(default_factory=set)

    def begin(self, strands: Strands) -> None:
        self.empty = [self.tables.begin(chain, signer) for chain, signer in strands]

    def add(self, row: Row) -> str | None:
        """Why the row cannot stand here; None when it now does."""
        if row.id in self.ids:
            return "it stands here a second time"
        end = self.ends.pop((row.chain, row.prev), None) if row.prev else None
        strand, before = end or (self._begun(row), row.seq - 1)
        if row.seq != before + 1:
            return f"its place is {row.seq}, after {before}"
        if row.signer != strand.signer:
            return "it is signed with another key than the events before it"
        self.tables.insert(row, strand.n)
        self.ids.add(row.id)
        self.ends[row.chain, row.id.hex()] = strand, row.seq
        return None

    def _begun(self, row: Row) -> Strand:
        found = next((s for s in self.empty if (s.chain, s.signer) == (row.chain, row.signer)), None)
        self.empty = [s for s in self.empty if s is not found]
        return found or self.tables.begin(row.chain, row.signer)


def _exported(lines: Iterable[str], ends: list[End]) -> Iterator[Strands | Row]:
    """What the lines hold; the last one is added to ends."""
    events = 0
    for line in read_lines(lines):
        match line:
            case BadLine():
                raise ValueError(str(line))
            case Begin(strands=strands):
                yield [(name, bytes.fromhex(signer)) for name, signer in strands]
            case End():
                ends.append(line)
            case Row():
                events += 1
                yield line
    if [end.events for end in ends] != [events]:
        why = "the export was cut, or lines were taken out; export it again"
        raise ValueError(f"after {events} events the end is missing: {why}")


def _of_version_1(path: Path, identity: Identity) -> Iterator[Row]:
    sql = "select seq, id, key, header, nonce, body from event join body using (seq) order by seq"
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as db:
        if db.execute("pragma user_version").fetchone() != (1,):
            raise ValueError(f"{path} is no log of version 1; varne log verify says what it is")
        for seq, ident, key, header, nonce, body in db.execute(sql):
            h = header_of(header)
            sig = identity.sign(header)
            yield Row(h.chain, seq, ident, key, Clock(*h.clock), header, identity.public, sig, nonce, body)
