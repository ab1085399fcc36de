"""A real node with a real feed: tracks on its event stream, boats without AIS in its record, the same after a restart."""

import http.client
import json
import time
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest

from recorded import CARGO_MMSI, LAT, LON, Replaying, recording, taxi

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
def feed():
    replaying = Replaying()
    yield replaying
    replaying.die()


@pytest.fixture
def begin(tmp_path, feed, start):
    (tmp_path / "varne.toml").write_text(CONFIG.format(source=feed.source, lon=LON, lat=LAT))
    return lambda: start("serve", "--config", str(tmp_path / "varne.toml"))


class Stream:
    """A node's event stream, read as a browser reads it."""

    def __init__(self, process):
        at = urlsplit(process.address)
        self._connection = http.client.HTTPConnection(at.hostname, at.port, timeout=60)
        self._connection.request("GET", "/api/events")
        self._answer = self._connection.getresponse()
        self._passed = []  # on a quiet machine a record comes before the frame of tracks that is waited for first

    def until(self, event, holds, seconds=60.0):
        """The first message of a kind of which something holds; records passed over meanwhile are kept."""
        for k, (kind, found) in enumerate(self._passed):
            if kind == event and holds(found):
                del self._passed[k]
                return found
        for kind, found in self._messages(time.monotonic() + seconds):
            if kind == event and holds(found):
                return found
            if kind == "record" != event:  # a record comes once; frames and feeds only count as they stand now
                self._passed.append((kind, found))
        raise AssertionError(f"no {event} of that kind")

    def _messages(self, end):
        kind = None
        while time.monotonic() < end:
            line = self._answer.readline().decode().rstrip("\n")
            if line.startswith("event: "):
                kind = line.removeprefix("event: ")
            elif line.startswith("data: "):
                yield kind, json.loads(line.removeprefix("data: "))

    def close(self):
        self._answer.close()
        self._connection.close()


def sensed(process):
    return [r for r in process.get("/api/picture")["reports"] if r["channel"] == "radar"]


def test_tracks_are_streamed_and_the_boat_without_ais_is_recorded_once_over_a_restart(begin, feed):
    process = begin()
    stream = Stream(process)
    stream.until("feeds", lambda f: f["feeds"][0]["state"] in ("waiting", "absent"))
    feed.send(recording())
    frame = stream.until("tracks", lambda f: any(t["kind"] == "boat" for t in f["tracks"]))
    (boat,) = [t for t in frame["tracks"] if t["kind"] == "boat"]
    assert boat["exists"] > 0.9 and boat["small"] > 0.9 and boat["feed"] == "coast"
    stream.until("record", lambda r: r["kind"] == "report" and r["seq"] >= 2)
    stream.close()
    again = Stream(process)
    whole = again.until("tracks", lambda f: True)
    again.close()
    assert whole["whole"] and {t["id"] for t in whole["tracks"]} == {f"mmsi:{CARGO_MMSI}", boat["id"]}
    before = sensed(process)
    assert len(before) >= 2 and len({r["id"] for r in before}) == len(before)
    assert all(r["id"].startswith("dover-coast-") and r["source"] == "sensor" for r in before)
    process.end()
    second = begin()
    feed.send(recording())
    stream = Stream(second)
    stream.until("tracks", lambda f: any(t["kind"] == "boat" for t in f["tracks"]))
    stream.close()
    assert [r["id"] for r in sensed(second)] == [r["id"] for r in before]


def test_a_feed_that_dies_is_told_on_the_stream_and_the_picture_goes_on(begin, feed):
    process = begin()
    stream = Stream(process)
    feed.send(recording())
    stream.until("record", lambda r: r["kind"] == "report" and r["seq"] >= 2)
    feed.die()
    told = stream.until("feeds", lambda f: f["feeds"][0]["state"] == "absent")
    since = datetime.fromisoformat(told["feeds"][0]["since"])
    assert abs((datetime.now(UTC) - since).total_seconds()) < 60 and told["feeds"][0]["why"]
    assert sensed(process)
    (stands,) = process.get("/api/feeds")["feeds"]
    assert stands["state"] == "absent" and stands["lines"] == len(recording()) and stands["problems"] == 0
    feed.come_back()
    feed.send(recording(14))
    stream.until("feeds", lambda f: f["feeds"][0]["state"] == "heard")
    stream.close()


def test_a_taxi_boat_along_the_coast_raises_no_alarm(begin, feed):
    process = begin()
    stream = Stream(process)
    feed.send(recording(25, seen=(taxi,), ais=None))
    stream.until("record", lambda r: r["kind"] == "report" and r["seq"] >= 3)
    stream.close()
    picture = process.get("/api/picture")
    assert picture["alarms"] == [] and picture["conflicts"] == []
    assert picture["boats"] and all(b["people"] is None and not b["recorded"] for b in picture["boats"])
    said = json.dumps(picture).lower()
    assert not any(word in said for word in ("beach", "plage", "crowd", "departure", "smuggl"))
