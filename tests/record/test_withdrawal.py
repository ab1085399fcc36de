"""Decisions about which reports are one boat, and their undoing: afterwards it is as if they had not been made."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scripted import COORDINATOR, OFFICER, Script, at, objections

from varne.record import events as ev
from varne.record.chain import Stored
from varne.record.incident import Night, fold

RECORD = settings.get_profile("record")


@pytest.fixture
def night():
    script = Script()
    for k in range(4):
        script.report(k, f"r{k}", people=30)
    script.open(5, reports=("r0", "r1"))
    script.open(6, boat="l", name="Lima", reports=("r2",))
    return script


def judge(script, minute, verdict, one, other):
    return script(
        minute, ev.ReportsJudged(verdict=verdict, one=one, other=other, centre="dover", role=OFFICER, reason="told so")
    )


def withdraw(script, minute, seq):
    decision = script.stored[seq - 1].id
    return script(minute, ev.DecisionWithdrawn(decision=decision, centre="dover", role=COORDINATOR, reason="a mistake"))


def same_but_for_the_place_in_the_log(a, b):
    """All that is shown: not which event was the last, nor who is known to have seen what."""
    return shown(a) == shown(b)


def shown(night):
    boats = {name: replace(boat, news={}) for name, boat in night.boats.items()}
    return replace(night, position=0, at=at(0), last=Night().last, boats=boats, fields={}), night.contradictions


@pytest.mark.parametrize(
    "decide",
    [
        lambda night: night.join(10, "r3"),
        lambda night: night.join(10, "r2"),  # it stands in two boats then, and that is said
        lambda night: night.split(10, "r0"),
        lambda night: night.split(10, "r0", "r1"),
        lambda night: judge(night, 10, "same", ("r3",), ("r0", "r1")),
        lambda night: judge(night, 10, "different", ("r0",), ("r9",)),
    ],
)
def test_a_withdrawn_decision_leaves_nothing_behind(night, decide):
    before = fold(night.stored)
    seq = decide(night)
    assert not same_but_for_the_place_in_the_log(fold(night.stored), before)
    withdraw(night, 11, seq)
    assert same_but_for_the_place_in_the_log(fold(night.stored), before)


def test_what_was_decided_since_stays(night):
    first = night.join(10, "r3")
    night.split(11, "r1")
    withdraw(night, 12, first)
    boat = fold(night.stored).boats["c"]
    assert (boat.reports, boat.split_off) == (("r0",), ("r1",))


def test_a_report_put_back_by_undoing_a_split_has_its_old_place(night):
    withdraw(night, 12, night.split(11, "r0"))
    boat = fold(night.stored).boats["c"]
    assert (boat.reports, boat.split_off) == (("r0", "r1"), ())


def test_a_verdict_is_in_force_with_who_and_why(night):
    judge(night, 10, "same", ("r3",), ("r0",))
    (made,) = [d for d in fold(night.stored).decided if d.boat is None]
    assert (made.kind, made.one, made.other, made.role, made.reason) == ("same", ("r3",), ("r0",), OFFICER, "told so")


@pytest.mark.parametrize("which", ["opening", "unknown", "twice"])
def test_what_cannot_be_withdrawn_is_said(night, which):
    seq = 5 if which == "opening" else night.join(10, "r3")
    if which == "unknown":
        event = ev.DecisionWithdrawn(decision="f" * 64, centre="dover", role=OFFICER)
        last = night(11, event)
    else:
        last = withdraw(night, 11, seq)
    if which == "twice":
        last = withdraw(night, 12, seq)
    (words,) = objections(fold(night.stored), last)
    assert words.key == "problem.decision_unknown"
    assert fold(night.stored).boats["c"].reports[:2] == ("r0", "r1")


def test_undoing_what_opened_a_closed_boat_does_not_close_it(night):
    night.account(20, 30)
    night.close(21, "identity_confirmed")
    night.confirm(22)
    assert fold(night.stored).boats["c"].status == "closed"
    seq = judge(night, 23, "different", ("r0",), ("r3",))
    assert fold(night.stored).boats["c"].status == "open"
    withdraw(night, 24, seq)
    assert fold(night.stored).boats["c"].status == "open"


IDS = st.lists(st.sampled_from(["r0", "r1", "r2", "r3"]), min_size=1, max_size=2, unique=True).map(tuple)
WHO = {"centre": st.just("dover"), "role": st.just(OFFICER)}
MOVES = st.one_of(
    st.builds(ev.ReportsJoined, boat=st.sampled_from("cl"), reports=IDS, **WHO),
    st.builds(ev.ReportsSplit, boat=st.sampled_from("cl"), reports=IDS, **WHO),
)


def log(events):
    return [Stored(n, f"{n:064x}", at(n), e) for n, e in enumerate(events, 1)]


@settings(RECORD)
@given(st.lists(MOVES, min_size=1, max_size=8), st.data())
def test_a_night_with_a_withdrawal_is_the_night_without_the_decision(moves, data):
    opened = [ev.BoatOpened(boat=b, name=b, centre="dover", role=OFFICER) for b in "cl"]
    stored = log([*opened, *moves])
    in_force = [d for d in fold(stored).decided if d.kind != "opened"]
    if not in_force:
        return
    kept = [stored[d.seq - 1].event for d in in_force]  # splits of what was not there had no effect and no standing
    taken = data.draw(st.sampled_from(range(len(kept))))
    withdrawal = ev.DecisionWithdrawn(decision=f"{taken + 3:064x}", centre="dover", role=OFFICER)
    with_it = fold(log([*opened, *kept, withdrawal]))
    without = fold(log([*opened, *kept[:taken], *kept[taken + 1 :]]))
    for boat in "cl":
        assert with_it.boats[boat].reports == without.boats[boat].reports
        assert with_it.boats[boat].split_off == without.boats[boat].split_off
    assert with_it.boat_of == without.boat_of
