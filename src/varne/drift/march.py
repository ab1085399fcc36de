"""March: an ensemble carried through time, chunk by chunk, on the processor's cores.

`snapshots` yields where the states are at every output without keeping what went before; `run` keeps them all. Each chunk
lays its fields out once for all states; the states are cut between threads in blocks that stay in the cache.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from varne.drift import motion
from varne.drift.ensemble import HOUR, NO_HAZARDS, USUAL_ERRORS, Codes, Ensemble, Errors, Hazards
from varne.drift.forcing import REACH, Forcing, prepare
from varne.drift.motion import EDGE, MOVING, ONE, OUTSIDE, STRANDED, SWAMPED, WAITING, ZERO
from varne.drift.run import Run
from varne.sea.field import Field

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
LOOP: dict[str, Any] = {"cache": True, "nogil": True, "fastmath": True, "error_model": "numpy", "_nrt": False}
BLOCK = 4096
"""States that one thread carries through a chunk before the next ones: their arrays stay in the cache."""
PATH_SAMPLE = 50.0
"""Distance between looks at the land mask along a step [m]; its cells are 70 by 111 m."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All states at one moment: t; lon, lat [deg], state, flag (n,)."""

    t: float
    lon: Floats
    lat: Floats
    state: Codes
    flag: Codes


@dataclass(slots=True)
class Swarm:
    """The arrays that the compiled step works on; see motion for their rows. Written in place, never shared."""

    place: Singles
    pull: Singles
    drive: Singles
    error: Singles
    clock: Floats
    state: Codes
    side: Codes
    flag: Codes
    share: Singles
    ahead: Singles


@njit(**LOOP)
def _begin(seed, rates, jibe, sigma, release, leeway, own, pull, drive, error, clock, state, side, lo, hi):
    for i in range(lo, hi):
        motion.begin(i, motion.state_key(seed, i), rates, jibe, sigma, release, clock, state, error)
        motion.dress(i, state, side, leeway, own, error, pull, drive)


@njit(**motion.EXACT)
def _lands(mask, to_mask, x0, y0, x1, y1, n):
    """Fraction of the way at which a path first meets land, looked at n times, or 2."""
    for s in range(1, n + 1):
        f = s / n
        i, j = int(to_mask[0] + to_mask[1] * (x0 + (x1 - x0) * f)), int(to_mask[2] + to_mask[3] * (y0 + (y1 - y0) * f))
        if 0 <= j < mask.shape[0] and 0 <= i < mask.shape[1] and mask[j, i]:
            return f
    return 2.0


@njit(**LOOP)
def _advance(
    block, seed, first, steps, t0, dt, table, midpoint, nx, scale, keep, fresh, walk, rates, jibe, capsize,
    leeway, own, place, pull, drive, error, clock, state, side, flag, share, ahead, near, mask, to_mask, cell,
    lo, hi,
):  # fmt: skip
    """States lo..hi through the steps that the table is laid out for; cell (2,) metres a column and a row.

    Three loops over a block of states for each step: errors, moving, and what happens. The first two have no branches.
    """
    ny = scale.shape[1]
    moment, noisy = np.uint64(ny * nx * 4), walk > ZERO or fresh[0] > ZERO or fresh[1] > ZERO or fresh[2] > ZERO
    fx, fy = np.float32(nx), np.float32(ny)
    for b0 in range(lo, hi, block):
        b1 = min(hi, b0 + block)
        for s in range(steps):
            k, end = first + s, t0 + (s + 1) * dt
            start = moment * np.uint64(2 * s if midpoint else s)
            middle = start + moment
            if noisy:
                for n in range(b0, b1):
                    motion.jitter(np.uint64(n), k, seed, keep, fresh, walk, error, drive, own, state)
            if midpoint:
                for n in range(b0, b1):
                    i = np.uint64(n)
                    x, y, w = motion.move_midpoint(i, share[i], table, start, middle, fx, fy, scale, place, pull, drive, error)
                    ahead[0, i], ahead[1, i], ahead[2, i] = x, y, w
            else:
                for n in range(b0, b1):
                    i = np.uint64(n)
                    x, y, w = motion.move(i, share[i], table, start, fx, scale, place, pull, drive, error)
                    ahead[0, i], ahead[1, i], ahead[2, i] = x, y, w
            for n in range(b0, b1):
                _settle(
                    np.uint64(n), k, end, dt, seed, fx, fy, rates, jibe, capsize, leeway, own, place, pull, drive, error,
                    clock, state, side, flag, share, ahead, near, mask, to_mask, cell,
                )  # fmt: skip


@njit(**motion.FLOATING)
def _settle(
    i, k, end, dt, seed, nx, ny, rates, jibe, capsize, leeway, own, place, pull, drive, error, clock, state, side, flag,
    share, ahead, near, mask, to_mask, cell,
):  # fmt: skip
    """What happens to state i in a step: its release, the coast, the edge of the area, its engine, the water."""
    if flag[i] != MOVING:
        if flag[i] == WAITING and clock[motion.RELEASE, i] < end + dt:
            flag[i] = MOVING
            share[i] = np.float32(min((end + dt - clock[motion.RELEASE, i]) / dt, 1.0))
        return
    x0, y0, x, y = place[0, i], place[1, i], ahead[0, i], ahead[1, i]
    dx, dy = abs(x - x0) * cell[0], abs(y - y0) * cell[1]
    if near[np.uint32(y0), np.uint32(x0)] or dx > REACH or dy > REACH:
        met = _lands(mask, to_mask, x0, y0, x, y, int((dx + dy) / PATH_SAMPLE) + 1)
        if met <= 1.0:
            x, y = np.float32(x0 + met * (x - x0)), np.float32(y0 + met * (y - y0))
            flag[i], share[i] = STRANDED, ZERO
    if not (ZERO < x < nx - EDGE and ZERO < y < ny - EDGE):
        x, y = min(max(x, ZERO), nx - EDGE), min(max(y, ZERO), ny - EDGE)
        flag[i], share[i] = OUTSIDE, ZERO
    place[0, i], place[1, i] = x, y
    if flag[i] == MOVING:
        share[i] = ONE
        if capsize[0] > 0 and motion.capsizes(i, ahead[2, i], dt, capsize, clock, state):
            state[i] = SWAMPED
            clock[motion.CHANGE, i] = end + motion.waiting(rates, SWAMPED, motion.after_capsize(motion.state_key(seed, i), k))
            motion.dress(i, state, side, leeway, own, error, pull, drive)
        if clock[motion.CHANGE, i] <= end or clock[motion.JIBE, i] <= end:
            motion.happen(i, k, end, motion.state_key(seed, i), rates, jibe, clock, state, side)
            motion.dress(i, state, side, leeway, own, error, pull, drive)


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
    threads: int = 2,
) -> Iterator[Snapshot]:
    """The ensemble at its start and after each of `outputs` outputs; nothing that went before is kept.

    step, output  [s]; output is a multiple of step; both negative for a run backwards (no events, no waiting)
    midpoint      False takes Euler's step, for comparison only
    """
    every, back = _every(step, output), step < 0
    swarm = _swarm(e, f, step)
    rates, jibe = (np.zeros((4, 4)), 0.0) if back else (hazards.rates(), -np.log(1 - errors.jibe_per_hour) / HOUR)
    sigma, memory = errors.arrays()
    keep = np.exp(-abs(step) / memory)
    fresh = sigma * np.sqrt(1 - keep**2)
    dlon, dlat = f.step
    scale = np.asarray(step / f.metres / np.array([[dlon], [dlat]]), np.float32)
    cell = np.array([f.metres[0].mean() * dlon, f.metres[1].mean() * dlat])
    walk = np.float32(np.sqrt(2 * errors.diffusivity / abs(step)))
    own, leeway = e.own.astype(np.float32), e.leeway.astype(np.float32)
    state = tuple(getattr(swarm, name) for name in Swarm.__dataclass_fields__)
    cuts = [e.n * k // threads for k in range(threads + 1)]

    with ThreadPoolExecutor(threads) as pool:

        def each(work: Callable[[int, int], None]) -> None:
            list(pool.map(work, cuts[:-1], cuts[1:]))

        begun = (swarm.pull, swarm.drive, swarm.error, swarm.clock, swarm.state, swarm.side)
        each(partial(_begin, e.seed, rates, jibe, sigma, e.release, leeway, own, *begun))
        yield _snapshot(e, e.t, swarm, f)
        for n in range(outputs):
            t0, first = e.t + n * output, n * every
            moments = t0 + step * np.arange(2 * every if midpoint else every) / (2 if midpoint else 1)
            table = f.tables(moments).ravel()
            fixed = (BLOCK, e.seed, first, every, t0, step, table, midpoint, f.axes.lon.size, scale)
            noise = (keep.astype(np.float32), fresh.astype(np.float32), walk, rates, jibe, hazards.capsizing())
            around = (f.near, f.land, f.to_mask, cell)
            each(partial(_advance, *fixed, *noise, leeway, own, *state, *around))
            yield _snapshot(e, t0 + output, swarm, f)


def _every(step: float, output: float) -> int:
    every = round(output / step) if step else 0
    if every < 1 or abs(every * step - output) > 1e-6:
        raise ValueError(f"step {step} s and output {output} s: the output time must be a whole number of steps")
    return every


def _swarm(e: Ensemble, f: Forcing, step: float) -> Swarm:
    x, y = f.axes.places(e.lon, e.lat)
    ny, nx = f.shape
    away = ~((x > 0) & (x < nx - motion.EDGE) & (y > 0) & (y < ny - motion.EDGE))
    held = e.release - e.t if step > 0 else np.zeros(e.n)
    flag = np.where((e.flag == MOVING) & (held >= abs(step)), WAITING, e.flag)
    flag = np.where((flag != STRANDED) & away, OUTSIDE, flag).astype(np.int8)
    place = np.stack([np.clip(x, 0, nx - motion.EDGE), np.clip(y, 0, ny - motion.EDGE)]).astype(np.float32)
    share = np.where(flag == MOVING, np.clip(1 - held / abs(step), 0, 1), 0)
    return Swarm(
        place=place,
        pull=np.zeros((4, e.n), np.float32),
        drive=np.zeros((2, e.n), np.float32),
        error=np.zeros((6, e.n), np.float32),
        clock=np.zeros((4, e.n)),
        state=e.state.astype(np.int8),
        side=e.leeway[0, 6].astype(np.int8),
        flag=flag,
        share=share.astype(np.float32),
        ahead=np.zeros((3, e.n), np.float32),
    )


def _snapshot(e: Ensemble, t: float, s: Swarm, f: Forcing) -> Snapshot:
    dlon, dlat = f.step
    lon, lat = f.axes.lon[0] + dlon * s.place[0].astype(float), f.axes.lat[0] + dlat * s.place[1].astype(float)
    flag = np.where((s.flag == MOVING) & (e.release > max(t, e.t)), WAITING, s.flag).astype(np.int8)
    return Snapshot(t, lon, lat, s.state.copy(), flag)


def advance(e: Ensemble, f: Forcing, hours: float, *, output: float = 3600.0, step: float = 600.0, **how: Any) -> Run:
    """The whole run on a forcing prepared once for many ensembles; `how` as in snapshots.

    hours   how long from e.t, rounded up to a whole number of outputs; negative for a quick look backwards, without
            events: the same equations with time reversed, not the probability of an origin
    raises  ValueError for a bad step or when the forcing does not cover the time
    """
    sign = -1.0 if hours < 0 else 1.0
    outputs = count(abs(hours), output)
    span = sorted((e.t, e.t + sign * outputs * output))
    if span[0] < f.t[0] - 1e-3 or span[1] > f.t[-1] + 1.0:
        raise ValueError(f"the forcing covers {f.t[0]} to {f.t[-1]}, the run needs {span[0]} to {span[1]}")
    shots = list(snapshots(e, f, outputs, output=sign * output, step=sign * step, **how))[:: int(sign)]
    t = np.array([s.t for s in shots])
    lon, lat, state, flag = (np.stack([getattr(s, name) for s in shots]) for name in ("lon", "lat", "state", "flag"))
    return Run(t, lon, lat, state, flag, e.weight, f.names)


def run(e: Ensemble, current: Field, wind: Field, hours: float, *, output: float = 3600.0, **how: Any) -> Run:
    """Where the states go; `how` as in snapshots.

    hours    how long from e.t; rounded up to a whole number of outputs; negative as in advance
    returns  Run with an output at the start and after every `output` seconds, earliest first; the same for any number of
             threads
    raises   OutsideForecast when current or wind end too early; ValueError for a bad step
    """
    end = e.t + np.sign(hours) * count(abs(hours), output) * output
    return advance(e, prepare(current, wind, e.t, end), hours, output=output, **how)


def count(hours: float, output: float) -> int:
    """Outputs that a duration takes, rounded up.

    raises  ValueError when it is less than one
    """
    outputs = int(np.ceil(hours * HOUR / output - 1e-9)) if output else 0
    if outputs < 1:
        raise ValueError(f"{hours} hours are less than one output; give a time after the start")
    return outputs
