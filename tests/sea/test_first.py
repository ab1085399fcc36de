"""Fields in order of priority: who answers where, what the name says, what nobody covers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from varne.sea.field import Box, Constant, OutsideForecast, Sum
from varne.sea.first import First
from varne.sea.tides import dover_strait

T0 = 1_781_481_600.0
DAY = Box(t=(T0, T0 + 86_400), lon=(0.0, 3.0), lat=(50.0, 52.0))
SHORT = Constant(1.0, 0.0, "short", DAY)
LONG = Constant(2.0, 0.0, "long", Box(t=(T0 - 1e6, T0 + 1e6), lon=(-1.0, 4.0), lat=(49.0, 53.0)))


class Holed:
    """Knows nothing east of 1 E."""

    name, box = "holed", DAY

    def __call__(self, t, lon, lat):
        u = np.where(np.broadcast_arrays(t, lon, lat)[1] > 1, np.nan, 5.0)
        return u, u

    def on_grid(self, t, lon, lat):
        return self(t[:, None, None], lon[None, None, :], lat[None, :, None])


def test_the_first_that_covers_answers():
    u, _ = First((SHORT, LONG))([T0 + 10, T0 + 90_000, T0 + 10], [1.0, 1.0, 3.5], 51.0)
    assert u.tolist() == [1.0, 2.0, 2.0]
    u, _ = First((LONG, SHORT))(T0 + 10, 1.0, 51.0)
    assert u == 2.0


def test_a_part_without_a_value_is_passed_over():
    u, _ = First((Holed(), LONG))(T0, [0.5, 1.5], 51.0)
    assert u.tolist() == [5.0, 2.0]


@given(st.lists(st.floats(-9e5, 9e5), min_size=1, max_size=4), st.floats(-0.9, 3.9), st.floats(49.1, 52.9))
def test_grid_and_points_agree(hours, lon, lat):
    f = First((Holed(), SHORT, LONG))
    t = T0 + np.array(hours)
    grid, _ = f.on_grid(t, np.array([lon, 1.5]), np.array([lat, 51.0]))
    points, _ = f(t[:, None, None], np.array([lon, 1.5])[None, None, :], np.array([lat, 51.0])[None, :, None])
    assert np.array_equal(grid, points)


def test_the_name_says_who_answers_where():
    name = First((SHORT, dover_strait())).name
    assert name.startswith("short (2026-06-15 00:00Z to 2026-06-16 00:00Z")
    assert name.endswith(", else tide atlas")


def test_what_could_not_be_had_stays_in_the_name():
    assert First((LONG,), ("copernicus:x: no route",)).name == "long (without copernicus:x: no route)"


def test_the_box_is_the_place_that_is_covered_longest():
    assert First((SHORT, LONG)).box == LONG.box
    atlas = dover_strait()
    assert First((LONG, atlas)).box == atlas.box


@pytest.mark.parametrize("gap", [0.0, 60.0])
def test_two_runs_one_after_the_other(gap):
    later = Constant(3.0, 0.0, "later", Box(t=(DAY.t[1] + gap, DAY.t[1] + 50_000), lon=DAY.lon, lat=DAY.lat))
    f = First((SHORT, later))
    assert f(T0 + 100_000, 1.0, 51.0)[0] == 3.0
    assert f.box.t == ((T0, DAY.t[1] + 50_000) if gap == 0 else DAY.t)


def test_what_nobody_covers_is_an_error_that_says_what_is_covered():
    f = First((SHORT, Constant(0.0, 0.0, "south", Box(t=DAY.t, lon=DAY.lon, lat=(49.0, 50.0)))))
    with pytest.raises(
        OutsideForecast, match=r"short.* does not cover 2026-06-17 .*It covers 2026-06-15 00:00Z to 2026-06-16"
    ) as e:
        f([T0, T0 + 2 * 86_400], 1.0, 51.0)
    assert e.value.mask.tolist() == [False, True]
    with pytest.raises(OutsideForecast):
        f.on_grid(np.array([T0, T0 + 2 * 86_400]), np.array([1.0]), np.array([51.0]))
    assert f(T0, 1.0, [49.5, 51.0])[0].tolist() == [0.0, 1.0]


def test_a_sum_may_stand_in_the_order():
    f = First((Sum((SHORT, SHORT)), dover_strait()))
    assert f(T0, 1.5, 51.05)[0] == 2.0
    t = T0 + 2 * 86_400
    assert f(t, 1.5, 51.05) == dover_strait()(t, 1.5, 51.05)


def test_nothing_to_choose_from():
    with pytest.raises(ValueError, match="at least one"):
        First(())
