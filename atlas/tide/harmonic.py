"""Arguments of tidal constituents in the model's own time, and harmonic analysis by least squares.

At model time 0 all mean longitudes of moon and sun are zero; there is no nodal modulation. The argument of a constituent
is then V(t) = constant + speed t, with the constants of the Doodson table, so that a exp(-i g) with g the Greenwich lag
of a gauge can drive the model, and what the analysis gives can be compared with a gauge at once. The constants matter:
L2 has 180 degrees, and what friction makes at its speed out of 2 M2 - N2 has none, so an L2 driven without its constant
meets that product in the wrong phase.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from varne.sea.constituents import DOODSON, PRODUCTS

Floats = NDArray[np.float64]
Complexes = NDArray[np.complex128]

# Rates of tau, s, h, p, N, p1 in degrees an hour (Doodson 1921; Schureman 1958, table 1).
RATES = (14.49205212, 0.54901653, 0.04106864, 0.00464183, -0.00220641, 0.00000196)
COMPOUNDS: dict[str, dict[str, int]] = {
    **PRODUCTS,
    "MSF": {"S2": 1, "M2": -1},
    "MM": {"M2": 1, "N2": -1},
    "MSN2": {"M2": 1, "S2": 1, "N2": -1},
    "MK3": {"M2": 1, "K1": 1},
    "MO3": {"M2": 1, "O1": 1},
    "SN4": {"S2": 1, "N2": 1},
    "2MN6": {"M2": 2, "N2": 1},
    "MSN6": {"M2": 1, "S2": 1, "N2": 1},
    "2SM6": {"S2": 2, "M2": 1},
    "M8": {"M2": 4},
    "3MS8": {"M2": 3, "S2": 1},
}


def speed(name: str) -> float:
    """Angular speed [rad/s].

    >>> print(round(2 * np.pi / speed("M2") / 3600, 4))
    12.4206
    """
    return float(np.radians(_summed(name, lambda n: sum(k * r for k, r in zip(DOODSON[n][:6], RATES, strict=True)))) / 3600)


def constant(name: str) -> float:
    """Argument at model time 0 [rad].

    >>> print(round(constant("L2") / np.pi), round(constant("M4")))
    1 0
    """
    return float(np.radians(_summed(name, lambda n: DOODSON[n][6])))


def _summed(name: str, part: Callable[[str], float]) -> float:
    if name not in DOODSON and name not in COMPOUNDS:
        raise ValueError(f"constituent {name!r} is not known here; known are {sorted({*DOODSON, *COMPOUNDS})}")
    return float(sum(k * part(n) for n, k in COMPOUNDS.get(name, {name: 1}).items()))


def turning(names: Sequence[str], t: ArrayLike) -> Complexes:
    """exp(i V) of each constituent at model times t [s]: (n, K)."""
    speeds, constants = (np.array([q(n) for n in names]) for q in (speed, constant))
    return np.asarray(np.exp(1j * (np.multiply.outer(np.asarray(t, float), speeds) + constants)))


class Analysis:
    """Least-squares harmonic analysis that grows with the run: only the normal equations are kept.

    A steady part Z0 is always solved for. Solves x(t) = Z0 + sum Re(C exp(i V)) for C = a exp(-i g) at every place.

    >>> a = Analysis(["M2"])
    >>> t = np.arange(0.0, 90000.0, 900.0)
    >>> a.add(t, 1.0 + 2.0 * np.cos(speed("M2") * t - 0.5)[:, None])
    >>> print(a.constants()["M2"].round(3), a.constants()["Z0"].round(3))
    [1.755-0.959j] [1.+0.j]
    """

    def __init__(self, names: Sequence[str]) -> None:
        self.names = tuple(names)
        self._normal: Floats | float = 0.0
        self._right: Floats | float = 0.0

    def add(self, t: ArrayLike, x: Floats) -> None:
        """Take in values x (n, places) at model times t (n,) [s]."""
        z = turning(self.names, t)
        basis = np.hstack([np.ones((len(z), 1)), z.real, -z.imag])  # Re(C e^{iV}) = Re C cos V - Im C sin V
        self._normal = self._normal + basis.T @ basis
        self._right = self._right + basis.T @ x

    def constants(self) -> dict[str, Complexes]:
        """Z0 and each constituent -> (places,) complex constants.

        raises  ValueError when the record is too short to tell the constituents apart
        """
        n, k = self._normal, len(self.names)
        if np.linalg.cond(n) > 1e10:
            raise ValueError(f"the record is too short to tell {self.names} apart: add days or drop constituents")
        x = np.linalg.solve(n, self._right)
        steady = {"Z0": x[0].astype(complex)}
        return steady | {name: x[1 + m] + 1j * x[1 + k + m] for m, name in enumerate(self.names)}
