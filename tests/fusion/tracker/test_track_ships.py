"""Senders' ways, and which radar tracks they are: a ship among small boats, a boat beside a ship, a number used twice."""

import numpy as np
import pytest

from fusion.tracker.made_tracks import ORIGIN, ship, straight, tracks
from varne.fusion.tracker.fixes import Fix, Particulars
from varne.fusion.tracker.ships import at_sea, pair, places, ways
from varne.geodesy import destination, to_plane


def test_a_way_is_in_order_and_has_its_length():
    fixes = ship()
    (way,) = ways([*fixes[::-1], Particulars("mmsi:1", 5.0, 70, 180.0)])
    assert way.t.tolist() == [f.t for f in fixes]
    assert way.length_m == 180.0
    assert way.course[0] == 205.0


def test_a_slip_of_the_receiver_is_left_out():
    fixes = ship()
    slip = Fix("mmsi:1", 95.0, 2.9, 51.4, 10.0)
    (way,) = ways([*fixes, slip])
    assert 95.0 not in way.t
    assert len(way.t) == 20


def test_a_number_that_two_senders_use_has_two_ways():
    found = ways(ship() + ship(start=(2.2, 51.3), at=7.0))
    assert [w.key for w in found] == ["mmsi:1", "mmsi:1/2"]
    assert [len(w.t) for w in found] == [20, 20]


def test_a_long_silence_begins_a_new_way():
    assert len(ways(ship() + ship(at=4_000.0))) == 2


def test_a_beacon_counts_from_its_first_fix():
    (way,) = ways([Fix("mmsi:972000001", 0.0, 1.5, 51.0, 10.0, kind="rescue_beacon")])
    assert way.kind == "rescue_beacon"
    assert ways([Fix("mmsi:1", 0.0, 1.5, 51.0, 10.0)]) == ()


def test_places_between_and_beyond_fixes():
    (way,) = ways(ship(course=60.0, speed=10.0))
    t = np.array([15.0, 570.0 + 100.0, -20.0, 570.0 + 1_000.0])
    p = places(way, t, ORIGIN)
    for k in (0, 1, 2):
        lon, lat = destination(*ORIGIN, 60.0 if t[k] > 0 else 240.0, 10.0 * abs(t[k]))
        assert p[k, :2] == pytest.approx([float(c) for c in to_plane(lon, lat, *ORIGIN)], abs=3.0)
    assert p[0, 2] < 15.0
    assert 90.0 < p[1, 2] < 120.0
    assert np.isnan(p[3, 2])


def test_a_ship_is_told_from_a_boat():
    found = ways([*ship(n=21), Particulars("mmsi:1", 0.0, 70, 100.0)])
    h = tracks([(straight(205.0, 8.0), 0.0, 600.0), (straight(300.0, 2.5, 1_500.0, -500.0), 0.0, 600.0)])
    p = pair(h, found, ORIGIN, strangers=1e-8)
    assert p.ship(1) == "mmsi:1"
    assert p.small(1) < 0.01
    assert p.ship(2) is None
    assert p.small(2) > 0.99
    assert p.small(99) == 1.0


def test_a_boat_beside_a_ship_stays_a_boat():
    """A rubber boat 150 m off a ship that lies still: one track is the ship, the other is not."""
    still = [Fix("mmsi:1", f.t, *ORIGIN, 10.0, None, 0.0) for f in ship(n=21)]
    h = tracks([(lambda t: (0.0, 0.0), 0.0, 600.0), (lambda t: (120.0, 90.0), 0.0, 600.0)])
    p = pair(h, ways(still), ORIGIN, strangers=1e-8)
    assert p.ship(1) == "mmsi:1"
    assert p.small(2) > 0.9


def test_a_boat_that_crosses_a_ships_way_is_not_it():
    h = tracks([(straight(115.0, 8.0, -2_400.0, 1_000.0), 0.0, 600.0)])
    p = pair(h, ways(ship(course=205.0, n=21)), ORIGIN, strangers=1e-8)
    assert p.small(1) > 0.9


def test_without_ships_all_are_small():
    h = tracks([(straight(60.0, 2.0), 0.0, 100.0)])
    p = pair(h, (), ORIGIN, strangers=1e-8)
    assert p.small(1) == 1.0
    assert p.ship(1) is None


def test_who_was_heard_lately():
    found = ways(ship() + ship("mmsi:2", at=2_000.0))
    (late,) = at_sea(found, 2_100.0)
    assert late.key == "mmsi:2"
    assert late.t.max() <= 2_100.0
