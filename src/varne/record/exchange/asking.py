"""Asking another node by HTTP: requests signed, answers checked, and every failure one line that a person understands."""

import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self
from urllib.parse import quote, urlencode, urlsplit

import httpx2

from varne.record.exchange.judging import Trust
from varne.record.exchange.pulling import Unreachable
from varne.record.exchange.serving import PAGE_BYTES, Heads, heads_of
from varne.record.exchange.signing import NotSigned, Who, answer_parts, digest, read_signature, request_parts, signed
from varne.record.keys import Identity
from varne.record.log.appending import Log

PATIENCE = httpx2.Timeout(5.0, connect=2.0)
LARGEST = 16 * PAGE_BYTES
"""Bytes of an answer that are read: one event can be larger than a page, a stream without an end is not an answer."""


@dataclass(frozen=True, slots=True)
class Peer:
    """Another node: its name and public key, where it is asked (url None: it asks us), and keys that it used before."""

    name: str
    key: bytes
    url: str | None = None
    partner: bool = False
    former: tuple[bytes, ...] = ()


def trust_of(log: Log, peers: Sequence[Peer], former: Sequence[bytes] = ()) -> Trust:
    """Whose word is taken for which chains: every other node's for its own, and ours.

    former  keys that this node used before, and lost
    """
    own = frozenset({log.identity.public, *former, *log.keys_of(log.origin)})
    return {p.name: frozenset({p.key, *p.former}) for p in peers} | {log.origin: own}


@dataclass(slots=True)
class Asking:
    """A connection to one other node, kept open between questions; one thread. A context manager.

    node, identity  who asks
    offset          seconds by which the other's clock is ahead of ours, as it last said when it refused our time
    """

    peer: Peer
    node: str
    identity: Identity
    clock: Callable[[], float] = time.time
    client: httpx2.Client = field(default_factory=lambda: httpx2.Client(timeout=PATIENCE, follow_redirects=False))
    offset: float = 0.0

    def heads(self) -> Heads:
        """What the other node says of itself.

        raises  Unreachable
        """
        try:
            return heads_of(self._get("/log/heads", ""))
        except ValueError as error:
            raise Unreachable(f"{self.peer.name} answered, but not with heads: {error}") from error

    def page(self, chain: str, after: int, to: str) -> bytes:
        """A page of a chain after a place, on the way to the event at which one of its strands ends.

        raises  Unreachable
        """
        return self._get(f"/log/{quote(chain)}", "?" + urlencode({"after": after, "to": to}))

    def _get(self, path: str, query: str) -> bytes:
        status, body = self._once(path, query)
        if status == 425:  # our time is not to its liking, and it has told us its own, signed
            status, body = self._once(path, query)
        if status != 200:
            raise Unreachable(f"{self.peer.name} refused: {body.decode('utf-8', 'replace')[:300]}")
        return body

    def _once(self, path: str, query: str) -> tuple[int, bytes]:
        base = urlsplit(self.peer.url or "")
        full = f"{base.path.rstrip('/')}{path}"
        who = Who(self.node, round(self.clock() + self.offset), secrets.token_hex(16))
        headers = signed(request_parts("GET", full, query), who, self.identity)
        try:
            status, told, body = self._fetched(f"{base.scheme}://{base.netloc}{full}{query}", headers)
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise Unreachable(
                f"{self.peer.name} cannot be reached at {self.peer.url}: {error or type(error).__name__}"
            ) from error
        trust = {self.peer.name: frozenset({self.peer.key})}
        signer = read_signature(answer_parts(status, body), told, trust)
        if isinstance(signer, NotSigned):
            raise Unreachable(f"what answers at {self.peer.url} (status {status}) is not {self.peer.name}: {signer.why}")
        if signer.nonce != who.nonce:
            raise Unreachable(f"what answers at {self.peer.url} sent an old answer of {self.peer.name}")
        if status == 425:
            self.offset = signer.created - self.clock()
        return status, body

    def _fetched(self, url: str, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        body = bytearray()
        with self.client.stream("GET", url, headers=headers) as answer:
            for part in answer.iter_bytes():
                body += part
                if len(body) > LARGEST:
                    raise httpx2.ReadError(f"the answer is longer than {LARGEST} bytes")
            return answer.status_code, {k.lower(): v for k, v in answer.headers.items()}, bytes(body)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.client.close()


def answer_headers(status: int, body: bytes, who: Who, identity: Identity) -> dict[str, str]:
    """The headers that sign an answer; who carries the request's nonce."""
    return {"content-digest": digest(body), **signed(answer_parts(status, body), who, identity)}
