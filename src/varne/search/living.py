"""Living: how likely the people of each state are alive as time passes: what finding them in a step is worth."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from varne.drift.run import Run
from varne.survival.curves import Curve, alive

Floats = NDArray[np.float64]


def living(run: Run, curves: Sequence[Curve], since: float = 0.0) -> Floats:
    """Share alive (m, n) at each output of a run, never rising.

    curves  one for each of drift.ensemble.STATES, such as of survival.curves
    since   how long before the run began the people had been as they were then [s]
    source  a state that changes (a boat adrift that fills, people who go into the water) starts its new curve anew, and keeps
            the losses of the one before: the chance to live on is taken interval by interval
    """
    share = np.empty(run.lon.shape)
    onset = np.full(run.weight.size, float(run.t[0]) - since)
    share[0] = _alive(curves, run.state[0], run.t[0] - onset)
    for k in range(1, run.t.size):
        was = run.state[k - 1]
        before, after = (_alive(curves, was, t - onset) for t in (run.t[k - 1], run.t[k]))
        share[k] = share[k - 1] * np.minimum(after / before, 1.0)
        onset = np.where(run.state[k] != was, run.t[k], onset)
    return share


def _alive(curves: Sequence[Curve], state: NDArray[np.int8], age: Floats) -> Floats:
    found = np.ones(state.size)
    for code, curve in enumerate(curves):
        mine = state == code
        if mine.any():
            found[mine] = alive(curve, age[mine])
    return found


def at_steps(run: Run, share: Floats, t: Floats) -> Floats:
    """(T, n) a share (m, n) of a run's outputs at other times (T,), straight between outputs."""
    k = np.clip(np.searchsorted(run.t, t, side="right") - 1, 0, run.t.size - 2)
    w = ((t - run.t[k]) / (run.t[k + 1] - run.t[k]))[:, None]
    return np.asarray(share[k] * (1 - w) + share[k + 1] * w)
