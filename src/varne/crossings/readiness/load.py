"""People of boats: how many were in a boat lately, how much that varies, and what so many boats then carry."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import nnls
from scipy.special import gammainc

from varne.crossings.readiness.counts import Counts

Floats = NDArray[np.float64]
LATELY, LONG = 60, 365
"""Days over which people per boat is taken, and over which its spread is."""
FEW = 5
"""With fewer boats in `LATELY`, the mean is taken over `LONG`."""
USUAL = (0.1, 0.03)
"""Relative variance between boats, and between days, where there are too few days to tell: Home Office series 2022-25."""
FINE = 0.05
"""Step of the table of people, in boatloads."""
NEGLIGIBLE = 1e-6


@dataclass(frozen=True, slots=True)
class Load:
    """People per boat: their mean, and its relative variance between the boats of a day and between days."""

    mean: float
    boats: float
    days: float


def load(counts: Counts, last: int) -> Load:
    """The load as known on a day (index of it); sums over sums, never the mean of ratios.

    raises  ValueError when no boat is known of by then
    """
    boats, people = (np.where(both_known(counts), x, 0.0)[: last + 1] for x in (counts.boats, counts.people))
    lately = next((d for d in (LATELY, LONG) if boats[-d:].sum() >= FEW), boats.size)
    if not boats[-lately:].sum():
        raise ValueError("no boat is on record yet, so nobody knows how many people one carries")
    mean = float(people[-lately:].sum() / boats[-lately:].sum())
    return Load(mean, *_spread(boats[-LONG:], people[-LONG:], mean))


def both_known(counts: Counts) -> NDArray[np.bool_]:
    """Days (n,) of which boats and people are known."""
    return np.asarray(np.isfinite(counts.boats) & np.isfinite(counts.people))


def _spread(boats: Floats, people: Floats, mean: float) -> tuple[float, float]:
    """Squared relative errors of days, shared out between boats (falling with their number) and days (not falling)."""
    some = boats > 0
    if some.sum() < 30:
        return USUAL
    error = (people[some] / (boats[some] * mean) - 1) ** 2
    parts, _ = nnls(np.column_stack([1 / boats[some], np.ones(some.sum())]), np.minimum(error, 1.0))
    return max(float(parts[0]), 0.01), float(parts[1])


def people_quantiles(mass: Floats, carried: Load, levels: Floats) -> Floats:
    """Quantiles of people for the chances of 0, 1, 2, ... boats.

    mass     (n,) chances, adding up to 1
    returns  (q,) people, whole numbers; 0 where the level lies below the chance of no boat

    >>> people_quantiles(np.array([0.6, 0.4]), Load(50.0, 0.01, 0.0), np.array([0.5, 0.8])).tolist()
    [0.0, 50.0]
    """
    k = np.flatnonzero(mass[1:] > NEGLIGIBLE) + 1.0
    if not k.size:
        return np.zeros(levels.size)
    variance = k * carried.boats + k**2 * carried.days  # in boatloads
    loads = np.arange(0.0, k[-1] + 6 * np.sqrt(variance[-1]) + 1, FINE)
    below = gammainc(k**2 / variance, loads[:, None] * k / variance) @ mass[k.astype(int)] + mass[0]  # gamma distributions
    return np.asarray(np.round(np.interp(levels, below, loads) * carried.mean * (levels > mass[0])))
