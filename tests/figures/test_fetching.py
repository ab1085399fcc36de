"""varne figures update against a site of our own on 127.0.0.1: what is fetched, what is said of what is not."""

import json
import socket
import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import official
import pytest
from click.testing import CliRunner

from varne.cli import main
from varne.figures.fetching import PUBLICATIONS, NoNetwork, fetch

S = official.series(date(2024, 1, 1), date(2025, 3, 9))
API = f"/api/content/{PUBLICATIONS[0]}"
WEEKLY = "/government/publications/x/weekly-summary"
BOOK = official.ods(official.sheets(S))
HTML = official.last7(S, "2025-03-10T12:00:00+00:00")


def attachments(host: str) -> list[dict[str, str]]:
    return [
        {"attachment_type": "file", "filename": "Small_boats_-_time_series.ods", "url": f"{host}/media/1/series.ods"},
        {"attachment_type": "html", "url": "/government/publications/x/last-7-days", "title": "last 7 days"},
        {"attachment_type": "file", "filename": "guide.pdf", "url": f"{host}/media/2/guide.pdf"},
        {"attachment_type": "html", "url": "https://elsewhere.example/page", "title": "not of this site"},
    ]


class Site(BaseHTTPRequestHandler):
    """What GOV.UK answers, as its content schema says."""

    answers: dict[str, tuple[int, bytes]]

    def do_GET(self) -> None:
        status, body = self.answers.get(self.path, (404, b"<html><title>Page not found - GOV.UK</title></html>"))
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[tuple[str, dict[str, tuple[int, bytes]]]]:
    answers: dict[str, tuple[int, bytes]] = {}
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Made", (Site,), {"answers": answers}))
    host = f"http://127.0.0.1:{server.server_port}"
    answers[API] = 200, json.dumps({"details": {"attachments": attachments(host)}}).encode()
    answers["/media/1/series.ods"] = 200, BOOK
    answers["/government/publications/x/last-7-days"] = 200, HTML
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield host, answers
    server.shutdown()
    thread.join()
    server.server_close()


def update(host, monkeypatch, tmp_path):
    monkeypatch.setenv("VARNE_HOME", str(tmp_path))
    return CliRunner().invoke(main, ["figures", "update", "--site", host])


def test_the_attachments_are_found_and_taken_in(site, monkeypatch, tmp_path):
    host, _ = site
    done = update(host, monkeypatch, tmp_path)
    assert done.exit_code == 0, done.output
    assert "Small_boats_-_time_series.ods: time series workbook" in done.stdout
    assert "last-7-days.html: last 7 days page, published 2025-03-10" in done.stdout
    assert "already held" in update(host, monkeypatch, tmp_path).stdout
    shown = CliRunner().invoke(main, ["figures", "show", "sources", "--json"])
    assert {s["url"] for s in json.loads(shown.stdout)} == {
        f"{host}/media/1/series.ods",
        f"{host}/government/publications/x/last-7-days",
    }


def test_without_a_network_it_says_so_and_changes_nothing(monkeypatch, tmp_path):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        host = f"http://127.0.0.1:{nobody.getsockname()[1]}"
        done = update(host, monkeypatch, tmp_path)
        with pytest.raises(NoNetwork, match="cannot be reached"):
            fetch(host)
    assert done.exit_code == 1
    assert done.stderr.startswith("no network: 127.0.0.1:") and "varne figures import FILE" in done.stderr
    assert not (tmp_path / "figures.sqlite").exists()


def test_one_address_that_fails_keeps_no_other_out(site, monkeypatch, tmp_path):
    host, answers = site
    answers["/media/1/series.ods"] = 503, b"busy"
    done = update(host, monkeypatch, tmp_path)
    assert done.exit_code == 1
    assert "503" in done.stderr and "the site did not give it" in done.stderr
    assert "last-7-days.html: last 7 days page" in done.stdout


def test_an_error_page_in_place_of_a_workbook_is_a_problem(site, monkeypatch, tmp_path):
    host, answers = site
    answers["/media/1/series.ods"] = 200, b"<!DOCTYPE html><html><head><title>Sorry</title></head></html>"
    done = update(host, monkeypatch, tmp_path)
    assert done.exit_code == 1
    assert "Small_boats_-_time_series.ods: nothing was taken in" in done.stdout
    assert "a web page under the name of a workbook" in done.stderr


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ((200, b"<html>moved</html>"), "no list of attachments"),
        ((200, b'{"details": {}}'), "no list of attachments"),
        ((200, b'{"details": {"attachments": []}}'), "none that may hold figures"),
        ((404, b"gone"), "404"),
    ],
)
def test_a_site_that_moved_says_what_was_found(site, monkeypatch, tmp_path, answer, why):
    host, answers = site
    answers[API] = answer
    done = update(host, monkeypatch, tmp_path)
    assert done.exit_code == 1 and why in done.stderr, done.stderr
