"""The rows of a list: its sheets one after the other, each with its headings, its rows and the times of all of them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from varne.lists.row import Row, clean
from varne.readers.lists.assumed import Degrees, Told
from varne.readers.lists.cells import text_of
from varne.readers.lists.drafts import drafted, row_of, stamped, timed
from varne.readers.lists.headings import Layout, layout, repeated
from varne.readers.lists.sheets import NotAList, Sheet, read_sheets
from varne.readers.lists.times import settled
from varne.readers.problem import WITHHELD, Problem, shortened
from varne.readers.scrub import scrubbed

MOST = 5_000
"""Rows of a sheet that are read: five times the reports of the worst night that is planned for (research/domain.md 4.6)."""
_FIELDS = ("rows", "places", "problems", "assumed", "numbers")
_TOTAL = re.compile(r"(?:grand |sous[- ]?)?totau?x?\b|total\b|sum\b|somme\b")


@dataclass(frozen=True, slots=True)
class Listed:
    """What a file of lists says.

    rows     in the order of the file, with the place of each: "Tracker!row 7"
    problems  what could not be taken as it stands, by cell
    assumed   what was assumed, for people: which columns were recognised, zone, order of dates
    numbers   telephone numbers that stood in each row, for sealing and for nothing else
    """

    rows: tuple[Row, ...] = ()
    places: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    assumed: tuple[str, ...] = ()
    numbers: tuple[tuple[str, ...], ...] = field(default=(), repr=False)


def read_list(content: bytes, told: Told, name: str = "") -> Listed:
    """Every row of every sheet of a spreadsheet.

    content   XLSX, ODS or CSV
    told      what a person said about the file
    name      of the file, where a date may stand
    returns   rows, problems by cell, and what was assumed; a file that cannot be read at all is one problem

    >>> from datetime import UTC, datetime
    >>> at = datetime(2021, 11, 24, 6, tzinfo=UTC)
    >>> text = "Boat;POB;Position;Heure (TU)\\nCharlie;30-40;51°08,5'N 001°44,5'E;24/11/2021 02:01\\n"
    >>> listed = read_list(text.encode(), Told(at))
    >>> listed.rows[0].people, round(listed.rows[0].lon, 5), f"{listed.rows[0].reported:%d %H%M}"
    (Count(min=30, likely=35, max=40), 1.74167, '24 0201')
    """
    try:
        sheets = read_sheets(content)
    except NotAList as error:
        return Listed(problems=(Problem(name or "file", "", str(error), "nothing of it was taken in"),))
    parts = [sheet_rows(sheet, told, name) for sheet in sheets]
    listed = Listed(*(tuple(x for part in parts for x in getattr(part, f)) for f in _FIELDS))
    if not listed.rows and not listed.problems:
        return replace(listed, problems=(Problem(name or "file", "", "no row is in it", "is it the right file?"),))
    return listed


def sheet_rows(sheet: Sheet, told: Told, name: str) -> Listed:
    """Every row of one sheet; `name` of the file, where a date may stand."""
    lay = layout(sheet)
    if lay is None:
        return _without_headings(sheet)
    above = [text_of(c) for row in sheet.cells[: lay.head] for c in row if c != ""]
    degrees = told.degrees or ("decimal" if all(h and h[1].decimal for h in (lay.of("lat"), lay.of("lon"))) else None)
    body = list(_body(sheet, lay))
    totals = [k for k in body[:MOST] if _TOTAL.match(_first(sheet, k).casefold())]
    drafts = [drafted(sheet, k, lay, told, degrees) for k in body[:MOST] if k not in totals]
    times = settled([stamped(d) for d in drafts], told, [*above, sheet.name, name])
    for draft, found in zip(drafts, times.rows, strict=True):
        timed(draft, found)
    kept = [(row, d) for d in drafts if (row := row_of(d)) != Row()]
    return Listed(
        tuple(row for row, _ in kept),
        tuple(d.where() for _, d in kept),
        (*(p for d in drafts for p in d.problems), *_skipped(sheet, body, totals), *_left_out(sheet, lay, told)),
        (*_assumed(sheet, lay, times.assumed, above, degrees), *(a for d in drafts for a in d.assumed)),
        tuple(tuple(dict.fromkeys(d.numbers)) for _, d in kept),
    )


def _without_headings(sheet: Sheet) -> Listed:
    full = sum(any(c != "" for c in row) for row in sheet.cells)
    why = f"no row of headings was found; {full} rows were not read"
    mend = "put names over the columns, such as Boat, Position, People, Time; docs/lists.md has the words"
    return Listed(problems=(Problem(sheet.name or "file", "", why, mend),)) if full else Listed()


def _body(sheet: Sheet, lay: Layout) -> Iterator[int]:
    for k in range(lay.body, len(sheet.cells)):
        if any(map(text_of, sheet.cells[k])) and not repeated(sheet, k, lay):
            yield k


def _first(sheet: Sheet, row: int) -> str:
    return next(filter(None, map(text_of, sheet.cells[row])))


def _skipped(sheet: Sheet, body: Sequence[int], totals: Sequence[int]) -> Iterator[Problem]:
    """Rows that were not read: totals, and what comes after the most that is read."""
    for k in totals:
        yield Problem(sheet.where(k), _first(sheet, k), "a total is no boat", "the row was left out")
    if len(body) > MOST:
        yield Problem(sheet.where(body[MOST]), "", f"a list of more than {MOST} rows", f"{len(body) - MOST} were left out")


def _left_out(sheet: Sheet, lay: Layout, told: Told) -> Iterator[Problem]:
    """Columns that say who people are: named once, with how many cells, and not repeated."""
    for k, heading in lay.headings.items():
        if heading.column is None or heading.column.kind not in ("personal", "telephone"):
            continue
        cells = sum(bool(text_of(row[k])) for row in sheet.cells[lay.body :] if k < len(row))
        where = f"{sheet.where(lay.head, k)}"
        if cells and heading.column.kind == "personal":
            yield Problem(where, WITHHELD, f"column {heading.text!r} says who somebody is", f"{cells} cells were left out")
        elif cells and told.key is None:
            yield Problem(where, WITHHELD, f"column {heading.text!r} holds telephone numbers", f"{cells} cells were left out")


def _assumed(sheet: Sheet, lay: Layout, times: Sequence[str], above: Sequence[str], degrees: Degrees | None) -> tuple[str, ...]:
    here = f"{sheet.name}: " if sheet.name else ""
    known = ", ".join(f"{h.text} = {h.column.key}" for h in lay.headings.values() if h.column)
    kept = [h.text for h in lay.headings.values() if h.column is None]
    said = [f"columns read as {known}"]
    if kept:
        said.append(f"columns kept as text: {', '.join(kept)}")
    if above:
        said.append(f"above the headings stands: {shortened(scrubbed(clean(' / '.join(above))))}")
    if sheet.hidden:
        said.append("the sheet is hidden in the file; it was read")
    if degrees:
        said.append(f"bare latitudes and longitudes are {'decimal degrees' if degrees == 'decimal' else 'degrees and minutes'}")
    return tuple(here + s for s in (*said, *times))
