"""What `varne people` does: the accounts of this machine's node, in people.sqlite of VARNE_HOME.

Only here are accounts made: who may use the machine's shell may already read the whole record. No page can do it.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from varne.access import accounts, journal, sessions, totp
from varne.access.accounts import Account
from varne.access.roles import ROLES
from varne.access.store import Store


def table(store: Store) -> list[dict[str, Any]]:
    """The accounts as rows: login, roles, how they sign in, since when, sessions now open."""
    now = datetime.now(UTC).timestamp()
    found = sessions.of(store)
    return [
        {
            "login": a.login,
            "roles": list(a.roles),
            "by": _by(store, a),
            "added": a.added.isoformat(timespec="seconds"),
            "sessions": sum(s.account == a.id and s.standing(now, sessions.Limits()) != "ended" for s in found),
        }
        for a in accounts.accounts(store)
    ]


def text(rows: Iterable[dict[str, Any]]) -> str:
    """The rows for people."""
    lines = [f"{r['login']:<24} {', '.join(r['roles']):<44} {r['by']:<20} {r['sessions']} open" for r in rows]
    return "\n".join(lines) or "no accounts: whoever reaches this machine's port can see and decide"


def second_factor(account: Account, centre: str) -> str:
    """What to put into the phone; shown once."""
    if account.totp is None:
        return ""
    address = totp.uri(account.totp, account.login, centre)
    return f"code for {account.login}, into the phone now, shown once: {totp.typed(account.totp)}\n{address}"


def happened(store: Store) -> list[dict[str, Any]]:
    """The journal, accounts by their logins."""
    logins = {a.id: a.login for a in accounts.accounts(store, removed=True)}
    rows = []
    for e in journal.entries(store):
        at = e.at.isoformat(timespec="seconds")
        rows.append({"n": e.n, "at": at, "what": e.what, "login": logins.get(e.account or ""), "detail": e.detail})
    return rows


def _by(store: Store, account: Account) -> str:
    if account.issuer:
        return "identity provider"
    if account.password:
        return "password and code"
    return "token" if store.rows("select 1 from token where account = ? and removed is null", account.id) else "nothing yet"


def roles_text() -> str:
    """The roles and what each may do."""
    return "\n".join(f"{role:<26} {', '.join(sorted(may))}" for role, may in ROLES.items())
