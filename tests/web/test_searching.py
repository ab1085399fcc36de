"""Planning a search on the page of a real live node: by keyboard; the map changes when it was searched in vain, and back."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import gpxpy
import pytest
from playwright.sync_api import Page, Route

from browser import until
from server_process import Process
from varne.positions import format_position

NOW = datetime.now(UTC).replace(microsecond=0)
HELO = "Lydd helicopter"


def iso(minutes: float) -> str:
    return (NOW + timedelta(minutes=minutes)).isoformat().replace("+00:00", "Z")


def line(ident: str, minutes: float, lon: float, lat: float) -> dict:
    return {
        "id": ident, "received": iso(minutes), "observed": iso(minutes), "channel": "pin", "source": "occupant", "lon": lon,
        "lat": lat, "error_m": 300, "people": {"min": 20, "likely": 24, "max": 30}, "caller": "0123456789abcdef0",
        "condition": "engine_stopped",
    }  # fmt: skip


@pytest.fixture(scope="module")
def node(tmp_path_factory) -> Iterator[Process]:
    home = tmp_path_factory.mktemp("node")
    (home / "varne.toml").write_text('port = 0\ncentre = "dover"\nstates = 1000\n')
    process = Process(home, "serve", "--config", str(home / "varne.toml"))
    for report in (line("r1", -150, 1.62, 51.03), line("r2", -120, 1.64, 51.05)):
        assert process.post("/api/reports", report)[0] == 201
    opened = {"kind": "boat-opened", "boat": "b1", "name": "Alpha", "centre": "dover", "role": "watch officer"}
    assert process.post("/api/decisions", {**opened, "reports": ["r1", "r2"]})[0] == 201
    yield process
    process.end()


def opened(page: Page, node: Process, more: str = "lang=en") -> Page:
    page.goto(f"{node.address}?boat=b1&{more}")
    until(lambda: page.evaluate("window.varne?.ready && !!varne.picture()"), "the page to be ready", 60)
    until(lambda: page.evaluate("!varne.picture().pending.length"), "the forecast", 60)
    return page


def planned(page: Page, seconds: str = "1") -> dict:
    """Opens the panel and plans with what was chosen beforehand, by Enter alone."""
    page.locator("#plan-open").focus()
    page.keyboard.press("Enter")
    until(lambda: page.evaluate("document.activeElement.id") == "search-go", "the button to plan to be ready")
    page.locator("#search-form input[name=seconds]").fill(seconds)
    page.locator("#search-form input[name=water]").fill("12")
    page.locator("#search-form input[name=night]").set_checked(False)
    page.locator("#search-go").focus()
    page.keyboard.press("Enter")
    until(lambda: page.evaluate("!!varne.plan()?.request"), "the plan", 60)
    return page.evaluate("varne.plan()")


def panel(page: Page) -> str:
    return page.locator("#search-panel").inner_text()


def drawn(page: Page) -> dict[str, int]:
    """How many parts of each kind the map holds of the plan."""
    parts = page.evaluate("varne.map.getSource('plan')._data.geojson.features.map(f => f.properties.part)")
    return {part: parts.count(part) for part in set(parts)}


def test_a_plan_is_made_shown_moves_in_time_and_is_handed_out(page: Page, node: Process) -> None:
    opened(page, node)
    shown = planned(page)
    doc, said = shown["doc"], panel(page)
    assert shown["boat"] == "b1"
    for words in ("At once", "POS", "Found alive", "No plan can pass", "Gap to it", "The tracks find", "One more hour"):
        assert words in said
    three = doc["alive_range"]
    low, likely, high = (percent(three[k]) for k in ("low", "likely", "high"))
    assert f"{likely}\n{low} to {high} by how long they live" in said
    assert page.locator("svg.survival polyline").count() == 3
    assert in_view(page, "#search-quick")
    assert all(a["name"] in said for a in doc["assets"])
    assert f"What is assumed ({len(doc['assumed'])})" in said
    until(lambda: drawn(page).get("area", 0) == sum(len(a["areas"]) for a in doc["assets"]), "the areas on the map")
    until(lambda: "done" not in drawn(page) and "coming" in drawn(page), "tracks that are still to come")
    in_water = coming(page)
    page.locator("#search-ground").focus()
    page.keyboard.press("Space")
    until(lambda: coming(page) != in_water, "the tracks over the ground")
    events = len(node.get("/api/timeline"))
    page.locator("#search-time").focus()
    page.keyboard.press("End")
    until(lambda: "done" in drawn(page) and "coming" not in drawn(page), "tracks that are done")
    page.locator("#search-what-if").focus()
    page.keyboard.press("Space")
    until(lambda: "would have been found by then" in page.locator("#search-left").inner_text(), "what would be left")
    assert len(node.get("/api/timeline")) == events  # a question, not a record
    page.route("**/api/search/tracks", lambda route: route.fulfill(status=503, json={"problem": {"why": "busy"}}))
    page.get_by_role("button", name="GPX", exact=True).click()
    until(lambda: "No file: busy" in page.locator("#search-acts").inner_text(), "why there is no file")
    page.unroute("**/api/search/tracks")
    with page.expect_download() as gpx:
        page.get_by_role("button", name="GPX", exact=True).click()
    with open(gpx.value.path(), encoding="utf-8") as file:
        assert len(gpxpy.parse(file).tracks) == len(doc["assets"])
    with page.expect_download() as radio:
        page.get_by_role("button", name="radio, French").click()
    with open(radio.value.path(), encoding="utf-8") as file:
        assert "RECHERCHE PAR" in file.read()


def in_view(page: Page, selector: str) -> bool:
    """Does an officer see it without scrolling, at its middle?"""
    middle = (
        "e => ((r) => e.contains(document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2)))(e.getBoundingClientRect())"
    )
    return page.locator(selector).evaluate(middle)


def percent(p: float) -> str:
    return "> 99 %" if p > 0.99 else f"{int(100 * p + 0.5)} %"


def coming(page: Page) -> str:
    """The tracks to come as they are drawn."""
    source = "varne.map.getSource('plan')._data.geojson.features"
    return page.evaluate(f"JSON.stringify({source}.filter(f => f.properties.part === 'coming'))")


def test_the_planner_says_who_can_go_in_french(page: Page, node: Process) -> None:
    opened(page, node, "lang=fr&palette=day")
    page.locator("#plan-open").click()
    until(lambda: page.locator("#search-form").is_visible(), "the form")
    for row in page.locator("#search-form li[data-asset]").all():
        row.locator("select").select_option("left_out")
    page.locator("#search-go").click()
    until(lambda: "Personne n'est choisi" in page.locator("#search-problem").inner_text(), "the reason")
    page.evaluate("import('/js/state.js').then((m) => m.picture.set({ ...varne.picture() }))")  # as when the next one comes
    assert "Personne n'est choisi" in page.locator("#search-problem").inner_text()
    assert page.evaluate("varne.plan()") is None
    page.locator(f'li[data-asset="{HELO}"] select').select_option("ready")
    page.locator(f'li[data-asset="{HELO}"] input').fill("1440")  # a day: nobody can be there in time
    page.locator("#search-go").click()
    until(lambda: page.evaluate("!!varne.plan()?.request"), "a plan in which nobody goes", 60)
    until(lambda: HELO in page.locator("#search-quick").inner_text(), "why nobody goes")
    assert page.evaluate("varne.thenAt.get()") is None  # the map stays at the moment shown
    assert not page.locator("#search-in-time").is_visible() and page.locator("#search-acts button").count() == 0
    page.locator(f'li[data-asset="{HELO}"] input').fill("45")
    page.locator('li[data-asset="Koksijde helicopter"] select').select_option("kept_back")
    page.locator('li[data-asset="Coastguard drone"] select').select_option("ready")
    page.locator("#search-form input[name=seconds]").fill("1")
    page.locator("#search-form input[name=water]").fill("12")
    page.locator("#search-go").click()
    until(lambda: page.evaluate("!!varne.plan()?.request"), "the plan", 60)
    asked = {a["name"]: a for a in page.evaluate("varne.plan().request.assets")}
    assert asked[HELO]["ready_min"] == 45
    assert asked["Koksijde helicopter"]["withheld"] is True
    assert [a["name"] for a in page.evaluate("varne.plan().doc.assets")] == [HELO, "Coastguard drone"]
    page.locator("#search-worth summary").click()
    said = panel(page)
    assert "Koksijde helicopter a été gardé en réserve" in said
    for words in ("Tout de suite", "Trouvées vivantes", "Aucun plan ne dépasse", "Qui fait quoi", "personne n'a mesuré"):
        assert words in said
    assert "[" not in said
    page.keyboard.press("Escape")  # it lets go of the boat, and of all that was filled in and asked for it
    assert page.evaluate("[varne.plan(), varne.thenAt.get()]") == [None, None]
    page.locator("#boats tr").first.click()
    until(lambda: page.locator("#search-panel").is_visible(), "the boat again")
    assert not page.locator("#search-form").is_visible()


DARK = [
    ("2021-11-24T06:30Z", True),  # sunrise at Dover about 0727: MAIB 7/2023's night
    ("2021-11-24T07:30Z", False),
    ("2021-11-24T15:45Z", False),
    ("2021-11-24T16:50Z", True),
    ("2026-06-21T04:30Z", False),  # midsummer: sunrise about 0345, sunset about 2015
    ("2026-06-21T20:00Z", False),
    ("2026-06-21T23:30Z", True),
]


def test_night_in_the_form_is_where_the_sun_is_down(page: Page, node: Process) -> None:
    page.goto(node.address)
    for at, dark in DARK:
        found = page.evaluate(f"import('/js/search/sun.js').then(m => m.isDark(Date.parse('{at}'), 1.4, 51.1))")
        assert found is dark, at


def test_the_sun_stands_as_high_as_the_seasons_say(page: Page, node: Process) -> None:
    """At noon of the equinox 90 degrees less the latitude, at midsummer and midwinter 23.44 more and less; by night below."""
    page.goto(node.address)
    ask = "import('/js/search/sun.js').then(m => m.sunHeight(Date.parse('{}'), 0, 51))"
    days = {"2026-03-20T12:07Z": 39.0, "2026-06-21T12:02Z": 62.44, "2026-12-21T11:58Z": 15.56, "2026-06-21T00:02Z": -15.56}
    for at, height in days.items():
        assert page.evaluate(ask.format(at)) == pytest.approx(height, abs=0.3)


def test_planning_is_stopped_and_the_node_plans_again(page: Page, node: Process) -> None:
    opened(page, node)
    page.locator("#plan-open").click()
    until(lambda: page.locator("#search-form").is_visible(), "the form")
    page.locator("#search-form input[name=seconds]").fill("60")
    page.locator("#search-go").click()
    until(lambda: "At once" in panel(page), "where to begin at once")
    assert page.locator("#search-progress").is_visible()
    assert "une autre recherche est en cours de calcul" in refused(page, node)
    page.locator("#search-stop").focus()
    page.keyboard.press("Enter")
    until(lambda: not page.locator("#search-progress").is_visible(), "the planning to stop")
    assert not page.locator("#search-in-time").is_visible()
    until(lambda: asked(node) == 200, "the node to plan again", 40)


def refused(page: Page, node: Process) -> str:
    """What a second officer's page says in French while the node plans for the first."""
    second = opened(page.context.new_page(), node, "lang=fr")
    second.locator("#plan-open").click()
    until(lambda: second.locator("#search-form").is_visible(), "the form")
    second.locator("#search-go").click()
    problem = second.locator("#search-problem")
    until(lambda: problem.inner_text() != "", "the reason")
    said = problem.inner_text()
    second.close()
    return said


def asked(node: Process) -> int:
    """The status of a request for a plan."""
    wish = {"boat": "b1", "at": iso(0), "hours": 1, "assets": [{"name": HELO}], "states": 500, "seconds": 0}
    headers = {"content-type": "application/json", "x-varne": "1"}
    request = urllib.request.Request(f"{node.address}api/search", json.dumps(wish).encode(), headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            answer.read()
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def sign(page: Page, reason: str) -> None:
    until(lambda: page.locator("#decide").is_visible(), "the window to open")
    page.keyboard.type(reason)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    until(lambda: not page.locator("#decide").is_visible(), "the window to close")


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).first.focus()
    page.keyboard.press("Enter")


FLOWN = [(-100, 1.50, 51.02), (-80, 1.78, 51.12), (-60, 1.52, 51.05), (-40, 1.80, 51.14)]


def gpx_of_a_receiver() -> bytes:
    points = "".join(f'<trkpt lat="{y}" lon="{x}"><time>{iso(m)}</time></trkpt>' for m, x, y in FLOWN)
    return f'<gpx xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>{points}</trkseg></trk></gpx>'.encode()


def test_searched_in_vain_changes_the_map_until_it_is_withdrawn(page: Page, node: Process) -> None:
    """Taken, flown otherwise than planned, nothing found: contours, cumulative POS and what is left; then withdrawn."""
    opened(page, node)
    planned(page)
    press(page, "Take this plan")
    sign(page, "as proposed")
    until(lambda: "plan taken" in panel(page), "the plan in the record")
    before = node.get("/api/picture")["boats"][0]
    page.locator(".report-search summary").click()
    boxes = page.locator(".report-search li")
    for k in range(boxes.count()):
        boxes.nth(k).locator("input[type=checkbox]").set_checked(k == 0)
    file = {"name": "flown.gpx", "mimeType": "application/gpx+xml", "buffer": gpx_of_a_receiver()}
    boxes.first.locator("input[type=file]").set_input_files(file)
    until(lambda: "4 fixes" in boxes.first.inner_text(), "the fixes to be read")
    press(page, "Searched, nothing found")
    until(lambda: "(by its receiver)" in page.locator("#decide").inner_text(), "what is signed")
    sign(page, "crew saw nothing")
    until(lambda: "All searches together had" in panel(page), "the cumulative POS")
    assert "Left:" in panel(page)
    after = node.get("/api/picture")["boats"][0]
    assert after["forecast"]["regions"] != before["forecast"]["regions"]
    assert after["searches"][-1]["tracks"][0]["points"][0][:2] == [1.5, 51.02]
    assert 0 < after["left"]["cumulative"][0] < 1
    until(lambda: page.evaluate("varne.picture().boats[0].left?.cumulative.length") == 1, "the page's picture")
    page.locator("#search-before button.act").first.focus()
    page.keyboard.press("Enter")
    sign(page, "wrong boat")
    until(lambda: "All searches together had" not in panel(page), "the search to be taken back")
    assert node.get("/api/picture")["boats"][0]["left"] is None


def rectangle(page: Page, key: str) -> dict:
    """An area as it is now, by the page's own state."""
    script = """async (key) => {
        const { rectangle } = await import('/js/search/editing.js');
        const [asset, k] = key.split('/');
        return rectangle(key, varne.plan().doc.assets.find((a) => a.name === asset).areas[Number(k)]);
    }"""
    return page.evaluate(script, key)


def on_screen(page: Page, area: dict) -> list[float]:
    """Where the middle of an area is drawn: it drifts from its own moment to the one that is shown."""
    script = """async (a) => {
        const [{ carried }, { shownFor }] = await Promise.all(['search/plan', 'then'].map((m) => import(`/js/${m}.js`)));
        const { x, y } = varne.map.project(carried(varne.plan().doc.datum, [a.lon, a.lat], Date.parse(a.at), shownFor()));
        return [x, y];
    }"""
    return page.evaluate(script, area)


def ground_of(page: Page, key: str) -> list[float] | None:
    """Where an area is drawn on the screen at the end of the plan, over the ground, by the map's own features."""
    script = """([asset, k]) => {
        const drawn = varne.map.getSource("plan")._data.geojson.features.filter((f) => f.properties.part === "area");
        const order = varne.plan().doc.assets.flatMap((a) => a.areas.map((_, i) => [a.name, String(i)]));
        const area = drawn[order.findIndex((o) => o[0] === asset && o[1] === k)];
        if (area?.properties.when !== "before" && area?.properties.when !== "now") return null;
        const corners = area.geometry.coordinates[0].slice(0, 4);
        const { x, y } = varne.map.project([0, 1].map((i) => corners.reduce((sum, c) => sum + c[i], 0) / 4));
        return [x, y];
    }"""
    asset, k = key.split("/")
    return page.evaluate(script, [asset, k])


def test_an_area_is_moved_by_figures_and_by_hand_and_the_plan_is_valued_again(page: Page, node: Process) -> None:
    opened(page, node)
    before = planned(page)["doc"]
    page.locator("#search-edit summary").focus()
    page.keyboard.press("Enter")
    key = page.locator("#search-edit-areas fieldset").first.get_attribute("data-area") or ""
    was = rectangle(page, key)
    field = page.locator(f'[data-area="{key}"] [name=middle]')
    field.fill("51 20")
    field.press("Tab")
    until(lambda: field.evaluate("e => !e.validity.valid"), "the field to say that it cannot be read")
    assert rectangle(page, key) == was
    field.fill(format_position(was["lon"] - 0.1, was["lat"] + 0.05, "DM"))
    field.press("Tab")
    until(lambda: rectangle(page, key) != was, "the area to move")
    moved = rectangle(page, key)
    assert (moved["lat"] - was["lat"], moved["lon"] - was["lon"]) == pytest.approx((0.05, -0.1), abs=1e-4)
    assert not page.locator("#search-acts").is_visible()  # nobody takes a plan other than the one that is drawn

    late: list[Route] = []
    page.route("**/api/position*", lambda route: late.append(route))
    field.fill("51 06.0 N 001 30.0 E")
    field.press("Enter")
    until(lambda: bool(page.wait_for_timeout(20) or late), "the question where that is")
    assert page.evaluate("!!varne.plan()?.request")  # nothing is valued with the place of before
    late[0].fulfill(status=503, json={"problem": {"why": "busy"}})
    until(lambda: "503" in field.evaluate("e => e.validationMessage"), "why it was not read")
    page.unroute("**/api/position*")
    field.fill(format_position(moved["lon"], moved["lat"], "DM"))
    field.press("Tab")
    until(lambda: field.evaluate("e => e.validity.valid"), "the position to be read")

    page.evaluate("void varne.map.setZoom(9.5)")
    page.evaluate(f"void varne.map.setCenter([{moved['lon']}, {moved['lat']}])")
    box = page.locator("#map").bounding_box()
    assert box
    x, y = on_screen(page, moved)
    centre = page.evaluate("varne.map.getCenter().toArray()")
    page.mouse.move(box["x"] + x, box["y"] + y)
    page.mouse.down()
    page.mouse.move(box["x"] + x - 20, box["y"] + y - 10)
    page.mouse.move(box["x"] + x - 40, box["y"] + y - 30)
    page.mouse.up()
    dragged = rectangle(page, key)
    there = on_screen(page, dragged)
    assert there == pytest.approx([x - 40, y - 30], abs=2)
    assert page.evaluate("varne.map.getCenter().toArray()") == centre
    assert {k: dragged[k] for k in ("length_m", "width_m", "heading", "at")} == {
        k: was[k] for k in ("length_m", "width_m", "heading", "at")
    }

    page.locator("#search-ground").check()  # over the ground an area lies elsewhere than in the water
    page.locator("#search-time").focus()
    page.keyboard.press("End")
    until(lambda: ground_of(page, key) is not None, "the area over the ground")
    x, y = ground_of(page, key)
    page.mouse.move(box["x"] + x, box["y"] + y)
    page.mouse.down()
    page.mouse.move(box["x"] + x + 10, box["y"] + y + 5)
    page.mouse.up()
    assert rectangle(page, key) != dragged
    dragged = rectangle(page, key)

    page.locator("#search-again").focus()
    page.keyboard.press("Enter")
    until(lambda: page.evaluate("!!varne.plan()?.request && varne.plan().doc.rounds === 1"), "the plan to be valued", 60)
    after = page.evaluate("varne.plan().doc")
    assert after["pos_fresh"] < before["pos_fresh"]
    asset, k = key.split("/")
    (areas,) = [a["areas"] for a in after["assets"] if a["name"] == asset]
    assert (areas[int(k)]["lat"], areas[int(k)]["lon"]) == pytest.approx((dragged["lat"], dragged["lon"]), abs=0.02)
    assert page.locator("#search-acts").is_visible()
    page.locator("#search-areas [name=width]").first.fill("0.5")
    page.locator("#search-areas [name=width]").first.press("Tab")
    assert rectangle(page, key)["width_m"] == pytest.approx(926)
    page.locator("#search-as-planned").click()
    assert rectangle(page, key)["width_m"] != pytest.approx(926)
