"""Checking a log from outside, without changing it and without trusting it. It never raises, whatever the store holds."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from varne.record.chain import Row, header_of, ident, unseal
from varne.record.events import HeadWitnessed
from varne.record.faults import faults, own_faults, proof_faults, signature_fault
from varne.record.line import Head
from varne.record.log.store import Store, store_at
from varne.record.log.tables import Damaged, Tables

_WITNESS = HeadWitnessed.__struct_config__.tag


@dataclass(frozen=True, slots=True)
class LogProblem:
    """What is wrong and at which event, by its place in the order of arrival; pos is None when it concerns the whole log."""

    pos: int | None
    what: str
    chain: str = ""
    seq: int = 0

    def __str__(self) -> str:
        if self.pos is None:
            return self.what
        place = f" ({self.chain} {self.seq})" if self.chain else ""
        return f"event {self.pos}{place}: {self.what}"


@dataclass(frozen=True, slots=True)
class Verified:
    """What a check of a log found.

    events   how many it read; head: the last of them, its seq being its place in the order of arrival
    heads    where each chain ends; signers: the public keys of each chain, one unless it forked
    missing  sentences about chains that another node has signed further than they go here: damage unless they are on their way
    """

    events: int
    head: Head
    problems: tuple[LogProblem, ...]
    heads: Mapping[str, Head] = field(default_factory=dict)
    signers: Mapping[str, tuple[bytes, ...]] = field(default_factory=dict)
    missing: tuple[str, ...] = ()


@dataclass(slots=True)
class _Findings:
    events: int = 0
    last: int = 0
    id: str = ""
    problems: list[LogProblem] = field(default_factory=list)
    heads: Mapping[str, Head] = field(default_factory=dict)
    signers: Mapping[str, tuple[bytes, ...]] = field(default_factory=dict)
    before: dict[int, Row] = field(default_factory=dict)
    witnessed: list[tuple[Row, HeadWitnessed]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    def add(self, pos: int | None, what: str, row: Row | None = None) -> None:
        self.problems.append(LogProblem(pos, what, row.chain if row else "", row.seq if row else 0))

    def verified(self) -> Verified:
        head = Head(self.last, self.id)
        return Verified(self.events, head, tuple(self.problems), self.heads, self.signers, tuple(self.missing))


def verify(where: Path | str, *, signatures: bool = True) -> Verified:
    """Check a log: that it is as its nodes wrote it, to the last byte.

    where       file, or postgresql://...
    signatures  False checks only those at the ends of the chains, which vouch for all before them through the hashes: enough
                to know that nothing was changed, and fast enough for every start
    returns     every problem with the event at which it stands; none means: numbers run without gaps, each header matches its
                id, is signed by the key of its chain and names the one before, each body matches its header or was erased by a
                tombstone of its node, no witness says otherwise. That events are missing at the end only a witness can tell
                (`missing`), or the other node: every prefix of a log is a log
    """
    return check(store_at(where), signatures=signatures)


def check(store: Store, *, signatures: bool = True) -> Verified:
    """`verify` of a store."""
    found = _Findings()
    if why := store.unfit():
        found.add(None, why)
        return found.verified()
    try:
        with store.examining() as tables:
            _examine(store, tables, found, signatures)
    except Damaged as error:
        found.add(None if not found.events else found.last + 1, f"cannot be read any further: {error}")
    return found.verified()


def _examine(store: Store, tables: Tables, found: _Findings, signatures: bool) -> None:
    for what in store.form(tables):
        found.add(None, what)
        if "varne log upgrade" in what:
            return
    strands = tables.strands()
    found.signers = {s.chain: tuple(dict.fromkeys(o.signer for o in strands if o.chain == s.chain)) for s in strands}
    for row in tables.rows(0):
        _check_row(tables, row, found, signatures)
    if not signatures:
        _check_ends(found)
    ends = {n: Head(row.seq, row.id.hex()) for n, row in found.before.items()}
    found.heads = {s.chain: ends.get(s.n, Head()) for s in reversed(strands)}
    _check_witnesses(tables, found)
    for what in store.structure(tables):
        found.add(None, what)
    for what in store.tail():
        found.add(found.last + 1, what)


def _check_row(tables: Tables, row: Row, found: _Findings, signatures: bool) -> None:
    for gap in range(found.last + 1, min(row.pos, found.last + 11)):
        found.add(gap, "missing")
    found.events, found.last = found.events + 1, row.pos
    if not _whole(row):
        found.add(row.pos, "its header, signature or body is missing", row)
        return
    for what in faults(row, _before(tables, row, found), signatures=signatures):
        found.add(row.pos, what, row)
    for what in proof_faults(row, _keys_of(row, found)) if row.body is None and row.proof is not None else ():
        found.add(row.pos, what, row)
    found.before[row.strand], found.id = row, row.id.hex()
    if witnessed := _witness(row):
        found.witnessed.append((row, witnessed))


def _whole(row: Row) -> bool:
    needed = row.id, row.header, row.signer, row.sig
    gone = row.nonce is None and row.body is None and row.proof is not None
    bodied = isinstance(row.nonce, bytes) and isinstance(row.body, bytes)
    numbers = row.seq, row.clock.ms, row.clock.counter
    return (
        all(isinstance(part, bytes) for part in needed)
        and (bodied or gone)
        and all(isinstance(number, int) for number in numbers)
        and isinstance(row.key, str)
    )


def _before(tables: Tables, row: Row, found: _Findings) -> Row | None:
    """The row that it should follow: in its strand; or, where its strand leaves another, the last that they share."""
    if row.strand in found.before or row.seq == 1:
        return found.before.get(row.strand)
    if not [r for r in tables.at_place(row.chain, row.seq) if r.pos < row.pos]:
        return None
    try:
        before = tables.by_id(ident(header_of(row.header).prev))
    except ValueError:
        return None
    return before if before and (before.chain, before.seq) == (row.chain, row.seq - 1) and before.pos < row.pos else None


def _keys_of(row: Row, found: _Findings) -> frozenset[bytes]:
    return frozenset(key for chain, own in found.signers.items() if _node(chain) == _node(row.chain) for key in own)


def _node(chain: str) -> str:
    return chain.partition("/")[0].partition(".")[0]


def _witness(row: Row) -> HeadWitnessed | None:
    if f'"{_WITNESS}"'.encode() not in row.header or _unreadable(row):
        return None
    event = unseal(row).event
    return event if isinstance(event, HeadWitnessed) else None


def _unreadable(row: Row) -> bool:
    return next(own_faults(row, signatures=False), None) is not None


def _check_ends(found: _Findings) -> None:
    for row in found.before.values():
        if forged := signature_fault(row):
            found.add(row.pos, forged, row)


def _check_witnesses(tables: Tables, found: _Findings) -> None:
    for row, said in found.witnessed:
        held = tables.at_place(said.chain, said.number)
        if held and said.head not in {h.id.hex() for h in held if isinstance(h.id, bytes)}:
            found.add(held[0].pos, f"{row.chain} {row.seq} bears witness that another event stood here", held[0])
    for chain, number, by in _furthest(found.witnessed):
        if (end := found.heads.get(chain, Head()).seq) < number:
            found.missing.append(f"{chain} ends at {end} here, but {by} held it up to {number}")


def _furthest(witnessed: list[tuple[Row, HeadWitnessed]]) -> Iterator[tuple[str, int, str]]:
    furthest = {said.chain: (said.number, row.chain) for row, said in sorted(witnessed, key=lambda w: w[1].number)}
    return ((chain, number, by) for chain, (number, by) in furthest.items())
