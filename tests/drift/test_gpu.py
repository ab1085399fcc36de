"""The card carries states as the processor does: on a card where there is one, in numba's simulator where not.

Run as a program it writes what the CUDA march yields: the simulator needs a process of its own, with nothing compiled.
"""

import os
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from varne import geodesy
from varne.drift import gpu, march, motion
from varne.drift.ensemble import HOUR, Errors, Hazards, Place, Way, seed
from varne.drift.forcing import prepare
from varne.sea.field import Box, Constant, as_grid

T0 = 1_637_723_520.0  # 24 November 2021, 03:12 UTC
HOURS, N = 3, 24
SIMULATOR = {"NUMBA_ENABLE_CUDASIM": "1", "NUMBA_DISABLE_JIT": "1"}
HAZARDS = Hazards(engine_stops=0.6, engine_starts=0.6, swamps=0.4, into_water=0.7, capsize=(0.5, 8.0, 3.0))
ROUNDING_M = 0.5
"""float32 columns and rows are 1 to 3 cm apart here; 18 steps add up to less than half a metre."""


@dataclass(frozen=True)
class Shear:
    """A current off Calais that sets ashore, stronger in the east and turning with time."""

    phase: float = 1.0
    name: str = "shear"
    box: Box = Box(lon=(1.5, 2.0), lat=(50.9, 51.2))  # noqa: RUF009  frozen

    def __call__(self, t, lon, lat):
        w = 2 * np.pi * (np.asarray(t) - T0) / (12 * HOUR)
        return 0.4 * np.cos(w) + 0.5 * (lon - 1.7), -0.7 * np.sin(w + self.phase) * (lon - 1.2)

    def on_grid(self, t, lon, lat):
        shape = np.broadcast(*as_grid(t, lon, lat)).shape
        return tuple(np.broadcast_to(c, shape) for c in self(*as_grid(t, lon, lat)))


def night(carry, midpoint, refloats=0.0):
    """Boats under way and people in the water off Calais, released over an hour: everything happens to some of them.

    Where what is aground may come off, the current turns off the shore after two hours.
    """
    late = Place(1.78, 51.0, (T0, T0 + HOUR), (2500.0, 1500.0, 60.0))
    e = seed(late, "underway", N, 7, Way(heading=120.0, heading_sigma=60.0))
    e = replace(e, state=np.arange(N, dtype=np.int8) % 4)
    f = prepare(Shear(2.1 if refloats else 1.0), Constant(6.0, -3.0), T0, T0 + HOURS * HOUR)
    hazards = replace(HAZARDS, refloats=refloats)
    shots = list(carry(e, f, HOURS, hazards=hazards, errors=Errors(jibe_per_hour=0.3), midpoint=midpoint))
    return {name: np.stack([getattr(s, name) for s in shots]) for name in ("lon", "lat", "state", "flag")}


def on_a_card(folder, midpoint, refloats):
    """What the CUDA march yields: from a card here, from the simulator elsewhere."""
    path = folder / "night.npz"
    simulator = {} if gpu.cuda.is_available() else SIMULATOR
    quiet = ["-W", "ignore::RuntimeWarning"]  # numpy's words on unsigned numbers that wrap, as they must
    command = [sys.executable, *quiet, __file__, str(path), str(int(midpoint)), str(refloats)]
    subprocess.run(command, env=os.environ | simulator, check=True, timeout=300)
    with np.load(path) as stored:
        return dict(stored)


@pytest.mark.parametrize(
    ("midpoint", "refloats"), [(True, 0.0), (False, 0.0), (True, 6.0)], ids=["midpoint", "euler", "refloating"]
)
def test_the_card_and_the_processor_agree(tmp_path, midpoint, refloats):
    here, there = night(march.snapshots, midpoint, refloats), on_a_card(tmp_path, midpoint, refloats)
    assert np.array_equal(here["state"], there["state"])
    assert np.array_equal(here["flag"], there["flag"])
    apart, _ = geodesy.distance_and_bearing(here["lon"], here["lat"], there["lon"], there["lat"])
    assert apart.max() < ROUNDING_M


def test_on_that_night_everything_happens():
    """Else the comparison above would compare little."""
    r = night(march.snapshots, True)
    assert {motion.MOVING, motion.STRANDED} <= set(r["flag"][-1])
    assert motion.WAITING in r["flag"][0]
    assert (np.diff(r["state"].astype(int), axis=0) > 0).sum() > 3
    assert (np.diff(r["state"].astype(int), axis=0) < 0).any()  # an engine that started again
    flag = night(march.snapshots, True, 6.0)["flag"]
    assert ((flag[:-1] == motion.STRANDED) & (flag[1:] == motion.MOVING)).sum() > 1


def test_the_device_is_chosen_by_a_word():
    assert gpu.march_on("cpu") is march.snapshots
    with pytest.raises(ValueError, match=r"device 'abacus' is not known; give one of cpu, cuda"):
        gpu.march_on("abacus")


@pytest.mark.skipif(gpu.cuda.is_available(), reason="there is a CUDA card here, so nothing is missing")
def test_without_a_card_it_says_so_and_what_to_do():
    with pytest.raises(gpu.NoDevice, match=r"no CUDA device: .*; --device cpu gives the same answer, or .*varne\[gpu\]"):
        gpu.march_on("cuda")


def test_a_simulator_beside_compiled_functions_is_refused():
    """It would fail deep inside numba, without a word about the mend."""
    ask = "from varne.drift import gpu; gpu.march_on('cuda')"
    env = os.environ | {"NUMBA_ENABLE_CUDASIM": "1", "NUMBA_DISABLE_JIT": "0"}
    done = subprocess.run([sys.executable, "-c", ask], env=env, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 1
    assert "set NUMBA_DISABLE_JIT=1 too" in done.stderr


@pytest.mark.skipif(not gpu.cuda.is_available(), reason="no CUDA card on this machine: only one can show its own name")
def test_a_card_has_a_name():
    assert gpu.name()


if __name__ == "__main__":
    np.savez(Path(sys.argv[1]), **night(gpu.march_on("cuda"), midpoint=sys.argv[2] == "1", refloats=float(sys.argv[3])))
