"""How many particle-steps a second on the shipped tide, against the same step written with whole numpy arrays."""

import json
import time

import numpy as np

from varne import geodesy
from varne.drift.ensemble import HOUR, NO_ERRORS, Place, seed
from varne.drift.forcing import Forcing, prepare
from varne.drift.march import run
from varne.sea.field import Constant
from varne.sea.tides import dover_strait

T0 = 1_637_723_520.0
WIND = Constant(3.0, 1.0, "constant wind")


def main() -> None:
    e = seed(Place(1.75947, 51.15075, (T0, T0), (500.0, 500.0, 0.0)), "piw", 10_000, rng_seed=1)
    run(e, dover_strait(), WIND, 1)  # compiles, or reads the compiled step
    forcing_s = median(lambda: prepare(dover_strait(), WIND, T0, T0 + 24 * HOUR))
    full_s = median(lambda: run(e, dover_strait(), WIND, 24))
    bare_s = median(lambda: run(e, dover_strait(), WIND, 24, errors=NO_ERRORS, threads=1))
    forcing = prepare(dover_strait(), WIND, T0, T0 + 24 * HOUR)
    peer_s = median(lambda: numpy_run(forcing, e.lon, e.lat, e.leeway[2], 144, 600.0), rounds=3)
    steps = e.n * 144
    print(
        json.dumps(
            {
                "bench": "drift, 10000 states, 24 h, 600 s steps, shipped tide",
                "seconds": round(full_s, 3),
                "of_which_forcing_s": round(forcing_s, 3),
                "particle_steps_per_s": round(steps / (full_s - forcing_s)),
                "without_errors_one_thread_per_s": round(steps / (bare_s - forcing_s)),
                "numpy_without_errors_or_coast_per_s": round(steps / peer_s),
                "ratio_to_numpy_one_thread": round(peer_s / (bare_s - forcing_s), 1),
            }
        )
    )


def median(work, rounds: int = 5) -> float:
    times = []
    for _ in range(rounds):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return float(np.median(times))


def numpy_run(f: Forcing, lon, lat, leeway, steps: int, dt: float):
    """The midpoint step with leeway on whole arrays: what one would write without a compiler."""
    ny, nx = f.shape
    x, y = f.axes.places(lon, lat)
    dlon, dlat = f.step
    tables = f.tables(f.t[0] + dt / 2 * np.arange(2 * steps)).reshape(-1, ny, nx, 4)

    def velocity(cube, x, y):
        i, j = x.astype(int), y.astype(int)
        a, b = (x - i)[:, None], (y - j)[:, None]
        south = cube[j, i] * (1 - a) + cube[j, i + 1] * a
        north = cube[j + 1, i] * (1 - a) + cube[j + 1, i + 1] * a
        u, v, wu, wv = (south * (1 - b) + north * b).T
        speed = np.hypot(wu, wv)
        side = leeway[6] > 0
        d = leeway[0] + leeway[1] / speed
        c = np.where(side, leeway[2] + leeway[3] / speed, leeway[4] + leeway[5] / speed)
        return u + d * wu + c * wv, v + d * wv - c * wu

    for k in range(steps):
        mx, my = geodesy.metres_per_degree(f.axes.lat[0] + dlat * y)
        u, v = velocity(tables[2 * k], x, y)
        u, v = velocity(tables[2 * k + 1], x + dt / 2 * u / mx / dlon, y + dt / 2 * v / my / dlat)
        x, y = x + dt * u / mx / dlon, y + dt * v / my / dlat
    return x, y
