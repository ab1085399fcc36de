"""The table of object classes: the wind's pull on each as the field reports print it, and a centre's own rows.

Slopes in percent of the 10 m wind, offsets and errors in cm/s, right of downwind positive on both sides. The shipped
table is data/leeway.csv, which says where each row comes from and how sure that is; docs/leeway.md says how to read it.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from math import isfinite

Part = tuple[float, float, float]
PARTS = ("down", "right", "left")
NUMBERS = ("slope_pct", "offset_cm_s", "error_cm_s")
COLUMNS = ("key", "words", *(f"{part}_{number}" for part in PARTS for number in NUMBERS), "source", "grade")
STEEPEST = 20.0
"""A slope above this share of the wind [%] is a slip of units: the fastest class known reaches 6.7 %."""


@dataclass(frozen=True, slots=True)
class Leeway:
    """One object class: downwind and, for drift to the right and to the left, crosswind (slope %, offset cm/s, error cm/s).

    key, words   short code and what it is
    source       report the numbers come from; grade  how sure that is
    raises       ValueError for a number that is not finite, a negative error, a downwind slope outside 0 to 20 %

    >>> Leeway("RIB-1", "rigid inflatable", (3.0, 0.0, 2.0), (1.0, 0.0, 2.0), (-1.0, 0.0, 2.0), "own trial", "A").mirrored
    True
    """

    key: str
    words: str
    down: Part
    right: Part
    left: Part
    source: str
    grade: str

    def __post_init__(self) -> None:
        if not all(map(isfinite, (*self.down, *self.right, *self.left))):
            raise ValueError(f"{self.key}: {self.down}, {self.right}, {self.left} are not all numbers; leave no gap")
        if min(self.down[2], self.right[2], self.left[2]) < 0:
            raise ValueError(f"{self.key}: a standard error below 0; give 0 or more, in cm/s")
        if not 0 <= self.down[0] <= STEEPEST:
            raise ValueError(f"{self.key}: downwind slope {self.down[0]:g} % is not from 0 to {STEEPEST:g}; is it in percent?")

    @property
    def mirrored(self) -> bool:
        """Do both sides pull alike?"""
        (slope, offset, error), (slope_l, offset_l, error_l) = self.right, self.left
        return (slope, offset, error) == (-slope_l, -offset_l, error_l)


def parse_rows(text: str) -> dict[str, Leeway]:
    """Object classes written as CSV in the columns of the shipped table; lines that begin with # are comments.

    text     first line the names of COLUMNS in any order, then one class a line, decimals with a point
    returns  {key: class}; `TABLE | parse_rows(text)` extends the shipped table, a row with a known key replaces it
    raises   ValueError that names the line, the column and the mend

    >>> own = parse_rows(",".join(COLUMNS) + "\\nRIB-1,rigid inflatable,3,0,2,1,0,2,-1,0,2,own trial,A")
    >>> own["RIB-1"].down
    (3.0, 0.0, 2.0)
    """
    lines = _lines(text)
    _, header = next(lines, (0, []))
    if sorted(header) != sorted(COLUMNS):
        raise ValueError(f"the columns are {header}; they must be {list(COLUMNS)}, separated by commas and each there once")
    rows: dict[str, Leeway] = {}
    for number, cells in lines:
        row = _row(f"line {number}", header, cells)
        if row.key in rows:
            raise ValueError(f"line {number}: {row.key} stands there twice; give each class its own key")
        rows[row.key] = row
    return rows


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            yield number, [cell.strip() for cell in next(csv.reader([line], skipinitialspace=True))]


def _row(where: str, header: list[str], cells: list[str]) -> Leeway:
    if len(cells) != len(header):
        raise ValueError(
            f"{where} has {len(cells)} values for {len(header)} columns; quote words with a comma, write decimals with a point"
        )
    cell = dict(zip(header, cells, strict=True))
    for name in ("key", "words", "source", "grade"):
        if not cell[name]:
            raise ValueError(f"{where}: {name} is empty; a class needs a key and words, and its numbers a source and a grade")
    if set(cell["key"]) & set(",:"):
        raise ValueError(f"{where}: key {cell['key']!r} holds a comma or colon, which part a mixture; use hyphens")
    down, right, left = (_part(where, cell, part) for part in PARTS)
    try:
        return Leeway(cell["key"], cell["words"], down, right, left, cell["source"], cell["grade"])
    except ValueError as error:
        raise ValueError(f"{where}: {error}") from None


def _part(where: str, cell: dict[str, str], part: str) -> Part:
    slope, offset, error = (_number(where, f"{part}_{number}", cell[f"{part}_{number}"]) for number in NUMBERS)
    return slope, offset, error


def _number(where: str, column: str, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise ValueError(f"{where}: {column} {text!r} is not a number; write decimals with a point and leave no gap") from None


TABLE = parse_rows((files("varne.drift") / "data" / "leeway.csv").read_text("utf-8"))
"""The shipped classes by key, in the order of the reports."""
