"""What a page of rows from another node means, against what is held of that chain. Pure.

Rows come in any order, twice, with holes, cut off, or from somebody who lies. Each outcome is defined: accepted in order,
had already, waiting behind a gap, or the first of a fork. A fork is two different events of one chain that follow the same
one and are both signed by its key: its node lost its memory, or somebody has its key. Both sides are kept, as strands of
the chain; nothing is overwritten and nothing is lost, and people are told.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from varne.record.chain import Row, is_old
from varne.record.clock import FURTHEST, Clock
from varne.record.faults import own_faults, proof_faults
from varne.record.line import BadLine, Begin, End, read_lines
from varne.record.name import parse_chain

Trust = Mapping[str, frozenset[bytes]]
"""The keys of each node whose word is taken: node -> public keys."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A row of a page that is not taken: its place in the chain (0 when it could not be read), and why."""

    seq: int
    why: str


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of a page that are what their node wrote, and those that are not; events is how many it should have been."""

    rows: tuple[Row, ...]
    refused: tuple[Refused, ...]
    events: int | None = None

    @property
    def cut(self) -> bool:
        """Whether rows of it did not arrive."""
        return self.events is None or self.events != len(self.rows) + len(self.refused)


@dataclass(frozen=True, slots=True)
class Tip:
    """Where a strand ends: its last event; id b"" while it is empty."""

    strand: int
    id: bytes
    clock: Clock
    signer: bytes


@dataclass(frozen=True, slots=True)
class Held:
    """What is held of a chain, as far as a page asks for it.

    tips    where each strand of the chain ends, the first first
    ids     those events that the page names, itself or as the one before: id -> seq and clock
    places  id of the first event held at each place that the page names: seq -> id
    """

    tips: tuple[Tip, ...] = ()
    ids: Mapping[bytes, tuple[int, Clock]] = field(default_factory=dict)
    places: Mapping[int, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fork:
    """Two events at one place of a chain: the one held first, and the other, with which a new strand begins."""

    chain: str
    seq: int
    ours: bytes
    theirs: bytes


@dataclass(frozen=True, slots=True)
class Judged:
    """What to do with a page.

    accepted  rows in the order in which they go in, each with its strand; one that is not yet there begins with that row
    had       how many were held already
    joined    the furthest place of a row that is accepted or was held; 0 when none is
    gap       place of the first row that waits for one before it; None when none does
    """

    accepted: tuple[tuple[Row, int], ...]
    had: int
    joined: int
    gap: int | None
    forks: tuple[Fork, ...]
    refused: tuple[Refused, ...]


def read_page(body: bytes, chain: str, trust: Trust) -> Page:
    """The rows in a page's lines, each checked by itself: readable, of this chain, signed by its node's key, body intact.

    body   JSON lines (`record.line`), from anybody; never makes it raise
    chain  the one that was asked for
    """
    keys = trust.get(parse_chain(chain).node, frozenset())
    rows: list[Row] = []
    refused: list[Refused] = []
    events = None
    for line in read_lines(body.split(b"\n")):
        match line:
            case Row():
                why = next(_objections(line, chain, keys), None)
                refused += [Refused(line.seq, why)] if why else []
                rows += [] if why else [line]
            case BadLine(why=why):
                refused.append(Refused(0, why))
            case End():
                events = line.events
            case Begin():
                refused.append(Refused(0, "is the first line of an export, not of a page"))
    return Page(tuple(rows), tuple(refused), events)


def _objections(row: Row, chain: str, keys: frozenset[bytes]) -> Iterator[str]:
    if row.chain != chain:
        yield f"it is of {row.chain}, not of {chain}"
    if row.signer not in keys:
        yield "it is signed with a key that is not known for its node; compare the fingerprints by telephone"
    if row.clock.counter >= FURTHEST:
        yield "the counter of its clock is beyond all sense"
    yield from own_faults(row)
    if row.body is None:
        yield from proof_faults(row, keys)


def judge(rows: Sequence[Row], held: Held, next_strand: int) -> Judged:
    """What to do with rows that `read_page` found sound, in any order.

    next_strand  the number that a new strand would get
    """
    board = _Board({tip.id: tip for tip in reversed(held.tips)}, dict(held.ids), dict(held.places), next_strand)
    for row in sorted(rows, key=lambda r: (r.seq, r.id)):
        board.place(row)
    return Judged(tuple(board.accepted), board.had, board.joined, board.gap, tuple(board.forks), tuple(board.refused))


@dataclass(slots=True)
class _Board:
    tips: dict[bytes, Tip]
    ids: dict[bytes, tuple[int, Clock]]
    places: dict[int, bytes]
    next_strand: int
    accepted: list[tuple[Row, int]] = field(default_factory=list)
    forks: list[Fork] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    had: int = 0
    joined: int = 0
    gap: int | None = None

    def place(self, row: Row) -> None:
        prev = bytes.fromhex(row.prev)
        before, clock = self.ids.get(prev, (0, Clock()))  # the first event of a chain follows nothing, at place 0
        if row.id in self.ids:
            self.had, self.joined = self.had + 1, max(self.joined, row.seq)
        elif (prev and not before) or row.seq != before + 1:
            self.gap = self.gap or row.seq
        elif row.clock <= clock and not is_old(row.header):
            self.refused.append(Refused(row.seq, "its clock stands before that of the event before it"))
        elif (tip := self.tips.get(prev)) and tip.signer != row.signer:
            self.refused.append(Refused(row.seq, "it is signed with another key than the events before it"))
        else:
            self._accept(row, prev, tip)

    def _accept(self, row: Row, prev: bytes, tip: Tip | None) -> None:
        strand = tip.strand if tip else self.next_strand
        if tip is None:
            self.next_strand += 1
            self.forks += [Fork(row.chain, row.seq, self.places[row.seq], row.id)] if row.seq in self.places else []
        self.tips.pop(prev, None)
        self.tips[row.id] = Tip(strand, row.id, row.clock, row.signer)
        self.ids[row.id] = row.seq, row.clock
        self.places.setdefault(row.seq, row.id)
        self.accepted.append((row, strand))
        self.joined = max(self.joined, row.seq)
