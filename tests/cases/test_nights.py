"""Simulated nights: the same by seed, labelled as simulated, at sea, plausible, with a truth that no report gives away."""

import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

import numpy as np
import pytest

from varne import geodesy
from varne.cases import nights
from varne.cases.export import truth_lines
from varne.cases.mistakes import minutes_read_as_decimals
from varne.cases.nights import START, NightParameters
from varne.cases.stream import SineTide
from varne.readers.reports import read_reports
from varne.sea import coast

SEEDS = [1, 2, 3]
PERFECT = {
    "gross": 0, "sign_lost": 0, "minutes_as_degrees": 0, "hour_off": 0, "minutes_off": 0, "vague_time": 0, "delay": 0,
    "relayed": 0, "copied": 0, "false": 0, "taxi": 0, "partial": 0, "transfer": 0, "tow": 0, "rounded": 0,
}  # fmt: skip


@cache
def night_of(seed, **changed):
    return nights.simulated_night(NightParameters(**changed), seed=seed)


def lines_of(night):
    return [json.loads(line) for line in truth_lines(night)]


def placed_with_error(night):
    """Distance of each stated position of a boat from where it was, and the report."""
    for t in night.told:
        if t.boat and t.report.has_position:
            v = night.boats[t.boat - 1]
            apart, _ = geodesy.distance_and_bearing(t.report.lon, t.report.lat, v.lon[t.step], v.lat[t.step])
            yield float(apart), t.report


def test_the_same_seed_makes_the_same_night():
    few = NightParameters(boats=8)
    first = nights.simulated_night(few, seed=5)
    assert first.told == nights.simulated_night(few, seed=5).told
    assert first.told != nights.simulated_night(few, seed=6).told


@pytest.mark.parametrize("seed", SEEDS)
def test_the_reader_takes_every_line_and_never_reads_the_truth(seed):
    night = night_of(seed)
    reports, problems = read_reports(list(truth_lines(night)))
    assert problems == ()
    assert reports == night.reports
    assert [line["truth"]["boat"] or 0 for line in lines_of(night)] == [t.boat for t in night.told]


@pytest.mark.parametrize("seed", SEEDS)
def test_everything_says_that_it_is_simulated_and_nothing_gives_the_truth_away(seed):
    night = night_of(seed)
    numbers = Counter(r.id for r in night.reports)
    assert max(numbers.values()) == 1
    assert all(r.id == f"sim-{seed}-{k:04d}" for k, r in enumerate(night.reports, start=1))
    assert {r.text for r in night.reports} <= {f"SIMULATED {r.channel.replace('_', ' ')}" for r in night.reports}
    assert all(r.caller is None or len(r.caller) == 21 for r in night.reports)  # a relay's key looks like any other


@pytest.mark.parametrize("seed", SEEDS)
def test_true_positions_are_always_at_sea(seed):
    for v in night_of(seed).boats:
        assert coast.covers(v.lon, v.lat).all()
        assert coast.at_sea(v.lon, v.lat).all()
        arrays = (v.t, v.lon, v.lat, v.engine, v.dry, v.aboard, v.towed_by)
        assert {len(a) for a in arrays} == {len(v.t)}
        assert len(v.t) > 0


@pytest.mark.parametrize("seed", SEEDS)
def test_boats_leave_france_and_move_like_overloaded_boats(seed):
    night = night_of(seed)
    strongest = 1.1 * 1.2 + 0.5
    for v in night.boats:
        assert coast.side(float(v.lon[0]), float(v.lat[0])) == "FR"
        assert 400 < coast.distance_to_land(v.lon[0], v.lat[0]) < 5_000
        metres, _ = geodesy.distance_and_bearing(v.lon[:-1], v.lat[:-1], v.lon[1:], v.lat[1:])
        assert (metres / np.diff(v.t)).max(initial=0) < 6 * geodesy.KNOT + strongest


def test_a_boat_without_engine_goes_with_the_stream_that_the_table_gives_when_the_table_has_no_error():
    night = night_of(1, stream_error=0.0, wind=0.0, tow=0.0)
    misses = []
    for v in night.boats:
        metres, to = geodesy.distance_and_bearing(v.lon[:-1], v.lat[:-1], v.lon[1:], v.lat[1:])
        u, w = night.current(v.t[:-1], v.lon[:-1], v.lat[:-1])
        off = ~v.engine[:-1] & (metres > 1.0) & (coast.distance_to_land(v.lon[:-1], v.lat[:-1]) > 6_500)
        got_u, got_w = geodesy.components_to(metres / np.diff(v.t), to)
        misses += list(np.hypot(got_u - u, got_w - w)[off])
    assert len(misses) > 50
    assert max(misses) < 0.03  # the plane's scale and the step


def test_the_table_is_wrong_by_about_what_is_asked():
    night = night_of(2, stream_error=0.2)
    grid = [a.ravel() for a in np.meshgrid(START.timestamp() + 3_600.0 * np.arange(12), [1.3, 1.5, 1.7], [50.95, 51.05])]
    true = np.array([night.water(t, np.array([x]), np.array([y])) for t, x, y in zip(*grid, strict=True)])[..., 0]
    told = np.array(night.current(*grid)).T
    off = np.hypot(*(true - told).T)
    assert 0.03 < np.sqrt(np.mean(off**2)) < 0.6
    assert isinstance(night.current, SineTide)


@pytest.mark.parametrize("seed", SEEDS)
def test_stated_errors_are_honest_where_nothing_goes_wrong(seed):
    ratios = [apart / np.hypot(*r.ellipse_m[:2]) for apart, r in placed_with_error(night_of(seed, **PERFECT))]
    assert len(ratios) > 60
    assert 0.4 < np.median(ratios) < 1.1
    assert np.mean(np.array(ratios) > 3) < 0.02


@pytest.mark.parametrize("seed", SEEDS)
def test_some_positions_are_grossly_wrong_and_as_many_as_asked(seed):
    far = [a > 5 * np.hypot(*r.ellipse_m[:2]) for a, r in placed_with_error(night_of(seed, **PERFECT | {"gross": 0.2}))]
    assert 0.08 < np.mean(far) < 0.33


def test_a_lost_sign_puts_a_boat_west_of_greenwich():
    west = [r for _, r in placed_with_error(night_of(1, **PERFECT | {"sign_lost": 1.0}))]
    assert all(r.lon < 0 for r in west)
    assert all(r.position_text is None or r.position_text.endswith("W") for r in west)


def test_minutes_are_read_as_decimals():
    assert minutes_read_as_decimals(51.5) == pytest.approx(51.3)
    for (_, wrong), (_, right) in zip(
        placed_with_error(night_of(1, **PERFECT | {"minutes_as_degrees": 1.0})),
        placed_with_error(night_of(1, **PERFECT)),
        strict=True,
    ):
        if max(right.ellipse_m[:2]) < 500:
            assert wrong.lat == pytest.approx(minutes_read_as_decimals(right.lat), abs=0.02)


def test_clocks_are_an_hour_off_when_asked():
    reports = night_of(1, **PERFECT | {"hour_off": 1.0}).reports
    ahead = [r.observed - r.received for r in reports if r.observed and r.group is None]
    assert len(ahead) > 50
    assert all(timedelta(minutes=55) < d <= timedelta(minutes=60, seconds=1) for d in ahead)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_mix_is_plausible(seed):
    night = night_of(seed)
    received = [r.received for r in night.reports]
    assert received == sorted(received)
    assert START <= received[0] < received[-1] < START + timedelta(hours=14)
    channels = Counter(r.channel for r in night.reports)
    assert set(channels) >= {"call", "missed_call", "pin", "message", "email", "list", "aircraft", "rescue"}
    assert 90 < len(night.reports) < 260
    assert len({t.boat for t in night.told} - {0}) > 20
    for r in night.reports:
        assert (r.outcome is not None) == (r.channel == "rescue")
        assert r.caller is None or r.source in ("occupant", "relative", "ngo", "authority")


def test_boats_call_as_often_as_asked():
    few, many = (len(night_of(4, calls=rate, silent=0.0).reports) for rate in (0.2, 2.0))
    assert many > 3 * few
    silent = night_of(4, silent=1.0, false=0.0)
    assert {r.source for r in silent.reports} <= {"ship", "authority", "crew"}


def test_a_list_or_pass_counts_different_boats_apart():
    groups = {}
    for seed in SEEDS:
        for t in night_of(seed, copied=0.0).told:
            if t.report.group:
                groups.setdefault((seed, t.report.group), []).append(t.boat)
    assert sum(len(g) > 1 for g in groups.values()) > 5
    for boats in groups.values():
        assert len(set(boats)) == len(boats)


def test_a_copy_is_the_same_report_later():
    night = night_of(2, copied=1.0)
    content = Counter(replace(r, id="", received=START) for r in night.reports)
    assert all(n % 2 == 0 for n in content.values())
    assert len(night.reports) == 2 * len(night_of(2, copied=0.0).reports)


def test_a_taxi_boat_fills_up_along_the_coast():
    taxis = [v for seed in SEEDS for v in night_of(seed, taxi=1.0, partial=0.0, transfer=0.0).boats]
    grown = [v for v in taxis if len(np.unique(v.aboard)) >= 2]
    assert len(grown) > 0.8 * len(taxis)
    for v in grown:
        assert v.aboard[0] < 10
        assert (np.diff(v.aboard) >= 0).all()
        boarding = np.flatnonzero(np.diff(v.aboard))
        assert (coast.distance_to_land(v.lon[boarding], v.lat[boarding]) < 6_000).all()


def test_partial_recoveries_leave_people_aboard_and_all_people_are_accounted_for():
    boats = [v for seed in SEEDS for v in night_of(seed, partial=1.0, transfer=0.0).boats]
    parted = [v for v in boats if len(v.recoveries) > 1]
    assert len(parted) > 20
    for v in boats:
        for r in v.recoveries[:-1]:
            assert r.left > 0
        if v.end == "recovered":
            assert v.recoveries[-1].left == 0
        if not v.taxi and len(v.recoveries) > 1:
            assert sum(r.people for r in v.recoveries) == v.people


def test_people_climb_from_a_dead_boat_to_another():
    changed = {"transfer": 1.0, "stops": 1.0, "dead": 0.5, "partial": 0.0, "taxi": 0.0}
    boats = [v for seed in SEEDS for v in night_of(seed, **changed).boats]
    left = [v for v in boats if v.end == "left_empty"]
    assert left
    assert all(v.aboard[-1] == 0 and v.aboard[0] > 0 for v in left)
    assert sum(int(v.aboard[-1]) for v in boats) == sum(int(v.aboard[0]) for v in boats)


def test_a_tow_moves_a_boat_without_engine():
    boats = {(seed, v.number): v for seed in SEEDS for v in night_of(seed, tow=1.0, stops=1.0, dead=1.0).boats}
    towed = [(key, k) for key, v in boats.items() for k in np.flatnonzero(v.towed_by)]
    assert towed
    for key, k in towed:
        v = boats[key]
        assert not v.engine[k]
        assert v.towed_by[k] != v.number


def test_reports_of_no_small_boat_have_no_truth():
    night = night_of(3, false=20.0)
    none = [line for line in lines_of(night) if line["truth"]["boat"] is None]
    assert 8 < len(none) < 40
    assert all(line["truth"] == {"boat": None} for line in none)


def test_a_large_night_can_be_made():
    parameters = NightParameters(boats=100, calls=1.5, hours=12, start=datetime(2026, 8, 1, 18, tzinfo=UTC))
    night = nights.simulated_night(parameters, seed=9)
    assert len(night.boats) == 100
    assert len(night.reports) > 700


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"start": datetime(2026, 6, 20, 20)}, "has no zone"),  # noqa: DTZ001
        ({"gross": 1.5}, "a share, from 0 to 1"),
        ({"calls": -1.0}, "not negative"),
        ({"boats": 0}, "at least 1"),
    ],
)
def test_what_cannot_be_made_says_what_to_do(wrong, says):
    with pytest.raises(ValueError, match=says):
        NightParameters(**wrong)
