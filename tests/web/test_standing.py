"""The life of a boat on the page: opened, people accounted for, closing asked for and confirmed by two roles, reopened."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from browser import until
from server_process import Process
from two_centres import report

pytestmark = pytest.mark.map(False)


@pytest.fixture
def node(tmp_path) -> Iterator[Process]:
    (tmp_path / "varne.toml").write_text('port = 0\ncentre = "dover"\nstates = 100\n')
    process = Process(tmp_path, "serve", "--config", str(tmp_path / "varne.toml"))
    assert process.post("/api/reports", report("r1"))[0] == 201
    yield process
    process.end()


def decide(page: Page, kind: str, reason: str, role: str = "watch officer", **answers: str) -> None:
    button = page.locator("#standing-acts button", has_text=kind)
    until(lambda: button.count() == 1, f"the button {kind}")
    button.click()
    until(lambda: page.locator("#decide").is_visible(), "the window to open")
    for field, value in answers.items():
        asked = page.locator(f"#decide-{field}")
        asked.select_option(value) if asked.evaluate("e => e.tagName") == "SELECT" else asked.fill(value)
    page.locator("#decide-role").select_option(role)
    page.locator("#decide-reason").fill(reason)
    page.locator("#decide-record").click()
    until(lambda: not page.locator("#decide").is_visible(), "the window to close")


def test_a_boat_from_opening_to_closing_and_back(page: Page, node: Process) -> None:
    page.goto(f"{node.address}?lang=en&boat=boat:r1")
    until(lambda: page.evaluate("window.varne?.ready && !!varne.picture()"), "the page to be ready", 60)
    decide(page, "Open this boat", "first call")
    until(lambda: page.evaluate("varne.picture().boats[0].recorded"), "the boat to be opened")
    boat = page.evaluate("varne.picture().boats[0]")
    assert (boat["name"], boat["holders"], boat["reports"]) == ("Alpha", ["dover"], ["r1"])
    decide(page, "Rename", "as the other side calls it", name="November")
    decide(page, "Account for people", "counted at Western Jet Foil", least="30", most="30", outcome="landed_uk")
    until(lambda: page.evaluate("varne.picture().boats[0].unaccounted.max") == 0, "nobody unaccounted")
    decide(page, "Ask to close", "all ashore", evidence="all_accounted")
    until(lambda: page.locator("#closing-waits").count() == 1, "what the closing still lacks")
    assert (
        "A second person, in another role than watch officer, has not confirmed" in page.locator("#closing-waits").inner_text()
    )
    assert page.evaluate("varne.picture().boats[0].status") == "open"
    decide(page, "Confirm the closing", "agreed", role="SAR mission co-ordinator")
    until(lambda: page.evaluate("varne.picture().boats[0].status") == "closed", "the boat to be closed")
    decide(page, "Reopen", "another call")
    until(lambda: page.evaluate("varne.picture().boats[0].status") == "open", "the boat to be open again")
