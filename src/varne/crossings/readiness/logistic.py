"""Logistic regression with a ridge: Newton's steps on the penalised likelihood.

Products go through einsum, here and in truncated: one thread, so that the same counts give the same forecast to the last bit on
every machine, and a busy one does not wait for a second thread.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

Floats = NDArray[np.float64]
STEPS, SMALL = 50, 1e-8


def fit_logistic(x: Floats, y: Floats, weight: Floats, ridge: Floats) -> Floats:
    """Coefficients (k,) of the log-odds.

    x       (m, k) the first column ones, the others standardised; y (m,) 0 or 1; weight (m,)
    ridge   (k,) penalty on half of each squared coefficient, per unit of weight
    source  statsmodels' Logit gives the same without a ridge and weights, its GLM with both (tests)

    >>> x = np.column_stack([np.ones(4), [-1.0, -1.0, 1.0, 1.0]])
    >>> fit_logistic(x, np.array([0.0, 1.0, 0.0, 1.0]), np.ones(4), np.array([0, 0.1])).round(6).tolist()
    [0.0, 0.0]
    """
    beta = np.zeros(x.shape[1])
    penalty = ridge * weight.sum()
    for _ in range(STEPS):
        p = expit(np.einsum("ij,j->i", x, beta))
        slope = np.einsum("ij,i->j", x, weight * (y - p)) - penalty * beta
        curve = np.einsum("ij,ik->jk", x * (weight * p * (1 - p))[:, None], x) + np.diag(penalty + SMALL)
        step = np.linalg.solve(curve, slope)
        beta += step * min(1.0, 5.0 / max(float(np.abs(step).max()), SMALL))  # a long first step overshoots
        if float(np.abs(step).max()) < SMALL:
            break
    return beta
