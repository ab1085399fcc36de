"""A moment by what is known later: belief changes, what people did stays as it stood, and nothing later is shown as known."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from varne.config import Config
from varne.fusion.report import Count, Report
from varne.geodesy import distance_and_bearing
from varne.picture import picture
from varne.picture.hindsight import hindsight, until_next
from varne.record import events as ev
from varne.record.log import Log
from varne.sea.field import Constant
from varne.server.desk import Desk

T0 = datetime(2024, 3, 1, 22, tzinfo=UTC)
WHO = {"centre": "dover", "role": "watch officer"}
LON, LAT = 1.60, 51.05
EAST = 0.02
"""Degrees that the boats of these nights make in 20 minutes."""


def at(minute):
    return T0 + timedelta(minutes=minute)


def pin(ident, minute, steps, received=None, caller="0123456789abcdef0", people=None):
    place = {"lon": LON + EAST * steps, "lat": LAT, "ellipse_m": (100.0, 100.0, 0.0)}
    told = {"observed": at(minute), "received": at(minute if received is None else received), "people": people}
    report = Report(id=ident, channel="pin", source="occupant", caller=caller, condition="underway", **told, **place)
    return (received or minute, ev.Reported(report=report, provenance=ev.Provenance(source="test", grade="A", basis="live")))


@pytest.fixture
def desk_of(tmp_path):
    with Log.open(tmp_path / "night.varne", origin="dover") as log:

        def made(*rows):
            for n, (minute, event) in enumerate(sorted(rows, key=lambda row: row[0])):
                log.append(event, key=str(n), at=at(minute))
            return Desk(log.read, Config(states=600), Constant(0.3, 0.0), None)

        yield made


def shown(desk, minute, by=None):
    return picture(desk.known(at(minute), by=None if by is None else at(by)))


def only(picture):
    (boat,) = picture["boats"]
    return boat


def steps(boat):
    return (boat["lon"] - LON) / EAST


def wide(boat):
    return boat["ellipse_m"][0]


def test_a_report_that_came_late_moves_the_boat_and_is_named(desk_of):
    """True at minute 40, received at 100: at minute 45 nobody had it."""
    desk = desk_of(pin("a", 0, 0), pin("b", 20, 1), pin("c", 40, 3, received=100))
    then, known = shown(desk, 45), shown(desk, 45, by=101)
    assert only(then)["reports"] == ["a", "b"]
    assert only(known)["reports"] == ["a", "b", "c"]
    assert [r["id"] for r in known["reports"]] == ["a", "b", "c"]
    assert steps(only(known)) == pytest.approx(3.2, abs=0.4)
    assert abs(steps(only(then)) - 3.2) > abs(steps(only(known)) - 3.2)
    assert (then["known"], known["known"]) == ("2024-03-01T22:45:00Z", "2024-03-01T23:41:00Z")
    assert then["at"] == known["at"]


def test_what_was_true_only_later_helps_and_is_not_shown(desk_of):
    """Between pins at minute 20 and 60 the boat of minute 40 lies between them, and surer than was known then."""
    desk = desk_of(pin("a", 0, 0), pin("b", 20, 1), pin("d", 60, 3))
    then, known = only(shown(desk, 40)), only(shown(desk, 40, by=61))
    assert known["reports"] == then["reports"] == ["a", "b"]
    assert [r["id"] for r in shown(desk, 40, by=61)["reports"]] == ["a", "b"]
    assert known["place"] == "between"
    assert steps(known) == pytest.approx(2.0, abs=0.25)
    assert wide(known) < 0.5 * wide(then)
    assert 1 < known["forecast"]["paths"] < 600
    assert "paths" not in then["forecast"]
    assert known["last_report_at"] == "2024-03-01T22:20:00Z"


def test_what_people_did_stays_as_it_stood(desk_of):
    opened = ev.BoatOpened(boat="b1", name="Alfa", reports=("a",), **WHO)
    rows = [pin("a", 0, 0, people=Count(20, 20, 20)), (5, opened), pin("b", 20, 1, people=Count(30, 30, 30))]
    late = [
        (70, ev.ReportsJoined(boat="b1", reports=("b",), reason="same phone", **WHO)),
        (80, ev.PeopleAccounted(boat="b1", count=Count(30, 30, 30), outcome="landed_uk", evidence="seen", **WHO)),
        (85, ev.HandoverOffered(boat="b1", giver="dover", taker="gris-nez", expires=at(200), role="watch officer")),
    ]
    desk = desk_of(*rows, *late)
    then, known, now = shown(desk, 30), shown(desk, 30, by=90), shown(desk, 90)
    mine = {b["id"]: b for b in known["boats"]}
    assert list(mine) == ["b1"]
    assert only(now)["accounted"] == {"min": 30, "likely": 30, "max": 30}
    assert mine["b1"]["accounted"] == {"min": 0, "likely": 0, "max": 0}
    assert mine["b1"]["people"] == {"min": 20, "likely": 30, "max": 30}
    assert mine["b1"]["unaccounted"] == {"min": 20, "likely": 30, "max": 30}
    assert mine["b1"]["handover"] is None
    assert mine["b1"]["reports"] == ["a", "b"]
    assert {b["id"] for b in then["boats"]} >= {"b1"}
    assert next(b for b in then["boats"] if b["id"] == "b1")["reports"] == ["a"]
    assert [d["kind"] for d in known["decisions"]] == ["joined"]
    rang = [a["key"] for a in then["alarms"] if a["kind"] != "boundary_near"]  # a forecast raises that one, and theirs differ
    assert [a["key"] for a in known["alarms"]] == rang


def test_a_boat_that_was_opened_later_is_named_and_nobody_held_it(desk_of):
    opened = ev.BoatOpened(boat="b1", name="Alfa", reports=("a", "b"), **WHO)
    desk = desk_of(pin("a", 0, 0), pin("b", 20, 1), (60, opened), pin("e", 70, 3.5))
    assert only(shown(desk, 30))["recorded"] is False
    known = only(shown(desk, 30, by=80))
    assert (known["name"], known["status"], known["holders"]) == ("Alfa", "open", [])
    assert known["reports"] == ["a", "b"]


def test_a_boat_that_was_first_heard_of_later_is_not_on_the_picture(desk_of):
    desk = desk_of(pin("a", 0, 0), pin("x", 60, 40, caller="f123456789abcdef0"), pin("y", 80, 41, caller="f123456789abcdef0"))
    assert len(shown(desk, 81)["boats"]) == 2
    assert only(shown(desk, 30, by=81))["reports"] == ["a"]


def test_a_boat_closed_later_is_open_with_a_forecast(desk_of):
    rows = [pin("a", 0, 0, people=Count(5, 5, 5)), (5, ev.BoatOpened(boat="b1", name="Alfa", reports=("a",), **WHO))]
    ends = [
        (50, ev.PeopleAccounted(boat="b1", count=Count(5, 5, 5), outcome="landed_uk", evidence="seen", **WHO)),
        (51, ev.ClosingRequested(boat="b1", evidence="all_accounted", grounds="all ashore", **WHO)),
        (52, ev.ClosingConfirmed(boat="b1", centre="dover", role="SAR mission co-ordinator")),
    ]
    desk = desk_of(*rows, *ends)
    assert only(shown(desk, 60))["status"] == "closed"
    known = only(shown(desk, 30, by=60))
    assert known["status"] == "open"
    assert known["forecast"] is not None


def test_nothing_new_changes_nothing(desk_of):
    """When nothing is recorded in between, hindsight is the picture itself, to the last digit."""
    desk = desk_of(pin("a", 0, 0), pin("b", 20, 1), pin("x", 25, 40, caller="f123456789abcdef0"))
    assert shown(desk, 40, by=90) | {"known": 0} == shown(desk, 40) | {"known": 0}


def test_hindsight_of_the_same_night_is_that_night(desk_of):
    night = desk_of(pin("a", 0, 0), (5, ev.BoatOpened(boat="b1", name="Alfa", reports=("a",), **WHO))).night()
    assert hindsight(night, night, at(10)) == night


def test_an_ensemble_in_hindsight_is_where_the_picture_says(desk_of):
    desk = desk_of(pin("a", 0, 0), pin("b", 20, 1), pin("d", 60, 3))
    boat = only(shown(desk, 40, by=61))
    states = np.frombuffer(desk.ensemble(boat["id"], at(40), by=at(61)), "<f4").reshape(-1, 3)
    away, _ = distance_and_bearing(states[:, 0].mean(), states[:, 1].mean(), boat["lon"], boat["lat"])
    assert float(away) < 300


def test_waiting_states_are_no_place(desk_of):
    """A pin that no motion leads to: states that begin there were nowhere before, and do not draw the boat there."""
    desk = desk_of(pin("a", 0, 0), pin("b", 20, 1), pin("far", 60, 30))
    known = shown(desk, 30, by=61)
    boat = next(b for b in known["boats"] if "a" in b["reports"])
    assert steps(boat) < 5


TRACK = ev.Track(asset="x", points=((LON, LAT, at(10)), (LON, LAT + 0.1, at(20))), sweep_m={"adrift": 1000.0})


def test_a_search_that_was_withdrawn_later_counts_no_more(desk_of):
    opened = ev.BoatOpened(boat="b1", name="Alfa", reports=("a",), **WHO)
    rows = [pin("a", 0, 0), (5, opened), (22, ev.SearchedInVain(boat="b1", tracks=(TRACK,), **WHO))]
    first = desk_of(*rows).night().searches[0]
    later = replace(desk_of().night(), searches=())
    then = replace(later, searches=(first,))
    assert hindsight(then, later, at(30)).searches == ()
    assert hindsight(then, then, at(30)).searches == (first,)
    assert hindsight(later, then, at(30)).searches == (first,)  # told later


def test_nothing_of_a_proposal_names_what_is_known_only_later(desk_of):
    """A decision ties a later report to the boat, and physics speaks against it: not a word of that at the moment."""
    same = ev.ReportsJudged(verdict="same", one=("a",), other=("z",), **WHO)
    desk = desk_of(pin("a", 0, 0), pin("b", 20, 1), pin("z", 60, 80, caller="f123456789abcdef0"), (70, same))
    assert "z" in json.dumps(shown(desk, 71)["remarks"])
    known = shown(desk, 30, by=71)
    assert known["remarks"] == []
    only(known).pop("forecast")  # that says what it rests on
    assert '"z"' not in json.dumps(known)


def told(*rows):
    return [event.report for _, event in (pin(*row) for row in rows)]


def ids(reports):
    return [r.id for r in reports]


def test_later_reports_help_on_to_the_next_position_only():
    reports = told(("a", 0, 0), ("b", 20, 1), ("d", 60, 3), ("e", 80, 4))
    assert ids(until_next(reports, at(30))) == ["a", "b", "d"]
    assert ids(until_next(reports, at(70))) == ["a", "b", "d", "e"]
    assert ids(until_next(reports, at(90))) == ["a", "b", "d", "e"]


def test_an_area_or_where_a_crew_was_is_no_next_position():
    reports = told(("a", 0, 0), ("area", 40, 2), ("crew", 50, 2), ("d", 60, 3), ("e", 80, 4))
    wide, crew = replace(reports[1], ellipse_m=(5000.0, 5000.0, 0.0)), replace(reports[2], channel="rescue")
    assert ids(until_next([reports[0], wide, crew, *reports[3:]], at(30))) == ["a", "area", "crew", "d"]
