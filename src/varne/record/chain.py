"""The chain of hashes that makes each node's log one sentence: each event names the one before it and is signed.

An event is a header (the exact bytes that are hashed and signed) and a detached body, bound to it by the hash of nonce
and body. So n events have exactly one possible content, nobody but the node can have written them, and a body can be
erased without breaking the chain. Bytes are signed, not objects: there is no canonical JSON to argue about. Pure: the
bytes come from and go to `record.log`; what may be wrong with a row is told by `record.faults`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Annotated

import msgspec

from varne.record.clock import EPOCH, LATEST, Clock, at, ms
from varne.record.events import Erased, Event, NotAnEvent, NotUnderstood, aware, decode, encode, kind
from varne.record.keys import Identity
from varne.record.name import ChainName, parse_chain

__all__ = ["EPOCH", "Header", "Place", "Row", "Stored", "Submission", "header_of", "seal", "submission", "unseal"]

Whole = Annotated[int, msgspec.Meta(ge=0, lt=2**53)]
Number = Annotated[int, msgspec.Meta(ge=1, lt=2**53)]
Milliseconds = Annotated[int, msgspec.Meta(ge=0, le=LATEST)]
Hash = Annotated[str, msgspec.Meta(pattern=r"^([0-9a-f]{64})?\Z")]
_KEY = re.compile(r"[^\x00]{1,200}")
_OLD = b'{"origin":'


class Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is hashed and signed.

    prev, body_hash  hexadecimal; prev is the id of the event before, "" for the first
    at               when it was recorded [ms since 1970 UTC]; may go back
    clock            hybrid logical clock: ms and count; always forward
    seen             how far the writer held every other chain of this audience: chain -> seq
    key              the submitter's own, so that a retry is not a second event
    """

    chain: str
    seq: Number
    prev: Hash
    at: int
    clock: tuple[Milliseconds, Whole]
    seen: dict[str, Number]
    kind: str
    key: Annotated[str, msgspec.Meta(pattern=rf"^{_KEY.pattern}\Z")]
    body_hash: str


class _OldHeader(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Of a log of version 1: one chain, no clock; it keeps its bytes, so that its ids stay what they were."""

    origin: str
    seq: Number
    prev: Hash
    at: int
    kind: str
    key: Annotated[str, msgspec.Meta(pattern=r"^[^\x00]{1,600}\Z")]
    body_hash: str

    def renewed(self) -> Header:
        """The same in today's form. Its clock sorts before every signed event and in the order of its chain."""
        chain = str(ChainName(self.origin))
        return Header(chain, self.seq, self.prev, self.at, (0, self.seq), {}, self.kind, self.key, self.body_hash)


@dataclass(frozen=True, slots=True)
class Row:
    """An event as it lies in a log or comes over the link: bytes, nothing trusted yet.

    signer       public key that is said to have made sig over header
    nonce, body  both None when the body was erased; then proof is the tombstone's line (`record.line`)
    pos          place in the order of arrival at the node that holds it; 0 while it has none
    strand       which of the store's strands it lies in: one for a chain, another from where a forked chain differs
    """

    chain: str
    seq: int
    id: bytes
    key: str
    clock: Clock
    header: bytes
    signer: bytes
    sig: bytes
    nonce: bytes | None
    body: bytes | None
    proof: bytes | None = None
    pos: int = 0
    strand: int = 0

    @property
    def prev(self) -> str:
        """The id of the event before, as the header says."""
        return header_of(self.header).prev


@dataclass(frozen=True, slots=True)
class Stored:
    """An event with its place in the record.

    seq     place in its chain, from 1; id names it for ever; at is when it was recorded, by its writer's clock (UTC)
    origin  the node that wrote it; chain: in which of its chains it stands
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
_old_header = msgspec.json.Decoder(_OldHeader)
_encoder = msgspec.json.Encoder()


def submission(event: Event, key: str, at: datetime) -> Submission:
    """An event made ready to be sealed.

    raises  ValueError when at is naive, NotAnEvent when the event could not be read back

    >>> from datetime import UTC
    >>> from varne.record.events import Note
    >>> submission(Note(text="fog"), "k1", datetime(2021, 11, 24, 2, 1, tzinfo=UTC)).at
    1637719260000
    """
    aware("at", at)
    if not key:
        raise ValueError("the submission key is empty; give any text that is the same on a retry and different otherwise")
    if not _KEY.fullmatch(key):  # not every store can find it
        key = f"sha256/{sha256(key.encode()).hexdigest()}"
    return Submission(key, ms(at), kind(event), encode(event))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a chain goes on.

    prev   id of the event before, b"" for the first
    clock  after every clock in the log (`clock.tick`)
    seen   how far the writer holds every other chain of this audience: chain -> seq
    """

    chain: str
    seq: int
    prev: bytes
    clock: Clock
    seen: Mapping[str, int] = field(default_factory=dict)


def seal(item: Submission, place: Place, *, nonce: bytes, identity: Identity) -> Row:
    """The row that continues a chain.

    nonce  16 bytes of chance, so that nobody can guess an erased body from its hash
    """
    digest = sha256(nonce + item.body).hexdigest()
    h = Header(place.chain, place.seq, place.prev.hex(), item.at, place.clock, dict(place.seen), item.kind, item.key, digest)
    header = _encoder.encode(h)
    ident, sig = sha256(header).digest(), identity.sign(header)
    return Row(place.chain, place.seq, ident, item.key, place.clock, header, identity.public, sig, nonce, item.body)


def header_of(header: bytes) -> Header:
    """The header in its bytes, of this version or the one before.

    raises  ValueError (msgspec.DecodeError, UnicodeDecodeError) when they are none
    """
    return _old_header.decode(header).renewed() if header.startswith(_OLD) else _header.decode(header)


def ident(text: str) -> bytes:
    """The id in hexadecimal; b"", which no event has, when it is none.

    >>> ident("61"), ident("Charlie")
    (b'a', b'')
    """
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""


def is_old(header: bytes) -> bool:
    """Whether a header is of version 1, which had no clock of its own."""
    return header.startswith(_OLD)


def unseal(row: Row) -> Stored:
    """The event in a row of a verified log; `events.Erased` where the body was erased, `NotUnderstood` for a newer kind."""
    h = header_of(row.header)
    event = Erased(was=h.kind) if row.body is None else _understood(row.body, h.kind)
    origin = parse_chain(h.chain).node
    return Stored(h.seq, row.id.hex(), at(h.at), event, h.key, origin, h.chain, Clock(*h.clock), h.seen, row.pos)


def _understood(body: bytes, was: str) -> Event:
    try:
        return decode(body)
    except NotAnEvent:
        return NotUnderstood(was=was)
