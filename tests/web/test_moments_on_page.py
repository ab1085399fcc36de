"""Other moments on the page, in a real Chromium: a boat's future by slider, its past drawn, two moments side by side."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from browser import until
from server_process import Process

AT = "2021-11-24T03:34:30Z"


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    process = Process(tmp_path_factory.mktemp("moments"), "demo", "--no-browser", "--port", "0")
    yield process
    process.end()


def opened(page: Page, night: Process, query: str = f"at={AT}&boat=charlie&lang=en&palette=night") -> Page:
    page.goto(f"{night.address}?{query}")
    ready(page)
    return page


def ready(page: Page) -> None:
    until(lambda: page.evaluate("window.varne?.ready && !!varne.picture() && !varne.picture().pending.length"), "the night", 60)
    until(lambda: page.evaluate("varne.waiting().length") == 0, "everything to have come", 60)


def parts(page: Page, source: str = "contours") -> dict[str, list]:
    """What the map holds of a source, by part."""
    features = page.evaluate(f"varne.map.getSource('{source}')._data.geojson.features")
    return {p: [f for f in features if f["properties"]["part"] == p] for p in {f["properties"]["part"] for f in features}}


def ahead(page: Page, slider: str, presses: int) -> None:
    """So many times the right arrow, as with no mouse at hand."""
    page.locator(slider).focus()
    for _ in range(presses):
        page.keyboard.press("ArrowRight")


def wrong(page: Page) -> list[str]:
    violations = Axe().run(page).response["violations"]
    return [f"{v['id']}: {n['html'][:100]}" for v in violations if v["impact"] in ("serious", "critical") for n in v["nodes"]]


def test_the_slider_shows_where_the_boat_will_be_and_says_so(page: Page, night: Process) -> None:
    opened(page, night)
    now = parts(page)
    assert "track-ahead" not in now and not any(f["properties"]["ahead"] for f in now["chosen"])
    ahead(page, "#ahead-slider", 12)
    until(lambda: page.evaluate("varne.then()?.at") == "2021-11-24T05:34:00Z", "the forecast of two hours later")
    assert page.locator("#ahead-slider").get_attribute("aria-valuetext") == "05:34 UTC, 2 h 00 later"
    assert page.locator("#ahead-strip-said").inner_text() == (
        "Charlie: FORECAST for 05:34 UTC from what was known at 03:34:30 UTC"
    )
    later = parts(page)
    assert {f["properties"]["name"] for f in later["chosen"]} == {"50 % 05:34", "90 % 05:34", "95 % 05:34"}
    assert later["track-ahead"] and later["place-ahead"][0]["properties"]["name"] == "05:34"
    told = page.evaluate("varne.then()")
    for f in later["chosen"]:
        assert f["geometry"] == told["forecast"]["regions"][f["properties"]["level"]]
    assert "from what was known at 03:34:30 UTC" in page.locator("#ahead-said").inner_text()


def test_the_bar_and_the_panel_are_one_slider_and_one_key_goes_back(page: Page, night: Process) -> None:
    opened(page, night)
    before = page.evaluate("JSON.stringify(varne.map.getSource('contours')._data.geojson)")
    ahead(page, "#ahead-bar", 3)
    assert page.locator("#ahead-slider").input_value() == "3"
    until(lambda: "place-ahead" in parts(page), "the forecast on the map")
    page.keyboard.press("0")
    until(lambda: page.evaluate("JSON.stringify(varne.map.getSource('contours')._data.geojson)") == before, "the present again")
    assert page.locator("#ahead-bar").input_value() == "0"
    assert not page.locator("#ahead-strip").is_visible()
    ahead(page, "#ahead-bar", 2)
    until(lambda: page.locator("#ahead-strip").is_visible(), "the strip")
    page.locator("#ahead-strip-now").focus()
    page.keyboard.press("Enter")
    until(lambda: page.evaluate("varne.thenAt.get()") is None, "the button back")


def test_a_moment_to_come_survives_a_reload_and_ends_when_it_has_come(page: Page, night: Process) -> None:
    opened(page, night)
    ahead(page, "#ahead-bar", 2)
    until(lambda: page.evaluate("varne.then()?.at") == "2021-11-24T03:54:00Z", "the forecast")
    until(lambda: "then=2021-11-24T03" in page.url, "the address")
    page.reload()
    ready(page)
    until(lambda: page.evaluate("varne.then()?.at") == "2021-11-24T03:54:00Z", "the same after the reload")
    while page.locator("#utc").inner_text() < "03:54:00":
        page.keyboard.press("n")
    assert page.evaluate("varne.thenAt.get()") is None


def test_who_lives_then_is_a_range_once_the_water_is_known(page: Page, night: Process) -> None:
    opened(page, night)
    ahead(page, "#ahead-slider", 18)
    until(lambda: page.locator("#ahead-said p").count() == 1, "the forecast in words")
    page.locator("#ahead-water").focus()
    page.keyboard.type("12")
    page.keyboard.press("Tab")
    until(lambda: page.locator("#ahead-said p").count() == 2, "who lives")
    said = page.locator("#ahead-said").inner_text()
    alive = page.evaluate("varne.then().alive")
    assert "Alive then, found or not:" in said
    assert f"That is {alive['people']['min']} to {alive['people']['max']} of those unaccounted for." in said
    assert "they are no ground to end a search" in page.locator("#ahead-states").inner_text()
    unknown = alive["likely"]
    page.locator("#ahead-buoyancy").select_option("worn")
    until(lambda: page.evaluate("varne.then().alive.likely") > unknown, "the jackets to count")


def test_without_a_boat_or_a_forecast_the_slider_waits(page: Page, night: Process) -> None:
    opened(page, night, f"at={AT}&lang=en")
    assert page.locator("#ahead-bar").is_disabled()
    assert page.locator("#ahead-bar-said").inner_text() == "choose an open boat"


def test_the_past_is_a_line_to_the_moment_and_not_beyond(page: Page, night: Process) -> None:
    opened(page, night)
    track = parts(page)["track"][0]["geometry"]["coordinates"]
    hours = [f["properties"]["time"] for f in parts(page)["hour"]]
    assert len(track) == len(hours) > 3
    assert max(hours) <= "03:34"
    ahead(page, "#ahead-slider", 12)
    until(lambda: "track-ahead" in parts(page), "the way to come")
    assert parts(page)["track"][0]["geometry"]["coordinates"] == track
    coming = parts(page)["track-ahead"][0]["geometry"]["coordinates"]
    assert coming[0] == track[-1] and len(coming) > 2


def test_a_closed_boat_keeps_the_way_its_reports_tell(page: Page, web: str) -> None:
    """Bravo of the made-up night: closed, so nobody computes a forecast; its fixes without those of the crew that came."""
    page.goto(f"{web}/?at=2030-01-11T04:40:00Z&boat=b1&lang=en")
    until(lambda: page.evaluate("window.varne?.ready && !!varne.picture()"), "the page", 40)
    page.route("**/api/picture*", lambda route: route.fulfill(json=closed(route.fetch().json())))
    page.keyboard.press("p")
    until(lambda: page.evaluate("varne.picture().boats[0].status") == "closed", "Alfa to be closed")
    until(lambda: [f["properties"]["time"] for f in parts(page)["hour"]] == ["23:04", "00:10", "01:29"], "its fixes")
    assert parts(page)["track"][0]["geometry"]["coordinates"] == [[1.89, 51.085], [1.83, 51.112], [1.8, 51.13]]


def closed(picture: dict) -> dict:
    boats = [b | {"status": "closed", "forecast": None} if b["id"] == "b1" else b for b in picture["boats"]]
    return picture | {"boats": boats}


@pytest.mark.parametrize("look", ["lang=en&palette=night", "lang=fr&palette=day", "lang=fr&palette=dusk"])
def test_looking_ahead_keeps_nobody_out(page: Page, night: Process, look: str) -> None:
    opened(page, night, f"at={AT}&boat=charlie&{look}")
    ahead(page, "#ahead-slider", 12)
    until(lambda: page.locator("#ahead-said p").count() == 1, "the forecast in words")
    assert wrong(page) == []
    assert "[" not in page.locator("#detail").inner_text()
