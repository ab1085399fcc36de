"""Passwords: what is too easy to guess, and how one is kept (argon2id, RFC 9106's second profile: 64 MiB, 3 passes).

Any character may stand in a password and none must (ASVS 5.0, 6.2.5): length and a few ways of guessing are all that counts.
"""

from collections.abc import Iterable

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

HASHER = PasswordHasher()
SHORTEST, LONGEST, OWN = 12, 256, 6
COMMON = (
    "password passwort motdepasse letmein welcome bienvenue iloveyou jetaime football administrator admin changeme secret "
    "azerty qwerty sunshine princess dragon monkey soleil marseille trustno liverpool superman whatever computer"
).split()
ROWS = (
    "qwertyuiop qwertzuiop azertyuiop asdfghjkl qsdfghjklm zxcvbnm yxcvbnm wxcvbn abcdefghijklmnopqrstuvwxyz 01234567890 "
    "1q2w3e4r5t6y7u8i9o0p 1a2z3e4r5t6y7u8i9o0p 1qaz2wsx3edc4rfv5tgb6yhn"
).split()
LOOKALIKES = str.maketrans("@430!1$5", "aaeoiiss")


def weakness(password: str, context: Iterable[str] = ()) -> str | None:
    """Why a password will not do and what would; None when it will.

    context  words that belong to this account and place: the login, the centre

    >>> weakness("P@ssw0rd1234")
    '0 characters that are no well-known word, no row of keys and no repetition; add words until it has 6'
    >>> weakness("three grey seals at low water") is None
    True
    """
    if not SHORTEST <= len(password) <= LONGEST:
        return f"{len(password)} characters; give {SHORTEST} to {LONGEST}, for example four words"
    if (own := _own(password, (*context, "varne", *COMMON))) < OWN:
        return f"{own} characters that are no well-known word, no row of keys and no repetition; add words until it has {OWN}"
    return None


def hashed(password: str, hasher: PasswordHasher = HASHER) -> str:
    """What is kept instead of the password, with salt and parameters in it."""
    return hasher.hash(password)


def matches(kept: str | None, password: str, hasher: PasswordHasher = HASHER) -> bool:
    """Is it the password? As slow for an account that does not exist (kept is None) as for one that does."""
    try:
        return hasher.verify(kept or _nobody(hasher), password) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


_NOBODY: dict[int, str] = {}


def _nobody(hasher: PasswordHasher) -> str:
    return _NOBODY.setdefault(id(hasher), hasher.hash("nobody has this password"))


def _own(password: str, words: Iterable[str]) -> int:
    """How many characters remain when everything that is guessed first is taken out."""
    rest = _without_rows(password.casefold()).translate(LOOKALIKES)
    for word in sorted((w.casefold() for w in words if len(w) > 2), key=len, reverse=True):
        rest = rest.replace(word.translate(LOOKALIKES), "")
    return len(_once(rest))


def _without_rows(text: str) -> str:
    """Without four or more keys in a row, either way."""
    rows, kept, i = (*ROWS, *(r[::-1] for r in ROWS)), "", 0
    while i < len(text):
        n = next((n for n in range(min(len(text) - i, 26), 3, -1) if any(text[i : i + n] in r for r in rows)), 0)
        kept, i = (kept, i + n) if n else (kept + text[i], i + 1)
    return kept


def _once(text: str) -> str:
    """The part that is repeated, once.

    >>> _once("abcabcab")
    'abc'
    """
    return next((text[:n] for n in range(1, len(text)) if all(c == text[i % n] for i, c in enumerate(text))), text)
