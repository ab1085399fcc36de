"""Where the table in a sheet begins and what its columns mean: headings may stand anywhere, in one row or in two.

Lists drift: somebody adds a title, moves a column, merges "Position" over "Lat" and "Long", repeats the headings on each
page. The row (or two rows together) with most headings that mean something is the heading.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from varne.lists.columns import Column
from varne.lists.meaning import plain, recognised
from varne.readers.lists.cells import text_of
from varne.readers.lists.moments import bare, zone_in
from varne.readers.lists.sheets import Cell, Sheet

LOOKED_AT = 40
"""Rows from the top in which headings are looked for."""
FEWEST = 2
_WHOLE = {"total", "all", "number", "nombre", "nb", "no", "tous"}
"""Under a heading, the column that is the heading itself."""
_TELLING = {"name", "number", "french", "lat", "lon", "position_text", "people", "reported", "fixed", "date"}


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands over one column; column is None for one that Varne has no name for."""

    text: str
    column: Column | None
    zone: str | None = None
    decimal: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """Headings by column number, and the first row under them."""

    headings: dict[int, Heading]
    body: int
    head: int

    def of(self, key: str) -> tuple[int, Heading] | None:
        """The first column that means a key."""
        return next(((k, h) for k, h in self.headings.items() if h.column and h.column.key == key), None)


def layout(sheet: Sheet) -> Layout | None:
    """The layout of a sheet, or None when no row looks like headings."""
    found = [lay for row in range(min(LOOKED_AT, len(sheet.cells))) for lay in _layouts(sheet, row)]
    best = max(found, key=_worth, default=None)
    return best if best and _worth(best)[0] >= FEWEST and _TELLING & _keys(best) else None


def _keys(lay: Layout) -> set[str]:
    return {h.column.key for h in lay.headings.values() if h.column}


def _worth(lay: Layout) -> tuple[int, int, int]:
    """Most that is recognised, in one row rather than two, as far up as can be."""
    return len(_keys(lay)), lay.head - lay.body, -lay.body


def _layouts(sheet: Sheet, row: int) -> list[Layout]:
    cells = sheet.cells[row]
    one = Layout(_headings([_text(c) for c in cells]), row + 1, row)
    if row + 1 >= len(sheet.cells) or any(_text(c) is None for c in sheet.cells[row + 1]):
        return [one]
    two = Layout(_headings(_stacked(cells, sheet.cells[row + 1])), row + 2, row)
    return [one, two]


def _text(cell: Cell) -> str | None:
    """The heading in a cell; None for what is no heading: a number, a time."""
    return text_of(cell) if isinstance(cell, str) else None


def _stacked(upper: Sequence[Cell], lower: Sequence[Cell]) -> list[str | None]:
    """Headings of two rows: what stands over several columns belongs to each of them, as far as it helps."""
    texts: list[str | None] = []
    over = ""
    for k in range(max(len(upper), len(lower))):
        top = (_text(upper[k]) or "") if k < len(upper) else ""
        low = (_text(lower[k]) or "") if k < len(lower) else ""
        over = top or (over if low else "")
        texts.append(_joined(top, over, low))
    return texts


def _joined(top: str, over: str, low: str) -> str:
    """One heading of the lower one and what stands over it: itself (top) or further left (over), as of a merged cell."""
    if not low or low == top:
        return top or low
    if over and recognised(f"{over} {low}"):
        return f"{over} {low}"
    if plain(low) in _WHOLE and recognised(over):
        return over
    return low if recognised(low) or not top else f"{top} {low}"


def _headings(texts: Sequence[str | None]) -> dict[int, Heading]:
    """A second column of one meaning is kept under its own words; two of one text get a number."""
    headings: dict[int, Heading] = {}
    taken: set[str] = set()
    for k, text in enumerate(texts):
        if not text:
            continue
        column = recognised(text)
        if column and column.key in taken and column.kind not in ("personal", "telephone"):
            text, column = f"{text} (again)", None
        words, number = text, 2
        while any(h.text == words for h in headings.values()):
            words, number = f"{text} ({number})", number + 1
        taken |= {column.key} if column else set()
        headings[k] = Heading(words, column, zone_in(bare(text)), _says_decimal(text))
    return headings


def _says_decimal(text: str) -> bool:
    words = bare(text)
    return any(w in words for w in ("(dd)", "decimal", "dd.d", "[dd]")) and "minute" not in words


def repeated(sheet: Sheet, row: int, lay: Layout) -> bool:
    """Are these the headings once more, as on the next page of a printed list?"""
    cells = sheet.cells[row]
    shown = [k for k, c in enumerate(cells) if c != ""]
    heads = sheet.cells[lay.head : lay.body]
    same = [k for k in shown if any(k < len(h) and h[k] == cells[k] for h in heads)]
    return len(shown) >= FEWEST and shown == same
