"""Questions to the store. Each is asked as of a day: what was published after it does not count."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from varne.crossings.calendar import last_of
from varne.crossings.figure import TABLES, Series, Vintage
from varne.crossings.revisions import Revision, Said
from varne.figures.times import LATEST, end_of, moment_of

BY_DAY = ("daily", "last7", "mod_daily")
"""The tables that give people and boats by day; they are never mixed in one sum."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """A document that the store holds: who it is, and one time that it was met."""

    sha: str
    kind: str
    name: str
    published: datetime
    dated: str
    seen: datetime
    url: str


def series(db: sqlite3.Connection, table: str, measure: str, as_known: date = LATEST) -> Series | None:
    """One measure as known on a day; None when nothing of it was published by then.

    raises  KeyError for a table that there is not
    """
    known = vintage(db, table, as_known)
    rows = db.execute(
        "select day, label, value, note from figure where tab = ? and measure = ? and published < ?"
        " order by day, label, published, sha",
        (table, measure, end_of(as_known)),
    )
    last = {(day, label): (value, note) for day, label, value, note in rows}
    if known is None or not last:
        return None
    days = np.array([day for day, _ in last], "datetime64[D]")
    values = np.array([np.nan if value is None else value for value, _ in last.values()])
    notes = {k: note for k, (_, note) in enumerate(last.values()) if note}
    return Series(table, measure, days, values, known, tuple(label for _, label in last), notes)


def vintage(db: sqlite3.Connection, table: str, as_known: date = LATEST) -> Vintage | None:
    """The state of a table on a day; None when nothing of it was published by then. raises KeyError for no such table"""
    asked = TABLES[table].name, end_of(as_known)
    speaking = "from said join edition using (sha) where tab = ? and published < ?"
    newest = db.execute(f"select sha, published {speaking} order by published desc, sha desc limit 1", asked).fetchone()
    if newest is None:
        return None
    (documents,) = db.execute(f"select count(distinct sha) {speaking}", asked).fetchone()
    (day,) = db.execute("select max(day) from figure where tab = ? and published < ?", asked).fetchone()
    last = last_of(TABLES[table].period, date.fromisoformat(day))
    return Vintage(table, moment_of(newest[1]), newest[0], last, documents)


def tables(db: sqlite3.Connection, as_known: date = LATEST) -> list[Vintage]:
    """The state of every table of which anything was published by a day."""
    return [v for name in TABLES if (v := vintage(db, name, as_known))]


def measures(db: sqlite3.Connection, table: str) -> list[str]:
    """What a table speaks of."""
    return [m for (m,) in db.execute("select distinct measure from said where tab = ? order by 1", (table,))]


def revisions(db: sqlite3.Connection, table: str | None = None, as_known: date = LATEST) -> list[Revision]:
    """Every key of which more than one thing was said by a day."""
    until, only = end_of(as_known), "and tab = ?" if table else ""
    asked = [until, *([table] if table else [])]
    repeated = (
        f"select 1, tab, measure, day, label from figure where published < ? {only} group by 2, 3, 4, 5 having count(*) > 1"
    )
    rows = db.execute(
        "select tab, measure, day, label, value, reason, note, published, last_published, sha from figure"
        f" join ({repeated}) using (tab, measure, day, label) where published < ? order by 1, 2, 3, 4, published, sha",
        [*asked, until],
    )
    found: dict[tuple[str, str, str, str], list[Said]] = {}
    for tab, measure, day, label, value, reason, note, first, last, sha in rows:
        said = Said(value, reason, note, moment_of(first), moment_of(last), sha)
        found.setdefault((tab, measure, day, label), []).append(said)
    return [Revision(t, m, date.fromisoformat(d), label, tuple(said)) for (t, m, d, label), said in found.items()]


@dataclass(frozen=True, slots=True)
class Printed:
    """What was first said of a day: by which table, when."""

    table: str
    value: float
    published: datetime


def first_printed(db: sqlite3.Connection, measure: str, days: Sequence[date]) -> dict[date, Printed]:
    """The earliest number that any daily table we hold gave for each day; a day of which none did is left out."""
    tables, wanted = ", ".join("?" * len(BY_DAY)), ", ".join("?" * len(days))
    rows = db.execute(
        "select day, tab, value, published from figure where measure = ? and value is not null"
        f" and tab in ({tables}) and day in ({wanted}) order by published desc, sha desc",
        (measure, *BY_DAY, *(d.isoformat() for d in days)),
    )
    return {date.fromisoformat(day): Printed(tab, value, moment_of(at)) for day, tab, value, at in rows}


def sightings(db: sqlite3.Connection) -> list[Sighting]:
    """Every document, and every time that it was met, by publication."""
    rows = db.execute(
        "select sha, kind, name, published, dated, seen, url from sighting join document using (sha)"
        " order by published, sha, seen, name"
    )
    return [Sighting(a, b, c, moment_of(d), e, moment_of(f), g) for a, b, c, d, e, f, g in rows]


def oldest(db: sqlite3.Connection, table: str) -> date:
    """The day on which the oldest document of a table was published; the last of days when there is none."""
    (found,) = db.execute("select min(published) from said join edition using (sha) where tab = ?", (table,)).fetchone()
    return moment_of(found).date() if found else LATEST
