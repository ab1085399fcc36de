"""Moments: as of when a request asks, and how long it waits."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from starlette.requests import Request

from varne.server.intake import utc_now

if TYPE_CHECKING:
    from varne.server.app import Node


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

    raises  ValueError for what is no time, or has no zone

    >>> time_of("2021-11-24T04:34:00+01:00", "at").isoformat()
    '2021-11-24T03:34:00+00:00'
    """
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(f"{name} {text} has no zone; write {text}Z if it is UTC")
    return at.astimezone(UTC)


def seconds_of(asked: Mapping[str, str], name: str) -> float | None:
    """A number of seconds of a query; None when it is not asked for.

    raises  ValueError for what is no number
    """
    text = asked.get(name)
    try:
        return None if text is None else float(text)
    except ValueError:
        raise ValueError(f"{name} {text} is not a number of seconds") from None


def all_of_it(node: "Node", request: Request) -> bool:
    """A live node asked for no moment tells all that it holds, also what a clock ahead of ours has dated."""
    return node.case is None and "at" not in request.query_params
