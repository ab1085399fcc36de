"""Boats of a picture: those that officers opened and those that Varne proposes, each with its reports and why they belong."""

from collections.abc import Iterable, Sequence

from varne.fusion import associate
from varne.fusion.associate import Link, Member, Proposal
from varne.fusion.report import Report
from varne.picture import searched
from varne.picture.known import Known, named, proposed_of, reports_of
from varne.picture.plain import Plain, clock, count, reasons, sentences
from varne.picture.where import where
from varne.record.incident import Boat, Night

PAIRED, APART = 0.5, 0.15
"""A join is said to be blocked by a report when other reports pair across from PAIRED on and this one nowhere from APART on."""


def recorded(boat: Boat, known: Known) -> Plain:
    """A boat that an officer opened, with what Varne says of its reports."""
    night, now = known.night, known.now
    told = reports_of(boat, night)
    proposed = proposed_of(boat.reports, known.proposal)
    heard = boat.last_report_at or boat.opened_at
    return {
        "id": boat.id,
        "name": boat.name,
        "names": list(boat.names),
        "status": boat.status,
        "recorded": True,
        "condition": _condition(told),
        **where(known.outlooks.get(boat.id), now, told if boat.id in known.pending else ()),
        "last_report_at": clock(heard),
        "age_s": (now - heard).total_seconds(),
        "people": count(boat.people),
        "accounted": count(boat.settled),
        "unaccounted": count(boat.unaccounted),
        "holders": list(boat.holders),
        "handover": _handover(boat, known),
        "closing": _closing(boat),
        "reports": list(boat.reports),
        "exists": proposed[0].exists if proposed else 1.0,
        **_told_of(boat.id, boat.reports, proposed, known),
        "searches": searched.rows(searched.searches_of(boat.id, night)),
        "left": searched.left(known.searched.get(boat.id), known.outlooks.get(boat.id), now.timestamp()),
        "refusals": [
            {"at": clock(r.at), "what": r.what, "centre": r.centre, "role": r.role, "why": sentences(r.why)}
            for r in boat.refusals
        ],
    }


def proposed(b: associate.Boat, known: Known) -> Plain:
    """A boat that Varne proposes and nobody has opened."""
    told = [known.night.reports[r].report for r in b.reports]
    age = (known.now - b.last_at).total_seconds()
    return {
        "id": b.id,
        "name": b.id.removeprefix("boat:"),
        "names": [],
        "status": "open",
        "recorded": False,
        "condition": b.condition,
        **where(known.outlooks.get(b.id), known.now, told if b.id in known.pending else ()),
        "last_report_at": clock(b.last_at),
        "age_s": max(age, 0.0),
        "people": count(b.people),
        "accounted": None,
        "unaccounted": count(b.people),
        "holders": [],
        "handover": None,
        "closing": None,
        "reports": list(b.reports),
        "exists": b.exists,
        **_told_of(b.id, b.reports, [b], known),
        "refusals": [],
    }


def _condition(told: Iterable[Report]) -> str:
    said = [r for r in told if r.condition != "unknown" and r.channel != "rescue"]
    return max(said, key=lambda r: (r.when, r.id)).condition if said else "unknown"


def _handover(boat: Boat, known: Known) -> Plain | None:
    h = boat.handover
    if h is None:
        return None
    when = {"offered_at": clock(h.offered_at), "expires": clock(h.expires)}
    return {"id": h.id, "state": h.state(known.now), "giver": h.giver, "taker": h.taker, **when}


def _closing(boat: Boat) -> Plain | None:
    """The request that waits for somebody, with what it lacks."""
    c = boat.closing
    if c is None or c.state != "waiting":
        return None
    return {"at": clock(c.at), "centre": c.centre, "role": c.role, "evidence": c.evidence, "why": sentences(c.why)}


def _told_of(me: str, reports: Sequence[str], proposed: Sequence[associate.Boat], known: Known) -> Plain:
    """What fusion says of these reports as one boat: each with its probability, the weakest, other groupings, other boats."""
    night = known.night
    one = proposed[0] if len(proposed) == 1 else None
    return {
        "p": one.p if one else None,
        "weakest": one.weakest.report if one and one.weakest else None,
        "members": [_member(m, known) for b in proposed for m in b.members if m.report in reports],
        "alternatives": [
            {"p": a.p, "parts": [list(part) for part in a.parts]} for b in proposed for a in getattr(b, "alternatives", ())
        ],
        "same_boat": sorted(
            [s for b in proposed for s in (*_strays(me, b, night), *_linked(me, b, known))], key=lambda s: (-s["p"], s["with"])
        ),
    }


def _member(m: Member, known: Known) -> Plain:
    boats = {b.id: named(b, known.night) for b in known.proposal.boats}
    elsewhere = [{"boat": boats.get(name, name) if name else None, "p": p} for name, p in m.elsewhere]
    return {"report": m.report, "p": m.p, "reasons": reasons(m.reasons), "elsewhere": elsewhere}


def _strays(me: str, b: associate.Boat, night: Night) -> list[Plain]:
    """Reports that Varne holds to be this boat and that are recorded in another, or in none though this one is recorded."""
    found = []
    for m in b.members:
        home = night.boat_of.get(m.report)
        if home not in (me, None) or (home is None and me in night.boats):
            ids = night.boats[home].reports if home else (m.report,)
            found.append(
                {"with": home or m.report, "p": m.p, "reasons": reasons(m.reasons), "reports": list(ids), "blocks": None}
            )
    return found


def _linked(me: str, b: associate.Boat, known: Known) -> list[Plain]:
    """Other boats that may be this one."""
    found = []
    for link in known.proposal.links:
        if b.id not in (link.a, link.b):
            continue
        other = next(o for o in known.proposal.boats if o.id in (link.a, link.b) and o.id != b.id)
        if (name := named(other, known.night)) != me:
            blocks = blocking(link, b, other, known.proposal)
            same = {"with": name, "p": link.p, "reasons": reasons(link.reasons), "reports": list(other.reports)}
            found.append({**same, "blocks": blocks})
    return found


def blocking(link: Link, a: associate.Boat, b: associate.Boat, proposal: Proposal) -> str | None:
    """The report that keeps two boats from being proposed as one: it pairs with nothing across while others do."""
    if link.p >= PAIRED:
        return None
    best = dict.fromkeys((*a.reports, *b.reports), 0.0)
    for pair in proposal.pairs:
        if (pair.a in a.reports) != (pair.b in a.reports) and {pair.a, pair.b} <= best.keys():
            best[pair.a], best[pair.b] = max(best[pair.a], pair.p), max(best[pair.b], pair.p)
    worst = min(best, key=lambda r: (best[r], r))
    return worst if max(best.values()) >= PAIRED and best[worst] < APART else None
