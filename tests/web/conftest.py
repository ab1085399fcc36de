"""A real Chromium on a page of the fixture server; a page that logs an error or asks outside its origin fails its test."""

from collections.abc import Iterator

import fixture_server
import made_up_night
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from browser import chromium, served

# A browser without a graphics card draws on the processor; without the third flag there is no WebGL and a blank map.
FLAGS = [
    "--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist",
    "--disable-gpu-compositing",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
]  # fmt: skip


@pytest.fixture(scope="session")
def web() -> Iterator[str]:
    """The address of the fixture server."""
    with served(fixture_server.made(made_up_night.COAST, made_up_night.LINES)) as address:
        yield address


@pytest.fixture
def live() -> Iterator[str]:
    """The address of a server whose case is going on now."""
    case = made_up_night.CASE | {"mode": "live", "label": "LIVE", "start": "2024-01-01T00:00:00Z"}
    with served(fixture_server.made(made_up_night.COAST, made_up_night.LINES, case)) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One for each file: where Playwright runs, nothing else may have an event loop, and files share a process."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield running
        running.close()


MAPLESS = 'export class Map { constructor() { throw new Error("left out"); } } export class ScaleControl {}'
"""In place of MapLibre."""


@pytest.fixture
def context(browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """A browser profile of its own. Marked `map(False)`, a test does without the map, which is more than half of the work of
    loading a page; all else works without it (invariant 4), and a test of such a module that needs it is marked `map(True)`."""
    fresh = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
    drawn = request.node.get_closest_marker("map")
    if drawn is not None and not drawn.args[0]:
        fresh.route("**/maplibre-gl.mjs", lambda route: route.fulfill(body=MAPLESS, content_type="text/javascript"))
    yield fresh
    fresh.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page that fails the test when it logs an error, throws, or asks anything but its own server."""
    wrong: list[str] = []
    opened = context.new_page()
    opened.on("console", lambda m: wrong.append(f"console: {m.text}") if m.type == "error" and "503" not in m.text else None)
    opened.on("pageerror", lambda e: wrong.append(f"thrown: {e}"))
    opened.on("request", lambda r: wrong.append(f"outside: {r.url}") if outside(r.url) else None)
    yield opened
    assert not wrong


def outside(url: str) -> bool:
    return not url.startswith(("http://127.0.0.1:", "blob:http://127.0.0.1:"))
