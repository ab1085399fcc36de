"""Cursor on Target (event 2.0, XML): open boats for other people's maps, always of unknown affiliation.

These are people in distress. No type here says friend, hostile, suspect or joker, and none may (a test holds it); no remark
repeats what people said, since free words may name somebody.

source  MITRE MP090284, Cursor on Target message router user's guide; event 2.0 schema
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from xml.etree import ElementTree

UNKNOWN_ON_THE_SEA = "a-u-S"
FUSED = "m-f"
"""How it was made: by a machine, from several sources."""
RADIUS_95 = 2.4477
"""Radius that holds 95 % of a circular normal error, in 1 sigma."""
NOT_KNOWN = "9999999.0"
STALE = timedelta(minutes=30)
"""An event counts for this long; a map that hears nothing more greys it."""


def cot(picture: Mapping[str, Any], centre: str) -> bytes:
    """Events of the boats of a picture that are open and somewhere, inside one element <events>.

    >>> cot({"at": "2021-11-24T03:00:00Z", "boats": []}, "dover")
    b"<?xml version='1.0' encoding='utf-8'?>\\n<events />"
    """
    root = ElementTree.Element("events")
    root.extend(events(picture, centre))
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


def events(picture: Mapping[str, Any], centre: str) -> list[ElementTree.Element]:
    """One event a boat."""
    shown = [b for b in picture["boats"] if b["status"] == "open" and b["lon"] is not None and b["lat"] is not None]
    return [_event(b, datetime.fromisoformat(picture["at"]), centre) for b in shown]


def _event(b: Mapping[str, Any], at: datetime, centre: str) -> ElementTree.Element:
    said = {"uid": f"varne.{centre}.{b['id']}", "type": UNKNOWN_ON_THE_SEA, "how": FUSED}
    times = {"time": _zulu(at), "start": _zulu(at), "stale": _zulu(at + STALE)}
    event = ElementTree.Element("event", {"version": "2.0", **said, **times})
    error = b["ellipse_m"]
    ce = NOT_KNOWN if error is None else f"{RADIUS_95 * error[0]:.0f}"
    place = {"lat": f"{b['lat']:.5f}", "lon": f"{b['lon']:.5f}", "hae": NOT_KNOWN, "ce": ce, "le": NOT_KNOWN}
    ElementTree.SubElement(event, "point", place)
    detail = ElementTree.SubElement(event, "detail")
    ElementTree.SubElement(detail, "contact", {"callsign": b["name"]})
    ElementTree.SubElement(detail, "remarks").text = _remarks(b)
    return event


def _remarks(b: Mapping[str, Any]) -> str:
    """Numbers only: condition, people, how sure it is that there is a boat."""
    people = b["unaccounted"] or b["people"]
    count = f"{people['min']} to {people['max']} people" if people else "people not known"
    stands = "recorded" if b["recorded"] else "proposed, nobody has opened it"
    sure = f"exists with {b['exists']:.2f}"
    return "; ".join((b["condition"].replace("_", " "), count, f"last report {b['last_report_at']}", sure, stands))


def _zulu(t: datetime) -> str:
    return t.strftime("%Y-%m-%dT%H:%M:%SZ")
