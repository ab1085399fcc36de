"""The page for files that people send, in a real browser on a real node: looked at first, then taken in; with axe."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route

from browser import until
from server_process import Process

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "tracker.xlsx"


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    home = Path(tmp_path_factory.mktemp("lists"))
    (home / "varne.toml").write_text('port = 0\ncentre = "dover"\nstates = 100\n')
    process = Process(home, "serve", "--config", str(home / "varne.toml"))
    yield process
    process.end()


def test_a_list_is_looked_at_and_then_taken_in(page: Page, node: Process) -> None:
    page.goto(f"{node.address}lists.html?lang=en")
    page.get_by_label("File", exact=True).set_input_files(EXAMPLE)
    assert page.get_by_role("button", name="Take it in").is_disabled()
    page.get_by_role("button", name="How it would be read").click()
    page.get_by_text("It would be read as 4 reports").wait_for()
    doubts = page.locator("#doubts").inner_text()
    assert "Tracker!C8 ambiguous position" in doubts
    assert "about 35 is taken" in page.locator("#assumed").inner_text()
    assert node.get("/api/picture")["reports"] == []
    page.get_by_role("button", name="Take it in").click()
    page.get_by_text("Recorded: 4 new reports; 0 were known already").wait_for()
    assert len(node.get("/api/picture")["reports"]) == 4
    page.get_by_label("Whose list it is").fill("gris-nez")
    assert page.get_by_role("button", name="Take it in").is_disabled()  # the same file, said to be another's, is looked at anew
    late: list[Route] = []
    page.route("**/api/lists*", lambda route: late.append(route))
    page.get_by_role("button", name="How it would be read").click()
    until(lambda: bool(page.wait_for_timeout(20) or late), "the file on its way")
    page.get_by_label("Whose list it is").fill("dover")
    with page.expect_response("**/api/lists*"):
        late[0].continue_()
    until(lambda: page.get_by_role("button", name="How it would be read").is_enabled(), "the answer to have come")
    assert page.get_by_role("button", name="Take it in").is_disabled()  # it was about other words than those that stand there
    page.unroute("**/api/lists*")
    with page.expect_download() as given:
        page.get_by_role("link", name="XLSX").click()
    assert Path(given.value.path()).read_bytes().startswith(b"PK")


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("palette", ["day", "night"])
def test_nothing_serious_for_those_who_cannot_see_it_well(page: Page, node: Process, language: str, palette: str) -> None:
    page.goto(f"{node.address}lists.html?lang={language}&palette={palette}")
    page.locator("#languages button").first.wait_for()
    assert "[" not in page.locator("body").inner_text()
    found = Axe().run(page)
    assert [v["id"] for v in found.response["violations"] if v["impact"] in ("serious", "critical")] == []
