"""Many ensembles: cost by the number of jobs, here and on a local cluster of two workers, and whether the bits are the same."""

import json
import os
import time

import numpy as np

from varne.drift.ensemble import Place
from varne.scale import DAY, Job, run_many

T0 = 1_637_719_200.0
NIGHTS, STATES, HOURS = 8, 10_000, 12
COUNTS = (64, 128, 256)
NANNY = "distributed.nanny.pre-spawn-environ."
KEEP_MEMORY = {NANNY + "MALLOC_TRIM_THRESHOLD_": 1 << 28, NANNY + "MALLOC_MMAP_THRESHOLD_": 1 << 25}
"""Dask tells its workers to hand memory back at once; a march asks for the same again every hour (docs/scale.md)."""


def main() -> None:
    try:
        import dask
        from distributed import Client, LocalCluster
    except ModuleNotFoundError:
        print(json.dumps({"bench": "many ensembles", "result": "Dask is not installed: pip install 'varne[scale]'"}))
        return
    with (
        dask.config.set(KEEP_MEMORY),
        LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        run_many(season(16 * NIGHTS), client)  # both workers load what they need
        run_many(season(1))
        for count in COUNTS:
            print(json.dumps(measured(season(count), client)))


def measured(jobs, client):
    """Seconds of both; CPU seconds say what an idle machine would show: the two workers share the cores with everything."""
    begin, cpu = time.perf_counter(), time.process_time()
    here = run_many(jobs)
    here_s, here_cpu = time.perf_counter() - begin, time.process_time() - cpu
    begin, cpu = time.perf_counter(), workers_cpu(client)
    there = run_many(jobs, client)
    there_s, there_cpu = time.perf_counter() - begin, workers_cpu(client) - cpu
    pairs = list(zip(here, there, strict=True))
    return {
        "bench": f"many ensembles: {len(jobs)} of {STATES} states, {HOURS} h, {NIGHTS} nights, shipped tide",
        "one_machine_s": round(here_s, 2),
        "two_workers_s": round(there_s, 2),
        "ratio": round(here_s / there_s, 2),
        "one_machine_cpu_s_per_job": round(here_cpu / len(jobs), 4),
        "workers_cpu_s_per_job": round(float(there_cpu.sum()) / len(jobs), 4),
        "ratio_by_cpu": round(here_cpu / float(there_cpu.max()), 2),
        "same_bits": all(np.array_equal(a.lon, b.lon) and np.array_equal(a.lat, b.lat) for a, b in pairs),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
    }


def workers_cpu(client):
    """CPU seconds that each worker has used so far."""
    used = client.run(time.process_time)
    return np.array([used[name] for name in sorted(used)])


def season(count: int) -> list[Job]:
    """Origins spread over the Strait on several nights."""
    rng = np.random.default_rng(1)
    starts = [
        Place(1.45 + x, 51.0 + 0.6 * x, (T0 + k % NIGHTS * DAY,) * 2, (500.0, 500.0, 0.0))
        for k, x in enumerate(rng.uniform(-0.1, 0.1, count))
    ]
    return [
        Job(name=f"origin {k}", starts=((place, 1.0),), what="piw", hours=HOURS, n=STATES, seed=k, wind="constant:3,1")
        for k, place in enumerate(starts)
    ]


if __name__ == "__main__":
    main()
