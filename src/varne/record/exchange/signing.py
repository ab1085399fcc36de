"""Requests and answers between nodes, signed as RFC 9421 says (HTTP Message Signatures, Ed25519). Pure.

A request covers method, path and query, an answer its status and the digest of its body; both cover the time, a nonce and
the name of who signs. The answer's nonce is the request's, so an old answer cannot be passed off as a new one. Only the
one form written here is read: a peer is a Varne. A proxy between them must leave path and query as they are.
"""

import re
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from varne.record import keys
from varne.record.exchange.judging import Trust
from varne.record.keys import Identity

LIMIT = 300
"""Seconds by which the time of a request may differ from ours: for that long its nonce is remembered."""
_LABEL, _TAG = "varne", "varne-exchange-1"
_INPUT = re.compile(
    rf'{_LABEL}=\((?P<covered>[^)]*)\);created=(?P<created>\d{{1,12}});nonce="(?P<nonce>[0-9a-f]{{32}})"'
    rf';keyid="(?P<node>[\w -]+)";alg="ed25519";tag="{_TAG}"'
)
_SIGNATURE = re.compile(rf"{_LABEL}=:(?P<value>[A-Za-z0-9+/=]{{88}}):")


@dataclass(frozen=True, slots=True)
class Who:
    """Who signed a message, when by its clock [s since 1970], with which nonce."""

    node: str
    created: int
    nonce: str


@dataclass(frozen=True, slots=True)
class NotSigned:
    """Why a message is not taken.

    nonce  it came with, "" when it could not be read
    skew   seconds by which its clock is ahead of ours, when only that is the matter
    """

    why: str
    nonce: str = ""
    skew: int | None = None


def request_parts(method: str, path: str, query: str) -> tuple[tuple[str, str], ...]:
    """What a request's signature covers; query begins with its question mark."""
    return ("@method", method.upper()), ("@path", path), ("@query", query or "?")


def answer_parts(status: int, body: bytes) -> tuple[tuple[str, str], ...]:
    """What an answer's signature covers."""
    return ("@status", str(status)), ("content-digest", digest(body))


def digest(body: bytes) -> str:
    """The Content-Digest header of a body (RFC 9530).

    >>> digest(b"")
    'sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:'
    """
    return f"sha-256=:{b64encode(sha256(body).digest()).decode()}:"


def signed(parts: Sequence[tuple[str, str]], who: Who, identity: Identity) -> dict[str, str]:
    """The headers that sign a message: Signature-Input and Signature."""
    covered = " ".join(f'"{name}"' for name, _ in parts)
    stated = f'({covered});created={who.created};nonce="{who.nonce}";keyid="{who.node}";alg="ed25519";tag="{_TAG}"'
    sig = identity.sign(_base(parts, stated))
    return {"signature-input": f"{_LABEL}={stated}", "signature": f"{_LABEL}=:{b64encode(sig).decode()}:"}


def read_signature(parts: Sequence[tuple[str, str]], headers: Mapping[str, str], trust: Trust) -> Who | NotSigned:
    """Who signed a message, if somebody did whose key is known. Says nothing about the time; see `timely`."""
    stated = _INPUT.fullmatch(headers.get("signature-input", ""))
    sig = _SIGNATURE.fullmatch(headers.get("signature", ""))
    if not stated or not sig:
        return NotSigned("it is not signed as Varne signs; another program, or a proxy that drops headers, sent it")
    if stated["covered"] != " ".join(f'"{name}"' for name, _ in parts):
        return NotSigned("its signature does not cover what it should", stated["nonce"])
    node = stated["node"]
    base = _base(parts, headers["signature-input"].partition("=")[2])
    try:
        sound = any(keys.verify(key, b64decode(sig["value"], validate=True), base) for key in trust.get(node, ()))
    except NotBase64:
        sound = False
    if node not in trust:
        return NotSigned(f"no key is known for {node}; add it to [[peers]] in varne.toml", stated["nonce"])
    if not sound:
        why = f"its signature was not made with the key that is known for {node}; compare the fingerprints by telephone"
        return NotSigned(why, stated["nonce"])
    return Who(node, int(stated["created"]), stated["nonce"])


def timely(who: Who, now: float) -> NotSigned | None:
    """Why a signed message is too old or from the future, in words; None when it is neither.

    >>> timely(Who("gris-nez", 1000, ""), 1500.0).why
    'the clock of gris-nez is 500 s behind ours, and 300 s are allowed; set both clocks by NTP'
    """
    skew = round(who.created - now)
    if abs(skew) <= LIMIT:
        return None
    way = "ahead of" if skew > 0 else "behind"
    why = f"the clock of {who.node} is {abs(skew)} s {way} ours, and {LIMIT} s are allowed; set both clocks by NTP"
    return NotSigned(why, who.nonce, skew)


@dataclass(slots=True)
class Nonces:
    """Those that were seen while their time was good: a request that somebody recorded and sends again is refused."""

    seen: dict[tuple[str, str], int] = field(default_factory=dict)

    def fresh(self, who: Who, now: float) -> bool:
        """Whether it is the first time, and remember it."""
        self.seen = {key: at for key, at in self.seen.items() if at >= now - LIMIT} if len(self.seen) > 10_000 else self.seen
        known = (who.node, who.nonce) in self.seen
        self.seen[who.node, who.nonce] = who.created
        return not known


def _base(parts: Sequence[tuple[str, str]], stated: str) -> bytes:
    lines = [f'"{name}": {value}' for name, value in parts]
    return "\n".join([*lines, f'"@signature-params": {stated}']).encode()
