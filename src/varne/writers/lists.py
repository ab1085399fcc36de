"""Rows of a tracker -> XLSX, ODS or CSV that `readers.lists` reads back as the same rows.

A text that a spreadsheet would run as a formula gets an apostrophe before it (OWASP, CSV injection), in every format, for
a workbook of today is saved as CSV by somebody tomorrow; the reader takes it off. Times are UTC and say so; numbers are
numbers, in French CSV with a comma; a count is written so that no spreadsheet makes a date of it.
"""

import csv
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import fields
from datetime import datetime, time

from varne.fusion.report import Count
from varne.lists.columns import BY_KEY, Language, heading
from varne.lists.row import Row
from varne.readers.lists.counts import written

Cell = str | int | float | datetime
ALWAYS = ("name", "reported", "lat", "lon", "people", "condition", "holder", "status", "text")
"""Columns that a list has even when no row says anything in them."""
SHEET = "Varne"
_RUNS = re.compile(r"'*\s*[=+\-@\t\r＝＋－＠]")
_ORDER = [f.name for f in fields(Row) if f.name != "other"]
_ORDER[_ORDER.index("lon") : _ORDER.index("lat") + 1] = ["lat", "lon"]  # as people say it


def table(rows: Sequence[Row], language: Language) -> list[list[Cell]]:
    """Headings and rows as cells; columns that are empty everywhere are left out, other columns come last.

    >>> table([Row(name="=1+1", people=Count(10, 11, 12))], "en")[1]
    ["'=1+1", '', '', '', '10 to 12', '', '', '', '']
    """
    said = [row.said for row in rows]
    keys = [key for key in _ORDER if key in ALWAYS or any(key in row for row in said)]
    others = sorted({head for row in rows for head, _ in row.other})
    heads: list[Cell] = [*(heading(BY_KEY[key], language) for key in keys), *(guarded(head) for head in others)]
    lines = [
        [*(_cell(known.get(key), language) for key in keys), *(guarded(dict(row.other).get(head, "")) for head in others)]
        for row, known in zip(rows, said, strict=True)
    ]
    return [heads, *lines]


def guarded(text: str) -> str:
    """A text that no spreadsheet runs as a formula.

    >>> guarded("=HYPERLINK()"), guarded("'-1"), guarded("30 to 40")
    ("'=HYPERLINK()", "''-1", '30 to 40')
    """
    return f"'{text}" if _RUNS.match(text) else text


def _cell(value: object, language: Language) -> Cell:
    match value:
        case None:
            return ""
        case Count():
            return written(value, language)
        case datetime() if value.time() == time(0):  # a spreadsheet's midnight is read back as a day without a time
            return iso(value)
        case datetime() | int() | float():
            return value
    return guarded(str(value))


def csv_list(rows: Sequence[Row], language: Language) -> bytes:
    """CSV as spreadsheets of the language read it: a mark for UTF-8; commas in English, semicolons in French."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";" if language == "fr" else ",", lineterminator="\r\n")
    writer.writerows([_said(cell, language) for cell in line] for line in table(rows, language))
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def iso(when: datetime) -> str:
    """A time in UTC as 2021-11-24T03:34:00Z."""
    return when.isoformat().replace("+00:00", "Z")


def _said(cell: Cell, language: Language) -> str:
    if isinstance(cell, datetime):
        return iso(cell)
    if isinstance(cell, float):
        return str(cell).replace(".", "," if language == "fr" else ".")
    return str(cell)


def xlsx_list(rows: Sequence[Row], language: Language) -> bytes:
    """XLSX with one sheet; nothing in it is a formula or a link."""
    import xlsxwriter

    out = io.BytesIO()
    plainly = dict.fromkeys(("strings_to_numbers", "strings_to_formulas", "strings_to_urls"), False)
    book = xlsxwriter.Workbook(out, {"in_memory": True, "remove_timezone": True, **plainly})
    sheet = book.add_worksheet(SHEET)
    bold, moment = book.add_format({"bold": True, "text_wrap": True}), book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    for r, line in enumerate(table(rows, language)):
        for c, cell in enumerate(line):
            match cell:
                case datetime():
                    sheet.write_datetime(r, c, cell, moment)
                case int() | float():
                    sheet.write_number(r, c, cell)
                case str() if cell:
                    sheet.write_string(r, c, cell, None if r else bold)
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, len(_ORDER), 16)
    book.close()
    return out.getvalue()


def ods_list(rows: Sequence[Row], language: Language) -> bytes:
    """ODS with one sheet; nothing in it is a formula or a link."""
    import odfdo

    document = odfdo.Document("spreadsheet")
    document.body.clear()
    sheet = odfdo.Table(SHEET)
    for line in table(rows, language):
        row = odfdo.Row()
        for cell in line:
            bare = cell.replace(tzinfo=None) if isinstance(cell, datetime) else cell
            row.append_cell(odfdo.Cell(bare) if bare != "" else odfdo.Cell())
        sheet.append_row(row)
    document.body.append(sheet)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


LISTS: dict[str, Callable[[Sequence[Row], Language], bytes]] = {".csv": csv_list, ".xlsx": xlsx_list, ".ods": ods_list}


def list_writer(name: str) -> Callable[[Sequence[Row], Language], bytes]:
    """The writer for a file name's ending.

    raises  ValueError with the endings there are
    """
    for ending, write in LISTS.items():
        if name.lower().endswith(ending):
            return write
    raise ValueError(f"{name}: a list is written as one of {', '.join(LISTS)}; give a name that ends so")
