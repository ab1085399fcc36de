"""The hurdle model: whether anybody crosses at all, and how many boats when any do. Two regressions on the same columns."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from varne.crossings.readiness.logistic import fit_logistic
from varne.crossings.readiness.truncated import fit_truncated, truncated_mass

Floats = NDArray[np.float64]
RIDGE_ANY, RIDGE_SIZE = 0.1, 0.03
"""Penalties per unit of weight, on standardised columns; the first on half of each square, the second on all of it. Without
them chances above a half come out too high: last week's weather is taken for the coming one's (docs/readiness.md)."""
WEATHER = 0.02
"""Share of the penalty on columns of weather: what they say is the night's own. With all of it, weather counts too little."""
MOST = 200
"""More boats than on any day so far by a factor of five; chances beyond are below rounding."""
CALMEST, BUSIEST = -4.0, 4.0
"""Of the log mean of boats: outside what was ever seen the line is not followed."""


@dataclass(frozen=True, slots=True, eq=False)
class Hurdle:
    """A fitted model.

    centre, scale  (k,) of the columns
    any            (k,) coefficients of the log-odds of any boat
    size           (k,) coefficients of the log mean of boats when any; dispersion of it
    """

    centre: Floats
    scale: Floats
    any: Floats
    size: Floats
    dispersion: float

    def standard(self, x: Floats) -> Floats:
        """Columns in units of their own spread (m, k)."""
        return (x - self.centre) / self.scale

    def log_odds(self, x: Floats) -> Floats:
        """Of any boat (m,)."""
        return np.asarray(self.standard(x) @ self.any)

    def log_size(self, x: Floats) -> Floats:
        """Logarithm of the mean of boats, before truncation (m,)."""
        return np.asarray(self.standard(x) @ self.size)

    def mass(self, x: Floats) -> Floats:
        """Chances of 0, 1, ... MOST boats (m, MOST + 1)."""
        return mass(self.log_odds(x), self.log_size(x), self.dispersion)


def mass(log_odds: Floats, log_size: Floats, dispersion: float) -> Floats:
    """Chances of 0, 1, ... MOST boats (m, MOST + 1); rows add up to 1.

    >>> mass(np.array([0.0]), np.array([1.0]), 0.5)[0, 0].item()
    0.5
    """
    some = expit(log_odds)[:, None]
    when_any = truncated_mass(np.exp(np.clip(log_size, CALMEST, BUSIEST)), dispersion, MOST)
    return np.concatenate([1 - some, some * when_any], axis=1)


def fit(x: Floats, boats: Floats, weight: Floats, weather: int = 0) -> Hurdle:
    """Fit both parts.

    x        (m, k) columns, the first ones; boats (m,); weight (m,)
    weather  how many columns, the last, are weather
    raises   ValueError when boats came on no day, or on all
    """
    some = boats > 0
    if some.all() or not some.any():
        raise ValueError(f"boats came on {some.sum()} of {some.size} days: nothing to tell apart")
    centre, scale = x.mean(axis=0), x.std(axis=0)
    centre[0], scale[0] = 0.0, 1.0
    scale[scale == 0] = 1.0
    z = (x - centre) / scale
    ridge = np.ones(x.shape[1])
    ridge[0], ridge[x.shape[1] - weather :] = 0.0, WEATHER
    size, dispersion = fit_truncated(z[some], boats[some], weight[some], RIDGE_SIZE * ridge)
    return Hurdle(centre, scale, fit_logistic(z, some.astype(float), weight, RIDGE_ANY * ridge), size, dispersion)
