"""Published survival times in cold water, as functions of the temperature of the water; research/search.md section 5.

Each says what it is a time of. They contradict each other, and none knows the first minutes (cold shock, swim failure). Between
the temperatures of a table ln of the time is straight, and it goes on straight beyond them: it never bends towards more hope.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
HOUR = 3600.0
COLDEST, WARMEST = -2.0, 30.0
"""Sea water that is asked about [deg C]."""
KNOWN_TO = 20.0
"""No fit here knows warmer water [deg C]; from there on the time at this temperature is given, which is too short."""
HAYWARD = "Hayward 1975: core at 30 C, light clothing, life jacket, held still"
NIIS = "UK National Immersion Incident Survey, fit of 2006 (n = 1593): half survive"
EXPERTS = "figures attributed to UK experts: half of the lightly clad survive"
XU = "Xu and Giesbrecht 2018, as quoted: the longest known survivals (122 cases, immersions to 75 h)"
NIIS_HOURS = ((5.0, 3.6), (10.0, 5.7), (15.0, 9.0))
EXPERT_HOURS = ((5.0, 1.0), (10.0, 2.0), (15.0, 6.0))
WORN_AT_LEAST = 24 * HOUR
"""The survey's half-survival time with buoyancy worn: more than this at 5, 10 and 15 C."""


def checked(water_c: float) -> float:
    """A temperature of sea water [deg C], held to where the fits are known.

    raises  ValueError outside COLDEST to WARMEST
    """
    if not COLDEST <= water_c <= WARMEST:
        raise ValueError(
            f"water of {water_c} degrees; give {COLDEST:g} to {WARMEST:g} degrees Celsius; was it Fahrenheit, or the air?"
        )
    return min(water_c, KNOWN_TO)


def hayward(water_c: float) -> float:
    """Time until the core is at 30 C, for a lightly clad person who holds still in a life jacket [s].

    source  Hayward 1975: t[min] = 15 + 7.2 / (0.0785 - 0.0034 T); it has a pole at 23 C

    >>> print(round(hayward(10.0) / HOUR, 1))
    2.9
    """
    return 60.0 * (15.0 + 7.2 / (0.0785 - 0.0034 * checked(water_c)))


def niis(water_c: float) -> float:
    """Time that half survive without buoyancy, UK National Immersion Incident Survey 2006 [s]."""
    return _along(NIIS_HOURS, water_c)


def experts(water_c: float) -> float:
    """Time that half survive, the popular figures for the lightly clad [s]."""
    return _along(EXPERT_HOURS, water_c)


def longest(water_c: float) -> float:
    """The longest survival to reckon with [s].

    source  Xu and Giesbrecht 2018, second-hand: t[h] = 0.0547 T^2 + 0.5048 T + 1.3604; below 0 C that of 0 C

    >>> print(round(longest(12.0) / HOUR, 1))
    15.3
    """
    t = max(checked(water_c), 0.0)
    return HOUR * (0.0547 * t**2 + 0.5048 * t + 1.3604)


def _along(table: tuple[tuple[float, float], ...], water_c: float) -> float:
    """ln of the hours straight between the rows, the first and the last line going on beyond them [s]."""
    at, hours = np.array(table).T
    t = checked(water_c)
    k = int(np.clip(np.searchsorted(at, t) - 1, 0, at.size - 2))
    share = (t - at[k]) / (at[k + 1] - at[k])
    return float(HOUR * np.exp(np.log(hours[k]) * (1 - share) + np.log(hours[k + 1]) * share))
