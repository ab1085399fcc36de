"""What is to be computed: what a statement leaves open, filled in from the statements before it and the day it was said."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from varne.crossings.calendar import month_of, same_date, year_of
from varne.crossings.claims.periods import Named
from varne.crossings.claims.statement import Kind, Statement
from varne.crossings.records import ALL, Scope

Span = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with one answer, or one of a few when the statement leaves that open.

    spans    first and last day; several when it says "4 or 5 March"
    frame    day, ytd, year, month or period: how the span was meant
    against  the year that it is compared with
    said     for a record: when it was said; it may be meant as of then, or as of its own day
    """

    what: str
    kind: Kind
    frame: str
    spans: tuple[Span, ...]
    against: int | None = None
    rank: int = 1
    scope: Scope = ALL
    said: date | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """What was said before: the day of the statements, the day last spoken of, and the last full question."""

    said: date
    day: date | None = None
    main: Asked | None = None


class NotClear(ValueError):
    """A statement that does not say what is to be computed."""


def ask(s: Statement, context: Context) -> tuple[Asked, Context]:
    """The question of a statement, and the context for the next one. raises NotClear

    >>> from varne.crossings.claims.statement import take_apart
    >>> first, then = ask(take_apart("592 people on Sunday 2 March"), Context(date(2025, 3, 4)))
    >>> ask(take_apart("YTD"), then)[0].spans
    ((datetime.date(2025, 1, 1), datetime.date(2025, 3, 2)),)
    """
    if s.broken:
        raise NotClear(s.broken)
    if context.main and not s.periods and not s.year and not s.frame and s.kind is None:
        what = s.what or context.main.what
        return replace(context.main, what=what), context  # "in boats"
    asked = _question(s, context)
    if s.kind in ("change", "less", "more") or (s.bare and context.main):
        return asked, context
    ends = {last for _, last in asked.spans}
    told = (
        s.periods and asked.frame in ("day", "period", "ytd") and s.frame != "first" and (len(ends) == 1 or s.frame != "since")
    )
    return asked, replace(context, day=asked.spans[-1][1] if told else context.day, main=asked)


def _question(s: Statement, context: Context) -> Asked:
    what = s.what or (context.main.what if s.bare and context.main else "people")
    if s.kind in ("rank_day", "rank_year"):
        return _record(s, what, context)
    if s.kind in ("change", "less", "more"):
        spans = _compared(s, context)
        return Asked(what, s.kind, "ytd", spans, s.against or spans[0][1].year - 1)
    frame, spans = _spans(s, context)
    return Asked(what, "value", frame, spans)


def _record(s: Statement, what: str, context: Context) -> Asked:
    months = [p.days[0][0] for p in s.periods if p.kind == "month"]
    days = [d for p in s.periods if p.kind == "day" for d in _days(p, s, context)]
    of_a_year = s.year and not (days or months or s.so_far or s.by_day or context.day)
    if s.kind == "rank_year" or of_a_year:
        return Asked(what, "rank_year", "year", (year_of(s.year or _whole_year(context)),), rank=s.rank)
    if not days and context.day is None:
        raise NotClear(f"{s.text!r}: of which day is it a record? write the day")
    day = days[0] if days else context.day or context.said
    year = s.year or day.year if s.so_far else s.year if s.year and not days else None
    scope = Scope(months[0] if months else None, year)
    return Asked(what, "rank_day", "day", ((day, day),), rank=s.rank, scope=scope, said=context.said)


def _whole_year(context: Context) -> int:
    """The year last spoken of; else the last one that was over when it was said."""
    main = context.main
    return main.spans[-1][1].year if main and main.frame == "year" else context.said.year - 1


def _compared(s: Statement, context: Context) -> tuple[Span, ...]:
    """The sum that is compared: of the day or year that the statement names, else as the last full statement had it."""
    if s.periods:
        return tuple(_to_date(d) for d in _days(s.periods[0], s, context))
    if s.year:
        return _not_after(year_of(s.year), context)[1]
    if context.main and context.main.frame in ("ytd", "year"):
        return context.main.spans
    return _so_far(context)


def _not_after(span: Span, context: Context) -> tuple[str, tuple[Span, ...]]:
    """A year or month that was not over when it was said: its days up to then, or up to the day before."""
    frame = "year" if (span[0].month, span[1].month) == (1, 12) else "month"
    if not span[0] <= context.said < span[1]:
        return frame, (span,)
    ends = [d for d in (context.said - timedelta(days=1), context.said) if d >= span[0]]
    return ("ytd" if frame == "year" else "period"), tuple((span[0], end) for end in ends)


def _so_far(context: Context) -> tuple[Span, ...]:
    """From 1 January as far as is spoken of, or as was known."""
    return tuple(_to_date(d) for d in _known_to(context))


def _known_to(context: Context) -> tuple[date, ...]:
    """The day last spoken of; else the day before it was said, since a day is published the next, or the day itself."""
    return (context.day,) if context.day else (context.said - timedelta(days=1), context.said)


def _spans(s: Statement, context: Context) -> tuple[str, tuple[Span, ...]]:
    main = context.main
    again = s.same or (s.bare and main and main.frame in ("period", "month"))
    if again and s.year and main and not s.periods:
        return main.frame, tuple((same_date(a, s.year), same_date(b, s.year)) for a, b in main.spans)
    if s.frame == "ytd" or (s.bare and main and main.frame == "ytd" and all(p.kind in ("day", "either") for p in s.periods)):
        return "ytd", _years_to_date(s, context)
    if s.frame == "last":
        end = _days(s.periods[0], s, context)[0] if s.periods else context.day or context.said
        return "period", ((end - timedelta(days=s.n - 1), end),)
    if s.frame in ("since", "first"):
        spans = _from_start(s, context)
        return ("ytd" if all(_to_date(last) == (first, last) for first, last in spans) else "period"), spans
    if s.frame == "months":
        year = s.year or context.said.year
        return _not_after((date(year, 1, 1), month_of(year, min(s.n, 12))[1]), context)
    if s.periods:
        return _period(s.periods, s, context)
    if s.year:
        return _not_after(year_of(s.year), context)
    raise NotClear(f"{s.text!r} names no period; write a day, a month, a year, 'so far this year' or 'since 5 July 2024'")


def _years_to_date(s: Statement, context: Context) -> tuple[Span, ...]:
    if s.periods:
        return tuple(_to_date(d) for d in _days(s.periods[0], s, context))
    if s.year:
        return (_to_date(same_date(context.day or context.said, s.year)),)
    if context.main and context.main.frame == "ytd":
        return context.main.spans
    return _so_far(context)


def _from_start(s: Statement, context: Context) -> tuple[Span, ...]:
    """From a day on: so many days, to a day that is named, to the day last spoken of, or as far as was known."""
    starts = [d for p in s.periods[:1] for d in _days(p, s, context)] or ([date(s.year, 1, 1)] if s.year else [])
    if not starts:
        raise NotClear(f"{s.text!r}: from which day? write 'since 5 July 2024'")
    if s.frame == "first":
        return ((starts[0], starts[0] + timedelta(days=s.n - 1)),)
    ends = [d for p in s.periods[1:] for d in _days(p, s, context)][-1:]
    return tuple((starts[0], end) for end in ends or _known_to(context) if end >= starts[0]) or ((starts[0], starts[0]),)


def _period(periods: Sequence[Named], s: Statement, context: Context) -> tuple[str, tuple[Span, ...]]:
    period = periods[0]
    days = _days(period, s, context)
    if period.kind == "month":
        return _not_after(month_of(days[0].year, days[0].month), context)
    if period.kind == "range" or (len(periods) == 2 and period.kind == periods[1].kind == "day"):
        last = days[-1] if period.kind == "range" else _days(periods[1], s, context)[0]
        return "period", ((days[0], last),)
    return "day", tuple((d, d) for d in days)


def _days(period: Named, s: Statement, context: Context) -> list[date]:
    """The days of a period; a missing year is the statement's, else the latest that is not after the day it was said."""
    return [_dated(m, d, y or s.year, context) for (m, d), y in zip(period.days, period.years, strict=True)]


def _dated(month: int, day: int, year: int | None, context: Context) -> date:
    if year is None:
        year = context.said.year if (month, day) <= (context.said.month, context.said.day) else context.said.year - 1
    try:
        return date(year, month, day)
    except ValueError:
        raise NotClear(f"{year}-{month:02}-{day:02} is not in the calendar") from None


def _to_date(day: date) -> Span:
    return date(day.year, 1, 1), day
