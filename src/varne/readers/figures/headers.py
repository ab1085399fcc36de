"""Where a table begins and which column is which, by the words in its header; a header may run over two rows."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Row = Sequence[object]
LOOKED_AT = 40
"""Rows from the top in which a header is looked for."""


@dataclass(frozen=True, slots=True)
class Layout:
    """What the columns of a kind of table are called: name -> pattern of the whole header; `needed` of them make it one."""

    key: str
    columns: Mapping[str, str]
    needed: frozenset[str]


@dataclass(frozen=True, slots=True)
class Header:
    """A header that was found: its last row, column by name, and headers that nobody knows."""

    row: int
    column: Mapping[str, int]
    unknown: tuple[str, ...]


def find_header(rows: Sequence[Row], layout: Layout) -> Header | None:
    """The first row, or two rows read downwards, that has all needed columns.

    >>> layout = Layout("date", {"date": "date", "people": "migrants (arrived|detected)"}, frozenset({"date", "people"}))
    >>> find_header([["Small boats"], ["Date", "Migrants arrived"]], layout).column
    {'date': 0, 'people': 1}
    """
    for k, row in enumerate(rows[:LOOKED_AT]):
        below = rows[k + 1] if k + 1 < len(rows) else ()
        for depth, cells in ((0, _texts(row)), (1, _joined(row, below))):
            found = _matched(cells, layout)
            if layout.needed <= found.keys():
                known = set(found.values())
                return Header(k + depth, found, tuple(c for j, c in enumerate(cells) if c and j not in known))
    return None


def _matched(cells: Sequence[str], layout: Layout) -> dict[str, int]:
    found: dict[str, int] = {}
    for name, pattern in layout.columns.items():
        for j, cell in enumerate(cells):
            if j not in found.values() and re.fullmatch(pattern, cell):
                found[name] = j
                break
    return found


def _texts(row: Row) -> list[str]:
    return [" ".join(str(c).split()).lower() if c is not None else "" for c in row]


def _joined(row: Row, below: Row) -> list[str]:
    """Two rows as one: a merged cell stands in its first place only, so its words hold until the next."""
    upper, lower = _texts(row), _texts(below)
    width = max(len(upper), len(lower))
    upper, lower = upper + [""] * (width - len(upper)), lower + [""] * (width - len(lower))
    held, joined = "", []
    for above, under in zip(upper, lower, strict=True):
        held = above or (held if under else "")
        joined.append(f"{held} {under}".strip())
    return joined
