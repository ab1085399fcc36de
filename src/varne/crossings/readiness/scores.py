"""How good issued forecasts were: CRPS, Brier, reliability, coverage, and the skill over the climatology issued with them.

source  CRPS as twice the mean pinball loss over the 99 percentiles (Gneiting and Ranjan 2011); reliability in the classes of
        research/figures.md section 7; skill is 1 - score / score of the climatology
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from varne.crossings.readiness.outlook import LEVELS, MANY, Chances

Floats = NDArray[np.float64]
CLASSES = (0.0, 0.05, 0.2, 0.35, 0.55, 0.8, 1.0)
LOW, HIGH = 9, 89
"""Which percentiles bound the 80 % interval."""
WINDOW = 60
"""Days over which a negative skill is warned of."""
ENOUGH = 30
"""Scored days below which a skill is not worth a warning."""


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """A day that was forecast and has come: what was said, what the climatology said, what came."""

    issued: date
    day: date
    forecast: Chances
    climate: Chances
    boats: float
    people: float

    @property
    def lead(self) -> int:
        """Days from the issue."""
        return (self.day - self.issued).days


@dataclass(frozen=True, slots=True)
class Score:
    """Means over outcomes; `skill_...` against the climatology, NaN where that was without error.

    covered  share of days inside the 80 % interval of people
    """

    n: int
    crps_people: float
    crps_boats: float
    brier_any: float
    brier_many: float
    skill_people: float
    skill_boats: float
    skill_any: float
    skill_many: float
    covered: float


@dataclass(frozen=True, slots=True)
class Class:
    """Forecasts between two chances: how many, the mean chance, and how often a boat came."""

    above: float
    to: float
    n: int
    said: float
    came: float


def crps(quantiles: Floats, came: Floats) -> Floats:
    """Continuous ranked probability score of each forecast (m,), in the unit of what came.

    quantiles  (m, 99) at LEVELS; came (m,)

    >>> crps(np.full((1, 99), 3.0), np.array([5.0])).tolist()
    [2.0]
    """
    error = came[:, None] - quantiles
    return np.asarray(2 * np.mean(np.where(error >= 0, LEVELS * error, (LEVELS - 1) * error), axis=1))


def score(outcomes: Sequence[Outcome]) -> Score:
    """The mean scores.

    raises  ValueError when there is nothing to score
    """
    if not outcomes:
        raise ValueError("no forecast has come to its day yet: nothing to score")
    boats, people = (np.array([getattr(o, name) for o in outcomes]) for name in ("boats", "people"))
    ours, usual = _four([o.forecast for o in outcomes]), _four([o.climate for o in outcomes])
    errors = [_errors(four, boats, people) for four in (ours, usual)]
    skill = [float(1 - a / b) if b > 0 else np.nan for a, b in zip(*errors, strict=True)]
    inside = (people >= ours[3][:, LOW]) & (people <= ours[3][:, HIGH])
    e, s = errors[0], skill
    return Score(len(outcomes), e[0], e[1], e[2], e[3], s[0], s[1], s[2], s[3], float(inside.mean()))


def _four(said: Sequence[Chances]) -> tuple[Floats, Floats, Floats, Floats]:
    any_, many, boats, people = (np.array([getattr(c, name) for c in said]) for name in ("any", "many", "boats", "people"))
    return any_, many, boats, people


def _errors(said: tuple[Floats, Floats, Floats, Floats], boats: Floats, people: Floats) -> list[float]:
    """In the order of Score: people, boats, any, many."""
    any_, many, of_boats, of_people = said
    return [
        float(np.mean(crps(of_people, people))),
        float(np.mean(crps(of_boats, boats))),
        float(np.mean((any_ - (boats > 0)) ** 2)),
        float(np.mean((many - (boats >= MANY)) ** 2)),
    ]


def reliability(outcomes: Sequence[Outcome]) -> tuple[Class, ...]:
    """How often a boat came in each class of the chance of any; classes that were never said are left out."""
    said = np.array([o.forecast.any for o in outcomes])
    came = np.array([o.boats > 0 for o in outcomes])
    found = []
    for above, to in pairwise(CLASSES):
        here = (said > above) & (said <= to) | (above == 0) & (said == 0)
        if here.any():
            found.append(Class(above, to, int(here.sum()), float(said[here].mean()), float(came[here].mean())))
    return tuple(found)


def by_week(outcomes: Sequence[Outcome]) -> dict[date, Score]:
    """The scores of each week of days, by the Sunday that ends it."""
    weeks: dict[date, list[Outcome]] = {}
    for o in outcomes:
        weeks.setdefault(o.day + timedelta(days=6 - o.day.weekday()), []).append(o)
    return {sunday: score(some) for sunday, some in sorted(weeks.items())}


def by_lead(outcomes: Sequence[Outcome]) -> dict[int, Score]:
    """The scores of each number of days ahead."""
    leads = sorted({o.lead for o in outcomes})
    return {lead: score([o for o in outcomes if o.lead == lead]) for lead in leads}


def lately(outcomes: Sequence[Outcome], today: date, window: int = WINDOW) -> list[Outcome]:
    """Those whose day lies in the last so many days."""
    return [o for o in outcomes if today - timedelta(days=window) <= o.day <= today]


def worse_than_climate(outcomes: Sequence[Outcome], today: date) -> Score | None:
    """The score of the last 60 days when its skill is negative; None when it is not, or when too few days have come."""
    some = lately(outcomes, today)
    if len({o.day for o in some}) < ENOUGH:
        return None
    found = score(some)
    return found if found.skill_people < 0 else None
