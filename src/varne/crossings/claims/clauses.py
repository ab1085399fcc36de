"""A sentence in clauses: what belongs to one number stands in one clause, what is in brackets is a clause of its own."""

import re
from dataclasses import dataclass

from varne.crossings.claims.periods import named
from varne.crossings.claims.quantities import quantities
from varne.crossings.claims.statement import take_apart

_BREAK = re.compile(
    r"(?P<open>\s*\(\s*)|(?P<close>\s*\)[,;.]?\s*)|[;:.,]\s+|\s+(?=(?:but|while|whereas|taking|bringing|mais)\s)"
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a sentence; bracketed: it stood in brackets."""

    text: str
    bracketed: bool = False


def clauses(text: str) -> list[Clause]:
    """The clauses of a sentence that claim something; one that only says when is part of its neighbour.

    >>> [c.text for c in clauses("On March 2, 2025, 592 people came, the most in a single day this year")]
    ['On March 2, 2025, 592 people came', 'the most in a single day this year']
    """
    parts = [part for part in _parts(text) if _claims(part.text) or _dates(part.text)]
    found: list[Clause] = []
    held = ""
    for part in parts:
        open_one = next((k for k in reversed(range(len(found))) if not found[k].bracketed), None)
        if _claims(part.text):
            found.append(Clause(f"{held}, {part.text}" if held else part.text, part.bracketed))
            held = ""
        elif not part.bracketed and open_one is not None:
            found[open_one] = Clause(f"{found[open_one].text}, {part.text}")
        elif not part.bracketed:
            held = f"{held}, {part.text}" if held else part.text
    return found


def _dates(text: str) -> bool:
    return bool(named(text)) or take_apart(text).frame is not None


def _claims(text: str) -> bool:
    return bool(quantities(text)) or take_apart(text).kind in ("rank_day", "rank_year", "less", "more")


def _parts(text: str) -> list[Clause]:
    """Cut at every break that is in no period and no number."""
    periods = [p.at for p in named(text)]
    found: list[Clause] = []
    start, depth = 0, 0
    for mark in _BREAK.finditer(text):
        if any(a < mark.end() and mark.start() < b for a, b in periods):
            continue
        found.append(Clause(text[start : mark.start()].strip(), depth > 0))
        depth += bool(mark["open"]) - bool(mark["close"])
        start = mark.end()
    found.append(Clause(text[start:].strip(" ."), depth > 0))
    return [c for c in found if c.text]
