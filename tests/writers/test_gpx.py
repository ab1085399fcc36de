"""GPX: parses, keeps the order of the 1.1 schema, and the route has a name of its own."""

from xml.etree import ElementTree

import pytest

from varne.writers.gpx import gpx

GPX = "{http://www.topografix.com/GPX/1/1}"
# The xsd:sequence of each type in gpx.xsd 1.1.
POINT = (
    "ele time magvar geoidheight name cmt desc src link sym type fix sat hdop vdop pdop ageofdgpsdata dgpsid extensions".split()
)
SEQUENCES = {
    "gpx": ["metadata", "wpt", "rte", "trk", "extensions"],
    "metadata": ["name", "desc", "author", "copyright", "link", "time", "keywords", "bounds", "extensions"],
    "rte": ["name", "cmt", "desc", "src", "link", "number", "type", "extensions", "rtept"],
    "wpt": POINT,
    "rtept": POINT,
}


def tree(d):
    return ElementTree.fromstring(gpx(d))


@pytest.mark.parametrize("case", ["adrift", "stranding", "gone"])
def test_children_stand_in_the_order_of_the_schema(case, request):
    root = tree(request.getfixturevalue(case))
    assert (root.get("version"), bool(root.get("creator"))) == ("1.1", True)
    for element in root.iter():
        if (name := element.tag.removeprefix(GPX)) in SEQUENCES:
            at = [SEQUENCES[name].index(child.tag.removeprefix(GPX)) for child in element]
            assert at == sorted(at)


def test_the_route_has_a_name_and_the_means_in_time(adrift):
    route = tree(adrift).find(f"{GPX}rte")
    assert route.find(f"{GPX}name").text == "DRIFT piw 0312Z"
    points = route.findall(f"{GPX}rtept")
    assert [p.find(f"{GPX}time").text for p in points][:2] == ["2021-11-24T03:12:00Z", "2021-11-24T04:12:00Z"]
    for point, moment in zip(points, adrift.moments, strict=True):
        weight, k = adrift.run.weight, adrift.moments.index(moment)
        assert float(point.get("lat")) == pytest.approx(adrift.run.lat[k] @ weight, abs=1e-6)
        assert float(point.get("lon")) == pytest.approx(adrift.run.lon[k] @ weight, abs=1e-6)


def test_waypoints_are_start_end_and_place_asked_about(adrift, gone):
    names = {w.find(f"{GPX}name").text: w for w in tree(adrift).findall(f"{GPX}wpt")}
    assert set(names) == {"DRIFT START", "DRIFT END", "ASKED"}
    assert (names["ASKED"].get("lon"), names["ASKED"].get("lat")) == ("1.800000", "51.180000")
    end = next(w for w in tree(gone).findall(f"{GPX}wpt") if w.find(f"{GPX}name").text == "DRIFT END")
    assert end.find(f"{GPX}time").text == "2021-11-24T05:12:00Z"  # the last moment at which it is anywhere


def test_text_is_escaped(adrift):
    assert "<b>\"&'$x$?.nc" in tree(adrift).find(f"{GPX}metadata/{GPX}desc").text
