"""Many rows of a file, one an incident or a category, added up into columns with one value a key."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from varne.crossings.figure import Column, as_days
from varne.readers.figures.cells import count
from varne.readers.figures.headers import Header, Row

Key = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Added:
    """What one row adds to a key of a table; None: it says nothing of that measure."""

    table: str
    key: Key
    numbers: Mapping[str, float | None]
    note: str = ""


def add_up(rows: Iterable[Added]) -> tuple[Column, ...]:
    """One column for each table and measure, keys rising; a key of which nothing is said has no number.

    >>> [c.values.tolist() for c in add_up([Added("secmar", (3, ""), {"dead": 1.0}), Added("secmar", (3, ""), {"dead": 2.0})])]
    [[3.0]]
    """
    sums: dict[tuple[str, str], dict[Key, float | None]] = {}
    notes: dict[tuple[str, Key], str] = {}
    for row in rows:
        for measure, number in row.numbers.items():
            of = sums.setdefault((row.table, measure), {})
            before = of.get(row.key)
            of[row.key] = before if number is None else number + (before or 0.0)
        if row.note:
            notes[row.table, row.key] = row.note
    return tuple(_column(table, measure, of, notes) for (table, measure), of in sums.items())


def _column(table: str, measure: str, of: Mapping[Key, float | None], notes: Mapping[tuple[str, Key], str]) -> Column:
    keys = sorted(of)
    labels = tuple(label for _, label in keys)
    numbers = [of[key] for key in keys]
    reasons = {k: "not known" for k, number in enumerate(numbers) if number is None}
    told = {k: text for k, key in enumerate(keys) if (text := notes.get((table, key)))}
    values = np.array([np.nan if n is None else n for n in numbers])
    return Column(table, measure, as_days([d for d, _ in keys]), values, labels if any(labels) else (), reasons, told)


def cell_of(row: Row, header: Header, name: str) -> object:
    """What a row has in a column; "" where the column is absent or the row too short."""
    j = header.column.get(name, len(row))
    return row[j] if j < len(row) else ""


def number_of(cell: object, blank: float | None = None) -> float | None:
    """A count; a blank cell, or one that says why there is none, is `blank`.

    raises  BadCell
    """
    text = str(cell if cell is not None else "").strip()
    if not text:
        return blank
    got = count(text)
    return blank if isinstance(got, str) else got
