"""Cumulative lines, a year each: this year emphasised, the range of the years before as a band, names at the ends."""

from datetime import date

import numpy as np
from matplotlib.axes import Axes

from varne.crossings.charts import Chart
from varne.crossings.figure import Floats
from varne.crossings.sentences import SHORT, Language, in_words, number
from varne.writers.figures.sheet import BAND, BEFORE, DIM, INK, NOW, RULE, Format, finish, sheet
from varne.writers.figures.titles import TITLES

NOTE: dict[Language, str] = {
    "en": "Orange: {year} up to {day}, {count}. Band: lowest to highest of the whole years before, date by date.",
    "fr": "Orange : {year} jusqu'au {day}, {count}. Bande : du plus bas au plus haut des années entières, à date égale.",
}
Lines = dict[int, tuple[list[date], Floats]]
LEAP = 2024
"""All years are drawn on this one's calendar, so that a date stands in one place."""


def draw(chart: Chart, language: Language, kind: Format) -> bytes:
    """The picture of charts.cumulative."""
    lines = _by_year(chart)
    last = max(lines)
    days, sums = lines[last]
    told = {"day": in_words(days[-1].isoformat(), language), "count": number(float(sums[-1]), language)}
    figure, axes = sheet(TITLES["cumulative"][language], NOTE[language].format(year=last, **told))
    _band(axes, {y: line for y, line in lines.items() if y != last})
    for year, (when, values) in lines.items():
        x = [_place(d) for d in when]
        if year == last:
            axes.plot(x, values, color=NOW, linewidth=2.8, zorder=5)
        else:
            axes.plot(x, values, color=BEFORE, linewidth=1.1, alpha=0.75)
    _names(axes, lines, last)
    _scale(axes, language, max(int(v[-1]) for _, v in lines.values()))
    return finish(figure, TITLES["cumulative"][language], chart.vintages, language, kind)


def _by_year(chart: Chart) -> Lines:
    found: dict[int, tuple[list[date], list[float]]] = {}
    for year, day, people in chart.rows:
        days, sums = found.setdefault(int(year or 0), ([], []))
        days.append(date.fromisoformat(str(day)))
        sums.append(float(people or 0))
    return {year: (days, np.array(sums)) for year, (days, sums) in found.items()}


def _place(day: date) -> int:
    return (date(LEAP, day.month, day.day) - date(LEAP, 1, 1)).days


def _band(axes: Axes, lines: Lines) -> None:
    whole = [np.interp(np.arange(366), [_place(d) for d in days], sums) for days, sums in lines.values() if len(days) > 364]
    if whole:
        axes.fill_between(np.arange(366), np.min(whole, axis=0), np.max(whole, axis=0), color=BAND, linewidth=0, zorder=0)


def _names(axes: Axes, lines: Lines, last: int) -> None:
    """Each year's name at the end of its line, moved apart where two would touch."""
    top = max(float(v[-1]) for _, v in lines.values())
    apart, floor = 0.034 * top, -np.inf
    for year in sorted(lines, key=lambda y: float(lines[y][1][-1])):
        if year == last:
            continue
        y = max(float(lines[year][1][-1]), floor + apart)
        floor = y
        axes.annotate(str(year), (369, y), color=BEFORE, fontsize=9, va="center", annotation_clip=False)
    days, sums = lines[last]
    axes.annotate(
        str(last), (_place(days[-1]) + 4, float(sums[-1])), color=NOW, fontsize=11, fontweight="bold", va="center", zorder=6
    )


def _scale(axes: Axes, language: Language, top: int) -> None:
    starts = [_place(date(LEAP, m, 1)) for m in range(1, 13)]
    axes.set_xlim(0, 366)
    axes.set_xticks([s + 15 for s in starts], SHORT[language])
    axes.set_ylim(0, 1.05 * max(top, 1))
    axes.yaxis.set_major_formatter(lambda v, _: number(v, language))
    axes.grid(axis="y", color=RULE, linewidth=0.8)
    axes.set_axisbelow(True)
    for label in (*axes.get_xticklabels(), *axes.get_yticklabels()):
        label.set_color(DIM)
    axes.spines["bottom"].set_color(INK)
