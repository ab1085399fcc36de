"""RTZ 1.0, the route format of ECDIS (IEC 61174 ed. 4, 2015): one search track as a route with a schedule.

Traps of the schema, kept as they are: the elements of a schedule are spelt `sheduleElement`; children stand in the order of an
xsd:sequence; numbers are xsd:decimal, which knows no exponent; a longitude of 180 is not allowed. Speeds are in knots and
distances in nautical miles; speedMax is what is allowed, not what is planned, and is left out. An ECDIS expects a file to be
named as its route: `Sailed.name` + `.rtz`.
"""

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from varne.geodesy import NM
from varne.writers.drifted import SAFETY, stamp
from varne.writers.searched import Sailed, pattern_words

NAMESPACE = "http://www.cirm.org/RTZ/1/0"
RADIUS_NM, XTD_NM = 0.05, 0.1
"""Turn radius and the cross track distance that raises an alarm, where no spacing gives a better one."""


def rtz(s: Sailed) -> bytes:
    """The route: waypoints with their legs, and a schedule of when each is to be passed.

    trap  an ECDIS shows waypoints where they are at their times; sailed late, a drifting pattern has moved on
    """
    root = Element("route", xmlns=NAMESPACE, version="1.0")
    SubElement(root, "routeInfo", routeName=s.name, routeAuthor="Varne", routeStatus=_status(s))
    waypoints = SubElement(root, "waypoints")
    default = SubElement(waypoints, "defaultWaypoint", radius=_decimal(RADIUS_NM))
    SubElement(default, "leg", starboardXTD=_xtd(s), portsideXTD=_xtd(s), geometryType="Loxodrome")
    for k, (_, lon, lat) in enumerate(s.points):
        waypoint = SubElement(waypoints, "waypoint", id=str(k + 1), revision="0", name=f"S{k + 1:02d}")
        SubElement(waypoint, "position", lat=f"{lat:.6f}", lon=f"{_wrapped(lon):.6f}")
        if k:  # the leg of a waypoint is the one that leads to it
            SubElement(waypoint, "leg", legInfo=f"course over ground {s.legs[k - 1][1]:.0f}")
    _schedule(root, s)
    indent(root)
    return bytes(tostring(root, "utf-8", xml_declaration=True)) + b"\n"


def _schedule(root: Element, s: Sailed) -> None:
    schedule = SubElement(SubElement(root, "schedules"), "schedule", id="1", name="search")
    manual = SubElement(schedule, "manual")
    for k, (t, _, _) in enumerate(s.points):
        when = {"eta": stamp(t), "speed": _decimal(s.legs[k - 1][0])} if k else {"etd": stamp(t)}
        SubElement(manual, "sheduleElement", {"waypointId": str(k + 1), **when})


def _status(s: Sailed) -> str:
    held = "drifts with the datum: keep the times" if s.frame == "drifting" else "fixed on the ground"
    return f"{pattern_words(s.pattern)}, {held}. {SAFETY['en']}"


def _xtd(s: Sailed) -> str:
    """A quarter of the spacing off the track is where strips begin to be left out."""
    return _decimal(min(s.spacing / 4 / NM if s.spacing else XTD_NM, 9.99))


def _decimal(value: float) -> str:
    return f"{value:.3f}"


def _wrapped(lon: float) -> float:
    return (lon + 180.0) % 360.0 - 180.0
