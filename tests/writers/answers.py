"""Answers made up without the drift engine."""

from datetime import UTC, datetime

import numpy as np

from varne.drift.ensemble import Place
from varne.drift.run import Run
from varne.writers.drifted import drifted

T0 = datetime(2021, 11, 24, 3, 12, tzinfo=UTC).timestamp()
NASTY = "wind <b>\"&'$x$\x0b.nc"


def a_run(lon, lat, hours, *, way=(0.01, 0.006), n=800, fields=("tide atlas",), flags=None):
    """A cloud around lon, lat that moves by `way` degrees an hour and grows; weights differ."""
    rng = np.random.default_rng(7)
    hour, m = np.arange(hours + 1.0)[:, None], hours + 1
    x, y = rng.standard_normal((2, n))
    size = 0.004 + 0.004 * hour
    flag = np.zeros((m, n), np.int8) if flags is None else flags(m, n)
    weight = rng.uniform(0.5, 1.5, n)
    state = rng.integers(0, 4, (m, n)).astype(np.int8)
    t = T0 + 3600 * hour[:, 0]
    return Run(
        t, lon + way[0] * hour + size * x, lat + way[1] * hour + size * 0.6 * y, state, flag, weight / weight.sum(), fields
    )


def an_answer(run, key="piw", contains=None):
    start = float(run.lon[0].mean()), float(run.lat[0].mean())
    return drifted(run, key, Place(*start, (T0, T0), (300.0, 300.0, 0.0)), 1, run.t.tolist(), contains)


def some_gone(m, n):
    flag = np.zeros((m, n), np.int8)
    flag[2:, : n // 4] = 1  # stranded
    flag[3:, -n // 8 :] = 2  # outside
    return flag


def all_gone(m, n):
    flag = np.zeros((m, n), np.int8)
    flag[-1] = 2
    return flag
