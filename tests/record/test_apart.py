"""Two centres that cannot hear each other: both values stay, both sides hold on, nothing closes against what was not seen."""

from datetime import timedelta

import pytest
from apart_script import Side, heal
from scripted import OFFICER, START

from varne.fusion.report import Count
from varne.record import events as ev
from varne.record.incident import alarms, objections


@pytest.fixture
def dover():
    return Side("dover")


@pytest.fixture
def griz(dover):
    """Gris-Nez, which knows of boat c with report r1, opened and held by Dover."""
    dover.report(0, "r1", 33)
    dover.open(1, reports=["r1"])
    other = Side("gris-nez")
    other.hear(dover)
    return other


def keys(words):
    return [w.key for w in words]


def contradicted(night):
    return {c.key: sorted(side.says for side in c.sides) for c in night.contradictions}


def test_two_names_are_both_kept_until_somebody_settles_which(dover, griz):
    a, b = dover.rename(10, "November"), griz.rename(11, "Migrant 7")
    night = heal(dover, griz)
    assert contradicted(night) == {"name/c": ["Migrant 7", "November"]}
    assert set(night.boats["c"].names) == {"Charlie", "November", "Migrant 7"}
    assert [a.kind for a in alarms(night, night.at)] == ["contradiction"]
    dover.settle(20, "name/c", (a, b), stands=a)
    night = heal(dover, griz)
    assert night.contradictions == ()
    assert night.boats["c"].name == "November"


def test_a_name_given_by_somebody_who_knew_the_other_is_no_contradiction(dover, griz):
    dover.rename(10, "November")
    heal(dover, griz)
    griz.rename(11, "Migrant 7")
    assert heal(dover, griz).contradictions == ()


def test_the_same_name_on_both_sides_is_none_either(dover, griz):
    dover.rename(10, "November")
    griz.rename(11, "November")
    assert heal(dover, griz).contradictions == ()


@pytest.mark.parametrize("standing", [0, 1, None])
def test_a_report_that_each_side_gave_to_another_boat_is_in_both_until_settled(dover, griz, standing):
    griz.report(5, "r2", 20)
    griz.open(6, boat="l", name="Lima")
    heal(dover, griz)
    made = dover.join(10, "r2", boat="c"), griz.join(11, "r2", boat="l")
    night = heal(dover, griz)
    assert contradicted(night) == {"boat_of/r2": ["c", "l"]}
    assert "r2" in night.boats["c"].reports
    assert "r2" in night.boats["l"].reports
    assert night.boats["c"].contested == night.boats["l"].contested == ("boat_of/r2",)
    griz.settle(20, "boat_of/r2", made, None if standing is None else made[standing])
    night = heal(dover, griz)
    where = [b for b in "cl" if "r2" in night.boats[b].reports]
    assert where == (["c", "l"] if standing is None else ["cl"[standing]])
    assert night.contradictions == ()
    assert night.boats["c"].contested == night.boats["l"].contested == ()


def test_taken_out_on_one_side_and_put_elsewhere_on_the_other(dover, griz):
    griz.open(6, boat="l", name="Lima")
    heal(dover, griz)
    out, into = dover.split(10, "r1"), griz.join(11, "r1", boat="l")
    night = heal(dover, griz)
    assert contradicted(night) == {"boat_of/r1": ["", "l"]}
    dover.settle(20, "boat_of/r1", (out, into), stands=out)
    night = heal(dover, griz)
    assert night.unassigned == ("r1",)


def test_counts_of_people_that_differ_span_both_and_block_a_closing(dover, griz):
    made = dover.account(10, 33), griz.account(11, 30)
    night = heal(dover, griz)
    assert contradicted(night) == {"people/c/landed_uk": ["30 30 30", "33 33 33"]}
    assert night.boats["c"].unaccounted.max > 0
    refused = dover.request(20)
    assert "refused.closing.contradiction" in keys(objections(heal(dover, griz), refused))
    dover.settle(30, "people/c/landed_uk", made, stands=made[0])
    night = heal(dover, griz)
    assert night.boats["c"].unaccounted == Count(0, 0, 0)
    dover.request(40)
    dover.confirm(41)
    assert heal(dover, griz).boats["c"].status == "closed"


def test_two_counts_that_both_stand_are_of_the_same_people_or_of_others(dover, griz):
    made = dover.account(10, 20), griz.account(11, 13, "landed_uk")
    assert heal(dover, griz).boats["c"].unaccounted == Count(0, 20, 20)
    griz.settle(20, "people/c/landed_uk", made)
    assert heal(dover, griz).boats["c"].unaccounted == Count(0, 13, 13)


def test_two_counts_from_one_report_do_not_replace_each_other(dover, griz):
    dover.account(10, 33, report="r1")
    griz.account(11, 30, report="r1")
    assert heal(dover, griz).boats["c"].unaccounted == Count(0, 3, 3)


def test_an_asset_sent_to_two_boats(dover, griz):
    griz.open(6, boat="l", name="Lima")
    heal(dover, griz)
    a, b = dover.task(10, "Valiant", "c"), griz.task(11, "Valiant", "l")
    night = heal(dover, griz)
    assert contradicted(night) == {"asset/Valiant": ["tasked c", "tasked l"]}
    dover.settle(12, "asset/Valiant", (a, b), stands=a)
    assert heal(dover, griz).assets["Valiant"].boat == "c"


def test_a_sighting_is_no_task(dover, griz):
    dover.task(10, "Valiant", "c")
    griz.task(11, "Valiant", None, status="sighting")
    assert heal(dover, griz).contradictions == ()


def test_two_settlements_made_apart_contradict_each_other_again(dover, griz):
    a, b = dover.rename(10, "November"), griz.rename(11, "Migrant 7")
    heal(dover, griz)
    x, y = dover.settle(20, "name/c", (a, b), stands=a), griz.settle(21, "name/c", (a, b), stands=b)
    night = heal(dover, griz)
    assert {side.id for side in night.contradictions[0].sides} == {x, y}
    dover.settle(30, "name/c", (x, y), stands=x)
    night = heal(dover, griz)
    assert night.contradictions == ()
    assert night.boats["c"].name == "November"


def test_a_settlement_that_leaves_out_a_side_it_had_seen_settles_nothing(dover, griz):
    a, b = dover.rename(10, "November"), griz.rename(11, "Migrant 7")
    heal(dover, griz)
    griz.rename(12, "Migrant 8")
    heal(dover, griz)
    seq = dover.settle(20, "name/c", (a, b), stands=a)
    night = heal(dover, griz)
    assert keys(objections(night, seq)) == ["problem.conflict_unknown"]
    assert contradicted(night) == {"name/c": ["Migrant 8", "November"]}


def test_nothing_contested_nothing_settled(dover, griz):
    seq = dover.settle(20, "name/c", ("x", "y"))
    assert keys(objections(heal(dover, griz), seq)) == ["problem.conflict_unknown"]


def test_two_reports_under_one_id_are_both_kept(dover, griz):
    dover.report(10, "r9", 12)
    griz.report(11, "r9", 40)
    night = heal(dover, griz)
    assert night.reports["r9"].report.people == Count(12, 12, 12)
    assert night.reports["r9@gris-nez"].report.people == Count(40, 40, 40)
    assert keys(p.words for p in night.problems) == ["problem.report_apart"]


def test_one_report_sent_to_both_centres_is_one(dover, griz):
    ident = dover.report(10, "r9", 12)
    griz.say(12, dover.held[ident].event)
    night = heal(dover, griz)
    assert list(night.reports) == ["r1", "r9"]
    assert night.problems == ()


# closing against what was not seen


@pytest.mark.parametrize("later", [False, True])
def test_a_closing_does_not_stand_against_new_evidence_of_the_other_side(dover, griz, later):
    dover.account(5, 33)
    heal(dover, griz)
    griz.report(8, "r2", 33)
    news = 30 if later else 9
    if not later:
        griz.join(news, "r2")
    dover.request(20)
    dover.confirm(21)
    assert dover.night.boats["c"].status == "closed"
    if later:
        griz.join(news, "r2")
    night = heal(dover, griz)
    assert night.boats["c"].status == "open"
    assert "closing/c" in contradicted(night)
    sides = next(c.sides for c in night.contradictions if c.key == "closing/c")
    again = dover.request(40)
    assert "refused.closing.contradiction" in keys(objections(heal(dover, griz), again))
    dover.settle(50, "closing/c", [side.id for side in sides])
    dover.request(60)
    dover.confirm(61)
    assert heal(dover, griz).boats["c"].status == "closed"


def test_a_request_that_had_not_seen_the_news_is_refused_with_the_reason(dover, griz):
    dover.account(5, 33)
    heal(dover, griz)
    griz.report(8, "r2", 33)
    griz.join(9, "r2")
    asked = dover.request(20)
    night = heal(dover, griz)
    assert [(w.key, w.args) for w in objections(night, asked)][:1] == [("refused.closing.unseen", {"centre": "gris-nez"})]


def test_a_boat_handed_over_cannot_be_closed_by_the_giver_alone(dover, griz):
    offer = dover.offer(2, "gris-nez")
    griz.hear(dover)
    griz.accept(3, offer)
    dover.account(4, 33)
    dover.request(5)
    dover.confirm(6)
    assert dover.night.boats["c"].status == "open"
    night = heal(dover, griz)
    assert night.boats["c"].status == "open"
    assert night.boats["c"].holders == ("gris-nez",)
    griz.confirm(9, role=OFFICER)
    assert heal(dover, griz).boats["c"].status == "closed"


# hand-over


def test_the_giver_holds_until_it_has_seen_the_acceptance(dover, griz):
    offer = dover.offer(10, "gris-nez", lasts=60)
    griz.hear(dover)
    griz.accept(30, offer)
    assert dover.night.boats["c"].holders == ("dover",)
    assert griz.night.boats["c"].holders == ("gris-nez",)
    assert heal(dover, griz).boats["c"].holders == ("gris-nez",)


def test_an_acceptance_by_a_slow_clock_counts_by_the_clock_of_who_gave_it(dover):
    dover.open(1)
    griz = Side("gris-nez", slow=90)
    griz.hear(dover)
    offer = dover.offer(10, "gris-nez", lasts=60)
    griz.hear(dover)
    griz.accept(100, offer)  # 10 seconds past by its own clock
    night = heal(dover, griz)
    assert night.boats["c"].holders == ("gris-nez",)
    assert list(night.boats["c"].names) == ["Charlie"]


def test_two_acceptances_that_cross_leave_both_holding(dover, griz):
    griz.open(2)
    heal(dover, griz)
    mine, yours = dover.offer(10, "gris-nez"), griz.offer(11, "dover")
    heal(dover, griz)
    dover.accept(20, yours)
    griz.accept(21, mine)
    assert dover.night.boats["c"].holders == ("dover",)
    assert griz.night.boats["c"].holders == ("gris-nez",)
    night = heal(dover, griz)
    assert night.boats["c"].holders == ("dover", "gris-nez")
    assert list(contradicted(night)) == ["handover/c"]


def test_an_offer_to_a_third_centre_that_crosses_an_acceptance_leaves_both_holding(dover, griz):
    offer = dover.offer(10, "gris-nez")
    griz.hear(dover)
    griz.accept(20, offer)
    dover.offer(21, "ostend")
    night = heal(dover, griz)
    assert night.boats["c"].holders == ("dover", "gris-nez")
    assert list(contradicted(night)) == ["handover/c"]


def test_an_older_offer_that_was_replaced_before_it_was_seen_can_still_be_accepted(dover, griz):
    first = dover.offer(10, "gris-nez")
    griz.hear(dover)
    dover.offer(15, "gris-nez")
    griz.accept(20, first)
    night = heal(dover, griz)
    assert night.boats["c"].holders == ("gris-nez",)
    assert night.boats["c"].handover.id == first
    assert night.contradictions == ()


def test_an_answer_names_which_offer_it_answers(dover, griz):
    first = dover.offer(10, "gris-nez")
    dover.offer(15, "gris-nez")
    griz.hear(dover)
    late = griz.accept(20, first)
    assert keys(objections(heal(dover, griz), late)) == ["refused.handover.none"]


def test_only_who_had_seen_an_offer_can_accept_it(dover):
    """A slow clock puts the offer before the acceptance in the order; that makes nobody know of it."""
    dover.open(1)
    slow = Side("gris-nez", slow=90)
    slow.hear(dover)
    slow.open(2)
    blind = dover.accept(100)
    slow.offer(110, "dover")
    night = heal(dover, slow)
    assert keys(objections(night, blind)) == ["refused.handover.none"]
    assert "gris-nez" in night.boats["c"].holders


def test_only_who_had_seen_a_request_can_confirm_it(dover, griz):
    slow = Side("gris-nez", slow=90)
    slow.hear(dover)
    blind = dover.confirm(100)
    slow.request(110, "false_report_proven")
    night = heal(dover, slow)
    assert "refused.closing.no_request" in keys(objections(night, blind))
    assert night.boats["c"].status == "open"


def test_jurisdiction_never_delays_tasking(dover, griz):
    """Whoever holds the boat and whatever became of an offer: either centre sends what it has."""
    offer = dover.offer(10, "gris-nez", lasts=60)
    heal(dover, griz)
    happened = [None, lambda: griz.refuse(12, offer), lambda: dover.offer(30, "gris-nez"), lambda: griz.accept(40)]
    for second, act in enumerate(happened):
        if act:
            act()
            heal(dover, griz)
        for side, asset in ((dover, "Valiant"), (griz, "Abeille")):
            task = side.task(50 + second, f"{asset} {second}", "c")
            night = heal(dover, griz)
            assert objections(night, task) == ()
            assert night.assets[f"{asset} {second}"].boat == "c"


def test_a_fork_is_an_alarm_at_both(dover, griz):
    dover.say(10, ev.ForkFound(chain="gris-nez/joint", number=7, ours="a" * 64, theirs="b" * 64))
    night = heal(dover, griz)
    (alarm,) = [a for a in alarms(night, night.at) if a.kind == "fork"]
    assert alarm.words.text == (
        "The record of gris-nez/joint has two different events at place 7: compare both by hand, trust neither alone"
    )


def test_an_asset_whose_name_has_a_slash_is_called_by_its_whole_name():
    dover, griz = Side("dover"), Side("gris-nez")
    dover.open(0)
    heal(dover, griz)
    dover.task(10, "M/V Kastor", "c")
    griz.task(20, "M/V Kastor", "c", status="berthed")
    (alarm,) = [a for a in alarms(heal(dover, griz), START + timedelta(minutes=5)) if a.kind == "contradiction"]
    assert alarm.words.args == {"subject": "M/V Kastor", "field": "asset"}
