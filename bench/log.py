"""The log: durable signed appends with 16 waiting clients, and catching up with another node, beside what the disk allows.

Peers of the same run: bare SQLite inserts (one for each flush), and the prototype's shape of a signed log (one table, one
writer, no questions asked). Rounds are interleaved, so that a slow spell of the disk touches all alike; medians are printed
with the lowest and highest. The prototype of the first design gained 2.03 over one signed insert for each flush on its disk; at
least half of that is asked for, and half of what its shape gains on the disk of this run.
"""

import json
import queue
import sqlite3
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from hashlib import sha256
from pathlib import Path

from tests import postgres_server

from varne.record.events import Note, encode
from varne.record.exchange import Peer, take, trust_of
from varne.record.exchange.serving import Reader, page_for
from varne.record.keys import Identity
from varne.record.log import Log

SECONDS, CLIENTS, ROUNDS, EVENTS = 1.5, 16, 5, 5000
EVENT = Note(text="x" * 290, centre="dover")
KEY = Identity.new()
PROTOTYPE = 2.03
"""Of the prototype: 9,888 events/s with 16 waiting clients, 4,862 with one event for each flush."""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, _postgres() as server:
        cases = _cases(Path(folder), server)
        rates: dict[str, list[float]] = {name: [] for name in cases}
        for n in range(ROUNDS):
            for name, run in cases.items():
                rates[name].append(run(n))
        caught, processor = _caught_up(Path(folder))
    told = {name: _summary(r) for name, r in rates.items()}
    middle = {name: statistics.median(r) for name, r in rates.items()}
    ratio = middle["varne"] / middle["sqlite, one bare insert for each flush"]
    shape = middle["varne"] / middle["prototype's shape, signed"]
    print(
        json.dumps(
            {
                "bench": f"log: {len(encode(EVENT))}-byte events, {CLIENTS} waiting clients, {ROUNDS} rounds of {SECONDS} s",
                "events_per_s": told,
                "varne_over_bare": round(ratio, 2),
                "varne_over_prototype_shape": round(shape, 2),
                "asked_for_at_least": {"over bare": PROTOTYPE / 2, "over prototype's shape": 0.5},
                "caught_up_events_per_s": {"by the clock": round(caught), "of processor": round(processor)},
            },
            indent=1,
        )
    )
    if ratio < PROTOTYPE / 2 or shape < 0.5:
        raise SystemExit(f"{ratio:.2f} of bare inserts and {shape:.2f} of the prototype's shape; half of its gain is asked for")


def _postgres() -> AbstractContextManager[str | None]:
    return nullcontext() if postgres_server.binaries() is None else postgres_server.running(on_disk=True)


def _cases(folder: Path, server: str | None) -> dict[str, Callable[[int], float]]:
    there = {
        "varne on postgresql": lambda n: appended(postgres_server.database(server, f"varne{n}")),
        "postgresql, one bare insert for each flush": lambda n: inserted_there(postgres_server.database(server, f"bare{n}")),
    }
    here = {
        "varne": lambda n: appended(folder / f"{n}.varne"),
        "prototype's shape, signed": lambda n: prototyped(folder / f"{n}.prototype"),
        "sqlite, one bare insert for each flush": lambda n: inserted(folder / f"{n}.bare"),
    }
    return here | (there if server else {})


def _summary(rates: list[float]) -> str:
    return f"{statistics.median(rates):.0f} ({min(rates):.0f} to {max(rates):.0f})"


def _clients(act: Callable[[], object]) -> float:
    """Times a second that 16 threads finish something, each waiting for its own."""
    done = [0] * CLIENTS
    end = time.perf_counter() + SECONDS

    def client(k: int) -> None:
        while time.perf_counter() < end:
            act()
            done[k] += 1

    threads = [threading.Thread(target=client, args=(k,)) for k in range(CLIENTS)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    return sum(done) / SECONDS


def appended(where: Path | str) -> float:
    with Log.open(where, origin="bench", identity=KEY) as log:
        return _clients(lambda: log.append(EVENT))


def prototyped(path: Path) -> float:
    """A signed hash chain in one table, written by one thread in groups: no headers, no retries, no clock, no guards."""
    inbox: queue.SimpleQueue[threading.Event | None] = queue.SimpleQueue()
    writer = threading.Thread(target=_prototype, args=(path, inbox))
    writer.start()

    def act() -> None:
        answer = threading.Event()
        inbox.put(answer)
        answer.wait()

    rate = _clients(act)
    inbox.put(None)
    writer.join()
    return rate


def _prototype(path: Path, inbox: "queue.SimpleQueue[threading.Event | None]") -> None:
    db = _bare(path, "id blob unique, prev blob, sig blob, body blob")
    prev, ended = b"", False
    while not ended:
        group = [inbox.get()]
        while not inbox.empty():
            group.append(inbox.get())
        ended = None in group
        db.execute("begin immediate")
        for _ in filter(None, group):
            body = encode(EVENT)
            ident = sha256(prev + body + repr(time.time_ns()).encode()).digest()
            db.execute("insert into event(id, prev, sig, body) values (?, ?, ?, ?)", (ident, prev, KEY.sign(ident), body))
            prev = ident
        db.execute("commit")
        for answer in filter(None, group):
            answer.set()
    db.close()


def inserted(path: Path) -> float:
    db, body, n = _bare(path, "body blob not null"), encode(EVENT), 0
    end = time.perf_counter() + SECONDS
    while time.perf_counter() < end:
        db.execute("insert into event(body) values (?)", (body,))
        n += 1
    db.close()
    return n / SECONDS


def _bare(path: Path, columns: str) -> sqlite3.Connection:
    db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    db.execute("pragma journal_mode = wal")
    db.execute("pragma synchronous = full")
    db.execute(f"create table event(seq integer primary key, {columns}) strict")
    return db


def inserted_there(url: str) -> float:
    import psycopg

    body, n = encode(EVENT), 0
    with psycopg.connect(url, autocommit=True) as db:
        db.execute("create table event(seq bigint generated always as identity primary key, body bytea not null)")
        end = time.perf_counter() + SECONDS
        while time.perf_counter() < end:
            db.execute("insert into event(body) values (%s)", (body,))
            n += 1
    return n / SECONDS


def _caught_up(folder: Path) -> tuple[float, float]:
    """Events a second that a node takes in after an outage, verified and flushed: by the clock, and of processor time."""
    with (
        Log.open(folder / "there.varne", origin="there", identity=Identity.new()) as there,
        Log.open(folder / "here.varne", origin="here", identity=KEY) as here,
    ):
        there.append_many([EVENT] * EVENTS)
        trust = trust_of(here, (Peer("there", there.identity.public),))
        pages, after = [], 0
        while after < EVENTS:
            pages.append(page_for(there, Reader("here"), "there/joint", after) or b"")
            after += pages[-1].count(b"\n") - 1
        clock, processor = time.perf_counter(), time.process_time()
        taken = sum(take(here, "there/joint", page, trust).accepted for page in pages)
        return taken / (time.perf_counter() - clock), taken / (time.process_time() - processor)
