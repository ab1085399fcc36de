"""SITREPs and the watch sheet as pages; issuing is an act with a number of its own, and the record gives the words back."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from varne.record import events as ev

SAY = {"x-varne": "1"}
OPENED = {"kind": "boat-opened", "boat": "a", "name": "Alpha", "centre": "dover", "role": "watch officer", "reports": ["r1"]}
REPORT = {"id": "r1", "received": "2021-11-24T02:01:00Z", "channel": "pin", "source": "occupant", "lon": 1.74, "lat": 51.14}


@pytest.fixture
def centre(live):
    assert live.post("/api/reports", json=REPORT, headers=SAY).status_code == 201
    assert live.post("/api/decisions", json=OPENED, headers=SAY).status_code == 201
    return live


def issue(client, **said):
    return client.post("/api/sitreps", json={"boat": "a", "role": "watch officer", "to": ["gris-nez"], **said}, headers=SAY)


def test_a_draft_is_a_page_that_needs_no_script(replay):
    answer = replay.get("/sitrep/charlie?at=2021-11-24T03:34:30Z")
    assert answer.headers["content-type"].startswith("text/html")
    assert "DRAFT, NOT ISSUED" in answer.text
    assert "<form" not in answer.text
    assert "style=" not in answer.text and "<style" not in answer.text  # the policy of the page allows none
    text = replay.get("/sitrep/charlie?at=2021-11-24T03:34:30Z&format=text&language=fr")
    assert text.headers["content-type"] == "text/plain; charset=utf-8"
    assert text.text.startswith("SITREP SAR, PROJET : Charlie\n")
    brief = replay.get("/sitrep/charlie?at=2021-11-24T03:34:30Z&format=text&form=short").text
    assert "F. CO-ORDINATING RCC" in brief and "G. " not in brief


def test_the_watch_sheet_is_a_page(replay):
    assert "WATCH HAND-OVER SHEET" in replay.get("/watch?at=2021-11-24T03:34:30Z").text
    assert "FEUILLE DE RELÈVE" in replay.get("/watch?at=2021-11-24T03:34:30Z&language=fr&format=text").text


def test_issuing_numbers_and_keeps_the_words(centre):
    first, second = issue(centre), issue(centre, language="fr")
    assert (first.status_code, first.json()["serial"], second.json()["serial"]) == (201, 1, 2)
    for answer in (first, second):
        serial = answer.json()["serial"]
        assert centre.get(f"/sitrep/a?serial={serial}&format=text").text == answer.json()["text"]
    centre.post("/api/decisions", json={"kind": "boat-renamed", "boat": "a", "name": "Zulu", "centre": "dover"}, headers=SAY)
    assert centre.get("/sitrep/a?serial=1&format=text").text == first.json()["text"]  # later facts change no issued word
    assert "Zulu" in centre.get("/sitrep/a").text
    assert "?serial=2&amp;centre=dover" in centre.get("/sitrep/a").text
    kinds = [row["kind"] for row in centre.get("/api/timeline").json()]
    assert kinds.count("sitrep-issued") == 2


def test_two_officers_at_once_get_two_numbers(centre):
    with ThreadPoolExecutor(8) as pool:
        serials = sorted(a.json()["serial"] for a in pool.map(lambda _: issue(centre), range(8)))
    assert serials == list(range(1, 9))


def test_nobody_writes_the_words_of_a_sitrep_from_outside(centre):
    issue(centre)
    event = next(s.event for s in centre.app.state.node.desk.stored() if isinstance(s.event, ev.SitrepIssued))
    answer = centre.post("/api/decisions", content=ev.encode(event), headers=SAY)
    assert answer.status_code == 422
    assert "/api/sitreps" in answer.json()["problem"]["mend"]


@pytest.mark.parametrize(
    ("body", "status"), [({"boat": "none"}, 404), ({"role": ""}, 422), ({"language": "de"}, 422), ({"words": "x"}, 422)]
)
def test_what_cannot_be_issued_is_explained(centre, body, status):
    answer = issue(centre, **body)
    assert answer.status_code == status
    assert answer.json()["problem"]["mend"]


def test_a_replay_issues_nothing(replay):
    assert issue(replay, boat="charlie").status_code == 409


@pytest.mark.parametrize("serial", ["3", "x", "-1"])
def test_a_number_that_was_not_issued_names_those_that_were(centre, serial):
    issue(centre), issue(centre)
    answer = centre.get(f"/sitrep/a?serial={serial}")
    problem = answer.json()["problem"]
    assert (answer.status_code, problem["where"], problem["text"]) == (404, "serial", serial)
    assert "those issued: 1, 2" in problem["why"]
    assert "leave serial out" in problem["mend"]


@pytest.mark.parametrize("path", ["/sitrep/none", "/sitrep/charlie?at=now", "/sitrep/charlie?serial=9", "/watch?at=now"])
def test_what_cannot_be_shown_is_explained(replay, path):
    answer = replay.get(path)
    assert answer.status_code in (404, 422)
    assert json.loads(answer.text)["problem"]["mend"]
