"""axe over the page and the door in three palettes and two languages: nothing serious or critical, and it does find what is."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

from browser import until
from server_process import Process
from varne.access import accounts, entry, sessions
from varne.access.store import Store

PASSWORD = "three grey seals at low water"
LOOKS = [(language, palette) for language in ("en", "fr") for palette in ("day", "dusk", "night")]
MOMENT = "at=2021-11-24T03:34:30Z&boat=charlie"


def found(page: Page) -> list[str]:
    """What keeps somebody out, as axe says it, each with the element."""
    violations = Axe().run(page).response["violations"]
    serious = [v for v in violations if v["impact"] in ("serious", "critical")]
    return [f"{v['id']}: {node['html'][:120]}" for v in serious for node in v["nodes"]]


def open_all(page: Page) -> None:
    """Everything that can be opened is: what is folded is not looked at."""
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    process = Process(tmp_path_factory.mktemp("axe"), "demo", "--port", "0", "--no-browser")
    yield process
    process.end()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("door")
    (folder / "varne.toml").write_text('port = 0\ncentre = "dover"\nstates = 200\n')
    return folder


@pytest.fixture(scope="module")
def node(home: Path) -> Iterator[Process]:
    process = Process(home, "serve", "--config", str(home / "varne.toml"))
    process.post(
        "/api/reports", {"id": "m1", "received": "2026-06-20T23:00:00Z", "channel": "missed_call", "source": "occupant"}
    )
    yield process
    process.end()


def night(page: Page, demo: Process) -> None:
    page.goto(f"{demo.address}?lang=en&palette=day&{MOMENT}")
    until(lambda: page.evaluate("!!window.varne?.ready && !!varne.picture()"), "the night", 60)
    until(lambda: page.locator("#detail-reports li").count() > 0, "the chosen boat")
    open_all(page)


def in_every_look(page: Page, where: str) -> list[str]:
    """What keeps somebody out in any palette and language, chosen on the page itself."""
    wrong = []
    for language, palette in LOOKS:
        page.locator("#languages button").nth(("en", "fr").index(language)).click()
        page.locator("#palettes button").nth(("day", "dusk", "night").index(palette)).click()
        open_all(page)
        wrong += [f"{where} {language} {palette} {line}" for line in found(page)]
    return wrong


def test_the_night_keeps_nobody_out(page: Page, demo: Process) -> None:
    night(page, demo)
    assert in_every_look(page, "night") == []


def test_what_would_keep_somebody_out_is_found(page: Page, demo: Process) -> None:
    """A button without a name and grey on grey: the test above can fail."""
    night(page, demo)
    page.evaluate("""() => {
      const bare = document.createElement("button");
      const pale = document.createElement("p");
      pale.textContent = "hardly to be read";
      pale.style.setProperty("color", "#bbb");
      pale.style.setProperty("background-color", "#ccc");
      document.querySelector("#right").prepend(bare, pale);
    }""")
    assert {line.partition(":")[0] for line in found(page)} == {"button-name", "color-contrast"}


def test_the_door_keeps_nobody_out(context: BrowserContext, node: Process, home: Path) -> None:
    page = context.new_page()
    with Store(home) as store:
        account = accounts.add(store, "martin", ("watch officer", "partner"), PASSWORD, time.time())
        page.goto(f"{node.address}login.html?lang=en")
        until(lambda: page.locator("#sign-in").is_visible(), "the door")
        wrong = in_every_look(page, "sign-in")
        token = entry.welcome(store, account, "a desk", time.time()).token
        context.add_cookies([{"name": "varne", "value": token, "url": node.address}])
        for name, there in (("account.html", "#sessions tr"), ("mine.html", "#none")):
            page.goto(f"{node.address}{name}")
            until(lambda there=there: page.locator(there).first.is_visible(), name)
            wrong += in_every_look(page, name)
        sessions.lock(store, sessions.find(store, token)[0], time.time())
        page.goto(f"{node.address}login.html")
        until(lambda: page.locator("#unlock").is_visible(), "the lock screen")
        assert wrong + in_every_look(page, "lock") == []


def test_the_pages_beside_it_keep_nobody_out(page: Page, demo: Process) -> None:
    wrong = []
    for name in ("figures", "readiness"):
        for look in ("lang=en&palette=day", "lang=fr&palette=night"):
            page.goto(f"{demo.address}{name}?{look}")
            until(lambda: page.locator("h1").first.is_visible(), name)
            wrong += [f"{name} {look} {line}" for line in found(page)]
    assert wrong == []
