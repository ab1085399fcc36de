"""What became of one's own reports: for partners, and nobody sees anybody else's there."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from varne.access.roles import Who
from varne.picture.mine import mine
from varne.server.answers import as_json
from varne.server.gate import Visitor

if TYPE_CHECKING:
    from varne.server.app import Node


async def _mine(node: "Node", request: Request) -> Response:
    """The reports that this account handed in, and how it stands with their boats."""
    came: Visitor = request.state.visitor
    night = await run_in_threadpool(node.desk.night)
    return as_json(mine(night, came.actor))


ROUTES: tuple[tuple[str, Who, Callable[["Node", Request], Awaitable[Response]], str], ...] = (
    ("/api/mine", "see own", _mine, "GET"),
)
