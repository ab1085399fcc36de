"""The pictures of docs/readiness.md: python -m bench.readiness_pictures. Reliability, and a week of a SIMULATED Strait."""

from collections.abc import Sequence
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from bench import readiness, strait
from varne.crossings.readiness.learning import learn
from varne.crossings.readiness.night import days_from
from varne.crossings.readiness.outlook import LIKELY, UNLIKELY, Day, outlook
from varne.crossings.readiness.scores import CLASSES, Outcome, reliability

FOLDER = Path(__file__).parents[1] / "docs" / "pictures"
INK, BLUE, ORANGE, GREY = "#14202a", "#00558a", "#d55e00", "#c9d3da"
WEEK = 2430
"""Of the simulated Strait: a week in which calm and wind take turns."""


def main() -> None:
    """Both pictures, in docs/pictures."""
    s = strait.strait(1)
    truth = readiness.Truth(s.counts, s.weather())
    origins = readiness.between(truth, readiness.FIRST, readiness.LAST)[::2]
    drawn = [
        ("SIMULATED Strait, 20 members", readiness.ours("drawn", truth, origins, lambda o: strait.members(s, 1, o, 20)), ORANGE)
    ]
    if readiness.DAILY.exists():
        real = readiness.official_truth()
        found = readiness.ours("drawn", real, readiness.between(real, readiness.FIRST, readiness.LAST), None)
        drawn.insert(0, ("Official counts 2022-25, no weather", found, BLUE))
    _reliability(drawn)
    _week(s)


def _reliability(drawn: Sequence[tuple[str, list[Outcome], str]]) -> None:
    figure, axes = plt.subplots(figsize=(6.4, 6.0), layout="constrained")
    axes.plot([0, 1], [0, 1], color=GREY, lw=1.5, zorder=0)
    for edge in CLASSES[1:-1]:
        axes.axvline(edge, color=GREY, lw=0.5, ls=":", zorder=0)
    for name, outcomes, colour in drawn:
        classes = [c for c in reliability(outcomes) if c.n >= 25]
        said, came = [c.said for c in classes], [c.came for c in classes]
        error = [2 * np.sqrt(c.came * (1 - c.came) / c.n) for c in classes]
        axes.errorbar(said, came, error, fmt="o-", color=colour, label=name, capsize=3)
        for c in classes:
            axes.annotate(str(c.n), (c.said, c.came), (6, -12), textcoords="offset points", color=colour, fontsize=8)
    axes.set(xlim=(0, 1), ylim=(0, 1), xlabel="chance of a boat that was said", ylabel="share of days on which boats came")
    axes.set_title("Is what is said what comes?\nDays 1 to 7 ahead; numbers: forecasts; bars: two standard errors", fontsize=10)
    axes.legend(loc="upper left", frameon=False)
    figure.savefig(FOLDER / "readiness-reliability.png", dpi=110)
    plt.close(figure)


def _week(s: strait.Strait) -> None:
    truth = readiness.Truth(s.counts, s.weather())
    issued = truth.day(WEEK)
    told, days = strait.members(s, 1, WEEK, 20), days_from(truth.day(WEEK + 1), 7)
    found = outlook(learn(truth.until(WEEK), truth.came, waves=False), issued, told, days)
    figure, (above, below) = plt.subplots(2, 1, figsize=(8.0, 6.4), sharex=True, layout="constrained")
    x = np.arange(len(days))
    _chances(above, x, found)
    _people(below, x, found, [s.counts.on(d)[1] for d in days])
    below.set_xticks(x, [f"{d.day:%a %-d %b}\n{d.basis}" for d in found])
    above.set_title(f"SIMULATED Strait: the outlook issued on {issued:%-d %B %Y}, and what came", fontsize=10)
    figure.savefig(FOLDER / "readiness-week.png", dpi=110)
    plt.close(figure)


def _chances(axes: Axes, x: np.ndarray, days: Sequence[Day]) -> None:
    colours = {"red": "#8f1d14", "amber": "#f5c04a", "green": "#e2f1e6"}
    axes.bar(x, [d.forecast.any for d in days], color=[colours[d.band] for d in days], edgecolor=INK)
    axes.plot(x, [d.climate.any for d in days], "_", color=INK, ms=30, mew=2, label="usual chance")
    for k, d in zip(x, days, strict=True):
        axes.annotate(f"{d.band} {d.forecast.any:.0%}", (k, 1.03), ha="center", fontsize=9)
    for cut in (LIKELY, UNLIKELY):
        axes.axhline(cut, color=GREY, lw=1, zorder=0)
    axes.set(ylim=(0, 1.3), yticks=[0, 0.2, 0.4, 0.6, 0.8, 1.0], ylabel="chance of a boat")
    axes.legend(loc="upper right", frameon=False)


def _people(axes: Axes, x: np.ndarray, days: Sequence[Day], came: Sequence[float]) -> None:
    for p, width in ((9, 6.0), (24, 12.0)):
        low, high = ([d.forecast.people[q] for d in days] for q in (p, 98 - p))
        axes.vlines(x, low, high, color=BLUE, lw=width, alpha=0.35, label=f"{98 - 2 * p} % interval")
    axes.plot(x, [d.forecast.people[49] for d in days], "_", color=BLUE, ms=18, mew=2, label="median")
    axes.plot(x, came, "o", color=ORANGE, label="what came")
    top = max(*came, *(d.forecast.people[89] for d in days))
    axes.set(ylabel="people", ylim=(0, 1.25 * top))
    axes.legend(loc="upper right", frameon=False, ncols=4)


if __name__ == "__main__":
    main()
