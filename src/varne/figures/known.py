"""Everything that a store knows on a day, as the pure functions take it."""

import sqlite3
from datetime import date

import numpy as np

from varne.crossings.claims.evidence import Evidence, marked, of_series
from varne.crossings.measures import Daily
from varne.figures import asked
from varne.figures.times import LATEST


class NothingKnown(ValueError):
    """A question to a store that holds nothing of it by that day."""


def evidence(db: sqlite3.Connection, as_known: date = LATEST) -> Evidence:
    """Every table as known on a day, and the earlier states of the daily one that differ from it."""
    series = {
        (v.table, m): found
        for v in asked.tables(db, as_known)
        for m in asked.measures(db, v.table)
        if (found := asked.series(db, v.table, m, as_known))
    }
    people = series.get(("daily", "people"))
    daily = of_series(people, series.get(("daily", "boats")))
    return Evidence(daily, series, _earlier(db, daily, as_known), marked(people))


def _earlier(db: sqlite3.Connection, newest: Daily | None, as_known: date) -> tuple[Daily, ...]:
    """The oldest state, and each one in which a number was changed later; one that only ends sooner tells nothing new."""
    if newest is None:
        return ()
    changed = [r for r in asked.revisions(db, "daily", as_known) if r.changed and r.measure in ("people", "boats")]
    days = sorted({s.first.date() for r in changed for s in r.said[:-1]} | {asked.oldest(db, "daily")}, reverse=True)
    states = [daily_on(db, day) for day in days if day < newest.vintage.published.date()]
    return tuple(s for s in states if s is not None)


def daily_on(db: sqlite3.Connection, as_known: date = LATEST, table: str = "daily") -> Daily | None:
    """A daily table as known on a day; None when nothing of it was published by then."""
    return of_series(asked.series(db, table, "people", as_known), asked.series(db, table, "boats", as_known))


def need_daily(db: sqlite3.Connection, as_known: date = LATEST, table: str = "daily") -> Daily:
    """A daily table as known on a day.

    table   one of asked.BY_DAY
    raises  NothingKnown that says what is held instead
    """
    found = daily_on(db, as_known, table)
    if found is not None and np.isfinite(found.people).any():
        return found
    if newest := asked.vintage(db, table):
        oldest = asked.oldest(db, table)
        raise NothingKnown(f"no {table} table was published by {as_known}; the oldest is of {oldest}, the newest is {newest}")
    raise NothingKnown(f"the store holds no {table} table: varne figures import one (docs/figures.md), or varne figures update")
