"""Keys, names of chains and the hybrid clock: the small parts on which the rest stands."""

import os
import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from varne.record import keys
from varne.record.clock import LATEST, Clock, at, ms, tick
from varne.record.keys import Identity
from varne.record.name import ChainName, parse_chain

walls = st.integers(-(10**12), LATEST)


def test_a_signature_is_good_for_one_key_and_one_message():
    """RFC 8032, section 7.1, test 2."""
    seed = bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
    one = Identity.from_seed(seed)
    assert one.public.hex() == "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
    assert one.sign(b"\x72").hex() == (
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )
    sig = one.sign(b"close it")
    assert keys.verify(one.public, sig, b"close it")
    assert not keys.verify(one.public, sig, b"keep it")
    assert not keys.verify(Identity.new().public, sig, b"close it")


WEAK = ["00" * 32, "01" + "00" * 31, "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        *(f"{n}{'f' * 60}7f" for n in ("ec", "ed", "ee"))]  # fmt: skip


@pytest.mark.parametrize("sign", [0, 0x80])
@pytest.mark.parametrize("key", WEAK)
def test_a_point_of_small_order_signs_nothing(key, sign):
    """For such a "key" R = the identity, S = 0 is a signature of every message. Source: ePrint 2020/1244."""
    public = bytes.fromhex(key)[:31] + bytes([bytes.fromhex(key)[31] | sign])
    for sig in (b"\0" * 64, b"\1" + b"\0" * 63, public + b"\0" * 32):
        assert not keys.verify(public, sig, b"anything")
    with pytest.raises(ValueError, match="is no public key"):
        keys.parse_public(public.hex())


@pytest.mark.parametrize(("public", "sig"), [(b"", b""), (b"\xff" * 32, b"x"), (b"x" * 33, b"\0" * 64)])
def test_what_is_no_key_or_no_signature_verifies_nothing(public, sig):
    assert not keys.verify(public, sig, b"x")


def test_a_key_file_is_for_its_owner_only_and_never_overwritten(tmp_path):
    path = tmp_path / "deep" / "identity.key"
    made = keys.load_or_make(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert keys.load_or_make(path) == made
    assert keys.load(path).sign(b"x") == made.sign(b"x")
    with pytest.raises(FileExistsError):
        Identity.new().write(path)
    os.chmod(path, 0o640)
    with pytest.raises(PermissionError, match="chmod 600"):
        keys.load(path)


def test_a_key_never_stands_in_a_message(tmp_path):
    path = tmp_path / "identity.key"
    made = keys.load_or_make(path)
    secret = path.read_text().split()[-1]
    assert secret not in repr(made)
    path.write_text(path.read_text().replace(secret, secret[:-3]))
    with pytest.raises(ValueError, match="is no key file") as caught:
        keys.load(path)
    assert secret[:20] not in str(caught.value)


def test_a_fingerprint_is_read_out_in_eight_groups_of_four():
    assert [len(group) for group in Identity.new().id.split()] == [4] * 8


@pytest.mark.parametrize("text", ["", "00", "0" * 63, "g" * 64, "0" * 66])
def test_what_is_no_public_key_says_where_to_find_one(text):
    with pytest.raises(ValueError, match="varne log identity"):
        keys.parse_public(text)


@given(walls, st.lists(walls, max_size=20))
def test_the_clock_only_goes_forward_and_follows_the_wall_while_that_does(first, rest):
    clock = tick(Clock(), first)
    for wall in rest:
        after = tick(clock, wall)
        assert after > clock
        assert after.ms >= wall
        assert after.ms == max(clock.ms, wall)
        clock = after


def test_times_far_beyond_any_calendar_are_still_times():
    assert at(10**18).year == 9999
    assert at(-(10**18)).year == 1
    assert ms(at(1637719260123)) == 1637719260123


@pytest.mark.parametrize(
    "name",
    [ChainName("dover"), ChainName("gris-nez", 12, "internal"), ChainName("replay 2021-11-24", 2, "partner/alarm-phone")],
)
def test_a_chain_s_name_is_read_back(name):
    assert parse_chain(str(name)) == name


@pytest.mark.parametrize(
    "text",
    ["", "dover", "/joint", "dover/", "dover/public", "dover.1/joint", "dover.0/joint", "dover.x/joint", "a.b.2/joint",
     "dover/partner", "dover/partner/", "dover/partner/a/b", "../joint", "dover/joint ", " dover/joint", "døver/joint"],
)  # fmt: skip
def test_what_is_no_chain_is_refused(text):
    with pytest.raises(ValueError, match="such as dover/joint"):
        parse_chain(text)
