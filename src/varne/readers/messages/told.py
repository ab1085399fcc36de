"""A message -> a report: its one place, its one count, its attachments by hash; who sent it stays behind."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from hashlib import sha256

from varne.fusion.report import Count, Report
from varne.positions import NoPosition, readings
from varne.readers.lists.assumed import Told
from varne.readers.lists.counts import counted
from varne.readers.messages.message import LONGEST, Attachment, Message
from varne.readers.one_place import at_sea, degrees
from varne.readers.problem import Problem, shortened
from varne.readers.scrub import dialled, scrubbed, telephones

_PEOPLE = re.compile(
    r"(?:(?:about|around|approx\w*\.?|env(?:iron)?\.?|~|plus de|more than|at least|au moins|between|entre|une|a)\s*){0,3}"
    r"(?:\d{1,3}\s*(?:-|to|à|et|and|or|ou)\s*)?(?:\d{1,3}\+?|vingtaine|trentaine|quarantaine|cinquantaine|soixantaine|dozen)"
    r"(?: de)? ?(?:people|persons|pers(?:onnes)?\b|pob\b|pax\b|migrants|souls|on board|à bord|passagers|passengers)"
    r"|\bpob:? ?~?\d{1,3}\b",
    re.IGNORECASE,
)
_KEPT = 120
"""Characters of a position text in a report."""


@dataclass(frozen=True, slots=True)
class Reported:
    """A report made of a message, what a person must settle, and telephone numbers, for sealing and for nothing else."""

    report: Report
    problems: tuple[Problem, ...] = ()
    numbers: tuple[str, ...] = field(default=(), repr=False)


def report_of(message: Message, told: Told) -> Reported:
    """The report of a message.

    The place is taken only where the text states exactly one (notation and hemispheres, or a pin); everything else that
    may be a position is a problem with its readings. A count is taken where the text speaks of one number of people.

    >>> from datetime import UTC, datetime
    >>> at = datetime(2021, 11, 24, 2, 5, tzinfo=UTC)
    >>> said = "we are 33 people 51°08.5'N 001°44.5'E call +447700900123"
    >>> made = report_of(Message("line 1", at, "message", said, "k", "occupant"), Told(at)).report
    >>> made.people, round(made.lon, 4), made.text
    (Count(min=33, likely=33, max=33), 1.7417, "we are 33 people 51°08.5'N 001°44.5'E call [number withheld]")
    """
    problems: list[Problem] = []
    said = message.text[:LONGEST]
    if len(message.text) > LONGEST:
        problems.append(_problem(message, f"{len(message.text)} characters are more than {LONGEST}", "the rest was left out"))
    text = scrubbed(said, _names(message))
    place, position_text, doubt = _placed(text, message)
    people, counts = _counted(text)
    if counts:
        problems.append(_problem(message, f"several counts: {', '.join(counts)}", "none was taken; read the message"))
    numbers = telephones(said) or ((dialled(message.handle),) if message.handle else ())
    caller = told.key(numbers[0]) if told.key and len(numbers) == 1 else None
    if told.key and len(numbers) > 1:
        problems.append(_problem(message, f"{len(numbers)} telephone numbers", "none was taken as the caller's"))
    report = Report(
        id=f"{_KINDS.get(message.channel, 'message')}-{sha256(_same(message, text).encode()).hexdigest()[:16]}",
        received=message.at or told.received,
        channel=message.channel,
        source=message.source,
        lon=place and place[0],
        lat=place and place[1],
        position_text=position_text,
        people=people,
        caller=caller,
        text="\n".join([text, *map(_attached, message.attachments)]).strip(),
    )
    if message.at is None:
        problems.append(_problem(message, "no time", "the time it was read in stands for when it was received"))
    return Reported(report, (*problems, *([doubt] if doubt else [])), numbers)


_KINDS = {"email": "email"}


def numbered(made: list[Reported]) -> list[Reported]:
    """Reports of one file, each with an id of its own: the same words in the same second are two messages.

    >>> from datetime import UTC, datetime
    >>> at = datetime(2021, 11, 24, 2, 5, tzinfo=UTC)
    >>> twice = [report_of(Message("line 1", at, "missed_call", "", "k", "occupant"), Told(at))] * 2
    >>> len({r.report.id for r in numbered(twice)})
    2
    """
    seen: dict[str, int] = {}
    found = []
    for r in made:
        times = seen[r.report.id] = seen.get(r.report.id, 0) + 1
        found.append(r if times == 1 else replace(r, report=replace(r.report, id=f"{r.report.id}-{times}")))
    return found


def _same(message: Message, text: str) -> str:
    """What makes a message the same when it is read again; never an unkeyed number or name, which could be guessed back."""
    at = message.at.isoformat() if message.at else ""
    hashes = ",".join(a.hash for a in message.attachments)
    return message.key or "\x1f".join((message.channel, at, text, hashes))


def _problem(message: Message, why: str, mend: str) -> Problem:
    return Problem(message.where, shortened(scrubbed(message.text[:LONGEST], _names(message))), why, mend)


_WORDS = {
    "the",
    "and",
    "phone",
    "coast",
    "guard",
    "coastguard",
    "rescue",
    "alarm",
    "cross",
    "dover",
    "calais",
    "police",
    "boat",
}


def _names(message: Message) -> Iterator[str]:
    """Names that the file gives for its people, whole and in parts, without words that messages are made of."""
    for name in message.senders:
        yield name
        yield from (part for part in re.findall(r"[^\W\d_]{3,}", name) if part.casefold() not in _WORDS)


def _placed(text: str, message: Message) -> tuple[tuple[float, float] | None, str | None, Problem | None]:
    try:
        found = readings(text)
    except NoPosition as error:
        doubt = _problem(message, "no position that can be read", "; ".join(error.problems)) if error.problems else None
        return None, None, doubt
    stated = {(round(r.lon, 6), round(r.lat, 6)): r for r in found if r.explicit}
    if len(stated) == 1:
        (r,) = stated.values()
        return (r.lon, r.lat), r.text[:_KEPT], None
    near = [r for r in found if r.explicit or at_sea(r.lon, r.lat)]
    if not near:
        return None, None, None
    words = "; ".join(dict.fromkeys(r.text for r in near))[:_KEPT]
    listed = "; ".join(dict.fromkeys(degrees(r.lon, r.lat) for r in near))
    why = f"ambiguous position: it may be {shortened(listed, 300)}"
    return None, words, _problem(message, why, "the report went in without a position: let a person choose")


def _counted(text: str) -> tuple[Count | None, tuple[str, ...]]:
    """The one count of people in a text; several different ones are named."""
    found = {c.total: m.group() for m in _PEOPLE.finditer(text) if (c := counted(m.group())) and c.total}
    if len(found) == 1:
        return next(iter(found)), ()
    return None, tuple(found.values())


def _attached(a: Attachment) -> str:
    if a.content is None:
        return f"[attachment, {a.media}, not in the export]"
    return f"[attachment, {a.media}, {len(a.content)} bytes, sha256 {a.hash}]"
