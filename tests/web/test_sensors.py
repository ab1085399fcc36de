"""What sensors follow on the page of a real node: boats without AIS with their probability, and which feed is silent."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from browser import until
from recorded import LAT, LON, Replaying, recording
from server_process import Process

CONFIG = """port = 0
centre = "dover"
states = 200
[[feeds]]
name = "coast"
source = "{source}"
kind = "radar"
lon = {lon}
lat = {lat}
"""


@pytest.fixture
def feed() -> Iterator[Replaying]:
    replaying = Replaying()
    yield replaying
    replaying.die()


@pytest.fixture
def node(tmp_path, feed: Replaying) -> Iterator[Process]:
    (tmp_path / "varne.toml").write_text(CONFIG.format(source=feed.source, lon=LON, lat=LAT))
    process = Process(tmp_path, "serve", "--config", str(tmp_path / "varne.toml"))
    yield process
    process.end()


def opened(page: Page, node: Process, more: str = "") -> None:
    page.goto(f"{node.address}?lang=en{more}")
    until(lambda: page.evaluate("window.varne?.ready && !!varne.picture()"), "the page to be ready", 60)


def listed(page: Page) -> list[str]:
    return [row.inner_text() for row in page.locator("#traffic li").all()]


def test_a_boat_without_ais_is_listed_and_a_silent_feed_is_named(page: Page, node: Process, feed: Replaying) -> None:
    opened(page, node)
    until(lambda: page.locator("#traffic-panel").is_visible(), "the panel", 60)
    assert listed(page) == []
    feed.send(recording())
    until(lambda: len(listed(page)) == 1, "the boat", 60)
    (row,) = listed(page)
    assert "that there is a boat" in row and "without AIS" in row and "dover-coast/" in row and "51°" in row
    assert "Ships, craft and aircraft that say who they are: 1" in page.locator("#traffic-ships").inner_text()
    until(lambda: len(page.evaluate("varne.picture().reports")) >= 2, "its reports in the record", 60)
    assert not page.locator("#feeds").is_visible()
    feed.die()
    until(lambda: page.locator("#feeds").is_visible(), "the note that the feed is silent", 60)
    said = page.locator("#feeds").inner_text()
    assert re.fullmatch(r"Feed coast silent since \d\d:\d\d:\d\d UTC \(.+\)\. Its tracks are as they were last seen\.", said)
    assert len(listed(page)) == 1 and page.locator("#boats tr").count() >= 1  # an older picture, and still a picture
    feed.come_back()
    feed.send(recording(14))
    until(lambda: not page.locator("#feeds").is_visible(), "the note to go", 60)


def test_looking_back_shows_no_tracks_of_now(page: Page, node: Process, feed: Replaying) -> None:
    opened(page, node)
    feed.send(recording())
    until(lambda: len(listed(page)) == 1, "the boat", 60)
    assert not page.locator("#traffic-looking-back").is_visible()
    page.locator("#play").click()
    page.evaluate("document.getElementById('slider').focus()")
    page.keyboard.press("ArrowLeft")
    until(lambda: page.locator("#traffic-looking-back").is_visible(), "the note that the tracks are of now", 30)


def test_a_page_that_is_reloaded_has_the_same_tracks(page: Page, node: Process, feed: Replaying) -> None:
    opened(page, node)
    feed.send(recording())
    until(lambda: len(listed(page)) == 1, "the boat", 60)
    until(lambda: len(page.evaluate("varne.picture().reports")) >= 2, "its reports in the record", 60)
    before = listed(page)
    page.reload()
    until(lambda: page.evaluate("window.varne?.ready") and listed(page) == before, "the same boat", 60)
