"""A node that runs for weeks reads its forecasts again; what cannot be read leaves those that it has."""

from datetime import UTC, datetime, timedelta

import pytest

from browser import until
from varne.config import Config
from varne.fusion.report import Report
from varne.record.events import Reported
from varne.record.log import Log
from varne.sea.field import Box, Constant
from varne.sea.tides import dover_strait
from varne.server.desk import Desk
from varne.server.renewing import renew, renewing

NOW = datetime(2026, 6, 20, 3, tzinfo=UTC)
ENDED = Constant(3.0, 1.0, "an older run", Box((0.0, NOW.timestamp() - 3600.0)))


@pytest.fixture
def desk(tmp_path):
    pin = Report(id="r1", received=NOW - timedelta(minutes=20), channel="pin", source="occupant", lon=1.6, lat=51.05)
    with Log.open(tmp_path / "live.varne", origin="dover") as log:
        log.append(Reported(report=pin), key="r1", at=pin.received)
        yield Desk(log.read, Config(states=50), dover_strait(), ENDED, live=True)


def fields(desk):
    (outlook,) = desk.known(NOW).outlooks.values()
    return outlook.run.fields


def test_a_newer_run_is_used_from_then_on(desk):
    assert "an older run" not in fields(desk)
    renew(desk, Config(wind="constant:4,2"), NOW.timestamp(), print)
    assert fields(desk) == ("tide atlas", "constant 4, 2 m/s")


def test_a_newer_stream_divides_the_reports_anew(desk):
    fields(desk)
    assert desk._proposals.results
    renew(desk, Config(current="constant:0.5,0"), NOW.timestamp(), print)
    assert not desk._proposals.results
    assert fields(desk)[0] == "constant 0.5, 0 m/s"


def test_what_cannot_be_read_is_said_and_leaves_those_from_before(desk, tmp_path):
    said, before = [], desk.sea
    (tmp_path / "wind.nc").write_bytes(b"half a file")
    for wind in ("none.nc", str(tmp_path / "wind.nc")):
        renew(desk, Config(wind=wind), NOW.timestamp(), said.append)
    assert desk.sea == before
    assert len(said) == 2
    assert all("those from before go on" in words for words in said)
    assert len(desk.known(NOW).outlooks) == 1


def test_where_nothing_is_new_nothing_is_made_again(desk):
    renew(desk, Config(wind="constant:4,2"), NOW.timestamp(), print)
    made = desk.known(NOW).outlooks
    renew(desk, Config(wind="constant:4,2"), NOW.timestamp(), print)
    (name,) = made
    assert desk.known(NOW).outlooks[name] is made[name]


def test_it_is_done_again_and_again(desk):
    with renewing(desk, Config(wind="constant:4,2"), print, every=0.02):
        until(lambda: desk.sea[1] is not ENDED, "a newer wind")
        desk.renew(dover_strait(), ENDED)
        until(lambda: desk.sea[1] is not ENDED, "a newer wind once more")
