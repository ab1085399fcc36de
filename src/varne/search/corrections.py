"""Corrections: what weather, speed, fatigue, moon and time on task make of the widths in the tables, sensor by sensor.

Source: US National SAR Supplement, Appendix G, and the NVG worksheet H-34 (data/README.md). Legend: widths in NM here, as the
tables have them; everything a caller gives is SI.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from varne.geodesy import KNOT, NM
from varne.search import tables

Floats = NDArray[np.float64]
FOOT = 0.3048
Sensor = Literal["eye", "nvg", "infrared", "radar"]
Platform = Literal["vessel", "helicopter", "fixed-wing"]
Band = Literal["low", "middle", "high"]
JACKET = 4.0
JACKET_UP_TO = 500 * FOOT
FATIGUE = 0.9
EDGE = 1e-6
"""The tables change at whole knots, miles and feet: a band begins a hair below, so that 15 kn in m/s falls where 15 kn does."""
RADARS = ("SPS-64", "SPS-66")
"""Vessel radars of the table; retired sets."""


@dataclass(frozen=True, slots=True)
class Looker:
    """Who looks: a sensor on a platform.

    sensor       eye (day), nvg, infrared or radar; platform vessel, helicopter or fixed-wing
    height       of eye or of flight above the sea [m]
    speed        of search, for aircraft [m/s]
    tired        is fatigue known to count (IAMSAR: 0.9)?
    illuminated  does it light the sea for its goggles?; searchers 3 or 4
    hours        on task
    """

    sensor: Sensor = "eye"
    platform: Platform = "vessel"
    height: float = 4.0
    speed: float = 7.0
    tired: bool = False
    illuminated: bool = True
    searchers: int = 4
    hours: float = 0.0


@dataclass(frozen=True, slots=True)
class Conditions:
    """What it looks through.

    visibility  [m]; wind [m/s]; sea significant height of waves [m]
    moon        low: under a quarter or not up, middle, high: over three quarters; cloud low: under a quarter, high: over three
    whitecaps   low none, middle few, high many
    """

    visibility: float
    wind: float = 0.0
    sea: float = 0.0
    moon: Band = "middle"
    cloud: Band = "middle"
    whitecaps: Band = "middle"


def check(by: Looker, seen: Conditions) -> None:
    """Refuse what no table can mean.

    raises  ValueError that says what is allowed
    """
    if not (seen.visibility >= 0 and seen.wind >= 0 and seen.sea >= 0):
        raise ValueError(f"visibility {seen.visibility} m, wind {seen.wind} m/s, sea {seen.sea} m: each is 0 or more")
    if by.sensor == "nvg" and by.searchers not in (3, 4):
        raise ValueError(f"{by.searchers} searchers with goggles: the worksheet knows 3 and 4; more see no worse than 4")


def corrected(by: Looker, target: str, seen: Conditions, jackets: bool, small: bool) -> list[float]:
    """What the tables make of it: one width [NM], for radar one for each set of the table. Each sensor has its own corrections.

    target   of the tables; small: take it for a small one in the weather, whatever its name
    raises   ValueError for a target the sensor has no table for
    """
    tired = FATIGUE if by.tired else 1.0
    if by.sensor == "eye":
        jacket = JACKET if jackets and target == "PIW" and by.height <= JACKET_UP_TO + EDGE else 1.0
        changed = weather_factor(target, seen, small) * speed_factor(by, target) * jacket * tired
        return [uncorrected(by, target, seen.visibility) * changed]
    if by.sensor == "nvg":
        return [_goggles(by, target, seen) * tired]
    if by.sensor == "infrared":
        return [_infrared(target, seen) * tired]
    return [_radar(name, target, seen) * tired for name in RADARS]


def uncorrected(by: Looker, target: str, visibility: float) -> float:
    """The visual table, straight between its heights and visibilities, at its end beyond them.

    visibility  [m]; below 1 NM the width falls straight to 0 with it
    returns     [NM]
    raises      ValueError for a target the table lacks
    """
    known = tables.visual()
    if (by.platform, target) not in known:
        names = sorted({t for p, t in known if p == by.platform})
        raise ValueError(f"no {by.platform} has been tried against {target!r}; the table has {', '.join(names)}")
    heights, widths = known[by.platform, target]
    at = np.interp(visibility / NM, [0.0, *tables.VISIBILITY_NM], [0.0, *_at_height(heights, widths, by.height / FOOT)])
    return float(at)


def _at_height(heights: Floats, widths: Floats, feet: float) -> Floats:
    return np.array([np.interp(feet, heights, column) for column in widths.T])


def weather_factor(target: str, seen: Conditions, small: bool = False) -> float:
    """What wind and sea leave of a visual width (US National SAR Supplement, Appendix G; rafts as the review of 1998 advises).

    small  take the target for a small one whatever its name
    """
    little = small or target.startswith(("PIW", "R")) or target in ("P15", "P20", "S15", "S20", "S25")
    if seen.wind > 25 * KNOT + EDGE or seen.sea > 4 * FOOT + EDGE:
        return 0.25 if little else 0.9
    if seen.wind > 15 * KNOT + EDGE or seen.sea >= 2 * FOOT - EDGE:
        return 0.5 if little else 0.9
    return 1.0


GROUPS = (
    ("PIW", ("PIW",)),
    ("R4", ("R1", "R4")),
    ("R25", ("R6", "R8", "R10", "R15", "R20", "R25")),
    ("P20", ("P15", "P20")),
    ("P33", ("P33",)),
    ("P53", ("P53",)),
    ("P78", ("P78",)),
    ("S25", ("S15", "S20", "S25")),
    ("S50", ("S30", "S40", "S50")),
    ("S83", ("S70", "S83")),
    ("Ship300", ("Ship120", "Ship225", "Ship300")),
)


def speed_factor(by: Looker, target: str) -> float:
    """What the speed of an aircraft makes of a visual width, straight between the speeds of the table; 1 for vessels."""
    if by.platform == "vessel":
        return 1.0
    group = next((name for name, members in GROUPS if target in members), None)
    if group is None:
        raise ValueError(f"target {target!r} has no speed correction; the table has {', '.join(g for g, _ in GROUPS)}")
    return float(np.interp(by.speed / KNOT, *tables.speeds()[by.platform, group]))


def _goggles(by: Looker, target: str, seen: Conditions) -> float:
    known = tables.goggles()
    if target not in known:
        raise ValueError(f"goggles have no table for {target!r}; it has {', '.join(known)}")
    people = target.startswith("PIW")
    column = (0 if people else 2) + (0 if by.illuminated else 1)
    factors = tables.goggle_factors()
    return (
        known[target][not by.illuminated] * float(np.prod([factors[b][column] for b in _bands(by, seen)])) * _hours(by, people)
    )


def _bands(by: Looker, seen: Conditions) -> Iterable[tuple[str, str]]:
    feet, miles = seen.sea / FOOT, seen.visibility / NM
    yield "moon", {"high": "over 75 %", "middle": "25-75 %", "low": "less or not visible"}[seen.moon]
    yield "cloud", {"low": "under 25 %", "middle": "25-75 %", "high": "over 75 %"}[seen.cloud]
    yield "visibility", "2 NM or more" if miles >= 2 - EDGE else "0.5-2 NM" if miles > 0.5 + EDGE else "0.5 NM or less"
    yield "wave", "3 ft" if abs(feet - 3) <= 0.5 else "under 3 ft" if feet < 3 else "over 3 ft"
    yield "whitecaps", {"low": "none", "middle": "few", "high": "many"}[seen.whitecaps]
    yield "searchers", str(by.searchers)


def _hours(by: Looker, people: bool) -> float:
    if by.hours <= 3:
        return 1.0
    return 0.8 if by.hours > 4 and not people else 0.9


def _infrared(target: str, seen: Conditions) -> float:
    """Douglas sea state 2 ends at 0.5 m; above it the table is silent, and nothing is seen."""
    calm, slight = tables.infrared()["PIW" if target.startswith("PIW") else "boat"]
    return calm if seen.sea <= 0.1 else slight if seen.sea <= 0.5 else 0.0


def _radar(name: str, target: str, seen: Conditions) -> float:
    """Douglas sea state 3 ends at 1.25 m; above it the table is silent, and nothing is seen."""
    if seen.sea > 1.25:
        return 0.0
    return tables.radar()[name, target, "sea 0-1" if seen.sea <= 0.1 else "sea 2-3"]
