"""Keyed hashes of telephone numbers whose keys are forgotten: the same caller is known within a night and no longer.

An unkeyed hash of a number protects nobody: there are only some ten thousand million numbers. The key of a night, noon to noon
UTC since crossings straddle midnight, makes the next night's by HKDF-SHA-256 (RFC 5869); then it is erased. Nobody can go back,
and both centres arrive at the same key while they cannot talk, from one secret that they agreed on (X25519, RFC 7748, with
key pairs made for this and thrown away).
"""

import hmac
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand

NOON = timedelta(hours=12)
OVERLAP = timedelta(hours=6)
"""How long after noon the night before is still known, for callers who began to call in it."""


@dataclass(frozen=True, slots=True)
class NightKey:
    """The key of one night, by the day on whose noon it begins; 32 bytes."""

    night: date
    key: bytes

    def __repr__(self) -> str:
        return f"NightKey({self.night}, ...)"


class KeyErased(LookupError):
    """The key of a night that is over is asked for: it is erased, and cannot be made from a later one."""


def night_of(now: datetime) -> date:
    """The day on whose noon UTC the night of a moment begins.

    >>> night_of(datetime(2021, 11, 24, 3, 12, tzinfo=UTC)), night_of(datetime(2021, 11, 24, 12, 0, tzinfo=UTC))
    (datetime.date(2021, 11, 23), datetime.date(2021, 11, 24))
    """
    return (now.astimezone(UTC) - NOON).date()


def begins(night: date) -> datetime:
    """The noon at which a night begins."""
    return datetime(night.year, night.month, night.day, 12, tzinfo=UTC)


def following(held: NightKey, night: date) -> NightKey:
    """The key of a night, from that of an earlier one.

    raises  KeyErased for a night before the one whose key is held
    """
    if night < held.night:
        raise KeyErased(f"the key of the night of {night} is erased; the one held is of {held.night}")
    while held.night < night:
        after = held.night + timedelta(days=1)
        held = NightKey(after, _expand(held.key, f"varne callers, night of {after.isoformat()}"))
    return held


def token(held: NightKey, canonical: str) -> str:
    """What the record knows a caller by, for a night: 32 hexadecimal digits.

    >>> held = NightKey(date(2021, 11, 23), bytes(32))
    >>> token(held, "+33612345678") == token(held, "+33612345678") != token(following(held, date(2021, 11, 24)), "+33612345678")
    True
    """
    return hmac.new(_expand(held.key, "varne callers, token"), canonical.encode(), sha256).hexdigest()[:32]


def public_half(private: bytes) -> bytes:
    """What the other centre gets of a private key; 32 bytes each."""
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def agreed(private: bytes, theirs: bytes, night: date) -> NightKey:
    """The key that two centres share from a night on: each gives its own private key and the other's public one, 32 bytes.

    raises  ValueError for a public key that is none
    """
    own = X25519PrivateKey.from_private_bytes(private)
    secret = own.exchange(X25519PublicKey.from_public_bytes(theirs))
    both = b"".join(sorted((own.public_key().public_bytes_raw(), theirs)))
    return NightKey(night, HKDF(SHA256(), 32, both, b"varne callers, agreed").derive(secret))


def fingerprint(held: NightKey) -> str:
    """What the two centres compare by telephone; it tells nothing of the key."""
    digest = _expand(held.key, "varne callers, fingerprint").hex()[:24]
    return " ".join(digest[n : n + 4] for n in range(0, 24, 4))


def _expand(key: bytes, info: str) -> bytes:
    return HKDFExpand(SHA256(), 32, info.encode()).derive(key)
