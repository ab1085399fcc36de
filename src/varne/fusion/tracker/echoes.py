"""Static echoes: quays, buoys and masts that a radar shows turn after turn, learnt as a map of false plots in a scan.

The map raises the density of false plots where something always stands, so that nothing is born there in haste; a boat that
comes along keeps its track, for it was known before. It should be learnt from long watches on other days: a boat that
drifts is slow, and a map learnt from a few minutes of the same watch would learn the boat. For the same reason a track is
taken for an echo only if it has stood since it was first seen, never because it has stopped.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from varne.fusion.tracker.scans import Scans
from varne.fusion.tracker.tracks import History

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
_BLUR = np.array([[1.0, 2.0, 1.0], [2.0, 4.0, 2.0], [1.0, 2.0, 1.0]]) / 16


@dataclass(frozen=True, slots=True)
class EchoMap:
    """What stood where.

    corner  x, y of the south-west corner                                [m]
    cell    side of a cell, about twice the radar's error                [m]
    plots   (nx, ny)  plots that were no moving track's, all scans together
    scans   how many
    """

    corner: tuple[float, float]
    cell: float
    plots: Floats
    scans: int

    def __post_init__(self) -> None:
        if not self.cell > 0:
            raise ValueError(f"a cell of {self.cell:g} m; give its side in metres, above 0")


def blank(west: float, east: float, south: float, north: float, cell: float) -> EchoMap:
    """A map of a box [m] on which nothing was seen yet."""
    shape = int(np.ceil((east - west) / cell)), int(np.ceil((north - south) / cell))
    return EchoMap((west, south), cell, np.zeros(shape), 0)


def learn(m: EchoMap, scans: Scans, history: History, near: float = 20.0, speed: float = 1.0) -> EchoMap:
    """The map with what these scans showed; plots within near [m] of a track faster than speed [m/s] are boats, not echoes.

    history  shown tracks after each of the scans (follow with keep=None)
    """
    when = np.repeat(scans.t, np.diff(scans.first))
    moving = history.of(np.hypot(history.place[:, 2], history.place[:, 3]) > speed)
    echo = ~_beside(scans.place, when, moving, near)
    i, inside = _cells(m, scans.place)
    plots = m.plots.copy()
    np.add.at(plots, tuple(i[echo & inside].T), 1.0)
    return replace(m, plots=plots, scans=m.scans + len(scans.t))


def _beside(place: Floats, when: Floats, moving: History, near: float) -> Bools:
    """(m,) which plots lie by a moving track of the same moment."""
    beside = np.zeros(len(place), bool)
    for t in np.unique(moving.t):
        plots, tracks = np.flatnonzero(when == t), moving.place[moving.t == t, :2]
        apart = np.hypot(*(place[plots, None] - tracks[None]).transpose(2, 0, 1))
        beside[plots] = (apart < near).any(1)
    return beside


def _cells(m: EchoMap, place: Floats) -> tuple[NDArray[np.int64], Bools]:
    """Cells (k, 2) of places, and which lie on the map."""
    i = np.floor((place - m.corner) / m.cell).astype(np.int64)
    return i, np.asarray(((i >= 0) & (i < m.plots.shape)).all(1))


def _around(m: EchoMap, place: Floats, weights: Floats) -> Floats:
    """Plots in a scan in the nine cells around each place, weighted; 0 off the map."""
    i, inside = _cells(m, place)
    padded = np.pad(m.plots, 1)
    total = np.zeros(len(place))
    for (dx, dy), w in np.ndenumerate(weights):
        total[inside] += w * padded[i[inside, 0] + dx, i[inside, 1] + dy]
    return total / max(m.scans, 1)


def density(m: EchoMap, scans: Scans) -> Scans:
    """The scans with the map's false plots added to those expected anywhere.

    A cell of 15 m that shows a plot in half of the scans:

    >>> m = replace(blank(0.0, 45.0, 0.0, 45.0, 15.0), plots=np.eye(3)[::-1] * [0, 50, 0], scans=100)
    >>> one = Scans(*(np.array(a) for a in ([0.0], [0], [0, 1], [[22.0, 22.0]], [[9.0, 0.0, 9.0]], [1e-6])))
    >>> print(density(m, one).clutter.round(6))
    [0.000557]
    """
    return replace(scans, clutter=scans.clutter + _around(m, scans.place, _BLUR) / m.cell**2)


def known(m: EchoMap, place: Floats, share: float = 0.05) -> Bools:
    """(k,) where the nine cells around a place show more than this share of a plot in a scan."""
    return _around(m, place, np.ones((3, 3))) > share


def standing(m: EchoMap, h: History, radius: float = 5.0, after: float = 1800.0) -> Bools:
    """(r,) rows of tracks that have stood since they were first shown: at a known echo, or for longer than after [s].

    They are for a list of their own, not for oblivion: a boat at anchor that was there before the watch began is one too.
    radius  how far it may have gone from the first place [m], beside twice its error (rms)
    """
    rows = np.zeros(len(h.t), bool)
    for n in np.unique(h.number):
        mine = np.flatnonzero(h.number == n)
        away = np.hypot(*(h.place[mine, :2] - h.place[mine[0], :2]).T)
        variance = h.cov[mine, 0] + h.cov[mine, 2]
        there = np.logical_and.accumulate(away < radius + 2 * np.sqrt(variance + variance[0]))
        stood = h.t[mine] - h.t[mine[0]] > after
        rows[mine] = there & (stood | known(m, h.place[mine[:1], :2])[0])
    return rows
