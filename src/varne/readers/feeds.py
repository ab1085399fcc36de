"""Live feeds: lines from a TCP connection, a UDP port or a file, with the moment at which they came.

The one place where the tracker's inputs meet a socket. A TCP feed that breaks off is called again; what was half received
is thrown away. A quiet feed yields nothing, so whoever reads can look at the clock.
"""

import socket
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

LONGEST = 1 << 16
"""A line longer than this is no line: the feed is of another kind, and its bytes are dropped."""

EVENT_END = b"</event>"
"""Cursor on Target has no ends of lines; this ends an event."""


@dataclass(frozen=True, slots=True)
class Lines:
    """Whole lines that came together, none after a quiet second; and when [aware UTC]: None of a file, whose lines must say."""

    received: datetime | None
    lines: tuple[bytes, ...]


def follow_feed(address: str, *, patience: float = 1.0, tries: int | None = None) -> Iterator[Lines]:
    """Lines as they come.

    address   tcp://host:port (we call), udp://host:port (we listen there), or a path of a file, read once
    patience  seconds without anything after which an empty Lines is yielded; and between two calls
    tries     how often a TCP feed is called before it is given up; None for ever
    raises    ValueError for an address of another kind, OSError when a UDP port cannot be had or the tries are over
    """
    parts = urlsplit(address)
    if parts.scheme in ("tcp", "udp") and (not parts.hostname or not parts.port):
        raise ValueError(f"feed {address!r} needs a host and a port, such as {parts.scheme}://127.0.0.1:10110")
    if parts.scheme == "tcp":
        return _tcp(str(parts.hostname), int(parts.port or 0), patience, tries)
    if parts.scheme == "udp":
        return _udp(str(parts.hostname), int(parts.port or 0), patience)
    if "://" in address:
        raise ValueError(f"feed {address!r}: give tcp://host:port, udp://host:port or the path of a file")
    return iter([Lines(None, split(Path(address).read_bytes())[0])])


def split(received: bytes) -> tuple[tuple[bytes, ...], bytes]:
    r"""Whole lines and the rest after the last end of line; a file's last line counts as whole where nothing follows.

    >>> split(b"a\r\nb\nc")
    ((b'a', b'b', b'c'), b'c')
    """
    lines = tuple(line.rstrip(b"\r") for line in received.split(b"\n"))
    return tuple(line for line in lines if line), lines[-1]


def _now() -> datetime:
    return datetime.now(UTC)


def _tcp(host: str, port: int, patience: float, tries: int | None) -> Iterator[Lines]:
    called = 0
    while True:
        called += 1
        try:
            with socket.create_connection((host, port), timeout=max(patience, 1.0)) as connection:
                connection.settimeout(patience)
                yield from _connected(connection)
                error: OSError = ConnectionError("the other end closed the connection")
        except OSError as broken:
            error = broken
        if tries is not None and called >= tries:
            raise ConnectionError(f"feed tcp://{host}:{port}: {error}; is the receiver on, and is the port right?") from error
        yield Lines(_now(), ())
        time.sleep(patience)


def _connected(connection: socket.socket) -> Iterator[Lines]:
    """Lines until the other end closes."""
    rest = b""
    while True:
        try:
            data = connection.recv(LONGEST)
        except TimeoutError:
            yield Lines(_now(), ())
            continue
        if not data:
            return
        rest += data
        end = max(rest.rfind(b"\n") + 1, rest.rfind(EVENT_END) + len(EVENT_END) if EVENT_END in rest else 0)
        whole, rest = split(rest[:end])[0], rest[end:] if len(rest) - end < LONGEST else b""
        if whole:
            yield Lines(_now(), whole)


def _udp(host: str, port: int, patience: float) -> Iterator[Lines]:
    listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_DGRAM)
    listening.bind((host, port))
    listening.settimeout(patience)

    def datagrams() -> Iterator[Lines]:
        with closing(listening):
            while True:
                try:
                    yield Lines(_now(), split(listening.recv(LONGEST))[0])
                except TimeoutError:
                    yield Lines(_now(), ())

    return datagrams()
