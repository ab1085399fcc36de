"""The routes: what they answer, what they refuse, and that every answer carries the policy."""

import asyncio
import json
import struct
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from starlette.requests import Request

from varne.readers.reports import read_reports
from varne.record import events as ev
from varne.server.live import Hub, _messages, stream

REPORT = {
    "id": "r1", "received": "2026-06-20T23:10:00Z", "observed": "2026-06-20T23:08:00Z", "channel": "pin", "source": "occupant",
    "lon": 1.6, "lat": 51.05, "error_m": 100, "people": {"min": 30, "likely": 35, "max": 40},
}  # fmt: skip
SAY = {"X-Varne": "1"}


def post(client, path, value, **headers):
    body = value if isinstance(value, (bytes, str)) else json.dumps(value)
    return client.post(path, content=body, headers={**SAY, **headers})


def decision(event):
    return ev.encode(event)


def test_a_report_is_recorded_shown_and_recorded_once(live):
    first, second = post(live, "/api/reports", REPORT), post(live, "/api/reports", REPORT)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["seq"] == second.json()["seq"] == 1
    picture = live.get("/api/picture").json()
    assert [r["id"] for r in picture["reports"]] == ["r1"]
    (boat,) = picture["boats"]
    assert boat["recorded"] is False
    assert boat["people"] == {"min": 30, "likely": 35, "max": 40}
    assert (boat["lon"], boat["lat"]) != (None, None)


def test_the_same_id_with_another_content_is_refused_and_the_first_stands(live):
    post(live, "/api/reports", REPORT)
    answer = post(live, "/api/reports", {**REPORT, "lat": 51.3})
    assert answer.status_code == 409
    assert "recorded before with other content" in answer.json()["problem"]["why"]
    assert live.get("/api/picture").json()["reports"][0]["lat"] == 51.05


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"colour": "black"}, "colour"),
        ({"received": "yesterday"}, "received"),
        ({"received": "2026-06-20T23:10:00"}, "zone"),
        ({"lat": 95}, "lat"),
        ({"lon": None, "lat": None, "position_text": ""}, "position"),
        ({"people": {"min": 40, "likely": 35, "max": 30}}, "people"),
    ],
)
def test_a_line_that_cannot_be_read_gets_why_and_mend_and_is_noted_for_an_officer(live, change, why):
    line = {k: v for k, v in {**REPORT, **change}.items() if v is not None}
    answer = post(live, "/api/reports", line)
    assert answer.status_code == 422
    problem = answer.json()["problem"]
    assert why in problem["why"] + problem["mend"]
    assert problem["mend"]
    assert "could not be read" in live.get("/api/picture").json()["notes"][0]["text"]


def test_an_ambiguous_position_goes_in_without_one_and_says_so(live):
    line = {k: v for k, v in REPORT.items() if k not in ("lon", "lat", "error_m")} | {"position_text": "51.085 1.445"}
    answer = post(live, "/api/reports", line)
    assert answer.status_code == 201
    assert answer.json()["problems"]
    (shown,) = live.get("/api/picture").json()["reports"]
    assert shown["lon"] is None
    assert shown["position_text"] == "51.085 1.445"


def test_a_post_needs_our_header_and_a_sane_size(live):
    assert live.post("/api/reports", content=json.dumps(REPORT)).status_code == 403
    assert post(live, "/api/reports", b"x" * 70_000).status_code == 413
    assert live.get("/api/picture").json()["reports"] == []


def test_a_decision_may_hold_the_tracks_of_a_whole_plan_and_no_more(live):
    """Hundreds of waypoints for each asset; it was cut at the size of a report."""
    points = [[1.5 + k * 1e-5, 51.0, f"2026-06-20T{k // 3600:02}:{k // 60 % 60:02}:{k % 60:02}Z"] for k in range(2500)]
    track = {"asset": "Lydd helicopter", "points": points, "sweep_m": {"adrift": 500.0}}
    vain = {"kind": "searched-in-vain", "boat": "b1", "centre": "dover", "role": "watch officer", "tracks": [track]}
    assert 64 * 1024 < len(json.dumps(vain)) < 256 * 1024
    post(live, "/api/reports", REPORT)
    opened = ev.BoatOpened(boat="b1", name="Alpha", centre="dover", role="watch officer", reports=("r1",))
    post(live, "/api/decisions", decision(opened))
    assert post(live, "/api/decisions", vain).status_code == 201
    assert post(live, "/api/decisions", {**vain, "reason": "x" * 200_000}).status_code == 413


def test_a_closing_without_evidence_is_refused_with_reasons_and_stays_in_the_record(live):
    post(live, "/api/reports", REPORT)
    opened = ev.BoatOpened(boat="b1", name="Alpha", centre="dover", role="watch officer", reports=("r1",))
    assert post(live, "/api/decisions", decision(opened)).status_code == 201
    closing = ev.ClosingRequested(boat="b1", centre="dover", role="watch officer", grounds="no more calls")
    answer = post(live, "/api/decisions", decision(closing))
    assert answer.status_code == 409
    assert "refused.closing.no_evidence" in {w["key"] for w in answer.json()["refused"]}
    (boat,) = live.get("/api/picture").json()["boats"]
    assert boat["status"] == "open"
    assert boat["refusals"]
    assert [row["kind"] for row in live.get("/api/timeline").json()] == ["report", "boat-opened", "closing-requested"]


def test_a_decision_about_an_unknown_boat_is_refused(live):
    answer = post(live, "/api/decisions", decision(ev.BoatReopened(boat="none", centre="dover", role="watch officer")))
    assert answer.status_code == 409
    assert answer.json()["refused"][0]["key"] == "problem.boat_unknown"


@pytest.mark.parametrize("body", [b"", b"{", b'{"kind": "launch"}', b'{"kind": "note"}', b'{"kind": "report"}'])
def test_a_decision_that_is_none_is_explained(live, body):
    answer = post(live, "/api/decisions", body)
    assert answer.status_code == 422
    assert answer.json()["problem"]["why"]


WHO = {"centre": "dover", "role": "watch officer", "boat": "b1"}
NEVER = ("0001-01-01T00:00:00+23:00", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59-23:00")
TRACK = {"asset": "x", "points": [[1.5, 51.0, "2026-06-20T01:00:00Z"], [1.6, 51.0, NEVER[1]]], "sweep_m": {"adrift": 500.0}}


@pytest.mark.parametrize("never", NEVER)
@pytest.mark.parametrize(
    "event",
    [
        {"kind": "asset", "asset": "x", "status": "tasked", "due": "{never}"},
        {"kind": "handover-offered", "giver": "dover", "taker": "gris-nez", "expires": "{never}"},
        {"kind": "broadcast-sent", "broadcast": "q", "text": "t", "acknowledge_by": "{never}"},
        {"kind": "searched-in-vain", "tracks": [TRACK]},
    ],
    ids=lambda event: event["kind"],
)
def test_a_time_that_nothing_can_be_added_to_is_recorded_by_nobody(live, event, never):
    """It was taken, and from then on every picture failed, at both centres, for good."""
    post(live, "/api/reports", REPORT)
    post(live, "/api/decisions", decision(ev.BoatOpened(boat="b1", name="A", centre="dover", role="liaison", reports=("r1",))))
    fields = {k: v for k, v in WHO.items() if k in ev.KINDS[event["kind"]].__struct_fields__}
    body = json.dumps({**fields, **event}).replace("{never}", never)
    answer = post(live, "/api/decisions", body)
    assert answer.status_code == 422
    assert "1970 to 2999" in answer.json()["problem"]["why"]
    assert live.get("/api/picture").status_code == 200


def test_a_report_is_not_smuggled_in_as_a_decision(live):
    post(live, "/api/reports", REPORT)
    (stored,) = [row for row in live.get("/api/timeline").json()]
    body = ev.encode(ev.Reported(report=live_report()))
    assert stored["kind"] == "report"
    assert post(live, "/api/decisions", body).json()["problem"]["mend"] == "send it to /api/reports"


def live_report():
    return read_reports([json.dumps({**REPORT, "id": "r2"})])[0][0]


def test_the_stream_sends_what_was_missed_and_resumes(live):
    for k in range(3):
        post(live, "/api/reports", {**REPORT, "id": f"r{k}"})
    assert [m["seq"] for m in messages(live, 3)] == [1, 2, 3]
    assert [m["seq"] for m in messages(live, 1, {"Last-Event-ID": "2"})] == [3]


def messages(client, n, headers=None):
    """The first n messages; the stream itself does not end, so its generator is read directly."""
    node, after = client.app.state.node, int((headers or {}).get("Last-Event-ID", "0"))

    async def read():
        found, stream = [], _messages(after, node.desk, node.hub)
        while len(found) < n:
            parts = (await anext(stream)).decode().split("\n\n")
            found += [json.loads(text.split("data: ")[1]) for text in parts if "data: " in text]
        await stream.aclose()
        return found

    with ThreadPoolExecutor(1) as own_loop:  # a browser test may keep a loop running in this thread
        return own_loop.submit(lambda: asyncio.run(read())).result()


def test_a_replay_shows_the_moment_asked_for_and_records_nothing(replay):
    early, late = (replay.get(f"/api/picture?at=2021-11-24T{t}Z").json() for t in ("01:00:00", "03:34:30"))
    assert early["log_position"] < late["log_position"]
    assert late["label"] == "RECONSTRUCTION"
    assert {w["key"] for w in late["banner"]} >= {"banner.wind_not_sourced"}
    assert post(replay, "/api/reports", REPORT).status_code == 409


def test_the_same_moment_is_the_same_picture(replay):
    path = "/api/picture?at=2021-11-24T08:16:40Z"
    assert replay.get(path).content == replay.get(path).content


def test_an_ensemble_is_three_floats_a_state(replay):
    answer = replay.get("/api/ensemble?boat=charlie&at=2021-11-24T05:00:00Z")
    states = list(struct.iter_unpack("<3f", answer.content))
    assert len(states) == 300
    assert all(1.0 < lon < 2.6 and 50.8 < lat < 51.8 and state in (0, 1, 2, 3, 4) for lon, lat, state in states)
    assert replay.get("/api/ensemble?boat=nobody&at=2021-11-24T05:00:00Z").status_code == 404


@pytest.mark.parametrize(
    "path", ["/api/picture?at=soon", "/api/picture?at=2021-11-24T05:00:00", "/api/ensemble?boat=charlie&at=x"]
)
def test_a_bad_moment_is_explained(replay, path):
    answer = replay.get(path)
    assert answer.status_code == 422
    assert "2021-11-24T03:34:00Z" in answer.json()["problem"]["mend"]


def test_the_timeline_is_in_order_of_time_and_names_every_event(replay):
    rows = replay.get("/api/timeline").json()
    times = [datetime.fromisoformat(r["at"]) for r in rows]
    assert times == sorted(times)
    assert {"at", "seq", "kind", "boat", "words"} == set(rows[0])
    assert all(r["words"]["text"] for r in rows)


@pytest.mark.parametrize("path", ["/", "/api/case", "/api/map/coast", "/api/map/lines", "/words/en.json", "/nothing"])
def test_every_answer_carries_the_strict_policy(replay, path):
    answer = replay.get(path)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_foreign_host_name_is_refused(replay):
    assert replay.get("/api/case", headers={"host": "evil.example"}).status_code == 400


def test_the_map_has_land_and_two_lines(replay):
    assert replay.get("/api/map/coast").json()["type"] == "FeatureCollection"
    lines = replay.get("/api/map/lines").json()
    assert {f["properties"]["kind"] for f in lines["features"]} == {"territorial", "srr"}


def test_a_place_of_thousands_of_digits_is_the_beginning():
    request = Request({"type": "http", "headers": [(b"last-event-id", b"9" * 5000)], "query_string": b""})
    assert stream(request, None, Hub()).media_type == "text/event-stream"


def test_a_node_starts_without_what_only_pictures_need():
    """A quarter of a second, at every start and after every crash."""
    loaded = "import sys, varne.server.run; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", loaded], check=False).returncode == 0
