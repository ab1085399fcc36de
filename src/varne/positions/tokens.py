"""Text -> tokens: numbers, marks, hemispheres, words. Knows spelling and typing, nothing about positions.

Every character is first folded to one plain character (accents off, lower case, all digits to 0-9, the many primes,
dashes and degree signs to one each), so that a token's start and end are places in the text as it came.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

Kind = Literal[
    "number", "dotted", "degree", "minute", "second", "dash", "colon", "word", "separator",  # as lexed
    "side", "label", "sign", "link", "unit",  # as named
]  # fmt: skip

_ALIKE = {
    **dict.fromkeys("°º˚", "°"),
    **dict.fromkeys("'′’‘`´ʹʼ＇‵", "'"),
    **dict.fromkeys('"″”“ʺ＂‶', '"'),
    **dict.fromkeys("-‐‑‒–—−﹣－", "-"),
    **dict.fromkeys(".·٫．", "."),
    **dict.fromkeys(",،，、", ","),
    "：": ":",
    "＋": "+",
}

_SCAN = re.compile(
    r"""
    (?P<dotted> \d{1,3}\.\d{1,2} (?: \.\d{1,3} | ,\d{1,3}(?=\s?'?\s?[nsewo](?![a-z])) ) (?!\.?\d) )
  | (?P<number> \d++ (?: \.\d++ | ,\d++(?!\.\d) )? | (?<![\d.])\.\d++ )
  | (?P<degree> ° ) | (?P<second> " | '' ) | (?P<minute> ' ) | (?P<dash> [+-] ) | (?P<colon> : )
  | (?P<word>   (?<=\d)(?:deg|min|sec)(?=[nsewo](?![a-z])) | [^\W\d_](?:[^\W\d_]|[\u0300-\u036f])*+ | % )
  | (?P<space>  [^\S\n]+ )
  | (?P<separator> . )
    """,
    re.VERBOSE | re.DOTALL,
)


def _names(table: dict[tuple[Kind, str], str]) -> dict[str, tuple[Kind, str]]:
    return {word: name for name, words in table.items() for word in words.split()}


NAMES = _names(
    {
        ("side", "N"): "n north nord",
        ("side", "S"): "s south sud",
        ("side", "E"): "e east",
        ("side", "W"): "w west ouest",
        ("side", "O"): "o",  # Ouest in French, Ost and Oost in German and Dutch
        ("side", "est"): "est",  # east in French, and also "is"
        ("label", "lat"): "lat latitude",
        ("label", "lon"): "lon lng long longitude",
        ("degree", ""): "d deg degs degree degrees degre degres",
        ("minute", ""): "min mins minute minutes",
        ("second", ""): "sec secs second seconds seconde secondes",
        ("sign", "-"): "minus moins negative",
        ("sign", "+"): "plus",
        ("separator", ""): "and et by then puis is my the of",
        ("unit", ""): "% people persons person pers pax pob personnes personne passengers passagers adults adultes children "
        "child kids enfants women femmes men hommes babies bebes boats bateaux m metres meters km nm nmi miles mile milles "
        "mille knots knot kn kts kt noeuds h hr hrs hour hours heure heures z utc gmt years ans kg",
    }
)


@dataclass(frozen=True, slots=True)
class Token:
    """A stretch of the text: its kind, where it stands, its plain value (a number always with a point), and notes."""

    kind: Kind
    start: int
    end: int
    value: str
    notes: tuple[str, ...] = ()


def lex(text: str) -> list[Token]:
    """Tokens as typed; words keep their folded spelling, spaces are left out.

    >>> [(t.kind, t.value) for t in lex("51,5º Nord")]
    [('number', '51.5'), ('degree', '°'), ('word', 'nord')]
    """
    plain = "".join(map(_fold, text))
    return [_token(m) for m in _SCAN.finditer(plain) if m.lastgroup != "space"]


def _fold(c: str) -> str:
    if c in _ALIKE:
        return _ALIKE[c]
    if c.isdecimal():
        return str(unicodedata.decimal(c))
    if unicodedata.category(c) == "Cf":  # direction marks and zero-width spaces that phones paste along
        return " "
    return unicodedata.normalize("NFKD", c)[0].lower()[0] if c.isalpha() else c


def _token(m: re.Match[str]) -> Token:
    kind, value = m.lastgroup, m.group()
    notes = ("comma read as decimal point",) if kind == "number" and "," in value else ()
    if kind == "number":
        value = value.replace(",", ".")
        value = "0" + value if value[0] == "." else value
    elif kind == "word":
        value = re.sub("[\u0300-\u036f]", "", value)
    return Token(kind, m.start(), m.end(), value, notes)  # type: ignore[arg-type]  # the group names are the kinds


def name(tokens: Sequence[Token]) -> list[Token]:
    """Words become what they stand for; dashes and colons become signs, links inside an angle, or separators.

    >>> [(t.kind, t.value) for t in name(lex("51-08.5N -1.2"))]
    [('number', '51'), ('link', '-'), ('number', '08.5'), ('side', 'N'), ('sign', '-'), ('number', '1.2')]
    """
    named: list[Token] = []
    for i, t in enumerate(tokens):
        if t.kind in ("dash", "colon"):
            named.append(replace(t, kind=_between(named, t, tokens[i + 1 : i + 2])))
        elif t.kind == "word" and t.value in NAMES:
            kind, value = NAMES[t.value]
            named.append(replace(t, kind=kind, value=value))
        elif t.kind in ("minute", "second") and _quotes(tokens, i):
            named.append(replace(t, kind="separator"))
        else:
            named.append(t)
    return named


def _quotes(tokens: Sequence[Token], i: int) -> bool:
    """Whether a mark opens or closes a quoted number, as in {"lat": "51.14"}, and so is no minute or second."""
    return _opens(tokens, i) or any(_opens(tokens, k) and tokens[i].kind == tokens[k].kind for k in (i - 2, i - 3))


def _opens(tokens: Sequence[Token], i: int) -> bool:
    if i < 0 or tokens[i].kind not in ("minute", "second"):
        return False
    if i and tokens[i - 1].end == tokens[i].start and tokens[i - 1].kind in ("number", "dotted", "degree", "minute"):
        return False
    rest = [t for t in tokens[i + 1 : i + 4] if t.kind != "dash"]
    return len(rest) > 1 and rest[0].kind == "number" and rest[1].kind == tokens[i].kind


def _between(before: list[Token], t: Token, after: Sequence[Token]) -> Kind:
    if not (after and after[0].kind == "number" and after[0].start == t.end):
        return "separator"
    glued = bool(before) and before[-1].end == t.start
    if not glued or before[-1].kind == "separator":
        return "sign" if t.kind == "dash" else "separator"
    if before[-1].kind != "number":
        return "separator"
    if t.kind == "dash" and len(before) > 1 and before[-2].kind == "sign" and before[-2].end == before[-1].start:
        return "sign"  # +51.14-001.74: who signs the first number signs the second
    return "link" if t.value != "+" and "." not in before[-1].value else "separator"
