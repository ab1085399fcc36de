"""Two real nodes, a screen at each: the same boats, a cut link said on both with the age of the last contact, one hand-over."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page

from browser import until
from two_centres import NAMES, TwoCentres, report, two_centres


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TwoCentres]:
    with two_centres(tmp_path_factory.mktemp("two")) as centres:
        until(centres.works, "the link", 60)
        yield centres


@pytest.fixture
def screens(both: TwoCentres, page: Page, context: BrowserContext) -> dict[str, Page]:
    """The page of each node, Dover's watched for errors."""
    opened = dict(zip(NAMES, (page, context.new_page()), strict=True))
    for name, screen in opened.items():
        screen.goto(f"{both.nodes[name].address}?lang=en")
        until(lambda s=screen: s.evaluate("window.varne?.ready && !!varne.picture()"), "the page to be ready", 60)
    return opened


def link(screen: Page) -> str:
    return screen.locator("#link").inner_text()


def sign(screen: Page, button: str, reason: str) -> None:
    """Press a button that decides, give a reason, record it."""
    until(lambda: screen.locator(button).count() > 0, f"the button {button}")
    screen.locator(button).first.click()
    until(lambda: screen.locator("#decide").is_visible(), "the window to open")
    screen.locator("#decide-reason").fill(reason)
    screen.locator("#decide-record").click()
    until(lambda: not screen.locator("#decide").is_visible(), "the window to close")


def boat(screen: Page, ident: str) -> dict | None:
    return screen.evaluate(f"varne.picture().boats.find(b => b.id === '{ident}') ?? null")


def test_both_screens_show_the_link_the_same_boats_and_one_hand_over(both: TwoCentres, screens: dict[str, Page]) -> None:
    dover, griz = screens["dover"], screens["gris-nez"]
    until(lambda: link(dover) == "⇄ Link to Gris-Nez works", "Dover's header")
    until(lambda: link(griz) == "⇄ Link to Dover works", "Gris-Nez's header")
    node = both.nodes["dover"]
    node.post("/api/reports", report("r1"))
    opened = {
        "kind": "boat-opened",
        "boat": "c",
        "name": "Charlie",
        "centre": "dover",
        "role": "watch officer",
        "reports": ["r1"],
    }
    node.post("/api/decisions", opened)
    for screen in screens.values():
        until(lambda s=screen: boat(s, "c"), "the boat on the screen")

    both.stall()
    for screen, other in ((dover, "Gris-Nez"), (griz, "Dover")):
        until(lambda s=screen: "NO LINK" in link(s), "the header to say that the link is cut")
        assert link(screen).startswith(f"✕ NO LINK to {other}: last contact ")
        before = link(screen)
        until(lambda s=screen, b=before: link(s) != b and "NO LINK" in link(s), "the age to go on")
        assert "NO LINK" in screen.locator("#say-now").inner_text()  # said aloud, once
    for name, called in (("dover", "November"), ("gris-nez", "Migrant 7")):
        both.nodes[name].post("/api/decisions", {"kind": "boat-renamed", "boat": "c", "name": called, "centre": name})
    until(lambda: boat(dover, "c")["name"] == "November", "Dover to work on alone")
    until(lambda: boat(griz, "c")["name"] == "Migrant 7", "Gris-Nez to work on alone")

    both.heal()
    for screen in screens.values():
        until(lambda s=screen: "works" in link(s), "the header to say that the link works")
        until(lambda s=screen: s.locator("#conflicts .apart li").count() == 2, "both values, side by side")
        assert "calls it November" in screen.locator("#conflicts .apart").inner_text()
        assert "calls it Migrant 7" in screen.locator("#conflicts .apart").inner_text()
    sign(griz, "#conflicts .apart li:has-text('November') button.act", "agreed by telephone")
    for screen in screens.values():
        until(lambda s=screen: s.locator("#conflicts .apart").count() == 0, "the contradiction to be settled")
        until(lambda s=screen: boat(s, "c")["name"] == "November", "the name that stands")

    for screen in screens.values():
        screen.locator("#boats tr", has_text="November").first.click()
    sign(dover, "#handover-acts button", "it drifts to your side")
    until(lambda: griz.locator("#handover-acts button").count() == 2, "accept and refuse at the taker")
    assert boat(griz, "c")["holders"] == ["dover"]
    sign(griz, "#handover-acts button", "we have it")
    for screen in screens.values():
        until(lambda s=screen: boat(s, "c")["holders"] == ["gris-nez"], "the hand-over")
