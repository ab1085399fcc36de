"""A report line on its way in: telephone numbers go out of it, a keyed hash comes in, the numbers themselves are sealed.

What is recorded holds no number in clear, whoever sent one: in `caller`, in the free text, or in a line that cannot be read.
The sealed numbers are for calling back, at this centre only, until the key of their night is erased. A report never waits for
any of this: when no key can be had it goes in without its numbers, and says so.
"""

import base64
import json
import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from varne.privacy import ratchet
from varne.privacy.keyring import Keyring, Ring
from varne.readers.scrub import dialled, is_telephone, scrubbed, telephones

Heard = Callable[[], Collection[str]]
"""Hashes of callers in the record; asked for only just after noon."""
_HASH = re.compile(r"\w{16,}")
_LEFT = ("id", "received", "observed", "caller", "position_text", "channel", "source", "group", "track")
"""Fields in which no number is looked for: ids and times have digits of their own, and a position is never touched."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """Numbers that came with a report, for whoever holds the night's key; text for the record, and until when it opens."""

    text: str
    expires: datetime


@dataclass(frozen=True, slots=True)
class Taken:
    """A line without numbers; sealed: the numbers, None when it had none; trouble: why they could not be kept."""

    body: bytes
    sealed: Sealed | None = None
    trouble: str = ""


class NumberGone(LookupError):
    """The numbers cannot be read any more: their key is erased, or they were sealed by another node."""


@dataclass(frozen=True, slots=True)
class Callers:
    """What a node does with numbers; country: the code that is meant where none is said."""

    keyring: Keyring
    country: str = "44"

    def take(self, body: bytes, now: datetime, heard: Heard = tuple) -> Taken:
        """A report line with its numbers taken out.

        heard  a caller whose hash of the night before is among these keeps it, until six hours after noon
        """
        text = body.decode("utf-8", "replace")
        try:
            line = json.loads(text)
            bare = {scrubbed(k): v if k in _LEFT else _bare(v) for k, v in line.items()}
            kept = body if bare == line else _line(bare)
        except (AttributeError, ValueError, RecursionError):  # no object, no JSON, or nested without end
            return Taken(scrubbed(text).encode())
        caller = _called_from(line.get("caller"))
        free = [part for k, v in line.items() if k not in _LEFT for part in _texts({k: v})]
        found = [*([caller] if caller else []), *(n for part in free for n in telephones(part))]
        if not found:
            return Taken(kept)
        try:
            ring, known = self.keyring.at(now), [canonical(n, self.country) for n in found]
            hashed = {"caller": _hash(ring, known[0], heard)} if caller else {}
            return Taken(_line(bare | hashed), self._sealed(ring, str(line.get("id", "")), known))
        except (OSError, ValueError) as error:  # a disk, or a file of keys that cannot be read
            rest = {k: v for k, v in bare.items() if k != "caller" or caller is None}
            return Taken(_line(rest), None, f"{type(error).__name__}: {error}")

    def key(self, now: datetime, heard: Heard = tuple) -> Callable[[str], str]:
        """What makes the keyed hash of a number, for readers of lists and messages.

        raises  OSError, ValueError for a file of keys that cannot be read
        """
        ring = self.keyring.at(now)
        return lambda number: _hash(ring, canonical(number, self.country), heard)

    def seal(self, report: str, found: Iterable[str], now: datetime) -> Sealed:
        """Numbers that came with a report in a list or a message, sealed for calling back.

        raises  OSError, ValueError for a file of keys that cannot be read
        """
        return self._sealed(self.keyring.at(now), report, [canonical(n, self.country) for n in found])

    def open(self, report: str, text: str, now: datetime) -> list[str]:
        """The numbers that came with a report.

        raises  NumberGone
        """
        return opened(self.keyring.at(now), report, text)

    def _sealed(self, ring: Ring, report: str, found: list[str]) -> Sealed:
        nonce, night = os.urandom(12), ring.night.isoformat()
        plain = msgspec.json.encode(list(dict.fromkeys(found)))
        box = ChaCha20Poly1305(bytes.fromhex(ring.opens[night])).encrypt(nonce, plain, _about(report))
        return Sealed(f"{night}:{base64.b64encode(nonce + box).decode()}", self.keyring.expires(ring.night))


def canonical(number: str, country: str) -> str:
    """A number in one form, so that both centres hash the same.

    country  the code that is meant where none is said, "44" or "33"

    >>> canonical("06 12 34 56 78", "33"), canonical("0033 612345678", "44"), canonical("+44 (0)7700 900123", "33")
    ('+33612345678', '+33612345678', '+447700900123')
    """
    bare = dialled(number)
    return bare if bare.startswith("+") else f"+{country}{bare.removeprefix('0')}"


def opened(ring: Ring, report: str, text: str) -> list[str]:
    """The numbers that were sealed with a report, by a ring that still has the key of their night.

    raises  NumberGone
    """
    night, _, box = text.partition(":")
    key = ring.opens.get(night)
    if key is None:
        raise NumberGone(f"the key of the night of {night} is erased; nobody can read these numbers any more")
    try:
        raw = base64.b64decode(box)
        plain = ChaCha20Poly1305(bytes.fromhex(key)).decrypt(raw[:12], raw[12:], _about(report))
    except (InvalidTag, ValueError) as error:
        raise NumberGone("they were sealed by another node or for another report, or were changed since") from error
    return msgspec.json.decode(plain, type=list[str])


def _called_from(caller: object) -> str | None:
    """The number in the field `caller`; None for a keyed hash, in which ten digits may stand by chance."""
    if is_telephone(caller):
        return str(caller)
    words = caller if isinstance(caller, str) and not _HASH.fullmatch(caller) else ""
    return next(iter(telephones(words)), None)


def _texts(value: object) -> Iterator[str]:
    """Every text in a value of JSON, keys too."""
    if isinstance(value, str):
        yield value
    for part in (*value, *value.values()) if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _texts(part)


def _bare(value: Any) -> Any:
    """A value of JSON without the numbers in its texts."""
    if isinstance(value, dict):
        return {scrubbed(k): _bare(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_bare(v) for v in value]
    return scrubbed(value) if isinstance(value, str) else value


def _hash(ring: Ring, number: str, heard: Heard) -> str:
    if ring.last is not None and (before := ratchet.token(ring.last, number)) in heard():
        return before
    return ratchet.token(ring.current, number)


def _line(line: dict[str, Any]) -> bytes:
    return json.dumps(line, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _about(report: str) -> bytes:
    return f"varne, numbers of report {report}".encode("utf-8", "surrogatepass")
