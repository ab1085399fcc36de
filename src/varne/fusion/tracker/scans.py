"""Scans: what radars saw, look by look, as arrays in one plane; and what is known of each radar.

Legend: k scans · m plots of all scans together · x, y metres east and north of the plane's origin
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from varne import geodesy

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Plot:
    """One echo that a radar reported.

    sensor     the name of the radar
    t          when                                                                  [s since 1970]
    lon, lat   [deg]
    ellipse_m  1 sigma error: major, minor [m], orientation of the major [deg true]
    """

    sensor: str
    t: float
    lon: float
    lat: float
    ellipse_m: tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Radar:
    """What is known of a radar.

    lon, lat       where it stands                                              [deg]
    period         time of a turn                                               [s]
    reach          how far it sees a small boat                                 [m]
    detects        chance that a turn shows a boat within reach                 0..1
    sigma_range    1 sigma of a range                                           [m]
    sigma_bearing  1 sigma of a bearing                                         [deg]
    beam           half the angle within which an echo hides what is behind it  [deg]; 0 leaves that out
    hides          how much of the chance to be seen is gone there              0..1
    ghosts         false plots that an echo throws behind itself in one turn: multiple echoes, at twice its range and more
    """

    name: str
    lon: float
    lat: float
    period: float = 3.0
    reach: float = 40_000.0
    detects: float = 0.7
    sigma_range: float = 20.0
    sigma_bearing: float = 0.3
    beam: float = 0.0
    hides: float = 0.0
    ghosts: float = 0.0

    def __post_init__(self) -> None:
        if not (self.period > 0 and self.reach > 0 and self.sigma_range > 0 and self.sigma_bearing > 0):
            raise ValueError(f"radar {self.name!r}: period, reach and the two sigmas are above 0")
        if not 0 < self.detects < 1:
            raise ValueError(f"radar {self.name!r}: detects {self.detects:g} is a chance between 0 and 1, such as 0.7")

    def plot(self, t: float, distance: float, bearing: float) -> Plot:
        """The plot at a distance [m] on a true bearing [deg] from this radar.

        >>> p = Radar("dover", 1.34, 51.13).plot(0.0, 10_000.0, 150.0)
        >>> round(p.lon, 4), round(p.lat, 4), [round(x, 1) for x in p.ellipse_m]
        (1.4113, 51.0521, [52.4, 20.0, 60.0])
        """
        lon, lat = geodesy.destination(self.lon, self.lat, bearing, distance)
        along, across = self.sigma_range, max(distance, 1.0) * float(np.deg2rad(self.sigma_bearing))
        longer = (along, across, bearing % 180) if along >= across else (across, along, (bearing + 90) % 180)
        return Plot(self.name, t, float(lon), float(lat), longer)


@dataclass(frozen=True, slots=True)
class Sight:
    """Where a radar of a plane stands, how far it sees and how well.

    x, y, reach  [m]; detects as of Radar
    beam         [rad]; hides and ghosts as of Radar
    """

    x: float
    y: float
    reach: float
    detects: float
    beam: float = 0.0
    hides: float = 0.0
    ghosts: float = 0.0


@dataclass(frozen=True, slots=True)
class Scans:
    """Looks of one or several radars in order of time.

    t        (k,)      when                                     [s]
    sensor   (k,)      number of the radar in the Watch's list
    first    (k + 1,)  the plots of scan j are first[j] to first[j + 1]
    place    (m, 2)    x, y                                     [m]
    cov      (m, 3)    error xx, xy, yy                         [m2]
    clutter  (m,)      false plots expected there in one scan   [1/m2]
    """

    t: Floats
    sensor: Ints
    first: Ints
    place: Floats
    cov: Floats
    clutter: Floats

    def __post_init__(self) -> None:
        if np.any(np.diff(self.t) < 0):
            raise ValueError("the scans are not in order of time; sort them before they are followed")
        if not len(self.first) == len(self.t) + 1 == len(self.sensor) + 1:
            raise ValueError(
                f"{len(self.t)} scans, {len(self.sensor)} sensors, {len(self.first)} firsts: one sensor each, one first more"
            )
        if not len(self.place) == len(self.cov) == len(self.clutter) == self.first[-1]:
            raise ValueError(
                f"places {len(self.place)}, errors {len(self.cov)}, clutter {len(self.clutter)}: one of each a plot"
            )

    def part(self, lo: int, hi: int) -> "Scans":
        """Scans lo to hi, hi not included."""
        a, b = self.first[lo], self.first[hi]
        return Scans(
            self.t[lo:hi], self.sensor[lo:hi], self.first[lo : hi + 1] - a, self.place[a:b], self.cov[a:b], self.clutter[a:b]
        )


def scans_of(
    plots: Sequence[Plot],
    radars: Sequence[Radar],
    origin: tuple[float, float],
    clutter: float,
    span: tuple[float, float] | None = None,
) -> Scans:
    """Plots as scans: time since 1970 is cut into turns of each radar, a scan stands at the mean time of its plots.

    plots    in any order; those of a radar that is not in the list are an error
    origin   lon, lat of the plane [deg]
    clutter  false plots in one scan [1/m2] (echoes.density gives it plot by plot)
    span     only the turns that begin in it [s]; a radar's first plot to its last when None
    returns  Scans; a turn without any plot is an empty scan, for seeing nothing is news too
    raises   ValueError for a plot of an unknown radar
    """
    number = {r.name: n for n, r in enumerate(radars)}
    unknown = sorted({p.sensor for p in plots} - set(number))
    if unknown:
        raise ValueError(f"plots of radar {unknown[0]!r}; known are {', '.join(number)}: is its name spelt alike?")
    sensor = np.array([number[p.sensor] for p in plots], np.int64)
    t = np.array([p.t for p in plots], float)
    turns = [_turns(t, np.flatnonzero(sensor == n), r.period, span) for n, r in enumerate(radars)]
    looks = sorted((when, n, rows) for n, mine in enumerate(turns) for when, rows in mine)
    order = np.array([row for _, _, rows in looks for row in rows], np.int64)
    x, y = geodesy.to_plane([p.lon for p in plots], [p.lat for p in plots], *origin)
    cov = np.array([geodesy.ellipse_covariance(*p.ellipse_m)[[0, 0, 1], [0, 1, 1]] for p in plots]).reshape(-1, 3)
    return Scans(
        t=np.array([when for when, _, _ in looks]),
        sensor=np.array([n for _, n, _ in looks], np.int64),
        first=np.cumsum([0] + [len(rows) for _, _, rows in looks]),
        place=np.column_stack([x, y]).reshape(-1, 2)[order],
        cov=cov[order],
        clutter=np.full(len(order), float(clutter)),
    )


def _turns(t: Floats, rows: Ints, period: float, span: tuple[float, float] | None) -> list[tuple[float, tuple[int, ...]]]:
    """Time and rows of each turn of one radar, the empty ones too."""
    turn = np.floor(t[rows] / period).astype(np.int64)
    if span:
        begin, end = int(np.ceil(span[0] / period)), int(np.ceil(span[1] / period))
    elif len(rows):
        begin, end = int(turn.min()), int(turn.max()) + 1
    else:
        return []
    found = {int(n): rows[turn == n] for n in np.unique(turn)}
    middle = {n: float(t[mine].mean()) for n, mine in found.items()}
    none = np.zeros(0, np.int64)
    return [(middle.get(n, (n + 0.5) * period), tuple(found.get(n, none).tolist())) for n in range(begin, end)]


def sights(radars: Sequence[Radar], origin: tuple[float, float]) -> tuple[Sight, ...]:
    """Radars in a plane with this origin: lon, lat [deg]."""
    x, y = geodesy.to_plane([r.lon for r in radars], [r.lat for r in radars], *origin)
    return tuple(
        Sight(float(e), float(n), r.reach, r.detects, float(np.deg2rad(r.beam)), r.hides, r.ghosts)
        for e, n, r in zip(x, y, radars, strict=True)
    )
