"""The answer to a question from the tables at hand: which table speaks of what, and by which rule."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

import numpy as np

from varne.crossings.calendar import month_of, year_of
from varne.crossings.claims.asked import Asked, Span
from varne.crossings.claims.evidence import Evidence
from varne.crossings.figure import TABLES, Series, day_of
from varne.crossings.measures import (
    Daily,
    Measured,
    NotCovered,
    Unit,
    change,
    mean_of_days,
    newest,
    per_boat,
    total,
    year_to_date,
)
from varne.crossings.records import rank_of_day, rank_of_year
from varne.crossings.sentences import words

WEEKLY = frozenset({"prevented", "events_prevented"})
STATED = {
    "returned_to_france": "returns_pilot",
    "admitted_to_uk": "returns_pilot",
    "attempts_people": "french_yearly",
    "rescued_people": "french_yearly",
    "operations": "french_yearly",
    "red_days": "red_days",
}
DEATHS = {
    "crossings": ("iom_crossing", "iom_other_cause"),
    "crossings without violence and illness": ("iom_crossing",),
    "whole route": ("iom_crossing", "iom_other_cause", "iom_elsewhere"),
}
"""IOM's incidents by definition: which of our three tables are added."""


def answers(asked: Asked, evidence: Evidence) -> list[Measured]:
    """Every answer that the question admits: one for each span it may mean, and each definition of a death.

    raises  NotCovered when no table at hand can say
    """
    ways = [partial(answer, asked, span, evidence) for span in asked.spans]
    if asked.what == "dead":
        ways = [partial(deaths, evidence, name, span) for span in asked.spans for name in DEATHS]
    if asked.kind == "rank_day" and asked.said and asked.said > asked.spans[0][1]:
        ways.append(partial(answer, asked, (asked.spans[0][1], asked.said), evidence))
    found: list[Measured] = []
    trouble = NotCovered("nothing was asked")
    for way in ways:
        try:
            found.append(way())
        except NotCovered as error:
            trouble = error
    if not found:
        raise trouble
    return found


def answer(asked: Asked, span: Span, evidence: Evidence) -> Measured:
    """The answer for one span. raises NotCovered"""
    if asked.what in WEEKLY:
        return weeks(evidence.series.get(("weekly", asked.what)), asked.what, span)
    if table := STATED.get(asked.what):
        return stated(evidence.series.get((table, asked.what)), asked, span)
    if evidence.daily is None:
        raise NotCovered("the daily table is not at hand; import a time series workbook first")
    return from_daily(asked, span, evidence.daily)


def from_daily(asked: Asked, span: Span, daily: Daily) -> Measured:
    """The answer of the daily table. raises NotCovered"""
    first, last = span
    if asked.what == "per_boat":
        return per_boat(daily, first, last)
    if asked.what == "per_day":
        return mean_of_days(daily, "people", last, (last - first).days + 1)
    if asked.what not in ("people", "boats"):
        raise NotCovered(f"no table at hand counts {asked.what.replace('_', ' ')} by day")
    unit: Unit = "people" if asked.what == "people" else "boats"
    if asked.kind == "rank_day":
        return rank_of_day(daily, unit, first, asked.scope, min(last, newest(daily)))
    if asked.kind == "rank_year":
        return rank_of_year(daily, unit, first.year, min(first.year, last.year))
    if asked.kind in ("change", "less", "more"):
        return change(daily, unit, last, asked.against or last.year - 1)
    return year_to_date(daily, unit, last) if asked.frame == "ytd" else total(daily, unit, first, last)


def weeks(series: Series | None, what: str, span: Span) -> Measured:
    """The sum of the weeks that end in a period.

    raises  NotCovered when a week of it has no number, or the table ends before
    """
    if series is None:
        raise NotCovered("the weekly table is not at hand; import a time series workbook first")
    inside = (series.days >= np.datetime64(span[0])) & (series.days <= np.datetime64(span[1]))
    values, known = series.values[inside], series.days[np.isfinite(series.values)]
    if not len(values) or np.isnan(values).any() or series.days[-1] + 7 <= np.datetime64(span[1]):
        begins, ends = (day_of(known[k]) for k in (0, -1)) if len(known) else (None, None)
        raise NotCovered(f"{what.replace('_', ' ')} are known only for the weeks ending {begins} to {ends}")
    value = float(values.sum())
    sentence = words("sum", count=value, unit=what, first=span[0].isoformat(), last=span[1].isoformat())
    return Measured(value, "whole weeks", sentence, (series.vintage,))


def stated(series: Series | None, asked: Asked, span: Span) -> Measured:
    """What was stated for a span; a running total is the last one stated by its end.

    raises  NotCovered when nothing was
    """
    if series is None:
        raise NotCovered(f"no statement of {asked.what.replace('_', ' ')} is at hand; import one (docs/figures.md)")
    fit = [k for k in range(len(series.days)) if np.isfinite(series.values[k]) and _fits(series, k, span)]
    if not fit:
        raise NotCovered(f"{TABLES[series.table].title} says nothing of {span[0]} to {span[1]}")
    day = day_of(series.days[fit[-1]]).isoformat()
    value = float(series.values[fit[-1]])
    return Measured(value, "stated", words("stated", count=value, unit=asked.what, first=day), (series.vintage,))


def _fits(series: Series, k: int, span: Span) -> bool:
    day = day_of(series.days[k])
    if TABLES[series.table].period == "span":
        return bool(series.labels) and series.labels[k] == f"{span[0]}..{span[1]}"
    if TABLES[series.table].period == "year":
        return span == year_of(day.year)
    return day <= span[1]


def deaths(evidence: Evidence, definition: str, span: Span) -> Measured:
    """Dead and missing of a period by one definition. raises NotCovered"""
    found = [evidence.series.get((table, m)) for table in DEATHS[definition] for m in ("dead", "missing")]
    at_hand = [s for s in found if s is not None]
    if not at_hand:
        raise NotCovered("IOM's table is not at hand; import it first")
    last = deaths_to(evidence)
    if last < span[1] - timedelta(days=31):
        raise NotCovered(f"IOM's table ends on {last}")
    value = sum(_within(s, span) for s in at_hand)
    sentence = words("deaths", count=value, first=span[0].isoformat(), last=span[1].isoformat(), definition=definition)
    return Measured(value, "deaths", sentence, (at_hand[0].vintage,))


def deaths_to(evidence: Evidence) -> date:
    """The last day that any of IOM's tables speaks of. raises ValueError when none is at hand"""
    return max(s.vintage.newest for (table, _), s in evidence.series.items() if table.startswith("iom"))


def _within(series: Series, span: Span) -> float:
    inside = (series.days >= np.datetime64(span[0])) & (series.days <= np.datetime64(span[1]))
    return float(np.nansum(series.values[inside]))


def quarters(series: Series | None, span: Span) -> Measured | None:
    """The final statistics' sum over a period of whole quarters; None for another period, or when they do not cover it."""
    if series is None:
        return None
    begins = [d for d in series.days if span[0] <= day_of(d) <= span[1]]
    ends = [month_of(day_of(d).year, day_of(d).month + 2)[1] for d in begins]
    if not begins or day_of(begins[0]) != span[0] or ends[-1] != span[1] or not _whole_quarters(begins):
        return None
    value = _within(series, span)
    about = {"first": span[0].isoformat(), "last": span[1].isoformat(), "title": TABLES[series.table].title}
    return Measured(value, "whole quarters", words("table", count=value, unit="people", **about), (series.vintage,))


def _whole_quarters(begins: Sequence[np.datetime64]) -> bool:
    months = np.array(begins, "datetime64[M]").astype(int)
    return bool((np.diff(months) == 3).all())


def other_table(series: Series | None, unit: str, span: Span) -> Measured | None:
    """The sum of another daily table over a period; None when it lacks a day of it."""
    if series is None:
        return None
    inside = (series.days >= np.datetime64(span[0])) & (series.days <= np.datetime64(span[1])) & np.isfinite(series.values)
    if int(inside.sum()) != (span[1] - span[0]).days + 1:
        return None
    value = float(series.values[inside].sum())
    about = {"first": span[0].isoformat(), "last": span[1].isoformat(), "title": TABLES[series.table].title}
    return Measured(value, "sum", words("table", count=value, unit=unit, **about), (series.vintage,))


def reached(daily: Daily, unit: Unit, number: float, last: date) -> date | None:
    """The day before `last` on which the sum from 1 January passed a number; None when it did not, or only just then."""
    first = date(last.year, 1, 1)
    values = daily.people if unit == "people" else daily.boats
    begin = int((np.datetime64(first) - daily.days[0]).astype(int))
    sums = np.cumsum(np.nan_to_num(values[max(begin, 0) : begin + (last - first).days]))
    over = np.flatnonzero(sums >= number)
    return first + timedelta(days=int(over[0])) if len(over) else None
