"""An asset that could go and is not sent: recorded with its reason until it is released or sent; settled where sides differ."""

import pytest
from apart_script import Side, heal
from scripted import COORDINATOR, OFFICER, Script, at, objections

from varne.record import events as ev
from varne.record.incident import fold


@pytest.fixture
def night():
    script = Script()
    script.open(0)
    return script


def withhold(night, minute, asset="Valiant", boats=("c",), reason="kept for the morning"):
    event = ev.AssetWithheld(asset=asset, centre="dover", role=COORDINATOR, reason=reason, boats=boats)
    return night(minute, event)


def do(night, minute, status, asset="Valiant", **rest):
    return night(minute, ev.Asset(asset=asset, status=status, centre="dover", **rest))


def test_it_stands_with_who_and_why_until_it_is_released(night):
    withhold(night, 3)
    (kept,) = fold(night.stored).withheld["Valiant"]
    assert (kept.asset, kept.boats, kept.since) == ("Valiant", ("c",), at(3))
    assert (kept.centre, kept.role, kept.reason) == ("dover", COORDINATOR, "kept for the morning")
    released = night(9, ev.AssetReleased(asset="Valiant", centre="dover", role=OFFICER))
    after = fold(night.stored)
    assert after.withheld == {}
    assert objections(after, released) == ()


@pytest.mark.parametrize(("status", "ends"), [("tasked", True), ("departed", True), ("on_scene", True), ("sighting", False),
                                              ("left_scene", False), ("berthed", False)])  # fmt: skip
def test_sending_it_ends_it_and_that_it_was_seen_does_not(night, status, ends):
    withhold(night, 3)
    do(night, 4, status, boat="c")
    assert ("Valiant" in fold(night.stored).withheld) != ends


def test_sending_it_to_another_boat_does_not_end_it(night):
    """A crew says on scene at Lima: that was no decision about Charlie."""
    night.open(1, "l", "Lima")
    withhold(night, 3, boats=("c",))
    do(night, 4, "on_scene", boat="l")
    do(night, 5, "on_scene")
    (kept,) = fold(night.stored).withheld["Valiant"]
    assert (kept.boats, kept.since) == (("c",), at(3))
    do(night, 6, "tasked", boat="c")
    assert fold(night.stored).withheld == {}


def test_withheld_from_one_boat_and_then_from_another_it_is_withheld_from_both(night):
    night.open(1, "l", "Lima")
    night.open(1, "m", "Mike")
    withhold(night, 3, boats=("c", "m"), reason="kept for the morning")
    withhold(night, 4, boats=("l", "m"), reason="too far")
    kept = fold(night.stored).withheld["Valiant"]
    assert [(k.boats, k.reason) for k in kept] == [(("c",), "kept for the morning"), (("l", "m"), "too far")]
    withhold(night, 5, boats=(), reason="engine")
    assert [(k.boats, k.reason) for k in fold(night.stored).withheld["Valiant"]] == [((), "engine")]
    do(night, 6, "tasked", boat="c")
    assert fold(night.stored).withheld == {}


def test_releasing_what_nobody_withholds_has_no_effect_and_says_so(night):
    seq = night(3, ev.AssetReleased(asset="Valiant", centre="dover", role=OFFICER))
    assert [w.key for w in objections(fold(night.stored), seq)] == ["problem.not_withheld"]


def test_a_reason_must_be_given():
    with pytest.raises(ev.NotAnEvent, match="reason"):
        ev.decode(b'{"kind": "asset-withheld", "asset": "Valiant", "centre": "dover", "role": "liaison", "reason": " "}')


def test_a_boat_that_is_not_in_the_record_is_a_problem_and_the_decision_stands(night):
    withhold(night, 3, boats=("x",))
    after = fold(night.stored)
    assert [p.words.key for p in after.problems] == ["problem.boat_unknown"]
    assert "Valiant" in after.withheld


def test_how_many_are_aboard_stays_until_it_is_said_anew_or_it_is_berthed(night):
    do(night, 3, "on_scene", boat="c", aboard=33)
    do(night, 5, "left_scene")
    assert fold(night.stored).assets["Valiant"].aboard == 33
    do(night, 6, "sighting", lon=1.4, lat=51.1)
    assert fold(night.stored).assets["Valiant"].aboard == 33
    do(night, 8, "berthed")
    assert fold(night.stored).assets["Valiant"].aboard is None


def test_withheld_on_one_side_and_sent_on_the_other_is_shown_until_settled():
    dover, griz = Side("dover"), Side("gris-nez")
    dover.open(0)
    heal(dover, griz)
    kept = dover.say(10, ev.AssetWithheld(asset="Valiant", centre="dover", role=OFFICER, reason="for the morning"))
    sent = griz.task(20, "Valiant", "c")
    night = heal(dover, griz)
    (apart,) = night.contradictions
    assert (apart.key, [v.says for v in apart.sides]) == ("asset/Valiant", ["withheld", "tasked c"])
    dover.settle(30, "asset/Valiant", [kept, sent], stands=kept)
    night = heal(dover, griz)
    assert (night.contradictions, list(night.withheld)) == ((), ["Valiant"])


def test_that_it_was_sent_may_stand_too():
    dover, griz = Side("dover"), Side("gris-nez")
    dover.open(0)
    heal(dover, griz)
    sent = griz.task(10, "Valiant", "c")
    kept = dover.say(20, ev.AssetWithheld(asset="Valiant", centre="dover", role=OFFICER, reason="for the morning"))
    heal(dover, griz)
    griz.settle(30, "asset/Valiant", [kept, sent], stands=sent)
    night = heal(dover, griz)
    assert (night.contradictions, night.withheld, night.assets["Valiant"].status) == ((), {}, "tasked")
