"""People a boat by month as bars from zero, the month that is not over hatched; and the highest days as a table with bars."""

from matplotlib.axes import Axes

from varne.crossings.charts import Chart
from varne.crossings.sentences import Language, in_words, number
from varne.writers.figures.sheet import BEFORE, DIM, INK, NOW, RULE, Format, finish, sheet
from varne.writers.figures.titles import TITLES

PER_BOAT_NOTE: dict[Language, str] = {
    "en": "All people of a month divided by all its boats. No bar: no boat came. Hatched: the month is not over.",
    "fr": "Toutes les personnes d'un mois divisées par ses embarcations. Sans barre : aucune. Hachuré : mois en cours.",
}
RECORDS_NOTE: dict[Language, str] = {
    "en": "As this table says in this vintage; another table or a revision may order them otherwise. Orange: the latest.",
    "fr": "Selon ce tableau dans cette version ; un autre tableau ou une révision peut le changer. Orange : le dernier.",
}


def per_boat(chart: Chart, language: Language, kind: Format) -> bytes:
    """The picture of charts.per_boat."""
    figure, axes = sheet(TITLES["per-boat"][language], PER_BOAT_NOTE[language], 5.6)
    months = [str(m) for m in chart.columns["month"]]
    for k, (load, whole) in enumerate(zip(chart.columns["per_boat"], chart.columns["whole"], strict=True)):
        if isinstance(load, float):
            style = {"color": BEFORE} if whole else {"facecolor": "white", "edgecolor": BEFORE, "hatch": "/////"}
            axes.bar(k, load, width=0.82, **style)  # type: ignore[arg-type]  # matplotlib's keywords are wide
    starts = [k for k, m in enumerate(months) if m.endswith("-01")] or [0]
    axes.set_xticks([s - 0.5 for s in starts], [months[s][:4] for s in starts], ha="left")
    axes.set_xlim(-1, len(months))
    axes.grid(axis="y", color=RULE, linewidth=0.8)
    axes.set_axisbelow(True)
    known = [(float(v), m) for v, m in zip(chart.columns["per_boat"], months, strict=True) if isinstance(v, float)]
    if known:
        _label_last(axes, months.index(known[-1][1]), known[-1][0], language)
    return finish(figure, TITLES["per-boat"][language], chart.vintages, language, kind)


def _label_last(axes: Axes, k: int, value: float, language: Language) -> None:
    told = number(round(value, 1), language)
    axes.annotate(told, (k, value), (0, 4), textcoords="offset points", ha="center", fontsize=9, color=INK)


def records(chart: Chart, language: Language, kind: Format) -> bytes:
    """The picture of charts.ranking."""
    rows = chart.rows
    height = 2.5 + 0.3 * max(len(rows), 1)
    rect = (0.30, 1.15 / height, 0.62, (height - 2.15) / height)
    figure, axes = sheet(TITLES["records"][language], RECORDS_NOTE[language], height, rect=rect)
    most = max((float(r[2] or 0) for r in rows), default=1.0)
    newest = max((str(r[1]) for r in rows), default="")
    axes.set_xlim(0, 1.12 * most)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_yticks([])
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    for k, (rank, day, people) in enumerate(rows):
        value = float(people or 0)
        axes.barh(k, value, height=0.72, color=NOW if str(day) == newest else BEFORE)
        axes.text(value + 0.01 * most, k, number(value, language), va="center", fontsize=9.5, color=INK)
        axes.text(-0.40 * most, k, f"{rank}", va="center", ha="right", fontsize=9.5, color=DIM)
        axes.text(-0.37 * most, k, in_words(str(day), language), va="center", fontsize=9.5, color=INK)
    return finish(figure, TITLES["records"][language], chart.vintages, language, kind)
