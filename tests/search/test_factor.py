"""The optimal search factor against research/search.md 3.2 and 3.4, which recompute Frost and Stone 2001."""

import itertools

import pytest

from varne.search.factor import poc_square, search_factor
from varne.search.pod import pod_inverse_cube, pod_random

POINT = """
0.25 0.405 0.0493 0.511 0.0436
0.5 0.511 0.0925 0.608 0.0794
1 0.643 0.1674 0.724 0.1393
2 0.810 0.2875 0.862 0.2331
3 0.928 0.3815 0.955 0.3063
4 1.021 0.4578 1.028 0.3664
6 1.169 0.5743 1.139 0.4609
8 1.286 0.6588 1.225 0.5329
10 1.386 0.7223 1.297 0.5901
15 1.586 0.8258 1.439 0.6924
20 1.746 0.8853 1.549 0.7602
30 1.999 0.9452 1.719 0.8435
40 2.200 0.9715 1.851 0.8914
"""
LINE = """
0.5 0.516 .2083 0.649 .1775
1 0.730 .3717 0.820 .3039
2 1.032 .6015 1.037 .4813
3 1.264 .7451 1.191 .6010
4 1.459 .8357 1.314 .6865
6 1.787 .9305 1.510 .7978
8 2.063 .9700 1.668 .8641
"""


def rows(text):
    return [tuple(map(float, line.split())) for line in text.strip().splitlines()]


@pytest.mark.parametrize(("line", "row"), [(False, r) for r in rows(POINT)] + [(True, r) for r in rows(LINE)])
def test_the_best_square_and_strip(line, row):
    effort, ideal, ideal_pos, poor, poor_pos = row
    assert search_factor(effort, pod_inverse_cube, line) == pytest.approx((ideal, ideal_pos), abs=6e-4)
    assert search_factor(effort, pod_random, line) == pytest.approx((poor, poor_pos), abs=6e-4)


def test_frost_and_stone():
    assert poc_square(0.75269) == pytest.approx(0.39000, abs=1e-5)
    assert poc_square(0.75269) * float(pod_inverse_cube(1.0)) == pytest.approx(0.30807, abs=1e-5)
    assert search_factor(4 * 0.75269**2, pod_inverse_cube) == pytest.approx((0.8449, 0.31463), abs=1e-4)
    assert search_factor(4.84, pod_inverse_cube) == pytest.approx((1.0880, 0.51166), abs=1e-4)
    assert poc_square(1.1) == pytest.approx(0.64759, abs=1e-5)
    assert poc_square(1.07759) == pytest.approx(0.63291, abs=2e-4)  # as published, with rounded tables


def test_squares_of_coverage_one_after_another():
    """What is left in each next square after those before it found nothing: 0.37284 at 1.6 E, then less and less worth."""
    missed, done, gained = 1 - float(pod_inverse_cube(1.0)), [], []
    for r in (1.1, 1.6, 2.0, 2.3, 2.5):
        edges = [0.0, *[a for a in done if a < r], r]
        left = sum((poc_square(b) - poc_square(a)) * missed ** sum(x >= b for x in done) for a, b in itertools.pairwise(edges))
        done.append(r)
        gained.append(left * (1 - missed))
    assert gained == pytest.approx([0.51154, 0.29451, 0.12420, 0.04444, 0.01487], abs=2e-4)


def test_no_effort_is_told():
    with pytest.raises(ValueError, match="nothing is searched"):
        search_factor(0.0)
