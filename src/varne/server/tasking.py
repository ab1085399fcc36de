"""Tasking: every asset as it stands for a boat, and whether there is a place for everybody who needs one."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from varne.access.roles import Who
from varne.picture.tasking import tasking
from varne.server.answers import as_json, problem
from varne.server.moments import all_of_it, moment_of

if TYPE_CHECKING:
    from varne.server.app import Node

WITHIN = 3.0
"""Seconds for forecasts; a boat without one is where it was last reported."""


async def _assets(node: "Node", request: Request) -> Response:
    """Every asset of the list: what it does, readiness, free places, when it could be with a boat, who withholds it and why.

    boat  its id, from the picture; without one no times are told, and the places that are lacking for every open boat
    at    the moment, ISO with a zone; now when absent
    """
    try:
        now = moment_of(node, request)
    except ValueError as error:
        return problem(422, "at", request.query_params["at"], str(error), "write a time such as 2021-11-24T03:34:00Z")
    asked = request.query_params.get("boat")

    def made() -> dict[str, Any] | None:
        known = node.desk.known(now, all_of_it=all_of_it(node, request), within=WITHIN)
        boat = known.night.boats.get(asked or "")
        return None if asked and boat is None else tasking(known, boat)

    found = await run_in_threadpool(made)
    if found is None:
        return problem(404, "boat", asked or "", "no officer had opened a boat of this id then", "take an id from /api/picture")
    return as_json(found)


ROUTES: tuple[tuple[str, Who, Callable[["Node", Request], Awaitable[Response]]], ...] = (("/api/assets", "see", _assets),)
"""Path, who may come, what answers."""
