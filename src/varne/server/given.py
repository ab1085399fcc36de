"""What a request gives in its body, read with its checks, or the problem with it."""

from typing import TypeVar

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from varne.server.answers import problem

T = TypeVar("T", bound=msgspec.Struct)


async def given(request: Request, kind: type[T]) -> T | Response:
    """The JSON of a request as a value of a kind; else the answer that says what is wrong and which fields there are."""
    try:
        return msgspec.json.decode(await request.body(), type=kind)
    except (ValueError, RecursionError) as error:  # also bytes that are no UTF-8, and brackets without end
        return problem(422, "body", "", str(error), f"send JSON with {', '.join(kind.__struct_fields__)}")
