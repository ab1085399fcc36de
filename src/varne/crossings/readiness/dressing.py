"""A single forecast dressed with the error that such forecasts have: one run says nothing of its own doubt.

source  the error of the night wind by lead is an assumption (research/figures.md section 7: about what published
        verifications of 10 m wind over sea give); a real archive of forecasts must replace it
"""

import numpy as np

from varne.crossings.readiness.night import Night

ERROR = (1.2, 1.4, 1.7, 2.1, 2.5, 2.9, 3.2)
"""Root mean square error of the night wind on days 1 to 7 [m/s]; later days have the last."""
POINTS = 5
"""Of the Gauss-Hermite rule in each direction: exact for polynomials of degree 9."""
CALM = 0.5
"""Below this the ratio of two winds says nothing [m/s]."""
RATIO = (0.4, 2.5)


def dressed(night: Night, lead: int) -> Night:
    """One run as 25 members whose winds are spread around it as its error is; several members are left as they are.

    lead  days ahead, 1 or more

    >>> one = Night(*(np.array([x]) for x in (6.0, 6.0, 0.0, 0.6, np.nan, 1.0)))
    >>> round(float(dressed(one, 1).weight @ dressed(one, 1).east), 6), dressed(one, 1).speed.size
    (6.0, 25)
    """
    if night.speed.size > 1:
        return night
    points, weights = np.polynomial.hermite_e.hermegauss(POINTS)
    error = ERROR[min(max(lead, 1), len(ERROR)) - 1]
    off_east, off_north = (error * g.ravel() for g in np.meshgrid(points, points))
    weight = np.outer(weights, weights).ravel() / weights.sum() ** 2
    east, north = night.east + off_east, night.north + off_north
    gusty = night.speed - np.hypot(night.east, night.north)  # a wind that turned in the night blew harder than its mean
    speed = np.hypot(east, north) + gusty
    ratio = np.clip(speed / np.maximum(night.speed, CALM), *RATIO)
    return Night(speed, east, north, night.memory * ratio, night.waves * ratio, weight)
