"""Patterns: lengths, spacings, bearings where sine and cosine differ, and what drifting with the datum does."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from varne.geodesy import speed_and_direction_to
from varne.search.path import Datum, Path, drifting, frozen, simplified
from varne.search.patterns import Area, creeping_line, cut, expanding_square, fly, length, parallel, sector, trackline

STILL = drifting(1.5, 51.0, 0.0, 0.0, 0.0)
bearings = st.floats(0, 359.9)


def headings(shape):
    return speed_and_direction_to(*np.diff(shape, axis=0).T)[1]


def lengths(shape):
    return np.hypot(*np.diff(shape, axis=0).T)


def turned_back(shape, area):
    """Along the bearing and to the right of it, worked out without the module's own components."""
    rad = np.radians(area.bearing)
    east, north = (shape - [area.x, area.y]).T
    return east * np.sin(rad) + north * np.cos(rad), east * np.cos(rad) - north * np.sin(rad)


def test_parallel_legs_lie_along_the_bearing_half_a_spacing_inside():
    area = Area(700.0, -300.0, 6000.0, 2000.0, 30.0)
    along, right = turned_back(parallel(area, 500.0, (-1, -1)), area)
    assert along == pytest.approx([-2750, 2750, 2750, -2750, -2750, 2750, 2750, -2750])
    assert right == pytest.approx([-750, -750, -250, -250, 250, 250, 750, 750])


@pytest.mark.parametrize("start", [(-1, -1), (-1, 1), (1, -1), (1, 1)])
@pytest.mark.parametrize(("ladder", "leg"), [(parallel, 0), (creeping_line, 1)])
def test_a_ladder_begins_at_the_corner_asked_for(ladder, leg, start):
    area = Area(-400.0, 900.0, 5000.0, 3000.0, 65.0)
    shape = ladder(area, 700.0, start)
    along, right = turned_back(shape, area)
    assert (np.sign(along[0]), np.sign(right[0])) == start
    assert headings(shape)[0] % 180 == pytest.approx((65.0 + 90.0 * leg) % 180)
    assert headings(shape)[1] % 180 == pytest.approx((65.0 + 90.0 * (1 - leg)) % 180)


@given(st.floats(500, 20_000), st.floats(500, 20_000), bearings, st.floats(100, 3000))
def test_a_ladder_covers_its_area_with_the_track_it_says(long, wide, bearing, spacing):
    area = Area(0, 0, long, wide, bearing)
    shape = parallel(area, spacing)
    n = len(shape) // 2
    gap = wide / n
    along, right = turned_back(shape, area)
    assert np.abs(along).max() <= long / 2
    assert np.abs(right).max() == pytest.approx((wide - gap) / 2, abs=1e-6)
    if gap < long:
        assert length(shape) == pytest.approx(long * wide / gap - gap)


def test_expanding_square_grows_by_a_spacing_every_second_leg():
    shape = expanding_square(400.0, 7, 100.0)
    assert lengths(shape) / 400 == pytest.approx([1, 1, 2, 2, 3, 3, 4])
    assert headings(shape) == pytest.approx([100, 190, 280, 10, 100, 190, 280])
    assert headings(expanding_square(400.0, 3, 100.0, -1)) == pytest.approx([100, 10, 280])


def test_a_sector_search_passes_the_datum_three_times_and_returns():
    shape = sector(900.0, 20.0)
    at_datum = np.flatnonzero(np.hypot(*shape.T) < 1e-6)
    assert at_datum.tolist() == [0, 3, 6, 9]
    assert lengths(shape) == pytest.approx(900.0)
    assert headings(shape) == pytest.approx([20, 140, 260, 260, 20, 140, 140, 260, 20])
    port = headings(sector(900.0, 20.0, -1))
    assert port[:3] == pytest.approx([20, 260, 140])


def test_a_track_line_search_returns_beside_itself():
    route = np.array([[0.0, 0.0], [0.0, 4000.0], [3000.0, 4000.0]])
    shape = trackline(route, 500.0)
    assert shape[:3].tolist() == route.tolist()
    assert shape[3].tolist() == [3000.0, 3500.0]  # starboard of a leg to the east is south
    assert shape[5].tolist() == [500.0, 0.0]  # starboard of a leg to the north is east
    assert trackline(route).tolist() == route.tolist()


@given(st.floats(10, 30_000))
def test_a_shape_can_be_cut_to_what_endurance_allows(track):
    shape = expanding_square(500.0, 8, 35.0)
    assert length(cut(shape, track)) == pytest.approx(min(track, length(shape)))


@given(bearings, st.floats(0.1, 2.5), bearings)
def test_what_drifts_with_the_datum_sees_the_shape(bearing, rate, to):
    """In the frame of a drifting datum the path is the shape; over the ground it is not."""
    u, v = rate * np.sin(np.radians(to)), rate * np.cos(np.radians(to))
    t = np.array([0.0, 20_000.0])
    datum = drifting(1.5, 51.0, t, u * t, v * t)
    shape = parallel(Area(300, -200, 4000, 2000, bearing), 500.0)
    path = fly(shape, 1000.0, 8.0, datum)
    x, y = datum.at(path.t)
    assert np.stack([path.x - x, path.y - y], axis=1) == pytest.approx(shape, abs=1e-6)
    assert path.t[-1] - path.t[0] == pytest.approx(length(shape) / 8.0)
    ground = fly(shape, 1000.0, 8.0, frozen(datum, 1000.0))
    assert np.stack([ground.x, ground.y], axis=1) - shape == pytest.approx(np.tile([1000 * u, 1000 * v], (len(shape), 1)))


@given(bearings, bearings)
def test_a_stream_is_allowed_for(bearing, to):
    """Over the ground minus the stream, a ship goes at its own speed through the water on every leg."""
    stream = 1.5 * np.sin(np.radians(to)), 1.5 * np.cos(np.radians(to))
    path = fly(expanding_square(800.0, 5, bearing), 0.0, 6.0, STILL, stream)
    dt = np.diff(path.t)
    through = np.hypot(np.diff(path.x) / dt - stream[0], np.diff(path.y) / dt - stream[1])
    assert through == pytest.approx(6.0)


def test_tracks_of_fixes_are_made_straight():
    t = np.arange(0.0, 600.0, 10.0)
    x = np.where(t < 300, 7 * t, 2100.0) + np.random.default_rng(1).normal(0, 5, t.size)
    y = np.where(t < 300, 0.0, 7 * (t - 300.0))
    path = simplified(Path(1.5, 51.0, t, x, y), 25.0)
    assert 3 <= path.t.size <= 5
    assert path.t[[0, -1]].tolist() == [0.0, 590.0]


@pytest.mark.parametrize(
    ("make", "mend"),
    [
        (lambda: parallel(Area(0, 0, 1, 1, 0), 0.0), "above 0"),
        (lambda: Area(0, 0, -1, 1, 0), "above 0"),
        (lambda: expanding_square(100.0, 0, 0.0), "one leg or more"),
        (lambda: sector(0.0, 10.0), "above 0"),
        (lambda: trackline(np.zeros((1, 2))), "two or more"),
        (lambda: cut(sector(1.0, 0.0), 0.0), "endurance"),
        (lambda: fly(sector(900.0, 0.0), 0.0, 1.0, STILL, (1.5, 0.2)), "plan with the drift"),
        (lambda: Path(0, 0, np.zeros(2), np.zeros(2), np.zeros(2)), "later than the one before"),
        (lambda: drifting(0, 0, [1.0, 1.0], [0, 0], [0, 0]), "later than the one before"),
    ],
)
def test_what_cannot_be_sailed_is_refused_with_the_mend(make, mend):
    with pytest.raises(ValueError, match=mend):
        make()


def test_a_remnant_of_a_leg_too_short_for_the_clock_is_left_out():
    shape = np.array([[0.0, 0.0], [0.0, 1000.0], [1e-9, 1000.0], [500.0, 1000.0]])
    path = fly(shape, 1_637_726_400.0, 50.0, Datum(1.5, 51.0, np.array([1.6e9, 1.7e9]), np.zeros(2), np.zeros(2)))
    assert (np.diff(path.t) > 0).all()
    assert path.t[-1] - path.t[0] == pytest.approx(30.0, abs=1e-4)
