"""What is counted, by the words for it in English and French; of several that fit a statement the first is meant."""

import re

WHAT = (
    ("per_day", r"average.*\b(?:a|per|each) day|daily average|average daily|(?:a|per) day\b.*on average|par jour"),
    ("per_boat", r"per boat|a boat\b|par (?:bateau|embarcation)"),
    ("events_prevented", r"events? (?:prevented|stopped)|prevention events?"),
    ("prevented", r"prevent(?:ed|ions?)|stopped|intercepted|empêchée?s?"),
    ("returned_to_france", r"(?:returned|sent back|removed|deported|renvoyée?s?)\b.*\bfrance"),
    ("admitted_to_uk", r"(?:admitted|brought)\b.*\b(?:uk|united kingdom|britain)|admise?s?"),
    ("red_days", r"red days?|jours? rouges?"),
    ("attempts_people", r"attempt(?:s|ed)?\b|tent(?:é|ative)s?"),
    ("rescued_people", r"rescued|secourue?s?"),
    ("dead", r"deaths?|died|dead|killed|drowned|lost their lives|morts?|noyée?s?|décédée?s?"),
    ("uncontrolled", r"uncontrolled landings?"),
    ("boats", r"(?:small )?boats?|dinghies|vessels?|embarcations?|bateaux?"),
    ("people", r"people|persons?|migrants?|arrivals?|asylum seekers|individuals|crossings?|personnes?|traversées?"),
)
UNIT = "|".join(pattern for name, pattern in WHAT if name != "per_day")
"""Any of them, for a number that stands before it."""
_COMPILED = tuple((name, re.compile(rf"(?:\b|(?<=\W))(?:{pattern})(?:\b|(?=\W)|$)", re.IGNORECASE)) for name, pattern in WHAT)


def unit_of(text: str) -> str | None:
    """What a statement counts; None when it does not say.

    >>> unit_of("people per boat Mar 2021"), unit_of("YTD")
    ('per_boat', None)
    """
    return next((name for name, pattern in _COMPILED if pattern.search(text)), None)
