"""Made-up official publications in the layouts of the real ones: workbooks (XLSX, ODS), pages, tables. Small, and all ours."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np
import xlsxwriter
from odfdo import Cell, Document, Row, Table

DAY_HEADER = ["Date", "Migrants arrived", "Boats arrived", "Boats arrived - involved in uncontrolled landings", "Notes"]
WEEK_HEADER = ["Week ending", *DAY_HEADER[1:4], "Migrants prevented", "Events prevented", "Notes"]
CHANGED = "2025-03-04T12:16:27+00:00"
COUNTED_FROM, PREVENTED_FROM = date(2023, 1, 1), date(2024, 5, 5)
KNOWN = {date(2025, 3, 1): (241, 5), date(2025, 3, 2): (592, 11), date(2024, 3, 3): (327, 6), date(2024, 3, 4): (401, 7)}
"""Days as the Home Office published them, so that a headline of the time can be checked on a made-up table."""


@dataclass(frozen=True)
class Series:
    """People and boats of each day from a first one on."""

    first: date
    people: tuple[int, ...]
    boats: tuple[int, ...]

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=k) for k in range(len(self.people))]

    def until(self, last: date) -> "Series":
        n = (last - self.first).days + 1
        return Series(self.first, self.people[:n], self.boats[:n])

    def with_day(self, day: date, people: int, boats: int) -> "Series":
        k = (day - self.first).days
        return Series(
            self.first, (*self.people[:k], people, *self.people[k + 1 :]), (*self.boats[:k], boats, *self.boats[k + 1 :])
        )


def series(first: date = date(2024, 1, 1), last: date = date(2025, 3, 9), seed: int = 1, top: int = 8) -> Series:
    """A made-up series: boats on two days of five, some 50 people in each, the days of KNOWN as they were."""
    rng = np.random.default_rng(seed)
    n = (last - first).days + 1
    boats = np.where(rng.random(n) < 0.4, rng.integers(1, top, n), 0)
    people = np.where(boats > 0, np.maximum(boats, rng.poisson(50 * boats)), 0)
    made = Series(first, tuple(people.tolist()), tuple(boats.tolist()))
    for day, (p, b) in KNOWN.items():
        if first <= day <= last:
            made = made.with_day(day, p, b)
    return made


def day_rows(s: Series, revised: Iterable[date] = ()) -> list[list[object]]:
    """Rows of SB_01 under the header."""
    marked = set(revised)
    return [
        [d, p, b, "-" if d < COUNTED_FROM else 0, "Revised" if d in marked else ""]
        for d, p, b in zip(s.days, s.people, s.boats, strict=True)
    ]


def week_rows(s: Series, prevented: int = 100) -> list[list[object]]:
    """Rows of SB_02: whole weeks that end on a Sunday, each the sum of its days."""
    rows: list[list[object]] = []
    for k, d in enumerate(s.days):
        if d.weekday() == 6 and k >= 6:
            stopped = [prevented + k % 7, 4] if d >= PREVENTED_FROM else ["-", "-"]
            landed = "-" if d < COUNTED_FROM else 0
            rows.append([d, sum(s.people[k - 6 : k + 1]), sum(s.boats[k - 6 : k + 1]), landed, *stopped, ""])
    return rows


def sheets(s: Series, *, revised: Iterable[date] = (), prevented: int = 100) -> dict[str, list[list[object]]]:
    """The sheets of a time series workbook."""
    return {
        "Cover_sheet": [["Migrants detected crossing the English Channel in small boats"], ["Frequency: published weekly"]],
        "Notes": [["Notes"], ["1. Made up for the tests of Varne."]],
        "SB_01": [DAY_HEADER, *day_rows(s, revised)],
        "SB_02": [WEEK_HEADER, *week_rows(s, prevented)],
    }


def xlsx(book: dict[str, Sequence[Sequence[object]]], saved: datetime | None = None) -> bytes:
    """A workbook of these sheets as XLSX, saved at a moment that its metadata tell."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "dd/mm/yyyy"}) as workbook:
        workbook.set_properties({"created": saved or datetime(2025, 3, 10, 9, 30, tzinfo=UTC)})
        for name, rows in book.items():
            sheet = workbook.add_worksheet(name)
            for r, row in enumerate(rows):
                for c, value in enumerate(row):
                    if isinstance(value, date):
                        sheet.write_datetime(r, c, datetime(value.year, value.month, value.day, tzinfo=None))  # noqa: DTZ001  # a sheet has no zones
                    elif value != "":
                        sheet.write(r, c, value)
    return out.getvalue()


def ods(book: dict[str, Sequence[Sequence[object]]]) -> bytes:
    """A workbook of these sheets as ODS."""
    document = Document("spreadsheet")
    document.body.clear()
    for name, rows in book.items():
        table = Table(name)
        for values in rows:
            row = Row()
            for value in values:
                row.append_cell(Cell() if value == "" else Cell(value))
            table.append_row(row)
        document.body.append(table)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def page(table: str, changed: str = CHANGED, *, organisation: str = "home-office", lines: str = "") -> bytes:
    """A page of GOV.UK with a table and lines in its middle."""
    return (
        '<!DOCTYPE html><html lang="en"><head><title>Small boat arrivals - GOV.UK</title>'
        f'<meta name="govuk:public-updated-at" content="{changed}"></head><body><main id="content">'
        f'<a href="/government/organisations/{organisation}">Publisher</a>{lines}{table}</main></body></html>'
    ).encode()


def html_table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A table as GOV.UK writes it: the first cell of a row is a heading."""
    head = "".join(f'<th scope="col">{h}</th>' for h in header)
    body = "".join(f'<tr><th scope="row">{r[0]}</th>{"".join(f"<td>{c}</td>" for c in r[1:])}</tr>' for r in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


LAST7_HEADER = ["Date", "Migrants arrived", "Boats arrived", "Boats involved in uncontrolled landings", "Notes"]


def last7(s: Series, changed: str = CHANGED) -> bytes:
    """The "last 7 days" page of the day after the series ends."""
    rows = [[f"{d:%-d %B %Y}", p, b, 0, ""] for d, p, b in list(zip(s.days, s.people, s.boats, strict=True))[-7:]]
    return page(html_table(LAST7_HEADER, rows), changed)
