"""The rows of a list: each cell by the kind of its column, each doubt with its place."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from varne.lists.row import Row, clean, second
from varne.readers.lists.assumed import Degrees, Told
from varne.readers.lists.cells import Unread, choice, number, text_of
from varne.readers.lists.counts import counted, says_nothing
from varne.readers.lists.headings import Heading, Layout, layout, repeated
from varne.readers.lists.moments import Stamp, stamp
from varne.readers.lists.sheets import Cell, NotAList, Sheet, read_sheets
from varne.readers.lists.times import Stamped, settled
from varne.readers.lists.where import place
from varne.readers.problem import Problem, shortened
from varne.readers.scrub import dialled, scrubbed, telephones

LIMITS = {"error_m": (0.1, 500_000.0), "course": (0.0, 360.0), "speed_kn": (0.0, 80.0), "length_m": (0.1, 500.0)}
CIRCLE = {"course": 360.0}
DIGITS = 4
MOST = 5_000
"""Rows of a sheet that are read: five times the reports of the worst night that is planned for (research/domain.md 4.6)."""
_FIELDS = ("rows", "places", "problems", "assumed", "numbers")
WITHHELD = "(not repeated here: it may say who somebody is)"
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


@dataclass(slots=True)
class _Draft:
    """A row while its cells are read."""

    index: int
    found: dict[str, Any] = field(default_factory=dict)
    other: list[tuple[str, str]] = field(default_factory=list)
    stamps: dict[str, Stamp] = field(default_factory=dict)
    zones: dict[str, str | None] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    assumed: list[str] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list, repr=False)


def read_list(content: bytes, told: Told, name: str = "") -> Listed:
    """Every row of every sheet of a spreadsheet.

    content   XLSX, ODS or CSV
    told      what a person said about the file
    name      of the file, where a date may stand
    returns   rows, problems by cell, and what was assumed; a file that cannot be read at all is one problem

    >>> from datetime import UTC
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
        full = sum(any(c != "" for c in row) for row in sheet.cells)
        why = f"no row of headings was found; {full} rows were not read"
        mend = "put names over the columns, such as Boat, Position, People, Time; docs/lists.md has the words"
        return Listed(problems=(Problem(sheet.name or "file", "", why, mend),)) if full else Listed()
    above = [text_of(c) for row in sheet.cells[: lay.head] for c in row if c != ""]
    degrees = told.degrees or ("decimal" if all(h and h[1].decimal for h in (lay.of("lat"), lay.of("lon"))) else None)
    body = list(_body(sheet, lay))
    totals = [k for k in body[:MOST] if _TOTAL.match(_first(sheet, k).casefold())]
    drafts = [_draft(sheet, k, lay, told, degrees) for k in body[:MOST] if k not in totals]
    times = settled([_stamped(d) for d in drafts], told, [*above, sheet.name, name])
    for draft, found in zip(drafts, times.rows, strict=True):
        _timed(draft, sheet, lay, found)
    rows = [(sheet.where(d.index), row, tuple(dict.fromkeys(d.numbers))) for d in drafts if (row := _row(d)) != Row()]
    problems = (
        *(p for d in drafts for p in d.problems),
        *(Problem(sheet.where(k), _first(sheet, k), "a total is no boat", "the row was left out") for k in totals),
        *_left_out(sheet, lay, told),
        *(
            Problem(sheet.where(k), "", f"a list of more than {MOST} rows", f"{len(body) - MOST} were left out")
            for k in body[MOST:][:1]
        ),
    )
    assumed = (*_assumed(sheet, lay, times.assumed, above, degrees), *(a for d in drafts for a in d.assumed))
    places, found_rows, numbers = zip(*rows, strict=True) if rows else ((), (), ())
    return Listed(found_rows, places, problems, assumed, numbers)


def _body(sheet: Sheet, lay: Layout) -> Iterator[int]:
    for k in range(lay.body, len(sheet.cells)):
        if any(_full(c) for c in sheet.cells[k]) and not repeated(sheet, k, lay):
            yield k


def _first(sheet: Sheet, row: int) -> str:
    return next(text_of(c) for c in sheet.cells[row] if _full(c))


def _full(cell: Cell) -> bool:
    return bool(text_of(cell))


def _draft(sheet: Sheet, index: int, lay: Layout, told: Told, degrees: Degrees | None) -> _Draft:
    draft = _Draft(index)
    cells = sheet.cells[index]
    for k, cell in enumerate(cells):
        if not _full(cell):
            continue
        heading = lay.headings.get(k) or Heading(f"column {k + 1}", None)
        _cell(draft, sheet, k, heading, cell, told)
    _placed(draft, sheet, lay, told, degrees)
    return draft


def _cell(draft: _Draft, sheet: Sheet, k: int, heading: Heading, cell: Cell, told: Told) -> None:
    draft.numbers += telephones(text_of(cell))
    if heading.column is None:
        draft.other.append((heading.text, scrubbed(text_of(cell))))
        return
    key, kind = heading.column.key, heading.column.kind
    if kind in ("number", "time", "date", "choice") and says_nothing(text_of(cell)):
        return
    match kind:
        case "text" if key != "position_text":
            draft.found[key] = scrubbed(text_of(cell))
        case "choice":
            _take(draft, sheet, k, heading, lambda: choice(key, cell), key)
        case "number":
            _take(draft, sheet, k, heading, lambda: round(number(cell, *LIMITS[key]), DIGITS) % CIRCLE.get(key, 1e9), key)
        case "count":
            _counts(draft, sheet, k, heading, cell)
        case "time" | "date":
            draft.zones[key] = heading.zone
            _take(draft, sheet, k, heading, lambda: _stamp(cell, told.received.date()), key, draft.stamps)
        case "telephone":
            called = dialled(text_of(cell))
            draft.numbers.insert(0, called)
            draft.found |= {"caller": told.key(called)} if told.key and "caller" not in draft.found else {}
        case _:
            pass


def _stamp(cell: Cell, near: date) -> Stamp:
    if found := stamp(cell, near):
        return found
    raise Unread(f"{shortened(text_of(cell), 40)!r} is no time that can be read", "write 24/11/2021 02:01 or 2021-11-24T02:01Z")


def _take(
    draft: _Draft,
    sheet: Sheet,
    k: int,
    heading: Heading,
    read: Callable[[], Any],
    key: str,
    into: dict[str, Any] | None = None,
) -> None:
    """Put what `read` gives under a key; what it cannot read is a problem, and stays as text."""
    try:
        (draft.found if into is None else into)[key] = read()
    except Unread as unread:
        text = scrubbed(text_of(sheet.cells[draft.index][k]))
        draft.other.append((f"{heading.text} (as written)", text))
        draft.problems.append(Problem(sheet.where(draft.index, k), shortened(text), unread.why, unread.mend))


def _counts(draft: _Draft, sheet: Sheet, k: int, heading: Heading, cell: Cell) -> None:
    key = heading.column.key if heading.column else ""

    def read() -> Any:
        if isinstance(cell, date):
            raise Unread("a date where people are counted", "a spreadsheet makes a date of 10-12: write 10 to 12")
        if (found := counted(cell)) is None:
            raise Unread(f"{shortened(text_of(cell), 40)!r} is no number of people", "write 33, 30 to 40, ~30 or 30+")
        return found

    _take(draft, sheet, k, heading, read, key)
    found = draft.found.pop(key, None)
    if found is None:
        return
    draft.found |= {key: found.total} if found.total else {}
    for part in ("women", "children"):
        if (count := getattr(found, part)) and key == "people":
            draft.found.setdefault(part, count)
    if found.note:
        draft.assumed.append(f"{sheet.where(draft.index, k)}: {found.note}")
    elif found.total is None and not (found.women or found.children):
        draft.other.append((f"{heading.text} (as written)", text_of(cell)))


def _placed(draft: _Draft, sheet: Sheet, lay: Layout, told: Told, degrees: Degrees | None) -> None:
    at = {key: lay.of(key) for key in ("lat", "lon", "position_text")}
    cells = {key: _at(sheet, draft.index, where[0]) if where else "" for key, where in at.items()}
    found = place(cells["lat"], cells["lon"], cells["position_text"], degrees, told.degrees)
    draft.found |= {"lon": found.lon, "lat": found.lat, "position_text": scrubbed(found.text or "") or None}
    if found.doubt:
        k = next(where[0] for key, where in at.items() if where and _full(cells[key]))
        draft.problems.append(
            Problem(sheet.where(draft.index, k), shortened(scrubbed(found.text or "")), found.doubt.why, found.doubt.mend)
        )


def _at(sheet: Sheet, row: int, column: int) -> Cell:
    return sheet.cells[row][column] if column < len(sheet.cells[row]) else ""


def _stamped(draft: _Draft) -> Stamped:
    """What the time cells of a row say; a column called Date may hold the time too."""
    stamps = dict(draft.stamps)
    day = stamps.pop("date", None)
    if day and not stamps:
        return Stamped({"reported": day}, {"reported": draft.zones.get("date")})
    return Stamped(stamps, draft.zones, day)


def _timed(draft: _Draft, sheet: Sheet, lay: Layout, found: Mapping[str, datetime | Unread]) -> None:
    for key, at in found.items():
        column, heading = lay.of(key) or lay.of("date") or (0, Heading(key, None))

        def read(at: datetime | Unread = at) -> datetime:
            if isinstance(at, Unread):
                raise at
            return second(at)

        _take(draft, sheet, column, heading, read, key)


def _row(draft: _Draft) -> Row:
    found = {key: value for key, value in draft.found.items() if value not in (None, "")}
    return Row(**found, other=tuple(sorted((h, t) for h, t in draft.other if t)))


def _left_out(sheet: Sheet, lay: Layout, told: Told) -> Iterator[Problem]:
    """Columns that say who people are: named once, with how many cells, and not repeated."""
    for k, heading in lay.headings.items():
        if heading.column is None or heading.column.kind not in ("personal", "telephone"):
            continue
        cells = sum(_full(_at(sheet, row, k)) for row in range(lay.body, len(sheet.cells)))
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
