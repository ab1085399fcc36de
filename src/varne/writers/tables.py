"""Columns of equal length to CSV or Parquet; times are UTC, what is missing is empty, never 0."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from varne.writers.figures.rows import NoParquet

Columns = Mapping[str, Sequence[Any]]
ENDINGS = ("csv", "parquet")


def written(columns: Columns, ending: str, about: Mapping[str, str]) -> bytes:
    """A table in the format that an ending means.

    about   what the table is, by key; in Parquet as metadata, in CSV nowhere, since other programs trip over comments
    raises  ValueError for another ending, NoParquet without pyarrow

    >>> written({"a": [1, None], "b": ["x", "y,z"]}, "csv", {})
    b'a,b\\n1,x\\n,"y,z"\\n'
    """
    if ending == "csv":
        return _csv(columns)
    if ending == "parquet":
        return _parquet(columns, about)
    raise ValueError(f".{ending} is no format of tables; give a file that ends in {' or '.join('.' + e for e in ENDINGS)}")


def _csv(columns: Columns) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(v) for v in row] for row in zip(*columns.values(), strict=True))
    return out.getvalue().encode()


def _cell(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return json.dumps(value) if isinstance(value, bool) else value


def _parquet(columns: Columns, about: Mapping[str, str]) -> bytes:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise NoParquet("Parquet needs pyarrow: pip install varne[tables]; CSV needs nothing more") from error
    table = pa.table({name: pa.array(values) for name, values in columns.items()})
    out = io.BytesIO()
    pq.write_table(table.replace_schema_metadata(dict(about)), out)
    return out.getvalue()
