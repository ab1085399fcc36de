"""KML: parses, keeps the schema's order, shows each region for its own time; colours are aabbggrr."""

import json
import re
from datetime import datetime
from xml.etree import ElementTree

import pytest

from varne.writers.geojson import geojson
from varne.writers.kml import kml

KML = "{http://www.opengis.net/kml/2.2}"
# The sequence of AbstractFeatureType, then of the three features used (OGC 07-147r2, ogckml22.xsd).
ORDER = [
    *("name", "visibility", "open", "description", "TimeSpan", "styleUrl", "Style"),
    *("Placemark", "Folder", "Point", "LineString", "MultiGeometry"),
]


def tree(d):
    return ElementTree.fromstring(kml(d))


@pytest.mark.parametrize("case", ["adrift", "stranding", "gone"])
def test_children_stand_in_the_order_of_the_schema(case, request):
    root = tree(request.getfixturevalue(case))
    assert root.tag == f"{KML}kml"
    assert [child.tag for child in root] == [f"{KML}Document"]
    for feature in root.iter():
        if feature.tag in {f"{KML}{name}" for name in ("Folder", "Placemark")}:
            at = [ORDER.index(child.tag.removeprefix(KML)) for child in feature]
            assert at == sorted(at)


def test_each_region_is_shown_for_its_own_time(adrift):
    spans = {}
    for place in tree(adrift).iter(f"{KML}Placemark"):
        span = place.find(f"{KML}TimeSpan")
        if span is not None and place.find(f"{KML}MultiGeometry") is not None:
            begin, end = (datetime.fromisoformat(span.find(f"{KML}{k}").text) for k in ("begin", "end"))
            assert (end - begin).total_seconds() == 3600
            spans.setdefault(begin, []).append(place.find(f"{KML}styleUrl").text)
    assert len(spans) == 6
    assert all(sorted(urls) == ["#region-0.5", "#region-0.9", "#region-0.95"] for urls in spans.values())


def test_every_style_used_is_there_with_a_colour_of_eight_digits(adrift):
    root = tree(adrift)
    styles = {f"#{style.get('id')}" for style in root.iter(f"{KML}Style")}
    assert {url.text for url in root.iter(f"{KML}styleUrl")} <= styles
    colours = [c.text for c in root.iter(f"{KML}color")]
    assert colours
    assert all(re.fullmatch("[0-9a-f]{8}", c) for c in colours)
    fill = root.find(f".//{KML}Style[@id='region-0.5']/{KML}PolyStyle/{KML}color").text
    _, blue, _, red = (int(fill[k : k + 2], 16) for k in (0, 2, 4, 6))
    assert blue > red  # aabbggrr: the regions are blue


def test_coordinates_are_those_of_the_geojson(stranding):
    regions = [f for f in json.loads(geojson(stranding))["features"] if f["properties"]["kind"] == "region"]
    shapes = list(tree(stranding).iter(f"{KML}MultiGeometry"))
    assert len(shapes) == len(regions)
    for shape, region in zip(shapes, regions, strict=True):
        rings = [ring for polygon in region["geometry"]["coordinates"] for ring in polygon]
        written = [[tuple(map(float, p.split(","))) for p in c.text.split()] for c in shape.iter(f"{KML}coordinates")]
        assert written == [[(lon, lat, 0.0) for lon, lat in ring] for ring in rings]


def test_text_is_escaped_and_what_xml_cannot_hold_is_replaced(adrift):
    said = tree(adrift).find(f"{KML}Document/{KML}description").text
    assert "<b>\"&'$x$?.nc" in said
    assert "Not for navigation" in said
    assert "OpenStreetMap" in said


def test_start_track_and_place_asked_about_are_there(adrift, gone):
    names = [p.find(f"{KML}name").text for p in tree(adrift).iter(f"{KML}Placemark")]
    assert {"Start", "Mean track", "Place asked about", "03:12 UTC"} <= set(names)
    track = tree(gone).find(f".//{KML}LineString/{KML}coordinates").text.split()
    assert len(track) == 3  # of four moments, the last is nowhere
