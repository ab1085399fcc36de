"""Measuring on the map and copying positions: by keyboard and by click, the server's own numbers, nothing refused mutely."""

import re
from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import BrowserContext, Page, Route

from browser import until
from server_process import Process
from varne import geodesy

FIRST, SECOND = (1.33, 51.111), (1.74167, 51.14167)  # Dover western entrance, Mayday position of 24 November 2021
TYPED = ("51°06.66'N 001°19.8'E", "51°08.5'N 001°44.5'E")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    process = Process(tmp_path_factory.mktemp("measuring"), "demo", "--port", "0", "--no-browser")
    yield process
    process.end()


def opened(page: Page, demo: Process) -> None:
    page.goto(f"{demo.address}?lang=en&at=2021-11-24T03:34:00Z&boat=charlie&map=10/51.1/1.5")
    until(lambda: page.evaluate("window.varne?.ready && !!varne.picture() && !!varne.map"), "the page to be ready", 60)
    until(lambda: page.locator("#detail-reports li").count() > 0, "the chosen boat")


def typed(page: Page, text: str) -> None:
    page.locator("#measure-text").fill(text)
    page.keyboard.press("Enter")


def places(page: Page) -> list[str]:
    return [row.inner_text() for row in page.locator("#measure-places li").all()]


def until_places(page: Page, n: int) -> list[str]:
    until(lambda: len(places(page)) == n, f"{n} places")
    return places(page)


def leg(text: str) -> tuple[float, float, float]:
    """Nautical miles, metres, bearing of a line such as `15.7 NM (29030 m), 083° true, 1 h 03`."""
    found = re.search(r"([\d.]+) NM \((\d+) m\), (\d{3})° true", text)
    return float(found[1]), float(found[2]), float(found[3])


def test_distances_and_bearings_are_the_servers_own(page: Page, demo: Process) -> None:
    page.goto(f"{demo.address}api.html")
    rng = np.random.default_rng(3)
    ends = rng.uniform([-0.5, 49.5, -0.5, 49.5], [3.5, 52.0, 3.5, 52.0], (200, 4)).tolist()
    ends += [
        [1.5, 51.0, 1.5, 51.2],
        [1.5, 51.0, 1.5, 51.0],
        [1.5, 51.0, 1.50001, 51.00001],
        [-5.0, 48.0, 12.0, 60.0],
        [1.0, 0.0, 2.0, 0.0],
    ]
    script = "(ends) => import('/js/measure/geodesic.js').then((m) => ends.map(([a, b, c, d]) => m.geodesic([a, b], [c, d])))"
    ours = page.evaluate(script, ends)
    distance, bearing = geodesy.distance_and_bearing(*np.array(ends).T)
    assert [o["metres"] for o in ours] == pytest.approx(distance, rel=1e-9, abs=1e-6)
    assert [o["bearing"] for o in ours] == pytest.approx(bearing, abs=1e-6)


def test_measuring_by_keyboard_alone(page: Page, demo: Process) -> None:
    opened(page, demo)
    page.keyboard.press("m")
    assert page.evaluate("document.activeElement.id") == "measure-text"
    for n, text in enumerate(TYPED):
        typed(page, text)
        until_places(page, n + 1)
    distance, bearing = (float(x) for x in geodesy.distance_and_bearing(*FIRST, *SECOND))
    miles, metres, towards = leg(places(page)[1])
    assert miles == pytest.approx(distance / geodesy.NM, rel=0.005) and metres == pytest.approx(distance, rel=0.001)
    assert towards == round(bearing) and TYPED[1].replace(".5'N", ".50'N").replace(".5'E", ".50'E") in places(page)[1]
    hours = distance / geodesy.NM / 15
    assert f"{int(hours)} h {round(60 * hours) % 60:02d}" in page.locator("#measure-total").inner_text()
    page.locator("#measure-speed").focus()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.press("Delete")
    assert page.locator("#measure-speed").input_value() == ""  # nothing writes under the hands of who types
    page.keyboard.type("7.5")
    until(lambda: "at 7.5 kn" in page.locator("#measure-total").inner_text(), "a speed with a decimal point")
    assert page.locator("#measure-speed").input_value() == "7.5"
    page.locator("#measure-speed").fill("30")
    until(lambda: "31 min at 30 kn" in page.locator("#measure-total").inner_text(), "the time at another speed")
    page.keyboard.press("Escape")
    assert not page.locator("#measure").is_visible()
    assert page.evaluate("document.activeElement.id") == "measure-open"
    assert page.locator("#detail-head h2").inner_text().startswith("Charlie")  # Escape has let nobody go
    page.keyboard.press("Escape")
    until(lambda: not page.locator("#detail-head h2").is_visible(), "the next Escape to let the boat go")


def test_several_readings_are_offered_and_what_cannot_be_read_is_said(page: Page, demo: Process) -> None:
    opened(page, demo)
    page.locator("#measure-open").click()
    problem = page.locator("#measure-problem")
    typed(page, "")
    until(lambda: "Type a position first" in problem.inner_text(), "that nothing was typed")
    typed(page, "off the big pier")
    until(lambda: "No position in “off the big pier”" in problem.inner_text(), "that there is none")
    page.locator("#languages [data-choice=fr]").click()
    until(lambda: "Aucune position dans" in problem.inner_text() and "Mend" not in problem.inner_text(), "the same in French")
    page.locator("#languages [data-choice=en]").click()
    typed(page, "51.08 1.44")
    readings = page.locator("#measure-readings button")
    until(lambda: readings.count() > 1, "every reading")
    assert places(page) == [] and problem.inner_text() == ""
    second = re.search(r"\d\d°\S+ \d{3}°\S+", readings.nth(1).inner_text())[0]
    readings.nth(1).click()
    assert second in until_places(page, 1)[0] and readings.count() == 0
    late: list[Route] = []
    page.route("**/api/position*", lambda route: late.append(route))
    typed(page, "51°06.66'N 001°19.8'E")
    until(lambda: bool(page.wait_for_timeout(20) or late), "the question where that is")
    page.locator("#measure-text").fill("51 0")
    late[0].continue_()
    assert "51°06.66'N" in until_places(page, 2)[1]
    assert page.locator("#measure-text").input_value() == "51 0"  # the answer takes nothing away that was typed since
    page.unroute("**/api/position*")
    page.locator("#measure-places li").last.locator("button").last.click()
    why = '{"problem": {"where": "role", "text": "auditor", "why": "needs the permission to report", "mend": ""}}'
    page.route("**/api/position*", lambda route: route.fulfill(status=503, body=why, content_type="application/json"))
    typed(page, "51°08.5'N 001°44.5'E")
    until(lambda: "Not read: needs the permission to report" in problem.inner_text(), "why it was refused")
    assert len(places(page)) == 1


def test_measuring_by_clicks_takes_no_boat_along(page: Page, demo: Process) -> None:
    opened(page, demo)
    page.keyboard.press("Escape")
    page.keyboard.press("m")
    page.set_viewport_size({"width": 1600, "height": 900})
    charlie = "varne.picture().boats.find((b) => b.name === 'Charlie')"
    page.evaluate(f"((b) => void varne.map.jumpTo({{center: [b.lon, b.lat]}}))({charlie})")
    until(lambda: page.evaluate("varne.map.queryRenderedFeatures({layers: ['boats']}).length") > 0, "the boat on the map")
    frame = page.locator("#map canvas").first.bounding_box()
    x, y = frame["width"] / 2, frame["height"] / 2
    spots = [(x, y), (x + 250, y + 90), (x + 200, y - 120)]
    for n, (x, y) in enumerate(spots):
        page.mouse.click(frame["x"] + x, frame["y"] + y)
        until_places(page, n + 1)
    assert not page.locator("#detail-head h2").is_visible()
    at = [page.evaluate(f"varne.map.unproject([{x}, {y}]).toArray()") for x, y in spots]
    for k in (0, 1):
        distance, bearing = (float(v) for v in geodesy.distance_and_bearing(*at[k], *at[k + 1]))
        miles, metres, towards = leg(places(page)[k + 1])
        assert metres == pytest.approx(distance, rel=0.01) and abs((towards - bearing + 180) % 360 - 180) < 2
        assert miles == pytest.approx(metres / geodesy.NM, rel=0.01)
    until(
        lambda: page.evaluate("varne.map.queryRenderedFeatures({layers: ['measured-places']}).length") == 3, "them on the map"
    )
    total = page.locator("#measure-total").inner_text()
    assert float(re.search(r"Together ([\d.]+) NM", total)[1]) == pytest.approx(
        sum(leg(p)[0] for p in places(page)[1:]), abs=0.06
    )
    page.locator("#measure-places li").nth(1).locator("button").last.click()
    until_places(page, 2)
    page.locator("#measure-clear").click()
    until_places(page, 0)


def test_positions_are_copied_as_they_stand(context: BrowserContext, page: Page, demo: Process) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened(page, demo)

    def held() -> str:
        return page.evaluate("navigator.clipboard.readText()")

    for where in ("#detail-head", "#detail-reports"):
        position = page.locator(f"{where} .copyable").first
        position.locator("button").click()
        until(lambda position=position: held() == position.inner_text().strip(), f"the position in {where}")
        assert re.fullmatch(r"\d\d°\d\d\.\d+'N \d{3}°\d\d\.\d+'E", held())
        assert held() in page.locator("#say-politely").inner_text() and held() in page.locator("#copied").inner_text()
    page.evaluate("varne.thenAt.set(Date.parse('2021-11-24T05:00:00Z'))")
    until(lambda: page.locator("#ahead-states .copy").count() == 1, "where it will be", 60)
    page.locator("#ahead-states .copy").click()
    until(lambda: held() in page.locator("#ahead-said").inner_text(), "where it will be to be copied")
    frame = page.locator("#map canvas").first.bounding_box()
    page.mouse.move(frame["x"] + 200, frame["y"] + 220)
    until(lambda: page.locator("#pointer").inner_text().startswith("Pointer "), "the position under the pointer")
    page.keyboard.press("c")
    until(lambda: f"Pointer {held()}" == page.locator("#pointer").inner_text(), "it to be copied")
    before = held()
    page.evaluate("void varne.map.panBy([120, 0], { animate: false })")  # another place comes under the pointer
    page.keyboard.press("c")
    until(lambda: held() != before, "the place that is under it now")
    assert f"Pointer {held()}" == page.locator("#pointer").inner_text()
    page.evaluate("void (navigator.clipboard.writeText = () => Promise.reject(new Error('no')))")
    page.locator("#detail-head .copyable button").first.click()
    until(lambda: "lets nothing be copied" in page.locator("#copied").inner_text(), "that it was refused")
