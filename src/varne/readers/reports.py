"""Report lines (JSONL, one object a line) to reports and problems, and back.

The keys are the contract of DESIGN section 5. A line that cannot be taken in becomes a Problem and the others go in. A
position given as text is taken only if it can mean one place; else the report goes in without a position and a Problem
lists every reading for a person to choose from. `truth` is accepted and dropped: the program never reads it. Lines that
hold a telephone number or something about who a person is are not repeated in the Problem (invariant 6).
"""

import difflib
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec

from varne.fusion.report import (
    CHANNELS,
    CONDITIONS,
    SOURCES,
    Channel,
    Condition,
    Count,
    Description,
    Outcome,
    Report,
    Source,
)
from varne.positions import readings
from varne.readers.one_place import Readings, Unplaced, one_place
from varne.readers.problem import WITHHELD, Problem, shortened
from varne.readers.scrub import is_telephone
from varne.requests import YEARS
from varne.sea import coast

_Time = Annotated[datetime, msgspec.Meta(tz=True)]
_Word = Annotated[str, msgspec.Meta(min_length=1)]
_Metres = Annotated[float, msgspec.Meta(gt=0, le=20_000_000)]
"""Half way round the earth at most: what is computed with a number without end crashes what computes."""
_People = Annotated[int, msgspec.Meta(le=100_000)]
_Direction = Annotated[float, msgspec.Meta(ge=0, lt=360)]


class _Range(msgspec.Struct, forbid_unknown_fields=True):
    min: _People
    likely: _People
    max: _People


class _Boat(msgspec.Struct, forbid_unknown_fields=True):
    length_m: _Metres | None = None
    colour: str | None = None
    type: str | None = None
    engine: str | None = None


class _Outcome(msgspec.Struct, forbid_unknown_fields=True):
    recovered: _Range


class _Line(msgspec.Struct, forbid_unknown_fields=True):
    id: _Word
    received: _Time
    channel: Channel
    source: Source
    observed: _Time | None = None
    lon: float | msgspec.UnsetType = msgspec.UNSET
    lat: float | msgspec.UnsetType = msgspec.UNSET
    position_text: str | msgspec.UnsetType = msgspec.UNSET
    error_m: _Metres | None = None
    ellipse_m: tuple[_Metres, _Metres, _Direction] | None = None
    people: _Range | None = None
    condition: Condition = "unknown"
    in_water: _Range | None = None
    boat: _Boat = msgspec.field(default_factory=_Boat)
    course: _Direction | None = None
    speed_kn: Annotated[float, msgspec.Meta(ge=0, le=1000)] | None = None
    caller: _Word | None = None
    group: _Word | None = None
    track: _Word | None = None
    text: str = ""
    outcome: _Outcome | None = None
    truth: Any = None


_KEYS = _Line.__struct_fields__
_POSITION = ("lon", "lat", "position_text")
_PERSONAL = ("name", "names", "nationality", "ethnicity", "language", "face", "voice", "phone", "telephone", "number")
_TIME = "write the time with its zone: 2021-11-24T01:05:00Z is UTC, 2021-11-24T02:05:00+01:00 the same in French winter"
_RANGE = 'write {"min": 30, "likely": 33, "max": 40}, whole numbers with 0 <= min <= likely <= max <= 100000'
_LEAVE_OUT = "leave the key out where nobody said it"
_MENDS = {
    "id": "give each report an id of its own, such as a number of the log",
    "received": _TIME,
    "observed": _TIME,
    "channel": "use one of " + ", ".join(CHANNELS),
    "source": "use one of " + ", ".join(SOURCES),
    "condition": "use one of " + ", ".join(CONDITIONS),
    "people": _RANGE,
    "in_water": _RANGE,
    "outcome": 'write {"recovered": {"min": 30, "likely": 33, "max": 40}}',
    "boat": 'write {"length_m": 8, "colour": "grey", "type": "inflatable", "engine": "outboard"} or a part of it',
    "error_m": "give the 1 sigma radius in metres, above 0 and not beyond the earth",
    "ellipse_m": "give [major, minor, orientation]: metres above 0, the longer first, degrees true from 0 to below 360",
    "course": "give degrees true, from 0 to below 360",
    "speed_kn": "give knots, from 0 to 1000",
    "lon": "give lon and lat as decimal degrees, or the position as it was said in position_text",
    "lat": "give lon and lat as decimal degrees, or the position as it was said in position_text",
}


class _BadLine(ValueError):
    """Why a line cannot be taken in, and the mend; private lines are not repeated."""

    def __init__(self, why: str, mend: str, *, private: bool = False) -> None:
        super().__init__(why)
        self.why, self.mend, self.private = why, mend, private


def read_reports(
    lines: Iterable[str | bytes], *, position_readings: Readings = readings
) -> tuple[tuple[Report, ...], tuple[Problem, ...]]:
    """Reports out of report lines.

    lines              JSON objects, one a line; blank lines are skipped
    position_readings  position text -> every reading of it, or NoPosition
    returns            reports in the order of the lines, problems in the same order. A line is refused for bad JSON, an
                       unknown key, a value that is not allowed, a time without zone, or an id already seen. A report
                       whose position_text has no single reading goes in without a position, with a problem beside it.

    >>> line = '{"id": "a", "received": "2021-11-24T01:05:00", "channel": "call", "source": "occupant"}'
    >>> reports, problems = read_reports([line])
    >>> len(reports), problems[0].why
    (0, "received '2021-11-24T01:05:00': Expected `datetime` with a timezone component")
    """
    reports: dict[str, Report] = {}
    problems = []
    for number, raw in enumerate(lines, start=1):
        line = raw.decode("utf-8", "replace") if isinstance(raw, bytes) else raw
        if not line.strip("\ufeff \t\r\n"):
            continue
        try:
            report, doubt = _report(_parsed(line, reports), position_readings)
            reports[report.id] = report
        except _BadLine as bad:
            doubt = bad
        if doubt:
            text = WITHHELD if doubt.private else shortened(line)
            problems.append(Problem(f"line {number}", text, doubt.why, doubt.mend))
    return tuple(reports.values()), tuple(problems)


def _parsed(line: str, seen: Iterable[str]) -> _Line:
    """The line as typed fields, or _BadLine."""
    try:
        raw = msgspec.json.decode(line.strip("\ufeff \t\r\n"))
    except (msgspec.DecodeError, RecursionError) as error:
        raise _BadLine(f"this is not JSON: {error}", "write one JSON object on each line") from None
    if not isinstance(raw, dict):
        raise _BadLine(f"this is a JSON {type(raw).__name__}, not an object", "write one {...} on each line")
    _refuse_unknown(raw)
    raw = {key: value for key, value in raw.items() if value is not None or key in _POSITION}
    try:
        parsed = msgspec.convert(raw, _Line)
    except msgspec.ValidationError as error:
        raise _explained(str(error), raw) from None
    if parsed.id in seen:
        raise _BadLine(
            f"id {parsed.id!r} was used by an earlier line",
            "an id is never used twice: give this report its own, or leave the line out if it repeats the other",
        )
    return parsed


def _refuse_unknown(raw: dict[str, Any]) -> None:
    for key in raw:
        if key.lower() in _PERSONAL:
            raise _BadLine(f"{key!r} says who somebody is", "leave it out: Varne has no place for it", private=True)
        if key not in _KEYS:
            near = [k for k in _KEYS if k[:3] == key[:3]] or difflib.get_close_matches(key, _KEYS, n=1, cutoff=0.7)
            mend = f"did you mean {near[0]!r}?" if near else "the keys are " + ", ".join(_KEYS[:-1])
            raise _BadLine(f"unknown key {key!r}", mend)
    if is_telephone(str(raw.get("caller"))):
        raise _BadLine("caller looks like a telephone number", "give its keyed hash instead", private=True)


def _explained(error: str, raw: dict[str, Any]) -> _BadLine:
    """msgspec's message with the value that came and our mend."""
    message, _, path = error.partition(" - at `$.")
    key = re.split(r"[.\[`]", path)[0]
    if not key:  # a required key is missing
        key = re.findall(r"`(\w+)`", message)[-1]
        return _BadLine(f"{key} is missing", _MENDS.get(key, _LEAVE_OUT))
    came = shortened(repr(raw.get(key)), 60)
    return _BadLine(f"{key} {came}: {message}", _MENDS.get(key, _LEAVE_OUT))


def _report(line: _Line, position_readings: Readings) -> tuple[Report, _BadLine | None]:
    """The report, and a doubt about its position where there is one."""
    if line.outcome is not None and line.channel != "rescue":
        raise _BadLine(
            f"outcome on a {line.channel} report",
            'only rescue reports have one: set "channel": "rescue" or leave it out',
        )
    place, doubt = _place(line, position_readings)
    lon, lat = place or (None, None)
    report = Report(
        id=line.id,
        received=_utc("received", line.received),
        channel=line.channel,
        source=line.source,
        observed=_utc("observed", line.observed) if line.observed else None,
        lon=lon,
        lat=lat,
        ellipse_m=_ellipse(line) if place else None,
        position_text=line.position_text or None,
        people=_count(line.people, "people"),
        condition=line.condition,
        in_water=_count(line.in_water, "in_water"),
        boat=Description(line.boat.length_m, line.boat.colour, line.boat.type, line.boat.engine),
        course=line.course,
        speed_kn=line.speed_kn,
        caller=line.caller,
        group=line.group,
        track=line.track,
        text=line.text,
        outcome=_outcome(line.outcome),
    )
    return report, doubt


def _utc(key: str, when: datetime) -> datetime:
    if when.year not in YEARS:
        raise _BadLine(f"{key} {when.isoformat()} is of no year from {YEARS[0]} to {YEARS[-1]}", "is the year right?")
    return when.astimezone(UTC)


def _place(line: _Line, position_readings: Readings) -> tuple[tuple[float, float] | None, _BadLine | None]:
    if line.position_text is not msgspec.UNSET and not line.position_text.strip():
        raise _BadLine("position_text is empty", _LEAVE_OUT)
    if line.lon is not msgspec.UNSET and line.lat is not msgspec.UNSET:
        return _checked(line.lon, line.lat), None
    if line.lon is not msgspec.UNSET or line.lat is not msgspec.UNSET:
        has, lacks = ("lon", "lat") if line.lat is msgspec.UNSET else ("lat", "lon")
        raise _BadLine(f"{has} without {lacks}", "give both or neither")
    if line.position_text is not msgspec.UNSET:
        return _single(line.position_text, position_readings)
    if line.error_m is not None or line.ellipse_m is not None:
        raise _BadLine("an error without a position", "give lon and lat, or leave error_m and ellipse_m out")
    return None, None


def _checked(lon: float, lat: float) -> tuple[float, float]:
    swapped = not coast.covers(lon, lat) and coast.covers(lat, lon)
    mend = "lon and lat look swapped: longitude is the east one, 0 to 3 in the Strait" if swapped else ""
    if not -90 <= lat <= 90:
        raise _BadLine(f"latitude {lat:g} is outside -90 to 90", mend or "give decimal degrees, north positive")
    if not -180 <= lon < 180:
        raise _BadLine(f"longitude {lon:g} is outside -180 to 180", mend or "give decimal degrees, east positive")
    if swapped:
        raise _BadLine(f"longitude {lon:g}, latitude {lat:g} is far from the Strait", mend)
    return lon, lat


def _single(text: str, position_readings: Readings) -> tuple[tuple[float, float] | None, _BadLine | None]:
    try:
        return one_place(text, position_readings), None
    except Unplaced as unplaced:
        return None, _BadLine(unplaced.why, unplaced.mend)


def _ellipse(line: _Line) -> tuple[float, float, float] | None:
    if line.error_m is not None and line.ellipse_m is not None:
        raise _BadLine("error_m and ellipse_m together", "give one of them")
    if line.error_m is not None:
        return line.error_m, line.error_m, 0.0
    if line.ellipse_m is not None and line.ellipse_m[1] > line.ellipse_m[0]:
        raise _BadLine(f"ellipse_m {list(line.ellipse_m)}: the first axis is the shorter", _MENDS["ellipse_m"])
    return line.ellipse_m


def _count(given: _Range | None, key: str) -> Count | None:
    try:
        return Count(given.min, given.likely, given.max) if given else None
    except ValueError as error:
        raise _BadLine(f"{key}: {error}", _RANGE) from None


def _outcome(given: _Outcome | None) -> Outcome | None:
    recovered = _count(given.recovered, "outcome.recovered") if given else None
    return Outcome(recovered) if recovered else None


def write_report(report: Report) -> dict[str, Any]:
    """A report as the object of a report line; reading it again gives the same report.

    >>> report = Report("a", datetime(2021, 11, 24, 1, 5, tzinfo=UTC), "call", "occupant", people=Count(30, 33, 40))
    >>> write_report(report)["people"]
    {'min': 30, 'likely': 33, 'max': 40}
    """
    line = {
        "id": report.id,
        "received": _iso(report.received),
        "observed": _iso(report.observed) if report.observed else None,
        "channel": report.channel,
        "source": report.source,
        "lon": report.lon,
        "lat": report.lat,
        "position_text": report.position_text,
        "ellipse_m": list(report.ellipse_m) if report.ellipse_m else None,
        "people": _range(report.people),
        "condition": report.condition,
        "in_water": _range(report.in_water),
        "boat": {k: v for k, v in msgspec.structs.asdict(_described(report.boat)).items() if v is not None} or None,
        "course": report.course,
        "speed_kn": report.speed_kn,
        "caller": report.caller,
        "group": report.group,
        "track": report.track,
        "text": report.text or None,
        "outcome": {"recovered": _range(report.outcome.recovered)} if report.outcome else None,
    }
    return {key: value for key, value in line.items() if value is not None}


def report_line(report: Report) -> str:
    """A report as one report line, without the end of line."""
    return msgspec.json.encode(write_report(report)).decode()


def _described(boat: Description) -> _Boat:
    return _Boat(boat.length_m, boat.colour, boat.type, boat.engine)


def _range(count: Count | None) -> dict[str, int] | None:
    return {"min": count.min, "likely": count.likely, "max": count.max} if count else None


def _iso(time: datetime) -> str:
    if time.tzinfo is None:
        raise ValueError(f"time {time.isoformat()} has no zone; give it one, such as time.replace(tzinfo=UTC)")
    return time.astimezone(UTC).isoformat().replace("+00:00", "Z")
