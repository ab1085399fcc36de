"""Accounts: one for each person, an opaque actor for the record, nothing secret in the file that could be used as it lies."""

import re
import sqlite3
import stat

import pytest
from signing import NOW, PASSWORD, add, signed_in

from varne.access import accounts, entry, journal, sessions, totp
from varne.access.accounts import NotAnAccount
from varne.access.store import NAME, Store


def test_an_account_keeps_its_roles_and_its_actor(store):
    made = add(store, "Martin", "watch officer", "liaison")
    again = accounts.by_login(store, " MARTIN ")
    assert again == made
    assert made.roles == ("watch officer", "liaison")
    assert re.fullmatch("[0-9a-f]{32}", made.actor)


def test_actors_differ_between_accounts_and_between_nodes_and_tell_neither_login_nor_id(store, tmp_path):
    one, two = add(store, "one"), add(store, "two")
    assert one.actor != two.actor
    assert one.id not in one.actor
    with Store(tmp_path / "other") as other:
        other.change("insert into account(id, login, roles, added) values(?, 'one', '[\"crew\"]', 0.0)", one.id)
        assert accounts.by_id(other, one.id).actor != one.actor


@pytest.mark.parametrize(
    ("login", "roles", "password", "why"),
    [
        ("martin", ["watch officer"], PASSWORD, "has an account"),
        ("Mar tin", ["crew"], PASSWORD, "a-z"),
        ("", ["crew"], PASSWORD, "a-z"),
        ("anna", ["captain"], PASSWORD, "watch officer, SAR mission"),
        ("anna", [], PASSWORD, "no role"),
        ("anna", ["crew"], "password1234", "password: "),
        ("annaannaanna", ["crew"], "annaannaanna99", "password: "),
    ],
)
def test_what_is_no_account_is_refused_with_the_mend(store, login, roles, password, why):
    add(store)
    with pytest.raises(NotAnAccount, match=why):
        accounts.add(store, login, roles, password, NOW)
    assert [a.login for a in accounts.accounts(store)] == ["martin"]


def test_one_identity_at_a_provider_is_one_account(store):
    who = ("https://idp.example", "officer-17")
    accounts.add(store, "anna", ["crew"], None, NOW, identity=who)
    with pytest.raises(NotAnAccount, match="already signs in as anna"):
        accounts.add(store, "anna2", ["crew"], None, NOW, identity=who)
    accounts.remove(store, "anna", NOW)
    assert accounts.add(store, "anna2", ["crew"], None, NOW, identity=who)


def test_after_removal_everything_ends_and_the_login_is_free_but_the_node_stays_closed(store):
    account = add(store)
    done = signed_in(store, account)
    program = sessions.make_token(store, account, NOW)
    accounts.remove(store, "martin", NOW + 1)
    assert sessions.find(store, done.token) is None
    assert sessions.bearer(store, program) is None
    assert accounts.accounts(store) == []
    assert accounts.any_yet(store)
    assert add(store).id != account.id
    with pytest.raises(NotAnAccount, match="varne people list"):
        accounts.remove(store, "anna", NOW)


def test_other_roles_hold_in_open_sessions(store):
    token = signed_in(store, add(store)).token
    accounts.give_roles(store, "martin", ["crew"], NOW)
    assert sessions.find(store, token)[1].roles == ("crew",)


def test_a_new_code_makes_the_lost_phone_worthless(store):
    lost = add(store)
    accounts.renew_code(store, "martin", NOW)
    assert entry.sign_in(store, "martin", PASSWORD, totp.code_at(lost.totp, NOW), "", NOW) == entry.Refused("wrong")
    assert signed_in(store, accounts.by_login(store, "martin"))


def test_only_the_owner_reads_the_file_and_no_token_or_password_lies_in_it(store, tmp_path):
    account = add(store)
    done = signed_in(store, account)
    program = sessions.make_token(store, account, NOW)
    store.close()
    path = tmp_path / NAME
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    content = b"".join(p.read_bytes() for p in tmp_path.iterdir() if p.name.startswith(NAME))
    for secret in (PASSWORD, done.token, done.device, program):
        assert secret.encode() not in content


# what happened


def test_what_happened_is_told_and_cannot_be_changed(store):
    account = add(store)
    entry.sign_in(store, "martin", "a wrong password", "000000", "x\nsigned in as root", NOW)
    signed_in(store, account)
    accounts.give_roles(store, "martin", ["crew"], NOW)
    assert [e.what for e in journal.entries(store)] == ["account added", "sign-in refused", "signed in", "roles changed"]
    assert {e.account for e in journal.entries(store)} == {account.id}
    for sql in ("update happened set what = 'nothing'", "delete from happened"):
        with pytest.raises(sqlite3.Error, match="only appended to"):
            store.change(sql)


def test_neither_password_nor_mistyped_login_is_written_down(store, caplog):
    add(store)
    with caplog.at_level("INFO", "varne.security"):
        entry.sign_in(store, "my secret password", "wrong wrong wrong", "123456", "agent", NOW)
        entry.sign_in(store, "martin", "wrong wrong wrong", "123456", "agent", NOW)
    told = caplog.text + repr(store.rows("select * from happened")) + repr(store.rows("select * from failure"))
    assert "sign-in refused" in told
    for word in ("secret", "wrong wrong", "123456"):
        assert word not in told


def test_a_line_of_the_systems_log_is_one_line(store, caplog):
    with caplog.at_level("INFO", "varne.security"):
        signed = add(store)
        entry.sign_in(store, "martin", PASSWORD, totp.code_at(signed.totp, NOW), 'x\n{"what": "signed in"}', NOW)
    assert all("\n" not in r.message for r in caplog.records)


def test_nobody_fills_the_disk_with_refusals(store, caplog):
    """The same refusal within ten seconds is kept once; the system's log has each."""
    account = add(store)
    with caplog.at_level("INFO", "varne.security"):
        for k in range(100):
            journal.note(store, NOW + k / 10, "sign-in refused", account.id)
            journal.note(store, NOW + k / 10, "signed in", account.id)
        journal.note(store, NOW + 30, "sign-in refused", account.id)
    kept = [e.what for e in journal.entries(store)]
    assert (kept.count("sign-in refused"), kept.count("signed in")) == (2, 100)
    assert len(caplog.records) == 201


def test_counts_of_failures_are_forgotten(store):
    for k in range(30):
        entry.sign_in(store, f"nobody{k}", "a wrong password", "000000", "", NOW + 300 * k)
    assert len(store.rows("select * from failure")) <= 13
