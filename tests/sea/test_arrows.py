"""Arrows to draw: they point where things go, stay where they are when the box moves, and stop where nothing is known."""

import numpy as np
import pytest

from varne import geodesy
from varne.sea import coast
from varne.sea.arrows import arrows, lattice
from varne.sea.field import Box, Constant, OutsideForecast, Sum
from varne.sea.first import First
from varne.sea.tides import dover_strait

STRAIT = Box(lon=(1.1, 2.4), lat=(50.8, 51.3))
PLACES = np.array([1.4, 1.5, 1.6]), np.array([50.95, 51.0, 51.05])


@pytest.mark.parametrize("to", [20.0, 70.0, 110.0, 200.0, 250.0, 335.0])
def test_an_arrow_goes_where_the_water_goes(to):
    """At angles whose sine and cosine differ, so that neither axis nor sign can be exchanged unseen."""
    u, v = geodesy.components_to(1.3, to)
    found = arrows(Constant(float(u), float(v)), 0.0, *PLACES)
    assert found.to == pytest.approx(to) and found.speed == pytest.approx(1.3)
    tip_lon, tip_lat = geodesy.destination(found.lon[0], found.lat[0], found.to[0], 1000.0)
    assert np.sign(tip_lon - found.lon[0]) == np.sign(u) and np.sign(tip_lat - found.lat[0]) == np.sign(v)


def test_a_wind_from_the_west_south_west_has_arrows_to_the_east_north_east():
    u, v = geodesy.components_from(8.0, 247.5)
    assert arrows(Constant(float(u), float(v)), 0.0, *PLACES).to == pytest.approx(67.5)


def test_the_tide_off_dover_sets_north_east_after_high_water_and_south_west_before():
    """Pilot books: north-east-going from 1.5 h before to 4.5 h after high water Dover, about 0200 on 24 November 2021."""
    high = 1_637_719_200.0
    for hours, least, most in ((2.0, 20.0, 75.0), (-4.5, 200.0, 255.0)):
        found = arrows(dover_strait(), high + 3600 * hours, np.array([1.45]), np.array([51.0]))
        assert least < found.to[0] < most and found.speed[0] > 0.5


def test_the_places_are_at_sea_and_as_far_apart_as_asked():
    lon, lat = lattice(STRAIT, 4000.0, 2000)
    assert coast.at_sea(lon, lat).all() and lon.size > 150
    east = geodesy.distance_and_bearing(lon[0], lat[0], lon, lat)[0]
    assert np.sort(east)[1] == pytest.approx(4000.0, rel=0.02)
    assert STRAIT.outside(0.0, lon, lat).sum() == 0


def test_a_box_that_moves_keeps_the_places_that_both_hold():
    moved = Box(lon=(1.137, 2.511), lat=(50.761, 51.243))
    first, second = ({*zip(*(x.round(9).tolist() for x in lattice(b, 4000.0, 2000)), strict=True)} for b in (STRAIT, moved))
    common = STRAIT.within(moved)
    both = {p for p in first if not common.outside(0.0, *p)}
    assert both and both == {p for p in second if not common.outside(0.0, *p)}


THIN = Box(lon=(1.1, 2.4), lat=(50.99999, 51.00001))


@pytest.mark.parametrize("spacing", [100.0, 1e-9, 1e-320])
@pytest.mark.parametrize("box", [STRAIT, THIN])
def test_too_many_are_refused_with_a_spacing_that_does(spacing, box):
    """Along a strip of two metres too: it has few for its area, and as many as you like in a row."""
    with pytest.raises(ValueError, match=r"more than 500 in this box; ask for [\d.e+]+ m or more") as caught:
        lattice(box, spacing, 500)
    least = float(str(caught.value).split("ask for ")[1].split(" m")[0])
    assert lattice(box, least, 500)[0].size <= 500
    assert lattice(STRAIT, least, 500_000)[0].size > 0


def test_places_that_no_part_of_a_sum_or_a_choice_knows_are_left_out():
    west = Constant(1.0, 0.0, "west", Box(lon=(1.0, 1.55)))
    south = Constant(0.0, 1.0, "south", Box(lat=(50.0, 51.02)))
    assert arrows(Sum((west, south)), 0.0, *PLACES).lon.tolist() == [1.4, 1.5]
    assert arrows(First((west, south)), 0.0, *PLACES).lon.tolist() == [1.4, 1.5]


def test_a_time_outside_the_forecast_is_said_and_never_answered_with_still_water():
    morning = Constant(1.0, 0.0, "morning", Box(t=(0.0, 3600.0)))
    with pytest.raises(OutsideForecast):
        arrows(morning, 7200.0, *PLACES)


def test_what_a_field_has_no_value_for_has_no_arrow():
    assert arrows(dover_strait(), 0.0, np.array([1.08, 1.46]), np.array([51.28, 50.99])).lon.tolist() == [1.46]
