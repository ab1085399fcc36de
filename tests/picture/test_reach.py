"""Honest times to scene: worked out by hand, from where an asset really starts, and never sooner than it can be."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from geographiclib.geodesic import Geodesic

from varne.geodesy import KNOT
from varne.picture.reach import over_land, reach
from varne.record.incident import AssetState
from varne.search.assets import shipped

NOW = datetime(2021, 11, 24, 2, 22, tzinfo=UTC)
DOVER = shipped()[0]
BY_NAME = {a.name: a for a in shipped()}
BOAT = 1.74167, 51.14167


def state(status, minutes_ago=0, boat="c", lon=None, lat=None, due=None, asset=DOVER.name):
    return AssetState(asset, status, NOW - timedelta(minutes=minutes_ago), "dover", boat, lon, lat, "", due)


def way(asset, lon, lat, x=None, y=None):
    """Minutes of the straight way, by another library."""
    metres = Geodesic.WGS84.Inverse(asset.lat if y is None else y, asset.lon if x is None else x, lat, lon)["s12"]
    return metres / (asset.transit / KNOT * 1852 / 3600) / 60


def minutes(r):
    return (r.at - NOW).total_seconds() / 60


@pytest.mark.parametrize("name", ["Dover all-weather lifeboat", "Calais lifeboat", "Lydd helicopter", "Border Force cutter"])
def test_from_its_base_it_needs_its_launch_and_the_way(name):
    asset = BY_NAME[name]
    r = reach(asset, None, NOW, "c", *BOAT)
    assert (r.start, r.over_land, r.due) == ("base", False, None)
    assert minutes(r) == pytest.approx(asset.launch / 60 + way(asset, *BOAT), abs=0.05)
    assert r == reach(asset, state("berthed"), NOW, "c", *BOAT)


def test_the_cutter_of_the_night_needed_an_hour_and_not_half_of_one():
    """F7: a caller was told less than half an hour; she left Dover at 0222 and needed about an hour (15 kn, domain.md 4.5)."""
    valiant = replace(BY_NAME["Border Force cutter"], transit=15 * KNOT)
    r = reach(valiant, state("departed"), NOW, "c", *BOAT)
    assert 55 <= r.minutes(NOW) <= 70


def test_what_was_called_has_the_rest_of_its_launch_before_it():
    r = reach(DOVER, state("tasked", 4), NOW, "c", *BOAT)
    assert r.start == "tasked"
    assert minutes(r) == pytest.approx(6 + way(DOVER, *BOAT), abs=0.05)
    late = reach(DOVER, state("tasked", 40), NOW, "c", *BOAT)
    assert minutes(late) == pytest.approx(way(DOVER, *BOAT), abs=0.05)  # not left: the whole way is before it


def test_what_left_for_this_boat_is_on_its_way_since_then_and_for_another_it_is_not():
    ours = reach(DOVER, state("departed", 10), NOW, "c", *BOAT)
    other = reach(DOVER, state("departed", 10, boat="l"), NOW, "c", *BOAT)
    assert minutes(ours) == pytest.approx(way(DOVER, *BOAT) - 10, abs=0.05)
    assert minutes(other) == pytest.approx(way(DOVER, *BOAT), abs=0.05)
    assert minutes(reach(DOVER, state("departed", 600), NOW, "c", *BOAT)) == 0


def test_at_sea_it_starts_where_somebody_said_that_it_is():
    r = reach(DOVER, state("left_scene", 5, boat=None, lon=1.5, lat=51.0), NOW, "c", *BOAT)
    assert (r.start, r.over_land) == ("at_sea", False)
    assert minutes(r) == pytest.approx(way(DOVER, *BOAT, 1.5, 51.0), abs=0.05)


def test_on_scene_it_is_there_and_at_another_boat_it_is_not():
    assert minutes(reach(DOVER, state("on_scene", 30), NOW, "c", *BOAT)) == 0
    assert minutes(reach(DOVER, state("on_scene", 30, boat="l", lon=1.5, lat=51.0), NOW, "c", *BOAT)) > 20


def test_seen_on_its_way_it_is_there_from_where_it_was_seen_since_then():
    seen = replace(state("sighting", 5, lon=1.5, lat=51.1), before="departed")
    assert minutes(reach(DOVER, seen, NOW, "c", *BOAT)) == pytest.approx(way(DOVER, *BOAT, 1.5, 51.1) - 5, abs=0.05)
    away = replace(state("sighting", 0, lon=1.5, lat=51.1), before="on_scene")  # it was on scene, and has been seen elsewhere
    assert minutes(reach(DOVER, away, NOW, "c", *BOAT)) == pytest.approx(way(DOVER, *BOAT, 1.5, 51.1), abs=0.05)


def test_a_promise_stands_beside_what_it_would_take():
    due = NOW + timedelta(minutes=20)
    assert reach(DOVER, state("tasked", 0, due=due), NOW, "c", *BOAT).due == due
    assert reach(DOVER, state("tasked", 0, due=due, boat="l"), NOW, "c", *BOAT).due is None


def test_a_way_over_land_is_said_of_ships_and_not_of_what_flies():
    """From Ramsgate to a place off Hythe the straight way leads over Kent."""
    off_hythe = 1.12, 51.03
    assert reach(BY_NAME["Ramsgate all-weather lifeboat"], None, NOW, "c", *off_hythe).over_land
    assert not reach(DOVER, None, NOW, "c", *off_hythe).over_land
    assert not reach(replace(BY_NAME["Lydd helicopter"], lon=1.4194, lat=51.3289), None, NOW, "c", *off_hythe).over_land


def test_where_no_coast_is_known_nothing_is_said():
    assert not over_land(10.0, 50.0, 90.0, 50_000.0)


def test_minutes_are_rounded_up():
    r = reach(DOVER, None, NOW, "c", *BOAT)
    assert r.minutes(NOW) - 1 < minutes(r) <= r.minutes(NOW)
