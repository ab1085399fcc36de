"""The periods that a text names, in English or French: days, pairs of days, months and years, with or without the year."""

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from varne.crossings.sentences import MONTHS

_SHORT = "jan=1 feb=2 mar=3 apr=4 jun=6 jul=7 aug=8 sep=9 sept=9 oct=10 nov=11 dec=12 janv=1 févr=2 avr=4 juil=7 déc=12"
_ABBREVIATED = {name: int(number) for name, _, number in (pair.partition("=") for pair in _SHORT.split())}
MONTH = {name.lower(): k for names in MONTHS.values() for k, name in enumerate(names, 1)} | _ABBREVIATED
_D, _Y = r"(\d{1,2})(?:st|nd|rd|th|er)?", r"(?:,? ((?:19|20)\d\d))?"
_M = rf"({'|'.join(sorted(MONTH, key=len, reverse=True))})\b\.?"
_TO, _OR = r"\s?(?:and|to|until|et|au|-|–|—)\s?(?:the )?", r"\s?(?:or|ou)\s?"
_PATTERNS = (
    ("iso_range", r"(20\d\d-\d\d-\d\d)(?:\.\.| to | - )(20\d\d-\d\d-\d\d)"),
    ("iso", r"(20\d\d-\d\d-\d\d)"),
    ("range", rf"\b{_D} {_M}{_Y}{_TO}{_D} {_M}{_Y}"),
    ("pair", rf"\b{_D}{_TO}{_D} {_M}{_Y}"),
    ("either", rf"\b{_D}{_OR}{_D} {_M}{_Y}"),
    ("day", rf"\b{_D} {_M}{_Y}"),
    ("day_after", rf"\b{_M} {_D}\b(?!,\d){_Y}"),
    ("month", rf"\b{_M} ((?:19|20)\d\d)\b"),
    ("month_alone", rf"(?:(?<=\bin )|(?<=\bfor )|(?<=\bof )|(?<=\ben )|(?<=\bde )|(?<=\bsince )){_M}"),
    ("year", r"\b((?:19|20)\d\d)\b"),
)
_COMPILED = tuple((name, re.compile(pattern, re.IGNORECASE)) for name, pattern in _PATTERNS)


@dataclass(frozen=True, slots=True)
class Named:
    """A period in a text.

    kind  day, range, either (one of two days), month, year, or none: written as a day, but not in the calendar
    days  (month, day) of each; month of a month
    years of each, None where the text does not say
    at    where it stands in the text: begin, end
    """

    kind: str
    days: tuple[tuple[int, int], ...]
    years: tuple[int | None, ...]
    at: tuple[int, int]


def named(text: str) -> list[Named]:
    """Every period of a text in order; each stretch of text is read once, by the fullest pattern.

    >>> [(n.kind, n.days, n.years) for n in named("2 and 3 March 2024, and since 2018")]
    [('range', ((3, 2), (3, 3)), (2024, 2024)), ('year', (), (2018,))]
    """
    found: list[Named] = []
    left = text
    for name, pattern in _COMPILED:
        for match in pattern.finditer(left):
            found.append(_named(name, match))
            left = left[: match.start()] + "\0" * len(match[0]) + left[match.end() :]
    return sorted(found, key=lambda n: n.at)


def _named(name: str, match: re.Match[str]) -> Named:
    try:
        return _READ[name](match.groups(), match.span())
    except ValueError:
        return Named("none", (), (), match.span())  # 31 April, or 2025-13-01: nothing is guessed


def _iso(texts: tuple[str, ...]) -> tuple[tuple[tuple[int, int], ...], tuple[int, ...]]:
    days = [date.fromisoformat(t) for t in texts]
    return tuple((d.month, d.day) for d in days), tuple(d.year for d in days)


def _month(name: str) -> int:
    return MONTH[name.lower()]


def _day(month: str, number: str) -> tuple[int, int]:
    m, d = _month(month), int(number)
    if not 1 <= d <= monthrange(2024, m)[1]:
        raise ValueError(f"{d} is no day of month {m}")
    return m, d


def _year(text: str | None) -> int | None:
    return int(text) if text else None


_READ: Mapping[str, Callable[[tuple[str, ...], tuple[int, int]], Named]] = {
    "iso_range": lambda g, at: Named("range", *_iso(g), at),
    "iso": lambda g, at: Named("day", *_iso(g), at),
    "range": lambda g, at: Named(
        "range", (_day(g[1], g[0]), _day(g[4], g[3])), (_year(g[2]) or _year(g[5]), _year(g[5]) or _year(g[2])), at
    ),
    "pair": lambda g, at: Named("range", (_day(g[2], g[0]), _day(g[2], g[1])), (_year(g[3]),) * 2, at),
    "either": lambda g, at: Named("either", (_day(g[2], g[0]), _day(g[2], g[1])), (_year(g[3]),) * 2, at),
    "day": lambda g, at: Named("day", (_day(g[1], g[0]),), (_year(g[2]),), at),
    "day_after": lambda g, at: Named("day", (_day(g[0], g[1]),), (_year(g[2]),), at),
    "month": lambda g, at: Named("month", ((_month(g[0]), 1),), (_year(g[1]),), at),
    "month_alone": lambda g, at: Named("month", ((_month(g[0]), 1),), (None,), at),
    "year": lambda g, at: Named("year", (), (_year(g[0]),), at),
}
