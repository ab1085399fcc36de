"""Lateral range curves and POD against the closed forms of research/search.md 3.1 and 3.2."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar
from scipy.special import erf

from varne.geodesy import NM
from varne.search import tables
from varne.search.lateral import (
    blurred,
    chance,
    exponential,
    fitted,
    inverse_cube,
    log_effort_width,
    log_odds,
    m_beta,
    scaled,
    sweep_width,
    unimodal,
)
from varne.search.pod import combined, pod_definite, pod_inverse_cube, pod_random, pod_sweeps

A0 = {a0: 1 / (1 + np.exp(-a0)) for a0 in (0.0, 3.0)}
PER_SIGMA = np.sqrt(2 * np.log(2))
"""The 50 % radius of a circular normal, in sigma."""


@pytest.mark.parametrize(
    ("c", "definite", "cube", "random", "peaked", "flat", "beta"),
    [
        (0.50, 0.5000, 0.4691, 0.3935, 0.4990, 0.4447, 0.5000),
        (0.75, 0.7500, 0.6528, 0.5276, 0.7148, 0.5884, 0.7150),
        (1.00, 1.0000, 0.7899, 0.6321, 0.8450, 0.6943, 0.7900),
        (1.25, 1.0000, 0.8828, 0.7135, 0.9120, 0.7729, 0.8650),
        (1.50, 1.0000, 0.9399, 0.7769, 0.9481, 0.8312, 0.9190),
        (2.00, 1.0000, 0.9878, 0.8647, 0.9813, 0.9068, 0.9640),
    ],
)
def test_pod_by_coverage(c, definite, cube, random, peaked, flat, beta):
    tight = 1e-4
    assert pod_definite(c) == pytest.approx(definite, abs=tight)
    assert pod_inverse_cube(c) == pytest.approx(cube, abs=tight)
    assert pod_random(c) == pytest.approx(random, abs=tight)
    assert pod_sweeps(inverse_cube(1.0), 1 / c) == pytest.approx(cube, abs=tight)
    assert pod_sweeps(log_odds(1.0, A0[3.0]), 1 / c) == pytest.approx(peaked, abs=tight)
    assert pod_sweeps(log_odds(1.0, A0[0.0]), 1 / c) == pytest.approx(flat, abs=tight)
    assert pod_sweeps(m_beta(1.0, 0.7), 1 / c, 4000) == pytest.approx(beta, abs=2 * tight)


@pytest.mark.parametrize(
    ("numbers", "nm"),
    [
        ((-1.304359, -0.779469), 0.6160),
        ((3, -6.097175), 1.0),
        ((0, -2.772589), 0.5),
        ((0.625, -0.871), 2.4195),
        ((1.7507, 0.0865, -0.0171), 23.403),
        ((1.0449, 0.1456, -0.0179), 21.928),
    ],
)
def test_published_log_odds_fits(numbers, nm):
    assert sweep_width(fitted(*numbers)) == pytest.approx(nm, abs=5e-4)


def test_published_radar_fits_integrate_to_the_table():
    found = [
        sweep_width(unimodal(*(float(r[k]) for k in "abc"), float(r["scale_nm"]))) for r in tables.rows("radar_curves.csv")
    ]
    assert [found[k] for k in (0, 1, 3)] == pytest.approx([5.40, 7.05, 13.95], abs=5e-3)


@pytest.mark.parametrize(
    ("curve", "ratio"),
    [
        (log_odds(1.0, A0[0.0]), 1.187),
        (log_odds(1.0, A0[3.0]), 2.0),
        (m_beta(1.0, 0.7), 1.72),
        (exponential(1.0), np.pi**2 / 6),
    ],
)
def test_width_of_independent_looks(curve, ratio):
    assert log_effort_width(curve) / sweep_width(curve) == pytest.approx(ratio, abs=1e-3)


def test_the_inverse_cube_law_has_no_such_width():
    assert log_effort_width(inverse_cube(1.0)) == np.inf


CURVES = [
    inverse_cube(1852.0),
    exponential(900.0),
    m_beta(1000.0, 0.4),
    log_odds(700.0, 0.8),
    fitted(1.7, 0.09 / NM, -0.017 / NM**2),
    unimodal(5e6, 8e3, 1.2e7, 37e3),
]


@pytest.mark.parametrize("curve", CURVES)
def test_the_area_under_a_curve_is_its_width(curve):
    x = np.arange(0.05, 600_000.0, 0.5 if sweep_width(curve) < 5000 else 5.0)
    assert 2 * chance(curve, x).sum() * (x[1] - x[0]) == pytest.approx(sweep_width(curve), rel=3e-3)


@pytest.mark.parametrize("curve", CURVES)
def test_seen_twice_as_far_is_twice_as_wide(curve):
    twice = scaled(curve, 2.0)
    assert sweep_width(twice) == pytest.approx(2 * sweep_width(curve))
    assert chance(twice, 800.0) == pytest.approx(float(chance(curve, 400.0)))


@given(st.floats(1, 5000), st.floats(0.01, 0.99), st.floats(-20_000, 20_000))
def test_a_chance_is_a_chance_on_both_sides(width, p, x):
    for curve in (inverse_cube(width), exponential(width), m_beta(width, p), log_odds(width, p)):
        assert 0 <= chance(curve, x) <= 1
        assert chance(curve, x) == chance(curve, -x)
        assert chance(curve, x) >= chance(curve, abs(x) + 1.0)


def test_a_searcher_that_does_not_know_its_track_keeps_the_width_and_loses_the_peak():
    curve, x = log_odds(500.0, 0.95), np.arange(-4000.0, 4000.0, 5.0)
    smeared = blurred(curve, x, 150.0)
    assert smeared.sum() * 5 == pytest.approx(500.0, rel=1e-3)
    assert smeared.max() < 0.9


def test_sensors_combine():
    assert combined([0.5, 0.0], [0.5, 0.2]) == pytest.approx([0.75, 0.2])


@pytest.mark.parametrize(
    ("make", "mend"),
    [
        (lambda: inverse_cube(-1), "0 or more"),
        (lambda: m_beta(1, 1.5), "not above 1"),
        (lambda: log_odds(0, 0.5), "above 0"),
        (lambda: fitted(1, 0.1), "never falls"),
        (lambda: unimodal(3, 1, 2, 9), "not above 1"),
    ],
)
def test_impossible_curves_are_refused(make, mend):
    with pytest.raises(ValueError, match=mend):
        make()


# Uniform squares of inscribed radius R (in E, the 50 % radius) over a circular normal: Frost and Stone 2001.


def poc_square(r):
    return erf(r * PER_SIGMA / np.sqrt(2)) ** 2


def best(effort, pod, poc=poc_square, area=lambda r: 4 * r * r):
    found = minimize_scalar(
        lambda r: -poc(r) * float(pod(effort / area(r))), bounds=(0.03, 6), method="bounded", options={"xatol": 1e-9}
    )
    return found.x, -found.fun


def test_frost_and_stone_first_squares():
    assert poc_square(0.75269) * pod_inverse_cube(1.0) == pytest.approx(0.30807, abs=1e-4)
    assert poc_square(1.1) * pod_inverse_cube(1.0) == pytest.approx(0.51154, abs=1e-4)
    assert best(4 * 0.75269**2, pod_inverse_cube) == (pytest.approx(0.8449, abs=1e-4), pytest.approx(0.31463, abs=1e-4))
    assert best(4.84, pod_inverse_cube) == (pytest.approx(1.0880, abs=1e-4), pytest.approx(0.51166, abs=1e-4))


@pytest.mark.parametrize(
    ("effort", "ideal", "pos", "poor", "pos_poor"),
    [
        (0.25, 0.405, 0.0493, 0.511, 0.0436),
        (1, 0.643, 0.1674, 0.724, 0.1393),
        (4, 1.021, 0.4578, 1.028, 0.3664),
        (10, 1.386, 0.7223, 1.297, 0.5901),
        (40, 2.200, 0.9715, 1.851, 0.8914),
    ],
)
def test_optimal_search_factor_of_a_point_datum(effort, ideal, pos, poor, pos_poor):
    assert best(effort, pod_inverse_cube) == (pytest.approx(ideal, abs=6e-4), pytest.approx(pos, abs=1e-4))
    assert best(effort, pod_random) == (pytest.approx(poor, abs=6e-4), pytest.approx(pos_poor, abs=1e-4))


@pytest.mark.parametrize(("effort", "ideal", "pos"), [(0.5, 0.516, 0.2083), (2, 1.032, 0.6015), (8, 2.063, 0.9700)])
def test_optimal_search_factor_of_a_line_datum(effort, ideal, pos):
    found = best(effort, pod_inverse_cube, lambda r: erf(r * PER_SIGMA / np.sqrt(2)), lambda r: 2 * r)
    assert found == (pytest.approx(ideal, abs=6e-4), pytest.approx(pos, abs=1e-4))


def test_squares_of_coverage_one_after_the_other():
    """What each further square finds when the earlier ones found nothing; each is searched at coverage 1."""
    missed, done, pos = 1 - float(pod_inverse_cube(1.0)), [], []
    for r in (1.1, 1.6, 2.0, 2.3, 2.5):
        edges = [0.0, *[d for d in done if d < r], r]
        rings = pairwise(edges)
        left = sum((poc_square(b) - poc_square(a)) * missed ** sum(d >= b for d in done) for a, b in rings)
        pos.append(left * float(pod_inverse_cube(1.0)))
        done.append(r)
    assert pos[:2] == pytest.approx([0.51154, 0.29451], abs=1e-4)
    assert pos[2:] == pytest.approx([0.12420, 0.04444, 0.01487], abs=2e-4)


def test_the_manuals_example():
    assert 0.5 * pod_inverse_cube(1.0) == pytest.approx(0.39, abs=0.006)
