"""The rows under a header as columns of figures. A bad cell is missing with its reason, and a problem; it stops no other."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from varne.crossings.figure import Column, as_days
from varne.readers.figures.cells import EPOCH, BadCell, count, day
from varne.readers.figures.headers import Header, Layout, Row
from varne.readers.problem import Problem, shortened

Mend = Callable[[int, int | None], int]
"""(day as written, the day before it in the table) -> the day that was meant."""


@dataclass(slots=True)
class _Filling:
    days: list[int] = field(default_factory=list)
    values: dict[str, list[float]] = field(default_factory=dict)
    reasons: dict[str, dict[int, str]] = field(default_factory=dict)
    notes: dict[int, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    mended: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Rows:
    """A table as it was read: its columns, problems, and what was mended or passed over."""

    columns: tuple[Column, ...]
    problems: tuple[Problem, ...]
    notes: tuple[Problem, ...]


def as_written(found: int, _before: int | None) -> int:
    """No mending: the day as it stands there."""
    return found


def read_table(rows: Sequence[Row], header: Header, layout: Layout, table: str, where: str, mend: Mend = as_written) -> Rows:
    """The columns of a table.

    rows    of the whole sheet or page table
    table   name in crossings.figure.TABLES
    where   how problems call the place, such as "sheet SB_01"
    mend    what a day means that cannot be as it is written
    """
    measures = {name: j for name, j in header.column.items() if name not in (layout.key, "notes")}
    filling = _Filling(values={m: [] for m in measures}, reasons={m: {} for m in measures})
    key, note = header.column[layout.key], header.column.get("notes")
    for n, row in enumerate(rows[header.row + 1 :], header.row + 2):
        _take_row(filling, row, key, note, measures, f"{where} row {n}", mend)
    columns = tuple(_column(filling, table, measure) for measure in measures)
    unknown = [_unknown(text, where) for text in header.unknown]
    return Rows(columns, tuple(filling.problems), (*unknown, *filling.mended))


def _take_row(f: _Filling, row: Row, key: int, note: int | None, measures: Mapping[str, int], where: str, mend: Mend) -> None:
    cells = {m: row[j] if j < len(row) else None for m, j in measures.items()}
    if all(c in (None, "") for c in cells.values()):
        return  # an empty row, or a footnote in the first column
    try:
        written = day(row[key] if key < len(row) else None)
    except BadCell as bad:
        f.problems.append(Problem(where, _shown(row), bad.why, bad.mend))
        return
    meant = mend(written, f.days[-1] if f.days else None)
    if meant != written:
        f.mended.append(_slip(where, written, meant))
    f.days.append(meant)
    if note is not None and note < len(row) and str(row[note] or "").strip():
        f.notes[len(f.days) - 1] = " ".join(str(row[note]).split())
    for measure, cell in cells.items():
        _take_cell(f, measure, cell, where)


def _take_cell(f: _Filling, measure: str, cell: object, where: str) -> None:
    try:
        got = count(cell)
    except BadCell as bad:
        f.problems.append(Problem(f"{where}, {measure}", shortened(str(cell)), bad.why, bad.mend))
        got = f"unreadable: {bad.why}"
    if isinstance(got, str):
        f.reasons[measure][len(f.days) - 1] = got
        got = np.nan
    f.values[measure].append(got)


def _column(f: _Filling, table: str, measure: str) -> Column:
    values = np.array(f.values[measure], float)
    return Column(table, measure, as_days(f.days), values, reasons=f.reasons[measure], notes=f.notes)


def _shown(row: Row) -> str:
    return shortened(" | ".join("" if c is None else str(c) for c in row))


def _slip(where: str, written: int, meant: int) -> Problem:
    was, meant_ = (date.fromordinal(d + EPOCH).isoformat() for d in (written, meant))
    return Problem(where, was, f"the year does not fit its neighbours; read as {meant_}", "nothing to do")


def _unknown(text: str, where: str) -> Problem:
    return Problem(where, text, f"no column is called {text!r} in any layout that we know", "it was passed over; tell us of it")


def in_sequence(step: int) -> Mend:
    """A day with the wrong year is the one that follows the day before it.

    >>> meant = in_sequence(1)
    >>> meant(day("20 April 2025"), day("19 April 2026")) == day("20 April 2026")
    True
    """

    def mend(found: int, before: int | None) -> int:
        expected = None if before is None else before + step
        return expected if expected is not None and found != expected and _same_date(found, expected) else found

    return mend


def within(first: int, last: int) -> Mend:
    """A day with the wrong year is the one of that date between two days."""

    def mend(found: int, _before: int | None) -> int:
        if first <= found <= last:
            return found
        return next((d for d in range(first, last + 1) if _same_date(found, d)), found)

    return mend


def _same_date(a: int, b: int) -> bool:
    one, other = date.fromordinal(a + EPOCH), date.fromordinal(b + EPOCH)
    return (one.month, one.day) == (other.month, other.day)
