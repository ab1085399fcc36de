"""Events to a night, one after the other. Nothing here fails on what an event says: it becomes a problem or a refusal.

`fold` works on a draft of plain dictionaries and freezes it once; `advance` is a fold over one event. Time is the
recorded time of the events, never a clock. The events of all chains come in one order (`apart.order`), so that two nodes which
hold the same events have the same night, however these arrived; `record.history` puts late ones in their place.
"""

from collections.abc import Iterable
from dataclasses import replace

from varne.record import events as ev
from varne.record.chain import Stored
from varne.record.incident import assets, evidence, settling
from varne.record.incident.apart import order
from varne.record.incident.decisions import (
    answerable,
    answered,
    closing_confirmed,
    closing_requested,
    crossed,
    news,
    offered,
    unheard,
    unseen,
)
from varne.record.incident.draft import Draft, frozen, thawed
from varne.record.incident.state import Attended, Boat, Broadcast, Decided, Fork, Night, Searching
from varne.words import Words


def fold(stored: Iterable[Stored], night: Night | None = None) -> Night:
    """The night that events make, after a night that was folded before.

    stored   events in the order of all chains (`apart.order`), all after the night's last
    night    where to go on; an empty night when absent
    returns  a new Night; fold(a + b) == fold(b, fold(a))
    raises   ValueError when an event is not after the ones before it
    """
    draft = thawed(night or Night())
    for s in stored:
        if draft.position and order(s) <= draft.last:
            raise ValueError(
                f"event {s.seq} of {s.chain!r} comes after {draft.last}: give events once, in the order of the log"
            )
        draft.position, draft.at, draft.last = draft.position + 1, max(draft.at, s.at), order(s)
        _take(draft, s)
    return frozen(draft)


def advance(night: Night, stored: Stored) -> Night:
    """The night after one more event."""
    return fold((stored,), night)


def objections(night: Night, event: str) -> tuple[Words, ...]:
    """Why an event had no effect, by its id; empty when it had.

    A request to close that only waits for a second role or the other centre has no objections. What is odd about an
    event that did have its effect, such as a report that is in two boats now, stands in night.problems only.
    """
    refusals = (r for b in night.boats.values() for r in b.refusals if r.id == event)
    void = tuple(p.words for p in night.problems if p.id == event and p.void)
    return void + tuple(w for r in refusals for w in r.why)


def _take(d: Draft, s: Stored) -> None:
    match s.event:
        case ev.Reported() as e:
            evidence.reported(d, s, e)
        case ev.BoatOpened() as e:
            evidence.opened(d, s, e)
        case ev.ReportsJudged() as e:
            evidence.judged(d, s, e)
        case ev.DecisionWithdrawn() as e:
            evidence.withdrawn(d, s, e)
        case ev.PeopleAccounted() as e:
            evidence.accounted(d, s, e)
        case ev.ConflictSettled() as e:
            settling.conflict_settled(d, s, e)
        case ev.BroadcastSent() as e:
            _broadcast(d, s, e)
        case ev.BroadcastAcknowledged() as e:
            _broadcast_acknowledged(d, s, e)
        case ev.Asset() as e:
            assets.said(d, s, e)
        case ev.AssetWithheld() as e:
            assets.withheld(d, s, e)
        case ev.AssetReleased() as e:
            assets.released(d, s, e)
        case ev.AlarmAcknowledged() as e:
            d.acknowledged[e.alarm] = (*d.acknowledged.get(e.alarm, ()), Attended(e.centre, e.role, s.at, e.reason, order(s)))
        case ev.AlarmTaken() as e:
            d.taken[e.alarm] = (*d.taken.get(e.alarm, ()), Attended(e.centre, e.role, s.at, e.reason, order(s)))
        case ev.ConflictNoted() as e:
            d.conflicts.append(e)
        case ev.Note() as e:
            d.known(s, e.boat)
            d.notes.append((s.at, e))
        case ev.ForkFound() as e:
            d.forks.append(Fork(s.id, s.at, e.chain, e.number))
        case ev.ReadinessIssued():
            pass  # about days to come, not about a boat
        case ev.NumberKept() | ev.SealedRead():
            pass  # for calling back, and who did; nothing about the night
        case ev.BodyErased() | ev.Erased() | ev.NotUnderstood() | ev.HeadWitnessed():
            pass  # what the nodes write about the record itself; an erased event has nothing left to say
        case _ as e:
            if boat := d.known(s, e.boat, void=True):
                _decided(d, s, e, boat)


def _decided(d: Draft, s: Stored, event: ev.Event, boat: Boat) -> None:
    """A decision about a boat that is in the record."""
    match event:
        case ev.ReportsJoined() as e:
            d.decided.append(Decided(s.id, s.seq, s.at, "joined", e.boat, e.reports, (), e.centre, e.role, e.reason, e.p))
            evidence.joined(d, s, e.boat, e.reports)
        case ev.ReportsSplit() as e:
            evidence.taken_out(d, s, e)
        case ev.BoatRenamed(name=name):
            evidence.renamed(d, s, boat.id, name)
            d.put(s, f"name/{boat.id}", name)
        case ev.HandoverOffered() as e:
            d.keep(s, offered(s, e, boat))
            if e.giver not in boat.holders and (taken := unheard(s, boat, e)):
                d.contest(s, f"handover/{boat.id}", (taken,), (boat.id,))
        case ev.HandoverAccepted() as e:
            _accepted(d, s, e, boat)
        case ev.HandoverRefused() as e:
            d.keep(s, answered(s, e, boat, "refused"))
        case ev.ClosingRequested() as e:
            d.keep(s, closing_requested(s, e, boat))
        case ev.ClosingConfirmed() as e:
            d.keep(s, closing_confirmed(s, e, boat))
            d.contest(s, f"closing/{boat.id}", unseen(s, boat), (boat.id,))
        case ev.BoatReopened():
            d.keep(s, news(s, boat))
        case ev.PlanAccepted() | ev.SearchedInVain() as e:
            d.searches.append(Searching(s.id, s.seq, s.at, e))


def _accepted(d: Draft, s: Stored, e: ev.HandoverAccepted, boat: Boat) -> None:
    """Both hold a boat whose giver did something else with it meanwhile, until somebody has looked at it."""
    offer = answerable(s, e, boat)
    after = answered(s, e, boat, "accepted")
    d.keep(s, after)
    if offer and after.refusals == boat.refusals and (instead := crossed(boat, offer)):
        d.contest(s, f"handover/{boat.id}", (instead,), (boat.id,))


# broadcasts


def _broadcast(d: Draft, s: Stored, e: ev.BroadcastSent) -> None:
    if boat := d.known(s, e.boat):
        d.keep(s, news(s, boat))  # nobody calls all ships for a boat that is safe
    if e.broadcast in d.broadcasts:
        d.problem(s, "problem.broadcast_twice", broadcast=e.broadcast, void=True)
        return
    d.broadcasts[e.broadcast] = Broadcast(e.broadcast, e.boat, e.centre, e.text, s.at, e.acknowledge_by)


def _broadcast_acknowledged(d: Draft, s: Stored, e: ev.BroadcastAcknowledged) -> None:
    sent = d.broadcasts.get(e.broadcast)
    if sent is None:
        d.problem(s, "problem.broadcast_unknown", broadcast=e.broadcast, void=True)
        return
    d.broadcasts[e.broadcast] = replace(sent, acknowledged=(*sent.acknowledged, (e.by, s.at)))
