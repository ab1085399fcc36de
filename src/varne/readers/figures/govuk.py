"""Pages of GOV.UK: the last 7 days, the weekly summary, and the Ministry of Defence's daily and weekly pages of 2022-23."""

import re
from collections.abc import Sequence
from datetime import timedelta

import numpy as np

from varne.crossings.figure import Column, as_days
from varne.readers.figures.cells import EPOCH, BadCell, count, day
from varne.readers.figures.found import Filled, Part
from varne.readers.figures.headers import Layout, find_header
from varne.readers.figures.home_office import BOATS, DAILY, PEOPLE, PREVENTED
from varne.readers.figures.page import Page
from varne.readers.figures.tables import Mend, in_sequence, read_table, within
from varne.readers.problem import Problem, shortened

WINDOW = timedelta(days=8)
"""A page of single days shows none that is older."""
SUMMARY = Layout("people", {"people": PEOPLE, "boats": BOATS, **PREVENTED}, frozenset({"people", "boats", "prevented"}))
_DEFENCE = "ministry-of-defence"
_WEEK = re.compile(r"week ending:? (.+)", re.IGNORECASE)
_SENTENCES = {
    "date": re.compile(r"24-hour period.*?23:59,? (\d{1,2} \w+ \d{4})"),
    "people": re.compile(r"number of migrants detected in small boats: ?([\d,]+|none|zero)", re.IGNORECASE),
    "boats": re.compile(r"number of boats detected: ?([\d,]+|none|zero)", re.IGNORECASE),
    "uncontrolled": re.compile(r"number of boats .*uncontrolled landings: ?([\d,]+|none|zero)", re.IGNORECASE),
}
_CUT = Problem("", "", "the page breaks off", "fetch it again; a page ends in </html>")


def read_govuk(page: Page) -> Filled | None:
    """A page's figures; None when it is none of these pages."""
    found = _days(page) or _summary(page) or _sentences(page)
    if found is None or page.whole:
        return found
    return Filled(found.kind, found.parts, [*found.problems, _CUT], found.notes)


def _days(page: Page) -> Filled | None:
    ours = page.publisher != _DEFENCE
    for rows in page.tables:
        if header := find_header(rows, DAILY):
            got = read_table(rows, header, DAILY, "last7" if ours else "mod_daily", "table", _mend(page))
            late = _outside(page, got.columns)
            kind = "last 7 days page" if ours else "Ministry of Defence weekly page"
            return Filled(kind, (Part(got.columns, page.changed, "page"),), [*got.problems, *late], got.notes)
    return None


def _mend(page: Page) -> Mend:
    if page.changed is None:
        return in_sequence(1)
    last = page.changed.date().toordinal() - EPOCH
    return within(last - WINDOW.days, last)


def _outside(page: Page, columns: Sequence[Column]) -> list[Problem]:
    """Days that a page of that date cannot show, and that a mended year does not explain."""
    if page.changed is None or not columns:
        return []
    last = np.datetime64(page.changed.date())
    days = columns[0].days
    odd = days[(days > last) | (days < last - np.timedelta64(WINDOW.days, "D"))]
    why = f"no day of the {WINDOW.days} days before the page of {last}"
    return [Problem("table", str(d), why, "is it another page, or a slip in the month?") for d in odd]


def _summary(page: Page) -> Filled | None:
    for rows in page.tables:
        header = find_header(rows, SUMMARY)
        if header is None or header.row + 1 >= len(rows):
            continue
        ends = [found[1] for line in page.lines if (found := _WEEK.fullmatch(line))]
        if not ends:
            problem = Problem(
                "", shortened(page.title), "no heading says which week it is", "it reads 'Week ending 9 August 2026'"
            )
            return Filled("weekly summary page", (), [problem])
        row = {m: rows[header.row + 1][j] for m, j in header.column.items() if j < len(rows[header.row + 1])}
        return _one_row(page, "weekly summary page", "week_page", ends[-1], row)
    return None


def _sentences(page: Page) -> Filled | None:
    text = {name: found[1] for line in page.lines for name, p in _SENTENCES.items() if (found := p.search(line))}
    if not {"date", "people", "boats"} <= text.keys():
        return None
    row = {m: "0" if t.lower() in ("none", "zero") else t for m, t in text.items() if m != "date"}
    return _one_row(page, "Ministry of Defence daily page", "mod_daily", text["date"], row)


def _one_row(page: Page, kind: str, table: str, when: str, cells: dict[str, object]) -> Filled:
    """A page that tells of one day or week."""
    try:
        days = as_days([day(when)])
    except BadCell as bad:
        return Filled(kind, (), [Problem("", when, bad.why, bad.mend)])
    columns, problems = [], []
    for measure, cell in cells.items():
        reasons: dict[int, str] = {}
        try:
            got = count(cell)
        except BadCell as bad:
            got = f"unreadable: {bad.why}"
            problems.append(Problem(measure, shortened(str(cell)), bad.why, bad.mend))
        if isinstance(got, str):
            reasons[0], got = got, np.nan
        columns.append(Column(table, measure, days, np.array([got]), reasons=reasons))
    late = [] if table == "week_page" else _outside(page, columns)
    return Filled(kind, (Part(tuple(columns), page.changed, "page"),), [*problems, *late])
