"""Deciding on the page of a real live node: by keyboard, with role and reason, each undone to the picture before."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route

from browser import until
from server_process import Process

pytestmark = pytest.mark.map(False)

A, B = "0123456789abcdef0", "fedcba98765432100"


def line(ident: str, minute: int, lon: float, lat: float, caller: str, people: int) -> dict:
    when = f"2026-06-20T23:{minute:02d}:00Z"
    count = {"min": people, "likely": people, "max": people}
    return {
        "id": ident, "received": when, "observed": when, "channel": "pin", "source": "occupant", "lon": lon, "lat": lat,
        "error_m": 100, "people": count, "caller": caller,
    }  # fmt: skip


PROBLEM = {"problem": {"where": "log", "text": "", "why": "the disk is full", "mend": "send it again"}}
REPORTS = [line("r1", 0, 1.60, 51.05, A, 30), line("r2", 10, 1.61, 51.06, A, 30), line("r3", 12, 1.35, 50.90, B, 55)]


@pytest.fixture
def node(tmp_path) -> Iterator[Process]:
    (tmp_path / "varne.toml").write_text('port = 0\ncentre = "dover"\nstates = 200\n')
    process = Process(tmp_path, "serve", "--config", str(tmp_path / "varne.toml"))
    for report in REPORTS:
        assert process.post("/api/reports", report)[0] == 201
    yield process
    process.end()


def opened(page: Page, node: Process, query: str) -> Page:
    page.goto(f"{node.address}?lang=en&{query}")
    until(lambda: page.evaluate("window.varne?.ready && !!varne.picture()"), "the page to be ready", 60)
    return page


def boats(page: Page) -> list[list[str]]:
    return sorted(page.evaluate("varne.picture().boats.map(b => b.reports)"))


def lasting(node: Process) -> dict:
    """The picture of one far moment, but for its place in the log: what two pictures are compared by."""
    return {k: v for k, v in node.get("/api/picture?at=2999-01-01T00:00:00Z").items() if k != "log_position"}


def press(page: Page, button: str) -> None:
    page.locator(button).first.focus()
    page.keyboard.press("Enter")
    until(lambda: page.locator("#decide").is_visible(), "the window to open")


def sign(page: Page, reason: str) -> None:
    """Type the reason where the focus is, then Tab to Record and press it."""
    page.keyboard.type(reason)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    until(lambda: not page.locator("#decide").is_visible(), "the window to close")


def withdraw(page: Page) -> None:
    press(page, "#detail-decisions button.act")
    assert "Withdraw a decision" in page.locator("#decide").inner_text()
    sign(page, "my mistake")


def test_a_report_is_split_off_and_the_split_withdrawn(page: Page, node: Process) -> None:
    before = lasting(node)
    opened(page, node, "boat=boat:r1")
    assert boats(page) == [["r1", "r2"], ["r3"]]
    press(page, "#detail-reports li:nth-child(2) p.acts button")
    said = page.locator("#decide").inner_text()
    assert "(r2)" in said and "are not the boat of" in said and "(r1)" in said
    sign(page, "another phone now, n p")
    until(lambda: boats(page) == [["r1"], ["r2"], ["r3"]], "the split")
    row = node.get("/api/picture")["decisions"][0]
    assert (row["kind"], row["role"], row["reason"]) == ("different", "watch officer", "another phone now, n p")
    assert page.locator("#play").inner_text() == "Pause"  # keys typed into the window belong to the window
    withdraw(page)
    until(lambda: boats(page) == [["r1", "r2"], ["r3"]], "the boat as it was")
    assert lasting(node) == before


def test_two_boats_are_one_against_physics_and_the_conflict_is_told(page: Page, node: Process) -> None:
    before = lasting(node)
    opened(page, node, "boat=boat:r3")
    press(page, "#detail-acts button")
    sign(page, "the caller said so")
    until(lambda: boats(page) == [["r1", "r2", "r3"]], "one boat")
    until(lambda: page.locator("#detail-decisions").is_visible(), "the panel to follow to the boat that holds the report")
    assert "would need" in page.locator("#detail-decisions").inner_text()  # 14 nm in two minutes
    assert "the operator said these are one boat" in page.locator("#detail-reports").text_content()
    withdraw(page)
    until(lambda: boats(page) == [["r1", "r2"], ["r3"]], "two boats again")
    assert lasting(node) == before


def test_a_report_is_joined_to_a_boat_that_an_officer_opened(page: Page, node: Process) -> None:
    opening = {
        "kind": "boat-opened",
        "boat": "b1",
        "name": "Alpha",
        "centre": "dover",
        "role": "liaison",
        "reports": ["r1", "r2"],
    }
    node.post("/api/decisions", opening)
    opened(page, node, "boat=b1")
    press(page, "#detail-acts button")
    assert "Join reports to a boat" in page.locator("#decide").inner_text()
    page.locator("#decide-role").select_option("liaison")
    page.locator("#decide-reason").focus()
    sign(page, "told by Gris-Nez")
    until(lambda: boats(page) == [["r1", "r2", "r3"]], "the join")
    assert node.get("/api/timeline")[-1]["kind"] == "reports-joined"
    withdraw(page)
    until(lambda: boats(page) == [["r1", "r2"], ["r3"]], "the join to be withdrawn")


def test_without_a_reason_nothing_is_recorded_and_escape_only_closes_the_window(page: Page, node: Process) -> None:
    opened(page, node, "boat=boat:r1")
    press(page, "#detail-acts button")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.locator("#decide").is_visible()
    page.keyboard.press("Escape")
    until(lambda: not page.locator("#decide").is_visible(), "the window to close")
    assert page.locator("#detail-head").is_visible()
    assert node.get("/api/picture")["decisions"] == []


def test_what_the_server_refuses_is_said_in_the_window(page: Page, node: Process) -> None:
    opened(page, node, "boat=boat:r1")
    press(page, "#detail-acts button")
    page.route("**/api/decisions", lambda route: route.fulfill(status=503, json=PROBLEM))
    page.keyboard.type("told so")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    until(lambda: page.locator("#decide-problem").is_visible(), "the problem")
    assert page.locator("#decide-problem").inner_text().split("\n\n") == ["the disk is full", "send it again"]
    assert page.locator("#decide-reason").input_value() == "told so"
    page.unroute("**/api/decisions")

    late: list[Route] = []
    page.route("**/api/decisions", lambda route: late.append(route))
    page.locator("#decide-record").click()
    until(lambda: bool(page.wait_for_timeout(20) or late), "the decision on its way")
    page.keyboard.press("Escape")
    press(page, "#detail-reports li:nth-child(2) p.acts button")
    page.keyboard.type("half a sen")
    late[0].continue_()
    until(lambda: len(node.get("/api/picture")["decisions"]) == 1, "the decision to be recorded")
    until(lambda: page.evaluate("varne.picture().decisions.length") == 1, "it to be on the screen")
    page.keyboard.type("tence")
    assert page.locator("#decide-reason").input_value() == "half a sentence"  # the answer closes no other window
    assert page.locator("#decide-record").is_enabled()
    page.unroute_all(behavior="ignoreErrors")


def test_at_an_earlier_moment_nothing_can_be_decided(page: Page, node: Process) -> None:
    opened(page, node, "boat=boat:r1")
    assert not page.locator("#detail-acts button").first.is_disabled()
    page.locator("#play").click()
    until(lambda: page.locator("#detail-acts button").first.is_disabled(), "the buttons to be off")
    assert "You are looking at an earlier moment" in page.locator("#detail-refused").inner_text()


def test_every_control_has_a_name_and_every_word_is_french(page: Page, node: Process) -> None:
    page.goto(f"{node.address}?lang=fr&boat=boat:r1")
    until(lambda: page.evaluate("window.varne?.ready && !!varne.picture()"), "the page to be ready", 60)
    press(page, "#detail-acts button")
    for control in ("Motif", "En qualité de"):
        assert page.get_by_label(control).is_visible()
    assert page.get_by_role("dialog", name="Le même bateau").is_visible()
    assert page.get_by_role("button", name="Enregistrer").is_visible()
    assert "[" not in page.locator("body").inner_text()
