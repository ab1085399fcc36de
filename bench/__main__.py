"""Run every bench, or those named, such as: python -m bench drift log tracker readiness."""

import importlib
import sys

BENCHES = tuple(
    "drift shore log history opendrift gpu scale fusion tracker outlook search flown figures readiness live screen".split()
)

for name in sys.argv[1:] or BENCHES:
    module = importlib.import_module(f"bench.{name}")
    (module.main if hasattr(module, "main") else module.column)()
