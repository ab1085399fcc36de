"""Lateral range curves: the chance that a straight pass detects, by its distance at the closest point of approach.

A curve is a law with its numbers, in metres, so that compiled code can take it as it is. The sweep width W is the area under
a curve (both sides). W* is the area under -ln(1 - p): legs that look independently of each other add it up, so it bounds what
any pattern of such legs can reach (research/search.md 2.4). Legend: x distance abeam [m].
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import ArrayLike, NDArray
from scipy.integrate import quad
from scipy.special import spence

Floats = NDArray[np.float64]
INVERSE_CUBE, EXPONENTIAL, M_BETA, LOG_ODDS, UNIMODAL = range(5)
NEAREST = 1e-3
"""Distance below which two laws are certain to detect [m]; a logarithm needs an end."""


@dataclass(frozen=True, slots=True)
class Curve:
    """A lateral range curve: which law, its numbers [m, 1/m], and how far it reaches [m].

    >>> seen = log_odds(1000.0, at_zero=0.9)
    >>> print(chance(seen, [0.0, 300.0]).round(2), round(sweep_width(seen)))
    [0.9  0.69] 1000
    """

    law: int
    numbers: tuple[float, float, float]
    reach: float = np.inf


def inverse_cube(width: float) -> Curve:
    """1 - exp(-W^2 / (4 pi x^2)): eyes looking down on the wake of an object from a height (Koopman 1946).

    width   sweep width, 0 or more [m]
    raises  ValueError when it is below 0
    """
    return Curve(INVERSE_CUBE, (_width(width), 0.0, 0.0))


def exponential(width: float) -> Curve:
    """exp(-2 x / W): a sensor that fades evenly; certain when it passes overhead.

    width   sweep width [m]
    raises  ValueError when it is below 0
    """
    return Curve(EXPONENTIAL, (_width(width), 0.0, 0.0))


def m_beta(width: float, beta: float) -> Curve:
    """beta within W / (2 beta) of the track, nothing beyond; beta 1 is the definite range law.

    width   sweep width [m];  beta  chance inside, above 0 and to 1
    raises  ValueError when one is out of its range
    """
    if not 0 < beta <= 1:
        raise ValueError(f"beta {beta} is no chance to detect; give one above 0 and not above 1")
    return Curve(M_BETA, (_width(width) / (2 * beta), beta, 0.0))


def log_odds(width: float, at_zero: float) -> Curve:
    """1 / (1 + exp(-(a0 + a1 x))) of a sweep width and the chance to detect when passing overhead.

    width    sweep width, above 0 [m]
    at_zero  chance at x = 0, between 0 and 1; 0.5 (a0 = 0) where it is hard to see, 0.95 (a0 = 3) where it is easy
    source   W = (2 / |a1|) ln(1 + exp(a0)), research/search.md 2.1
    raises   ValueError when one is out of its range
    """
    if not (0 < at_zero < 1 and width > 0):
        raise ValueError(f"width {width} m, chance {at_zero} at the track; give a width above 0 and a chance between 0 and 1")
    a0 = float(np.log(at_zero / (1 - at_zero)))
    return fitted(a0, -2 / width * float(np.log1p(np.exp(a0))))


def fitted(a0: float, a1: float, a2: float = 0.0, reach: float = np.inf) -> Curve:
    """The log-odds law of fitted numbers: 1 / (1 + exp(-(a0 + a1 x + a2 x^2))), x in metres.

    trap    published fits count in nautical miles: divide a1 by 1852 and a2 by 1852^2
    raises  ValueError when the chance does not fall in the end
    """
    if not (np.isfinite(reach) or a2 < 0 or (a2 == 0 and a1 < 0)):
        raise ValueError(f"a1 {a1}, a2 {a2}: the chance to detect never falls; a1 or a2 is below 0, or give how far it reaches")
    return Curve(LOG_ODDS, (a0, a1, a2), reach)


def unimodal(a: float, b: float, c: float, reach: float) -> Curve:
    """A / ((x - B)^2 + C) to both sides, as airborne radar sees: best at B, poorly below the aircraft.

    a, c    [m2];  b, reach  [m]
    raises  ValueError when a chance would pass 1
    """
    if not 0 < a <= c:
        raise ValueError(f"A {a}, C {c}: the best chance A / C is {a / c:.2f}; it is above 0 and not above 1")
    return Curve(UNIMODAL, (a, b, c), reach)


def _width(width: float) -> float:
    if not width >= 0:
        raise ValueError(f"a sweep width of {width} m; give 0 or more, in metres (1 NM is 1852)")
    return float(width)


def scaled(curve: Curve, factor: float) -> Curve:
    """The same curve seen `factor` times as far, chances kept: its sweep width and W* grow by the factor."""
    powers = {LOG_ODDS: (0, -1, -2), UNIMODAL: (2, 1, 2)}.get(curve.law, (1, 0, 0))
    a, b, c = (n * factor**p if n else 0.0 for n, p in zip(curve.numbers, powers, strict=True))
    return replace(curve, numbers=(a, b, c), reach=curve.reach * factor)


def _log_miss(law: Any, a: Any, b: Any, c: Any, reach: Any, x: Any) -> Any:
    """ln(1 - p(x)) of one pass; x not below 0."""
    if x > reach:
        return 0.0
    if law == INVERSE_CUBE:
        return -(a * a) / (4 * np.pi * max(x, NEAREST) ** 2)
    if law == EXPONENTIAL:
        return np.log1p(-np.exp(-2 * max(x, NEAREST) / a)) if a > 0 else 0.0
    if law == M_BETA:
        return np.log1p(-min(b, 1 - 1e-15)) if a > 0 and x <= a else 0.0
    if law == LOG_ODDS:
        u = a + b * x + c * x * x
        return -np.log1p(np.exp(u)) if u < 30 else -u
    return np.log1p(-min(a / ((x - b) ** 2 + c), 1 - 1e-15))


log_miss: Callable[..., float] = njit(cache=True, nogil=True, error_model="numpy")(_log_miss)
"""Compiled: law, three numbers, reach and x [m] to ln of the chance that one pass misses."""


def _each(law: Any, a: Any, b: Any, c: Any, reach: Any, x: Any, out: Any) -> None:
    for i in range(x.size):
        out[i] = log_miss(law, a, b, c, reach, abs(x[i]))


_fill: Callable[..., None] = njit(cache=True, nogil=True, error_model="numpy")(_each)


def miss(curve: Curve, x: ArrayLike) -> Floats:
    """ln of the chance that a pass at x misses.

    x        (...)  distance abeam, either side [m]
    returns  (...)  0 or below
    """
    x = np.asarray(x, float)
    flat, out = np.ascontiguousarray(x).ravel(), np.empty(x.size)
    _fill(curve.law, *curve.numbers, curve.reach, flat, out)
    return out.reshape(x.shape)


def chance(curve: Curve, x: ArrayLike) -> Floats:
    """Chance that one pass at a distance abeam x (...) [m] detects."""
    return -np.expm1(miss(curve, x))


def sweep_width(curve: Curve) -> float:
    """W: the area under the curve, both sides [m]."""
    a, b, c = curve.numbers
    if curve.law in (INVERSE_CUBE, EXPONENTIAL):
        return a
    if curve.law == M_BETA:
        return 2 * a * b
    if curve.law == LOG_ODDS and c == 0 and np.isinf(curve.reach):
        return float(-2 / b * np.log1p(np.exp(a)))
    return _area(lambda x: float(chance(curve, x)), curve)


def log_effort_width(curve: Curve) -> float:
    """W*: the area under -ln(1 - p), both sides [m]; infinite for the inverse cube law.

    source  own derivation, research/search.md 2.4: -(2 / |a1|) Li2(-exp(a0)) for log-odds
    """
    a, b, c = curve.numbers
    if curve.law == INVERSE_CUBE:
        return np.inf if a > 0 else 0.0
    if curve.law == EXPONENTIAL:
        return a * np.pi**2 / 6
    if curve.law == M_BETA:
        return float(-2 * a * np.log1p(-b)) if b < 1 else np.inf
    if curve.law == LOG_ODDS and c == 0 and np.isinf(curve.reach):
        return float(2 / b * spence(1 + np.exp(a)))  # scipy's spence(z) is Li2(1 - z); b is below 0
    return _area(lambda x: -float(miss(curve, x)), curve)


def _area(f: Callable[[float], float], curve: Curve) -> float:
    end = curve.reach if np.isfinite(curve.reach) else _end(curve)
    return 2 * float(quad(f, 0, end, limit=200)[0])


def _end(curve: Curve) -> float:
    """Where a quadratic log-odds curve has fallen to exp(-40) [m]."""
    a, b, c = curve.numbers
    return float((-b - np.sqrt(b * b - 4 * c * (a + 40))) / (2 * c))


def blurred(curve: Curve, x: ArrayLike, sigma: float) -> Floats:
    """Chance when the searcher does not know its own track exactly: the curve averaged over a normal error across track.

    x        (...)  planned distance abeam [m]
    sigma    of the navigation [m]
    returns  (...)  by Gauss and Hermite, 20 points
    """
    node, weight = np.polynomial.hermite_e.hermegauss(20)
    x = np.asarray(x, float)[..., None]
    return np.asarray(chance(curve, x + sigma * node) @ weight / weight.sum())
