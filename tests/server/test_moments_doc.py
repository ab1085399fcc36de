"""The addresses of docs/moments.md, asked of a replay; and what the page says of the answers is in them."""

import re
from pathlib import Path

import pytest

DOC = (Path(__file__).parents[2] / "docs/moments.md").read_text("utf-8")
ADDRESSES = re.findall(r"^    curl 'http://127\.0\.0\.1:8347(/[^'\s]*)'$", DOC, re.MULTILINE)


@pytest.mark.parametrize("path", ADDRESSES)
def test_every_address_answers(replay, path):
    answer = replay.get(path)
    assert answer.status_code == 200
    assert answer.json()


def test_every_way_to_another_moment_is_in_the_doc():
    assert {a.partition("?")[0] for a in ADDRESSES} == {"/api/outlook", "/api/picture", "/api/compare"}


def test_what_is_said_of_the_answers_is_in_them(replay):
    outlook, living, known, two, one = (replay.get(a).json() for a in ADDRESSES)
    assert {"from", "until", "points", "forecast", "pending"} <= outlook.keys()
    assert living["alive"]["low"] < living["alive"]["high"]
    charlie = next(b for b in known["boats"] if b["id"] == "charlie")
    assert charlie["place"] == "between"
    assert 1 < charlie["forecast"]["paths"] <= charlie["forecast"]["n"]
    assert "waiting" in charlie["forecast"]
    assert {"first", "second", "boats", "night", "alarms_first", "alarms_second"} <= two.keys()
    assert one["second"]["known"] > one["second"]["at"] == one["first"]["known"]
