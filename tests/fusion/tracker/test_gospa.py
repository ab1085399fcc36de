"""GOSPA and OSPA against every way of pairing, and against the prices they promise."""

import itertools
import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[3]))
from bench.gospa import gospa, ospa, over_time


def brute(x, y, c, missed, false, mean=False):
    """The least cost over every partial pairing of two small sets."""
    best = np.inf
    for k in range(min(len(x), len(y)) + 1):
        for rows in itertools.combinations(range(len(x)), k):
            for columns in itertools.permutations(range(len(y)), k):
                d = sum(min(np.hypot(*(x[i] - y[j])), c) ** 2 for i, j in zip(rows, columns, strict=True))
                alone = c**2 / 2 * (missed * (len(x) - k) + false * (len(y) - k))
                best = min(best, d + alone)
    return np.sqrt(best)


@pytest.mark.parametrize(("missed", "false"), [(1.0, 1.0), (10.0, 1.0)])
def test_gospa_is_the_least_over_all_pairings(missed, false):
    rng = np.random.default_rng(0)
    for _ in range(60):
        x, y = rng.uniform(0, 1_500, (rng.integers(0, 5), 2)), rng.uniform(0, 1_500, (rng.integers(0, 5), 2))
        ours = gospa(x, y, 500.0, missed=missed, false=false)
        if missed == 1.0:
            assert ours.distance == pytest.approx(brute(x, y, 500.0, missed, false))
        assert ours.missed + len(ours.pairs) == len(x)
        assert ours.false + len(ours.pairs) == len(y)


def test_ospa_is_the_least_over_all_pairings():
    rng = np.random.default_rng(1)
    for _ in range(60):
        x, y = rng.uniform(0, 1_500, (rng.integers(1, 6), 2)), rng.uniform(0, 1_500, (rng.integers(1, 6), 2))
        a, b = sorted((x, y), key=len)
        cost = min(
            sum(min(np.hypot(*(a[i] - b[j])), 500.0) ** 2 for i, j in enumerate(p))
            for p in itertools.permutations(range(len(b)), len(a))
        )
        assert ospa(x, y) == pytest.approx(np.sqrt((cost + 500.0**2 * (len(b) - len(a))) / len(b)))


def test_a_lost_boat_may_cost_more():
    x, nothing = np.zeros((1, 2)), np.zeros((0, 2))
    assert gospa(x, nothing, 500.0).distance == pytest.approx(500 / np.sqrt(2))
    assert gospa(x, nothing, 500.0, missed=10.0).distance == pytest.approx(500 * np.sqrt(5))
    assert gospa(nothing, x, 500.0, missed=10.0).distance == pytest.approx(500 / np.sqrt(2))


def test_over_time_counts_a_change_of_number():
    boats = np.zeros((1, 3, 2))
    boats[0, 2] = np.nan
    scored = over_time(boats, np.arange(3.0), np.arange(2.0), np.array([7, 8]), np.full((2, 2), 3.0))
    assert scored["switches"] == 1
    assert scored["missed"] == scored["false"] == 0
    assert scored["rms_m"] == pytest.approx(np.hypot(3, 3))
