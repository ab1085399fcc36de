"""Thinning: from tracks scan by scan to the few reports that fusion takes, one every ten minutes and at both ends.

Fusion weighs reports as if each were news; 1,200 places an hour of one boat would be the same news again and again. All
tracks report at the same moments and share a group then: one radar saw them apart at once, so they are different boats.
Only boats without AIS report, and AIS rescue beacons; a ship that says who it is is no boat in trouble.

A track's life (how long, how far off the shore, which stops) is a description of a boat for those who look for it. Nothing
here judges it: a slow way along the coast with stops raises no alarm, about boats or about people on a beach.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from varne import geodesy
from varne.fusion.report import Condition, Report
from varne.fusion.tracker.ships import Way, at_sea, pair
from varne.fusion.tracker.tracks import History
from varne.sea import coast

Floats = NDArray[np.float64]

EVERY = 600.0
"""Time between reports of one track [s]."""
SETTLED = 60.0
"""A new track reports first when it has been shown this long [s]: most that are nothing are gone by then."""
GONE = 30.0
"""A track that is not shown for this long has ended [s]."""
WINDOW = 900.0
"""How far back a track and a ship are compared [s]."""
UNDER_POWER = 2.5
"""Faster than this over ground a boat has an engine on, whatever the stream [m/s]; the Strait's stream is under 2 m/s."""
STOPPED, STOP = 0.7, 60.0
"""A stop is slower than this over ground [m/s] for at least so long [s]."""
NEAR_SHORE = 2_000.0
"""[m]"""


@dataclass(frozen=True, slots=True)
class Life:
    """What a track did so far.

    shown       how long it has been shown   [s]
    way         over ground                  [m]
    stops       how often it stopped; at_rest how long in all [s]
    near_shore  share of its places within NEAR_SHORE of land; None outside the coast that is known
    """

    shown: float
    way: float
    stops: int
    at_rest: float
    near_shore: float | None


def life(h: History, origin: tuple[float, float]) -> Life:
    """The life of one track out of its rows, in order of time."""
    rest = np.hypot(h.place[:, 2], h.place[:, 3]) < STOPPED
    edges = np.flatnonzero(np.diff(np.concatenate([[False], rest, [False]]).astype(np.int8)))
    spans = [float(h.t[b - 1] - h.t[a]) for a, b in edges.reshape(-1, 2)]
    stops = [s for s in spans if s >= STOP]
    way = float(np.hypot(*np.diff(h.place[:, :2], axis=0).T).sum()) if len(h.t) > 1 else 0.0
    return Life(float(h.t[-1] - h.t[0]), way, len(stops), sum(stops), _near_shore(h, origin))


def _near_shore(h: History, origin: tuple[float, float]) -> float | None:
    every = h.place[:: max(1, len(h.t) // 50), :2]
    lon, lat = geodesy.from_plane(every[:, 0], every[:, 1], *origin)
    known = coast.covers(lon, lat)
    return float((coast.distance_to_land(lon[known], lat[known]) < NEAR_SHORE).mean()) if known.any() else None


def told(x: Life) -> str:
    """A life in words.

    >>> told(Life(4_500.0, 9_000.0, 3, 1_500.0, 0.8))
    'seen for 75 min over 4.9 nm, 3 stops of 25 min in all, 80 % of the way within 2 km of the shore'
    """
    parts = [f"seen for {x.shown / 60:.0f} min over {x.way / geodesy.NM:.1f} nm"]
    if x.stops:
        parts.append(f"{x.stops} stop{'s' if x.stops > 1 else ''} of {x.at_rest / 60:.0f} min in all")
    if x.near_shore:
        parts.append(f"{100 * x.near_shore:.0f} % of the way within {NEAR_SHORE / 1000:.0f} km of the shore")
    return ", ".join(parts)


def radar_reports(
    h: History, sensor: str, origin: tuple[float, float], ships: Sequence[Way] = (), strangers: float = 1e-8,
    span: tuple[float, float] = (-np.inf, np.inf),
) -> tuple[Report, ...]:  # fmt: skip
    """Reports of the tracks that are no AIS sender.

    h          shown tracks, all rows of their lives so far, without those that always stand (echoes.standing)
    sensor     the radar's or the station's name; begins each report's id
    strangers  boats without AIS in a square metre (ships.pair)
    span       only reports of moments from the first to before the second [s]: a live watch asks for each once
    returns    in order of time, then of track; the same for the same history however the spans are cut, save that a
               track's last place is told once it is sure that it was the last
    """
    found: list[Report] = []
    for t, numbers, group in _moments(h, span):
        found += _told_at(h, t, numbers, group, sensor, origin, ships, strangers)
    return tuple(found)


def due(h: History, span: tuple[float, float]) -> bool:
    """Whether any track of a history is to be told in a span [s]."""
    return next(_moments(h, span), None) is not None


def _moments(h: History, span: tuple[float, float]) -> Iterator[tuple[float, NDArray[np.int64], str | None]]:
    """Moments of a span that are told: the tracks then, and the group where all tracks of the moment are told together."""
    if not len(h.t):
        return
    names, first = np.unique(h.number, return_index=True)  # rows are in order of time, so the first is the earliest
    begun = {int(n): float(t) for n, t in zip(names, h.t[first], strict=True)}
    events: dict[float, set[int]] = {}
    for n, t0 in begun.items():
        t = h.t[h.number == n]
        settled = t[t >= t0 + SETTLED]
        for moment in [*settled[:1], *(t[-1:] if len(settled) and h.t[-1] - t[-1] > GONE else [])]:
            events.setdefault(float(moment), set()).add(n)
    scans = np.unique(h.t)
    turns = np.arange(np.ceil(scans[0] / EVERY), np.floor(scans[-1] / EVERY) + 1) * EVERY
    last = scans[np.searchsorted(scans, turns, side="right") - 1]
    ticks = {float(t) for t, turn in zip(last, turns, strict=True) if turn - t < GONE}
    for t in sorted(t for t in ticks | set(events) if span[0] <= t < span[1]):
        old = [n for n in h.number[h.t == t].tolist() if begun[n] <= t - SETTLED]
        yield t, np.array(old if t in ticks else sorted(events[t]), np.int64), f"{int(t)}" if t in ticks else None


def _told_at(
    h: History, t: float, numbers: NDArray[np.int64], group: str | None, sensor: str, origin: tuple[float, float],
    ships: Sequence[Way], strangers: float,
) -> Iterator[Report]:  # fmt: skip
    # every track of the moment is compared, told or not, so that a ship goes to the track that suits it best
    lately = h.of((h.t <= t) & (h.t > t - WINDOW) & np.isin(h.number, h.number[h.t == t]))
    pairing = pair(lately, at_sea(ships, t), origin, strangers)
    for n in sorted(numbers):
        small = pairing.small(n)
        if small >= 0.5:
            yield _report(h.of((h.number == n) & (h.t <= t)), n, small, group, sensor, origin)


def _report(mine: History, number: int, small: float, group: str | None, sensor: str, origin: tuple[float, float]) -> Report:
    lon, lat = geodesy.from_plane(mine.place[-1, 0], mine.place[-1, 1], *origin)
    xx, xy, yy = mine.cov[-1, :3]
    speed, course = (float(x) for x in geodesy.speed_and_direction_to(mine.place[-1, 2], mine.place[-1, 3]))
    when = datetime.fromtimestamp(float(mine.t[-1]), UTC)
    power: Condition = "underway" if speed > UNDER_POWER else "unknown"
    chance = f"exists with {min(mine.exists[-1], 0.999):.3f}, without AIS with {min(small, 0.999):.3f}"
    return Report(
        id=f"{sensor}-{number}-{int(mine.t[-1])}",
        received=when,
        observed=when,
        channel="radar",
        source="sensor",
        lon=float(lon),
        lat=float(lat),
        ellipse_m=geodesy.covariance_ellipse([[xx, xy], [xy, yy]]),
        condition=power,
        course=round(course, 1) % 360 if speed > STOPPED else None,
        speed_kn=round(speed / geodesy.KNOT, 1),
        group=f"{sensor}-{group}" if group else None,
        track=f"{sensor}-{number}-{int(mine.t[0])}",  # a station that starts again counts its tracks from the beginning
        text=f"radar track {number}: {chance}; {told(life(mine, origin))}",
    )


def beacon_reports(ships: Sequence[Way], span: tuple[float, float] = (-np.inf, np.inf)) -> tuple[Report, ...]:
    """Reports of AIS rescue beacons: the first fix, then one in ten minutes. A man-overboard device is people in the water."""
    return tuple(
        _beacon(w, k) for w in ships if w.kind == "rescue_beacon" for k in _first_in_each(w.t) if span[0] <= w.t[k] < span[1]
    )


def _first_in_each(t: Floats) -> NDArray[np.int64]:
    return np.flatnonzero(np.append(True, np.diff(np.floor(t / EVERY)) > 0))


def _beacon(w: Way, k: int) -> Report:
    when, number = datetime.fromtimestamp(float(w.t[k]), UTC), w.key.split(":")[1]
    overboard = number.startswith("972")
    kinds = {"970": "search and rescue transmitter", "972": "man-overboard device", "974": "EPIRB"}
    return Report(
        id=f"ais-{number}-{int(w.t[k])}",
        received=when,
        observed=when,
        channel="ais",
        source="sensor",
        lon=float(w.lon[k]),
        lat=float(w.lat[k]),
        ellipse_m=(float(w.error_m[k]), float(w.error_m[k]), 0.0),
        condition="people_in_water" if overboard else "unknown",
        text=f"AIS {kinds[number[:3]]} {number}",
    )
