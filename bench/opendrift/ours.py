"""Varne on the very input that OpenDrift had: how fast (`speed`), and how far apart the tracks are (`parity`).

Runs inside .venv on what peer.py and fields.py left in .opendrift/out, and prints one JSON line:

    .venv/bin/python -m bench.opendrift.ours parity
    .venv/bin/python -m bench.opendrift.ours speed --n 500000 --threads 1
"""

import argparse
import json
import resource
import time

import numpy as np
import xarray as xr

from bench.opendrift import HOME
from bench.opendrift.referee import Cube, tracks
from varne import geodesy
from varne.drift import leeway, march
from varne.drift.ensemble import NO_ERRORS, Ensemble, Errors
from varne.drift.forcing import Forcing, prepare
from varne.drift.motion import ADRIFT, MOVING
from varne.sea.coast import Mask
from varne.sea.grid import Axes
from varne.sea.gridded import Gridded
from varne.sea.shore import Shore, from_segments

OUT = HOME / "out"
HOURS, STEP, OUTPUT = 24, 600.0, 3600.0
LON, LAT, RADIUS = 4.0, 60.0, 1000.0
JIBING_ONLY = Errors((0.0, OUTPUT), (0.0, OUTPUT), (0.0, OUTPUT), 0.0)
"""OpenDrift's own defaults for leeway: no error of current or wind, no diffusion, 4 % jibe in an hour."""
Arrays = dict[str, np.ndarray]


def reference(name: str = "lonlat") -> Arrays:
    """The recorded tracks and what was drawn for each particle; README.md, Data, says which arrays."""
    with np.load(OUT / f"reference_{name}.npz") as stored:
        return dict(stored)


def gridded(file: str, east: str, north: str) -> Gridded:
    """A NetCDF of fields.py as it is: no coast in it, no value missing."""
    with xr.open_dataset(OUT / file, engine="h5netcdf") as data:
        u, v = (data[c].transpose("time", "latitude", "longitude").values.astype(float) for c in (east, north))
        axes = Axes(*(data[a].values.astype(float) for a in ("longitude", "latitude")))
        t = data.time.values.astype("datetime64[s]").astype("int64").astype(float)
    return Gridded(t, axes, u, v, np.ones(u.shape[1:], bool), file)


def coast(open_sea: bool = False) -> Mask:
    """The coast that OpenDrift stranded its particles on, or the same box without any land."""
    with np.load(OUT / "land.npz") as stored:
        land = np.zeros_like(stored["land"]) if open_sea else stored["land"]
        return Mask(land, float(stored["lon0"]), float(stored["lat0"]), float(stored["step"]))


def forcing(open_sea: bool = False) -> Forcing:
    current, wind = gridded("current.nc", "uo", "vo"), gridded("wind.nc", "u10", "v10")
    start = float(current.t[0])
    return prepare(current, wind, start, start + HOURS * 3600.0, outline(coast(open_sea)))


def outline(mask: Mask) -> Shore:
    """The shore of a mask: every edge between a cell of land and a cell of sea."""
    land = mask.land.astype(np.int8)
    row, column = np.nonzero(np.diff(land, axis=1))  # edges that run north: between column and column + 1
    north = np.stack([column + 1, row, column + 1, row + 1], axis=1)
    row, column = np.nonzero(np.diff(land, axis=0))
    east = np.stack([column, row + 1, column + 1, row + 1], axis=1)
    corner = np.array([mask.lon0, mask.lat0] * 2)
    return from_segments(corner + mask.step * np.concatenate([north, east]), mask)


def ensemble(r: Arrays) -> Ensemble:
    """The particles of a reference: each keeps what was drawn for it, on the other side of downwind its mirror image."""
    side = np.where(r["A_c"] >= 0, 1.0, -1.0)
    right = np.stack([side * r["A_c"], side * r["B_c"]])
    pull = np.concatenate([[r["A_d"], r["B_d"]], right, -right, [side]])
    return at_start(float(r["t"][0]), r["lon0"], r["lat0"], pull)


def at_start(t: float, lon, lat, pull) -> Ensemble:
    n = lon.size
    return Ensemble(
        t=t,
        lon=lon,
        lat=lat,
        state=np.full(n, ADRIFT, np.int8),
        flag=np.full(n, MOVING, np.int8),
        weight=np.full(n, 1 / n),
        release=np.full(n, t),
        leeway=np.stack([pull] * 3).astype(np.float32),
        own=np.zeros((2, n), np.float32),
        seed=1,
    )


def many(r: Arrays, n: int) -> Ensemble:
    """n particles as OpenDrift seeds them: 1000 m (1 sigma) around the place, each with its own draw of the same raft."""
    rng = np.random.default_rng(1)
    lon, lat = geodesy.from_plane(*(RADIUS * rng.standard_normal((2, n))), LON, LAT)
    drawn = leeway.draw("LIFE-RAFT-NB-1", n, rng)
    return at_start(float(r["t"][0]), lon, lat, drawn)


def parity() -> dict:
    """Distances after 24 h [m rms]: Varne by Euler and by midpoint, OpenDrift, and the referee's RK4 with 60 s steps."""
    r, cube = reference(), Cube(np.load(OUT / "F.npz"))
    f, e = forcing(open_sea=True), ensemble(r)
    runs = {"varne_euler_600": march.advance(e, f, HOURS, step=STEP, errors=NO_ERRORS, midpoint=False)}
    runs["varne_midpoint_600"] = march.advance(e, f, HOURS, step=STEP, errors=NO_ERRORS)
    runs["varne_midpoint_1200"] = march.advance(e, f, HOURS, step=2 * STEP, errors=NO_ERRORS)
    at_end = {k: (run.lon[-1], run.lat[-1]) for k, run in runs.items()}
    at_end["opendrift"] = r["lon"][-1], r["lat"][-1]
    at_end["opendrift_projected"] = (reference("projected")[k][-1] for k in ("lon", "lat"))
    at_end["referee_euler_600"] = tracks(cube, r, "euler", STEP)[:, -1]
    truth, theirs = tracks(cube, r, "rk4", 60.0)[:, -1], at_end["opendrift"]
    euler = {k: apart(at_end[k], theirs) for k in ("varne_euler_600", "referee_euler_600", "opendrift_projected")}
    true = {k: apart(at_end[k], truth) for k in ("varne_midpoint_600", "varne_midpoint_1200", "varne_euler_600", "opendrift")}
    return {"from_opendrift_lonlat_m": euler, "from_rk4_60_s_m": true}


def apart(a, b) -> dict[str, float]:
    metres, _ = geodesy.distance_and_bearing(*a, *b)
    middle, far = np.percentile(metres, [50, 95])
    told = {"rms": np.sqrt(np.mean(metres**2)), "median": middle, "p95": far, "max": metres.max()}
    return {k: round(float(v), 2) for k, v in told.items()}


def speed(n: int, threads: int, stream: bool = False, rounds: int = 3) -> dict:
    """24 h with jibing and coast, hourly output: CPU seconds of the best of some rounds, after one that compiles.

    stream  look at each hour's states and let them go, instead of keeping all tracks as OpenDrift does
    """
    begin = time.perf_counter()
    f = forcing()
    prepared = time.perf_counter() - begin
    e = many(reference(), n)
    march.advance(many(reference(), 100), f, HOURS, errors=JIBING_ONLY)
    best, gone = [], []
    for midpoint in (False, True):
        clocks = []
        for _ in range(rounds):
            wall, cpu = time.perf_counter(), time.process_time()
            flag = last_flags(e, f, stream, midpoint=midpoint, threads=threads)
            clocks.append((time.process_time() - cpu, time.perf_counter() - wall))
        best.append(tuple(map(min, zip(*clocks, strict=True))))
        gone.append(int((flag != MOVING).sum()))
    steps = n * HOURS * 3600 / STEP
    told = {
        scheme: {
            "run_s": round(wall, 3),
            "run_cpu_s": round(cpu, 3),
            "particle_steps_per_core_s": round(steps / cpu),
            "stranded_or_gone": out,
        }
        for scheme, (cpu, wall), out in zip(("euler", "midpoint"), best, gone, strict=True)
    }
    rss = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    head = {"n": n, "threads": threads, "tracks_kept": not stream, "forcing_s": round(prepared, 3)}
    return {**head, **told, "peak_rss_mb": rss}


def last_flags(e: Ensemble, f: Forcing, stream: bool, **how):
    if not stream:
        return march.advance(e, f, HOURS, errors=JIBING_ONLY, **how).flag[-1]
    for shot in march.snapshots(e, f, HOURS, errors=JIBING_ONLY, **how):  # noqa: B007  (the last one is wanted)
        pass
    return shot.flag


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("work", choices=["parity", "speed"])
    p.add_argument("--n", type=int, default=50_000)
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--stream", action="store_true", help="do not keep the tracks")
    a = p.parse_args()
    print(json.dumps(parity() if a.work == "parity" else speed(a.n, a.threads, a.stream)))


if __name__ == "__main__":
    main()
