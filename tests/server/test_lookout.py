"""Feeds of a node: real sockets, a real log; what dies, comes back, lies or comes twice loses nothing and stops nobody."""

import json
import re
import socket
import textwrap
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from readers.test_asterix import CAT010, block
from recorded import CARGO_MMSI, LAT, LON, Replaying, recording, taxi
from varne.config import ConfigError, FeedLine, parse_config
from varne.fusion.report import Report
from varne.geodesy import destination
from varne.server.lookout import Lookout

QUICK = 0.05
DOCS = Path(__file__).parents[2] / "docs/tracker.md"


def radar(source, **more):
    return FeedLine(name="coast", source=source, kind="radar", lon=LON, lat=LAT, **more)


class Record:
    """What was taken, and whether the disk is full."""

    def __init__(self):
        self.reports: list[Report] = []
        self.full = False

    def take(self, report):
        if self.full:
            raise OSError(28, "No space left on device")
        if report.id not in [r.id for r in self.reports]:
            self.reports.append(report)
        return ""


@pytest.fixture
def begin():
    running = []

    def started(*lines, take=None):
        lookout = Lookout(lines, "dover", take or Record().take, patience=QUICK, every=QUICK)
        lookout.start()
        running.append(lookout)
        return lookout

    yield started
    for lookout in running:
        lookout.stop()


@pytest.fixture
def feed():
    replaying = Replaying()
    yield replaying
    replaying.die()


def until(true, what, seconds=20.0):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, what
        time.sleep(0.02)


def tracks(lookout):
    return [json.loads(v) for v in lookout.tracks.since(0).values]


def test_a_replayed_watch_becomes_tracks_and_reports(begin, feed):
    record = Record()
    lookout = begin(radar(feed.source), take=record.take)
    feed.send(recording())
    until(lambda: len(record.reports) >= 2, "reports of the boat")
    assert {r.id.rsplit("-", 2)[0] for r in record.reports} == {"dover-coast"}
    assert len({r.id.rsplit("-", 2)[1] for r in record.reports}) == 1  # one boat; the ship is in no report
    shown = {t["kind"]: t for t in tracks(lookout)}
    assert set(shown) == {"ship", "boat"}
    assert shown["ship"]["id"] == f"mmsi:{CARGO_MMSI}"
    assert shown["boat"]["exists"] > 0.9 and shown["boat"]["small"] > 0.9
    assert shown["boat"]["id"].startswith("dover-coast/")
    assert lookout.troubles == ()


def test_ais_of_one_feed_names_the_ships_of_anothers_radar(begin, feed):
    aerial, record = Replaying(), Record()
    lines = recording()
    lookout = begin(radar(feed.source), FeedLine(name="aerial", source=aerial.source, kind="ais"), take=record.take)
    aerial.send([x for x in lines if "!AI" in x])
    until(lambda: any(t["kind"] == "ship" for t in tracks(lookout)), "the ship")
    feed.send([x for x in lines if "!AI" not in x])
    until(lambda: len(record.reports) >= 2, "reports of the boat")
    aerial.die()
    assert len({r.id.rsplit("-", 2)[1] for r in record.reports}) == 1
    until(lambda: sorted(t["kind"] for t in tracks(lookout)) == ["boat", "ship"], "the boat and the ship, each once")


def test_a_dead_feed_is_told_and_goes_on_when_it_comes_back(begin, feed):
    record, lines = Record(), recording(24)
    lookout = begin(radar(feed.source), take=record.take)
    half = len(lines) // 2
    feed.send(lines[:half])
    until(lambda: record.reports, "the first report")
    (heard,) = lookout.standings()
    assert heard.state == "heard" and heard.lines == half
    before, shown = len(record.reports), tracks(lookout)
    feed.die()
    until(lambda: lookout.standings()[0].state == "absent", "the feed to be missed")
    (absent,) = lookout.standings()
    assert absent.why and absent.since == pytest.approx(heard.since)
    assert tracks(lookout) == shown  # older, and still there
    feed.come_back()
    feed.send(lines[half:])
    until(lambda: len(record.reports) > before, "reports again")
    assert lookout.standings()[0].state == "heard"
    assert len({r.id for r in record.reports}) == len(record.reports)


def test_an_absent_feed_a_missing_file_and_a_taken_port_leave_the_others_alone(begin, feed, tmp_path):
    record = Record()
    absent = FeedLine(name="absent", source="tcp://127.0.0.1:9", kind="ais")
    missing = FeedLine(name="missing", source=str(tmp_path / "none.nmea"), kind="ais")
    foreign = FeedLine(name="foreign", source="udp://192.0.2.1:10110", kind="cot")  # an address that is not this machine's
    lookout = begin(absent, missing, foreign, radar(feed.source), take=record.take)
    feed.send(recording())
    until(lambda: len(record.reports) >= 2, "reports in spite of the others")
    until(lambda: [s.state for s in lookout.standings()] == ["absent"] * 3 + ["heard"], "all to be told as they are")
    assert "No such file" in lookout.standings()[1].why


def test_a_file_is_read_once_to_its_end(begin, tmp_path):
    record = Record()
    (tmp_path / "night.nmea").write_text("\n".join(recording()))
    lookout = begin(radar(str(tmp_path / "night.nmea")), take=record.take)
    until(lambda: len(record.reports) >= 2, "reports of the file")
    assert lookout.standings()[0].state == "read"


def test_reports_wait_while_the_disk_is_full_and_none_is_lost(begin, feed):
    record = Record()
    record.full = True
    lookout = begin(radar(feed.source), take=record.take)
    feed.send(recording())
    until(lambda: lookout.troubles, "the trouble to be said")
    assert "wait to be recorded" in lookout.troubles[0] and "No space left" in lookout.troubles[0]
    record.full = False
    until(lambda: len(record.reports) >= 2 and lookout.troubles == (), "all of them")


def test_a_refused_report_is_said_and_the_next_goes_in(begin, feed):
    record = Record()
    taken = iter([True])

    def take(report):
        return f"{report.id} was recorded before with other content" if next(taken, False) else record.take(report)

    lookout = begin(radar(feed.source), take=take)
    feed.send(recording())
    until(lambda: record.reports, "the next report")
    assert "other content" in lookout.troubles[0]


def test_what_nobody_can_read_is_counted_and_the_rest_goes_in(begin, feed):
    record = Record()
    lookout = begin(radar(feed.source), take=record.take)
    feed.send(["$RATTM,bad*00", "\x00\xff", *recording()])
    until(lambda: len(record.reports) >= 2, "reports")
    (standing,) = lookout.standings()
    assert standing.problems == 1 and "checksum" in standing.problem


def test_a_slow_boat_along_the_coast_is_a_boat_and_nothing_more(begin, feed):
    record = Record()
    lookout = begin(radar(feed.source), take=record.take)
    feed.send(recording(25, seen=(taxi,), ais=None))
    until(lambda: len(record.reports) >= 3, "its reports")
    last = record.reports[-1]
    assert "% of the way within 2 km of the shore" in last.text and "stop" in last.text
    assert all((r.people, r.in_water, r.condition) == (None, None, "unknown") for r in record.reports)
    assert not any(word in r.text.lower() for r in record.reports for word in ("beach", "alarm", "crowd", "launch"))
    assert {t["kind"] for t in tracks(lookout)} == {"boat"}


def test_the_newest_fix_of_a_ship_is_shown_whichever_receiver_brings_it_last(begin, feed):
    late, lines = Replaying(), [x for x in recording(3) if "!AI" in x]
    first, second = (FeedLine(name=n, source=f.source, kind="ais") for n, f in (("first", feed), ("second", late)))
    lookout = begin(first, second)
    feed.send(lines)
    until(lambda: tracks(lookout), "the ship")
    (newest,) = tracks(lookout)
    late.send(lines[:2])
    until(lambda: lookout.standings()[1].lines == 2, "the late receiver to be read")
    time.sleep(5 * QUICK)
    late.die()
    assert tracks(lookout) == [newest]


def test_a_feed_that_is_there_and_says_nothing_is_silent(begin):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    lookout = begin(FeedLine(name="aerial", source=f"udp://127.0.0.1:{port}", kind="ais", quiet=0.2))
    assert lookout.standings()[0].state == "waiting"
    until(lambda: lookout.standings()[0].state == "silent", "the silence to be noticed")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.sendto(recording(1)[-1].encode(), ("127.0.0.1", port))
        until(lambda: lookout.standings()[0].lines, "the line")
    assert lookout.standings()[0].why == ""


def test_asterix_datagrams_of_a_radar_become_tracks(begin):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    turn = {"sac": 1, "sic": 7, "period": 0.2}
    lookout = begin(FeedLine(name="harbour", source=f"udp://127.0.0.1:{port}", kind="asterix", lon=LON, lat=LAT, **turn))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        end, last = time.monotonic() + 30, 0
        while not tracks(lookout) and time.monotonic() < end:
            now = datetime.now(UTC)
            number = int(now.timestamp() / turn["period"])
            if number > last:  # one plot a turn, as one boat gives
                last, midnight = number, now.replace(hour=0, minute=0, second=0, microsecond=0)
                who = {"000": 1, "010": (("SAC", 1), ("SIC", 7)), "140": (((now - midnight).total_seconds(), "s"))}
                there = {"040": (("RHO", (5_000.0, "m")), ("TH", (60.0, "°")))}
                sender.sendto(block(CAT010, {**who, **there}), ("127.0.0.1", port))
            time.sleep(0.01)
    found = tracks(lookout)
    assert found
    for track in found:  # on a loaded machine two plots can fall into one turn, and begin two tracks
        assert track["kind"] == "boat" and track["id"].startswith("dover-harbour/")
        assert (track["lon"], track["lat"]) == pytest.approx(destination(LON, LAT, 60.0, 5_000.0), abs=0.002)


def test_stopping_ends_every_thread(feed):
    absent = FeedLine(name="x", source="tcp://127.0.0.1:9", kind="ais")
    lookout = Lookout([radar(feed.source), absent], "dover", Record().take, patience=QUICK, every=QUICK)
    lookout.start()
    feed.send(recording(2))
    lookout.stop()
    names = {t.name for t in threading.enumerate()}
    assert not names & {"lookout", "feed coast", "feed x"}


@pytest.mark.parametrize(
    ("toml", "why"),
    [
        ('name = "a"\nsource = "tcp://h:1"\nkind = "radar"', "needs lon and lat"),
        ('name = "a"\nsource = "tcp://h:1"\nkind = "asterix"\nlon = 1\nlat = 51\nsac = 1\nsic = 2', "ASTERIX comes by UDP"),
        ('name = "a b"\nsource = "tcp://h:1"\nkind = "ais"', "name"),
        ('name = "a"\nsource = "tcp://h:1"\nkind = "sonar"', "sonar"),
        ('name = "a"\nsource = "tcp://h:1"\nkind = "ais"\nperiod = 0', "period"),
        ('name = "a"\nsource = "x"\nkind = "ais"\n[[feeds]]\nname = "a"\nsource = "y"\nkind = "ais"', "two feeds are named a"),
    ],
)
def test_a_feed_that_cannot_be_is_refused_at_the_start(toml, why):
    with pytest.raises(ConfigError, match=why):
        parse_config(f"[[feeds]]\n{toml}")


def test_a_feed_as_the_docs_write_it():
    example = re.search(r"(?m)(?:^    .*\n|^\n)*^    \[\[feeds\]\]\n(?:^    .*\n|^\n)*", DOCS.read_text("utf-8"))
    coast, aerial = parse_config(textwrap.dedent(example[0])).feeds
    assert (coast.kind, coast.period, coast.reach, coast.quiet) == ("radar", 3.0, 30_000.0, 60.0)
    assert aerial.kind == "ais"
