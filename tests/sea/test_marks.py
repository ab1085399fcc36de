"""Harbours, light vessels and banks lie where they must."""

import json
from pathlib import Path

import pytest

from varne import geodesy
from varne.sea import coast
from varne.sea.marks import NEAR, SHARP, dover_strait, off

SHARED = Path(__file__).parents[3] / "shared" / "data" / "channel" / "points.geojson"
MARKS = dover_strait()
IN_MASK = [m for m in MARKS if coast.covers(m.lon, m.lat)]


def named(kind, name):
    return next(m for m in MARKS if (m.kind, m.name) == (kind, name))


def test_a_kind_has_no_name_twice():
    assert len({(m.kind, m.name) for m in MARKS}) == len(MARKS) == 22


@pytest.mark.parametrize("mark", [m for m in IN_MASK if m.kind == "harbour"], ids=lambda m: m.name)
def test_a_harbour_is_at_the_shore(mark):
    # the mole of Boulogne, 3.3 km long, is not in the shipped coast (DATA.md)
    assert float(coast.distance_to_land(mark.lon, mark.lat)) < (2000 if mark.name == "Boulogne-sur-Mer" else 1000)


@pytest.mark.parametrize("mark", [m for m in IN_MASK if m.kind != "harbour"], ids=lambda m: f"{m.kind} {m.name}")
def test_a_light_vessel_and_a_bank_are_out_at_sea(mark):
    assert float(coast.distance_to_land(mark.lon, mark.lat)) > 5000


@pytest.mark.parametrize(
    ("a", "b", "metres", "bearing"),
    [
        # by plane sailing on the middle latitude, by hand; sine and cosine differ in each
        (("harbour", "Dover West"), ("harbour", "Calais"), 39_000, 114),
        (("harbour", "Boulogne-sur-Mer"), ("light_vessel", "Varne"), 33_000, 339),
        (("light_vessel", "Varne"), ("light_vessel", "Sandettie"), 29_500, 72),
        (("harbour", "Ramsgate"), ("bank", "Goodwin Sands"), 10_700, 140),
        (("light_vessel", "Varne"), ("bank", "Varne"), 8_300, 236),
    ],
)
def test_they_lie_to_each_other_as_plane_sailing_has_it(a, b, metres, bearing):
    a, b = named(*a), named(*b)
    far, towards = geodesy.distance_and_bearing(a.lon, a.lat, b.lon, b.lat)
    assert float(far) == pytest.approx(metres, rel=0.05)
    assert float(towards) == pytest.approx(bearing, abs=3)


@pytest.mark.parametrize("bearing", [17, 111, 200, 290, 359.7])
def test_a_place_is_told_from_the_mark_not_towards_it(bearing):
    varne = named("light_vessel", "Varne")
    told = off(*map(float, geodesy.destination(varne.lon, varne.lat, bearing, 3000)))
    assert told.mark == varne
    assert (told.metres, told.bearing) == (pytest.approx(3000), pytest.approx(bearing))
    assert told.degrees == (0 if bearing == 359.7 else bearing)


def test_nothing_is_told_from_a_mark_that_is_far_or_may_be_elsewhere():
    assert off(-5.0, 50.0) is None
    blunt = [m for m in MARKS if m.within > SHARP]
    assert {m.kind for m in blunt} == {"bank", "light_vessel"}
    for m in blunt:
        assert (told := off(m.lon, m.lat)) is None or (told.mark != m and told.metres <= NEAR)


@pytest.mark.skipif(not SHARED.exists(), reason="../shared/data/channel is not here; the tests above need nothing of it")
def test_they_are_those_of_the_shared_points():
    theirs = {tuple(f["geometry"]["coordinates"]) for f in json.loads(SHARED.read_text("utf-8"))["features"]}
    assert {(m.lon, m.lat) for m in MARKS} <= theirs
