"""The assets of a node for a boat: sent, withheld and released by decisions, and what is lacking."""

import pytest

from two_centres import report

BOAT = {"kind": "boat-opened", "boat": "c", "name": "Charlie", "centre": "dover", "role": "watch officer", "reports": ["r1"]}
CUTTER = "Border Force cutter"
WITHHELD = {"kind": "asset-withheld", "asset": CUTTER, "boats": ["c"], "centre": "dover", "role": "watch officer"}
X = {"x-varne": "1"}


@pytest.fixture
def node(live):
    live.post("/api/reports", json=report("r1"), headers=X)
    live.post("/api/decisions", json=BOAT, headers=X)
    return live


def decide(node, event):
    answer = node.post("/api/decisions", json=event, headers=X)
    return answer.status_code


def cutter(node, query="?boat=c"):
    return next(a for a in node.get(f"/api/assets{query}").json()["assets"] if a["name"] == CUTTER)


def said(node, query="?boat=c"):
    return [w["key"] for w in node.get(f"/api/assets{query}").json()["demand"]]


def test_an_asset_is_withheld_released_and_sent(node):
    assert (cutter(node)["withheld"], cutter(node)["free"]) == (None, 98)
    assert decide(node, WITHHELD) == 422  # without a reason
    assert decide(node, WITHHELD | {"reason": "for the morning"}) == 201
    assert cutter(node)["withheld"]["reason"] == "for the morning"
    assert "demand.short" in said(node)
    assert decide(node, {"kind": "asset-released", "asset": CUTTER, "centre": "dover", "role": "liaison"}) == 201
    assert cutter(node)["withheld"] is None
    sent = {"kind": "asset", "asset": CUTTER, "status": "tasked", "centre": "dover", "role": "watch officer", "boat": "c"}
    assert decide(node, sent | {"due": "2099-01-01T00:00:00Z"}) == 201
    row = cutter(node)
    assert (row["status"], row["sent"], row["reach"]["due"]) == ("tasked", True, "2099-01-01T00:00:00Z")
    assert "demand.short" not in said(node)  # thirty people, 98 places


def test_without_a_boat_no_times_and_every_boat_is_told(node):
    assert cutter(node, "")["reach"] is None
    assert "demand.short" in said(node, "")


def test_what_is_no_boat_or_no_time_is_named(node):
    assert node.get("/api/assets?boat=x").status_code == 404
    assert node.get("/api/assets?at=soon").status_code == 422


def test_a_replay_tells_them_too(replay):
    answer = replay.get("/api/assets?boat=charlie&at=2021-11-24T02:30:00Z").json()
    assert answer["assets"]
    assert all(a["reach"] for a in answer["assets"])
