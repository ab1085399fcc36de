"""Legs: marches end to end, each until something is reported or an hour is over, every step kept.

A leg is one call of the compiled loop: the filter of an outlook makes hundreds of legs of a few thousand states, and what
Python does between the steps would cost more than the steps.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from varne.drift.ensemble import NO_HAZARDS, USUAL_ERRORS, Ensemble, Errors, Hazards
from varne.drift.forcing import Forcing
from varne.drift.march import BLOCK, Swarm, _advance, course, in_parts, start, swarm_of
from varne.drift.motion import MOVING, WAITING

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Codes = NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Stretch:
    """All states of a leg at its start and after each step.

    t            (m,) [s since 1970]
    place        (m, 2, n) columns and rows of the grid with this corner and step
    state, flag  (m, n)
    """

    t: Floats
    place: Singles
    state: Codes
    flag: Codes
    corner: tuple[float, float]
    step: tuple[float, float]

    def lonlat(self, rows: slice | int, columns: NDArray[np.intp] | None = None) -> tuple[Floats, Floats]:
        """Longitudes and latitudes [deg] of some moments and states (None: all), shape as asked."""
        x, y = (self.place[rows, k].take(columns, axis=-1) if columns is not None else self.place[rows, k] for k in (0, 1))
        return self.corner[0] + self.step[0] * x.astype(float), self.corner[1] + self.step[1] * y.astype(float)


def leg(
    e: Ensemble,
    f: Forcing,
    outputs: int,
    *,
    output: float,
    hazards: Hazards = NO_HAZARDS,
    errors: Errors = USUAL_ERRORS,
    threads: int = 1,
) -> tuple[Stretch, Ensemble]:
    """One of several marches end to end, a step an output: what the states did, and the ensemble to go on from.

    output   [s], of any length up to ten minutes or so: a leg ends when something is reported, not on the hour
    returns  the states at the start and after each output; the ensemble at the end with its errors and sides. Waiting times
             are drawn anew in the next leg, which is the same, since they are exponential: give it a seed of its own
    """
    c, swarm = course(e, f, hazards, errors, output, output, True), swarm_of(e, f, output)
    t: Floats = e.t + output * np.arange(outputs + 1.0)
    place, state, flag = (np.empty((outputs + 1, *a.shape), a.dtype) for a in (swarm.place, swarm.state, swarm.flag))
    place[0], state[0], flag[0] = swarm.place, swarm.state, swarm.flag
    moments = t[:-1, None] + np.array([0.0, output / 2])
    with in_parts(e.n, threads) as each:
        start(e, c, swarm, each)
        kept, table = (place[1:], state[1:], flag[1:]), f.tables(moments.ravel()).ravel()
        each(_advance, BLOCK, kept, 0, e.t, table, *replace(c, steps=outputs).steady(), swarm.arrays())
    _hold(e, t, flag)
    done = Stretch(t, place, state, flag, (float(f.axes.lon[0]), float(f.axes.lat[0])), f.step)
    return done, _after(e, done, swarm)


def _hold(e: Ensemble, t: Floats, flag: Codes) -> None:
    """Mark what waits for its release, in place; flag (m, n)."""
    if (e.release > e.t).any():
        flag[(flag == MOVING) & (e.release > t[:, None])] = WAITING


def _after(e: Ensemble, done: Stretch, swarm: Swarm) -> Ensemble:
    pulls = e.leeway.copy()
    pulls[:, 6] = swarm.side
    lon, lat = done.lonlat(-1)
    t = float(done.t[-1])
    return replace(
        e,
        t=t,
        lon=lon,
        lat=lat,
        state=done.state[-1],
        flag=done.flag[-1],
        release=np.maximum(e.release, t),  # waiting times are counted from the release
        leeway=pulls,
        error=swarm.error,
    )
