"""Whole logs made from other logs: exported lines, copies between stores, and logs of version 1.

A new log is checked before it is there: all of it, or nothing.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import chain
from pathlib import Path

from varne.record.chain import Row, header_of
from varne.record.clock import Clock
from varne.record.keys import Identity
from varne.record.line import BadLine, Begin, End, end_line, first_line, read_lines, to_line
from varne.record.log.appending import LogDamaged
from varne.record.log.checking import Verified, check
from varne.record.log.store import Store, store_at
from varne.record.log.tables import Strand, Tables, heads

Strands = list[tuple[str, bytes]]
"""Chain and public key of each, in the order in which they began."""


def export_lines(where: Path | str, after: int = 0) -> Iterator[str]:
    """The events of a log after a pos as JSON lines (`record.line`), header and body byte for byte as stored."""
    with store_at(where).reading() as tables:
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
    return _made(store_at(where), _exported(lines))


def copy(source: Path | str, target: Path | str) -> Verified:
    """A log in another store, checked there: from a file to PostgreSQL or back, under the same ids.

    raises  LogDamaged when the source does not verify or the copy does not; FileExistsError
    """
    if problems := check(store_at(source)).problems:
        raise LogDamaged(store_at(source).name, problems[0])
    with store_at(source).reading() as tables, closing(tables.rows(0)) as rows:
        strands = [(s.chain, s.signer) for s in tables.strands()]
        return _made(store_at(target), chain([strands], rows))


def upgrade(old: Path, target: Path | str, identity: Identity) -> Verified:
    """A log of today from one of version 1: the same events under the same ids, signed with the node's key.

    raises  ValueError when old is no such log; LogDamaged; FileExistsError
    """
    return _made(store_at(target), _of_version_1(old, identity))


def _made(store: Store, parts: Iterable[Strands | Row]) -> Verified:
    found: list[Verified] = []

    def examine(made: Store) -> None:
        found.append(check(made))
        if problems := found[0].problems:
            raise LogDamaged(store.name, problems[0])

    store.create(lambda tables: _fill(tables, parts), examine)
    return found[0]


def _fill(tables: Tables, parts: Iterable[Strands | Row]) -> None:
    """Each row goes to the strand that it continues, else to one of its chain that is empty, else it begins one."""
    ends: dict[tuple[str, str], int] = {}
    empty: list[Strand] = []
    for part in parts:
        if isinstance(part, list):
            empty = [tables.begin(name, signer) for name, signer in part]
            continue
        strand = ends.pop((part.chain, prev), 0) if (prev := header_of(part.header).prev) else 0
        if not strand:
            waiting = next((s for s in empty if (s.chain, s.signer) == (part.chain, part.signer)), None)
            empty = [s for s in empty if s is not waiting]
            strand = (waiting or tables.begin(part.chain, part.signer)).n
        tables.insert(part, strand)
        ends[part.chain, part.id.hex()] = strand


def _exported(lines: Iterable[str]) -> Iterator[Strands | Row]:
    events, ended = 0, False
    for line in read_lines(lines):
        match line:
            case BadLine():
                raise ValueError(str(line))
            case Begin(strands=strands):
                yield [(name, bytes.fromhex(signer)) for name, signer in strands]
            case End(events=told):
                ended = told == events
            case Row():
                events += 1
                yield line
    if not ended:
        raise ValueError(
            f"after {events} events the end is missing: the export was cut or lines were taken out; export it again"
        )


def _of_version_1(path: Path, identity: Identity) -> Iterator[Row]:
    sql = "select seq, id, key, header, nonce, body from event join body using (seq) order by seq"
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as db:
        if db.execute("pragma user_version").fetchone() != (1,):
            raise ValueError(f"{path} is no log of version 1; varne log verify says what it is")
        for seq, ident, key, header, nonce, body in db.execute(sql):
            h = header_of(header)
            sig = identity.sign(header)
            yield Row(h.chain, seq, ident, key, Clock(*h.clock), header, identity.public, sig, nonce, body)
