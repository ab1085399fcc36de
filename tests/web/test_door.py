"""Signing in, the lock screen and one's account, in a real browser on a real node; by keyboard, in both languages, with axe."""

import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import BrowserContext, Error, Page, Route

from browser import until
from server_process import Process
from varne.access import accounts, entry, journal, sessions, totp
from varne.access.accounts import Account
from varne.access.store import Store

PASSWORD = "three grey seals at low water"


MISSED = {"id": "m1", "received": "2026-06-20T23:00:00Z", "channel": "missed_call", "source": "occupant", "text": "hears sea"}


def served(home: Path) -> Process:
    (home / "varne.toml").write_text('port = 0\ncentre = "dover"\nstates = 200\n')
    return Process(home, "serve", "--config", str(home / "varne.toml"))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def node(home: Path) -> Iterator[Process]:
    """A node with a report, and from the first test on with accounts: each test makes its own."""
    process = served(home)
    process.post("/api/reports", MISSED)
    yield process
    process.end()


@pytest.fixture(scope="module")
def store(node: Process, home: Path) -> Iterator[Store]:
    with Store(home) as opened:
        yield opened


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page that fails the test when a script fails; that a door is closed (401, 422, 429) is no failure."""
    wrong: list[str] = []
    opened = context.new_page()
    refused = ("status of 401", "status of 422", "status of 429", "status of 503")
    opened.on(
        "console", lambda m: wrong.append(m.text) if m.type == "error" and not any(r in m.text for r in refused) else None
    )
    opened.on("pageerror", lambda e: wrong.append(f"thrown: {e}"))
    yield opened
    assert not wrong


def add(store: Store, login: str, *roles: str) -> Account:
    return accounts.add(store, login, roles or ("watch officer", "liaison"), PASSWORD, time.time())


def at_the_door(page: Page, node: Process, query: str = "") -> Page:
    page.goto(f"{node.address}login.html?lang=en&{query}")
    until(lambda: page.locator("#sign-in, #unlock").locator("visible=true").count() > 0, "a form")
    return page


def sign_in(page: Page, store: Store, account: Account, password: str = PASSWORD) -> None:
    """By keyboard alone: the focus is on the login."""
    store.change("update account set totp_step = 0")  # a test is quicker than thirty seconds
    page.keyboard.type(account.login)
    page.keyboard.press("Tab")
    page.keyboard.type(password)
    page.keyboard.press("Tab")
    page.keyboard.type(totp.code_at(account.totp or b"", time.time()))
    page.keyboard.press("Enter")


def says(page: Page, script: str) -> object:
    """What the page says; nothing while it is on its way to another one."""
    try:
        return page.evaluate(script)
    except Error as error:
        if "navigation" not in str(error):
            raise
        return None


def where(page: Page) -> str:
    """The address; asked of the page, since Playwright hears of a navigation only when it is asked something."""
    return str(says(page, "location.href"))


def inside(page: Page) -> None:
    until(lambda: says(page, "!location.href.includes('login.html') && !!window.varne?.ready"), "the night", 60)


def test_before_the_first_account_the_page_is_open_and_says_so_in_one_line(page: Page, tmp_path: Path) -> None:
    alone = served(tmp_path)
    page.goto(f"{alone.address}?lang=fr")
    until(lambda: says(page, "!!window.varne?.ready"), "the night", 60)
    said, account = page.locator("#unguarded").inner_text(), page.locator("#account").is_visible()
    alone.end()
    assert "varne people add" in said
    assert not account


def test_signing_in_locking_unlocking_and_out_by_keyboard(page: Page, node: Process, store: Store) -> None:
    account = add(store, "anna")
    page.goto(f"{node.address}?lang=en#boat=none")
    until(lambda: "login.html#" in where(page) and page.locator("#sign-in").is_visible(), "to be sent to the door")
    sign_in(page, store, account, "a wrong password")
    until(lambda: page.locator("#sign-in-problem").is_visible(), "the refusal")
    assert "wrong" in page.locator("#sign-in-problem").inner_text()
    page.locator("#login").fill("")
    page.locator("#password").fill("")
    page.locator("#login").focus()
    sign_in(page, store, account)
    inside(page)
    assert "#" in where(page)
    assert not page.locator("#unguarded").is_visible()
    assert page.locator("#account-link").inner_text() == "anna · watch officer, liaison"
    page.locator("#lock-now").press("Enter")
    until(lambda: page.locator("#unlock").is_visible(), "the lock screen")
    assert page.locator("#locked-who").inner_text() == "anna (watch officer, liaison)"
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    inside(page)
    page.goto(f"{node.address}account.html")
    until(lambda: page.locator("#sessions tr").count() == 1, "one session")
    page.locator("#sign-out").press("Enter")
    until(lambda: page.locator("#sign-in").is_visible(), "the door")
    page.goto(node.address)
    until(lambda: "login.html" in where(page), "to stay outside")


def test_a_locked_screen_holds_nothing_of_the_night_but_that_alarms_stand(page: Page, node: Process, store: Store) -> None:
    account = add(store, "berta")
    at_the_door(page, node)
    sign_in(page, store, account)
    inside(page)
    assert "hears sea" in page.content()
    page.route("**/api/session", lambda route: route.fulfill(json=route.fetch().json() | {"idle_s": 1}))
    page.goto(f"{node.address}compare.html?lang=en")  # two moments side by side are the night too, and nobody touches them
    until(lambda: "login.html" in where(page) and page.locator("#unlock").is_visible(), "the lock screen", 60)
    page.unroute_all(behavior="ignoreErrors")
    assert "Alarms that stand: 1" in page.locator("#locked-alarms").inner_text()
    assert "hears sea" not in page.content()
    assert page.evaluate("typeof window.varne") == "undefined"


def test_a_session_that_ends_elsewhere_closes_this_page(page: Page, node: Process, store: Store) -> None:
    account = add(store, "cecile")
    at_the_door(page, node)
    sign_in(page, store, account)
    inside(page)
    accounts.remove(store, "cecile", time.time())
    page.evaluate("document.querySelector('#play').click()")
    page.reload()
    until(lambda: page.locator("#sign-in").is_visible(), "the door")


def test_guessing_is_told_how_long_to_wait(page: Page, node: Process, store: Store) -> None:
    account = add(store, "denis")
    for _ in range(5):
        entry.sign_in(store, "denis", "a wrong password", "000000", "", time.time())
    at_the_door(page, node)
    sign_in(page, store, account)
    until(lambda: page.locator("#sign-in-problem").is_visible(), "the wait")
    assert "Wait" in page.locator("#sign-in-problem").inner_text()


def test_the_account_page_lists_sessions_ends_them_and_changes_the_password(page: Page, node: Process, store: Store) -> None:
    account = add(store, "emile")
    entry.welcome(store, account, "the other desk", time.time())
    at_the_door(page, node)
    sign_in(page, store, account)
    inside(page)
    page.locator("#account-link").click()
    until(lambda: page.locator("#sessions tr").count() == 2, "two sessions")
    other = page.locator("#sessions tr", has_text="the other desk")
    assert "End the session the other desk" in (other.locator("button").get_attribute("aria-label") or "")
    other.locator("button").press("Enter")
    until(lambda: "ended by hand" in page.locator("#sessions").inner_text(), "its end")
    page.locator("#old").fill(PASSWORD)
    page.locator("#new").fill("password1234")
    page.locator("#new").press("Enter")
    until(lambda: page.locator("#new-problem").is_visible(), "the refusal")
    page.locator("#new").fill("six gannets over the ridge")
    page.locator("#new").press("Enter")
    until(lambda: page.locator("#new-done").is_visible(), "the change")


def test_an_administrator_comes_to_the_sessions_and_to_nothing_else(page: Page, node: Process, store: Store) -> None:
    entry.welcome(store, add(store, "fiona"), "desk 2", time.time())
    chief = add(store, "chief", "administrator")
    at_the_door(page, node)
    sign_in(page, store, chief)
    until(lambda: "account.html" in where(page) and page.locator("#sessions tr").count() >= 2, "everybody's sessions")
    assert "fiona: desk 2" in page.locator("#sessions").inner_text()
    assert not page.locator("#back").is_visible()


def test_every_word_at_the_door_is_french(page: Page, node: Process, store: Store) -> None:
    account = add(store, "gaston")
    page.goto(f"{node.address}login.html?lang=fr")
    until(lambda: page.locator("#sign-in").is_visible(), "the door")
    text = page.locator("body").inner_text()
    assert "Identifiant" in text
    assert "[" not in text
    sign_in(page, store, account)
    inside(page)
    page.goto(f"{node.address}account.html?lang=fr")
    until(lambda: page.locator("#sessions tr").count() == 1, "one session")
    text = page.locator("body").inner_text()
    assert "officier de quart" in text.lower() or "chef de quart" in text.lower()
    assert "[" not in text


def test_a_partner_hands_in_a_report_and_sees_what_became_of_it(page: Page, node: Process, store: Store) -> None:
    account = add(store, "partner", "partner")
    at_the_door(page, node)
    sign_in(page, store, account)
    until(lambda: "mine.html" in where(page) and page.locator("#none").is_visible(), "the partner's page")
    page.locator("#place").fill("51°05.0'N 001°36.0'E")
    page.locator("#people").fill("33")
    page.locator("#text").fill("they ring from +33 6 12 34 56 78, engine stopped")
    page.locator("#report button[type=submit]").press("Enter")
    until(lambda: page.locator("#own li").count() == 1, "the report in the list")
    said = page.locator("#own").inner_text()
    assert "[number withheld], engine stopped" in said
    assert "Not with a boat yet" in said
    assert "hears sea" not in page.content()

    def lost(route: Route) -> None:
        """The node has it, and its answer does not come through."""
        route.fetch()
        route.fulfill(status=503)

    def lose(text: str) -> None:
        page.route("**/api/reports", lost)
        page.locator("#text").fill(text)
        page.locator("#report button[type=submit]").press("Enter")
        until(lambda: page.locator("#report-problem").is_visible(), f"the answer to {text!r} to be lost")
        page.unroute("**/api/reports", lost)

    lose("seen from the beach")
    page.locator("#report button[type=submit]").press("Enter")
    until(lambda: page.locator("#own li").count() == 2, "the same words once more, recorded once")
    lose("people in the water")
    page.locator("#text").fill("people in the water, two of them")
    page.locator("#report button[type=submit]").press("Enter")
    until(lambda: "two of them" in page.locator("#own").inner_text(), "what was added meanwhile")


def test_a_number_is_shown_after_its_reading_is_on_record(page: Page, node: Process, store: Store) -> None:
    account = add(store, "officer", "watch officer")
    token = {"authorization": f"Bearer {sessions.make_token(store, account, time.time())}", "x-varne": "1"}
    call = {**MISSED, "id": "c1", "channel": "call", "caller": "+33 6 12 34 56 78", "lon": 1.6, "lat": 51.05, "error_m": 100}
    assert httpx2.post(f"{node.address}api/reports", json=call, headers=token).status_code == 201
    at_the_door(page, node)
    sign_in(page, store, account)
    inside(page)
    boat = page.evaluate("varne.picture().boats.find(b => b.reports.includes('c1')).id")
    page.goto(f"{node.address}?lang=en#boat={boat}")
    page.reload()
    inside(page)
    button = page.locator("#detail-reports button", has_text="Number to call back").first
    until(lambda: button.is_visible(), "the button")
    assert "12 34 56 78" not in page.content()
    button.press("Enter")
    page.keyboard.type("line was cut")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    until(lambda: page.locator("#decide .called").count() == 1, "the number")
    assert page.locator("#decide .called").inner_text() == "+33612345678"
    last = journal.entries(store)[-1]
    assert (last.what, last.account, last.detail) == ("sealed field read", account.id, "number of report c1")
