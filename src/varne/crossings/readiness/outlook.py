"""The outlook: for each of the next days the chance of any boat and of many, and how many boats and people, Strait-wide.

On what a day rests is said. Beyond USEFUL days a weather forecast adds too little, and the outlook goes on without it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from varne.crossings.readiness import by_wind
from varne.crossings.readiness.climate import Climate, climate, percentiles
from varne.crossings.readiness.dressing import dressed
from varne.crossings.readiness.hurdle import mass
from varne.crossings.readiness.learning import Learnt, expected, within_reach
from varne.crossings.readiness.load import Load, people_quantiles
from varne.crossings.readiness.night import Night, Nights

Floats = NDArray[np.float64]
Basis = Literal["weather", "table", "beyond", "unknown", "climatology"]
"""Weather as learnt here, weather by the table of by_wind, no weather as it is too far ahead, or as no forecast knows that
night (the last two: season and recent weeks), the seasonal climatology alone."""
Band = Literal["green", "amber", "red"]
USEFUL = 5
"""Days ahead on which a weather forecast is worth something: research/figures.md section 7, where day 5 gains a seventh of the
Brier score of the climatology, and days 6 and 7 next to nothing."""
LIKELY, UNLIKELY = 0.55, 0.35
"""Where the Home Office cuts its own assessment (3 June 2025): red above, green below. This is not that assessment."""
MANY = 10
"""Boats: a day on which one lifeboat is not enough."""
LEVELS = np.arange(1, 100) / 100
"""Percentiles that are issued and scored."""


@dataclass(frozen=True, slots=True, eq=False)
class Chances:
    """A distribution: chance of any boat and of MANY or more; boats and people at LEVELS (99,), whole numbers."""

    any: float
    many: float
    boats: Floats
    people: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Day:
    """One day of an outlook.

    lead     days from the issue
    forecast what is expected, climate what the season alone would say
    weather  the night that was used, dressed; None: none was
    """

    day: date
    lead: int
    basis: Basis
    forecast: Chances
    climate: Chances
    weather: Night | None

    @property
    def band(self) -> Band:
        """Where the chance of any boat lies between the cuts."""
        return band(self.forecast.any)


def band(chance: float) -> Band:
    """Where a chance lies between the cuts.

    >>> band(0.56), band(0.55), band(0.35), band(0.34)
    ('red', 'amber', 'amber', 'green')
    """
    return "red" if chance > LIKELY else "green" if chance < UNLIKELY else "amber"


def outlook(learnt: Learnt, issued: date, weather: Nights, days: Sequence[date], useful: int = USEFUL) -> tuple[Day, ...]:
    """The outlook of some days.

    learnt   from what was known at the issue
    issued   the day of issue; the days asked about come after it
    weather  the nights that the forecast knows, by day
    useful   days ahead up to which the weather is used
    raises   ValueError for a day that is not after the issue, or figures that end after it
    """
    if early := [d for d in days if d <= issued]:
        raise ValueError(f"{early[0]} is not after the issue on {issued}: its night has begun or is over; ask for later days")
    if learnt.counts.last > issued:
        raise ValueError(f"counts to {learnt.counts.last} were not known on {issued}; take what was known at the issue")
    return tuple(_day(learnt, (d - issued).days, d, weather.get(d), useful) for d in days)


def _day(learnt: Learnt, lead: int, day: date, night: Night | None, useful: int) -> Day:
    usual = climate(learnt.counts, learnt.calendar, learnt.last, float(day.timetuple().tm_yday))
    weather = dressed(night, lead) if night is not None and lead <= useful and within_reach(learnt, day) else None
    if weather is not None and learnt.waves and not weather.has_waves:
        raise ValueError("the model knows waves but the forecast has none; learn again with waves=False")
    basis, boats = _boats(learnt, day, weather)
    basis = "beyond" if basis == "unknown" and lead > useful else basis
    said = of_climate(usual)
    forecast = of_boats(boats, learnt.load) if boats is not None else said
    return Day(day, lead, basis, forecast, said, weather if basis in ("weather", "table") else None)


def _boats(learnt: Learnt, day: date, weather: Night | None) -> tuple[Basis, Floats | None]:
    """On what the day rests, and the chances of 0, 1, ... boats; None when only the climatology is left."""
    if not within_reach(learnt, day) or learnt.plain is None:
        return "climatology", None
    if weather is None:
        return "unknown", expected(learnt, day, None)
    if learnt.weather is not None:
        return "weather", expected(learnt, day, weather)
    x = learnt.row(day)
    odds = learnt.plain.log_odds(x) + by_wind.log_evidence(weather.speed)
    size = learnt.plain.log_size(x) + by_wind.log_busier(weather.speed)
    return "table", np.asarray(weather.weight @ mass(odds, size, learnt.plain.dispersion))


def of_boats(mass: Floats, carried: Load) -> Chances:
    """What chances of 0, 1, 2, ... boats (n,) say of boats and of people.

    >>> chances = of_boats(np.array([0.6, 0.4]), Load(50.0, 0.01, 0.0))
    >>> chances.any, chances.many, chances.boats[[58, 60]].tolist()
    (0.4, 0.0, [0.0, 1.0])
    """
    number = np.searchsorted(np.cumsum(mass), LEVELS - 1e-12).astype(float)
    return Chances(float(1 - mass[0]), float(mass[MANY:].sum()), number, people_quantiles(mass, carried, LEVELS))


def of_climate(usual: Climate) -> Chances:
    """What the days of a season say of boats and of people."""
    return Chances(usual.any, usual.at_least(MANY), percentiles(usual.boats, LEVELS), percentiles(usual.people, LEVELS))
