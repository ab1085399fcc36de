"""Relaxed: the best that free effort could do, with a bound that no plan can pass.

Every searcher may spread the track length of each step over the sea as it likes, in cells that drift with the datum. Whatever
is sailed spreads it in some such way, so under the same law of detection (random search, Koopman 1946: missed by exp(-W L / A))
no plan is worth more. Brown 1980, doi 10.1287/opre.28.6.1275; Washburn 1983, doi 10.1287/opre.31.4.739.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from varne.search import effort
from varne.search.targets import UNSEEN, Targets

Floats = NDArray[np.float64]
FINEST, COARSEST = 100.0, 40_000.0
"""Least and greatest cell [m]."""
CROWD, CROWDED = 180, 0.9
"""Targets in a cell where the tenth of the targets is that has most company. With fewer, the bound takes their chance places
for knowledge: with these it is a point of POS too high (docs/search.md). With many more it is none: areas fit into a cell."""
SWEEPS = 60


@dataclass(frozen=True, slots=True)
class Effort:
    """What A searchers can do in T steps.

    sweep_width  (A, T, K) of each against each kind, the unseen last with 0   [m]
    length       (A, T)    track length on scene in each step                  [m]
    """

    sweep_width: Floats
    length: Floats


@dataclass(frozen=True, slots=True)
class Relaxed:
    """Free effort and how good it is.

    value    worth of this effort: POS, or the chance to be found alive; bound: no effort is worth more, 0..1
    myopic   worth when every step is shared out without a thought of the later ones
    x        (A, T, C) track length in each cell [m]; place (T, C, 2) south-west corners in the drifting frame [m]; cell [m]
    worth_m  (A, T) what one more metre of track would be worth, at the best place [1/m]
    sweeps   how often all steps were gone through
    """

    value: float
    bound: float
    myopic: float
    x: Floats
    place: Floats
    cell: float
    worth_m: Floats
    sweeps: int

    @property
    def gap(self) -> float:
        """How far the value may be below the best, as a share of the bound."""
        return (self.bound - self.value) / self.bound if self.bound > 0 else 0.0


def cell_for(of: Targets) -> float:
    """The least cell in which the tenth of the targets that has most company has CROWD of them or more, in the middle step [m].

    trap  not the mean over cells: targets far off, each in a cell of its own, would make the cells so large that areas which
          lie well inside one find more than effort spread over it, and the bound would be none
    """
    t = of.t.size // 2
    seen = of.kind[t] < UNSEEN
    x, y = of.x[t][seen], of.y[t][seen]
    cell = FINEST
    while cell < COARSEST and _company(x, y, cell) < min(CROWD, x.size / 2):
        cell *= 1.15
    return cell


def _company(x: NDArray[np.float32], y: NDArray[np.float32], cell: float) -> float:
    """With how many targets those that have most company share their cell, themselves counted."""
    _, of_cell, count = np.unique(_keys(x, y, cell), return_inverse=True, return_counts=True)
    return float(np.quantile(count[of_cell], CROWDED))


def better(of: Targets, by: Effort, cell: float | None = None) -> Iterator[Relaxed]:
    """Ever better efforts, each with its bound; the first is the myopic one. Take until the gap or the time is enough.

    raises  ValueError when nobody has any track length
    """
    if not (by.length > 0).any():
        raise ValueError("no searcher is on scene for any time; give one with endurance that is ready before the search ends")
    cell = cell or cell_for(of)
    kinds = by.sweep_width.shape[2]
    row, cells, place = effort.cells_of(of.x, of.y, of.kind, cell, kinds)
    worth = _lost(of)
    rate = np.ascontiguousarray(by.sweep_width / cell**2)
    e, x = np.ones(row.shape), np.zeros((*by.length.shape, int(cells.max())))
    least, first = np.inf, 0.0
    for sweeps in range(1, SWEEPS + 1):
        effort.sweep(row, cells, of.weight, worth, e, x, rate, by.length, effort.TURNS)
        value, above, greatest = effort.bound(row, cells, of.weight, worth, e, x, rate, by.length)
        least, first = min(least, above), first or value
        yield Relaxed(value, max(least, value), first, x.copy(), place, cell, greatest, sweeps)


def relaxed(of: Targets, by: Effort, gap: float = 1e-3, cell: float | None = None) -> Relaxed:
    """The first effort that is proved to be within a gap of the best (share of the bound), or the last of SWEEPS.

    raises  ValueError as better does
    """
    found = None
    for found in better(of, by, cell):
        if found.gap <= gap:
            break
    assert found is not None
    return found


def spread_over(effort_: Relaxed, of: Targets, by: Effort) -> float:
    """Worth of a relaxed effort on other targets in the same frame: free of what the effort took for knowledge by chance."""
    z, value, before = np.zeros(of.n), np.zeros(of.n), np.ones(of.n)
    for t in range(of.t.size):
        keys, lengths = _density(effort_, t)
        mine = _keys(of.x[t], of.y[t], effort_.cell)
        at = np.clip(np.searchsorted(keys, mine), 0, keys.size - 1)
        inside = keys[at] == mine
        widths = by.sweep_width[:, t, :][:, of.kind[t]]
        z += np.where(inside, (widths * lengths[:, at]).sum(axis=0), 0.0) / effort_.cell**2
        now = np.exp(-z)
        value += of.reward[t] * (before - now)
        before = now
    return float(np.sum(of.weight * value))


def certified(of: Targets, by: Effort, x: Floats, cell: float) -> tuple[float, float]:
    """Value of any effort, and the bound that its own tangent gives: for plans that were made in another way.

    x     (A, T, C) track length [m] in the cells that `better` yields, no more in a step than there is
    """
    row, cells, _ = effort.cells_of(of.x, of.y, of.kind, cell, by.sweep_width.shape[2])
    rate = by.sweep_width / cell**2
    steps, kinds = of.t.size, rate.shape[2]
    e = np.stack([np.exp(-np.einsum("ac,ak->ck", x[:, t], rate[:, t]))[row[t] // kinds, row[t] % kinds] for t in range(steps)])
    value, above, _ = effort.bound(row, cells, of.weight, _lost(of), e, x, rate, by.length)
    return float(value), float(above)


def _lost(of: Targets) -> Floats:
    """(T, n) worth of a find that is gone after each step; after the last, all that is left."""
    return np.asarray(-np.diff(of.reward.astype(float), axis=0, append=0.0))


def _keys(x: NDArray[np.float32], y: NDArray[np.float32], cell: float) -> NDArray[np.int64]:
    return np.asarray(np.floor(x / cell).astype(np.int64) * 1_000_003 + np.floor(y / cell).astype(np.int64))


def _density(found: Relaxed, t: int) -> tuple[NDArray[np.int64], Floats]:
    corner = found.place[t] + found.cell / 2
    keys = _keys(corner[:, 0].astype(np.float32), corner[:, 1].astype(np.float32), found.cell)
    used = found.x[:, t].sum(axis=0) > 0
    order = np.argsort(keys[used])
    return keys[used][order], found.x[:, t][:, used][:, order]


def with_sweep_width(by: Effort, factor: float) -> Effort:
    """The same with every sweep width times a factor: how much the answer hangs on them."""
    return replace(by, sweep_width=by.sweep_width * factor)
