"""How the boats of a SIMULATED night move: legs with a heading that jumps, stops, drift, tow, landing, people who board.

This is deliberately no model that Varne believes in: own speed is constant and its direction jumps, the stream is
`stream.Water`, a drifting boat has a leeway of its own.

Legend: n boats · K steps of STEP seconds
"""

from dataclasses import dataclass, replace

import numpy as np

from varne import geodesy
from varne.cases.parameters import NightParameters
from varne.cases.routes import Bools, Floats, Ints, Routes
from varne.cases.stream import ORIGIN, Water
from varne.sea import coast

STEP = 120.0
REACHED = 400.0
"""A boat is at a place of its route from here on [m]; alongside another it can board or tow from CLOSE [m]."""
CLOSE = 1_500.0


@dataclass(frozen=True, slots=True)
class Tracks:
    """What became of n boats over K steps.

    t            (K,)   [s since 1970]
    lon, lat     (K, n) always at sea; the place of departure before leaving, the last place after landing
    engine       (K, n) running
    aboard       (K, n) people
    tow          (K, n) number (row) of the boat that tows it, -1 none
    leaves       (n,)   when each left
    landed       (n,)   when it landed in England, returned in France; infinite where not
    """

    t: Floats
    lon: Floats
    lat: Floats
    engine: Bools
    aboard: Ints
    tow: Ints
    leaves: Floats
    landed: Floats
    returned: Floats


@dataclass(frozen=True, slots=True)
class _Hulls:
    """What stays with n boats: cruising speed [m/s] and drift in shares of the wind, along east and north (2, n)."""

    cruise: Floats
    leeway: Floats


@dataclass(frozen=True, slots=True)
class _Now:
    """n boats at one moment: where, on which leg, when ready to go on, heading error, who tows, when ashore."""

    lon: Floats
    lat: Floats
    leg: Ints
    ready: Floats
    wander: Floats
    tow: Ints
    landed: Floats
    returned: Floats

    @property
    def afloat(self) -> Bools:
        return np.isinf(self.landed) & np.isinf(self.returned)


def sail(rng: np.random.Generator, p: NightParameters, go: Routes, water: Water) -> Tracks:
    """All boats through the night; a boat pushed on to a French beach holds its place, unless it meant to go back."""
    n, t = p.boats, p.start.timestamp() + np.arange(0.0, p.hours * 3_600 + 1, STEP)
    hulls = _Hulls(rng.uniform(3.0, 6.0, n) * geodesy.KNOT, rng.normal(0.03, 0.01, (2, n)))
    leg, never = np.where(go.taxi, 1, go.lon.shape[1] - 1), np.full(n, np.inf)
    boats = _Now(go.lon[:, 0], go.lat[:, 0], leg, np.zeros(n), np.zeros(n), np.full(n, -1), never, never)
    moments = []
    for now in t.tolist():
        boats = replace(boats, tow=_towed(rng, p, boats, _runs(go, now), (now >= go.leaves) & boats.afloat))
        moments.append(boats)
        boats = _moved(rng, go, water, hulls, now, boats)
    boarded = [np.where(np.arange(go.board.shape[1]) < m.leg[:, None], go.board, 0).sum(axis=1) for m in moments]
    return Tracks(
        t=t,
        lon=np.array([m.lon for m in moments]),
        lat=np.array([m.lat for m in moments]),
        engine=np.array([_runs(go, now) for now in t.tolist()]),
        aboard=np.array(boarded),
        tow=np.array([m.tow for m in moments]),
        leaves=go.leaves,
        landed=boats.landed,
        returned=boats.returned,
    )


def _runs(go: Routes, now: float) -> Bools:
    return (now < go.stops) | (now >= go.starts)


def _moved(rng: np.random.Generator, go: Routes, water: Water, hulls: _Hulls, now: float, boats: _Now) -> _Now:
    """All boats a step later."""
    n, boat, home = len(boats.lon), np.arange(len(boats.lon)), now >= go.back
    moving = (now >= go.leaves) & boats.afloat
    to_lon, to_lat = (np.where(home, x[:, 0], x[boat, boats.leg]) for x in (go.lon, go.lat))
    apart, heading = geodesy.distance_and_bearing(boats.lon, boats.lat, to_lon, to_lat)
    there = moving & ~home & (boats.leg < go.lon.shape[1] - 1) & (apart < REACHED)
    ready = np.where(there & (boats.ready == 0), now + go.waits[boat, boats.leg], boats.ready)
    on = there & (now >= ready)
    wander = np.where(rng.random(n) < STEP / 1_800, rng.normal(0, 12, n), boats.wander)
    u, v = _velocity(hulls, water, boats, _runs(go, now), there, heading + wander)
    stream_u, stream_v = water(now, boats.lon, boats.lat)
    x, y = geodesy.to_plane(boats.lon, boats.lat, *ORIGIN)
    ahead = geodesy.from_plane(x + STEP * (u + stream_u), y + STEP * (v + stream_v), *ORIGIN)
    ashore, british = moving & ~at_sea(*ahead), coast.distance_to_line(boats.lon, boats.lat) > 0
    back = moving & ~british & home & (ashore | (apart < REACHED))
    lon, lat = (np.where(moving & ~ashore, new, old) for new, old in zip(ahead, (boats.lon, boats.lat), strict=True))
    return _Now(
        lon=lon,
        lat=lat,
        leg=boats.leg + on,
        ready=np.where(on, 0.0, ready),
        wander=wander,
        tow=boats.tow,
        landed=np.where(ashore & british, now, boats.landed),
        returned=np.where(back, now, boats.returned),
    )


def _velocity(hulls: _Hulls, water: Water, boats: _Now, runs: Bools, waiting: Bools, heading: Floats) -> tuple[Floats, Floats]:
    """Through the water (n,): own engine, or the wind; a tug and its tow are slow and go the same way."""
    pull = np.where(np.isin(np.arange(len(heading)), boats.tow), 0.6, 1.0)
    own = geodesy.components_to(pull * hulls.cruise * (runs & ~waiting), heading)
    drift = hulls.leeway * np.array(water.wind)[:, None]
    u, v = (np.where(runs, a, b) for a, b in zip(own, drift, strict=True))
    return np.where(boats.tow >= 0, u[boats.tow], u), np.where(boats.tow >= 0, v[boats.tow], v)


def at_sea(lon: Floats, lat: Floats) -> Bools:
    """(n,) At sea and inside the coast we know."""
    known = coast.covers(lon, lat)
    known[known] = coast.at_sea(lon[known], lat[known])
    return known


def _towed(rng: np.random.Generator, p: NightParameters, boats: _Now, runs: Bools, moving: Bools) -> Ints:
    """Who tows whom next: a tow lasts about half an hour; a helper is under way itself and tows one boat."""
    n = len(runs)
    held = (boats.tow >= 0) & ~runs & moving & (runs & moving)[boats.tow] & (rng.random(n) < 1 - STEP / 1_800)
    tow = np.where(held, boats.tow, -1)
    apart = distances(boats.lon, boats.lat)
    helps = runs & moving & ~np.isin(np.arange(n), tow)
    for i in np.flatnonzero(~runs & moving & (tow < 0)):
        near = np.flatnonzero(helps & (apart[i] < CLOSE))
        if len(near) and rng.random() < p.tow * STEP / 1_800:
            tow[i] = near[apart[i, near].argmin()]
            helps[tow[i]] = False
    return tow


def distances(lon: Floats, lat: Floats) -> Floats:
    """(n, n) Distances [m]."""
    x, y = geodesy.to_plane(lon, lat, *ORIGIN)
    return np.asarray(np.hypot(x[:, None] - x, y[:, None] - y))
