"""Where a boat is at a moment, as one says it: the middle of its possible states, and how far 90 % of them lie from there."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from varne import geodesy
from varne.drift import motion
from varne.outlook import Outlook
from varne.sea import coast

SHARE = 0.9


@dataclass(frozen=True, slots=True)
class Around:
    """A place and the radius [m] that holds SHARE of the probability; side of the line on which the middle lies."""

    lon: float
    lat: float
    radius: float
    side: str | None


def around(o: Outlook, when: datetime) -> Around | None:
    """Where the states of a boat are at a moment of its run; None when none of them is in the waters that are known."""
    t = when.timestamp()
    if not o.run.t[0] <= t <= o.run.t[-1]:
        return None
    run = o.run.at(t)
    weight = run.weight * (run.flag[0] != motion.OUTSIDE)
    if not weight.sum() > 0:
        return None
    weight = weight / weight.sum()
    lon, lat = float(run.lon[0] @ weight), float(run.lat[0] @ weight)
    far = geodesy.distance_and_bearing(lon, lat, run.lon[0], run.lat[0])[0]
    order = np.argsort(far)
    inside = int(np.searchsorted(np.cumsum(weight[order]), SHARE))
    return Around(lon, lat, float(far[order][min(inside, far.size - 1)]), coast.side(lon, lat))
