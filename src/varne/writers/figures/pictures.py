"""Each kind of picture with what draws it, and files by their ending."""

from collections.abc import Callable
from typing import Literal

from varne.crossings.charts import Chart, Kind
from varne.crossings.sentences import Language
from varne.writers.figures.rows import as_csv, as_json, as_parquet

ENDINGS = ("svg", "png", "csv", "json", "parquet")
Draw = Callable[[Chart, Language, Literal["svg", "png"]], bytes]


class NoEnding(ValueError):
    """A file name whose ending says nothing that we write."""


def written(chart: Chart, ending: str, language: Language) -> bytes:
    """A chart as a picture or as its rows.

    ending  svg, png, csv, json or parquet
    raises  NoEnding, rows.NoParquet
    """
    match ending:
        case "svg" | "png":
            return _drawn_by(chart.kind)(chart, language, ending)
        case "csv":
            return as_csv(chart)
        case "json":
            return as_json(chart)
        case "parquet":
            return as_parquet(chart)
    raise NoEnding(f"nothing is written as .{ending}; endings are {', '.join(ENDINGS)}")


def _drawn_by(kind: Kind) -> Draw:
    # matplotlib takes a quarter of a second to load: a node starts without it, and most never draw
    from varne.writers.figures import bars, heat, lines, steps

    draws: dict[Kind, Draw] = {
        "cumulative": lines.draw,
        "calendar": heat.draw,
        "per-boat": bars.per_boat,
        "records": bars.records,
        "revisions": steps.draw,
    }
    return draws[kind]
