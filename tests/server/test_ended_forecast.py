"""A live node whose wind forecast ends in the night: every page, paper and plan still answers (invariant 4)."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from starlette.testclient import TestClient

from varne.config import Config
from varne.record.log import Log
from varne.sea.field import Box, Constant
from varne.sea.tides import dover_strait
from varne.server.app import Node, create_app
from varne.server.desk import Desk
from varne.server.live import Hub

NOW = datetime.now(UTC).replace(microsecond=0)
SAY = {"x-varne": "1"}


def iso(**ahead):
    return (NOW + timedelta(**ahead)).isoformat().replace("+00:00", "Z")


REPORT = {
    "id": "r1", "received": iso(minutes=-30), "channel": "pin", "source": "occupant", "lon": 1.6, "lat": 51.05,
    "condition": "engine_stopped",
}  # fmt: skip
OPENED = {"kind": "boat-opened", "boat": "b1", "name": "Alpha", "centre": "dover", "role": "watch officer", "reports": ["r1"]}


@pytest.fixture(params=[3.5, 0.5, -1.0, -30.0], ids="{:g} h".format)
def ends(request):
    """When the forecast ends, in hours from now; the only report is half an hour old."""
    return request.param


@pytest.fixture
def node(tmp_path, ends):
    begin, end = (NOW + timedelta(hours=h) for h in (-60, ends))
    wind = Constant(3.0, 1.0, "forecast", Box((begin.timestamp(), end.timestamp())))
    with Log.open(tmp_path / "live.varne", origin="dover") as log:
        desk = Desk(log.read, Config(states=100), dover_strait(), wind, live=True)
        with TestClient(create_app(Node(log, desk, Hub()))) as client:
            assert client.post("/api/reports", json=REPORT, headers=SAY).status_code == 201
            assert client.post("/api/decisions", json=OPENED, headers=SAY).status_code == 201
            yield client


def test_every_answer_comes_and_says_by_which_wind(node, ends):
    (boat,) = node.get("/api/picture").json()["boats"]
    keys = {w["key"] for w in boat["forecast"]["assumptions"]}
    assert ("outlook.wind_unknown" in keys) == (ends < 0)
    for path in ("/api/ensemble?boat=b1", "/sitrep/b1", "/watch", "/api/assets?boat=b1", "/api/picture.geojson"):
        assert node.get(path).status_code == 200, path
    later = node.get("/api/outlook", params={"boat": "b1", "for": iso(hours=3)}).json()
    assert (later["forecast"] is None) == (0 < ends < 3)  # nothing is made up where the wind in use has ended


def test_a_search_is_planned_as_far_as_the_wind_goes_or_without(node, ends):
    wish = {"at": iso(), "hours": 3, "boat": "b1", "assets": [{"name": "Lydd helicopter"}], "states": 200, "seconds": 0}
    answer = node.post("/api/search", json=wish, headers=SAY)
    assert answer.status_code == 200, answer.text
    plan = json.loads(answer.text.splitlines()[-1])["plan"]
    assert 0 < plan["pos_fresh"] <= 1
    shorter = "search.problem.ends" in {p["said"]["key"] for p in plan["problems"]}
    bare = "outlook.wind_unknown" in {w["key"] for w in plan["assumed"]}
    assert (shorter, bare) == (ends == 3.5, ends < 2)


def test_a_report_that_is_dated_days_ahead_moves_no_boat_there(node):
    """A clock that is wrong, or a year: it stays on record, and the boat is where the others say."""
    wrong = REPORT | {"id": "r2", "received": iso(days=4000), "lon": 1.9}
    assert node.post("/api/reports", json=wrong, headers=SAY).status_code == 201
    joined = {"kind": "reports-joined", "boat": "b1", "reports": ["r2"], "centre": "dover", "role": "watch officer"}
    assert node.post("/api/decisions", json=joined, headers=SAY).status_code == 201
    (boat,) = node.get("/api/picture").json()["boats"]
    assert set(boat["reports"]) == {"r1", "r2"}
    assert boat["lon"] < 1.7
    assert node.get("/watch").status_code == 200


def test_a_search_for_a_boat_that_was_last_placed_days_ago_is_refused_with_the_reason(node):
    old = REPORT | {"id": "old", "received": iso(days=-9), "observed": iso(days=-9)}
    assert node.post("/api/reports", json=old, headers=SAY).status_code == 201
    assert node.post("/api/decisions", json=OPENED | {"boat": "b2", "reports": ["old"]}, headers=SAY).status_code == 201
    wish = {"at": iso(), "hours": 3, "boat": "b2", "assets": [{"name": "Lydd helicopter"}], "states": 200, "seconds": 0}
    answer = node.post("/api/search", json=wish, headers=SAY)
    assert answer.status_code == 422
    assert "too old to search by" in answer.json()["problem"]["why"]
