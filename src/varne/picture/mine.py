"""What a partner sees: their own reports, and of the boats that these belong to only how it stands with them.

Who calls for people at sea must know that the call arrived and whether somebody still looks for them. They see nothing of
other reports, positions, assets or boats.
"""

from varne.picture.plain import Plain, clock, count
from varne.record.incident import Boat, Night


def mine(night: Night, actor: str | None) -> Plain:
    """The reports that an account handed in, the newest first, each with the state of its boat, None while it has none."""
    own = [r for r in night.reports.values() if r.actor == actor]
    rows = [
        {
            "report": r.report.id,
            "received": clock(r.report.received),
            "recorded": clock(r.at),
            "text": r.report.text,
            "position_text": r.report.position_text,
            "boat": _state(night.boats.get(night.boat_of.get(r.report.id, ""))),
        }
        for r in sorted(own, key=lambda r: (r.at, r.report.id), reverse=True)
    ]
    return {"at": clock(night.at), "reports": rows}


def _state(boat: Boat | None) -> Plain | None:
    if boat is None:
        return None
    closing = boat.closing
    return {
        "id": boat.id,
        "name": boat.name,
        "status": boat.status,
        "since": clock(boat.status_since),
        "held_by": list(boat.holders) if boat.status == "open" else [],
        "accounted": {outcome: count(n) for outcome, n in boat.accounted.items()},
        "closed_on": closing.evidence if closing and boat.status == "closed" else None,
    }
