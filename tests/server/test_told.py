"""What a picture tells of proposals: other groupings when there are any, what blocks a join, closed boats left out."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from varne import picture
from varne.fusion.associate import Boat, Link, Pair, Proposal
from varne.fusion.proposal import Alternative
from varne.picture.boats import blocking
from varne.record.incident import Night

AT = datetime(2026, 6, 20, 23, tzinfo=UTC)


def boat(*reports):
    return Boat(f"boat:{reports[0]}", reports, 0.9, 0.99, None, "unknown", None, None, None, None, AT, ())


def proposal(boats, pairs=(), links=()):
    return Proposal(tuple(boats), tuple(pairs), tuple(links), (), ())


def told(kind):
    """The picture's row of one proposed boat; its reports are not in the night, only their ids are asked for."""
    known = picture.Known(Night(), AT, proposal([kind]), (), {})
    return picture.boats._told_of(kind.id, kind.reports, [kind], known)


def test_alternatives_are_told_when_fusion_gives_them_and_absent_otherwise():
    plain = boat("r1", "r2", "r3")
    divided = replace(plain, divided=lambda: (Alternative(0.3, (("r1", "r2"), ("r3",))),))
    assert told(plain)["alternatives"] == []
    assert told(divided)["alternatives"] == [{"p": 0.3, "parts": [["r1", "r2"], ["r3"]]}]


@pytest.mark.parametrize(
    ("p", "pairs", "blocks"),
    [
        (0.2, [Pair("a", "c", 0.8, ())], "b"),  # a and c would pair, b fits nothing across
        (0.2, [Pair("a", "c", 0.8, ()), Pair("b", "c", 0.6, ())], None),  # nobody in particular
        (0.2, [Pair("a", "c", 0.3, ())], None),  # nothing pairs: no single report is to blame
        (0.9, [Pair("a", "c", 0.8, ())], None),  # not held back
    ],
)
def test_the_report_that_blocks_a_join_is_named(p, pairs, blocks):
    one, other = boat("a", "b"), boat("c")
    link = Link(one.id, other.id, p, ())
    assert blocking(link, one, other, proposal([one, other], pairs, [link])) == blocks


def test_a_boat_closed_before_a_recovery_is_not_compared_and_one_reopened_is(live):
    def post(path, value):
        answer = live.post(path, json=value, headers={"X-Varne": "1"})
        assert answer.status_code == 201, answer.text

    who = {"centre": "dover", "role": "watch officer"}
    people = {"min": 30, "likely": 30, "max": 30}
    before, after = (f"{datetime.now(UTC) + timedelta(minutes=m):%Y-%m-%dT%H:%M:%SZ}" for m in (-60, 5))
    line = {"received": before, "channel": "pin", "source": "occupant", "lon": 1.6, "lat": 51.05}
    late = {"received": after, "channel": "rescue", "source": "crew", "outcome": {"recovered": people}}
    post("/api/reports", {**line, "id": "a", "people": people})
    post("/api/decisions", {"kind": "boat-opened", "boat": "b1", "name": "Alpha", "reports": ["a"], **who})
    landed = {"count": people, "outcome": "landed_uk", "evidence": "counted"}
    post("/api/decisions", {"kind": "people-accounted", "boat": "b1", **landed, **who})
    post("/api/decisions", {"kind": "closing-requested", "boat": "b1", "evidence": "identity_confirmed", **who})
    post("/api/decisions", {"kind": "closing-confirmed", "boat": "b1", **(who | {"role": "liaison"})})
    post("/api/reports", {**late, "id": "r"})
    (rescue,) = live.get("/api/picture").json()["rescues"]
    assert (rescue["candidates"], rescue["closed_before"], rescue["none_of_ours"]) == ([], ["b1"], 1.0)
    post("/api/decisions", {"kind": "boat-reopened", "boat": "b1", **who})
    (rescue,) = live.get("/api/picture").json()["rescues"]
    assert [c["boat"] for c in rescue["candidates"]] == ["b1"]
    assert rescue["closed_before"] == []


def test_proposed_boats_keep_their_place_in_the_picture():
    known = picture.Known(Night(), AT, proposal([boat("a"), boat("b")]), (), {})
    assert [b.id for b in picture.unrecorded(known)] == ["boat:a", "boat:b"]
    assert [b.id for b in picture.unrecorded(replace(known, night=Night(boat_of={"a": "b1"})))] == ["boat:b"]
