"""A report taken in by keyboard alone at a real node: drafts, readings, the outbox, what matters for people in the water."""

import socket
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Route

from browser import until
from server_process import Process

pytestmark = pytest.mark.map(False)


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


def kept_in(page: Page) -> list[str]:
    """What the outbox keeps in the browser."""
    return page.evaluate(
        "Object.keys(localStorage).filter(k => k.startsWith('varne.outbox.')).map(k => localStorage.getItem(k))"
    )


def recorded(screen: Page, text: str) -> dict:
    """The report with these words, once it is on the screen."""
    until(lambda: any(r["text"] == text for r in reports(screen)), f"the report {text!r} on the screen", 60)
    (found,) = [r for r in reports(screen) if r["text"] == text]
    return found


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


@pytest.mark.map(True)
def test_several_readings_are_all_shown_and_none_is_chosen_for_the_officer(screen: Page) -> None:
    screen.keyboard.press("r")
    screen.locator("[name=position]").fill("50.55 1.30")
    until(lambda: screen.locator("#intake-readings .reading").count() >= 3, "several readings and 'leave it open'")
    assert screen.locator("#intake-readings input:checked").get_attribute("value") == "-1"
    first = screen.evaluate("varne.map.getSource('readings')._data.geojson.features[0]")
    assert first["properties"]["number"] == "1"  # the list says which is which on the map
    assert screen.locator("#intake-readings .reading .number").first.inner_text().startswith("1: ")
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
    screen.locator("[name=condition]").select_option("underway")
    assert second() == "intake.what"
    screen.locator("[name=condition]").select_option("people_in_water")
    screen.locator("[name=clothing]").fill("light")
    screen.locator("[name=flotation]").fill("ten jackets")
    screen.keyboard.press("Enter")
    until(lambda: any("clothing: light" in r["text"] and "ten jackets" in r["text"] for r in reports(screen)), "the report", 60)
    screen.keyboard.press("r")
    assert second() == "intake.what"


@pytest.mark.map(True)
def test_a_place_on_the_map_is_a_position_in_degrees_and_minutes(screen: Page) -> None:
    screen.keyboard.press("r")
    screen.locator("[name=position]").fill("")
    box = screen.locator("#map canvas").bounding_box()
    assert box is not None
    screen.mouse.click(box["x"] + box["width"] * 0.8, box["y"] + box["height"] * 0.5)
    until(lambda: "N" in field(screen, "position") and "E" in field(screen, "position"), "the position")
    until(lambda: screen.locator("#intake-readings .reading").count() >= 1, "its reading")
    assert screen.evaluate("document.activeElement.name") == "position"
    screen.locator("[name=position]").fill("off the Varne")
    screen.mouse.click(box["x"] + box["width"] * 0.7, box["y"] + box["height"] * 0.5)
    assert field(screen, "position") == "off the Varne"


def test_another_language_loses_nothing_of_what_was_typed_and_chosen(screen: Page) -> None:
    screen.keyboard.press("r")
    screen.locator("[name=text]").fill("avec des enfants")
    screen.locator("[name=channel]").select_option("vhf")
    screen.locator("[name=position]").fill("50.55 1.30")
    until(lambda: screen.locator("#intake-readings .reading").count() >= 3, "several readings")
    screen.locator("#intake-readings input").nth(1).check()
    screen.locator("#languages [data-choice=fr]").click()
    until(lambda: "laisser ouvert" in screen.locator("#intake-readings").inner_text(), "the readings in French")
    assert [field(screen, n) for n in ("text", "channel", "position", "reading")] == [
        "avec des enfants",
        "vhf",
        "50.55 1.30",
        "1",
    ]


@pytest.mark.map(True)
def test_escape_closes_wherever_the_focus_is_and_the_focus_goes_back(screen: Page) -> None:
    screen.locator("#play").focus()
    screen.keyboard.press("r")
    screen.keyboard.press("Escape")
    assert not screen.locator("#intake").is_visible()
    assert screen.evaluate("document.activeElement.id") == "play"
    screen.keyboard.press("r")
    screen.locator("#map canvas").focus()
    screen.keyboard.press("Escape")
    assert not screen.locator("#intake").is_visible()


def test_a_form_that_was_opened_and_left_does_not_date_the_next_report(screen: Page) -> None:
    screen.keyboard.press("r")
    screen.keyboard.press("Escape")
    screen.wait_for_timeout(20)
    between = screen.evaluate("new Date().toISOString()")
    screen.keyboard.press("r")
    screen.locator("[name=text]").fill("opened twice")
    screen.locator("[name=observed]").press("Enter")
    assert recorded(screen, "opened twice")["received"] >= between


TIMES = [  # typed, now, meant
    ("0231", "2021-11-24T02:31:40Z", "2021-11-24T02:31:00Z"),
    ("02:31", "2021-11-24T02:30:50Z", "2021-11-24T02:30:50Z"),  # the clock on the wall is ahead
    ("2h31", "2021-11-24T09:00:00Z", "2021-11-24T02:31:00Z"),
    ("2358", "2021-11-24T00:04:00Z", "2021-11-23T23:58:00Z"),
    ("0001", "2021-11-24T00:02:00Z", "2021-11-24T00:01:00Z"),
    ("0001", "2021-11-23T23:59:30Z", "2021-11-23T23:59:30Z"),
    ("0300", "2021-11-24T02:31:00Z", "2021-11-23T03:00:00Z"),
    ("2500", "2021-11-24T02:31:00Z", None),
    ("", "2021-11-24T02:31:00Z", None),
]


def test_a_time_of_day_is_the_latest_that_has_been(screen: Page) -> None:
    script = "async ([typed, now]) => (await import('/js/intake/line.js')).observed(typed, Date.parse(now)) ?? null"
    for typed, now, meant in TIMES:
        found = screen.evaluate(script, [typed, now])
        assert found == (None if meant is None else datetime.fromisoformat(meant).timestamp() * 1000), (typed, now)


def test_what_was_true_during_a_call_is_not_dated_a_day_back_nor_before_it_came_in(screen: Page) -> None:
    script = """async () => {
        const { lineOf } = await import('/js/intake/line.js');
        const at = (t) => Date.parse(`2021-11-2${t}:00Z`);
        return lineOf({ observed: '0001' }, 'a', at('3T23:58'), at('4T00:03'), null, () => '');
    }"""
    line = screen.evaluate(script)
    assert (line["observed"], line["received"]) == ("2021-11-24T00:01:00.000Z", "2021-11-24T00:01:00.000Z")


def test_no_time_of_day_is_not_handed_in_in_silence(screen: Page) -> None:
    screen.keyboard.press("r")
    screen.locator("[name=observed]").fill("half past two")
    screen.keyboard.press("Enter")
    assert screen.locator("#intake").is_visible()
    assert screen.evaluate("document.querySelector('[name=observed]').validity.patternMismatch")


def test_a_reading_of_one_report_is_never_the_place_of_the_next(screen: Page) -> None:
    late: list[Route] = []
    screen.route("**/api/position*", lambda route: late.append(route))  # playwright marks what it calls: no built-in
    screen.keyboard.press("r")
    screen.locator("[name=text]").fill("no place said")
    screen.locator("[name=position]").fill("51 05.5 N 001 30.0 E")
    until(lambda: bool(screen.wait_for_timeout(20) or late), "the question for its readings")
    screen.locator("[name=position]").fill("")
    late[0].continue_()
    until(lambda: screen.locator("#intake-readings .reading").count() == 1, "the late answer")
    screen.locator("[name=observed]").press("Enter")
    assert recorded(screen, "no place said")["lon"] is None
    screen.unroute_all(behavior="ignoreErrors")


def test_a_refused_report_says_why_and_is_mended_and_its_number_is_gone_from_the_browser(
    context: BrowserContext, node: Process
) -> None:
    screen = context.new_page()  # it will log that the report is refused
    screen.goto(f"{node.address}?lang=en")
    until(lambda: screen.evaluate("window.varne?.ready && !!varne.picture()"), "the page to be ready", 60)
    screen.keyboard.press("r")
    for name, value in (("text", "twenty or more"), ("caller", "+44 7700 900123"), ("people_min", "20"), ("people_max", "10")):
        screen.locator(f"[name={name}]").fill(value)
    screen.keyboard.press("Enter")
    until(lambda: "NOT RECORDED" in screen.locator("#outbox").inner_text(), "the refusal")
    assert "twenty or more" in screen.locator("#outbox").inner_text()
    assert "people" in screen.locator("#outbox").inner_text().split("”", 1)[1]
    screen.reload()
    until(lambda: screen.evaluate("window.varne?.ready"), "the page to be ready", 60)
    screen.get_by_role("button", name="Mend", exact=True).click()
    assert field(screen, "caller") == "+44 7700 900123"
    screen.locator("[name=people_max]").fill("30")
    screen.keyboard.press("Enter")
    assert recorded(screen, "twenty or more")["people"] == {"min": 20, "likely": 25, "max": 30}
    until(lambda: screen.locator("#outbox").is_hidden(), "the outbox to be empty")
    assert "900123" not in screen.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")


def test_a_number_that_the_node_could_not_keep_stays_until_somebody_has_written_it_down(screen: Page) -> None:
    problem = {"where": "caller", "text": "", "why": "the number was not kept: no space", "mend": "write it down by hand"}
    answer = {"seq": 1, "id": "a", "problems": [problem]}
    screen.route("**/api/reports", lambda r: r.fulfill(status=201, json=answer))
    screen.keyboard.press("r")
    screen.locator("[name=caller]").fill("+44 7700 900456")
    screen.keyboard.press("Enter")
    until(lambda: "write it down by hand" in screen.locator("#outbox").inner_text(), "what is lost otherwise")
    assert "+44 7700 900456" in screen.locator("#outbox").inner_text()
    screen.get_by_role("button", name="Written down").click()
    assert kept_in(screen) == []


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
    assert page.locator("#outbox").inner_text().endswith(": 2")
    assert len(kept_in(page)) == 2
    again = Process(tmp_path, "serve", "--config", config(tmp_path, port))
    try:
        until(lambda: page.locator("#outbox").is_hidden(), "the node to acknowledge both", 60)
        assert len(again.get("/api/picture")["reports"]) == 2
    finally:
        again.end()


def test_two_tabs_never_lose_each_others_reports(tmp_path: Path, context: BrowserContext) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    node = Process(tmp_path, "serve", "--config", config(tmp_path, port))
    one, other = context.new_page(), context.new_page()
    try:
        for page in (one, other):
            page.goto(f"{node.address}?lang=en")
            until(lambda page=page: page.evaluate("window.varne?.ready && !!varne.picture()"), "the page to be ready", 60)
    finally:
        node.end()
    for page, text in ((one, "from one"), (other, "from the other")):
        page.bring_to_front()
        page.keyboard.press("r")
        page.locator("[name=text]").fill(text)
        page.locator("[name=observed]").press("Enter")
    until(lambda: other.locator("#outbox").inner_text().endswith(": 2"), "each tab to know of both")
    assert len(kept_in(other)) == 2
    one.close()
    again = Process(tmp_path, "serve", "--config", config(tmp_path, port))
    try:
        until(lambda: other.locator("#outbox").is_hidden(), "the tab that is left to hand in both", 60)
        assert sorted(r["text"] for r in again.get("/api/picture")["reports"]) == ["from one", "from the other"]
        assert kept_in(other) == []
    finally:
        again.end()


def test_a_whole_message_is_pasted_and_fills_what_is_empty(context: BrowserContext, screen: Page) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    said = "SOS nous sommes 33 personnes 51°08.5'N 001°44.5'E appelez +33 6 12 34 56 78, le moteur est mort"
    screen.keyboard.press("r")
    screen.locator("[name=people_likely]").fill("40")
    screen.evaluate("text => navigator.clipboard.writeText(text)", said)
    screen.locator("[name=text]").focus()
    screen.keyboard.press("ControlOrMeta+V")
    until(lambda: field(screen, "position") != "", "the position")
    assert field(screen, "text") == said
    assert (field(screen, "position"), field(screen, "caller")) == ("51°08.5'N 001°44.5'E", "+33612345678")
    assert (field(screen, "people_min"), field(screen, "people_likely")) == ("", "40")  # what somebody typed stays
    found = screen.locator("#intake-found").inner_text()
    assert found == "Taken from the message, to be checked: position, number to call back"
    until(lambda: screen.locator("#intake-readings .reading").count() == 1, "its reading")
    screen.locator("[name=observed]").press("Enter")
    until(lambda: any("moteur" in r["text"] for r in reports(screen)), "the report", 60)
    (made,) = [r for r in reports(screen) if "moteur" in r["text"]]
    assert (made["lon"], made["lat"]) == pytest.approx((1.7417, 51.1417), abs=1e-3)
    assert "12 34" not in str(reports(screen))

    late: list[Route] = []
    screen.route("**/api/message", lambda route: late.append(route))
    screen.keyboard.press("r")
    screen.locator("[name=text]").focus()
    screen.keyboard.press("ControlOrMeta+V")
    until(lambda: bool(screen.wait_for_timeout(20) or late), "the question what it says")
    screen.locator("[name=observed]").press("Enter")
    screen.keyboard.press("r")
    screen.locator("[name=text]").fill("another boat")
    with screen.expect_response("**/api/message"):
        late[0].continue_()
    screen.wait_for_timeout(200)
    assert [field(screen, name) for name in ("position", "people_likely", "caller")] == ["", "", ""]
    screen.unroute_all(behavior="ignoreErrors")
