"""The chain of hashes that makes the log one sentence: each event names the one before it.

An event is a header (the exact bytes that are hashed) and a detached body, bound to it by the hash of nonce and body.
So n events have exactly one possible content, and a body could later be erased without breaking the chain. Pure: the
bytes come from and go to `record.log`. Signatures over the header, and checkpoints of the other centre, come later.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import msgspec

from varne.record.events import Event, NotAnEvent, aware, decode, encode, kind

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is hashed. at is when it was recorded [ms since 1970 UTC]; prev and body_hash are hexadecimal."""

    origin: str
    seq: int
    prev: str
    at: int
    kind: str
    key: str
    body_hash: str


@dataclass(frozen=True, slots=True)
class Row:
    """An event as it lies in the log: bytes, nothing trusted yet."""

    seq: int
    id: bytes
    key: str
    header: bytes
    nonce: bytes
    body: bytes


@dataclass(frozen=True, slots=True)
class Stored:
    """An event with its place in the record.

    seq     place in its chain, from 1; id names it for ever; at is when it was recorded, by its writer's clock (UTC)
    chain   whose chain of events it stands in
    clock   hybrid logical clock (ms since 1970, counter): a cause is always before its effect, whatever the wall clocks said
    seen    how far the writer held every other chain when it wrote this: chain -> seq; what lies beyond it did not know
    pos     place in the order of arrival at this node, over all chains
    """

    seq: int
    id: str
    at: datetime
    event: Event
    key: str = ""
    origin: str = ""
    chain: str = ""
    clock: tuple[int, int] = (0, 0)
    seen: Mapping[str, int] = field(default_factory=dict)
    pos: int = 0


@dataclass(frozen=True, slots=True)
class Submission:
    """An event on its way into the log, checked and encoded; at is the recorded time [ms since 1970 UTC]."""

    key: str
    at: int
    kind: str
    body: bytes


_header = msgspec.json.Decoder(Header)


def submission(event: Event, key: str, at: datetime) -> Submission:
    """An event made ready to be sealed.

    raises  ValueError when at is naive, NotAnEvent when the event could not be read back

    >>> from varne.record.events import Note
    >>> submission(Note(text="fog"), "k1", datetime(2021, 11, 24, 2, 1, tzinfo=UTC)).at
    1637719260000
    """
    aware("at", at)
    if not key:
        raise ValueError("the submission key is empty; give any text that is the same on a retry and different otherwise")
    return Submission(key, (at - EPOCH) // timedelta(milliseconds=1), kind(event), encode(event))


def seal(item: Submission, *, origin: str, seq: int, prev: bytes, nonce: bytes) -> Row:
    """The row that continues a chain.

    prev     id of the event before, b"" for the first
    nonce    16 bytes of chance, so that nobody can guess an erased body from its hash
    """
    digest = sha256(nonce + item.body).hexdigest()
    header = msgspec.json.encode(Header(origin, seq, prev.hex(), item.at, item.kind, item.key, digest))
    return Row(seq, sha256(header).digest(), item.key, header, nonce, item.body)


def unseal(row: Row) -> Stored:
    """The event in a row of a verified log."""
    h = _header.decode(row.header)
    return Stored(row.seq, row.id.hex(), EPOCH + timedelta(milliseconds=h.at), decode(row.body), h.key, h.origin)


def origin_of(row: Row) -> str:
    """Whose chain a row belongs to."""
    return _header.decode(row.header).origin


def faults(row: Row, before: Row | None) -> Iterator[str]:
    """What is wrong with a row that should follow another; nothing when all is well.

    before   the row before it; None when this is the first
    returns  sentences, the worst first
    """
    computed = sha256(row.header).digest()
    if computed != row.id:
        yield "its header was changed: it does not match its id"
    try:
        header = _header.decode(row.header)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        yield f"its header cannot be read: {error}"
        return
    yield from _misplaced(row, header, before)
    yield from _body_faults(row, header)


def _misplaced(row: Row, header: Header, before: Row | None) -> Iterator[str]:
    if header.seq != row.seq:
        yield f"event {header.seq} lies in its place"
    # a neighbour whose header or id was changed is reported there, not here once more
    expected = {before.id.hex(), sha256(before.header).hexdigest()} if before else {""}
    if header.prev not in expected:
        yield "it does not follow the event before it: one of the two was replaced"
    if header.key != row.key:
        yield "its submission key was changed"


def _body_faults(row: Row, header: Header) -> Iterator[str]:
    if sha256(row.nonce + row.body).hexdigest() != header.body_hash:
        yield "its body was changed: it does not match the header"
        return
    try:
        event = decode(row.body)
    except NotAnEvent as error:
        yield f"its body cannot be understood, perhaps a newer Varne wrote it: {error}"
        return
    if kind(event) != header.kind:
        yield f"its header says {header.kind}, its body {kind(event)}"
