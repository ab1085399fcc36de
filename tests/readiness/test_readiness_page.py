"""The page of readiness: the newest forecast and its scores, in both languages, and in a real browser."""

import re
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright
from starlette.testclient import TestClient
from weather_files import saved, waves, wind

from browser import chromium, served
from figures.official import series, sheets, xlsx
from varne.commands.figures.taking import Copy, take_in
from varne.config import Config
from varne.figures.store import opened
from varne.figures.times import LATEST
from varne.readiness.issue import Asked, issue
from varne.readiness.known import known
from varne.record.log import Log
from varne.sea.tides import dover_strait
from varne.server.app import Node, create_app
from varne.server.desk import Desk
from varne.server.live import Hub
from varne.server.readiness_page import TEXTS

TODAY = datetime.now(UTC).date()
MADE = series(TODAY - timedelta(days=900), TODAY, seed=4)


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """A live node on a machine where a forecast was issued three days ago, and one today."""
    home = tmp_path_factory.mktemp("home")
    with opened(home / "figures.sqlite") as db:
        for ago in (4, 1):
            until = TODAY - timedelta(days=ago)
            at = datetime(until.year, until.month, until.day, 12, tzinfo=UTC)
            take_in(db, [Copy(f"{ago}.xlsx", xlsx(sheets(MADE.until(until)), at + timedelta(hours=2)))], at + timedelta(days=1))
        with Log.open(home / "readiness.varne", origin="dover") as log:
            for ago in (3, 0):
                log.append(issue(_asked(home, TODAY - timedelta(days=ago)), known(db, TODAY - timedelta(days=ago))))
    with pytest.MonkeyPatch.context() as patch, Log.open(home / "record.varne", origin="dover") as log:
        patch.setenv("VARNE_HOME", str(home))
        yield create_app(Node(log, Desk(log.read, Config(states=100), dover_strait(), None), Hub()))


def _asked(folder, day: date) -> Asked:
    first = day + timedelta(days=1)
    files = (
        saved(wind(first, np.linspace(2, 13, 12)), folder, f"wind{day}.nc"),
        saved(waves(first, np.linspace(0.3, 2, 12)), folder, f"waves{day}.nc"),
    )
    return Asked(datetime(day.year, day.month, day.day, 18, tzinfo=UTC), sources=files)


@pytest.fixture(scope="module")
def client(app):
    with TestClient(app) as client:
        yield client


def test_the_newest_forecast_with_its_reasons_and_scores(client):
    text = client.get("/readiness").text
    assert f"Issued {TODAY} 18:00 UTC by dover" in text and text.count('<th scope="row">') == 7
    assert text.count('class="band ') == 7 and "speaks " in text
    assert text.count("and our own table of wind and arrivals") == 5 and text.count("climatology: ") == 2  # from day 6 on
    assert "They are not its assessment." in text and "A low chance is not a safe day" in text
    assert re.search(r"\b2 forecasts; people", text)  # of the one of three days ago, two days have come
    assert "Small boats time series" in text


def test_in_french(client):
    text = client.get("/readiness?language=fr").text
    assert '<html lang="fr">' in text and "Ce n&#x27;est pas son évaluation" in text and "Les prochains jours" in text
    assert not [en for en, fr in TEXTS.values() if en != fr and "{" not in en and f">{en}<" in text and en != "Français"]


def test_without_a_forecast_it_says_how_to_make_one(client, tmp_path, monkeypatch):
    monkeypatch.setenv("VARNE_HOME", str(tmp_path))
    assert "varne readiness forecast --from FILE" in client.get("/readiness").text
    assert list(tmp_path.iterdir()) == []


def test_figures_that_cannot_be_read_are_not_called_missing(client, app, tmp_path, monkeypatch):
    monkeypatch.setenv("VARNE_HOME", str(tmp_path))
    with Log.open(tmp_path / "readiness.varne", origin="dover") as log, opened(tmp_path / "other.sqlite") as db:
        book = Copy("w.xlsx", xlsx(sheets(MADE)))
        take_in(db, [book], datetime.now(UTC))
        log.append(issue(Asked(datetime.now(UTC)), known(db, LATEST)))
    assert "No day that was forecast has official figures yet." in client.get("/readiness").text
    (tmp_path / "figures.sqlite").write_bytes(b"no store of figures at all, and longer than its header" * 4)
    text = client.get("/readiness").text
    assert "is no store of figures" in text and "has official figures yet" not in text


@pytest.fixture(scope="module")
def address(app):
    with served(app) as host:
        yield f"{host}/readiness"


def test_a_browser_shows_it_without_a_complaint(address, tmp_path):
    """Real Chromium, wide in English and narrow in French: no error, nothing wider than the screen, and axe-core content."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        for language, width in (("en", 1200), ("fr", 390)):
            page = browser.new_page(viewport={"width": width, "height": 900})
            said: list[str] = []
            page.on("console", lambda m, said=said: said.append(m.text))
            page.on("response", lambda r, said=said: said.append(f"{r.url} {r.status}") if r.status >= 400 else None)
            page.goto(f"{address}?language={language}")
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            found = Axe().run(page)
            assert found.violations_count == 0, found.generate_report()
            assert said == []
            page.screenshot(path=str(tmp_path / f"{language}.png"), full_page=True)
            page.close()
        browser.close()
