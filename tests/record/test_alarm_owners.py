"""Whose an alarm is, who has seen it and who deals with it: as people recorded it, through hand-overs and on both sides."""

from dataclasses import replace

import pytest
from apart_script import Side, heal
from scripted import COORDINATOR, LIAISON, OFFICER, Script, at

from varne.record import events as ev
from varne.record.incident import alarms, fold


@pytest.fixture
def night():
    script = Script()
    script.open(0)
    return script


def silence(night, minute):
    return next(a for a in alarms(fold(night.stored), at(minute)) if a.kind == "silence")


def acknowledge(night, minute, alarm, centre="dover", role=OFFICER):
    night(minute, ev.AlarmAcknowledged(alarm=alarm.key, centre=centre, role=role))


def take(night, minute, alarm, centre="dover", role=OFFICER, reason=""):
    night(minute, ev.AlarmTaken(alarm=alarm.key, centre=centre, role=role, reason=reason))


def test_an_alarm_belongs_to_whoever_holds_the_boat(night):
    assert silence(night, 31).owners == ("dover",)
    night.offer(32, expires=50)
    assert silence(night, 33).owners == ("dover",)
    night.accept(34)
    assert silence(night, 35).owners == ("gris-nez",)


def test_a_report_without_a_boat_belongs_to_the_centre_that_has_it(night):
    night.report(1, "r1", channel="pin")
    *before, last = night.stored
    taken_in = replace(last, origin="gris-nez")
    (alarm,) = [a for a in alarms(fold([*before, taken_in]), at(12)) if a.kind == "unanswered"]
    assert alarm.owners == ("gris-nez",)


def test_that_the_other_centre_has_seen_it_is_not_enough(night):
    alarm = silence(night, 31)
    acknowledge(night, 32, alarm, "gris-nez")
    after = silence(night, 33)
    assert after.waits
    assert [(a.centre, a.at) for a in after.acknowledged] == [("gris-nez", at(32))]
    acknowledge(night, 34, alarm)
    assert not silence(night, 35).waits


def test_who_takes_it_deals_with_it_and_the_last_one_counts(night):
    alarm = silence(night, 31)
    take(night, 32, alarm, reason="calling the number again")
    after = silence(night, 33)
    assert (after.taken.role, after.taken.at, after.taken.reason) == (OFFICER, at(32), "calling the number again")
    assert not after.waits
    take(night, 34, alarm, role=COORDINATOR)
    assert silence(night, 35).taken.role == COORDINATOR


def test_a_hand_over_ends_a_taking_and_what_the_giver_saw_is_not_enough_for_the_taker(night):
    alarm = silence(night, 31)
    acknowledge(night, 32, alarm)
    take(night, 32, alarm)
    night.offer(33, expires=50)
    assert silence(night, 34).taken
    night.accept(35)
    after = silence(night, 36)
    assert (after.key, after.taken, after.waits) == (alarm.key, None, True)
    take(night, 37, alarm, "gris-nez", LIAISON)
    assert (silence(night, 38).taken.centre, silence(night, 38).waits) == ("gris-nez", False)


def test_a_hand_over_ends_a_taking_whatever_the_clocks_said():
    """Gris-Nez has a slow clock: by it the boat was accepted before Dover took the alarm."""
    dover, griz = Side("dover"), Side("gris-nez", slow=300)
    dover.open(0)
    heal(dover, griz)
    key = "silence/c/opened"
    dover.say(2000, ev.AlarmTaken(alarm=key, centre="dover", role=OFFICER))
    offer = dover.offer(2010, "gris-nez", lasts=1800)
    griz.hear(dover)
    griz.accept(2100, offer)
    (alarm,) = [a for a in alarms(heal(dover, griz), at(40)) if a.key == key]
    assert (alarm.owners, alarm.taken, alarm.waits) == (("gris-nez",), None, True)


def test_a_helper_may_take_what_is_not_its_own(night):
    """Remote support: the holder stays the owner, and sees who deals with it."""
    take(night, 32, silence(night, 31), "gris-nez")
    after = silence(night, 33)
    assert (after.owners, after.taken.centre, after.waits) == (("dover",), "gris-nez", False)


def test_an_alarm_that_comes_again_is_nobodys(night):
    night.report(1, "r1")
    night.join(1, "r1")
    take(night, 32, silence(night, 32))
    night.report(33, "r2")
    night.join(33, "r2")
    again = silence(night, 64)
    assert (again.taken, again.acknowledged, again.waits) == (None, (), True)


def test_those_that_wait_stand_first_and_then_the_longest_standing(night):
    night.open(2, "l", "Lima")
    night.open(4, "m", "Mike")
    acknowledge(night, 40, alarms(fold(night.stored), at(40))[0])
    assert [a.boat for a in alarms(fold(night.stored), at(41))] == ["l", "m", "c"]
