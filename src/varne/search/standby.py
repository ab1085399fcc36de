"""Standby: where units should wait: a p-median of two ranks, by exchange, with a Lagrangian bound on the best there is.

Minutes count from a call until the nearest unit is there, or the second nearest when the first is busy. Sum over demand d of
w [(1 - p) t1 + p t2]. The times are any: nothing here knows of places.

Legend: D demand places · O options (a class of equal units, a place) · time (D, O) · p chance that a unit is busy
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from varne.search import exchange

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
STARTS = 24
ROUNDS = 600
"""Steps of the subgradient; the bound is then within half a per cent where that can be had."""
MOMENTUM = 0.3
"""Share of the last direction that a step keeps."""
ASHORE, SEA, ABROAD = 0, 1, 2
"""Where an option is: at a berth, at sea on its own side, at sea on the other side."""


@dataclass(frozen=True, slots=True, eq=False)
class Task:
    """Where units may wait.

    time       (D, O) from a call to arrival                          [s]
    weight     (D,)   demand, sum 1
    of_class   (O,)   class of each option; where  (O,) ASHORE, SEA or ABROAD
    count      (C,)   units of each class; side  (C,) number of the side that a class belongs to
    busy       chance that a unit is busy when it is needed
    most_sea   units that may wait at sea in all; keep  least number of units that each side keeps on its own side
    moved      (O,)   what it costs to be there and not where a unit of the class is now [s], added to the mean; zeros at first
    shut       (O,)   options that are not to be had now
    """

    time: Floats
    weight: Floats
    of_class: Ints
    where: Ints
    count: Ints
    side: Ints
    busy: float
    most_sea: int
    keep: tuple[int, ...]
    moved: Floats
    shut: NDArray[np.bool_]

    def abroad_at_most(self) -> Ints:
        """How many units of each side may be on the other side."""
        have = np.bincount(self.side, self.count, len(self.keep)).astype(np.int64)
        return np.maximum(have - np.array(self.keep, np.int64), 0)


@dataclass(frozen=True, slots=True, eq=False)
class Waiting:
    """Options chosen, one a unit; mean [s] with what the moves cost; bound: no choice has a lower one [s]."""

    chosen: Ints
    mean: float
    bound: float

    @property
    def gap(self) -> float:
        """How far the mean may be above the best, as a share of it."""
        return (self.mean - self.bound) / self.mean if self.mean > 0 else 0.0


def start(task: Task, rng: np.random.Generator) -> Ints:
    """Any choice that is allowed: everyone ashore, then some of them, in any order, sent anywhere that the rules allow.

    raises  ValueError when a class has fewer berths than units
    """
    chosen: list[int] = []
    for c, n in enumerate(task.count.tolist()):
        berths = np.flatnonzero((task.of_class == c) & (task.where == ASHORE) & ~task.shut)
        if berths.size < n:
            raise ValueError(f"class {c} has {n} units and {berths.size} berths; give each unit a place ashore")
        chosen += rng.choice(berths, n, replace=False).tolist()
    found, abroad = np.array(chosen, np.int64), task.abroad_at_most()
    for i in rng.permutation(found.size).tolist():
        trial = found.copy()
        trial[i] = rng.choice(np.flatnonzero((task.of_class == task.of_class[found[i]]) & ~task.shut))
        apart = np.unique(trial).size == trial.size
        if apart and exchange.fits(trial, task.where, task.of_class, task.side, task.most_sea, abroad):
            found = trial
    return found


def waiting(task: Task, rng: np.random.Generator, begin: Sequence[Ints] = (), rounds: int = ROUNDS) -> Waiting:
    """Where the units should wait.

    begin    choices to begin from as well as STARTS others, such as where they are now
    rounds   steps of the bound; 0 leaves it out (0)
    raises   ValueError when units have no berth
    """
    best, chosen = np.inf, start(task, rng)
    for one in [*begin, *(start(task, rng) for _ in range(STARTS))]:
        trial = np.array(one, np.int64)
        cost = _improved(task, trial)
        if cost < best:
            best, chosen = cost, trial
    return Waiting(chosen, best, bound(task, best, rounds) if rounds else 0.0)


def _improved(task: Task, chosen: Ints) -> float:
    """The mean when neither a move nor a swap helps any more; chosen changes in place."""
    abroad = task.abroad_at_most()
    given = (
        task.time,
        task.weight,
        task.busy,
        task.moved,
        task.shut,
        task.where,
        task.of_class,
        task.side,
        task.most_sea,
        abroad,
    )
    best = float(exchange.exchange(*given, chosen))
    while True:
        after = float(exchange.swap(*given, chosen))
        if after >= best - 1e-9:
            return best
        best = float(exchange.exchange(*given, chosen))


def mean_of(task: Task, chosen: Ints) -> float:
    """Mean time of a choice, without what moves cost [s]."""
    return float(exchange.cost(task.time, task.weight, task.busy, np.zeros(task.moved.size), chosen))


def bound(task: Task, above: float, rounds: int = ROUNDS) -> float:
    """A mean that no choice can go below: Lagrangian relaxation of "every demand is served in each rank", by subgradient.

    above   mean of some choice: sets the steps
    source  Held, Wolfe and Crowder 1974, doi 10.1007/BF01580223; for the p-median, Narula, Ogbu and Samuelsson 1977
    """
    demand, options = task.time.shape
    if task.count.sum() < 2:  # nobody is second: the first comes when it is free
        task = replace(task, busy=0.0)
    ranked = np.sort(task.time, axis=1)
    u1 = ranked[:, min(2, options - 1)] * (1 - task.busy) * task.weight
    u2 = ranked[:, min(6, options - 1)] * task.busy * task.weight
    profit, rank = np.empty(options), np.empty((demand, options), np.int8)
    best, scale, direction = -np.inf, 1.0, np.zeros(2 * demand)
    for _ in range(rounds):
        exchange.profits(task.time, task.weight, task.busy, u1, u2, task.moved, task.shut, profit, rank)
        worth, chosen = _cheapest(task, profit)
        value = worth + float(u1.sum() + u2.sum())
        scale = scale if value > best + 1e-9 else scale * 0.985
        best = max(best, value)
        short = np.concatenate([1.0 - (rank[:, chosen] == k).sum(axis=1) for k in (1, 2)])
        if task.busy == 0:
            short[demand:] = 0.0
        direction = short + MOMENTUM * direction
        size = float(np.sum(direction**2))
        if not short.any() or scale < 1e-4:
            break
        step = scale * max(1.001 * above - value, 1e-9) / size
        u1, u2 = u1 + step * direction[:demand], u2 + step * direction[demand:]
    return best


def _cheapest(task: Task, profit: Floats) -> tuple[float, Ints]:
    """The allowed choice of options with the least sum of profits."""
    picked = np.empty(int(task.count.sum()), np.int64)
    rules = (task.of_class, task.where, task.count, task.side, task.most_sea, task.abroad_at_most())
    return float(exchange.choose(profit, task.shut, *rules, picked)), picked
