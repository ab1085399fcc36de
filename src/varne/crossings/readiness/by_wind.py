"""What night wind did to crossings in 2021-25, as a table: for a centre that has no weather record of its own to learn from.

source  our own count, published nowhere else (DATA.md): 1,823 nights, wind 21-09 UTC at the Westhinder pile (Meetnet Vlaamse
        Banken) against the Home Office daily series. Chances are moved by the likelihood ratio of the table, so that over its
        nights the chance without weather comes out again.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
SPEED = np.array([2.2, 3.5, 4.5, 5.5, 6.5, 7.5, 8.5, 9.5, 11.0, 14.0])
"""Middle of each bin of night wind [m/s]."""
NIGHTS = np.array([87, 122, 181, 210, 216, 202, 182, 167, 249, 207], float)
ANY = np.array([0.92, 0.95, 0.87, 0.70, 0.59, 0.37, 0.13, 0.09, 0.02, 0.0])
"""Share of nights with any arrival."""
BOATS = np.array([6.6, 6.9, 5.8, 3.6, 2.6, 1.2, 0.3, 0.1, 0.03, 0.0])
"""Boats a night."""


def log_evidence(speed: Floats) -> Floats:
    """What a night wind adds to the log-odds of any boat (m,).

    >>> (log_evidence(np.array([4.0, 7.5, 12.0])) > 0).tolist()
    [True, False, False]
    """
    some, none = NIGHTS * ANY + 0.5, NIGHTS * (1 - ANY) + 0.5  # half a night more of each: no bin is certain
    return _between(speed, np.log(some / some.sum()) - np.log(none / none.sum()))


def log_busier(speed: Floats) -> Floats:
    """What it adds to the logarithm of boats on a night with any (m,); never more for more wind, as the few nights at its end
    would have it."""
    each = np.minimum.accumulate((NIGHTS * BOATS + 1) / (NIGHTS * ANY + 1))
    return _between(speed, np.log(each / ((NIGHTS * BOATS).sum() / (NIGHTS * ANY).sum())))


def _between(speed: Floats, values: Floats) -> Floats:
    return np.interp(speed, SPEED, values)
