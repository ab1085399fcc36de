"""The night as rows of a tracker: every boat that officers opened, and every report that belongs to none. Ground only.

What Varne proposes and forecasts is not in it: a list goes to other desks and comes back, and must hold only what was said
and decided. The keyed hash of a telephone number does not go either.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from varne.fusion.report import Report
from varne.lists.row import Row, clean, second
from varne.readers.scrub import scrubbed
from varne.record.incident import Boat, Night

UNASSIGNED = "report without a boat"


def rows_of(night: Night, now: datetime) -> tuple[Row, ...]:
    """The rows of a list as known at a moment: open boats first, then reports without a boat, then closed boats."""
    boats = [_boat(b, night, now) for b in sorted(night.boats.values(), key=lambda b: b.status == "closed")]
    still_open = sum(b.status == "open" for b in night.boats.values())
    loose = [_report(night.reports[r].report, night.reports[r].heard) for r in night.unassigned]
    return (*boats[:still_open], *loose, *boats[still_open:])


def _boat(b: Boat, night: Night, now: datetime) -> Row:
    told = sorted((night.reports[r].report for r in b.reports if r in night.reports), key=lambda r: (r.when, r.id))
    heard = [r for r in told if r.channel not in ("rescue", "search")]
    placed = next((r for r in reversed(heard) if r.has_position), None)
    last = told[-1] if told else None
    return Row(
        boat=_text(b.id),
        name=_text(b.name),
        reported=second(told[0].when) if told else second(b.opened_at),
        fixed=second(placed.when) if placed else None,
        received=b.last_report_at and second(b.last_report_at),
        channel=last.channel if last else None,
        source=last.source if last else None,
        people=b.people,
        unaccounted=b.unaccounted,
        holder=_text(", ".join(b.holders)),
        handover=_handover(b, now),
        tasked=_text(", ".join(f"{a.asset} ({a.status.replace('_', ' ')})" for a in night.assets.values() if a.boat == b.id)),
        broadcast=_broadcasts(b, night),
        outcome=_text("; ".join(f"{k.replace('_', ' ')} {c.min} to {c.max}" for k, c in b.accounted.items())),
        status=b.status,
        closing=_closing(b),
        reports=_text(", ".join(b.reports)),
        text=_text("; ".join(f"{at:%H%M}Z {n.text}" for at, n in night.notes if n.boat == b.id)),
        **_placed(placed),
        **_seen(heard),
    )


def _report(r: Report, heard: datetime) -> Row:
    return Row(
        reported=second(r.when),
        fixed=second(r.when) if r.has_position else None,
        received=second(heard),
        channel=r.channel,
        source=r.source,
        people=r.people,
        status=UNASSIGNED,
        reports=_text(r.id),
        text=_text(r.text),
        **_placed(r),
        **_seen([r]),
    )


def _placed(r: Report | None) -> dict[str, Any]:
    if r is None:
        return {}
    place = {"lon": round(r.lon, 7), "lat": round(r.lat, 7)} if r.lon is not None and r.lat is not None else {}
    error = {"error_m": round(r.ellipse_m[0], 4)} if r.ellipse_m and place else {}
    return {**place, **error, "position_text": _text(r.position_text or ""), "method": r.channel.replace("_", " ")}


def _seen(reports: Sequence[Report]) -> dict[str, Any]:
    """What was said last of each thing."""
    newest = list(reversed(reports))
    described = ("length_m", "colour", "type", "engine")
    found: dict[str, Any] = {key: _first(getattr(r.boat, key) for r in newest) for key in described}
    found |= {key: _first(getattr(r, key) for r in newest) for key in ("in_water", "course", "speed_kn")}
    condition = _first(r.condition for r in newest if r.condition != "unknown")
    rounded = {k: round(v, 4) if isinstance(v, float) else _text(v) if isinstance(v, str) else v for k, v in found.items()}
    return {**rounded, "condition": condition}


def _first(values: Iterable[Any]) -> Any:
    return next((v for v in values if v is not None), None)


def _handover(b: Boat, now: datetime) -> str | None:
    h = b.handover
    if h is None:
        return None
    return _text(f"{h.giver} to {h.taker}: {h.state(now)}, offered {h.offered_at:%H%M}Z, expires {h.expires:%H%M}Z")


def _closing(b: Boat) -> str | None:
    c = b.closing
    return _text(f"{c.state}: {c.evidence or 'no evidence named'}; {c.grounds}") if c else None


def _broadcasts(b: Boat, night: Night) -> str | None:
    said = [
        f"{sent.sent_at:%H%M}Z " + (", ".join(f"acknowledged by {who}" for who, _ in sent.acknowledged) or "not acknowledged")
        for sent in night.broadcasts.values()
        if sent.boat == b.id
    ]
    return _text("; ".join(said))


def _text(words: str) -> str | None:
    return scrubbed(clean(words)) or None
