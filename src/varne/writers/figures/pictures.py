"""Each kind of picture with what draws it, and files by their ending."""

from collections.abc import Callable, Mapping

from varne.crossings.charts import Chart, Kind
from varne.crossings.sentences import Language
from varne.writers.figures import bars, heat, lines, steps
from varne.writers.figures.rows import as_csv, as_json, as_parquet
from varne.writers.figures.sheet import Format

DRAWN: Mapping[Kind, Callable[[Chart, Language, Format], bytes]] = {
    "cumulative": lines.draw,
    "calendar": heat.draw,
    "per-boat": bars.per_boat,
    "records": bars.records,
    "revisions": steps.draw,
}
TITLES: Mapping[Kind, Mapping[Language, str]] = {
    "cumulative": lines.TITLE,
    "calendar": heat.TITLE,
    "per-boat": bars.PER_BOAT,
    "records": bars.RECORDS,
    "revisions": steps.TITLE,
}
ENDINGS = ("svg", "png", "csv", "json", "parquet")


class NoEnding(ValueError):
    """A file name whose ending says nothing that we write."""


def written(chart: Chart, ending: str, language: Language) -> bytes:
    """A chart as a picture or as its rows.

    ending  svg, png, csv, json or parquet
    raises  NoEnding, rows.NoParquet
    """
    match ending:
        case "svg" | "png":
            return DRAWN[chart.kind](chart, language, ending)
        case "csv":
            return as_csv(chart)
        case "json":
            return as_json(chart)
        case "parquet":
            return as_parquet(chart)
    raise NoEnding(f"nothing is written as .{ending}; endings are {', '.join(ENDINGS)}")
