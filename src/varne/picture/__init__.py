"""Picture: everything a screen shows of a moment, as plain JSON values; what was known then, not what is known now.

Joins the record (what people decided), fusion (what Varne proposes) and outlooks (where boats are). Pure and derived: it can
be made again from (log position, moment, fields, seed). Nothing in it is a decision of the program.
"""

from dataclasses import replace

from varne.fusion.associate import Proposal
from varne.fusion.report import Count
from varne.fusion.rescue import Rescue
from varne.fusion.show import words_plain
from varne.picture import alarms, boats
from varne.picture.belonging import to_place
from varne.picture.contradictions import contradictions
from varne.picture.decided import decisions, remarks, rows
from varne.picture.doubts import doubts
from varne.picture.known import Known, named, open_at, reports_of, unrecorded
from varne.picture.plain import Plain, clock, count, reasons, sentences
from varne.picture.searched import in_vain, left, sailed, searches_of
from varne.picture.where import where
from varne.record import incident
from varne.record.incident import Night

__all__ = [
    "Known",
    "clock",
    "decisions",
    "in_vain",
    "left",
    "named",
    "open_at",
    "picture",
    "reports_of",
    "sailed",
    "searches_of",
    "to_place",
    "unrecorded",
    "where",
]


def picture(known: Known) -> Plain:
    """The picture JSON of the routes (docs/picture.md), without the case's own words."""
    night, now = known.night, known.now
    opened = [boats.recorded(b, known) for b in night.boats.values()]
    return {
        "at": clock(now),
        "known": clock(known.by or now),
        "log_position": night.position,
        "pending": list(known.pending),
        "boats": opened + [boats.proposed(b, known) for b in unrecorded(known)],
        "reports": [_report(r, night, known.proposal) for r in night.reports.values()],
        "rescues": [_rescue(r, known) for r in known.rescues],
        "decisions": rows(known),
        "remarks": sentences(remarks(known)),
        "alarms": alarms.rows(known if known.stood is None else replace(known, night=known.stood, outlooks={})),
        "unaccounted": _unaccounted(night),
        "assets": [
            {k: getattr(a, k) for k in ("asset", "status", "boat", "lon", "lat", "text")} | {"since": clock(a.since)}
            for a in night.assets.values()
        ],
        "conflicts": [
            {"subject": c.subject, "statements": [{"says": s.says, "source": s.source, "grade": s.grade} for s in c.statements]}
            for c in night.conflicts
        ],
        "contradictions": contradictions(night),
        "notes": [{"at": clock(at), "text": note.text} for at, note in night.notes],
        "problems": [{"seq": p.seq, "words": words_plain(p.words)} for p in night.problems],
    }


def _report(recorded: incident.Recorded, night: Night, proposal: Proposal) -> Plain:
    r, p = recorded.report, recorded.provenance
    return {
        "id": r.id,
        "seq": recorded.seq,
        "received": clock(r.received),
        "observed": r.observed and clock(r.observed),
        "channel": r.channel,
        "source": r.source,
        "lon": r.lon,
        "lat": r.lat,
        "ellipse_m": r.ellipse_m and list(r.ellipse_m),
        "position_text": r.position_text,
        "people": count(r.people),
        "condition": r.condition,
        "in_water": count(r.in_water),
        "recovered": count(r.outcome.recovered) if r.outcome else None,
        "text": r.text,
        "caller": r.caller is not None,
        "boat": night.boat_of.get(r.id),
        "provenance": p and {"source": p.source, "grade": p.grade, "basis": p.basis},
        "remarks": sentences(doubts(r, night, proposal)),
    }


def _rescue(r: Rescue, known: Known) -> Plain:
    """A recovery held against every boat that was open then; those closed before are named and not compared."""
    night = known.night
    names = {b.id: named(b, night) for b in known.proposal.boats}
    shown: dict[str, Plain] = {}
    for c in r.candidates:  # likeliest first: where a recorded boat is proposed in parts, its likeliest part speaks
        plain = {"boat": names[c.boat], "p": c.p, "proposed": c.proposed, "left": count(c.left)}
        shown.setdefault(names[c.boat], {**plain, "conflicts": sentences(c.conflicts), "reasons": reasons(c.reasons)})
    return {
        "report": r.report,
        "none_of_ours": r.none_of_ours,
        "propose_at": known.propose_at,
        "candidates": list(shown.values()),
        "closed_before": sorted(set(names.values()) - shown.keys()),
    }


def _unaccounted(night: Night) -> Plain:
    """People nobody has accounted for, over the open boats that officers opened: the board that is always on screen."""
    rows = [b for b in night.boats.values() if b.status == "open" and b.unaccounted and b.unaccounted.max > 0]
    counts = [b.unaccounted for b in rows if b.unaccounted]
    total = Count(sum(c.min for c in counts), sum(c.likely for c in counts), sum(c.max for c in counts))
    return {
        "boats": [{"boat": b.id, "name": b.name, "count": count(b.unaccounted)} for b in rows],
        "total": count(total),
        "unknown": [b.id for b in night.boats.values() if b.status == "open" and b.people is None],
    }
