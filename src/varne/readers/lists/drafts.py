"""A row while its cells are read: each by the kind of its column; what cannot be read is a problem, and stays as text."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from varne.lists.row import Row, second
from varne.readers.lists.assumed import Degrees, Told
from varne.readers.lists.cells import Unread, choice, number, text_of
from varne.readers.lists.counts import Counted, counted, says_nothing
from varne.readers.lists.headings import Heading, Layout
from varne.readers.lists.moments import Stamp, stamp
from varne.readers.lists.sheets import Cell, Sheet
from varne.readers.lists.times import Stamped
from varne.readers.lists.where import place
from varne.readers.problem import WITHHELD, Problem, shortened
from varne.readers.scrub import dialled, is_telephone, scrubbed, telephones

LIMITS = {"error_m": (0.1, 500_000.0), "course": (0.0, 360.0), "speed_kn": (0.0, 80.0), "length_m": (0.1, 500.0)}
CIRCLE = {"course": 360.0}
DIGITS = 4
AS_WRITTEN = "{} (as written)"
"""Heading of a cell that could not be read as what its column holds."""


@dataclass(slots=True)
class Draft:
    """A row while it is read.

    found    fields of the row; other  (heading, text) of the rest
    stamps   what its time cells say, until the times of all rows are settled together; zones  of their headings
    numbers  telephone numbers that stand in it
    """

    sheet: Sheet
    index: int
    layout: Layout
    found: dict[str, Any] = field(default_factory=dict)
    other: list[tuple[str, str]] = field(default_factory=list)
    stamps: dict[str, Stamp] = field(default_factory=dict)
    zones: dict[str, str | None] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    assumed: list[str] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list, repr=False)

    def cell(self, column: int) -> Cell:
        """What stands in a column; "" beyond the last cell."""
        cells = self.sheet.cells[self.index]
        return cells[column] if column < len(cells) else ""

    def where(self, column: int | None = None) -> str:
        """The place of the row, or of a cell of it, as people name it."""
        return self.sheet.where(self.index, column)

    def doubt(self, column: int, text: str, unread: Unread) -> None:
        """A problem of a cell, with what stands there."""
        self.problems.append(Problem(self.where(column), shortened(scrubbed(text)), unread.why, unread.mend))

    def keep(self, column: int, heading: Heading) -> None:
        """Keep a cell as text, under its heading and that it is as it was written."""
        self.other.append((AS_WRITTEN.format(heading.text), scrubbed(text_of(self.cell(column)))))

    def take(self, column: int, heading: Heading, read: Callable[[], Any], into: dict[str, Any], key: str) -> None:
        """Put what `read` gives under a key; what it cannot read is a problem, and stays as text."""
        try:
            into[key] = read()
        except Unread as unread:
            self.keep(column, heading)
            self.doubt(column, text_of(self.cell(column)), unread)


def drafted(sheet: Sheet, index: int, layout: Layout, told: Told, degrees: Degrees | None) -> Draft:
    """A row with all its cells read but for its times, which wait for those of the other rows.

    degrees  what bare numbers in the columns of latitude and longitude are
    """
    draft = Draft(sheet, index, layout)
    for k, cell in enumerate(sheet.cells[index]):
        if text_of(cell):
            _read(draft, k, layout.headings.get(k) or Heading(f"column {k + 1}", None), cell, told)
    _place(draft, told, degrees)
    return draft


def _read(draft: Draft, k: int, heading: Heading, cell: Cell, told: Told) -> None:
    text = text_of(cell)
    draft.numbers += telephones(text)
    if heading.column is None:
        draft.other.append((heading.text, scrubbed(text)))
        return
    key, kind, found = heading.column.key, heading.column.kind, draft.found
    if kind in ("number", "time", "date", "choice") and says_nothing(text):
        return
    match kind:
        case "text" if key != "position_text":
            found[key] = scrubbed(text)
        case "choice":
            draft.take(k, heading, lambda: choice(key, cell), found, key)
        case "number":
            draft.take(k, heading, lambda: round(number(cell, *LIMITS[key]), DIGITS) % CIRCLE.get(key, 1e9), found, key)
        case "count":
            _count(draft, k, heading, cell)
        case "time" | "date":
            draft.zones[key] = heading.zone
            draft.take(k, heading, lambda: _stamp(cell, told.received.date()), draft.stamps, key)
        case "telephone":
            _telephone(draft, k, text, told)
        case _:
            pass  # a position waits for its other column; who somebody is does not come in


def _telephone(draft: Draft, k: int, text: str, told: Told) -> None:
    """The number of a cell, as its keyed hash; two rows whose cells say "unknown" are not one caller."""
    numbers = telephones(text) or ((dialled(text),) if is_telephone(text) else ())
    draft.numbers[:0] = numbers
    if told.key and len(numbers) == 1:
        draft.found.setdefault("caller", told.key(numbers[0]))
    elif told.key and not says_nothing(text):
        why = f"{len(numbers)} telephone numbers" if numbers else "no telephone number that can be read"
        draft.doubt(k, WITHHELD, Unread(why, "none was taken as the caller's; look at the list itself"))


def _stamp(cell: Cell, near: date) -> Stamp:
    if found := stamp(cell, near):
        return found
    raise Unread(f"{shortened(text_of(cell), 40)!r} is no time that can be read", "write 24/11/2021 02:01 or 2021-11-24T02:01Z")


def _count(draft: Draft, k: int, heading: Heading, cell: Cell) -> None:
    """A count of people with the women and children who are part of it; a word for "not known" stays as text."""
    read: dict[str, Counted] = {}
    draft.take(k, heading, lambda: _counted(cell), read, "count")
    if not (found := read.get("count")) or heading.column is None:
        return
    key = heading.column.key
    if found.total:
        draft.found[key] = found.total
    for part, count in (("women", found.women), ("children", found.children)):
        if count and key == "people":
            draft.found.setdefault(part, count)
    if found.note:
        draft.assumed.append(f"{draft.where(k)}: {found.note}")
    elif not (found.total or found.women or found.children):
        draft.keep(k, heading)


def _counted(cell: Cell) -> Counted:
    if isinstance(cell, date):
        raise Unread("a date where people are counted", "a spreadsheet makes a date of 10-12: write 10 to 12")
    if (found := counted(cell)) is None:
        raise Unread(f"{shortened(text_of(cell), 40)!r} is no number of people", "write 33, 30 to 40, ~30 or 30+")
    return found


def _place(draft: Draft, told: Told, degrees: Degrees | None) -> None:
    at = {key: where[0] for key in ("lat", "lon", "position_text") if (where := draft.layout.of(key))}
    cells = {key: draft.cell(k) for key, k in at.items()}
    found = place(cells.get("lat", ""), cells.get("lon", ""), cells.get("position_text", ""), degrees, told.degrees)
    text = scrubbed(found.text or "")
    draft.found |= {"lon": found.lon, "lat": found.lat, "position_text": text or None}
    if found.doubt:
        draft.doubt(next(k for key, k in at.items() if text_of(cells[key])), text, found.doubt)


def stamped(draft: Draft) -> Stamped:
    """What the time cells of a row say; a column called Date may hold the time too."""
    stamps = dict(draft.stamps)
    day = stamps.pop("date", None)
    if day and not stamps:
        return Stamped({"reported": day}, {"reported": draft.zones.get("date")})
    return Stamped(stamps, draft.zones, day)


def timed(draft: Draft, found: Mapping[str, datetime | Unread]) -> None:
    """Put the settled times into a row; where one could not be settled its cell stays as text, and the date's too."""
    dated = draft.layout.of("date")
    for key, at in found.items():
        column, heading = draft.layout.of(key) or dated or (0, Heading(key, None))
        draft.take(column, heading, lambda at=at: _second(at), draft.found, key)  # type: ignore[misc]  # bound at once
    if dated and "date" in draft.stamps and any(isinstance(at, Unread) for at in found.values()):
        draft.keep(*dated)


def _second(at: datetime | Unread) -> datetime:
    if isinstance(at, Unread):
        raise at
    return second(at)


def row_of(draft: Draft) -> Row:
    """The row that a draft has become."""
    found = {key: value for key, value in draft.found.items() if value not in (None, "")}
    return Row(**found, other=tuple(sorted({(h, t) for h, t in draft.other if t})))
