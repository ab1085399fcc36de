"""Sessions: who is signed in where, until when, and how it ended.

The browser holds 256 random bits; the store holds their hash, so that who reads the store can be nobody. After a while
without anything done by hand a session is locked: the password opens it again. A page that refreshes itself does nothing
by hand. After the length of a watch it ends.
"""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Literal

from varne.access import journal
from varne.access.accounts import Account, by_id
from varne.access.store import Store

Standing = Literal["open", "locked", "ended"]
_COLUMNS = "id, account, agent, began, acted, locked, ended, why"
_ACTED_APART = 20.0
"""Seconds within which acting again is not written down again."""


@dataclass(frozen=True, slots=True)
class Limits:
    """After how many seconds a session is locked for want of anything done by hand, and ends whatever is done."""

    idle: float = 30 * 60.0
    length: float = 13 * 3600.0


@dataclass(frozen=True, slots=True)
class Session:
    """One browser that an account signed in with; times are seconds since 1970."""

    id: str
    account: str
    agent: str
    began: float
    acted: float
    locked: float | None
    ended: float | None
    why: str | None

    def standing(self, now: float, limits: Limits) -> Standing:
        """Where it stands at a time."""
        if self.ended is not None or now - self.began >= limits.length:
            return "ended"
        return "locked" if self.locked is not None or now - self.acted >= limits.idle else "open"

    def told(self, now: float, limits: Limits) -> dict[str, object]:
        """As the page shows it."""
        by_itself = None if now - self.began < limits.length else self.began + limits.length
        ended = self.ended if self.ended is not None else by_itself
        return {
            "id": self.id[:16],
            "agent": self.agent,
            "began": _clock(self.began),
            "acted": _clock(self.acted),
            "standing": self.standing(now, limits),
            "ended": None if ended is None else _clock(ended),
            "why": self.why or (None if ended is None else "time"),
        }


def begin(store: Store, account: Account, agent: str, now: float) -> str:
    """A new session; returns the token that the browser holds, which nobody can read again."""
    token = secrets.token_urlsafe(32)
    row = (_hash(token), account.id, agent[:80], now, now)
    store.change("insert into session(id, account, agent, began, acted) values(?, ?, ?, ?, ?)", *row)
    return token


def find(store: Store, token: str | None) -> tuple[Session, Account] | None:
    """The session that a token opens, with its account; None for no token, a wrong one, or an account that was removed."""
    if not token:
        return None
    rows = store.rows(f"select {_COLUMNS} from session where id = ?", _hash(token))
    account = by_id(store, rows[0][1]) if rows else None
    return (Session(*rows[0]), account) if account else None


def act(store: Store, session: Session, now: float) -> None:
    """Somebody did something by hand."""
    if now - session.acted >= _ACTED_APART:
        store.change("update session set acted = ? where id = ? and ended is null", now, session.id)


def lock(store: Store, session: Session, now: float) -> None:
    """Nothing more until the password is given again."""
    store.change("update session set locked = ? where id = ? and locked is null", now, session.id)
    journal.note(store, now, "locked", session.account)


def unlock(store: Store, session: Session, now: float) -> str:
    """Open again under a new token: one that was copied while the screen was locked opens nothing."""
    token = secrets.token_urlsafe(32)
    change = "update session set id = ?, locked = null, acted = ? where id = ? and ended is null"
    store.change(change, _hash(token), now, session.id)
    journal.note(store, now, "unlocked", session.account)
    return token


def end(store: Store, session: Session, now: float, why: str) -> None:
    """Ended for good."""
    store.change("update session set ended = ?, why = ? where id = ? and ended is null", now, why, session.id)
    journal.note(store, now, "signed out" if why == "signed out" else "session ended", session.account, why)


def end_others(store: Store, account: Account, token: str, now: float, why: str) -> None:
    """End every session of an account but the one that a token opens."""
    change = "update session set ended = ?, why = ? where account = ? and id <> ? and ended is null"
    store.change(change, now, why, account.id, _hash(token))


def of(store: Store, account: str | None = None) -> list[Session]:
    """Sessions of an account, or of all, the newest first, ended ones too."""
    where = "" if account is None else "where account = ?"
    values = () if account is None else (account,)
    return [Session(*r) for r in store.rows(f"select {_COLUMNS} from session {where} order by began desc", *values)]


# what a program signs in with


def make_token(store: Store, account: Account, now: float) -> str:
    """A token by which a program acts for an account; shown once."""
    token = secrets.token_urlsafe(32)
    store.change("insert into token values(?, ?, ?, null)", _hash(token), account.id, now)
    journal.note(store, now, "token made", account.id)
    return token


def remove_tokens(store: Store, account: Account, now: float) -> int:
    """Make all tokens of an account void; returns how many."""
    n = store.change("update token set removed = ? where account = ? and removed is null", now, account.id)
    journal.note(store, now, "token removed", account.id, str(n))
    return n


def bearer(store: Store, token: str) -> Account | None:
    """The account whose token this is."""
    rows = store.rows("select account from token where id = ? and removed is null", _hash(token))
    return by_id(store, rows[0][0]) if rows else None


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def _clock(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
