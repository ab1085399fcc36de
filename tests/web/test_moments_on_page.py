"""Other moments on the page, in a real Chromium: a boat's future by slider, its past drawn, two moments side by side."""

import urllib.parse
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route

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
    """What keeps somebody out, in a light look in French and a dark one in English, chosen on the page."""
    found = []
    for language, palette in ((1, 0), (0, 2)):
        page.locator("#languages button").nth(language).click()
        page.locator("#palettes button").nth(palette).click()
        violations = Axe().run(page).response["violations"]
        found += [
            f"{v['id']}: {n['html'][:90]}" for v in violations if v["impact"] in ("serious", "critical") for n in v["nodes"]
        ]
        assert "[" not in page.locator("main").inner_text()  # a missing word stands in brackets
    return found


HEARD = """() => {
    window.heard = [];
    const region = document.getElementById("say-politely");
    const all = { childList: true, characterData: true, subtree: true };
    new MutationObserver(() => heard.push(region.textContent)).observe(region, all);
}"""
"""All that a screen reader says when it is quiet."""


def test_the_slider_shows_where_the_boat_will_be_and_says_so(page: Page, night: Process) -> None:
    opened(page, night)
    page.evaluate(HEARD)
    now = parts(page)
    track = now["track"][0]["geometry"]["coordinates"]
    assert "track-ahead" not in now and not any(f["properties"]["ahead"] for f in now["chosen"])
    assert len(track) == len(now["hour"]) > 3
    assert max(f["properties"]["time"] for f in now["hour"]) <= "03:34"
    ahead(page, "#ahead-slider", 12)
    until(lambda: page.evaluate("varne.then()?.at") == "2021-11-24T05:34:00Z", "the forecast of two hours later")
    assert page.locator("#ahead-slider").get_attribute("aria-valuetext") == "05:34 UTC, 2 h 00 later"
    assert page.locator("#ahead-strip-said").inner_text() == (
        "Charlie: FORECAST for 05:34 UTC from what was known at 03:34:30 UTC"
    )
    assert "from what was known at 03:34:30 UTC" in page.locator("#ahead-said").inner_text()
    later = parts(page)
    assert {f["properties"]["name"] for f in later["chosen"]} == {"50 % 05:34", "90 % 05:34", "95 % 05:34"}
    told = page.evaluate("varne.then()")
    for f in later["chosen"]:
        assert f["geometry"] == told["forecast"]["regions"][f["properties"]["level"]]
    assert later["place-ahead"][0]["properties"]["name"] == "05:34"
    assert later["track"][0]["geometry"]["coordinates"] == track  # the past stays; what is expected goes on from its end
    coming = later["track-ahead"][0]["geometry"]["coordinates"]
    assert coming[0] == track[-1] and len(coming) > 2
    page.keyboard.press("n")
    until(lambda: "known at 03:34:30 UTC" not in page.locator("#ahead-said").inner_text(), "the same by what is known later")
    assert sum("Forecast for 05:34" in words for words in page.evaluate("heard")) == 1  # and not with every picture that comes


def test_the_bar_and_the_panel_are_one_slider_and_one_key_goes_back(page: Page, night: Process) -> None:
    opened(page, night, f"at={AT}&lang=en&then=2021-11-24T03:00:00Z")
    assert page.evaluate("varne.thenAt.get()") is None  # it has been
    assert page.locator("#ahead-bar").is_disabled()
    assert page.locator("#ahead-bar-said").inner_text() == "choose an open boat"
    page.locator("#boats tr", has_text="Charlie").first.click()
    until(lambda: "chosen" in parts(page), "the boat")
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
    ahead(page, "#ahead-bar", 2)
    until(lambda: page.locator("#ahead-strip").is_visible(), "the strip again")
    page.keyboard.press("Escape")  # without a boat nothing is ahead, also for the layers
    until(lambda: page.evaluate("varne.thenAt.get()") is None, "the present of the whole map")
    assert page.locator("#ahead-bar-said").inner_text() == "choose an open boat"


def test_a_moment_to_come_survives_a_reload_and_ends_when_it_has_come(page: Page, night: Process) -> None:
    opened(page, night, f"at={AT}&boat=charlie&then=2021-11-24T03:54:00Z&lang=en")
    until(lambda: page.evaluate("varne.then()?.at") == "2021-11-24T03:54:00Z", "the forecast")
    until(lambda: "then=2021-11-24T03%3A54" in where(page), "the address")
    page.reload()
    ready(page)
    until(lambda: page.evaluate("varne.then()?.at") == "2021-11-24T03:54:00Z", "the same after the reload")
    while page.locator("#utc").inner_text() < "03:54:00":
        page.keyboard.press("n")
    assert page.evaluate("varne.thenAt.get()") is None


def test_who_lives_then_is_a_range_once_the_water_is_known(page: Page, night: Process) -> None:
    opened(page, night, f"at={AT}&boat=charlie&then=2021-11-24T06:34:00Z&lang=en")
    until(lambda: page.locator("#ahead-said p").count() == 1, "the forecast in words")
    page.locator("#ahead-water").focus()
    page.keyboard.type("45")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "ahead-water"  # what is not taken is said, and stays under the hands
    page.keyboard.press("ControlOrMeta+A")
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
    assert wrong(page) == []
    page.locator("#boats tr:not([aria-current])").first.click()
    known = [page.locator(f"#ahead-{name}").input_value() for name in ("water", "buoyancy")]
    assert known == ["12", "unknown"]  # nobody has said that the people of another boat wear any


def test_a_closed_boat_keeps_the_way_its_reports_tell(page: Page, web: str) -> None:
    """Alfa of the made-up night, closed: nobody computes a forecast, and its fixes stand in order of time."""

    def closed(route: Route) -> None:
        whole = route.fetch().json()
        boats = [b | {"status": "closed", "forecast": None} if b["id"] == "b1" else b for b in whole["boats"]]
        route.fulfill(json=whole | {"boats": boats})

    page.route("**/api/picture*", closed)
    page.goto(f"{web}/?at=2030-01-11T04:40:00Z&boat=b1&lang=en")
    until(lambda: page.evaluate("window.varne?.ready && !!varne.picture() && !!varne.map"), "the page", 40)
    until(lambda: [f["properties"]["time"] for f in parts(page).get("hour", [])] == ["23:04", "00:10", "01:29"], "its fixes")
    assert parts(page)["track"][0]["geometry"]["coordinates"] == [[1.89, 51.085], [1.83, 51.112], [1.8, 51.13]]


def beside(page: Page, night: Process, query: str) -> Page:
    page.goto(f"{night.address}compare.html?{query}")
    whole(page)
    return page


def whole(page: Page) -> None:
    until(lambda: page.evaluate("!!window.varne?.ready && !!varne.told?.()"), "the first pictures", 90)
    until(lambda: page.evaluate("![varne.told().first, varne.told().second].some(p => p.pending.length)"), "the forecasts", 90)


def test_known_then_and_known_now_are_told_in_words_before_the_maps(page: Page, night: Process) -> None:
    beside(page, night, f"a={AT}&known_b=2021-11-24T18:00:00Z&boat=charlie&lang=en&palette=night")
    captions = page.locator("#caption_a").inner_text(), page.locator("#caption_b").inner_text()
    assert captions[0].startswith("First: 2021-11-24 03:34:30 UTC, as known then (log ")
    assert captions[1].startswith("Second: 2021-11-24 03:34:30 UTC, by what was known on 2021-11-24 at 18:00 UTC (log ")
    told = page.evaluate("varne.told()")
    charlie = next(row for row in told["boats"] if row["second"] == "charlie")
    assert "position" in charlie["differs"]
    assert "Charlie: the second place lies" in page.locator("#differs").inner_text()
    assert sum(len(row["words"]) for row in told["boats"]) + len(told["night"]) == page.locator("#differs li").count()
    assert "what people did stays as it stood" in page.locator("#scope").inner_text()
    assert page.evaluate("[...document.querySelectorAll('main h2')].map(h => h.id)") == [
        "differs-head",
        "maps-head",
        "table-head",
    ]
    assert wrong(page) == []


def test_table_and_maps_hold_both_moments(page: Page, night: Process) -> None:
    beside(page, night, "a=2021-11-24T02:00:00Z&b=2021-11-24T05:00:00Z&boat=charlie&lang=en")
    people = page.locator("tr[data-boat=charlie][data-facet=people]")
    assert people.locator("td").all_inner_texts() == ["33", "33–40"]
    assert "≠ differs" in people.inner_text()
    side = page.locator("tr[data-boat=charlie][data-facet=side]")
    assert side.count() == 0
    page.locator("#all").focus()
    page.keyboard.press("Space")
    until(lambda: side.count() == 1, "what does not differ too")
    assert "≠" not in side.inner_text()
    position = page.locator("tr[data-boat=charlie][data-facet=position]").inner_text()
    assert "51°" in position and "001°" in position
    for k, which in enumerate(("first", "second")):
        ring = f"varne.maps[{k}].getSource('contours')._data.geojson.features.find(f => f.properties.level === '0.9')?.geometry"
        wanted = f"varne.told().{which}.boats.find(b => b.id === 'charlie').forecast.regions['0.9']"
        same = f"JSON.stringify({ring}) === JSON.stringify({wanted})"
        until(lambda same=same: page.evaluate(same), f"the contour of the {which}")
    centre = "(m => [m.getCenter().lng, m.getCenter().lat, m.getZoom()])(varne.maps[{}])"
    page.evaluate("void varne.maps[1].jumpTo({ center: [1.61, 51.02], zoom: 9.5 })")
    assert page.evaluate(centre.format(0)) == pytest.approx([1.61, 51.02, 9.5])
    page.evaluate("void varne.maps[0].jumpTo({ center: [1.7, 51.1], zoom: 10 })")
    assert page.evaluate(centre.format(1)) == pytest.approx([1.7, 51.1, 10])


def where(page: Page) -> str:
    """The address, asked of the page: Playwright hears of a new one only when it is asked something."""
    return page.evaluate("location.href")


SEEN = """[JSON.stringify(varne.told()), document.querySelector("main").innerText, varne.maps[1].getZoom().toFixed(6),
           varne.selected.get()]"""


def test_the_address_alone_shows_exactly_the_same_again(page: Page, night: Process, browser: Browser) -> None:
    """Chosen by form and keyboard, then opened by its address in a window that remembers nothing."""
    beside(page, night, f"a={AT}&known_a=2021-11-24T01:00:00Z&lang=en&palette=night")
    assert page.evaluate("varne.told().first.known") == AT  # nobody knew it before it was
    for said in ("soon", "2021-11-24 05:30:00"):
        page.locator("#b").fill(said)
        page.locator("#b").press("Tab")
        assert page.evaluate("document.getElementById('b').validity.patternMismatch") is (said == "soon")
    until(lambda: page.evaluate("varne.told().second.at") == "2021-11-24T05:30:00Z", "the other moment")
    page.locator("#now_a").focus()
    page.keyboard.press("Enter")
    until(lambda: page.evaluate("varne.told().first.known") == "2021-11-24T18:00:00Z", "all that is known")
    page.evaluate("void varne.maps[0].jumpTo({ center: [1.7, 51.1], zoom: 10 })")
    page.get_by_role("button", name="Charlie").first.focus()
    page.keyboard.press("Enter")
    whole(page)
    until(lambda: all(k in where(page) for k in ("boat=charlie", "known_a=", "b=2021", "map=10.0")), "the address")
    before = page.evaluate(SEEN)
    other = browser.new_context(locale="en-GB")
    again = other.new_page()
    again.goto(where(page))
    whole(again)
    until(lambda: again.evaluate(SEEN) == before, "the same page")
    other.close()


def test_from_the_time_bar_a_moment_is_pinned_and_another_held_against_it(page: Page, night: Process) -> None:
    opened(page, night)
    known = page.locator("#compare-known").get_attribute("href")
    assert f"a={AT}&b={AT}&known_b=2021-11-24T18:00:00Z&boat=charlie" in urllib.parse.unquote(known or "")
    assert not page.locator("#compare-pinned").is_visible()
    page.locator("#pin").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("n")
    until(lambda: page.locator("#compare-pinned").is_visible(), "the link")
    assert page.locator("#compare-pinned").inner_text() == "Compare with 03:34:30"
    page.locator("#compare-pinned").click()
    whole(page)
    assert page.evaluate("varne.told().first.at") == AT
    assert page.evaluate("varne.told().second.at") > AT
    assert page.evaluate("varne.selected.get()") == "charlie"
