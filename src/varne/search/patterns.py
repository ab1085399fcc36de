"""Patterns: the shapes that IAMSAR knows, and how they are sailed or flown in time.

A shape is a line of waypoints (m, 2) [m], east and north of a datum. `fly` gives it times and takes it along with the datum,
so that what drifts with the datum is passed as the shape says; with a datum that is `frozen` the same shape stands on the
ground. In a Channel tide an object drifts further between two legs than the legs lie apart: a pattern fixed on the ground
then leaves strips unsearched and searches others twice (research/search.md 4.3).

Bearings are degrees true. Source of the shapes: IAMSAR Manual volume II, chapter 5, in own words.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from varne.geodesy import components_to
from varne.search.path import Datum, Path

Floats = NDArray[np.float64]
Side = Literal[-1, 1]
SHORTEST = 1e-3
"""A leg below it is left out [m]: its time would vanish in a float of seconds since 1970, whose grain is 0.2 microseconds."""


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle in the frame of the datum: centre x, y [m], length along a bearing [deg true] and width across it [m].

    raises  ValueError unless both are above 0
    """

    x: float
    y: float
    length: float
    width: float
    bearing: float

    def __post_init__(self) -> None:
        if not (self.length > 0 and self.width > 0):
            raise ValueError(f"an area of {self.length} m by {self.width} m; both are above 0")


def parallel(area: Area, spacing: float, start: tuple[Side, Side] = (-1, -1)) -> Floats:
    """Parallel track search (PS): legs along the length, half a spacing inside the sides, as many as fit best.

    spacing  wanted between legs [m]; the nearest that divides the width is sailed
    start    corner to begin at: behind or ahead along the bearing (-1, 1), to the left or to the right of it (-1, 1)
    returns  (2 n, 2) waypoints [m], n legs and the crosslegs between them
    raises   ValueError unless the spacing is above 0

    Two legs 500 m apart along 030:

    >>> parallel(Area(0, 0, 2000, 1000, 30.0), 500.0).round()
    array([[-592., -525.],
           [ 158.,  775.],
           [ 592.,  525.],
           [-158., -775.]])
    """
    n = _legs(area.width, spacing)
    gap = area.width / n
    half = max(area.length - gap, 0.0) / 2
    right = start[1] * ((n - 1) / 2 - np.arange(n)) * gap
    along = start[0] * half * np.tile([1.0, -1.0, -1.0, 1.0], (n + 1) // 2)[: 2 * n]
    return _turned(area, along, np.repeat(right, 2))


def creeping_line(area: Area, spacing: float, start: tuple[Side, Side] = (-1, -1)) -> Floats:
    """Creeping line search (CS): as `parallel`, with legs along the width, creeping along the length."""
    turned = Area(area.x, area.y, area.width, area.length, (area.bearing + 90.0) % 360.0)
    return parallel(turned, spacing, (start[1], -start[0]))


def _legs(width: float, spacing: float) -> int:
    if not spacing > 0:
        raise ValueError(f"legs {spacing} m apart; give a track spacing above 0, usually about a sweep width")
    return max(1, round(width / spacing))


def _turned(area: Area, along: Floats, right: Floats) -> Floats:
    """Places along the bearing and to the right of it, to east and north of the datum."""
    ahead, abeam = (np.array(components_to(1.0, b)) for b in (area.bearing, area.bearing + 90.0))
    return np.array([area.x, area.y]) + along[:, None] * ahead + right[:, None] * abeam


def within(area: Area, x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Places (n,) in the frame of the datum, as metres along the bearing of an area and to the right of it, from its centre."""
    ahead, abeam = (components_to(1.0, b) for b in (area.bearing, area.bearing + 90.0))
    dx, dy = x - area.x, y - area.y
    return dx * ahead[0] + dy * ahead[1], dx * abeam[0] + dy * abeam[1]


def expanding_square(spacing: float, legs: int, heading: float, turn: Side = 1) -> Floats:
    """Expanding square search (SS) from the datum: legs of 1, 1, 2, 2, 3, 3 ... spacings, a right angle after each.

    spacing  [m];  legs  how many;  heading  of the first [deg true];  turn  1 to starboard, -1 to port
    returns  (legs + 1, 2) [m]
    raises   ValueError for no leg or no spacing

    >>> expanding_square(100.0, 3, 60.0).round()
    array([[   0.,    0.],
           [  87.,   50.],
           [ 137.,  -37.],
           [ -37., -137.]])
    """
    if not (spacing > 0 and legs >= 1):
        raise ValueError(f"{legs} legs {spacing} m apart; give one leg or more and a spacing above 0")
    k = np.arange(legs)
    return _walk(spacing * (k // 2 + 1), heading + turn * 90.0 * k)


def sector(radius: float, heading: float, turn: Side = 1) -> Floats:
    """Sector search (VS): three legs through the datum, 60 degrees apart, joined by crosslegs as long as the radius.

    radius   [m];  heading  of the first leg [deg true]; turn it by 30 for a second search over the same datum
    turn     1 to starboard, -1 to port; every turn is of 120 degrees
    returns  (10, 2) [m]: begins and ends at the datum
    raises   ValueError unless the radius is above 0
    """
    if not radius > 0:
        raise ValueError(f"a radius of {radius} m; give one above 0")
    lengths = np.array([1.0, 1, 2, 1, 2, 1, 1])
    corners = _walk(radius * lengths, heading + turn * 120.0 * np.arange(lengths.size))
    through = [(corners[k] + corners[k + 1]) / 2 for k in (2, 4)]  # the datum is a waypoint each time it is passed
    return np.concatenate([corners[:3], through[:1], corners[3:5], through[1:], corners[5:]])


def _walk(lengths: ArrayLike, headings: ArrayLike) -> Floats:
    """Waypoints (m + 1, 2) from the datum, leg by leg."""
    steps = np.stack(components_to(lengths, headings), axis=1)
    return np.concatenate([np.zeros((1, 2)), np.cumsum(steps, axis=0)])


def trackline(route: Floats, offset: float = 0.0) -> Floats:
    """Track line search along a known route (m, 2) [m]: there only (TSN), or there and back beside it (TSR).

    offset   how far the way back lies to starboard of the way there [m]; 0 does not return
    returns  (m, 2) or (2 m, 2)
    raises   ValueError for a route of fewer than two points, or with two equal ones in a row
    """
    route = np.asarray(route, float)
    steps = np.diff(route, axis=0)
    if len(route) < 2 or not np.hypot(*steps.T).all():
        raise ValueError(f"a route of {len(route)} points; give two or more, none twice in a row")
    if offset == 0:
        return route
    ahead = steps / np.hypot(*steps.T)[:, None]
    right = np.stack([ahead[:, 1], -ahead[:, 0]], axis=1)
    joint = np.concatenate([right[:1], right[:-1] + right[1:], right[-1:]])
    mitre = joint / np.hypot(*joint.T)[:, None]
    return np.concatenate([route, (route + offset * mitre)[::-1]])


def length(shape: Floats) -> float:
    """Of all its legs [m]."""
    return float(np.hypot(*np.diff(shape, axis=0).T).sum())


def cut(shape: Floats, track: float) -> Floats:
    """The beginning of a shape, as much as a track length [m] reaches.

    raises  ValueError unless it is above 0
    """
    if not track > 0:
        raise ValueError(f"a track of {track} m: nothing can be searched; is the endurance spent on the way?")
    done = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(shape, axis=0).T))])
    if track >= done[-1]:
        return shape
    end = [np.interp(track, done, shape[:, k]) for k in (0, 1)]
    return np.concatenate([shape[done < track], [end]])


def fly(shape: Floats, start: float, speed: float, datum: Datum, medium: tuple[float, float] = (0.0, 0.0)) -> Path:
    """A shape in time, taken along with a datum.

    shape    (m, 2) east and north of the datum                                          [m]
    start    when its first waypoint is reached                                          [s since 1970]
    speed    held through the medium, above 0                                            [m/s]
    datum    what the shape moves with; `path.frozen` for one that stands on the ground
    medium   east, north, how the medium moves past the datum [m/s]: nothing for a ship beside an object in the same water;
             the water's motion for a ship on a pattern fixed on the ground; for an aircraft wind minus drift
    returns  Path over the ground
    raises   ValueError when the medium carries it away faster than it can go

    A datum setting 030 at 1 m/s carries a northbound leg of 100 s with it:

    >>> d = Datum(1.5, 51.0, np.array([0.0, 1000.0]), np.array([0.0, 500.0]), np.array([0.0, 866.0]))
    >>> p = fly(np.array([[0.0, 0.0], [0.0, 1000.0]]), 0.0, 10.0, d)
    >>> print(p.t, p.x.round(), p.y.round())
    [  0. 100.] [ 0. 50.] [   0. 1087.]
    """
    steps = np.diff(shape, axis=0)
    lengths = np.hypot(*steps.T)
    keep = np.concatenate([[True], lengths > SHORTEST])
    paces = _pace(steps[keep[1:]] / lengths[keep[1:], None], speed, medium)
    t = start + np.concatenate([[0.0], np.cumsum(lengths[keep[1:]] / paces)])
    x, y = datum.at(t)
    return Path(datum.lon0, datum.lat0, t, shape[keep, 0] + x, shape[keep, 1] + y)


def _pace(ahead: Floats, speed: float, medium: tuple[float, float]) -> Floats:
    """Speed made good along unit vectors (m, 2) by what goes through a moving medium, drift allowed for [m/s]."""
    east, north = medium
    along = ahead @ np.array(medium)
    across = ahead[:, 0] * north - ahead[:, 1] * east
    with np.errstate(invalid="ignore"):
        pace = along + np.sqrt(speed**2 - across**2)
    if not (pace > 0).all():
        raise ValueError(f"a speed of {speed} m/s cannot hold the pattern while {medium} m/s carry it off; plan with the drift")
    return np.asarray(pace)
