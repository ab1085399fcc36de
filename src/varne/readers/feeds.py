"""Live feeds: lines from a TCP connection, a UDP port or a file, with the moment at which they came.

The one place where the tracker's inputs meet a socket. A TCP feed that breaks off is called again, each time after twice as
long; what was half received is thrown away. A quiet feed yields nothing, so whoever reads can look at the clock.
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

SLOWEST = 30.0
"""A feed that does not answer is called again at least this often [s]."""
LIFELINE = (("TCP_KEEPIDLE", 10), ("TCP_KEEPINTVL", 5), ("TCP_KEEPCNT", 3))
"""A cable that was pulled sends no goodbye: after 25 s without an answer to these the connection counts as broken."""

EVENT_END = b"</event>"
"""Cursor on Target has no ends of lines; this ends an event."""


@dataclass(frozen=True, slots=True)
class Lines:
    """Whole lines that came together, none after a quiet second; and when [aware UTC]: None of a file, whose lines must say.

    trouble  why nothing can come at present; empty while the feed is there
    """

    received: datetime | None
    lines: tuple[bytes, ...]
    trouble: str = ""


def follow_feed(address: str, *, patience: float = 1.0, tries: int | None = None, whole: bool = False) -> Iterator[Lines]:
    """Lines as they come.

    address   tcp://host:port (we call), udp://host:port (we listen there), or a path of a file, read once
    patience  seconds without anything after which an empty Lines is yielded; and between the first two calls
    tries     how often a TCP feed is called before it is given up; None for ever
    whole     a UDP datagram is one piece, whatever is in it: for binary formats
    raises    ValueError for an address of another kind, OSError when a UDP port cannot be had or the tries are over
    """
    kind, host, port = parse_address(address)
    if kind == "tcp":
        return _tcp(host, port, patience, tries)
    if kind == "udp":
        return _udp(host, port, patience, whole)
    return iter([Lines(None, split(Path(address).read_bytes())[0])])


def parse_address(address: str) -> tuple[str, str, int]:
    """Kind (tcp, udp or file), host and port of a feed's address; a file has neither.

    raises  ValueError for an address of another kind

    >>> parse_address("udp://0.0.0.0:10110"), parse_address("night.nmea")
    (('udp', '0.0.0.0', 10110), ('file', '', 0))
    """
    parts = urlsplit(address)
    if parts.scheme in ("tcp", "udp"):
        if not parts.hostname or not parts.port:
            raise ValueError(f"feed {address!r} needs a host and a port, such as {parts.scheme}://127.0.0.1:10110")
        return parts.scheme, parts.hostname, parts.port
    if "://" in address:
        raise ValueError(f"feed {address!r}: give tcp://host:port, udp://host:port or the path of a file")
    return "file", "", 0


def split(received: bytes) -> tuple[tuple[bytes, ...], bytes]:
    r"""Whole lines and the rest after the last end of line; a file's last line counts as whole where nothing follows.

    >>> split(b"a\r\nb\nc")
    ((b'a', b'b', b'c'), b'c')
    """
    lines = tuple(line.rstrip(b"\r") for line in received.split(b"\n"))
    return tuple(line for line in lines if line), lines[-1]


def _all_of(datagram: bytes) -> tuple[bytes, ...]:
    """Lines of a datagram, whose end is the end of its last line."""
    return split(datagram)[0]


def _now() -> datetime:
    return datetime.now(UTC)


def _tcp(host: str, port: int, patience: float, tries: int | None) -> Iterator[Lines]:
    called, pause = 0, patience
    while True:
        called += 1
        try:
            with socket.create_connection((host, port), timeout=max(patience, 1.0)) as connection:
                _keep_alive(connection)
                connection.settimeout(patience)
                for came in _connected(connection):
                    pause = patience if came.lines else pause
                    yield came
                error: OSError = ConnectionError("the other end closed the connection")
        except OSError as broken:
            error = broken
        if tries is not None and called >= tries:
            raise ConnectionError(f"feed tcp://{host}:{port}: {error}; is the receiver on, and is the port right?") from error
        end = time.monotonic() + pause
        while time.monotonic() < end:
            yield Lines(_now(), (), str(error.strerror or error))
            time.sleep(patience)
        pause = min(2 * pause, SLOWEST)


def _keep_alive(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in LIFELINE:
        if hasattr(socket, name):  # not on every platform
            connection.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)


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


def _udp(host: str, port: int, patience: float, whole: bool) -> Iterator[Lines]:
    listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_DGRAM)
    try:
        listening.bind((host, port))
    except OSError:
        listening.close()
        raise
    listening.settimeout(patience)

    def datagrams() -> Iterator[Lines]:
        with closing(listening):
            while True:
                try:
                    datagram = listening.recv(LONGEST)
                    yield Lines(_now(), (datagram,) if whole else _all_of(datagram))
                except TimeoutError:
                    yield Lines(_now(), ())

    return datagrams()
