"""Harmonic constituents of the tide: their angles and slow modulations at a time.

Convention: a height or stream is sum of f a cos(V + u - g), with V the equilibrium argument at Greenwich in UTC and g
the Greenwich phase lag. A constituent is either a Doodson number or a product of others (shallow-water tides).

Legend: tau, s, h, p, N, p1 mean lunar time and longitudes of moon, sun, lunar perigee, lunar node, solar perigee [deg]
f, u nodal factor and angle · phasor f exp(i (V + u))
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Complexes = NDArray[np.complex128]

# Doodson coefficients of tau, s, h, p, N, p1 and a constant in degrees (Schureman 1958, table 2).
DOODSON: dict[str, tuple[int, int, int, int, int, int, int]] = {
    "Z0": (0, 0, 0, 0, 0, 0, 0),
    "SA": (0, 0, 1, 0, 0, 0, 0),  # without the solar perigee, as TICON-4 and most programs have it
    "SSA": (0, 0, 2, 0, 0, 0, 0),
    "Q1": (1, -2, 0, 1, 0, 0, 90),
    "O1": (1, -1, 0, 0, 0, 0, 90),
    "P1": (1, 1, -2, 0, 0, 0, 90),
    "K1": (1, 1, 0, 0, 0, 0, -90),
    "EPS2": (2, -3, 2, 1, 0, 0, 0),
    "2N2": (2, -2, 0, 2, 0, 0, 0),
    "MU2": (2, -2, 2, 0, 0, 0, 0),
    "N2": (2, -1, 0, 1, 0, 0, 0),
    "NU2": (2, -1, 2, -1, 0, 0, 0),
    "M2": (2, 0, 0, 0, 0, 0, 0),
    "LAMBDA2": (2, 1, -2, 1, 0, 0, 180),
    "L2": (2, 1, 0, -1, 0, 0, 180),
    "T2": (2, 2, -3, 0, 0, 1, 0),
    "S2": (2, 2, -2, 0, 0, 0, 0),
    "R2": (2, 2, -1, 0, 0, -1, 180),
    "K2": (2, 2, 0, 0, 0, 0, 0),
}
# Shallow-water tides: constituents multiplied, a negative power turns backwards.
PRODUCTS: dict[str, dict[str, int]] = {
    "2SM2": {"S2": 2, "M2": -1},
    "MKS2": {"M2": 1, "K2": 1, "S2": -1},
    "MN4": {"M2": 1, "N2": 1},
    "N4": {"N2": 2},
    "M4": {"M2": 2},
    "MS4": {"M2": 1, "S2": 1},
    "S4": {"S2": 2},
    "M6": {"M2": 3},
    "2MS6": {"M2": 2, "S2": 1},
}
_LIKE_M2 = ("M2", "N2", "2N2", "NU2", "MU2", "LAMBDA2", "EPS2")
_J2000 = 946_728_000.0  # 2000-01-01T12:00Z in seconds since 1970


def phasors(names: Sequence[str], t: ArrayLike) -> Complexes:
    """f exp(i (V + u)) of each constituent at each time.

    names    K constituent names
    t        (n,) seconds since 1970 UTC
    returns  (n, K)
    raises   ValueError for a name that is in neither table

    M2 turns once in 12.42 hours:

    >>> z = phasors(["M2"], [0.0, 12.4206012 * 3600])
    >>> print(abs(np.angle(z[1, 0] / z[0, 0])).round(4))
    0.0
    """
    unknown = [n for n in names if n not in DOODSON and n not in PRODUCTS]
    if unknown:
        raise ValueError(f"constituents {unknown} are not known here; known are {sorted({*DOODSON, *PRODUCTS})}")
    angles = _mean_longitudes(np.asarray(t, float))
    factors = {name: PRODUCTS.get(name, {name: 1}) for name in names}
    basic = {n: _phasor(n, angles) for n in sorted({p for f in factors.values() for p in f})}
    columns = [np.prod([_power(basic[p], k) for p, k in factors[name].items()], axis=0) for name in names]
    return np.stack(columns, axis=-1).astype(complex)


def _power(z: Complexes, k: int) -> Complexes:
    return np.asarray(z**k if k > 0 else np.conj(z) ** -k)


def _mean_longitudes(t: Floats) -> tuple[Floats, ...]:
    """tau, s, h, p, N, p1 in degrees. Source: Meeus, Astronomical Algorithms, chapters 22, 25, 47."""
    days = (t - _J2000) / 86_400.0
    c = days / 36_525.0
    s = 218.3164477 + 481_267.88123421 * c - 0.0015786 * c**2
    h = 280.46646 + 36_000.76983 * c + 0.0003032 * c**2
    p = 83.3532465 + 4_069.0137287 * c - 0.0103200 * c**2
    node = 125.04452 - 1_934.136261 * c + 0.0020708 * c**2
    p1 = 282.93734 + 1.71953 * c + 0.00046 * c**2
    hour_angle = (days % 1.0) * 360.0 + 180.0  # of the mean sun, from lower transit: 15 degrees times UTC
    return hour_angle + h - s + 180.0, s, h, p, node, p1


def _phasor(name: str, angles: tuple[Floats, ...]) -> Complexes:
    *doodson, constant = DOODSON[name]
    argument = sum(k * a for k, a in zip(doodson, angles, strict=True)) + constant
    return np.asarray(_nodal(name, angles[3], angles[4]) * np.exp(1j * np.radians(argument)))


def _nodal(name: str, p: Floats, node: Floats) -> Complexes:
    """f exp(iu), the 18.6-year modulation. Source: Pugh 1987, Tides, Surges and Mean Sea-Level, table 4:3."""
    rn, rp = np.radians(node), np.radians(p)
    cn, sn = np.cos(rn), np.sin(rn)
    if name in _LIKE_M2:
        return _turn(1 - 0.037 * cn, -2.1 * sn)
    if name == "K1":
        return _turn(1.006 + 0.115 * cn, -8.9 * sn)
    if name in ("O1", "Q1"):
        return _turn(1.009 + 0.187 * cn, 10.8 * sn)
    if name == "K2":
        return _turn(1.024 + 0.286 * cn, -17.7 * sn)
    if name == "L2":
        real = 1 - 0.25 * np.cos(2 * rp) - 0.11 * np.cos(2 * rp - rn) - 0.04 * cn
        imag = -0.25 * np.sin(2 * rp) - 0.11 * np.sin(2 * rp - rn) - 0.04 * sn
        return np.asarray(real + 1j * imag)
    return np.ones_like(node, dtype=complex)


def _turn(f: Floats, u_deg: Floats) -> Complexes:
    return np.asarray(f * np.exp(1j * np.radians(u_deg)))
