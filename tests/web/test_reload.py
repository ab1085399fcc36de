"""A reload at any moment shows exactly the same picture: words, numbers, map to the pixel; a live page is live again."""

import random

import pytest
from playwright.sync_api import Page

from browser import until

MOMENTS = random.Random(27).sample(range(600), 2)
"""Minutes after the night's beginning."""


DRAWN = """() => {
    const drawn = varne.map.queryRenderedFeatures().map((f) => JSON.stringify([f.layer.id, f.properties]));
    const named = varne.map.getStyle().layers.filter((l) => l.layout?.["text-field"]);
    for (const l of named) varne.map.setPaintProperty(l.id, "text-opacity", 0);
    return [...new Set(drawn)].sort();
}"""
"""What is on the map, with every name; then the names go from it: MapLibre keeps a name on the side of its sign where it
stood before, so the side may differ after a reload, and nothing else."""


def ready(page: Page) -> None:
    until(lambda: page.evaluate("window.varne?.ready && !!varne.picture() && !!varne.map"), "the page to be ready", 60)
    until(lambda: page.evaluate("varne.waiting().length") == 0, "everything to have come", 60)
    page.evaluate(AT_REST)
    page.wait_for_timeout(600)  # the address is written at most twice a second


AT_REST = """() => new Promise((rest, never) => {
    setTimeout(() => never(new Error("the map does not come to rest")), 60000);
    varne.map.once("idle", () => {
        varne.map.once("render", () => rest(varne.map.getCanvas().toDataURL()));
        varne.map.triggerRepaint();
    });
    varne.map.triggerRepaint();
})"""
"""The pixels of the map once MapLibre is idle: all that was asked for is drawn, and nothing changes by itself any more. They
are read in the frame that draws them, since a browser keeps none. Not a screenshot: that holds the buttons over the map too,
whose edges Chromium rounds to this pixel or the next."""


def shown(page: Page) -> dict[str, object]:
    """All that an officer sees: every word, every number behind it, what is chosen, what is on the map, and its pixels."""
    view = "[varne.map.getZoom().toFixed(5), varne.map.getCenter().lng.toFixed(6), varne.map.getCenter().lat.toFixed(6)]"
    drawn = page.evaluate(DRAWN)
    return {
        "picture": page.evaluate("JSON.stringify(varne.picture())"),
        "words": [page.locator(part).inner_text() for part in ("header", "main", "footer")],
        "frame": page.evaluate("[document.documentElement.lang, document.documentElement.dataset.palette, document.title]"),
        "view": page.evaluate(view),
        "drawn": drawn,
        "map": page.evaluate(AT_REST),
    }


@pytest.mark.parametrize("minutes", MOMENTS)
def test_a_reload_shows_the_same_to_the_pixel(page: Page, web: str, minutes: int) -> None:
    hour = 22 * 60 + minutes
    at = f"2030-01-{10 + hour // 1440}T{hour // 60 % 24:02d}:{hour % 60:02d}:00Z"
    page.goto(f"{web}/?at={at}&lang={random.Random(minutes).choice(['en', 'fr'])}")
    ready(page)
    page.locator(f"[data-choice={random.Random(minutes).choice(['day', 'dusk', 'night'])}]").click()
    if page.locator("#boats tr").count():
        page.locator("#boats tr").last.click()
    page.evaluate("void varne.map.jumpTo({ center: [1.7345678, 51.0456789], zoom: 10.123456 })")
    ready(page)
    before = shown(page)
    page.reload()
    ready(page)
    after = shown(page)
    assert [k for k in before if before[k] != after[k]] == []


def test_a_reload_while_it_stands_between_two_events_after_playing(page: Page, web: str) -> None:
    page.goto(f"{web}/?at=2030-01-11T01:00:00Z&lang=en&speed=900")
    ready(page)
    page.keyboard.press("Space")
    page.wait_for_timeout(900)
    page.keyboard.press("Space")
    page.evaluate("void varne.map.jumpTo({ center: [1.61, 51.02], zoom: 9.5 })")
    ready(page)
    before = shown(page)
    page.reload()
    ready(page)
    after = shown(page)
    assert [k for k, v in after.items() if v != before[k]] == []
    page.evaluate("void varne.map.panBy([3, 0], { animate: false })")
    assert page.evaluate(AT_REST) != after["map"], "the pixels do not tell one view from another"


def test_a_live_page_is_live_again_after_a_reload(page: Page, live: str) -> None:
    page.goto(f"{live}/?lang=en")
    ready(page)
    assert page.locator("#play").inner_text() == "Pause"
    page.evaluate("void varne.map.jumpTo({ center: [1.5, 51.0], zoom: 10 })")
    page.wait_for_timeout(1200)
    address = page.evaluate("location.href")
    assert "at=" not in address and "map=10.000" in address
    page.reload()
    ready(page)
    assert page.locator("#play").inner_text() == "Pause"  # it follows the clock, and does not stand where it was left
    assert page.evaluate("varne.map.getZoom()") == pytest.approx(10, abs=0.01)


def test_a_live_page_opened_at_a_moment_and_played_on_is_live_after_a_reload(page: Page, live: str) -> None:
    page.goto(f"{live}/?lang=en&at=2024-01-01T02:00:00Z")
    ready(page)
    assert page.locator("#play").inner_text() == "Play"
    page.locator("#play").click()
    page.wait_for_timeout(1200)
    page.reload()
    ready(page)
    assert page.locator("#play").inner_text() == "Pause"


def test_an_address_with_a_view_that_is_none_opens_on_the_strait(page: Page, web: str) -> None:
    for nonsense in ("x/y/z", "11", "11/51"):
        page.goto(f"{web}/?at=2030-01-11T01:00:00Z&map={nonsense}")
        ready(page)
        assert page.evaluate("varne.map.getBounds().contains([1.5, 51.0])")
