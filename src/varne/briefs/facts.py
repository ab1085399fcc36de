"""What is known of one boat, as lines of words: SITREP and watch sheet say the same things in the same words."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from varne.briefs.places import around
from varne.briefs.speech import Speech, zulu
from varne.fusion.report import Count, Report
from varne.geodesy import NM
from varne.picture.alarms import alarms
from varne.picture.known import Known, named, proposed_of
from varne.picture.searched import searches_of
from varne.picture.tasking import Standing, demand, standings
from varne.picture.tasking import told as places
from varne.positions import format_position
from varne.readers.scrub import scrubbed
from varne.record.events import PlanAccepted
from varne.record.incident import Boat, Handover, Night, Withheld
from varne.sea import marks

RESCUES = ("rescue", "search")
_STATES = {"landed": "stranded"}
"""What lies on a shore is not said to have landed: nobody has said that its people are safe."""


def called(night: Night) -> dict[str, str]:
    """Boat ids with what the boats are called."""
    return {b.id: b.name for b in night.boats.values()}


def told(b: Boat, known: Known) -> list[Report]:
    """Its reports, the oldest first."""
    found = (known.night.reports[r].report for r in b.reports if r in known.night.reports)
    return sorted(found, key=lambda r: (r.when, r.id))


def position(b: Boat, known: Known, sp: Speech, hours: Iterable[float]) -> Iterator[str]:
    """The last reported position, and where it is now and will be in some hours, by forecast."""
    placed = [r for r in told(b, known) if r.has_position and r.channel not in RESCUES]
    if placed and (last := placed[-1]) and last.lon is not None and last.lat is not None:
        key = "brief.position.last" if last.ellipse_m else "brief.position.last_bare"
        error = round(last.ellipse_m[0]) if last.ellipse_m else 0
        where = format_position(last.lon, last.lat, "radio")
        yield sp.t(key, position=where, time=zulu(last.when, known.now), channel=last.channel, error=error)
    unread = [r for r in told(b, known) if r.position_text and not r.has_position]
    for r in unread:
        yield sp.t("brief.position.unread", text=scrubbed(r.position_text or ""), time=zulu(r.when, known.now))
    if not placed and not unread:
        yield sp.t("brief.position.none")
    yield from _forecast(b, known, sp, hours)


def _forecast(b: Boat, known: Known, sp: Speech, hours: Iterable[float]) -> Iterator[str]:
    o = known.outlooks.get(b.id)
    if o is None:
        if b.status == "open":
            yield sp.t("brief.forecast.pending" if b.id in known.pending else "brief.forecast.none")
        return
    for h in (0.0, *hours):
        when = known.now + timedelta(hours=h)
        if there := around(o, when):
            where, radius = format_position(there.lon, there.lat, "radio"), round(there.radius / NM, 1)
            key = "brief.forecast.later" if h else "brief.forecast.now" if there.side else "brief.forecast.now_bare"
            yield sp.t(key, position=where, radius=radius, time=zulu(when, known.now), side=there.side)
            if not h and (off := marks.off(there.lon, there.lat)):
                miles = round(off.metres / NM, 1)
                yield sp.t(f"off.{off.mark.kind}", nm=miles, bearing=f"{off.degrees:03d}°", name=off.mark.name)
        elif h:
            yield sp.t("brief.forecast.beyond", time=zulu(when, known.now))
        else:
            yield sp.t("brief.forecast.ended")
            return


def situation(b: Boat, known: Known, sp: Speech) -> Iterator[str]:
    """Since when it is open, how it was last said to be, what its states are by all reports, when it was last heard of."""
    yield sp.t("brief.open", time=zulu(b.opened_at, known.now), centre=", ".join(b.opened_by))
    if b.status == "closed":
        yield sp.t("brief.closed", time=zulu(b.status_since, known.now))
    said = [r for r in told(b, known) if r.condition != "unknown" and r.channel not in RESCUES]
    if said:
        yield sp.t("brief.condition", condition=said[-1].condition, time=zulu(said[-1].when, known.now), source=said[-1].source)
    if o := known.outlooks.get(b.id):
        shares = sorted(o.states(known.now.timestamp()).items(), key=lambda s: -s[1])
        states = ", ".join(f"{sp.word('state', _STATES.get(k, k))} {round(100 * p)}\u00a0%" for k, p in shares if p >= 0.005)
        yield sp.t("brief.states", states=states)
    heard = b.last_report_at or b.opened_at
    yield sp.t("brief.heard", time=zulu(heard, known.now), minutes=int((known.now - heard).total_seconds() // 60))


def people(b: Boat, known: Known, sp: Speech) -> Iterator[str]:
    """How many are aboard and who said so, how many are in the water, what became of whom, and who is unaccounted for."""
    if b.people is None:
        yield sp.t("brief.people.unknown")
    else:
        yield sp.t("brief.people.aboard", people=amount(b.people, sp))
        for s in b.counts:
            yield sp.t(
                "brief.people.said", people=amount(s.count, sp), source=s.source, channel=s.channel, time=zulu(s.at, known.now)
            )
    if water := [r for r in told(b, known) if r.in_water]:
        count = water[-1].in_water
        yield sp.t("brief.people.in_water", people=amount(count, sp) if count else "", time=zulu(water[-1].when, known.now))
    for entry in b.ledger:
        yield sp.t(
            "brief.people.accounted", outcome=entry.outcome, people=amount(entry.count, sp), time=zulu(entry.at, known.now),
            centre=entry.centre, evidence=scrubbed(entry.evidence),
        )  # fmt: skip
    if b.unaccounted is not None:
        yield sp.t("brief.people.unaccounted", people=amount(b.unaccounted, sp))


def amount(c: Count, sp: Speech) -> str:
    """A count in words: one number, or a range with what is likely."""
    if c.min == c.max:
        return str(c.min)
    return sp.t("brief.amount", min=c.min, max=c.max, likely=c.likely)


def holders(b: Boat, known: Known, sp: Speech) -> Iterator[str]:
    """Who holds it, and where the hand-over stands that was offered last."""
    yield sp.t("brief.held", centres=sp.centres(b.holders)) if b.status == "open" else sp.t("brief.held_closed")
    if b.handover:
        yield handed(b.handover, known, sp)


def handed(h: Handover, known: Known, sp: Speech) -> str:
    """Where an offer of a boat stands."""
    return sp.t(f"handover.{h.state(known.now)}", giver=h.giver, taker=h.taker, expires=zulu(h.expires, known.now))


def units(b: Boat, known: Known, sp: Speech) -> Iterator[str]:
    """What units do for it, by what was last said of each."""
    for a in known.night.assets.values():
        if a.boat == b.id:
            said = f" ({scrubbed(a.text)})" if a.text else ""
            yield sp.t("brief.unit", asset=a.asset, status=a.status, time=zulu(a.since, known.now), text=said)


def tasked(b: Boat, known: Known, sp: Speech) -> Iterator[str]:
    """What is kept back from it, by whom and why, when it could be there; whether what was sent has room for everybody."""
    found = standings(known, b.id)
    for s in found:
        if s.withheld:
            yield sp.t("brief.withheld", **kept(s.withheld, known), **_could(s, known, sp))
    yield from (sp.say(w) for w in places(b, demand(b, found, known)))


def kept(w: Withheld, known: Known) -> dict[str, str]:
    """A decision to keep an asset back, as the places of a sentence."""
    who = {"asset": w.asset, "centre": w.centre, "role": w.role, "time": zulu(w.since, known.now)}
    return who | {"reason": scrubbed(w.reason)}


def _could(s: Standing, known: Known, sp: Speech) -> dict[str, str]:
    at = zulu(s.reach.at, known.now) if s.reach else sp.t("unknown")
    return {"free": sp.t("unknown") if s.free is None else str(s.free), "at": at}


def broadcasts(b: Boat, known: Known, sp: Speech) -> Iterator[str]:
    """What was broadcast for it, and who has acknowledged; "nobody" is said."""
    for sent in known.night.broadcasts.values():
        if sent.boat == b.id:
            who = ", ".join(f"{name} {zulu(at, known.now)}" for name, at in sent.acknowledged)
            key = "brief.broadcast.acknowledged" if who else "brief.broadcast.silent"
            yield sp.t(key, time=zulu(sent.sent_at, known.now), centre=sent.centre, text=scrubbed(sent.text), by=who)


def searches(b: Boat, known: Known, sp: Speech) -> Iterator[str]:
    """Plans that were taken and searches that found nothing."""
    for s in searches_of(b.id, known.night):
        for track in s.event.tracks:
            times = [at for _, _, at in track.points]
            key = "brief.search.plan" if isinstance(s.event, PlanAccepted) else "brief.search.vain"
            pattern = track.pattern or sp.t("unknown")
            yield sp.t(
                key,
                asset=track.asset,
                pattern=pattern,
                time=zulu(times[0], known.now),
                until=zulu(times[-1], known.now),
                centre=s.event.centre,
            )
    found = known.searched.get(b.id)
    if found and found.left and found.left.cumulative:
        yield sp.t("brief.search.left", p=round(100 * found.left.cumulative[-1]))


def planned(b: Boat, known: Known, sp: Speech) -> Iterator[str]:
    """What is to come: searches that go on, an answer that is due, a closing that waits."""
    for s in searches_of(b.id, known.night):
        for track in s.event.tracks if isinstance(s.event, PlanAccepted) else ():
            if (end := track.points[-1][2]) > known.now:
                yield sp.t("brief.plan.search", asset=track.asset, until=zulu(end, known.now))
    if b.handover and b.handover.state(known.now) == "offered":
        yield sp.t("brief.plan.answer", taker=b.handover.taker, expires=zulu(b.handover.expires, known.now))
    if b.closing and b.closing.state == "waiting":
        yield sp.t("brief.plan.closing", why=sp.joined(b.closing.why))


def alarming(b: Boat | None, known: Known, sp: Speech) -> Iterator[str]:
    """Alarms of a boat, or all alarms, those that wait for somebody first; whose each is, and who deals with it."""
    for a in alarms(known):
        if b is None or a.boat == b.id:
            what = {"time": zulu(a.since, known.now), "text": sp.say(a.words)}
            whose = sp.centres(a.owners) if a.owners else sp.t("alarms.every_centre")
            if by := a.taken or next(iter(a.acknowledged), None):
                key = "taken" if a.taken else "unseen_by_owner" if a.waits else "seen"
                at = zulu(by.at, known.now)
                yield sp.t(f"brief.alarm.{key}", **what, owner=whose, centre=by.centre, role=by.role, at=at)
            else:
                yield sp.t("brief.alarm.unseen", **what, owner=whose)


def open_questions(b: Boat, known: Known, sp: Speech) -> Iterator[str]:
    """What is not known of it, or not decided: other boats it may be, recoveries that may be it, contradictions, refusals."""
    night = known.night
    mine = {p.id for p in proposed_of(b.reports, known.proposal)}
    boats = {p.id: p for p in known.proposal.boats}
    for link in known.proposal.links:
        others = [boats[x] for x in (link.a, link.b) if x not in mine]
        if len(others) == 1 and (name := named(others[0], night)) != b.id:
            other = night.boats[name].name if name in night.boats else name.removeprefix("boat:")
            yield sp.t("brief.open.same", name=other, p=round(100 * link.p))
    for rescue in known.rescues:
        for c in rescue.candidates:
            if c.boat in mine and c.p >= 0.01:
                against = sp.joined(c.conflicts)
                key = "brief.open.recovery_against" if against else "brief.open.recovery"
                yield sp.t(key, report=rescue.report, p=round(100 * c.p), against=against)
    for key in b.contested:
        yield sp.t("brief.open.contested", field=key)
    for refusal in b.refusals:
        why = sp.joined(refusal.why)
        yield sp.t(f"brief.refused.{refusal.what}", time=zulu(refusal.at, known.now), centre=refusal.centre, why=why)
