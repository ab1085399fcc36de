"""The page that shows the routes: read from the node's own document, in both languages, without asking anybody else."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from browser import until
from server_process import Process


@pytest.fixture(scope="module")
def node(tmp_path_factory) -> Iterator[Process]:
    home = tmp_path_factory.mktemp("routes")
    (home / "varne.toml").write_text("port = 0\nstates = 100\n")
    process = Process(home, "serve", "--config", str(home / "varne.toml"))
    yield process
    process.end()


@pytest.mark.parametrize(
    ("code", "head", "who"), [("en", "Routes for", "whoever may see"), ("fr", "Routes pour", "qui peut voir")]
)
def test_every_route_is_shown_and_nothing_is_untranslated(page: Page, node: Process, code: str, head: str, who: str) -> None:
    page.goto(f"{node.address}api.html?lang={code}")
    until(lambda: page.evaluate("window.varne?.ready"), "the page to be ready")
    paths = node.get("/api/openapi.json")["paths"]
    shown = [e.inner_text() for e in page.locator("#routes h2").all()]
    assert sorted(shown) == sorted(f"{m.upper()} {p}" for p, of in paths.items() for m in of)
    text = page.locator("body").inner_text()
    assert head in text and who in text
    assert "[" not in text  # a missing word stands in brackets
    assert page.locator("#open-doors a").first.get_attribute("href") == "/ogc"


@pytest.mark.parametrize("palette", ["day", "dusk", "night"])
def test_nothing_serious_for_those_who_cannot_see_it_well(page: Page, node: Process, palette: str) -> None:
    page.goto(f"{node.address}api.html?lang=en&palette={palette}")
    until(lambda: page.evaluate("window.varne?.ready"), "the page to be ready")
    found = Axe().run(page)
    assert [v["id"] for v in found.response["violations"] if v["impact"] in ("serious", "critical")] == []
