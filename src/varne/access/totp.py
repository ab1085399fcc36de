"""Six digits from a phone or a token (RFC 6238): SHA-1, 30 seconds, one step of grace either way, each code once.

SHA-1 because that is what authenticator programs understand; its use in HMAC is not broken.
"""

import base64
import os
from hmac import compare_digest

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

STEP = 30
GRACE = 1
"""Steps that a phone's clock may be off."""


def new_secret() -> bytes:
    """160 random bits, as RFC 4226 recommends."""
    return os.urandom(20)


def code_at(secret: bytes, now: float) -> str:
    """The six digits at a time [s since 1970].

    >>> code_at(b"12345678901234567890", 59)  # RFC 6238, appendix B, the last six of eight digits
    '287082'
    """
    return _totp(secret).generate(int(now)).decode()


def accepted(secret: bytes, code: str, now: float, last: int) -> int | None:
    """The step whose code this is, or None.

    last  the step accepted last: neither it nor an earlier one is accepted again
    """
    digits = "".join(code.split())
    steps = range(int(now) // STEP - GRACE, int(now) // STEP + GRACE + 1)
    return next((s for s in steps if s > last and compare_digest(code_at(secret, s * STEP).encode(), digits.encode())), None)


def typed(secret: bytes) -> str:
    """The secret as it is typed into a phone: base32 in groups of four."""
    text = base64.b32encode(secret).decode()
    return " ".join(text[i : i + 4] for i in range(0, len(text), 4))


def uri(secret: bytes, login: str, centre: str) -> str:
    """The otpauth address that a phone reads as a QR code."""
    return _totp(secret).get_provisioning_uri(login, f"Varne {centre}")


def _totp(secret: bytes) -> TOTP:
    return TOTP(secret, 6, SHA1(), STEP)
