"""Factor: how large one uniform square about a datum should be: the optimal search factor, computed and not read off a graph.

The datum's error is a circular normal; E, the total probable error, is the radius that holds half of it. Z = W V T is the
search effort, Z / E^2 the relative effort; the square's half side is the factor times E. Frost and Stone 2001, Review of Search
Theory, section 4.5; the graphs of IAMSAR II 4.7 are not ours to copy, these numbers are (research/search.md 3.2, 3.4).
"""

from collections.abc import Callable

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import erf

from varne.search.pod import pod_random

PROBABLE = float(np.sqrt(2 * np.log(2)))
"""E over sigma of a circular normal: 1.17741."""
LEAST, MOST = 0.03, 6.0
"""Factors between which the best is looked for."""


def poc_square(factor: float) -> float:
    """POC of a square about the datum whose half side is factor x E.

    >>> round(poc_square(1.1), 4)
    0.6476
    """
    return float(erf(factor * PROBABLE / np.sqrt(2)) ** 2)


def poc_line(factor: float) -> float:
    """POC of a strip along a line datum that reaches factor x E to each side."""
    return float(erf(factor * PROBABLE / np.sqrt(2)))


def search_factor(
    relative_effort: float, pod: Callable[[float], object] = pod_random, line: bool = False
) -> tuple[float, float]:
    """The factor at which one search has the greatest POS, and that POS.

    relative_effort  Z / E^2 of a point datum, Z / (E L) of a line datum of length L; above 0
    pod              law by coverage: pod_random in poor conditions, pod_inverse_cube in ideal ones
    raises           ValueError unless the effort is above 0

    >>> print(*(round(x, 3) for x in search_factor(4.0)))
    1.028 0.366
    """
    if not relative_effort > 0:
        raise ValueError(f"a relative effort of {relative_effort}: nothing is searched; give effort above 0")

    def pos(factor: float) -> float:
        poc, area = (poc_line(factor), 2 * factor) if line else (poc_square(factor), 4 * factor**2)
        return poc * float(np.asarray(pod(relative_effort / area)))

    best = minimize_scalar(lambda f: -pos(f), bounds=(LEAST, MOST), method="bounded", options={"xatol": 1e-7})
    return float(best.x), pos(float(best.x))
