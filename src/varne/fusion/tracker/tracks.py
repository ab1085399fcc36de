"""Tracks: what may be out there, each with the probability that it exists; and the history that was written down.

Legend: n tracks · 2 ways of moving, steady and restless · columns of mean and cov as in kalman
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Tracks:
    """All tracks at one moment, the doubtful ones too.

    t           the moment                                              [s]
    number      (n,)        permanent, in order of birth
    mean        (n, 2, 4)   x, y, u, v of each way of moving            [m], [m/s]
    cov         (n, 2, 10)  their covariances                           [m2], [m2/s], [m2/s2]
    mode        (n, 2)      chance of each way of moving
    exists      (n,)        probability that there is something         0..1
    since       (n,)        when its first plot came                    [s]
    seen        (n,)        when a plot was last more likely its own than not [s]
    shown       (n,)        confirmed and not lost
    clear       (n,)        seen where it cannot be a nearer echo's ghost
    undetected  boats in a square metre that no plot has shown yet      [1/m2]
    next        the next track's number
    """

    t: float
    number: Ints
    mean: Floats
    cov: Floats
    mode: Floats
    exists: Floats
    since: Floats
    seen: Floats
    shown: Bools
    clear: Bools
    undetected: float
    next: int

    @property
    def n(self) -> int:
        return len(self.number)

    def place(self) -> Floats:
        """(n, 4) x, y, u, v over both ways of moving."""
        return np.asarray(np.einsum("nm,nmc->nc", self.mode, self.mean))


@dataclass(frozen=True, slots=True)
class History:
    """Shown tracks at kept moments, a row each, in order of time, then of number.

    t       (r,)     [s]
    number  (r,)     the track's
    place   (r, 4)   x, y [m], u, v [m/s]
    cov     (r, 10)  [m2], [m2/s], [m2/s2]
    exists  (r,)     0..1
    seen    (r,)     when last seen rather than guessed [s]
    """

    t: Floats
    number: Ints
    place: Floats
    cov: Floats
    exists: Floats
    seen: Floats

    def of(self, rows: NDArray[np.generic]) -> "History":
        """Some of the rows, by mask or by index."""
        return History(*(getattr(self, name)[rows] for name in History.__dataclass_fields__))


def no_tracks(t: float, undetected: float) -> Tracks:
    """Nothing known yet, with so many undetected boats in a square metre."""
    number, times = np.zeros(0, np.int64), np.zeros(0)
    none = np.zeros(0, bool)
    moments = np.zeros((0, 2, 4)), np.zeros((0, 2, 10)), np.zeros((0, 2))
    return Tracks(t, number, *moments, times, times, times, none, none, undetected, 1)


def joined(parts: "list[History]") -> History:
    """Histories one after the other."""
    return History(*(np.concatenate([getattr(p, name) for p in parts]) for name in History.__dataclass_fields__))
