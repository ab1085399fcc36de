"""A position as an officer types or pastes it: every reading, for the form to show and a person to choose."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from varne.access.roles import Who
from varne.positions import NoPosition
from varne.readers.places import places, plain
from varne.server.answers import as_json

if TYPE_CHECKING:
    from varne.server.app import Node

LONGEST = 2_000
"""Characters of a text that are looked at; a pasted message is shorter."""


async def _position(node: "Node", request: Request) -> Response:
    """Every reading of a position as people write it, best supported first, none dropped.

    text  as it was typed or pasted
    """
    text = request.query_params.get("text", "")[:LONGEST]
    try:
        judged = await run_in_threadpool(places, text)
    except NoPosition as error:
        return as_json({"readings": [], "why": str(error)})
    return as_json({"readings": [plain(j) for j in judged]})


ROUTES: tuple[tuple[str, Who, Callable[["Node", Request], Awaitable[Response]], str], ...] = (
    ("/api/position", "report", _position, "GET"),
)
