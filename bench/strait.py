"""SIMULATED weather and crossings whose law is known: what a forecast of them could reach at best is known too.

Nothing here is fitted to real days. The law is of another form than the model that is tried on it; its levels are round numbers
near those of research/figures.md section 5 (calm nights 0.95, none above 12 m/s, 5 to 7 boats when any).
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray
from scipy.signal import lfilter

from varne.crossings.readiness.almanac import DAY, EPOCH
from varne.crossings.readiness.counts import Counts
from varne.crossings.readiness.dressing import ERROR
from varne.crossings.readiness.hurdle import MOST
from varne.crossings.readiness.night import HOUR, Night, days_from, nights
from varne.crossings.readiness.truncated import truncated_mass

Floats = NDArray[np.float64]
MEAN, SPREAD, TIMESCALE = (2.0, 1.5), 5.0, 30.0
"""Of the wind: mean east and north [m/s], spread of each [m/s], how long it remembers [h]."""
WINTER = 0.2
"""How much stronger winds are in January, and weaker in July."""
DISPERSION, BETWEEN_BOATS = 0.4, 0.1


@dataclass(frozen=True, slots=True, eq=False)
class Strait:
    """Days from `first` on, their weather hour by hour, and what came of it.

    t            (h,) whole hours [s since 1970]; east, north (h,) wind [m/s]
    any, size    (n,) chance of any boat, and mean of boats before truncation: the law, given the weather
    load         (n,) people a boat; level (n,) mean of boats of a calm night
    """

    first: date
    t: Floats
    east: Floats
    north: Floats
    counts: Counts
    any: Floats
    size: Floats
    load: Floats
    level: Floats

    @property
    def days(self) -> list[date]:
        return days_from(self.first, len(self.any))

    def weather(self) -> dict[date, Night]:
        """The weather that came, as nights of one member."""
        return nights(self.t, self.east[None], self.north[None], None, self.days)


def wind(seed: int, first: date, days: int) -> tuple[Floats, Floats, Floats]:
    """Hours t from the day before the first on, and wind east and north: a red noise, stronger in winter."""
    rng = np.random.default_rng(seed)
    t = (first - EPOCH).days * DAY - DAY + HOUR * np.arange((days + 1) * 24)
    noise = _red(rng, t.size), _red(rng, t.size)
    scale = SPREAD * (1 + WINTER * np.cos(2 * np.pi * (t / DAY - 15) / 365.25))
    return t, MEAN[0] + scale * noise[0], MEAN[1] + scale * noise[1]


def _red(rng: np.random.Generator, size: int) -> Floats:
    """Red noise of spread 1 that forgets in TIMESCALE."""
    keep = np.exp(-1 / TIMESCALE)
    steps = rng.normal(size=size) * np.sqrt(1 - keep**2)
    steps[0] = rng.normal()
    return np.asarray(lfilter([1.0], [1.0, -keep], steps))


def strait(seed: int, first: date = date(2018, 1, 1), days: int = 2930) -> Strait:
    """A simulated Strait.

    >>> s = strait(1, days=400)
    >>> len(s.counts.boats), bool((s.counts.people >= s.counts.boats).all())
    (400, True)
    """
    t, east, north = wind(seed, first, days)
    rng = np.random.default_rng(seed + 1_000_000)
    level = 4.5 * np.exp(0.35 * np.cumsum(rng.normal(0, 0.03, days)))
    load = np.linspace(40.0, 65.0, days)
    came = nights(t, east[None], north[None], None, days_from(first, days))
    some, size = law(came, level)
    boats = np.where(rng.random(days) < some, _boats(rng, size), 0.0)
    people = np.where(boats > 0, np.round(_people(rng, boats, load)), 0.0)
    return Strait(first, t, east, north, Counts(first, boats, people), some, size, load, level)


def law(came: dict[date, Night], level: Floats) -> tuple[Floats, Floats]:
    """Chance of any boat and mean of boats before truncation, of nights of one member."""
    speed = np.array([n.speed[0] for n in came.values()])
    sea = np.array([n.memory[0] for n in came.values()])
    return _any(speed, sea), level * _fewer(speed)


def _any(speed: Floats, sea: Floats) -> Floats:
    return np.asarray(0.96 / (1 + np.exp((speed - 7.0) / 0.9)) / (1 + np.exp((sea - 1.6) / 0.25)))


def _fewer(speed: Floats) -> Floats:
    return np.asarray(np.exp(-np.maximum(speed - 4.0, 0.0) / 3.0))


def _boats(rng: np.random.Generator, size: Floats) -> Floats:
    chances = np.cumsum(truncated_mass(size, DISPERSION, MOST), axis=1)
    return np.asarray((rng.random(size.size)[:, None] > chances).sum(axis=1) + 1.0)


def _people(rng: np.random.Generator, boats: Floats, load: Floats) -> Floats:
    shape = np.maximum(boats, 1.0) / BETWEEN_BOATS
    return np.maximum(rng.gamma(shape, load * BETWEEN_BOATS), boats)


def members(s: Strait, seed: int, origin: int, number: int) -> dict[date, Night]:
    """An honest ensemble for the seven days after a day (index): what comes is one more member, and cannot be told apart.

    number  how many members; 0: the centre alone, as a single run
    source  the error of the wind of each hour grows as dressing.ERROR, a day sooner: the first day has that of day 2;
            centre and members as in a Gaussian posterior of the wind's anomaly
    """
    first, ahead = days_from(s.first, origin + 8)[origin + 1], len(ERROR)
    window = slice(origin * 24, (origin + 1 + ahead) * 24 + 24)  # s.t begins a day before `first`
    t, truth = s.t[window], (s.east[window] - MEAN[0], s.north[window] - MEAN[1])
    lead = np.clip(((t - t[0]) // DAY).astype(int) - 1, 0, ahead - 1)
    spread = SPREAD * np.sqrt(1 + WINTER**2 / 2)
    kept = 1 - (np.array(ERROR)[lead] / spread) ** 2
    rng = np.random.default_rng((seed, origin))
    east, north = (mean + _posterior(rng, a, kept, spread, number) for mean, a in zip(MEAN, truth, strict=True))
    return nights(t, east, north, None, days_from(first, ahead))


def _posterior(rng: np.random.Generator, truth: Floats, kept: Floats, spread: float, number: int) -> Floats:
    """Members (number, h) around a centre that keeps a share of the truth; the centre alone (1, h) for 0."""
    centre = kept * truth + np.sqrt(kept * (1 - kept)) * spread * _red(rng, truth.size)
    if not number:
        return centre[None]
    others = np.stack([_red(rng, truth.size) for _ in range(number)])
    return np.asarray(centre + np.sqrt(1 - kept) * spread * others)


def best(s: Strait, day: int, weather: Night) -> Floats:
    """Chances of 0, 1, ... boats by the law itself, for the members of a night: of boats nothing can be told better."""
    some = _any(weather.speed, weather.memory)[:, None]
    size = s.level[day] * _fewer(weather.speed)
    each = np.concatenate([1 - some, some * truncated_mass(size, DISPERSION, MOST)], axis=1)
    return np.asarray(weather.weight @ each)
