"""Dates and times as people and spreadsheets write them -> what they say, with every doubt kept apart.

A cell may say a day, a time of day, or both, with or without a zone. 03/04/2021 is two days until the list shows in which
order its dates are written. Clocks go unsaid most often: UTC or local is settled by the column, the cell, or the caller.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import Literal
from zoneinfo import ZoneInfo

Order = Literal["day first", "month first"]
Written = str | int | float | bool | date | datetime | time | timedelta

_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001  Excel's day 0; it has no zone
_SERIALS = (20_000.0, 80_000.0)
"""Numbers of days that are dates of 1954 to 2119."""
_NAMES = ("jan", "f", "mar", "a[pv]r", "ma[iy]", "jui?n", "jui?l", "a(?:ug|ou)", "sep", "oct", "nov", "dec")
_MONTH = r"(?P<name>jan|feb|fev|mar|apr|avr|mai|may|jun|juin|jul|juil|aug|aou|sep|oct|nov|dec)[a-z]*\.?"
_ISO = re.compile(r"(?P<y>\d{4})[-/.](?P<m>\d\d?)[-/.](?P<d>\d\d?)(?!\d)")
_NUMERIC = re.compile(r"(?<!\d)(?P<a>\d\d?)[-/.](?P<b>\d\d?)(?:[-/.](?P<y>\d{4}|\d\d))?(?![\d])(?!\s*h)")
_NAMED = re.compile(rf"(?<!\d)(?P<d>\d\d?)(?:st|nd|rd|th|er)?[ -]*{_MONTH}[ ,-]*(?P<y>\d{{4}}|\d\d(?![:h\d]))?")
_NAMED_US = re.compile(rf"\b{_MONTH} (?P<d>\d\d?)(?:st|nd|rd|th)?,? *(?P<y>\d{{4}})?")
_GROUP = re.compile(rf"\b(?P<d>\d\d)(?P<h>\d\d)(?P<n>\d\d) ?(?P<z>[a-z]|utc)? ?{_MONTH} ?(?P<y>\d{{4}}|\d\d)\b")
_CLOCK = re.compile(
    r"(?<![\d:.,])(?P<h>\d\d?)(?:[:h](?P<n>\d\d)(?:[:m](?P<s>\d\d)(?:[.,]\d+)?)?|[h](?!\w)|\.(?P<n2>\d\d)(?![.\d]))"
    r"\s*(?:(?P<half>[ap])\.?m\b)?"
)
_FOUR = re.compile(r"(?<![\d:.,/-])(?P<h>[01]\d|2[0-4])(?P<n>[0-5]\d)(?![\d:.,/-])")
_OFFSET = re.compile(r"(?:utc|gmt)?\s*(?P<s>[+-])(?P<h>\d\d?)(?::?(?P<m>\d\d))?\s*\)?$")

PARIS, LONDON = "Europe/Paris", "Europe/London"
_ZONES = {
    "UTC": r"z|zulu|utc|gmt|tu|ut|t\.u\.",
    "+60min": r"cet|bst|hnec|alpha",
    "+120min": r"cest|heec|bravo",
    PARIS: r"heure francaise|heure de paris|french time|french local|paris|\(fr\)|fr$",
    LONDON: r"uk time|uk local|heure anglaise|heure britannique|london|\(uk\)|uk$",
    "local": r"local time|local|locale|heure locale|lt|hl",
}
_ZONE = {name: re.compile(rf"(?:^|[^a-z])(?:{words})(?:[^a-z]|$)") for name, words in _ZONES.items()}


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a cell says of a time.

    days    the day it means by each order of day and month, None where the digits forbid that order; () without a day
    clock   time of day; None when it says only a day; zone as it stands in the cell: a name, an offset, "local", or None
    """

    days: tuple[date | None, date | None] | tuple[()]
    clock: time | None
    zone: str | None = None

    def day(self, order: Order) -> date | None:
        """The day it means in a list that writes its dates in an order."""
        return self.days[0 if order == "day first" else 1] if self.days else None


def stamp(cell: Written, near: date | None = None) -> Stamp | None:
    """What a cell says of a time; None when it says nothing that can be read.

    near  a day whose year a date without one has, and whose night a bare day number is in

    >>> stamp("24/11/2021 02h05 (heure locale)")
    Stamp(days=(datetime.date(2021, 11, 24), None), clock=datetime.time(2, 5), zone='local')
    >>> stamp(44524.0625).clock, stamp("0105Z")
    (datetime.time(1, 30), Stamp(days=(), clock=datetime.time(1, 5), zone='UTC'))
    """
    match cell:
        case bool():
            return None
        case datetime():
            whole = _rounded(cell.replace(tzinfo=None))
            zone = _named(cell.tzinfo) if cell.tzinfo else None
            return Stamp((whole.date(), whole.date()), whole.time(), zone)
        case date():
            return Stamp((cell, cell), None)
        case time():
            return Stamp((), _rounded(datetime.combine(date(2000, 1, 1), cell.replace(tzinfo=None))).time())
        case timedelta():
            return Stamp((), (datetime(2000, 1, 1) + cell).time()) if timedelta(0) <= cell < timedelta(days=1) else None  # noqa: DTZ001
        case int() | float():
            return _serial(float(cell))
    return _text(cell, near)


def _named(zone: tzinfo) -> str:
    offset = zone.utcoffset(None)
    return "UTC" if not offset else f"{int(offset.total_seconds() // 60):+d}min"


def _rounded(when: datetime) -> datetime:
    try:
        return (when + timedelta(microseconds=500_000)).replace(microsecond=0)
    except OverflowError:
        return when.replace(microsecond=0)


def _serial(number: float) -> Stamp | None:
    """A spreadsheet's own number: days since 1900, a part of a day, or 2330 typed for half past eleven."""
    if _SERIALS[0] <= number < _SERIALS[1]:
        whole = _rounded(_EPOCH + timedelta(days=number))
        return Stamp((whole.date(), whole.date()), whole.time() if number % 1 else None)
    if 0 < number < 1:
        return Stamp((), _rounded(_EPOCH + timedelta(days=number)).time())
    if 0 <= number < 2400 and number == int(number) and number % 100 < 60:
        return Stamp((), time(int(number) // 100, int(number) % 100))
    return None


def _text(cell: str, near: date | None) -> Stamp | None:
    text = bare(cell)
    if m := _GROUP.search(text):
        day = _date(m["y"], m["name"], m["d"], near)
        clock = _time(m["h"], m["n"])
        letter = m["z"]
        return Stamp((day, day), clock, _letter(letter)) if day and clock else None
    days, rest = _days(text, near)
    rest = rest.replace("t", " ", 1) if re.match(r"^\s*t\d", rest) else rest
    clock, tail = _clock(rest)
    if not days and clock is None:
        return None
    if days == (None, None):
        return None
    return Stamp(days, clock, zone_in(tail) if clock else None)


def bare(text: str) -> str:
    """Text as times are looked for: no case, no accents."""
    return " ".join(text.casefold().translate(str.maketrans("éèêûùàâôî", "eeeuuaaoi")).split())


def _days(text: str, near: date | None) -> tuple[tuple[date | None, date | None] | tuple[()], str]:
    """The day a text says by both orders, and the text without it."""
    for pattern in (_ISO, _NAMED, _NAMED_US, _NUMERIC):
        if m := pattern.search(text):
            rest = f"{text[: m.start()]} {text[m.end() :]}" if pattern is not _ISO else text[: m.start()] + text[m.end() :]
            if pattern is _NUMERIC:
                both = _date(m["y"], m["b"], m["a"], near), _date(m["y"], m["a"], m["b"], near)
                if m["y"] is None and "." in m.group():  # 2.05 is a time of day more often than the 2nd of May
                    continue
                return both, rest
            day = _date(m["y"], m["m"] if pattern is _ISO else m["name"], m["d"], near)
            return (day, day), rest
    return (), text


def _date(year: str | None, month: str, day: str, near: date | None) -> date | None:
    number = int(month) if month.isdigit() else next(k for k, n in enumerate(_NAMES, 1) if re.match(n, month))
    if year is None and near is None:
        return None
    whole = (int(year) + (2000 if len(year) == 2 else 0)) if year else _year(number, near)
    try:
        return date(whole, number, int(day))
    except ValueError:
        return None


def _year(month: int, near: date | None) -> int:
    """The year that puts a month nearest to a day: a night in January belongs to a list of December."""
    if near is None:
        return 0
    return near.year + (month < near.month - 6) - (month > near.month + 6)


def _clock(text: str) -> tuple[time | None, str]:
    m = _CLOCK.search(text) or _FOUR.search(text)
    if m is None:
        return None, text
    found = m.groupdict()
    hour = int(found["h"])
    if found.get("half"):
        if not 1 <= hour <= 12:
            return None, text
        hour = hour % 12 + 12 * (found["half"] == "p")
    return _time(str(hour), found.get("n") or found.get("n2") or "0", found.get("s") or "0"), text[m.end() :]


def _time(hour: str, minute: str, second: str = "0") -> time | None:
    try:
        return time(int(hour), int(minute), int(second))
    except ValueError:
        return None


def _letter(letter: str | None) -> str | None:
    return {"z": "UTC", "utc": "UTC", "a": "+60min", "b": "+120min"}.get(letter or "")


def zone_in(text: str) -> str | None:
    """The zone that words around a time, or a heading, name: a zone's name, an offset, "local", or None.

    >>> zone_in(bare("Heure (TU)")), zone_in("+01:00"), zone_in("time")
    ('UTC', '+60min', None)
    """
    if m := _OFFSET.search(text):
        minutes = int(m["h"]) * 60 + int(m["m"] or 0)
        return "UTC" if not minutes else f"{m['s']}{minutes}min" if minutes < 24 * 60 else None
    for name, words in _ZONE.items():
        if words.search(text):
            return name
    return None


def zone_of(name: str) -> tzinfo:
    """A zone by its name, as `zone_in` gives it or as IANA knows it.

    raises  ValueError that names what is allowed
    """
    if name == "UTC":
        return UTC
    if m := re.fullmatch(r"([+-]\d+)min", name):
        return timezone(timedelta(minutes=int(m[1])))
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(f"zone {name!r} is not known; give UTC, {PARIS} or {LONDON}") from error


def order_of(stamps: Iterable[Stamp]) -> tuple[Order | None, bool]:
    """In which order a list writes its dates, from those that allow only one; and whether it mixes both.

    returns  (None, False) when every date could be either
    """
    one_way = [s.days for s in stamps if s.days and s.days[0] != s.days[1]]
    day_first = sum(b is None for _, b in one_way)
    month_first = sum(a is None for a, _ in one_way)
    if not day_first and not month_first:
        return None, False
    return ("day first" if day_first >= month_first else "month first"), bool(day_first and month_first)
