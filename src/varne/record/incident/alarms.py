"""What needs somebody's attention now. An alarm lasts as long as its cause; acknowledging it only says who has seen it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise

from varne.fusion.report import Report
from varne.record.incident.alarm import Alarm, Rules, attended, in_order
from varne.record.incident.due import late, overdue, watch_end
from varne.record.incident.sentences import clock, say
from varne.record.incident.state import Boat, Night, Recorded
from varne.sea import coast


def alarms(night: Night, now: datetime, rules: Rules | None = None) -> tuple[Alarm, ...]:
    """Every alarm that stands at a time, with whose it is and who has seen it: those that wait for somebody first.

    night    as folded up to now
    now      aware
    """
    rules = rules or Rules()
    found = [alarm for boat in night.boats.values() if boat.status == "open" for alarm in _boat(night, boat, now, rules)]
    found += [alarm for boat in night.boats.values() if boat.status == "open" for alarm in _crossing(night, boat)]
    found += _broadcasts(night, now)
    found += [*late(night, now, rules), *watch_end(night, now, rules)]
    found += [*_contradictions(night), *_forks(night)]
    found += [a for r in night.unassigned for a in _unanswered(night.reports[r], now, rules)]
    return tuple(sorted((attended(night, a) for a in found), key=in_order))


def _boat(night: Night, boat: Boat, now: datetime, rules: Rules) -> Iterator[Alarm]:
    yield from _silence(boat, now, rules)
    yield from overdue(night, boat, now, rules)
    yield from _handover(boat, now, rules)
    if boat.closing and boat.closing.state == "refused":
        words = say("alarm.closing_refused", boat=boat.name, centre=boat.closing.centre)
        key = f"closing-refused/{boat.id}/{boat.closing.id[:12]}"
        yield Alarm(key, "closing_refused", boat.id, boat.closing.since, words)


def _silence(boat: Boat, now: datetime, rules: Rules) -> Iterator[Alarm]:
    heard = boat.last_report_at or boat.opened_at
    since = heard + timedelta(seconds=rules.silence)
    if now >= since:
        words = say("alarm.silence", boat=boat.name, minutes=_minutes(now - heard))
        yield Alarm(f"silence/{boat.id}/{boat.last_report or 'opened'}", "silence", boat.id, since, words)


def _handover(boat: Boat, now: datetime, rules: Rules) -> Iterator[Alarm]:
    offer = boat.handover
    if offer is None:
        return
    state, tail = offer.state(now), f"{boat.id}/{offer.id[:12]}"
    since = offer.offered_at + timedelta(seconds=rules.handover)
    if state == "expired":
        time = clock(offer.expires)
        words = say("alarm.handover_expired", boat=boat.name, taker=offer.taker, time=time, giver=offer.giver)
        yield Alarm(f"handover-expired/{tail}", "handover_expired", boat.id, offer.expires, words)
    elif state == "offered" and now >= since:
        waited = _minutes(now - offer.offered_at)
        words = say("alarm.handover_pending", boat=boat.name, taker=offer.taker, giver=offer.giver, minutes=waited)
        yield Alarm(f"handover-pending/{tail}", "handover_pending", boat.id, since, words)
    if offer.crosses and offer.answer is None:
        words = say("alarm.offers_crossed", boat=boat.name, giver=offer.giver, taker=offer.taker)
        yield Alarm(f"offers-crossed/{tail}", "offers_crossed", boat.id, offer.offered_at, words)


def _crossing(night: Night, boat: Boat) -> Iterator[Alarm]:
    """Its positions lie on the other side of the line than before: who holds it must be settled, by the two centres.

    It stands however many positions follow on that side, until it is back or a centre has accepted the boat.
    """
    sided = [(r.id, coast.side(r.lon, r.lat)) for r in placed(night, boat) if r.lon is not None and r.lat is not None]
    sided = [(name, side) for name, side in sided if side]
    crossed = [(name, side) for (_, was), (name, side) in pairwise(sided) if side != was]
    if crossed and not boat.accepted_since(night.reports[crossed[-1][0]].act.order):
        name, side = crossed[-1]
        words = say("alarm.boundary_crossed", boat=boat.name, side=str(side), holders=", ".join(boat.holders))
        yield Alarm(f"boundary/{boat.id}/{name}", "boundary_crossed", boat.id, night.reports[name].heard, words)


def placed(night: Night, boat: Boat) -> list[Report]:
    """Its reports with a position, the oldest first; what rescuers said of theirs is none of its own."""
    told = (night.reports[r].report for r in boat.reports if r in night.reports)
    return sorted((r for r in told if r.has_position and r.channel not in ("rescue", "search")), key=lambda r: (r.when, r.id))


def _broadcasts(night: Night, now: datetime) -> Iterator[Alarm]:
    for b in night.broadcasts.values():
        boat = night.boats.get(b.boat)
        if b.acknowledged or now < b.acknowledge_by or (boat and boat.status == "closed"):
            continue
        name, time = boat.name if boat else b.boat, clock(b.acknowledge_by)
        words = say("alarm.broadcast_unacknowledged", boat=name, time=time)
        owners = boat.holders if boat else (b.centre,)
        yield Alarm(f"broadcast/{b.id}", "broadcast_unacknowledged", b.boat, b.acknowledge_by, words, owners)


def _contradictions(night: Night) -> Iterator[Alarm]:
    for c in night.contradictions:
        subject = c.whose
        boat = night.boats.get(subject)
        words = say("alarm.contradiction", subject=boat.name if boat else subject, field=c.field)
        key = f"contradiction/{c.key}/{c.sides[0].id[:12]}/{c.sides[-1].id[:12]}"
        whose = boat.id if boat else night.boat_of.get(subject)
        owners = () if whose else tuple(dict.fromkeys(v.centre for v in c.sides))
        yield Alarm(key, "contradiction", whose, c.since, words, owners)


def _forks(night: Night) -> Iterator[Alarm]:
    for fork in {(f.chain, f.number): f for f in reversed(night.forks)}.values():
        words = say("alarm.fork", chain=fork.chain, n=fork.number)
        yield Alarm(f"fork/{fork.chain}/{fork.number}", "fork", None, fork.at, words)


def _unanswered(recorded: Recorded, now: datetime, rules: Rules) -> Iterator[Alarm]:
    report, heard = recorded.report, recorded.heard
    since = heard + timedelta(seconds=rules.unanswered)
    if report.channel in ("missed_call", "pin") and now >= since:
        words = say(f"alarm.unanswered_{report.channel}", time=clock(heard), minutes=_minutes(now - heard))
        owners = (recorded.act.centre,) if recorded.act.centre else ()
        yield Alarm(f"unanswered/{report.id}", "unanswered", None, since, words, owners)


def _minutes(waited: timedelta) -> int:
    return int(waited.total_seconds() // 60)
