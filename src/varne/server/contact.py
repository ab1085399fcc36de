"""How it stands with each other node, as the screens say it: does it answer us, and does it ask us?

A link can be cut one way. Whoever hears nothing knows; whoever is not heard would not. So both are told: when the other node
last answered, and when it last asked with a signature of its own.
"""

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from varne.record.clock import SUSPECT

State = Literal["works", "unheard", "cut", "none"]
"""works; unheard: it answers and does not ask, so it may not see what is recorded here; cut: no answer; none: never one."""

STALE = 3.0
"""Without an answer for longer than this a link counts as cut [s]; a node asks several times a second."""
SKEW = SUSPECT / 1000
"""Between two nodes' clocks [s]; more is said on the screen."""


@dataclass(frozen=True, slots=True)
class Contact:
    """One other node: when it last answered and last asked [s, any clock that only goes forward], None for never.

    why   what the last attempt failed of, or what was odd in the answer, "" when nothing;  skew  its wall clock less ours [s]
    """

    peer: str
    answered: float | None = None
    asked: float | None = None
    why: str = ""
    skew: float = 0.0

    def state(self, now: float) -> State:
        """How it stands at a moment.

        >>> Contact("gris-nez", answered=100.0, asked=100.0).state(101.0)
        'works'
        >>> Contact("gris-nez", answered=100.0, asked=90.0).state(101.0)
        'unheard'
        >>> Contact("gris-nez", answered=90.0, asked=100.0).state(101.0)
        'cut'
        """
        if self.answered is None:
            return "none"
        if now - self.answered > STALE:
            return "cut"
        return "works" if self.asked is not None and now - self.asked <= STALE else "unheard"

    def plain(self, now: float) -> dict[str, Any]:
        """For the page: {"peer", "state", "answered_s", "asked_s" (how long ago), "why", "skew_s" (absent when small)}."""
        ages = {"answered_s": _age(self.answered, now), "asked_s": _age(self.asked, now)}
        skew = round(self.skew, 1) if abs(self.skew) > SKEW else None
        return {"peer": self.peer, "state": self.state(now), **ages, "why": self.why, "skew_s": skew}


def _age(then: float | None, now: float) -> float | None:
    return None if then is None else round(now - then, 1)


class Contacts:
    """The contacts of a node, written by the threads that ask and by the route that answers."""

    def __init__(self, peers: Iterable[str]) -> None:
        self._lock = threading.Lock()
        self._by: dict[str, Contact] = {peer: Contact(peer) for peer in peers}

    def answered(self, peer: str, now: float, skew: float = 0.0, trouble: str = "") -> None:
        """It answered us, and said what time it has; trouble: what is odd in what it said."""
        self._note(peer, answered=now, why=trouble, skew=skew)

    def failed(self, peer: str, why: str) -> None:
        """It did not answer, or not as it should."""
        self._note(peer, why=why)

    def asked(self, peer: str, now: float) -> None:
        """It asked us."""
        self._note(peer, asked=now)

    def _note(self, peer: str, **what: Any) -> None:
        with self._lock:
            if peer in self._by:  # partners come and go, and no screen waits for them
                self._by[peer] = replace(self._by[peer], **what)

    def all(self) -> Mapping[str, Contact]:
        """How it stands with each now: name -> Contact."""
        with self._lock:
            return dict(self._by)

    def states(self, now: float) -> tuple[tuple[str, State, str, bool], ...]:
        """What makes a screen change: states and reasons, not ages."""
        return tuple((c.peer, c.state(now), c.why, abs(c.skew) > SKEW) for c in self.all().values())
