"""What happened at the door: who signed in, who was refused and why. Kept with the accounts, and said to the system's log.

No password, code, token, number or mistyped login is ever written: people type a password into the wrong field. The line
for the system's log is JSON, so that nothing in it can look like a line of its own (ASVS 5.0, 16.4.1).
"""

import json
import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from varne.access.store import Store

What = Literal[
    "account added", "account removed", "roles changed", "password changed", "code renewed", "token made", "token removed",
    "signed in", "sign-in refused", "sign-in delayed", "signed out", "session ended", "locked", "unlocked", "unlock refused",
    "permission refused", "forgery refused", "sealed field read", "audit exported",
]  # fmt: skip
REFUSALS = ("sign-in refused", "sign-in delayed", "unlock refused", "permission refused", "forgery refused")
APART = 10.0
"""Seconds in which the same refusal is kept once."""
LOGGER = logging.getLogger("varne.security")


@dataclass(frozen=True, slots=True)
class Happened:
    """One entry: when, what, which account (its id; None when nobody knows), and where or why."""

    n: int
    at: datetime
    what: str
    account: str | None
    detail: str


def note(store: Store, at: float, what: What, account: str | None = None, detail: str = "") -> None:
    """Append an entry, and log it. A refusal like one of the last seconds is only logged, so that nobody fills the disk."""
    same = "select 1 from happened where at > ? and what = ? and account is ? and detail = ? limit 1"
    if what not in REFUSALS or not store.rows(same, at - APART, what, account, detail):
        store.change("insert into happened(at, what, account, detail) values(?, ?, ?, ?)", at, what, account, detail)
    LOGGER.info(json.dumps({"at": _clock(at).isoformat(), "what": what, "account": account, "detail": detail}))


def entries(store: Store, after: int = 0) -> list[Happened]:
    """The entries after a number, in order."""
    found = store.rows("select n, at, what, account, detail from happened where n > ? order by n", after)
    return [Happened(n, _clock(at), what, account, detail or "") for n, at, what, account, detail in found]


def _clock(at: float) -> datetime:
    return datetime.fromtimestamp(at, UTC)
