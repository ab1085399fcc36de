"""What officers decide about a boat: hand it over, answer, ask to close it, confirm, reopen.

Each function takes a boat and an event and returns the boat after it. A decision that does not count changes nothing but
the list of refusals. Whoever holds a boat goes on holding it until somebody else has said that they do. A decision made while
the other side could not be heard counts by what its maker had seen; where both acted, both go on holding, and it is said.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Literal

from varne.record import events as ev
from varne.record.chain import Stored
from varne.record.incident.apart import Setting, knew, setting
from varne.record.incident.closing import judged, not_second, objections
from varne.record.incident.sentences import clock, say
from varne.record.incident.state import Boat, Closing, Handover, Refusal
from varne.words import Words

Answer = Literal["accepted", "refused"]


def news(s: Stored, boat: Boat) -> Boat:
    """Something new opens a closed boat, and a request that waits must be made again: whoever made it did not know."""
    boat = replace(boat, news={**boat.news, s.chain: setting(s)})
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
    refusal = Refusal(closing.id, s.at, "closing", closing.centre, closing.role, closing.why)
    return replace(boat, closing=closing, refusals=(*boat.refusals, refusal))


# hand-over


def offered(s: Stored, e: ev.HandoverOffered, boat: Boat) -> Boat:
    """A holder offers the boat to another centre; its newer offer takes the place of its older one."""
    if boat.status == "closed":
        return _refuse(s, boat, "handover", e.giver, e.role, (say("refused.handover.closed", boat=boat.id),))
    if e.giver == e.taker:
        why = say("refused.handover.self", centre=e.giver, boat=boat.id)
        return _refuse(s, boat, "handover", e.giver, e.role, (why,))
    if e.giver not in boat.holders and not unheard(s, boat, e):
        why = say("refused.handover.not_holder", centre=e.giver, boat=boat.id)
        return _refuse(s, boat, "handover", e.giver, e.role, (why,))
    standing = [o for o in boat.offers if o.lapsed is None and o.state(s.at) == "offered"]
    crosses = any((o.giver, o.taker) == (e.taker, e.giver) for o in standing)
    offer = Handover(s.id, e.giver, e.taker, s.at, e.expires, setting(s), crosses=crosses)
    offers = (*_lapsed(s, boat.offers, e.giver), offer)
    holders = with_centre(boat.holders, e.giver)
    return reviewed(s, replace(boat, offers=offers, holders=holders, involved=with_centre(boat.involved, e.taker)))


def unheard(s: Stored, boat: Boat, e: ev.HandoverOffered) -> Setting | None:
    """The acceptance of the giver's earlier offer, when the giver offers the boat to a third centre without having seen it."""
    taken = (o.answer_by for o in boat.offers if o.answer == "accepted" and o.giver == e.giver and o.taker != e.taker)
    return next((by for by in taken if by and not knew(s, by)), None)


def answered(s: Stored, e: ev.HandoverAccepted | ev.HandoverRefused, boat: Boat, answer: Answer) -> Boat:
    """The taker answers an offer. An acceptance after its time is refused: the giver has it, and acts on that."""
    offer = answerable(s, e, boat)
    if offer is None or boat.status == "closed":
        why = say("refused.handover.none", boat=boat.id, centre=e.centre)
        return _refuse(s, boat, "handover", e.centre, e.role, (why,))
    if offer.state(s.at) == "expired" and answer == "accepted":
        why = say("refused.handover.expired", time=clock(offer.expires), giver=offer.giver, boat=boat.id)
        return _refuse(s, boat, "handover", e.centre, e.role, (why,))
    reason = e.reason if isinstance(e, ev.HandoverRefused) else ""
    told = replace(offer, answer=answer, answered_at=s.at, reason=reason, answer_by=setting(s))
    offers = tuple(told if o.id == offer.id else o for o in boat.offers)
    if answer == "refused":
        return replace(boat, offers=offers)
    gone = () if crossed(boat, offer) else (offer.giver,)
    holders = with_centre((h for h in boat.holders if h not in gone), offer.taker)
    offers = _lapsed(s, _lapsed(s, offers, offer.taker), offer.giver, offer.taker)
    return replace(boat, offers=offers, holders=holders)


def answerable(s: Stored, e: ev.HandoverAccepted | ev.HandoverRefused, boat: Boat) -> Handover | None:
    """The offer that an event answers: the one it names, else the latest to this centre.

    Only one that its writer had seen, and had not seen replaced. The order of the clocks says nothing here: an acceptance that
    merely comes after an offer would take the boat from its giver and leave it with somebody who does not know.
    """
    mine = [o for o in boat.offers if o.taker == e.centre and (e.offer is None or e.offer == o.id) and knew(s, o.act)]
    mine = [o for o in mine if o.answer is None and not (o.lapsed and knew(s, o.lapsed))]
    return mine[-1] if mine else None


def crossed(boat: Boat, offer: Handover) -> Setting | None:
    """What the giver did in place of an offer that is now answered by somebody who had not seen it; then the giver holds on.

    A newer offer to the same taker is no such thing: both want the same.
    """
    again = any(o.id == offer.lapsed.id and o.taker == offer.taker for o in boat.offers) if offer.lapsed else True
    return None if again else offer.lapsed


def _lapsed(s: Stored, offers: tuple[Handover, ...], giver: str, taker: str | None = None) -> tuple[Handover, ...]:
    """Offers after an act that takes the place of those of a giver, to one taker or to anybody, that nobody has answered."""
    over = [o.giver == giver and taker in (None, o.taker) and o.answer is None and o.lapsed is None for o in offers]
    return tuple(replace(o, lapsed=setting(s)) if gone else o for o, gone in zip(offers, over, strict=True))


# closing


def closing_requested(s: Stored, e: ev.ClosingRequested, boat: Boat) -> Boat:
    """A request to close, judged at once; a newer one takes the place of an older one."""
    if boat.status == "closed":
        return _refuse(s, boat, "closing", e.centre, e.role, (say("refused.closing.closed"),))
    asked = Closing(s.id, s.at, s.at, e.centre, e.role, e.evidence, e.grounds, e.actor, acts=(setting(s),))
    return _settled(s, boat, _judged(s, boat, asked), e.centre, e.role)


def closing_confirmed(s: Stored, e: ev.ClosingConfirmed, boat: Boat) -> Boat:
    """Agreement to the request that waits, judged on what the record holds now."""
    closing = boat.closing
    if boat.status == "closed":
        return _refuse(s, boat, "closing", e.centre, e.role, (say("refused.closing.closed"),))
    if closing is None or closing.state != "waiting" or not knew(s, closing.acts[0]):
        return _refuse(s, boat, "closing", e.centre, e.role, (say("refused.closing.no_request"),))
    if e.centre == closing.centre and (why := not_second(closing, e.centre, e.role, e.actor)):
        return _refuse(s, boat, "closing", e.centre, e.role, (why,))
    confirmed, acts = (*closing.confirmed, (e.centre, e.role, e.actor)), (*closing.acts, setting(s))
    closing = _judged(s, boat, replace(closing, confirmed=confirmed, acts=acts))
    return _settled(s, boat, closing, e.centre, e.role)


def unseen(s: Stored, boat: Boat) -> tuple[Setting, ...]:
    """The newest of what was recorded of a boat on each other chain and its writer did not know."""
    return tuple(n for n in boat.news.values() if not knew(s, n))


def _judged(s: Stored, boat: Boat, closing: Closing) -> Closing:
    """As judged; and refused when something about the boat was recorded that whoever asks or confirms had not seen."""
    closing = judged(boat, closing, s.at)
    why = tuple(say("refused.closing.unseen", centre=n.centre) for n in unseen(s, boat))
    return replace(closing, state="refused", since=s.at, why=why + closing.why) if why else closing


def _settled(s: Stored, boat: Boat, closing: Closing, centre: str, role: str) -> Boat:
    boat = replace(boat, closing=closing)
    if closing.state == "done":
        return replace(boat, status="closed", status_since=s.at)
    return _refuse(s, boat, "closing", centre, role, closing.why) if closing.state == "refused" else boat


def _refuse(
    s: Stored, boat: Boat, what: Literal["closing", "handover"], centre: str, role: str, why: tuple[Words, ...]
) -> Boat:
    return replace(boat, refusals=(*boat.refusals, Refusal(s.id, s.at, what, centre, role, why)))


def with_centre(centres: Iterable[str], centre: str) -> tuple[str, ...]:
    """Centres and one more, each once, in order of their names."""
    return tuple(sorted({*centres, centre}))
