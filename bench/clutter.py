"""A made-up sea before two radars, with the truth: boats that go, turn and stop by rules that are not the tracker's.

Boats leave one by one or in small groups, keep an engine speed through the water with a helm that wanders, stop for some
minutes now and then, and are set by a turning stream. False plots fall anywhere in the area. The same seed gives the same sea.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from varne.fusion.tracker.scans import Scans, Sight
from varne.fusion.tracker.watch import Watch

Floats = NDArray[np.float64]
SIGHTS = (Sight(0.0, 0.0, 30_000.0, 0.7), Sight(9_000.0, -24_000.0, 30_000.0, 0.6))
PERIODS, SIGMA_RANGE, SIGMA_BEARING = (3.0, 7.0), (20.0, 30.0), (0.3, 0.5)
BOX = (2_000.0, 27_000.0, -22_000.0, -2_000.0)
"""Watched sea: west, east, south, north [m]."""
AREA = (BOX[1] - BOX[0]) * (BOX[3] - BOX[2])
WATCH = Watch(AREA)


@dataclass(frozen=True, slots=True)
class Sea:
    """Scans, and where boats (n, k, 2) were at seconds (k,); NaN while not at sea or outside the box."""

    scans: Scans
    seconds: Floats
    boats: Floats

    def at(self, moments: Floats) -> Floats:
        """(n, len(moments), 2) where the boats were at whole seconds."""
        return self.boats[:, np.rint(moments - self.seconds[0]).astype(int)]


def sea(seed: int, boats: int = 12, duration: float = 1_800.0, false: float = 20.0) -> Sea:
    """A sea with so many boats over a duration [s], and on average so many false plots in a scan."""
    rng = np.random.default_rng(seed)
    seconds = np.arange(0.0, duration + 1.0)
    truth = np.stack([voyage(rng, seconds) for _ in range(boats)])
    looks = sorted((t, n) for n, period in enumerate(PERIODS) for t in np.arange(n, duration + 1e-9, period))
    seen = [plots(rng, n, truth[:, int(t)], false) for t, n in looks]
    return Sea(
        Scans(
            t=np.array([t for t, _ in looks]),
            sensor=np.array([n for _, n in looks]),
            first=np.cumsum([0] + [len(z) for z, _ in seen]),
            place=np.concatenate([z for z, _ in seen]),
            cov=np.concatenate([c for _, c in seen]),
            clutter=np.full(sum(len(z) for z, _ in seen), max(false, 1e-3) / AREA),
        ),
        seconds,
        truth,
    )


def voyage(rng: np.random.Generator, seconds: Floats) -> Floats:
    """(k, 2) a boat's way, second by second."""
    n = len(seconds)
    begin = rng.uniform(-0.5, 0.5) * n
    going = np.ones(n)
    for _ in range(rng.poisson(n / 3_000)):
        stop = int(rng.uniform(0, n))
        going[stop : stop + int(rng.exponential(600)) + 60] = 0.05
    turn = rng.uniform(0, 2 * np.pi) + np.cumsum(rng.normal(0, 0.004, n)) + rng.uniform(-3e-4, 3e-4) * seconds
    own = rng.uniform(1.5, 4.2) * going * np.array([np.cos(turn), np.sin(turn)])
    stream = np.array([[0.8], [0.5]]) * np.sin(2 * np.pi * (seconds + 2_000) / 44_700)
    start = np.array([rng.uniform(BOX[0], BOX[1]), rng.uniform(BOX[2], BOX[3])])
    way = start + np.cumsum(own + stream, axis=1).T
    way[seconds < begin] = np.nan
    inside = (way[:, 0] > BOX[0]) & (way[:, 0] < BOX[1]) & (way[:, 1] > BOX[2]) & (way[:, 1] < BOX[3])
    way[~inside] = np.nan
    return way


def plots(rng: np.random.Generator, n: int, boats: Floats, false: float) -> tuple[Floats, Floats]:
    """(m, 2) plots of radar n and their errors (m, 3), shuffled."""
    s = SIGHTS[n]
    away = boats - (s.x, s.y)
    seen = np.hypot(*away.T) < s.reach
    away = away[seen & (rng.random(len(boats)) < s.detects)]
    r = np.hypot(*away.T) + rng.normal(0, SIGMA_RANGE[n], len(away))
    a = np.arctan2(away[:, 1], away[:, 0]) + rng.normal(0, np.deg2rad(SIGMA_BEARING[n]), len(away))
    noise = rng.poisson(false)
    nothing = np.column_stack([rng.uniform(BOX[0], BOX[1], noise), rng.uniform(BOX[2], BOX[3], noise)])
    z = np.concatenate([np.column_stack([s.x + r * np.cos(a), s.y + r * np.sin(a)]), nothing])
    z = z[rng.permutation(len(z))]
    return z, polar(z - (s.x, s.y), SIGMA_RANGE[n], np.deg2rad(SIGMA_BEARING[n]))


def polar(away: Floats, sigma_range: float, sigma_bearing: float) -> Floats:
    """(m, 3) covariance xx, xy, yy of places whose range [m] and bearing [rad] have these errors."""
    r2 = (away**2).sum(1)
    c, s = away[:, 0] / np.sqrt(r2), away[:, 1] / np.sqrt(r2)
    along, across = sigma_range**2, r2 * sigma_bearing**2
    return np.column_stack([along * c * c + across * s * s, (along - across) * c * s, along * s * s + across * c * c])
