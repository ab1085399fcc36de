"""What the record says to people, once, in English; the page's catalogues hold the same keys in every language."""

from datetime import UTC, datetime

from varne.words import Words

SENTENCES = {
    "refused.closing.no_evidence": "No evidence is named; an assumption does not close a boat",
    "refused.closing.people_unknown": "Nobody has said how many people were aboard",
    "refused.closing.people_unaccounted": "People not accounted for: {people}",
    "refused.closing.second_role": "A second person, in another role than {role}, has not confirmed",
    "refused.closing.other_centre": "{centre} opened, held or was offered this boat and has not confirmed",
    "refused.closing.same_role": "{role} asked for this closing; the confirmation must come from another role",
    "refused.closing.same_person": "The account that asked for this closing confirmed it in another role; a second person must",
    "refused.closing.person_unknown": "Only one of the two was signed in: nobody can say that they are two people; ask again",
    "refused.closing.news": "Something new about this boat was recorded after the request; look again, then ask again",
    "refused.closing.unseen": "{centre} recorded something about this boat that was not known here yet; look, then ask again",
    "refused.closing.contradiction": "The two sides recorded different things about this boat ({n}); settle that first",
    "refused.closing.no_request": "No request to close this boat is waiting for a confirmation",
    "refused.closing.closed": "This boat is closed already",
    "refused.handover.not_holder": "{centre} does not hold {boat} and cannot hand it over",
    "refused.handover.self": "{centre} cannot hand {boat} over to itself",
    "refused.handover.closed": "{boat} is closed; reopen it before it is handed over",
    "refused.handover.none": "No hand-over of {boat} to {centre} is on offer",
    "refused.handover.expired": "The offer expired at {time} UTC; {giver} still holds {boat}",
    "problem.boat_unknown": "No boat {boat} is in the record",
    "problem.boat_opened_twice": "{centre} had opened {boat} before; the reports and the name were added to it",
    "problem.report_unknown": "No report {report} is in the record yet",
    "problem.report_twice": "Report {report} was recorded before with other content; the first one stands",
    "problem.report_apart": "{centre} took in another report as {report} while apart; it is kept as {other}",
    "problem.report_in_two_boats": "Report {report} is now in {boat} and in {other}; split it from one of them",
    "problem.report_not_in_boat": "Report {report} is not in {boat}",
    "problem.decision_unknown": "No join, split or verdict {decision} is in force; nothing was withdrawn",
    "problem.conflict_unknown": "Nothing is contested about {subject}, or more than was named; look again, then settle it",
    "problem.not_withheld": "Nobody withholds {asset}; nothing was released",
    "problem.broadcast_unknown": "No broadcast {broadcast} is in the record",
    "problem.broadcast_twice": "Broadcast {broadcast} was recorded before; the first one stands",
    "alarm.silence": "{boat}: nothing heard for {minutes} minutes",
    "alarm.handover_pending": "{boat}: {taker} has not answered the offer of {giver} for {minutes} minutes",
    "alarm.handover_expired": "{boat}: {taker} did not answer by {time} UTC; {giver} still holds it",
    "alarm.offers_crossed": "{boat}: {giver} and {taker} have each offered it to the other; both hold it until one accepts",
    "alarm.boundary_crossed": "{boat} has crossed the line to the side of {side}; held by {holders} until another accepts",
    "alarm.broadcast_unacknowledged": "{boat}: nobody had acknowledged the broadcast by {time} UTC",
    "alarm.closing_refused": "{boat}: {centre} asked to close it and was refused; it is still open",
    "alarm.overdue": "{boat}: first heard of at {time} UTC, {hours} h ago, and not everybody is accounted for",
    "alarm.late": "{asset} was to be on scene at {time} UTC and has not reported that it is",
    "alarm.watch_end": "End of the watch of {centre} at {time} UTC, people not accounted for: {boats}",
    "alarm.contradiction": "The two sides recorded different things about {subject} while apart ({field}); settle it",
    "alarm.fork": "The record of {chain} has two different events at place {n}: compare both by hand, trust neither alone",
    "alarm.unanswered_missed_call": "The missed call of {time} UTC belongs to no boat and has waited {minutes} minutes",
    "alarm.unanswered_pin": "The position received at {time} UTC belongs to no boat and has waited {minutes} minutes",
}


def say(key: str, **args: str | int) -> Words:
    """Words for one of the sentences.

    >>> say("refused.closing.people_unaccounted", people="33–40").text
    'People not accounted for: 33–40'
    """
    return Words(key, args, SENTENCES[key].format(**args))


def clock(when: datetime) -> str:
    """The time of day in UTC, as sentences say it.

    >>> clock(datetime(2021, 11, 24, 3, 34, tzinfo=UTC))
    '03:34'
    """
    return f"{when.astimezone(UTC):%H:%M}"
