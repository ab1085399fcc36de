"""Starts that are more, or less, than a point: lines, areas, windows of time, several weighted reports, mixtures."""

from dataclasses import fields
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from varne import geodesy
from varne.drift import leeway, motion
from varne.drift.ensemble import HOUR, Place, Way, seed
from varne.drift.march import run
from varne.drift.polygons import inside, parse_rings
from varne.drift.seeding import Area, Line, parse_objects, seed_from, seed_several
from varne.sea import coast
from varne.sea.field import Constant

T0 = 1_637_723_520.0
HERE = Place(1.45, 51.0, (T0, T0 + HOUR), (800.0, 200.0, 40.0))
THERE = Place(1.70, 51.1, (T0 - HOUR, T0), (300.0, 300.0, 0.0))
MID_STRAIT = Line(((1.30, 50.90), (1.50, 51.00), (1.50, 51.10)), (T0, T0 + 2 * HOUR), across_m=200.0)
GRAVELINES = Line(((2.05, 51.00), (2.15, 51.02)), (T0, T0), across_m=500.0)


def square(west, south, east, north):
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def polygon(*rings):
    return {"type": "Polygon", "coordinates": list(rings)}


def same(a, b):
    return all(np.array_equal(getattr(a, f.name), getattr(b, f.name)) for f in fields(a))


@pytest.mark.parametrize("key", ["underway", "inflatable", "swamped", "piw", "piw-jacket", "PIW-2", "SKIFF-3"])
def test_a_place_and_one_object_are_what_seed_gives_to_the_bit(key):
    assert same(seed_from(HERE, key, 300, 7, Way(heading=20.0)), seed(HERE, key, 300, 7, Way(heading=20.0)))


@pytest.mark.parametrize("start", [HERE, MID_STRAIT, GRAVELINES, Area(polygon(square(1.7, 50.8, 2.2, 51.2)), (T0, T0))])
def test_same_seed_same_states_all_at_sea_inside_their_window(start):
    a, b, other = (seed_from(start, "underway:0.5,piw:0.5", 1000, s) for s in (3, 3, 4))
    assert same(a, b)
    assert not np.array_equal(a.lon, other.lon)
    assert not coast.on_land(a.lon, a.lat).any()
    assert a.weight.sum() == pytest.approx(1.0)
    assert (a.release >= start.t[0]).all()
    assert (a.release <= start.t[1]).all()
    assert a.t == start.t[0]


def test_a_line_is_even_along_and_normal_across():
    e = seed_from(MID_STRAIT, "inflatable", 40_000, 1)
    first, second = (geodesy.distance_and_bearing(*a, *b) for a, b in pairwise(MID_STRAIT.points))
    north_leg = e.lat > 51.0
    x, _ = geodesy.to_plane(e.lon, e.lat, 1.5, 51.0)
    clear_of_the_bend = north_leg & (e.lat > 51.01)
    assert north_leg.mean() == pytest.approx(second[0] / (first[0] + second[0]), abs=0.015)
    assert x[clear_of_the_bend].std() == pytest.approx(200.0, rel=0.03)
    assert x[clear_of_the_bend].mean() == pytest.approx(0.0, abs=5.0)
    assert np.quantile(e.lat[north_leg], 0.5) == pytest.approx(51.05, abs=0.003)


def test_on_a_track_the_moment_goes_with_the_place():
    track = Line(((1.40, 51.0), (1.60, 51.0)), (T0, T0 + HOUR), across_m=0.0, in_time=True)
    e = seed_from(track, "piw", 2000, 2)
    assert e.release == pytest.approx(T0 + HOUR * (e.lon - 1.40) / 0.20, abs=1.0)
    assert e.lat == pytest.approx(51.0, abs=1e-9)


def test_boats_from_a_beach_start_in_the_water_beside_it():
    e = seed_from(GRAVELINES, "underway", 3000, 3)
    assert not coast.on_land(e.lon, e.lat).any()
    assert np.median(coast.distance_to_land(e.lon, e.lat)) < 1500.0


def test_an_area_is_even_on_its_sea():
    """Half of a square is as wide a band in the north; counted in strips by their sea, made from the mask itself."""
    area = Area(polygon(square(1.6, 50.9, 2.0, 51.1)), (T0, T0))
    e = seed_from(area, "inflatable", 60_000, 4)
    lon, lat = np.meshgrid(np.arange(1.6005, 2.0, 0.001), np.arange(50.9005, 51.1, 0.001))
    sea = coast.at_sea(lon, lat) * geodesy.metres_per_degree(lat)[0]
    for k in range(4):
        strip = slice(k * 50, (k + 1) * 50)
        expected = sea[strip].sum() / sea.sum()
        low = 50.9 + 0.05 * k
        found = ((e.lat >= low) & (e.lat < low + 0.05)).mean()
        assert found == pytest.approx(expected, abs=4 * np.sqrt(0.25 / e.n))


def test_a_square_metre_counts_the_same_in_the_north():
    e = seed_from(Area(polygon(square(1.6, 51.2, 2.9, 51.8)), (T0, T0)), "inflatable", 200_000, 5)
    sea = e.lat[(e.lon > 1.7) & (e.lon < 2.4)]  # open sea from south to north
    lat = np.linspace(51.2, 51.8, 601)
    weight = geodesy.metres_per_degree(lat)[0]
    assert sea.mean() == pytest.approx(lat @ weight / weight.sum(), abs=4 * sea.std() / np.sqrt(sea.size))
    assert abs(lat @ weight / weight.sum() - 51.5) > 4e-4  # the difference that the test can see


def test_holes_and_several_parts_are_respected():
    area = {"type": "MultiPolygon", "coordinates": [[square(1.3, 50.9, 1.5, 51.0), square(1.35, 50.92, 1.45, 50.98)], [square(1.6, 51.1, 1.7, 51.2)]]}  # fmt: skip  # noqa: E501
    e = seed_from(Area({"type": "Feature", "geometry": area, "properties": {}}, (T0, T0)), "piw", 5000, 6)
    hole = (e.lon > 1.35) & (e.lon < 1.45) & (e.lat > 50.92) & (e.lat < 50.98)
    assert not hole.any()
    ring, part = 0.2 * 0.1 - 0.1 * 0.06, 0.1 * 0.1
    assert (e.lon > 1.55).mean() == pytest.approx(part / (part + ring), abs=0.03)


def test_a_sliver_of_sea_is_found():
    thin = polygon([[1.30, 50.90], [1.70, 51.2000], [1.70, 51.2004], [1.30, 50.90]])
    e = seed_from(Area(thin, (T0, T0)), "piw", 500, 7)
    assert inside(parse_rings(thin), e.lon, e.lat).all()


@settings(deadline=None)
@given(st.lists(st.floats(1e-3, 1e3), min_size=1, max_size=6), st.integers(6, 200))
def test_weights_of_starts_are_kept_whatever_the_number_of_states(weights, n):
    e, which = seed_several([(HERE, w) for w in weights], "piw", n, 1)
    shares = np.bincount(which, e.weight, minlength=len(weights))
    assert shares == pytest.approx(np.array(weights) / sum(weights))
    assert e.n == n
    assert e.weight.sum() == pytest.approx(1.0)


def test_several_reports_wait_for_their_own_moments():
    e, which = seed_several([(HERE, 3.0), (THERE, 1.0)], "inflatable", 400, 8)
    assert e.t == THERE.t[0]
    assert np.bincount(which).tolist() == [300, 100]
    assert (e.release[which == 0] >= HERE.t[0]).all()
    assert (e.release[which == 1] <= THERE.t[1]).all()
    r = run(e, Constant(0.0, 0.0), Constant(5.0, 0.0), 1)
    assert (r.flag[1][which == 0] == motion.WAITING).all()


def test_a_mixture_of_objects_gives_states_and_their_leeway():
    e = seed_from(HERE, {"underway": 0.5, "SKIFF-3": 0.3, "homme à la mer": 0.2}, 20_000, 9)
    assert (e.state == motion.UNDERWAY).mean() == pytest.approx(0.5, abs=0.015)
    assert (e.state == motion.ADRIFT).mean() == pytest.approx(0.3, abs=0.015)
    assert (e.state == motion.IN_WATER).mean() == pytest.approx(0.2, abs=0.015)
    down = e.leeway[0, 0] * 10 + e.leeway[0, 1]
    skiff = leeway.draw("SKIFF-3", 20_000, np.random.default_rng(1))
    assert down[e.state == motion.ADRIFT].mean() == pytest.approx((skiff[0] * 10 + skiff[1]).mean(), rel=0.02)
    assert set(np.unique(e.leeway[:, 6])) == {-1.0, 1.0}


def test_shares_of_states_go_over_what_the_object_says():
    e = seed_from(MID_STRAIT, "inflatable", 20_000, 10, shares={"swamped": 0.3, "people_in_water": 0.7})
    assert (e.state == motion.SWAMPED).mean() == pytest.approx(0.3, abs=0.015)
    assert set(np.unique(e.state)) == {motion.SWAMPED, motion.IN_WATER}


def test_shares_are_read_from_text():
    assert parse_objects("piw") == {"piw": 1.0}
    assert parse_objects("inflatable:0.6, swamped:0.3, piw:0.1") == pytest.approx(
        {"inflatable": 0.6, "swamped": 0.3, "piw": 0.1}
    )
    assert parse_objects({"piw": 0.5, "homme à la mer": 0.5, "raft": 0.0}) == {"piw": 1.0}


CANTERBURY = polygon(square(1.05, 51.26, 1.10, 51.30))


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: seed_from(Area(CANTERBURY, (T0, T0)), "piw", 5, 1), "the area holds no sea"),
        (lambda: seed_from(Area(polygon(square(51.0, 1.4, 51.2, 1.6)), (T0, T0)), "piw", 5, 1), "exchanged"),
        (
            lambda: seed_from(Line(((1.05, 51.26), (1.10, 51.30)), (T0, T0)), "piw", 5, 1),
            "the line with 100 m across holds no sea",
        ),
        (lambda: seed_from(Line(((1.5, 51.0),), (T0, T0)), "piw", 5, 1), "give two points or more"),
        (lambda: seed_from(Line(((1.5, 51.0), (1.5, 51.0)), (T0, T0)), "piw", 5, 1), "has no length"),
        (lambda: seed_from(Place(1.08, 51.28, (T0, T0)), "piw", 5, 1), "holds no sea"),
        (lambda: seed_from(Place(1.5, 51.0, (T0, T0 - 1)), "piw", 5, 1), "ends before it begins"),
        (lambda: seed_from(HERE, "piw", 0, 1), "0 states are none"),
        (lambda: seed_from(HERE, "canoe", 5, 1), "'canoe' is not in the leeway table"),
        (lambda: seed_from(HERE, "piw:0.5,canoe:0.5", 5, 1), "'canoe' is not in the leeway table"),
        (lambda: seed_from(HERE, "piw:0.5,swamped:0.2", 5, 1), "sum to 1"),
        (lambda: seed_from(HERE, "piw:much", 5, 1), "no name with a share"),
        (lambda: seed_from(HERE, "piw", 5, 1, shares={"sunk": 1.0}), r"states \['sunk'\] are not known"),
        (lambda: seed_from(HERE, "piw", 5, 1, shares={"adrift": 0.5}), "sum to 1"),
        (lambda: seed_several([], "piw", 5, 1), "0 starts"),
        (lambda: seed_several([(HERE, 1.0), (THERE, 0.0)], "piw", 5, 1), "above 0"),
        (lambda: seed_several([(HERE, 1.0), (THERE, 1.0)], "piw", 1, 1), "as many states"),
        (lambda: parse_rings({"type": "Point", "coordinates": [1.5, 51.0]}), "'Point' is no area"),
        (lambda: parse_rings(polygon([[1.5, 51.0], [1.6, 51.0], [1.5, 51.0]])), "holds no area"),
        (lambda: parse_rings(polygon([[1.5, 51.0], [1.6, 510.0], [1.5, 51.1]])), "beyond 180"),
    ],
)
def test_bad_starts_say_what_is_wrong(call, words):
    with pytest.raises(ValueError, match=words):
        call()


@settings(deadline=None)
@given(st.floats(1.31, 1.49), st.floats(50.91, 51.09), st.integers(3, 12), st.integers(0, 2**32 - 1))
def test_inside_agrees_with_the_turning_number(lon, lat, corners, key):
    """A star-shaped ring: a place is inside when the ray from the middle to it ends before the ring, an independent look."""
    rng = np.random.default_rng(key)
    angle, radius = np.sort(rng.uniform(0, 2 * np.pi, corners)), rng.uniform(0.02, 0.1, corners)
    if np.diff(np.r_[angle, angle[0] + 2 * np.pi]).max() > 3.0:
        return  # the middle is not inside
    ring = np.stack([1.4 + radius * np.cos(angle), 51.0 + radius * np.sin(angle)], axis=1)
    ring = np.vstack([ring, ring[:1]])
    turns = np.unwrap(np.arctan2(ring[:, 1] - lat, ring[:, 0] - lon))
    expected = round((turns[-1] - turns[0]) / (2 * np.pi)) != 0
    assert inside([ring], np.array([lon]), np.array([lat]))[0] == expected
