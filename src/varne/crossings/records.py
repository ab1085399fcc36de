"""Records: a statement about a table and a vintage, up to a day. Ties share a rank; a record can be lost by a revision."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from varne.crossings.calendar import year_of
from varne.crossings.figure import day_of
from varne.crossings.measures import Daily, Measured, NotCovered, Unit, total
from varne.crossings.sentences import words


@dataclass(frozen=True, slots=True)
class Scope:
    """Among which days: of a month in every year, of one year, both, or, empty, all."""

    month: int | None = None
    year: int | None = None


ALL = Scope()
"""Among all days."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A day in a table of records; equal days share the rank."""

    rank: int
    day: date
    value: float


def records(daily: Daily, unit: Unit, until: date, scope: Scope = ALL, n: int = 10) -> list[Ranked]:
    """The n highest days up to a day, that day included, highest first, and those that tie with the last of them."""
    days, values = _among(daily, unit, until, scope)
    order = np.argsort(-values, kind="stable")
    ranks = [1 + int((values > values[k]).sum()) for k in order]
    return [
        Ranked(rank, day_of(days[k]), float(values[k]))
        for k, rank in zip(order, ranks, strict=True)
        if rank <= n and values[k] > 0
    ]


def _among(daily: Daily, unit: Unit, until: date, scope: Scope) -> tuple[NDArray[np.datetime64], NDArray[np.float64]]:
    values = daily.people if unit == "people" else daily.boats
    chosen = (daily.days <= np.datetime64(until)) & np.isfinite(values)
    months, years = (
        daily.days.astype("datetime64[M]").astype(int) % 12 + 1,
        daily.days.astype("datetime64[Y]").astype(int) + 1970,
    )
    if scope.month:
        chosen &= months == scope.month
    if scope.year:
        chosen &= years == scope.year
    return daily.days[chosen], values[chosen]


def rank_of_day(daily: Daily, unit: Unit, day: date, scope: Scope = ALL, until: date | None = None) -> Measured:
    """Which place a day has among the days up to it, or up to a later one.

    raises  NotCovered when the table has no number for it, or it is outside the scope
    """
    value = total(daily, unit, day, day).value
    days, values = _among(daily, unit, until or day, scope)
    if np.datetime64(day) not in days:
        raise NotCovered(f"{day} is not among the days that are compared ({scope_text(scope)})")
    best = int(np.argmax(values))
    rank = 1 + int((values > value).sum())
    about = {"count": value, "unit": unit, "first": day.isoformat(), "scope": scope_text(scope)}
    sentence = words("rank", rank=rank, best=float(values[best]), best_day=str(days[best]), **about)
    return Measured(float(rank), "record", sentence, (daily.vintage,))


def rank_of_year(daily: Daily, unit: Unit, year: int, last: int) -> Measured:
    """Which place a year's total took among the whole years of the table up to `last`.

    raises  NotCovered for a year that is not whole in the table
    """
    first = day_of(daily.days[0]).year
    totals = {y: total(daily, unit, *year_of(y)).value for y in range(first, last + 1)}
    if year not in totals:
        raise NotCovered(f"{year} is not among the years {first} to {last}")
    rank = 1 + sum(v > totals[year] for v in totals.values())
    about = {"count": totals[year], "unit": unit, "year": year, "first": str(first), "last": str(last)}
    return Measured(float(rank), "record", words("rank_year", rank=rank, **about), (daily.vintage,))


def scope_text(scope: Scope) -> str:
    """The scope as month/year, either of which may be empty, as the sentences read it."""
    return f"{scope.month or ''}/{scope.year or ''}"
