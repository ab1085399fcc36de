"""Alarms on the page of a real node: acknowledged and taken by keyboard, whose they are in words, a tone off by default."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from browser import until
from server_process import Process
from two_centres import report, two_centres

pytestmark = pytest.mark.map(False)

OPENED = {"kind": "boat-opened", "boat": "c", "name": "Charlie", "centre": "dover", "role": "watch officer", "reports": ["r1"]}
QUIET = "[alarms]\noverdue_hours = 1e6\n"
"""The reports of these tests are old."""
COUNTED = "window.tones = 0; const make = AudioContext.prototype.createOscillator; \
AudioContext.prototype.createOscillator = function () { window.tones++; return make.call(this); };"
MUTE = """() => {
    window.waiting = [];
    Object.defineProperty(AudioContext.prototype, "state", { get: () => (window.waiting ? "suspended" : "running") });
    AudioContext.prototype.resume = () => new Promise((heard) => window.waiting.push(heard));
}"""
"""As a browser is until the page was used by hand."""


@pytest.fixture
def node(tmp_path) -> Iterator[Process]:
    """A boat that nobody has heard of for a long time: its silence is an alarm."""
    (tmp_path / "varne.toml").write_text(f'port = 0\ncentre = "dover"\nstates = 100\n{QUIET}')
    process = Process(tmp_path, "serve", "--config", str(tmp_path / "varne.toml"))
    process.post("/api/reports", report("r1"))
    process.post("/api/decisions", OPENED)
    yield process
    process.end()


def opened(page: Page, address: str, query: str = "lang=en") -> Page:
    page.goto(f"{address}?{query}")
    until(lambda: page.evaluate("window.varne?.ready && !!varne.picture()?.alarms.length"), "the page to be ready", 60)
    return page


def words(page: Page) -> str:
    return page.locator("#alarms").inner_text()


def silent(node: Process) -> dict | None:
    return next((a for a in node.get("/api/picture")["alarms"] if a["kind"] == "silence"), None)


def record_by_keys(page: Page, remark: str = "") -> None:
    """What the officer does in the window, without a mouse."""
    until(lambda: page.locator("#decide").is_visible(), "the window to open")
    page.keyboard.type(remark)
    for _ in range(9):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "decide-record":
            break
    page.keyboard.press("Enter")
    until(lambda: not page.locator("#decide").is_visible(), "the window to close")


def serious(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{v['id']}: {n['html'][:120]}" for v in found if v["impact"] in ("serious", "critical") for n in v["nodes"]]


def test_an_alarm_is_acknowledged_and_taken_by_keyboard(page: Page, node: Process) -> None:
    opened(page, node.address)
    assert page.title().startswith("(")
    assert "Charlie: nothing heard for" in words(page)
    assert "owner: Dover; nobody has taken it" in words(page)
    assert "Call back, ask those nearby, or send somebody to look." in words(page)

    page.keyboard.press("a")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')").startswith("Acknowledge… Charlie: nothing heard")
    page.keyboard.press("Enter")
    record_by_keys(page)
    until(lambda: "seen by Dover, watch officer, at " in words(page), "the acknowledgement")
    assert "nobody has taken it" in words(page)
    assert not page.title().startswith("(")
    assert page.locator("#alarms li.done").count() == 1  # it stands as long as its cause does

    page.keyboard.press("a")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')").startswith("Take it… Charlie: nothing heard")
    page.keyboard.press("Enter")
    record_by_keys(page, "calling the number")
    until(lambda: "Dover, watch officer, deals with it since " in words(page), "the taking")
    alarm = silent(node)
    assert (alarm["waits"], alarm["taken"]["reason"]) == (False, "calling the number")
    assert serious(page) == []

    page.keyboard.press("r")  # where somebody types, the letter is a letter
    until(lambda: page.locator("#intake").is_visible(), "the form")
    page.locator("#intake-form [name=text]").press("a")
    assert page.locator("#intake-form [name=text]").input_value() == "a"


def test_the_tone_is_off_until_it_is_switched_on_and_then_says_a_new_alarm(page: Page, node: Process) -> None:
    page.add_init_script(COUNTED)
    opened(page, node.address)
    node.post("/api/reports", report("p1", minute=3))  # a pin of no boat: an alarm of its own
    until(lambda: "belongs to no boat" in words(page), "the new alarm")
    assert page.evaluate("tones") == 0
    page.locator("#alarms-tone").focus()
    page.keyboard.press("Space")
    until(lambda: page.evaluate("tones") == 2, "the proof that it can be heard")
    node.post("/api/reports", report("p2", minute=4, lon=1.9))
    until(lambda: page.locator("#alarms li").count() == 3, "the next alarm")
    until(lambda: page.evaluate("tones") == 4, "its tone")
    page.evaluate(MUTE)
    page.evaluate("import('/js/tone.js').then(({ ring }) => { for (let alarm = 0; alarm < 3; alarm++) ring(); })")
    until(lambda: page.locator("#alarms-tone-off").is_visible(), "that no tone can be heard yet")
    page.evaluate("(() => { const held = waiting; window.waiting = null; held.forEach((heard) => heard()); })()")
    until(lambda: page.evaluate("tones") == 6, "one tone, for whatever came meanwhile")
    page.wait_for_timeout(200)
    assert page.evaluate("tones") == 6
    page.reload()
    until(lambda: page.evaluate("window.varne?.ready"), "the page again", 60)
    assert page.locator("#alarms-tone").is_checked()


def test_what_one_centre_has_seen_stands_at_the_other_and_is_not_enough_there(page: Page, tmp_path) -> None:
    with two_centres(tmp_path, QUIET) as both:
        until(both.works, "the link", 60)
        dover, griz = both.nodes["dover"], both.nodes["gris-nez"]
        dover.post("/api/reports", report("r1"))
        dover.post("/api/decisions", OPENED)
        until(lambda: silent(griz), "the alarm at the other centre")
        alarm = silent(griz)
        assert alarm["owners"] == ["dover"]
        opened(page, dover.address)
        seen = {"kind": "alarm-acknowledged", "alarm": alarm["key"], "centre": "gris-nez", "role": "liaison"}
        griz.post("/api/decisions", seen)
        until(lambda: "seen by Gris-Nez, liaison" in words(page), "the other centre's acknowledgement")
        assert "not yet seen by Dover" in words(page)
        assert page.locator("#alarms li.waiting").count() == 1
        griz.post("/api/decisions", seen | {"kind": "alarm-taken"})
        until(lambda: "Gris-Nez, liaison, deals with it since" in words(page), "who deals with it")
        assert page.locator("#alarms li.waiting").count() == 0
