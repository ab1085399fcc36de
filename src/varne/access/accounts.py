"""Accounts: one for each person, with roles. Never shared, never in the record; there a person is only an opaque actor.

The actor is a keyed hash of the account's random id. The key never leaves the node, so that nobody else can tell which
account it was, but one account is always the same actor: two-role closing needs two people.
"""

import hmac
import json
import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from varne.access import journal, passwords, totp
from varne.access.roles import ROLES
from varne.access.store import Store

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._@-]{1,63}")
_COLUMNS = "id, login, roles, password, totp, totp_step, issuer, subject, added, removed"


class NotAnAccount(ValueError):
    """Something about an account cannot be; the message says what is allowed."""


@dataclass(frozen=True, slots=True)
class Account:
    """One person, or one program.

    id      random, never told outside;  actor: what the record knows
    totp    the secret of the second factor, None where an identity provider asks for it; step: of the code used last
    issuer  and subject: at that provider
    """

    id: str
    login: str
    roles: tuple[str, ...]
    password: str | None
    totp: bytes | None
    step: int
    issuer: str | None
    subject: str | None
    added: datetime
    removed: datetime | None
    actor: str


def any_yet(store: Store) -> bool:
    """Was there ever an account? Then the node stays closed, also after the last one was removed."""
    return bool(store.rows("select 1 from account limit 1"))


def accounts(store: Store, *, removed: bool = False) -> list[Account]:
    """The accounts by login; removed: these too."""
    where = "" if removed else "where removed is null"
    return [_account(store, row) for row in store.rows(f"select {_COLUMNS} from account {where} order by login")]


def by_login(store: Store, login: str) -> Account | None:
    """The account of a login, in any case of its letters."""
    return _one(store, "login = ?", login.strip().casefold())


def by_id(store: Store, ident: str) -> Account | None:
    """The account of an id."""
    return _one(store, "id = ?", ident)


def by_identity(store: Store, issuer: str, subject: str) -> Account | None:
    """The account of somebody at an identity provider."""
    return _one(store, "issuer = ? and subject = ?", issuer, subject)


def add(
    store: Store, login: str, roles: Iterable[str], password: str | None, now: float, *,
    centre: str = "", identity: tuple[str, str] | None = None,
) -> Account:  # fmt: skip
    """A new account.

    password  None for one that signs in at an identity provider (identity: issuer, subject) or only with a token
    raises    NotAnAccount: a login or identity that is taken, an odd login, no such role, a password that is guessed first
    """
    login = login.strip().casefold()
    if not _LOGIN.fullmatch(login):
        raise NotAnAccount(f"login {login!r}: give 2 to 64 of a-z, 0-9, . _ @ -, beginning with a letter or digit")
    if by_login(store, login):
        raise NotAnAccount(f"{login} has an account; give another login, or change its roles")
    if identity and (whose := by_identity(store, *identity)):
        raise NotAnAccount(f"{identity[1]} at {identity[0]} already signs in as {whose.login}; one account for each person")
    if password is not None and (weak := passwords.weakness(password, (login, centre))):
        raise NotAnAccount(f"password: {weak}")
    kept = None if password is None else passwords.hashed(password)
    secret = None if password is None else totp.new_secret()
    ident = uuid.uuid4().hex
    store.change(
        "insert into account(id, login, roles, password, totp, issuer, subject, added) values(?, ?, ?, ?, ?, ?, ?, ?)",
        ident, login, json.dumps(known(roles)), kept, secret, *(identity or (None, None)), now,
    )  # fmt: skip
    journal.note(store, now, "account added", ident, ", ".join(known(roles)))
    return _found(by_id(store, ident), login)


def remove(store: Store, login: str, now: float) -> None:
    """Remove an account: its sessions and tokens end now; what it recorded stays, under its actor."""
    account = named(store, login)
    with store.together():
        store.change("update account set removed = ?, password = null, totp = null where id = ?", now, account.id)
        store.change(
            "update session set ended = ?, why = 'account removed' where account = ? and ended is null", now, account.id
        )
        store.change("update token set removed = ? where account = ? and removed is null", now, account.id)
    journal.note(store, now, "account removed", account.id)


def give_roles(store: Store, login: str, roles: Iterable[str], now: float) -> Account:
    """Other roles from now on, in open sessions too."""
    account = named(store, login)
    store.change("update account set roles = ? where id = ?", json.dumps(known(roles)), account.id)
    journal.note(store, now, "roles changed", account.id, ", ".join(known(roles)))
    return named(store, login)


def renew_code(store: Store, login: str, now: float) -> Account:
    """A new secret for the second factor; the phone that was lost gives no valid code any more."""
    account = named(store, login)
    if account.password is None:
        raise NotAnAccount(f"{login} has no password here, so no second factor either")
    store.change("update account set totp = ?, totp_step = 0 where id = ?", totp.new_secret(), account.id)
    journal.note(store, now, "code renewed", account.id)
    return named(store, login)


def check_password(account: Account, password: str, centre: str = "") -> None:
    """Nothing, when the password will do for the account.

    raises  NotAnAccount when it is guessed first
    """
    if weak := passwords.weakness(password, (account.login, centre)):
        raise NotAnAccount(f"password: {weak}")


def set_password(store: Store, account: Account, password: str, now: float, centre: str = "") -> None:
    """Another password.

    raises  NotAnAccount when it is guessed first
    """
    check_password(account, password, centre)
    store.change("update account set password = ? where id = ?", passwords.hashed(password), account.id)
    journal.note(store, now, "password changed", account.id)


def named(store: Store, login: str) -> Account:
    """The account of a login.

    raises  NotAnAccount when there is none
    """
    return _found(by_login(store, login), login)


def known(roles: Iterable[str]) -> tuple[str, ...]:
    """The roles, each once.

    raises  NotAnAccount when one is not in the table, or there is none

    >>> known(["crew", "crew", "liaison"])
    ('crew', 'liaison')
    """
    asked = tuple(dict.fromkeys(roles))
    if strange := [r for r in asked if r not in ROLES]:
        raise NotAnAccount(f"{strange[0]!r} is no role; the roles are {', '.join(ROLES)}")
    if not asked:
        raise NotAnAccount(f"no role; give one or more of {', '.join(ROLES)}")
    return asked


def _one(store: Store, where: str, *values: str) -> Account | None:
    rows = store.rows(f"select {_COLUMNS} from account where removed is null and {where}", *values)
    return _account(store, rows[0]) if rows else None


def _found(account: Account | None, login: str) -> Account:
    if account is None:
        raise NotAnAccount(f"{login} has no account; `varne people list` names those that are")
    return account


def _account(store: Store, row: tuple[Any, ...]) -> Account:
    ident, login, roles, password, secret, step, issuer, subject, added, removed = row
    ((key,),) = store.rows("select value from setting where name = 'actor key'")
    actor = hmac.new(key, ident.encode(), sha256).hexdigest()[:32]
    times = _clock(added), None if removed is None else _clock(removed)
    return Account(ident, login, tuple(json.loads(roles)), password, secret, step, issuer, subject, *times, actor)


def _clock(at: float) -> datetime:
    return datetime.fromtimestamp(at, UTC)
