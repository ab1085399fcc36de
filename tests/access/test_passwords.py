"""Passwords that are guessed first are refused; what is kept is argon2id and says nothing of the password."""

import pytest
from argon2 import PasswordHasher, Type
from hypothesis import given, settings
from hypothesis import strategies as st

from varne.access import passwords
from varne.access.passwords import hashed, matches, weakness

GOOD = "three grey seals at low water"
GUESSED = (
    "short password1234 P@ssw0rd!2026 qwertyuiop12 azertyuiop123 123456789012 aaaaaaaaaaaaaaa abcabcabcabcabc "
    "Varne2026Varne dover-dover-1 motdepasse2026 1q2w3e4r5t6y"
).split()


@pytest.mark.parametrize(
    "password", [GOOD, "Wn7#qv!LpZ2x", "été à la plage de Wissant", "0415 7720 9931 5608", "🌊 marée haute 🌊 marée basse"]
)
def test_any_characters_will_do_when_there_are_enough(password):
    assert weakness(password) is None


@pytest.mark.parametrize(
    "password",
    [*GUESSED, "a" * 257],
)
def test_what_is_guessed_first_is_refused_with_the_mend(password):
    why = weakness(password, ("dover",))
    assert why
    assert "give" in why or "add" in why


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300))
def test_no_password_is_too_odd_to_judge(password):
    why = weakness(password)
    assert why is None or isinstance(why, str)


def test_what_is_kept_is_argon2id_as_rfc_9106_asks_of_ordinary_machines():
    real = PasswordHasher()
    assert real.type is Type.ID
    assert (real.time_cost, real.memory_cost) >= (3, 64 * 1024)
    kept = real.hash(GOOD)
    assert kept.startswith("$argon2id$")
    assert GOOD not in kept


def test_a_password_matches_itself_only():
    kept = hashed(GOOD)
    assert kept != hashed(GOOD)
    assert matches(kept, GOOD)
    assert not matches(kept, GOOD.upper())
    assert not matches("no hash at all", GOOD)


def test_who_has_no_account_costs_as_much_as_who_has(monkeypatch):
    """A hash is verified in both cases; that none exists shows in no time."""
    asked = []
    real = passwords.HASHER.verify
    monkeypatch.setattr(
        type(passwords.HASHER), "verify", lambda self, kept, password: asked.append(kept) or real(kept, password)
    )
    assert not matches(None, GOOD)
    assert not matches(None, "nobody has this password")
    assert len(asked) == 2
