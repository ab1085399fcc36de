"""A whole night at two real nodes in two browsers, by keyboard alone: from the first call to a boat closed by two people.

Nothing here uses the mouse, and nothing is focused by a script: Tab, arrows, Enter and what is typed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page

from browser import until
from two_centres import NAMES, TwoCentres, two_centres

NAME = "(e) => `${e.id} ${e.getAttribute('aria-label') ?? ''} ${e.name ?? ''} ${e.tagName === 'SELECT' ? '' : e.textContent}`"


@dataclass
class Hands:
    """Somebody at a screen who has a keyboard and no mouse."""

    page: Page

    def picture(self) -> dict:
        return self.page.evaluate("varne.picture()")

    def boat(self, ident: str) -> dict | None:
        return next((b for b in self.picture()["boats"] if b["id"] == ident), None)

    def holding(self, report: str) -> dict:
        """The boat with this report."""
        return next(b for b in self.picture()["boats"] if report in b["reports"])

    def at(self, control: str) -> bool:
        return bool(self.page.evaluate(f"!!document.activeElement?.matches({control!r})"))

    def tab_to(self, control: str) -> None:
        """Go to a control with Tab, back with Shift+Tab where it stands before."""
        until(lambda: self.page.locator(control).locator("visible=true").count() > 0, f"{control} on the page", 60)
        for _ in range(600):
            if (key := self.page.evaluate(TOWARDS, control)) is None:
                return
            self.page.keyboard.press(key)
        pytest.fail(
            f"{control} cannot be reached by Tab; the focus is on {self.page.evaluate(f'({NAME})(document.activeElement)')}"
        )

    def press(self, control: str, key: str = "Enter") -> None:
        self.tab_to(control)
        self.page.keyboard.press(key)

    def type_in(self, control: str, text: str) -> None:
        self.tab_to(control)
        self.page.keyboard.press("ControlOrMeta+A")
        self.page.keyboard.type(text)

    def choose(self, control: str, value: str) -> None:
        """One option of a list, by the arrow keys."""
        self.tab_to(control)
        self.page.keyboard.press("Home")
        for _ in range(60):
            if self.page.evaluate("document.activeElement.value") == value:
                return
            self.page.keyboard.press("ArrowDown")
        pytest.fail(f"{control} has no option {value}")

    def sign(self, reason: str, **answers: str) -> None:
        """The window of a decision: what it asks, as whom, why, and Enter."""
        self.fill(reason, **answers)
        until(lambda: not self.page.locator("#decide").is_visible(), "the window to close")

    def refused(self, reason: str, **answers: str) -> str:
        """The same where it is refused: why, as the window says it; Escape closes it."""
        self.fill(reason, **answers)
        until(lambda: self.page.locator("#decide-problem").is_visible(), "the refusal")
        said = self.page.locator("#decide-problem").inner_text()
        self.page.keyboard.press("Escape")
        return said

    def fill(self, reason: str, **answers: str) -> None:
        until(lambda: self.page.locator("#decide").is_visible(), "the window to open")
        for name, value in answers.items():
            control = f"#decide-{name}"
            listed = self.page.evaluate(f"document.querySelector('{control}').tagName") == "SELECT"
            (self.choose if listed else self.type_in)(control, value)
        self.type_in("#decide-reason", reason)
        self.press("#decide-record")

    def pick(self, ident: str) -> None:
        """A boat in the list: Tab into it, arrows, Enter."""
        until(lambda: self.boat(ident) is not None, f"the boat {ident}", 60)
        self.tab_to("#boats tr")
        self.page.keyboard.press("Home")
        for _ in range(60):
            if self.at(f"[data-boat='{ident}']"):
                break
            self.page.keyboard.press("ArrowDown")
        self.page.keyboard.press("Enter")
        until(lambda: self.page.locator("#detail-head small").inner_text() == ident, "the boat in the panel")


TOWARDS = """(control) => {
  const goals = [...document.querySelectorAll(control)].filter((e) => e.checkVisibility());
  const here = document.activeElement ?? document.body;
  if (here.matches(control)) return null;
  const before = goals.length && goals.every((e) => here.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_PRECEDING);
  return before && here !== document.body ? 'Shift+Tab' : 'Tab';
}"""


@dataclass(frozen=True)
class Call:
    """One report as it is typed."""

    text: str
    caller: str
    people: int
    lat: float  # minutes north of 51
    lon: float  # minutes east of 1
    minutes: float  # ago


FIRST, SECOND = "+33 6 12 34 56 78", "+33 6 98 76 54 32"


def calls() -> list[Call]:
    """Thirty calls, each boat drifting north-east with the flood, twelve minutes apart.

    Delta's last two come from a second telephone a little way off and say another number of people: as far as anybody can tell,
    another boat. Alpha's last comes from Alpha's telephone, lent to a boat alongside.
    """
    boats = [("Alpha", FIRST, 32, 0.0, 33.0, 9), ("Bravo", "+33 6 23 45 67 89", 51, -5.5, 24.0, 8)]
    boats += [("Charlie", "+44 7700 900111", 18, 3.5, 47.0, 7), ("Delta", "+44 7700 900222", 44, -9.0, 10.0, 6)]
    said = [
        Call(f"{name} call {k + 1}", caller, people, lat + 0.35 * k, lon + 0.4 * k, 12.0 * (count - k))
        for name, caller, people, lat, lon, count in boats
        for k in range(count)
    ]
    lent = [
        replace(c, caller=SECOND, people=20, lat=c.lat - 2.5) if c.text in ("Delta call 5", "Delta call 6") else c for c in said
    ]
    return sorted(lent, key=lambda c: -c.minutes)


def take_in(hands: Hands, call: Call) -> None:
    hands.page.keyboard.press("r")
    until(lambda: hands.at("[name=channel]"), "the form")
    when = datetime.now(UTC) - timedelta(minutes=call.minutes)
    hands.type_in("#intake [name=caller]", call.caller)
    hands.type_in("#intake [name=observed]", f"{when:%H%M}")
    hands.type_in("#intake [name=text]", call.text)
    north, east = 51 + call.lat / 60, 1 + call.lon / 60
    hands.type_in("#intake [name=position]", f"{int(north)} {north % 1 * 60:06.3f} N {int(east):03d} {east % 1 * 60:06.3f} E")
    until(lambda: hands.page.locator("#intake-readings .reading").count() >= 1, "its reading")
    hands.type_in("#intake [name=error_m]", "200")
    hands.type_in("#intake [name=people_likely]", str(call.people))
    hands.page.keyboard.press("Enter")
    until(lambda: not hands.page.locator("#intake").is_visible(), "the form to close")


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TwoCentres]:
    with two_centres(tmp_path_factory.mktemp("night")) as centres:
        until(centres.works, "the link", 60)
        yield centres


@pytest.fixture
def desks(both: TwoCentres, browser: Browser) -> Iterator[list[Hands]]:
    """A browser of its own at each node; what a script throws in one fails the test."""
    wrong: list[str] = []
    contexts = [browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB") for _ in NAMES]
    desks = [Hands(context.new_page()) for context in contexts]
    for hands, name in zip(desks, NAMES, strict=True):
        hands.page.on("pageerror", lambda e: wrong.append(str(e)))
        hands.page.goto(f"{both.nodes[name].address}?lang=en")
        until(lambda h=hands: h.page.evaluate("window.varne?.ready && !!varne.picture()"), "the page to be ready", 60)
    yield desks
    for context in contexts:
        context.close()
    assert not wrong


def test_a_whole_night_by_keyboard(desks: list[Hands]) -> None:
    dover, griz = desks
    for call in calls():
        take_in(dover, call)
    until(lambda: len(dover.picture()["reports"]) == 30, "thirty reports", 60)
    ids = {r["text"]: r["id"] for r in dover.picture()["reports"]}
    assert set(ids) == {c.text for c in calls()}
    joins_and_splits(dover, ids)
    plans(dover, ids["Charlie call 1"])
    boat = opens(dover, ids["Charlie call 1"])
    accepts(dover, boat)
    hands_over(dover, griz, boat)
    closes(griz, dover, boat)
    prints(griz, boat)


def joins_and_splits(dover: Hands, ids: dict[str, str]) -> None:
    one, other = dover.holding(ids["Delta call 1"]), dover.holding(ids["Delta call 6"])
    assert one["id"] != other["id"]
    dover.pick(one["id"])
    dover.choose("#pair-with", other["id"])
    dover.press("#detail-acts button")
    dover.sign("both telephones are aboard, said the second caller")
    until(lambda: ids["Delta call 6"] in dover.holding(ids["Delta call 1"])["reports"], "one boat", 60)
    dover.pick(dover.holding(ids["Alpha call 1"])["id"])
    last = ids["Alpha call 9"]
    assert last in dover.holding(ids["Alpha call 1"])["reports"]
    dover.press(f"#detail-reports [aria-label^='Split off'][aria-label*='{last}']")
    dover.sign("the telephone was lent to another boat alongside")
    until(lambda: last not in dover.holding(ids["Alpha call 1"])["reports"], "two boats", 60)


def plans(dover: Hands, report: str) -> None:
    """For a boat that Varne proposes and nobody has opened yet: there is no time to lose."""
    dover.pick(dover.holding(report)["id"])
    until(lambda: not dover.picture()["pending"], "the forecasts", 60)
    dover.press("#plan-open")
    until(lambda: dover.at("#search-go"), "the button to plan to be ready", 60)
    dover.type_in("#search-form input[name=seconds]", "1")
    dover.type_in("#search-form input[name=water]", "9")
    dover.press("#search-go")
    until(lambda: dover.page.evaluate("!!varne.plan()?.request"), "the plan", 120)
    assert "an officer opens it before a plan" in dover.page.locator("#search-acts").inner_text()


def opens(dover: Hands, report: str) -> str:
    """The boat of a report as an officer opens it; its id."""
    proposed = dover.holding(report)
    dover.press("#standing-acts button")
    dover.sign("first call, eighteen people", name="Charlie")
    until(lambda: dover.holding(report)["recorded"], "the boat to be opened", 60)
    boat = dover.holding(report)
    assert (boat["name"], boat["holders"], sorted(boat["reports"])) == ("Charlie", ["dover"], sorted(proposed["reports"]))
    return boat["id"]


def accepts(dover: Hands, boat: str) -> None:
    """The plan that was made before the boat was opened: it is the same boat."""
    until(lambda: dover.page.evaluate("varne.plan()?.boat") == boat, "the plan to be that of the boat that was opened")
    dover.press("#search-acts button.act")
    dover.sign("the lifeboat and the helicopter are free")
    until(lambda: [s["kind"] for s in dover.boat(boat)["searches"]] == ["plan"], "the plan to be recorded", 60)


def hands_over(dover: Hands, griz: Hands, boat: str) -> None:
    dover.press("#handover-acts button")
    dover.sign("it drifts to your side")
    griz.pick(boat)
    until(lambda: griz.page.locator("#handover-acts button").count() == 2, "accept and refuse", 60)
    assert griz.boat(boat)["holders"] == ["dover"]  # an offer is no hand-over
    griz.press("#handover-acts button")
    griz.sign("we have it")
    for hands in (griz, dover):
        until(lambda h=hands: h.boat(boat)["holders"] == ["gris-nez"], "the hand-over", 60)


def closes(griz: Hands, dover: Hands, boat: str) -> None:
    """Refused while nobody knows what became of them; then asked for by one person and confirmed by another, and taken back."""
    asks, accounts = "#standing-acts [aria-label^='Ask to close']", "#standing-acts [aria-label^='Account for']"
    griz.press(asks)
    assert "People not accounted for: 18" in griz.refused("surely the other boat was this one", evidence="identity_confirmed")
    assert griz.boat(boat)["status"] == "open"
    griz.press(accounts)
    griz.sign("counted on the quay at Calais", least="18", most="18", outcome="landed_fr")
    until(lambda: griz.boat(boat)["unaccounted"]["max"] == 0, "nobody unaccounted", 60)
    griz.press(asks)
    griz.sign("all eighteen ashore", evidence="all_accounted")
    until(lambda: griz.page.locator("#closing-waits").count() == 1, "what the closing still lacks", 60)
    assert griz.boat(boat)["status"] == "open"
    dover.pick(boat)
    dover.press("#standing-acts [aria-label^='Confirm the closing']")
    dover.sign("agreed by telephone", role="SAR mission co-ordinator")
    for hands in (dover, griz):
        until(lambda h=hands: h.boat(boat)["status"] == "closed", "the boat to be closed", 60)
    dover.press("#standing-acts [aria-label^='Reopen']")
    dover.sign("another call from the same telephone")
    for hands in (dover, griz):
        until(lambda h=hands: h.boat(boat)["status"] == "open", "the boat to be open again", 60)


def prints(griz: Hands, boat: str) -> None:
    griz.pick(boat)
    with griz.page.expect_popup() as opened:
        griz.press("#detail-head a.paper")
    sitrep = opened.value
    until(lambda: sitrep.locator("h1").count() == 1, "the SITREP")
    assert sitrep.locator("h1").inner_text() == "SAR SITREP, DRAFT: Charlie"
    said = sitrep.locator("main").inner_text()
    assert "18" in said and "Gris-Nez" in said
    sitrep.emulate_media(media="print")
    until(lambda: not sitrep.locator("nav").is_visible(), "what is not of the paper to go")
    assert sitrep.pdf(prefer_css_page_size=True).startswith(b"%PDF-")
