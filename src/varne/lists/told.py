"""What a row of a tracker becomes: a report that the other side, or our own desk, wrote down; nothing of the row is lost.

A row tells what somebody at a desk believed, not what was seen: its channel is "list", its source an authority, and how the
desk had it stands in the text. Two rows may be one boat (November and Oscar of 24 November 2021), so rows are not taken as
counted apart unless somebody says so.
"""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

from varne.fusion.report import Count, Description, Report, Source
from varne.lists.columns import BY_KEY
from varne.lists.row import Row

_OWN_PLACE = {
    "fixed", "lon", "lat", "position_text", "error_m", "course", "speed_kn", "people", "in_water", "condition", "length_m",
    "colour", "type", "engine", "caller",
}  # fmt: skip
"""Columns for which a report has a field; the others go into its text."""


def row_id(row: Row, side: str = "") -> str:
    """The permanent id of a row: the same for the same words, so that a list read again adds only what is new in it.

    side  whose list it is
    """
    known = {k: v for k, v in row.said.items() if k != "caller"}  # its hash is another each night
    said = [side, *(f"{k}={_plain(v)}" for k, v in known.items()), *(f"{h}={t}" for h, t in row.other)]
    return f"list-{sha256(chr(31).join(said).encode()).hexdigest()[:16]}"


def report_of(
    row: Row, received: datetime, *, side: str = "", source: Source = "authority", group: str | None = None
) -> Report:
    """A row as a report.

    received  when the list reached us; the row's own times stand in observed and in the text
    side      whose list it is, such as "gris-nez"
    source    who keeps the list, as a role
    group     only where the rows were counted apart by one observer, such as an aircraft's log: then they are different boats

    >>> from datetime import UTC
    >>> at = datetime(2021, 11, 24, 6, tzinfo=UTC)
    >>> report_of(Row(name="Charlie", people=Count(30, 33, 40), other=(("Sea", "calm"),)), at).text
    'Boat: Charlie; Sea: calm'
    """
    observed = row.fixed or row.reported
    placed = row.lon is not None
    return Report(
        id=row_id(row, side),
        received=received,
        channel="list",
        source=source,
        observed=observed,
        lon=row.lon,
        lat=row.lat,
        ellipse_m=(row.error_m, row.error_m, 0.0) if placed and row.error_m else None,
        position_text=row.position_text,
        people=row.people,
        condition=row.condition or "unknown",
        in_water=row.in_water,
        boat=Description(row.length_m, row.colour, row.type, row.engine),
        course=row.course,
        speed_kn=row.speed_kn,
        caller=row.caller,
        group=group,
        text="; ".join(f"{head}: {text}" for head, text in _words(row, side, observed).items()),
    )


def _words(row: Row, side: str, observed: datetime | None) -> Mapping[str, str]:
    words = {"List of": side} if side else {}
    for key, value in row.said.items():
        if key in _OWN_PLACE and not (key == "error_m" and row.lon is None):
            continue
        if key == "reported" and value == observed:
            continue
        words[BY_KEY[key].en[0]] = _plain(value)
    return words | dict(row.other)


def _plain(value: object) -> str:
    if isinstance(value, Count):
        return str(value.min) if value.min == value.max else f"{value.min} to {value.max}, likely {value.likely}"
    return value.isoformat().replace("+00:00", "Z") if isinstance(value, datetime) else str(value)
