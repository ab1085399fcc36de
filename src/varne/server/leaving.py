"""Leaving: what would be left of a boat at a moment if tracks found nothing until then. A question; nothing is recorded."""

from datetime import datetime
from typing import Any

import msgspec
import numpy as np

from varne import picture
from varne.drift import motion
from varne.drift.run import Run
from varne.drift.weights import systematic
from varne.planning.after import after, weighed
from varne.record.events import Track
from varne.server.desk import Desk

POINTS = 1500


class Left(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What would be left of a boat at a moment if these tracks found nothing until then."""

    boat: str
    until: datetime
    tracks: tuple[Track, ...]
    dim: bool = False


def left(desk: Desk, wish: Left, now: datetime, *, everything: bool) -> dict[str, Any]:
    """Figures, contours and some of the states.

    raises  KeyError for a boat without a position, ValueError for a track that is none
    """
    t = wish.until.timestamp()
    before = desk.of_boat(wish.boat, now, t, all_of_it=everything)
    done = after(before, [picture.sailed(track, wish.dim) for track in wish.tracks], t)
    then = weighed(before, done)
    there = picture.where(then, wish.until)
    figures = picture.left(done, then, t) or {}
    return {"at": picture.clock(wish.until), **figures, "forecast": there["forecast"], "points": _points(then.run.at(t))}


def _points(now: Run) -> list[list[float]]:
    """Some of the states, as dense as what is left: lon, lat, state; 4 is stranded, as in /api/ensemble."""
    weight = np.where(now.flag[0] == motion.OUTSIDE, 0.0, now.weight)
    if not weight.sum() > 0:
        return []
    rows = systematic(weight / weight.sum(), POINTS, np.random.default_rng(1))
    state = np.where(now.flag[0] == motion.STRANDED, 4, now.state[0])
    return np.stack([now.lon[0].round(4), now.lat[0].round(4), state], axis=1)[rows].tolist()  # type: ignore[no-any-return]
