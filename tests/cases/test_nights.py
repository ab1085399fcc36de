"""Simulated nights: the same by seed, labelled as simulated, at sea, plausible, and acceptable to the reader and the record."""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import cache

import numpy as np
import pytest

from varne import geodesy
from varne.cases import nights
from varne.cases.nights import START
from varne.cases.voyages import simulated_voyages
from varne.readers.reports import read_reports
from varne.record import events as ev
from varne.sea import coast

SEEDS = [1, 2, 3]
simulated_night = cache(nights.simulated_night)
five_km = 5000.0


def no_readings(text):
    raise AssertionError(f"{text!r} came without lon and lat")


@cache
def voyages_of(seed, boats=30, hours=10):
    """The truth under a night: the generator draws the voyages first."""
    return simulated_voyages(np.random.default_rng(seed), boats, START.timestamp(), hours)


def when(line, key="received"):
    return datetime.fromisoformat(line[key])


def test_the_same_seed_makes_the_same_night():
    first = nights.simulated_night(5, boats=8, reports=30)
    assert first == nights.simulated_night(5, boats=8, reports=30)
    assert first != nights.simulated_night(6, boats=8, reports=30)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_reader_takes_every_line_and_the_record_every_event(seed):
    lines, events = simulated_night(seed)
    reports, problems = read_reports([json.dumps(line) for line in lines], position_readings=no_readings)
    assert problems == ()
    assert len(reports) == 150
    assert [e.report for _, e in events if isinstance(e, ev.Reported)] == list(reports)
    for _, event in events:
        assert ev.decode(ev.encode(event)) == event


@pytest.mark.parametrize("seed", SEEDS)
def test_everything_says_that_it_is_simulated(seed):
    lines, events = simulated_night(seed)
    assert {e.provenance.basis for _, e in events} == {"simulated"}
    assert all(line["id"].startswith("sim-") and line["text"].startswith("SIMULATED") for line in lines)
    assert all(e.boat.startswith("sim-") for _, e in events if getattr(e, "boat", None))


@pytest.mark.parametrize("seed", SEEDS)
def test_true_positions_are_always_at_sea(seed):
    for v in voyages_of(seed):
        assert coast.covers(v.lon, v.lat).all()
        assert coast.at_sea(v.lon, v.lat).all()
        assert len(v.t) == len(v.lon) == len(v.lat) == len(v.engine) == len(v.dry) > 1


@pytest.mark.parametrize("seed", SEEDS)
def test_boats_leave_france_and_move_like_overloaded_boats(seed):
    for v in voyages_of(seed):
        assert coast.side(float(v.lon[0]), float(v.lat[0])) == "FR"
        assert 400 < coast.distance_to_land(v.lon[0], v.lat[0]) < five_km
        assert 20 <= v.people <= 80
        metres, _ = geodesy.distance_and_bearing(v.lon[:-1], v.lat[:-1], v.lon[1:], v.lat[1:])
        speed_kn = metres / np.diff(v.t) / geodesy.KNOT
        assert speed_kn.max() < 6 + 2.2  # own speed and the stream at its strongest
        if v.engine.all() and len(v.t) > 30:
            assert 2 < speed_kn.mean() < 8


def test_a_boat_whose_engine_is_off_goes_with_the_stream():
    drifting = [
        (v.lon[k], v.lat[k], v.lon[k + 1], v.lat[k + 1])
        for seed in SEEDS
        for v in voyages_of(seed)
        for k in range(len(v.t) - 1)
        if not v.engine[k]
    ]
    lon1, lat1, lon2, lat2 = np.array(drifting).T
    metres, to = geodesy.distance_and_bearing(lon1, lat1, lon2, lat2)
    moved = metres > 1.0
    assert moved.sum() > 100
    off = np.abs((to[moved] - 40.0 + 90) % 180 - 90)  # along the Strait, either way
    assert np.quantile(off, 0.95) < 5


@pytest.mark.parametrize("seed", SEEDS)
def test_reported_positions_are_in_the_strait_and_mostly_near_the_boat(seed):
    truth = {v.number: v for v in voyages_of(seed)}
    far = placed = 0
    for line in simulated_night(seed, reports=600)[0]:
        if "lon" not in line:
            continue
        placed += 1
        assert coast.covers(line["lon"], line["lat"])
        v = truth[line["truth"]]
        nearest, _ = geodesy.distance_and_bearing(line["lon"], line["lat"], v.lon, v.lat)
        far += nearest.min() > five_km
    assert placed > 300
    assert 0.01 < far / placed < 0.07  # 4 % are grossly wrong


@pytest.mark.parametrize("seed", SEEDS)
def test_the_mix_is_plausible(seed):
    lines, _ = simulated_night(seed)
    assert [when(a) for a in lines] == sorted(when(a) for a in lines)
    assert START <= when(lines[0]) < when(lines[-1]) < START + timedelta(hours=12)
    channels = Counter(line["channel"] for line in lines)
    assert set(channels) >= {"call", "missed_call", "pin", "message", "email", "list", "shore", "rescue"}
    assert channels["call"] > channels["missed_call"]
    for line in lines:
        if "people" in line:
            assert 10 <= line["people"]["likely"] <= 120
        assert ("outcome" in line) == (line["channel"] == "rescue")
        assert "caller" not in line or line["source"] in ("occupant", "relative", "ngo")
    assert len({line["truth"] for line in lines}) > 20


@pytest.mark.parametrize("seed", SEEDS)
def test_a_list_counts_different_boats_apart(seed):
    groups = {}
    for line in simulated_night(seed)[0]:
        if "group" in line:
            groups.setdefault(line["group"], []).append((line["truth"], line["received"]))
    assert any(len(group) > 1 for group in groups.values())
    for group in groups.values():
        assert len({boat for boat, _ in group}) == len(group)
        assert len({received for _, received in group}) == 1


@pytest.mark.parametrize("seed", SEEDS)
def test_some_clocks_are_an_hour_wrong(seed):
    late = [when(line) - when(line, "observed") for line in simulated_night(seed, reports=600)[0] if "observed" in line]
    assert any(d < timedelta(0) for d in late)
    assert sum(abs(d) > timedelta(minutes=62) for d in late) < 0.1 * len(late)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_watch_does_nothing_before_it_can(seed):
    _, events = simulated_night(seed)
    assert [at for at, _ in events] == sorted(at for at, _ in events)
    known, opened, asked, offered = set(), set(), {}, set()
    for at, e in events:
        if isinstance(e, ev.Reported):
            assert e.report.received == at
            known.add(e.report.id)
        if isinstance(e, ev.BoatOpened):
            assert e.boat not in opened
            opened.add(e.boat)
        elif getattr(e, "boat", None):
            assert e.boat in opened
        if isinstance(e, ev.BoatOpened | ev.ReportsJoined):
            assert set(e.reports) <= known
        if isinstance(e, ev.HandoverOffered):
            assert e.expires > at
            offered.add(e.boat)
        if isinstance(e, ev.HandoverAccepted | ev.HandoverRefused):
            assert e.boat in offered
        if isinstance(e, ev.ClosingRequested):
            asked[e.boat] = e
        if isinstance(e, ev.ClosingConfirmed):
            assert asked[e.boat].evidence is not None
            assert asked[e.boat].role != e.role


@pytest.mark.parametrize("seed", SEEDS)
def test_the_night_ends_with_boats_closed_and_boats_open(seed):
    kinds = Counter(ev.kind(e) for _, e in simulated_night(seed)[1])
    assert 10 <= kinds["boat-opened"] < 30
    assert 0 < kinds["closing-confirmed"] < kinds["boat-opened"]
    assert kinds["handover-accepted"] < kinds["handover-offered"]
    assert kinds["asset"] > 0


@pytest.mark.parametrize("seed", SEEDS)
def test_the_record_folds_to_boats_closed_by_the_rules_and_boats_still_open(seed):
    fold = pytest.importorskip("varne.record.incident", reason="the fold is not in this checkout yet").fold
    Stored = pytest.importorskip("varne.record.chain", reason="the log is not in this checkout yet").Stored
    events = simulated_night(seed)[1]
    night = fold(Stored(n, f"id-{n}", at, event) for n, (at, event) in enumerate(events, start=1))
    assert night.problems == ()
    assert {boat.status for boat in night.boats.values()} == {"open", "closed"}


def test_people_are_accounted_for_once_a_boat():
    for seed in SEEDS:
        boats = [e.boat for _, e in simulated_night(seed)[1] if isinstance(e, ev.PeopleAccounted)]
        assert len(boats) == len(set(boats)) > 0


def test_boat_ids_do_not_give_the_truth_away():
    lines, events = simulated_night(1)
    truth = {line["id"]: line["truth"] for line in lines}
    opened = [e for _, e in events if isinstance(e, ev.BoatOpened)]
    assert any(int(e.boat.rsplit("-", 1)[1]) != truth[e.reports[0]] for e in opened)


def test_a_large_night_can_be_made():
    lines, events = simulated_night(9, boats=40, reports=1000, hours=12, start=datetime(2026, 8, 1, 18, tzinfo=UTC))
    assert len(lines) == 1000
    assert events[0][0] >= datetime(2026, 8, 1, 18, tzinfo=UTC)


def test_what_cannot_be_made_says_what_to_do():
    with pytest.raises(ValueError, match="has no zone"):
        simulated_night(start=datetime(2026, 6, 20, 20))  # noqa: DTZ001
    with pytest.raises(ValueError, match="at least as many reports as boats"):
        simulated_night(boats=30, reports=10)
