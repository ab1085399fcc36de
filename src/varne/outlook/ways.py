"""Ways: heading and speed of boats under their own engine, and what a reported course or speed tells of them.

A boat makes for England, but one in five goes anywhere, and now and then one turns. Courses are over ground, so they are
compared with how a state moved over ground, stream and all; a state that hardly moves fits any course.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.special import i0e

from varne import geodesy
from varne.drift import motion
from varne.drift.ensemble import Ensemble, Way

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
ASTRAY = 0.2
"""Share of boats that make for anywhere: lost, turned back, taking people on board along the coast. Judgement."""
OWN_KN = (1.0, 3.0, 8.0)
"""Least, likeliest and greatest speed through the water [kn]: 1 to 8 with stops, 3 measured on an overloaded boat by MAIB."""
COURSE_DEG, COURSE_SHARE, COURSE_MS = 20.0, 0.35, 0.3
"""1 sigma of a course as people say it [deg], the same as a share of the speed, and what a state's own velocity is wrong by
[m/s]. Judgement."""
SPEED_MS, FASTEST = 0.5, 5.0
"""1 sigma of a speed as people say it, and the speed below which said speeds lie [m/s]. Judgement."""
WRONG_WAY = 0.05
"""Share of said courses and speeds that say nothing of the boat: the way it points, reversed, of a moment. Judgement."""
TURNED = 0.2
"""Chance that a boat whose course is said has just taken it. Judgement."""


def own_ways(n: int, rng: np.random.Generator) -> Floats:
    """Velocities through the water (2, n) of boats that nobody told of [m/s]."""
    way = Way()
    heading = way.heading + way.heading_sigma * rng.standard_normal(n)
    heading = np.where(rng.random(n) < ASTRAY, rng.uniform(0.0, 360.0, n), heading)
    speed = rng.triangular(*OWN_KN, n) * geodesy.KNOT
    return np.stack(geodesy.components_to(speed, heading))


def turned(e: Ensemble, seconds: float, per_hour: float, rng: np.random.Generator) -> Floats:
    """Own ways (2, n) after a time in which some boats took another heading and speed."""
    turns = rng.random(e.n) < -np.expm1(-per_hour * seconds / 3600.0)
    own = e.own.copy()
    own[:, turns] = own_ways(int(turns.sum()), rng)
    return own


def ratios(course: float | None, speed: float | None, velocity: Floats, under_way: Bools) -> tuple[Floats, Floats]:
    """How much likelier a course and speed over ground are said of each state than of boats in general.

    course, speed  [deg true, the way it goes], [m/s]; None when unsaid
    velocity       (2, n) of the states over ground [m/s]
    under_way      (n,) states that can turn
    returns        (n,), (n,): as it goes, and because it has just turned. Their sum is the likelihood ratio, never 0
    source         courses: von Mises with concentration speed² / error², uniform at rest
    """
    n = under_way.size
    if course is None and speed is None:
        return np.ones(n), np.zeros(n)
    ground, _ = geodesy.speed_and_direction_to(*velocity)
    goes = np.ones(n)
    if course is not None:
        goes = WRONG_WAY + (1 - WRONG_WAY) * _directed(course, velocity, ground)
    if speed is not None:
        z = (speed - ground) / SPEED_MS
        goes = goes * (WRONG_WAY + (1 - WRONG_WAY) * FASTEST / (SPEED_MS * np.sqrt(2 * np.pi)) * np.exp(-0.5 * z * z))
    share = np.where(under_way & (course is not None), TURNED, 0.0)
    return (1 - share) * goes, share


def _directed(course: float, velocity: Floats, ground: Floats) -> Floats:
    to = np.stack(geodesy.components_to(1.0, course))
    along = np.divide(to @ velocity, ground, out=np.zeros_like(ground), where=ground > 0)
    concentration = ground**2 / (COURSE_MS**2 + (COURSE_SHARE * ground) ** 2)
    return np.asarray(np.exp(concentration * (along - 1)) / i0e(concentration))


def onto(course: float, speed: float | None, e: Ensemble, velocity: Floats, rng: np.random.Generator) -> Floats:
    """Own ways (2, n) of boats that have just taken a course over ground: what makes it good against stream and wind."""
    own_speed, _ = geodesy.speed_and_direction_to(*e.own)
    wanted = own_speed if speed is None else np.maximum(speed + SPEED_MS * rng.standard_normal(e.n), 0.0)
    ground = np.stack(geodesy.components_to(wanted, course + COURSE_DEG * rng.standard_normal(e.n)))
    carried = velocity - np.where(e.state == motion.UNDERWAY, e.own, 0.0)
    return np.asarray(ground - (0.0 if speed is None else carried))


def told_way(course: float | None) -> Way:
    """The way of states that begin at a report."""
    return Way() if course is None else Way(heading=course, heading_sigma=COURSE_DEG, speed_kn=OWN_KN)
