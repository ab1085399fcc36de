"""A node's identity: an Ed25519 key pair. The private half never leaves its file, which only its owner may read.

Keys are exchanged by hand: each side prints its public key and fingerprint (`varne log identity`), reads the fingerprint
to the other on the telephone, and both write the other's key into varne.toml.
"""

import os
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_HEADING = "varne node key 1 (secret) "
_WEAK = frozenset(
    int(y, 16)
    for y in (
        "00", "01", "05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826",
        "7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7",
        f"7f{'f' * 60}ec", f"7f{'f' * 60}ed", f"7f{'f' * 60}ee",
    )
)  # fmt: skip
"""Points of small order, as y: for them a "signature" of zeros is good with any message, and nobody holds such a key.
Source: Chalkias et al., Taming the Many EdDSAs, SSR 2020."""


@dataclass(frozen=True, slots=True)
class Identity:
    """The key pair of one node; public is 32 bytes."""

    public: bytes
    _private: Ed25519PrivateKey = field(repr=False, compare=False)

    def sign(self, message: bytes) -> bytes:
        """64 bytes that only this key can make of the message."""
        return self._private.sign(message)

    @property
    def id(self) -> str:
        """The key in short; see `fingerprint`."""
        return fingerprint(self.public)

    @classmethod
    def new(cls) -> Self:
        """A key pair that nobody else has."""
        return cls._of(Ed25519PrivateKey.generate())

    @classmethod
    def from_seed(cls, seed: bytes) -> Self:
        """The key pair that 32 bytes make."""
        return cls._of(Ed25519PrivateKey.from_private_bytes(seed))

    @classmethod
    def _of(cls, private: Ed25519PrivateKey) -> Self:
        return cls(private.public_key().public_bytes_raw(), private)

    def write(self, path: Path) -> None:
        """Keep the key in a file of mode 0600, on disk when this returns.

        raises  FileExistsError: a key is never overwritten, since with it its chains could not be continued
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(f"{_HEADING}{self._private.private_bytes_raw().hex()}\n")
            file.flush()
            os.fsync(file.fileno())


def load(path: Path) -> Identity:
    """The identity in a key file.

    raises  FileNotFoundError; ValueError when it is no key file; PermissionError when others may read it
    """
    text = path.read_text("ascii", "replace").strip()
    if os.name == "posix" and path.stat().st_mode & 0o077:
        raise PermissionError(f"{path} can be read by others; run: chmod 600 {path}, and make a new key if others are about")
    try:
        return Identity.from_seed(bytes.fromhex(text.removeprefix(_HEADING)))
    except ValueError as error:
        raise ValueError(
            f"{path} is no key file of Varne: {error}; restore it, or make another with varne log identity"
        ) from None


def load_or_make(path: Path) -> Identity:
    """The identity in a key file; a new one, kept there, when there is none."""
    try:
        return load(path)
    except FileNotFoundError:
        Identity.new().write(path)
        return load(path)


def fingerprint(public: bytes) -> str:
    """What people compare by telephone: 32 hexadecimal digits of the SHA-256 of a public key, in groups of four.

    >>> fingerprint(bytes(32))
    '6668 7aad f862 bd77 6c8f c18b 8e9f 8e20'
    """
    digest = sha256(public).hexdigest()[:32]
    return " ".join(digest[n : n + 4] for n in range(0, 32, 4))


def verify(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether the holder of the key signed the message; False for keys and signatures that are none."""
    try:
        _public(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def parse_public(text: str) -> bytes:
    """A public key from 64 hexadecimal digits.

    raises  ValueError with the mend

    >>> len(parse_public("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"))
    32
    """
    try:
        public = bytes.fromhex(text)
    except ValueError:
        public = b""
    if len(public) != 32 or int.from_bytes(public, "little") & (2**255 - 1) in _WEAK:
        raise ValueError(f"{text!r} is no public key; paste the 64 digits that varne log identity prints at the other node")
    return public


@lru_cache(64)
def _public(key: bytes) -> Ed25519PublicKey:
    if int.from_bytes(key, "little") & (2**255 - 1) in _WEAK:
        raise ValueError("a point of small order is nobody's key")
    return Ed25519PublicKey.from_public_bytes(key)
