"""What every route answers in: JSON that nobody keeps, and a problem with its mend."""

from typing import Any

import msgspec
from starlette.responses import Response


def as_json(value: Any, status: int = 200) -> Response:
    """A value as JSON, not to be kept by anybody on the way."""
    return Response(msgspec.json.encode(value), status, {"cache-control": "no-store"}, "application/json")


def problem(status: int, where: str, text: str, why: str, mend: str, **more: Any) -> Response:
    """What could not be done: where, what stood there, why, and the likely mend."""
    return as_json({"problem": {"where": where, "text": text, "why": why, "mend": mend}, **more}, status)
