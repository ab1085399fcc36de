"""NMEA 0183 lines: when they came, whether they are whole, their fields. The talkers' own formats stand in ais and nmea_radar.

A time may stand before the sentence as a tag block (`\\c:1635809454*hh\\`), an ISO time or seconds since 1970, or after the
checksum as seconds since 1970, as loggers write it; else a line has the time at which it was received.
"""

import re
from datetime import UTC, datetime, timedelta

from varne.readers.problem import Problem, shortened

_TAG = re.compile(rb"^\\([^\\]*)\\")
_SECONDS = re.compile(rb"(?:^|,)c:(\d{9,14})")
_BEFORE = re.compile(rb"^(\S+)[\s,]+(?=[!$])")
_AFTER = re.compile(rb"\*[0-9A-Fa-f]{2}[,\s]+(\d{9,10}(?:\.\d+)?)\s*$")
_SENTENCE = re.compile(rb"[!$][^!$*\r\n]*\*[0-9A-Fa-f]{2}")
METRES_IN = {"K": 1000.0, "N": 1852.0, "S": 1609.344}
"""Metres of a distance unit: km, nautical miles, statute miles."""


class BadSentence(ValueError):
    """Why a sentence cannot be taken in, and the mend."""

    def __init__(self, why: str, mend: str) -> None:
        super().__init__(why)
        self.why, self.mend = why, mend


def problem(where: int, line: bytes, bad: BadSentence) -> Problem:
    """A line that is no sentence, as a problem of its own."""
    return Problem(f"line {where}", shortened(line.decode("ascii", "replace")), bad.why, bad.mend)


def stamped(line: bytes, received: float | None) -> tuple[float | None, bytes]:
    """When a line came [s since 1970] and its sentence; `received` where it does not say.

    >>> stamped(b"\\\\s:dover,c:1637717400*5B\\\\$RATLL,1*00", None)
    (1637717400.0, b'$RATLL,1*00')
    >>> stamped(b"2021-11-24T01:30:00Z $RATLL,1*00", None)
    (1637717400.0, b'$RATLL,1*00')
    >>> stamped(b"$RATLL,1*00,1637717400", None)
    (1637717400.0, b'$RATLL,1*00')
    """
    line = line.strip(b"\xef\xbb\xbf \t\r\n\x00")
    if tag := _TAG.match(line):
        found = _SECONDS.search(tag[1])
        return (_seconds(found[1]) if found else received), line[tag.end() :]
    if before := _BEFORE.match(line):
        return _moment(before[1], received), line[before.end() :]
    if after := _AFTER.search(line):
        return float(after[1]), line[: after.start() + 3]
    return received, line


def _seconds(digits: bytes) -> float:
    """Some receivers write milliseconds."""
    return int(digits) / (1000.0 if len(digits) > 11 else 1.0)


def _moment(text: bytes, received: float | None) -> float | None:
    try:
        return float(text) if text[:1].isdigit() and b"-" not in text else _iso(text.decode("ascii"))
    except ValueError:
        return received


def _iso(text: str) -> float:
    t = datetime.fromisoformat(text)
    return t.replace(tzinfo=t.tzinfo or UTC).timestamp()


def fields(sentence: bytes) -> tuple[str, list[str]]:
    """The sentence's three letters and its fields, after its checksum.

    raises  BadSentence when it is not whole

    >>> fields(b"$RATLL,03,5100.0,N,00130.0,E,,,T,*01")[0]
    'TLL'
    """
    if not _SENTENCE.fullmatch(sentence):
        raise BadSentence(
            "this is no whole NMEA sentence", "it begins with $ or ! and ends with * and two hex digits: is the line cut?"
        )
    body, given = sentence[1:-3], int(sentence[-2:], 16)
    if (right := checksum(body)) != given:
        raise BadSentence(
            f"checksum {given:02X}, the line adds up to {right:02X}", "a character was lost or changed on the way"
        )
    head, *rest = body.decode("ascii", "replace").split(",")
    return head[2:], rest


def checksum(body: bytes) -> int:
    """XOR of the characters between $ and *."""
    total = 0
    for byte in body:
        total ^= byte
    return total


def number(text: str, what: str) -> float:
    """A number of a field; BadSentence when it is none."""
    try:
        value = float(text)
    except ValueError:
        raise BadSentence(f"{what} {text!r} is no number", "is the field empty or shifted?") from None
    if not abs(value) < 1e9:
        raise BadSentence(f"{what} {text!r} is out of range", "is the field shifted?")
    return value


def degrees(text: str, half: str, what: str) -> float:
    """ddmm.mm or dddmm.mm with N, S, E or W as degrees.

    >>> round(degrees("00130.5", "W", "longitude"), 6)
    -1.508333
    """
    value = number(text, what)
    whole, minutes = divmod(value, 100)
    most = 90 if half in ("N", "S") else 180
    if half not in ("N", "S", "E", "W") or minutes >= 60 or not 0 <= whole + minutes / 60 <= most:
        raise BadSentence(f"{what} {text!r} {half!r}", "NMEA writes degrees and minutes as ddmm.mm with N, S, E or W")
    return (whole + minutes / 60) * (-1 if half in ("S", "W") else 1)


def time_of_day(text: str, near: float) -> float:
    """hhmmss.ss as seconds since 1970, on the day that puts it nearest to a time.

    >>> at = datetime(2021, 11, 24, 0, 0, 5, tzinfo=UTC).timestamp()
    >>> time_of_day("235958.5", at) - at
    -6.5
    """
    try:
        spent = timedelta(hours=int(text[:2]), minutes=int(text[2:4]), seconds=float(text[4:]))
    except ValueError:
        raise BadSentence(f"time {text!r}", "NMEA writes UTC as hhmmss.ss") from None
    return since_midnight(spent.total_seconds(), near)


def since_midnight(seconds: float, near: float) -> float:
    """Seconds since midnight UTC as seconds since 1970, on the day that puts it nearest to a time."""
    midnight = near - near % 86_400
    return min((midnight + d * 86_400 + seconds for d in (-1, 0, 1)), key=lambda t: abs(t - near))
