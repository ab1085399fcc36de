"""Open doors on the replay of a real night: what OGC API Features asks of a server, and what may never leave by them."""

import json
import re
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pytest
from starlette.testclient import TestClient

from varne.access.store import Store
from varne.config import Config
from varne.readers.cot import read_cot
from varne.record.events import Reported
from varne.record.log import Log
from varne.sea.tides import dover_strait
from varne.server.app import Node, create_app
from varne.server.desk import Desk
from varne.server.gate import People
from varne.server.live import Hub
from varne.server.querying import Unasked, query_of

AT = "2021-11-24T03:34:30Z"
NAMES = ("boats", "reports", "areas", "assets", "tracks")
GEOJSON = "application/geo+json"


def got(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status, answer.text
    return answer.json()


def linked(told, rel):
    return next(link["href"] for link in told["links"] if link["rel"] == rel)


def path_of(href):
    parts = urlsplit(href)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def test_every_link_of_the_landing_page_leads_somewhere(replay):
    landing = got(replay, "/ogc")
    assert {link["rel"] for link in landing["links"]} >= {"self", "service-desc", "service-doc", "conformance", "data"}
    for link in landing["links"]:
        answer = replay.get(path_of(link["href"]))
        assert answer.status_code == 200, link
        assert answer.headers["content-type"].split(";")[0] == link["type"].split(";")[0]


def test_it_says_that_it_conforms_to_core_and_geojson_and_to_nothing_more(replay):
    base = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/"
    assert got(replay, "/ogc/conformance") == {"conformsTo": [base + "core", base + "geojson"]}


def test_the_collections_and_each_of_them(replay):
    told = got(replay, "/ogc/collections")
    assert [c["id"] for c in told["collections"]] == list(NAMES)
    for c in told["collections"]:
        assert got(replay, f"/ogc/collections/{c['id']}") == c
        (items,) = [link for link in c["links"] if link["rel"] == "items"]
        assert items["type"] == GEOJSON
        assert replay.get(path_of(items["href"])).headers["content-type"] == GEOJSON
        assert c["extent"]["spatial"]["bbox"] and c["crs"] == ["http://www.opengis.net/def/crs/OGC/1.3/CRS84"]


@pytest.mark.parametrize("name", NAMES)
def test_items_are_a_feature_collection_that_counts_itself(replay, name):
    told = got(replay, f"/ogc/collections/{name}/items?at={AT}")
    assert told["type"] == "FeatureCollection"
    assert told["numberReturned"] == told["numberMatched"] == len(told["features"])
    assert (len(told["features"]) > 0) == (name != "tracks")  # a replay has no sensors
    assert told["timeStamp"] == AT
    for f in told["features"]:
        assert set(f) == {"type", "id", "geometry", "properties"}
        one = got(replay, f"/ogc/collections/{name}/items/{f['id']}?at={AT}")
        assert {k: one[k] for k in f} == f
        assert path_of(linked(one, "collection")) == f"/ogc/collections/{name}"


def test_pages_hold_each_feature_once_and_keep_their_moment(replay):
    whole = got(replay, f"/ogc/collections/reports/items?at={AT}")["features"]
    seen, path = [], f"/ogc/collections/reports/items?at={AT}&limit=3"
    while path:
        page = got(replay, path)
        assert len(page["features"]) <= 3 and page["numberMatched"] == len(whole)
        seen += page["features"]
        following = [link["href"] for link in page["links"] if link["rel"] == "next"]
        path = path_of(following[0]) if following else None
        assert not following or parse_qs(urlsplit(following[0]).query)["at"] == [AT]
    assert seen == whole


def test_a_page_without_a_moment_names_it_for_the_next(live):
    for k in range(3):
        who = {"id": f"r{k}", "received": "2026-06-20T23:10:00Z", "channel": "pin", "source": "occupant"}
        live.post("/api/reports", content=json.dumps({**who, "lon": 1.6, "lat": 51.0}), headers={"X-Varne": "1"})
    page = got(live, "/ogc/collections/reports/items?limit=2")
    assert parse_qs(urlsplit(linked(page, "next")).query)["at"] == [page["timeStamp"]]


def test_the_box_and_the_time_choose(replay):
    path = f"/ogc/collections/reports/items?at={AT}"
    whole = [f for f in got(replay, path)["features"] if f["geometry"]]
    lon, lat = whole[0]["geometry"]["coordinates"]
    near = got(replay, f"{path}&bbox={lon - 1e-4},{lat - 1e-4},{lon + 1e-4},{lat + 1e-4}")["features"]
    assert whole[0] in near and len(near) < len(whole)
    assert got(replay, f"{path}&bbox=10,10,11,11")["features"] == []
    early = got(replay, f"{path}&datetime=../2021-11-24T01:00:00Z")["features"]
    late = got(replay, f"{path}&datetime=2021-11-24T01:00:01Z/..")["features"]
    everything = got(replay, path)["features"]
    assert early and late and len(early) + len(late) == len(everything)


def test_an_area_lies_in_a_box_that_lies_wholly_inside_it(replay):
    areas = got(replay, f"/ogc/collections/areas/items?at={AT}")["features"]
    area = next(f for f in areas if f["properties"]["level"] == 0.95)
    boat = got(replay, f"/ogc/collections/boats/items/{area['properties']['boat']}?at={AT}")
    lon, lat = boat["geometry"]["coordinates"]
    tiny = f"{lon - 1e-6},{lat - 1e-6},{lon + 1e-6},{lat + 1e-6}"
    assert area["id"] in [f["id"] for f in got(replay, f"/ogc/collections/areas/items?at={AT}&bbox={tiny}")["features"]]


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=x", "bbox=1,2,3", "bbox=1,2,3,x", "bbox=0,52,1,51", "datetime=yesterday", "datetime=../..", "colour=red",
     "datetime=2021-11-24T02:00:00Z/2021-11-24T01:00:00Z", "datetime=2021-11-24T02:00:00", "f=html", "offset=-1", "at=now",
     f"limit={'9' * 5000}", "datetime=0001-01-01T00:00:00%2B23:59", "at=9999-12-31T23:59:59Z"],
)  # fmt: skip
def test_what_the_standard_has_refused_is_refused_with_the_mend(replay, query):
    told = got(replay, f"/ogc/collections/boats/items?{query}", status=400)
    assert told["problem"]["where"] == query.split("=")[0] and told["problem"]["mend"]


def test_what_is_not_there_is_404(replay):
    got(replay, "/ogc/collections/people", status=404)
    got(replay, "/ogc/collections/people/items", status=404)
    got(replay, f"/ogc/collections/boats/items/none?at={AT}", status=404)


def test_a_limit_above_the_most_is_the_most():
    assert query_of({"limit": "99999"}).limit == 10_000
    assert query_of({"bbox": "170,-1,0,-170,1,9"}).bbox == (170.0, -1.0, -170.0, 1.0)
    with pytest.raises(Unasked):
        query_of({"bbox": "0,0,0,0,0"})


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize("path", ["/ogc", "/ogc/collections/boats/items", "/api/picture.geojson", "/api/picture.cot"])
def test_the_doors_are_for_reading(replay, method, path):
    assert replay.request(method, path, headers={"X-Varne": "1"}).status_code == 405


def test_one_geojson_holds_the_whole_picture(replay):
    told = got(replay, f"/api/picture.geojson?at={AT}")
    by = {n: [f for f in told["features"] if f["properties"]["collection"] == n] for n in NAMES}
    for name in NAMES:
        assert len(by[name]) == got(replay, f"/ogc/collections/{name}/items?at={AT}")["numberMatched"]
    assert len({f["id"] for f in told["features"]}) == len(told["features"])


def test_no_words_of_people_and_no_telephone_leave_by_the_doors(replay):
    """Every text and caller of the night's reports is looked for in everything that the doors give out."""
    picture = got(replay, f"/api/picture?at={AT}")
    stored = replay.app.state.node.desk.stored()
    words = {row[k] for row in (*picture["reports"], *picture["assets"]) for k in ("text", "position_text") if k in row}
    callers = {s.event.report.caller for s in stored if isinstance(s.event, Reported)}
    given = "".join(replay.get(f"/ogc/collections/{n}/items?at={AT}").text for n in NAMES)
    given += replay.get(f"/api/picture.geojson?at={AT}").text + replay.get(f"/api/picture.cot?at={AT}").text
    assert [w for w in (words | callers) - {None, ""} if len(w) > 3 and json.dumps(w, ensure_ascii=False)[1:-1] in given] == []
    assert len(words) > 10


def test_cursor_on_target_is_of_unknown_affiliation_and_can_be_read_back(replay):
    answer = replay.get(f"/api/picture.cot?at={AT}")
    assert answer.headers["content-type"].startswith("application/xml")
    events = ElementTree.fromstring(answer.content).findall("event")
    picture = got(replay, f"/api/picture?at={AT}")
    shown = [b for b in picture["boats"] if b["status"] == "open" and b["lon"] is not None]
    assert len(events) == len(shown) > 0
    assert {e.get("type") for e in events} == {"a-u-S"}
    fixes, problems = read_cot(answer.content)
    assert problems == ()
    assert [(round(f.lon, 5), round(f.lat, 5)) for f in fixes] == [(b["lon"], b["lat"]) for b in shown]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", e.get(k)) for e in events for k in ("time", "start", "stale"))


def test_links_name_the_proxy_where_there_is_one_and_never_what_a_header_claims(tmp_path):
    with Log.open(tmp_path / "l.varne", origin="dover") as log, Store(tmp_path / "people") as store:
        desk = Desk(log.read, Config(), dover_strait(), None)
        people = People(store, public="https://varne.example")
        with TestClient(create_app(Node(log, desk, Hub(), None, "dover", people))) as client:
            answer = client.get("/ogc", headers={"x-forwarded-host": "evil.example", "x-forwarded-proto": "ftp"})
    assert answer.status_code == 200
    assert {urlsplit(link["href"])[:2] for link in answer.json()["links"]} == {("https", "varne.example")}
