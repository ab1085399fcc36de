"""Pages of single days that a person collected into one CSV file, a row a day and page: page_date,date,people,boats.

Until January 2023 the page of single days was the Ministry of Defence's, since February 2023 it is the Home Office's.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from varne.readers.figures.cells import EPOCH, BadCell, day
from varne.readers.figures.found import Filled, Part
from varne.readers.figures.govuk import WINDOW
from varne.readers.figures.grouped import cell_of
from varne.readers.figures.headers import Header, Layout, Row, find_header
from varne.readers.figures.tables import Rows, read_table, within
from varne.readers.problem import Problem, shortened

PAGES = Layout(
    "date",
    {
        "page": r"page_date",
        "date": r"date",
        "people": r"people",
        "boats": r"boats",
        "uncontrolled": r"uncontrolled",
        "notes": r"notes?",
    },
    frozenset({"page", "date", "people", "boats"}),
)
HOME_OFFICE_SINCE = date(2023, 2, 1)


def read_collected(rows: Sequence[Row]) -> Filled | None:
    """One part for each page, in order of pages; None when the header is another."""
    header = find_header(rows[:1], PAGES)
    if header is None:
        return None
    pages: dict[int, list[Row]] = {}
    problems: list[Problem] = []
    notes: list[Problem] = []
    for n, row in enumerate(rows[1:], 2):
        try:
            pages.setdefault(day(cell_of(row, header, "page")), []).append(row)
        except BadCell as bad:
            problems.append(Problem(f"row {n}", shortened(" | ".join(map(str, row))), bad.why, bad.mend))
    parts = []
    for page in sorted(pages):
        got = _page(page, pages[page], header)
        problems += got.problems
        notes += got.notes
        parts.append(Part(got.columns, datetime.combine(_date(page), time(), UTC), "page", _date(page).isoformat()))
    return Filled("collected pages", tuple(parts), problems, notes)


def _page(page: int, rows: Sequence[Row], header: Header) -> Rows:
    table = "last7" if _date(page) >= HOME_OFFICE_SINCE else "mod_daily"
    own = Header(-1, {name: j for name, j in header.column.items() if name != "page"}, ())
    return read_table(rows, own, PAGES, table, f"page of {_date(page)}", within(page - WINDOW.days, page))


def _date(days: int) -> date:
    return date.fromordinal(days + EPOCH)
