"""What the drift engine costs: on the shipped tide, as it grows, from a cold process, against whole numpy arrays."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator

import numpy as np

from varne import geodesy
from varne.drift.ensemble import HOUR, NO_ERRORS, Ensemble, Place, seed
from varne.drift.forcing import Forcing, prepare
from varne.drift.march import Snapshot, run, snapshots, swarm_of
from varne.sea.field import Constant
from varne.sea.tides import dover_strait

T0 = 1_637_723_520.0
WIND = Constant(3.0, 1.0, "constant wind")


def main() -> None:
    """Each line answers one question of issue 3."""
    tide, wind = dover_strait(), WIND
    e = states(10_000)
    run(e, tide, wind, 1)  # compiles, or reads the compiled step
    twelve = median(lambda: run(e, tide, wind, 12))
    laid_out = median(lambda: prepare(tide, wind, T0, T0 + 12 * HOUR))
    say(
        "how long do 10,000 states take for 12 h on the shipped tide, warm", ms=1e3 * twelve, of_which_forcing_ms=1e3 * laid_out
    )

    forcing = prepare(tide, wind, T0, T0 + 24 * HOUR)
    for n in (10_000, 100_000, 1_000_000, 10_000_000):
        grown(states(n), forcing)

    e = states(100_000)
    ours = cpu(lambda: list(snapshots(e, forcing, 24, errors=NO_ERRORS, threads=1)))
    peer = cpu(lambda: numpy_run(forcing, e.lon, e.lat, e.leeway[2], 144, 600.0), rounds=1)
    say("how much faster than the same step on whole numpy arrays, one thread, without errors", ratio=peer / ours)

    begin = time.perf_counter()
    command = "varne drift --lon 1.75947 --lat 51.15075 --at 2021-11-24T03:12Z --hours 10 --object piw --json"
    subprocess.run([sys.executable, "-m", *command.split()], stdout=subprocess.DEVNULL, check=True)
    say("how long does `varne drift` take from a cold process, compiled before", s=time.perf_counter() - begin)


def states(n: int) -> Ensemble:
    return seed(Place(1.75947, 51.15075, (T0, T0), (500.0, 500.0, 0.0)), "piw", n, rng_seed=1)


def grown(e: Ensemble, forcing: Forcing, hours: int = 12) -> None:
    """Cost a particle-step with all errors, and the bytes that a state takes."""
    taken = cpu(lambda: last(snapshots(e, forcing, hours, threads=1)), rounds=1 if e.n > 100_000 else 3)
    swarm = swarm_of(e, forcing, 600.0)
    held = sum(a.nbytes for a in swarm.arrays()) + sum(a.nbytes for a in (e.lon, e.lat, e.leeway, e.own, e.release, e.weight))
    steps = e.n * hours * 6
    say(f"{e.n:,} states, all errors", million_steps_per_core_s=steps / taken / 1e6, bytes_a_state=held / e.n)


def last(shots: Iterator[Snapshot]) -> Snapshot:
    shot = next(shots)
    for shot in shots:  # noqa: B007  (only the last is wanted)
        pass
    return shot


def say(question: str, **figures: float) -> None:
    print(json.dumps({"bench": f"drift: {question}", **{k: round(v, 3) for k, v in figures.items()}}), flush=True)


def cpu(work, rounds: int = 3) -> float:
    """CPU seconds of the best round."""
    times = []
    for _ in range(rounds):
        begin = time.process_time()
        work()
        times.append(time.process_time() - begin)
    return min(times)


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
