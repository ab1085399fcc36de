"""What differs between two pictures: every facet in words, nothing else, boats paired by id or by the reports they share."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from varne.picture.differences import differences
from varne.picture.facets import SENTENCES
from varne.picture.pairing import paired


def count(low, likely=None, high=None):
    return {"min": low, "likely": low if likely is None else likely, "max": low if high is None else high}


def boat(ident="b1", **changed):
    return {
        "id": ident, "name": "Alfa", "status": "open", "recorded": True, "condition": "underway", "lon": 1.5, "lat": 51.0,
        "side": "FR", "people": count(30, 34, 40), "unaccounted": count(30, 34, 40), "holders": ["gris-nez"], "handover": None,
        "reports": ["r1", "r2"], "p": 0.97, "same_boat": [],
    } | changed  # fmt: skip


def picture(*boats, at="2030-01-11T02:00:00Z", known=None, alarms=(), decisions=(), total=None):
    return {
        "at": at, "known": known or at, "boats": list(boats), "alarms": list(alarms), "decisions": list(decisions),
        "unaccounted": {"total": total or count(30, 34, 40)},
    }  # fmt: skip


def said(first, second):
    (row,) = differences(picture(first), picture(second))["boats"]
    return [w["text"] for w in row["words"]]


def test_two_equal_pictures_differ_in_nothing():
    found = differences(picture(boat()), picture(boat()))
    assert found["boats"] == [{"first": "b1", "second": "b1", "name": "Alfa", "differs": [], "words": []}]
    assert (found["night"], found["alarms_first"], found["alarms_second"]) == ([], [], [])


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"name": "Bravo"}, "Bravo: called Alfa in the first, Bravo in the second"),
        ({"status": "closed"}, "Alfa: recorded in the first, closed in the second"),
        ({"recorded": False}, "Alfa: recorded in the first, proposed in the second"),
        ({"condition": "people_in_water"}, "Alfa: underway in the first, people in water in the second"),
        ({"lat": 51.1}, "Alfa: the second place lies 6.01 NM from the first, in direction 000°"),
        ({"lon": 1.6}, "Alfa: the second place lies 3.79 NM from the first, in direction 090°"),
        ({"lon": None, "lat": None}, "Alfa: a position only in the first"),
        ({"side": "GB"}, "Alfa: FR in the first, GB in the second"),
        ({"people": None}, "Alfa: 30–40 aboard in the first, ? in the second"),
        ({"unaccounted": count(2)}, "Alfa: 30–40 unaccounted for in the first, 2 in the second"),
        ({"holders": []}, "Alfa: held by gris-nez in the first, by nobody in the second"),
        ({"holders": ["gris-nez", "dover"]}, "Alfa: held by gris-nez in the first, by dover, gris-nez in the second"),
        ({"handover": {"state": "expired"}}, "Alfa: hand-over none in the first, expired in the second"),
        ({"reports": ["r1", "r2", "r7"]}, "Alfa: reports only in the second: r7"),
        ({"reports": ["r2"]}, "Alfa: reports only in the first: r1"),
        ({"p": 0.6}, "Alfa: all its reports one boat with 97 % in the first, 60 % in the second"),
        ({"same_boat": [{"with": "b2", "p": 0.4}]}, "Alfa and b2 are one boat with 0 % in the first, 40 % in the second"),
    ],
)  # fmt: skip
def test_each_facet_is_told_in_a_sentence_and_alone(changed, sentence):
    assert said(boat(), boat(**changed)) == [sentence]


def test_less_than_anybody_acts_on_is_not_told():
    assert said(boat(), boat(lat=51.0004, p=0.99)) == []


def test_a_boat_in_one_picture_only_is_told():
    found = differences(picture(boat(), boat("b2", name="Bravo", reports=["r3"])), picture(boat()))
    assert [w["text"] for row in found["boats"] for w in row["words"]] == ["Bravo: only in the first"]
    other = differences(picture(boat()), picture(boat("b2", name="Bravo", reports=["r3"]), boat()))
    assert [row["differs"] for row in other["boats"]] == [["there"], []]


def test_a_proposed_boat_that_an_officer_opened_is_the_same_boat():
    """Its id and its name changed; its reports tell that it is the same."""
    before = boat("boat:r1", name="r1", recorded=False, holders=[])
    assert said(before, boat()) == [
        "Alfa: called r1 in the first, Alfa in the second",
        "Alfa: proposed in the first, recorded in the second",
        "Alfa: held by nobody in the first, by gris-nez in the second",
    ]


def test_reports_that_changed_boats_are_told_once_for_the_night():
    first = picture(boat(), boat("b2", name="Bravo", reports=["r3", "r4"]))
    second = picture(boat(reports=["r1", "r2", "r4"]), boat("b2", name="Bravo", reports=["r3"]))
    night = [w["text"] for w in differences(first, second)["night"]]
    assert night == ["r4: Bravo in the first, Alfa in the second"]


def test_two_boats_that_may_be_one_are_told_once():
    """Each names the other; the sentence is the same."""
    alone = boat(), boat("b2", name="Bravo", reports=["r3"])
    linked = (
        boat(same_boat=[{"with": "b2", "p": 0.4}]),
        boat("b2", name="Bravo", reports=["r3"], same_boat=[{"with": "b1", "p": 0.4}]),
    )
    rows = differences(picture(*alone), picture(*linked))["boats"]
    assert [w["text"] for row in rows for w in row["words"]] == [
        "Alfa and b2 are one boat with 0 % in the first, 40 % in the second"
    ]


def test_a_boat_that_may_be_one_with_a_new_boat_is_told():
    """The new boat has no first to be compared with, so the other must tell."""
    new = boat("a9", name="Alias", reports=["r3"], same_boat=[{"with": "b1", "p": 0.6}])
    rows = differences(picture(boat()), picture(boat(same_boat=[{"with": "a9", "p": 0.6}]), new))["boats"]
    assert [w["text"] for row in rows for w in row["words"]] == [
        "Alfa and a9 are one boat with 0 % in the first, 60 % in the second",
        "Alias: only in the second",
    ]


def test_of_several_reports_that_may_be_of_another_boat_the_likeliest_counts():
    strays = [{"with": "b2", "p": 0.9}, {"with": "b2", "p": 0.2}]
    assert said(boat(), boat(same_boat=strays)) == ["Alfa and b2 are one boat with 0 % in the first, 90 % in the second"]


def test_of_the_parts_of_a_boat_that_share_its_reports_the_larger_is_that_boat():
    whole = boat("boat:r1", reports=["r1", "r2", "r3", "r4"])
    small, large = boat("boat:r9", reports=["r9", "r1"]), boat("boat:r2", reports=["r2", "r3", "r4"])
    assert list(paired([whole], [small, large])) == [(None, small), (whole, large)]


def test_a_report_that_may_be_of_the_boat_is_not_told_again_when_it_is_in_it():
    before = boat(same_boat=[{"with": "r7", "p": 0.99}])
    assert said(before, boat(reports=["r1", "r2", "r7"])) == ["Alfa: reports only in the second: r7"]


def test_a_proposed_boat_is_linked_under_one_name_alone_and_with_others():
    before, after = (boat(same_boat=[{"with": name, "p": 0.4}]) for name in ("r7", "boat:r7"))
    assert said(before, after) == []


def alarm(key, kind="silence"):
    return {"key": key, "kind": kind, "words": {"key": f"alarm.{kind}", "args": {}, "text": key}}


def test_alarms_of_one_picture_only_and_none_of_a_forecast_in_hindsight():
    first = picture(boat(), alarms=[alarm("silence/b1"), alarm("boundary-near/b1", "boundary_near")])
    second = picture(boat(), alarms=[alarm("overdue/b1")])
    found = differences(first, second)
    assert [w["text"] for w in found["alarms_first"]] == ["silence/b1", "boundary-near/b1"]
    assert [w["text"] for w in found["alarms_second"]] == ["overdue/b1"]
    later = second | {"known": "2030-01-11T09:00:00Z"}
    assert [w["text"] for w in differences(first, later)["alarms_first"]] == ["silence/b1"]


def test_decisions_and_the_sum_over_all_boats():
    made = {"id": "d1", "kind": "same", "one": ["r1"], "other": ["r3"]}
    found = differences(picture(boat()), picture(boat(), decisions=[made], total=count(5)))
    assert [w["text"] for w in found["night"]] == [
        "Unaccounted for over all open boats: 30–40 in the first, 5 in the second",
        "Decided and in force only in the second: same r1, r3",
    ]


boats = st.lists(
    st.builds(
        lambda k, reports: boat(f"b{k}", reports=[f"r{r}" for r in sorted(reports)]),
        st.integers(0, 5), st.sets(st.integers(0, 9), min_size=1),
    ), max_size=5, unique_by=lambda b: b["id"],
)  # fmt: skip


@given(boats, boats)
def test_every_boat_of_both_is_in_exactly_one_pair(first, second):
    pairs = list(paired(first, second))
    assert sorted(a["id"] for a, _ in pairs if a) == sorted(a["id"] for a in first)
    assert [b["id"] for _, b in pairs if b] == [b["id"] for b in second]
    both = {a["id"] for a in first} & {b["id"] for b in second}
    assert {a["id"] for a, b in pairs if a and b and a["id"] == b["id"]} == both


@given(boats, boats)
def test_the_other_way_round_the_same_boats_differ(first, second):
    a, b = (differences(picture(*x), picture(*y)) for x, y in ((first, second), (second, first)))
    assert sum(bool(row["differs"]) for row in a["boats"] if row["first"] == row["second"]) == sum(
        bool(row["differs"]) for row in b["boats"] if row["first"] == row["second"]
    )


def test_the_catalogues_say_the_same_sentences():
    words = Path(__file__).parents[2] / "src/varne/server/web/words"
    en, fr = (json.loads((words / f"{code}.json").read_text("utf-8")) for code in ("en", "fr"))
    assert {key: en[key] for key in SENTENCES} == SENTENCES
    assert SENTENCES.keys() <= fr.keys()
