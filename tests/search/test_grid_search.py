"""The published grid example (Stone Soup's Bayesian search; research/search.md 3.6) against the bound of free effort.

A platform on 15 by 15 cells moves three cells a step and sees what lies within 1.6 of it with probability 0.9, eleven times.
The best path is found here by branch and bound; its 0.75930, and the library's one-step 0.74199, are the memo's. Whatever a
path does, effort that may be spread freely does as well: the bound must lie above, and not far.
"""

from functools import cache

import numpy as np
import pytest

from varne.search.relaxed import Effort, relaxed
from varne.search.targets import UNSEEN, in_frame

SIDE, LOOKS, POD, CELL = 15, 11, 0.9, 1000.0
MOVES = ((3, 0), (-3, 0), (0, 3), (0, -3), (0, 0))
X, Y = (a.ravel() for a in np.meshgrid(np.arange(SIDE, dtype=float), np.arange(SIDE, dtype=float)))
PRIOR = np.exp(-0.5 * ((X - 7) ** 2 / 10 + (Y - 8) ** 2 / 6))
PRIOR /= PRIOR.sum()


@cache
def mass(place):
    return float(PRIOR[np.hypot(X - place[0], Y - place[1]) <= 1.6].sum())


def reach(place, steps):
    """Places that can be looked at within some steps, and how often at most."""
    for i in range(-4, 6):
        for j in range(-4, 6):
            there = (1 + 3 * i, 1 + 3 * j)
            away = (abs(there[0] - place[0]) + abs(there[1] - place[1])) // 3
            if away <= steps:
                yield there, steps - max(away, 1) + 1


def best_path(place=(4, 4), looks=LOOKS, seen=(), found=0.0, best=0.0):
    """The most that any path finds; branches that cannot pass the best are cut."""
    if looks == 0:
        return max(best, found)
    missed = {p: (1 - POD) ** seen.count(p) for p in set(seen)}
    gains = sorted(
        (POD * mass(p) * missed.get(p, 1.0) * (1 - POD) ** k for p, times in reach(place, looks) for k in range(times)),
        reverse=True,
    )
    if found + sum(gains[:looks]) <= best + 1e-12:
        return best
    nexts = sorted(((place[0] + dx, place[1] + dy) for dx, dy in MOVES), key=lambda p: -mass(p) * missed.get(p, 1.0))
    for p in nexts:
        if -2 <= p[0] <= 16 and -2 <= p[1] <= 16:
            best = best_path(p, looks - 1, (*seen, p), found + POD * mass(p) * missed.get(p, 1.0), best)
    return best


@pytest.fixture(scope="module")
def optimum():
    return best_path()


def test_the_best_path_is_the_memos(optimum):
    assert optimum == pytest.approx(0.75930, abs=5e-6)
    assert optimum > 0.74199


def test_the_bound_of_free_effort_lies_above_the_best_path_and_near(optimum):
    """Nine cells a look, each with effort -ln(1 - 0.9): a path is one way to spread it."""
    n, t = PRIOR.size, np.arange(LOOKS) + 0.5
    places = (np.broadcast_to(CELL * v, (LOOKS, n)).copy() for v in (X, Y))
    of = in_frame(1.5, 51.0, t, 1.0, *places, np.zeros((LOOKS, n), np.int8), PRIOR)
    width = np.zeros((1, LOOKS, UNSEEN + 1))
    width[..., 0] = CELL
    free = relaxed(of, Effort(width, np.full((1, LOOKS), -9 * CELL * np.log(1 - POD))), 1e-4, CELL)
    assert optimum < free.value <= free.bound < 0.85
