"""Six digits: RFC 6238's own vectors, one step of grace, each code once."""

import pytest

from varne.access import totp

SECRET = b"12345678901234567890"


@pytest.mark.parametrize(
    ("now", "digits"),
    [(59, "94287082"), (1111111109, "07081804"), (1111111111, "14050471"), (1234567890, "89005924"), (20000000000, "65353130")],
)
def test_the_codes_are_those_of_rfc_6238_appendix_b(now, digits):
    assert totp.code_at(SECRET, now) == digits[-6:]


@pytest.mark.parametrize(("off", "taken"), [(-61, False), (-30, True), (0, True), (30, True), (61, False)])
def test_a_phone_may_be_a_step_off(off, taken):
    now = 1_700_000_010
    assert (totp.accepted(SECRET, totp.code_at(SECRET, now + off), now, 0) is not None) == taken


def test_a_code_counts_once_and_an_earlier_one_never_after_it():
    now = 1_700_000_010
    step = totp.accepted(SECRET, totp.code_at(SECRET, now), now, 0)
    assert totp.accepted(SECRET, totp.code_at(SECRET, now), now, step) is None
    assert totp.accepted(SECRET, totp.code_at(SECRET, now - 30), now, step) is None
    assert totp.accepted(SECRET, totp.code_at(SECRET, now + 30), now + 30, step) == step + 1


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "0" * 6])
def test_what_is_no_code_is_refused(code):
    assert totp.accepted(SECRET, code, 1_700_000_010, 0) is None


def test_a_code_is_taken_with_the_spaces_that_phones_show():
    now = 1_700_000_010
    code = totp.code_at(SECRET, now)
    assert totp.accepted(SECRET, f" {code[:3]} {code[3:]} ", now, 0)


def test_what_is_typed_into_the_phone_is_the_secret():
    import base64

    assert base64.b32decode(totp.typed(SECRET).replace(" ", "")) == SECRET
    assert totp.uri(SECRET, "martin", "dover").startswith("otpauth://totp/")
