"""The compiled arithmetic against the textbook's matrices, the grid and the messages against looking at everything."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from varne.fusion.tracker import belief, gate, kalman

ROW, COLUMN = kalman._ROW, kalman._COLUMN


def full(cov10):
    p = np.zeros((4, 4))
    p[ROW, COLUMN] = p[COLUMN, ROW] = cov10
    return p


def some_tracks(rng, n, width=1_000.0):
    """Means and valid covariances of n tracks with two modes each."""
    mean = rng.normal(0, 1, (n, 2, 4)) * [width, width, 3, 3]
    mean[:, 1] = mean[:, 0] + rng.normal(0, 1, (n, 4)) * [20, 20, 1, 1]
    root = rng.normal(0, 1, (n, 2, 4, 4)) * np.array([40, 40, 2, 2])[:, None]
    p = root @ root.swapaxes(-1, -2)
    return mean, np.ascontiguousarray(p[..., ROW, COLUMN])


def test_moving_on_is_the_textbooks_matrix():
    mean, cov = some_tracks(np.random.default_rng(1), 1)
    dt, q = 3.7, 0.02
    f = np.eye(4)
    f[0, 2] = f[1, 3] = dt
    noise = q * np.kron([[dt**3 / 3, dt**2 / 2], [dt**2 / 2, dt]], np.eye(2))
    moved, spread = f @ mean[0, 1], f @ full(cov[0, 1]) @ f.T + noise
    kalman.move(mean, cov, 0, 1, dt, q)
    np.testing.assert_allclose(mean[0, 1], moved)
    np.testing.assert_allclose(full(cov[0, 1]), spread)


def test_mixing_keeps_the_moments_of_the_whole():
    mean, cov = some_tracks(np.random.default_rng(2), 1)
    mode = np.array([[0.7, 0.3]])

    def whole():
        m = mode[0] @ mean[0]
        apart = mean[0] - m
        return m, sum(mode[0, k] * (full(cov[0, k]) + np.outer(apart[k], apart[k])) for k in range(2))

    before = whole()
    kalman.mix(mean, cov, mode, 0, 0.05, 0.2)
    after = whole()
    np.testing.assert_allclose(mode[0], [0.7 * 0.95 + 0.3 * 0.2, 0.7 * 0.05 + 0.3 * 0.8])
    np.testing.assert_allclose(after[0], before[0])
    np.testing.assert_allclose(after[1], before[1])


def test_plots_pull_a_track_as_a_mixture_of_kalman_updates_does():
    rng = np.random.default_rng(3)
    mean, cov = some_tracks(rng, 1)
    plots = mean[0, 0, :2] + rng.normal(0, 30, (3, 2))
    errors = np.array([[900.0, 300.0, 400.0], [100.0, -20.0, 2_500.0], [400.0, 0.0, 400.0]])
    weights = np.array([0.5, 0.2, 0.1])
    unseen = 0.2
    h = np.eye(2, 4)
    x, p = mean[0, 0].copy(), full(cov[0, 0])
    means, covs = [x], [p]
    for z, (xx, xy, yy) in zip(plots, errors, strict=True):
        s = h @ p @ h.T + [[xx, xy], [xy, yy]]
        gain = p @ h.T @ np.linalg.inv(s)
        means.append(x + gain @ (z - h @ x))
        covs.append(p - gain @ s @ gain.T)
    w = np.array([unseen, *weights])
    middle = w @ np.array(means)
    spread = sum(a * (c + np.outer(m - middle, m - middle)) for a, m, c in zip(w, means, covs, strict=True))
    shift, second = np.zeros(4), np.zeros(10)
    for z, e, a in zip(plots, errors, weights, strict=True):
        kalman.pull(mean, cov, 0, 0, *z, *e, a, shift, second)
    kalman.settle(mean, cov, 0, 0, 1.0, shift, second)
    np.testing.assert_allclose(mean[0, 0], middle)
    np.testing.assert_allclose(full(cov[0, 0]), spread, atol=1e-8)
    assert not shift.any()
    assert not second.any()


def test_the_likelihood_is_the_normal_density():
    mean, cov = some_tracks(np.random.default_rng(4), 1)
    z, e = mean[0, 1, :2] + [25.0, -40.0], (900.0, 300.0, 400.0)
    s = full(cov[0, 1])[:2, :2] + [[900.0, 300.0], [300.0, 400.0]]
    d2 = [25.0, -40.0] @ np.linalg.inv(s) @ [25.0, -40.0]
    got = kalman.distance_and_likelihood(mean, cov, 0, 1, *z, *e)
    assert got[0] == pytest.approx(d2)
    assert np.exp(got[1]) == pytest.approx(np.exp(-d2 / 2) / (2 * np.pi * np.sqrt(np.linalg.det(s))))


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6), n=st.integers(1, 12), m=st.integers(1, 90), width=st.sampled_from([50.0, 1_000.0, 30_000.0]))
def test_the_grid_finds_the_pairs_that_looking_at_all_finds(seed, n, m, width):
    rng = np.random.default_rng(seed)
    mean, cov = some_tracks(rng, n, width)
    place = rng.uniform(-2 * width, 2 * width, (m, 2))
    place[: m // 3] = mean[rng.integers(0, n, m // 3), 0, :2] + rng.normal(0, 60, (m // 3, 2))
    error = np.column_stack([rng.uniform(1, 900, m), np.zeros(m), rng.uniform(1, 900, m)])
    start, cell, item = np.zeros(gate.SIDE**2 + 1, np.int64), np.zeros(m, np.int64), np.zeros(m, np.int64)
    box, edge, pair, like = np.zeros(8), np.zeros(4, np.int64), np.zeros(n * m, np.int64), np.zeros((n * m, 2))
    gate.lay(place, error, 0, m, start, cell, item, box)
    assert sorted(item) == list(range(m))
    for i in range(n):
        e = gate.pairs_of(mean, cov, i, place, error, 0, 16.0, start, item, box, edge, np.zeros(4), 0, pair, like)
        near = [
            j
            for j in range(m)
            if min(kalman.distance_and_likelihood(mean, cov, i, k, *place[j], *error[j])[0] for k in range(2)) < 16.0
        ]
        assert sorted(pair[:e]) == near


def exact(n, m, psi):
    """Chance of each pair, by every assignment of tracks to plots or to none."""
    total, chance = 0.0, np.zeros((n, m))
    for choice in itertools.product(range(-1, m), repeat=n):
        taken = [j for j in choice if j >= 0]
        if len(set(taken)) < len(taken):
            continue
        w = np.prod([psi[i, j] for i, j in enumerate(choice) if j >= 0])
        total += w
        for i, j in enumerate(choice):
            if j >= 0:
                chance[i, j] += w
    return chance / total


def believed(psi):
    """Chance of each pair and of each plot being nobody's, by the messages."""
    n, m = psi.shape
    first, pair = np.cumsum([0] + [np.count_nonzero(row) for row in psi]), np.concatenate([np.flatnonzero(row) for row in psi])
    weights = psi[psi > 0]
    to_plot, to_track, claimed = np.zeros(len(pair)), np.zeros(len(pair)), np.zeros(m)
    belief.propagate(n, m, first, pair, weights, to_plot, to_track, claimed)
    chance = np.zeros((n, m))
    for i in range(n):
        rows = slice(first[i], first[i + 1])
        chance[i, pair[rows]] = weights[rows] * to_track[rows] / (1 + weights[rows] @ to_track[rows])
    return chance, 1 / (1 + claimed)


@pytest.mark.parametrize("scale", [0.1, 3.0, 1e4])
def test_belief_is_exact_where_no_loop_is(scale):
    psi = scale * np.array([[2.0, 1.0, 0.0, 0.0], [0.0, 0.7, 1.5, 0.0], [0.0, 0.0, 0.3, 4.0]])
    chance, alone = believed(psi)
    np.testing.assert_allclose(chance, exact(3, 4, psi), rtol=2e-3, atol=1e-6)
    np.testing.assert_allclose(alone, 1 - exact(3, 4, psi).sum(0), rtol=2e-2, atol=1e-3)


def test_a_pair_beyond_doubt_is_no_trouble():
    chance, alone = believed(np.array([[1e26, 1.0], [0.0, 2.0]]))
    np.testing.assert_allclose(chance, [[1.0, 0.0], [0.0, 2 / 3]], atol=1e-6)
    np.testing.assert_allclose(alone, [0.0, 1 / 3], atol=1e-6)


def test_belief_is_near_where_two_boats_share_two_plots():
    rng = np.random.default_rng(5)
    worst = 0.0
    for _ in range(50):
        psi = rng.lognormal(0, 1.5, (3, 3))
        worst = max(worst, float(np.abs(believed(psi)[0] - exact(3, 3, psi)).max()))
    assert worst < 0.1
