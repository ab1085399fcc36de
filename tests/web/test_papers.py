"""SITREP and watch sheet in a real browser on a real node: read, issued, printed, in both languages; with axe."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from server_process import Process

REPORT = {
    "id": "p1", "received": "2026-06-20T23:00:00Z", "channel": "pin", "source": "occupant", "lon": 1.6, "lat": 51.05,
    "people": {"min": 30, "likely": 33, "max": 40},
}  # fmt: skip
OPENED = {"kind": "boat-opened", "boat": "a", "name": "Alpha", "centre": "dover", "role": "watch officer", "reports": ["p1"]}


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    home = Path(tmp_path_factory.mktemp("papers"))
    (home / "varne.toml").write_text('port = 0\ncentre = "dover"\nstates = 200\n')
    process = Process(home, "serve", "--config", str(home / "varne.toml"))
    process.post("/api/reports", REPORT)
    process.post("/api/decisions", OPENED)
    yield process
    process.end()


def test_a_sitrep_is_read_issued_and_stays_as_it_was_issued(page: Page, node: Process) -> None:
    page.goto(f"{node.address}sitrep/a")
    assert page.locator("h1").inner_text() == "SAR SITREP, DRAFT: Alpha"
    assert page.locator("section h2 span").all_inner_texts() == list("ABCDEFGHJKLMN")
    page.get_by_label("To (separated by commas)").fill("gris-nez, rnli dover")
    page.get_by_role("button", name="Issue").click()
    page.wait_for_url("**/sitrep/a?serial=1")
    assert page.locator("h1").inner_text() == "SAR SITREP 1: Alpha"
    assert "Gris-Nez, rnli dover" in page.locator("table.head").inner_text()
    assert page.locator("#issue").count() == 0
    page.goto(f"{node.address}sitrep/a?language=fr")
    assert "Déjà émis" in page.locator("body").inner_text()
    assert "NOMBRE DE PERSONNES EN DANGER" in page.locator("main").inner_text()
    page.get_by_role("link", name="Douvres 1").click()
    assert page.locator("h1").inner_text() == "SAR SITREP 1: Alpha"  # as it was sent, in the language it was sent in


@pytest.mark.parametrize("path", ["sitrep/a", "watch"])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_paper_prints_on_white_without_what_is_for_the_screen(page: Page, node: Process, path: str, language: str) -> None:
    page.goto(f"{node.address}{path}?language={language}")
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("nav").is_visible()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    page.emulate_media(media="print")
    assert not page.locator("nav").is_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('.paper')).padding") == "0px"
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF-")
