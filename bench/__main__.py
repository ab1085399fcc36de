"""Run every bench, or those named, such as: python -m bench drift log tracker readiness.

Each in a process of its own, so that one that breaks or falls short of what was asked for does not keep the others from their
turn; which those were is said again at the end.
"""

import importlib
import subprocess
import sys
from collections.abc import Callable, Sequence

BENCHES = tuple(
    "drift shore log history opendrift gpu scale fusion tracker outlook search flown figures readiness live screen".split()
)


def run(names: Sequence[str]) -> None:
    if len(names) == 1:
        measures(names[0])()
    elif short := [n for n in names if subprocess.run([sys.executable, "-m", "bench", n], check=False).returncode]:
        sys.exit(f"broken, or short of what was asked for: {', '.join(short)}; its lines above say how")


def measures(name: str) -> Callable[[], object]:
    """What runs a bench."""
    module = importlib.import_module(f"bench.{name}")
    return module.main if hasattr(module, "main") else module.column


if __name__ == "__main__":
    run(sys.argv[1:] or BENCHES)
