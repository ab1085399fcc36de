"""Reports for the tests of fusion, short to write: times in minutes after midnight of 1 March 2024."""

from datetime import UTC, datetime, timedelta
from typing import Any

from varne.fusion.report import Count, Report
from varne.geodesy import components_to, destination
from varne.sea.field import Constant

MIDNIGHT = datetime(2024, 3, 1, tzinfo=UTC)
START = 1.5, 51.0
SPEED = 1.0
STREAM = Constant(*(float(c) for c in components_to(SPEED, 60.0)))
"""A known sea: 1 m/s to 060, always and everywhere."""


def report(id: str, minute: float, **given: Any) -> Report:
    """A call by an occupant that was true when it came in, unless told otherwise."""
    when = MIDNIGHT + timedelta(minutes=minute)
    if "people" in given and isinstance(given["people"], int):
        given["people"] = Count(*3 * [given["people"]])
    return Report(**{"id": id, "received": when, "observed": when, "channel": "call", "source": "occupant", **given})


def at(id: str, minute: float, bearing: float = 0.0, metres: float = 0.0, **given: Any) -> Report:
    """A pin, 50 m, some metres on a bearing from START."""
    lon, lat = (float(c) for c in destination(*START, bearing, metres))
    return report(id, minute, **{"channel": "pin", "lon": lon, "lat": lat, "ellipse_m": (50.0, 50.0, 0.0), **given})
