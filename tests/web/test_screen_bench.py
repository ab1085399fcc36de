"""The small sibling of bench.screen: what it measures is drawn by the page's own modules, and by the peer, without an error."""

import pytest
from playwright.sync_api import Page

from bench import screen


@pytest.fixture(scope="module")
def node(tmp_path_factory):
    process, address = screen.served(str(tmp_path_factory.mktemp("screen")))
    yield address
    process.kill()
    process.wait()
    process.stderr.close()


@pytest.mark.parametrize("mode", ["empty", "ours", "geojson"])
def test_all_that_is_compared_is_drawn(page: Page, node: str, mode: str) -> None:
    found = screen.measured(page, mode, node, 0.5, states=300, tracks=20)
    assert found["ms_per_frame"] > 0 and found["frames_per_s"] > 0
    layers = page.evaluate("varne.map.getStyle().layers.map((l) => l.id)")
    assert ("bench-states" in layers) == (mode == "geojson")
    drawn = page.evaluate("[...['ensemble', 'traffic-signs']].every((id) => varne.map.getLayer(id))")
    assert drawn
