"""Who looks at the sea and what nothing sees: radars as they stand now, assets where they said they are, nothing else."""

import json
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import varne
from browser import until
from recorded import LAT, LON, Replaying, recording
from varne import geodesy
from varne.config import Config, FeedLine
from varne.picture.watched import SENTENCES, Listened, watched
from varne.planning.asked import Weather
from varne.record.events import Asset
from varne.record.incident import AssetState
from varne.record.log import Log
from varne.sea.tides import dover_strait
from varne.search.assets import shipped
from varne.server.app import Node, create_app
from varne.server.desk import Desk
from varne.server.live import Hub
from varne.server.lookout import Lookout

NOW = datetime(2026, 6, 20, 23, tzinfo=UTC)
DAY, NIGHT = Weather(visibility_nm=5.0), Weather(visibility_nm=5.0, night=True)
PLACE = (1.6, 51.0)


def asset(name="Lydd helicopter", status="on_scene", place=PLACE, ago=600):
    lon, lat = place or (None, None)
    return AssetState(name, status, NOW - timedelta(seconds=ago), "dover", None, lon, lat, "")


def seen(*assets, feeds=(), weather=DAY, current=True):
    return watched(feeds, assets, shipped(), weather, NOW, current=current)


def keys(found):
    return [w.key for w in found.not_counted]


def test_an_aircraft_sees_a_boat_further_than_a_person_and_less_by_night():
    (day,), (night,) = seen(asset()).looking, seen(asset(), weather=NIGHT).looking
    assert day.boat > 10 * day.people > 0
    assert day.boat > night.boat > night.people > 0
    assert (day.lon, day.lat, day.words.key) == (*PLACE, "coverage.asset")


@pytest.mark.parametrize(
    ("who", "key"),
    [
        (asset(place=None), "coverage.no_place"),
        (asset(ago=3601), "coverage.old"),
        (asset(name="a tug that passes"), "coverage.sensors"),
    ],
)
def test_who_cannot_be_counted_is_named_with_the_reason(who, key):
    found = seen(who)
    assert found.looking == () and keys(found) == [key]


def test_an_inshore_lifeboat_has_only_eyes_and_is_blind_by_night():
    boat = asset(name="Walmer inshore lifeboat")
    assert len(seen(boat).looking) == 1
    assert keys(seen(boat, weather=NIGHT)) == ["search.trouble.dark"]


@pytest.mark.parametrize("status", ["tasked", "berthed"])
def test_who_is_not_out_is_not_spoken_of(status):
    found = seen(asset(status=status))
    assert (found.looking, found.not_counted) == ((), ())


def test_a_radar_counts_while_it_is_heard_and_only_now():
    radar = Listened("coast", (LON, LAT), 20_000.0, True, NOW)
    (one,) = seen(feeds=[radar]).looking
    assert (one.boat, one.people) == (20_000.0, 0.0)
    silent = Listened("coast", (LON, LAT), 20_000.0, False, NOW)
    assert keys(seen(feeds=[silent])) == ["coverage.silent"]
    assert keys(seen(feeds=[radar], current=False)) == ["coverage.then"]
    assert keys(seen(feeds=[Listened("ais", None, 30_000.0, True, NOW)])) == ["coverage.receiver"]


def test_what_is_taken_for_granted_is_said():
    assert (
        seen().assumed.text == "assumed: daylight, visibility 5.0 NM, waves of 0.5 m; widths may be wrong by a factor of 1.75"
    )
    assert seen(weather=NIGHT).assumed.key == "coverage.night"


def test_every_sentence_is_in_both_catalogues():
    words = Path(varne.__file__).parent / "server" / "web" / "words"
    en, fr = (json.loads((words / f"{code}.json").read_text("utf-8")) for code in ("en", "fr"))
    assert {k: en.get(k) for k in SENTENCES} == SENTENCES
    assert set(SENTENCES) <= set(fr)


# by HTTP


def test_a_node_without_a_sensor_says_so_and_all_the_sea_is_a_gap(live):
    told = live.get("/api/map/coverage").json()
    assert told["looking"] == [] and told["why"]["key"] == "coverage.none"
    assert told["unseen"]["boat"]["share"] == told["unseen"]["people"]["share"] == 1.0


def test_a_radar_that_is_heard_closes_the_gap_and_one_that_dies_opens_it(tmp_path):
    feed = Replaying()
    lines = tuple(
        FeedLine(name=name, source=feed.source, kind=kind, lon=LON, lat=LAT, reach=20_000.0, quiet=0.4)
        for name, kind in (("coast", "radar"), ("mast", "ais"))
    )
    lookout = Lookout(lines, "dover", lambda report: "", patience=0.05)
    lookout.start()
    try:
        with Log.open(tmp_path / "live.varne", origin="dover") as log:
            desk = Desk(log.read, Config(feeds=lines), dover_strait(), None, live=True)
            with TestClient(create_app(Node(log, desk, Hub(), lookout=lookout))) as client:
                asked = {"box": f"{LON - 0.5},{LAT - 0.3},{LON + 0.5},{LAT + 0.3}"}

                def told(**more):
                    return client.get("/api/map/coverage", params=asked | more).json()

                feed.send(recording(2))
                until(lambda: feed.send(recording(1)) or told()["looking"], "the radar to count")
                heard = told()
                assert [one["name"] for one in heard["looking"]] == ["coast"]
                assert 0.2 < heard["unseen"]["boat"]["share"] < 0.9 and heard["unseen"]["people"]["share"] == 1.0
                assert [w["key"] for w in heard["not_counted"]] == ["coverage.receiver"]
                assert told(at="2026-06-20T23:00:00Z")["not_counted"][0]["key"] == "coverage.then"
                feed.die()
                until(lambda: told()["not_counted"][0]["key"] == "coverage.silent", "the radar to count as blind")
                assert told()["unseen"]["boat"]["share"] == 1.0
    finally:
        feed.die()
        lookout.stop()


def test_an_asset_that_says_where_it_is_closes_a_gap_about_it(tmp_path):
    with Log.open(tmp_path / "live.varne", origin="dover") as log:
        event = Asset(asset="Lydd helicopter", status="on_scene", centre="dover", lon=1.6, lat=51.0, text="")
        log.append(event, key="k", at=datetime.fromtimestamp(time.time() - 60, UTC))
        desk = Desk(log.read, Config(), dover_strait(), None, live=True)
        with TestClient(create_app(Node(log, desk, Hub()))) as client:
            box = {"box": "1.5,50.95,1.7,51.05"}
            (one,) = client.get("/api/map/coverage", params=box).json()["looking"]
            assert one["name"] == "Lydd helicopter" and one["words"]["args"]["asset"] == "Lydd helicopter"
            share = client.get("/api/map/coverage", params=box).json()["unseen"]["boat"]["share"]
            area = 0.2 * 0.1 * float(geodesy.metres_per_degree(51.0)[0] * geodesy.metres_per_degree(51.0)[1])
            assert share == pytest.approx(1 - 3.14159 * one["boat"] ** 2 / area, abs=0.03)


@pytest.mark.parametrize(
    "asked",
    [
        {"visibility_nm": "-1"},
        {"visibility_nm": "far"},
        {"visibility_nm": "inf"},
        {"night": "perhaps"},
        {"box": "1,2"},
        {"at": "noon"},
    ],
)
def test_what_cannot_be_meant_is_refused(live, asked):
    answer = live.get("/api/map/coverage", params=asked)
    assert answer.status_code == 422 and answer.json()["problem"]["mend"]
