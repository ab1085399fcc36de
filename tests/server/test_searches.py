"""Plans on a node: the quick answer first, then the plan; what a search in vain leaves; tracks to hand out; what is refused."""

import json
import zipfile
from datetime import UTC, datetime
from io import BytesIO

import gpxpy
import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

from varne.cases.case import load
from varne.cli import main
from varne.config import Config
from varne.readers.reports import report_line
from varne.record.events import Reported
from varne.record.log import Log
from varne.sea.field import Box, Constant
from varne.server.app import Node, create_app
from varne.server.desk import Desk
from varne.server.live import Hub

AT = "2021-11-24T03:34:00Z"
HEADERS = {"x-varne": "1"}
HELO, CUTTER = "Lydd helicopter", "Border Force cutter"
WISH = {
    "at": AT,
    "hours": 3,
    "assets": [{"name": HELO}, {"name": CUTTER}],
    "survival": {"water_c": 12},
    "weather": {"night": True, "visibility_nm": 3},
    "states": 1000,
    "seconds": 0,
}


def charlie(client):
    boats = client.get(f"/api/picture?at={AT}").json()["boats"]
    return next(b for b in boats if b["name"] == "Charlie" or "Charlie" in b["names"])


def stages(client, **changed):
    answer = client.post(f"/api/search?at={AT}", json={**WISH, "boat": charlie(client)["id"], **changed}, headers=HEADERS)
    assert answer.status_code == 200, answer.text
    return [json.loads(line) for line in answer.text.splitlines()]


@pytest.fixture(scope="module")
def told(replay):
    return stages(replay)


def test_the_quick_answer_comes_first_then_the_plan(told):
    assert [s["stage"] for s in told] == ["first", "plan"]
    first, last = told
    assert first["plan"]["quick"]["name"] == HELO
    assert first["plan"]["assets"] == []
    plan = last["plan"]
    assert 0 < plan["alive_fresh"] <= plan["pos_fresh"] <= 1
    assert plan["alive_range"]["low"] < plan["alive_range"]["likely"] < plan["alive_range"]["high"]
    assert {a["name"] for a in plan["assets"]} == {HELO, CUTTER}
    assert {m["name"] for m in plan["marginal"]} == {HELO, CUTTER}
    assert any(w["key"] == "search.assumed.wind" or w["key"].startswith("outlook.") for w in plan["assumed"])
    assert plan["dim"] is True
    assert plan["datum"][0][2] == AT


def test_asked_again_it_is_the_same_plan_and_the_request_comes_back_with_its_rounds(replay, told):
    wish = told[-1]["request"]
    assert wish["rounds"] == told[-1]["plan"]["rounds"] == 1
    assert wish["seed"] == 1
    assert told[-1]["known"] == sum(e.at.isoformat() <= "2021-11-24T03:34:00+00:00" for e in load("2021-11-24").entries)
    assert stages(replay)[-1]["plan"] == told[-1]["plan"]


def test_a_researcher_gets_the_plan_of_the_page_from_the_command_line(replay, told, tmp_path):
    """The page's request with the boat's report lines. Fields are laid out in other blocks: the digits may differ, no more."""
    mine = charlie(replay)["reports"]
    reports = [e.event.report for e in load("2021-11-24").entries if isinstance(e.event, Reported)]
    (tmp_path / "reports.jsonl").write_text("\n".join(report_line(r) for r in reports if r.id in mine))
    wish = {**told[-1]["request"], "reports": str(tmp_path / "reports.jsonl")}
    del wish["boat"]
    (tmp_path / "request.json").write_text(json.dumps(wish))
    done = CliRunner().invoke(main, ["search", str(tmp_path / "request.json"), "--json"])
    assert done.exit_code == 0, done.output
    plan, theirs = json.loads(done.stdout), told[-1]["plan"]
    assert plan["quick"]["name"] == theirs["quick"]["name"]
    assert plan["quick"]["arrives"][:15] == theirs["quick"]["arrives"][:15]
    for figure in ("pos_fresh", "alive_fresh", "bound"):
        assert plan[figure] == pytest.approx(theirs[figure], abs=0.05)  # a thousand states know no more
    assert set(theirs["notes"]) == set(plan["notes"])


def test_what_cannot_be_done_is_said_with_the_asset_and_the_rest_is_planned(replay):
    plan = stages(replay, assets=[{"name": HELO}, {"name": "Walmer inshore lifeboat"}])[-1]["plan"]
    assert [p["asset"] for p in plan["problems"]] == ["Walmer inshore lifeboat"]
    assert plan["problems"][0]["said"]["key"] == "search.trouble.dark"
    assert [a["name"] for a in plan["assets"]] == [HELO]


@pytest.mark.parametrize(
    ("changed", "status", "said"),
    [
        ({"assets": []}, 422, "no assets"),
        ({"seconds": 500}, 422, "more than 60 seconds"),
        ({"states": 100_000}, 422, "20000 states"),
        ({"boat": "b99"}, 404, "no open boat"),
        ({"current": "constant:0,0"}, 422, "it has the boat, the sea"),
        ({"reports": "/etc/passwd"}, 422, "it has the boat, the sea"),
        ({"drifted": "/etc/passwd"}, 422, "it has the boat, the sea"),
        ({"at": "2021-11-24T03:34"}, 422, "has no zone"),
        ({"lifeboats": 3}, 422, "lifeboats"),
        ({"at": "2021-11-27T03:34Z"}, 422, "more than 48 hours"),
        ({"at": "2999-01-01T00:00Z"}, 422, "more than 48 hours"),
        ({"at": "0001-01-01T00:00:00+23:59"}, 422, "out of range"),
    ],
)
def test_what_cannot_be_planned_is_refused_with_the_reason(replay, changed, status, said):
    wish = {**WISH, "boat": charlie(replay)["id"], **changed}
    answer = replay.post(f"/api/search?at={AT}", json=wish, headers=HEADERS)
    assert answer.status_code == status
    assert said in answer.json()["problem"]["why"]
    assert stages(replay)[-1]["stage"] == "plan"  # and the node can plan again


def test_a_foreign_page_cannot_make_the_node_plan(replay):
    assert replay.post("/api/search", json=WISH).status_code == 403


def test_the_fleet_says_what_each_asset_was_last_told_to_do(replay):
    found = replay.get(f"/api/fleet?at={AT}").json()
    assert len(found) >= 16
    lydd = next(a for a in found if a["name"] == HELO)
    assert lydd["kind"] == "helicopter"
    assert lydd["side"] == "uk"
    assert "nvg" in lydd["sensors"]
    assert lydd["endurance_h"] == 4


def test_for_a_boat_the_fleet_stands_in_the_order_in_which_it_could_be_there(replay):
    found = replay.get(f"/api/fleet?at={AT}&boat=charlie").json()
    minutes = [a["minutes"] for a in found]
    assert minutes == sorted(minutes)
    assert {a["withheld"] for a in found} == {False}
    nowhere = replay.get(f"/api/fleet?at={AT}&boat=nobody").json()
    assert {a["minutes"] for a in nowhere} == {None}


def tracks_of(plan):
    return [{"asset": a["name"], "points": a["track"], "sweep_m": a["sweep_m"]} for a in plan["assets"] if a["track"]]


def test_what_a_search_in_vain_would_leave_changes_the_map_and_nothing_is_recorded(replay, told):
    plan, boat = told[-1]["plan"], charlie(replay)["id"]
    wish = {"boat": boat, "until": plan["assets"][0]["track"][-1][2], "tracks": tracks_of(plan), "dim": True}
    before = replay.post(f"/api/search/after?at={AT}", json={**wish, "tracks": []}, headers=HEADERS).json()
    left = replay.post(f"/api/search/after?at={AT}", json=wish, headers=HEADERS).json()
    assert left["cumulative"] == sorted(left["cumulative"])
    assert left["low"] < left["cumulative"][-1] < left["high"]
    assert left["cumulative"][-1] == pytest.approx(plan["flown"]["mean"], abs=0.1)
    assert left["forecast"]["regions"] != before["forecast"]["regions"]
    assert charlie(replay)["searches"] == []
    half = replay.post(f"/api/search/after?at={AT}", json={**wish, "until": "2021-11-24T04:40:00Z"}, headers=HEADERS).json()
    assert half["cumulative"][-1] < left["cumulative"][-1]


def handed(client, plan, form):
    tracks = [
        {"asset": a["name"], "pattern": a["areas"][0]["pattern"], "points": a["track"], "spacing_m": a["areas"][0]["spacing_m"]}
        for a in plan["assets"]
    ]
    return client.post("/api/search/tracks", json={"form": form, "tracks": tracks}, headers=HEADERS)


def test_the_tracks_as_gpx_rtz_and_radio_text(replay, told):
    plan = told[-1]["plan"]
    gpx = handed(replay, plan, "gpx")
    assert "search.gpx" in gpx.headers["content-disposition"]
    opened = gpxpy.parse(gpx.text)
    assert [len(t.segments[0].points) for t in opened.tracks] == [len(a["track"]) for a in plan["assets"]]
    files = zipfile.ZipFile(BytesIO(handed(replay, plan, "rtz").content))
    assert sorted(files.namelist()) == sorted(f"SEARCH-{p}-{n}.rtz" for p, n in names(plan))
    assert "COMMENCE" in handed(replay, plan, "radio-en").text.upper()
    assert "COMMENCER LA RECHERCHE" in handed(replay, plan, "radio-fr").text.upper()


def names(plan):
    return [(a["areas"][0]["pattern"], a["name"].replace(" ", "-")) for a in plan["assets"]]


ZONELESS = ["2021-11-24T04:00:00", "2021-11-24T05:00:00"]


@pytest.mark.parametrize("times", [ZONELESS, ["2021-11-24T04:00:00Z"], []])
def test_a_track_without_zone_or_without_two_points_is_not_handed_out(replay, times):
    """A time without a zone would be read by this machine's own."""
    points = [[1.5, 51.0 + k / 10, t] for k, t in enumerate(times)]
    track = {"asset": CUTTER, "pattern": "PS", "points": points}
    answer = replay.post("/api/search/tracks", json={"form": "gpx", "tracks": [track]}, headers=HEADERS)
    assert answer.status_code == 422
    assert "points" in answer.json()["problem"]["why"]


@pytest.mark.parametrize(
    ("until", "why"), [("2021-11-24T05:00:00", "timezone"), ("0001-01-01T00:00:00+23:59", "out of range"), ("soon", "until")]
)
def test_what_would_be_left_is_asked_for_a_time_with_its_zone(replay, until, why):
    wish = {"boat": charlie(replay)["id"], "until": until, "tracks": []}
    answer = replay.post(f"/api/search/after?at={AT}", json=wish, headers=HEADERS)
    assert answer.status_code == 422
    assert why in answer.json()["problem"]["why"]


def test_beyond_the_outlook_nothing_is_left_to_draw(replay):
    wish = {"boat": charlie(replay)["id"], "until": "2021-11-27T04:00:00Z", "tracks": []}
    left = replay.post(f"/api/search/after?at={AT}", json=wish, headers=HEADERS).json()
    assert (left["forecast"], left["points"]) == (None, [])
    assert replay.get("/api/ensemble?boat=charlie&at=2021-11-27T04:00:00Z").status_code == 404


DEEP = b"[" * 30_000


@pytest.mark.parametrize(
    "body",
    [b'{"lanes": [{"polygon": {"a": ' + DEEP, b'{"at": "\xff"}', b"\xff", b""],
)
@pytest.mark.parametrize("path", ["/api/search", "/api/search/after", "/api/search/tracks", "/api/message", "/api/numbers"])
def test_bytes_that_are_no_request_are_refused(live, path, body):
    answer = live.post(path, content=body, headers=HEADERS)
    assert answer.status_code == 422
    assert answer.json()["problem"]["mend"]


def test_no_track_is_no_file(replay):
    answer = replay.post("/api/search/tracks", json={"form": "gpx", "tracks": []}, headers=HEADERS)
    assert answer.status_code == 422


# a live node


def line(ident, hhmm, lon, lat):
    when = f"2026-06-20T{hhmm}:00Z"
    told = {"id": ident, "received": when, "observed": when, "channel": "pin", "source": "occupant", "error_m": 400}
    return {**told, "lon": lon, "lat": lat, "caller": "0123456789abcdef0", "condition": "engine_stopped"}


@pytest.fixture
def night(live, monkeypatch):
    """Looked at on the morning after it: a day after the last report a forecast has ended."""
    monkeypatch.setattr("varne.server.moments.utc_now", lambda: datetime(2026, 6, 20, 5, tzinfo=UTC))
    for report in (line("r1", "01:00", 1.60, 51.05), line("r2", "01:30", 1.61, 51.06)):
        assert live.post("/api/reports", json=report, headers=HEADERS).status_code == 201
    opened = {
        "kind": "boat-opened",
        "boat": "b1",
        "name": "Alpha",
        "centre": "dover",
        "role": "watch officer",
        "reports": ["r1", "r2"],
    }
    assert live.post("/api/decisions", json=opened, headers=HEADERS).status_code == 201
    return live


def decide(client, kind, **more):
    event = {"kind": kind, "boat": "b1", "centre": "dover", "role": "watch officer", "reason": "as planned", **more}
    return client.post("/api/decisions", json=event, headers=HEADERS)


def shown(client):
    return next(b for b in client.get("/api/picture").json()["boats"] if b["id"] == "b1")


TRACK = {
    "asset": CUTTER,
    "points": [
        [1.55, 51.04, "2026-06-20T01:40:00Z"],
        [1.75, 51.10, "2026-06-20T02:40:00Z"],
        [1.55, 51.06, "2026-06-20T03:30:00Z"],
    ],
    "sweep_m": {"adrift": 2500.0, "underway": 2500.0, "swamped": 1500.0},
}


def test_a_search_in_vain_changes_every_map_until_it_is_withdrawn(night):
    before, points = shown(night), night.get("/api/ensemble?boat=b1").content
    answer = decide(night, "searched-in-vain", tracks=[TRACK], dim=False)
    assert answer.status_code == 201, answer.text
    after = shown(night)
    assert after["forecast"]["regions"] != before["forecast"]["regions"]
    assert 0.05 < after["left"]["cumulative"][0] < 1
    assert after["left"]["low"] < after["left"]["cumulative"][0] < after["left"]["high"]
    assert after["left"]["uncounted"] == []
    assert [s["kind"] for s in after["searches"]] == ["in_vain"]
    assert len(night.get("/api/ensemble?boat=b1").content) == len(points)
    assert night.get("/api/ensemble?boat=b1").content != points
    undone = {
        "kind": "decision-withdrawn",
        "decision": answer.json()["id"],
        "centre": "dover",
        "role": "liaison",
        "reason": "no",
    }
    assert night.post("/api/decisions", json=undone, headers=HEADERS).status_code == 201
    again = shown(night)
    assert again["forecast"]["regions"] == before["forecast"]["regions"]
    assert again["left"] is None
    assert night.get("/api/ensemble?boat=b1").content == points


def test_a_track_before_the_boat_was_anywhere_is_recorded_and_said_not_to_count(night):
    early = {**TRACK, "points": [[1.55, 51.0, "2026-06-20T00:10:00Z"], [1.6, 51.0, "2026-06-20T00:40:00Z"]]}
    assert decide(night, "searched-in-vain", tracks=[early]).status_code == 201
    left = shown(night)["left"]
    assert left["cumulative"] == []
    assert left["uncounted"][0]["key"] == "search.after.outside"


def test_an_accepted_plan_is_recorded_and_one_that_cannot_be_made_again_is_refused(night):
    wish = {**WISH, "at": "2026-06-20T02:00:00Z", "boat": "b1"}
    told = [json.loads(x) for x in night.post("/api/search", json=wish, headers=HEADERS).text.splitlines()]
    plan = told[-1]["plan"]
    figures = {"pos": plan["pos_fresh"], "bound": plan["bound"]}
    taken = {"request": told[-1]["request"], "version": plan["version"], "known": told[-1]["known"], "figures": figures}
    assert decide(night, "plan-accepted", tracks=tracks_of(plan), **taken).status_code == 201
    assert shown(night)["searches"][0]["plan"] == figures
    bad = decide(night, "plan-accepted", tracks=tracks_of(plan), **{**taken, "request": {"who": "?"}})
    assert bad.status_code == 422
    assert "request" in bad.json()["problem"]["where"]


def test_a_plan_counts_what_was_searched_before(night):
    assert decide(night, "searched-in-vain", tracks=[TRACK]).status_code == 201
    wish = {**WISH, "at": "2026-06-20T04:00:00Z", "boat": "b1"}
    plan = json.loads(night.post("/api/search", json=wish, headers=HEADERS).text.splitlines()[-1])
    assert plan["plan"]["searched"]["cumulative"][0] > 0.05
    assert plan["request"]["searched"][0]["name"] == CUTTER


def test_a_boat_that_was_searched_for_and_has_left_the_waters_has_no_states_to_draw(tmp_path, monkeypatch):
    monkeypatch.setattr("varne.server.moments.utc_now", lambda: datetime(2026, 6, 20, 20, tzinfo=UTC))
    reports = [line("r1", "01:00", 1.60, 51.05), line("r2", "01:30", 1.61, 51.06)]
    opened = {"kind": "boat-opened", "boat": "b1", "name": "Alpha", "centre": "dover", "role": "watch officer"}
    sea = Box(lon=(1.45, 1.9), lat=(51.0, 51.2))
    with Log.open(tmp_path / "race.varne", origin="dover") as log:
        desk = Desk(log.read, Config(states=50), Constant(4.0, 0.0, "a race", sea), Constant(0.0, 0.0, "no wind"))
        with TestClient(create_app(Node(log, desk, Hub()))) as client:
            for report in reports:
                client.post("/api/reports", json=report, headers=HEADERS)
            client.post("/api/decisions", json=opened | {"reports": ["r1", "r2"]}, headers=HEADERS)
            assert decide(client, "searched-in-vain", tracks=[TRACK]).status_code == 201
            answer = client.get("/api/ensemble?boat=b1")
    assert (answer.status_code, answer.content) == (200, b"")


def test_what_is_still_to_come_has_not_been_searched(night):
    late = {**TRACK, "points": [[1.55, 51.0, "2999-01-01T00:00:00Z"], [1.6, 51.0, "2999-01-01T01:00:00Z"]]}
    answer = decide(night, "searched-in-vain", tracks=[late])
    assert answer.status_code == 422
    assert "has not been searched yet" in answer.json()["problem"]["why"]
    assert shown(night)["searches"] == []
