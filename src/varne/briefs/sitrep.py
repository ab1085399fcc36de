"""SITREP: the situation report of one casualty in the form of IAMSAR volumes II and III, as drawn up and as issued.

Parts A to F are the short form, G to N with them the full one; there is no part I (the form as MRCC Bremen publishes it,
mrcc.de/pages/sar-einsatzplan/imo-sitrep-format.php). Serial numbers run for each casualty and centre. A part of which nothing
is known says so: a SITREP without "people: not known" would read as if nobody were missing.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from varne import __version__
from varne.briefs import facts
from varne.briefs.speech import Speech, date_time_group, zulu
from varne.picture.known import Known
from varne.record.chain import Stored
from varne.record.events import SitrepIssued, SitrepPart
from varne.record.incident import Boat
from varne.writers.paper import Paper, Part

SHORT = "ABCDEF"
AHEAD = (1.0, 3.0, 6.0)
"""Hours ahead of which a SITREP says where the boat will be."""


class NotIssued(ValueError):
    """No SITREP of that number was issued."""


def sitrep(boat: Boat, known: Known, sp: Speech, *, centre: str, to: Sequence[str] = (), serial: int | None = None) -> Paper:
    """The SITREP of a boat as known at a moment; without a serial number it is a draft, and says so.

    centre  that issues it;  to  who is to get it
    """
    head = (
        (sp.t("sitrep.priority"), sp.t("sitrep.distress" if boat.status == "open" else "sitrep.routine")),
        (sp.t("sitrep.at"), date_time_group(known.now)),
        (sp.t("sitrep.from"), sp.word("centre", centre)),
        (sp.t("sitrep.to"), sp.centres(tuple(to)) if to else sp.t("sitrep.nobody")),
        (sp.t("sitrep.serial"), str(serial) if serial else sp.t("sitrep.draft")),
    )
    parts = tuple(
        Part(letter, sp.t(f"sitrep.part.{letter}"), tuple(lines) or (sp.t(f"sitrep.none.{letter}"),))
        for letter, lines in _parts(boat, known, sp)
    )
    title = sp.t("sitrep.title", serial=serial, name=boat.name) if serial else sp.t("sitrep.title_draft", name=boat.name)
    foot = (sp.t("brief.foot", version=__version__, known=known.night.position, time=date_time_group(known.now)),)
    return Paper(title, sp.language, head, parts, foot)


def _parts(b: Boat, known: Known, sp: Speech) -> Iterator[tuple[str, list[str]]]:
    yield "A", [sp.t("sitrep.identity", name=b.name, id=b.id), *_also(b, sp)]
    yield "B", list(facts.position(b, known, sp, AHEAD if b.status == "open" else ()))
    yield "C", list(facts.situation(b, known, sp))
    yield "D", list(facts.people(b, known, sp))
    yield "E", list(_needed(b, sp))
    yield "F", list(facts.holders(b, known, sp))
    yield "G", list(_described(b, known, sp))
    yield "H", list(_sea(b, known, sp))
    yield "J", [*facts.broadcasts(b, known, sp), *_done(b, known, sp)]
    yield "K", list(facts.searches(b, known, sp))
    yield "L", [*facts.units(b, known, sp), *facts.tasked(b, known, sp)]
    yield "M", list(facts.planned(b, known, sp))
    yield "N", [*facts.alarming(b, known, sp), *facts.open_questions(b, known, sp), *_assumed(b, known, sp)]


def _also(b: Boat, sp: Speech) -> Iterator[str]:
    if len(b.names) > 1:
        yield sp.t("sitrep.also", names=", ".join(b.names[:-1]))


def _needed(b: Boat, sp: Speech) -> Iterator[str]:
    if b.status == "open":
        yield sp.t("sitrep.rescue", max=b.unaccounted.max) if b.unaccounted else sp.t("sitrep.rescue_unknown")


def _described(b: Boat, known: Known, sp: Speech) -> Iterator[str]:
    """What was said of her looks, by whom, each thing once: sources may differ."""
    seen = set()
    for r in facts.told(b, known):
        for what in ("type", "length_m", "colour", "engine"):
            value = getattr(r.boat, what)
            if value is not None and (what, value) not in seen:
                seen.add((what, value))
                yield sp.t(f"sitrep.described.{what}", value=value, source=r.source, time=zulu(r.when, known.now))


def _sea(b: Boat, known: Known, sp: Speech) -> Iterator[str]:
    if o := known.outlooks.get(b.id):
        yield sp.t("sitrep.sea", fields=", ".join(dict.fromkeys(o.run.fields)))
        yield sp.t("sitrep.none.H")


def _done(b: Boat, known: Known, sp: Speech) -> Iterator[str]:
    """Hand-overs from first to last, answered or not."""
    yield from (f"{zulu(h.offered_at, known.now)} {facts.handed(h, known, sp)}" for h in b.offers)


def _assumed(b: Boat, known: Known, sp: Speech) -> Iterator[str]:
    if o := known.outlooks.get(b.id):
        yield from (sp.t("sitrep.assumed", text=sp.say(w)) for w in o.assumptions)


def short(paper: Paper) -> Paper:
    """The short form: parts A to F, to ask for assistance at once."""
    parts = tuple(p for p in paper.parts if p.letter in SHORT)
    return Paper(paper.title, paper.language, paper.head, parts, paper.foot)


def issued(stored: Iterable[Stored], boat: str, centre: str | None = None) -> tuple[SitrepIssued, ...]:
    """The SITREPs on a boat that a centre (None: any) has issued, as recorded, the first first."""
    found = (s.event for s in stored if isinstance(s.event, SitrepIssued))
    return tuple(e for e in found if e.boat == boat and centre in (None, e.centre))


def issued_as(stored: Iterable[Stored], boat: str, serial: int, centre: str) -> SitrepIssued:
    """The SITREP of a number that a centre has issued on a boat.

    raises  NotIssued that names the numbers there are
    """
    found = issued(stored, boat, centre)
    for event in found:
        if event.serial == serial:
            return event
    have = ", ".join(str(e.serial) for e in found) or "none"
    raise NotIssued(f"{centre} has issued no SITREP {serial} on {boat}; those issued: {have}")


def number_of(stored: Iterable[Stored], boat: str, centre: str) -> int:
    """The serial number of the next SITREP that a centre issues on a boat."""
    return max((e.serial for e in issued(stored, boat, centre)), default=0) + 1


def issue(
    paper: Paper, *, boat: str, serial: int, centre: str, role: str, to: Sequence[str], known: int, at: datetime
) -> SitrepIssued:
    """The act of issuing a SITREP: what the record keeps of it, word by word.

    known  how many events of the record it knew;  at  the moment of which it speaks
    """
    return SitrepIssued(
        boat=boat,
        serial=serial,
        centre=centre,
        role=role,
        to=tuple(to),
        at=at,
        known=known,
        catalogue="fr" if paper.language == "fr" else "en",
        title=paper.title,
        head=paper.head,
        parts=tuple(SitrepPart(p.letter, p.title, p.lines) for p in paper.parts),
        foot=paper.foot,
        version=__version__,
    )


def paper_of(event: SitrepIssued) -> Paper:
    """A SITREP as it was issued."""
    parts = tuple(Part(p.letter, p.title, p.lines) for p in event.parts)
    return Paper(event.title, event.catalogue, event.head, parts, event.foot)
