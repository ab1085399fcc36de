"""The layers of the map in a real browser at real nodes: switched by keyboard, remembered, drawn from their routes, told."""

import re
from collections.abc import Iterator
from datetime import datetime

import pytest
from playwright.sync_api import Browser, Locator, Page
from test_axe import found

from browser import until
from recorded import LAT, LON, Replaying, recording
from server_process import Process
from varne import geodesy
from varne.sea.tides import dover_strait

AT = "2021-11-24T03:34:00Z"
LANES = """{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"width_m": 5000}, "geometry":
{"type": "LineString", "coordinates": [[1.75, 51.1], [1.4, 50.95]]}}, {"type": "Feature", "properties": {}, "geometry":
{"type": "Polygon", "coordinates": [[[1.5, 50.95], [1.6, 50.95], [1.6, 50.98], [1.5, 50.98], [1.5, 50.95]]]}}]}"""
WIND_FROM, WIND_KN = 240.0, 14.0
MOVING = ("depth", "lanes", "current", "wind", "coverage")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    process = Process(tmp_path_factory.mktemp("layers"), "demo", "--port", "0", "--no-browser")
    yield process
    process.end()


@pytest.fixture(scope="module")
def feed() -> Iterator[Replaying]:
    replaying = Replaying()
    yield replaying
    replaying.die()


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory, feed: Replaying) -> Iterator[Process]:
    """A live node with everything: wind, lanes, a radar, a helicopter that said where it is."""
    home = tmp_path_factory.mktemp("full")
    (home / "lanes.geojson").write_text(LANES)
    u, v = geodesy.components_from(WIND_KN * geodesy.KNOT, WIND_FROM)
    (home / "varne.toml").write_text(
        f'port = 0\ncentre = "dover"\nstates = 100\nwind = "constant:{u:.5f},{v:.5f}"\nlanes = "{home}/lanes.geojson"\n'
        f'[[feeds]]\nname = "coast"\nsource = "{feed.source}"\nkind = "radar"\nlon = {LON}\nlat = {LAT}\nreach = 20000\n'
    )
    process = Process(home, "serve", "--config", str(home / "varne.toml"))
    helicopter = {"kind": "asset", "asset": "Lydd helicopter", "status": "on_scene", "centre": "dover", "lon": 1.7, "lat": 51.0}
    assert process.post("/api/decisions", helicopter)[0] == 201
    yield process
    process.end()


@pytest.fixture(scope="module")
def full(browser: Browser, node: Process, feed: Replaying) -> Iterator[Page]:
    """A page with every layer shown, for many tests; still one that fails when it logs an error or asks outside its origin."""
    wrong: list[str] = []
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
    page = context.new_page()
    page.on("console", lambda m: wrong.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda e: wrong.append(str(e)))
    page.on("request", lambda r: wrong.append(r.url) if "//127.0.0.1:" not in r.url else None)
    opened(page, node)
    feed.send(recording(1))
    tick(page, *MOVING)
    yield page
    context.close()
    assert not wrong


def opened(page: Page, node: Process, more: str = "") -> None:
    page.goto(f"{node.address}?lang=en&map=10/51.03/1.55{more}")
    until(lambda: page.evaluate("window.varne?.ready && !!varne.picture() && !!varne.map"), "the page to be ready", 60)
    page.locator(".map-layers summary").click()
    until(lambda: page.locator("#layer-depth-name").inner_text() == "Depth", "the panel")


def box(page: Page, name: str) -> Locator:
    return page.locator(f"#layer-{name}")


def tick(page: Page, *names: str) -> None:
    for name in names:
        box(page, name).check()
    until(lambda: page.evaluate("varne.waiting().length") == 0, "everything to have come", 60)


def look_at(page: Page, zoom: float, lon: float, lat: float) -> None:
    page.evaluate(f"void varne.map.jumpTo({{ zoom: {zoom}, center: [{lon}, {lat}] }})")


def drawn(page: Page, *layers: str) -> list[dict]:
    """What the map shows of some layers: the properties of each feature."""
    script = "(layers) => varne.map.queryRenderedFeatures({ layers }).map((f) => ({ layer: f.layer.id, ...f.properties }))"
    return page.evaluate(script, list(layers))


def until_drawn(page: Page, *layers: str) -> list[dict]:
    until(lambda: {f["layer"] for f in drawn(page, *layers)} == set(layers), f"{layers} on the map", 30)
    return drawn(page, *layers)


def said(page: Page, name: str) -> str:
    return page.locator(f"#layer-{name}-said").inner_text()


def turned(a: float, b: float) -> float:
    """How far two directions are apart [deg]."""
    return abs((a - b + 180) % 360 - 180)


# a replay, without wind, lanes and sensors


def test_boxes_are_ticked_by_keyboard_and_remembered_on_this_screen(page: Page, demo: Process) -> None:
    opened(page, demo)
    usual = dict.fromkeys(("coast", "territorial", "srr", "marks", "stations"), True) | dict.fromkeys(
        ("depth", "current", "coverage")
    )
    assert {name: box(page, name).is_checked() or None for name in usual} == usual
    until_drawn(page, "coast")
    assert not drawn(page, "depth-bands")
    assert ("light_vessel", "Varne") in {(m["kind"], m["name"]) for m in until_drawn(page, "marks")}
    assert "Varne 51°01.3'N 001°23.9'E" in said(page, "marks")
    for name in ("depth", "coast"):
        box(page, name).focus()
        page.keyboard.press("Space")
    until_drawn(page, "depth-bands", "depth-lines")
    until(lambda: not drawn(page, "coast", "land"), "the coast to go")
    page.reload()
    until(lambda: page.evaluate("window.varne?.ready && !!varne.map"), "the page again", 60)
    assert box(page, "depth").is_checked() and not box(page, "coast").is_checked()
    until_drawn(page, "depth-bands", "depth-lines")
    assert not drawn(page, "coast", "land")


def test_a_replay_without_wind_lanes_and_sensors(page: Page, demo: Process) -> None:
    """What is not there is disabled with its reason; the tide moves with the time; all the sea is a gap."""
    opened(page, demo, f"&at={AT}&boat=charlie")
    until(lambda: box(page, "wind").is_disabled(), "what is not there")
    for name, why in (("lanes", "handed on"), ("wind", "no wind forecast"), ("traffic", "no radar or AIS receiver")):
        assert box(page, name).is_disabled() and not box(page, name).is_checked()
        assert why in said(page, name)
        assert box(page, name).get_attribute("aria-describedby") == f"layer-{name}-said"
    tick(page, "current", "coverage")
    arrows = until_drawn(page, "current")
    u, v = dover_strait()(datetime.fromisoformat(AT).timestamp(), 1.55, 51.03)
    speed, to = (float(x) for x in geodesy.speed_and_direction_to(u, v))
    words = re.search(r"at 03:34 UTC: ([\d.]+) kn, setting (\d+)° \((.+)\)", said(page, "current"))
    assert float(words[1]) == pytest.approx(speed / geodesy.KNOT, abs=0.15)
    assert turned(float(words[2]), to) < 4 and words[3] == "north-east"
    assert min(turned(a["turn"], to) for a in arrows) < 4 and "tide atlas" in said(page, "current")
    assert "nothing that looks is known" in said(page, "coverage") and "a boat on 100 % of it" in said(page, "coverage")
    until_drawn(page, "gaps")
    page.locator("#slider").evaluate("(e, at) => { e.value = at; e.dispatchEvent(new Event('input')); }", 1_637_747_640_000)
    until(lambda: "at 09:54 UTC" in said(page, "current"), "the tide six hours on", 60)
    assert "(south-west)" in said(page, "current")
    until(lambda: all(turned(a["turn"], to) > 90 for a in drawn(page, "current") if a["kn"] > 1), "the arrows to turn")
    page.evaluate("varne.thenAt.set(Date.parse('2021-11-24T13:04:00Z'))")  # by the slider into the future
    until(lambda: "at 13:04 UTC" in said(page, "current"), "the tide of a moment to come", 60)
    page.locator("#languages button").nth(1).click()
    until(lambda: "aucune prévision de vent" in said(page, "wind"), "the same in French")


# a live node with everything


def test_a_wind_barb_points_to_where_the_wind_comes_from_and_words_say_both(full: Page) -> None:
    barbs = until_drawn(full, "wind")
    assert {b["sign"] for b in barbs} == {"wind-15"}  # 14 kn to the nearest five
    assert all(turned(b["turn"], WIND_FROM) < 0.1 for b in barbs)
    words = re.search(r"([\d.]+) kn from (\d+)° \((.+)\), towards (\d+)°", said(full, "wind"))
    assert (words[1], words[3]) == ("14.0", "south-west")
    assert turned(float(words[2]), WIND_FROM) <= 0.6 and turned(float(words[4]), WIND_FROM - 180) <= 0.6


def test_barbs_have_the_feathers_of_their_speed_on_the_right_of_the_staff(full: Page) -> None:
    barbs = full.evaluate("import('/js/map/flow.js').then((m) => [0, 5, 10, 15, 50, 65].map((kn) => m.barb(kn)))")
    feathers = [[float(x) - 12 for x in re.findall(r"L([\d.]+) ", b["line"])] for b in barbs]
    assert feathers == [[], [4], [8], [8, 4], [], [8, 4]]  # 5 kn half, 10 kn whole, to the east of a staff to the north
    assert [b.get("fill", "").count("Z") for b in barbs] == [0, 0, 0, 0, 1, 1]
    assert all(b["line"].startswith("M12 12 V-4") for b in barbs[1:])
    (alone,) = re.findall(r"M12 (-?\d+) L", barbs[1]["line"])
    assert int(alone) > -4  # a lone half feather stands in from the end of the staff


def test_lanes_show_the_way_of_the_traffic_and_where_to_keep_out(full: Page) -> None:
    until(lambda: len(drawn(full, "lanes-way")) >= 2, "both lanes")
    ways = {a.get("traffic") for a in drawn(full, "lanes-way")}
    (to,) = ways - {None}
    assert None in ways and turned(to, float(geodesy.distance_and_bearing(1.75, 51.1, 1.4, 50.95)[1])) < 1


def test_who_looks_and_the_gap_are_drawn_and_told(full: Page, feed: Replaying) -> None:
    heard = "radar coast: a small boat as far as 10.8 NM"
    until(lambda: feed.send(recording(1)) or heard in said(full, "coverage"), "the radar", 60)
    words = said(full, "coverage")
    assert "Lydd helicopter, there at" in words and "visibility 5 NM" in words
    assert 5 < int(re.search(r"a boat on (\d+) % of it", words)[1]) < 95
    kinds = {(f["layer"], f.get("part")) for f in until_drawn(full, "watch-boat", "watch-people", "gaps")}
    assert kinds == {("watch-boat", "boat"), ("watch-people", "people"), ("gaps", None)}
    full.locator("#layers-visibility").fill("1")
    full.keyboard.press("Tab")
    until(lambda: "visibility 1 NM" in said(full, "coverage"), "the thicker air", 30)


def test_every_layer_is_drawn_anew_in_every_palette(full: Page) -> None:
    until_drawn(full, "depth-bands", "depth-lines", "lanes-rim", "current", "wind", "watch-boat")
    lines = "['depth-lines', 'lanes-rim', 'watch-boat'].map((l) => varne.map.getPaintProperty(l, 'line-color'))"
    images = (
        "['current-arrow', 'wind-15', 'lane-way', 'hatch', 'place-station'].map((i) => varne.map.getImage(i).data.data.join())"
    )
    seen = []
    for k in range(3):
        full.locator("#palettes button").nth(k).click()
        colour = full.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--depth').trim()")
        until(lambda colour=colour: full.evaluate(lines)[0] == colour, "the map to follow the page")
        seen.append(full.evaluate(lines) + full.evaluate(images))
    assert all(len(set(each)) == 3 for each in zip(*seen, strict=True))


def test_stations_are_drawn_from_near_with_who_leaves_when(full: Page) -> None:
    look_at(full, 10.5, 1.40, 51.12)
    labels = "\n".join(s["label"] for s in until_drawn(full, "stations"))
    assert "Dover all-weather lifeboat\nleaves 10 min after the call" in labels
    assert "cutter" not in labels and "drone" not in labels
    assert "Border Force cutter, French tug Abeille, Coastguard drone" in said(full, "stations")
    look_at(full, 8, 1.55, 51.03)
    until(lambda: not drawn(full, "stations"), "the stations to go")
    assert "Drawn when the map is nearer" in said(full, "stations")
    look_at(full, 10, 1.55, 51.03)


def test_where_the_coast_is_not_known_nothing_is_drawn_and_it_is_said(full: Page) -> None:
    look_at(full, 12, -0.1, 50.55)
    for name in ("current", "wind", "coverage"):
        until(lambda name=name: "the coast is not known here" in said(full, name), f"{name} to say so", 30)
    until(lambda: not drawn(full, "current", "wind", "gaps"), "nothing to be drawn")
    look_at(full, 10, 1.55, 51.03)
    until_drawn(full, "current", "wind", "gaps")


def test_layers_signs_and_measuring_keep_nobody_out(full: Page) -> None:
    full.locator("#measure-open").click()
    full.locator("#measure-text").fill("51.1 1.5")
    full.keyboard.press("Enter")
    until(lambda: full.locator("#measure-readings button").count() > 1, "the readings")
    full.locator("#measure-readings button").first.click()
    wrong = []
    for k in range(3):
        full.locator("#languages button").nth(k % 2).click()
        full.locator("#palettes button").nth(k).click()
        for panel in (".map-layers", ".map-legend"):  # one covers the other
            full.evaluate(
                "(p) => document.querySelectorAll('.map-right details').forEach((d) => (d.open = d.matches(p)))", panel
            )
            wrong += found(full)
    assert wrong == []
