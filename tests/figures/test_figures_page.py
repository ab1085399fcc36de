"""The page of official figures: what it says in both languages, as known on a day, and how a real browser shows it."""

import json
import re
from datetime import UTC, date, datetime

import official
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright
from starlette.testclient import TestClient

from browser import chromium, served
from varne.commands.figures.taking import Copy, take_in
from varne.config import Config
from varne.crossings.charts import KINDS
from varne.figures.store import opened
from varne.record.log import Log
from varne.sea.tides import dover_strait
from varne.server import figures
from varne.server.app import Node, create_app
from varne.server.desk import Desk
from varne.server.figures_page import TEXTS
from varne.server.live import Hub

S = official.series(date(2023, 1, 1), date(2025, 3, 9))


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """A live node on a machine that holds two vintages."""
    home = tmp_path_factory.mktemp("home")
    with opened(home / "figures.sqlite") as db:
        for until, day in ((date(2025, 3, 6), 7), (date(2025, 3, 9), 10)):
            book = official.xlsx(official.sheets(S.until(until)), datetime(2025, 3, day, tzinfo=UTC))
            take_in(db, [Copy("w.xlsx", book)], datetime(2025, 3, 12, tzinfo=UTC))
    with pytest.MonkeyPatch.context() as patch, Log.open(home / "record.varne", origin="dover") as log:
        patch.setenv("VARNE_HOME", str(home))
        yield create_app(Node(log, Desk(log.read, Config(states=100), dover_strait(), None), Hub()))


@pytest.fixture(scope="module")
def client(app):
    with TestClient(app) as client:
        yield client


def test_every_number_has_its_rule_and_every_table_its_source(client):
    page = client.get("/figures").text
    assert '<html lang="en">' in page
    rows = re.findall(r"<tr><td>(.+?)</td><td>(.+?)</td></tr>", page)
    assert len(rows) > 8 and all(sentence and rule for sentence, rule in rows)
    assert f"{sum(S.people[-68:]):,} people in 2025 up to 9 March 2025" in page
    assert page.count("Open Government Licence v3.0; SHA-256") == 2  # days and weeks
    assert [k for k in KINDS if f"./figures/{k}.svg" not in page] == []


def test_in_french_everything_is_french(client):
    page = client.get("/figures?language=fr").text
    assert '<html lang="fr">' in page and "personnes en 2025 jusqu&#x27;au 9 mars 2025" in page
    assert "publié le 10 mars 2025" in page
    assert [en for en, fr in TEXTS.values() if en != fr and len(en) > 12 and en in page] == []


def test_the_page_is_as_it_was_known(client):
    then = client.get("/figures?as_known=2025-03-08").text
    assert "up to 6 March 2025" in then and "9 March 2025" not in then
    assert "no daily table was published by 2025-03-01" in client.get("/figures?as_known=2025-03-01").text
    vintages = client.get("/figures").text.split('<ul class="days">')[1]
    assert re.findall(r"as_known=(\d{4}-\d\d-\d\d)", vintages) == ["2025-03-10", "2025-03-07"]


def test_a_picture_and_its_rows_are_there_in_every_ending(client):
    svg = client.get("/figures/cumulative.svg?language=fr&as_known=2025-03-08")
    assert svg.headers["content-type"] == "image/svg+xml" and "publié le 7 mars 2025" in svg.text
    rows = client.get("/figures/calendar.json").json()["rows"]
    assert rows[-1] == {"day": "2025-03-09", "people": S.people[-1], "boats": S.boats[-1]}
    assert client.get("/figures/records.csv").text.startswith("# Source: Home Office and Border Force")
    assert client.get("/figures/per-boat.png").content.startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("path", "status", "why"),
    [
        ("/figures?as_known=yesterday", 422, "as_known 'yesterday' is no day"),
        ("/figures/ages.svg", 404, "kinds are cumulative"),
        ("/figures/cumulative.exe", 404, "endings svg"),
        ("/figures/cumulative.svg?as_known=2020-01-01", 422, "no daily table was published by 2020-01-01"),
    ],
)
def test_what_is_not_there_says_what_is(client, path, status, why):
    answer = client.get(path)
    assert answer.status_code == status and why in json.dumps(answer.json()["problem"])


def test_what_a_reader_sends_is_not_put_into_the_page(client):
    assert "alert(1)" not in client.get("/figures?language=<script>alert(1)</script>").text


def test_without_a_store_it_says_how_to_get_one(app, client, tmp_path, monkeypatch):
    monkeypatch.setenv("VARNE_HOME", str(tmp_path))
    assert "varne figures import FILE, or varne figures update" in client.get("/figures").text
    assert client.get("/figures/records.svg").status_code == 422
    assert not (tmp_path / "figures.sqlite").exists()


@pytest.fixture(scope="module")
def address(app):
    with served(app) as host:
        yield f"{host}/figures"


@pytest.mark.parametrize(("language", "width"), [("en", 1200), ("fr", 390)])
def test_a_browser_shows_it_without_a_complaint(address, language, width):
    """Real Chromium: no error, no picture missing, nothing wider than the screen, and what axe-core asks of a page."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": width, "height": 900})
        said: list[str] = []
        page.on("console", lambda m: said.append(m.text))
        page.on("pageerror", lambda e: said.append(str(e)))
        page.on("requestfailed", lambda r: said.append(f"{r.url} failed"))
        page.on("response", lambda r: said.append(f"{r.url} {r.status}") if r.status >= 400 else None)
        page.goto(f"{address}?language={language}")
        for picture in page.locator("figure img").all():
            picture.scroll_into_view_if_needed()
        drawn = "[...document.images].every(i => i.complete && i.naturalWidth > 0)"
        for _ in range(600):  # the page's policy lets nobody evaluate a string in it, so it is asked from here
            if page.evaluate(drawn):
                break
            page.wait_for_timeout(100)
        assert page.evaluate(drawn)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.locator("figure img").count() == len(KINDS)
        page.keyboard.press("Home")
        page.locator("#check input[name=claim]").fill("593 people in 11 boats on 2 March 2025 <b>bold</b>")
        page.keyboard.press("Enter")
        page.locator("#answers li").nth(1).wait_for()
        assert [li.get_attribute("class") for li in page.locator("#answers li").all()] == ["contradicts", "reproduces"]
        assert page.locator("#answers b").count() == 0  # what is typed stays text
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert said == []
        browser.close()


def test_a_claim_is_checked_by_the_route(client):
    found = client.get("/api/figures/check", params={"claim": "592 people in 12 boats on 2 March 2025"}).json()["findings"]
    assert [(f["verdict"], f["word"]) for f in found] == [
        ("reproduces", "reproduces"),
        ("contradicts", "contradicts the table"),
    ]
    assert found[1]["nearest_true"] == "11 boats on 2 March 2025" and "Small boats time series" in found[1]["source"]
    french = {"claim": "592 personnes le 2 mars 2025", "language": "fr", "said": "2025-03-03", "as_known": "2025-03-08"}
    (one,) = client.get("/api/figures/check", params=french).json()["findings"]
    assert one["word"] == "se vérifie" and "publié le 7 mars 2025" in one["source"]


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({}, "0 characters; 1 to 500 are read"),
        ({"claim": "x" * 501}, "501 characters"),
        ({"claim": "592 people on 2 March 2025", "said": "monday"}, "said 'monday' is no day"),
        ({"claim": "592 people on 2 March 2025", "as_known": "2020-01-01"}, "no daily table was published by 2020-01-01"),
    ],
)
def test_a_claim_that_cannot_be_taken_says_why(client, asked, why):
    answer = client.get("/api/figures/check", params=asked)
    assert answer.status_code == 422 and why in answer.json()["problem"]["why"]


def test_a_picture_is_drawn_once_until_the_store_changes(tmp_path, monkeypatch):
    drawn = []
    written = figures.written
    monkeypatch.setattr(figures, "written", lambda *asked: drawn.append(asked[1:]) or written(*asked))
    monkeypatch.setenv("VARNE_HOME", str(tmp_path))

    def fill(until, day):
        with opened(tmp_path / "figures.sqlite") as db:
            book = official.xlsx(official.sheets(S.until(until)), datetime(2025, 3, day, tzinfo=UTC))
            take_in(db, [Copy("w.xlsx", book)], datetime(2025, 3, 12, tzinfo=UTC))

    def ask(kind="records"):
        return figures._drawn(kind, "csv", "en", None)

    fill(date(2025, 3, 6), 7)
    first = ask()
    assert (ask(), len(drawn)) == (first, 1)
    fill(date(2025, 3, 9), 10)
    assert ask() != first and len(drawn) == 2
    assert ask("calendar") and len(drawn) == 3
