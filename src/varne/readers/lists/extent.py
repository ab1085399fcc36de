"""How large the sheets in a zipped workbook would be once laid out, measured on the XML without laying anything out."""

import io
import re
import zipfile
import zlib

MOST_CELLS = 1_000_000
"""Of one sheet, empty ones included."""
MOST_UNPACKED = 64 * 1024 * 1024
"""Bytes of all parts together."""

DAMAGED = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, KeyError, OSError)
"""What the standard library raises for an archive that is broken, locked or packed in another way."""

_REFERENCE = re.compile(rb'<(?:\w+:)?c [^>]*?\br="([A-Z]{1,4})(\d{1,8})"')
_TABLE = re.compile(rb"<table:table[ >].*?</table:table>", re.DOTALL)
_PART = re.compile(rb"<table:(table-row|table-cell|covered-table-cell)\b([^>]*)>")
_ROWS = re.compile(rb'number-rows-repeated="(\d{1,9})"')
_COLUMNS = re.compile(rb'number-columns-repeated="(\d{1,9})"')
_FULL = re.compile(rb"\bvalue-type=")


class TooLarge(ValueError):
    """A workbook that would take more memory than a night's list can need."""


def check_extent(content: bytes) -> None:
    """Look before unpacking.

    raises  TooLarge; ValueError when it is neither .xlsx nor .ods, or damaged
    """
    try:
        extents = _extents(content)
    except DAMAGED as error:
        raise ValueError(f"a damaged zip file: {error}") from error
    for rows, columns in extents:
        if rows * columns > MOST_CELLS:
            raise TooLarge(f"a sheet of {rows} rows and {columns} columns; take out what stands far below or to the right")


def _extents(content: bytes) -> list[tuple[int, int]]:
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        if (size := sum(part.file_size for part in parts.infolist())) > MOST_UNPACKED:
            raise TooLarge(f"unpacked it has {size} bytes, more than {MOST_UNPACKED}; send the sheet of one night by itself")
        names = parts.namelist()
        if "content.xml" in names:
            return [_extent_ods(table) for table in _TABLE.findall(_read(parts, "content.xml"))]
        if "xl/workbook.xml" in names:
            sheets = [n for n in names if n.startswith("xl/worksheets/") and n.endswith(".xml")]
            return [_extent_xlsx(_read(parts, name)) for name in sheets]
    raise ValueError("a zip file, but neither .xlsx nor .ods")


def _read(parts: zipfile.ZipFile, name: str) -> bytes:
    """A part, never more of it than it may have: what the directory says of its size can be a lie."""
    with parts.open(name) as part:
        found = part.read(MOST_UNPACKED + 1)
    if len(found) > MOST_UNPACKED:
        raise TooLarge(f"{name} unpacks to more than {MOST_UNPACKED} bytes")
    return found


def _extent_xlsx(xml: bytes) -> tuple[int, int]:
    rows = columns = 0
    for name, row in _REFERENCE.findall(xml):
        number = 0
        for letter in name:
            number = number * 26 + letter - ord("A") + 1
        rows, columns = max(rows, int(row)), max(columns, number)
    return rows, columns


def _extent_ods(table: bytes) -> tuple[int, int]:
    """Up to the last cell that holds something; a sheet ends in a million empty rows as a rule."""
    rows = columns = deep = wide = 0
    for kind, attributes in _PART.findall(table):
        if kind == b"table-row":
            rows += _times(_ROWS, attributes)
            columns = 0
            continue
        columns += _times(_COLUMNS, attributes)
        if _FULL.search(attributes):
            deep, wide = rows, max(wide, columns)
    return deep, wide


def _times(repeated: re.Pattern[bytes], attributes: bytes) -> int:
    found = repeated.search(attributes)
    return int(found[1]) if found else 1
