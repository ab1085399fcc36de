"""Bytes of a spreadsheet (XLSX, ODS, CSV) -> sheets of cells. Nothing is calculated, followed or run: values only.

A workbook is measured before it is unpacked: a few kilobytes can declare billions of cells, and the library that reads them
lays out every one. Old .xls files and those with a password are refused with what to do.
"""

import io
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import product

import python_calamine
from python_calamine import CalamineError, CalamineSheet

from varne.readers.lists.extent import TooLarge, check_extent
from varne.readers.lists.separated import read_separated

Cell = str | int | float | bool | date | datetime | time | timedelta

LARGEST = 8 * 1024 * 1024
"""Bytes of a file; a night's tracker has about a hundred kilobytes."""


class NotAList(ValueError):
    """The file cannot be read as a spreadsheet; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of cells as it lies in the file; "" is an empty cell.

    name    as on its tab; "" for a file that has only one table
    hidden  it was not to be seen by who opened the file
    """

    name: str
    cells: tuple[tuple[Cell, ...], ...]
    hidden: bool = False

    def where(self, row: int, column: int | None = None) -> str:
        """The place of a cell, or of a row, as people name it: "Tracker!D7".

        >>> Sheet("Tracker", ()).where(6, 3), Sheet("", ()).where(6)
        ('Tracker!D7', 'row 7')
        """
        prefix = f"{self.name}!" if self.name else ""
        return f"{prefix}row {row + 1}" if column is None else f"{prefix}{letters(column)}{row + 1}"


def letters(column: int) -> str:
    """Name of a column, counted from 0.

    >>> letters(0), letters(25), letters(26), letters(701), letters(702)
    ('A', 'Z', 'AA', 'ZZ', 'AAA')
    """
    name = ""
    while column >= 0:
        column, last = divmod(column, 26)
        name, column = chr(ord("A") + last) + name, column - 1
    return name


def read_sheets(content: bytes) -> tuple[Sheet, ...]:
    """The sheets of a file, in its order; what kind of file it is shows in its first bytes, not in its name.

    raises  NotAList
    """
    if len(content) > LARGEST:
        raise NotAList(f"{len(content)} bytes are more than {LARGEST}; send the sheet of one night by itself")
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise NotAList("an old .xls file, or one with a password; save it as .xlsx or .ods without a password")
    if not content.startswith(b"PK"):
        return (Sheet("", read_separated(content)),)
    try:
        check_extent(content)
        book = python_calamine.load_workbook(io.BytesIO(content))
        return tuple(_sheet(book.get_sheet_by_name(m.name), "Visible" not in str(m.visible)) for m in book.sheets_metadata)
    except TooLarge as error:
        raise NotAList(str(error)) from None
    except (CalamineError, ValueError, OSError) as error:
        raise NotAList(f"this is no spreadsheet that can be read ({error}); save it again as .xlsx, .ods or .csv") from error


def _sheet(found: CalamineSheet, hidden: bool) -> Sheet:
    cells = [list(row) for row in found.to_python(skip_empty_area=False)] if found.start else []
    for (top, left), (bottom, right) in found.merged_cell_ranges or ():
        for row, column in product(range(top, min(bottom + 1, len(cells))), range(left, right + 1)):
            if column < len(cells[row]):
                cells[row][column] = cells[top][left]
    return Sheet(found.name, tuple(tuple(row) for row in cells), hidden)
