"""The link to the other nodes: a thread for each asks it several times a second, takes in what is new, and notes how it stands.

The node works alone whatever happens here. What came in wakes the screens, and so does a link that stopped or came back.
"""

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from typing import Any

from varne.record.exchange import Asking, Peer, Trust, Unreachable, Witness, bear_witness, pull, rejoin
from varne.record.exchange.pulling import Asked
from varne.record.exchange.rejoining import Rejoined
from varne.record.log import Log, LogClosed
from varne.server.contact import Contacts

EVERY = 0.25
"""Seconds between two rounds with a node: a report is on the other screen within a second."""
LOOK = 0.5
"""Seconds between two looks whether a screen must change."""


class Links:
    """All links of a node.

    arrived  called after events of other nodes came in; told: after something that a screen shows of a link has changed
    """

    def __init__(
        self, log: Log, peers: Sequence[Peer], trust: Trust, *, arrived: Callable[[], None], told: Callable[[], None]
    ) -> None:
        self._log, self._trust, self._arrived, self._told = log, trust, arrived, told
        self._asked = [p for p in peers if p.url is not None]
        self.contacts = Contacts(p.name for p in self._asked if not p.partner)
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []

    def asking(self, peer: Peer) -> Asking:
        """A connection to another node."""
        return Asking(peer, self._log.origin, self._log.identity)

    def heard(self, peer: str) -> None:
        """Another node has asked us."""
        self.contacts.asked(peer, time.monotonic())

    def plain(self) -> list[dict[str, Any]]:
        """For the page: how it stands with each centre."""
        return [c.plain(time.monotonic()) for c in self.contacts.all().values()]

    def states(self) -> object:
        """Changes when a screen must."""
        return self.contacts.states(time.monotonic())

    def rejoin(self) -> Rejoined:
        """Before the first event of this start is recorded: fetch back what this node may have lost."""
        with ExitStack() as opened:
            others = [(p.name, opened.enter_context(self.asking(p))) for p in self._asked if not p.partner]
            return rejoin(self._log, others, self._trust)

    def start(self) -> None:
        """Begin to ask."""
        works = [lambda peer=peer: self._ask(peer) for peer in self._asked]
        self._threads = [threading.Thread(target=work, name="link", daemon=True) for work in (*works, self._watch)]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Stop asking; a round under way is finished."""
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _ask(self, peer: Peer) -> None:
        witness = Witness()
        with self.asking(peer) as asked, suppress(LogClosed):
            while not self._stop.is_set():
                waiting = self.round(peer, asked, witness)
                self._stop.wait(0.0 if waiting else EVERY)

    def round(self, peer: Peer, asked: Asked, witness: Witness) -> bool:
        """Ask once; returns whether more is waiting there."""
        try:
            pulled = pull(self._log, peer.name, asked, self._trust)
            recorded = () if peer.partner else bear_witness(self._log, witness)
        except (Unreachable, OSError) as error:  # OSError: our own disk or database; the next round tries again
            self.contacts.failed(peer.name, str(error))
            return False
        self.contacts.answered(peer.name, time.monotonic(), pulled.skew, pulled.trouble)
        if pulled.accepted or recorded:
            self._arrived()
        return bool(pulled.waiting and pulled.accepted)

    def _watch(self) -> None:
        """Links go stale without anything happening, so somebody must look."""
        shown = self.states()
        while not self._stop.wait(LOOK):
            now = self.states()
            if now != shown:
                shown = now
                self._told()
