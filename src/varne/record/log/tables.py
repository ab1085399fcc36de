"""What both stores have in common: four tables, and every statement that reads or writes them.

strand  one for each chain; another from where a forked chain differs. signer: the public key of all its events
event   pos is the order of arrival, 1, 2, 3...; key, ms and counter stand in the header too, and are here to be found by
body    nonce and body; the only rows that can go, and only where `erased` holds the tombstone
erased  the tombstone's line (`record.line`) of each erased body

The subset of SQL is one that SQLite and PostgreSQL read alike; `sqlite` and `postgres` add how to connect, lock, guard
and look for damage.
"""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from varne.record.chain import Row
from varne.record.clock import Clock
from varne.record.line import Head
from varne.record.name import INTERNAL, JOINT, ChainName, parse_chain

PAGE = 1000
_COLUMNS = (
    "select strand.chain, event.seq, id, key, ms, counter, header, strand.signer, sig, nonce, body, proof, event.pos, strand.n"
    " from event join strand on strand.n = event.strand left join body on body.pos = event.pos"
    " left join erased on erased.pos = event.pos"
)


class Cursor(Protocol):
    """What of a database cursor is used."""

    def fetchone(self) -> Any:
        """The next row; None when there is none."""

    def fetchall(self) -> list[Any]:
        """All rows that are left."""


class Connection(Protocol):
    """What of a database connection is used; `?` stands for a parameter."""

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> Cursor:
        """Run a statement with its parameters."""


@dataclass(frozen=True, slots=True)
class Strand:
    """One row of that table."""

    n: int
    chain: str
    signer: bytes


class Damaged(Exception):
    """The store cannot be read any further; the message says what the database said."""


class Tables:
    """The tables, within one transaction; what it has read of strands and their ends it remembers."""

    def __init__(self, db: Connection) -> None:
        self.db = db
        self._strands: list[Strand] | None = None
        self._ends: dict[int, tuple[Head, Clock]] = {}
        self._position: int | None = None

    def strands(self) -> tuple[Strand, ...]:
        """In the order in which they began."""
        if self._strands is None:
            rows = self.db.execute("select n, chain, signer from strand order by n").fetchall()
            self._strands = [Strand(*values) for values in rows]
        return tuple(self._strands)

    def begin(self, chain: str, signer: bytes) -> Strand:
        """A new strand of a chain."""
        new = Strand(len(self.strands()) + 1, chain, signer)
        self.db.execute("insert into strand values (?, ?, ?)", (new.n, chain, signer))
        self._strands = [*self.strands(), new]
        return new

    def end(self, strand: int) -> tuple[Head, Clock]:
        """Where a strand ends, and its last clock."""
        if strand not in self._ends:
            sql = "select seq, id, ms, counter from event where strand = ? order by seq desc limit 1"
            found = self.db.execute(sql, (strand,)).fetchone()
            end = (Head(found[0], found[1].hex()), Clock(found[2], found[3])) if found else (Head(), Clock())
            self._ends[strand] = end
        return self._ends[strand]

    def position(self) -> int:
        """pos of the last event; 0 when there is none."""
        if self._position is None:
            self._position = int(self.db.execute("select coalesce(max(pos), 0) from event").fetchone()[0])
        return self._position

    def by_key(self, key: str, node: str) -> Row | None:
        """The first event that a node wrote for a submission key, in any of its chains."""
        rows = self.db.execute(_COLUMNS + " where key = ? order by event.pos", (key,)).fetchall()
        return next((row for row in map(_row, rows) if parse_chain(row.chain).node == node), None)

    def tips(self, chain: str) -> list[tuple[Strand, Head, Clock]]:
        """Where each strand of a chain ends, the first first."""
        return [(s, *self.end(s.n)) for s in self.strands() if s.chain == chain]

    def by_id(self, ident: bytes) -> Row | None:
        """The event of an id."""
        found = self.db.execute(_COLUMNS + " where id = ?", (ident,)).fetchone()
        return _row(found) if found else None

    def at_place(self, chain: str, seq: int) -> list[Row]:
        """What is held at a place of a chain: one event, or more where it forked."""
        sql = _COLUMNS + " where strand.chain = ? and event.seq = ? order by event.pos"
        return [_row(values) for values in self.db.execute(sql, (chain, seq)).fetchall()]

    def between(self, chain: str, first: int, last: int) -> list[tuple[int, bytes, Clock]]:
        """seq, id and clock of what is held of a chain from a place to another, as it arrived."""
        sql = (
            "select event.seq, id, ms, counter from event join strand on strand.n = event.strand"
            " where strand.chain = ? and event.seq between ? and ? order by event.pos"
        )
        found = self.db.execute(sql, (chain, first, last)).fetchall()
        return [(seq, ident, Clock(ms, counter)) for seq, ident, ms, counter in found]

    def rows(self, after: int) -> Generator[Row, None, None]:
        """All events after a pos, in order, a page of rows at a time."""
        while page := self.db.execute(_COLUMNS + " where event.pos > ? order by event.pos limit ?", (after, PAGE)).fetchall():
            for row in map(_row, page):
                if row.pos <= after:  # only in a damaged file; without this a loop without end
                    raise Damaged(f"after event {after} the file leads back to event {row.pos}")
                after = row.pos
                yield row

    def lineage(self, strand: int, after: int, limit: int) -> list[Row]:
        """Up to limit events after a seq on the way to the end of a strand: of the one that it left first, then its own."""
        own = self._part(strand, after, limit)
        first = self._part(strand, 0, 1)
        if not first or first[0].seq <= after + 1:
            return own
        before = self.by_id(bytes.fromhex(first[0].prev))
        shared = self.lineage(before.strand, after, limit) if before else []
        return ([row for row in shared if row.seq < first[0].seq] + own)[:limit]

    def _part(self, strand: int, after: int, limit: int) -> list[Row]:
        sql = _COLUMNS + " where event.strand = ? and event.seq > ? order by event.seq limit ?"
        return [_row(values) for values in self.db.execute(sql, (strand, after, limit)).fetchall()]

    def insert(self, row: Row, strand: int) -> Row:
        """Add an event at the end of a strand; returns it with its place in the order of arrival."""
        pos = self.position() + 1
        event = (pos, strand, row.seq, row.id, row.key, row.clock.ms, row.clock.counter, row.header, row.sig)
        self.db.execute("insert into event values (?, ?, ?, ?, ?, ?, ?, ?, ?)", event)
        if row.body is None:
            self.db.execute("insert into erased values (?, ?)", (pos, row.proof))
        else:
            self.db.execute("insert into body values (?, ?, ?)", (pos, row.nonce, row.body))
        self._position, self._ends[strand] = pos, (Head(row.seq, row.id.hex()), row.clock)
        return replace(row, pos=pos, strand=strand)

    def erase(self, pos: int, proof: bytes) -> None:
        """Take a body away for ever, and put its tombstone there."""
        self.db.execute("insert into erased values (?, ?)", (pos, proof))
        self.db.execute("delete from body where pos = ?", (pos,))


def heads(tables: Tables) -> Mapping[str, Head]:
    """Where each chain ends, that is the strand of it that was here first."""
    return {s.chain: tables.end(s.n)[0] for s in reversed(tables.strands())}


def latest_clock(tables: Tables) -> Clock:
    """The latest clock of all events: a clock goes forward along a strand, so it stands at an end."""
    return max((tables.end(s.n)[1] for s in tables.strands()), default=Clock())


def seen_from(tables: Tables, chain: ChainName) -> dict[str, int]:
    """How far every other chain goes, as far as the readers of a chain may know of it."""
    return {
        name: head.seq
        for name, head in heads(tables).items()
        if name != str(chain) and head.seq and (chain.audience == INTERNAL or parse_chain(name).audience == JOINT)
    }


def own_name(tables: Tables, node: str, audience: str) -> ChainName:
    """The chain that a node goes on writing: of its latest incarnation, and the next one when that is forked."""
    names = [parse_chain(s.chain) for s in tables.strands()]
    latest = max((n.incarnation for n in names if n.node == node), default=1)
    now = ChainName(node, latest, audience)
    return now.next() if names.count(now) > 1 else now


def _row(values: Sequence[Any]) -> Row:
    chain, seq, ident, key, ms, counter, header, signer, sig, nonce, body, proof, pos, strand = values
    return Row(chain, seq, ident, key, Clock(ms, counter), header, signer, sig, nonce, body, proof, pos, strand)
