"""10,000 possible states and 500 tracks on the map of the real page: main-thread time a frame, ours against plain GeoJSON.

The same things move at the same pace in both: tracks ten times a second, as the stream brings them, states three times a
second, as when a night is played; every frame is drawn anew. Ours are points drawn by the graphics card (js/map/points.js); the
peer is what MapLibre offers for the same, two GeoJSON sources with circles. Measured by Chromium itself (CDP, processor time of
tasks on the page's thread). The graphics card here is the processor, in a process of its own, so frames a second say little;
GeoJSON also works in threads of its own, which are not counted.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

STATES, TRACKS, SECONDS = 10_000, 500, 8
FLAGS = ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist"]

MOVING = Path(__file__).with_suffix(".js").read_text("utf-8")


def measured(
    page: Page, mode: str, address: str, seconds: float, states: int = STATES, tracks: int = TRACKS
) -> dict[str, float]:
    """Milliseconds of the page's thread a frame, and frames a second, while everything moves."""
    page.goto(f"{address}?lang=en")
    end = time.monotonic() + 60
    while not page.evaluate("window.varne?.ready && !!varne.map"):
        if time.monotonic() > end:
            raise TimeoutError("the page's map did not come")
        page.wait_for_timeout(100)
    page.evaluate(MOVING, [mode, states, tracks])
    page.wait_for_timeout(2000)
    cdp = page.context.new_cdp_session(page)
    cdp.send("Performance.enable", {"timeDomain": "threadTicks"})

    def spent() -> tuple[float, int]:
        found = {m["name"]: m["value"] for m in cdp.send("Performance.getMetrics")["metrics"]}
        return found["TaskDuration"], page.evaluate("window.bench.frames")

    before = spent()
    page.wait_for_timeout(int(1000 * seconds))
    after = spent()
    frames = max(after[1] - before[1], 1)
    spent_ms = 1000 * (after[0] - before[0])
    paces = {"ms_per_s": round(spent_ms / seconds, 1), "frames_per_s": round(frames / seconds, 1)}
    return {"ms_per_frame": round(spent_ms / frames, 2), **paces}


def served(home: str) -> tuple[subprocess.Popen[str], str]:
    """A node without accounts and without feeds, and its address."""
    (Path(home) / "varne.toml").write_text("port = 0\nstates = 100\n")
    command = [sys.executable, "-m", "varne", "serve", "--config", f"{home}/varne.toml"]
    node = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env={**os.environ, "VARNE_HOME": home})
    for line in node.stderr or ():
        if line.startswith("open http://"):
            return node, line.split()[1]
    raise RuntimeError("the node did not start")


def main() -> None:
    chromium = shutil.which("chromium")
    if chromium is None:
        print(json.dumps({"bench": "screen", "result": "chromium is not installed"}))
        return
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        node, address = served(home)
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        try:
            found = {}
            for mode in ("empty", "ours", "geojson"):
                page = browser.new_page(viewport={"width": 1280, "height": 800})
                found[mode] = measured(page, mode, address, SECONDS)
                page.close()
        finally:
            browser.close()
            node.kill()
            node.wait()
    ratio = round(found["geojson"]["ms_per_frame"] / found["ours"]["ms_per_frame"], 1)
    print(
        json.dumps({"bench": f"screen: {STATES} states, {TRACKS} tracks, page's thread", **found, "geojson_over_ours": ratio})
    )


if __name__ == "__main__":
    main()
