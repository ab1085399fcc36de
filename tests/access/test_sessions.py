"""Sessions: locked for want of hands, ended after a watch, opened again by the password; guessing waits, and never for ever."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st
from signing import NOW, PASSWORD, add, signed_in

from varne.access import accounts, entry, journal, sessions, throttle, totp
from varne.access.sessions import Limits

LIMITS = Limits(idle=1800.0, length=13 * 3600.0)


def session(store, token):
    return sessions.find(store, token)[0]


def test_a_session_is_256_random_bits_of_which_the_store_has_the_hash(store):
    account = add(store)
    tokens = {sessions.begin(store, account, "a", NOW) for _ in range(50)}
    assert len(tokens) == 50
    assert min(map(len, tokens)) >= 43
    assert sessions.find(store, "x" * 43) is None
    assert sessions.find(store, None) is None
    assert {session(store, t).id for t in tokens}.isdisjoint(tokens)


@pytest.mark.parametrize(
    ("after", "acted", "standing"),
    [(0, 0, "open"), (1799, 0, "open"), (1800, 0, "locked"), (3000, 1500, "open"), (13 * 3600 - 1, 13 * 3600 - 60, "open"),
     (13 * 3600, 13 * 3600 - 60, "ended")],
)  # fmt: skip
def test_idle_locks_and_a_watchs_length_ends(store, after, acted, standing):
    token = signed_in(store, add(store)).token
    sessions.act(store, session(store, token), NOW + acted)
    assert session(store, token).standing(NOW + after, LIMITS) == standing


def test_the_password_unlocks_under_a_new_token(store):
    account = add(store)
    old = signed_in(store, account).token
    sessions.lock(store, session(store, old), NOW + 5)
    assert session(store, old).standing(NOW + 6, LIMITS) == "locked"
    assert entry.unlock(store, session(store, old), account, "a wrong one", NOW + 6) == entry.Refused("wrong")
    new = entry.unlock(store, session(store, old), account, PASSWORD, NOW + 7)
    assert sessions.find(store, old) is None
    assert session(store, new).standing(NOW + 8, LIMITS) == "open"
    assert session(store, new).began == NOW


def test_an_ended_session_stays_ended_and_is_listed_with_its_reason(store):
    account = add(store)
    token = signed_in(store, account).token
    sessions.end(store, session(store, token), NOW + 9, "signed out")
    sessions.act(store, session(store, token), NOW + 100)
    assert session(store, token).standing(NOW + 10, LIMITS) == "ended"
    told = sessions.of(store, account.id)[0].told(NOW + 10, LIMITS)
    assert (told["standing"], told["why"]) == ("ended", "signed out")
    assert told["ended"]


def test_another_password_ends_the_other_sessions(store):
    account = add(store)
    here = sessions.begin(store, account, "here", NOW)
    there = sessions.begin(store, account, "there", NOW)
    new = "six gannets over the ridge"
    assert entry.change_password(store, session(store, here), account, "not it", new, NOW) == entry.Refused("wrong")
    token = entry.change_password(store, session(store, here), account, PASSWORD, new, NOW)
    assert session(store, token).standing(NOW, LIMITS) == "open"
    assert session(store, there).standing(NOW, LIMITS) == "ended"
    changed = accounts.by_login(store, "martin")
    assert isinstance(entry.sign_in(store, "martin", new, totp.code_at(changed.totp, NOW), "", NOW), entry.SignedIn)
    with pytest.raises(accounts.NotAnAccount):
        entry.change_password(store, session(store, token), changed, new, "password1234", NOW)


# signing in


@pytest.mark.parametrize(
    ("login", "password", "code"),
    [
        ("anna", PASSWORD, None),
        ("martin", "a wrong password", None),
        ("martin", PASSWORD, "000000"),
        ("martin", PASSWORD, ""),
        ("", "", ""),
    ],
)
def test_wrong_is_wrong_and_does_not_say_what(store, login, password, code):
    account = add(store)
    code = totp.code_at(account.totp, NOW) if code is None else code
    assert entry.sign_in(store, login, password, code, "", NOW) == entry.Refused("wrong")
    assert sessions.of(store) == []


def test_a_code_that_was_seen_over_a_shoulder_counts_once(store):
    account = add(store)
    code = totp.code_at(account.totp, NOW)
    assert isinstance(entry.sign_in(store, "martin", PASSWORD, code, "", NOW), entry.SignedIn)
    assert entry.sign_in(store, "martin", PASSWORD, code, "", NOW + 1) == entry.Refused("wrong")


def test_one_code_used_by_many_at_once_signs_in_one(store):
    account = add(store)
    code = totp.code_at(account.totp, NOW)
    with ThreadPoolExecutor(8) as many:
        done = list(many.map(lambda _: entry.sign_in(store, "martin", PASSWORD, code, "", NOW), range(5)))
    assert sum(isinstance(d, entry.SignedIn) for d in done) == 1


# guessing


def guess(store, now, login="martin", device=""):
    return entry.sign_in(store, login, "a wrong password", "000000", "", now, device)


def test_guessing_waits_longer_each_time_but_never_more_than_a_minute(store):
    add(store)
    assert [guess(store, NOW).why for _ in range(6)] == ["wrong"] * 5 + ["wait"]
    now, waits = NOW, []
    for _ in range(12):
        waits.append(guess(store, now).seconds)
        now += waits[-1]
        assert guess(store, now).why == "wrong"
    assert waits == sorted(waits)
    assert waits[-1] == throttle.LONGEST == 60.0
    assert "sign-in delayed" in [e.what for e in journal.entries(store)]


def test_many_at_once_gain_nothing(store):
    add(store)
    with ThreadPoolExecutor(16) as many:
        done = list(many.map(lambda _: guess(store, NOW), range(40)))
    assert [d.why for d in done].count("wrong") == throttle.FREE


def test_a_login_that_does_not_exist_waits_too_so_that_waiting_tells_nothing(store):
    assert [guess(store, NOW, "nobody").why for _ in range(6)][-1] == "wait"


def test_strangers_who_guess_do_not_lock_an_officer_out_of_a_known_browser(store):
    account = add(store)
    device = signed_in(store, account).device
    for _ in range(20):
        guess(store, NOW + 60)
    later = NOW + 61
    assert entry.sign_in(store, "martin", PASSWORD, totp.code_at(account.totp, later), "", later).why == "wait"
    assert signed_in(store, account, later, device)


def test_another_accounts_device_is_a_strangers(store):
    add(store, "anna")
    device = signed_in(store, add(store)).device
    assert [guess(store, NOW, "anna", device).why for _ in range(6)][-1] == "wait"
    assert [guess(store, NOW, "anna").why][-1] == "wait"


@given(st.integers(0, 10_000), st.floats(0, 1e6))
def test_a_wait_is_never_negative_and_ends(failures, since):
    seconds = throttle.wait(failures, since)
    assert 0 <= seconds <= throttle.LONGEST
    assert throttle.wait(failures, since + seconds) == pytest.approx(0, abs=1e-6)
