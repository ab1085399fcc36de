"""Moments: as of when a request asks, and how long it waits."""

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import msgspec
from starlette.requests import Request

from varne.requests import YEARS
from varne.server.intake import utc_now

if TYPE_CHECKING:
    from varne.server.app import Node


Moment = Annotated[datetime, msgspec.Meta(tz=True)]
"""A time in the JSON of a request: one without a zone is an error, never this machine's own time."""


def moment_of(node: "Node", request: Request) -> datetime:
    """The moment asked for; a replay without one shows its start, a live node now.

    raises  ValueError for what is no time, or has no zone
    """
    text = request.query_params.get("at")
    if text is None:
        return node.case.start if node.case else utc_now()
    return time_of(text, "at")


def time_of(text: str, name: str) -> datetime:
    """A time as a query writes it, in UTC.

    raises  ValueError for what is no time, has no zone, or is centuries away

    >>> time_of("2021-11-24T04:34:00+01:00", "at").isoformat()
    '2021-11-24T03:34:00+00:00'
    """
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{name} {text!r} is no time; write it as 2021-11-24T03:34:00Z") from None
    if at.tzinfo is None:
        raise ValueError(f"{name} {text} has no zone; write {text}Z if it is UTC")
    if at.year not in YEARS:
        raise ValueError(f"{name} {text} is not of the years {YEARS[0]} to {YEARS[-1]}; is the year right?")
    return at.astimezone(UTC)


def known_by(node: "Node", request: Request) -> datetime | None:
    """The later moment by which all else is known; None when the moment asked for is all there is to it.

    raises  ValueError for what is no time, has no zone, or is earlier than the moment asked for
    """
    return by_then(moment_of(node, request), request.query_params.get("known"), "known")


def by_then(at: datetime, text: str | None, name: str) -> datetime | None:
    """A moment not before another one, as a query writes it; None when it is not asked for.

    raises  ValueError for what is no time, has no zone, or is earlier
    """
    by = None if text is None else time_of(text, name)
    if by is not None and by < at:
        raise ValueError(f"{name} {text} is before the moment itself; nobody knew it then")
    return by


def seconds_of(asked: Mapping[str, str], name: str) -> float | None:
    """A number of seconds of a query; None when it is not asked for.

    raises  ValueError for what is no number
    """
    text = asked.get(name)
    try:
        seconds = None if text is None else float(text)
    except ValueError:
        seconds = math.nan
    if seconds is not None and math.isnan(seconds):
        raise ValueError(f"{name} {text!r} is not a number of seconds")
    return seconds


def all_of_it(node: "Node", request: Request) -> bool:
    """A live node asked for no moment tells all that it holds, also what a clock ahead of ours has dated."""
    return node.case is None and "at" not in request.query_params
