"""The numbers of a text that count something: not the parts of a date, nor the seven of "past 7 days"."""

import re

from varne.crossings.claims.periods import Named, named
from varne.crossings.claims.quoted import BOUNDS, NUMBER
from varne.crossings.claims.units import UNIT

_QUANTITY = re.compile(rf"(?<![\w.,])({NUMBER})\s*(%|per ?cent\b|pour ?cent\b)?(?:\s*(?:[^\W\d]+ )?({UNIT})\b)?", re.IGNORECASE)
_BEFORE_A_YEAR = re.compile(r"\b(?:in|since|of|during|by|for|than|on|from|en|depuis)\s+$", re.IGNORECASE)
_OF_TIME = re.compile(r"[\s-]*(?:days?|jours?|hours?|weeks?|months?|years?|mois|ans?)\b", re.IGNORECASE)
_BOUND = re.compile(rf"\b(?:{'|'.join(pattern for _, pattern in BOUNDS)})\s*(?:a |the )?$", re.IGNORECASE)


def quantities(text: str) -> list[re.Match[str]]:
    """Each number with its unit: groups number, per cent, unit. "2012 people" has one, "in 2012 people came" a year."""
    periods = named(text)
    found = [m for m in _QUANTITY.finditer(text) if not any(_inside(m, p, text) for p in periods)]
    return [m for m in found if not _OF_TIME.match(text[m.end(1) :])]


def _inside(number: re.Match[str], period: Named, text: str) -> bool:
    if period.kind == "year" and number[3] and not _BEFORE_A_YEAR.search(text[: number.start()]):
        return False
    return period.at[0] < number.end(1) and number.start(1) < period.at[1]


def without_quantities(text: str) -> str:
    """The rest of a text: its numbers, their units and "more than" before them taken out.

    >>> without_quantities("more than 592 people in 11 boats on 2 March 2025")
    'in on 2 March 2025'
    """
    for found in reversed(quantities(text)):
        text = _BOUND.sub("", text[: found.start()]) + " " + text[found.end() :]
    return " ".join(text.split())
