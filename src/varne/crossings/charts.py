"""What each picture of the figures shows, as a table of its own: the picture is drawn from it, and it is exported beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np

from varne.crossings.calendar import month_of
from varne.crossings.figure import Vintage, day_of
from varne.crossings.measures import Daily, newest
from varne.crossings.records import records
from varne.crossings.revisions import Revision

Kind = Literal["cumulative", "calendar", "per-boat", "records", "revisions"]
KINDS: tuple[Kind, ...] = ("cumulative", "calendar", "per-boat", "records", "revisions")
Cell = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Chart:
    """The rows behind a picture.

    columns   name -> cells, all of one length
    vintages  of every table that it rests on
    """

    kind: Kind
    columns: Mapping[str, tuple[Cell, ...]]
    vintages: tuple[Vintage, ...]

    @property
    def rows(self) -> list[tuple[Cell, ...]]:
        """The same, row by row."""
        return list(zip(*self.columns.values(), strict=True))


def cumulative(daily: Daily) -> Chart:
    """For each day of each year the people since its 1 January; a year ends before its first day without a number."""
    years: list[Cell] = []
    days: list[Cell] = []
    sums: list[Cell] = []
    of_year = daily.days.astype("datetime64[Y]").astype(int) + 1970
    for year in range(int(of_year[0]), int(of_year[-1]) + 1):
        inside = of_year == year
        values = daily.people[inside]
        known = int(np.argmax(np.isnan(values))) if np.isnan(values).any() else len(values)
        years += [year] * known
        days += daily.days[inside][:known].astype(str).tolist()
        sums += np.cumsum(values[:known]).astype(int).tolist()
    return Chart("cumulative", {"year": tuple(years), "day": tuple(days), "people_to_date": tuple(sums)}, (daily.vintage,))


def calendar(daily: Daily) -> Chart:
    """People and boats of each day; None where there is no number."""
    columns = {"day": tuple(daily.days.astype(str).tolist()), "people": _whole(daily.people), "boats": _whole(daily.boats)}
    return Chart("calendar", columns, (daily.vintage,))


def _whole(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> tuple[int | None, ...]:
    return tuple(None if np.isnan(v) else int(v) for v in values.tolist())


def per_boat(daily: Daily) -> Chart:
    """People, boats and people a boat of each month, sum over sum; None where no boat came. The last month may not be over."""
    months = daily.days.astype("datetime64[M]")
    last = newest(daily)
    rows = []
    for month in np.unique(months):
        inside = months == month
        people, boats = float(np.nansum(daily.people[inside])), float(np.nansum(daily.boats[inside]))
        first = day_of(month)
        whole = month_of(first.year, first.month)[1] <= last
        rows.append((str(month), int(people), int(boats), round(people / boats, 2) if boats else None, whole))
    return _chart("per-boat", ("month", "people", "boats", "per_boat", "whole"), rows, (daily.vintage,))


def ranking(daily: Daily, until: date, n: int = 15) -> Chart:
    """The n highest days up to a day, and those that tie with the last."""
    rows = [(r.rank, r.day.isoformat(), int(r.value)) for r in records(daily, "people", until, n=n)]
    return _chart("records", ("rank", "day", "people"), rows, (daily.vintage,))


def history(revisions: Sequence[Revision], vintages: Sequence[Vintage]) -> Chart:
    """Every value that a number had, of the numbers that changed; one row a value."""
    rows = [
        (r.table, r.measure, r.day.isoformat(), s.first.isoformat(), s.value, s.note, s.sha)
        for r in revisions
        if r.changed
        for s in r.said
    ]
    names = ("table", "measure", "day", "published", "value", "note", "sha256")
    return _chart("revisions", names, rows, tuple(vintages))


def _chart(kind: Kind, names: Sequence[str], rows: Sequence[tuple[Cell, ...]], vintages: tuple[Vintage, ...]) -> Chart:
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(names)
    return Chart(kind, dict(zip(names, columns, strict=True)), vintages)
