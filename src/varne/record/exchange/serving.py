"""What a node answers to another: where its chains end, and pages of those that the asker may have."""

from dataclasses import dataclass

import msgspec

from varne.record.chain import ident
from varne.record.line import end_line, to_line
from varne.record.log.appending import Log
from varne.record.log.tables import Tables
from varne.record.name import parse_chain

PAGE_EVENTS = 500
PAGE_BYTES = 1 << 20


class End(msgspec.Struct, frozen=True, array_like=True):
    """Where a strand of a chain ends; a chain has one, or more when it forked."""

    chain: str
    seq: int
    id: str


class Heads(msgspec.Struct, frozen=True):
    """What a node says of itself: its name, its wall clock [ms since 1970], where the chains end that an asker may have."""

    node: str
    now: int
    heads: tuple[End, ...]


@dataclass(frozen=True, slots=True)
class Reader:
    """Who asks."""

    name: str
    partner: bool = False


def heads_for(log: Log, reader: Reader, now: int) -> Heads:
    """Where the chains end that a reader may have."""
    with log.store.reading() as tables:
        ends = [(s.chain, tables.end(s.n)[0]) for s in tables.strands() if _open(s.chain, reader)]
    return Heads(log.origin, now, tuple(End(chain, head.seq, head.id) for chain, head in ends if head.seq))


def page_for(log: Log, reader: Reader, chain: str, after: int, to: str | None = None) -> bytes | None:
    """A page of a chain after a place as JSON lines, the last of which says how many there are and where the strand ends.

    to       id of the event at which the strand ends that is asked for; absent: the first strand
    returns  at most PAGE_EVENTS events and about PAGE_BYTES bytes; None when the reader may not have it or there is none:
             who may not have it does not learn whether it exists
    """
    if not _open(chain, reader):
        return None
    with log.store.reading() as tables:
        strand = _strand(tables, chain, to)
        return None if strand is None else _page(tables, chain, strand, after)


def _open(chain: str, reader: Reader) -> bool:
    try:
        return parse_chain(chain).open_to(reader.name, partner=reader.partner)
    except ValueError:
        return False


def _strand(tables: Tables, chain: str, to: str | None) -> int | None:
    wanted = tables.by_id(ident(to)) if to else None
    if wanted and wanted.chain == chain:
        return wanted.strand
    return next((s.n for s in tables.strands() if s.chain == chain), None)


def _page(tables: Tables, chain: str, strand: int, after: int) -> bytes:
    rows = tables.lineage(strand, after, PAGE_EVENTS)
    lines: list[bytes] = []
    size = 0
    for row in rows:
        line = to_line(row)
        size += len(line)
        if lines and size > PAGE_BYTES:
            break
        lines.append(line)
    head, _ = tables.end(strand)
    return b"\n".join([*lines, end_line(len(lines), {chain: head})]) + b"\n"


def heads_of(body: bytes) -> Heads:
    """What another node answered.

    raises  ValueError when it is none
    """
    return msgspec.json.decode(body, type=Heads)
