"""Splink as a method, installed apart (setup.sh makes .splink/): nothing of it is here or in the main environment."""

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bench.fusion.methods import Answer
from bench.fusion.nights import Night, errors, places, when

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
HOME = ROOT / ".splink"
ABSENT = "Splink environment absent: sh bench/fusion/splink/setup.sh makes it"


def ready() -> bool:
    """Whether setup.sh ran to its end; it writes freeze.txt last."""
    return (HOME / "freeze.txt").exists()


def linked(train: Sequence[Night], score: Sequence[Night]) -> list[tuple[Answer, float]]:
    """Answers and CPU seconds of Splink on nights, its weights learnt without truth on others.

    raises  CalledProcessError, its stderr already shown, when Splink fails
    """
    asked = {"train": [columns(n) for n in train], "score": [columns(n) for n in score]}
    command = [str(HOME / "bin" / "python"), str(HERE / "peer.py")]
    done = subprocess.run(command, input=json.dumps(asked), stdout=subprocess.PIPE, text=True, check=True, cwd=ROOT)
    told = json.loads(done.stdout.splitlines()[-1])
    labels = [{float(t): np.array(rows[k], np.int64) for t, rows in told["labels"].items()} for k in range(len(score))]
    return [(Answer(found), cpu) for found, cpu in zip(labels, told["cpu_s"], strict=True)]


def columns(night: Night) -> dict[str, list[float | str | None]]:
    """What Splink sees of a night; a recovery's number of people counts as said."""
    xy = [[None if np.isnan(v) else float(v) for v in row] for row in places(night.reports).T]
    said = [r.outcome.recovered if r.outcome else r.people for r in night.reports]
    return {
        "t": when(night.reports).tolist(),
        "x": xy[0],
        "y": xy[1],
        "sd": errors(night.reports).tolist(),
        "people": [None if c is None or c.likely == 0 else float(c.likely) for c in said],
        "colour": [r.boat.colour for r in night.reports],
        "phone": [r.caller for r in night.reports],
    }
