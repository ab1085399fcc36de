"""What an officer types or pastes: readings of a position, what a message says, for the form to show and a person to judge.

Nothing of it is kept: it becomes a report when it is handed in.
"""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from varne.access.roles import Who
from varne.positions import NoPosition
from varne.readers.lists.assumed import Told
from varne.readers.messages import Message, report_of
from varne.readers.places import places, plain
from varne.server.answers import as_json
from varne.server.given import given

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


class Pasted(msgspec.Struct):
    """A message as it was pasted."""

    text: str


async def _message(node: "Node", request: Request) -> Response:
    """What a pasted message says: its position in its own words, how many people, telephone numbers.

    null and empty where it does not
    """
    asked = await given(request, Pasted)
    return asked if isinstance(asked, Response) else as_json(await run_in_threadpool(said, asked.text[:LONGEST]))


def said(text: str) -> dict[str, object]:
    """The same of a text.

    >>> said("33 people on board 51°08.5'N 001°44.5'E whatsapp +447700900123")["position"]
    "51°08.5'N 001°44.5'E"
    """
    now = datetime.now(UTC)  # of no account: nothing of the time is told
    made = report_of(Message("", now, "message", text, "", "occupant"), Told(now))
    people = made.report.people
    return {
        "position": made.report.position_text,
        "people": people and {k: getattr(people, k) for k in ("min", "likely", "max")},
        "numbers": made.numbers,
    }


ROUTES: tuple[tuple[str, Who, Callable[["Node", Request], Awaitable[Response]], str], ...] = (
    ("/api/position", "report", _position, "GET"),
    ("/api/message", "report", _message, "POST"),
)
