"""Comparing: two moments in one answer, each as known then or by a later moment, with what differs between them."""

import math
from collections.abc import Awaitable, Callable
from datetime import datetime
from time import monotonic
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from varne.access.roles import Who
from varne.picture import picture
from varne.picture.differences import differences
from varne.server.answers import as_json, problem
from varne.server.desk import Desk
from varne.server.moments import by_then, seconds_of, time_of

if TYPE_CHECKING:
    from varne.server.app import Node

Moment = tuple[datetime, datetime | None]
"""A moment, and a later one by which all else is known."""


async def _compare(node: "Node", request: Request) -> Response:
    """Two pictures and what differs between them, boat by boat.

    a        the first moment, ISO with a zone
    b        the second, the same when absent
    known_a  a later moment: the first with all that is known by then
    known_b  the same for the second
    within   seconds after which it is told as far as it is made; the pictures name what is `pending`
    """
    asked = request.query_params
    try:
        first = _moment(asked.get("a", ""), asked.get("known_a"), "a")
        second = _moment(asked.get("b", asked.get("a", "")), asked.get("known_b"), "b")
        within = seconds_of(asked, "within")
    except ValueError as error:
        mend = "write a=2021-11-24T03:34:00Z, and known_a=2021-11-24T18:00:00Z for what is known later"
        return problem(422, "query", str(asked), str(error), mend)
    return as_json(await run_in_threadpool(_compared, node.desk, first, second, within))


def _moment(text: str, known: str | None, name: str) -> Moment:
    at = time_of(text, name)
    return at, by_then(at, known, f"known_{name}")


def _compared(desk: Desk, first: Moment, second: Moment, within: float | None) -> dict[str, Any]:
    end = math.inf if within is None else monotonic() + within
    a, b = (picture(desk.known(at, by=by, within=end - monotonic())) for at, by in (first, second))
    return {"first": a, "second": b, **differences(a, b)}


ROUTES: tuple[tuple[str, Who, Callable[["Node", Request], Awaitable[Response]]], ...] = (("/api/compare", "see", _compare),)
"""Path, who may come, what answers."""
