"""Signing in: password and second factor, counted before they are looked at, and never saying which of them was wrong."""

import secrets
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from varne.access import journal, passwords, sessions, throttle, totp
from varne.access.accounts import Account, by_login, check_password, set_password
from varne.access.sessions import Session
from varne.access.store import Store


@dataclass(frozen=True, slots=True)
class Refused:
    """Not signed in: something was wrong, or it was tried too often and seconds must pass."""

    why: Literal["wrong", "wait"]
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The account, the session's token, and what makes this browser known from now on."""

    account: Account
    token: str
    device: str


def sign_in(store: Store, login: str, password: str, code: str, agent: str, now: float, device: str = "") -> SignedIn | Refused:
    """A session for who gives login, password and the six digits of the moment.

    device   what an earlier sign-in from this browser gave; empty for a stranger
    """
    account = by_login(store, login)
    known = _known(store, account, device)
    key = _hash(f"{login.strip().casefold()} {known or ''}")  # what was typed as a login may be a password
    if refused := _delayed(store, key, account, now):
        return refused
    right = passwords.matches(account.password if account else None, password)
    if account is None or not right or not _code_right(store, account, code, now):
        journal.note(store, now, "sign-in refused", account.id if account else None)
        return Refused("wrong")
    store.change("delete from failure where key = ?", key)
    if passwords.HASHER.check_needs_rehash(account.password or ""):
        store.change("update account set password = ? where id = ?", passwords.hashed(password), account.id)
    return welcome(store, account, agent, now, device if known else "")


def is_known(store: Store, login: str, device: str) -> bool:
    """Did this login sign in from this browser before?"""
    return _known(store, by_login(store, login), device) is not None


def welcome(store: Store, account: Account, agent: str, now: float, device: str = "") -> SignedIn:
    """The session of somebody who proved who they are, here or at an identity provider."""
    device = device or secrets.token_urlsafe(32)
    store.change("insert or replace into device values(?, ?, ?)", _hash(device), account.id, now)
    journal.note(store, now, "signed in", account.id, agent[:80])
    return SignedIn(account, sessions.begin(store, account, agent, now), device)


def unlock(store: Store, session: Session, account: Account, password: str, now: float) -> str | Refused:
    """The session's new token for who gives the password again."""
    key = _hash(f"unlock {session.id}")
    if refused := _delayed(store, key, account, now):
        return refused
    if not passwords.matches(account.password, password):
        journal.note(store, now, "unlock refused", account.id)
        return Refused("wrong")
    store.change("delete from failure where key = ?", key)
    return sessions.unlock(store, session, now)


def change_password(
    store: Store, session: Session, account: Account, old: str, new: str, now: float, centre: str = ""
) -> str | Refused:
    """Another password for who gives the present one; every other session of the account ends. Returns a new token.

    raises  NotAnAccount when the new one is guessed first
    """
    check_password(account, new, centre)
    token = unlock(store, session, account, old, now)
    if isinstance(token, Refused):
        return token
    set_password(store, account, new, now, centre)
    sessions.end_others(store, account, token, now, "password changed")
    return token


def _delayed(store: Store, key: str, account: Account | None, now: float) -> Refused | None:
    """Count this try as failed until it succeeds, so that many at once gain nothing."""
    with store.together():
        rows = store.rows("select count, last from failure where key = ?", key)
        count, last = rows[0] if rows and now - rows[0][1] < throttle.FORGOTTEN else (0, now)
        seconds = throttle.wait(count, now - last)
        if not seconds:
            store.change("delete from failure where last < ?", now - throttle.FORGOTTEN)
            store.change("insert or replace into failure values(?, ?, ?)", key, count + 1, now)
    if not seconds:
        return None
    journal.note(store, now, "sign-in delayed", account.id if account else None)
    return Refused("wait", seconds)


def _code_right(store: Store, account: Account, code: str, now: float) -> bool:
    step = totp.accepted(account.totp, code, now, account.step) if account.totp else None
    if step is None:
        return False
    return store.change("update account set totp_step = ? where id = ? and totp_step < ?", step, account.id, step) == 1


def _known(store: Store, account: Account | None, device: str) -> str | None:
    rows = store.rows("select id from device where id = ? and account = ?", _hash(device), account.id if account else "")
    return rows[0][0] if rows else None


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()
