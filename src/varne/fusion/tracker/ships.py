"""Ships: the ways of senders that say who they are, and which radar tracks are one of them.

A radar sees a ship of 200 m and a rubber boat alike as a plot. A track that keeps company with an AIS sender is the ship;
what is left over has no AIS. One track is one ship at most and the other way round, so a small boat beside a ship stays a
track of its own.

source  one-to-one marginals by belief propagation, Williams and Lau 2014 (belief); track-to-track test, Bar-Shalom and
        Li 1995, Multitarget-Multisensor Tracking, section 8.3
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from varne import geodesy
from varne.fusion.tracker import belief
from varne.fusion.tracker.fixes import Fix, Kind, Particulars
from varne.fusion.tracker.tracks import History

Floats = NDArray[np.float64]

SILENT = 1800.0
"""A sender that comes back after longer than this [s] begins a new way."""
FASTEST = 40.0
"""No vessel goes faster [m/s]; an aircraft may, up to 150."""
STALE = 360.0
"""Longest time from the nearest fix at which a ship's place is still guessed [s]; class A at anchor sends every 180 s."""
TURN = 0.02
"""1 sigma acceleration of a ship between fixes [m/s2]."""
FAR_M = 5_000.0
"""A ship this far from a track at its last look, beside six times what both may err, is not that track and is not compared."""
SMALL_SHIP_M = 100.0
"""Length taken for a ship that has not said its own: the antenna and the radar's echo lie some way apart on it."""


@dataclass(frozen=True, slots=True)
class Way:
    """Where one sender was, in order of time.

    key, kind  who; a number that two senders use has two ways: "mmsi:1", "mmsi:1/2"
    length_m   None unknown
    t, lon, lat, error_m  (n,) [s], [deg], [m]
    course, speed         (n,) [deg true], [m/s]; NaN unknown
    """

    key: str
    kind: Kind
    length_m: float | None
    t: Floats
    lon: Floats
    lat: Floats
    error_m: Floats
    course: Floats
    speed: Floats


def ways(values: Iterable[Fix | Particulars]) -> tuple[Way, ...]:
    """The way of each sender out of fixes in any order.

    returns  ways with two fixes or more, in order of key; a fix that nobody could have come to, and that no second one
             confirms, is left out: a slip of the receiver. A rescue beacon's single fix is a way too.
    """
    length = {v.key: v.length_m for v in sorted((v for v in values if isinstance(v, Particulars)), key=lambda v: v.t)}
    open_: dict[str, list[list[Fix]]] = {}
    for fix in sorted((v for v in values if isinstance(v, Fix)), key=lambda f: (f.t, f.key)):
        mine = open_.setdefault(fix.key, [])
        near = [w for w in mine if _follows(w[-1], fix)]
        (max(near, key=lambda w: (w[-1].t, len(w))) if near else _begun(mine)).append(fix)
    found = []
    for key, mine in sorted(open_.items()):
        kept = [w for w in mine if len(w) > 1 or w[0].kind == "rescue_beacon"]
        found += [_way(f"{key}/{n}" if n > 1 else key, w, length.get(key)) for n, w in enumerate(kept, start=1)]
    return tuple(found)


def _begun(mine: list[list[Fix]]) -> list[Fix]:
    mine.append([])
    return mine[-1]


def _follows(before: Fix, after: Fix) -> bool:
    """Whether one vessel can be at both: near enough in time, no faster than anything goes."""
    dt = after.t - before.t
    if dt > SILENT:
        return False
    east, north = geodesy.metres_per_degree(before.lat)
    away = np.hypot((after.lon - before.lon) * east, (after.lat - before.lat) * north)
    fastest = 150.0 if after.kind == "aircraft" else FASTEST
    return bool(away <= fastest * dt + 3 * (before.error_m + after.error_m))


def _way(key: str, fixes: Sequence[Fix], length: float | None) -> Way:
    rows = [
        (f.t, f.lon, f.lat, f.error_m, np.nan if f.course is None else f.course, np.nan if f.speed is None else f.speed)
        for f in fixes
    ]
    return Way(key, fixes[0].kind, length, *np.array(rows, float).T.copy())


def places(way: Way, t: Floats, origin: tuple[float, float]) -> Floats:
    """Where a sender was at times t (k,): (k, 3) x, y, 1 sigma [m]; NaN further than STALE from every fix.

    Between two fixes on the line between them, beyond the last one on its course and speed.
    """
    x, y = geodesy.to_plane(way.lon, way.lat, *origin)
    i = np.clip(np.searchsorted(way.t, t, side="right") - 1, 0, len(way.t) - 1)
    j = np.minimum(i + 1, len(way.t) - 1)
    dt, gap = t - way.t[i], way.t[j] - way.t[i]
    known = np.isfinite(way.course) & np.isfinite(way.speed)
    u, v = geodesy.components_to(np.where(known, way.speed, 0.0), np.where(known, way.course, 0.0))
    between = (dt >= 0) & (gap > 0)
    share = np.where(between, dt / np.where(gap > 0, gap, 1.0), 0.0)
    place = [np.where(between, c[i] + share * (c[j] - c[i]), c[i] + w[i] * dt) for c, w in ((x, u), (y, v))]
    nearest = np.where(between, np.minimum(dt, gap - dt), np.abs(dt))
    unknown_speed = np.where(between | known[i], 0.0, 5.0 * np.abs(dt))
    sigma = np.sqrt(way.error_m[i] ** 2 + (TURN * nearest**2 / 2) ** 2 + unknown_speed**2)
    sigma = np.where(nearest <= STALE, sigma, np.nan)
    return np.column_stack([*place, sigma])


@dataclass(frozen=True, slots=True)
class Pairing:
    """Which radar tracks are which senders.

    number  (n,)    tracks, in order
    keys    (s,)    senders
    chance  (n, s)  that they are one                       0..1
    """

    number: NDArray[np.int64]
    keys: tuple[str, ...]
    chance: Floats

    def small(self, number: int) -> float:
        """The chance that a track is none of the senders: a boat without AIS, as far as the radar can tell."""
        rows = np.flatnonzero(self.number == number)
        return float(1 - self.chance[rows[0]].sum()) if len(rows) else 1.0

    def ship(self, number: int, least: float = 0.5) -> str | None:
        """The sender that a track is with more than this chance."""
        rows = np.flatnonzero(self.number == number)
        if not len(rows) or not len(self.keys) or self.chance[rows[0]].max() <= least:
            return None
        return self.keys[int(self.chance[rows[0]].argmax())]


def pair(history: History, found: Sequence[Way], origin: tuple[float, float], strangers: float, every: float = 60.0) -> Pairing:
    """Which tracks of a history are which senders.

    strangers  boats without AIS in a square metre: what a track would be if it were no ship [1/m2]
    every      looks closer together than this [s] share their errors and count once
    """
    numbers = np.unique(history.number)
    score = np.full((len(numbers), len(found)), -np.inf)
    looks = [_looks(history, n, every) for n in numbers]
    near = _near(history, np.array([rows[-1] for rows in looks], np.int64), found, origin)
    for a, b in np.argwhere(near):
        score[a, b] = _company(history, looks[a], found[b], origin, strangers)
    return Pairing(numbers, tuple(w.key for w in found), _one_to_one(score))


def _near(h: History, last: NDArray[np.int64], found: Sequence[Way], origin: tuple[float, float]) -> NDArray[np.bool_]:
    """(n, s) which tracks and ships may be one by where both were at the track's last look, or nobody knows of the ship."""
    near = np.zeros((len(last), len(found)), bool)
    for b, way in enumerate(found):
        there = places(way, h.t[last], origin)
        error = there[:, 2] + np.sqrt(h.cov[last, 0] + h.cov[last, 2])
        away = np.hypot(*(h.place[last, :2] - there[:, :2]).T)
        near[:, b] = ~(away > FAR_M + 6 * error)  # where the ship's place is unknown both are NaN
    return near


def _looks(h: History, number: int, every: float) -> NDArray[np.int64]:
    """Rows of a track, at most one in every [s]."""
    rows = np.flatnonzero(h.number == number)
    turn = np.floor((h.t[rows] - h.t[rows[0]]) / every)
    return np.asarray(rows[np.append(True, np.diff(turn) > 0)])


def _company(h: History, rows: NDArray[np.int64], way: Way, origin: tuple[float, float], strangers: float) -> float:
    """Log of how much more likely these looks are if track and sender are one than if the track is a stranger.

    A stranger may be anywhere at the first look; at the next it is where it was, moved by an unknown velocity.
    """
    there = places(way, h.t[rows], origin)
    seen = np.isfinite(there[:, 2])
    if not seen.any():
        return -np.inf
    rows, there = rows[seen], there[seen]
    long = (SMALL_SHIP_M if way.length_m is None else way.length_m) / 4
    d = h.place[rows, :2] - there[:, :2]
    s = np.zeros((len(rows), 2, 2))
    s[:, 0, 0], s[:, 0, 1], s[:, 1, 0], s[:, 1, 1] = h.cov[rows, 0], h.cov[rows, 1], h.cov[rows, 1], h.cov[rows, 2]
    s += np.eye(2) * (there[:, 2] ** 2 + long**2)[:, None, None]
    together = _log_normal(d, s)
    apart = np.full(len(rows), np.log(strangers))
    dt = np.diff(h.t[rows])
    if len(dt):
        apart[1:] = _log_normal(np.diff(d, axis=0), s[1:] + s[:-1] + np.eye(2) * ((4.0 * dt) ** 2)[:, None, None])
    return float((together - apart).sum())


def _log_normal(d: Floats, s: Floats) -> Floats:
    """Log density of d (k, 2) under covariances s (k, 2, 2)."""
    d2 = np.einsum("ka,kab,kb->k", d, np.linalg.inv(s), d)
    return np.asarray(-0.5 * (d2 + np.log(np.linalg.det(s))) - np.log(2 * np.pi))


def _one_to_one(score: Floats) -> Floats:
    """Chances out of log scores (n, s), each row and each column used once at most."""
    n, m = score.shape
    weight = np.exp(np.clip(score, -700, 60))
    weight[weight < 1e-6] = 0.0
    first, pairs = np.concatenate([[0], np.cumsum((weight > 0).sum(1))]), np.nonzero(weight)[1]
    psi = weight[weight > 0]
    to_plot, to_track, claimed = np.zeros(len(psi)), np.zeros(len(psi)), np.zeros(m)
    chance = np.zeros((n, m))
    if len(psi):
        belief.propagate(n, m, first, pairs, psi, to_plot, to_track, claimed)
        for i in range(n):
            mine = slice(first[i], first[i + 1])
            chance[i, pairs[mine]] = psi[mine] * to_track[mine] / (1 + psi[mine] @ to_track[mine])
    return chance


def at_sea(found: Sequence[Way], t: float) -> tuple[Way, ...]:
    """Senders heard within STALE of a moment, each cut off there."""
    heard = (
        replace(w, **{f: getattr(w, f)[w.t <= t] for f in ("t", "lon", "lat", "error_m", "course", "speed")}) for w in found
    )
    return tuple(w for w in heard if len(w.t) and t - w.t[-1] <= STALE)
