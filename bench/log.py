"""How many durable events a second with 16 waiting clients, against bare SQLite inserts with the same flushing."""

import json
import sqlite3
import tempfile
import threading
import time
from pathlib import Path

from varne.record.events import Note, encode
from varne.record.log import Log

SECONDS, CLIENTS = 2.0, 16
EVENT = Note(text="x" * 320, centre="dover")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        ours = appended(Path(folder) / "night.varne")
        bare = inserted(Path(folder) / "bare.sqlite")
    print(
        json.dumps(
            {
                "bench": f"log, {CLIENTS} waiting clients, {len(encode(EVENT))}-byte events, each acknowledged after its flush",
                "events_per_s": round(ours),
                "bare_sqlite_one_insert_per_flush_per_s": round(bare),
                "ratio": round(ours / bare, 2),
            }
        )
    )


def appended(path: Path) -> float:
    done = [0] * CLIENTS
    with Log.open(path, origin="bench") as log:
        end = time.perf_counter() + SECONDS

        def client(k: int) -> None:
            while time.perf_counter() < end:
                log.append(EVENT)
                done[k] += 1

        threads = [threading.Thread(target=client, args=(k,)) for k in range(CLIENTS)]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
    return sum(done) / SECONDS


def inserted(path: Path) -> float:
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("pragma journal_mode = wal")
    db.execute("pragma synchronous = full")
    db.execute("create table event(seq integer primary key, body blob not null) strict")
    body, n = encode(EVENT), 0
    end = time.perf_counter() + SECONDS
    while time.perf_counter() < end:
        db.execute("insert into event(body) values (?)", (body,))
        n += 1
    db.close()
    return n / SECONDS
