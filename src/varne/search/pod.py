"""POD: the chance that a search of an area detects what is in it, by its coverage c = W V T / area = W / spacing."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import erf

from varne.search.lateral import INVERSE_CUBE, Curve, miss, sweep_width

Floats = NDArray[np.float64]
FAR_LEGS = 3000
"""Legs to each side that the inverse cube law needs: its tail falls as 1 / x^2, here to 2e-5 of POD."""


def pod_definite(c: ArrayLike) -> Floats:
    """POD of a uniform search with a definite range law: min(c, 1); the most that any search without overlap can have."""
    return np.asarray(np.minimum(np.asarray(c, float), 1.0))


def pod_inverse_cube(c: ArrayLike) -> Floats:
    """POD of parallel sweeps with the inverse cube law: erf(c sqrt(pi) / 2) (Koopman 1946), IAMSAR's ideal conditions."""
    return np.asarray(erf(np.asarray(c, float) * np.sqrt(np.pi) / 2))


def pod_random(c: ArrayLike) -> Floats:
    """POD of a random search: 1 - exp(-c); IAMSAR's curve of normal or poor conditions is near it."""
    return np.asarray(-np.expm1(-np.asarray(c, float)))


def pod_sweeps(curve: Curve, spacing: float, points: int = 400) -> float:
    """POD between endless parallel legs that look independently of each other.

    spacing  between legs, above 0 [m]
    points   places between two legs at which it is taken
    returns  the mean over the strip; for the inverse cube law it is erf(c sqrt(pi) / 2) with c = W / spacing
    """
    across = (np.arange(points) + 0.5) / points * spacing / 2
    far = FAR_LEGS if curve.law == INVERSE_CUBE else int(np.ceil(min(40 * sweep_width(curve), curve.reach) / spacing)) + 1
    legs = np.arange(-far, far + 1) * spacing
    return float(-np.expm1(miss(curve, across[:, None] - legs).sum(axis=1)).mean())


def combined(*chances: ArrayLike) -> Floats:
    """Chance that one at least of independent sensors detects: 1 - prod(1 - p)."""
    return np.asarray(1 - np.prod([1 - np.asarray(p, float) for p in chances], axis=0))
