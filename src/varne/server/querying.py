"""Querying: the parameters of OGC API Features as one frozen value, and the features that they choose. Pure.

source  OGC 17-069r4, sections 7.15.2 to 7.15.8
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from varne.writers.boxes import Box, within
from varne.writers.features import Feature, time_of

LIMIT, MOST = 1_000, 10_000
"""Features of a page when nobody says, and at most."""
DIGITS = 12
"""Of a number at most; there are fewer features."""
ITEMS = ("at", "bbox", "datetime", "f", "limit", "offset")


class Unasked(ValueError):
    """A query that the standard has refused: which parameter, what came, and the mend."""

    def __init__(self, where: str, text: str, why: str, mend: str) -> None:
        super().__init__(why)
        self.where, self.text, self.why, self.mend = where, text, why, mend


@dataclass(frozen=True, slots=True)
class Query:
    """What items are asked for. span: from and to, None open; offset: how many of them come on earlier pages."""

    limit: int = LIMIT
    offset: int = 0
    bbox: Box | None = None
    span: tuple[datetime | None, datetime | None] | None = None


def query_of(given: Mapping[str, str], known: tuple[str, ...] = ITEMS) -> Query:
    """A query as the standard reads it.

    raises  Unasked for a parameter that is not known, or a value that it may not have

    >>> query_of({"limit": "5", "bbox": "1,50,2,51.5", "datetime": "2021-11-24T00:00:00Z/.."}).bbox
    (1.0, 50.0, 2.0, 51.5)
    """
    for name in given:
        if name not in known:
            raise Unasked(name, given[name], "no such parameter", f"the parameters are {', '.join(known)}")
    if given.get("f", "json") != "json":
        raise Unasked("f", given["f"], "no such format", "json is the only one")
    box = _box(given["bbox"]) if "bbox" in given else None
    span = _span(given["datetime"]) if "datetime" in given else None
    return Query(min(_whole(given, "limit", LIMIT, 1), MOST), _whole(given, "offset", 0, 0), box, span)


def _whole(given: Mapping[str, str], name: str, usual: int, least: int) -> int:
    text = given.get(name, str(usual))
    if not text.isdecimal() or len(text) > DIGITS or int(text) < least:
        raise Unasked(name, text, f"not a whole number from {least} on", f"write {name}={usual}, or leave it out")
    return int(text)


def _box(text: str) -> Box:
    parts = text.split(",")
    try:
        numbers = [float(p) for p in parts]
    except ValueError:
        numbers = []
    if len(numbers) == 6:  # heights are not looked at
        numbers = [*numbers[:2], *numbers[3:5]]
    if len(numbers) != 4 or not all(-180 <= x <= 180 for x in numbers[::2]) or not -90 <= numbers[1] <= numbers[3] <= 90:
        raise Unasked("bbox", text, "not west,south,east,north in degrees", "write bbox=0.9,50.5,2.6,51.5")
    return numbers[0], numbers[1], numbers[2], numbers[3]


def _span(text: str) -> tuple[datetime | None, datetime | None]:
    ends = text.split("/")
    try:
        times = [None if end in ("", "..") and len(ends) == 2 else _time(end) for end in ends]
    except (ValueError, OverflowError):  # a year that an offset leads out of
        times = []
    if len(times) not in (1, 2) or times == [None, None] or (len(times) == 2 and times[0] and times[1] and times[0] > times[1]):
        mend = "write datetime=2021-11-24T00:00:00Z/2021-11-24T06:00:00Z; .. leaves an end open"
        raise Unasked("datetime", text, "neither a time nor an interval", mend)
    return times[0], times[-1]


def _time(text: str) -> datetime:
    t = datetime.fromisoformat(text)
    if t.tzinfo is None:
        raise ValueError(f"{text} has no zone")
    return t.astimezone(UTC)


def chosen(collection: str, found: list[Feature], q: Query) -> list[Feature]:
    """The features of a collection that lie in the box and in the time, in an order that stays."""
    kept = [f for f in found if q.bbox is None or within(f["geometry"], q.bbox)]
    if q.span is not None:
        kept = [f for f in kept if _then(time_of(collection, f), *q.span)]
    return sorted(kept, key=lambda f: str(f["id"]))


def _then(when: str | None, begin: datetime | None, end: datetime | None) -> bool:
    if when is None:
        return False
    t = datetime.fromisoformat(when)
    return (begin is None or begin <= t) and (end is None or t <= end)
