"""The Home Office's time series workbook, all vintages since November 2025: sheets found by their headers, not their names."""

from varne.readers.figures.found import Filled, Part
from varne.readers.figures.headers import Layout, Row, find_header
from varne.readers.figures.tables import Rows, in_sequence, read_table

PEOPLE, BOATS = r"(?:small boat )?(?:migrants|people)(?: arrived| detected)?", r"(?:small )?boats(?: arrived| detected)?"
LANDINGS, NOTES = r".*uncontrolled landings.*", r"notes?"
DAILY = Layout(
    "date",
    {"date": r"date|day", "people": PEOPLE, "boats": BOATS, "uncontrolled": LANDINGS, "notes": NOTES},
    frozenset({"date", "people", "boats"}),
)
PREVENTED = {"prevented": r"(?:migrants|people) prevented", "events_prevented": r"events prevented"}
WEEKLY = Layout(
    "week_ending",
    {
        "week_ending": r"week ending(?: date)?",
        "people": PEOPLE,
        "boats": BOATS,
        "uncontrolled": LANDINGS,
        **PREVENTED,
        "notes": NOTES,
    },
    frozenset({"week_ending", "people", "boats"}),
)


def read_time_series(sheets: dict[str, list[Row]]) -> Filled | None:
    """Days and weeks of a time series workbook; None when no sheet has a header of days."""
    parts = [_sheet(sheets, layout, table, step) for layout, table, step in ((DAILY, "daily", 1), (WEEKLY, "weekly", 7))]
    if parts[0] is None:
        return None
    found = [p for p in parts if p]
    columns = tuple(c for p in found for c in p.columns)
    problems, notes = [x for p in found for x in p.problems], [x for p in found for x in p.notes]
    return Filled("time series workbook", (Part(columns),), problems, notes)


def _sheet(sheets: dict[str, list[Row]], layout: Layout, table: str, step: int) -> Rows | None:
    for name, rows in sheets.items():
        if header := find_header(rows, layout):
            return read_table(rows, header, layout, table, f"sheet {name}", in_sequence(step))
    return None
