"""Text of separated values (CSV) -> rows, whatever the encoding and the separator; files from Windows, DOS and the web."""

import csv
import io
from collections import Counter

_FRENCH = set("éèêëàâçùûîïôœÉÈÀÇ°’–")
SEPARATORS = ",;\t|"
_LOOKED_AT = 60


def read_separated(content: bytes) -> tuple[tuple[str, ...], ...]:
    """Rows of text cells.

    >>> read_separated("Nom;Latitude\\nCharlie;51,14\\n".encode("cp1252"))
    (('Nom', 'Latitude'), ('Charlie', '51,14'))
    """
    text = decoded(content)
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:  # Excel's own way to say it
        # the line stays in the count of rows, so that problems name the row people see
        return ((first.strip(),), *_rows(rest, first.strip()[4]))
    return tuple(_rows(text, separator(text)))


def decoded(content: bytes) -> str:
    """The text in bytes of unknown encoding: a byte-order mark, else UTF-8 if it is, else the Windows or DOS code page."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if content[1:200:2].count(0) > len(content[1:200:2]) // 2:
        return content.decode("utf-16-le", "replace")
    readings = [content.decode(page, "replace") for page in ("cp1252", "cp850")]
    return max(readings, key=lambda text: sum(c in _FRENCH for c in text))


def separator(text: str) -> str:
    """The separator of most columns that most lines agree on."""
    return max(SEPARATORS, key=lambda mark: _agreement(text, mark))


def _agreement(text: str, mark: str) -> tuple[float, int]:
    widths = Counter(len(row) for row in _rows("\n".join(text.splitlines()[:_LOOKED_AT]), mark) if row)
    if not widths:
        return 0.0, 0
    width, lines = max(widths.items(), key=lambda w: (w[1] * (w[0] > 1), w[0]))
    return (lines / widths.total()) * (width > 1), width


def _rows(text: str, mark: str) -> list[tuple[str, ...]]:
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))  # the limit is of the whole process: only ever raised
    return [tuple(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark)]
