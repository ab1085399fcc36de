"""Tokens -> chains of atoms. An atom is a number, digits that marks hold together, or the name of a side; a chain is
what stands together without a word, a counted thing ("33 people") or a stray mark in between.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from varne.positions.angles import Form, Groups
from varne.positions.tokens import Token

_LETTER = {
    "degree": "d", "minute": "m", "second": "s", "dotted": "t", "side": "h", "label": "l", "sign": "+",
    "separator": ",", "unit": "u", "word": "w",
}  # fmt: skip

# What holds digits together, written over one letter a token: n whole number, f with a point, d m s the marks, - and :
# links, t dotted. Longest first.
_FORMS: tuple[tuple[Form, str], ...] = (
    ("stated", "nd?nm[nf](?![dm])s?|nd?n[nf]s|nd?[nf]m"),
    ("open", "ndn[nf](?![dm])|nd[nf](?!d)"),
    ("stated", "[nf]d"),
    ("stated", "n-n-[nf]m?s?(?!-)|n-[nf]m?(?!-)"),
    ("colon", "n:n:[nf](?!:)|n:[nf](?!:)"),
    ("dotted", "tm?s?"),
    ("plain", "[nf](?![ums:-])"),
)
_LOOSE = ",ms"  # separators, and quotation marks that are no minutes or seconds of anything
_ATOM = re.compile("|".join(f"({pattern})" for _, pattern in _FORMS))


@dataclass(frozen=True, slots=True)
class Atom:
    """One piece of a chain; start and end are places in the text.

    groups  the digits, () for a side or label; form: how they hold together
    sign    "+", "-" or ""
    side    key into pairs.SIDES, or ""; label: "lat", "lon" or ""
    apart   a comma, semicolon, line end or the like stands before it
    """

    start: int
    end: int
    groups: Groups = ()
    form: Form = "plain"
    sign: str = ""
    side: str = ""
    label: str = ""
    apart: bool = False
    notes: tuple[str, ...] = ()


def chains(tokens: Sequence[Token]) -> list[tuple[Atom, ...]]:
    """The chains of a text.

    >>> from varne.positions.tokens import lex, name
    >>> [[a.groups or a.side for a in c] for c in chains(name(lex("at 51 08.5N, call 112")))]
    [[('51',), ('08.5',), 'N'], [('112',)]]
    """
    found: list[list[Atom]] = [[]]
    letters = "".join(map(_letter, tokens))
    i, apart = 0, False
    while i < len(tokens):
        atom, used = _atom_at(tokens, letters, i, apart)
        if atom:
            found[-1].append(atom)
        elif letters[i] not in _LOOSE:
            found.append([])
        apart = not atom and letters[i] in _LOOSE
        i += used
    return [tuple(c) for c in found if c]


def _letter(t: Token) -> str:
    if t.kind == "number":
        return "f" if "." in t.value else "n"
    return t.value if t.kind == "link" else _LETTER[t.kind]


def _atom_at(tokens: Sequence[Token], letters: str, i: int, apart: bool) -> tuple[Atom | None, int]:
    t = tokens[i]
    if t.kind == "side":
        return Atom(t.start, t.end, side=t.value, apart=apart), 1
    if t.kind == "label":
        return Atom(t.start, t.end, label=t.value, apart=apart), 1
    signed = t.kind == "sign"
    m = _ATOM.match(letters, i + signed)
    if not m:
        return None, 1
    inside = tokens[m.start() : m.end()]
    groups = tuple(g for x in inside if x.kind in ("number", "dotted") for g in re.split(_parting(x), x.value))
    notes = tuple(dict.fromkeys(note for x in inside for note in x.notes))
    form = _FORMS[(m.lastindex or 1) - 1][0]
    return Atom(t.start, inside[-1].end, groups, form, t.value if signed else "", apart=apart, notes=notes), m.end() - i


def _parting(t: Token) -> str:
    return "[.,]" if t.kind == "dotted" else "$^"
