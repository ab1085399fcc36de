"""varne figures show: the state of the figures on a day, each number with its rule, source and vintage."""

import dataclasses
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from varne.crossings.checks import Doubt, doubts
from varne.crossings.claims.answers import DEATHS, deaths, deaths_to
from varne.crossings.claims.evidence import Evidence
from varne.crossings.figure import TABLES, Column, Vintage, day_of
from varne.crossings.measures import Daily, Measured, NotCovered, newest
from varne.crossings.records import Ranked, Scope, records
from varne.crossings.revisions import Revision, Said
from varne.crossings.sentences import Language, in_words, number, rule_in, said
from varne.crossings.summary import summary, years
from varne.figures import asked
from varne.figures.asked import Printed
from varne.figures.known import evidence, need_daily
from varne.figures.times import LATEST

What = Literal["summary", "years", "records", "revisions", "deaths", "doubts", "sources"]


def deaths_by_year(at_hand: Evidence, last: date) -> list[Measured]:
    """Dead and missing of each year by each definition, side by side: never one bare number."""
    series = at_hand.series.get(("iom_crossing", "dead"))
    if series is None:
        raise NotCovered("IOM's table is not at hand; import it first (docs/figures.md)")
    end = min(last, deaths_to(at_hand))
    spans = [(date(year, 1, 1), min(date(year, 12, 31), end)) for year in range(day_of(series.days[0]).year, end.year + 1)]
    return [deaths(at_hand, name, span) for span in spans for name in DEATHS]


@dataclass(frozen=True, slots=True)
class Records:
    """The highest days of a table up to a day, and what was first printed of each by any daily table we hold."""

    rows: tuple[Ranked, ...]
    printed: Mapping[date, Printed]
    vintage: Vintage


def table_of_records(
    db: sqlite3.Connection, daily: Daily, last: date, first: date | None, month: int | None, n: int = 10
) -> Records:
    """The highest days up to the last one: of one month where it is given, of one year where a first day is."""
    rows = tuple(records(daily, "people", last, Scope(month, first.year if first else None), n))
    return Records(rows, asked.first_printed(db, "people", [r.day for r in rows]), daily.vintage)


def known(db: sqlite3.Connection, as_known: date, last: date | None, table: str = "daily") -> tuple[Daily, date]:
    """A daily table as known on a day, and the last day that counts: its newest, or an earlier one.

    raises  NothingKnown
    """
    daily = need_daily(db, as_known, table)
    return daily, min(last or newest(daily), newest(daily))


def measured_text(found: Sequence[Measured], language: Language) -> str:
    """A sentence a line with its rule, sources last."""
    lines = [f"{said(m.sentence.key, m.sentence.args, language)}  [{rule_in(m.rule, language)}]" for m in found]
    return "\n".join([*lines, "", *dict.fromkeys(v.said(language) for m in found for v in m.vintages)])


def records_text(found: Records, language: Language) -> str:
    """Rank, day and value, what was printed then where it was another number, the source last."""
    rows = [
        f"{r.rank:3}  {number(r.value, language):>6}  {in_words(r.day.isoformat(), language)}{_then(r, found, language)}"
        for r in found.rows
    ]
    return "\n".join([*rows, "", found.vintage.said(language)])


def _then(r: Ranked, found: Records, language: Language) -> str:
    first = found.printed.get(r.day)
    if first is None or first.value == r.value:
        return ""
    when = in_words(first.published.date().isoformat(), language)
    said_ = "as printed then" if language == "en" else "publié alors"
    return f"  ({said_}: {number(first.value, language)}, {TABLES[first.table].publisher}, {when})"


def doubts_text(found: Sequence[Doubt]) -> str:
    """A line for each doubt."""
    return "\n".join(f"{d.where}, {d.text}: {d.why}; {d.mend}" for d in found)


def doubted(at_hand: Evidence) -> list[Doubt]:
    """What looks odd in the tables by day and week as they stand."""
    wanted = (*asked.BY_DAY, "weekly")
    columns = [Column(t, m, s.days, s.values) for (t, m), s in sorted(at_hand.series.items()) if t in wanted]
    return [d for d in doubts(columns) if not d.grave]


def revisions_text(found: Sequence[Revision], language: Language) -> str:
    """A line for each number that changed."""
    return "\n".join(f"{r.sentence(language)}{f'  ({r.said[-1].note})' if r.said[-1].note else ''}" for r in found)


def sources_text(db: sqlite3.Connection) -> str:
    """Every document that the store holds, and every time it was met."""
    return "\n".join(_source(s) for s in asked.sightings(db))


def _source(s: asked.Sighting) -> str:
    told = f"{s.published:%Y-%m-%d %H:%M}  {s.kind}: {s.name}  {s.sha[:12]}"
    return f"{told}  known by: {s.dated}, seen {s.seen:%Y-%m-%d}"


def measured_plain(found: Sequence[Measured], language: Language) -> list[dict[str, Any]]:
    """The same as `--json` prints it."""
    return [
        {
            "value": round(m.value, 4),
            "rule": rule_in(m.rule, language),
            "sentence": said(m.sentence.key, m.sentence.args, language),
            "sources": [vintage_plain(v) for v in m.vintages],
        }
        for m in found
    ]


def vintage_plain(v: Vintage) -> dict[str, Any]:
    """A vintage as plain values."""
    published = v.published.isoformat().replace("+00:00", "Z")
    return {"table": v.table, "published": published, "newest": v.newest.isoformat(), "sha256": v.sha, "documents": v.documents}


def records_plain(found: Records) -> list[dict[str, Any]]:
    """The records with what was first printed of each day."""
    rows = []
    for r in found.rows:
        first = found.printed.get(r.day)
        printed = first and {"value": first.value, "table": first.table, "published": first.published.isoformat()}
        rows.append({"rank": r.rank, "day": r.day.isoformat(), "value": r.value, "as_printed": printed})
    return rows


def revisions_plain(found: Sequence[Revision]) -> list[dict[str, Any]]:
    """Every number that changed, with all that was said of it."""
    return [
        {
            "table": r.table,
            "measure": r.measure,
            "day": r.day.isoformat(),
            "label": r.label,
            "said": [_said_plain(x) for x in r.said],
        }
        for r in found
    ]


def _said_plain(s: Said) -> dict[str, Any]:
    times = {"first": s.first.isoformat(), "last": s.last.isoformat()}
    return {"value": s.value, "reason": s.reason, "note": s.note, **times, "sha256": s.sha}


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer to read, and the same as plain values."""

    text: str
    plain: list[dict[str, Any]]


def shown(
    db: sqlite3.Connection,
    what: What,
    language: Language,
    as_known: date | None = None,
    first: date | None = None,
    last: date | None = None,
    month: int | None = None,
    table: str = "daily",
) -> Shown:
    """What is asked for, as known on a day (None: everything that is held).

    raises  NothingKnown, NotCovered
    """
    on = as_known or LATEST
    if what == "sources":
        plain = [
            {**dataclasses.asdict(x), "published": x.published.isoformat(), "seen": x.seen.isoformat()}
            for x in asked.sightings(db)
        ]
        return Shown(sources_text(db), plain)
    if what == "revisions":
        changed = [r for r in asked.revisions(db, None, on) if r.changed]
        return Shown(revisions_text(changed, language), revisions_plain(changed))
    if what == "deaths":
        found = deaths_by_year(evidence(db, on), last or date.max)
        return Shown(measured_text(found, language), measured_plain(found, language))
    if what == "doubts":
        odd = doubted(evidence(db, on))
        return Shown(doubts_text(odd), [dataclasses.asdict(d) for d in odd])
    daily, end = known(db, on, last, table)
    if what == "records":
        ranked = table_of_records(db, daily, end, first, month)
        return Shown(records_text(ranked, language), records_plain(ranked))
    found = years(daily, end) if what == "years" else list(summary(daily, end, first))
    return Shown(measured_text(found, language), measured_plain(found, language))
