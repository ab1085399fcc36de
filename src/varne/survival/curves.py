"""Survival: the share of people alive after a time in this water, low, likely and high.

A curve is log-logistic: half live to its median, ln of the time has the standard deviation SPREAD. It never reaches nothing:
up to half again the longest survival known, at least FLOOR is taken to live, because two were taken alive out of the water of
the Strait about twelve hours after the first calls (24 November 2021). Varne never advises to stop; it shows what is left.

What is known of the people changes the curve (Cranston recommendation 9): flotation, clothing, what they do, whether they hold
on to something, the sea. Of the factors only those of Hayward, Eckerson and Collis 1975 are published; the rest is judgement.
"""

from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq

from varne.survival import published
from varne.survival.published import EXPERTS, HAYWARD, HOUR, NIIS, WORN_AT_LEAST, XU
from varne.survival.sentences import say
from varne.words import Words

Floats = NDArray[np.float64]
Buoyancy = Literal["none", "worn", "unknown"]
Clothing = Literal["light", "heavy", "suit", "unknown"]
Doing = Literal["still", "swimming", "huddled", "unknown"]
Where = Literal["water", "swamped", "afloat"]
Sea = Literal["calm", "rough", "unknown"]
Factors = tuple[float, float, float]
"""Of the low, the likely and the high curve. The high one begins with the longest survivals known, whatever was worn: what is
not known does not lengthen it further."""
SPREAD = 0.6
"""Standard deviation of ln of the survival time; 0.5 to 0.7 (research/search.md 5). One for all, so that curves never cross."""
POWER = float(np.pi / (np.sqrt(3.0) * SPREAD))
"""Of the log-logistic: its ln t has the standard deviation pi / (sqrt(3) POWER)."""
HORIZON = 24 * HOUR
"""Least time that is shown and planned for."""
FLOOR = 0.02
FLOOR_UNTIL = 1.5
"""Times the longest survival known, up to which the floor holds."""

SWIMMING = 1 / 1.35
"""Swimming or treading water cools 35 % faster than holding still (Hayward, Eckerson and Collis 1975)."""
DOING: dict[Doing, Factors] = {
    "still": (1.0, 1.0, 1.0),
    "swimming": (SWIMMING, SWIMMING, SWIMMING),
    "huddled": (1.0, 1.5, 1.0),
    "unknown": (SWIMMING, 1.0, 1.0),
}
"""Huddling or the curled posture lengthens the time by about half (the same authors); both need a life jacket."""
CLOTHING: dict[Clothing, Factors] = {
    "light": (1.0, 1.0, 0.7),
    "heavy": (1.0, 1.3, 1.0),
    "suit": (1.5, 3.0, 3.0),
    "unknown": (1.0, 1.0, 1.0),
}
"""Judgement: wet winter clothes help while they keep water from streaming through; a suit keeps dry."""
SEA: dict[Sea, Factors] = {"calm": (1.0, 1.0, 1.0), "rough": (0.5, 0.7, 1.0), "unknown": (0.7, 1.0, 1.0)}
"""Judgement: waves drown whom nothing holds up before the cold does; with a life jacket half of the effect."""
WHERE: dict[Where, Factors] = {"water": (1.0, 1.0, 1.0), "swamped": (1.0, 1.75, 2.0), "afloat": (1.0, 1.0, 1.0)}
"""Judgement: on a swamped hull one is in the water to the waist and holds on."""
AFLOAT: Factors = (12 * HOUR, 20 * HOUR, 72 * HOUR)
"""Medians in a boat that still carries, wet and in the cold: judgement, as in the memo's bench."""
CHILDREN: Factors = (0.6, 0.8, 1.0)
"""Judgement: children cool faster than adults; by how much depends on their size. They are known as a count only."""


@dataclass(frozen=True, slots=True)
class People:
    """What is known of people in trouble; what is "unknown" is never taken for the better or the worse.

    where     in the water, on or in a swamped hull, or in a boat that carries
    buoyancy  none, worn (a life jacket or buoyancy aid that holds), unknown
    children  share of the people, 0 to 1
    """

    where: Where = "water"
    buoyancy: Buoyancy = "unknown"
    clothing: Clothing = "unknown"
    doing: Doing = "unknown"
    sea: Sea = "unknown"
    children: float = 0.0


@dataclass(frozen=True, slots=True)
class Curve:
    """Share alive: log-logistic parts (share, median [s]), how long the floor holds [s], where it comes from."""

    parts: tuple[tuple[float, float], ...]
    floor_until: float
    sources: tuple[str, ...]

    @property
    def median(self) -> float:
        """Time at which half are alive [s]."""
        medians = [m for _, m in self.parts]
        return float(brentq(lambda t: float(alive(self, t)) - 0.5, 0.99 * min(medians), 1.01 * max(medians)))


@dataclass(frozen=True, slots=True)
class Survival:
    """Three curves for people in water of a temperature [deg C], and notes on what they rest on."""

    water_c: float
    people: People
    low: Curve
    likely: Curve
    high: Curve
    notes: tuple[Words, ...] = field(default=())


def survival(water_c: float, people: People) -> Survival:
    """The three curves.

    water_c  temperature of the water at the surface [deg C]
    returns  low, likely, high, in that order at all times
    raises   ValueError for water out of range, or a share of children outside 0..1
    """
    if not 0 <= people.children <= 1:
        raise ValueError(f"a share of children of {people.children}; it is 0 to 1")
    low, likely, high = (_curve(water_c, people, k) for k in range(3))
    return Survival(water_c, people, low, likely, high, tuple(_notes(water_c, people)))


def alive(curve: Curve, t: ArrayLike) -> Floats:
    """Share alive (...) at times (...) since they went into the water [s]; never 0, never rising.

    >>> s = survival(12.0, People(buoyancy="none"))
    >>> print([round(float(alive(c, 6 * HOUR)), 2) for c in (s.low, s.likely, s.high)])
    [0.02, 0.6, 0.94]
    """
    since = np.asarray(np.maximum(np.asarray(t, float), 0.0))
    share = np.sum([w / (1.0 + (since / median) ** POWER) for w, median in curve.parts], axis=0)
    return np.asarray(np.maximum(share, FLOOR * np.minimum(1.0, (curve.floor_until / np.maximum(since, 1.0)) ** POWER)))


def _curve(water_c: float, people: People, k: int) -> Curve:
    longest = published.longest(water_c)
    until = FLOOR_UNTIL * max(longest, WORN_AT_LEAST)
    if people.where == "afloat":
        worse = max(median for _, median in _curve(water_c, replace(people, where="swamped"), k).parts)
        return Curve(((1.0, max(AFLOAT[k], worse)),), until, ("judgement: a boat that carries",))
    kinds: dict[Buoyancy, float] = {"none": 0.5, "worn": 0.5} if people.buoyancy == "unknown" else {people.buoyancy: 1.0}
    if people.buoyancy == "unknown" and k != 1:  # the ends take the worse and the better of the two, the middle both
        kinds = {"none" if k == 0 else "worn": 1.0}
    parts, sources = [], []
    for worn, share in kinds.items():
        base = _base(water_c, worn == "worn")
        median = max(base[j][0] * _factor(people, worn == "worn", j) for j in range(k + 1))  # never below a lower curve
        sources.append(base[k][1])
        young = people.children
        parts += [(share * s, median * c) for s, c in ((1 - young, 1.0), (young, CHILDREN[k])) if s > 0]
    return Curve(tuple(parts), until, tuple(sources))


def _base(water_c: float, worn: bool) -> tuple[tuple[float, str], ...]:
    """Medians [s] of low, likely and high, before what is known of the people; and where they come from."""
    longest, cooling = published.longest(water_c), published.hayward(water_c)
    if not worn:
        low = min((published.experts(water_c), EXPERTS), (SWIMMING * cooling, f"{HAYWARD}; swimming instead"))
        return low, (published.niis(water_c), NIIS), (max(longest, published.niis(water_c)), XU)
    likely = max(WORN_AT_LEAST, longest)
    return (cooling, HAYWARD), (likely, f"{NIIS}, over 24 h; {XU}"), (FLOOR_UNTIL * likely, "half again as long; judgement")


def _factor(people: People, worn: bool, k: int) -> float:
    doing = DOING[people.doing][k] if worn or people.doing == "swimming" else 1.0  # without a jacket nobody can lie still
    sea = SEA[people.sea][k]
    return doing * CLOTHING[people.clothing][k] * ((1 + sea) / 2 if worn else sea) * WHERE[people.where][k]


def _notes(water_c: float, people: People) -> list[Words]:
    notes = [say("survival.first"), say("survival.guide")]
    if water_c > published.KNOWN_TO:
        notes.append(say("survival.warm", c=water_c, known=published.KNOWN_TO))
    if water_c < 10 and people.buoyancy != "none":
        notes.append(say("survival.cold"))
    for name in ("buoyancy", "clothing", "doing", "sea"):
        if getattr(people, name) == "unknown" and people.where != "afloat":
            notes.append(say(f"survival.ask.{name}"))
    return notes
