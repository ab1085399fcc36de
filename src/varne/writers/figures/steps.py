"""The history of numbers that were changed after they were published: what was said, from which publication on."""

from datetime import date, datetime

from matplotlib.axes import Axes

from varne.crossings.charts import Chart
from varne.crossings.figure import TABLES
from varne.crossings.sentences import UNITS, Language, in_words, number
from varne.writers.figures.sheet import BEFORE, DIM, INK, NOW, RULE, Format, finish, sheet
from varne.writers.figures.titles import TITLES

NOTE: dict[Language, str] = {
    "en": "What was said first, and from which publication on something else; last in orange. {shown} of {all} numbers.",
    "fr": "Ce qui fut dit, puis changé, et à partir de quelle publication ; orange : le dernier. {shown} chiffres sur {all}.",
}
NONE: dict[Language, str] = {
    "en": "In the vintages that are held no number was changed.",
    "fr": "Dans les versions tenues, aucun chiffre n'a changé.",
}
PERIODS = {
    "day": ("{unit}, {day}", "{unit}, {day}"),
    "week": ("{unit}, week ending {day}", "{unit}, semaine au {day}"),
    "quarter": ("{unit}, quarter from {day}", "{unit}, trimestre du {day}"),
    "year": ("{unit}, year from {day}", "{unit}, année du {day}"),
    "span": ("{unit}, from {day}", "{unit}, du {day}"),
}
MOST = 24
"""Numbers in a picture; the rows beside it have all."""
Steps = dict[tuple[str, str, str], list[tuple[date, float | None]]]


def draw(chart: Chart, language: Language, kind: Format) -> bytes:
    """The picture of charts.history: a row a number, a column for each time that it was said anew."""
    every = _steps(chart)
    keys = sorted(every, key=lambda k: (every[k][-1][0], k), reverse=True)[:MOST]
    note = NOTE[language].format(shown=len(keys), all=len(every)) if keys else NONE[language]
    below, rows = 0.75 + 0.36 * len(chart.vintages), max(len(keys), 1)
    height = 1.1 + 0.3 * rows + below
    figure, axes = sheet(TITLES["revisions"][language], note, height, rect=(0.42, below / height, 0.56, 0.3 * rows / height))
    wide = max((len(every[k]) for k in keys), default=1)
    axes.set_xlim(-0.1, max(wide, 3))
    axes.set_ylim(rows - 0.5, -0.5)
    axes.set_axis_off()
    for row, key in enumerate(keys):
        _row(axes, row, key, every[key], language)
    return finish(figure, TITLES["revisions"][language], chart.vintages, language, kind, below)


def _steps(chart: Chart) -> Steps:
    found: Steps = {}
    for table, measure, day, published, value, *_ in chart.rows:
        told = float(value) if isinstance(value, int | float) else None
        steps = found.setdefault((str(table), str(measure), str(day)), [])
        if not steps or steps[-1][1] != told:
            steps.append((datetime.fromisoformat(str(published)).date(), told))
    return found


def _row(axes: Axes, row: int, key: tuple[str, str, str], steps: list[tuple[date, float | None]], language: Language) -> None:
    table, measure, day = key
    at = 0 if language == "en" else 1
    pattern = PERIODS[TABLES[table].period][at]
    label = pattern.format(unit=UNITS.get(measure, (measure, measure))[at], day=in_words(day, language))
    axes.text(-0.14, row, label, ha="right", va="center", fontsize=9, color=INK)
    axes.plot([0, len(steps) - 1], [row, row], color=RULE, linewidth=2, zorder=1)
    for x, (published, value) in enumerate(steps):
        last = x == len(steps) - 1
        axes.plot([x], [row], marker="D" if last else "o", markersize=5, color=NOW if last else BEFORE, zorder=2)
        told = "–" if value is None else number(value, language)
        text = axes.annotate(told, (x, row), (8, 0), textcoords="offset points", va="center", fontsize=9, color=INK)
        text.set_fontweight("bold" if last else "normal")
        text.set_bbox({"facecolor": "white", "edgecolor": "none", "pad": 1.0})
        said = in_words(published.isoformat(), language)
        dated = axes.annotate(said, (x, row), (46, 0), textcoords="offset points", va="center", fontsize=8, color=DIM)
        dated.set_bbox({"facecolor": "white", "edgecolor": "none", "pad": 1.0})
