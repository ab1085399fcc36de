"""Searched: plans that officers took for a boat, searches that found nothing, as rows that can be withdrawn; what is left."""

from collections.abc import Sequence

import numpy as np

from varne.drift.ensemble import STATES
from varne.outlook import Outlook
from varne.picture.plain import Plain, clock, sentences
from varne.planning.after import After
from varne.record.events import PlanAccepted, SearchedInVain, Track
from varne.record.incident import Night, Searching
from varne.search.after import Sailed
from varne.search.detection import curve
from varne.search.path import path_of


def searches_of(boat: str, night: Night) -> tuple[Searching, ...]:
    """Plans and searches of a boat that are in force, in log order."""
    return tuple(s for s in night.searches if s.event.boat == boat)


def in_vain(searches: Sequence[Searching]) -> list[Sailed]:
    """The tracks of searches that found nothing."""
    return [sailed(t, s.event.dim) for s in searches if isinstance(s.event, SearchedInVain) for t in s.event.tracks]


def sailed(t: Track, dim: bool) -> Sailed:
    """A recorded track with the curves that held."""
    lon, lat = (np.array([p[k] for p in t.points], float) for k in (0, 1))
    at = np.array([when.timestamp() for _, _, when in t.points])
    curves = tuple(curve(t.sweep_m.get(state, 0.0), dim=dim) for state in STATES)  # type: ignore[call-overload]
    return Sailed(t.asset, path_of(at, lon, lat, float(lon[0]), float(lat[0])), curves)


def rows(searches: Sequence[Searching]) -> list[Plain]:
    """What was decided to search and what was searched, the oldest first."""
    return [_row(s) for s in searches]


def _row(s: Searching) -> Plain:
    e = s.event
    whose = {"id": s.id, "seq": s.seq, "at": clock(s.at), "centre": e.centre, "role": e.role, "reason": e.reason}
    what = {"plan": e.figures} if isinstance(e, PlanAccepted) else {"follows": e.plan, "dim": e.dim}
    kind = "plan" if isinstance(e, PlanAccepted) else "in_vain"
    return {**whose, "kind": kind, **what, "tracks": [_track(t) for t in e.tracks]}


def _track(t: Track) -> Plain:
    points = [[round(lon, 5), round(lat, 5), clock(at)] for lon, lat, at in t.points]
    return {"asset": t.asset, "pattern": t.pattern, "points": points, "sweep_m": t.sweep_m}


def left(found: After | None, o: Outlook | None, t: float) -> Plain | None:
    """Cumulative POS search by search, its range, and what is left in each state; None when nothing was searched."""
    if found is None or o is None:
        return None
    after = found.left
    figures = {"cumulative": [], "low": 0.0, "high": 0.0} if after is None else {
        "cumulative": [round(c, 4) for c in after.cumulative], "low": round(after.low, 4), "high": round(after.high, 4)
    }  # fmt: skip
    return {**figures, "by_state": {k: round(v, 4) for k, v in o.shares(t).items()}, "uncounted": sentences(found.uncounted)}
