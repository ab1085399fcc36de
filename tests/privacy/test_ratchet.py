"""Keyed hashes: the same at both centres while they cannot talk, another every night, and no way back."""

import json
import os
import stat
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from varne.privacy import ratchet
from varne.privacy.keyring import NAME, OFFER, Keyring
from varne.privacy.ratchet import KeyErased, NightKey

NOON = datetime(2021, 11, 24, 12, tzinfo=UTC)
KEPT = timedelta(hours=72)
NUMBER = "+33612345678"
HOUR = timedelta(hours=1)


def ring(tmp_path, name="dover", kept=KEPT):
    return Keyring(tmp_path / name, kept)


def joined(tmp_path, at=NOON):
    ours, theirs = ring(tmp_path), ring(tmp_path, "gris-nez")
    offers = ours.offer(at), theirs.offer(at)
    assert ours.agree(offers[1], at) == theirs.agree(offers[0], at)
    return ours, theirs


def test_a_night_runs_from_noon_to_noon():
    crossing = [NOON + timedelta(hours=h) for h in (0, 10, 13, 23.9)]
    assert {ratchet.night_of(t) for t in crossing} == {date(2021, 11, 24)}
    assert ratchet.night_of(NOON - timedelta(seconds=1)) == date(2021, 11, 23)
    assert ratchet.begins(date(2021, 11, 24)) == NOON


def test_both_centres_arrive_at_the_same_hash_without_talking(tmp_path):
    ours, theirs = joined(tmp_path)
    for hours in (1, 30, 75, 400):  # one asks every night, the other slept
        ours.at(NOON + hours * HOUR)
    late = NOON + 401 * HOUR
    hashes = [ratchet.token(r.at(late).current, NUMBER) for r in (ours, theirs)]
    assert hashes[0] == hashes[1]
    assert ratchet.token(ring(tmp_path, "another").at(late).current, NUMBER) != hashes[0]


def test_offers_made_on_both_sides_of_noon_agree_too(tmp_path):
    ours, theirs = ring(tmp_path), ring(tmp_path, "gris-nez")
    before, after = NOON - timedelta(minutes=1), NOON + timedelta(minutes=1)
    offers = ours.offer(before), theirs.offer(after)
    assert ours.agree(offers[1], before) == theirs.agree(offers[0], after)
    assert ours.at(before).current == theirs.at(after).current


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 400), st.integers(1, 60))
def test_the_same_key_in_one_step_or_in_many(first, then):
    held = NightKey(date(2021, 1, 1), b"\x07" * 32)
    middle, end = held.night + timedelta(days=first), held.night + timedelta(days=first + then)
    assert ratchet.following(ratchet.following(held, middle), end) == ratchet.following(held, end)


def test_yesterdays_key_cannot_be_made_from_todays(tmp_path):
    """What is on disk after the overlap makes nothing of the night before: not as it lies there, and not ratcheted on."""
    keys = ring(tmp_path)
    yesterday = keys.at(NOON - HOUR)
    token = ratchet.token(yesterday.current, NUMBER)
    today = keys.at(NOON + ratchet.OVERLAP)
    with pytest.raises(KeyErased):
        ratchet.following(today.current, yesterday.night)
    content = b"".join(p.read_bytes() for p in (tmp_path / "dover").iterdir())
    assert yesterday.key.encode() not in content
    assert bytes.fromhex(yesterday.key) not in content
    everything = [bytes.fromhex(v) for v in _strings(json.loads((tmp_path / "dover" / NAME).read_bytes())) if len(v) == 64]
    held = [NightKey(yesterday.night, k) for k in everything]
    forward = [ratchet.following(k, yesterday.night + timedelta(days=n)).key for k in held for n in range(40)]
    assert bytes.fromhex(yesterday.key) not in forward
    assert token not in {ratchet.token(NightKey(yesterday.night, k), NUMBER) for k in forward}
    assert bytes.fromhex(today.key) in forward  # the search does find what is there


def _strings(value):
    if isinstance(value, str):
        yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _strings(part)


def test_the_night_before_is_known_until_six_hours_after_noon_and_only_that_one(tmp_path):
    keys = ring(tmp_path)
    first = keys.at(NOON - HOUR)
    assert keys.at(NOON + HOUR).last == first.current
    assert keys.at(NOON + timedelta(hours=5, minutes=59)).last == first.current
    assert keys.at(NOON + timedelta(hours=6)).last is None
    keys.at(NOON + timedelta(days=5, hours=1))
    assert keys.at(NOON + timedelta(days=5, hours=1)).last.night == date(2021, 11, 28)


def test_a_clock_that_goes_back_keeps_the_night_that_was_reached(tmp_path):
    keys = ring(tmp_path)
    ahead = keys.at(NOON + timedelta(days=2, hours=7))
    assert keys.at(NOON) == ahead


def test_the_fingerprint_tells_a_stranger_in_the_middle(tmp_path):
    ours, theirs, stranger = (ring(tmp_path, name) for name in ("dover", "gris-nez", "stranger"))
    offers = [r.offer(NOON) for r in (ours, theirs, stranger)]
    assert ours.agree(offers[2], NOON) != theirs.agree(offers[0], NOON)


@pytest.mark.parametrize("text", ["", "2021-11-24", "2021-11-24:xyz", f"2021-13-24:{'00' * 32}", "2021-11-24:00ff", "varne"])
def test_what_is_no_offer_is_refused_with_the_mend(tmp_path, text):
    keys = ring(tmp_path)
    keys.offer(NOON)
    with pytest.raises(ValueError, match="varne callers offer"):
        keys.agree(text, NOON)
    assert (tmp_path / "dover" / OFFER).exists()


def test_a_low_order_point_is_no_public_key(tmp_path):
    keys = ring(tmp_path)
    keys.offer(NOON)
    with pytest.raises(ValueError):
        keys.agree(f"2021-11-24:{'00' * 32}", NOON)


def test_what_was_made_for_an_agreement_is_thrown_away(tmp_path):
    joined(tmp_path)
    assert not (tmp_path / "dover" / OFFER).exists()
    with pytest.raises(FileNotFoundError):
        ring(tmp_path).agree(ring(tmp_path, "gris-nez").offer(NOON), NOON)


def test_only_the_owner_reads_the_keys_and_no_repr_shows_them(tmp_path):
    held = ring(tmp_path).at(NOON)
    ring(tmp_path).offer(NOON)
    if os.name == "posix":
        assert {stat.S_IMODE(p.stat().st_mode) for p in (tmp_path / "dover").iterdir()} == {0o600}
    assert held.key not in repr(held.current)
    assert held.key not in repr(held)
    assert repr(held.current.key) not in repr(held.current)
