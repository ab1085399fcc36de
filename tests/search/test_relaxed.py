"""The bound against published optima, an independent conic solver, and every feasible effort."""

from dataclasses import replace
from itertools import pairwise, product

import cvxpy as cp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.searches import boat, cloud, instance
from varne.search import effort
from varne.search.relaxed import Effort, better, cell_for, certified, relaxed, spread_over
from varne.search.searchers import effort_of
from varne.search.targets import Targets, some

SORAL = [  # research/search.md 3.3: p, T, w (areas x resources), optimal t
    ([8, 4, 1, 2], [0.05], [[1], [4], [12], [8]], [[0], [0.033333], [0], [0.0166667]]),
    ([4, 2, 8, 1], [0.10], [[4], [1], [1], [12]], [[0.092980], [0], [0], [0.007020]]),
    ([2, 4, 2], [0.20], [[9], [3], [6]], [[0.0732241], [0.0845173], [0.0422586]]),
    ([1, 4, 20, 0], [0.50], [[8], [4], [0], [10]], [[0.10890], [0.39110], [0], [0]]),
    ([2, 6, 4], [0.50], [[6], [2], [3]], [[0.083333], [0.25], [0.166667]]),
    ([0.5, 0.5], [16.1, 13.9], [[0.1, 0.05], [0.02, 0.005]], [[10.30365, 13.9], [5.79635, 0]]),
]
WASHBURN = ([1000, 1000, 2000, 2000], [3, 2, 1], [[1, 3, 0], [2, 2, 1], [3, 2, 0], [4, 1, 1]], None)


def stationary(p, total, w):
    """Areas as cells in a row, each with a kind of its own: w by area and resource."""
    p, w = np.array(p, float), np.array(w, float)
    k = p.size
    x = (1000.0 * np.arange(k)[None] + 500).astype(np.float32)
    ones = np.ones((1, k), np.float32)
    of = Targets(
        0.0, 0.0, np.array([0.5]), 1.0, np.zeros((1, 2)), x, 500 * ones, np.arange(k, dtype=np.int8)[None], p / p.sum(), ones
    )
    return of, Effort(w.T[:, None, :] * 1000.0**2, np.array(total, float)[:, None])


@pytest.mark.parametrize(("p", "total", "w", "optimal"), SORAL)
def test_the_stationary_cases_of_soral(p, total, w, optimal):
    of, by = stationary(p, total, w)
    found = relaxed(of, by, gap=1e-9, cell=1000.0)
    assert pytest.approx(np.array(optimal), abs=2e-4 * sum(total)) == found.x[:, 0].T


def test_washburns_example():
    of, by = stationary(*WASHBURN[:3])
    found = relaxed(of, by, gap=1e-7, cell=1000.0)
    assert found.value * 6000 == pytest.approx(5893.792, abs=0.01)
    assert found.bound * 6000 == pytest.approx(5893.792, abs=0.01)


def chain():
    """research/search.md 3.5: seven cells in a row, a target that stays or steps aside, all its ways as targets."""
    move = np.zeros((7, 7))
    for i, d in product(range(7), (-1, 0, 1)):
        move[i, i + d if 0 <= i + d < 7 else i] += 0.6 if d == 0 else 0.2
    start = np.array([0, 0, 0.2, 0.6, 0.2, 0, 0])
    ways = [(start[w[0]] * np.prod([move[a, b] for a, b in pairwise(w)]), w) for w in product(range(7), repeat=4)]
    ways = [(p, w) for p, w in ways if p > 0]
    x = (1000.0 * np.array([w for _, w in ways]).T + 500).astype(np.float32)
    flat = np.full(x.shape, 500, np.float32)
    weight = np.array([p for p, _ in ways])
    of = Targets(
        0.0, 0.0, np.arange(4) + 0.5, 1.0, np.zeros((4, 2)), x, flat, np.zeros(x.shape, np.int8), weight, np.ones_like(x)
    )
    return of, Effort(np.full((1, 4, 1), 1000.0**2), np.ones((1, 4)))


def test_the_tiny_moving_target():
    of, by = chain()
    found = relaxed(of, by, gap=1e-8, cell=1000.0)
    assert found.myopic == pytest.approx(0.702190, abs=2e-6)
    assert found.value == pytest.approx(0.704584, abs=2e-6)
    assert found.bound == pytest.approx(0.704584, abs=2e-6)
    first = {round(float(c) / 1000): x for c, x in zip(found.place[0, :, 0], found.x[0, 0], strict=True) if x > 0}
    assert first == pytest.approx({2: 0.0668, 3: 0.8664, 4: 0.0668}, abs=2e-4)


def test_a_whole_searcher_is_below_the_bound():
    """The indivisible searcher of the same memo, 0.640581, against the bound with its effort per look."""
    of, by = chain()
    assert relaxed(of, Effort(by.sweep_width, 0.9162907 * by.length), cell=1000.0).bound > 0.640581


def conic(of, by, cell):
    """The same problem for Clarabel, through cvxpy."""
    row, cells, _ = effort.cells_of(of.x, of.y, of.kind, cell, by.sweep_width.shape[2])
    assets, steps, kinds = by.sweep_width.shape
    x = [[cp.Variable(int(cells[t]), nonneg=True) for t in range(steps)] for _ in range(assets)]
    lost = -np.diff(of.reward.astype(float), axis=0, append=0.0)
    z, worth = 0, 0
    for t in range(steps):
        c, k = row[t] // kinds, row[t] % kinds
        for a in range(assets):
            z = z + cp.multiply(by.sweep_width[a, t, k] / cell**2, x[a][t][c])
        worth = worth + cp.sum(cp.multiply(of.weight * lost[t], 1 - cp.exp(-z)))
    limits = [cp.sum(x[a][t]) <= by.length[a, t] for a in range(assets) for t in range(steps)]
    problem = cp.Problem(cp.Maximize(worth), limits)
    problem.solve(solver="CLARABEL")
    return problem.value


@pytest.mark.parametrize("seed", range(12))
def test_random_instances_against_a_conic_solver(seed):
    of, kept, by = instance(np.random.default_rng(seed))
    of = replace(of, **kept)
    found = relaxed(of, by, gap=1e-7, cell=1000.0)
    exact = conic(of, by, 1000.0)
    assert exact - 2e-6 <= found.value <= exact + 2e-5  # the conic solver stops a little short of the best
    assert found.bound >= exact - 1e-7
    assert certified(of, by, found.x, 1000.0)[0] == pytest.approx(found.value, abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 1 << 30))
def test_no_effort_is_worth_more_than_any_bound(seed):
    rng = np.random.default_rng(seed)
    of, kept, by = instance(rng)
    of = replace(of, **kept)
    shape = next(better(of, by, 1000.0)).x.shape
    share = rng.dirichlet(np.full(shape[2], 0.3), shape[:2])
    cells = effort.cells_of(of.x, of.y, of.kind, 1000.0, 5)[1]
    for t, m in enumerate(cells):
        share[:, t, m:] = 0
    value, own = certified(of, by, share * by.length[..., None], 1000.0)
    for found in better(of, by, 1000.0):
        assert value <= found.bound + 1e-12
        assert found.value <= own + 1e-9
        if found.gap < 1e-6:
            break


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 1 << 30), st.floats(1.0, 3.0))
def test_more_effort_is_never_worth_less_and_a_union_never_more_than_its_sum(seed, factor):
    rng = np.random.default_rng(seed)
    of, kept, by = instance(rng)
    of = replace(of, **kept)
    whole = relaxed(of, by, gap=1e-6, cell=1000.0)
    assert relaxed(of, Effort(by.sweep_width, factor * by.length), gap=1e-6, cell=1000.0).bound >= whole.value - 1e-9
    alone = [relaxed(of, Effort(by.sweep_width[[j]], by.length[[j]]), 1e-6, 1000.0).bound for j in (0, 1) if by.length[j].any()]
    assert whole.value <= sum(alone) + 1e-9


def test_values_only_rise_and_the_bound_only_falls():
    of = cloud()
    by = effort_of([boat(), boat("other", ready=1800.0, hours=1.0)], of)
    seen = list(better(of, by))
    values, bounds = [r.value for r in seen], [r.bound for r in seen]
    assert (np.diff(values) >= -1e-6).all()
    assert (np.diff(bounds) <= 0).all()
    assert seen[0].myopic == values[0] <= values[-1] <= bounds[-1]


def test_what_is_ashore_is_never_found():
    of = cloud()
    kind = of.kind.copy()
    kind[:, ::2] = 4
    by = effort_of([boat(hours=3.0, speed_kn=500.0)], of)
    assert relaxed(replace(of, kind=kind), by).bound <= 0.5 + 1e-9


def test_a_cell_is_as_small_as_the_number_of_targets_allows():
    few, many = cell_for(cloud(1000)), cell_for(cloud(20_000))
    assert many < few
    assert cell_for(cloud(20_000, spread=300.0)) < few / 2


def test_fresh_targets_find_a_little_less_than_those_it_was_made_for():
    both = cloud(40_000)
    mine, fresh = some(both, np.arange(20_000)), some(both, np.arange(20_000, 40_000))
    found = relaxed(mine, effort_of([boat()], mine))
    assert spread_over(found, mine, effort_of([boat()], mine)) == pytest.approx(found.value, abs=1e-6)
    assert found.value - 0.02 < spread_over(found, fresh, effort_of([boat()], fresh)) < found.value + 0.005


def test_nobody_on_scene_is_told():
    of = cloud()
    with pytest.raises(ValueError, match="no searcher is on scene"):
        relaxed(of, Effort(np.ones((1, 6, 5)), np.zeros((1, 6))))
