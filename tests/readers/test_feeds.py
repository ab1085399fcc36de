"""Live feeds over real sockets on this machine."""

import socket
import threading
from itertools import pairwise

import pytest

from varne.readers import feeds
from varne.readers.feeds import follow_feed


def first_lines(feed, most=200):
    for _ in range(most):
        came = next(feed)
        if came.lines:
            return came
    raise AssertionError("nothing came")


def test_tcp_lines_are_whole_and_a_broken_feed_is_called_again():
    server = socket.create_server(("127.0.0.1", 0))

    def serve():
        for parts in ((b"!a\r\n!b", b"b\n!cut"), (b"!c\n",)):
            connection, _ = server.accept()
            with connection:
                for part in parts:
                    connection.sendall(part)

    threading.Thread(target=serve, daemon=True).start()
    feed = follow_feed(f"tcp://127.0.0.1:{server.getsockname()[1]}", patience=0.05)
    got = []
    while len(got) < 3:
        came = first_lines(feed)
        assert came.received.tzinfo is not None
        got += came.lines
    feed.close()
    server.close()
    assert got == [b"!a", b"!bb", b"!c"]


def test_events_without_ends_of_lines():
    server = socket.create_server(("127.0.0.1", 0))

    def serve():
        connection, _ = server.accept()
        with connection:
            connection.sendall(b"<event a='1'></event><event b")
            connection.sendall(b"='2'></event>")

    threading.Thread(target=serve, daemon=True).start()
    feed = follow_feed(f"tcp://127.0.0.1:{server.getsockname()[1]}", patience=0.05)
    got = b""
    while got.count(b"</event>") < 2:
        got += b"".join(first_lines(feed).lines)
    feed.close()
    server.close()
    assert got == b"<event a='1'></event><event b='2'></event>"


def test_udp_datagrams():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    feed = follow_feed(f"udp://127.0.0.1:{port}", patience=0.05)
    assert next(feed).lines == ()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.sendto(b"!a\r\n!b\r\n", ("127.0.0.1", port))
    assert first_lines(feed).lines == (b"!a", b"!b")
    feed.close()


def test_a_file_is_read_once(tmp_path):
    path = tmp_path / "log.nmea"
    path.write_bytes(b"!a\n!b")
    (came,) = list(follow_feed(str(path)))
    assert came.lines == (b"!a", b"!b")
    assert came.received is None


def test_a_feed_that_never_answers_is_given_up_when_told():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    feed = follow_feed(f"tcp://127.0.0.1:{port}", patience=0.01, tries=2)
    with pytest.raises(ConnectionError, match="is the receiver on"):
        list(feed)


@pytest.mark.parametrize("address", ["tcp://127.0.0.1", "udp://:5", "http://x/y"])
def test_an_address_that_is_none(address):
    with pytest.raises(ValueError, match=address.split(":")[0]):
        follow_feed(address)


def test_a_feed_that_is_absent_says_why_and_is_called_ever_more_rarely(monkeypatch):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    called, clock = [], [0.0]

    def refused(*_, **__):
        called.append(clock[0])
        raise ConnectionRefusedError(111, "Connection refused")

    monkeypatch.setattr(feeds.socket, "create_connection", refused)
    monkeypatch.setattr(feeds.time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(feeds.time, "sleep", lambda s: clock.__setitem__(0, clock[0] + s))
    feed = follow_feed(f"tcp://127.0.0.1:{port}")
    while len(called) < 9:
        came = next(feed)
        assert (came.lines, came.trouble) == ((), "Connection refused")
    assert [b - a for a, b in pairwise(called)] == [1, 2, 4, 8, 16, 30, 30, 30]


def test_binary_datagrams_stay_whole():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    feed = follow_feed(f"udp://127.0.0.1:{port}", patience=0.05, whole=True)
    assert next(feed).lines == ()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.sendto(b"\x30\x00\x0a\n\r\x01", ("127.0.0.1", port))
    assert first_lines(feed).lines == (b"\x30\x00\x0a\n\r\x01",)
    feed.close()
