"""Any official publication: which layout it is, when it was published, and what is doubtful in it."""

import hashlib
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from varne.crossings.checks import doubts
from varne.crossings.figure import Dated, Document
from varne.readers.figures import home_office, workbook
from varne.readers.figures.cells import BadCell, day
from varne.readers.figures.found import Read, Unreadable, placed, refused
from varne.readers.figures.headers import Row
from varne.readers.figures.tables import Filled
from varne.readers.problem import Problem

KNOWN = "the Home Office's time series workbook"
_NAMED = re.compile(r"(?<!\d)(\d{1,2}[_ -][A-Za-z]{3,9}[_ -]\d{4})(?!\d)")
_EDITION = re.compile(r"_v(\d+)(?=\.\w+$)")
"""Of two workbooks of one day the higher edition is the later."""


def read_publication(name: str, content: bytes, published: datetime | None = None) -> Read:
    """A file as a document with its problems; never raises for what the file holds.

    name       of the file, without its folder
    published  when it was published, where a person knows it; else the file tells, or its name, or its newest figure
    """
    try:
        kind, filled = _read(name, content)
    except Unreadable as bad:
        return refused(name, bad.problem)
    if not any(len(c.days) for c in filled.columns):
        rows = filled.problems or (
            Problem("", f"{len(content)} bytes", "a header without one good row under it", "is it whole?"),
        )
        return Read(name, None, placed(rows, name), placed(filled.mended, name))
    at, dated = _published(name, content, filled, published)
    document = Document(hashlib.sha256(content).hexdigest(), kind, at, dated, filled.columns)
    grave, odd = _doubted(filled)
    return Read(name, document, placed((*filled.problems, *grave), name), placed((*filled.mended, *odd), name))


def _read(name: str, content: bytes) -> tuple[str, Filled]:
    sheets = workbook.sheets_of(content, name)
    if filled := home_office.read_time_series(sheets):
        return "time series workbook", filled
    raise Unreadable(_unknown(name, sheets))


def _unknown(name: str, sheets: dict[str, list[Row]]) -> Problem:
    seen = "; ".join(f"{s}: {next((r for r in rows if any(r)), [])!r:.60}" for s, rows in sheets.items())
    return Problem(name, seen, "no table with a header that we know", f"known is {KNOWN}")


def _doubted(filled: Filled) -> tuple[Sequence[Problem], Sequence[Problem]]:
    found = doubts(filled.columns)
    rows = [(d.grave, Problem(f"table {d.where}", d.text, d.why, d.mend)) for d in found]
    return [p for grave, p in rows if grave], [p for grave, p in rows if not grave]


def _published(name: str, content: bytes, filled: Filled, given: datetime | None) -> tuple[datetime, Dated]:
    if given:
        return given, "given"
    if saved := workbook.saved_at(content):
        return saved, "file"
    later = timedelta(seconds=int(found[1]) - 1) if (found := _EDITION.search(name)) else timedelta()
    if (named := _NAMED.search(name)) and (at := _midnight(named[1])):
        return at + later, "name"
    return home_office.after_newest(filled.columns) + later, "newest day"


def _midnight(text: str) -> datetime | None:
    try:
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=day(text))
    except BadCell:
        return None
