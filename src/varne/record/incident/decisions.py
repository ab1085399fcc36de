"""What officers decide about a boat: hand it over, answer, ask to close it, confirm, reopen.

Each function takes a boat and an event and returns the boat after it. A decision that does not count changes nothing but
the list of refusals. Whoever holds a boat goes on holding it until somebody else has said that they do.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Literal

from varne.record import events as ev
from varne.record.chain import Stored
from varne.record.incident.closing import is_second, judged, objections
from varne.record.incident.sentences import clock, say
from varne.record.incident.state import Boat, Closing, Handover, Refusal
from varne.words import Words


def news(s: Stored, boat: Boat) -> Boat:
    """Something new opens a closed boat, and a request that waits must be made again: whoever made it did not know."""
    closing = boat.closing
    if boat.status == "closed":
        undone = closing and replace(closing, state="undone", since=s.at)
        return replace(boat, status="open", status_since=s.at, closing=undone)
    if closing and closing.state == "waiting":
        why = (say("refused.closing.news"),)
        return _judged_against(s, boat, replace(closing, state="refused", since=s.at, why=why))
    return boat


def reviewed(s: Stored, boat: Boat) -> Boat:
    """A boat whose figures or centres changed: opened when what it was closed on no longer holds, a request judged anew."""
    closing = boat.closing
    if closing and boat.status == "closed" and objections(boat, closing):
        return news(s, boat)
    if closing and closing.state == "waiting":
        closing = judged(boat, closing, s.at)
        return _judged_against(s, boat, closing) if closing.state == "refused" else replace(boat, closing=closing)
    return boat


def _judged_against(s: Stored, boat: Boat, closing: Closing) -> Boat:
    refusal = Refusal(closing.seq, s.at, "closing", closing.centre, closing.role, closing.why)
    return replace(boat, closing=closing, refusals=(*boat.refusals, refusal))


# hand-over


def offered(s: Stored, e: ev.HandoverOffered, boat: Boat) -> Boat:
    """A holder offers the boat to another centre; a newer offer takes the place of an older one."""
    if boat.status == "closed":
        return _refuse(s, boat, "handover", e.giver, e.role, (say("refused.handover.closed", boat=boat.id),))
    if e.giver == e.taker:
        why = say("refused.handover.self", centre=e.giver, boat=boat.id)
        return _refuse(s, boat, "handover", e.giver, e.role, (why,))
    if e.giver not in boat.holders:
        why = say("refused.handover.not_holder", centre=e.giver, boat=boat.id)
        return _refuse(s, boat, "handover", e.giver, e.role, (why,))
    before = boat.handover
    crosses = bool(before and before.state(s.at) == "offered" and (before.giver, before.taker) == (e.taker, e.giver))
    offer = Handover(s.id, e.giver, e.taker, s.at, e.expires, crosses=crosses)
    return reviewed(s, replace(boat, handover=offer, involved=with_centre(boat.involved, e.taker)))


def answered(
    s: Stored, e: ev.HandoverAccepted | ev.HandoverRefused, boat: Boat, answer: Literal["accepted", "refused"]
) -> Boat:
    """The taker answers the offer. An acceptance after its time is refused: the giver has it, and acts on that."""
    offer = boat.handover
    if offer is None or offer.answer or offer.taker != e.centre or boat.status == "closed":
        why = say("refused.handover.none", boat=boat.id, centre=e.centre)
        return _refuse(s, boat, "handover", e.centre, e.role, (why,))
    if offer.state(s.at) == "expired" and answer == "accepted":
        why = say("refused.handover.expired", time=clock(offer.expires), giver=offer.giver, boat=boat.id)
        return _refuse(s, boat, "handover", e.centre, e.role, (why,))
    reason = e.reason if isinstance(e, ev.HandoverRefused) else ""
    settled = replace(offer, answer=answer, answered_at=s.at, reason=reason)
    if answer == "refused":
        return replace(boat, handover=settled)
    holders = with_centre((h for h in boat.holders if h != offer.giver), offer.taker)
    return replace(boat, handover=settled, holders=holders)


# closing


def closing_requested(s: Stored, e: ev.ClosingRequested, boat: Boat) -> Boat:
    """A request to close, judged at once; a newer one takes the place of an older one."""
    if boat.status == "closed":
        return _refuse(s, boat, "closing", e.centre, e.role, (say("refused.closing.closed"),))
    closing = judged(boat, Closing(s.seq, s.id, s.at, s.at, e.centre, e.role, e.evidence, e.grounds), s.at)
    return _settled(s, boat, closing, e.centre, e.role)


def closing_confirmed(s: Stored, e: ev.ClosingConfirmed, boat: Boat) -> Boat:
    """Agreement to the request that waits, judged on what the record holds now."""
    closing = boat.closing
    if boat.status == "closed":
        return _refuse(s, boat, "closing", e.centre, e.role, (say("refused.closing.closed"),))
    if closing is None or closing.state != "waiting":
        return _refuse(s, boat, "closing", e.centre, e.role, (say("refused.closing.no_request"),))
    if e.centre == closing.centre and not is_second(closing, e.role):
        return _refuse(s, boat, "closing", e.centre, e.role, (say("refused.closing.same_role", role=e.role),))
    closing = judged(boat, replace(closing, confirmed=(*closing.confirmed, (e.centre, e.role))), s.at)
    return _settled(s, boat, closing, e.centre, e.role)


def _settled(s: Stored, boat: Boat, closing: Closing, centre: str, role: str) -> Boat:
    boat = replace(boat, closing=closing)
    if closing.state == "done":
        return replace(boat, status="closed", status_since=s.at)
    return _refuse(s, boat, "closing", centre, role, closing.why) if closing.state == "refused" else boat


def _refuse(
    s: Stored, boat: Boat, what: Literal["closing", "handover"], centre: str, role: str, why: tuple[Words, ...]
) -> Boat:
    return replace(boat, refusals=(*boat.refusals, Refusal(s.seq, s.at, what, centre, role, why)))


def with_centre(centres: Iterable[str], centre: str) -> tuple[str, ...]:
    """Centres and one more, each once, in order of their names."""
    return tuple(sorted({*centres, centre}))
