"""What an officer decides on the page reaches the picture, and leaves it again when it is withdrawn."""

import json

import pytest

from varne.record import events as ev

WHO = {"centre": "dover", "role": "watch officer", "reason": "told so"}
AFTER = "2999-01-01T00:00:00Z"


def report(ident, minute, lon, lat, **more):
    when = f"2026-06-20T23:{minute:02d}:00Z"
    line = {"id": ident, "received": when, "observed": when, "channel": "pin", "source": "occupant", "lon": lon, "lat": lat}
    return {**line, "error_m": 100, "people": {"min": 30, "likely": 35, "max": 40}, **more}


@pytest.fixture
def node(live):
    def post(path, body, **headers):
        return live.post(path, content=body, headers={"X-Varne": "1", **headers})

    live.report = lambda line: post("/api/reports", json.dumps(line))
    live.decide = lambda event, **headers: post("/api/decisions", ev.encode(event), **headers)
    live.report(report("a", 0, 1.60, 51.05, caller="0123456789abcdef0"))
    live.report(report("b", 10, 1.61, 51.06, caller="0123456789abcdef0"))
    live.report(report("c", 12, 1.20, 50.80, caller="fedcba98765432100"))
    return live


def picture(node):
    """The picture of a moment after everything, but for the place in the log."""
    shown = node.get(f"/api/picture?at={AFTER}").json()
    return {k: v for k, v in shown.items() if k != "log_position"}


def boats(node):
    return sorted(b["reports"] for b in picture(node)["boats"])


def judged(verdict, one, other, **more):
    return ev.ReportsJudged(verdict=verdict, one=one, other=other, **WHO, **more)


def last_decision(node):
    return picture(node)["decisions"][-1]


def withdraw(node):
    answer = node.decide(ev.DecisionWithdrawn(decision=last_decision(node)["id"], **WHO))
    assert answer.status_code == 201


@pytest.mark.parametrize(
    "verdict", [judged("different", ("a",), ("b",)), judged("same", ("c",), ("a", "b")), judged("same", ("a",), ("c",), p=0.01)]
)
def test_a_withdrawn_verdict_leaves_the_picture_as_it_was(node, verdict):
    before = picture(node)
    assert boats(node) == [["a", "b"], ["c"]]
    assert node.decide(verdict).status_code == 201
    assert boats(node) == ([["a"], ["b"], ["c"]] if verdict.verdict == "different" else [["a", "b", "c"]])
    withdraw(node)
    assert picture(node) == before


@pytest.mark.parametrize(
    "decision",
    [
        ev.ReportsSplit(boat="b1", reports=("b",), **WHO),
        ev.ReportsJoined(boat="b1", reports=("c",), p=0.001, **WHO),
        judged("different", ("b",), ("a",)),
    ],
)
def test_the_same_with_a_boat_that_an_officer_opened(node, decision):
    node.decide(ev.BoatOpened(boat="b1", name="Alpha", reports=("a", "b"), **WHO))
    before = picture(node)
    assert node.decide(decision).status_code == 201
    assert picture(node) != before
    withdraw(node)
    assert picture(node) == before


def test_a_verdict_says_who_and_why_and_what_varne_gave(node):
    node.decide(judged("same", ("c",), ("a", "b"), p=0.002))
    row = last_decision(node)
    assert (row["kind"], row["one"], row["other"]) == ("same", ["c"], ["a", "b"])
    assert (row["role"], row["reason"], row["p"]) == ("watch officer", "told so", 0.002)
    (boat,) = picture(node)["boats"]
    assert "fusion.decided.same" in {r["words"]["key"] for m in boat["members"] for r in m["reasons"]}


def test_a_verdict_against_physics_is_taken_and_its_conflict_told(node):
    assert node.decide(judged("same", ("b",), ("c",))).status_code == 201  # 16 nm in two minutes
    assert [w["key"] for w in last_decision(node)["conflicts"]] == ["fusion.decided.physics"]
    assert boats(node) == [["a", "b", "c"]]


def test_a_verdict_against_another_is_taken_and_both_tell_the_conflict(node):
    node.decide(judged("different", ("a",), ("b",)))
    node.decide(judged("same", ("a",), ("b",)))
    told = [[w["key"] for w in d["conflicts"]] for d in picture(node)["decisions"]]
    assert told == [["fusion.decided.conflict"], ["fusion.decided.conflict"]]
    assert boats(node) == [["a"], ["b"], ["c"]]  # kept apart until one is withdrawn: nothing merges on a contradiction


def test_two_recorded_boats_said_to_be_one_both_stay(node):
    node.decide(ev.BoatOpened(boat="b1", name="Alpha", reports=("a", "b"), **WHO))
    node.decide(ev.BoatOpened(boat="b2", name="Bravo", reports=("c",), **WHO))
    node.decide(judged("same", ("a", "b"), ("c",)))
    shown = picture(node)
    assert [b["id"] for b in shown["boats"]] == ["b1", "b2"]
    assert "decision.two_boats" in {w["key"] for w in shown["decisions"][-1]["conflicts"]}


def test_a_retry_is_one_decision(node):
    answers = [node.decide(judged("same", ("a",), ("b",)), **{"X-Varne-Key": "k1"}).json() for _ in range(2)]
    assert answers[0] == answers[1]
    assert len(picture(node)["decisions"]) == 1


def test_each_report_of_a_boat_tells_why_it_belongs(node):
    boat = next(b for b in picture(node)["boats"] if b["reports"] == ["a", "b"])
    assert [m["report"] for m in boat["members"]] == ["a", "b"]
    for member in boat["members"]:
        assert 0.5 < member["p"] < 1
        assert {"term", "db", "words"} == set(member["reasons"][0])
        assert all(0 < e["p"] < 1 for e in member["elsewhere"])


ODD = {
    "doubt.zero": {"lon": 0.0, "lat": 0.0},
    "doubt.sign": {"lon": -2.5, "lat": 51.05},
    "doubt.outside": {"lon": 40.0, "lat": 10.0},
    "doubt.minutes": {"channel": "call", "lon": 1.36, "lat": 51.033},  # 01 36.0 E 51 03.3 N, near a and b
    "doubt.land": {"lon": 1.2, "lat": 51.2},
    "doubt.clock": {"observed": "2026-06-21T00:20:00Z"},
    "doubt.people": {"people": {"min": 3000, "likely": 3000, "max": 3000}},
}


@pytest.mark.parametrize(("key", "change"), ODD.items(), ids=ODD.keys())
def test_what_cannot_be_right_is_said_beside_the_report(node, key, change):
    line = report("odd", 20, 1.7, 51.0) | change
    assert node.report(line).status_code == 201
    shown = next(r for r in picture(node)["reports"] if r["id"] == "odd")
    assert key in {w["key"] for w in shown["remarks"]}


def test_one_phone_on_two_boats_is_said_of_both(node):
    node.decide(judged("different", ("a",), ("b",)))
    told = {r["id"]: {w["key"]: w["args"] for w in r["remarks"]} for r in picture(node)["reports"]}
    assert told["a"]["doubt.caller"] == {"report": "b"}
    assert told["b"]["doubt.caller"] == {"report": "a"}
    assert "doubt.caller" not in told["c"]


def test_the_same_report_from_two_centres_is_named_a_copy(node):
    node.report(report("a2", 0, 1.60, 51.05, caller="0123456789abcdef0"))
    shown = next(r for r in picture(node)["reports"] if r["id"] == "a2")
    assert "fusion.copy" in {w["key"] for w in shown["remarks"]}


def recovery(minute, ident="r"):
    rescue = {"channel": "rescue", "source": "crew", "outcome": {"recovered": {"min": 35, "likely": 35, "max": 35}}}
    return report(ident, minute, 1.62, 51.07) | rescue


def test_a_recovery_names_every_open_boat_and_the_threshold(node):
    node.report(recovery(25))
    (rescue,) = picture(node)["rescues"]
    assert {c["boat"] for c in rescue["candidates"]} == {b["id"] for b in picture(node)["boats"]}
    assert rescue["propose_at"] == 0.99
    assert sum(c["p"] for c in rescue["candidates"]) + rescue["none_of_ours"] == pytest.approx(1, abs=0.01)  # of samples
    assert all(c["proposed"] is False for c in rescue["candidates"] if c["p"] < 0.99)
    assert rescue["closed_before"] == []


def test_an_officer_may_say_which_boat_was_recovered_and_take_it_back(node):
    node.report(recovery(25))
    before = picture(node)
    node.decide(judged("same", ("r",), ("a", "b")))
    best = picture(node)["rescues"][0]["candidates"][0]
    assert (best["p"], best["proposed"]) == (1.0, False)  # the evidence alone has not reached the threshold
    assert best["conflicts"][0]["key"] == "fusion.rescue.decided"
    withdraw(node)
    assert picture(node) == before
