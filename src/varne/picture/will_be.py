"""Where one boat is at another moment than the picture's, by what is known at the picture's: mostly where it will be."""

from datetime import UTC, datetime

from varne.fusion.report import Count
from varne.picture.known import Known
from varne.picture.plain import Plain, clock, sentences
from varne.picture.where import points, where
from varne.planning.lives import Alive

POINTS = 1500


def will_be(known: Known, boat: str, then: datetime, alive: Alive | None = None) -> Plain:
    """Place, contours, states and some of the points of a boat at a moment; no forecast where its outlook does not go so far.

    known   with the outlook of the boat
    alive   how many of its people live then, where that was asked
    """
    o, t = known.outlooks[boat], then.timestamp()
    reached = bool(o.run.t[0] - 1.0 <= t <= o.run.t[-1] + 1.0)
    return {
        "boat": boat,
        "at": clock(then),
        "made": clock(known.now),
        "log_position": known.night.position,
        "pending": False,
        "from": clock(datetime.fromtimestamp(float(o.run.t[0]), UTC)),
        "until": clock(datetime.fromtimestamp(float(o.run.t[-1]), UTC)),
        **where(o if reached else None, then),
        "points": points(o.run.at(t), POINTS) if reached else [],
        "alive": _alive(alive, _sought(known, boat)) if alive and reached else None,
    }


def _sought(known: Known, boat: str) -> Count | None:
    """People aboard of whom nobody knows what became of them; None when nobody said how many."""
    if boat in known.night.boats:
        return known.night.boats[boat].unaccounted
    return next((b.people for b in known.proposal.boats if b.id == boat), None)


def _alive(a: Alive, sought: Count | None) -> Plain:
    """Shares, and how many people that is at least and at most of those who are sought."""
    shares = {k: round(getattr(a, k), 4) for k in ("low", "likely", "high")}
    people = None if sought is None else {"min": int(sought.min * a.low), "max": -int(-sought.max * a.high // 1)}
    return {**shares, "people": people, "notes": sentences(a.notes)}
