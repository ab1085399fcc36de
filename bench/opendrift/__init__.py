"""The comparison with OpenDrift, which is installed apart (README.md): nothing of it is here or in the main environment."""

import json
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
HOME = HERE.parents[1] / ".opendrift"
ABSENT = "OpenDrift environment absent: see bench/opendrift/README.md"
N = 50_000


def column() -> dict | None:
    """OpenDrift's column of `make bench`: 50,000 particles, 24 h, longitude-latitude input, measured now (about 30 s).

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
    command = [str(HOME / "bin" / "python"), str(HERE / script), *arguments]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, cwd=HERE.parents[1])
    return json.loads(done.stdout.splitlines()[-1])
