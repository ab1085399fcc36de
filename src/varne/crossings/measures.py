"""Sums, comparisons and means of a daily table. Each result says its rule, what it rests on, and itself in one sentence."""

import math
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from varne.crossings.calendar import same_date, same_number
from varne.crossings.figure import Days, Floats, Vintage, day_of
from varne.crossings.sentences import words
from varne.words import Words

Unit = Literal["people", "boats"]
Against = Literal["same date", "same number of days"]


class NotCovered(ValueError):
    """A period in which the table has no number for some day."""


@dataclass(frozen=True, slots=True, eq=False)
class Daily:
    """People and boats of each day as one table says it; never two tables in one.

    days           (m,) datetime64[D], one after another
    people, boats  (m,) NaN where there is no number
    """

    days: Days
    people: Floats
    boats: Floats
    vintage: Vintage


@dataclass(frozen=True, slots=True)
class Measured:
    """A number with where it comes from.

    value     the number;  rule: key of sentences.RULES
    vintages  of every table that it rests on
    """

    value: float
    rule: str
    sentence: Words
    vintages: tuple[Vintage, ...]


def part(daily: Daily, first: date, last: date) -> tuple[Floats, Floats]:
    """People and boats of the days from first to last, both included.

    raises  NotCovered when a day has no number, or the period is empty
    """
    if last < first:
        raise NotCovered(f"{last} is before {first}; give the earlier day first")
    begin = _row(daily, first)
    end = begin + (last - first).days + 1
    if begin < 0 or end > len(daily.days):
        raise NotCovered(f"{daily.vintage.table} covers {daily.days[0]} to {daily.days[-1]}, not {first} to {last}")
    people, boats = daily.people[begin:end], daily.boats[begin:end]
    if np.isnan(people).any() or np.isnan(boats).any():
        raise NotCovered(f"{daily.vintage.table} has no number for some day of {first} to {last}")
    return people, boats


def _row(daily: Daily, day: date) -> int:
    return int((np.datetime64(day) - daily.days[0]).astype(int))


def total(daily: Daily, unit: Unit, first: date, last: date) -> Measured:
    """The sum over days, both ends included: a day, a year, a year to date or any period, and its rule is named so."""
    value = _sum(daily, unit, first, last)
    span: dict[str, str | float] = {"first": first.isoformat(), "last": last.isoformat(), "year": first.year}
    rule = "day" if first == last else _period(first, last)
    return Measured(value, rule, words(rule, count=value, unit=unit, **span), (daily.vintage,))


def _period(first: date, last: date) -> str:
    if (first.month, first.day) != (1, 1) or first.year != last.year:
        return "sum"
    return "year" if (last.month, last.day) == (12, 31) else "ytd"


def _sum(daily: Daily, unit: Unit, first: date, last: date) -> float:
    people, boats = part(daily, first, last)
    return float((people if unit == "people" else boats).sum())


def year_to_date(daily: Daily, unit: Unit, day: date) -> Measured:
    """The sum from 1 January to a day."""
    return total(daily, unit, date(day.year, 1, 1), day)


def change(daily: Daily, unit: Unit, day: date, year: int, against: Against = "same date") -> Measured:
    """How much higher a year to date is than another year's, in per cent of the other.

    raises  NotCovered also when the other year had none by then
    """
    then = same_date(day, year) if against == "same date" else same_number(day, year)
    now, before = _sum(daily, unit, date(day.year, 1, 1), day), _sum(daily, unit, date(year, 1, 1), then)
    if before == 0:
        raise NotCovered(f"no {unit} by {then}: a change in per cent has no meaning")
    value = 100 * (now / before - 1)
    counts = {"count": now, "before": before, "unit": unit, "year": day.year}
    sentence = words("change", percent=value, last=day.isoformat(), then=then.isoformat(), **counts)
    return Measured(value, against, sentence, (daily.vintage,))


def per_boat(daily: Daily, first: date, last: date) -> Measured:
    """People a boat: all people over all boats, not the mean of the days.

    raises  NotCovered also when there was no boat
    """
    people, boats = (float(x.sum()) for x in part(daily, first, last))
    if boats == 0:
        raise NotCovered(f"no boat from {first} to {last}: people a boat have no meaning")
    span = {"first": first.isoformat(), "last": last.isoformat()}
    sentence = words("per_boat", mean=people / boats, count=people, boats=boats, **span)
    return Measured(people / boats, "per boat", sentence, (daily.vintage,))


def mean_of_days(daily: Daily, unit: Unit, last: date, n: int) -> Measured:
    """The mean of the n days that end on a day; 7 and 28 are usual."""
    value = _sum(daily, unit, last - timedelta(days=n - 1), last) / n
    return Measured(value, "mean", words("mean", mean=value, unit=unit, n=n, last=last.isoformat()), (daily.vintage,))


def longest_gap(daily: Daily, first: date, last: date) -> Measured:
    """The longest run of days with no boat; the earliest of equal ones. 0 when a boat came every day."""
    _, boats = part(daily, first, last)
    begin, length = _longest(boats == 0)
    start = first + timedelta(days=begin)
    end = start + timedelta(days=max(length, 1) - 1)
    span = {"first": start.isoformat(), "last": end.isoformat()}
    return Measured(float(length), "gap", words("gap", n=length, **span), (daily.vintage,))


def _longest(empty: NDArray[np.bool_]) -> tuple[int, int]:
    """Where the longest run of True begins, and its length."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], empty, [False])).astype(np.int8)))
    begins, ends = edges[::2], edges[1::2]
    if len(begins) == 0:
        return 0, 0
    k = int(np.argmax(ends - begins))
    return int(begins[k]), int(ends[k] - begins[k])


def days_with_none(daily: Daily, first: date, last: date) -> Measured:
    """How many days had no boat."""
    _, boats = part(daily, first, last)
    n = int((boats == 0).sum())
    span = {"first": first.isoformat(), "last": last.isoformat()}
    return Measured(float(n), "none", words("none", n=n, all=len(boats), **span), (daily.vintage,))


def share_by_load(daily: Daily, first: date, last: date, low: int, high: int | None) -> Measured:
    """The share of boats that came on days with low to high people a boat, in per cent, both included; None: or more.

    raises  NotCovered also when there was no boat
    trap    a day's mean hides its fullest boat: the Home Office's own classes are by boat and higher (3 June 2025)
    """
    people, boats = part(daily, first, last)
    if not boats.sum():
        raise NotCovered(f"no boat from {first} to {last}: a share has no meaning")
    load = np.divide(people, boats, out=np.full(len(boats), np.nan), where=boats > 0)
    below = np.inf if high is None else high + 1
    value = 100 * float(boats[(load >= low) & (load < below)].sum() / boats.sum())
    loads = f"{low}+" if high is None else f"{low}-{high}"
    span = {"first": first.isoformat(), "last": last.isoformat()}
    return Measured(value, "share", words("share", share=value, loads=loads, **span), (daily.vintage,))


def half_up(value: float) -> int:
    """Rounded to the nearest whole, halves upwards, as newspapers do.

    >>> half_up(54.5), half_up(-0.5)
    (55, 0)
    """
    return math.floor(value + 0.5)


def newest(daily: Daily) -> date:
    """The last day of the table."""
    return day_of(daily.days[-1])
