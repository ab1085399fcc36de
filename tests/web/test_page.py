"""The page in a real Chromium, on a made-up night: worked by keyboard, by list alone, reloaded, cut off, in two languages."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, Route

from browser import until

pytestmark = pytest.mark.map(False)


def opened(page: Page, web: str, at: str, more: str = "&lang=en") -> Page:
    """The page at a moment of the night (`0334`), when map and picture stand."""
    day = "2030-01-10" if at > "12" else "2030-01-11"
    page.goto(f"{web}/?at={day}T{at[:2]}:{at[2:]}:00Z{more}")
    ready(page)
    return page


def ready(page: Page) -> None:
    until(lambda: page.evaluate("window.varne?.ready"), "the page to be ready", 40)
    page.wait_for_timeout(100)


def list_of(page: Page) -> list[str]:
    return [row.inner_text() for row in page.locator("#boats tr").all()]


def clock(page: Page) -> str:
    return page.locator("#utc").inner_text()


def shown_at(page: Page, moment: str) -> None:
    """Wait for the picture of a moment."""
    until(lambda: page.evaluate("varne.picture().at") == moment, f"the picture of {moment}")


def test_list_alone_tells_the_night(page: Page, web: str) -> None:
    rows = list_of(opened(page, web, "0340"))
    assert len(rows) == 3
    alfa = rows[0]  # people in the water come first
    for said in (
        "Alfa",
        "ALARM",
        "people in the water",
        "1 h 30",
        "02:10",
        "34",
        "30–40",
        "Gris-Nez",
        "offer to Dover expired",
        "51°08.28'N",
        "001°49.4",
    ):
        assert said in alfa
    assert "proposed" in rows[1] and "nobody" in rows[1]  # boat 3: no officer has opened it, no centre holds it


def test_single_letters_can_be_switched_off_and_that_is_remembered(page: Page, web: str) -> None:
    page.goto(f"{web}/?at=2030-01-11T00:00:00Z&lang=en")
    until(lambda: page.evaluate("window.varne?.ready"), "the page to be ready", 40)
    moment = "document.getElementById('utc').textContent"
    before = page.evaluate(moment)
    page.keyboard.press("n")
    until(lambda: page.evaluate(moment) != before, "the next event")
    page.locator("#about summary").click()
    page.evaluate("window.kept = Storage.prototype.setItem; Storage.prototype.setItem = () => { throw new Error('full'); }; 0")
    page.locator("#letter-keys").uncheck()
    before = page.evaluate(moment)
    page.keyboard.press("n")
    assert page.evaluate(moment) == before  # also on a screen that may remember nothing
    page.evaluate("Storage.prototype.setItem = kept; 0")
    page.locator("#letter-keys").check()
    page.locator("#letter-keys").uncheck()
    page.locator("#about summary").click()
    page.reload()
    until(lambda: page.evaluate("window.varne?.ready"), "the page to be ready", 40)
    before = page.evaluate(moment)
    page.keyboard.press("n")
    page.keyboard.press("p")
    assert page.evaluate(moment) == before
    page.keyboard.press("Space")
    until(lambda: page.evaluate(moment) != before, "Space to play all the same")


def test_people_unaccounted_stand_on_every_screen(page: Page, web: str) -> None:
    board = opened(page, web, "0340").locator("#people").inner_text()
    assert board.startswith("95–118")  # Alfa 30-40, Bravo 50, boat 3 15-28
    assert "likely 104 · in 3 boats" in board


def test_space_plays_and_stops(page: Page, web: str) -> None:
    opened(page, web, "2200", "&lang=en&speed=900")
    assert list_of(page) == []
    page.keyboard.press("Space")
    until(lambda: len(list_of(page)) == 1, "the first report to arrive while the night plays")
    page.keyboard.press("Space")
    stopped = clock(page)
    page.wait_for_timeout(500)
    assert clock(page) == stopped
    assert page.locator("#play").inner_text() == "Play"


def test_n_and_p_go_from_event_to_event(page: Page, web: str) -> None:
    opened(page, web, "2200")
    page.keyboard.press("n")
    assert clock(page) == "22:51:00"
    page.keyboard.press("n")
    assert clock(page) == "23:06:00"
    page.keyboard.press("p")
    assert clock(page) == "22:51:00"
    assert "We are on the sea" in page.locator("#event").inner_text()


def test_both_clocks_are_named(page: Page, web: str) -> None:
    text = opened(page, web, "0133").locator(".clock").inner_text()
    assert "01:33:00 UTC" in text and "02:33 French time" in text  # January: one hour apart


def test_boat_is_chosen_by_keyboard_and_gives_its_reasons(page: Page, web: str) -> None:
    opened(page, web, "0340")
    page.locator("#boats tr").nth(2).focus()
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    until(lambda: page.locator("#detail-head").is_visible(), "the details")
    same = page.locator("#detail-same").inner_text()
    assert "98 %" in same and "The same call-back handle." in same and "+12" in same
    assert "−14" in same and "34 people against 50." in same  # what speaks against another boat is told as well
    page.keyboard.press("Escape")
    until(lambda: not page.locator("#detail-head").is_visible(), "the details to go")


def test_each_report_of_a_boat_says_how_surely_it_belongs_and_why(page: Page, web: str) -> None:
    opened(page, web, "0340", "&lang=en&boat=b1")
    cards = page.locator("#detail-reports > li").all()
    assert [card.locator("small").inner_text() for card in cards] == ["r1", "r2", "r4", "r6", "r8", "r9"]  # in order of time
    card = next(c for c in cards if "r8" in c.inner_text())
    assert card.locator(".belongs").inner_text() == "76 %"
    card.locator("summary").focus()
    page.keyboard.press("Enter")
    said = card.inner_text()
    for words in ("For one boat", "+11", "with the stream", "moderate", "Against", "−6.0", "weak", "Says little", "together"):
        assert words in said
    assert "18 % boat boat 3" in said.replace("\n", " ") and "6 % a boat of its own" in said.replace("\n", " ")
    assert "This clock is an hour off." in cards[-1].inner_text()


def test_the_weakest_report_other_groupings_and_what_blocks_a_join_are_named(page: Page, web: str) -> None:
    opened(page, web, "0340", "&lang=en&boat=b1")
    head = page.locator("#detail-head").inner_text()
    assert "3.2 NM, 007° true from Sandettie light vessel" in head
    assert "71 %" in head and "ask about position pin 01:29 (r8)" in head
    others = page.locator("#detail-groupings").inner_text()
    assert "22 % 2 boats" in others and "7 % 3 boats" in others and "position pin 01:29 (r8)" in others
    assert "held back by e-mail 23:38 (r3)" in page.locator("#detail-same").inner_text()


def test_what_the_server_does_not_give_is_not_shown(page: Page, web: str) -> None:
    opened(page, web, "0012", "&lang=en&boat=b1")
    assert not page.locator("#detail-groupings-section").is_visible()
    assert not page.locator("#detail-decisions-section").is_visible()
    assert page.locator(".belongs").count() == 0
    assert "All one boat" not in page.locator("#detail-head").inner_text()


def test_in_a_replay_the_buttons_are_there_and_say_why_they_do_nothing(page: Page, web: str) -> None:
    opened(page, web, "0340", "&lang=en&boat=b1")
    acts = page.locator("button.act").all()
    assert len(acts) > 8
    assert all(a.is_disabled() and "A replay: nothing new is recorded" in str(a.get_attribute("title")) for a in acts)
    assert "A replay: nothing new is recorded" in page.locator("#detail-refused").inner_text()


def test_decisions_in_force_stand_with_role_reason_and_conflict(page: Page, web: str) -> None:
    opened(page, web, "0340", "&lang=en&boat=b1")
    said = page.locator("#detail-decisions").inner_text()
    for words in ("01:45", "VHF 01:02 (r7) not the boat of call 22:49 (r1)", "watch officer", "the ship saw both",
                  "Varne gave 12 % then", "would fit", "Withdraw"):  # fmt: skip
        assert words in said
    assert page.locator("#decisions-count").inner_text() == "1"


def test_refused_closing_leaves_the_boat_open(page: Page, web: str) -> None:
    opened(page, web, "0340", "&lang=en&boat=b1")
    refused = page.locator("#detail-refusals").inner_text()
    assert "03:34 Closing asked by Gris-Nez: refused" in refused
    assert "Dover has not accepted the hand-over." in refused
    assert page.evaluate("varne.picture().boats.find(b => b.id === 'b1').status") == "open"


def test_rescue_shows_what_speaks_against_each_boat(page: Page, web: str) -> None:
    text = opened(page, web, "0340").locator("#rescues").inner_text()
    assert "93 % Bravo" in text and "2 % Alfa" in text
    assert "50 people were taken off; 30 to 40 were reported aboard Alfa." in text
    assert "Proposed only from 99 % on" in text and "proposed as this boat" not in text  # 93 % is shown and no more
    assert "then 0–8 people would still be out there" in text
    assert "5 % none of the boats known here" in text


def test_contradictions_stand_side_by_side(page: Page, web: str) -> None:
    text = opened(page, web, "0340").locator("#conflicts").inner_text()
    assert "People aboard Alfa" in text and "34" in text and "about 40" in text


def test_alarms_are_words_with_an_owner(page: Page, web: str) -> None:
    text = opened(page, web, "0340").locator("#alarms-panel").inner_text()
    assert "3 waiting for a person" in text
    assert "owner: Gris-Nez; nobody has taken it" in text
    assert "seen by Gris-Nez, watch officer, at 01:00" in text
    assert "Repeat it, call ships by name" in text
    assert page.title().startswith("(3) ")


def test_screen_reader_hears_reports_and_alarms(page: Page, web: str) -> None:
    opened(page, web, "0200")
    page.keyboard.press("n")  # 02:10: a call, and by then the hand-over has expired
    shown_at(page, "2030-01-11T02:10:00Z")
    assert "New report 02:10: call" in page.locator("#say-politely").inner_text()
    assert "the offer has expired" in page.locator("#say-now").inner_text()


def test_reload_shows_the_same_picture(page: Page, web: str) -> None:
    opened(page, web, "0200", "&lang=en&boat=b1")
    page.keyboard.press("n")
    shown_at(page, "2030-01-11T02:10:00Z")
    before = page.evaluate("varne.picture()"), list_of(page), page.locator("#detail-body").inner_text()
    until(lambda: "02%3A10" in page.evaluate("location.href"), "the address, which is written at most twice a second")
    page.reload()
    ready(page)
    assert (page.evaluate("varne.picture()"), list_of(page), page.locator("#detail-body").inner_text()) == before


@pytest.mark.map(True)
def test_french_is_whole_and_remembered(page: Page, web: str) -> None:
    opened(page, web, "0340", "")
    page.locator("[data-choice=fr]").click()
    assert page.locator("html").get_attribute("lang") == "fr"
    assert page.locator("#map canvas").get_attribute("aria-label") == "Carte"
    assert "personnes à l'eau" in list_of(page)[0] and "offre à Douvres expirée" in list_of(page)[0]
    page.goto(f"{web}/?at=2030-01-11T03:40:00Z")
    ready(page)
    assert page.locator("#people-head").inner_text().lower() == "personnes dont on ignore le sort"
    assert "[" not in page.locator("body").inner_text().replace("[]", "")  # a missing word stands in brackets


@pytest.mark.parametrize(("code", "says"), [("en", "SIMULATED"), ("fr", "SIMULATION")])
def test_simulated_is_unmistakable(page: Page, web: str, code: str, says: str) -> None:
    opened(page, web, "0100", f"&lang={code}")
    assert page.locator("#label").inner_text() == says
    assert says in page.locator("#label-strip").inner_text()
    assert says in page.title()


def test_server_gone_keeps_the_older_picture_and_says_so(page: Page, web: str, context: BrowserContext) -> None:
    opened(page, web, "0200")
    rows = list_of(page)
    context.request.get(f"{web}/test/silence?on=1")
    try:
        page.keyboard.press("n")
        until(lambda: page.locator("#silence").is_visible(), "the note that the server is silent")
        assert "02:00:00 UTC" in page.locator("#silence").inner_text()
        assert list_of(page) == rows
    finally:
        context.request.get(f"{web}/test/silence?on=0")
    until(lambda: not page.locator("#silence").is_visible(), "the note to go")
    shown_at(page, "2030-01-11T02:10:00Z")


def test_a_slow_picture_is_said_and_the_page_is_ready_without_it(page: Page, web: str) -> None:
    held: list[Route] = []
    page.route("**/api/picture*", lambda route: held.append(route))
    page.goto(f"{web}/?at=2030-01-11T03:40:00Z&lang=en")
    until(lambda: page.locator("#waiting").is_visible(), "the page to say what it waits for")
    assert "Waiting for the picture of 03:40 UTC" in page.locator("#waiting").inner_text()
    ready(page)
    assert page.locator("#title").inner_text() == "A made-up night"
    held[0].continue_()
    until(lambda: len(list_of(page)) == 3, "the list, once the picture has come")
    until(lambda: not page.locator("#waiting").is_visible(), "the note to go")


def test_a_picture_without_its_forecasts_is_shown_and_asked_again(page: Page, web: str) -> None:
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        whole = route.fetch().json()
        hurried = whole | {"pending": ["b1"], "boats": [b | {"place": "last", "forecast": None} for b in whole["boats"]]}
        route.fulfill(json=hurried if len(asked) < 6 else whole)

    page.route("**/api/picture*", answer)
    opened(page, web, "0340")
    assert "within=" in asked[0]
    assert "last position; forecast is being made" in list_of(page)[0]
    until(lambda: page.locator("#waiting").is_visible(), "the page to say what it waits for")
    assert "forecasts, boats: 1" in page.locator("#waiting").inner_text()
    until(lambda: "forecast is being made" not in list_of(page)[0], "the forecast")
    until(lambda: not page.locator("#waiting").is_visible(), "the note to go")


@pytest.mark.map(True)
def test_live_follows_the_clock_and_the_servers_records(live: str, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda r: asked.append(r.url.split("?")[0].rsplit("/", 1)[1]) if "/api/" in r.url else None)
    page.goto(f"{live}/?lang=en")
    ready(page)
    until(lambda: asked.count("timeline") >= 2, "the timeline to be asked again after a record of the stream")
    page.wait_for_timeout(1500)  # the stream has told its three records
    before = asked.count("picture")
    page.wait_for_timeout(3000)
    assert asked.count("picture") - before <= 1  # without news every five seconds, not ten times a second
    shown = datetime.fromisoformat(page.evaluate("varne.picture().at"))
    assert abs(datetime.now(UTC) - shown) < timedelta(minutes=1)


def colours(page: Page, places: list[tuple[float, float]]) -> list[str]:
    """The colours on the map at longitudes and latitudes, as `#rrggbb`."""
    shot = base64.b64encode(page.screenshot()).decode()
    return page.evaluate(
        """async ([shot, places]) => {
            const bytes = Uint8Array.from(atob(shot), (c) => c.charCodeAt(0));
            const image = await createImageBitmap(new Blob([bytes], {type: "image/png"}));
            const ink = new OffscreenCanvas(image.width, image.height).getContext("2d");
            ink.drawImage(image, 0, 0);
            const corner = document.getElementById("map").getBoundingClientRect();
            return places.map((place) => {
                const {x, y} = varne.map.project(place);
                const [r, g, b] = ink.getImageData(Math.round(corner.x + x), Math.round(corner.y + y), 1, 1).data;
                return "#" + [r, g, b].map((v) => v.toString(16).padStart(2, "0")).join("");
            });
        }""",
        [shot, places],
    )


@pytest.mark.parametrize("palette", ["day", "dusk", "night"])
@pytest.mark.map(True)
def test_map_is_drawn_in_the_palette_of_the_page(page: Page, web: str, palette: str) -> None:
    opened(page, web, "2205", "&lang=en")
    page.locator(f"[data-choice={palette}]").click()
    page.wait_for_timeout(600)
    wanted = page.evaluate(
        "['--sea', '--land'].map((v) => getComputedStyle(document.documentElement).getPropertyValue(v).trim())"
    )
    assert colours(page, [(1.45, 50.95), (1.9, 50.75)]) == wanted


@pytest.mark.map(True)
def test_ensemble_of_the_chosen_boat_is_on_the_map(page: Page, web: str) -> None:
    """The same moment with the points and with none: the points make the difference."""
    around = [(1.72 + 0.01 * i, 51.115 + 0.003 * j) for i in range(10) for j in range(16)]
    opened(page, web, "0405", "&lang=en&palette=night&boat=b1")
    page.wait_for_timeout(800)
    with_points = colours(page, around)
    page.route("**/api/ensemble*", lambda route: route.fulfill(body=b""))
    page.reload()
    ready(page)
    page.wait_for_timeout(800)
    without = colours(page, around)
    assert sum(a != b for a, b in zip(with_points, without, strict=True)) > 30
