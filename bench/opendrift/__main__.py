"""Measure OpenDrift anew and write results.json: python -m bench.opendrift (about six minutes, 4 GB at the end)."""

import json
import os
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path

from bench.opendrift import ABSENT, HERE, HOME, peer, ready

SERIES = [
    *(("--input", name, "--n", str(n)) for n in (5_000, 50_000) for name in ("projected", "lonlat") for _ in range(3)),
    ("--input", "lonlat", "--n", "50000", "--few"),
    ("--input", "lonlat", "--n", "50000", "--no-coast"),
    ("--input", "lonlat", "--n", "500000"),
]
TOLD = ("opendrift", "numpy", "scipy", "xarray", "pyproj", "netcdf4", "roaring-landmask")


def main() -> None:
    if not ready():
        sys.exit(ABSENT)
    runs = []
    for arguments in SERIES:
        load = os.getloadavg()[0]
        runs.append(peer("speed", *arguments) | {"load_before": round(load, 1)})
        print(json.dumps(runs[-1]), file=sys.stderr)
    kept = {"date": datetime.now(UTC).strftime("%Y-%m-%d"), "machine": machine(), "versions": versions(), "runs": runs}
    (HERE / "results.json").write_text(laid_out(kept))


def machine() -> dict:
    """What ran this, without its name."""
    cpu = [line.split(":", 1)[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line]
    gigabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {"cpu": cpu[0], "cores": len(cpu), "memory_gb": round(gigabytes), "system": platform.system(), "shared": True}


def versions() -> dict[str, str]:
    installed = dict(line.split("==") for line in (HOME / "freeze.txt").read_text().split() if "==" in line)
    return {name: version for name, version in installed.items() if name.lower() in TOLD}


def laid_out(kept: dict) -> str:
    """JSON with one run a line, so that a difference between two series can be read."""
    head = ",\n".join(f"  {json.dumps(k)}: {json.dumps(v)}" for k, v in kept.items() if k != "runs")
    return "{\n" + head + ',\n  "runs": [\n    ' + ",\n    ".join(map(json.dumps, kept["runs"])) + "\n  ]\n}\n"


main()
