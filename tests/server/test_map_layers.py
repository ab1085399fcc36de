"""What the map asks for: depths, lanes, tide and wind at a moment; and what is not there is said with its reason."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
from starlette.testclient import TestClient

import varne
from varne import geodesy
from varne.config import Config
from varne.readers.lanes import read_lanes
from varne.record.log import Log
from varne.sea import coast
from varne.sea.field import Box, Constant
from varne.sea.tides import dover_strait
from varne.server.app import Node, create_app
from varne.server.chart import SENTENCES
from varne.server.desk import Desk
from varne.server.flow import MOST
from varne.server.live import Hub

AT = "2021-11-24T03:34:00Z"
BOX = "1.3,50.9,1.8,51.15"
LANE = {
    "type": "Feature",
    "properties": {"traffic": 228, "remark": "the centre's own"},
    "geometry": {"type": "Polygon", "coordinates": [[[1.3, 50.9], [1.4, 50.9], [1.5, 51.0], [1.4, 51.0], [1.3, 50.9]]]},
}


def wind_from(direction, knots):
    u, v = geodesy.components_from(knots * geodesy.KNOT, direction)
    return Constant(float(u), float(v), "a made-up wind", Box(t=(0.0, 1_700_000_000.0), lon=(1.2, 1.6)))


@pytest.fixture
def windy(tmp_path):
    lanes, problems = read_lanes(json.dumps({"type": "FeatureCollection", "features": [LANE]}).encode())
    assert not problems
    with Log.open(tmp_path / "windy.varne", origin="dover") as log:
        desk = Desk(log.read, Config(), dover_strait(), wind_from(247.5, 12.0), lanes=lanes)
        with TestClient(create_app(Node(log, desk, Hub()))) as client:
            yield client


def arrows(client, kind, **more):
    asked = {"kind": kind, "at": AT, "box": BOX, "spacing": "3000"} | more
    answer = client.get("/api/map/flow", params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_what_a_node_does_not_have_is_told_with_the_reason(live, windy):
    bare = live.get("/api/map/layers").json()["without"]
    assert set(bare) == {"lanes", "wind", "traffic"} and all(w["text"] and w["key"] for w in bare.values())
    assert "varne.toml" in bare["lanes"]["text"] and "forecast" in bare["wind"]["text"]
    assert set(windy.get("/api/map/layers").json()["without"]) == {"traffic"}


def test_depths_say_their_datum_and_that_they_are_not_for_navigation(live):
    told = live.get("/api/map/depth").json()
    assert told["datum"] == "mean sea level" and told["shallowest_m"] == 5.4 and "not for navigation" in told["source"]
    assert {f["properties"]["depth_m"] for f in told["features"] if f["properties"]["part"] == "line"} == {10.0, 20.0, 30.0}


def test_lanes_are_the_centres_own_and_carry_nothing_else_of_its_file(live, windy):
    assert live.get("/api/map/lanes").json()["features"] == []
    (lane,) = windy.get("/api/map/lanes").json()["features"]
    assert lane["properties"] == {"traffic": 228.0} and lane["geometry"] == LANE["geometry"]


def test_the_stream_is_the_desks_own_and_only_at_sea(live):
    told = arrows(live, "current")
    lon, lat, kn, to = np.array(told["arrows"]).T
    assert told["field"] == "tide atlas" and told["why"] is None and len(lon) > 50
    assert coast.at_sea(lon, lat).all()
    u, v = dover_strait()(1_637_724_840.0, lon, lat)  # 24 November 2021, 03:34
    there = geodesy.components_to(kn * geodesy.KNOT, to)
    assert there[0] == pytest.approx(u, abs=0.01) and there[1] == pytest.approx(v, abs=0.01)


def test_a_wind_from_the_west_south_west_goes_to_the_east_north_east(windy):
    lon, _, kn, to = np.array(arrows(windy, "wind")["arrows"]).T
    assert to == pytest.approx(67.5) and kn == pytest.approx(12.0)
    assert lon.max() <= 1.6 < np.array(arrows(windy, "current")["arrows"])[:, 0].max()  # not beyond its forecast


def test_without_a_forecast_of_the_wind_the_answer_says_so(live):
    told = arrows(live, "wind")
    assert told["arrows"] == [] and told["field"] is None and told["why"]["key"] == "layers.none.wind"


def test_a_moment_or_a_sea_that_no_forecast_reaches_is_said(windy):
    assert arrows(windy, "wind", at="2030-01-01T00:00:00Z")["why"]["key"] == "layers.none.time"
    assert arrows(windy, "wind", box="1.7,50.9,2.2,51.15")["why"]["key"] == "layers.none.place"
    assert arrows(windy, "current", at="2030-01-01T00:00:00Z")["why"] is None


def test_beside_the_known_coast_nothing_is_told_and_it_is_said(live):
    told = arrows(live, "current", box="-0.2,50.5,-0.05,50.6")
    assert told["arrows"] == [] and told["why"]["key"] == "layers.none.coast"
    seen = live.get("/api/map/coverage", params={"box": "-0.2,50.5,-0.05,50.6"}).json()
    assert seen["unseen"] is None and seen["why"]["key"] == "layers.none.coast"


def test_a_box_of_land_has_no_arrows(live):
    told = arrows(live, "current", box="1.0,51.2,1.1,51.3")
    assert told["arrows"] == [] and told["why"] is None


@pytest.mark.parametrize(
    ("asked", "mend"),
    [
        ({"kind": "tide"}, "give current or wind"),
        ({"spacing": "10"}, "ask for"),
        ({"spacing": "-5"}, "above 0"),
        ({"spacing": "nan"}, "above 0"),
        ({"spacing": "wide"}, "no number"),
        ({"spacing": "0.01", "box": "0,51,3.2,51.00000000000001"}, "ask for"),
        ({"box": "1,2,3"}, "west,south,east,north"),
        ({"box": "50.9,1.3,51.15,1.8"}, "longitude first"),
        ({"box": "nan,50.9,1.8,51.15"}, "longitude first"),
        ({"at": "2021-11-24T03:34:00"}, "zone"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_what_is_allowed(live, asked, mend):
    answer = live.get("/api/map/flow", params={"kind": "current", "at": AT, "box": BOX, "spacing": "3000"} | asked)
    assert answer.status_code == 422
    assert mend in answer.json()["problem"]["why"]


def test_the_largest_screen_has_its_arrows(live):
    """3840 by 2160 pixels, arrows 56 apart, as js/layers/view.js asks at worst; much of it is land."""
    wide, high = (n * 3000 / 56 for n in (3840, 2160))
    east, north = geodesy.metres_per_degree(51.0)
    box = f"1.0,50.3,{1.0 + wide / east},{50.3 + high / north}"
    assert len(arrows(live, "current", box=box)["arrows"]) > 700


def test_every_reason_is_in_both_catalogues():
    words = Path(varne.__file__).parent / "server" / "web" / "words"
    en, fr = (json.loads((words / f"{code}.json").read_text("utf-8")) for code in ("en", "fr"))
    assert {k: en.get(k) for k in SENTENCES} == SENTENCES
    assert set(SENTENCES) <= set(fr)


DOC = (Path(varne.__file__).parents[2] / "docs" / "map.md").read_text("utf-8")


@pytest.mark.parametrize("route", re.findall(r"curl 'http://127.0.0.1:8347(/\S+)'", DOC))
def test_the_routes_of_the_docs_answer(live, route):
    assert live.get(route).status_code == 200


def test_the_docs_tell_of_every_route_and_of_the_depths_as_they_are(live):
    paths = {path for path in live.get("/api/openapi.json").json()["paths"] if path.startswith("/api/map/")}
    assert all(path in DOC for path in paths - {"/api/map/coast", "/api/map/lines"})
    assert "10, 20 and 30 m" in DOC and f"{MOST} places" in DOC
