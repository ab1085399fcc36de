"""Search tracks as GPX, RTZ and radio text: the schemas' rules, and places and times that read back as they were."""

import re
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree

import gpxpy
import numpy as np
import pytest
import xmlschema

from varne.geodesy import KNOT, NM, distance_and_bearing
from varne.positions import readings
from varne.search.path import drifting
from varne.search.patterns import Area, expanding_square, fly, parallel, sector
from varne.writers.rtz import rtz
from varne.writers.searched import Sailed
from varne.writers.tracks import gpx_tracks, radio

T0 = datetime.fromisoformat("2021-11-24T04:12:00Z").timestamp()
HOURS = np.array([0.0, 36_000.0])
DATUM = drifting(1.6, 51.05, T0 + HOURS, 0.9 * HOURS, 0.4 * HOURS)
SHAPES = {
    "PS": parallel(Area(300.0, -500.0, 5000.0, 3000.0, 35.0), 600.0),
    "SS": expanding_square(700.0, 6, 100.0),
    "VS": sector(2000.0, 20.0),
}
GPX = "{http://www.topografix.com/GPX/1/1}"
RTZ = "{http://www.cirm.org/RTZ/1/0}"


def sailed(code="PS", asset="RNLI Dover 17-09", frame="drifting"):
    return Sailed(asset, code, fly(SHAPES[code], T0 + 600, 12 * KNOT, DATUM), 600.0 if code != "VS" else None, frame)


def moment(text):
    return datetime.fromisoformat(text).timestamp()


@pytest.mark.parametrize("code", SHAPES)
def test_gpx_holds_every_waypoint_with_its_time_in_the_order_of_the_schema(code):
    s = sailed(code)
    root = ElementTree.fromstring(gpx_tracks([s, sailed("SS", "Cutter")]))
    assert [child.tag.removeprefix(GPX) for child in root] == ["metadata", "rte", "rte", "trk", "trk"]
    points = root.find(f"{GPX}trk/{GPX}trkseg").findall(f"{GPX}trkpt")
    assert len(points) == s.path.t.size
    for point, (t, lon, lat) in zip(points, s.points, strict=True):
        assert moment(point.find(f"{GPX}time").text) == pytest.approx(t, abs=0.51)
        assert (float(point.get("lon")), float(point.get("lat"))) == pytest.approx((lon, lat), abs=1e-6)
        assert [c.tag.removeprefix(GPX) for c in point] == ["time", "name"]
    assert [c.tag.removeprefix(GPX) for c in root.find(f"{GPX}trk")] == ["name", "desc", "trkseg"]


@pytest.mark.parametrize("code", SHAPES)
def test_gpx_opens_in_a_reader_of_others(code):
    s = sailed(code)
    opened = gpxpy.parse(gpx_tracks([s]).decode())
    [track], [route] = opened.tracks, opened.routes
    assert track.name == route.name == s.name
    [segment] = track.segments
    assert len(route.points) == len(segment.points) == s.path.t.size
    for point, (t, lon, lat) in zip(segment.points, s.points, strict=True):
        assert (point.longitude, point.latitude) == pytest.approx((lon, lat), abs=1e-6)
        assert point.time.timestamp() == pytest.approx(t, abs=0.51)
    metres = float(np.hypot(np.diff(s.path.x), np.diff(s.path.y)).sum())
    assert segment.length_2d() == pytest.approx(metres, rel=0.01)


@pytest.fixture(scope="module")
def rules():
    """The rules of the RTZ 1.0 format, as tests/data/rtz_rules.xsd has them."""
    return xmlschema.XMLSchema(Path(__file__).parents[1] / "data" / "rtz_rules.xsd")


@pytest.mark.parametrize("code", SHAPES)
@pytest.mark.parametrize("frame", ["drifting", "ground"])
def test_rtz_keeps_the_rules_of_its_format(rules, code, frame):
    written = rtz(sailed(code, frame=frame)).decode()
    rules.validate(written)
    root = ElementTree.fromstring(written)
    ids = [w.get("id") for w in root.iter(f"{RTZ}waypoint")]
    assert [e.get("waypointId") for e in root.iter(f"{RTZ}sheduleElement")] == ids
    assert root.find(f"{RTZ}routeInfo").get("routeName") == sailed(code).name


def test_rtz_across_the_date_line_has_no_longitude_of_180(rules):
    datum = drifting(179.999, 51.0, T0 + HOURS, 0.5 * HOURS, 0.0 * HOURS)
    rules.validate(rtz(Sailed("A", "PS", fly(SHAPES["PS"], T0, 12 * KNOT, datum), 600.0)).decode())


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ('lat="9', 'lat="5'),
        ("<scheduleElement ", "<sheduleElement "),
        (' speed="1e1"', ' speed="10"'),
        (' geometryType="Straight"', ' geometryType="Loxodrome"'),
        ('<waypoint id="2"', '<waypoint id="1"'),
        ('etd="2021-11-24 04:22"', 'etd="2021-11-24T04:22:00Z"'),
        (' version="2.0"', ' version="1.0"'),
    ],
)
def test_the_rules_refuse_what_no_plotter_takes(rules, wrong, right):
    """So that keeping them says something."""
    good = re.sub(r' speed="[^"]+"', ' speed="10"', rtz(sailed()).decode(), count=1).replace("\n", "")
    assert right in good
    assert not rules.is_valid(good.replace(right, wrong, 1))
    rules.validate(good)


def test_rtz_reads_back_as_the_track():
    s = sailed("VS")
    root = ElementTree.fromstring(rtz(s))
    places = [(float(p.get("lon")), float(p.get("lat"))) for p in root.iter(f"{RTZ}position")]
    times = [moment(e.get("eta") or e.get("etd")) for e in root.iter(f"{RTZ}sheduleElement")]
    for (t, lon, lat), place, when in zip(s.points, places, times, strict=True):
        assert place == pytest.approx((lon, lat), abs=1e-6)
        assert when == pytest.approx(t, abs=0.51)
    speeds = [float(e.get("speed")) for e in root.iter(f"{RTZ}sheduleElement") if e.get("speed")]
    for k, knots in enumerate(speeds):
        metres = float(distance_and_bearing(*places[k], *places[k + 1])[0])
        assert metres / (s.path.t[k + 1] - s.path.t[k]) / KNOT == pytest.approx(knots, rel=2e-3)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("code", SHAPES)
def test_the_radio_text_reads_back_as_the_same_places(code, language):
    s = sailed(code)
    page = radio(s, language)
    lines = re.findall(r"^\d+ +(\d\d \d{4}) UTC  (\S+ \S+)", page, re.MULTILINE)
    assert len(lines) == s.path.t.size
    for (clock, place), (t, lon, lat) in zip(lines, s.points, strict=True):
        [read] = [r for r in readings(place) if r.explicit]
        assert (read.lon, read.lat) == pytest.approx((lon, lat), abs=0.05 / 60 + 1e-9)
        assert abs(int(clock[3:5]) * 60 + int(clock[5:]) - (t % 86_400) / 60) <= 1
    assert ("à son heure" if language == "fr" else "at its time") in page


def test_courses_and_speeds_are_over_the_ground():
    """Northwards through water that sets 060 the course is to the right of north and the speed above the log's."""
    datum = drifting(1.6, 51.05, T0 + HOURS, 1.0 * HOURS, 0.577 * HOURS)
    s = Sailed("A", "TSN", fly(np.array([[0.0, 0.0], [0.0, 5 * NM]]), T0, 10 * KNOT, datum), None)
    [(speed, course)] = s.legs
    assert course == pytest.approx(np.degrees(np.arctan2(1.0, 10 * KNOT + 0.577)))
    assert speed == pytest.approx(np.hypot(1.0, 10 * KNOT + 0.577) / KNOT)


def test_names_are_plain():
    assert sailed(asset="Abeille Normandie (é)").name == "SEARCH-PS-Abeille-Normandie"


def test_an_unknown_pattern_is_refused():
    with pytest.raises(ValueError, match="give one of PS"):
        Sailed("A", "ZZ", fly(SHAPES["SS"], T0, 5.0, DATUM))
