"""ODS and XLSX as sheets of rows, and when they were last saved."""

import io
import re
import zipfile
from datetime import UTC, datetime

from python_calamine import CalamineError, CalamineWorkbook

from varne.readers.figures.found import Unreadable
from varne.readers.figures.headers import Row
from varne.readers.problem import Problem, shortened

Sheets = dict[str, list[Row]]
_SAVED = re.compile(rb"<(?:dc:date|dcterms:modified)[^>]*>([^<]+)<")
_WHOLE = "fetch it again, and look at its size"


def sheets_of(content: bytes, name: str) -> Sheets:
    """Every sheet's rows as they are, empty ones too.

    raises  Unreadable
    """
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return {s: [*book.get_sheet_by_name(s).to_python(skip_empty_area=False)] for s in book.sheet_names}
    except (CalamineError, zipfile.BadZipFile, OSError, ValueError) as error:
        text = f"{len(content)} bytes"
        raise Unreadable(Problem(name, text, f"no whole ODS or XLSX workbook ({shortened(str(error))})", _WHOLE)) from error


def saved_at(content: bytes) -> datetime | None:
    """When the workbook was last saved, as its own metadata says; None when it does not."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            inside = {"meta.xml", "docProps/core.xml"} & set(package.namelist())
            found = _SAVED.search(package.read(inside.pop())) if inside else None
    except (zipfile.BadZipFile, KeyError):
        return None
    return _moment(found[1].decode("ascii", "replace")) if found else None


def _moment(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text[:19] + ("+00:00" if "Z" in text or len(text) <= 26 else text[19:]))
    except ValueError:
        return None
    return at.astimezone(UTC)
