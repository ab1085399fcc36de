"""Leaving: what would be left of a boat at a moment if tracks found nothing until then. A question; nothing is recorded."""

from datetime import datetime
from typing import Any

import msgspec

from varne import picture
from varne.picture.where import points
from varne.planning.after import after, weighed
from varne.record.events import Track
from varne.server.desk import Desk
from varne.server.moments import Moment

POINTS = 1500


class Left(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What would be left of a boat at a moment if these tracks found nothing until then."""

    boat: str
    until: Moment
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
    told = {"at": picture.clock(wish.until), "made": picture.clock(now), **there, **figures}
    return {**told, "points": points(then.run.at(t), POINTS) if there["forecast"] else []}
