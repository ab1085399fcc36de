"""The file in which a node keeps the keys of callers: of this night, of the last one while calls begun in it go on, and those
that open sealed numbers until they expire. What is not in it any more opens nothing.

callers.key in VARNE_HOME, only for its owner. Do not back it up: a copy would remember what the node has forgotten
(docs/privacy.md). Each change is a whole new file in the place of the old one, on disk before it counts.
"""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime, timedelta
from pathlib import Path

import msgspec

from varne.privacy import ratchet
from varne.privacy.ratchet import NightKey

NAME, OFFER = "callers.key", "callers.offer"


class Ring(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Keys as hexadecimal.

    night, key    of this night, the last that was reached;  before: key of the night before, None when erased
    agreed        with another centre, or of this node alone
    opens         key by night, for the numbers sealed in it
    """

    night: date
    key: str
    before: str | None = None
    agreed: bool = False
    opens: dict[str, str] = {}

    def __repr__(self) -> str:
        return f"Ring({self.night}, agreed={self.agreed}, ...)"

    @property
    def current(self) -> NightKey:
        """Of this night."""
        return NightKey(self.night, bytes.fromhex(self.key))

    @property
    def last(self) -> NightKey | None:
        """Of the night before; None when it is erased."""
        return None if self.before is None else NightKey(self.night - timedelta(days=1), bytes.fromhex(self.before))


class Keyring:
    """The ring of one node, in a folder; kept: how long sealed numbers can be opened after their night."""

    def __init__(self, folder: Path, kept: timedelta = timedelta(hours=72)) -> None:
        self.folder, self.kept = folder, kept
        folder.mkdir(parents=True, exist_ok=True)

    def at(self, now: datetime) -> Ring:
        """The ring at a moment: gone on to its night, without what has expired.

        A clock that was set back gets the night that was reached: nobody is turned away for want of a key.
        """
        with self._alone():
            before = self._read()
            ring = _due(before or Ring(ratchet.night_of(now), secrets.token_hex(32)), now, self.kept)
            if ring != before:
                self._write(ring)
            return ring

    def peek(self) -> Ring | None:
        """The ring as it lies there, without going on and without forgetting anything."""
        with self._alone():
            return self._read()

    def expires(self, night: date) -> datetime:
        """When what was sealed in a night cannot be opened any more."""
        return _expires(night, self.kept)

    def offer(self, now: datetime) -> str:
        """Half of an agreement, for the other centre; the private half waits in a file until `agree`."""
        private = secrets.token_bytes(32)
        with self._alone():
            _put(self.folder / OFFER, private.hex().encode())
        return f"{ratchet.night_of(now).isoformat()}:{ratchet.public_half(private).hex()}"

    def agree(self, theirs: str, now: datetime) -> str:
        """Take the other centre's offer; from the later of the two nights on both hold the same keys. Returns a fingerprint.

        raises  ValueError for text that is no offer; FileNotFoundError when this side has made none
        """
        night, public = _parsed(theirs)
        with self._alone():
            private = bytes.fromhex((self.folder / OFFER).read_text())
            held = ratchet.agreed(private, public, max(night, ratchet.night_of(now)))
            ring = self._read() or Ring(held.night, "")
            self._write(_with(ring, night=held.night, key=held.key.hex(), before=None, agreed=True))
            (self.folder / OFFER).unlink()
        return ratchet.fingerprint(held)

    def _read(self) -> Ring | None:
        with suppress(FileNotFoundError):
            return msgspec.json.decode((self.folder / NAME).read_bytes(), type=Ring)
        return None

    def _write(self, ring: Ring) -> None:
        _put(self.folder / NAME, msgspec.json.encode(ring))

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One process at a time: a command may come while the node runs."""
        handle = os.open(self.folder / f"{NAME}.lock", os.O_CREAT | os.O_RDWR, 0o600)
        try:
            with suppress(ImportError):
                import fcntl

                fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)


def _due(ring: Ring, now: datetime, kept: timedelta) -> Ring:
    night = ratchet.night_of(now)
    held, before = ring.current, ring.before
    if night > held.night:
        last = ratchet.following(held, night - timedelta(days=1))
        held, before = ratchet.following(last, night), last.key.hex()
    if now >= ratchet.begins(held.night) + ratchet.OVERLAP:
        before = None
    live = {n: k for n, k in ring.opens.items() if now < _expires(date.fromisoformat(n), kept)}
    opens = {**live, held.night.isoformat(): live.get(held.night.isoformat()) or secrets.token_hex(32)}
    return _with(ring, night=held.night, key=held.key.hex(), before=before, opens=opens)


def _expires(night: date, kept: timedelta) -> datetime:
    return ratchet.begins(night) + timedelta(days=1) + kept


def _with(ring: Ring, **changes: object) -> Ring:
    return msgspec.structs.replace(ring, **changes)


def _put(path: Path, content: bytes) -> None:
    fresh = path.with_name(f"{path.name}.new")
    handle = os.open(fresh, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def _parsed(text: str) -> tuple[date, bytes]:
    night, _, public = text.strip().partition(":")
    with suppress(ValueError):
        if len(raw := bytes.fromhex(public)) == 32:
            return date.fromisoformat(night), raw
    raise ValueError(f"{text!r} is no offer; paste what `varne callers offer` prints at the other centre")
