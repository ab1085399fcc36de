"""Zero-truncated negative binomial regression: how many boats on a day with any.

The logarithm of the mean (before truncation) is linear in the columns; the variance is mean + dispersion * mean ** 2 (NB2).
source  Cameron and Trivedi 2013, Regression Analysis of Count Data, sections 3.3 and 4.3; statsmodels'
        TruncatedLFNegativeBinomialP is the same likelihood without weights and ridge (tests)
"""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import digamma, gammaln

Floats = NDArray[np.float64]
LOWEST, HIGHEST = -8.0, 6.0
"""Of the logarithm of the mean while it is sought: a step too far must not overflow."""
DISPERSION = (-4.0, 3.0)
"""Least and greatest logarithm of the dispersion."""


def fit_truncated(x: Floats, y: Floats, weight: Floats, ridge: Floats) -> tuple[Floats, float]:
    """Coefficients (k,) of the log mean, and the dispersion.

    x      (m, k) the first column ones, the others standardised; y (m,) 1 or more; weight (m,)
    ridge  (k,) penalty on each squared coefficient, per unit of weight
    """
    begin = np.zeros(x.shape[1] + 1)
    begin[0], begin[-1] = np.log(np.average(y, weights=weight)), np.log(0.5)
    bounds = [(-6.0, 6.0)] * x.shape[1] + [DISPERSION]
    found = minimize(_loss, begin, (x, y, weight / weight.sum(), ridge), "L-BFGS-B", jac=True, bounds=bounds)
    return np.asarray(found.x[:-1]), float(np.exp(found.x[-1]))


def _loss(at: Floats, x: Floats, y: Floats, weight: Floats, ridge: Floats) -> tuple[float, Floats]:
    beta, r = at[:-1], float(np.exp(-at[-1]))
    mean = np.exp(np.clip(np.einsum("ij,j->i", x, beta), LOWEST, HIGHEST))
    log_zero = -r * np.log1p(mean / r)
    some = -np.expm1(log_zero)  # chance of one or more
    zero_odds = np.exp(log_zero) / some
    likelihood = _log_nb(y, mean, r) - np.log(some)
    by_mean = r * ((y - mean) - zero_odds * mean) / (r + mean)
    by_r = _slope_r(y, mean, r) + zero_odds * (np.log(r / (r + mean)) + mean / (r + mean))
    slopes = np.einsum("ij,i->j", x, weight * by_mean)
    slope = np.append(-slopes + 2 * ridge * beta, r * (weight @ by_r))
    return float(-(weight @ likelihood) + ridge @ beta**2), slope


def _log_nb(y: Floats, mean: Floats, r: float) -> Floats:
    known = gammaln(y + r) - gammaln(r) - gammaln(y + 1)
    return np.asarray(known + r * np.log(r / (r + mean)) + y * np.log(mean / (r + mean)))


def _slope_r(y: Floats, mean: Floats, r: float) -> Floats:
    """Of the log likelihood without truncation, by r, the inverse of the dispersion."""
    return np.asarray(digamma(y + r) - digamma(r) + np.log(r / (r + mean)) + (mean - y) / (r + mean))


def truncated_mass(mean: Floats, dispersion: float, most: int) -> Floats:
    """Chance of 1 to `most` boats on a day with any, (m, most); rows add up to 1.

    >>> truncated_mass(np.array([0.001]), 0.5, 40)[0, 0].round(3).item()
    0.999
    """
    k, r = np.arange(1.0, most + 1), 1 / dispersion
    mass = np.exp(_log_nb(k, mean[:, None], r))
    return np.asarray(mass / mass.sum(axis=1, keepdims=True))
