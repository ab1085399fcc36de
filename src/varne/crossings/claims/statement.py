"""What a statement speaks of: a number of what, over which period, compared with what. Nothing in it is worked out here."""

import re
from dataclasses import dataclass
from typing import Literal

from varne.crossings.claims.periods import Named, named

Kind = Literal["value", "change", "less", "more", "rank_day", "rank_year"]
Frame = Literal["ytd", "since", "last", "first", "whole"]

WHAT = (
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
"""Units by their words; the first that fits is meant."""
_PER_CENT = r"%|per ?cent|pour ?cent"
_SAME = r"same (?:period|point|time|date)|compared (?:with|to)|\bvs\.?\b|versus|year.on.year|même période|par rapport à"
_MOST = r"\brecord\b(?! of)|highest|largest|busiest|biggest|most in a|plus (?:élevé|haut|grand)|record\b(?= of \d)"
_ORDINALS = {"second": 2, "third": 3, "fourth": 4, "fifth": 5, "deuxième": 2, "troisième": 3, "quatrième": 4, "cinquième": 5}
_SMALL = {"seven": 7, "ten": 10, "fourteen": 14, "thirty": 30, "100": 100, "sept": 7, "dix": 10, "trente": 30}
_N = rf"(\d{{1,4}}|{'|'.join(_SMALL)})"
_YTD = (
    r"\bytd\b|year.to.date|so far (?:this|in|of|during)|(?:year|2\d{3}) so far|this year|since the (?:start|beginning) of|"
    r"cette année|depuis le début de"
)
_SO_FAR = r"\bso far\b|jusqu'ici"
_REMARK = re.compile(r"\(([^()]*)\)")


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement taken apart; what it leaves open is None and comes from what was said before.

    what     unit, a measure of a table, or per_boat
    kind     a value, a change in per cent, less or more than, or the rank of a day or year
    frame    how the periods are meant; n: how many days for last and first
    periods  that it names, in order; year: a year that stands for itself
    pinned   a weekday or "on" makes a day a day, not the end of a sum
    rank     of a record;  so_far: a record among the days of that year
    broken   a day that is not in the calendar, as it is written; empty: there is none
    """

    text: str
    what: str | None
    kind: Kind | None
    frame: Frame | None
    periods: tuple[Named, ...]
    year: int | None
    n: int = 0
    pinned: bool = False
    rank: int = 1
    so_far: bool = False
    broken: str = ""

    @property
    def bare(self) -> bool:
        """Only a period: the rest is as in the statement before."""
        return not (self.what or self.kind or self.frame or self.pinned)


def take_apart(text: str) -> Statement:
    """A statement's parts. A remark in brackets is passed over unless it names a day.

    >>> s = take_apart("people on Sunday 2 Mar 2025")
    >>> s.what, s.frame, s.pinned, s.periods[0].days, s.periods[0].years
    ('people', None, True, ((3, 2),), (2025,))
    """
    plain = _REMARK.sub(lambda m: f" {m[1]} " if _names_a_day(m[1]) else " ", text.replace("'", " ").replace("‘", " "))
    plain = " ".join(plain.replace("’", "'").split())
    periods = tuple(named(plain))
    kind, rank = _kind(plain)
    frame, n = _frame(plain, kind)
    years = [p.years[0] for p in periods if p.kind == "year"]
    pinned = bool(re.search(r"\b(?:on|le)\b (?=\D{0,12}\d)|(?:mon|tues|wednes|thurs|fri|satur|sun)day\b", plain, re.IGNORECASE))
    so_far = bool(re.search(_SO_FAR, plain, re.IGNORECASE))
    rest = tuple(p for p in periods if p.kind not in ("year", "none"))
    broken = next((plain[slice(*p.at)] for p in periods if p.kind == "none"), "")
    year = years[0] if years else None
    return Statement(text, _what(plain, kind), kind, frame, rest, year, n, pinned, rank, so_far, broken)


def _names_a_day(text: str) -> bool:
    return any(p.kind in ("day", "range", "either") for p in named(text))


def _has(pattern: str, text: str) -> bool:
    return bool(re.search(pattern, text, re.IGNORECASE))


def _what(text: str, kind: Kind | None) -> str | None:
    found = next((name for name, pattern in WHAT if _has(rf"(?:\b|(?<=\W))(?:{pattern})(?:\b|(?=\W)|$)", text)), None)
    return "people" if found is None and kind in ("rank_day", "rank_year") else found


def _kind(text: str) -> tuple[Kind | None, int]:
    if _has(_MOST, text):
        rank = next((n for word, n in _ORDINALS.items() if _has(rf"\b{word}\b", text)), 1)
        return ("rank_year" if _has(r"annual|\byear on record|annuel", text) else "rank_day"), rank
    if _has(_PER_CENT, text):
        return "change", 1
    if _has(rf"(?:{_SAME})", text) and _has(r"\b(?:lower|fewer|less|below|inférieur|moins)\b", text):
        return "less", 1
    if _has(rf"(?:{_SAME})", text) and _has(r"\b(?:higher|more|above|supérieur|plus)\b", text):
        return "more", 1
    return None, 1


def _frame(text: str, kind: Kind | None) -> tuple[Frame | None, int]:
    if found := re.search(rf"(?:past|last|previous|derniers) {_N} (?:days|jours)", text, re.IGNORECASE):
        return "last", _count(found[1])
    if _has(r"(?:past|last) week\b", text):
        return "last", 7
    if found := re.search(rf"first {_N} days", text, re.IGNORECASE):
        return "first", _count(found[1])
    if _has(_YTD, text) and kind not in ("rank_day", "rank_year"):
        return "ytd", 0
    if _has(r"\b(?:since|depuis)\b", text):
        return "since", 0
    return ("whole", 0) if _has(r"\b(?:total|whole of|together|altogether|full year|ensemble)\b", text) else (None, 0)


def _count(text: str) -> int:
    return _SMALL.get(text.lower()) or int(text)
