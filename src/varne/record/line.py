"""An event as a line of JSON, for export and for the link: header and body byte for byte as they were hashed.

The first line of an export says which strands there are (`record.log.tables`), the last how many events came before it
and where their chains end: a text that was cut between two lines is known by its absence. Pure: text in, rows out, and
every refusal names the line.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated

import msgspec

from varne.record.chain import Row, header_of
from varne.record.clock import Clock


@dataclass(frozen=True, slots=True)
class Head:
    """Where a chain ends: the last event's seq and id; 0 and "" when it is empty."""

    seq: int = 0
    id: str = ""


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that is no event; n counts from 1."""

    n: int
    why: str

    def __str__(self) -> str:
        return f"line {self.n} {self.why}"


class End(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The last line: how many events came before it, and where each chain ends at the one who wrote it: chain -> [seq, id]."""

    events: int
    heads: dict[str, tuple[int, str]]


class Begin(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The first line of an export: chain and public key of each strand, in the order in which they began."""

    strands: list[tuple[str, Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$")]]]


class _First(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    log: Begin


class _Last(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    end: End


class _Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    id: str
    header: msgspec.Raw
    nonce: str | None
    body: msgspec.Raw
    signer: str
    sig: str
    proof: str = ""


_line = msgspec.json.Decoder(_Line)
_first, _last = msgspec.json.Decoder(_First), msgspec.json.Decoder(_Last)
_encoder = msgspec.json.Encoder()
_NULL = msgspec.Raw(b"null")


def to_line(row: Row) -> bytes:
    """A row as JSON, without the line feed; body and nonce are null when the body was erased."""
    body = _NULL if row.body is None else msgspec.Raw(row.body)
    nonce = None if row.nonce is None else row.nonce.hex()
    proof = (row.proof or b"").decode()
    line = _Line(row.id.hex(), msgspec.Raw(row.header), nonce, body, row.signer.hex(), row.sig.hex(), proof)
    return _encoder.encode(line)


def from_line(text: str | bytes) -> Row:
    """The row in a line; nothing in it is trusted yet, see `faults`.

    raises  ValueError when it is no event's line
    """
    try:
        line = _line.decode(text)
        header = header_of(bytes(line.header))
        erased = bytes(line.body) == b"null"
        nonce = None if line.nonce is None else bytes.fromhex(line.nonce)
        ident, signer, sig = (bytes.fromhex(t) for t in (line.id, line.signer, line.sig))
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if erased != (nonce is None):
        raise ValueError("nonce and body must both be there, or both be null when the body was erased")
    clock, body, proof = Clock(*header.clock), None if erased else bytes(line.body), line.proof.encode() or None
    return Row(header.chain, header.seq, ident, header.key, clock, bytes(line.header), signer, sig, nonce, body, proof)


def first_line(strands: Iterable[tuple[str, bytes]]) -> bytes:
    """The first line of an export."""
    return _encoder.encode(_First(Begin([(chain, signer.hex()) for chain, signer in strands])))


def end_line(events: int, heads: Mapping[str, Head]) -> bytes:
    """The last line of a text with events."""
    return _encoder.encode(_Last(End(events, {chain: (h.seq, h.id) for chain, h in heads.items()})))


def read_lines(lines: Iterable[str | bytes]) -> Iterator[Row | BadLine | Begin | End]:
    """What each line is; blank lines are passed over. Never raises."""
    for n, text in enumerate((text for text in lines if text.strip()), start=1):
        try:
            yield from_line(text)
        except ValueError as error:
            yield _frame(text) or BadLine(n, f"is no exported event: {error}; give the output of varne log export")


def _frame(text: str | bytes) -> Begin | End | None:
    with suppress(ValueError, RecursionError):
        return _first.decode(text).log
    with suppress(ValueError, RecursionError):
        return _last.decode(text).end
    return None
