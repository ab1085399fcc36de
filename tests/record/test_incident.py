"""What the record says of a night: no boat without a holder, none closed on an assumption, nobody forgotten."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scripted import COORDINATOR, LIAISON, OFFICER, START, Script, at, objections

import varne.record.incident
from varne.fusion.report import Count, Report
from varne.record import events as ev
from varne.record.chain import Stored
from varne.record.incident import Night, Rules, advance, alarms, fold
from varne.record.incident.sentences import SENTENCES

RECORD = settings.get_profile("record")


@pytest.fixture
def night():
    return Script()


def keys(words):
    return [w.key for w in words]


def kinds(night, minute, rules=None):
    return [a.kind for a in alarms(night, at(minute), rules)]


# boats and reports


def test_a_boat_holds_its_reports_names_and_last_word(night):
    night.report(51, "r1", 33)
    night.report(66, "r2", 40, source="relative")
    night.open(70, reports=["r1", "r2"])
    night(75, ev.BoatRenamed(boat="c", name="November", centre="gris-nez"))
    boat = fold(night.stored).boats["c"]
    assert boat.names == ("Charlie", "November")
    assert boat.reports == ("r1", "r2")
    assert (boat.last_report, boat.last_report_at) == ("r2", at(66))
    assert boat.holders == ("dover",)
    assert [(said.report, said.source, said.count.likely) for said in boat.counts] == [
        ("r1", "occupant", 33),
        ("r2", "relative", 40),
    ]
    assert boat.people == Count(33, 40, 40)
    assert boat.unaccounted == Count(33, 40, 40)


def test_a_split_undoes_a_join(night):
    night.report(1, "r1", 33)
    night.report(2, "r2", 60)
    night.open(3, reports=["r1", "r2"])
    night.split(4, "r2")
    after = fold(night.stored)
    assert after.boats["c"].reports == ("r1",)
    assert after.boats["c"].people == Count(33, 33, 33)
    assert after.unassigned == ("r2",)


def test_a_report_taken_out_is_remembered_until_it_is_put_back(night):
    night.report(1, "r1", 33)
    night.report(2, "r2", 60)
    night.open(3, reports=["r1", "r2"])
    night.split(4, "r2")
    assert fold(night.stored).boats["c"].split_off == ("r2",)
    night.join(5, "r2")
    assert fold(night.stored).boats["c"].split_off == ()


def test_two_offers_that_cross_are_an_alarm_and_both_go_on_holding(night):
    night.open(0)
    night.open(1, centre="gris-nez")
    night.offer(2, 40)
    night.offer(4, 40, giver="gris-nez", taker="dover")
    assert "offers_crossed" in kinds(fold(night.stored), 5)
    assert fold(night.stored).boats["c"].holders == ("dover", "gris-nez")
    night.accept(6, centre="dover")
    assert "offers_crossed" not in kinds(fold(night.stored), 7)
    assert fold(night.stored).boats["c"].holders == ("dover",)


def test_crossing_the_line_is_an_alarm_until_it_is_back(night):
    """The positions of 24 November 2021: one in French waters, then the Mayday position, then where people were found."""
    night.report(1, "r1", lon=1.7335, lat=51.0906)
    night.report(2, "r2", lon=1.74167, lat=51.14167)
    night.open(3, reports=["r1", "r2"])
    (alarm,) = [a for a in alarms(fold(night.stored), at(4)) if a.kind == "boundary_crossed"]
    assert alarm.words.args["side"] == "GB"
    night.report(5, "r3", lon=1.7235, lat=51.093)
    night.join(6, "r3")
    (alarm,) = [a for a in alarms(fold(night.stored), at(7)) if a.kind == "boundary_crossed"]
    assert alarm.words.args["side"] == "FR"
    night.report(8, "r4", lon=1.7235, lat=51.09)
    night.join(9, "r4")
    (still,) = [a for a in alarms(fold(night.stored), at(10)) if a.kind == "boundary_crossed"]
    assert (still.key, still.since) == (alarm.key, at(5))


def test_a_crossing_that_nobody_saw_is_not_lost_with_the_next_position_and_ends_with_a_hand_over(night):
    night.report(1, "r1", lon=1.7335, lat=51.0906)
    night.report(2, "r2", lon=1.74167, lat=51.14167)
    night.open(3, reports=["r1", "r2"])
    for k in range(3, 9):
        night.report(k, f"r{k}", lon=1.74167, lat=51.14167)
        night.join(k, f"r{k}")
    assert "boundary_crossed" in kinds(fold(night.stored), 10)
    night.offer(11, 40)
    assert "boundary_crossed" in kinds(fold(night.stored), 12)
    night.accept(12)
    assert "boundary_crossed" not in kinds(fold(night.stored), 13)


def test_a_fruitless_search_is_no_sign_of_life(night):
    night.report(1, "r1", 33)
    night.report(20, "s1", channel="search", source="crew")
    night.open(3, reports=["r1", "s1"])
    assert fold(night.stored).boats["c"].last_report_at == at(1)


def test_a_wrong_clock_cannot_silence_the_silence_alarm(night):
    night.open(0)
    night(1, ev.Reported(report=Report("r1", at(10_000), "call", "occupant")))
    night.join(2, "r1")
    assert fold(night.stored).boats["c"].last_report_at == at(1)
    assert kinds(fold(night.stored), 40) == ["silence"]


def test_a_report_in_two_boats_is_said_and_counts_in_both(night):
    night.report(1, "r1", 33)
    night.open(2, reports=["r1"])
    night.open(3, boat="l", name="Lima", reports=["r1"])
    after = fold(night.stored)
    assert keys(p.words for p in after.problems) == ["problem.report_in_two_boats"]
    assert after.boats["c"].people == after.boats["l"].people == Count(33, 33, 33)
    assert objections(after, 3) == ()
    night.split(4, "r1", boat="l")
    assert fold(night.stored).boat_of == {"r1": "c"}


def test_a_report_that_comes_after_its_join_is_counted(night):
    night.open(0)
    night.join(1, "late")
    assert keys(p.words for p in fold(night.stored).problems) == ["problem.report_unknown"]
    night.report(2, "late", 12)
    assert fold(night.stored).boats["c"].people == Count(12, 12, 12)


def test_a_second_report_under_the_same_id_does_not_replace_the_first(night):
    night.report(1, "r1", 33)
    seq = night.report(2, "r1", 5)
    after = fold(night.stored)
    assert after.reports["r1"].report.people == Count(33, 33, 33)
    assert keys(objections(after, seq)) == ["problem.report_twice"]


@pytest.mark.parametrize(
    ("event", "key"),
    [
        (ev.ReportsJoined(boat="x", reports=("r1",), centre="dover", role=OFFICER), "problem.boat_unknown"),
        (ev.ClosingConfirmed(boat="x", centre="dover", role=OFFICER), "problem.boat_unknown"),
        (ev.BoatReopened(boat="x", centre="dover", role=OFFICER), "problem.boat_unknown"),
        (ev.HandoverAccepted(boat="x", centre="dover", role=OFFICER), "problem.boat_unknown"),
        (ev.HandoverAccepted(boat="c", centre="gris-nez", role=OFFICER), "refused.handover.none"),
        (ev.HandoverRefused(boat="c", centre="gris-nez", role=OFFICER), "refused.handover.none"),
        (ev.ReportsSplit(boat="c", reports=("x",), centre="dover", role=OFFICER), "problem.report_not_in_boat"),
        (ev.BroadcastAcknowledged(broadcast="x", by="Flamant"), "problem.broadcast_unknown"),
        (ev.ClosingConfirmed(boat="c", centre="dover", role=OFFICER), "refused.closing.no_request"),
    ],
)
def test_a_decision_about_the_unknown_is_a_problem_not_a_crash(night, event, key):
    night.open(0)
    seq = night(1, event)
    assert keys(objections(fold(night.stored), seq)) == [key]


def test_what_is_said_about_an_unknown_boat_is_still_kept(night):
    night(1, ev.Note(text="fog", boat="x"))
    night(2, ev.Asset(asset="Valiant", status="departed", centre="dover", boat="x"))
    night.account(3, 98, boat="x")
    night(4, ev.ConflictNoted(subject="aboard", statements=()))
    after = fold(night.stored)
    assert keys(p.words for p in after.problems) == ["problem.boat_unknown"] * 3
    assert [note.text for _, note in after.notes] == ["fog"]
    assert after.assets["Valiant"].since == at(2)
    assert [entry.count.likely for entry in after.not_assigned] == [98]
    assert [c.subject for c in after.conflicts] == ["aboard"]


def test_events_out_of_log_order_are_a_programming_error(night):
    night.open(0)
    night.open(1, boat="l")
    with pytest.raises(ValueError, match="in the order of the log"):
        fold(reversed(night.stored))


# people


def test_people_accounted_are_taken_off_as_ranges(night):
    night.report(0, "r1", Count(30, 33, 40))
    night.open(1, reports=["r1"])
    night.account(2, Count(20, 21, 25), "landed_uk")
    night.account(3, 2, "deceased")
    boat = fold(night.stored).boats["c"]
    assert boat.accounted == {"landed_uk": Count(20, 21, 25), "deceased": Count(2, 2, 2)}
    assert boat.settled == Count(22, 23, 27)
    assert boat.unaccounted == Count(3, 10, 18)  # 30 - 27, 33 - 23, 40 - 22


def test_unknown_stays_unknown(night):
    night.report(0, "r1")
    night.open(1, reports=["r1"])
    night.account(2, 10)
    assert fold(night.stored).boats["c"].unaccounted is None


def test_one_boat_with_outcomes_in_two_countries(night):
    """12 August 2023: 65 to 66 aboard; 36 landed in Calais, 22 to 23 in Dover, 6 died: 0 to 2 are missing."""
    night.report(0, "r1", Count(65, 66, 66))
    night.open(1, reports=["r1"])
    night.account(2, 36, "landed_fr", centre="gris-nez")
    night.account(3, Count(22, 22, 23), "landed_uk")
    night.account(4, 6, "deceased", centre="gris-nez")
    unaccounted = fold(night.stored).boats["c"].unaccounted
    assert (unaccounted.min, unaccounted.max) == (0, 2)


def test_people_on_a_cutter_and_then_ashore_are_not_counted_twice(night):
    night.report(0, "r1", 70)
    night.open(1, reports=["r1"])
    night.account(2, 35, "on_rescue_vessel")
    night.account(3, 35, "landed_uk")
    assert fold(night.stored).boats["c"].unaccounted.max == 35


def test_the_same_landing_told_by_both_centres_may_be_one(night):
    night.report(0, "r1", 40)
    night.open(1, reports=["r1"])
    night.account(2, 20, "landed_fr", centre="dover")
    night.account(3, 20, "landed_fr", centre="gris-nez")
    unaccounted = fold(night.stored).boats["c"].unaccounted
    assert (unaccounted.min, unaccounted.max) == (0, 20)


def test_a_corrected_count_replaces_the_one_from_the_same_report(night):
    night.report(0, "r1", 40)
    night.report(1, "rescue", channel="rescue", source="crew")
    night.open(2, reports=["r1"])
    night.account(3, 40, "landed_uk", report="rescue")
    night.account(4, 35, "landed_uk", report="rescue")
    assert fold(night.stored).boats["c"].unaccounted == Count(5, 5, 5)


@pytest.mark.parametrize("outcome", ["continued", "missing"])
def test_people_who_went_on_or_are_missing_are_still_out_there(night, outcome):
    night.report(0, "r1", 59)
    night.open(1, reports=["r1"])
    night.account(2, 19, "landed_fr")
    night.account(3, 40, outcome)
    assert fold(night.stored).boats["c"].unaccounted == Count(40, 40, 40)


# hand-over


def test_the_giver_holds_until_the_taker_accepts(night):
    night.open(0)
    night.offer(1, expires=16)
    offered = fold(night.stored)
    assert offered.boats["c"].holders == ("dover",)
    assert offered.boats["c"].handover.state(at(15)) == "offered"
    assert offered.boats["c"].handover.state(at(16)) == "expired"
    night.accept(10)
    accepted = fold(night.stored).boats["c"]
    assert accepted.holders == ("gris-nez",)
    assert accepted.handover.state(at(99)) == "accepted"


def test_an_acceptance_after_expiry_is_refused_with_the_reason(night):
    night.open(0)
    night.offer(1, expires=16)
    seq = night.accept(16)
    after = fold(night.stored)
    assert after.boats["c"].holders == ("dover",)
    assert [w.text for w in objections(after, seq)] == ["The offer expired at 00:16 UTC; dover still holds c"]


def test_a_refused_offer_cannot_be_accepted_later(night):
    night.open(0)
    night.offer(1, expires=16)
    night.refuse(2)
    seq = night.accept(3)
    after = fold(night.stored)
    assert after.boats["c"].holders == ("dover",)
    assert after.boats["c"].handover.state(at(99)) == "refused"
    assert keys(objections(after, seq)) == ["refused.handover.none"]


def test_a_boat_opened_on_both_sides_is_held_by_both(night):
    night.open(0)
    night.open(1, name="Migrant 7", centre="gris-nez")
    boat = fold(night.stored).boats["c"]
    assert boat.holders == ("dover", "gris-nez")
    assert boat.names == ("Charlie", "Migrant 7")


def test_only_the_giver_gives_when_two_hold(night):
    night.open(0)
    night.open(1, centre="gris-nez")
    night.offer(2, expires=16, taker="ostend")
    night.accept(3, centre="ostend")
    assert fold(night.stored).boats["c"].holders == ("gris-nez", "ostend")


@pytest.mark.parametrize(
    ("giver", "taker", "key"),
    [
        ("gris-nez", "dover", "refused.handover.not_holder"),
        ("dover", "dover", "refused.handover.self"),
    ],
)
def test_only_a_holder_can_offer_and_only_to_another(night, giver, taker, key):
    night.open(0)
    seq = night.offer(1, expires=10, giver=giver, taker=taker)
    assert keys(objections(fold(night.stored), seq)) == [key]
    assert fold(night.stored).boats["c"].handover is None


# closing


def recovered(night, **closing):
    """A boat of 33 of whom all were landed, with a request to close it."""
    night.report(0, "r1", 33)
    night.open(1, reports=["r1"])
    night.account(2, 33)
    return night.close(3, "authority_confirmed_landing", **closing)


def test_evidence_two_roles_and_nobody_unaccounted_close_a_boat(night):
    seq = recovered(night)
    asked = fold(night.stored)
    assert asked.boats["c"].status == "open"
    assert asked.boats["c"].closing.state == "waiting"
    assert keys(asked.boats["c"].closing.why) == ["refused.closing.second_role"]
    assert objections(asked, seq) == ()
    night.confirm(4)
    closed = fold(night.stored).boats["c"]
    assert (closed.status, closed.status_since) == ("closed", at(4))
    assert closed.refusals == ()


@pytest.mark.parametrize("role", [OFFICER, " Watch Officer "])
def test_the_role_that_asked_cannot_confirm(night, role):
    recovered(night)
    seq = night.confirm(4, role=role)
    after = fold(night.stored)
    assert after.boats["c"].status == "open"
    assert keys(objections(after, seq)) == ["refused.closing.same_role"]


def test_no_evidence_no_closing(night):
    night.report(0, "r1", 33)
    night.open(1, reports=["r1"])
    seq = night.close(2, None)
    night.confirm(3)
    after = fold(night.stored)
    assert after.boats["c"].status == "open"
    assert keys(objections(after, seq)) == [
        "refused.closing.no_evidence",
        "refused.closing.people_unaccounted",
        "refused.closing.second_role",
    ]
    assert next((r.what, r.at, r.centre) for r in after.boats["c"].refusals) == ("closing", at(2), "dover")


@pytest.mark.parametrize("evidence", ["identity_confirmed", "caller_confirmed_on_board", "authority_confirmed_landing"])
def test_nobody_may_be_left_unaccounted(night, evidence):
    night.report(0, "r1", Count(30, 33, 35))
    night.open(1, reports=["r1"])
    night.account(2, 33)
    seq = night.close(3, evidence)
    assert next(w.text for w in objections(fold(night.stored), seq)) == "People not accounted for: 0–2"


def test_people_unknown_is_not_nobody(night):
    night.report(0, "r1")
    night.open(1, reports=["r1"])
    seq = night.close(2, "identity_confirmed")
    assert keys(objections(fold(night.stored), seq))[0] == "refused.closing.people_unknown"


def test_all_accounted_settles_a_doubt_but_not_a_contradiction(night):
    night.report(0, "r1", Count(30, 33, 40))
    night.open(1, reports=["r1"])
    night.account(2, 29)
    seq = night.close(3, "all_accounted")
    assert next(w.text for w in objections(fold(night.stored), seq)) == "People not accounted for: 1–11"
    night.account(4, 2, "deceased")
    night.close(5, "all_accounted")
    night.confirm(6)
    assert fold(night.stored).boats["c"].status == "closed"


def test_all_accounted_may_count_people_who_were_declared_missing(night):
    night.report(0, "r1", 33)
    night.open(1, reports=["r1"])
    night.account(2, 29)
    night.account(3, 4, "missing")
    seq = night.close(4, "authority_confirmed_landing")
    assert "refused.closing.people_unaccounted" in keys(objections(fold(night.stored), seq))
    night.close(5, "all_accounted")
    night.confirm(6)
    assert fold(night.stored).boats["c"].status == "closed"


def test_a_report_proven_false_needs_no_people(night):
    night.report(0, "r1", 40)
    night.open(1, reports=["r1"])
    night.close(2, "false_report_proven")
    night.confirm(3)
    assert fold(night.stored).boats["c"].status == "closed"


@pytest.mark.parametrize(
    "involve",
    [
        lambda night: night.offer(2, expires=60),
        lambda night: (night.offer(2, expires=60), night.refuse(2)),
        lambda night: night.open(2, centre="gris-nez"),
        lambda night: (night.offer(2, expires=60), night.accept(2)),
    ],
)
def test_the_other_centre_must_agree_when_it_had_to_do_with_the_boat(night, involve):
    night.report(0, "r1", 33)
    night.open(1, reports=["r1"])
    involve(night)
    night.account(3, 33)
    night.close(4, "authority_confirmed_landing")
    night.confirm(5)
    waiting = fold(night.stored).boats["c"]
    assert waiting.status == "open"
    assert [(w.key, w.args) for w in waiting.closing.why] == [("refused.closing.other_centre", {"centre": "gris-nez"})]
    night.confirm(6, centre="gris-nez", role=OFFICER)
    assert fold(night.stored).boats["c"].status == "closed"


def test_one_sided_closing_of_the_other_centres_boat_waits_for_it(night):
    """24 November 2021, 0334: the French log was closed on the assumption that British rescuers had arrived."""
    night.report(51, "r1", 33, channel="call")
    night.report(121, "r2", 40, channel="pin")
    night.open(60, reports=["r1"], centre="gris-nez")
    night.open(130, reports=["r2"], centre="dover")
    night.report(210, "rescue", 35, channel="rescue", source="crew")
    seq = night.close(214, None, centre="gris-nez")
    night.confirm(215, centre="gris-nez")
    after = fold(night.stored)
    boat = after.boats["c"]
    assert boat.status == "open"
    assert boat.holders == ("dover", "gris-nez")
    assert (boat.unaccounted.min, boat.unaccounted.max) == (33, 40)
    assert keys(objections(after, seq)) == [
        "refused.closing.no_evidence",
        "refused.closing.people_unaccounted",
        "refused.closing.second_role",
        "refused.closing.other_centre",
    ]
    assert "closing_refused" in kinds(after, 216)
    assert after.unassigned == ("rescue",)


def closed(night):
    recovered(night)
    night.confirm(4)
    assert fold(night.stored).boats["c"].status == "closed"
    night.report(5, "r2", 33)
    return night


@pytest.mark.parametrize(
    "new",
    [
        lambda night: night.join(6, "r2"),
        lambda night: night.reopen(6),
        lambda night: night.open(6, centre="gris-nez"),
        lambda night: night.split(6, "r1"),
        lambda night: night.account(6, 2, "missing"),
        lambda night: night(6, ev.BroadcastSent(broadcast="m", boat="c", centre="dover", text="Mayday", acknowledge_by=at(16))),
    ],
)
def test_anything_new_opens_a_closed_boat(night, new):
    closed(night)
    new(night)
    boat = fold(night.stored).boats["c"]
    assert (boat.status, boat.status_since) == ("open", at(6))
    assert boat.closing.state == "undone"
    assert "dover" in boat.holders


def test_a_correction_that_leaves_people_unaccounted_opens_the_boat(night):
    night.report(0, "r1", 33)
    night.open(1, reports=["r1"])
    night.account(2, 33, report="r1")
    night.close(3, "authority_confirmed_landing")
    night.confirm(4)
    night.account(5, 30, report="r1")
    assert fold(night.stored).boats["c"].status == "open"


def test_news_while_a_request_waits_ends_the_request(night):
    seq = recovered(night)
    night.report(4, "r2", 33)
    join = night.join(5, "r2")
    confirm = night.confirm(6)
    after = fold(night.stored)
    assert after.boats["c"].status == "open"
    assert keys(objections(after, seq)) == ["refused.closing.news"]
    assert objections(after, join) == ()
    assert keys(objections(after, confirm)) == ["refused.closing.no_request"]


# alarms


def test_silence_rises_after_half_an_hour_and_ends_with_a_report(night):
    night.report(0, "r1")
    night.open(1, reports=["r1"])
    assert kinds(fold(night.stored), 29.9) == []
    (alarm,) = alarms(fold(night.stored), at(31))
    assert (alarm.kind, alarm.boat, alarm.since) == ("silence", "c", at(30))
    assert alarm.words.args == {"boat": "Charlie", "minutes": 31}
    night.report(35, "r2")
    night.join(35, "r2")
    assert kinds(fold(night.stored), 40) == []
    (again,) = alarms(fold(night.stored), at(66))
    assert again.key != alarm.key
    assert kinds(fold(night.stored), 40, Rules(silence=240.0)) == ["silence"]


def test_an_offer_without_answer_rises_and_then_expires(night):
    night.open(0)
    night.offer(1, expires=16)
    after = fold(night.stored)
    assert kinds(after, 5.9) == []
    assert kinds(after, 6) == ["handover_pending"]
    assert kinds(after, 16) == ["handover_expired"]
    night.accept(7)
    assert kinds(fold(night.stored), 16) == []


def test_a_broadcast_that_nobody_answers_rises(night):
    night.open(0)
    sent = ev.BroadcastSent(broadcast="m1", boat="c", centre="dover", text="Mayday Relay", acknowledge_by=at(10))
    night(1, sent)
    assert kinds(fold(night.stored), 9) == []
    assert kinds(fold(night.stored), 10) == ["broadcast_unacknowledged"]
    night(12, ev.BroadcastAcknowledged(broadcast="m1", by="Saint Jacques II"))
    assert kinds(fold(night.stored), 20) == []


@pytest.mark.parametrize("channel", ["missed_call", "pin"])
def test_a_missed_call_that_nobody_deals_with_rises(night, channel):
    night.report(0, "r1", channel=channel)
    night.report(0, "r2", channel="message")
    assert kinds(fold(night.stored), 9) == []
    (alarm,) = alarms(fold(night.stored), at(12))
    assert (alarm.key, alarm.kind, alarm.boat) == ("unanswered/r1", "unanswered", None)
    night.open(13, reports=["r1"])
    assert kinds(fold(night.stored), 14) == []


def test_an_acknowledged_alarm_stays_and_says_who_has_seen_it(night):
    night.open(0)
    (alarm,) = alarms(fold(night.stored), at(31))
    night(32, ev.AlarmAcknowledged(alarm=alarm.key, centre="dover", role=OFFICER))
    night(33, ev.AlarmAcknowledged(alarm=alarm.key, centre="gris-nez", role=LIAISON))
    (seen,) = alarms(fold(night.stored), at(34))
    assert (seen.key, seen.waits) == (alarm.key, False)
    assert [(a.centre, a.role, a.at) for a in seen.acknowledged] == [("dover", OFFICER, at(32)), ("gris-nez", LIAISON, at(33))]


def test_a_closed_boat_raises_nothing(night):
    closed(night)
    assert kinds(fold(night.stored), 500) == []


def test_every_sentence_is_said_somewhere_and_every_key_exists():
    folder = Path(varne.record.incident.__file__).parent
    source = "".join(p.read_text() for p in folder.glob("*.py") if p.name != "sentences.py")
    source = source.replace("unanswered_{report.channel}", 'unanswered_missed_call" "alarm.unanswered_pin')
    assert set(re.findall(r'"((?:refused|problem|alarm)\.[a-z_.]+)"', source)) == set(SENTENCES)


# any sequence of events whatever

CENTRES = st.sampled_from(["dover", "gris-nez", "ostend"])
ROLES = st.sampled_from([OFFICER, " WATCH officer", COORDINATOR, LIAISON])
BOATS = st.sampled_from(["c", "c", "c", "l", "unknown"])
IDS = st.lists(st.sampled_from(["r0", "r1", "r2", "r3"]), max_size=2).map(tuple)
WHEN = st.integers(0, 60).map(at)
COUNTS = st.sampled_from([Count(0, 0, 0), Count(3, 3, 3), Count(2, 3, 5), Count(5, 5, 9)])
EVIDENCE = st.sampled_from([None, None, "identity_confirmed", "all_accounted", "false_report_proven"])
FATES = st.sampled_from(["landed_uk", "landed_fr", "on_rescue_vessel", "deceased", "continued", "missing"])
REPORTS = st.builds(
    Report, id=st.sampled_from(["r0", "r1", "r2", "r3"]), received=WHEN, source=st.just("occupant"),
    channel=st.sampled_from(["call", "missed_call", "pin", "search"]), people=st.none() | COUNTS,
)  # fmt: skip
WHO = {"centre": CENTRES, "role": ROLES}
OPENINGS = st.builds(ev.BoatOpened, boat=st.sampled_from(["c", "l"]), name=st.just("Charlie"), reports=IDS, **WHO)
ANYTHING = st.one_of(
    st.builds(ev.Reported, report=REPORTS),
    OPENINGS,
    st.builds(ev.ReportsJoined, boat=BOATS, reports=IDS, **WHO),
    st.builds(ev.ReportsSplit, boat=BOATS, reports=IDS, **WHO),
    st.builds(ev.BoatRenamed, boat=BOATS, name=st.just("November"), centre=CENTRES),
    st.builds(ev.HandoverOffered, boat=BOATS, giver=CENTRES, taker=CENTRES, role=ROLES, expires=WHEN),
    st.builds(ev.HandoverAccepted, boat=BOATS, **WHO),
    st.builds(ev.HandoverRefused, boat=BOATS, **WHO),
    st.builds(
        ev.PeopleAccounted, boat=BOATS | st.none(), count=COUNTS, outcome=FATES, evidence=st.just("counted"),
        report=st.sampled_from([None, "r0"]), **WHO,
    ),
    st.builds(ev.ClosingRequested, boat=BOATS, evidence=EVIDENCE, **WHO),
    st.builds(ev.ClosingConfirmed, boat=BOATS, **WHO),
    st.builds(ev.BoatReopened, boat=BOATS, **WHO),
    st.builds(
        ev.BroadcastSent, broadcast=st.sampled_from("mn"), boat=BOATS, centre=CENTRES, text=st.just("Mayday"),
        acknowledge_by=WHEN,
    ),
    st.builds(ev.BroadcastAcknowledged, broadcast=st.sampled_from("mn"), by=st.just("Flamant")),
    st.builds(ev.AlarmAcknowledged, alarm=st.sampled_from(["silence/c/opened", "unanswered/r0", "broadcast/m"]), **WHO),
    st.builds(ev.AlarmTaken, alarm=st.sampled_from(["silence/c/opened", "unanswered/r0", "broadcast/m"]), **WHO),
    st.builds(ev.AssetWithheld, asset=st.just("Valiant"), reason=st.just("for the morning"), boats=st.tuples(BOATS), **WHO),
    st.builds(ev.AssetReleased, asset=st.just("Valiant"), **WHO),
    st.builds(ev.Asset, asset=st.just("Valiant"), status=st.just("departed"), centre=CENTRES, boat=BOATS),
)  # fmt: skip


def likely(right, wrong):
    """Mostly the right thing, at times anything: random wrong things alone never reach a closing."""
    return st.sampled_from([right, right, right, wrong]).flatmap(lambda choice: choice)


def next_event(boat, choice):
    """An event that fits what is so far known of a boat, or nearly."""
    who = {"boat": likely(st.just("c"), BOATS), "role": ROLES}
    holder, offer = st.sampled_from(boat.holders), boat.handover
    match choice:
        case "offer":
            due = st.integers(-20, 60).map(lambda m: boat.status_since + timedelta(minutes=m))
            return st.builds(ev.HandoverOffered, giver=likely(holder, CENTRES), taker=CENTRES, expires=due, **who)
        case "answer":
            kind = st.sampled_from([ev.HandoverAccepted, ev.HandoverAccepted, ev.HandoverRefused])
            taker = likely(st.just(offer.taker), CENTRES) if offer else CENTRES
            return kind.flatmap(lambda k: st.builds(k, centre=taker, **who))
        case "request":
            evidence = likely(st.just("false_report_proven"), EVIDENCE)
            return st.builds(ev.ClosingRequested, evidence=evidence, centre=likely(holder, CENTRES), **who)
        case "open":
            return OPENINGS
        case "confirm":
            return st.builds(ev.ClosingConfirmed, centre=likely(st.sampled_from(boat.involved), CENTRES), **who)
    return ANYTHING


@st.composite
def nights(draw):
    """A boat, then decisions about it that often fit, and anything else, at times that mostly go on and sometimes back."""
    events = [ev.BoatOpened(boat="c", name="Charlie", centre="dover", role=OFFICER)]
    minute, stored, night = 0, [], Night()
    choices = [
        "open",
        "offer",
        "offer",
        "answer",
        "answer",
        "answer",
        "request",
        "confirm",
        "confirm",
        "confirm",
        "anything",
        "anything",
    ]
    for n in range(1, draw(st.integers(2, 18))):
        stored.append(Stored(n, f"{n:064x}", at(minute), events[-1]))
        night = advance(night, stored[-1])
        events.append(draw(next_event(night.boats["c"], draw(st.sampled_from(choices)))))
        minute += draw(st.sampled_from([1, 0, 4, 12, -3]))
    return stored


def steps(stored):
    """The night after each event, the empty one first."""
    all_nights = [Night()]
    for s in stored:
        all_nights.append(advance(all_nights[-1], s))
    return all_nights


@settings(RECORD)
@given(nights(), st.integers(0, 18))
def test_folding_in_parts_is_folding_at_once(stored, cut):
    whole = fold(stored)
    assert fold(stored[cut:], fold(stored[:cut])) == whole
    assert steps(stored)[-1] == whole


@settings(RECORD)
@given(nights())
def test_a_night_is_not_changed_by_what_comes_after(stored):
    early = fold(stored[:3])
    fold(stored[3:], early)
    assert early == fold(stored[:3])


@settings(RECORD, max_examples=RECORD.max_examples * 4)
@given(nights())
def test_every_boat_is_held_at_every_moment_and_passes_only_by_acceptance(stored):
    all_nights = steps(stored)
    for before, s, after in zip(all_nights[:-1], stored, all_nights[1:], strict=True):
        assert set(before.boats) <= set(after.boats)
        for boat in after.boats.values():
            assert boat.holders
            old = before.boats.get(boat.id)
            if old is None or set(old.holders) == set(boat.holders):
                continue
            if isinstance(s.event, ev.BoatOpened):
                assert set(boat.holders) == {*old.holders, s.event.centre}
                continue
            assert isinstance(s.event, ev.HandoverAccepted)
            assert s.at < old.handover.expires
            assert old.handover.answer is None
            assert old.handover.giver in old.holders
            assert s.event.centre == old.handover.taker
            assert set(old.holders) - set(boat.holders) <= {old.handover.giver}
            assert set(boat.holders) - set(old.holders) <= {old.handover.taker}


def same_role(a, b):
    return a.strip().lower() == b.strip().lower()


@settings(RECORD, max_examples=RECORD.max_examples * 8)
@given(nights())
def test_no_sequence_of_events_closes_a_boat_without_evidence_two_roles_and_every_centre(stored):
    all_nights = steps(stored)
    for boat in all_nights[-1].boats.values():
        if boat.status == "open":
            continue
        mine = [s.event for s in stored if getattr(s.event, "boat", None) == boat.id]
        last = max(n for n, e in enumerate(mine) if isinstance(e, ev.ClosingRequested) and e.evidence)
        candidates = [n for n, e in enumerate(mine[: last + 1]) if isinstance(e, ev.ClosingRequested) and e.evidence]
        concerned = set()
        for night in all_nights:
            if boat.id in night.boats:
                then = night.boats[boat.id]
                concerned |= {*then.holders, *then.opened_by, *([then.handover.taker] if then.handover else [])}
        assert any(agreed(mine[n], mine[n + 1 :], concerned) for n in candidates)
        assert boat.closing.evidence
        if boat.closing.evidence == "identity_confirmed":
            assert boat.unaccounted == Count(0, 0, 0)


def agreed(request, later, concerned):
    """Was a request confirmed by another role and by every centre concerned, with nothing new since it was made?"""
    confirmations = [e for e in later if isinstance(e, ev.ClosingConfirmed)]
    new = [e for e in later if isinstance(e, ev.BoatReopened | ev.BoatOpened | ev.BroadcastSent)]
    other_role = any(not same_role(e.role, request.role) for e in confirmations)
    return other_role and not new and concerned <= {request.centre, *(e.centre for e in confirmations)}


@settings(RECORD)
@given(nights(), st.integers(0, 200))
def test_acknowledging_and_taking_remove_no_alarm(stored, minute):
    without = [s for s in stored if not isinstance(s.event, ev.AlarmAcknowledged | ev.AlarmTaken)]
    strip = sorted((a.key, a.since, a.words.text) for a in alarms(fold(stored), at(minute)))
    assert strip == sorted((a.key, a.since, a.words.text) for a in alarms(fold(without), at(minute)))
    assert len({key for key, _, _ in strip}) == len(strip)


@settings(RECORD)
@given(nights(), st.integers(0, 200), st.integers(0, 200))
def test_an_alarm_does_not_end_by_waiting(stored, minute, later):
    night = fold(stored)
    first, second = ({a.key for a in alarms(night, START + timedelta(minutes=m))} for m in sorted((minute, later)))
    pending = {key for key in first if key.startswith("handover-pending/")}
    expired = {key.replace("pending", "expired") for key in pending}
    assert first - pending <= second
    assert all(key in second or key.replace("pending", "expired") in second for key in pending)
    assert len(expired) == len(pending)
