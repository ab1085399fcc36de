"""A sentence with what depends on the day it was said written out: yesterday, on Sunday, last year; and numbers in digits."""

import re
from datetime import date, timedelta

from varne.crossings.claims.units import UNIT

WEEKDAYS = (
    *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    *("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
)
SMALL = {
    word: k
    for k, words in enumerate(
        (
            "no zero|aucun aucune", "one|un une", "two|deux", "three|trois", "four|quatre", "five|cinq", "six|", "seven|sept",
            "eight|huit", "nine|neuf", "ten|dix", "eleven|onze", "twelve|douze",
        )
    )
    for word in words.replace("|", " ").split()
}  # fmt: skip
_COUNTED = re.compile(rf"\b({'|'.join(SMALL)})(?= (?:small )?(?:{UNIT})\b)", re.IGNORECASE)
_LAST_YEAR = re.compile(r"(?<!period )(?<!point )(?<!time )(?<!date )(?<!stage )\blast year\b", re.IGNORECASE)
_AN_DERNIER = re.compile(r"\b(que )?l'(?:année dernière|an dernier)\b(?! à la même)", re.IGNORECASE)
_YESTERDAY = re.compile(r"\b(?:on )?(?:yesterday|hier)\b", re.IGNORECASE)
_WEEKDAY = re.compile(rf"\b(?:on |last |le )*({'|'.join(WEEKDAYS)})(?: dernier|'s)?\b(?!,? (?:the |le )?\d)", re.IGNORECASE)


def worded(text: str, said: date) -> str:
    """The sentence for somebody who does not know when it was said.

    said  a weekday is the last one up to that day, last year the year before its own

    >>> worded("two boats came on Sunday, more than in all of last year", date(2025, 3, 3))
    '2 boats came on 2025-03-02, more than in all of 2024'
    """
    text = _LAST_YEAR.sub(str(said.year - 1), text.replace("’", "'"))
    text = _AN_DERNIER.sub(lambda m: f"{m[1] or ''}en {said.year - 1}", text)
    text = _YESTERDAY.sub(f"on {said - timedelta(days=1)}", text)
    text = _WEEKDAY.sub(lambda m: f"on {_last(m[1], said)}", text)
    return _COUNTED.sub(lambda m: str(SMALL[m[1].lower()]), text)


def _last(weekday: str, said: date) -> date:
    return said - timedelta(days=(said.weekday() - WEEKDAYS.index(weekday.lower()) % 7) % 7)
