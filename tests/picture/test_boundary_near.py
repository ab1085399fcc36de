"""A boat that drifts to the line: one alarm, its holder's, with chance and window, before a position says so."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from varne.drift.forcing import prepare
from varne.fusion.associate import propose
from varne.fusion.report import Count, Report
from varne.geodesy import components_to, destination
from varne.outlook import outlook
from varne.picture.alarms import alarms, rows
from varne.picture.known import Known
from varne.record import events as ev
from varne.record.chain import Stored
from varne.record.incident import Rules, fold
from varne.sea import coast
from varne.sea.field import Constant

START = datetime(2024, 3, 1, tzinfo=UTC)
LINE = 1.65, float(np.interp(1.65, *coast.line().T))
NORTH_WEST = 331.0
STREAM = Constant(*(float(c) for c in components_to(1.0, NORTH_WEST)))
FORCING = prepare(STREAM, Constant(0.0, 0.0), START.timestamp() - 3600, START.timestamp() + 12 * 3600)


def at(minute):
    return START + timedelta(minutes=minute)


def pin(name, minute, behind):
    """A boat adrift some metres behind the line, seen from England."""
    lon, lat = (float(c) for c in destination(*LINE, NORTH_WEST, -behind))
    given = {"lon": lon, "lat": lat, "ellipse_m": (50.0, 50.0, 0.0), "condition": "engine_stopped", "people": Count(30, 30, 30)}
    return Report(name, at(minute), "pin", "occupant", observed=at(minute), **given)


def known(minute, *reports, more=(), rules=None):
    """What is known of one boat of Gris-Nez at a minute."""
    events = [ev.Reported(report=r) for r in reports]
    events.append(
        ev.BoatOpened(boat="c", name="Charlie", centre="gris-nez", role="liaison", reports=tuple(r.id for r in reports))
    )
    stored = [Stored(k, f"{k:064x}", START, e) for k, e in enumerate((*events, *more), start=1)]
    o = outlook(reports, FORCING, at(minute + 120).timestamp(), n=500, rng_seed=1, wind_known=True)
    proposal = propose(list(reports), STREAM)
    return Known(fold(stored), at(minute), proposal, (), {"c": o}, rules or Rules(silence=1e9))


def near(k):
    return [a for a in alarms(k) if a.kind == "boundary_near"]


def test_it_rises_two_hours_before_the_line_and_says_when():
    (alarm,) = near(known(0, pin("r1", 0, behind=5000.0)))  # 83 minutes away at 1 m/s
    assert (alarm.boat, alarm.owners, alarm.waits) == ("c", ("gris-nez",), True)
    args = alarm.words.args
    assert args["side"] == "GB"
    assert args["percent"] >= 80
    assert args["begin"] <= "01:20" <= args["end"]
    assert args["hours"] == "2"
    assert "within 2 h (8 in 10 of those cross first from" in alarm.words.text


@pytest.mark.parametrize("behind", [12_000.0, 20_000.0])
def test_it_does_not_rise_for_a_line_that_is_far(behind):
    assert near(known(0, pin("r1", 0, behind))) == []


def test_it_asks_as_far_ahead_and_as_surely_as_the_rules_say():
    k = known(0, pin("r1", 0, behind=5000.0))
    assert near(replace(k, rules=Rules(line=1800.0))) == []
    far = known(0, pin("r1", 0, behind=12_000.0))
    assert near(far) == []
    assert near(replace(far, rules=Rules(line_chance=0.01)))


def test_a_new_position_on_the_same_side_is_the_same_alarm_and_one_beyond_the_line_ends_it():
    first = pin("r1", 0, behind=5000.0)
    (alarm,) = near(known(10, first))
    seen = ev.AlarmAcknowledged(alarm=alarm.key, centre="gris-nez", role="liaison")
    (again,) = near(known(30, first, pin("r2", 30, behind=3000.0), more=[seen]))
    assert (again.key, again.waits) == (alarm.key, False)
    assert [a.kind for a in alarms(known(100, first, pin("r3", 100, behind=-1500.0)))] == ["boundary_crossed"]


def test_back_again_is_another_alarm():
    there = [pin("r1", 0, behind=5000.0), replace(pin("r2", 90, behind=-500.0), condition="underway")]
    back = replace(pin("r3", 200, behind=1000.0), condition="underway")
    (alarm,) = near(known(205, *there, back))
    assert alarm.key != near(known(0, there[0]))[0].key


def test_nothing_is_said_of_a_boat_without_a_forecast_or_closed():
    k = known(0, pin("r1", 0, behind=5000.0))
    assert near(replace(k, outlooks={})) == []
    closed = replace(k.night, boats={"c": replace(k.night.boats["c"], status="closed")})
    assert near(replace(k, night=closed)) == []


def test_a_screen_gets_it_with_everything_that_was_done():
    k = known(0, pin("r1", 0, behind=5000.0))
    (row,) = [r for r in rows(k) if r["kind"] == "boundary_near"]
    assert row["owners"] == ["gris-nez"]
    assert (row["waits"], row["acknowledged"], row["taken"]) == (True, [], None)
