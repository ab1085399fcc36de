"""GPU: the march of an ensemble on a CUDA card, one thread a state; the extra `gpu` (docs/scale.md).

There is one source of the physics: the kernels call the very functions of motion, march and sea.shore that numba compiles for
the processor; a card's compiler takes them as they are. So the same seed gives the same states and flags, and positions
that differ by float32 rounding. Random numbers are counted (motion), so the card draws the same ones.

Without a card numba's CUDA simulator runs the kernels as plain Python, for tests: NUMBA_ENABLE_CUDASIM=1 and
NUMBA_DISABLE_JIT=1, the second because a simulated thread cannot call what is compiled for the processor.
"""

from collections.abc import Iterator
from typing import Any

import numba.cuda
import numpy as np

from varne.drift import march, motion
from varne.drift.ensemble import NO_HAZARDS, USUAL_ERRORS, Ensemble, Errors, Hazards
from varne.drift.forcing import Forcing
from varne.drift.march import March, Snapshot, Swarm

cuda: Any = numba.cuda  # numba's types do not know what it sets when it is imported
config: Any = numba.config
DEVICES = ("cpu", "cuda")
THREADS = 128
"""Threads of a block; a step takes 126 registers on a card of capability 9.0, so four blocks share a multiprocessor, and
144 with refloating, so three do."""
PLACE, STATE, FLAG = (tuple(Swarm.__dataclass_fields__).index(name) for name in ("place", "state", "flag"))


class NoDevice(ValueError):
    """There is no card to run on; says why and what to do."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"no CUDA device: {why}; --device cpu gives the same answer, or install an NVIDIA driver and the extra: "
            "pip install 'varne[gpu]' (docs/scale.md)"
        )


def march_on(device: str) -> March:
    """The `snapshots` of a device: march's for "cpu", this module's for "cuda".

    raises  ValueError for another word, NoDevice when there is no card

    >>> march_on("cpu") is march.snapshots
    True
    """
    if device not in DEVICES:
        raise ValueError(f"device {device!r} is not known; give one of {', '.join(DEVICES)}")
    if device == "cpu":
        return march.snapshots
    check()
    return snapshots


def check() -> None:
    """Nothing where a card or the simulator is ready; raises NoDevice that says why not."""
    if config.ENABLE_CUDASIM:
        if not config.DISABLE_JIT:
            raise NoDevice("the simulator is on, but it cannot call compiled functions: set NUMBA_DISABLE_JIT=1 too")
    elif not cuda.is_available():
        raise NoDevice(_why())


def name() -> str:
    """What the card is called."""
    if config.ENABLE_CUDASIM:
        return "CUDA simulator"
    told = cuda.get_current_device().name
    return told.decode() if isinstance(told, bytes) else str(told)


def _why() -> str:
    """numba's reason in one line."""
    error = cuda.cuda_error()
    if error is None:
        return "numba found a driver, but no card or no compiler (NVVM) for it"
    return " ".join(str(error).split()).rstrip(".:")


@cuda.jit
def _begin(keys, sigma, rates, jibe, release, leeway, own, swarm):
    i = cuda.grid(1)
    _, pull, drive, error, clock, state, side, _, _, _ = swarm
    if i < state.size:
        motion.begin(i, keys[i], rates, jibe, sigma, release, clock, state, error)
        motion.dress(i, state, side, leeway, own, error, pull, drive)


def _kernel(refloating: bool) -> Any:
    """The kernel of a chunk; without refloating it is compiled without that, so that more blocks share a multiprocessor."""

    @cuda.jit
    def _advance(
        first, t0, table, keys, steps, dt, midpoint, nx, scale, keep, fresh, walk, rates, jibe, capsize, refloat, leeway,
        own, coast, swarm,
    ):  # fmt: skip
        """One state through the steps that the table is laid out for: the loops of march._advance, turned inside out."""
        n = cuda.grid(1)
        place, pull, drive, error, _, state, _, _, share, ahead = swarm
        if n >= state.size:
            return
        i, ny = np.uint64(n), scale.shape[1]
        chance = refloat if refloating else 0.0
        moment, noisy = np.uint64(ny * nx * 4), motion.wanders(fresh, walk)
        fx, fy = np.float32(nx), np.float32(ny)
        for s in range(steps):
            k, end = first + s, t0 + (s + 1) * dt
            start = moment * np.uint64(2 * s if midpoint else s)
            if noisy:
                motion.jitter(i, k, keys, keep, fresh, walk, error, drive, own, state)
            if midpoint:
                x, y, w = motion.move_midpoint(
                    i, share[i], table, start, start + moment, fx, fy, scale, place, pull, drive, error
                )
            else:
                x, y, w = motion.move(i, share[i], table, start, fx, scale, place, pull, drive, error)
            ahead[0, i], ahead[1, i], ahead[2, i] = x, y, w
            if refloating:
                march.come_off(i, k, dt, table, start, fx, keys, walk, chance, coast, swarm)
            march.settle(i, k, end, dt, keys, fx, fy, rates, jibe, capsize, chance, leeway, own, coast, swarm)

    return _advance


_advance, _advance_refloating = _kernel(False), _kernel(True)


def snapshots(
    e: Ensemble,
    f: Forcing,
    outputs: int,
    *,
    hazards: Hazards = NO_HAZARDS,
    errors: Errors = USUAL_ERRORS,
    step: float = 600.0,
    output: float = 3600.0,
    midpoint: bool = True,
    threads: int = 0,
) -> Iterator[Snapshot]:
    """The ensemble at its start and after each of `outputs` outputs, carried on the card; arguments as of march.snapshots.

    threads  is not used: a card has its own
    raises   NoDevice when there is no card
    """
    check()
    c, swarm = march.course(e, f, hazards, errors, step, output, midpoint), march.swarm_of(e, f, step)
    grid = -(-e.n // THREADS), THREADS
    advance = _advance_refloating if c.refloat > 0 else _advance
    steady, arrays = _put(c.steady()), _put(swarm.arrays())
    _begin[grid](*_put(c.beginning()), arrays)
    yield _fetched(e, e.t, arrays, swarm, f)
    for n in range(outputs):
        advance[grid](*_put(c.chunk(f, e.t, n)), *steady, arrays)
        yield _fetched(e, e.t + (n + 1) * output, arrays, swarm, f)


def _fetched(e: Ensemble, t: float, arrays: tuple[Any, ...], swarm: Swarm, f: Forcing) -> Snapshot:
    arrays[PLACE].copy_to_host(swarm.place)
    arrays[STATE].copy_to_host(swarm.state)
    arrays[FLAG].copy_to_host(swarm.flag)
    return march.snapshot(e, t, swarm, f)


def _put(x: Any) -> Any:
    """Arrays, and those in tuples, on the card; numbers as they are."""
    if isinstance(x, tuple):
        return tuple(_put(a) for a in x)
    return cuda.to_device(np.ascontiguousarray(x)) if isinstance(x, np.ndarray) else x
