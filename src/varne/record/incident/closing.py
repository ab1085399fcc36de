"""When a boat may leave the screen: evidence, two people in two roles, nobody unaccounted, and every centre concerned.

On 24 November 2021 one side closed its log on an assumption and the other side its boat on a mistaken identity. So a
request is judged on what the record holds at each step, and what it lacks is said, not only that it failed.
"""

from dataclasses import replace
from datetime import datetime

from varne.record.incident.people import less, settled
from varne.record.incident.sentences import say
from varne.record.incident.state import Boat, Closing
from varne.words import Words


def judged(boat: Boat, closing: Closing, at: datetime) -> Closing:
    """The request as it stands at a time: refused, waiting for somebody, or done; with the reasons for the first two."""
    against, lacking = objections(boat, closing), awaited(boat, closing)
    if against:
        return replace(closing, state="refused", since=at, why=against + lacking)
    if lacking:
        return replace(closing, state="waiting", why=lacking)
    return replace(closing, state="done", since=at, why=())


def objections(boat: Boat, closing: Closing) -> tuple[Words, ...]:
    """What no confirmation can mend: no evidence, a contradiction that stands, or people of whom nobody knows what became.

    "All accounted" settles a doubt about how many there were, but not against a record in which even the lowest count is
    not reached (people declared missing count as told). A report proven false needs no people.
    """
    if boat.contested:
        return (say("refused.closing.contradiction", n=len(boat.contested)), *_people(boat))
    if closing.evidence is None:
        return (say("refused.closing.no_evidence"), *_people(boat))
    if closing.evidence == "false_report_proven":
        return ()
    if closing.evidence == "all_accounted":
        untold = less(boat.people, settled(boat.accounted, and_missing=True))
        return _people(boat) if untold and untold.min > 0 else ()
    return _people(boat)


def _people(boat: Boat) -> tuple[Words, ...]:
    if boat.unaccounted is None:
        return (say("refused.closing.people_unknown"),)
    if boat.unaccounted.max > 0:
        low, high = boat.unaccounted.min, boat.unaccounted.max
        return (say("refused.closing.people_unaccounted", people=str(low) if low == high else f"{low}–{high}"),)
    return ()


def awaited(boat: Boat, closing: Closing) -> tuple[Words, ...]:
    """Whose confirmation is still missing: a second role, and every other centre that has to do with the boat."""
    words = []
    if all(not_second(closing, *who) for who in closing.confirmed):
        words.append(say("refused.closing.second_role", role=closing.role))
    agreed = {closing.centre, *(centre for centre, _, _ in closing.confirmed)}
    words += [say("refused.closing.other_centre", centre=c) for c in boat.involved if c not in agreed]
    return tuple(words)


def not_second(closing: Closing, centre: str, role: str, actor: str | None) -> Words | None:
    """Why this is not a second person in another role than the one that asked; None when it is.

    Case and spaces make no other role. Of one centre's accounts each is an actor of its own: the same actor is the same person
    in whatever role, and where only one of the two was signed in nobody can say that they are two.
    """
    if not role.strip() or role.strip().casefold() == closing.role.strip().casefold():
        return say("refused.closing.same_role", role=role)
    if actor is not None and actor == closing.actor:
        return say("refused.closing.same_person")
    if centre == closing.centre and (actor is None) != (closing.actor is None):
        return say("refused.closing.person_unknown")
    return None
