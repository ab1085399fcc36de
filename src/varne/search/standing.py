"""Standing watch: what radar, towers and aircraft cover tonight, hour by hour, and the gaps when nothing flies.

On 24 November 2021 no aircraft flew, and nobody saw that the sea between was watched by nothing that could see a small boat
(MAIB 7/2023; research/search.md 7). A watch that covers a place sees a boat there with its chance; watches are independent.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from varne import geodesy

Floats = NDArray[np.float64]
HOUR = 3600.0
SEEN = 0.5
"""A place is a gap in an hour when the chance to see a boat there is below this."""


@dataclass(frozen=True, slots=True)
class Watch:
    """One watch.

    lon, lat   where it stands, or the middle of what it flies over [deg]
    reach      how far it sees a small boat, or the radius it flies over [m]
    begin, end when it is manned or flies [s since 1970]
    chance     of seeing a boat within reach in an hour, of a standing one; ignored for one that flies
    sweep      effort of one that flies: sweep width x speed [m2/s]; 0: it stands
    """

    name: str
    lon: float
    lat: float
    reach: float
    begin: float
    end: float
    chance: float = 0.9
    sweep: float = 0.0

    @property
    def flies(self) -> bool:
        return self.sweep > 0


@dataclass(frozen=True, slots=True, eq=False)
class Watched:
    """Chance to see a boat (H, D) in each hour at each place; share of demand seen (H,); gap (H,) share in gaps; flies (H,)."""

    chance: Floats
    seen: Floats
    gap: Floats
    flies: NDArray[np.bool_]


def watched(lon: Floats, lat: Floats, weight: Floats, start: float, watches: Sequence[Watch]) -> Watched:
    """What is seen.

    lon, lat  (D,) [deg]; weight  (H, D) each hour of sum 1; start  begin of the first hour [s since 1970]
    source    one that flies searches its disc at random: 1 - exp(-W V T / A), Koopman 1946
    """
    miss = np.ones(weight.shape)
    flying = np.zeros(len(weight), bool)
    for w in watches:
        inside = geodesy.distance_and_bearing(w.lon, w.lat, lon, lat)[0] <= w.reach
        for h in range(len(weight)):
            there = max(0.0, min(w.end, start + (h + 1) * HOUR) - max(w.begin, start + h * HOUR))
            effort = w.sweep * there / (np.pi * w.reach**2)
            chance = -np.expm1(-effort) if w.flies else w.chance * there / HOUR
            miss[h] *= np.where(inside, 1 - chance, 1.0)
            flying[h] |= w.flies and there > 0
    chance = 1 - miss
    return Watched(chance, np.sum(weight * chance, axis=1), np.sum(weight * (chance < SEEN), axis=1), flying)
