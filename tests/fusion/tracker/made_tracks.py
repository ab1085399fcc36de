"""Senders and radar tracks that the tests make up."""

import numpy as np

from varne.fusion.tracker.fixes import Fix
from varne.fusion.tracker.tracks import History
from varne.geodesy import components_to, destination

ORIGIN = 1.4, 51.0


def ship(key="mmsi:1", course=205.0, speed=8.0, start=ORIGIN, n=20, every=30.0, at=0.0, **given):
    """Fixes on a straight way."""
    t = at + every * np.arange(n)
    lon, lat = destination(start[0], start[1], course, speed * (t - at))
    return [Fix(key, a, float(x), float(y), 10.0, course, speed, **given) for a, x, y in zip(t, lon, lat, strict=True)]


def tracks(ways_, period=3.0, sigma=25.0, seed=0):
    """History of tracks that keep to x, y = way(t), with errors that last a minute."""
    rng = np.random.default_rng(seed)
    rows = []
    for number, (way, t0, t1) in enumerate(ways_, start=1):
        error = rng.normal(0, sigma, (int((t1 - t0) // 60) + 1, 2))
        rows += [(t, number, *(np.array(way(t)) + error[int((t - t0) // 60)])) for t in np.arange(t0, t1, period)]
    rows.sort()
    a = np.array(rows)
    cov = np.tile([sigma**2, 0, sigma**2, 0, 0, 0, 0, 1, 0, 1.0], (len(a), 1))
    place = np.column_stack([a[:, 2:], np.zeros((len(a), 2))])
    return History(a[:, 0], a[:, 1].astype(np.int64), place, cov, np.full(len(a), 0.99), a[:, 0])


def straight(course, speed, x=0.0, y=0.0):
    u, v = (float(c) for c in components_to(speed, course))
    return lambda t: (x + u * t, y + v * t)
