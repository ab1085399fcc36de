"""1,000 track updates a second to 200 screens: what share arrives, how late, at what cost, and what a stuck screen costs.

Each screen is a raw connection to a real node's event stream. One of them never reads, one reads 4 kB a second. In the same
run the same bytes are written to as many connections by asyncio alone: what no server can be cheaper than.
"""

import asyncio
import json
import re
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

CLIENTS, SAMPLED, TRACKS = 200, 10, 1000
SETTLE = 1.0
"""After the last update the screens get this long to read what is under way [s]."""
ROOT = Path(__file__).parents[1]
REQUEST = b"GET /api/events HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n\r\n"
RECORD = re.compile(rb"event: record\ndata: \{\"seq\": (\d+)")
ONE = b'"kind":"ship"'


@dataclass
class Screen:
    """One connection: what it got. Sampled ones keep everything, to be read when it is over."""

    sampled: bool
    updates: int = 0
    records: list[int] = field(default_factory=list)
    kept: bytearray = field(default_factory=bytearray)
    late_ms: list[float] = field(default_factory=list)
    counting: bool = False
    rest: bytes = b""

    def came(self, data: bytes) -> None:
        data = self.rest + data
        end = data.rfind(b"\n\n") + 2
        whole, self.rest = (data[:end], data[end:]) if end > 1 else (b"", data)
        self.records += [int(seq) for seq in RECORD.findall(whole)]
        if self.counting:
            self.updates += whole.count(ONE)
            if self.sampled:
                now = time.monotonic_ns()
                self.late_ms += [(now - int(t)) / 1e6 for t in re.findall(rb'"T":(\d+)', whole)]
        if self.sampled:
            self.kept += whole


async def watching(port: int, screen: Screen, slow: float = 0.0) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 14)
    writer.write(REQUEST)
    try:
        while data := await reader.read(1 << 12 if slow else 1 << 20):
            screen.came(data)
            if slow:
                await asyncio.sleep(slow)
    finally:
        writer.close()


async def stuck(port: int) -> None:
    """Connects, asks, and never reads."""
    _, writer = await asyncio.open_connection("127.0.0.1", port, limit=1)
    writer.write(REQUEST)
    try:
        await asyncio.sleep(3600)
    finally:
        writer.close()


async def driven(server: subprocess.Popen, clients: int, extra: bool) -> tuple[dict, list[Screen]]:
    port = int(server.stdout.readline())
    screens = [Screen(sampled=k < SAMPLED) for k in range(clients)]
    tasks = [asyncio.create_task(watching(port, s)) for s in screens]
    if extra:
        tasks += [asyncio.create_task(stuck(port)), asyncio.create_task(watching(port, Screen(False), slow=1.0))]
    await asyncio.sleep(1.0 + clients / 200)
    for s in screens:
        s.counting = True
    server.stdin.write("go\n")
    server.stdin.flush()
    done = json.loads(await asyncio.get_running_loop().run_in_executor(None, server.stdout.readline))
    await asyncio.sleep(SETTLE)
    server.stdin.write("end\n")
    server.stdin.flush()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return done, screens


def run(which: str, clients: int, **asked: int) -> tuple[dict, list[Screen]]:
    """One server process and its screens; returns what the server says it did, and the screens."""
    options = [f"--{name}={value}" for name, value in asked.items()]
    command = [sys.executable, "-m", "bench.live_server", which, *options]
    pipes = {
        "stdin": subprocess.PIPE,
        "stdout": subprocess.PIPE,
        "stderr": subprocess.DEVNULL,
    }  # uvicorn tells of every cut stream
    with subprocess.Popen(command, **pipes, text=True, cwd=ROOT) as server:
        try:
            return asyncio.run(driven(server, clients, extra=which == "varne"))
        finally:
            server.kill()


def newest(screen: Screen) -> tuple[dict[str, int], int]:
    """The number of the last change that a sampled screen has of each track, and how often an older one came after a newer."""
    have: dict[str, int] = {}
    older = 0
    for found in re.findall(rb"event: tracks\ndata: (.*)\n\n", bytes(screen.kept)):
        for track in json.loads(found)["tracks"]:
            older += track["n"] < have.get(track["id"], -1)
            have[track["id"]] = track["n"]
    return have, older


def figures(done: dict, screens: list[Screen], seconds: int) -> dict:
    late = np.concatenate([s.late_ms for s in screens if s.sampled])
    frames = sum(s.updates for s in screens) / max(1.0, done["updates"] / (seconds * 10))
    return {
        "delivered": round(sum(s.updates for s in screens) / (done["updates"] * len(screens)), 4),
        "late_ms_p50": round(float(np.percentile(late, 50)), 1),
        "late_ms_p99": round(float(np.percentile(late, 99)), 1),
        "cpu_share": round(done["cpu_s"] / seconds, 3),
        "cpu_us_per_frame": round(1e6 * done["cpu_s"] / max(frames, 1.0), 1),
        "peak_mb": round(done["peak_mb"]),
    }


def main() -> None:
    seconds = 10
    (done, screens), longer = run("varne", CLIENTS, seconds=seconds), run("varne", CLIENTS, seconds=3 * seconds)
    ours, least = figures(done, screens, seconds), figures(*run("bare", CLIENTS, seconds=seconds), seconds)
    setting = f"1000 updates/s of {TRACKS} tracks and 10 records/s to {CLIENTS} screens, one stuck, one slow"
    print(json.dumps({"bench": f"live: {setting}", **ours}))
    print(json.dumps({"bench": "live: the same bytes by asyncio alone", **least}))
    have = [newest(s) for s in screens if s.sampled]
    complete = [len(h) == TRACKS and min(h.values()) >= done["updates"] - TRACKS for h, _ in have]
    must = {
        "records_lost": sum(done["records"] - len(set(s.records)) for s in screens),
        "records_sent": done["records"] * len(screens),
        "older_values_after_newer": sum(older for _, older in have),
        "screens_that_hold_the_last_value_of_every_track": f"{sum(complete)} of {len(have)}",
        "peak_mb_after_10_s_and_30_s": [round(done["peak_mb"]), round(longer[0]["peak_mb"])],
        "cpu_against_asyncio_alone": round(ours["cpu_share"] / least["cpu_share"], 1),
    }
    print(json.dumps({"bench": "live: what must hold", **must}))


if __name__ == "__main__":
    main()
