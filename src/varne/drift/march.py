"""March: an ensemble carried through time, chunk by chunk, on the processor's cores.

`snapshots` yields where the states are at every output without keeping what went before; `run` keeps them all. Each chunk
lays its fields out once for all states; the states are cut between threads in blocks that stay in the cache.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import float32, njit
from numpy.typing import NDArray

from varne.compiled import version_of
from varne.drift import motion
from varne.drift.ensemble import HOUR, NO_HAZARDS, USUAL_ERRORS, Codes, Ensemble, Errors, Hazards
from varne.drift.forcing import Forcing, prepare
from varne.drift.motion import EDGE, MOVING, ONE, OUTSIDE, STRANDED, SWAMPED, WAITING, ZERO
from varne.drift.run import Run
from varne.sea import shore
from varne.sea.field import Field
from varne.sea.shore import REACH

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
LOOP: dict[str, Any] = {"cache": True, "nogil": True, "fastmath": True, "error_model": "numpy", "_nrt": False}
NOTHING = np.zeros((0, 2, 0), np.float32), np.zeros((0, 0), np.int8), np.zeros((0, 0), np.int8)
"""Room for the places, states and flags after each step, of a march that does not keep them."""
OFF_M = 5.0
"""How far before the shore, back along its way, a state strands that may come off again [m]: its last wet place."""
CLEAR_M = 100.0
"""The flow goes seaward where it leads this far from the last wet place without meeting land [m]."""
BLOCK = 4096
"""States that one thread carries through a chunk before the next ones: their arrays stay in the cache."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All states at one moment: t; place (2, n) columns and rows of the grid with this corner and step; state, flag (n,)."""

    t: float
    place: Singles
    state: Codes
    flag: Codes
    corner: tuple[float, float]
    step: tuple[float, float]

    @property
    def lon(self) -> Floats:
        """(n,) [deg], made on asking: a run that only counts states never needs it."""
        return np.asarray(self.corner[0] + self.step[0] * self.place[0].astype(float))

    @property
    def lat(self) -> Floats:
        """(n,) [deg]"""
        return np.asarray(self.corner[1] + self.step[1] * self.place[1].astype(float))


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

    def arrays(self) -> tuple[Any, ...]:
        return tuple(getattr(self, name) for name in Swarm.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class Course:
    """What all states and steps share, whatever carries them: made once, only read afterwards.

    keys     (n,) of the random numbers; steps in a chunk, dt [s] each; midpoint or Euler's step
    nx       columns; scale (2, ny) columns and rows that 1 m/s carries in a step, by row
    keep, fresh, walk         of the errors (motion.jitter); sigma (3,) [m/s] at the start
    rates, jibe, capsize      of the events [1/s]; release (n,) [s since 1970]
    refloat  the chance that the shore lets go of a state in a step while the flow goes seaward
    leeway (3, 7, n), own (2, n)
    coast    what settle asks of the shore
    """

    keys: NDArray[np.uint64]
    steps: int
    dt: float
    midpoint: bool
    nx: int
    scale: Singles
    keep: Singles
    fresh: Singles
    walk: np.float32
    sigma: Floats
    rates: Floats
    jibe: float
    capsize: Floats
    refloat: float
    release: Floats
    leeway: Singles
    own: Singles
    coast: tuple[Any, ...]

    def beginning(self) -> tuple[Any, ...]:
        """Arguments of the first waiting times and errors, before the swarm's."""
        return self.keys, self.sigma, self.rates, self.jibe, self.release, self.leeway, self.own

    def steady(self) -> tuple[Any, ...]:
        """Arguments of a chunk of steps that stay the same, before the swarm's."""
        how = self.keys, self.steps, self.dt, self.midpoint, self.nx, self.scale, self.keep, self.fresh, self.walk
        return *how, self.rates, self.jibe, self.capsize, self.refloat, self.leeway, self.own, self.coast

    def chunk(self, f: Forcing, t: float, n: int) -> tuple[int, float, Singles]:
        """The arguments of chunk n of a march that begins at t: its first step, its time, its fields laid out."""
        t0, looks = t + n * self.steps * self.dt, 2 if self.midpoint else 1
        moments = t0 + self.dt * np.arange(looks * self.steps) / looks
        return n * self.steps, t0, f.tables(moments).ravel()


@njit(**motion.EXACT)
def last_wet(met, x0, y0, x, y, coast):
    """Column and row OFF_M before the shore on a path that meets it after this fraction; its start where that is nearer.

    Wet for certain: where float32 rounding puts the place beyond the line, it is the start too.
    """
    _, segments, cells, grid, _, cell = coast
    dx, dy = (x - x0) * cell[0], (y - y0) * cell[1]
    length = math.sqrt(dx * dx + dy * dy)
    if met * length <= OFF_M:
        return x0, y0
    part = met - OFF_M / length
    xw, yw = float32(x0 + part * (x - x0)), float32(y0 + part * (y - y0))
    if shore.first_hit(segments, cells, grid, x0, y0, xw, yw) <= 1.0:
        return x0, y0
    return xw, yw


@njit(**motion.EXACT)
def seaward(x, y, u, v, coast):
    """Whether a flow [m/s] leads from a place in the water over CLEAR_M without meeting land."""
    _, segments, cells, grid, land, cell = coast
    speed = math.sqrt(u * u + v * v)
    if speed == 0.0:
        return False
    xf, yf = x + CLEAR_M * u / speed / cell[0], y + CLEAR_M * v / speed / cell[1]
    return shore.first_hit(segments, cells, grid, x, y, xf, yf) > 1.0 and not shore.ashore(segments, cells, land, grid, x, y)


@njit(**motion.EXACT)
def come_off(i, k, dt, table, start, nx, keys, walk, refloat, coast, swarm):
    """Set state i moving if it is aground, the shore lets go of it in this step and the flow goes seaward.

    Before settle: what strands in a step comes off in a later one, and moves in the one after that. Aground its waits
    stand still: an engine does not stop there, nobody goes into the water.
    """
    place, pull, drive, error, clock, _, _, flag, _, _ = swarm
    if flag[i] != STRANDED:
        return
    clock[motion.CHANGE, i] += dt
    clock[motion.JIBE, i] += dt
    if motion.hold(keys[i], k) < refloat:
        u, v = motion.flow(table, start, nx, i, k, keys, walk, place, pull, drive, error)
        if seaward(place[0, i], place[1, i], u, v, coast):
            flag[i] = MOVING


@njit(**motion.FLOATING)
def settle(i, k, end, dt, keys, nx, ny, rates, jibe, capsize, refloat, leeway, own, coast, swarm):
    """What happens to state i in a step: its release, the coast, the edge of the area, its engine, the water.

    coast  land_near, segments, first, grid, land of a Shore; cell (2,) metres a column and a row
    swarm  the arrays of a Swarm
    """
    place, pull, drive, error, clock, state, side, flag, share, ahead = swarm
    land_near, segments, cells, grid, _, cell = coast
    if flag[i] != MOVING:
        if flag[i] == WAITING and clock[motion.RELEASE, i] < end + dt:
            flag[i] = MOVING
            share[i] = np.float32(min((end + dt - clock[motion.RELEASE, i]) / dt, 1.0))
        return
    x0, y0, x, y = place[0, i], place[1, i], ahead[0, i], ahead[1, i]
    dx, dy = abs(x - x0) * cell[0], abs(y - y0) * cell[1]
    if dx > REACH or dy > REACH or shore.near(land_near, grid, x0, y0):
        met = shore.first_hit(segments, cells, grid, x0, y0, x, y)
        if met <= 1.0:
            if refloat > 0:
                x, y = last_wet(met, x0, y0, x, y, coast)
            else:
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
            clock[motion.CHANGE, i] = end + motion.waiting(rates, SWAMPED, motion.after_capsize(keys[i], k))
            motion.dress(i, state, side, leeway, own, error, pull, drive)
        if clock[motion.CHANGE, i] <= end or clock[motion.JIBE, i] <= end:
            motion.happen(i, k, end, keys[i], rates, jibe, clock, state, side)
            motion.dress(i, state, side, leeway, own, error, pull, drive)


def _loops(version: int) -> tuple[Any, Any]:
    """The two compiled loops, for one version of the functions that they call; see varne.compiled."""

    @njit(**LOOP)
    def _begin(lo, hi, keys, sigma, rates, jibe, release, leeway, own, swarm):
        if version < 0:  # never; numba's cache looks at what a function closes over
            return
        _, pull, drive, error, clock, state, side, _, _, _ = swarm
        for i in range(lo, hi):
            motion.begin(i, keys[i], rates, jibe, sigma, release, clock, state, error)
            motion.dress(i, state, side, leeway, own, error, pull, drive)

    @njit(**LOOP)
    def _advance(
        lo, hi, block, kept, first, t0, table, keys, steps, dt, midpoint, nx, scale, keep, fresh, walk, rates, jibe, capsize,
        refloat, leeway, own, coast, swarm,
    ):  # fmt: skip
        """States lo..hi through the steps that the table is laid out for.

        Three loops over a block of states for each step: errors, moving, and what happens. The first two have no branches.
        Only where states may come off the shore there is a fourth.

        kept  place (m, 2, n), state and flag (m, n) that the first m steps are written to
        """
        if version < 0:
            return
        place, pull, drive, error, _, state, _, flag, share, ahead = swarm
        places, states, flags = kept
        ny = scale.shape[1]
        moment, noisy = np.uint64(ny * nx * 4), motion.wanders(fresh, walk)
        fx, fy = np.float32(nx), np.float32(ny)
        for b0 in range(lo, hi, block):
            b1 = min(hi, b0 + block)
            for s in range(steps):
                k, end = first + s, t0 + (s + 1) * dt
                start = moment * np.uint64(2 * s if midpoint else s)
                middle = start + moment
                if noisy:
                    for n in range(b0, b1):
                        motion.jitter(np.uint64(n), k, keys, keep, fresh, walk, error, drive, own, state)
                if midpoint:
                    for n in range(b0, b1):
                        i = np.uint64(n)
                        x, y, w = motion.move_midpoint(
                            i, share[i], table, start, middle, fx, fy, scale, place, pull, drive, error
                        )
                        ahead[0, i], ahead[1, i], ahead[2, i] = x, y, w
                else:
                    for n in range(b0, b1):
                        i = np.uint64(n)
                        x, y, w = motion.move(i, share[i], table, start, fx, scale, place, pull, drive, error)
                        ahead[0, i], ahead[1, i], ahead[2, i] = x, y, w
                if refloat > 0:
                    for n in range(b0, b1):
                        come_off(np.uint64(n), k, dt, table, start, fx, keys, walk, refloat, coast, swarm)
                for n in range(b0, b1):
                    settle(np.uint64(n), k, end, dt, keys, fx, fy, rates, jibe, capsize, refloat, leeway, own, coast, swarm)
                if s < places.shape[0]:
                    for n in range(b0, b1):
                        places[s, 0, n], places[s, 1, n] = place[0, n], place[1, n]
                        states[s, n], flags[s, n] = state[n], flag[n]

    return _begin, _advance


_begin, _advance = _loops(version_of(motion, shore))


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
    c, swarm = course(e, f, hazards, errors, step, output, midpoint), swarm_of(e, f, step)
    yield from _carried(e, f, c, swarm, outputs, output, threads)


def _carried(e: Ensemble, f: Forcing, c: Course, swarm: Swarm, outputs: int, output: float, threads: int) -> Iterator[Snapshot]:
    with in_parts(e.n, threads) as each:
        start(e, c, swarm, each)
        yield snapshot(e, e.t, swarm, f)
        for n in range(outputs):
            each(_advance, BLOCK, NOTHING, *c.chunk(f, e.t, n), *c.steady(), swarm.arrays())
            yield snapshot(e, e.t + (n + 1) * output, swarm, f)


Each = Callable[..., None]
"""Calls a compiled loop for all states: the loop, and what it is given after its first and last state."""


@contextmanager
def in_parts(n: int, threads: int) -> Iterator[Each]:
    """Cuts n states between threads; one thread is this one: a few thousand states are through before a pool has woken up."""
    if threads == 1:
        yield lambda work, *given: work(0, n, *given)
        return
    cuts = [n * k // threads for k in range(threads + 1)]
    with ThreadPoolExecutor(threads) as pool:

        def each(work: Each, *given: Any) -> None:
            list(pool.map(lambda k: work(cuts[k], cuts[k + 1], *given), range(threads)))

        yield each


def start(e: Ensemble, c: Course, swarm: Swarm, each: Each) -> None:
    """First waiting times and errors of a swarm; errors that the ensemble brings with it stay."""
    each(_begin, *c.beginning(), swarm.arrays())
    if e.error is not None:
        swarm.error[:] = e.error


def course(e: Ensemble, f: Forcing, hazards: Hazards, errors: Errors, step: float, output: float, midpoint: bool) -> Course:
    """What all states and steps of a march share; arguments as of snapshots."""
    back = step < 0
    sigma, memory = errors.arrays()
    keep = np.exp(-abs(step) / memory)
    (dlon, dlat), land = f.step, f.shore
    cell = np.array([f.metres[0].mean() * dlon, f.metres[1].mean() * dlat])
    return Course(
        keys=motion.keys_of(e.seed, np.arange(e.n) if e.number is None else e.number),
        steps=_every(step, output),
        dt=step,
        midpoint=midpoint,
        nx=f.axes.lon.size,
        scale=np.asarray(step / f.metres / np.array([[dlon], [dlat]]), np.float32),
        keep=keep.astype(np.float32),
        fresh=(sigma * np.sqrt(1 - keep**2)).astype(np.float32),
        walk=np.float32(np.sqrt(2 * errors.diffusivity / abs(step))),
        sigma=sigma if e.error is None else np.zeros(3),
        rates=np.zeros((4, 4)) if back else hazards.rates(),
        jibe=0.0 if back else float(-np.log(1 - errors.jibe_per_hour) / HOUR),
        capsize=hazards.capsizing(),
        refloat=0.0 if back else hazards.refloating(step),
        release=e.release,
        leeway=np.ascontiguousarray(e.leeway, np.float32),  # another layout would be compiled anew
        own=np.ascontiguousarray(e.own, np.float32),
        coast=(land.land_near, land.segments, land.first, land.grid, land.land, cell),
    )


def _every(step: float, output: float) -> int:
    every = round(output / step) if step else 0
    if every < 1 or abs(every * step - output) > 1e-6:
        raise ValueError(f"step {step} s and output {output} s: the output time must be a whole number of steps")
    return every


def swarm_of(e: Ensemble, f: Forcing, step: float) -> Swarm:
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


def snapshot(e: Ensemble, t: float, s: Swarm, f: Forcing) -> Snapshot:
    """The states of a swarm as they are, copied."""
    flag = s.flag.copy()
    if (e.release > max(t, e.t)).any():
        flag[(flag == MOVING) & (e.release > max(t, e.t))] = WAITING
    corner = float(f.axes.lon[0]), float(f.axes.lat[0])
    return Snapshot(t, s.place.copy(), s.state.copy(), flag, corner, f.step)


March = Callable[..., Iterator[Snapshot]]


def advance(
    e: Ensemble,
    f: Forcing,
    hours: float,
    *,
    output: float = 3600.0,
    step: float = 600.0,
    carry: March = snapshots,
    **how: Any,
) -> Run:
    """The whole run on a forcing prepared once for many ensembles; `how` as in snapshots.

    carry   what carries the states: snapshots, or a card's (gpu.march_on)
    hours   how long from e.t, rounded up to a whole number of outputs; negative for a quick look backwards, without
            events: the same equations with time reversed, not the probability of an origin
    raises  ValueError for a bad step or when the forcing does not cover the time
    """
    sign = -1.0 if hours < 0 else 1.0
    outputs = count(abs(hours), output)
    span = sorted((e.t, e.t + sign * outputs * output))
    if span[0] < f.t[0] - 1e-3 or span[1] > f.t[-1] + 1.0:
        raise ValueError(f"the forcing covers {f.t[0]} to {f.t[-1]}, the run needs {span[0]} to {span[1]}")
    shots = list(carry(e, f, outputs, output=sign * output, step=sign * step, **how))[:: int(sign)]
    return joined(shots, e.weight, f.names)


def joined(shots: Sequence[Snapshot], weight: Floats, fields: tuple[str, ...]) -> Run:
    """Snapshots, earliest first, as a Run."""
    t = np.array([s.t for s in shots])
    lon, lat, state, flag = (np.stack([getattr(s, name) for s in shots]) for name in ("lon", "lat", "state", "flag"))
    return Run(t, lon, lat, state, flag, weight, fields)


def run(e: Ensemble, current: Field, wind: Field, hours: float, *, output: float = 3600.0, **how: Any) -> Run:
    """Where the states go; `how` as in advance and snapshots.

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
