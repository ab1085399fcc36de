"""Which features lie in a box: against points tried one by one."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from varne.writers.boxes import within

WHOLE = st.integers(-6, 6)


def box(a, b, c, d):
    return min(a, c), min(b, d), max(a, c), max(b, d)


BOX = st.builds(box, WHOLE, WHOLE, WHOLE, WHOLE)
POINTS = st.lists(st.tuples(WHOLE, WHOLE), min_size=2, max_size=6)


@given(WHOLE, WHOLE, BOX)
def test_a_point(x, y, b):
    assert within({"type": "Point", "coordinates": [x, y]}, b) == (b[0] <= x <= b[2] and b[1] <= y <= b[3])


@given(POINTS, BOX)
def test_a_line_that_has_a_point_in_the_box_lies_in_it_and_one_beside_it_does_not(points, b):
    line = {"type": "LineString", "coordinates": [list(p) for p in points]}
    share = np.linspace(0, 1, 241)[:, None]
    on = np.concatenate([np.array(p) + share * (np.array(q) - np.array(p)) for p, q in pairwise(points)])
    inside = (on >= b[:2]).all(1) & (on <= b[2:]).all(1)
    if inside.any():
        assert within(line, b)
    if (on[:, 0] < b[0]).all() or (on[:, 0] > b[2]).all() or (on[:, 1] < b[1]).all() or (on[:, 1] > b[3]).all():
        assert not within(line, b)


def test_a_line_past_a_corner_does_not_lie_in_the_box():
    assert not within({"type": "LineString", "coordinates": [[0, 3], [3, 0]]}, (2, 2, 3, 3))
    assert within({"type": "LineString", "coordinates": [[0, 4], [4, 0]]}, (2, 2, 3, 3))


SQUARE = [[-5, -5], [5, -5], [5, 5], [-5, 5], [-5, -5]]
HOLE = [[-3, -3], [-3, 3], [3, 3], [3, -3], [-3, -3]]


@given(BOX)
def test_an_area_with_a_hole(b):
    got = within({"type": "Polygon", "coordinates": [SQUARE, HOLE]}, b)
    outside = b[0] > 5 or b[1] > 5 or b[2] < -5 or b[3] < -5
    in_hole = b[0] > -3 and b[1] > -3 and b[2] < 3 and b[3] < 3
    assert got == (not outside and not in_hole)


def test_several_areas_nothing_and_across_180_degrees():
    both = {"type": "MultiPolygon", "coordinates": [[SQUARE], [[[x + 20, y] for x, y in SQUARE]]]}
    assert within(both, (19, 0, 21, 1)) and not within(both, (9, 0, 11, 1))
    assert not within(None, (-180, -90, 180, 90))
    assert within({"type": "Point", "coordinates": [-179.5, 0]}, (179, -1, -179, 1))
    assert not within({"type": "Point", "coordinates": [0, 0]}, (179, -1, -179, 1))
    assert within({"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [1, 1]}]}, (0, 0, 2, 2))
