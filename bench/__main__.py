"""Run every bench, or those named: python -m bench [drift] [log]."""

import sys

from bench import drift, log

BENCHES = {"drift": drift.main, "log": log.main}

for name in sys.argv[1:] or BENCHES:
    BENCHES[name]()
