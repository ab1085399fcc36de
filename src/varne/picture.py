"""Picture: everything a screen shows of a moment, as plain JSON values; what was known then, not what is known now.

Joins the record (what people decided), fusion (what Varne proposes) and outlooks (where boats are). Pure and derived: it can
be made again from (log position, moment, fields, seed). Nothing in it is a decision of the program.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from varne import probability
from varne.drift import motion
from varne.fusion import associate
from varne.fusion.associate import Decision, Proposal
from varne.fusion.reasons import Reason
from varne.fusion.report import Count, Report
from varne.fusion.rescue import Rescue
from varne.fusion.show import words_plain
from varne.outlook import AREA, Outlook
from varne.record import incident
from varne.record.incident import Boat, Night
from varne.sea import coast

Plain = dict[str, Any]
FRESH = 300.0
"""How long after a fix the position still counts as that fix and not as a forecast [s]."""
NOBODY = Count(0, 0, 0)


@dataclass(frozen=True, slots=True)
class Known:
    """What a moment's picture is made of; outlooks by boat id."""

    night: Night
    now: datetime
    proposal: Proposal
    rescues: Sequence[Rescue]
    outlooks: Mapping[str, Outlook]
    rules: incident.Rules = field(default_factory=incident.Rules)


def decisions(night: Night) -> tuple[Decision, ...]:
    """What officers decided about reports, as evidence for fusion: joined means same, taken out again means different."""
    joined = [Decision("same", b.reports[0], other) for b in night.boats.values() for other in b.reports[1:]]
    apart = [Decision("different", b.reports[0], out) for b in night.boats.values() for out in b.split_off if b.reports]
    return (*joined, *apart)


def reports_of(known_boat: Boat, night: Night) -> list[Report]:
    return [night.reports[r].report for r in known_boat.reports]


def picture(known: Known) -> Plain:
    """The picture JSON of the routes (docs/picture.md), without the case's own words."""
    night, now = known.night, known.now
    boats = [_recorded(b, known) for b in night.boats.values()] + [_proposed(b, known) for b in unrecorded(known)]
    return {
        "at": clock(now),
        "log_position": night.position,
        "boats": boats,
        "reports": [_report(r, night) for r in night.reports.values()],
        "rescues": [_rescue(r, known) for r in known.rescues],
        "alarms": [_alarm(a) for a in incident.alarms(night, now, known.rules)],
        "unaccounted": _unaccounted(night),
        "assets": [
            {k: getattr(a, k) for k in ("asset", "status", "boat", "lon", "lat", "text")} | {"since": clock(a.since)}
            for a in night.assets.values()
        ],
        "conflicts": [
            {"subject": c.subject, "statements": [{"says": s.says, "source": s.source, "grade": s.grade} for s in c.statements]}
            for c in night.conflicts
        ],
        "notes": [{"at": clock(at), "text": note.text} for at, note in night.notes],
        "problems": [{"seq": p.seq, "words": words_plain(p.words)} for p in night.problems],
    }


def unrecorded(known: Known) -> list[associate.Boat]:
    """Boats that Varne proposes and no officer has opened: no report of theirs is in a recorded boat."""
    taken = known.night.boat_of
    return [b for b in known.proposal.boats if not any(r in taken for r in b.reports)]


def named(proposed: associate.Boat, night: Night) -> str:
    """The recorded boat whose reports a proposed one holds, else its own id."""
    return next((night.boat_of[r] for r in proposed.reports if r in night.boat_of), proposed.id)


def clock(t: datetime) -> str:
    return t.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _count(c: Count | None) -> Plain | None:
    return None if c is None else {"min": c.min, "likely": c.likely, "max": c.max}


def _alarm(a: incident.Alarm) -> Plain:
    return {
        "key": a.key,
        "kind": a.kind,
        "boat": a.boat,
        "since": clock(a.since),
        "words": words_plain(a.words),
        "acknowledged_by": a.acknowledged_by,
    }


def _report(recorded: incident.Recorded, night: Night) -> Plain:
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
        "people": _count(r.people),
        "condition": r.condition,
        "in_water": _count(r.in_water),
        "recovered": _count(r.outcome.recovered) if r.outcome else None,
        "text": r.text,
        "boat": night.boat_of.get(r.id),
        "provenance": p and {"source": p.source, "grade": p.grade, "basis": p.basis},
    }


def _recorded(boat: Boat, known: Known) -> Plain:
    night, now = known.night, known.now
    told = reports_of(boat, night)
    proposed = next((p for r in boat.reports if (p := known.proposal.boat_of(r))), None)
    return {
        "id": boat.id,
        "name": boat.name,
        "names": list(boat.names),
        "status": boat.status,
        "recorded": True,
        "condition": _condition(told),
        **_where(known.outlooks.get(boat.id), now),
        "last_report_at": clock(boat.last_report_at or boat.opened_at),
        "age_s": (now - (boat.last_report_at or boat.opened_at)).total_seconds(),
        "people": _count(boat.people),
        "accounted": _count(boat.settled),
        "unaccounted": _count(boat.unaccounted),
        "holders": list(boat.holders),
        "handover": _handover(boat, now),
        "reports": list(boat.reports),
        "exists": proposed.exists if proposed else 1.0,
        "same_boat": _same_boat(boat.id, proposed, known),
        "refusals": [
            {"at": clock(r.at), "what": r.what, "centre": r.centre, "role": r.role, "why": [words_plain(w) for w in r.why]}
            for r in boat.refusals
        ],
    }


def _proposed(b: associate.Boat, known: Known) -> Plain:
    age = (known.now - b.last_at).total_seconds()
    return {
        "id": b.id,
        "name": b.id.removeprefix("boat:"),
        "names": [],
        "status": "open",
        "recorded": False,
        "condition": b.condition,
        **_where(known.outlooks.get(b.id), known.now),
        "last_report_at": clock(b.last_at),
        "age_s": max(age, 0.0),
        "people": _count(b.people),
        "accounted": None,
        "unaccounted": _count(b.people),
        "holders": [],
        "handover": None,
        "reports": list(b.reports),
        "exists": b.exists,
        "same_boat": _same_boat(b.id, b, known),
        "refusals": [],
    }


def _handover(boat: Boat, now: datetime) -> Plain | None:
    h = boat.handover
    if h is None:
        return None
    when = {"offered_at": clock(h.offered_at), "expires": clock(h.expires)}
    return {"state": h.state(now), "giver": h.giver, "taker": h.taker, **when}


def _condition(told: Iterable[Report]) -> str:
    said = [r for r in told if r.condition != "unknown" and r.channel != "rescue"]
    return max(said, key=lambda r: (r.when, r.id)).condition if said else "unknown"


def _same_boat(me: str, proposed: associate.Boat | None, known: Known) -> list[Plain]:
    """Reports without a boat that fit this one, and other boats that may be this one; likeliest first."""
    if proposed is None:
        return []
    night, found = known.night, []
    for m in proposed.members:
        if night.boat_of.get(m.report) not in (me, None) or (m.report not in night.boat_of and me in night.boats):
            found.append(_same(night.boat_of.get(m.report) or m.report, m.p, m.reasons))
    for link in known.proposal.links:
        if proposed.id in (link.a, link.b):
            other = next(b for b in known.proposal.boats if b.id in (link.a, link.b) and b.id != proposed.id)
            found.append(_same(named(other, night), link.p, link.reasons))
    return sorted(found, key=lambda s: (-s["p"], s["with"]))


def _same(other: str, p: float, reasons: Sequence[Reason]) -> Plain:
    told = [{"term": r.term, "db": round(r.db, 1), "words": words_plain(r.words)} for r in reasons]
    return {"with": other, "p": p, "reasons": told}


def _rescue(r: Rescue, known: Known) -> Plain:
    boats = {b.id: named(b, known.night) for b in known.proposal.boats}
    return {
        "report": r.report,
        "none_of_ours": r.none_of_ours,
        "candidates": [
            {"boat": boats[c.boat], "p": c.p, "proposed": c.proposed, "conflicts": [words_plain(w) for w in c.conflicts]}
            for c in r.candidates
        ],
    }


def _unaccounted(night: Night) -> Plain:
    """People nobody has accounted for, over the open boats that officers opened: the board that is always on screen."""
    rows = [b for b in night.boats.values() if b.status == "open" and b.unaccounted and b.unaccounted.max > 0]
    counts = [b.unaccounted for b in rows if b.unaccounted]
    total = Count(sum(c.min for c in counts), sum(c.likely for c in counts), sum(c.max for c in counts))
    return {
        "boats": [{"boat": b.id, "name": b.name, "count": _count(b.unaccounted)} for b in rows],
        "total": _count(total),
        "unknown": [b.id for b in night.boats.values() if b.status == "open" and b.people is None],
    }


def _where(o: Outlook | None, now: datetime) -> Plain:
    """Where a boat is now and how sure that is; absent stays absent (invariant 7)."""
    nowhere = {"lon": None, "lat": None, "ellipse_m": None, "place": "none", "side": None, "forecast": None}
    if o is None:
        return nowhere
    t = now.timestamp()
    run = o.run.at(t)
    weight = run.weight * (run.flag[0] != motion.OUTSIDE)
    if not weight.sum() > 0:
        return nowhere
    d = probability.density(run.lon[0], run.lat[0], weight)
    wide = (o.start.ellipse_m or (0.0,))[0] > AREA
    age = t - o.start.when.timestamp()
    return {
        "lon": round(d.lon0, 5),
        "lat": round(d.lat0, 5),
        "ellipse_m": [round(v, 1) for v in probability.spread(run.lon[0], run.lat[0], weight)],
        "place": "area" if wide else "fix" if age < FRESH else "forecast",
        "side": coast.side(d.lon0, d.lat0),
        "forecast": _forecast(o, d, t),
    }


def _forecast(o: Outlook, d: probability.Density, t: float) -> Plain:
    run = o.run.at(t)
    return {
        "n": int(run.lon.shape[1]),
        "seed": o.seed,
        "states": {k: round(v, 4) for k, v in o.shares(t).items() if v > 0},
        "regions": probability.regions(d),
        "stranded": float(run.weight @ (run.flag[0] == motion.STRANDED)),
        "outside": float(run.weight @ (run.flag[0] == motion.OUTSIDE)),
        "fields": list(run.fields),
        "assumptions": [words_plain(w) for w in o.assumptions],
        "track": _track(o, t),
    }


def _track(o: Outlook, t: float) -> list[list[Any]]:
    """Mean position every half hour up to the moment: [lon, lat, time]."""
    past = [k for k, when in enumerate(o.run.t) if when <= t][::3]
    means = [(float(o.run.lon[k].mean()), float(o.run.lat[k].mean())) for k in past]
    times = [clock(datetime.fromtimestamp(float(o.run.t[k]), UTC)) for k in past]
    return [[round(lon, 5), round(lat, 5), when] for (lon, lat), when in zip(means, times, strict=True)]
