"""The Home Office's time series workbook, all vintages since November 2025: sheets found by their headers, not their names."""

from datetime import UTC, datetime, timedelta

from varne.crossings.figure import Column, day_of
from varne.readers.figures.headers import Layout, Row, find_header
from varne.readers.figures.tables import Filled, in_sequence, read_table

PEOPLE, BOATS = r"(?:small boat )?(?:migrants|people)(?: arrived| detected)?", r"(?:small )?boats(?: arrived| detected)?"
LANDINGS, NOTES = r".*uncontrolled landings.*", r"notes?"
DAILY = Layout(
    "date",
    {"date": r"date|day", "people": PEOPLE, "boats": BOATS, "uncontrolled": LANDINGS, "notes": NOTES},
    frozenset({"date", "people", "boats"}),
)
WEEKLY = Layout(
    "week_ending",
    {
        "week_ending": r"week ending(?: date)?",
        "people": PEOPLE,
        "boats": BOATS,
        "uncontrolled": LANDINGS,
        "prevented": r"(?:migrants|people) prevented",
        "events_prevented": r"events prevented",
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
    return Filled(*(tuple(x for p in found for x in getattr(p, part)) for part in ("columns", "problems", "mended")))


def _sheet(sheets: dict[str, list[Row]], layout: Layout, table: str, step: int) -> Filled | None:
    for name, rows in sheets.items():
        if header := find_header(rows, layout):
            return read_table(rows, header, layout, table, f"sheet {name}", in_sequence(step))
    return None


def after_newest(columns: tuple[Column, ...]) -> datetime:
    """The day after the newest figure, at midnight UTC: the earliest that it can have been published."""
    newest = max(c.days.max() for c in columns if len(c.days))
    return datetime.combine(day_of(newest), datetime.min.time(), UTC) + timedelta(days=1)
