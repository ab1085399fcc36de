"""Official figures as values: a document says, column by column, a number or the reason why there is none."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from varne.crossings.sentences import Language, in_words

Days = NDArray[np.datetime64]
Floats = NDArray[np.float64]
Period = Literal["day", "week", "quarter", "year", "span"]
"""What a key stands for: the day itself, the Sunday that ends a week, or the first day of a quarter, year or named span."""
Status = Literal["final", "provisional", "reported"]
Dated = Literal["given", "page", "file", "name", "newest day"]
"""How it is known when a document was published: told by a person, on the page, saved in the file, in its name, or one day
after its newest figure, which is the earliest that it can be."""


@dataclass(frozen=True, slots=True)
class Table:
    """One published table: who says it, how sure it is, and what it must never be mixed with.

    rank  which of two sources is preferred for the same thing, 0 first; never mixed in one sum
    """

    name: str
    title: str
    publisher: str
    period: Period
    status: Status
    rank: int
    licence: str


_OGL, _HO = "Open Government Licence v3.0", "Home Office and Border Force"
TABLES: Mapping[str, Table] = {
    t.name: t
    for t in (
        Table("final_quarterly", "Immigration system statistics, table Irr_D01", "Home Office", "quarter", "final", 0, _OGL),
        Table("daily", "Small boats time series, table SB_01", _HO, "day", "provisional", 1, _OGL),
        Table("weekly", "Small boats time series, table SB_02", _HO, "week", "provisional", 1, _OGL),
        Table("last7", "Small boat arrivals: last 7 days", _HO, "day", "provisional", 2, _OGL),
        Table("week_page", "Weekly summary of small boat arrivals and preventions", _HO, "week", "provisional", 2, _OGL),
        Table("mod_daily", "Migrants detected in small boats", "Ministry of Defence", "day", "provisional", 3, _OGL),
        Table("iom_crossing", "Missing Migrants, Channel crossing", "IOM", "day", "reported", 4, "CC BY 4.0"),
        Table("iom_other_cause", "Missing Migrants, Channel: violence, illness", "IOM", "day", "reported", 4, "CC BY 4.0"),
        Table("iom_elsewhere", "Missing Migrants, rest of the route", "IOM", "day", "reported", 4, "CC BY 4.0"),
        Table("secmar", "Operations co-ordinated by the CROSS, Channel", "SNOSAN", "day", "provisional", 4, "Licence Ouverte"),
        Table("french_yearly", "Yearly report, as quoted", "Préfecture maritime", "year", "reported", 5, "facts"),
        Table("returns_pilot", "Returns pilot, ministers' statements", "Home Office, as quoted", "day", "reported", 5, "facts"),
        Table("red_days", "Small boat arrivals and crossing conditions, as quoted", "Home Office", "span", "reported", 5, _OGL),
    )
}


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One measure of one table, as one document gives it.

    days     (m,) datetime64[D]; with labels together unique
    values   (m,) NaN where there is no number; then `reasons` says why
    labels   what tells two rows of one day apart, such as an incident's number; empty: nothing does
    reasons  row -> why it is missing, for example "not collected"
    notes    row -> what the document says about it, for example "Revised"
    """

    table: str
    measure: str
    days: Days
    values: Floats
    labels: tuple[str, ...] = ()
    reasons: Mapping[int, str] = field(default_factory=dict)
    notes: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """A publication as it was read: a file or page, or what one file quotes of one day.

    file       SHA-256 of its bytes
    kind       its layout, such as "time series workbook"
    published  aware, UTC; dated: how that is known
    part       which of several publications that one file quotes; empty: the file is one
    """

    file: str
    kind: str
    published: datetime
    dated: Dated
    columns: tuple[Column, ...]
    part: str = ""

    @property
    def sha(self) -> str:
        """Who it is: the file's hash, and the part if it has any."""
        return f"{self.file}:{self.part}" if self.part else self.file


@dataclass(frozen=True, slots=True)
class Vintage:
    """The state of a table on a day: the newest document then, and how many there were.

    published  of the newest document; sha: its bytes; newest: its last day
    """

    table: str
    published: datetime
    sha: str
    newest: date
    documents: int

    def said(self, language: Language) -> str:
        """The table as it is called, when it was published, and its last day."""
        published, newest = (in_words(d.isoformat(), language) for d in (self.published.date(), self.newest))
        title = TABLES[self.table].title
        if language == "en":
            return f"{title}, published {published}, to {newest}"
        return f"{title}, publié le {published}, jusqu'au {newest}"

    def __str__(self) -> str:
        return self.said("en")


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """One measure as it was known on a day: a value a day, NaN where there is no number.

    days, labels, values  as in Column, in order of days
    vintage               the newest document that was known then
    """

    table: str
    measure: str
    days: Days
    values: Floats
    vintage: Vintage
    labels: tuple[str, ...] = ()
    notes: Mapping[int, str] = field(default_factory=dict)


def as_days(days: NDArray[np.int32] | list[int]) -> Days:
    """Days since 1970 as datetime64[D].

    >>> as_days([0, 20516]).astype(str).tolist()
    ['1970-01-01', '2026-03-04']
    """
    return np.asarray(days, dtype=np.int64).astype("datetime64[D]")


def day_of(day: np.datetime64) -> date:
    """A datetime64[D] as a date."""
    found: date = day.astype("datetime64[D]").item()
    return found
