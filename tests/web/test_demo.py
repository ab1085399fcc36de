"""The real `varne demo` in a real Chromium: what a newcomer sees, with no console error and no request to anywhere else."""

import pytest
from playwright.sync_api import Page

from browser import until
from server_process import Process


@pytest.fixture(scope="module")
def night(tmp_path_factory):
    process = Process(tmp_path_factory.mktemp("home"), "demo", "--no-browser", "--port", "0")
    yield process.address.rstrip("/")
    process.end()


@pytest.fixture(scope="module")
def simulated(tmp_path_factory):
    process = Process(tmp_path_factory.mktemp("home"), "demo", "--case", "simulated-night", "--no-browser", "--port", "0")
    yield process.address.rstrip("/")
    process.end()


def opened(page: Page, address: str, query: str) -> Page:
    page.goto(f"{address}/?lang=en&{query}")
    drawn(page)
    return page


def drawn(page: Page) -> None:
    """Wait until the page is ready and a first picture has come; what it waits for is told when it does not."""
    until(lambda: page.evaluate("window.varne?.ready"), "the page to be ready", 60)
    until(lambda: page.evaluate("!!varne.picture()"), f"the first picture; page: {page.evaluate('varne.waiting()')}", 60)


def rows(page: Page) -> list[str]:
    return [row.inner_text() for row in page.locator("#boats tr").all()]


def shown(page: Page, at: str) -> None:
    whole = f"varne.picture()?.at === '{at}' && !varne.picture().pending.length"
    until(lambda: page.evaluate(whole), f"the whole picture of {at}", 60)


def test_a_newcomer_presses_play_and_the_night_begins(page: Page, night: str) -> None:
    opened(page, night, "")
    assert "RECONSTRUCTION" in page.locator("body").inner_text()
    assert rows(page) == []
    page.locator("#play").click()
    until(lambda: any("Gris-Nez 0051" in row for row in rows(page)), "the first boat in the list", 60)
    page.locator("#play").click()


def test_at_0334_charlie_stays_open_and_says_why(page: Page, night: str) -> None:
    opened(page, night, "at=2021-11-24T03:34:30Z")
    charlie = next(row for row in rows(page) if "Charlie" in row)
    assert "33–40" in charlie
    assert "people in the water" in charlie
    page.locator("#boats tr", has_text="Charlie").first.click()
    body = page.locator("body").inner_text()
    assert "No evidence is named; an assumption does not close a boat" in body
    assert "wind of that night is not sourced" in body


@pytest.mark.parametrize("at", ["01:33:30", "03:34:30", "08:16:40", "12:49:30"])
def test_a_reload_shows_the_same_picture(page: Page, night: str, at: str) -> None:
    opened(page, night, f"at=2021-11-24T{at}Z")
    shown(page, f"2021-11-24T{at}Z")
    before = page.evaluate("JSON.stringify(varne.picture())")
    page.reload()
    drawn(page)
    shown(page, f"2021-11-24T{at}Z")
    assert page.evaluate("JSON.stringify(varne.picture())") == before


def test_a_search_is_planned_and_what_would_be_left_changes_the_map(page: Page, night: str) -> None:
    """In a replay too: only what would be recorded is refused, and says why."""
    opened(page, night, "at=2021-11-24T03:40:00Z")
    shown(page, "2021-11-24T03:40:00Z")
    page.locator("#boats tr", has_text="Charlie").first.click()
    page.locator("#plan-open").click()
    until(lambda: page.locator("#search-go").is_visible(), "the form")
    page.locator("#search-form input[name=seconds]").fill("1")
    page.locator("#search-form input[name=water]").fill("12")
    page.locator("#search-go").click()
    until(lambda: page.evaluate("!!varne.plan()?.request"), "the plan", 90)
    contours = "JSON.stringify(varne.map.getSource('contours')._data.geojson.features.filter(f => f.properties.level))"
    page.evaluate("varne.thenAt.set(Date.parse('2021-11-24T06:00:00Z'))")
    page.wait_for_timeout(2000)
    before = page.evaluate(contours)
    page.locator("#search-what-if").check()
    until(lambda: "would have been found by then" in page.locator("#search-left").inner_text(), "what would be left")
    until(lambda: page.evaluate(contours) != before, "the map to change")
    taking = page.get_by_role("button", name="Take this plan")
    assert taking.is_disabled()
    assert "A replay: nothing new is recorded" in page.locator("#search-acts").inner_text()


def test_every_sentence_of_the_night_is_said_in_french(page: Page, night: str) -> None:
    """Each key that the server sends is in both catalogues: nothing falls back to English."""
    opened(page, night, "at=2021-11-24T12:49:30Z")
    missing = page.evaluate(
        """async () => {
            const sent = new Set();
            const walk = (x) => {
                if (!x || typeof x !== 'object') return;
                if (x.key && x.text !== undefined && x.args) sent.add(x.key);
                Object.values(x).forEach(walk);
            };
            const moments = ['01:33:30', '02:35:00', '03:34:30', '05:30:00', '08:16:40', '12:49:30', '17:30:00'];
            for (const t of moments)
                walk(await (await fetch(`/api/picture?at=2021-11-24T${t}Z`)).json());
            const [en, fr] = await Promise.all(['en', 'fr'].map(async (l) => (await fetch(`/words/${l}.json`)).json()));
            return [...sent].filter((k) => !(k in en) || !(k in fr)).sort();
        }"""
    )
    assert missing == []


def test_the_simulated_night_is_labelled_and_busy(page: Page, simulated: str) -> None:
    opened(page, simulated, "at=2026-06-21T01:00:00Z")
    until(lambda: len(rows(page)) >= 10, "ten boats or more", 90)
    assert "SIMULATED" in page.locator("header").inner_text()
