"""kill -9 in the middle of 200 incoming reports: what was acknowledged is there when the server starts again."""

import threading
from datetime import UTC, datetime
from http.client import HTTPException

import pytest

import postgres_server
from varne.record.events import Reported
from varne.record.log import stored, verify

REPORTS, CLIENTS = 200, 8


def line(k):
    received = datetime(2026, 6, 20, 23, k // 60 % 60, k % 60, tzinfo=UTC).isoformat()
    return {"id": f"r{k}", "received": received, "channel": "call", "source": "occupant", "text": f"report {k}"}


@pytest.mark.parametrize(("place", "killed_after"), [("sqlite", 20), ("sqlite", 110), ("postgres", 60)])
def test_no_acknowledged_report_is_lost(start, request, tmp_path, place, killed_after):
    record = str(tmp_path / "record.varne")
    if place == "postgres":
        record = postgres_server.database(request.getfixturevalue("postgres"), "killed")
    (tmp_path / "varne.toml").write_text(f'port = 0\ncentre = "dover"\nlog = "{record}"\n')
    server = start("serve", "--config", str(tmp_path / "varne.toml"))
    acknowledged, enough, work = [], threading.Event(), iter(range(REPORTS))
    lock = threading.Lock()

    def client():
        while True:
            with lock:
                k = next(work, None)
            if k is None:
                return
            try:
                status, _ = server.post("/api/reports", line(k))
            except (OSError, HTTPException):  # URLError is an OSError; a cut answer is no acknowledgement
                return
            if status == 201:
                acknowledged.append(f"r{k}")
            if len(acknowledged) >= killed_after:
                enough.set()

    clients = [threading.Thread(target=client) for _ in range(CLIENTS)]
    for c in clients:
        c.start()
    assert enough.wait(60)
    server.process.kill()
    for c in clients:
        c.join()

    assert verify(record).problems == ()
    again = start("serve", "--config", str(tmp_path / "varne.toml"))
    for k in range(REPORTS):  # every sender tries again with its own id: harmless
        assert again.post("/api/reports", line(k))[0] == 201
    held = [s.event.report.id for s in stored(record) if isinstance(s.event, Reported)]
    assert set(acknowledged) <= set(held)
    assert sorted(held) == sorted(f"r{k}" for k in range(REPORTS))
    assert len(acknowledged) >= killed_after
