"""Search plans that officers took, and searches that found nothing: in force until they are withdrawn."""

import pytest
from scripted import OFFICER, Script, at, objections

from varne.record import events as ev
from varne.record.incident import fold

TRACK = ev.Track("Cutter", ((1.6, 51.0, at(20)), (1.7, 51.05, at(50))), {"adrift": 900.0, "people_in_water": 100.0})
WHO = {"centre": "dover", "role": OFFICER, "reason": "as planned"}


@pytest.fixture
def script():
    made = Script()
    made.report(0, "r0", people=30)
    made.open(5, reports=("r0",))
    return made


def plan(script, minute, boat="c"):
    return script(minute, ev.PlanAccepted(boat=boat, request={"seed": 1}, version="0", known=2, tracks=(TRACK,), **WHO))


def vain(script, minute, boat="c"):
    return script(minute, ev.SearchedInVain(boat=boat, tracks=(TRACK,), dim=True, **WHO))


def test_plans_and_searches_stand_in_the_order_of_the_log(script):
    first, second = plan(script, 10), vain(script, 60)
    night = fold(script.stored)
    assert [s.seq for s in night.searches] == [first, second]
    assert [ev.kind(s.event) for s in night.searches] == ["plan-accepted", "searched-in-vain"]
    assert objections(night, first) == objections(night, second) == ()


def test_a_withdrawn_search_is_as_if_it_had_not_been(script):
    plan(script, 10)
    before = fold(script.stored)
    seq = vain(script, 60)
    undo = script(61, ev.DecisionWithdrawn(decision=script.stored[seq - 1].id, **WHO))
    night = fold(script.stored)
    assert night.searches == before.searches
    assert night.boats == before.boats
    assert objections(night, undo) == ()
    again = script(62, ev.DecisionWithdrawn(decision=script.stored[seq - 1].id, **WHO))
    assert objections(fold(script.stored), again)  # it is not in force any more


def test_a_search_for_no_boat_of_the_record_has_no_effect_and_says_so(script):
    seq = vain(script, 60, boat="boat:r9")
    night = fold(script.stored)
    assert night.searches == ()
    assert "No boat boat:r9 is in the record" in objections(night, seq)[0].text


def test_a_search_in_vain_opens_no_closed_boat_and_accounts_for_nobody(script):
    before = fold(script.stored).boats["c"]
    vain(script, 60)
    assert fold(script.stored).boats["c"] == before
