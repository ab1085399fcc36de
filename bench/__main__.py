"""Run every bench, or those named, such as: python -m bench drift log tracker readiness.

One that misses what was asked for, or breaks, does not keep the others from their turn: what went wrong is said again at the end.
"""

import importlib
import sys
import traceback

BENCHES = tuple(
    "drift shore log history opendrift gpu scale fusion tracker outlook search flown figures readiness live screen".split()
)


def wrong(name: str) -> str | None:
    """Run one bench; what went wrong, in a line."""
    try:
        module = importlib.import_module(f"bench.{name}")
        (module.main if hasattr(module, "main") else module.column)()
    except SystemExit as missed:  # it says which figure is short of what was asked for
        return f"{name}: {missed}" if missed.code else None
    except Exception as broken:
        traceback.print_exc()
        return f"{name}: {type(broken).__name__}: {broken}"
    return None


sys.exit("\n".join(problem for name in sys.argv[1:] or BENCHES if (problem := wrong(name))) or None)
