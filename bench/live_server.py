"""What bench.live measures: a node whose sensors move all the time, or the bare writing of the same bytes, as a process.

    python -m bench.live_server varne|bare --rate 1000 --tracks 1000 --records 10 --seconds 10

Prints its port, waits for a line on stdin, then moves tracks and appends records for so many seconds, and prints what it did.
"""

import argparse
import asyncio
import json
import os
import socket
import sys
import tempfile
import threading
import time
from pathlib import Path

import uvicorn

from varne.config import Config
from varne.record.events import Note
from varne.record.log import Log
from varne.sea.field import Constant
from varne.server.app import Node, create_app
from varne.server.desk import Desk
from varne.server.live import FRAME, Hub
from varne.server.lookout import Lookout

STEP = 0.01
"""The sensors speak a hundred times a second [s]."""


def value(k: int, n: int) -> bytes:
    """A track as the lookout encodes it, with its number n of changes and the moment at which it was put."""
    place = f'"lon":{1.2 + k % 97 / 100 + n % 100 / 1e5:.5f},"lat":{50.9 + k % 89 / 200:.5f},"error_m":21.5,"course":235.1'
    return (
        f'{{"id":"mmsi:{235000000 + k}","kind":"ship","feed":"aerial","seen":"2026-11-27T03:12:00Z",{place},"speed_kn":8.1,'
        f'"exists":null,"small":null,"n":{n},"T":{time.monotonic_ns()}}}'
    ).encode()


def moved(asked: argparse.Namespace, put) -> int:
    """Put `rate` changes a second, track after track, for so many seconds; returns how many."""
    begin, n = time.monotonic(), 0
    while (passed := time.monotonic() - begin) < asked.seconds:
        due = int(passed * asked.rate)
        if due > n:
            put({f"mmsi:{235000000 + i % asked.tracks}": value(i % asked.tracks, i) for i in range(n, due)})
            n = due
        time.sleep(STEP)
    return n


def varne(asked: argparse.Namespace, port: socket.socket) -> None:
    with tempfile.TemporaryDirectory() as folder, Log.open(Path(folder) / "night.varne", origin="bench") as log:
        hub = Hub()
        lookout = Lookout((), "bench", lambda report: "", hub.stir)
        desk = Desk(log.read, Config(states=10), Constant(0.0, 0.0), None)
        app = create_app(Node(log, desk, hub, None, "bench", None, lookout))
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off", timeout_graceful_shutdown=0))
        lookout.tracks.put({f"mmsi:{235000000 + k}": value(k, -1) for k in range(asked.tracks)})

        def put(values):
            lookout.tracks.put(values)
            hub.stir()

        def records(stop: threading.Event, done: list[int]) -> None:
            while not stop.wait(1 / asked.records):
                log.append(Note(text="bench", centre="bench"))
                hub.poke_soon()
                done.append(1)

        def work() -> None:
            sys.stdin.readline()
            before, stop, done = os.times(), threading.Event(), []
            recording = threading.Thread(target=records, args=(stop, done), daemon=True)
            recording.start()
            n = moved(asked, put)
            stop.set()
            recording.join()
            told(before, n, len(done))
            sys.stdin.readline()
            server.should_exit = True

        threading.Thread(target=work, daemon=True).start()
        server.run(sockets=[port])


def bare(asked: argparse.Namespace, port: socket.socket) -> None:
    """The same frames, encoded once, written to every connection by asyncio alone: no server, no request, no newest value."""
    asyncio.run(_bare(asked, port))


async def _bare(asked: argparse.Namespace, port: socket.socket) -> None:
    writers: list[asyncio.StreamWriter] = []

    async def accepted(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n")
        writers.append(writer)

    await asyncio.start_server(accepted, sock=port)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
    before, begin, n = os.times(), time.monotonic(), 0
    while (passed := time.monotonic() - begin) < asked.seconds:
        due = int(passed * asked.rate)
        values = [value(i % asked.tracks, i) for i in range(n, due)]
        frame = b'event: tracks\ndata: {"whole":false,"tracks":[' + b",".join(values) + b'],"gone":[]}\n\n'
        for writer in writers:
            writer.write(frame)
        n = due
        await asyncio.sleep(FRAME)
    told(before, n, 0)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)


def told(before: os.times_result, updates: int, records: int) -> None:
    now = os.times()
    peak = next(line.split()[1] for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    cpu = now.user + now.system - before.user - before.system
    print(json.dumps({"updates": updates, "records": records, "cpu_s": round(cpu, 3), "peak_mb": int(peak) / 1024}), flush=True)


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("which", choices=["varne", "bare"])
    for name, usual in (("rate", 1000), ("tracks", 1000), ("records", 10), ("seconds", 10)):
        options.add_argument(f"--{name}", type=int, default=usual)
    asked = options.parse_args()
    port = socket.create_server(("127.0.0.1", 0), backlog=1000)
    print(port.getsockname()[1], flush=True)
    {"varne": varne, "bare": bare}[asked.which](asked, port)


if __name__ == "__main__":
    main()
