import json
import random
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making import STREAM, at, report

from varne.fusion.associate import propose
from varne.fusion.proposal import Decision
from varne.fusion.report import Count, Description, Outcome
from varne.fusion.show import as_plain, as_text
from varne.geodesy import distance_and_bearing


def a_night(seed=0, boats=6):
    """Boats that drift or sail from places of their own; some reports without place, some without phone."""
    rng = np.random.default_rng(seed)
    reports = []
    for b in range(boats):
        bearing, far, people = rng.uniform(0, 360), rng.uniform(2_000, 15_000), int(rng.integers(15, 70))
        first = rng.uniform(0, 240)
        for k in range(int(rng.integers(1, 6))):
            t = first + 20 * k + rng.uniform(0, 10)
            one = at(f"b{b}-{k}", t, bearing, far, people=Count(*3 * [people + int(rng.integers(-4, 5))]))
            if rng.random() < 0.6:
                one = replace(one, caller=f"k{b}")
            if rng.random() < 0.2:
                one = replace(one, lon=None, lat=None, ellipse_m=None)
            reports.append(one)
    reports.append(report("cutter", 230, channel="rescue", source="crew", outcome=Outcome(Count(30, 30, 30))))
    reports.append(report("looked", 200, channel="search", source="crew"))
    return reports


NIGHT = a_night()
ANSWER = propose(NIGHT, STREAM)


@settings(max_examples=25, deadline=None)
@given(st.permutations(range(len(NIGHT))))
def test_any_order_of_arrival_gives_the_same_answer(order):
    assert propose([NIGHT[i] for i in order], STREAM) == ANSWER


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_every_report_is_in_one_boat_or_set_aside(seed):
    reports = a_night(seed)
    answer = propose(reports, STREAM)
    held = [r for b in answer.boats for r in b.reports]
    assert sorted([*held, *answer.aside]) == sorted(r.id for r in reports)
    assert set(answer.aside) == {"cutter", "looked"}
    for b in answer.boats:
        assert 0 <= b.p <= 1 and 0 < b.exists <= 1
        assert all(b.p <= m.p + 1e-9 for m in b.members)


@settings(max_examples=15, deadline=None)
@given(st.data())
def test_one_more_shared_phone_never_makes_a_pair_less_likely(data):
    reports = a_night(data.draw(st.integers(0, 500)))[:-2]
    a, b = data.draw(st.lists(st.integers(0, len(reports) - 1), min_size=2, max_size=2, unique=True))
    before = {(p.a, p.b): p.p for p in propose(reports, STREAM).pairs}
    keyed = [replace(r, caller="new") if i in (a, b) else r for i, r in enumerate(reports)]
    pair = tuple(sorted((reports[a], reports[b]), key=lambda r: (r.when, r.id)))
    names = (pair[0].id, pair[1].id)
    after = {(p.a, p.b): p.p for p in propose(keyed, STREAM).pairs}
    assert after.get(names, 0.0) >= before.get(names, 0.0) - 0.05  # within sampling error; exact in test_likelihood


def test_the_same_report_twice_is_one_report():
    assert propose([*NIGHT, *NIGHT], STREAM) == ANSWER


def test_one_id_with_two_contents_is_refused():
    with pytest.raises(ValueError, match="two different contents"):
        propose([report("a", 0), report("a", 1)], STREAM)


def test_the_same_observation_from_two_centres_adds_no_evidence():
    once = [at("a", 0, text="seen"), at("b", 60, 60, 4000)]
    twice = [*once, replace(once[0], id="copy", received=once[0].received + timedelta(minutes=3))]
    first, second = propose(once, STREAM), propose(twice, STREAM)
    assert [p.p for p in first.pairs] == [p.p for p in second.pairs]
    assert {"a", "copy"} <= set(second.boat_of("a").reports)
    assert second.boat_of("copy").id == "boat:a"
    assert "copy repeats a" in second.notes[0].text.replace("report ", "")


def test_two_silent_missed_calls_are_two_calls():
    calls = [report(i, 0, channel="missed_call") for i in "ab"]
    assert sorted(r for b in propose(calls, STREAM).boats for r in b.reports) == ["a", "b"]
    assert not propose(calls, STREAM).notes


def test_a_boat_keeps_its_id_when_reports_come_in_even_of_an_earlier_time():
    early = report("late-list", -30, channel="list", source="authority", caller=None, people=33)
    early = replace(early, received=early.received + timedelta(hours=2), lon=1.5, lat=51.0, ellipse_m=(300.0, 300.0, 0.0))
    known = [at("a", 0, people=33), at("b", 10, 60, 600, people=33), at("c", 20, 60, 1200, people=33)]
    before, after = propose(known, STREAM), propose([*known, early], STREAM)
    assert before.boat_of("c").id == after.boat_of("c").id == "boat:a"


def test_a_chain_of_weak_links_does_not_make_one_boat():
    # every neighbour is 8 km on and 25 min later, in turn to all sides: each step is a doubtful fit, the whole is none
    steps = [at(f"s{k}", 25 * k, (90, 250, 20, 190)[k % 4], 8_000) for k in range(8)]
    answer = propose(steps, STREAM)
    assert max(len(b.reports) for b in answer.boats) < 3
    for b in answer.boats:
        assert b.p > 0.5


def test_operators_win_over_evidence_and_a_decision_can_be_withdrawn():
    close = [at("a", 0, caller="k"), at("b", 10, 60, 600, caller="k")]
    far = [at("a", 0), at("b", 10, 200, 30_000)]
    different, same = Decision("different", "a", "b"), Decision("same", "a", "b")
    assert len(propose(close, STREAM).boats) == 1
    assert len(propose(close, STREAM, decided=[different]).boats) == 2
    assert not propose(close, STREAM, decided=[different]).links
    joined = propose(far, STREAM, decided=[same])
    assert joined.boats[0].reports == ("a", "b")
    assert joined.boats[0].p == 1.0
    assert "would need" in joined.notes[0].text  # physics is said, not put above the operator
    assert len(propose(far, STREAM).boats) == 2


def test_decisions_that_contradict_each_other_leave_the_reports_apart_and_say_so():
    reports = [report(i, 0) for i in "abc"]
    decided = [Decision("same", "a", "b"), Decision("same", "b", "c"), Decision("different", "a", "c")]
    for order in range(3):
        shuffled = random.Random(order).sample(decided, 3)
        answer = propose(reports, STREAM, decided=shuffled)
        assert answer.boat_of("a") != answer.boat_of("c")
        assert any("contradict each other" in w.text for w in answer.notes)


def test_a_decision_about_a_report_that_is_not_here_is_noted():
    answer = propose([report("a", 0)], STREAM, decided=[Decision("same", "a", "gone")])
    assert "names report gone" in answer.notes[0].text


def test_a_decision_about_a_recovery_is_left_to_the_rescue_match():
    cutter = report("cutter", 60, channel="rescue", source="crew", outcome=Outcome(Count(9, 9, 9)))
    answer = propose([report("a", 0), cutter], STREAM, decided=[Decision("same", "a", "cutter")])
    assert [b.reports for b in answer.boats] == [("a",)]
    assert [w.key for w in answer.notes] == ["fusion.aside.recovery"]


def test_a_fresh_wide_area_does_not_hide_a_precise_pin():
    pin = at("pin", 0, caller="k")
    area = at("area", 15, 200, 9_000, ellipse_m=(20_000.0, 10_000.0, 45.0), channel="list", source="occupant", caller="k")
    boat = propose([pin, area], STREAM).boat_of("area")
    assert boat.reports == ("pin", "area")
    assert (boat.lon, boat.lat) == (pin.lon, pin.lat)
    assert boat.placed_at == pin.when and boat.last_at == area.when


def test_the_newest_of_equally_good_positions_is_shown():
    boat = propose([at("a", 0, caller="k"), at("b", 30, 60, 1800, caller="k")], STREAM).boats[0]
    metres, bearing = distance_and_bearing(1.5, 51.0, boat.lon, boat.lat)
    assert metres == pytest.approx(1800, abs=1)
    assert bearing == pytest.approx(60, abs=0.1)


def test_people_are_the_hull_of_what_was_said_without_the_impossible():
    counts = [Count(30, 33, 35), Count(34, 34, 34), Count(40, 40, 40), Count(3000, 3000, 3000)]
    reports = [at(f"r{k}", 5 * k, 60, 300 * k, caller="k", people=c) for k, c in enumerate(counts)]
    boat = propose(reports, STREAM).boats[0]
    assert len(boat.reports) == 4
    assert (boat.people.min, boat.people.max) == (30, 40)
    assert 33 <= boat.people.likely <= 38


def test_two_boats_side_by_side_stay_two_with_a_link():
    reports = [at("a", 0, caller="k1"), at("b", 15, 60, 1500, caller="k2")]
    answer = propose(reports, STREAM, at_least=0.95)
    assert len(answer.boats) == 2
    assert answer.links[0].p > 0.3
    assert answer.links[0].a == "boat:a"


def test_a_member_names_where_else_it_may_belong():
    one = [at(f"a{k}", 10 * k, 90, 5_000 + 600 * k, caller="k1") for k in range(3)]
    two = [at(f"c{k}", 10 * k, 85, 7_500 + 600 * k, caller="k2") for k in range(3)]
    answer = propose([*one, *two, report("x", 25)], STREAM, at_least=0.5)
    assert {"boat:a0", "boat:c0"} <= {b.id for b in answer.boats}
    home = answer.boat_of("x")
    links = {b for k in answer.links if home.id in (k.a, k.b) for b in (k.a, k.b)}
    elsewhere = {name for m in home.members if m.report == "x" for name, _ in m.elsewhere}
    assert {"boat:a0", "boat:c0"} <= links | elsewhere | {home.id}


def test_nothing_reported_is_no_boat():
    answer = propose([], STREAM)
    assert (answer.boats, answer.pairs, answer.links) == ((), (), ())


@pytest.mark.parametrize("bad", [0.2, 1.0, float("nan")])
def test_a_threshold_that_joins_against_the_odds_is_refused(bad):
    with pytest.raises(ValueError, match=r"from 0\.5"):
        propose(NIGHT, STREAM, at_least=bad)


def test_the_json_is_plain_and_the_text_tells_a_newcomer_what_it_is():
    plain = json.loads(json.dumps(as_plain(ANSWER)))
    assert set(plain) >= {"boats", "pairs", "rescues"}
    boat = max(plain["boats"], key=lambda b: len(b["reports"]))
    assert set(boat) >= {"id", "reports", "exists", "lon", "lat", "ellipse_m", "people", "state", "reasons"}
    assert {"term", "db", "words"} == set(boat["reasons"][0])
    assert {"a", "b", "same", "reasons"} <= set(plain["pairs"][0])
    text = as_text(ANSWER)
    assert "Nobody has decided anything" in text
    assert "fits worst" in text
    assert boat["id"] in text


def test_descriptions_and_terms_hold_no_judgement_of_people():
    said = {"source": "relative"}, {"source": "ngo"}, {"source": "authority"}, {"source": "occupant"}
    calls = [[report("a", 0, people=33, **s), report("b", 20, people=34, boat=Description(colour="black"))] for s in said]
    assert len({propose(c, STREAM).pairs[0].p for c in calls}) == 1
    assert len({propose(c, STREAM).boats[0].exists for c in calls}) == 1


def seen(ident, minutes, bearing, metres, track, **more):
    """A place on a track of a radar."""
    return at(ident, minutes, bearing, metres, channel="radar", source="sensor", track=track, **more)


def test_places_on_one_track_are_one_boat_and_on_two_they_are_weighed_by_place_and_time_alone():
    way = [(0, 0), (10, 1500), (20, 3000), (30, 4500)]
    one = propose([seen(f"r{m}", m, 40, d, "dover-7") for m, d in way], STREAM)
    assert [b.reports for b in one.boats] == [("r0", "r10", "r20", "r30")]
    assert one.boats[0].p > 0.98
    assert any("one track of one sensor" in r.words.text for m in one.boats[0].members for r in m.reasons)
    other = propose([seen(f"r{m}", m, 40, d, f"dover-{m}") for m, d in way], STREAM)
    none = propose([seen(f"r{m}", m, 40, d, None) for m, d in way], STREAM)
    assert [(b.reports, b.p) for b in other.boats] == [(b.reports, b.p) for b in none.boats]
    assert len(none.boats) > 1  # places a mile apart alone are not enough


def test_a_track_that_went_over_to_another_boat_is_broken_where_no_boat_could_follow():
    places = [seen("r0", 0, 40, 0, "dover-7"), seen("r10", 10, 40, 1500, "dover-7"), seen("r20", 20, 40, 25_000, "dover-7")]
    answer = propose(places, STREAM)
    assert answer.boat_of("r0").reports == ("r0", "r10")
    assert answer.boat_of("r20").reports == ("r20",)


def test_two_seen_apart_at_once_are_two_whatever_their_tracks():
    both = [seen(f"{t}{m}", m, 40, 1500 * m / 10, f"dover-{t}", group=f"dover-{m}") for m in (0, 10, 20) for t in "ab"]
    answer = propose(both, STREAM)
    assert sorted(b.reports for b in answer.boats) == [("a0", "a10", "a20"), ("b0", "b10", "b20")]
