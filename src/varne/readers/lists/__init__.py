"""Trackers as spreadsheets -> rows, with every doubt named by its cell ("Tracker!D7"). Nothing is guessed, nothing is lost.

The way of a file: bytes -> `sheets` (XLSX, ODS, CSV) -> `headings` (where the table is, what its columns mean) -> `rows`
(cell by cell: `cells`, `counts`, `moments`, `where`), the times of all rows together in `times`. A cell that cannot be read
is a problem and stays as text in its row; a column that Varne has no name for stays as text too; columns that say who
people are do not come in (invariant 6).
"""

from varne.readers.lists.assumed import Told
from varne.readers.lists.rows import Listed, read_list
from varne.readers.lists.sheets import LARGEST

__all__ = ["LARGEST", "Listed", "Told", "read_list"]
