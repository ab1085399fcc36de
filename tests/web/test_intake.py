"""A report taken in by keyboard alone at a real node: drafts, readings, the outbox, what matters for people in the water."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from browser import until
from server_process import Process


def config(folder: Path, port: int = 0) -> str:
    path = folder / "varne.toml"
    path.write_text(f"port = {port}\nstates = 200\n", "utf-8")
    return str(path)


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    home = tmp_path_factory.mktemp("intake")
    server = Process(home, "serve", "--config", config(home))
    yield server
    server.end()


@pytest.fixture
def screen(node: Process, page: Page) -> Page:
    page.goto(f"{node.address}?lang=en")
    until(lambda: page.evaluate("window.varne?.ready && !!varne.picture()"), "the page to be ready", 60)
    return page


def reports(screen: Page) -> list[dict]:
    return screen.evaluate("varne.picture().reports")


def field(screen: Page, name: str) -> str:
    return screen.evaluate(f"document.getElementById('intake-form').elements['{name}'].value")


def tab_to(screen: Page, name: str) -> None:
    """Go to a field with the Tab key alone, as hands on the keyboard do."""
    for _ in range(60):
        if screen.evaluate("document.activeElement?.name") == name:
            return
        screen.keyboard.press("Tab")
    pytest.fail(f"no way to the field {name} with the Tab key")


def test_a_report_is_taken_in_by_keyboard_alone_and_is_on_the_screen(screen: Page) -> None:
    screen.keyboard.press("r")
    assert screen.evaluate("document.activeElement.name") == "channel"
    for name, text in (
        ("text", "engine stopped, water comes in"),
        ("position", "51 05.5 N 001 30.0 E"),
        ("people_likely", "33"),
    ):
        tab_to(screen, name)
        screen.keyboard.type(text)
    tab_to(screen, "condition")
    screen.keyboard.type("taking")
    until(lambda: screen.locator("#intake-readings .reading").count() >= 1, "the readings")
    tab_to(screen, "speed_kn")
    screen.keyboard.press("Enter")
    until(lambda: any(r["text"] == "engine stopped, water comes in" for r in reports(screen)), "the report on the screen", 60)
    (found,) = [r for r in reports(screen) if r["text"] == "engine stopped, water comes in"]
    assert found["people"] == {"min": 33, "likely": 33, "max": 33}
    assert found["condition"] == "taking_water"
    assert (round(found["lon"], 4), round(found["lat"], 4)) == (1.5, 51.0917)
    assert screen.locator("#outbox").is_hidden()


def test_several_readings_are_all_shown_and_none_is_chosen_for_the_officer(screen: Page) -> None:
    screen.keyboard.press("r")
    screen.locator("[name=position]").fill("50.55 1.30")
    until(lambda: screen.locator("#intake-readings .reading").count() >= 3, "several readings and 'leave it open'")
    assert screen.locator("#intake-readings input:checked").get_attribute("value") == "-1"
    screen.locator("#intake-readings input").first.check()
    until(lambda: screen.locator("#intake-readings input:checked").get_attribute("value") == "0", "the choice to stand")


def test_a_draft_survives_a_reload_and_waits_until_it_is_recorded(screen: Page) -> None:
    screen.keyboard.press("r")
    screen.locator("[name=text]").fill("half a sentence")
    screen.locator("[name=people_min]").fill("20")
    screen.reload()
    until(lambda: screen.evaluate("window.varne?.ready"), "the page to be ready", 60)
    screen.keyboard.press("r")
    assert field(screen, "text") == "half a sentence"
    assert field(screen, "people_min") == "20"


def test_what_decides_how_long_people_live_is_asked_first_once_people_are_in_the_water(screen: Page) -> None:
    def second() -> str | None:
        return screen.locator("#intake-fields fieldset").nth(1).get_attribute("data-group")

    screen.keyboard.press("r")
    assert second() == "intake.what"
    screen.locator("[name=condition]").select_option("people_in_water")
    assert second() == "intake.water"
    screen.locator("[name=clothing]").fill("light")
    screen.locator("[name=flotation]").fill("ten jackets")
    screen.keyboard.press("Enter")
    until(lambda: any("clothing: light" in r["text"] and "ten jackets" in r["text"] for r in reports(screen)), "the report", 60)


def test_a_place_on_the_map_is_a_position_in_degrees_and_minutes(screen: Page) -> None:
    screen.keyboard.press("r")
    screen.locator("[name=position]").fill("")
    box = screen.locator("#map canvas").bounding_box()
    assert box is not None
    screen.mouse.click(box["x"] + box["width"] * 0.8, box["y"] + box["height"] * 0.5)
    until(lambda: "N" in field(screen, "position") and "E" in field(screen, "position"), "the position")
    until(lambda: screen.locator("#intake-readings .reading").count() >= 1, "its reading")


def test_a_quick_missed_call_is_one_press(screen: Page) -> None:
    before = len(reports(screen))
    screen.locator("#intake-missed").click()
    until(lambda: len(reports(screen)) == before + 1, "the missed call", 60)
    assert "missed_call" in [r["channel"] for r in reports(screen)]


def test_reports_wait_in_the_browser_while_the_node_is_silent_and_go_in_once(tmp_path: Path, context: BrowserContext) -> None:
    page = context.new_page()  # it will log that the node does not answer
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    first = Process(tmp_path, "serve", "--config", config(tmp_path, port))
    try:
        page.goto(f"{first.address}?lang=en")
        until(lambda: page.evaluate("window.varne?.ready && !!varne.picture()"), "the page to be ready", 60)
    finally:
        first.end()
    page.locator("#intake-missed").click()
    page.locator("#intake-missed").click()
    until(lambda: page.locator("#outbox").is_visible(), "the outbox to say that two wait")
    assert "2 reports wait" in page.locator("#outbox").inner_text()
    assert len(json.loads(page.evaluate("localStorage.getItem('varne.outbox')"))) == 2
    again = Process(tmp_path, "serve", "--config", config(tmp_path, port))
    try:
        until(lambda: page.locator("#outbox").is_hidden(), "the node to acknowledge both", 60)
        assert len(again.get("/api/picture")["reports"]) == 2
    finally:
        again.end()
