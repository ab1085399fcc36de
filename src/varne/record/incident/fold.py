"""Events to a night, one after the other. Nothing here fails on what an event says: it becomes a problem or a refusal.

`fold` works on a draft of plain dictionaries and freezes it once; `advance` is a fold over one event. Time is the
recorded time of the events, never a clock.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from varne.record import events as ev
from varne.record.chain import EPOCH, Stored
from varne.record.incident import members, people
from varne.record.incident.decisions import answered, closing_confirmed, closing_requested, news, offered, reviewed, with_centre
from varne.record.incident.members import Members
from varne.record.incident.sentences import say
from varne.record.incident.state import (
    Accounting,
    AssetState,
    Boat,
    Broadcast,
    Decided,
    Night,
    Problem,
    Recorded,
    Said,
)
from varne.words import Words


@dataclass(slots=True)
class _Draft:
    """A night that is being written; the same fields as Night."""

    position: int = 0
    at: datetime = EPOCH
    reports: dict[str, Recorded] = field(default_factory=dict)
    boats: dict[str, Boat] = field(default_factory=dict)
    boat_of: dict[str, str] = field(default_factory=dict)
    broadcasts: dict[str, Broadcast] = field(default_factory=dict)
    assets: dict[str, AssetState] = field(default_factory=dict)
    acknowledged: dict[str, tuple[tuple[str, str, datetime], ...]] = field(default_factory=dict)
    not_assigned: list[Accounting] = field(default_factory=list)
    conflicts: list[ev.ConflictNoted] = field(default_factory=list)
    notes: list[tuple[datetime, ev.Note]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    decided: list[Decided] = field(default_factory=list)

    def problem(self, s: Stored, key: str, *, void: bool = False, **args: str) -> None:
        self.problems.append(Problem(s.seq, s.at, say(key, **args), void))


def fold(stored: Iterable[Stored], night: Night | None = None) -> Night:
    """The night that events make, after a night that was folded before.

    stored   events in log order, all after the night's position
    night    where to go on; an empty night when absent
    returns  a new Night; fold(a + b) == fold(b, fold(a))
    raises   ValueError when an event is not after the ones before it
    """
    draft = _thawed(night or Night())
    for s in stored:
        if s.seq <= draft.position:
            raise ValueError(f"event {s.seq} comes after event {draft.position}: give events once, in the order of the log")
        draft.position, draft.at = s.seq, max(draft.at, s.at)
        _take(draft, s)
    return _frozen(draft)


def advance(night: Night, stored: Stored) -> Night:
    """The night after one more event."""
    return fold((stored,), night)


def objections(night: Night, seq: int) -> tuple[Words, ...]:
    """Why the event at a position had no effect; empty when it had.

    A request to close that only waits for a second role or the other centre has no objections. What is odd about an
    event that did have its effect, such as a report that is in two boats now, stands in night.problems only.
    """
    refusals = (r for b in night.boats.values() for r in b.refusals if r.seq == seq)
    void = tuple(p.words for p in night.problems if p.seq == seq and p.void)
    return void + tuple(w for r in refusals for w in r.why)


def _thawed(n: Night) -> _Draft:
    return _Draft(
        n.position,
        n.at,
        dict(n.reports),
        dict(n.boats),
        dict(n.boat_of),
        dict(n.broadcasts),
        dict(n.assets),
        dict(n.acknowledged),
        list(n.not_assigned),
        list(n.conflicts),
        list(n.notes),
        list(n.problems),
        list(n.decided),
    )


def _frozen(d: _Draft) -> Night:
    maps = (d.reports, d.boats, d.boat_of, d.broadcasts, d.assets, d.acknowledged)
    said = (tuple(d.not_assigned), tuple(d.conflicts), tuple(d.notes), tuple(d.problems), tuple(d.decided))
    return Night(d.position, d.at, *maps, *said)


def _take(d: _Draft, s: Stored) -> None:
    match s.event:
        case ev.Reported() as e:
            _reported(d, s, e)
        case ev.BoatOpened() as e:
            _opened(d, s, e)
        case ev.ReportsJudged() as e:
            _judged(d, s, e)
        case ev.DecisionWithdrawn() as e:
            _withdrawn(d, s, e)
        case ev.PeopleAccounted() as e:
            _accounted(d, s, e)
        case ev.BroadcastSent() as e:
            _broadcast(d, s, e)
        case ev.BroadcastAcknowledged() as e:
            _broadcast_acknowledged(d, s, e)
        case ev.Asset() as e:
            _known(d, s, e.boat)
            d.assets[e.asset] = AssetState(e.asset, e.status, s.at, e.centre, e.boat, e.lon, e.lat, e.text)
        case ev.AlarmAcknowledged() as e:
            d.acknowledged[e.alarm] = (*d.acknowledged.get(e.alarm, ()), (e.centre, e.role, s.at))
        case ev.ConflictNoted() as e:
            d.conflicts.append(e)
        case ev.Note() as e:
            _known(d, s, e.boat)
            d.notes.append((s.at, e))
        case _ as e:
            if boat := _known(d, s, e.boat, void=True):
                d.boats[boat.id] = _decided(d, s, e, boat)


def _decided(d: _Draft, s: Stored, event: ev.Event, boat: Boat) -> Boat:
    """A boat after a decision about it."""
    match event:
        case ev.ReportsJoined() as e:
            d.decided.append(Decided(s.id, s.seq, s.at, "joined", e.boat, e.reports, (), e.centre, e.role, e.reason, e.p))
            return _joined(d, s, boat, e.reports)
        case ev.ReportsSplit() as e:
            return _split(d, s, boat, e)
        case ev.BoatRenamed(name=name):
            return replace(boat, names=(*(n for n in boat.names if n != name), name))
        case ev.HandoverOffered() as e:
            return offered(s, e, boat)
        case ev.HandoverAccepted() as e:
            return answered(s, e, boat, "accepted")
        case ev.HandoverRefused() as e:
            return answered(s, e, boat, "refused")
        case ev.ClosingRequested() as e:
            return closing_requested(s, e, boat)
        case ev.ClosingConfirmed() as e:
            return closing_confirmed(s, e, boat)
        case ev.BoatReopened():
            return news(s, boat)
    return boat


def _known(d: _Draft, s: Stored, boat: str | None, *, void: bool = False) -> Boat | None:
    if boat is not None and boat not in d.boats:
        d.problem(s, "problem.boat_unknown", boat=boat, void=void)
    return d.boats.get(boat) if boat else None


# reports and boats


def _reported(d: _Draft, s: Stored, e: ev.Reported) -> None:
    ident = e.report.id
    if ident in d.reports:
        if d.reports[ident].report != e.report:
            d.problem(s, "problem.report_twice", report=ident, void=True)
        return
    d.reports[ident] = Recorded(e.report, s.seq, s.at, e.provenance)
    for boat in [b for b in d.boats.values() if ident in d.boat_of and ident in b.reports]:  # joined before it arrived
        d.boats[boat.id] = _weighed(d, s, news(s, boat))


def _opened(d: _Draft, s: Stored, e: ev.BoatOpened) -> None:
    boat = d.boats.get(e.boat)
    if boat is None:
        boat = Boat(e.boat, (e.name or e.boat,), s.at, (e.centre,), (e.centre,), (e.centre,), status_since=s.at)
    elif e.centre in boat.opened_by:
        d.problem(s, "problem.boat_opened_twice", boat=e.boat, centre=e.centre)
        boat = news(s, boat)
    else:  # opened on both sides: both hold it
        boat = replace(
            news(s, boat),
            opened_by=(*boat.opened_by, e.centre),
            holders=with_centre(boat.holders, e.centre),
            involved=with_centre(boat.involved, e.centre),
        )
    boat = replace(boat, names=boat.names if e.name in ("", *boat.names) else (*boat.names, e.name))
    d.boats[e.boat] = boat
    d.decided.append(Decided(s.id, s.seq, s.at, "opened", e.boat, e.reports, (), e.centre, e.role, e.reason))
    d.boats[e.boat] = _joined(d, s, boat, e.reports)


def _joined(d: _Draft, s: Stored, boat: Boat, ids: Iterable[str]) -> Boat:
    now, new = members.joined(Members(boat.reports, boat.split_off), ids)
    for ident in new:
        if ident not in d.reports:
            d.problem(s, "problem.report_unknown", report=ident)
        if ident in d.boat_of:
            d.problem(s, "problem.report_in_two_boats", report=ident, boat=boat.id, other=d.boat_of[ident])
        d.boat_of[ident] = boat.id
    return _with_members(d, s, boat, now) if new else boat


def _split(d: _Draft, s: Stored, boat: Boat, e: ev.ReportsSplit) -> Boat:
    now, gone = members.split(Members(boat.reports, boat.split_off), e.reports)
    for ident in dict.fromkeys(e.reports):
        if ident not in gone:
            d.problem(s, "problem.report_not_in_boat", report=ident, boat=boat.id, void=not gone)
    if not gone:
        return boat
    d.decided.append(Decided(s.id, s.seq, s.at, "split", boat.id, e.reports, (), e.centre, e.role, e.reason))
    others = {b.id: Members(b.reports) for b in d.boats.values() if b.id != boat.id}
    for ident in gone:
        del d.boat_of[ident]
        if other := members.holder(others, ident):
            d.boat_of[ident] = other
    return _with_members(d, s, boat, now)


def _with_members(d: _Draft, s: Stored, boat: Boat, now: Members) -> Boat:
    return _weighed(d, s, news(s, replace(boat, reports=now.reports, split_off=now.split_off)))


def _judged(d: _Draft, s: Stored, e: ev.ReportsJudged) -> None:
    """A verdict moves no report; it is news for a closed boat that it speaks of."""
    d.decided.append(Decided(s.id, s.seq, s.at, e.verdict, None, e.one, e.other, e.centre, e.role, e.reason, e.p))
    named = (*e.one, *e.other)
    for ident in named:
        if ident not in d.reports:
            d.problem(s, "problem.report_unknown", report=ident)
    for boat in [b for b in d.boats.values() if set(named) & set(b.reports)]:
        d.boats[boat.id] = news(s, boat)


def _withdrawn(d: _Draft, s: Stored, e: ev.DecisionWithdrawn) -> None:
    """As if the decision had not been made: its moves and its oddities go, all that was decided since stays.

    What it had opened again stays open: only evidence and two people close a boat.
    """
    decision = next((x for x in d.decided if x.id == e.decision and x.kind != "opened"), None)
    if decision is None:
        d.problem(s, "problem.decision_unknown", decision=e.decision[:12], void=True)
        return
    d.decided.remove(decision)
    d.problems = [p for p in d.problems if p.seq != decision.seq]
    now, d.boat_of = members.replayed(d.decided)
    for boat in list(d.boats.values()):
        if now[boat.id] != Members(boat.reports, boat.split_off):
            d.boats[boat.id] = _with_members(d, s, boat, now[boat.id])


def _weighed(d: _Draft, s: Stored, boat: Boat) -> Boat:
    """The boat with everything that follows from its reports and its ledger."""
    own = [d.reports[r] for r in boat.reports if r in d.reports and d.reports[r].report.channel != "search"]
    last = max(own, key=lambda r: (r.heard, r.seq), default=None)
    said = (r.report for r in own)
    counts = tuple(Said(r.id, r.source, r.channel, r.when, r.people) for r in said if r.people)
    accounted = people.by_outcome(boat.ledger)
    aboard, settled = people.hull(counts), people.settled(accounted)
    weighed = replace(
        boat,
        counts=counts,
        people=aboard,
        accounted=accounted,
        settled=settled,
        unaccounted=people.less(aboard, settled),
        last_report=last.report.id if last else None,
        last_report_at=last.heard if last else None,
    )
    return reviewed(s, weighed)


def _accounted(d: _Draft, s: Stored, e: ev.PeopleAccounted) -> None:
    entry = Accounting(s.seq, s.at, e.count, e.outcome, e.evidence, e.centre, e.role, e.report)
    if e.report is not None and e.report not in d.reports:
        d.problem(s, "problem.report_unknown", report=e.report)
    if boat := _known(d, s, e.boat):
        boat = replace(boat, ledger=(*boat.ledger, entry))
        if e.outcome in people.STILL_OUT:
            boat = news(s, boat)
        d.boats[boat.id] = _weighed(d, s, boat)
    else:
        d.not_assigned.append(entry)


# broadcasts


def _broadcast(d: _Draft, s: Stored, e: ev.BroadcastSent) -> None:
    if boat := _known(d, s, e.boat):
        d.boats[boat.id] = news(s, boat)  # nobody calls all ships for a boat that is safe
    if e.broadcast in d.broadcasts:
        d.problem(s, "problem.broadcast_twice", broadcast=e.broadcast, void=True)
        return
    d.broadcasts[e.broadcast] = Broadcast(e.broadcast, e.boat, e.centre, e.text, s.at, e.acknowledge_by)


def _broadcast_acknowledged(d: _Draft, s: Stored, e: ev.BroadcastAcknowledged) -> None:
    sent = d.broadcasts.get(e.broadcast)
    if sent is None:
        d.problem(s, "problem.broadcast_unknown", broadcast=e.broadcast, void=True)
        return
    d.broadcasts[e.broadcast] = replace(sent, acknowledged=(*sent.acknowledged, (e.by, s.at)))
