"""Taking in what another node sent: judged and written in one transaction, acknowledged by being held."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from varne.record.chain import Row, ident, submission, unseal
from varne.record.events import BodyErased, ForkFound
from varne.record.exchange.judging import Fork, Held, Page, Refused, Tip, Trust, judge, read_page
from varne.record.line import to_line
from varne.record.log.appending import Log
from varne.record.log.tables import Tables
from varne.record.name import parse_chain


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a page.

    accepted  how many events are new here, and on disk; had: how many were held already
    erased    bodies that a tombstone among them took away
    gap       place of the first that waits for one before it, None when none does: ask again from further back
    forks     of which an event of this node's own chain now tells both sides
    refused   rows that are not what their node wrote, with why
    joined    the furthest place of it up to which all is held now; 0 when none of it joined on
    latest    the latest clock among them [ms since 1970]
    """

    accepted: int = 0
    had: int = 0
    erased: int = 0
    gap: int | None = None
    forks: tuple[Fork, ...] = ()
    refused: tuple[Refused, ...] = ()
    joined: int = 0
    latest: int = 0
    cut: bool = False


def take(log: Log, chain: str, body: bytes, trust: Trust, now: datetime | None = None) -> Taken:
    """Take a page of a chain into a log; returns when it is on disk. Safe to repeat, whatever came before.

    body   as another node answered, or anything else
    trust  keys of each node, this one's own among them
    """
    page = read_page(body, chain, trust)
    if not page.rows:
        return Taken(refused=page.refused, cut=page.cut)
    at = now or datetime.now(UTC)
    taken = log.do(lambda tables: _placed(log, tables, chain, page, at))
    if taken.erased:
        log.store.purge()
    return taken


def _placed(log: Log, tables: Tables, chain: str, page: Page, at: datetime) -> Taken:
    judged = judge(page.rows, _held(tables, chain, page.rows), len(tables.strands()) + 1)
    for row, strand in judged.accepted:
        if strand > len(tables.strands()):
            tables.begin(chain, row.signer)
        tables.insert(row, strand)
    erased = sum(_erase(tables, row) for row, _ in judged.accepted)
    for fork in judged.forks:
        _tell(log, tables, fork, at)
    return Taken(
        len(judged.accepted),
        judged.had,
        erased,
        judged.gap,
        judged.forks,
        page.refused + judged.refused,
        judged.joined,
        max(row.clock.ms for row in page.rows),
        page.cut,
    )


def _held(tables: Tables, chain: str, rows: Sequence[Row]) -> Held:
    tips = tuple(Tip(s.n, bytes.fromhex(head.id), clock, s.signer) for s, head, clock in tables.tips(chain))
    seqs = [r.seq for r in rows]
    near = tables.between(chain, min(seqs) - 1, max(seqs))
    places: dict[int, bytes] = {}
    for seq, name, _ in near:
        places.setdefault(seq, name)
    return Held(tips, {name: (seq, clock) for seq, name, clock in near}, places)


def _erase(tables: Tables, taken: Row) -> bool:
    """What a tombstone names goes here too, if the same node wrote it."""
    event = unseal(taken).event
    row = tables.by_id(ident(event.event)) if isinstance(event, BodyErased) else None
    if row is None or row.body is None or parse_chain(row.chain).node != parse_chain(taken.chain).node:
        return False
    tables.erase(row.pos, to_line(taken))
    return True


def _tell(log: Log, tables: Tables, fork: Fork, at: datetime) -> None:
    told = ForkFound(chain=fork.chain, number=fork.seq, ours=fork.ours.hex(), theirs=fork.theirs.hex())
    log.store_item(tables, submission(told, f"fork/{fork.chain}/{fork.theirs.hex()}", at))
