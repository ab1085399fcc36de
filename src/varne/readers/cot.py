"""Cursor on Target events (XML) to fixes; many events may stand one after the other, as a TCP feed sends them.

A uid often names a device that a person carries, so only a hash of it is kept; call signs, remarks and contacts are not
read. `ce` is taken as a radius of 95 %, so the 1 sigma error is ce / 2.45.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from xml.etree import ElementTree

from varne.fusion.tracker.fixes import Fix, Kind
from varne.readers.problem import Problem

RADIUS_95 = 2.4477
"""Radius that holds 95 % of a circular normal error, in 1 sigma."""
UNKNOWN = 9_999_999.0
NO_ERROR_M = 100.0
"""1 sigma of a position whose error is unknown."""
_TAG = re.compile(rb"<event\b[^<>]*?(/)?>|(</event\s*>)")
"""Where an event begins, or begins and ends, or ends: one pass, whatever is never closed in between."""
_KINDS: dict[str, Kind] = {"S": "craft", "U": "craft", "A": "aircraft"}
_ZULU = "write UTC as 2021-11-24T01:30:00Z"


class _Bad(ValueError):
    def __init__(self, why: str, mend: str) -> None:
        super().__init__(why)
        self.why, self.mend = why, mend


def read_cot(content: bytes) -> tuple[tuple[Fix, ...], tuple[Problem, ...]]:
    """Fixes out of events, one after the other or inside another element.

    returns  fixes and problems in the order of the events; an event that is no position of a thing (a-...) is passed over

    >>> event = b'<event uid="x" type="a-u-S" time="2021-11-24T01:30:00Z"><point lat="51" lon="1.5" ce="49"/></event>'
    >>> (fix,), problems = read_cot(event)
    >>> fix.lon, fix.lat, round(fix.error_m), fix.kind, fix.key[:4]
    (1.5, 51.0, 20, 'craft', 'cot:')
    """
    fixes: list[Fix] = []
    problems: list[Problem] = []
    events = list(_events(content))
    for n, event in enumerate(events, start=1):
        try:
            fix = _fix(event)
            fixes += [fix] if fix else []
        except _Bad as bad:
            # the event may name a device or a person, so it is not repeated
            problems.append(Problem(f"event {n}", f"({len(event)} bytes)", bad.why, bad.mend))
    if not events and content.strip():
        problems.append(Problem("content", f"({len(content)} bytes)", "no whole <event> in it", "is it Cursor on Target XML?"))
    return tuple(fixes), tuple(problems)


def _events(content: bytes) -> Iterator[bytes]:
    """Events one after the other; one in which another begins was cut there, and is given as far as it goes."""
    start: int | None = None
    for tag in _TAG.finditer(content):
        closes, empty = bool(tag[2]), bool(tag[1])
        if start is not None:
            yield content[start : tag.end() if closes else tag.start()]
        if empty:
            yield tag[0]
        start = None if closes or empty else tag.start()


def _fix(raw: bytes) -> Fix | None:
    try:
        event = ElementTree.fromstring(raw)
    except ElementTree.ParseError as error:
        raise _Bad(f"this is no XML: {error}", "is the event cut?") from None
    kind = event.get("type", "")
    if not kind.startswith("a-"):
        return None
    point, uid = event.find("point"), event.get("uid")
    if point is None or not uid:
        raise _Bad("no point or no uid", "an event has a uid and a point with lat, lon and ce")
    track = event.find("detail/track")
    parts = kind.split("-")
    return Fix(
        f"cot:{sha256(uid.encode()).hexdigest()[:16]}",
        _time(event.get("time", "")),
        *_place(point),
        course=_number(track, "course", 0.0, 360.0),
        speed=_number(track, "speed", 0.0, 400.0),
        kind=_KINDS.get(parts[2] if len(parts) > 2 else "", "other"),
    )


def _time(text: str) -> float:
    try:
        t = datetime.fromisoformat(text)
    except ValueError:
        raise _Bad(f"time {text[:40]!r}", _ZULU) from None
    if t.tzinfo is None:
        raise _Bad(f"time {text!r} has no zone", _ZULU)
    return t.astimezone(UTC).timestamp()


def _place(point: ElementTree.Element) -> tuple[float, float, float]:
    """lon, lat [deg], 1 sigma [m]."""
    lon, lat = _number(point, "lon", -180.0, 180.0), _number(point, "lat", -90.0, 90.0)
    if lon is None or lat is None:
        raise _Bad(f"lat {point.get('lat')!r}, lon {point.get('lon')!r}", "give decimal degrees, north and east positive")
    ce = _number(point, "ce", 0.0, UNKNOWN)
    return lon, lat, NO_ERROR_M if ce is None or ce >= UNKNOWN else max(ce / RADIUS_95, 1.0)


def _number(element: ElementTree.Element | None, name: str, least: float, most: float) -> float | None:
    """An attribute within its limits; None where it is absent, no number or outside."""
    try:
        value = float(element.get(name, "")) if element is not None else None
    except ValueError:
        return None
    return value if value is not None and least <= value <= most else None
