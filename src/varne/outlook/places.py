"""Places: what a position tells of where a boat's states are, and where new states begin.

A position is right with a normal error (its ellipse, its unsure time), or it is plainly wrong and as likely as positions of
boats in general. Densities are given as ratios to the latter, so that a report of another boat counts 1.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from varne import geodesy
from varne.drift import motion
from varne.drift.ensemble import Ensemble, Place, Way, seed
from varne.drift.weights import effective
from varne.fusion.report import Report
from varne.fusion.table import CLOCK_S, POSITION_M, STRAIT, log_normal
from varne.sea import coast

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
KNOWN_CLOCK_S = 60.0
"""1 sigma of a time that somebody gave [s]."""
SPEED = 2.2
"""Root mean square speed over ground that turns an unsure time into an unsure place [m/s] (research/fusion.md 4.1)."""
SAME_DEG, SAME_S = 1e-5, 3600.0
"""Two positions this near, within this time, are one fix said twice: nothing afloat stands so still."""
WIDER = (1.0, 3.0, 9.0)
"""How many times its error a position that lies on land is widened until there is sea."""


@dataclass(frozen=True, slots=True)
class Fix:
    """A position with all its error: lon, lat [deg]; xx, xy, yy of the covariance [m2]; log density of positions of boats
    in general there [log 1/m2]."""

    lon: float
    lat: float
    xx: float
    xy: float
    yy: float
    elsewhere: float

    @property
    def ellipse_m(self) -> tuple[float, float, float]:
        return geodesy.covariance_ellipse([[self.xx, self.xy], [self.xy, self.yy]])


def fix_of(r: Report) -> Fix | None:
    """The position of a report with the error of the channel where none was given; None without one, or off the map."""
    if r.lon is None or r.lat is None or not coast.covers(r.lon, r.lat):
        return None
    sigma = POSITION_M.get(r.channel, 1000.0)
    c = geodesy.ellipse_covariance(*(r.ellipse_m or (sigma, sigma, 0.0)))
    late = (SPEED * (KNOWN_CLOCK_S if r.observed else CLOCK_S.get(r.channel, 120.0))) ** 2
    xx, xy, yy = float(c[0, 0]) + late, float(c[0, 1]), float(c[1, 1]) + late
    return Fix(r.lon, r.lat, xx, xy, yy, _elsewhere(r.lon, r.lat, xx, xy, yy))


def _elsewhere(lon: float, lat: float, xx: float, xy: float, yy: float) -> float:
    x, y = (np.asarray(c) for c in geodesy.to_plane(lon, lat, STRAIT.lon, STRAIT.lat))
    b = STRAIT.covariance
    near, far = (
        log_normal(x, y, *(np.asarray(e) for e in (xx + k * b[0, 0], xy + k * b[0, 1], yy + k * b[1, 1]))) for k in (1.0, 25.0)
    )
    return float(np.logaddexp(np.log(0.9) + near, np.log(0.1) + far))  # one boat in ten anywhere on this coast


def repeated(reports: Sequence[Report]) -> set[str]:
    """Ids of reports whose position is an earlier one said again, by another mouth or on another list.

    reports  in order of time
    """
    again: set[str] = set()
    fixes: list[Report] = []
    for r in (r for r in reports if r.has_position):
        if any(_same_fix(r, f) for f in fixes):
            again.add(r.id)
        fixes.append(r)
    return again


def _same_fix(a: Report, b: Report) -> bool:
    if a.lon is None or a.lat is None or b.lon is None or b.lat is None:
        return False
    near = abs(a.lon - b.lon) < SAME_DEG and abs(a.lat - b.lat) < SAME_DEG
    return near and abs((a.when - b.when).total_seconds()) <= SAME_S


def offsets(fix: Fix, e: Ensemble) -> Floats:
    """Places of states (2, n) east and north of a position [m]."""
    return np.stack(geodesy.to_plane(e.lon, e.lat, fix.lon, fix.lat))


def fit(fix: Fix, e: Ensemble, away: Floats, smear: Floats) -> Floats:
    """How much likelier the position is of each state than of boats in general (n,); 0 for states off the map.

    away    (2, n) of offsets; smear  (2, 2) covariance by which each state is smeared, 0 for points [m2]
    """
    error = (np.asarray(v) for v in (fix.xx + smear[0, 0], fix.xy + smear[0, 1], fix.yy + smear[1, 1]))
    return np.where(e.flag == motion.OUTSIDE, 0.0, np.exp(log_normal(away[0], away[1], *error) - fix.elsewhere))


def smear_of(away: Floats, weight: Floats) -> Floats:
    """The covariance (2, 2) of a normal kernel that makes a density of states [m2].

    away    (2, n) places [m]; weight  (n,), sum 1
    source  Scott 1992, eq. 6.42: spread * n_effective^(-1/6). The spread is that of the nearer four fifths about the median,
            so that a few states far away do not smear the rest
    """
    middle = np.array([[_median(c, weight)] for c in away])
    apart = np.hypot(*(away - middle))
    near = weight * (apart <= _quantile(apart, weight, 0.8))
    near = near / near.sum()
    centred = away - (away @ near)[:, None]
    width = effective(weight) ** (-1 / 6)
    return np.asarray(width**2 * (centred * near) @ centred.T + np.eye(2))


def _median(x: Floats, weight: Floats) -> float:
    return _quantile(x, weight, 0.5)


def _quantile(x: Floats, weight: Floats, q: float) -> float:
    order = np.argsort(x)
    return float(x[order[min(int(np.searchsorted(np.cumsum(weight[order]), q)), x.size - 1)]])


def drawn_nearer(fix: Fix, e: Ensemble, chosen: Bools, smear: Floats, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """lon, lat (n,) of smeared states that believe the position: each where its own smear and the fix agree.

    source  a normal kernel (x, H) and a normal fix (z, R): mean x + K (z - x), covariance (1 - K) H, K = H (R + H)^-1; what
            would come to lie on land stays where it is
    """
    away = offsets(fix, e)
    gain = smear @ np.linalg.inv(np.array([[fix.xx, fix.xy], [fix.xy, fix.yy]]) + smear)
    root = np.linalg.cholesky(smear - gain @ smear)
    moved = away - gain @ away + root @ rng.standard_normal((2, e.n))
    lon, lat = geodesy.from_plane(moved[0], moved[1], fix.lon, fix.lat)
    stays = ~chosen | (e.flag != motion.MOVING) | ~coast.covers(lon, lat)
    stays[~stays] = coast.on_land(lon[~stays], lat[~stays])
    return np.where(stays, e.lon, lon), np.where(stays, e.lat, lat)


def begun(fix: Fix, t: float, n: int, rng_seed: int, way: Way) -> Ensemble | None:
    """n states at sea around a position at a moment; None where even far outside its error there is no sea."""
    major, minor, orientation = fix.ellipse_m
    for k in WIDER:
        try:
            return seed(Place(fix.lon, fix.lat, (t, t), (k * major, k * minor, orientation)), "underway", n, rng_seed, way)
        except ValueError:  # this much of the ellipse is land
            continue
    return None
