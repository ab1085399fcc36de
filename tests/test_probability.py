"""Contours against the normal distribution, whose regions are known: a share q lies within sigma sqrt(-2 ln(1 - q))."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from varne import geodesy, probability


def cloud(n=20_000, east=3000.0, north=1000.0, seed=1):
    rng = np.random.default_rng(seed)
    return geodesy.from_plane(east * rng.standard_normal(n), north * rng.standard_normal(n), 1.5, 51.0)


def polygon_area(geometry):
    def ring(r):
        x, y = geodesy.to_plane(*np.array(r).T, 1.5, 51.0)
        return abs(np.sum(x * np.roll(y, -1) - y * np.roll(x, -1))) / 2

    return sum(ring(p[0]) - sum(map(ring, p[1:])) for p in geometry["coordinates"])


@pytest.mark.parametrize("level", [0.5, 0.9, 0.95])
def test_area_of_a_contour_of_a_normal_cloud(level):
    d = probability.density(*cloud(), np.ones(20_000))
    exact = np.pi * 3000 * 1000 * -2 * np.log(1 - level)
    assert polygon_area(probability.region(d, level)) == pytest.approx(exact, rel=0.08)  # the kernel adds about 4 %


@pytest.mark.parametrize(("east", "north"), [(2000, 0), (0, 1500), (4000, -700), (-5000, 300)])
def test_contour_that_holds_a_place(east, north):
    d = probability.density(*cloud(), np.ones(20_000))
    place = geodesy.from_plane(east, north, 1.5, 51.0)
    exact = 1 - np.exp(-((east / 3000) ** 2 + (north / 1000) ** 2) / 2)
    assert probability.contour_holding(d, *map(float, place)) == pytest.approx(exact, abs=0.04)


def test_the_long_axis_of_the_contour_lies_east_west():
    d = probability.density(*cloud(), np.ones(20_000))
    lon, lat = np.array(probability.region(d, 0.9)["coordinates"][0][0]).T
    x, y = geodesy.to_plane(lon, lat, 1.5, 51.0)
    assert np.ptp(x) > 2.5 * np.ptp(y)


def test_weights_move_the_map():
    lon, lat = np.concatenate([cloud(seed=2), cloud(seed=3)], axis=1)
    lon[20_000:] += 0.3
    d = probability.density(lon, lat, np.repeat([1.0, 3.0], 20_000))
    between, _ = geodesy.to_plane(1.65, 51.0, d.lon0, d.lat0)
    east_half = d.p[:, d.x > between].sum() / d.p.sum()
    assert east_half == pytest.approx(0.75, abs=0.02)


def test_two_clouds_give_two_areas_and_not_one_between_them():
    lon, lat = np.concatenate([cloud(4000, 500, 500, 4), cloud(4000, 500, 500, 5)], axis=1)
    lon[4000:] += 0.3
    d = probability.density(lon, lat, np.ones(8000))
    assert probability.contour_holding(d, 1.65, 51.0) > 0.95
    assert len(probability.region(d, 0.5)["coordinates"]) == 2


def test_one_state_is_a_place_and_not_an_error():
    d = probability.density([1.5], [51.0], [1.0])
    assert probability.contour_holding(d, 1.5, 51.0) < 0.2


def test_no_weight_is_an_error_in_words():
    with pytest.raises(ValueError, match="all have left the area"):
        probability.density([1.5], [51.0], [0.0])


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 300), st.floats(10, 9000), st.integers(0, 99))
def test_a_density_integrates_to_one_and_contours_nest(n, spread, seed):
    lon, lat = cloud(n, spread, spread / 3, seed)
    d = probability.density(lon, lat, np.random.default_rng(seed).uniform(0.1, 1, n))
    assert d.p.sum() * d.cell**2 == pytest.approx(1.0)
    assert probability.threshold(d, 0.5) >= probability.threshold(d, 0.9) >= probability.threshold(d, 0.95) > 0
