"""Nodes over real HTTP: only a peer with its key learns anything, a stalled or lying answer is one line, clocks may differ."""

import re
import socket
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import httpx2
import pytest
import uvicorn
from starlette.applications import Starlette

from two_nodes import KEYS, opened, same, say
from varne.record.exchange import Asking, Peer, Unreachable, pull, trust_of
from varne.record.exchange.signing import Who, request_parts, signed
from varne.server.exchange import Answering, routes


@contextmanager
def listening(app):
    """The address of an app that is served meanwhile."""
    sock = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{sock.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        sock.close()


@pytest.fixture
def dover(tmp_path):
    with opened(tmp_path / "dover.log", "dover") as log:
        yield log


@pytest.fixture
def gris_nez(tmp_path):
    with opened(tmp_path / "gris-nez.log", "gris-nez") as log:
        yield log


CENTRE = Peer("gris-nez", KEYS["gris-nez"].public)
NGO = Peer("ngo", KEYS["spare"].public, partner=True)


@pytest.fixture
def served(dover):
    answering = Answering(dover, (CENTRE, NGO))
    with listening(Starlette(routes=routes(answering))) as url:
        yield url


def asking(url, name="gris-nez", key="gris-nez", **rest):
    return Asking(Peer("dover", KEYS["dover"].public, url), name, KEYS[key], **rest)


def trust(log):
    return trust_of(log, (Peer("dover", KEYS["dover"].public),))


def test_a_node_brings_itself_up_to_date_by_http(dover, gris_nez, served):
    say(dover, *(f"{i}" for i in range(700)))
    with asking(served) as asked:
        got = pull(gris_nez, "dover", asked, trust(gris_nez))
        assert (got.accepted, got.waiting) == (700, 0)
        assert abs(got.skew) < 60
        assert same(dover, gris_nez)
        assert pull(gris_nez, "dover", asked, trust(gris_nez)).accepted == 0


def test_who_is_not_known_learns_nothing(dover, served):
    say(dover, "a")
    assert httpx2.get(f"{served}/log/heads").status_code == 401
    assert httpx2.get(f"{served}/log/dover/joint?after=0").text.startswith("it is not signed")
    for name, key, why in (
        ("stranger", "stranger", "no key is known for stranger"),
        ("gris-nez", "stranger", "compare the finger"),
    ):
        with asking(served, name, key) as asked, pytest.raises(Unreachable, match=why):
            asked.heads()


def test_a_partner_gets_what_is_written_for_it_and_cannot_tell_what_else_there_is(dover, served):
    say(dover, "a")
    say(dover, "sealed", audience="internal")
    say(dover, "for you", audience="partner/ngo")
    with asking(served, "ngo", "spare") as asked:
        assert [end.chain for end in asked.heads().heads] == ["dover/partner/ngo"]
        assert b"for you" in asked.page("dover/partner/ngo", 0, "")
        for chain in ("dover/joint", "dover/internal", "dover/absent", "nothing", "dover/partner/other"):
            with pytest.raises(Unreachable, match="no such chain"):
                asked.page(chain, 0, "")


def test_a_recorded_request_is_refused(served):
    who = Who("gris-nez", round(time.time()), "0" * 32)
    headers = signed(request_parts("GET", "/log/heads", ""), who, KEYS["gris-nez"])
    assert httpx2.get(f"{served}/log/heads", headers=headers).status_code == 200
    again = httpx2.get(f"{served}/log/heads", headers=headers)
    assert (again.status_code, again.text) == (401, "this request was sent before")


@pytest.mark.parametrize("path", ["/log/dover/joint?after=0", "/log/heads?x", "/log/heads/"])
def test_a_signature_is_good_for_its_own_request_only(served, path):
    headers = signed(request_parts("GET", "/log/heads", ""), Who("gris-nez", round(time.time()), "1" * 32), KEYS["gris-nez"])
    assert httpx2.get(served + path, headers=headers).status_code == 401


def test_an_old_request_is_told_by_how_much_in_words(served):
    headers = signed(
        request_parts("GET", "/log/heads", ""), Who("gris-nez", round(time.time()) - 900, "2" * 32), KEYS["gris-nez"]
    )
    answer = httpx2.get(f"{served}/log/heads", headers=headers)
    assert answer.status_code == 425
    said = (
        r"the clock of gris-nez is 9\d\d s behind ours, and 300 s are allowed; set both clocks"  # a slow machine: a second more
    )
    assert re.match(said, answer.text)


@pytest.mark.parametrize("off", [-90.0, 90.0, -7200.0, 86_400.0])
def test_a_wrong_clock_does_not_break_the_link_and_is_told(dover, gris_nez, served, off):
    say(dover, "a")
    with asking(served, clock=lambda: time.time() + off) as asked:
        got = pull(gris_nez, "dover", asked, trust(gris_nez), clock=lambda: datetime.now(UTC) + timedelta(seconds=off))
    assert got.accepted == 1
    assert got.skew == pytest.approx(-off, abs=30)


@pytest.mark.parametrize("after", ["-1", "x", "9" * 30, "1.5", "²"])
def test_a_place_that_is_none_is_refused_in_words(served, after):
    with asking(served) as asked, pytest.raises(Unreachable, match="is no place in a chain"):
        asked.page("dover/joint", after, "")


def test_nobody_there_is_one_line(dover):
    sock = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{sock.getsockname()[1]}"
    sock.close()
    with asking(url) as asked, pytest.raises(Unreachable, match=r"^dover cannot be reached at http://127.0.0.1:\d+: "):
        asked.heads()


def answering_with(*parts):
    """A socket that answers every request with these bytes and no more."""

    @contextmanager
    def serving():
        sock = socket.create_server(("127.0.0.1", 0))
        stop = threading.Event()

        def run():
            sock.settimeout(0.1)
            while not stop.is_set():
                try:
                    link, _ = sock.accept()
                except TimeoutError:
                    continue
                with link:
                    link.recv(65536)
                    for part in parts:
                        link.sendall(part)

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{sock.getsockname()[1]}"
        stop.set()
        thread.join()
        sock.close()

    return serving()


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        ((b"",), "cannot be reached"),
        ((b"HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n", b"half"), "cannot be reached"),
        ((b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}",), "is not dover: it is not signed"),
        ((b"HTTP/1.1 302 Found\r\nlocation: http://elsewhere/\r\ncontent-length: 0\r\n\r\n",), r"\(status 302\) is not dover"),
        ((b"\x00\xff garbage\r\n\r\n",), "cannot be reached"),
    ],
    ids=["nothing", "half", "unsigned", "redirect", "garbage"],
)
def test_what_is_no_answer_of_the_peer_is_one_line(parts, why):
    with answering_with(*parts) as url, asking(url) as asked, pytest.raises(Unreachable, match=why):
        asked.heads()


def test_an_answer_without_end_is_given_up():
    big = b"x" * (1 << 20)
    with (
        answering_with(b"HTTP/1.1 200 OK\r\n\r\n", *[big] * 17) as url,
        asking(url) as asked,
        pytest.raises(Unreachable, match="longer than"),
    ):
        asked.heads()


def test_an_old_answer_is_not_taken_for_a_new_one(dover, served):
    """Somebody between the nodes hides the news by repeating what was true before."""
    who = Who("gris-nez", round(time.time()), "3" * 32)
    true = httpx2.get(f"{served}/log/heads", headers=signed(request_parts("GET", "/log/heads", ""), who, KEYS["gris-nez"]))
    repeated = httpx2.MockTransport(lambda _: httpx2.Response(200, headers=true.headers, content=true.content))
    with asking(served, client=httpx2.Client(transport=repeated)) as asked, pytest.raises(Unreachable, match="an old answer"):
        asked.heads()


def test_the_answer_of_another_node_is_not_taken_for_the_peers(served):
    other = Asking(Peer("dover", KEYS["spare"].public, served), "gris-nez", KEYS["gris-nez"])
    with other as asked, pytest.raises(Unreachable, match="is not dover: its signature was not made with the key"):
        asked.heads()
