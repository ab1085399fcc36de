"""The sheet that every picture of the figures is drawn on: title, what to know, and the source with its vintage below.

One family of blues and one orange (Okabe and Ito 2008), told apart in grey and by the colour-blind; nothing by colour alone.
Nothing global of matplotlib is touched: no pyplot, no rcParams.
"""

import textwrap
from collections.abc import Sequence
from io import BytesIO
from typing import Literal

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from varne.crossings.figure import Vintage
from varne.crossings.sentences import Language
from varne.writers.figures.rows import source_of

Format = Literal["svg", "png"]
Rect = tuple[float, float, float, float]
INK, DIM, RULE, NOW, BEFORE, BAND = "#14202a", "#5a6872", "#d5dde2", "#d55e00", "#0072b2", "#dbe9f3"
DPI = 120
BELOW = 1.25
"""Under the axes [inch]: the names of the scale, and the source."""


def sheet(title: str, note: str, height: float = 6.2, *, rect: Rect | None = None) -> tuple[Figure, Axes]:
    """An empty picture ten inches wide with a title and a line below it, and its axes.

    height  [inch]
    rect    left, bottom, width, height of the axes as shares; absent: what suits a chart with a scale
    """
    figure = Figure(figsize=(10, height), dpi=DPI, facecolor="white")
    FigureCanvasAgg(figure)
    figure.text(0.06, 1 - 0.32 / height, title, fontsize=15, fontweight="bold", color=INK, va="center")
    figure.text(0.06, 1 - 0.64 / height, note, fontsize=9.5, color=DIM, va="center")
    below, above = BELOW / height, 1.0 / height
    axes = figure.add_axes(rect or (0.085, below, 0.845, 1 - below - above))
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(RULE)
    axes.tick_params(length=0, labelsize=9, colors=DIM)
    return figure, axes


def finish(
    figure: Figure, title: str, vintages: Sequence[Vintage], language: Language, kind: Format, below: float = BELOW
) -> bytes:
    """The picture as SVG or PNG, with the source line in it and in its metadata.

    below  how much is free under the axes [inch]
    """
    lines = [line for v in vintages for line in textwrap.wrap(source_line(v, language), 150)]
    height = figure.get_size_inches()[1]
    figure.text(0.06, (below - 0.55) / height, "\n".join(lines), fontsize=8, color=DIM, va="top", linespacing=1.45)
    out = BytesIO()
    told = {"Title": title, "Description": "\n".join(lines)}
    blank: dict[str, str | None] = {"Date": None, "Creator": "Varne"} if kind == "svg" else {"Software": None}
    figure.savefig(out, format=kind, metadata={**told, **blank})
    return out.getvalue()


def source_line(v: Vintage, language: Language) -> str:
    """Where a picture comes from, with who drew it."""
    return f"{source_of(v, language)}. {'Drawn by' if language == 'en' else 'Dessiné par'} Varne."
