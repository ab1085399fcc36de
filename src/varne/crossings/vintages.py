"""Which value stood from when to when: the documents of a table side by side, whatever order they were taken in.

A run is one value of one key from the first document in a row that says it to the last. Runs are derived from the set of
documents alone, so any order of import gives the same runs. A document that is silent about a key neither begins nor ends one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from varne.crossings.figure import Column

Key = tuple[int, str]


@dataclass(frozen=True, slots=True, eq=False)
class Stack:
    """Documents side by side, in order of publication.

    keys    (m,) day since 1970 and label, rising
    values  (d, m) NaN where a document gives no number or is silent
    said    (d, m) whether it says anything of the key
    text    (d, m) row of `texts`
    texts   (reason, note) pairs; the first is ("", "")
    """

    keys: tuple[Key, ...]
    values: NDArray[np.float64]
    said: NDArray[np.bool_]
    text: NDArray[np.int32]
    texts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Run:
    """One value of one key, with the first and the last document in a row that say it (rows of the stack)."""

    key: Key
    value: float | None
    reason: str
    note: str
    first: int
    last: int


def keys_of(column: Column) -> list[Key]:
    """The keys of a column, in its order."""
    days = column.days.astype("datetime64[D]").astype(np.int64).tolist()
    return list(zip(days, column.labels or ("",) * len(days), strict=True))


def stack(columns: Sequence[Column]) -> Stack:
    """Columns of one measure, in order of publication, on common keys."""
    own = [keys_of(c) for c in columns]
    keys = tuple(sorted(set().union(*own)))
    place = {key: k for k, key in enumerate(keys)}
    shape = len(columns), len(keys)
    values, said, text = np.full(shape, np.nan), np.zeros(shape, bool), np.zeros(shape, np.int32)
    texts: dict[tuple[str, str], int] = {("", ""): 0}
    for d, (column, mine) in enumerate(zip(columns, own, strict=True)):
        at = np.array([place[key] for key in mine], int)
        values[d, at], said[d, at] = column.values, True
        for k in column.reasons.keys() | column.notes.keys():
            pair = column.reasons.get(k, ""), column.notes.get(k, "")
            text[d, at[k]] = texts.setdefault(pair, len(texts))
    return Stack(keys, values, said, text, tuple(texts))


def runs(side: Stack) -> list[Run]:
    """Every run, by key and then by document.

    >>> from varne.crossings.figure import as_days
    >>> docs = [Column("weekly", "prevented", as_days([4]), np.array([v])) for v in (390.0, 322.0, 390.0)]
    >>> [(r.value, r.first, r.last) for r in runs(stack(docs))]
    [(390.0, 0, 0), (322.0, 1, 1), (390.0, 2, 2)]
    """
    before = _last_said(side.said)
    found: list[Run] = []
    for k, d in np.argwhere((side.said & _differs(side, before)).T).tolist():
        if found and found[-1].key == side.keys[k]:
            found[-1] = _until(found[-1], int(before[d, k]))
        value = None if np.isnan(side.values[d, k]) else float(side.values[d, k])
        reason, note = side.texts[side.text[d, k]]
        found.append(Run(side.keys[k], value, reason, note, d, _end(side, k)))
    return found


def _last_said(said: NDArray[np.bool_]) -> NDArray[np.int64]:
    """(d, m) the document before this one that said anything of the key; -1 when there was none."""
    at = np.where(said, np.arange(len(said))[:, None], -1)
    before = np.full_like(at, -1)
    before[1:] = np.maximum.accumulate(at, axis=0)[:-1]
    return before


def _differs(side: Stack, before: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Where a document says something else than the one before it, or is the first to say anything."""
    row = np.maximum(before, 0)
    earlier = np.take_along_axis(side.values, row, axis=0)
    same = (earlier == side.values) | (np.isnan(earlier) & np.isnan(side.values))
    changed: NDArray[np.bool_] = (before < 0) | ~same | (np.take_along_axis(side.text, row, axis=0) != side.text)
    return changed


def _until(run: Run, last: int) -> Run:
    return Run(run.key, run.value, run.reason, run.note, run.first, last)


def _end(side: Stack, k: int) -> int:
    return len(side.said) - 1 - int(np.argmax(side.said[::-1, k]))
