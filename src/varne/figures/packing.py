"""A column of figures as a few bytes and back. The day and the value of a row take four and eight bytes before packing."""

import zlib

import msgspec
import numpy as np

from varne.crossings.figure import Column, as_days


class _Body(msgspec.Struct, frozen=True, array_like=True):
    days: bytes
    values: bytes
    labels: tuple[str, ...]
    reasons: dict[int, str]
    notes: dict[int, str]


def packed(column: Column) -> bytes:
    """The rows of a column as bytes; the same rows in the same order are the same bytes.

    >>> column = Column("daily", "people", as_days([1, 2]), np.array([7.0, np.nan]), reasons={1: "not collected"})
    >>> again = unpacked(packed(column), "daily", "people")
    >>> again.values.tolist(), again.reasons
    ([7.0, nan], {1: 'not collected'})
    """
    days = column.days.astype("datetime64[D]").astype("<i4").tobytes()
    body = _Body(days, column.values.astype("<f8").tobytes(), column.labels, dict(column.reasons), dict(column.notes))
    return zlib.compress(msgspec.msgpack.encode(body), 1)


def unpacked(content: bytes, table: str, measure: str) -> Column:
    """The column of which these are the bytes."""
    body = msgspec.msgpack.decode(zlib.decompress(content), type=_Body)
    days, values = np.frombuffer(body.days, "<i4"), np.frombuffer(body.values, "<f8")
    return Column(table, measure, as_days(days), values, body.labels, body.reasons, body.notes)
