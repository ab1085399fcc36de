"""Final quarterly statistics: the detailed table Irr_D01, or a list of its sums with a column for each publication."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime

from varne.readers.figures.cells import EPOCH, BadCell
from varne.readers.figures.found import Filled, Part
from varne.readers.figures.grouped import Added, add_up, cell_of, number_of
from varne.readers.figures.headers import Header, Layout, Row, find_header
from varne.readers.problem import Problem, shortened

DETAILED = Layout(
    "quarter",
    {
        "quarter": r"quarter",
        "method": r"method of (?:entry|arrival)",
        "people": r"number of (?:detections|arrivals)|detections|arrivals",
    },
    frozenset({"quarter", "method", "people"}),
)
LISTED = Layout("quarter", {"quarter": r"q|quarter"}, frozenset({"quarter"}))
_QUARTER = re.compile(r"(\d{4})\s*[- ]?Q([1-4])")


def read_detailed(sheets: dict[str, list[Row]]) -> Filled | None:
    """People who came in small boats by quarter, added up over nationality, sex and age; None when no sheet is Irr_D01."""
    for name, rows in sheets.items():
        if header := find_header(rows, DETAILED):
            problems: list[Problem] = []
            columns = add_up(_added(rows, header, problems, f"sheet {name}"))
            return Filled("Irr_D01", (Part(columns),), problems)
    return None


def read_listed(rows: Sequence[Row]) -> Filled | None:
    """Sums of Irr_D01 with a column for each publication, headed by its date; None when there is no such header."""
    header = find_header(rows[:1], LISTED)
    dates = {j: found for j, cell in enumerate(rows[0]) if (found := _iso(cell))} if rows and header else {}
    if header is None or len(dates) != len([c for c in rows[0] if c]) - 1:
        return None
    problems: list[Problem] = []
    parts = tuple(_publication(rows, header, j, when, problems) for j, when in dates.items())
    return Filled("sums of Irr_D01", parts, problems)


def _publication(rows: Sequence[Row], header: Header, j: int, when: date, problems: list[Problem]) -> Part:
    there = [row for row in rows[1:] if j < len(row) and str(row[j] or "").strip()]
    column = Header(0, {**header.column, "people": j}, ())
    columns = add_up(_added(there, Header(-1, column.column, ()), problems, f"column {when}", every=True))
    return Part(columns, datetime(when.year, when.month, when.day, tzinfo=UTC), "file", when.isoformat())


def _added(rows: Sequence[Row], header: Header, problems: list[Problem], where: str, *, every: bool = False) -> Iterator[Added]:
    for n, row in enumerate(rows[header.row + 1 :], header.row + 2):
        method = str(cell_of(row, header, "method")).lower()
        if not (every or method.startswith("small boat")):
            continue
        try:
            yield Added("final_quarterly", (quarter(cell_of(row, header, "quarter")), ""), {"people": _people(row, header)})
        except BadCell as bad:
            problems.append(Problem(f"{where} row {n}", shortened(" | ".join(map(str, row))), bad.why, bad.mend))


def _people(row: Row, header: Header) -> float | None:
    return number_of(cell_of(row, header, "people"))


def quarter(cell: object) -> int:
    """The first day of a quarter as days since 1970. raises BadCell

    >>> date.fromordinal(quarter("2022 Q3") + EPOCH)
    datetime.date(2022, 7, 1)
    """
    found = _QUARTER.fullmatch(str(cell).strip())
    if found is None:
        raise BadCell(f"{cell!r} is no quarter", "write 2022 Q3")
    return date(int(found[1]), 3 * int(found[2]) - 2, 1).toordinal() - EPOCH


def _iso(cell: object) -> date | None:
    try:
        return date.fromisoformat(str(cell).strip())
    except ValueError:
        return None
