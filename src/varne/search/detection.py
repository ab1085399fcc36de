"""Sweep widths: how far who sees what, in what weather, and how unsure that is.

The tables are those of the US National SAR Supplement, Appendix G (data/README.md). Nobody has measured an overloaded
inflatable, people in a cluster, or people in the water at night without a light: there a range over the nearest things that
were measured is given, and a note says so. A width is never one number: low, likely and high go through to every POS.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from varne.geodesy import NM
from varne.search import lateral, tables
from varne.search.corrections import EDGE, FOOT, JACKET_UP_TO, Conditions, Looker, Sensor, check, corrected, weather_factor
from varne.search.sentences import say
from varne.words import Words

Floats = NDArray[np.float64]
USUAL_FACTOR = 1.75
"""A width may be wrong by 1.5 to 2 either way (US Coast Guard review, 1998; research/search.md 7)."""
ROUNDED = 0.05
"""The tables print tenths of a mile: what is printed as 0 lies below this [NM]."""
ONE_SIDED = 1.6449
"""Low and high are the 5 % and 95 % points of a log-normal width."""

NEAREST: dict[str, dict[Sensor, tuple[str, ...]]] = {
    "underway": {"eye": ("P20", "R25", "P33"), "nvg": ("B19", "B25", "B35"), "infrared": ("boat",), "radar": ("boat<20ft",)},
    "adrift": {"eye": ("P20", "R25", "P33"), "nvg": ("B19", "B25", "B35"), "infrared": ("boat",), "radar": ("boat<20ft",)},
    "swamped": {"eye": ("P15", "R4", "P20"), "nvg": ("B12", "B19", "B25"), "infrared": ("boat",), "radar": ()},
    "people_in_water": {"eye": ("PIW",), "nvg": ("PIW",), "infrared": ("PIW",), "radar": ()},
    "piw-jacket": {"eye": ("PIW",), "nvg": ("PIW-jacket",), "infrared": ("PIW",), "radar": ()},
    "cluster": {"eye": ("PIW", "R1"), "nvg": ("PIW", "PIW-jacket"), "infrared": ("PIW", "boat"), "radar": ()},
}
"""Our states, and the measured things nearest to them. Judgement; no trial of any of them is published."""
UNKNOWN = ("underway", "adrift", "swamped", "cluster")
"""What no table knows at all: the range of the nearest things is widened by the factor at both ends."""


@dataclass(frozen=True, slots=True)
class SweepWidth:
    """How wide a strip is swept clean in effect: low, likely, high [m], and what to know about it.

    low and high are taken as 5 % and 95 % points; one error holds for a whole search, not for each leg anew.
    """

    low: float
    likely: float
    high: float
    notes: tuple[Words, ...] = field(default=())

    @property
    def sigma(self) -> float:
        """Standard deviation of ln W."""
        return float(np.log(self.high / self.low) / (2 * ONE_SIDED)) if self.low > 0 else 0.0

    def draws(self, n: int, rng: np.random.Generator) -> Floats:
        """(n,) possible widths [m], log-normal between low and high."""
        return self._at(rng.standard_normal(n))

    def nodes(self, k: int = 5) -> tuple[Floats, Floats]:
        """(k,) widths [m] and their weights of sum 1, to average a smooth POS over the distribution (Gauss-Hermite)."""
        z, weight = np.polynomial.hermite_e.hermegauss(k)
        return self._at(z), weight / weight.sum()

    def _at(self, z: Floats) -> Floats:
        return float(np.sqrt(self.low * self.high)) * np.exp(self.sigma * z)


def sweep_width(by: Looker, what: str, seen: Conditions, *, factor: float = USUAL_FACTOR, jackets: bool = False) -> SweepWidth:
    """How wide a strip a sensor sweeps for a target, corrected for weather, speed and fatigue.

    what     a state (underway, adrift, swamped, people_in_water, piw-jacket, cluster) or a target of the tables, such as R4
    factor   how wrong a table may be either way, 1 or more; 1.5 to 2 is what is known of them
    jackets  are the people in the water known to wear life jackets?
    returns  SweepWidth [m]; likely is the geometric mean of the nearest targets when the tables do not know what was asked
    raises   ValueError for a sensor without a table for that target, or a value out of its range
    source   US National SAR Supplement, Appendix G; NVG worksheet H-34

    A person in the water, from a helicopter at 300 ft, at 5 NM: the table says a tenth of a mile.

    >>> w = sweep_width(Looker("eye", "helicopter", 300 * FOOT, speed=46.3), "people_in_water", Conditions(5 * NM))
    >>> print([round(m) for m in (w.low, w.likely, w.high)])
    [106, 185, 324]
    """
    if not factor >= 1:
        raise ValueError(f"a factor of {factor}: it is how wrong a width may be either way; give 1 or more, usually 1.5 to 2")
    check(by, seen)
    jackets = jackets or what == "piw-jacket"
    targets = NEAREST[what][by.sensor] if what in NEAREST else (what,)
    if not targets:
        raise ValueError(f"no table tells how far {by.sensor} sees {what}; use another sensor, or say the width yourself")
    found = np.array([corrected(by, target, seen, jackets, what in NEAREST) for target in targets]).ravel()
    floor = np.where(found > 0, found, ROUNDED / 2)
    low, high = floor.min() / factor, np.where(found > 0, found, ROUNDED).max() * factor
    likely = float(np.exp(np.log(floor).mean()))
    return SweepWidth(float(low) * NM, likely * NM, float(high) * NM, tuple(_notes(by, what, found, jackets)))


def _notes(by: Looker, what: str, found: Floats, jackets: bool) -> Iterable[Words]:
    if what in UNKNOWN:
        yield say("search.width.unknown", state=what)
    if by.sensor == "nvg" and what in ("people_in_water", "piw-jacket", "cluster"):
        yield say("search.width.estimate")
    if by.sensor == "radar":
        yield say("search.width.radar")
    if by.sensor == "infrared":
        yield say("search.width.infrared")
    if (found < ROUNDED).any():
        yield say("search.width.zero", state=what)
    if jackets and by.sensor == "eye" and by.height > JACKET_UP_TO + EDGE:
        yield say("search.width.jacket")


def signal_width(
    when: str, signal: str, seen_from: str = "any", condition: str = "", *, factor: float = USUAL_FACTOR
) -> SweepWidth:
    """How wide a strip is swept for a signal: a flare, smoke, a light.

    when       day or night;  signal, seen_from, condition  as data/signals.csv has them
    returns    SweepWidth [m]; the table's width is the likely one
    raises     ValueError that lists what the table has for that signal, or which signals it has

    >>> round(signal_width("night", "red hand flare", "air").likely / NM, 1)
    15.4
    """
    table = tables.signals()
    if (when, signal, seen_from, condition) not in table:
        like = [", ".join(k[2:]).rstrip(", ") for k in table if k[:2] == (when, signal)]
        known = like or sorted({f"{k[0]} {k[1]}" for k in table})
        raise ValueError(
            f"no width for {signal!r} by {when}, seen from {seen_from!r}, {condition!r}; there is {'; '.join(known)}"
        )
    width = table[when, signal, seen_from, condition] * NM
    return SweepWidth(width / factor, width, width * factor)


def horizon(height: float) -> float:
    """Distance of the visible horizon from a height of eye [m] (1.144 sqrt(h ft) NM).

    >>> print(round(horizon(100 * FOOT) / NM, 1))
    11.4
    """
    return float(1.144 * np.sqrt(height / FOOT)) * NM


AT_TRACK = {"good": 0.9526, "poor": 0.5}
"""Chance to see what one passes over: a0 = 3 and a0 = 0 of the log-odds law, the two the US Coast Guard uses."""


def dim(seen: Conditions, *, night: bool) -> bool:
    """Is it night, or is the weather against seeing? Then a curve is flat."""
    return night or weather_factor("PIW", seen) < 1 or seen.visibility < 3 * NM


def curve(width: float, *, dim: bool) -> lateral.Curve:
    """The usual lateral range curve of a width [m]: peaked in good daylight, flat in the dim.

    returns  a log-odds curve; an empty one for a width of 0
    source   a0 = 3 and a0 = 0 of the US Coast Guard's generic curves, research/search.md 3.1
    """
    return lateral.log_odds(width, AT_TRACK["poor" if dim else "good"]) if width > 0 else lateral.m_beta(0.0, 1.0)
