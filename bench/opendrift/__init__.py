"""The comparison with OpenDrift, which is installed apart (README.md): nothing of it is here or in the main environment."""

import json
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
HOME = HERE.parents[1] / ".opendrift"
ABSENT = "OpenDrift environment absent: see bench/opendrift/README.md"
N = 500_000


def column() -> dict | None:
    """OpenDrift's column of `make bench`: 500,000 particles, 24 h, longitude-latitude input, measured now (about 110 s).

    returns  what peer.py prints; None, with ABSENT on stderr, where .opendrift was not made
    """
    if not ready():
        print(ABSENT, file=sys.stderr)
        return None
    return peer("speed", "--input", "lonlat", "--n", str(N)) | {"measured": "this run"}


def ready() -> bool:
    """Whether setup.sh ran to its end; it writes freeze.txt last."""
    return (HOME / "freeze.txt").exists()


def peer(*arguments: str) -> dict:
    """One run of peer.py in its own environment and process, on the regridded fields, which are made when missing.

    raises  CalledProcessError, its stderr already shown, when OpenDrift fails
    """
    if not (HOME / "out" / "land.npz").exists():
        inside("fields.py")
    return inside("peer.py", *arguments)


def inside(script: str, *arguments: str) -> dict:
    """The JSON line that a script of this folder prints last when run by the interpreter of .opendrift."""
    return answer([str(HOME / "bin" / "python"), str(HERE / script), *arguments])


def varne(*arguments: str) -> dict:
    """The same of ours.py, in a process of its own too: its peak memory is not that of the other benches."""
    return answer([sys.executable, "-m", "bench.opendrift.ours", *arguments])


def answer(command: list[str]) -> dict:
    """The JSON line that a command prints last."""
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, cwd=HERE.parents[1])
    return json.loads(done.stdout.splitlines()[-1])


def main() -> None:
    """OpenDrift beside Varne in one run: CPU seconds on the same fields, coast and object, 24 h of 600 s steps."""
    theirs = column()
    if theirs is None:
        print(json.dumps({"bench": "drift against OpenDrift", "opendrift": ABSENT}))
        return
    one, two = (varne("speed", "--n", str(N), "--threads", str(threads), "--stream") for threads in (1, 2))
    base = theirs["particle_steps_per_core_s"]
    told = {
        "bench": "drift against OpenDrift, same fields, coast, object; 500,000 particles, 24 h of 600 s",
        "opendrift_per_core_s": base,
    }
    for scheme in ("euler", "midpoint"):
        per_core = one[scheme]["particle_steps_per_core_s"]
        wall = N * 144 / two[scheme]["run_s"]
        told[scheme] = {
            "per_core_s": per_core,
            "ratio_per_core": round(per_core / base),
            "two_threads_wall_per_s": round(wall),
            "ratio_wall": round(wall / theirs["particle_steps_per_wall_s"]),
        }
    print(json.dumps(told | {"forcing_s": one["forcing_s"], "peak_rss_mb": one["peak_rss_mb"], "parity": varne("parity")}))
