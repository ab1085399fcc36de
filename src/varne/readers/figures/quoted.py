"""Figures that a person copied from reports and statements, each row with its source: CSV of three known headers.

    year,attempts_people,rescued_people,operations,dead,missing,source      French yearly reports
    as_of,returned_to_france,admitted_to_uk,source                         returns pilot, ministers' statements
    period,red_days,source,note                                            red days, first..last day

Each row is a publication of its own, of the day that its source names. `same` repeats the source above.
"""

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np

from varne.crossings.figure import Column, Dated, as_days
from varne.readers.figures.cells import EPOCH, BadCell, day, month_of
from varne.readers.figures.found import Filled, Part
from varne.readers.figures.grouped import cell_of, number_of
from varne.readers.figures.headers import Header, Layout, Row, find_header
from varne.readers.problem import Problem, shortened


@dataclass(frozen=True, slots=True)
class _Kind:
    name: str
    table: str
    layout: Layout


def _kind(name: str, table: str, key: str, *measures: str) -> _Kind:
    columns = {key: key, **{m: m for m in measures}, "source": "source", "notes": "notes?"}
    return _Kind(name, table, Layout(key, columns, frozenset({key, measures[0], "source"})))


KINDS = (
    _kind(
        "French yearly reports", "french_yearly", "year", "attempts_people", "rescued_people", "operations", "dead", "missing"
    ),
    _kind("returns pilot statements", "returns_pilot", "as_of", "returned_to_france", "admitted_to_uk"),
    _kind("red days, as published", "red_days", "period", "red_days"),
)
_DATED = re.compile(r"(?:(\d{1,2}) )?([A-Za-z]{3,9}) (20\d\d)")


def read_quoted(rows: Sequence[Row]) -> Filled | None:
    """Quoted figures; None when the header is none of ours."""
    for kind in KINDS:
        if header := find_header(rows[:1], kind.layout):
            return _read(kind, rows, header)
    return None


def _read(kind: _Kind, rows: Sequence[Row], header: Header) -> Filled:
    parts, problems, source = [], [], ""
    for n, row in enumerate(rows[1:], 2):
        own = " ".join(str(cell_of(row, header, "source")).split())
        source = source if own == "same" else own
        try:
            parts.append(_part(kind, row, header, source, f"row {n}"))
        except BadCell as bad:
            problems.append(Problem(f"row {n}", shortened(" | ".join(map(str, row))), bad.why, bad.mend))
    return Filled(kind.name, tuple(parts), problems)


def _part(kind: _Kind, row: Row, header: Header, source: str, name: str) -> Part:
    if not source:
        raise BadCell("no source", "say who said it, where and when, such as 'Home Office via LBC 31 Oct 2025'")
    first, last, label = _span(str(cell_of(row, header, kind.layout.key)).strip())
    columns = []
    for measure in header.column.keys() - {kind.layout.key, "source", "notes"}:
        number = number_of(cell_of(row, header, measure))
        reasons = {} if number is not None else {0: "not said"}
        value = np.array([np.nan if number is None else number])
        columns.append(Column(kind.table, measure, as_days([first]), value, (label,) if label else (), reasons, {0: source}))
    published, dated = _when(source, last)
    return Part(tuple(sorted(columns, key=lambda c: c.measure)), published, dated, name)


def _span(text: str) -> tuple[int, int, str]:
    """First and last day of what a key stands for, and what tells it apart: a day, month, year, or first..last.

    A month stands for its last day, since the statement was made in it and the day is not known.
    """
    if ".." in text:
        first, _, last = text.partition("..")
        return day(first), day(last), text
    if re.fullmatch(r"\d{4}", text):
        return day(f"{text}-01-01"), day(f"{text}-12-31"), ""
    if re.fullmatch(r"\d{4}-\d\d", text):
        year, month = (int(part) for part in text.split("-"))
        end = date(year, month, calendar.monthrange(year, month)[1]).toordinal() - EPOCH
        return end, end, ""
    return day(text), day(text), ""


def _when(source: str, last: int) -> tuple[datetime, Dated]:
    """The day that a source names, a month's last one if it names no day; never before the figures end."""
    own = [_end(*found.groups()) for found in _DATED.finditer(source) if month_of(found[2])]
    told = [d for d in own if d >= last]
    at, dated = (min(told), "file") if told else (last, "newest day")
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=at), dated  # type: ignore[return-value]  # both are Dated


def _end(number: str | None, name: str, year: str) -> int:
    month = month_of(name) or 1
    last = int(number) if number else calendar.monthrange(int(year), month)[1]
    return date(int(year), month, last).toordinal() - EPOCH
