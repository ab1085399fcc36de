"""Telephone numbers on a real log: none in clear anywhere, sealed in the internal chain, each reading on record first."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from starlette.testclient import TestClient
from test_gate import REPORT, now, person, post, sign_in, store  # noqa: F401  store is a fixture

from browser import until
from varne.access import journal, sessions
from varne.config import Config
from varne.privacy.callers import Callers
from varne.privacy.keyring import Keyring
from varne.record import events as ev
from varne.record.log import Log, import_lines, verify
from varne.record.name import parse_chain
from varne.sea.tides import dover_strait
from varne.server import run
from varne.server.app import Node, create_app
from varne.server.desk import Desk
from varne.server.gate import People
from varne.server.intake import utc_now
from varne.server.live import Hub

NUMBER = "+33 6 12 34 56 78"
CALL = {**REPORT, "channel": "call", "caller": NUMBER, "text": f"ring back on {NUMBER}, engine stopped"}
WHY = {"report": "r1", "role": "watch officer", "reason": "call back, line cut"}


@pytest.fixture
def numbered(tmp_path, store):  # noqa: F811
    with Log.open(tmp_path / "live.varne", origin="dover") as log:
        desk = Desk(log.read, Config(states=300), dover_strait(), None)
        callers = Callers(Keyring(tmp_path, timedelta(hours=72)), "33")
        yield create_app(Node(log, desk, Hub(), None, "dover", People(store), callers=callers))


def has_number(content):
    return "612345678" in "".join(c for c in content if c.isdigit())


def test_no_number_in_clear_in_the_log_the_picture_or_any_answer(numbered, tmp_path):
    with TestClient(numbered) as client:
        assert post(client, "/api/reports", CALL).status_code == 201
        assert post(client, "/api/reports", b'{"id": "bad", "text": "' + NUMBER.encode()).status_code == 422
        for path in (
            "/api/picture",
            "/api/timeline",
            "/api/picture.geojson",
            "/api/list/boats.csv",
            "/ogc/collections/reports/items",
        ):
            assert not has_number(client.get(path).text), path
        (report,) = client.get("/api/picture").json()["reports"]
        assert len(report["id"]) and "[number withheld]" in report["text"]
    for file in tmp_path.glob("live.varne*"):
        assert b"12 34 56 78" not in file.read_bytes()
        assert b"612345678" not in file.read_bytes()


def test_the_number_is_sealed_in_the_internal_chain_only(numbered):
    with TestClient(numbered) as client:
        post(client, "/api/reports", CALL)
        stored = list(numbered.state.node.log.read(0))
    chains = {type(s.event): parse_chain(s.chain).audience for s in stored}
    assert chains == {ev.NumberKept: "internal", ev.Reported: "joint"}
    assert not parse_chain("dover/internal").open_to("gris-nez")


def test_reading_a_number_is_on_record_with_role_reason_and_actor_before_it_is_shown(numbered, store):  # noqa: F811
    account = person(store, "watch officer")
    with TestClient(numbered) as client:
        sign_in(client, account)
        post(client, "/api/reports", CALL)
        answer = post(client, "/api/numbers", WHY)
        assert answer.json()["numbers"] == ["+33612345678"]
        assert answer.headers["cache-control"] == "no-store"
        read = [s for s in numbered.state.node.log.read(0) if isinstance(s.event, ev.SealedRead)]
    assert [(s.event.report, s.event.role, s.event.reason, s.event.actor) for s in read] == [
        ("r1", *list(WHY.values())[1:], account.actor)
    ]
    assert parse_chain(read[0].chain).audience == "internal"
    assert journal.entries(store)[-1].what == "sealed field read"


def test_what_is_not_recorded_is_not_shown(numbered, monkeypatch):
    with TestClient(numbered) as client:
        post(client, "/api/reports", CALL)
        monkeypatch.setattr(Log, "append", lambda *_, **__: (_ for _ in ()).throw(OSError("disk full")))
        answer = post(client, "/api/numbers", WHY)
    assert answer.status_code == 503
    assert not has_number(answer.text)


@pytest.mark.parametrize("role", ["liaison", "crew", "partner", "auditor", "administrator", "gateway"])
def test_who_may_not_call_back_reads_no_number(numbered, store, role):  # noqa: F811
    with TestClient(numbered) as client:
        post(client, "/api/reports", CALL)
        sign_in(client, person(store, role))
        answer = post(client, "/api/numbers", {**WHY, "role": role})
        assert answer.status_code == 403
        assert not has_number(answer.text)


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({**WHY, "report": "none"}, 404),
        ({"report": "r1", "role": "watch officer"}, 422),
        ({**WHY, "reason": " "}, 422),
        (b"{", 422),
    ],
)
def test_a_question_that_is_none_is_explained(numbered, asked, status):
    with TestClient(numbered) as client:
        post(client, "/api/reports", CALL)
        assert post(client, "/api/numbers", asked).status_code == status


def test_a_retry_is_one_report_also_in_another_night(numbered, monkeypatch):
    from varne.server import numbers

    with TestClient(numbered) as client:
        first = post(client, "/api/reports", CALL).json()["seq"]
        later = numbers.utc_now() + timedelta(days=2)
        monkeypatch.setattr(numbers, "utc_now", lambda: later)
        again = post(client, "/api/reports", CALL)
        assert (again.status_code, again.json()["seq"]) == (201, first)
        assert post(client, "/api/reports", {**CALL, "lat": 51.3}).status_code == 409


def test_nobody_submits_that_a_number_was_kept_or_read(numbered):
    with TestClient(numbered) as client:
        for event in (
            ev.SealedRead(report="r1", centre="dover", role="watch officer", reason="x"),
            ev.NumberKept(report="r1", sealed="x", centre="dover", expires=ev.datetime.now(ev.UTC)),
        ):
            assert post(client, "/api/decisions", ev.encode(event)).status_code == 422


# what became of one's own


def test_a_partner_sees_the_state_of_their_own_boats_and_nothing_else(numbered, store):  # noqa: F811
    officer, partner = person(store, "watch officer"), person(store, "partner", login="ngo")
    token = {"authorization": f"Bearer {sessions.make_token(store, partner, now())}"}
    with TestClient(numbered) as desk, TestClient(numbered) as outside:
        sign_in(desk, officer)
        post(outside, "/api/reports", {**REPORT, "id": "theirs"}, **token)
        post(desk, "/api/reports", {**REPORT, "id": "ours", "lat": 50.8, "text": "secret of the other boat"})
        opened = ev.BoatOpened(boat="b1", name="Alpha", centre="dover", role="watch officer", reports=("theirs",))
        other = ev.BoatOpened(boat="b2", name="Bravo", centre="dover", role="watch officer", reports=("ours",))
        assert outside.get("/api/mine", headers=token).json()["reports"][0]["boat"] is None
        for event in (opened, other):
            assert post(desk, "/api/decisions", ev.encode(event)).status_code == 201
        told = outside.get("/api/mine", headers=token)
        (row,) = told.json()["reports"]
        assert (row["report"], row["boat"]["name"], row["boat"]["status"], row["boat"]["held_by"]) == (
            "theirs",
            "Alpha",
            "open",
            ["dover"],
        )
        assert not {"lon", "lat", "reports", "assets"} & set(row["boat"])
        assert "secret" not in told.text
        assert "Bravo" not in told.text
        for path in ("/api/picture", "/api/timeline", "/api/list/boats.csv", "/ogc/collections/reports/items", "/api/audit"):
            assert outside.get(path, headers=token).status_code in (401, 403)


# for an auditor


def test_the_auditors_archive_verifies_tells_refusals_and_names_nobody(numbered, store, tmp_path):  # noqa: F811
    officer, auditor = person(store, "watch officer", login="martin-lefevre"), person(store, "auditor", login="court")
    with TestClient(numbered) as client:
        sign_in(client, officer)
        post(client, "/api/reports", CALL)
        post(client, "/api/numbers", WHY)
        for event in (
            ev.BoatOpened(boat="b1", name="Alpha", centre="dover", role="watch officer", reports=("r1",)),
            ev.ClosingRequested(boat="b1", centre="dover", role="watch officer", grounds="no more calls"),
        ):
            post(client, "/api/decisions", ev.encode(event))
        post(client, "/api/session/end")
        sign_in(client, auditor)
        answer = client.get("/api/audit")
        assert answer.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as file:
        parts = {name: file.read(name).decode() for name in file.namelist()}
    assert set(parts) == {
        "README.txt",
        "record.jsonl",
        "verified.json",
        "night.json",
        "marks.json",
        "door.json",
        "roles.json",
        "SHA256SUMS",
    }
    import_lines(tmp_path / "copy.varne", parts["record.jsonl"].splitlines())
    assert verify(tmp_path / "copy.varne").problems == ()
    refused = json.loads(parts["night.json"])["refused"]
    assert refused[0]["boat"] == "b1"
    assert "refused.closing.no_evidence" in json.dumps(refused)
    assert {m["kind"] for m in json.loads(parts["marks.json"])} == {"number-kept", "sealed-read"}
    door = json.loads(parts["door.json"])
    assert {"signed in", "sealed field read", "audit exported"} <= {d["what"] for d in door}
    assert {d["actor"] for d in door} <= {officer.actor, auditor.actor}
    whole = "".join(parts.values())
    assert "lefevre" not in whole
    assert not has_number(whole)
    assert officer.id not in whole


def test_keys_that_have_expired_are_erased_while_nobody_calls(tmp_path, monkeypatch):
    callers = Callers(Keyring(tmp_path, timedelta(hours=72)))
    long_ago = utc_now() - timedelta(days=30)
    old = callers.keyring.at(long_ago)
    monkeypatch.setattr(run, "FORGET", 3600.0)
    run._forgetting(callers)
    until(lambda: old.key not in (tmp_path / "callers.key").read_text(), "the keys of a month ago to be erased")
    kept = (tmp_path / "callers.key").read_text()
    assert not [key for key in old.opens.values() if key in kept]


def test_a_list_by_http_gives_its_callers_the_same_hash_as_a_call(numbered):
    with TestClient(numbered) as client:
        post(client, "/api/reports", CALL)
        table = "Boat,Position,People,Phone\nAlpha,51 05.0 N 001 36.0 E,30,+33 6 12 34 56 78\n"
        answer = client.post("/api/lists?name=night.csv&from=gris-nez", content=table.encode(), headers={"X-Varne": "1"})
        assert answer.status_code == 201, answer.text
        reports = [s.event.report for s in numbered.state.node.log.read(0) if isinstance(s.event, ev.Reported)]
    assert len(reports) == 2
    assert len({r.caller for r in reports}) == 1
    assert reports[1].caller
