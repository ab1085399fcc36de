"""A watch from plots and AIS to reports: the same however it is cut, small boats told, ships not."""

from dataclasses import replace

import numpy as np
import pytest

from fusion.tracker.made_tracks import ship
from varne.fusion.tracker.echoes import blank
from varne.fusion.tracker.fixes import Fix
from varne.fusion.tracker.scans import Radar
from varne.fusion.tracker.station import look, nothing, station
from varne.geodesy import distance_and_bearing, to_plane

T0 = 1_637_712_000.0
DOVER = Radar("dover", 1.34, 51.13, reach=15_000.0)
DUE = 40.0


def seen_by_radar(senders, seed=0, false=3.0, until=1_500.0):
    """Plots of these fixes, interpolated, with false ones."""
    rng = np.random.default_rng(seed)
    plots = []
    for t in np.arange(T0, T0 + until, 3.0):
        for fixes in senders:
            a = [f.t for f in fixes]
            lon, lat = np.interp(t, a, [f.lon for f in fixes]), np.interp(t, a, [f.lat for f in fixes])
            d, b = (float(x) for x in distance_and_bearing(DOVER.lon, DOVER.lat, lon, lat))
            if rng.random() < 0.7 and fixes[0].t <= t <= fixes[-1].t:
                plots.append(DOVER.plot(t + 1.0, d + rng.normal(0, 20), b + rng.normal(0, 0.3)))
        plots += [
            DOVER.plot(t + rng.uniform(0, 2.9), 15_000 * np.sqrt(rng.random()), 360 * rng.random())
            for _ in range(rng.poisson(false))
        ]
    return plots


CARGO = [replace(f, t=f.t + T0) for f in ship(course=235.0, speed=8.0, start=(1.45, 51.12), n=51)]
BOAT = [replace(f, t=f.t + T0) for f in ship(course=300.0, speed=2.5, start=(1.42, 51.06), n=51)]
PLOTS = seen_by_radar([CARGO, BOAT])
DOVER_STATION = station(DOVER)


def whole():
    return look(DOVER_STATION, nothing(), PLOTS, CARGO, T0 + 1_600.0)


def test_the_boat_is_told_and_the_ship_is_not():
    _, reports = whole()
    assert 3 <= len(reports) <= 6
    for r in reports:
        t = r.observed.timestamp()
        lon, lat = (
            np.interp(t, [f.t for f in BOAT], [f.lon for f in BOAT]),
            np.interp(t, [f.t for f in BOAT], [f.lat for f in BOAT]),
        )
        assert float(distance_and_bearing(r.lon, r.lat, lon, lat)[0]) < 150.0
    assert len({r.id.split("-")[1] for r in reports}) == 1


def test_without_ais_both_are_told():
    _, reports = look(DOVER_STATION, nothing(), PLOTS, [], T0 + 1_600.0)
    assert len({r.id.split("-")[1] for r in reports}) == 2


@pytest.mark.parametrize("step", [7.0, 100.0, 601.0])
def test_a_watch_cut_anywhere_tells_the_same(step):
    seen, told = nothing(), []
    for now in np.arange(T0 + step, T0 + 1_600.0 + step, step):
        came = [p for p in PLOTS if now - step <= p.t < now]
        heard = [f for f in CARGO if now - step <= f.t < now]
        seen, reports = look(DOVER_STATION, seen, came, heard, min(now, T0 + 1_600.0))
        told += reports
    assert [r.id for r in told] == [r.id for r in whole()[1]]
    assert len(seen.history.t) < 1_200


def test_reports_come_half_a_minute_after_their_moment():
    seen, first = look(DOVER_STATION, nothing(), PLOTS, CARGO, T0 + 590.0)
    seen, none = look(DOVER_STATION, seen, [], [], T0 + 620.0)
    _, now = look(DOVER_STATION, seen, [], [], T0 + 640.0)
    assert any(r.group for r in now)
    assert not any(r.group for r in none)
    assert len(first) == 1


def test_a_late_plot_is_left_out():
    seen, _ = look(DOVER_STATION, nothing(), [p for p in PLOTS if p.t < T0 + 600], [], T0 + 600.0)
    again, _ = look(DOVER_STATION, seen, PLOTS[:50], [], T0 + 603.0)
    without, _ = look(DOVER_STATION, seen, [], [], T0 + 603.0)
    assert np.array_equal(again.tracks.exists, without.tracks.exists)


def test_beacons_need_no_radar():
    mob = [Fix("mmsi:972000001", T0 + 5.0, 1.5, 51.0, 10.0, kind="rescue_beacon")]
    _, (r,) = look(DOVER_STATION, nothing(), [], mob, T0 + 60.0)
    assert r.condition == "people_in_water"


def test_a_silent_station():
    seen, reports = look(DOVER_STATION, nothing(), [], [], T0)
    assert reports == ()
    assert seen.tracks is None


def test_an_empty_map_of_echoes_changes_little():
    empty = replace(DOVER_STATION, echoes=blank(-15_000.0, 15_000.0, -15_000.0, 15_000.0, 100.0))
    _, reports = look(empty, nothing(), PLOTS, CARGO, T0 + 1_600.0)
    assert [r.id for r in reports] == [r.id for r in whole()[1]]


def test_a_boat_that_lies_still_is_told_for_ever_and_a_known_echo_is_not():
    still = [replace(f, lon=BOAT[0].lon, lat=BOAT[0].lat) for f in BOAT]
    plots = seen_by_radar([still], seed=3)
    x, y = (float(c) for c in to_plane(still[0].lon, still[0].lat, *DOVER_STATION.origin))
    empty = blank(-15_000.0, 15_000.0, -15_000.0, 15_000.0, 100.0)
    quay = empty.plots.copy()
    quay[int((x + 15_000) // 100), int((y + 15_000) // 100)] = 700.0
    told = []
    for m in (empty, replace(empty, plots=quay, scans=1_000)):
        _, reports = look(replace(DOVER_STATION, echoes=m), nothing(), plots, [], T0 + 1_600.0)
        told.append(len(reports))
    assert told[0] >= 3
    assert told[1] == 0
