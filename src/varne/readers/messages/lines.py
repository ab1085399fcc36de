"""JSON lines of any messenger or telephone system -> messages: one object a line, by the names that exports use."""

import base64
import binascii
import math
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from varne.fusion.report import Channel
from varne.positions import format_position
from varne.readers.lists.assumed import Told
from varne.readers.lists.moments import zone_of
from varne.readers.messages.message import Attachment, Message, Messages
from varne.readers.problem import Problem
from varne.readers.scrub import telephones

KEYS: dict[str, tuple[str, ...]] = {
    "at": ("at", "time", "timestamp", "date", "sent", "sent_at", "received", "received_at", "created_at", "ts", "datetime"),
    "who": ("from", "sender", "author", "number", "phone", "source", "from_id", "contact", "msisdn", "caller"),
    "text": ("text", "body", "message", "content", "caption"),
    "lat": ("lat", "latitude"),
    "lon": ("lon", "lng", "long", "longitude"),
    "kind": ("type", "kind", "event"),
    "out": ("from_me", "outgoing", "is_outgoing", "fromme"),
    "attachments": ("attachments", "media", "files"),
    "id": ("id", "message_id", "msg_id", "key", "uuid"),
}
"""What a key means here -> what exports call it, the first that is there."""
_OUTWARD = ("out", "outgoing", "sent", "outbound")
_MISSED = ("missed_call", "call_missed", "missed", "missedcall", "missed-call")


def read_message_lines(lines: Iterable[str], told: Told) -> Messages:
    """The messages in JSON lines.

    >>> at = datetime(2021, 11, 24, 6, tzinfo=UTC)
    >>> line = '{"timestamp": 1637719533, "from": "+447700900123", "body": "help", "location": {"lat": 51.1, "lng": 1.7}}'
    >>> found = read_message_lines([line], Told(at)).messages[0]
    >>> found.at.isoformat(), found.channel, found.text
    ('2021-11-24T02:05:33+00:00', 'pin', 'help\\n51.10000°N 001.70000°E')
    """
    messages, problems, desk = list[Message](), list[Problem](), 0
    for number, line in enumerate(lines, start=1):
        if not line.strip("\ufeff \t\r\n"):
            continue
        where = f"line {number}"
        try:
            raw = msgspec.json.decode(line.strip("\ufeff \t\r\n"))
        except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
            problems.append(Problem(where, "", f"this is not JSON: {error}", "write one JSON object on each line"))
            continue
        if not isinstance(raw, dict) or not (_of(raw, "text", str) or _of(raw, "at", object) or _place(raw)):
            mend = "write an object with at, from and text, or lat and lon"
            problems.append(Problem(where, "", "this is no message", mend))
        elif _outward(raw):
            desk += 1
        else:
            message, doubts = _message(raw, where, told)
            messages.append(message)
            problems += doubts
    assumed = (f"{desk} messages of our own desk were left out",) if desk else ()
    return Messages(tuple(messages), tuple(problems), assumed)


def _of(raw: Mapping[str, Any], key: str, kind: type) -> Any:
    return next((raw[k] for k in KEYS[key] if k in raw and isinstance(raw[k], kind)), None)


def _outward(raw: Mapping[str, Any]) -> bool:
    return _of(raw, "out", bool) is True or str(raw.get("direction", "")).lower() in _OUTWARD


def _message(raw: Mapping[str, Any], where: str, told: Told) -> tuple[Message, list[Problem]]:
    at, problems = _when(raw, where, told)
    who = str(_of(raw, "who", str | int) or "")  # type: ignore[arg-type]  # isinstance takes a union
    role = told.roles.get(who, told.source or "occupant")
    place = _place(raw)
    text = "\n".join(t for t in (str(_of(raw, "text", str) or ""), format_position(*place, "DD") if place else "") if t)
    missed = str(_of(raw, "kind", str) or "").lower() in _MISSED
    channel: Channel = "missed_call" if missed else "pin" if place else "message"
    attachments, refused = _attachments(raw, where)
    ident = _of(raw, "id", str | int)  # type: ignore[arg-type]
    key = f"line {ident}" if ident is not None and not telephones(str(ident)) else ""
    source = "occupant" if role == "desk" else role
    handle = who if telephones(who) else ""
    return Message(where, at, channel, text, key, source, (who,), handle, tuple(attachments)), problems + refused


def _when(raw: Mapping[str, Any], where: str, told: Told) -> tuple[datetime | None, list[Problem]]:
    given = _of(raw, "at", object)
    try:
        if isinstance(given, int | float) and not isinstance(given, bool):
            seconds = given / 1000 if abs(given) > 1e11 else given
            return datetime.fromtimestamp(seconds if math.isfinite(seconds) else math.inf, UTC), []
        if isinstance(given, str):
            when = datetime.fromisoformat(given.strip())
            return (when if when.tzinfo else when.replace(tzinfo=zone_of(told.zone or "UTC"))).astimezone(UTC), []
    except (ValueError, OverflowError, OSError):
        return None, [Problem(where, "", "a time that cannot be read", "write seconds since 1970 or 2021-11-24T02:05:00Z")]
    return None, []


def _place(raw: Mapping[str, Any]) -> tuple[float, float] | None:
    """The position that the messenger itself gave, beside the words."""
    inner = raw.get("location") if isinstance(raw.get("location"), dict) else raw
    lat, lon = (_of(inner, key, int | float) for key in ("lat", "lon"))  # type: ignore[arg-type]
    if lat is None or lon is None or not (-90 <= lat <= 90 and -180 <= lon < 180):
        return None
    return float(lon), float(lat)


def _attachments(raw: Mapping[str, Any], where: str) -> tuple[list[Attachment], list[Problem]]:
    found, problems = list[Attachment](), list[Problem]()
    for a in _of(raw, "attachments", list) or []:
        given = a if isinstance(a, dict) else {}
        media = str(given.get("type") or given.get("mime") or "application/octet-stream")[:80]
        coded = next((given[k] for k in ("base64", "data", "content") if isinstance(given.get(k), str)), None)
        try:
            found.append(Attachment(media, base64.b64decode(coded, validate=True) if coded else None))
        except (binascii.Error, ValueError):
            problems.append(Problem(where, "", "an attachment that is not base64", "it was left out"))
    return found, problems
