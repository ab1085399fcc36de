"""Files by HTTP: recorded row by row and each row once, problems as on the command line; the night as a tracker."""

import io
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
from python_calamine import load_workbook
from starlette.testclient import TestClient

from varne.config import Config
from varne.privacy.callers import Callers
from varne.privacy.keyring import NAME, Keyring
from varne.readers.lists import Told, read_list
from varne.readers.received import LARGEST
from varne.record.events import NumberKept
from varne.record.log import Log
from varne.sea.tides import dover_strait
from varne.server.app import Node, create_app
from varne.server.desk import Desk
from varne.server.live import Hub

SAY = {"x-varne": "1"}
LIST = """Boat,POB,Lat (DD),Lon (DD),Time (UTC)
Charlie,30-40,51.14167,1.74167,24/11/2021 02:01
Lima,several,51.085,1.445,24/11/2021 02:05
"""


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("VARNE_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def test_a_list_is_recorded_and_read_again_adds_only_what_is_new(live):
    answer = live.post("/api/lists?name=t.csv&from=gris-nez", content=LIST, headers=SAY)
    assert answer.status_code == 201
    told = answer.json()
    assert (told["kind"], len(told["reports"]), told["known"]) == ("list", 2, 0)
    assert [p["where"] for p in told["problems"]] == ["B3"]
    shown = {r["id"]: r for r in live.get("/api/picture").json()["reports"]}
    assert set(told["reports"]) <= shown.keys()
    again = live.post("/api/lists?from=gris-nez", content=LIST + "November,32,51.2,1.6,24/11/2021 02:30\n", headers=SAY).json()
    assert (len(again["reports"]), again["known"]) == (1, 2)


def test_dry_says_how_it_would_be_read_and_records_nothing(live, replay):
    for client in (live, replay):
        before = len(client.get("/api/picture").json()["reports"])
        told = client.post("/api/lists?dry=1", content=LIST, headers=SAY).json()
        assert len(told["reports"]) == 2
        assert any("columns read as" in a for a in told["assumed"])
        assert len(client.get("/api/picture").json()["reports"]) == before


def test_a_mail_comes_in_with_its_attachment_kept_by_hash_and_served_by_no_route(live, home):
    mail = EmailMessage()
    mail["From"] = "Jeanne Dupont <j@example.org>"
    mail["Date"] = "Wed, 24 Nov 2021 02:05:00 +0100"
    mail.set_content("33 people at 51°08.5'N 001°44.5'E, Jeanne")
    mail.add_attachment(b"<script>alert(1)</script>", maintype="text", subtype="html", filename="x.html")
    (report,) = live.post("/api/lists", content=mail.as_bytes(), headers=SAY).json()["reports"]
    (kept,) = (home / "attachments").iterdir()
    shown = next(r for r in live.get("/api/picture").json()["reports"] if r["id"] == report)
    assert kept.name in shown["text"]
    assert "Jeanne" not in str(live.get("/api/picture").json())
    for path in (f"/attachments/{kept.name}", f"/api/attachments/{kept.name}", f"/api/list/{kept.name}"):
        assert live.get(path).status_code in (404, 422)


@pytest.mark.parametrize("query", ["zone=Mars", "source=king", "degrees=grads", "night=yesterday"])
def test_what_may_not_be_said_of_a_file_is_explained(live, query):
    answer = live.post(f"/api/lists?{query}", content=LIST, headers=SAY)
    assert answer.status_code == 422
    assert answer.json()["problem"]["why"]


def test_a_file_that_is_too_large_or_from_a_foreign_page_is_refused(live):
    assert live.post("/api/lists", content=b"x" * (LARGEST + 1), headers=SAY).status_code == 413
    assert live.post("/api/lists", content=LIST).status_code == 403


def test_a_replay_records_nothing(replay):
    assert replay.post("/api/lists", content=LIST, headers=SAY).status_code == 409


@pytest.mark.parametrize("ending", ["csv", "xlsx", "ods"])
def test_the_night_goes_out_as_it_was_known(replay, ending):
    answer = replay.get(f"/api/list/boats.{ending}?at=2021-11-24T03:34:30Z&language=fr")
    assert answer.status_code == 200
    assert f"T0334Z.{ending}" in answer.headers["content-disposition"]
    rows = read_list(answer.content, Told(datetime(2021, 11, 24, 6, tzinfo=UTC))).rows
    assert "Charlie" in {r.name for r in rows}
    if ending != "csv":
        assert load_workbook(io.BytesIO(answer.content)).sheet_names == ["Varne"]
    early = replay.get(f"/api/list/boats.{ending}?at=2021-11-24T01:00:00Z").content
    assert len(read_list(early, Told(datetime(2021, 11, 24, 6, tzinfo=UTC))).rows) < len(rows)


def test_what_cannot_be_given_is_explained(replay):
    for path in ("boats.pdf", "boats.csv?language=de", "boats.csv?at=now"):
        assert replay.get(f"/api/list/{path}").status_code == 422


@pytest.fixture
def keeping(tmp_path):
    """A node that keeps keys for telephone numbers."""
    callers = Callers(Keyring(tmp_path / "keys", timedelta(hours=72)))
    with Log.open(tmp_path / "keeping.varne", origin="dover") as log:
        desk = Desk(log.read, Config(states=300), dover_strait(), None)
        with TestClient(create_app(Node(log, desk, Hub(), callers=callers))) as client:
            yield client, callers, log


def test_numbers_in_a_file_are_hashed_for_the_picture_and_sealed_for_calling_back(keeping):
    client, callers, log = keeping
    listed = "Boat,Phone,Notes\nCharlie,07700 900123,also +33 6 12 34 56 78\nLima,,none\n"
    first, second = client.post("/api/lists", content=listed, headers=SAY).json()["reports"]
    shown = client.get("/api/picture").text + client.get("/api/timeline").text
    assert "900123" not in shown and "12 34 56" not in shown
    kept = {s.event.report: s for s in log.read(0) if isinstance(s.event, NumberKept)}
    assert list(kept) == [first]
    assert kept[first].chain.endswith("/internal")
    now = datetime.now(UTC)
    assert callers.open(first, kept[first].event.sealed, now) == ["+447700900123", "+33612345678"]
    reports = client.app.state.node.desk.night().reports
    assert reports[first].report.caller == callers.key(now)("07700 900123")
    assert reports[second].report.caller is None
    again = client.post("/api/lists", content=listed, headers=SAY).json()
    assert (again["reports"], again["known"]) == ([], 2)


def test_a_file_never_waits_for_a_key(keeping):
    """The rows are on record, and the answer says whose number nobody can call back from the record."""
    client, callers, log = keeping
    (callers.keyring.folder / NAME).write_bytes(b"what a broken disk left")
    answer = client.post("/api/lists", content="Boat,POB,Phone\nCharlie,33,07700 900123\nLima,3,\n", headers=SAY)
    assert answer.status_code == 201
    first, second = answer.json()["reports"]
    reports = client.app.state.node.desk.night().reports
    assert [reports[r].report.caller for r in (first, second)] == [None, None]
    told = {p["where"]: p for p in answer.json()["problems"]}
    assert set(told) == {"C1", first}
    assert "the number was not kept" in told[first]["why"]
    assert "900123" not in answer.text
    assert [s for s in log.read(0) if isinstance(s.event, NumberKept)] == []
