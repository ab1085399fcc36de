"""Path: where a searcher is at what time, in a plane; and the datum whose drifting frame a pattern may be sailed in.

Legs are straight at even speed from one waypoint to the next. Everything is in metres in a plane through lon0, lat0
(`geodesy.to_plane`) and in seconds since 1970.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from varne import geodesy

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Path:
    """A track over the ground: t (m,) [s since 1970] in rising order, x, y (m,) [m] in the plane of lon0, lat0 [deg].

    raises  ValueError for fewer than two waypoints, or times that do not rise
    """

    lon0: float
    lat0: float
    t: Floats
    x: Floats
    y: Floats

    def __post_init__(self) -> None:
        if not (self.t.size >= 2 and self.t.shape == self.x.shape == self.y.shape and (np.diff(self.t) > 0).all()):
            raise ValueError(f"{self.t.size} waypoints at {self.t}: a path has two or more, each later than the one before")

    @property
    def lonlat(self) -> tuple[Floats, Floats]:
        """Waypoints: lon, lat (m,) [deg]."""
        return geodesy.from_plane(self.x, self.y, self.lon0, self.lat0)

    @property
    def legs(self) -> tuple[Floats, Floats]:
        """Of each leg: speed over ground (m - 1,) [m/s] and the course made good, degrees true."""
        dt = np.diff(self.t)
        return geodesy.speed_and_direction_to(np.diff(self.x) / dt, np.diff(self.y) / dt)


def path_of(t: ArrayLike, lon: ArrayLike, lat: ArrayLike, lon0: float, lat0: float) -> Path:
    """A path from positions (m,) [deg] at times (m,) [s since 1970], such as an AIS track, in the plane of lon0, lat0.

    raises  ValueError as Path does
    """
    x, y = geodesy.to_plane(lon, lat, lon0, lat0)
    return Path(lon0, lat0, np.asarray(t, float), x, y)


def simplified(path: Path, within: float) -> Path:
    """The fewest of its waypoints that keep every one within a distance, in place and time, of the straight legs left.

    within  [m]; about the error of the fixes, small against the sweep width
    trap    every tremble of a fix would else count as one more approach (see valuing), and the search be overrated
    source  Douglas and Peucker 1973, with distances taken at the same time
    """
    kept, todo = {0, path.t.size - 1}, [(0, path.t.size - 1)]
    while todo:
        a, b = todo.pop()
        if b - a > 1 and (off := _off(path, a, b)).max() > within:
            k = a + 1 + int(off.argmax())
            kept.add(k)
            todo += [(a, k), (k, b)]
    rows = sorted(kept)
    return replace(path, t=path.t[rows], x=path.x[rows], y=path.y[rows])


def until(path: Path, end: float) -> Path:
    """A path up to a moment after its begin [s since 1970], with where it is then as its end; itself when it ends before."""
    if path.t[-1] <= end:
        return path
    k = int(np.searchsorted(path.t, end))
    t = np.append(path.t[:k], end)
    return replace(path, t=t, x=np.interp(t, path.t, path.x), y=np.interp(t, path.t, path.y))


def _off(path: Path, a: int, b: int) -> Floats:
    """How far the waypoints between a and b are from where an even way from a to b would have them [m]."""
    t = path.t[a + 1 : b]
    ends = [a, b]
    return np.hypot(*(v[a + 1 : b] - np.interp(t, path.t[ends], v[ends]) for v in (path.x, path.y)))


@dataclass(frozen=True, slots=True, eq=False)
class Datum:
    """Where the datum is: t (k,) [s since 1970], x, y (k,) [m] in the plane of lon0, lat0; beyond its ends it rests."""

    lon0: float
    lat0: float
    t: Floats
    x: Floats
    y: Floats

    def at(self, t: ArrayLike) -> tuple[Floats, Floats]:
        """x, y (...) at times (...)."""
        moments = np.asarray(t, float)
        return np.interp(moments, self.t, self.x), np.interp(moments, self.t, self.y)


def drifting(lon0: float, lat0: float, t: ArrayLike, x: ArrayLike, y: ArrayLike) -> Datum:
    """A datum that drifts: places (k,) [m] at times (k,) [s since 1970] in rising order.

    raises  ValueError when there is none, or times do not rise
    """
    t, x, y = (np.atleast_1d(np.asarray(a, float)) for a in (t, x, y))
    if not (t.size and t.shape == x.shape == y.shape and (np.diff(t) > 0).all()):
        raise ValueError(f"a datum at times {t}: give one place or more, each later than the one before")
    return Datum(lon0, lat0, t, x, y)


def frozen(datum: Datum, t: float) -> Datum:
    """The same datum, fixed on the ground where it is at a moment: for patterns that do not follow the drift."""
    x, y = datum.at(t)
    return Datum(datum.lon0, datum.lat0, np.array([t]), np.atleast_1d(x), np.atleast_1d(y))
