"""What should have happened by now: boats that should be ashore, assets that should be there, watches that end."""

from datetime import UTC, datetime, time, timedelta

import pytest
from scripted import OFFICER, START, Script, at

from varne.record import events as ev
from varne.record.incident import Rules, alarms, fold


@pytest.fixture
def night():
    return Script()


def of(night, kind, when, rules=None):
    now = when if isinstance(when, datetime) else at(when)
    return [a for a in alarms(fold(night.stored), now, rules) if a.kind == kind]


# overdue


def test_a_boat_is_overdue_eight_hours_after_the_first_word_of_it(night):
    night.report(0, "r1", 30)
    night.report(300, "r2", 30)
    night.open(310, reports=["r1", "r2"])
    assert of(night, "overdue", 8 * 60 - 0.1) == []
    (alarm,) = of(night, "overdue", 9 * 60)
    assert (alarm.boat, alarm.since, alarm.owners) == ("c", at(480), ("dover",))
    assert alarm.words.text == "Charlie: first heard of at 00:00 UTC, 9 h ago, and not everybody is accounted for"
    assert [a.since for a in of(night, "overdue", 490, Rules(overdue=3600.0))] == [at(60)]


def test_that_it_is_heard_of_does_not_end_it_but_that_everybody_is_accounted_for_does(night):
    night.report(0, "r1", 30)
    night.open(1, reports=["r1"])
    night.report(500, "r2")
    night.join(500, "r2")
    night.account(501, 29)
    (first,) = of(night, "overdue", 502)
    night.account(503, 1)
    assert of(night, "overdue", 504) == []
    night.report(505, "r3", 31)
    night.join(505, "r3")
    (again,) = of(night, "overdue", 506)
    assert again.key == first.key


def test_where_nobody_said_how_many_they_are_somebody_is_sought(night):
    night.open(0)
    assert len(of(night, "overdue", 481)) == 1


# late


def sent(night, minute, due, boat="c", asset="Valiant", status="tasked"):
    night(minute, ev.Asset(asset=asset, status=status, centre="dover", boat=boat, due=None if due is None else at(due)))


def test_an_asset_is_late_five_minutes_after_its_time(night):
    night.open(0)
    sent(night, 1, due=60)
    assert of(night, "late", 64.9) == []
    (alarm,) = of(night, "late", 65)
    assert (alarm.boat, alarm.since, alarm.owners) == ("c", at(65), ("dover",))
    assert alarm.words.text == "Valiant was to be on scene at 01:00 UTC and has not reported that it is"
    sent(night, 66, due=90, status="departed")  # a new promise is a new cause
    assert of(night, "late", 94) == []
    assert of(night, "late", 95)[0].key != alarm.key


@pytest.mark.parametrize("status", ["on_scene", "left_scene", "berthed"])
def test_it_is_late_until_it_says_that_it_was_there_or_turned_back(night, status):
    night.open(0)
    sent(night, 1, due=60)
    sent(night, 80, due=None, status=status)
    assert of(night, "late", 81) == []


def test_that_somebody_saw_it_is_no_arrival(night):
    night.open(0)
    sent(night, 1, due=60)
    night(30, ev.Asset(asset="Valiant", status="sighting", centre="dover", lon=1.4, lat=51.1))
    (alarm,) = of(night, "late", 70)
    assert alarm.boat == "c"


def test_that_it_has_left_and_that_it_was_seen_keep_the_promise(night):
    """As the page tells it: sent with a time, then only what it does now."""
    night.open(0)
    sent(night, 1, due=60)
    sent(night, 10, due=None, status="departed")
    night(30, ev.Asset(asset="Valiant", status="sighting", centre="dover", lon=1.4, lat=51.1))
    (alarm,) = of(night, "late", 70)
    assert (alarm.boat, alarm.since) == ("c", at(65))


def test_a_promise_is_of_one_boat(night):
    night.open(0)
    night.open(0, "l", "Lima")
    sent(night, 1, due=60)
    sent(night, 10, due=None, boat="l")
    assert of(night, "late", 70) == []


def test_that_it_was_seen_after_it_was_there_makes_nobody_late(night):
    night.open(0)
    sent(night, 1, due=60, status="on_scene")
    night(62, ev.Asset(asset="Valiant", status="sighting", centre="dover", lon=1.4, lat=51.1))
    assert of(night, "late", 70) == []


def test_without_a_promise_nobody_is_late(night):
    night.open(0)
    sent(night, 1, due=None)
    assert of(night, "late", 1000) == []


# the end of a watch

WATCHES = Rules(centre="dover", watch_ends=(time(7), time(19)))


@pytest.fixture
def sought(night):
    night.report(300, "r1", 30)
    night.open(301, reports=["r1"])
    return night


def test_people_unaccounted_half_an_hour_before_a_watch_ends(sought):
    assert of(sought, "watch_end", START.replace(hour=6, minute=29, second=59), WATCHES) == []
    (alarm,) = of(sought, "watch_end", START.replace(hour=6, minute=30), WATCHES)
    assert (alarm.owners, alarm.since) == (("dover",), START.replace(hour=6, minute=30))
    assert alarm.words.text == "End of the watch of dover at 07:00 UTC, people not accounted for: Charlie 30"


def test_it_stands_until_the_next_watch_ends_or_everybody_is_accounted_for(sought):
    (first,) = of(sought, "watch_end", START.replace(hour=6, minute=45), WATCHES)
    (after,) = of(sought, "watch_end", START.replace(hour=18, minute=29), WATCHES)
    assert after.key == first.key
    (evening,) = of(sought, "watch_end", START.replace(hour=18, minute=30), WATCHES)
    (night_over,) = of(sought, "watch_end", START + timedelta(days=1, hours=2), WATCHES)
    assert evening.key != first.key
    assert night_over.key == evening.key
    sought.account(600, 30)
    assert of(sought, "watch_end", START.replace(hour=18, minute=30), WATCHES) == []


def test_only_boats_of_the_centre_that_the_watch_had(sought):
    sought.open(302, "g", "Golf", centre="gris-nez")
    sought(430, ev.BoatOpened(boat="l", name="Lima", centre="dover", role=OFFICER))  # at 07:10, by the next watch
    (alarm,) = of(sought, "watch_end", START.replace(hour=8), WATCHES)
    assert "Golf" not in alarm.words.text
    assert "Lima" not in alarm.words.text
    (evening,) = of(sought, "watch_end", START.replace(hour=19), WATCHES)
    assert evening.words.args["boats"] == "Charlie 30, Lima ?"


def test_whoever_saw_it_has_not_seen_a_boat_that_came_since(sought):
    (first,) = of(sought, "watch_end", START.replace(hour=6, minute=35), WATCHES)
    sought(396, ev.AlarmAcknowledged(alarm=first.key, centre="dover", role=OFFICER))
    sought.open(400, "l", "Lima")
    (second,) = of(sought, "watch_end", START.replace(hour=6, minute=45), WATCHES)
    assert (second.key != first.key, second.waits, second.since) == (True, True, at(400))
    sought(406, ev.AlarmAcknowledged(alarm=second.key, centre="dover", role=OFFICER))
    sought.account(407, 30)  # one boat less is nothing new
    (third,) = of(sought, "watch_end", START.replace(hour=6, minute=50), WATCHES)
    assert (third.key, third.waits) == (second.key, False)


def test_a_boat_that_another_centre_hands_over_is_new_to_the_watch(sought):
    sought.open(302, "g", "Golf", centre="gris-nez")
    (first,) = of(sought, "watch_end", START.replace(hour=6, minute=35), WATCHES)
    sought.offer(396, 500, boat="g", giver="gris-nez", taker="dover")
    sought.accept(400, boat="g", centre="dover")
    (second,) = of(sought, "watch_end", START.replace(hour=6, minute=45), WATCHES)
    assert second.key != first.key
    assert second.words.args["boats"] == "Charlie 30, Golf ?"


def test_what_was_handed_over_after_the_watch_is_of_the_next_one(sought):
    sought.open(302, "g", "Golf", centre="gris-nez")
    sought.offer(425, 500, boat="g", giver="gris-nez", taker="dover")
    sought.accept(430, boat="g", centre="dover")
    (alarm,) = of(sought, "watch_end", START.replace(hour=8), WATCHES)
    assert alarm.words.args["boats"] == "Charlie 30"


def test_a_moment_in_another_zone_is_the_same_moment(sought):
    paris = datetime.fromisoformat("2021-11-24T07:30:00+01:00")
    assert [a.since for a in of(sought, "watch_end", paris, WATCHES)] == [datetime(2021, 11, 24, 6, 30, tzinfo=UTC)]


def test_without_watches_there_is_none(sought):
    assert of(sought, "watch_end", START.replace(hour=7), Rules(centre="dover")) == []
