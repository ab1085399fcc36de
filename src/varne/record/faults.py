"""What is wrong with a row that should follow another. Pure; the worst comes first, and nothing in a row makes it fail."""

from collections.abc import Iterator
from hashlib import sha256

from varne.record import keys
from varne.record.chain import Header, Row, header_of, is_old
from varne.record.clock import Clock
from varne.record.events import BodyErased, NotAnEvent, decode, kind
from varne.record.line import from_line
from varne.record.name import parse_chain


def faults(row: Row, before: Row | None, *, signatures: bool = True) -> Iterator[str]:
    """What is wrong with a row that should follow another; nothing when all is well.

    before      the row before it in its chain; None when this is the first
    signatures  False leaves them out: the signature of a later event vouches for all before it, through the hashes
    returns     sentences, the worst first
    """
    own = list(own_faults(row, signatures=signatures))
    yield from own
    if header := _readable(row):
        yield from _misplaced(row, header, before)


def own_faults(row: Row, *, signatures: bool = True) -> Iterator[str]:
    """What is wrong with a row by itself, whatever stands before it."""
    computed = sha256(row.header).digest()
    if computed != row.id:
        yield "its header was changed: it does not match its id"
    try:
        header = header_of(row.header)
        parse_chain(header.chain)
    except ValueError as error:
        yield f"its header cannot be read: {error}"
        return
    if header.key != row.key or Clock(*header.clock) != row.clock:
        yield "its submission key or its clock was changed beside the header"
    if signatures and computed == row.id and (forged := signature_fault(row)):
        yield forged
    if row.body is not None and row.nonce is not None:
        yield from _body_faults(row.nonce, row.body, header)
    elif row.proof is None:
        yield "its body is missing, and no tombstone says that it was erased"


def signature_fault(row: Row) -> str | None:
    """What is wrong with its signature."""
    sound = keys.verify(row.signer, row.sig, row.header)
    return None if sound else "its signature was changed, or another key made it"


def proof_faults(row: Row, signers: frozenset[bytes]) -> Iterator[str]:
    """What is wrong with the tombstone in the place of an erased body.

    signers  the keys of the node that wrote the event: nobody else can have it erased
    """
    try:
        tombstone = from_line(row.proof or b"")
        event = decode(tombstone.body or b"")
    except ValueError as error:
        yield f"its body is gone, and what stands there is no tombstone: {error}"
        return
    if not isinstance(event, BodyErased) or event.event != row.id.hex():
        yield "its body is gone, and the tombstone there is for another event"
    elif tombstone.signer not in signers or parse_chain(tombstone.chain).node != parse_chain(row.chain).node:
        yield "its body is gone, and another node made the tombstone"
    elif any(own_faults(tombstone)):
        yield "its body is gone, and the tombstone was changed"


def _readable(row: Row) -> Header | None:
    try:
        return header_of(row.header)
    except ValueError:
        return None


def _misplaced(row: Row, header: Header, before: Row | None) -> Iterator[str]:
    if (header.chain, header.seq) != (row.chain, row.seq):
        yield f"event {header.seq} of {header.chain} lies in its place"
    # a neighbour whose header or id was changed is reported there, not here once more
    expected = {before.id.hex(), sha256(before.header).hexdigest()} if before else {""}
    if header.prev not in expected:
        yield "it does not follow the event before it: one of the two was replaced"
    if before and not is_old(row.header) and row.clock <= before.clock:
        yield "its clock stands before that of the event before it"


def _body_faults(nonce: bytes, body: bytes, header: Header) -> Iterator[str]:
    if sha256(nonce + body).hexdigest() != header.body_hash:
        yield "its body was changed: it does not match the header"
        return
    try:
        event = decode(body)
    except NotAnEvent:  # of a newer version, perhaps: held and passed on as it is
        return
    if kind(event) != header.kind:
        yield f"its header says {header.kind}, its body {kind(event)}"
