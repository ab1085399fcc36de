"""How the boats of a SIMULATED night move: legs with a heading that jumps, stops, drift, tow, landing, people who board.

This is deliberately no model that Varne believes in: own speed is constant and its direction jumps, the stream is
`stream.Water`, a drifting boat has a leeway of its own.

Legend: n boats · K steps of STEP seconds
"""

from dataclasses import dataclass

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


def sail(rng: np.random.Generator, p: NightParameters, go: Routes, water: Water) -> Tracks:
    """All boats through the night; a boat pushed on to a French beach holds its place, unless it meant to go back."""
    t = p.start.timestamp() + np.arange(0.0, p.hours * 3_600 + 1, STEP)
    n, shape = p.boats, (len(t), p.boats)
    boat = np.arange(n)
    lon, lat, ready = go.lon[:, 0], go.lat[:, 0], np.zeros(n)
    leg = np.where(go.taxi, 1, go.lon.shape[1] - 1)
    cruise, leeway = rng.uniform(3.0, 6.0, n) * geodesy.KNOT, rng.normal(0.03, 0.01, (2, n))
    wander, landed, returned, tow = np.zeros(n), np.full(n, np.inf), np.full(n, np.inf), np.full(n, -1)
    track_lon, track_lat, aboard = np.empty(shape), np.empty(shape), np.empty(shape, np.int64)
    engine, towed = np.empty(shape, bool), np.empty(shape, np.int64)
    for k, now in enumerate(t):
        runs = (now < go.stops) | (now >= go.starts)
        moving = (now >= go.leaves) & np.isinf(landed) & np.isinf(returned)
        tow = _towed(rng, p, lon, lat, runs, moving, tow)
        track_lon[k], track_lat[k], engine[k], towed[k] = lon, lat, runs, tow
        aboard[k] = np.where(np.arange(go.board.shape[1]) < leg[:, None], go.board, 0).sum(axis=1)
        wander = np.where(rng.random(n) < STEP / 1_800, rng.normal(0, 12, n), wander)
        home = now >= go.back
        to_lon, to_lat = (np.where(home, x[:, 0], x[boat, leg]) for x in (go.lon, go.lat))
        apart, heading = geodesy.distance_and_bearing(lon, lat, to_lon, to_lat)
        there = moving & ~home & (leg < go.lon.shape[1] - 1) & (apart < REACHED)
        ready = np.where(there & (ready == 0), now + go.waits[boat, leg], ready)
        on = there & (now >= ready)
        leg, ready = leg + on, np.where(on, 0.0, ready)
        pull = np.where(np.isin(boat, tow), 0.6, 1.0)  # a tug and its tow are slow
        u, v = geodesy.components_to(pull * cruise * (runs & ~there), heading + wander)
        u, v = u + np.where(runs, 0.0, leeway[0] * water.wind[0]), v + np.where(runs, 0.0, leeway[1] * water.wind[1])
        u, v = (np.where(tow >= 0, x[tow], x) for x in (u, v))
        stream_u, stream_v = water(float(now), lon, lat)
        x, y = geodesy.to_plane(lon, lat, *ORIGIN)
        ahead = geodesy.from_plane(x + STEP * (u + stream_u), y + STEP * (v + stream_v), *ORIGIN)
        ashore, british = moving & ~at_sea(*ahead), coast.distance_to_line(lon, lat) > 0
        landed = np.where(ashore & british, now, landed)
        returned = np.where(moving & ~british & home & (ashore | (apart < REACHED)), now, returned)
        lon, lat = (np.where(moving & ~ashore, new, old) for new, old in zip(ahead, (lon, lat), strict=True))
    return Tracks(t, track_lon, track_lat, engine, aboard, towed, go.leaves, landed, returned)


def at_sea(lon: Floats, lat: Floats) -> Bools:
    """(n,) At sea and inside the coast we know."""
    known = coast.covers(lon, lat)
    known[known] = coast.at_sea(lon[known], lat[known])
    return known


def _towed(
    rng: np.random.Generator, p: NightParameters, lon: Floats, lat: Floats, runs: Bools, moving: Bools, tow: Ints
) -> Ints:
    """Who tows whom next: a tow lasts about half an hour; a helper is under way itself and tows one boat."""
    held = (tow >= 0) & ~runs & moving & (runs & moving)[tow] & (rng.random(len(tow)) < 1 - STEP / 1_800)
    tow = np.where(held, tow, -1)
    apart = distances(lon, lat)
    helps = runs & moving & ~np.isin(np.arange(len(tow)), tow)
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
