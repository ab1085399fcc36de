"""Traffic: what a screen shows of all that sensors follow: ships that say who they are, and tracks that are none of them.

A track that keeps company with a ship is the ship, and is not shown twice. Nothing here judges what it sees: a slow track
along the coast is a track like any other.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from varne import geodesy
from varne.fusion.tracker.fixes import Fix, Kind
from varne.fusion.tracker.ships import Pairing, at_sea, pair, ways
from varne.fusion.tracker.station import Seen, Station
from varne.fusion.tracker.thinning import STOPPED, WINDOW

APART = 0.5
"""A track is shown as the ship that it is with more than this chance, and as a boat without AIS otherwise."""


@dataclass(frozen=True, slots=True)
class Sighted:
    """One thing that a sensor follows, where it was last seen.

    id         "mmsi:...", "cot:..." or the radar's name and the track's number, "dover-coast/17"
    kind       as of Fix; "boat": a radar's track without AIS
    t          when it was last seen rather than guessed                  [s since 1970]
    lon, lat   [deg]; error_m 1 sigma radius
    course     over ground [deg true]; speed [m/s]; None unknown
    exists     probability that there is anything; None for a sender, which says so itself
    small      probability that it has no AIS; None for a sender
    """

    id: str
    kind: Kind | Literal["boat"]
    t: float
    lon: float
    lat: float
    error_m: float
    course: float | None = None
    speed: float | None = None
    exists: float | None = None
    small: float | None = None


def sender(f: Fix) -> Sighted:
    """A fix as it is shown.

    >>> sender(Fix("mmsi:235070762", 0.0, 1.5, 51.0, 30.0, 235.0, 8.0)).kind
    'ship'
    """
    return Sighted(f.key, f.kind, f.t, f.lon, f.lat, f.error_m, f.course, f.speed)


def company(s: Station, seen: Seen) -> Pairing | None:
    """Which tracks of a station are which senders, by what both did lately; None before the first turn. Worth asking every
    quarter of a minute, not more often."""
    if seen.tracks is None or not len(seen.history.t):
        return None
    lately = seen.history.of(seen.history.t > seen.tracks.t - WINDOW)
    return pair(lately, at_sea(ways(seen.senders), seen.tracks.t), s.origin, s.watch.expected / s.watch.area)


def boats(s: Station, seen: Seen, paired: Pairing | None) -> tuple[Sighted, ...]:
    """The tracks of a station, after its last turn, that are no ship with AIS."""
    h = seen.history
    if seen.tracks is None or not len(h.t):
        return ()
    now = h.of(h.t == seen.tracks.t)
    lon, lat = geodesy.from_plane(now.place[:, 0], now.place[:, 1], *s.origin)
    speed, course = geodesy.speed_and_direction_to(now.place[:, 2], now.place[:, 3])
    error = np.sqrt((now.cov[:, 0] + now.cov[:, 2]) / 2)
    found = []
    for k, number in enumerate(now.number.tolist()):
        if paired is None or not paired.ship(number, APART):
            where = float(now.seen[k]), float(lon[k]), float(lat[k]), float(error[k])
            way = (float(course[k]) % 360 if speed[k] > STOPPED else None), float(speed[k])
            small = 1.0 if paired is None else paired.small(number)
            found.append(Sighted(f"{s.radar.name}/{number}", "boat", *where, *way, float(now.exists[k]), small))
    return tuple(found)
