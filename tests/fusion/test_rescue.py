import math

import pytest
from making import STREAM, at, report

from varne.fusion.associate import propose
from varne.fusion.likelihood import DECIBANS, TERMS, Prior
from varne.fusion.proposal import Decision
from varne.fusion.report import Count, Description, Outcome
from varne.fusion.rescue import match_rescues
from varne.fusion.show import as_plain, as_text

BOAT = [
    at("a", 0, 0, 0, caller="k", people=33, condition="engine_stopped", boat=Description(colour="black")),
    at("b", 20, 60, 1200, caller="k", condition="engine_stopped"),
]
OTHER = [at("c", 10, 330, 9_000, caller="x", people=60, condition="underway", course=310.0)]


def rescue(minute=60, bearing=60, metres=3600, people=33, **more):
    given = {"channel": "rescue", "source": "crew", "outcome": Outcome(Count(people, people, people))}
    return at("cutter", minute, bearing, metres, **{**given, **more})


def held(found, reports=(*BOAT, *OTHER), boat="boat:a", **how):
    answer = propose([*reports, found], STREAM)
    (match,) = match_rescues(answer, **how)
    return next(c for c in match.candidates if c.boat == boat), match


def texts(candidate):
    return " | ".join(w.text for w in candidate.conflicts)


def test_probabilities_of_all_boats_and_none_of_ours_leave_nothing_out():
    _, match = held(rescue())
    total = sum(c.p for c in match.candidates) + match.none_of_ours
    assert 1 - 1e-9 <= total < 1.01  # more than 1 by the samples in which the two boats are one
    assert [c.boat for c in match.candidates] == ["boat:a", "boat:c"]


def test_a_boat_found_where_it_drifted_with_its_phone_aboard_is_proposed():
    candidate, _ = held(rescue(caller="k"))
    assert candidate.p > 0.99
    assert candidate.proposed
    assert candidate.conflicts == ()


def test_without_a_phone_it_is_shown_and_not_proposed():
    candidate, match = held(rescue())
    assert 0.3 < candidate.p < 0.99
    assert not candidate.proposed
    assert match.none_of_ours > 0.02  # three silent boats are assumed
    assert texts(candidate) == "no phone aboard was matched with this boat's callers"


def test_more_silent_boats_make_every_match_less_sure():
    reports = [*BOAT, *OTHER, rescue()]
    dials = [Prior(silent=s) for s in (2, 5, 10, 30)]
    found = [match_rescues(propose(reports, STREAM, prior=d))[0] for d in dials]
    ps = [next(c.p for c in m.candidates if c.boat == "boat:a") for m in found]
    assert ps == sorted(ps, reverse=True)


@pytest.mark.parametrize(
    ("found", "boat", "words"),
    [
        (rescue(people=98), "boat:a", "98 people recovered, more than this boat's 33"),
        (rescue(people=48), "boat:a", "48 people recovered; this boat said 33"),
        (rescue(people=12), "boat:a", "12 people recovered of this boat's 33: up to 21 would still be out there"),
        (rescue(boat=Description(colour="orange")), "boat:a", "described differently (black / orange)"),
        (rescue(metres=14_000, bearing=200), "boat:a", "nm from where the stream would have taken this boat; that needs"),
        (rescue(metres=60_000, bearing=200), "boat:a", "kn is beyond any boat"),
        (rescue(condition="people_in_water", minute=-60), "boat:a", "recovered before this boat was first reported"),
        (rescue(course=90.0), "boat:c", "the recovered boat was heading 090, this one 310"),
    ],
)
def test_what_speaks_against_is_said(found, boat, words):
    assert words in texts(held(found, boat=boat)[0])


def test_a_report_after_the_recovery_speaks_against_and_is_named():
    late = at("late", 90, 60, 5400, caller="k")
    before, after = held(rescue())[0], held(rescue(), (*BOAT, *OTHER, late))[0]
    assert after.p / (1 - after.p) < before.p / (1 - before.p) / 5
    assert "report late of this boat came 30 min after the recovery" in texts(after)


def test_a_dry_boat_under_way_after_sinking_is_about_twelve_decibans_less():
    sinking = [at("a", 0, 0, 0, caller="k", people=33, condition="taking_water")]
    dry, mute = (held(rescue(condition=c), sinking)[0] for c in ("underway", "unknown"))
    less = DECIBANS * (dry.gain - mute.gain)
    assert less[TERMS.index("condition")] == pytest.approx(-12.0)
    assert less.sum() == pytest.approx(-12.0, abs=0.5)  # the night is a little different too
    assert dry.p < mute.p / 2
    assert "the recovered boat was under way; this one was taking water" in texts(dry)


def test_a_partial_rescue_leaves_people_out_there():
    candidate, _ = held(rescue(people=12))
    assert candidate.left == Count(21, 21, 21)
    assert held(rescue(people=33))[0].left == Count(0, 0, 0)
    assert held(rescue(), [at("a", 0)])[0].left is None


def test_the_reasons_add_up_to_the_odds_against_a_boat_nobody_reported():
    answer = propose([*BOAT, rescue()], STREAM)
    (match,) = match_rescues(answer)
    (candidate,) = match.candidates
    nats = sum(r.nats for r in candidate.reasons)
    assert candidate.p / match.none_of_ours == pytest.approx(math.exp(nats), rel=0.05)  # no boat at all: 1 in 100
    assert "33 and 33 people, as counts go" in " ".join(r.words.text for r in candidate.reasons)


def test_an_operators_word_on_a_recovery_wins():
    yes, _ = held(rescue(metres=60_000, bearing=200), decided=[Decision("same", "cutter", "b")])
    assert yes.p == 1.0
    assert not yes.proposed  # a decision is not evidence, and what the evidence gives is still said
    assert texts(yes).startswith("the operator said it is this boat; the evidence alone gives ")
    assert 0 <= yes.conflicts[0].args["percent"] < 10
    no, match = held(rescue(caller="k"), decided=[Decision("different", "a", "cutter")])
    assert no.p == 0.0
    assert match.none_of_ours > 0.5


def test_only_open_boats_are_compared():
    reports = [*BOAT, *OTHER, rescue()]
    (match,) = match_rescues(propose(reports, STREAM), open_boats={"boat:c"})
    assert [c.boat for c in match.candidates] == ["boat:c"]


def test_a_recovery_without_any_boat_is_none_of_ours():
    (match,) = match_rescues(propose([rescue()], STREAM))
    assert match.none_of_ours == 1.0


def test_a_rescue_report_without_outcome_is_a_sighting_and_no_recovery():
    reports = [*BOAT, report("on-scene", 40, channel="rescue", source="crew")]
    answer = propose(reports, STREAM)
    assert match_rescues(answer) == ()
    assert answer.boat_of("on-scene") is not None


def test_json_and_text_show_the_conflicts():
    reports = [*BOAT, *OTHER, rescue(people=98)]
    answer = propose(reports, STREAM)
    found = match_rescues(answer)
    plain = as_plain(answer, found)["rescues"][0]
    assert plain["report"] == "cutter"
    assert set(plain["candidates"][0]) >= {"boat", "p", "conflicts"}
    assert "none of our boats" in as_text(answer, found)
    assert "98 people recovered" in as_text(answer, found)
