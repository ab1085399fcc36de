"""Days that are compared with each other. The same date of another year is the press's and the Home Office's rule."""

import calendar
from datetime import date, timedelta

from varne.crossings.figure import Period


def same_date(day: date, year: int) -> date:
    """The same calendar date in another year; 29 February becomes the 28th where there is none.

    >>> same_date(date(2024, 2, 29), 2023)
    datetime.date(2023, 2, 28)
    """
    last = calendar.monthrange(year, day.month)[1]
    return date(year, day.month, min(day.day, last))


def same_number(day: date, year: int) -> date:
    """The day of another year with the same number, counted from 1 January; a 366th becomes 31 December.

    >>> same_number(date(2025, 3, 3), 2024)
    datetime.date(2024, 3, 2)
    """
    found = date(year, 1, 1) + (day - date(day.year, 1, 1))
    return min(found, date(year, 12, 31))


def year_of(year: int) -> tuple[date, date]:
    """First and last day of a year."""
    return date(year, 1, 1), date(year, 12, 31)


def month_of(year: int, month: int) -> tuple[date, date]:
    """First and last day of a month.

    >>> month_of(2024, 2)[1]
    datetime.date(2024, 2, 29)
    """
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def last_of(period: Period, key: date) -> date:
    """The last day of what a key stands for: a quarter and a year are named by their first day, a week by its last.

    >>> last_of("quarter", date(2023, 10, 1))
    datetime.date(2023, 12, 31)
    """
    if period == "quarter":
        return month_of(key.year, key.month + 2)[1]
    return date(key.year, 12, 31) if period == "year" else key


def shifted(span: tuple[date, date], days: int) -> tuple[date, date]:
    """Both ends so many days later."""
    return span[0] + timedelta(days=days), span[1] + timedelta(days=days)
