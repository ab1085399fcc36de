"""Reports and seas for the tests of outlooks, short to write: minutes after midnight of 1 March 2024, metres from START."""

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from varne.drift.forcing import Forcing, prepare
from varne.fusion.report import Report
from varne.geodesy import components_to, destination, to_plane
from varne.outlook import Outlook, outlook
from varne.sea.field import Constant

MIDNIGHT = datetime(2024, 3, 1, tzinfo=UTC)
T0 = MIDNIGHT.timestamp()
START = 1.5, 51.0


def sea(speed: float = 0.0, to: float = 0.0, hours: float = 12.0) -> Forcing:
    """A stream of one speed [m/s] and direction everywhere, without wind."""
    u, v = (float(c) for c in components_to(speed, to))
    return prepare(Constant(u, v), Constant(0.0, 0.0), T0 - 3600.0, T0 + hours * 3600.0)


STILL = sea()


def at(id: str, minute: float, bearing: float = 0.0, metres: float = 0.0, **given: Any) -> Report:
    """A pin, true when it came in, 50 m, some metres on a bearing from START."""
    lon, lat = (float(c) for c in destination(*START, bearing, metres))
    return said(id, minute, **{"channel": "pin", "lon": lon, "lat": lat, "ellipse_m": (50.0, 50.0, 0.0), **given})


def said(id: str, minute: float, **given: Any) -> Report:
    """A call without a position."""
    when = MIDNIGHT + timedelta(minutes=minute)
    return Report(**{"id": id, "received": when, "observed": when, "channel": "call", "source": "occupant", **given})


def looked(reports: list[Report], forcing: Forcing = STILL, minutes: float = 240.0, **how: Any) -> Outlook:
    """An outlook on a known wind that blows not at all."""
    how = {"n": 2000, "rng_seed": 1, "wind_known": True, **how}
    found = outlook(reports, forcing, T0 + 60 * minutes, **how)
    assert found is not None
    return found


def metres(o: Outlook, minute: float) -> tuple[np.ndarray, np.ndarray]:
    """Places (2, n) of the states, east and north of START [m], and their weights."""
    now = o.run.at(T0 + 60 * minute)
    return np.stack(to_plane(now.lon[0], now.lat[0], *START)), now.weight


def median(o: Outlook, minute: float) -> np.ndarray:
    """The place that half the probability lies east of and half north of [m]."""
    xy, weight = metres(o, minute)
    order = np.argsort(xy, axis=1)
    halves = [np.searchsorted(np.cumsum(weight[k]), 0.5) for k in order]
    return np.array([c[k[h]] for c, k, h in zip(xy, order, halves, strict=True)])


def same(a: Outlook, b: Outlook) -> bool:
    """True when two outlooks are equal to the last bit."""
    names = ("t", "lon", "lat", "state", "flag", "weight")
    return all(getattr(a.run, x).tobytes() == getattr(b.run, x).tobytes() for x in names)
