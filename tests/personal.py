"""What may never be asked about a person, and every field of a kind of value, however deep: for all tests of what goes out."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any, get_args

import msgspec

FORBIDDEN = re.compile(
    "person|first|last_?name|sur_?name|forename|nation|country|citizen|ethnic|race|religio|lang|face|photo|image|voice"
    "|audio|phone|msisdn|mobile|number|passport|birth|gender|sex|address|e?mail|contact|credib"
)


def schema(kind: Any, seen: set[Any]) -> Iterator[tuple[str, str]]:
    """Every (class, field) that can stand in a kind of value."""
    if kind in seen:
        return
    seen.add(kind)
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        inner = [(f.name, f.type) for f in msgspec.structs.fields(kind)]
    elif is_dataclass(kind):
        inner = [(f.name, f.type) for f in fields(kind)]
    else:
        for part in get_args(kind):
            yield from schema(part, seen)
        return
    for name, part in inner:
        yield kind.__name__, name
        yield from schema(part, seen)


def keys(value: Any, at: str = "") -> Iterator[str]:
    """Every key in JSON, with the way to it."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield f"{at}.{key}"
            yield from keys(part, f"{at}.{key}")
    elif isinstance(value, list):
        for part in value:
            yield from keys(part, at)
