"""Small searches to test with: targets on a plane, searchers of any kind, and the reference's bench cases in our units."""

import numpy as np

from varne.search.relaxed import Effort
from varne.search.searchers import Searcher
from varne.search.targets import UNSEEN, in_frame

NM, STEP = 1852.0, 1800.0


def cloud(n=2000, steps=6, seed=1, spread=3000.0, drift=1.0, kinds=2):
    """A normal cloud that drifts east and slowly spreads; kinds of target in turn."""
    rng = np.random.default_rng(seed)
    t = STEP * (np.arange(steps) + 0.5)
    away = rng.normal(0, 0.15, (2, n))
    x = rng.normal(0, spread, n) + (drift + away[0]) * t[:, None]
    y = rng.normal(0, spread / 2, n) + away[1] * t[:, None]
    kind = np.broadcast_to((np.arange(n) % kinds).astype(np.int8), (steps, n)).copy()
    return in_frame(1.5, 51.0, t, STEP, x, y, kind, np.full(n, 1 / n))


def instance(rng, n=40, steps=3, assets=2, kinds=2, cells=4):
    """A random small problem: every target hops between a few cells, changes its kind, and is worth less as time passes."""
    of = cloud(n, steps, seed=int(rng.integers(1 << 30)))
    places = rng.integers(0, cells, (steps, n)).astype(np.float32) * 1000 + 500
    kind = rng.integers(0, kinds, (steps, n)).astype(np.int8)
    w = rng.random(n)
    reward = np.cumprod(rng.uniform(0.6, 1.0, (steps, n)), axis=0).astype(np.float32)
    moved = in_frame(1.5, 51.0, of.t, STEP, places.astype(float), np.full((steps, n), 500.0), kind, w / w.sum())
    width = np.zeros((assets, steps, UNSEEN + 1))
    width[..., :kinds] = rng.uniform(100, 2000, (assets, 1, kinds))
    length = rng.uniform(0, 3000, (assets, steps)) * (rng.random((assets, steps)) < 0.8)
    length[0, 0] = 1500.0
    kept = {"x": places, "y": np.full((steps, n), 500, np.float32), "reward": reward}
    return moved, kept, Effort(width, length)


def boat(name="boat", ready=0.0, hours=3.0, speed_kn=15.0, width=(900.0, 300.0), **more):
    return Searcher(name, width, speed_kn * NM / 3600, ready, ready + 3600 * hours, **more)
