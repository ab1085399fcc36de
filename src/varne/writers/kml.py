"""KML 2.2 (OGC 07-147r2) for Google Earth and its kin: regions and mean positions with a time span each, and a track.

Element order is that of the KML schema: name, description, TimeSpan, styleUrl, geometry. Colours are aabbggrr.
"""

from itertools import chain
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from varne import probability
from varne.positions import format_position
from varne.writers.drifted import COAST, LEVELS, SAFETY, Drifted, Moment, stamp

NAMESPACE = "http://www.opengis.net/kml/2.2"
FILLS = {0.5: "a0b57121", 0.9: "70d6ae6b", 0.95: "50e7d7bd"}
"""Blues that darken with the probability, as on the PNG map; the level is also said in words."""
HOUR = 3600.0


def kml(d: Drifted) -> bytes:
    """A document with a folder of regions by moment, a folder of mean positions and the track."""
    root = Element("kml", xmlns=NAMESPACE)
    document = _with(root, "Document", name=d.title, open="1", description=f"{d.summary}. {SAFETY['en']} {COAST}")
    for level, colour in FILLS.items():
        _style(document, f"region-{level:g}", colour)
    track = _with(document, "Style", id="track")
    _with(_with(track, "LineStyle"), color="ff000000", width="2")
    regions = _with(document, "Folder", name="Regions", open="0")
    means = _with(document, "Folder", name="Mean positions", open="0")
    for m, end in zip(d.moments, _ends(d), strict=True):
        _regions(regions, m, end)
        _mean(means, m, end)
    _given(document, d)
    indent(root)
    return bytes(tostring(root, "utf-8", xml_declaration=True)) + b"\n"


def _with(parent: Element, tag: str = "", /, id: str = "", **children: str) -> Element:
    """A new element under parent (parent itself without a tag) with children that hold text."""
    element = SubElement(parent, tag, {"id": id} if id else {}) if tag else parent
    for name, text in children.items():
        SubElement(element, name).text = text
    return element


def _style(document: Element, name: str, colour: str) -> None:
    style = _with(document, "Style", id=name)
    _with(_with(style, "LineStyle"), color=f"ff{colour[2:]}", width="1.5")
    _with(_with(style, "PolyStyle"), color=colour)


def _ends(d: Drifted) -> list[float]:
    """When each moment gives way to the next; the last one lasts an hour."""
    return [*(m.t for m in d.moments[1:]), d.moments[-1].t + HOUR]


def _span(place: Element, start: float, end: float) -> None:
    _with(place, "TimeSpan", begin=stamp(start), end=stamp(end))


def _regions(folder: Element, m: Moment, end: float) -> None:
    for level in LEVELS if m.density else ():
        assert m.density is not None
        words = f"Smallest area that holds {level:.0%} of the states; ashore {m.stranded:.0%}, outside {m.outside:.0%}."
        place = _with(folder, "Placemark", name=f"{level:.0%} at {stamp(m.t)}", description=words)
        _span(place, m.t, end)
        _with(place, styleUrl=f"#region-{level:g}")
        shape = _with(place, "MultiGeometry")
        for polygon in probability.region(m.density, level)["coordinates"]:
            _polygon(shape, polygon)


def _polygon(shape: Element, rings: list[Any]) -> None:
    polygon = _with(shape, "Polygon", tessellate="1")
    for tag, ring in zip(chain(["outerBoundaryIs"], ["innerBoundaryIs"] * len(rings)), rings, strict=False):
        _with(_with(_with(polygon, tag), "LinearRing"), coordinates=_coordinates(ring))


def _coordinates(points: list[Any]) -> str:
    return " ".join(f"{lon:.5f},{lat:.5f},0" for lon, lat in points)


def _mean(folder: Element, m: Moment, end: float) -> None:
    if m.density is None:
        return
    where = m.density.lon0, m.density.lat0
    place = _with(folder, "Placemark", name=stamp(m.t)[11:16] + " UTC", description=format_position(*where, "radio"))
    _span(place, m.t, end)
    _with(_with(place, "Point"), coordinates=_coordinates([where]))


def _given(document: Element, d: Drifted) -> None:
    line = [(m.density.lon0, m.density.lat0) for m in d.moments if m.density]
    if len(line) > 1:
        track = _with(document, "Placemark", name="Mean track", styleUrl="#track")
        _with(_with(track, "LineString", tessellate="1"), coordinates=_coordinates(line))
    said = f"{stamp(d.start.t[0])}, 1 sigma {d.start.ellipse_m[0]:.0f} m"
    for name, words, at in (("Start", said, (d.start.lon, d.start.lat)), ("Place asked about", "", d.contains)):
        if at is not None:
            place = _with(document, "Placemark", name=name, description=words)
            _with(_with(place, "Point"), coordinates=_coordinates([at]))
