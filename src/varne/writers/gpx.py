"""GPX 1.1 for receivers and plotters: start and end as waypoints, the hourly means as a named route.

Children stand in the order of the schema (an xsd:sequence). Receivers take the first point's name for a route without one.
"""

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from varne.writers.drifted import COAST, SAFETY, Drifted, Moment, object_words, stamp

NAMESPACE = "http://www.topografix.com/GPX/1/1"


def gpx(d: Drifted) -> bytes:
    """A route of the mean positions and waypoints of start, end and the place asked about."""
    root = Element("gpx", xmlns=NAMESPACE, version="1.1", creator="Varne")
    about = SubElement(root, "metadata")
    _text(about, name=d.title, desc=f"{d.summary}. {SAFETY['en']} {COAST}")
    _point(root, "wpt", d.start.lon, d.start.lat, time=stamp(d.start.t[0]), name="DRIFT START", desc=object_words(d.key))
    known = [m for m in d.moments if m.density]
    if known:
        _mean(root, "wpt", known[-1], "DRIFT END")
    if d.contains:
        _point(root, "wpt", *d.contains, name="ASKED")
    route = SubElement(root, "rte")
    _text(route, name=f"DRIFT {d.key} {_clock(d.start.t[0])}", desc=f"Mean positions; not a search pattern. {SAFETY['en']}")
    for k, m in enumerate(known):
        _mean(route, "rtept", m, f"D{k:02d} {_clock(m.t)}")
    indent(root)
    return bytes(tostring(root, "utf-8", xml_declaration=True)) + b"\n"


def _clock(t: float) -> str:
    return stamp(t)[11:16].replace(":", "") + "Z"


def _text(parent: Element, **children: str) -> None:
    for name, text in children.items():
        SubElement(parent, name).text = text


def _point(parent: Element, tag: str, lon: float, lat: float, **children: str) -> None:
    _text(SubElement(parent, tag, lat=f"{lat:.6f}", lon=f"{lon:.6f}"), **children)


def _mean(parent: Element, tag: str, m: Moment, name: str) -> None:
    assert m.density is not None
    gone = f"mean position; ashore {m.stranded:.0%}, outside {m.outside:.0%}"
    _point(parent, tag, m.density.lon0, m.density.lat0, time=stamp(m.t), name=name, desc=gone)
