"""`varne log table`: a night of a record as a table for other programs: its reports, its boats or all its events."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal, get_args

from varne.fusion.report import Count
from varne.record.chain import Stored
from varne.record.events import Reported, kind
from varne.record.history import History
from varne.record.incident import Boat, Night, Recorded
from varne.server.timeline import sentence
from varne.writers.tables import Columns

What = Literal["reports", "boats", "events"]
KINDS: tuple[What, ...] = get_args(What)
Row = Mapping[str, Any]


def night_of(day: date) -> tuple[datetime, datetime]:
    """A night is from noon of its first day to noon of the next, UTC: crossings straddle midnight.

    >>> [t.isoformat() for t in night_of(date(2021, 11, 23))]
    ['2021-11-23T12:00:00+00:00', '2021-11-24T12:00:00+00:00']
    """
    noon = datetime.combine(day, time(12), UTC)
    return noon, noon + timedelta(days=1)


def table(stored: Iterable[Stored], what: What, span: tuple[datetime, datetime] | None = None) -> Columns:
    """A table of a record.

    span     only what was recorded from the first to before the second; boats that were open then or opened then, as known at
             its end. None: all of it
    returns  columns of equal length, in the order of arrival or opening
    """
    history = History()
    history.take(stored)
    begin, end = span or (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))
    within = [s for s in history.arrived if begin <= s.at < end]
    night = history.night(history.known_at(end - timedelta(microseconds=1)))
    if what == "events":
        return _columns([_event(s) for s in within], _EVENT)
    if what == "reports":
        told = [s.event.report.id for s in within if isinstance(s.event, Reported)]
        return _columns([_report(night.reports[r], night) for r in dict.fromkeys(told) if r in night.reports], _REPORT)
    kept = [b for b in night.boats.values() if b.opened_at < end and (b.status == "open" or b.status_since >= begin)]
    return _columns([_boat(b) for b in kept], _BOAT)


def _columns(rows: Sequence[Row], names: Sequence[str]) -> Columns:
    return {name: [row[name] for row in rows] for name in names}


_COUNTED = ("min", "likely", "max")


def _count(name: str, count: Count | None) -> dict[str, int | None]:
    return {f"{name}_{part}": getattr(count, part) if count else None for part in _COUNTED}


def _named(*names: str) -> tuple[str, ...]:
    return tuple(f"{name}_{part}" for name in names for part in _COUNTED)


_REPORT = (
    "id", "seq", "received", "observed", "channel", "source", "lon", "lat", "error_major_m", "error_minor_m",
    "error_orientation_deg", "position_text", *_named("people"), "condition", *_named("in_water", "recovered"), "course",
    "speed_kn", "boat_length_m", "boat_colour", "boat_type", "group", "boat", "text", "basis", "grade",
)  # fmt: skip
_EVENT = ("pos", "chain", "seq", "id", "at", "kind", "boat", "centre", "role", "words")
_BOAT = (
    "id", "name", "status", "status_since", "opened_at", "opened_by", "holders", *_named("people", "settled", "unaccounted"),
    "last_report_at", "reports",
)  # fmt: skip


def _report(recorded: Recorded, night: Night) -> Row:
    """A report as it was recorded; the key of the telephone is left out: it is worth nothing to anybody else."""
    r, boat, p = recorded.report, recorded.report.boat, recorded.provenance
    major, minor, orientation = r.ellipse_m or (None, None, None)
    same = ("id", "received", "observed", "channel", "source", "lon", "lat", "position_text", "condition", "course", "speed_kn")
    return {
        **{name: getattr(r, name) for name in same},
        "seq": recorded.seq,
        "error_major_m": major,
        "error_minor_m": minor,
        "error_orientation_deg": orientation,
        **_count("people", r.people),
        **_count("in_water", r.in_water),
        **_count("recovered", r.outcome.recovered if r.outcome else None),
        **{f"boat_{part}": getattr(boat, part) if boat else None for part in ("length_m", "colour", "type")},
        "group": r.group,
        "boat": night.boat_of.get(r.id),
        "text": r.text,
        "basis": p.basis if p else None,
        "grade": p.grade if p else None,
    }


def _event(s: Stored) -> Row:
    said = {name: getattr(s.event, name, None) for name in ("boat", "centre", "role")}
    return {
        **{name: getattr(s, name) for name in ("pos", "chain", "seq", "id", "at")},
        "kind": kind(s.event),
        **{name: value if isinstance(value, str) else None for name, value in said.items()},
        "words": sentence(s.event).text,
    }


def _boat(b: Boat) -> Row:
    same = ("id", "name", "status", "status_since", "opened_at", "last_report_at")
    lists = {name: " ".join(getattr(b, name)) for name in ("opened_by", "holders", "reports")}
    counts = _count("people", b.people) | _count("settled", b.settled) | _count("unaccounted", b.unaccounted)
    return {**{name: getattr(b, name) for name in same}, **lists, **counts}
