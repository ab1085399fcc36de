"""Requests in JSON: read into a value with its checks, and the schema that says what one may hold."""

from typing import TypeVar

import msgspec

T = TypeVar("T")
YEARS = range(1970, 3000)
"""Of a time that is taken from outside: some hours more or less must still be a time that Python knows."""


def read(text: bytes, kind: type[T], schema: str) -> T:
    """A request out of JSON; `schema` names the file that says what it holds.

    raises  ValueError that names the place and what is allowed
    """
    try:
        return msgspec.json.decode(text, type=kind)
    except (ValueError, RecursionError) as error:  # also bytes that are no UTF-8, and brackets without end
        raise ValueError(f"the request cannot be read: {error}; {schema} says what it holds") from error


def schema_of(kind: type) -> bytes:
    """JSON Schema of a request or an answer, as docs/schemas has it."""
    return msgspec.json.format(msgspec.json.encode(msgspec.json.schema(kind)), indent=1) + b"\n"
