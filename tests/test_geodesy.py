"""Directions at angles where sine and cosine differ; distances against geographiclib, an independent library."""

import numpy as np
import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import given
from hypothesis import strategies as st

from varne import geodesy

one_metre = 1.0
one_millimetre = 1e-8  # degrees
lons, lats = st.floats(0.0, 3.2), st.floats(49.5, 52.0)


@pytest.mark.parametrize(
    ("to", "words"),
    [
        (0, "north"),
        (30, "mostly north, a little east"),
        (90, "east"),
        (200, "mostly south, a little west"),
        (270, "west"),
        (350, "mostly north, a little west"),
    ],
)
def test_components_go_the_way_the_words_say(to, words):
    u, v = geodesy.components_to(5.0, to)
    assert ("east" in words) == (u > 1e-9)
    assert ("west" in words) == (u < -1e-9)
    assert ("north" in words) == (v > 1e-9)
    assert ("south" in words) == (v < -1e-9)
    if "mostly" in words:
        assert abs(v) > abs(u)


@given(st.floats(0.01, 40), st.floats(0, 359.999))
def test_speed_and_direction_invert_components(speed, to):
    s, d = geodesy.speed_and_direction_to(*geodesy.components_to(speed, to))
    assert s == pytest.approx(speed)
    assert (d - to + 180) % 360 - 180 == pytest.approx(0, abs=1e-6)


def test_a_westerly_blows_to_the_east():
    u, v = geodesy.components_from(10.0, 290.0)
    assert u > 9
    assert -4 < v < -3


def test_negative_speed_says_what_to_do():
    with pytest.raises(ValueError, match="turn the direction by 180"):
        geodesy.components_to(-1.0, 30.0)


@given(lons, lats, lons, lats)
def test_distance_and_bearing_agree_with_geographiclib(lon1, lat1, lon2, lat2):
    truth = Geodesic.WGS84.Inverse(lat1, lon1, lat2, lon2)
    distance, bearing = geodesy.distance_and_bearing(lon1, lat1, lon2, lat2)
    assert distance == pytest.approx(truth["s12"], abs=0.01)
    if truth["s12"] > 100:
        assert (bearing - truth["azi1"] + 180) % 360 - 180 == pytest.approx(0, abs=1e-4)


@given(lons, lats, st.floats(0, 360), st.floats(0, 200_000))
def test_destination_agrees_with_geographiclib(lon, lat, bearing, distance):
    truth = Geodesic.WGS84.Direct(lat, lon, bearing, distance)
    got = geodesy.destination(lon, lat, bearing, distance)
    off, _ = geodesy.distance_and_bearing(*got, truth["lon2"], truth["lat2"])
    assert off < one_metre / 100


@given(lons, lats)
def test_plane_round_trip(lon, lat):
    back = geodesy.from_plane(*geodesy.to_plane(lon, lat, 1.5, 51.0), 1.5, 51.0)
    assert back == pytest.approx((lon, lat), abs=one_millimetre)


@given(st.floats(0.5, 2.5), st.floats(50.3, 51.7), st.floats(0.5, 2.5), st.floats(50.3, 51.7))
def test_plane_keeps_distances_within_two_parts_in_ten_thousand(lon1, lat1, lon2, lat2):
    x, y = geodesy.to_plane([lon1, lon2], [lat1, lat2], 1.5, 51.0)
    true, _ = geodesy.distance_and_bearing(lon1, lat1, lon2, lat2)
    assert np.hypot(*(np.diff(x), np.diff(y))) == pytest.approx(true, rel=2e-4, abs=1e-3)


@pytest.mark.parametrize("bearing", [0, 30, 90, 200, 270, 350])
def test_plane_bearings_at_the_origin_are_true(bearing):
    lon, lat = geodesy.destination(1.5, 51.0, bearing, 20_000.0)
    x, y = geodesy.to_plane(lon, lat, 1.5, 51.0)
    _, to = geodesy.speed_and_direction_to(x, y)
    assert (to - bearing + 180) % 360 - 180 == pytest.approx(0, abs=1e-3)


@given(st.floats(48, 53))
def test_metres_per_degree_matches_short_geodesics(lat):
    east, north = geodesy.metres_per_degree(lat)
    step = 1e-4
    assert geodesy.distance_and_bearing(1, lat, 1 + step, lat)[0] == pytest.approx(east * step, rel=1e-6)
    assert geodesy.distance_and_bearing(1, lat - step, 1, lat + step)[0] == pytest.approx(north * 2 * step, rel=1e-6)


@given(st.floats(1, 1e4), st.floats(0.05, 0.95), st.floats(0, 179.9))
def test_ellipse_and_covariance_invert(major, ratio, orientation):
    m, n, o = geodesy.covariance_ellipse(geodesy.ellipse_covariance(major, major * ratio, orientation))
    assert (m, n) == pytest.approx((major, major * ratio), rel=1e-6)
    assert (o - orientation + 90) % 180 - 90 == pytest.approx(0, abs=1e-3)


def test_ellipse_axes_the_wrong_way_round_are_refused():
    with pytest.raises(ValueError, match="longer one"):
        geodesy.ellipse_covariance(100.0, 200.0, 0.0)
