"""The nearest statement that would be true: of another table, vintage, period or unit, or of a count that stopped early."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from varne.crossings.calendar import shifted, year_of
from varne.crossings.claims.answers import answer, from_daily, other_table, quarters, reached
from varne.crossings.claims.asked import Asked, Span
from varne.crossings.claims.evidence import Evidence
from varne.crossings.claims.quoted import Quoted
from varne.crossings.measures import Measured, NotCovered
from varne.crossings.sentences import words
from varne.words import Words

SHIFTS = (1, -1, 2, -2, 3, -3, 7, -7)
Found = tuple[Words, Measured]


def nearest(asked: Asked, quoted: Quoted, evidence: Evidence) -> Found | None:
    """Why a number that does not reproduce may have been said, and the true statement with that number; the likeliest first.

    returns  None when no neighbouring statement has that number
    """
    if asked.kind != "value" or quoted.yes_no or asked.what not in ("people", "boats"):
        return None
    for span in asked.spans:
        for why, measured in _candidates(asked, span, evidence):
            if measured.value == quoted.value:
                return why, measured
    return None


def _candidates(asked: Asked, span: Span, evidence: Evidence) -> Iterator[Found]:
    yield from _other_tables(asked, span, evidence)
    yield from _other_vintages(asked, span, evidence)
    yield from _shifted(asked, span, evidence)
    other = "boats" if asked.what == "people" else "people"
    if measured := _answer(replace(asked, what=other), span, evidence):
        yield words("why.unit", unit=other, other=asked.what), measured
    for frame, period in (
        ("year", year_of(span[1].year)),
        ("ytd", (date(span[1].year, 1, 1), span[1])),
        ("day", (span[1],) * 2),
    ):
        if period != span and (measured := _answer(replace(asked, frame=frame), (period[0], period[1]), evidence)):
            yield words("why.frame"), measured


def _answer(asked: Asked, span: Span, evidence: Evidence) -> Measured | None:
    try:
        return answer(asked, span, evidence)
    except NotCovered:
        return None


def _other_tables(asked: Asked, span: Span, evidence: Evidence) -> Iterator[Found]:
    for table in ("final_quarterly", "last7", "mod_daily"):
        series = evidence.series.get((table, asked.what))
        found = quarters(series, span) if table == "final_quarterly" else other_table(series, asked.what, span)
        if found:
            yield words("why.other_table"), found


def _other_vintages(asked: Asked, span: Span, evidence: Evidence) -> Iterator[Found]:
    for daily in evidence.earlier:
        try:
            yield words("why.vintage", first=f"{daily.vintage.published:%Y-%m-%d}"), from_daily(asked, span, daily)
        except NotCovered:
            continue


def _shifted(asked: Asked, span: Span, evidence: Evidence) -> Iterator[Found]:
    """The period some days earlier or later; a sum from 1 January keeps its beginning."""
    for n in SHIFTS:
        moved = shifted(span, n)
        if asked.frame in ("year", "month"):
            return
        if asked.frame == "ytd":
            moved = date(moved[1].year, 1, 1), moved[1]
        if measured := _answer(asked, moved, evidence):
            yield words("why.shift", n=abs(n), side="later" if n > 0 else "earlier"), measured


def cut_off(asked: Asked, quoted: Quoted, evidence: Evidence) -> Words | None:
    """For a sum that is too low: the day on which the year passed the number."""
    if asked.frame != "ytd" or asked.kind != "value" or evidence.daily is None or asked.what not in ("people", "boats"):
        return None
    day = reached(evidence.daily, "people" if asked.what == "people" else "boats", quoted.value, asked.spans[-1][1])
    return words("why.reached", first=day.isoformat()) if day else None
