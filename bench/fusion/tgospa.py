"""T-GOSPA, the GOSPA metric on sets of trajectories, by its linear program; alpha 2.

Legend: n, m numbers of trajectories · T steps · c cut-off, gamma switching penalty [m] · k step
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import block_array, coo_array, eye_array

from bench.fusion.nights import Bools, Floats, Ints, Night, places, when

CUT = 5_000.0
STEP = 600.0
LOST_TEN_TIMES = 20 / 11
"""Price of a missed boat when it is ten times that of a false one."""


@dataclass(frozen=True, slots=True)
class TGospa:
    """The p-th power of the metric and its parts, which add up to it [m^p]."""

    total: float
    localisation: float
    missed: float
    false: float
    switches: float

    def priced(self, missed: float) -> float:
        """The total when a missed one costs `missed` times c^p / 2, 0 to 2, and a false one 2 minus that.

        Then a pair is cut off at c whatever the price, so the pairing stays: 20/11 says that a lost boat is ten times
        worse than one too many.
        source  Garcia-Fernandez et al. 2025, arXiv 2507.13706, a quasi-metric
        """
        return self.localisation + self.switches + missed * self.missed + (2 - missed) * self.false


def tgospa(x: Floats, y: Floats, c: float = CUT, p: float = 1.0, gamma: float = CUT) -> TGospa:
    """T-GOSPA between true and estimated trajectories.

    x, y     (n, T, 2), (m, T, 2)  [m], NaN where a trajectory does not exist
    source   Garcia-Fernandez, Rahmathullah, Svensson 2020, "A metric on the space of finite sets of trajectories for
             evaluation of multi-target tracking algorithms", doi 10.1109/TSP.2020.3005309, eq. 23, written as what is
             won over leaving every trajectory unassigned: then only pairs that come within c need a variable
    """
    ex, ey = np.isfinite(x[..., 0]), np.isfinite(y[..., 0])
    d, gain = _gains(x, y, ex, ey, c, p)
    i, j = np.nonzero((gain > 0).any(axis=2))
    won = gain[i, j]
    w, jumps = _assigned(won, i, j, gamma**p / 2) if len(i) else (won, 0.0)
    near = w * (won > 0)
    held = float(near.sum()) * c**p / 2
    parts = (float((near * d[i, j]).sum()), ex.sum() * c**p / 2 - held, ey.sum() * c**p / 2 - held, jumps)
    return TGospa(float(sum(parts)), *(float(part) for part in parts))


def _gains(x: Floats, y: Floats, ex: Bools, ey: Bools, c: float, p: float) -> tuple[Floats, Floats]:
    """(n, m, T) Cost of a pair, and what the pair wins over a missed and a false one; 0 where it wins nothing."""
    both = ex[:, None] & ey[None]
    apart = np.hypot(*np.moveaxis(x[:, None] - y[None], -1, 0))
    cost = np.where(both, np.fmin(apart, c), c) ** p
    return cost, c**p - cost


def _assigned(won: Floats, i: Ints, j: Ints, jump: float) -> tuple[Floats, float]:
    """(pairs, T) Assignment weights of the best solution, and what its changes cost."""
    pairs, steps = won.shape
    k, weight = np.arange(steps), np.arange(won.size)
    holders = np.stack([i, i.max() + 1 + j])  # each of them holds at most one of the others at a time
    rows = (holders[..., None] * steps + k).ravel()
    once = coo_array((np.ones(2 * won.size), (rows, np.tile(weight, 2))), shape=(rows.max() + 1, won.size))
    later = weight.reshape(pairs, steps)[:, 1:].ravel()
    n = len(later)
    signs = np.repeat([1.0, -1.0], n)
    change = coo_array((signs, (np.tile(np.arange(n), 2), np.concatenate([later, later - 1]))), shape=(n, won.size))
    a = block_array([[once, None], [change, -eye_array(n)], [-change, -eye_array(n)]])
    cost, limit = np.append(-won.ravel(), np.full(n, jump)), np.append(np.ones(once.shape[0]), np.zeros(2 * n))
    done = linprog(cost, A_ub=a, b_ub=limit, method="highs")
    if not done.success:
        raise ArithmeticError(f"T-GOSPA: {done.message}")
    w = done.x[: won.size].reshape(pairs, steps)
    return w, float(jump * np.abs(np.diff(w, axis=1)).sum())


def night_tgospa(night: Night, labels: Ints) -> TGospa:
    """T-GOSPA of a night's labels: straight lines between stated positions of a label against those between true ones."""
    t, xy = when(night.reports), places(night.reports)
    clock = np.arange(night.true_t.min() // STEP * STEP, night.end, STEP)
    true = [_line(night.true_t[m], night.true_xy[m], clock) for m in (night.truth == b for b in night.boats)]
    placed = np.isfinite(xy[:, 0])
    said = [_line(t[m], xy[m], clock) for m in ((labels == k) & placed for k in np.unique(labels[placed]))]
    return tgospa(_stacked(true, clock), _stacked(said, clock))


def _stacked(lines: list[Floats], clock: Floats) -> Floats:
    return np.array(lines).reshape(-1, len(clock), 2)


def _line(t: Floats, xy: Floats, clock: Floats) -> Floats:
    """(T, 2) Straight lines between places in order of time, half a step longer at both ends, NaN outside."""
    order = np.argsort(t, kind="stable")
    there = (clock >= t.min() - STEP / 2) & (clock <= t.max() + STEP / 2)
    xy_at = np.column_stack([np.interp(clock, t[order], xy[order, k]) for k in (0, 1)])
    return np.where(there[:, None], xy_at, np.nan)
