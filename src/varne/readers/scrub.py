"""Telephone numbers, addresses and known names out of free text, before it becomes part of a report (invariant 6).

Positions, times, incident numbers, MMSI and IMO numbers stay. Names that nobody gave us cannot be found by a program:
the words of a message are for people at a desk, and docs/lists.md says so.
"""

import re
from collections.abc import Iterable

NUMBER, ADDRESS, NAME = "[number withheld]", "[address withheld]", "[name withheld]"

_GAP = r"[ /()-]{0,2}"
_BEFORE = r"(?<![\d.,°'+])"
_PLUS = rf"{_BEFORE}\+{_GAP}[1-9](?:{_GAP}\d){{7,14}}|\+\d\d[.]\d(?:[.]\d\d){{4}}"
_ZEROS = rf"{_BEFORE}(?:00|(?<!\d )00 )[1-9]\d(?:{_GAP}\d){{7,13}}"
"""00 and a country of two digits: "001 44" is a longitude, and so may be "50 00 29 ..." """
_NATIONAL = rf"{_BEFORE}0[1-9](?:(?:[ .-]?\d\d){{4}}|[ -]?\d{{2,3}}[ -]?\d{{3}}[ -]?\d{{3,4}})"
_TELEPHONE = re.compile(rf"(?:{_PLUS}|{_ZEROS}|{_NATIONAL})(?![\d°'′º])(?![.,]\d)(?! ?[NSEWO°]\b)")
_WHOLE = re.compile(r"\+?[\d ()./-]{6,}")
_ADDRESS = re.compile(r"(?<![\w.+'-])[\w.+'-]{1,64}@(?:[\w-]{1,63}\.){1,8}\w{2,}")


def telephones(text: str) -> tuple[str, ...]:
    """The telephone numbers in a text, as + and digits or digits alone, each once.

    >>> telephones("rappel au +33 6 12 34 56 78 ou 07700 900123, position 51 08.5 N 001 44.5 E")
    ('+33612345678', '07700900123')
    """
    return tuple(dict.fromkeys(dialled(m.group()) for m in _found(text)))


def dialled(number: str) -> str:
    """A number as it is dialled, the same however it was written.

    >>> dialled("0033 6 12 34 56 78"), dialled("+44 (0)7700 900123")
    ('+33612345678', '+447700900123')
    """
    digits = re.sub(r"\(0\)", "", number)
    plus = digits.lstrip().startswith("+")
    digits = re.sub(r"\D", "", digits)
    return f"+{digits}" if plus else f"+{digits[2:]}" if digits.startswith("00") else digits


def is_telephone(value: object) -> bool:
    """Is a field nothing but a telephone number? E.164 has at most 15 digits; a keyed hash has 16 characters or more.

    >>> is_telephone("+33 6 12 34 56 78"), is_telephone(33612345678), is_telephone("9f86d081884c7d659a2feaa0c55ad015")
    (True, True, False)
    """
    text = str(value).strip() if isinstance(value, (str, int)) else ""
    return bool(_WHOLE.fullmatch(text)) and 6 <= sum(c.isdigit() for c in text) <= 15


def scrubbed(text: str, names: Iterable[str] = ()) -> str:
    """The text without telephone numbers, e-mail addresses and the names given.

    >>> scrubbed("Sam <sam@example.org> 06.12.34.56.78: 33 à bord, 51°08.5'N 001°44.5'E", ["Sam"])
    "[name withheld] <[address withheld]> [number withheld]: 33 à bord, 51°08.5'N 001°44.5'E"
    """
    for m in reversed(_found(text)):
        text = text[: m.start()] + NUMBER + text[m.end() :]
    text = _ADDRESS.sub(ADDRESS, text)
    known = sorted({n.strip() for n in names if len(n.strip()) > 2}, key=len, reverse=True)
    for name in known:
        text = re.sub(rf"(?<!\w)@?{re.escape(name)}(?!\w)", NAME, text, flags=re.IGNORECASE)
    return text


def _found(text: str) -> list[re.Match[str]]:
    return [m for m in _TELEPHONE.finditer(text) if 9 <= sum(c.isdigit() for c in m.group()) <= 16]
