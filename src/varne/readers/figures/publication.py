"""Any official publication: which layout it is, when it was published, and what is doubtful in it."""

import csv
import hashlib
import io
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from varne.crossings.checks import doubts
from varne.crossings.figure import Column, Dated, Document, day_of
from varne.readers.figures import collected, govuk, home_office, iom, quarterly, quoted, secmar, workbook
from varne.readers.figures.cells import BadCell, day
from varne.readers.figures.found import Filled, Part, Read, Unreadable, placed
from varne.readers.figures.headers import Row
from varne.readers.figures.page import read_page
from varne.readers.problem import Problem, shortened

KNOWN = (
    "the Home Office's time series workbook, its 'last 7 days' and weekly pages, the Ministry of Defence's pages of 2022-23, "
    "Irr_D01, IOM's table, SECMAR's operations_stats.csv, and the CSV files of docs/figures.md"
)
_NAMED = re.compile(r"(?<!\d)(\d{1,2}[_ -][A-Za-z]{3,9}[_ -]\d{4}|\d{4}-\d\d-\d\d)(?!\d)")
_EDITION = re.compile(r"_v(\d+)(?=\.\w+$)")
"""Of two workbooks of one day the higher edition is the later."""


def read_publication(name: str, content: bytes, published: datetime | None = None) -> Read:
    """A file as documents with their problems; never raises for what the file holds.

    name       of the file, without its folder
    published  when it was published, where a person knows it; else the file tells, or its name, or its newest figure
    """
    try:
        filled = _read(name, content)
    except Unreadable as bad:
        return Read(name, (), (bad.problem,))
    parts = [p for p in filled.parts if any(len(c.days) for c in p.columns)]
    if not parts:
        empty = Problem("", f"{len(content)} bytes", "a header without one good row under it", "is the file whole?")
        return Read(name, (), placed(filled.problems or (empty,), name), placed(filled.notes, name))
    sha = hashlib.sha256(content).hexdigest()
    documents = tuple(_document(sha, filled.kind, part, name, content, published) for part in parts)
    grave, odd = _doubted(parts)
    return Read(name, documents, placed((*filled.problems, *grave), name), placed((*filled.notes, *odd), name))


def _read(name: str, content: bytes) -> Filled:
    if content[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0") or name.lower().endswith((".ods", ".xlsx", ".xls")):
        sheets = _sheets(name, content)
        found = home_office.read_time_series(sheets) or quarterly.read_detailed(sheets)
        return found or _unknown(name, "; ".join(f"{s}: {_first(rows)}" for s, rows in sheets.items()))
    text = content.decode("utf-8-sig", "replace")
    if _is_html(text):
        page = read_page(text)
        return govuk.read_govuk(page) or _unknown(name, page.title)
    rows: list[Row] = [*csv.reader(io.StringIO(text), _dialect(text))]
    readers = (quoted.read_quoted, collected.read_collected, quarterly.read_listed, iom.read_incidents, secmar.read_operations)
    return next((found for read in readers if (found := read(rows))), None) or _unknown(name, _first(rows))


def _sheets(name: str, content: bytes) -> workbook.Sheets:
    """Sheets of a workbook; a page under a workbook's name is called what it is."""
    if _is_html(text := content[:2000].decode("utf-8", "replace")):
        why = "a web page under the name of a workbook"
        raise Unreadable(Problem(name, shortened(read_page(text).title), why, "was it an error page? fetch the file again"))
    return workbook.sheets_of(content, name)


def _is_html(text: str) -> bool:
    return bool(re.match(r"\s*(?:<!doctype html|<html|<!--|<head|<\?xml[^>]*>\s*<!doctype html)", text, re.IGNORECASE))


def _dialect(text: str) -> type[csv.Dialect]:
    first = text.partition("\n")[0]
    return _Semicolons if first.count(";") > first.count(",") else csv.excel


class _Semicolons(csv.excel):
    delimiter = ";"


def _first(rows: Sequence[Row]) -> str:
    return shortened(" | ".join(str(c) for c in next((r for r in rows if any(r)), ())), 80)


def _unknown(name: str, seen: str) -> Filled:
    raise Unreadable(Problem(name, seen, "no table with a header that we know", f"known are {KNOWN}"))


def _document(sha: str, kind: str, part: Part, name: str, content: bytes, given: datetime | None) -> Document:
    at, dated = (given, "given") if given and not part.name else _published(name, content, part)
    return Document(sha, kind, at, dated, part.columns, part.name)  # type: ignore[arg-type]  # "given" is Dated


def _published(name: str, content: bytes, part: Part) -> tuple[datetime, Dated]:
    if part.published:
        return part.published, part.dated
    if content[:2] == b"PK" and (saved := workbook.saved_at(content)):
        return saved, "file"
    later = timedelta(seconds=int(found[1]) - 1) if (found := _EDITION.search(name)) else timedelta()
    newest = _newest(part.columns)
    if (named := _NAMED.search(name)) and (at := _midnight(named[1])) and at.date() > newest:
        return at + later, "name"
    return datetime(newest.year, newest.month, newest.day, tzinfo=UTC) + timedelta(days=1) + later, "newest day"


def _newest(columns: Sequence[Column]) -> date:
    return day_of(max(c.days.max() for c in columns if len(c.days)))


def _midnight(text: str) -> datetime | None:
    try:
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=day(text))
    except BadCell:
        return None


def _doubted(parts: Sequence[Part]) -> tuple[list[Problem], list[Problem]]:
    found = [d for part in parts for d in doubts(part.columns)]
    rows = [(d.grave, Problem(f"table {d.where}", d.text, d.why, d.mend)) for d in found]
    return [p for grave, p in rows if grave], [p for grave, p in rows if not grave]
