"""An account with a password and a phone, and its signing in."""

from varne.access import accounts, entry, totp

NOW = 1_800_000_000.0
PASSWORD = "three grey seals at low water"


def add(store, login="martin", *roles, now=NOW):
    return accounts.add(store, login, roles or ("watch officer",), PASSWORD, now)


def signed_in(store, account, now=NOW, device=""):
    done = entry.sign_in(store, account.login, PASSWORD, totp.code_at(account.totp, now), "a browser", now, device)
    assert isinstance(done, entry.SignedIn)
    return done
