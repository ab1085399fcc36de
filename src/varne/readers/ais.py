"""AIS sentences (AIVDM, AIVDO) to fixes and particulars, through pyais; parts of one message may lie apart.

Names, call signs and destinations are not taken over. What is no vessel (base stations, aids to navigation) and messages
without a position are left out without a word; a broken line is a Problem and the others go in.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from pyais import decode
from pyais.exceptions import AISBaseException

from varne.fusion.tracker.fixes import Fix, Kind, Particulars
from varne.geodesy import KNOT
from varne.readers.nmea import BadSentence, problem, stamped
from varne.readers.problem import Problem

CLASS_A, CLASS_B, SAR_AIRCRAFT, LONG_RANGE = (1, 2, 3), (18, 19), (9,), (27,)
GOOD_M, USUAL_M, LONG_RANGE_M = 10.0, 30.0, 190.0
"""1 sigma: accuracy bit set (better than 10 m), not set, and of messages in tenths of a minute (ITU-R M.1371-5)."""
LATE = 60.0
"""Seconds after which a part of a message is no longer waited for."""
_BEACONS = (970, 972, 974)  # AIS-SART, man overboard, EPIRB-AIS (ITU-R M.585-8)
_NO_LON, _NO_LAT, _NO_COURSE = 181, 91, 360


def read_ais(
    lines: Iterable[bytes], received: datetime | None = None
) -> tuple[tuple[Fix | Particulars, ...], tuple[Problem, ...]]:
    """Fixes and particulars out of AIS lines.

    lines     sentences as they came; lines that are no AIS are other readers' and are passed over
    received  when they came, for lines that do not say [aware UTC]
    returns   values in the order in which their messages were whole; problems in the order of the lines

    >>> line = b"1637717400 !AIVDM,1,1,,A,13RlIW?04F1beOVEFLB9bRvH0L0L,0*6C"
    >>> (fix,), problems = read_ais([line])
    >>> fix.key, round(fix.lon, 4), round(fix.lat, 4), fix.course, round(fix.speed, 1)
    ('mmsi:237836700', 23.3113, 37.313, 247.4, 14.3)
    """
    clock = received.timestamp() if received else None
    values: list[Fix | Particulars] = []
    problems: list[Problem] = []
    for where, line, t, parts in _messages(lines, clock, problems):
        try:
            if t is None:
                raise BadSentence("no time", "log lines with a tag block, or give the time at which they were received")
            values += _value(_decoded(parts), t)
        except BadSentence as bad:
            problems.append(problem(where, line, bad))
    return tuple(values), tuple(problems)


def _messages(
    lines: Iterable[bytes], clock: float | None, problems: list[Problem]
) -> Iterator[tuple[int, bytes, float | None, list[bytes]]]:
    """Number of the line, the line, its time and all parts of its message, as soon as the last part is there."""
    waiting: dict[tuple[bytes, ...], tuple[int, bytes, float | None, list[bytes]]] = {}
    for where, raw in enumerate(lines, start=1):
        t, sentence = stamped(raw, clock)
        if sentence[3:6] not in (b"VDM", b"VDO"):
            continue
        field = sentence.split(b",", 5)
        if len(field) < 6 or not (field[1].isdigit() and field[2].isdigit()):
            problems.append(problem(where, raw, BadSentence("this is no whole AIS sentence", "is the line cut?")))
        elif field[1] == b"1":
            yield where, raw, t, [sentence]
        else:
            key = (field[0], field[1], field[3], field[4])
            first = waiting.get(key)
            late = first is not None and t is not None and first[2] is not None and t - first[2] > LATE
            if field[2] == b"1":
                waiting[key] = (where, raw, t, [sentence])
            elif first is None or late or int(field[2]) != len(first[3]) + 1:
                waiting.pop(key, None)
                lost = BadSentence(
                    f"part {int(field[2])} of {int(field[1])} without the ones before", "they were lost on the air"
                )
                problems.append(problem(where, raw, lost))
            else:
                first[3].append(sentence)
                if len(first[3]) == int(field[1]):
                    yield waiting.pop(key)
    for where, raw, _, parts in waiting.values():
        lost = BadSentence(
            f"only {len(parts)} part of a longer message", "the rest was lost on the air, or comes with the next lines"
        )
        problems.append(problem(where, raw, lost))


def whole(lines: list[bytes]) -> tuple[list[bytes], list[bytes]]:
    """Lines of a live feed that can be read now, and the last ones that begin a message whose end has not come yet.

    >>> whole([b"!AIVDM,1,1,,A,x,0*00", b"!AIVDM,2,1,3,A,y,0*00"])[1]
    [b'!AIVDM,2,1,3,A,y,0*00']
    """
    for k in range(max(0, len(lines) - 4), len(lines)):
        field = stamped(lines[k], None)[1].split(b",", 5)
        if len(field) == 6 and field[2] == b"1" and field[1].isdigit() and int(field[1]) > 1:
            ends = [stamped(x, None)[1].split(b",", 5)[1:5] for x in lines[k:]]
            if not any(e[:1] == field[1:2] and e[1:2] == e[:1] and e[2:] == field[3:5] for e in ends):
                return lines[:k], lines[k:]
    return lines, []


def _decoded(parts: list[bytes]) -> Any:
    try:
        return decode(*parts, error_if_checksum_invalid=True)
    except AISBaseException as error:
        raise BadSentence(f"pyais cannot read it: {_reason(error)}", "a character was lost or changed on the way") from None
    except (ValueError, IndexError, KeyError, TypeError) as error:
        raise BadSentence(f"pyais cannot read it: {type(error).__name__}", "the payload does not fit its type") from None


def _reason(error: AISBaseException) -> str:
    names = {
        "InvalidNMEAChecksum": "wrong checksum",
        "MissingPayloadException": "empty message",
        "InvalidNMEAMessageException": "not a whole sentence",
    }
    return names.get(type(error).__name__, type(error).__name__)


def _value(m: Any, t: float) -> list[Fix | Particulars]:
    """What a message gives: a fix, particulars, both (type 19) or nothing."""
    values: list[Fix | Particulars] = []
    if m.msg_type in (*CLASS_A, *CLASS_B, *SAR_AIRCRAFT, *LONG_RANGE) and abs(m.lon) < _NO_LON and abs(m.lat) < _NO_LAT:
        values.append(_fix(m, t))
    if m.msg_type in (5, 19) or (m.msg_type == 24 and m.partno == 1):
        length = float(m.to_bow + m.to_stern)
        values.append(Particulars(_key(m), t, int(m.ship_type) or None, length if length > 0 else None))
    return values


def _key(m: Any) -> str:
    return f"mmsi:{int(m.mmsi):09d}"


def _fix(m: Any, t: float) -> Fix:
    if not (abs(m.lon) <= 180 and abs(m.lat) <= 90):
        raise BadSentence(f"longitude {m.lon:g}, latitude {m.lat:g}", "no such place: the sender's receiver is out of order")
    long_range = m.msg_type in LONG_RANGE
    top = 63 if long_range else 1023 if m.msg_type in SAR_AIRCRAFT else 102.3
    speed, course = float(m.speed), float(m.course)
    kind: Kind = "rescue_beacon" if int(m.mmsi) // 10**6 in _BEACONS else "aircraft" if m.msg_type in SAR_AIRCRAFT else "ship"
    return Fix(
        _key(m),
        t,
        float(m.lon),
        float(m.lat),
        LONG_RANGE_M if long_range else GOOD_M if m.accuracy else USUAL_M,
        course if course < _NO_COURSE else None,
        speed * KNOT if speed < top else None,
        kind,
    )
