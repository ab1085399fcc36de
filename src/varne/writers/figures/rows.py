"""The rows behind a picture as CSV, JSON or Parquet, each with where they come from."""

import csv
import io
import json

from varne.crossings.charts import Chart
from varne.crossings.figure import TABLES, Vintage
from varne.crossings.sentences import Language, in_words


class NoParquet(RuntimeError):
    """pyarrow is not installed; it comes with the extra `tables`."""


STATUS = {"provisional": "provisoire", "final": "définitif", "reported": "rapporté"}


def source_of(vintage: Vintage, language: Language = "en") -> str:
    """Who published it, what, when, under which licence, and the hash of the document; the title stays as published."""
    about = TABLES[vintage.table]
    published, newest = (in_words(d.isoformat(), language) for d in (vintage.published.date(), vintage.newest))
    rights = f"{about.licence}; SHA-256 {vintage.sha[:16]}"
    if language == "en":
        return f"Source: {about.publisher}, {about.title}, {about.status}, as published on {published}, to {newest} ({rights})"
    status = STATUS[about.status]
    return f"Source : {about.publisher}, {about.title}, {status}, publié le {published}, jusqu'au {newest} ({rights})"


def as_csv(chart: Chart) -> bytes:
    """Rows under a header; the sources stand before it in lines that begin with #."""
    out = io.StringIO()
    out.writelines(f"# {source_of(v)}\n" for v in chart.vintages)
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(chart.columns)
    writer.writerows(chart.rows)
    return out.getvalue().encode()


def as_json(chart: Chart) -> bytes:
    """{"kind", "sources", "rows": [{column: value}]}."""
    rows = [dict(zip(chart.columns, row, strict=True)) for row in chart.rows]
    told = {"kind": chart.kind, "sources": [source_of(v) for v in chart.vintages], "rows": rows}
    return json.dumps(told, ensure_ascii=False, indent=1).encode() + b"\n"


def as_parquet(chart: Chart) -> bytes:
    """Parquet with the sources in its metadata.

    raises  NoParquet
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise NoParquet("Parquet needs pyarrow: pip install varne[tables]; CSV and JSON need nothing more") from error
    metadata = {"sources": "\n".join(source_of(v) for v in chart.vintages)}
    table = pa.table({name: list(cells) for name, cells in chart.columns.items()}).replace_schema_metadata(metadata)
    out = io.BytesIO()
    pq.write_table(table, out)
    return out.getvalue()
