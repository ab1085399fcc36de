"""OpenDrift's Leeway on the fields of 2015-11-16: timed (`speed`), or recorded for a comparison of tracks (`reference`).

Runs inside .opendrift, one process a measurement, and prints one JSON line. It calls OpenDrift as its documentation tells
users to and holds none of its code. Compare CPU seconds when the machine is shared.

    .opendrift/bin/python bench/opendrift/peer.py speed --input lonlat --n 50000
    .opendrift/bin/python bench/opendrift/peer.py reference --input lonlat
"""

import time

STARTED = time.perf_counter()

import argparse  # noqa: E402  (the clock starts before the imports: they are part of what is measured)
import json  # noqa: E402
import resource  # noqa: E402
from datetime import timedelta  # noqa: E402
from importlib.metadata import version  # noqa: E402

import fields  # noqa: E402
import numpy as np  # noqa: E402
from opendrift.models.leeway import Leeway  # noqa: E402
from opendrift.readers.reader_netCDF_CF_generic import Reader  # noqa: E402

IMPORTED, IMPORTED_CPU = time.perf_counter() - STARTED, time.process_time()

INPUTS = {
    "projected": [fields.SOURCE / fields.CURRENT.file, fields.SOURCE / fields.WIND.file],
    "lonlat": [fields.OUT / "current.nc", fields.OUT / "wind.nc"],
}
LON, LAT, RADIUS = 4.0, 60.0, 1000.0
RAFT = 26  # OpenDrift's number of LIFE-RAFT-NB-1 and its default; left and right are mirror images
FEW = ["lon", "lat", "status"]
DRAWN = ("slope", "offset", "eps")


def model(paths, coast: bool) -> Leeway:
    o = Leeway(loglevel=50, seed=0)
    o.add_reader([Reader(str(p)) for p in paths])
    for component in "xy":
        o.set_config(f"environment:fallback:{component}_sea_water_velocity", 0)
    if not coast:
        o.set_config("general:coastline_action", "none")
        o.set_config("general:use_auto_landmask", False)
        o.set_config("environment:constant:land_binary_mask", 0)
    return o


def seed(o: Leeway, n: int, **options) -> None:
    start = max(r.start_time for r in o.env.readers.values() if hasattr(r, "Dataset"))
    o.seed_elements(lon=LON, lat=LAT, radius=RADIUS, number=n, time=start, object_type=RAFT, **options)


class Clock:
    """Wall and CPU seconds of a part of the work."""

    def __enter__(self) -> "Clock":
        self.begin = time.perf_counter(), time.process_time()
        return self

    def __exit__(self, *_: object) -> None:
        self.wall_s = time.perf_counter() - self.begin[0]
        self.cpu_s = time.process_time() - self.begin[1]


def speed(a: argparse.Namespace) -> dict:
    """24 h of n particles as a user would run them: jibing and stranding on, all variables kept unless told otherwise."""
    with Clock() as opening:
        o = model(INPUTS[a.input], coast=not a.no_coast)
    with Clock() as seeding:
        seed(o, a.n)
    with Clock() as running:
        run(o, a, FEW if a.few else None)
    steps = a.n * a.hours * 3600 // a.step
    return {
        "coast": not a.no_coast,
        "variables_kept": "three" if a.few else "all",
        "import_s": IMPORTED,
        "import_cpu_s": IMPORTED_CPU,
        "open_s": opening.wall_s,
        "seed_s": seeding.wall_s,
        "seed_cpu_s": seeding.cpu_s,
        "run_s": running.wall_s,
        "run_cpu_s": running.cpu_s,
        "particle_steps_per_core_s": round(steps / running.cpu_s),
        "particle_steps_per_wall_s": round(steps / running.wall_s),
        "stranded_or_gone": int(o.num_elements_deactivated()),
    }


def run(o: Leeway, a: argparse.Namespace, variables=None) -> None:
    o.run(duration=timedelta(hours=a.hours), time_step=a.step, time_step_output=a.output, export_variables=variables)


def reference(a: argparse.Namespace) -> dict:
    """Tracks without chance on the way (no jibing, no coast), with what was drawn for each particle at the start."""
    o = model(INPUTS[a.input], coast=False)
    seed(o, a.n, jibe_probability=0.0)
    e = o.elements_scheduled
    start = {k: np.array(getattr(e, k), float) * np.ones(a.n) for k in ("lon", "lat", "orientation")}
    down, cross = (
        {k: np.array(getattr(e, f"{way}wind_{k}"), float) * np.ones(a.n) for k in DRAWN} for way in ("down", "cross")
    )
    run(o, a)
    moments = o.result.time.values.astype("datetime64[s]").astype("int64").astype(float)
    path = fields.OUT / f"reference_{a.input}.npz"
    np.savez_compressed(
        path,
        lon0=start["lon"],
        lat0=start["lat"],
        **dict(zip(("A_d", "B_d"), coefficients(down, 1), strict=True)),
        **dict(zip(("A_c", "B_c"), coefficients(cross, -1), strict=True)),
        orientation=start["orientation"],
        t=moments,
        lon=o.result.lon.values.T.astype(float),
        lat=o.result.lat.values.T.astype(float),
        step=float(a.step),
    )
    return {"written": str(path.relative_to(fields.HOME.parent)), "shape": [moments.size, a.n]}


def coefficients(drawn: dict, sign: int):
    """Slope (fraction of the wind) and offset [m/s] with the error that was drawn shared between them (Allen 2005).

    sign  -1 for crosswind: OpenDrift moves a positive crosswind leeway to the left of downwind, our positive is right
    """
    slope, offset, error = (drawn[k] for k in DRAWN)
    return sign * (slope + error / 20) / 100, sign * (offset + error / 2) / 100


def arguments() -> argparse.Namespace:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("work", choices=["speed", "reference"])
    p.add_argument("--input", choices=INPUTS, default="lonlat")
    p.add_argument("--n", type=int, help="particles; 50000 for speed, 2000 for reference")
    p.add_argument("--hours", type=int, default=24)
    p.add_argument("--step", type=int, default=600, help="[s]")
    p.add_argument("--output", type=int, default=3600, help="[s]")
    p.add_argument("--few", action="store_true", help="keep longitude, latitude and status only")
    p.add_argument("--no-coast", action="store_true", help="no land mask")
    a = p.parse_args()
    a.n = a.n or {"speed": 50_000, "reference": 2_000}[a.work]
    return a


def main() -> None:
    a = arguments()
    answer = {"speed": speed, "reference": reference}[a.work](a)
    whole = {
        "whole_process_s": time.perf_counter() - STARTED,
        "whole_process_cpu_s": time.process_time(),
        "peak_rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }
    head = {"tool": f"opendrift {version('opendrift')}", "work": a.work, "input": a.input, "n": a.n}
    clock = {"hours": a.hours, "step_s": a.step, "output_s": a.output}
    line = {**head, **clock, **answer, **whole}
    print(json.dumps({k: round(v, 3) if isinstance(v, float) else v for k, v in line.items()}))


if __name__ == "__main__":
    main()
