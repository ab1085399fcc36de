"""The times of a list's rows, settled together: the order of day and month, the night they belong to, the zone.

What one cell leaves open the others often decide; what stays open is assumed and said, or is a problem of its cell.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from varne.readers.lists.assumed import Told
from varne.readers.lists.cells import Unread
from varne.readers.lists.moments import Order, Stamp, bare, order_of, stamp, zone_of

NOON, DAY = time(12), timedelta(days=1)
FALL = timedelta(hours=12)
"""A clock that falls by more from one row to the next has passed midnight."""
AHEAD = timedelta(minutes=10)
KEYS = ("reported", "fixed", "received")
_NIGHT_OF = re.compile(r"(\d\d?) ?(?:au|-|/|to|et|and|–) ?(\d\d? ?[a-z]{3,9}\.? ?\d{2,4}|\d\d?/\d\d?/\d{2,4})")


@dataclass(frozen=True, slots=True)
class Stamped:
    """The times of one row as its cells say them: by key, with the zone of each heading; date is the date column's."""

    times: Mapping[str, Stamp] = field(default_factory=dict)
    zones: Mapping[str, str | None] = field(default_factory=dict)
    date: Stamp | None = None

    @property
    def stamps(self) -> list[Stamp]:
        """All of them, the date's first."""
        return [s for s in (self.date, *self.times.values()) if s]


@dataclass(frozen=True, slots=True)
class Times:
    """The times of each row by key, or why a cell gave none; and what was assumed."""

    rows: tuple[Mapping[str, datetime | Unread], ...]
    assumed: tuple[str, ...]


def night_in(texts: Sequence[str], near: date) -> tuple[date | None, date | None]:
    """The night, or else the day, that words above a list or on its tab name.

    returns  (evening's date, None), (None, day), or (None, None)

    >>> night_in(["Nuit du 23 au 24 novembre 2021"], date(2021, 11, 24))
    (datetime.date(2021, 11, 23), None)
    """
    for text in texts:
        if m := _NIGHT_OF.search(bare(text)):
            last = stamp(m[2], near)
            morning = last.day("day first") if last else None
            if morning and (morning - DAY).day == int(m[1]):
                return morning - DAY, None
    for text in texts:
        if (found := stamp(text, near)) and (day := found.day("day first") or found.day("month first")):
            return None, day
    return None, None


def settled(rows: Sequence[Stamped], told: Told, above: Sequence[str]) -> Times:
    """All times of a list.

    above  what stands above the list, on its tab and in the file's name, where a date may stand
    """
    order, mixed, said = _order([s for row in rows for s in row.stamps])
    night, day = (told.night, None) if told.night else night_in(above, told.received.date())
    if not told.night and (night or day):
        said.append(f"times without a date are of {f'the night of {night}' if night else day}, which stands above the list")
    days, passed = _days(rows, order, day)
    found = [
        {k: _moment(s, day, night, row.zones.get(k), order, mixed, told) for k, s in row.times.items()}
        for row, day in zip(rows, days, strict=True)
    ]
    if not night:
        said += [f"the clock passes midnight in row {k + 1} of the list: from there on it is {d}" for k, d in passed]
    return Times(tuple(found), (*said, *_zones(rows, told), *_ahead(found, told.received)))


def _order(stamps: Sequence[Stamp]) -> tuple[Order, bool, list[str]]:
    order, mixed = order_of(stamps)
    open_ones = any(s.days and None not in s.days and s.days[0] != s.days[1] for s in stamps)
    if not open_ones or mixed or order == "day first":
        return order or "day first", mixed, []
    why = "no date of the list shows the order" if order is None else "others of the list can be nothing else"
    return order or "day first", mixed, [f"dates such as 03/04/2021 are taken as {order or 'day first'}: {why}"]


def _days(
    rows: Sequence[Stamped], order: Order, day: date | None
) -> tuple[list[tuple[date | None, bool]], list[tuple[int, date]]]:
    """The day of each row, and whether it says so itself; else the row above's, and the next one where the clock falls."""
    days: list[tuple[date | None, bool]] = []
    passed = []
    before: time | None = None
    for k, row in enumerate(rows):
        own = next((d for s in row.stamps if (d := s.day(order))), None)
        clock = next((s.clock for key in KEYS if (s := row.times.get(key)) and s.clock), None)
        if own:
            day = own
        elif day and clock and before and _since_midnight(before) - _since_midnight(clock) > FALL:
            day += DAY
            passed.append((k, day))
        before = clock or before
        days.append((day, own is not None))
    return days, passed


def _since_midnight(clock: time) -> timedelta:
    return timedelta(hours=clock.hour, minutes=clock.minute, seconds=clock.second)


def _moment(
    s: Stamp, row: tuple[date | None, bool], night: date | None, zone: str | None, order: Order, mixed: bool, told: Told
) -> datetime | Unread:
    if s.clock is None:
        return Unread("a day without a time", "write the time of day beside it")
    if mixed and s.days and None not in s.days and s.days[0] != s.days[1]:
        return Unread(f"{s.days[0]} or {s.days[1]}: this list has dates in both orders", "write the month as a word")
    day = s.day(order)
    if s.days and day is None:
        day = next((d for d in s.days if d), None)
    if day is None and night and not row[1]:
        day = night + DAY if s.clock < NOON else night
    day = day or row[0]
    if day is None:
        return Unread("a time without a date", "say which night with --night 2021-11-23 (the evening's date)")
    name = s.zone or zone or told.zone or "UTC"
    if name == "local":
        if told.zone in (None, "UTC"):
            return Unread("a local time, and nobody says whose", "give --zone Europe/Paris or Europe/London")
        name = told.zone
    try:
        return datetime.combine(day, s.clock, zone_of(name)).astimezone(UTC)
    except (OverflowError, ValueError):
        return Unread(f"{day} is no day that can be", "is it a slip of the pen?")


def _zones(rows: Sequence[Stamped], told: Told) -> Iterator[str]:
    unsaid = any(s.clock and not (s.zone or row.zones.get(k)) for row in rows for k, s in row.times.items())
    if unsaid and told.zone is None:
        yield "no zone stands with the times: they are taken as UTC; --zone Europe/Paris or Europe/London says otherwise"


def _ahead(found: Sequence[Mapping[str, datetime | Unread]], received: datetime) -> Iterator[str]:
    late = [t for row in found for t in row.values() if isinstance(t, datetime) and t > received + AHEAD]
    if late:
        minutes = round((max(late) - received).total_seconds() / 60)
        yield f"{len(late)} times lie up to {minutes} minutes after the list was received: local times? --zone says so"
