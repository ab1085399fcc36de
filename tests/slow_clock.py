"""`varne` on a machine whose clock is slow: python slow_clock.py SECONDS serve ...

The wall clock is read in two ways, time.time and datetime.now; both are set back before the server and the record use them.
"""

import importlib
import pkgutil
import sys
import time
from datetime import datetime, timedelta

_true = time.time


class SlowDatetime:
    """Stands where a module says `datetime`, and is it but for the time."""

    def __init__(self, behind):
        self._behind = timedelta(seconds=behind)

    def now(self, tz=None):
        return datetime.now(tz) - self._behind

    def __call__(self, *args, **kwargs):
        return datetime(*args, **kwargs)  # noqa: DTZ001

    def __getattr__(self, name):
        return getattr(datetime, name)


def slow_down(behind):
    time.time = lambda: _true() - behind
    for room in ("varne.server", "varne.record"):
        package = importlib.import_module(room)
        for found in pkgutil.walk_packages(package.__path__, f"{room}."):
            if "postgres" in found.name:
                continue
            module = importlib.import_module(found.name)
            if getattr(module, "datetime", None) is datetime:
                module.datetime = SlowDatetime(behind)


if __name__ == "__main__":
    slow_down(float(sys.argv.pop(1)))
    from varne.cli import main

    main(prog_name="varne")
