"""What this node answers to other nodes: /log/heads and /log/CHAIN. Signed requests only, signed answers only; no sessions.

Nobody without a key that stands in [[peers]] learns anything here, not even which chains there are.
"""

import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from varne.config import Config, home
from varne.record import keys
from varne.record.exchange import Peer, Trust
from varne.record.exchange.asking import answer_headers
from varne.record.exchange.serving import Reader, heads_for, page_for
from varne.record.exchange.signing import Nonces, NotSigned, Who, read_signature, request_parts, timely
from varne.record.keys import Identity
from varne.record.log import Log

LAST = 2**53


def identity_of(config: Config) -> Identity:
    """This node's key, made when there is none yet.

    raises  ValueError, PermissionError: the key file is none, or others may read it
    """
    return keys.load_or_make(Path(config.key) if config.key else home() / "identity.key")


def log_place(config: Config) -> str:
    """Where the record lies: a file's path or a database's URL."""
    return config.log or str(home() / "record.varne")


def peers_of(config: Config) -> tuple[Peer, ...]:
    """The other nodes of varne.toml."""
    return tuple(
        Peer(p.name, keys.parse_public(p.key), p.url, p.partner, tuple(map(keys.parse_public, p.former))) for p in config.peers
    )


@dataclass(frozen=True, slots=True)
class Answering:
    """What the routes need: the log, who may ask, the wall clock, the nonces that were used; heard: told who has asked."""

    log: Log
    peers: Sequence[Peer] = ()
    clock: Callable[[], float] = time.time
    nonces: Nonces = field(default_factory=Nonces)
    heard: Callable[[str], None] | None = None

    @property
    def trust(self) -> Trust:
        """Keys that may ask: a former key of a node is good for what it wrote, not for asking."""
        return {p.name: frozenset({p.key}) for p in self.peers}


def routes(node: Answering) -> list[Route]:
    """GET /log/heads, and GET /log/CHAIN?after=N&to=ID."""

    def answered(act: Callable[[Request, Reader], bytes | None]) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            asker = _asker(node, request)
            if isinstance(asker, NotSigned):
                return _answer(node, 425 if asker.skew is not None else 401, asker.why.encode(), asker.nonce)
            reader = Reader(asker.node, next(p.partner for p in node.peers if p.name == asker.node))
            try:
                body = await run_in_threadpool(act, request, reader)
            except ValueError as error:
                return _answer(node, 422, str(error).encode(), asker.nonce)
            return (
                _answer(node, 200, body, asker.nonce) if body is not None else _answer(node, 404, b"no such chain", asker.nonce)
            )

        endpoint.who = "peer"  # type: ignore[attr-defined]  # for the test that lists all routes, and server.openapi
        endpoint.__doc__ = act.__doc__
        return endpoint

    def heads(request: Request, reader: Reader) -> bytes:
        """How far each chain goes here; for the other centre's node."""
        return msgspec.json.encode(heads_for(node.log, reader, round(node.clock() * 1000)))

    def page(request: Request, reader: Reader) -> bytes | None:
        """Events of one chain, as they stand in the record; for the other centre's node.

        chain  its name
        after  the last event that the asker holds
        to     id of the last event wanted
        """
        after = _number(request.query_params.get("after", "0"))
        return page_for(node.log, reader, request.path_params["chain"], after, request.query_params.get("to"))

    return [Route("/log/heads", answered(heads)), Route("/log/{chain:path}", answered(page))]


def _asker(node: Answering, request: Request) -> Who | NotSigned:
    query = request.scope["query_string"].decode("latin-1")
    path = request.scope.get("raw_path", request.url.path.encode()).decode("latin-1")
    parts = request_parts(request.method, path, f"?{query}" if query else "")
    asker = read_signature(parts, request.headers, node.trust)
    if isinstance(asker, NotSigned):
        return asker
    if late := timely(asker, node.clock()):
        return late
    if not node.nonces.fresh(asker, node.clock()):
        return NotSigned("this request was sent before", asker.nonce)
    if node.heard:
        node.heard(asker.node)
    return asker


def _answer(node: Answering, status: int, body: bytes, nonce: str) -> Response:
    """Signed where the request had a nonce, so that the asker knows who refuses and why."""
    who = Who(node.log.origin, round(node.clock()), nonce)
    sealed = answer_headers(status, body, who, node.log.identity) if nonce else {}
    kind = "application/jsonl" if status == 200 else "text/plain; charset=utf-8"
    return Response(body, status, {"cache-control": "no-store", **sealed}, kind)


def _number(text: str) -> int:
    if not text.isdecimal() or int(text[:20]) >= LAST:
        raise ValueError(f"after={text[:40]} is no place in a chain; write a number such as 0")
    return int(text)
