"""Where units should wait: how near the best, how fast, beside the memo's prototype on its own instance."""

import contextlib
import io
import json
import os
import runpy
import sys
import time
from pathlib import Path

import numpy as np

from varne.search.standby import Task, bound, waiting

REFERENCE = Path(os.environ.get("VARNE_REFERENCE", Path(__file__).parents[2] / "shared" / "reference" / "search"))
SOLVER_SECONDS = "60"


def main() -> None:
    script = REFERENCE / "bench_standby.py"
    if not script.exists():
        print(json.dumps({"bench": f"standby: {script} is not there; set VARNE_REFERENCE"}), flush=True)
        return
    told = io.StringIO()
    before = sys.argv
    try:
        sys.argv = [str(script), SOLVER_SECONDS]
        with contextlib.redirect_stdout(told):
            theirs = runpy.run_path(str(script))
    finally:
        sys.argv = before
    task = task_of(theirs)
    waiting(task, np.random.default_rng(0), rounds=2)  # compiles
    begin = time.process_time()
    found = waiting(task, np.random.default_rng(1), rounds=0)
    exchanged = time.process_time() - begin
    below = bound(task, found.mean)
    seconds = time.process_time() - begin
    print(
        json.dumps(
            {
                "bench": "standby: mean minutes of 8 units over 418 places, 123 options, 3 at sea at most",
                "minutes": round(found.mean / 60, 3),
                "bound": round(below / 60, 3),
                "gap": round(1 - below / found.mean, 5),
                "exchange_cpu_s": round(exchanged, 3),
                "with_bound_cpu_s": round(seconds, 3),
                "reference_minutes": round(theirs["best"][0], 3),
                "reference_bound": round(theirs["lb"], 3),
                "highs_minutes": round(float(theirs["r"].fun), 3) if theirs["r"].fun else None,
                "reference_said": [line for line in told.getvalue().splitlines() if "CPU s" in line],
            }
        ),
        flush=True,
    )


def task_of(theirs: dict) -> Task:
    """The prototype's instance as ours."""
    sea = theirs["seaopt"].astype(np.int64)
    options = sea.size
    return Task(
        time=60.0 * theirs["Tm"],
        weight=np.asarray(theirs["w"], float),
        of_class=theirs["typ"].astype(np.int64),
        where=sea,
        count=theirs["cap"].astype(np.int64),
        side=np.zeros(3, np.int64),
        busy=theirs["P"],
        most_sea=theirs["MAXSEA"],
        keep=(0,),
        moved=np.zeros(options),
        shut=np.zeros(options, bool),
    )


if __name__ == "__main__":
    main()
