"""Moments: as of when a request asks."""

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
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(f"at {text} has no zone; write {text}Z if it is UTC")
    return at.astimezone(UTC)


def all_of_it(node: "Node", request: Request) -> bool:
    """A live node asked for no moment tells all that it holds, also what a clock ahead of ours has dated."""
    return node.case is None and "at" not in request.query_params
