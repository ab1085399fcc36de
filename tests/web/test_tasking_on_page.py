"""Vessels and aircraft on a real page: sent with a promised time, withheld with a reason, released, and what is lacking."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page

from browser import until
from server_process import Process
from two_centres import report

pytestmark = pytest.mark.map(False)

OPENED = {"kind": "boat-opened", "boat": "c", "name": "Charlie", "centre": "dover", "role": "watch officer", "reports": ["r1"]}
CUTTER, DOVER = "Border Force cutter", "Dover all-weather lifeboat"


@pytest.fixture
def node(tmp_path) -> Iterator[Process]:
    (tmp_path / "varne.toml").write_text('port = 0\ncentre = "dover"\nstates = 100\n[alarms]\noverdue_hours = 1e6\n')
    process = Process(tmp_path, "serve", "--config", str(tmp_path / "varne.toml"))
    process.post("/api/reports", report("r1"))
    process.post("/api/decisions", OPENED)
    yield process
    process.end()


@pytest.fixture
def desk(page: Page, node: Process) -> Page:
    page.goto(f"{node.address}?lang=en&boat=c")
    until(lambda: page.evaluate("window.varne?.ready && !!varne.picture()"), "the page to be ready", 60)
    until(lambda: "there at" in row(page, DOVER).inner_text(), "times to scene", 30)
    return page


def row(page: Page, name: str) -> Locator:
    return page.locator(f"#assets li[data-asset='{name}']")


def demand(page: Page) -> str:
    return page.locator("#demand").inner_text()


def decide(page: Page, name: str, button: str, reason: str = "", **answers: str) -> None:
    row(page, name).locator("button", has_text=button).click()
    until(lambda: page.locator("#decide").is_visible(), "the window to open")
    for field, value in answers.items():
        asked = page.locator(f"#decide-{field}")
        asked.select_option(value) if asked.evaluate("e => e.tagName") == "SELECT" else asked.fill(value)
    page.locator("#decide-reason").fill(reason)
    page.locator("#decide-record").click()
    until(lambda: not page.locator("#decide").is_visible(), "the window to close")


def test_an_asset_is_withheld_with_a_reason_released_and_sent(desk: Page, node: Process) -> None:
    assert "98 of 98 places free" in row(desk, CUTTER).inner_text()
    assert "leaves 20 min after the call" in row(desk, CUTTER).inner_text()
    assert "Charlie: for 30 people no place is known on what was sent" in demand(desk)

    row(desk, CUTTER).locator("button", has_text="Withhold").click()
    desk.locator("#decide-record").click()
    assert desk.locator("#decide").is_visible()  # without a reason nothing is withheld
    desk.locator("#decide-cancel").click()
    decide(desk, CUTTER, "Withhold", "kept for the morning")
    until(lambda: "WITHHELD by Dover, watch officer, since" in row(desk, CUTTER).inner_text(), "the decision")
    assert "kept for the morning" in row(desk, CUTTER).inner_text()
    assert "withheld: 98" in demand(desk)
    assert node.get("/api/assets?boat=c")["assets"]

    decide(desk, CUTTER, "Release")
    until(lambda: "WITHHELD" not in row(desk, CUTTER).inner_text(), "the release")

    decide(desk, CUTTER, "Send", minutes="45")
    until(lambda: "tasked since" in row(desk, CUTTER).inner_text(), "that it was sent")
    assert "said to be there at" in row(desk, CUTTER).inner_text()
    until(lambda: "no place is known" not in demand(desk), "a place for everybody")
    assert "Places on what was sent: 98" in demand(desk)

    row(desk, CUTTER).locator("button", has_text="What it does").click()
    assert desk.locator("#decide-aboard").input_value() == ""  # nobody has said, and that is not 0
    desk.locator("#decide-cancel").click()
    decide(desk, CUTTER, "What it does", status="on_scene", aboard="20")
    until(lambda: "is there" in row(desk, CUTTER).inner_text(), "that it is on scene")
    assert "78 of 98 places free, 20 aboard" in row(desk, CUTTER).inner_text()
    decide(desk, CUTTER, "What it does", status="left_scene", aboard="")
    until(lambda: "left the scene since" in row(desk, CUTTER).inner_text(), "that it has left")
    assert "78 of 98 places free, 20 aboard" in row(desk, CUTTER).inner_text()  # of whom nothing was said


def test_an_asset_that_does_not_come_in_time_is_an_alarm(desk: Page, node: Process) -> None:
    sent = {"kind": "asset", "asset": DOVER, "status": "tasked", "centre": "dover", "role": "watch officer", "boat": "c"}
    node.post("/api/decisions", sent | {"due": "2026-06-20T23:30:00Z"})
    late = f"{DOVER} was to be on scene at 23:30 UTC and has not reported that it is"
    until(lambda: late in desk.locator("#alarms").inner_text(), "the alarm")
    decide(desk, DOVER, "What it does", status="on_scene", aboard="0")
    until(lambda: late not in desk.locator("#alarms").inner_text(), "the alarm to end")


def test_without_a_boat_it_says_how_to_get_times_and_it_keeps_nobody_out_in_any_look(desk: Page, node: Process) -> None:
    decide(desk, CUTTER, "Withhold", "kept for the morning")
    until(lambda: "WITHHELD" in row(desk, CUTTER).inner_text(), "the decision")
    wrong = []
    for language, palette in (("fr", "day"), ("en", "night"), ("fr", "dusk")):
        desk.locator(f"[data-choice={language}]").click()
        desk.locator(f"[data-choice={palette}]").click()
        found = Axe().run(desk).response["violations"]
        wrong += [f"{v['id']} {n['html'][:120]}" for v in found if v["impact"] in ("serious", "critical") for n in v["nodes"]]
    assert wrong == []
    assert "GARDÉ EN RÉSERVE par Douvres" in row(desk, CUTTER).inner_text()
    desk.keyboard.press("Escape")
    until(lambda: "Choisir un bateau" in demand(desk), "the hint")
    assert "sur zone à" not in desk.locator("#assets").inner_text()
    assert "Charlie" in demand(desk)  # what is lacking is told of every open boat
    assert "[" not in desk.locator("#assets-panel").inner_text() + desk.locator("#alarms-panel").inner_text()
    node.post("/api/reports", report("r9", minute=3, lon=1.9))
    proposed = desk.locator("#boats tr[data-boat='boat:r9']")
    until(lambda: proposed.count() == 1, "a boat that nobody has opened", 30)
    proposed.click()
    until(lambda: "l'ouvrir pour voir qui" in demand(desk), "what opening it is good for")
    assert "Choisir un bateau" not in demand(desk)
