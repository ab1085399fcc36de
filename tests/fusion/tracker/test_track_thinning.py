"""From tracks to reports: few, of boats without AIS, described and not judged."""

import re
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from fusion.tracker.made_tracks import ORIGIN, ship, straight, tracks
from varne.fusion.tracker.fixes import Fix
from varne.fusion.tracker.ships import ways
from varne.fusion.tracker.thinning import beacon_reports, life, radar_reports, told
from varne.geodesy import components_to, distance_and_bearing
from varne.readers.reports import read_reports, report_line

T0 = 1_637_712_000.0
"""A whole ten minutes: 24 November 2021, 0000 UTC."""


def from_t0(way):
    return lambda t: way(t - T0)


def watch(*spans):
    """History of tracks from T0 on: (way, first second, last second), with their velocity."""
    h = tracks([(from_t0(way), T0 + a, T0 + b) for way, a, b in spans], period=10.0)
    step = np.array(
        [np.subtract(spans[n - 1][0](t - T0 + 1), spans[n - 1][0](t - T0)) for t, n in zip(h.t, h.number, strict=True)]
    )
    place = h.place.copy()
    place[:, 2:] = step
    return replace(h, place=place)


def test_one_report_in_ten_minutes_and_one_at_each_end():
    h = watch((straight(60.0, 3.0), 130.0, 2_500.0), (straight(60.0, 3.0, 5_000.0), 0.0, 3_000.0))
    mine = [r for r in radar_reports(h, "dover", ORIGIN) if r.id.split("-")[1] == "1"]
    seconds = [r.observed.timestamp() - T0 for r in mine]
    assert seconds == [190.0, 600.0, 1_200.0, 1_800.0, 2_400.0, 2_490.0]
    assert mine[0].id == "dover-1-1637712190"
    assert len(h.t) / len(radar_reports(h, "dover", ORIGIN)) > 40


@pytest.mark.parametrize("course", [30.0, 115.0, 205.0, 340.0])
def test_a_report_says_where_and_whither(course):
    h = watch((straight(course, 3.0), 0.0, 700.0))
    r = radar_reports(h, "dover", ORIGIN)[-1]
    assert (r.channel, r.source, r.condition) == ("radar", "sensor", "underway")
    assert r.course == pytest.approx(course, abs=0.5)
    assert r.speed_kn == pytest.approx(5.8, abs=0.1)
    d, b = distance_and_bearing(*ORIGIN, r.lon, r.lat)
    assert float(d) == pytest.approx(1_800.0, abs=150.0)
    assert abs((float(b) - course + 180) % 360 - 180) < 5
    assert r.ellipse_m == pytest.approx((25.0, 25.0, r.ellipse_m[2]))


def test_slow_says_nothing_about_the_engine():
    """2 m/s over ground may be the stream alone."""
    r = radar_reports(watch((straight(60.0, 2.0), 0.0, 700.0)), "dover", ORIGIN)[-1]
    assert r.condition == "unknown"
    still = radar_reports(watch((straight(60.0, 0.2), 0.0, 700.0)), "dover", ORIGIN)[-1]
    assert still.course is None


def test_what_flickers_up_is_not_told():
    h = watch((straight(60.0, 2.0), 560.0, 610.0), (straight(60.0, 2.0, 900.0), 0.0, 700.0))
    assert {r.id.split("-")[1] for r in radar_reports(h, "dover", ORIGIN)} == {"2"}


def test_boats_seen_at_once_are_different_boats():
    h = watch((straight(60.0, 2.0), 0.0, 700.0), (straight(60.0, 2.0, 300.0), 0.0, 700.0))
    together = [r for r in radar_reports(h, "dover", ORIGIN) if r.observed.timestamp() == T0 + 600]
    assert len(together) == 2
    assert len({r.group for r in together}) == 1
    groups = [r.group for r in radar_reports(h, "dover", ORIGIN) if r.group]
    assert all(groups.count(g) <= 2 for g in groups)


def test_a_ship_with_ais_is_not_told_and_the_boat_beside_it_is():
    fixes = [replace(f, t=f.t + T0) for f in ship(n=30)]
    h = watch((straight(205.0, 8.0), 0.0, 800.0), (straight(205.0, 8.0, 400.0, 0.0), 0.0, 800.0))
    told_of = {r.id.split("-")[1] for r in radar_reports(h, "dover", ORIGIN, ways(fixes))}
    assert told_of == {"2"}
    assert {r.id.split("-")[1] for r in radar_reports(h, "dover", ORIGIN)} == {"1", "2"}


def test_a_ships_track_that_broke_is_still_the_ship():
    """The old number is gone when the new one is compared."""
    fixes = [replace(f, t=f.t + T0) for f in ship(n=60)]
    h = watch((straight(205.0, 8.0), 0.0, 500.0), (straight(205.0, 8.0), 520.0, 1_300.0))
    assert radar_reports(h, "dover", ORIGIN, ways(fixes)) == ()


def test_spans_give_each_report_once():
    h = watch((straight(60.0, 3.0), 130.0, 2_500.0), (straight(160.0, 3.0, 5_000.0), 0.0, 3_000.0))
    whole = radar_reports(h, "dover", ORIGIN)
    cuts = [-np.inf, T0 + 600.0, T0 + 601.0, T0 + 1_500.0, np.inf]
    parts = [r for a, b in pairwise(cuts) for r in radar_reports(h, "dover", ORIGIN, span=(a, b))]
    assert tuple(parts) == whole
    assert len({r.id for r in whole}) == len(whole)


def test_a_report_is_a_report_line():
    r = radar_reports(watch((straight(60.0, 3.0), 0.0, 700.0)), "dover", ORIGIN)[-1]
    (again,), problems = read_reports([report_line(r)])
    assert problems == ()
    assert again == r


OFF_DUNKIRK = 2.2, 51.06


def taxi(t):
    """Along the coast at 2 m/s, with a stop of five minutes every quarter of an hour."""
    stage, spent = divmod(t, 900.0)
    u, v = (float(c) for c in components_to(2.0, 250.0))
    gone = stage * 600.0 + min(spent, 600.0)
    return u * gone, v * gone


def test_a_taxi_boats_life_is_described_and_raises_nothing():
    h = watch((taxi, 0.0, 3_600.0))
    x = life(h, OFF_DUNKIRK)
    assert x.stops == 4
    assert x.at_rest == pytest.approx(1_200.0, abs=60.0)
    assert x.way > 4_000.0
    assert x.near_shore is not None
    assert x.near_shore > 0.5
    last = radar_reports(h, "dunkirk", OFF_DUNKIRK)[-1]
    assert re.search(r"seen for \d+ min over \d\.\d nm, \d stops? of \d+ min in all, \d+ % of the way within 2 km", last.text)
    assert last.condition == "unknown"
    assert not re.search(r"alarm|alert|suspect|beach|people|migrant|launch|warning", last.text)


def test_a_straight_life_is_short_to_tell():
    x = life(watch((straight(60.0, 3.0), 0.0, 610.0)), (10.0, 51.0))
    assert re.fullmatch(r"seen for 10 min over 1\.\d nm", told(x))
    assert x.stops == 0
    assert x.near_shore is None


def test_beacons_are_told_at_once_and_overboard_means_in_the_water():
    mob = [Fix("mmsi:972000001", T0 + t, 1.5, 51.0, 10.0, kind="rescue_beacon") for t in (100.0, 160.0, 700.0)]
    sart = [Fix("mmsi:970000001", T0, 1.6, 51.0, 30.0, kind="rescue_beacon")]
    reports = beacon_reports(ways([*mob, *sart, *(replace(f, t=f.t + T0) for f in ship())]))
    assert [(r.id, r.condition) for r in reports] == [
        ("ais-970000001-1637712000", "unknown"),
        ("ais-972000001-1637712100", "people_in_water"),
        ("ais-972000001-1637712700", "people_in_water"),
    ]
    assert reports[0].channel == "ais"
    assert beacon_reports(ways(mob), span=(T0 + 600.0, np.inf))[0].id.endswith("700")


def test_no_tracks_no_reports():
    h = watch((straight(60.0, 3.0), 0.0, 700.0))
    assert radar_reports(h.of(np.zeros(len(h.t), bool)), "dover", ORIGIN) == ()
