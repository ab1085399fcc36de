"""A start among other nodes: two that start at once answer each other, and what is said of it is what happened."""

import threading
from contextlib import ExitStack
from datetime import timedelta

import pytest

from two_nodes import KEYS, NIGHT, opened, say
from varne.record.exchange import Peer, Rejoined, trust_of
from varne.server import joining
from varne.server.joining import came_back, joined
from varne.server.link import Links
from varne.server.live import Hub
from varne.server.run import listen

NAMES = ("dover", "gris-nez")


class Together(Links):
    """Both have asked before either stops answering: in a real node its server answers from then on."""

    met = threading.Barrier(len(NAMES))

    def rejoin(self):
        found = super().rejoin()
        self.met.wait(60)
        return found

    def start(self):
        """Here nobody would answer any more."""


@pytest.fixture
def both(tmp_path):
    """Two logs that hold something, and a socket each on which nobody answers yet."""
    with ExitStack() as open_until:
        logs = {name: open_until.enter_context(opened(tmp_path / f"{name}.log", name)) for name in NAMES}
        socks = {name: open_until.enter_context(listen(0)) for name in NAMES}
        for minute, log in enumerate(logs.values()):
            say(log, log.origin, at=NIGHT + timedelta(minutes=minute))
        yield logs, socks


def test_two_that_start_at_once_answer_each_other_and_go_on_in_their_chains(both, monkeypatch):
    logs, socks = both
    monkeypatch.setattr(joining, "Links", Together)
    told = {}

    def start(name, other):
        url = f"http://127.0.0.1:{socks[other].getsockname()[1]}"
        peers = (Peer(other, KEYS[other].public, url),)
        with joined(logs[name], peers, trust_of(logs[name], peers), socks[name], Hub(), lambda text: told.update({name: text})):
            pass

    threads = [threading.Thread(target=start, args=pair) for pair in (NAMES, NAMES[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told == dict.fromkeys(NAMES, "our record ends where the other node says")
    for log in logs.values():
        assert set(log.heads()) == {"dover/joint", "gris-nez/joint"}


def test_a_node_without_others_has_no_links(both):
    logs, socks = both
    with joined(logs["dover"], (), {}, socks["dover"], Hub(), pytest.fail) as links:
        assert links is None


@pytest.mark.parametrize(
    ("how", "words"),
    [
        (Rejoined(0, "dover.7/joint", ("cut",)), "no other node could be asked where our record ends"),
        (Rejoined(3, "dover.7/joint", ()), "3 events of our own came back from another node; of what we wrote for partners"),
        (Rejoined(3, None, ()), "3 events of our own came back from another node"),
        (Rejoined(0, None, ("cut",)), "the link is not there yet (cut)"),
    ],
)
def test_what_is_said_is_what_happened(how, words):
    said = came_back(how)
    assert said.startswith(words)
    assert ("dover.7/joint" in said) == (how.incarnation is not None)
