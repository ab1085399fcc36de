"""A calendar of days, a row a year: how many people came, in five steps of one hue; a day without a number is hatched."""

from datetime import date

from matplotlib.axes import Axes
from matplotlib.collections import PatchCollection
from matplotlib.patches import Rectangle

from varne.crossings.charts import Chart
from varne.crossings.sentences import SHORT, Language
from varne.writers.figures.sheet import DIM, INK, RULE, Format, finish, sheet
from varne.writers.figures.titles import TITLES

NOTE: dict[Language, str] = {
    "en": "A cell a day, weeks from left to right, Monday on top. Hatched: no number.",
    "fr": "Une case par jour, semaines de gauche à droite, lundi en haut. Hachuré : pas de chiffre.",
}
STEPS = ((0, "#f1f4f6"), (1, "#cfe1f0"), (50, "#93bfe0"), (200, "#4a90c8"), (500, "#1c5f9e"), (1000, "#08264d"))
"""The least number of each step, and its colour; darker is more, also in grey."""
GAP = 1.6
"""Squares between two years."""


def draw(chart: Chart, language: Language, kind: Format) -> bytes:
    """The picture of charts.calendar."""
    days = [date.fromisoformat(str(d)) for d in chart.columns["day"]]
    years = sorted({d.year for d in days})
    height = 2.4 + 0.86 * len(years)
    figure, axes = sheet(
        TITLES["calendar"][language], NOTE[language], height, rect=(0.06, 1.1 / height, 0.9, (height - 2.25) / height)
    )
    axes.set_xlim(-3.4, 54.5)
    axes.set_ylim(len(years) * (7 + GAP), -2.2)
    axes.set_axis_off()
    _squares(axes, days, chart.columns["people"], years[0])
    for k, year in enumerate(years):
        axes.text(-0.8, k * (7 + GAP) + 3.5, str(year), ha="right", va="center", fontsize=10, color=INK)
    for m, name in enumerate(SHORT[language], 1):
        axes.text(_week(date(years[-1], m, 1)) + 2, -1.1, name, ha="center", va="center", fontsize=9, color=DIM)
    _legend(axes, height)
    return finish(figure, TITLES["calendar"][language], chart.vintages, language, kind)


def _squares(axes: Axes, days: list[date], people: tuple[object, ...], first: int) -> None:
    colours: list[str] = []
    squares: list[Rectangle] = []
    blank: list[Rectangle] = []
    for day, value in zip(days, people, strict=True):
        square = Rectangle((_week(day), (day.year - first) * (7 + GAP) + day.weekday()), 0.9, 0.9)
        (blank if value is None else squares).append(square)
        if isinstance(value, int):
            colours.append(next(c for least, c in reversed(STEPS) if value >= least))
    axes.add_collection(PatchCollection(squares, facecolors=colours, edgecolors="none"))
    if blank:
        axes.add_collection(PatchCollection(blank, facecolors="white", edgecolors=DIM, hatch="////", linewidths=0.4))


def _week(day: date) -> int:
    """The week of the year that a day stands in, from 0, beginning on Mondays."""
    return (day.timetuple().tm_yday - 1 + date(day.year, 1, 1).weekday()) // 7


def _legend(axes: Axes, height: float) -> None:
    inset = axes.figure.add_axes((0.62, 1 - 0.78 / height, 0.35, 0.28 / height))
    inset.set_axis_off()
    inset.set_xlim(0, len(STEPS))
    inset.set_ylim(0, 1)
    for k, (least, colour) in enumerate(STEPS):
        inset.add_patch(Rectangle((k + 0.02, 0.45), 0.96, 0.5, facecolor=colour, edgecolor=RULE, linewidth=0.5))
        after = STEPS[k + 1][0] if k + 1 < len(STEPS) else None
        text = "0" if least == 0 else f"{least}+" if after is None else f"{least}–{after - 1}"
        inset.text(k + 0.5, 0.15, text, ha="center", va="center", fontsize=7.5, color=DIM)
