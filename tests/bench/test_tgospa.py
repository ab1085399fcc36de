"""T-GOSPA against every sequence of assignments of small cases, and against answers that are known."""

import itertools
import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))
from bench.fusion.tgospa import LOST_TEN_TIMES, tgospa

C, GAMMA = 100.0, 80.0


def assignments(n, m):
    """Every way of giving each of n a different one of m, or none (-1)."""
    for choice in itertools.product(range(-1, m), repeat=n):
        taken = [j for j in choice if j >= 0]
        if len(set(taken)) == len(taken):
            yield choice


def step_cost(choice, x, y, p):
    """Cost of one step; a pair of which one does not exist is a missed or a false one."""
    cost, free = 0.0, set(range(len(y))) - set(choice)
    for i, j in enumerate(choice):
        there, that = np.isfinite(x[i, 0]), j >= 0 and np.isfinite(y[j, 0])
        if there and that:
            cost += min(np.hypot(*(x[i] - y[j])), C) ** p
        else:
            cost += C**p / 2 * (there + that)
    return cost + C**p / 2 * sum(np.isfinite(y[j, 0]) for j in free)


def switch_cost(before, after, p):
    return GAMMA**p * sum(0 if a == b else 1 if a >= 0 and b >= 0 else 0.5 for a, b in zip(before, after, strict=True))


def brute(x, y, p):
    """The least over all sequences of assignments, by dynamic programming."""
    choices = list(assignments(len(x), len(y)))
    best = {c: step_cost(c, x[:, 0], y[:, 0], p) for c in choices}
    for k in range(1, x.shape[1]):
        here = {c: step_cost(c, x[:, k], y[:, k], p) for c in choices}
        best = {c: here[c] + min(best[b] + switch_cost(b, c, p) for b in choices) for c in choices}
    return min(best.values())


def some(rng, n, steps):
    """Trajectories that wander and do not exist all the time."""
    x = rng.uniform(0, 250, (n, 1, 2)) + rng.normal(0, 30, (n, steps, 2)).cumsum(axis=1)
    x[rng.random((n, steps)) < 0.2] = np.nan
    return x


@pytest.mark.parametrize("p", [1.0, 2.0])
def test_it_is_the_least_over_all_sequences_of_assignments(p):
    rng, exact = np.random.default_rng(3), 0
    for _ in range(60):
        x, y = (some(rng, rng.integers(1, 4), 4) for _ in range(2))
        ours, least = tgospa(x, y, C, p, GAMMA).total, brute(x, y, p)
        assert ours <= least + 1e-6  # the linear program may mix assignments, never cost more
        exact += ours == pytest.approx(least, abs=1e-6)
    assert exact >= 57


def test_nothing_costs_nothing():
    x = some(np.random.default_rng(1), 3, 6)
    assert tgospa(x, x, C).total == pytest.approx(0.0, abs=1e-9)
    assert tgospa(x[:0], x[:0], C).total == 0.0


def test_known_answers():
    x = np.zeros((2, 10, 2))
    x[1, :, 0] = 1_000.0
    crossed = x.copy()
    crossed[:, 5:] = x[::-1, 5:]
    assert tgospa(x, crossed, C, gamma=C).total == pytest.approx(4 * C / 2)  # two boats, two pairs change each
    missed = tgospa(x, x[:1], C)
    assert (missed.total, missed.missed, missed.false) == pytest.approx((10 * C / 2, 10 * C / 2, 0.0))
    assert tgospa(x, x + np.array([3.0, 0.0]), C).total == pytest.approx(2 * 10 * 3.0)
    assert tgospa(x, x + np.array([3.0, 0.0]), C).localisation == pytest.approx(60.0)


def test_it_is_a_metric_on_small_cases():
    rng = np.random.default_rng(5)
    for _ in range(30):
        x, y, z = (some(rng, rng.integers(1, 4), 4) for _ in range(3))
        xy, yx, xz, zy = (tgospa(a, b, C, gamma=GAMMA).total for a, b in ((x, y), (y, x), (x, z), (z, y)))
        assert xy == pytest.approx(yx, abs=1e-6)
        assert xy <= xz + zy + 1e-6


def test_the_price_of_a_lost_boat_is_a_quasi_metric():
    rng = np.random.default_rng(6)
    for _ in range(30):
        x, y, z = (some(rng, rng.integers(1, 4), 4) for _ in range(3))
        xy, xz, zy = (tgospa(a, b, C, gamma=GAMMA).priced(LOST_TEN_TIMES) for a, b in ((x, y), (x, z), (z, y)))
        assert xy <= xz + zy + 1e-6
    two, one = np.zeros((2, 3, 2)), np.zeros((1, 3, 2))
    two[1] += 1_000.0
    lost, extra = tgospa(two, one, C).priced(LOST_TEN_TIMES), tgospa(one, two, C).priced(LOST_TEN_TIMES)
    assert lost == pytest.approx(10 * extra)
    assert tgospa(two, one, C).priced(1.0) == pytest.approx(tgospa(two, one, C).total)
