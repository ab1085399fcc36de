"""Lists: the trackers that centres keep today, as values: what a row says, what its columns are called in two languages.

Pure. `readers.lists` makes rows of spreadsheets, `writers.lists` spreadsheets of rows, and `told` makes reports of rows.
"""

from varne.lists.columns import COLUMNS, Column, heading
from varne.lists.meaning import recognised
from varne.lists.row import Row, clean

__all__ = ["COLUMNS", "Column", "Row", "clean", "heading", "recognised"]
