"""What a statement speaks of: a number of what, over which period, compared with what. Nothing in it is worked out here."""

import re
from dataclasses import dataclass
from typing import Literal

from varne.crossings.claims.periods import Named, named
from varne.crossings.claims.units import unit_of
from varne.crossings.sentences import MONTHS

Kind = Literal["value", "change", "less", "more", "rank_day", "rank_year"]
Frame = Literal["ytd", "since", "last", "first", "months", "whole"]

_PER_CENT = r"%|per ?cent|pour ?cent"
_SAME = (
    r"(?:same|this) (?:period|point|time|date|stage)|compared (?:with|to)|\bvs\.?\b|versus|year.on.year|"
    r"même période|par rapport à"
)
_MOST = (
    r"\brecord\b(?! of)|highest|largest|busiest|biggest|most (?:people |arrivals )?(?:in|on) (?:a|any)|"
    r"plus (?:élevé|haut|grand)|record\b(?= of \d)"
)
_ORDINALS = {"second": 2, "third": 3, "fourth": 4, "fifth": 5, "deuxième": 2, "troisième": 3, "quatrième": 4, "cinquième": 5}
_WORDS = "two three four five six seven eight nine ten|deux trois quatre cinq six sept huit neuf dix"
_SMALL = {word: k for words in _WORDS.split("|") for k, word in enumerate(words.split(), 2)}
_N = rf"(\d{{1,4}}|{'|'.join(_SMALL)})"
_YTD = (
    r"\bytd\b|year.to.date|so far (?:this year|in|of|during)|(?:year|2\d{3}) so far|this year|since the (?:start|beginning) of|"
    r"(?:for|of) the year\b(?! to)|for the year to|cette année|depuis le début de|\bso far\b"
)
_SO_FAR = r"\bso far\b|\bthis year\b|\bof the year\b|jusqu'ici|cette année|depuis le début de"
_THAN = r"(?:lower|higher|fewer|above|below) than (?:(?:in|for|during|at|the) )*(?:same|last|(?:19|20)\d\d)"
_AGAINST = re.compile(
    r"(?:\b(?:on|than|from|vs\.?|versus|against|with|to)|\b(?:period|point|time|date|stage))"
    r"(?: (?:in|of|during|for|the|same|period|point|time|date|stage))* ((?:19|20)\d\d)\b(?!-)",
    re.IGNORECASE,
)
_LAST = (
    rf"(?:past|last|previous|derniers) {_N} (?:days|jours)",
    rf"\b{_N} (?:days|jours) (?:to|ending|up to|until|jusqu)",
)
_KNOWN = re.compile(
    rf"{'|'.join(p.replace(_N, _N.replace('(', '(?:', 1)) for p in _LAST)}|(?:past|last) week|"
    rf"first {_N.replace('(', '(?:', 1)} (?:days|months)|{_YTD}|{_SAME}(?: (?:last|previous) year)?|last year|"
    r"(?:single|record|busiest|highest|largest|biggest|red|jours?)[ -]days?|daily|for a year\b|"
    r"\b(?:for|of|on|in|per|each|a|any|which) (?:a )?(?:single )?day\b|\bday(?= (?:of|in|on|total|record|so far))|"
    r"year.on.year|annual\w*|year on record|\bof years?\b|(?:previous|this|the) year",
    re.IGNORECASE,
)
_OPEN = re.compile(
    rf"\b(?:days?|nights?|hours?|weeks?|weekends?|fortnight|months?|quarters?|years?|decade|between|until|after|before|"
    rf"summer|winter|spring|autumn|(?:{'|'.join(m.lower() for m in MONTHS['en'] if m != 'May')}))\b",
    re.IGNORECASE,
)
"""Words of time that must have been understood: one that is left over means that the period is another than was read."""
_JOINED = re.compile(r"\b(?:between|from) \0range|\b(?:until|to|by) \0day|\0\w+", re.IGNORECASE)
"""Periods as they were taken out, with the words that go with them."""
_REMARK = re.compile(r"\(([^()]*)\)")


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement taken apart; what it leaves open is None and comes from what was said before.

    what     unit, a measure of a table, or per_boat
    kind     a value, a change in per cent, less or more than, or the rank of a day or year
    frame    how the periods are meant; n: how many days for last and first
    periods  that it names, in order; year: a year that stands for itself; against: one that it is compared with
    pinned   a weekday or "on" makes a day a day, not the end of a sum
    rank     of a record;  so_far: a record among the days of that year
    by_day   a record speaks of days;  same: of the same dates in another year
    broken   a day that is not in the calendar, or a word of time that was not understood; empty: there is none
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
    by_day: bool = False
    same: bool = False
    against: int | None = None
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
    pinned = _has(r"\b(?:on|le)\b (?=\D{0,12}\d)|(?:mon|tues|wednes|thurs|fri|satur|sun)day\b", plain)
    rest = tuple(p for p in periods if p.kind not in ("year", "none"))
    year, against = _years(plain, periods, kind)
    what = unit_of(plain) or ("people" if kind in ("rank_day", "rank_year") else None)
    by_day = _has(r"\bdays?\b|\bdaily\b|\bjours?\b", plain)
    so_far, broken = _has(_SO_FAR, plain), _not_understood(plain, periods)
    return Statement(text, what, kind, frame, rest, year, n, pinned, rank, so_far, by_day, _has(_SAME, plain), against, broken)


def _years(text: str, periods: tuple[Named, ...], kind: Kind | None) -> tuple[int | None, int | None]:
    """The year that a statement is about, and the one that it is compared with."""
    years = [p.years[0] for p in periods if p.kind == "year"]
    if kind not in ("change", "less", "more"):
        return (years[0] if years else None), None
    named_so = _AGAINST.search(text)
    against = int(named_so[1]) if named_so else None
    own = [y for y in years if y != against]
    if against is None and own and not _has(rf"\b(?:in|during|for|en) {own[0]}\b", text):
        return None, own[0]  # "% 2022"
    return (own[0] if own else None), against


def _not_understood(text: str, periods: tuple[Named, ...]) -> str:
    """What makes the period of a statement uncertain: a day that is none, or a word of time that belongs to no known phrase."""
    if none := next((text[slice(*p.at)] for p in periods if p.kind == "none"), ""):
        return f"{none} is not in the calendar; is it a slip of the pen?"
    for p in reversed(periods):
        text = text[: p.at[0]] + f"\0{p.kind}" + text[p.at[1] :]
    left = _OPEN.search(_JOINED.sub(" ", _KNOWN.sub(" ", text)))
    return f"{left[0]!r} is not understood here; write the days, such as 'from 5 July 2024 to 2 March 2025'" if left else ""


def _names_a_day(text: str) -> bool:
    return any(p.kind in ("day", "range", "either") for p in named(text))


def _has(pattern: str, text: str) -> bool:
    return bool(re.search(pattern, text, re.IGNORECASE))


def _kind(text: str) -> tuple[Kind | None, int]:
    if _has(_MOST, text):
        rank = next((n for word, n in _ORDINALS.items() if _has(rf"\b{word}\b", text)), 1)
        return ("rank_year" if _has(r"annual|\byear on record|annuel", text) else "rank_day"), rank
    if _has(_PER_CENT, text):
        return "change", 1
    compared = _has(f"{_SAME}|{_THAN}", text)
    if compared and _has(r"\b(?:lower|fewer|less|below|inférieur|moins)\b", text):
        return "less", 1
    if compared and _has(r"\b(?:higher|more|above|supérieur|plus)\b", text):
        return "more", 1
    return None, 1


def _frame(text: str, kind: Kind | None) -> tuple[Frame | None, int]:
    if found := next((m for p in _LAST if (m := re.search(p, text, re.IGNORECASE))), None):
        return "last", _count(found[1])
    if _has(r"(?:past|last) week\b", text):
        return "last", 7
    if found := re.search(rf"first {_N} days", text, re.IGNORECASE):
        return "first", _count(found[1])
    if found := re.search(rf"first {_N} months", text, re.IGNORECASE):
        return "months", _count(found[1])
    if _has(_YTD, text) and kind not in ("rank_day", "rank_year"):
        return "ytd", 0
    if _has(r"\b(?:since|depuis)\b", text):
        return "since", 0
    return ("whole", 0) if _has(r"\b(?:total|whole of|together|altogether|full year|ensemble)\b", text) else (None, 0)


def _count(text: str) -> int:
    return _SMALL.get(text.lower()) or int(text)
