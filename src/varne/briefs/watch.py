"""The sheet of a change of watch: every boat that is open, and everything that waits for somebody, as known at a moment.

What nobody knows or has decided has a part of its own; it is what gets lost when a watch changes.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from varne import __version__
from varne.briefs import facts
from varne.briefs.speech import Speech, date_time_group, zulu
from varne.fusion.report import Count
from varne.picture.alarms import alarms
from varne.picture.known import Known, unrecorded
from varne.positions import format_position
from varne.readers.problem import shortened
from varne.readers.scrub import scrubbed
from varne.record.incident import Boat
from varne.writers.paper import Paper, Part

AHEAD = (1.0, 3.0)
CLOSED_FOR = timedelta(hours=12)
"""How long a closed boat still stands on the sheet."""


def watch(known: Known, sp: Speech, *, centre: str) -> Paper:
    """The sheet for one centre; boats that the other holds are on it too."""
    opened = [b for b in known.night.boats.values() if b.status == "open"]
    colon = sp.catalogue["brief.colon"]
    head = (
        (sp.t("watch.at"), date_time_group(known.now)),
        (sp.t("watch.centre"), sp.word("centre", centre)),
        (sp.t("watch.handing"), "______________________"),
        (sp.t("watch.taking"), "______________________"),
    )
    boats = [(sp.t("watch.boat", name=b.name), list(_boat(b, known, sp))) for b in opened]
    rest = [
        (sp.t(f"watch.part.{key}"), list(lines) or [sp.t("watch.nothing")])
        for key, lines in (
            ("alarms", facts.alarming(None, known, sp)),
            ("handovers", _handovers(opened, known, sp)),
            ("searches", (f"{b.name}{colon}{line}" for b in opened for line in facts.searches(b, known, sp))),
            ("units", _units(known, sp)),
            ("unknown", _unknown(opened, known, sp)),
            ("closed", _closed(known, sp)),
        )
    ]
    all_parts = [(sp.t("watch.part.summary"), list(_summary(opened, known, sp))), *boats, *rest]
    parts = tuple(Part(str(k), title, tuple(lines)) for k, (title, lines) in enumerate(all_parts, start=1))
    foot = sp.t("brief.foot", version=__version__, known=known.night.position, time=date_time_group(known.now))
    return Paper(sp.t("watch.title"), sp.language, head, parts, (foot,))


def _summary(opened: Sequence[Boat], known: Known, sp: Speech) -> Iterator[str]:
    counts = [b.unaccounted for b in opened if b.unaccounted]
    total = Count(sum(c.min for c in counts), sum(c.likely for c in counts), sum(c.max for c in counts))
    yield sp.t("watch.boats_open", n=len(opened), names=", ".join(b.name for b in opened))
    yield sp.t("brief.people.unaccounted", people=facts.amount(total, sp))
    if silent := [b.name for b in opened if b.people is None]:
        yield sp.t("watch.people_unknown", names=", ".join(silent))
    waiting = sum(a.waits for a in alarms(known))
    pending = sum(b.handover is not None and b.handover.state(known.now) == "offered" for b in opened)
    yield sp.t("watch.waiting", alarms=waiting, handovers=pending, reports=len(known.night.unassigned))


def _boat(b: Boat, known: Known, sp: Speech) -> Iterator[str]:
    yield from facts.holders(b, known, sp)
    yield from facts.position(b, known, sp, AHEAD)
    yield from facts.situation(b, known, sp)
    yield from facts.people(b, known, sp)
    yield from facts.broadcasts(b, known, sp)
    yield from facts.units(b, known, sp)
    yield from facts.tasked(b, known, sp)
    yield from facts.planned(b, known, sp)
    yield from facts.open_questions(b, known, sp)


def _handovers(opened: Sequence[Boat], known: Known, sp: Speech) -> Iterator[str]:
    colon = sp.catalogue["brief.colon"]
    for b in opened:
        if b.handover and b.handover.state(known.now) != "accepted":
            yield f"{b.name}{colon}{facts.handed(b.handover, known, sp)}"


def _units(known: Known, sp: Speech) -> Iterator[str]:
    called = known.night.boats
    for a in known.night.assets.values():
        boat = called.get(a.boat or "")
        what = {"asset": a.asset, "status": a.status, "time": zulu(a.since, known.now)}
        yield sp.t("watch.unit", **what, name=boat.name) if boat else sp.t("watch.unit_free", **what)
    for w in (w for kept in known.night.withheld.values() for w in kept):
        names = ", ".join(called[b].name if b in called else b for b in w.boats)
        what = facts.kept(w, known)
        yield sp.t("watch.withheld", **what, names=names) if names else sp.t("watch.withheld_all", **what)


def _unknown(opened: Sequence[Boat], known: Known, sp: Speech) -> Iterator[str]:
    """Reports without a boat, boats that only Varne proposes, contradictions, people of no boat, what could not be taken."""
    night = known.night
    for ident in night.unassigned:
        r = night.reports[ident].report
        where = format_position(r.lon, r.lat, "radio") if r.lon is not None and r.lat is not None else sp.word("place", "none")
        text = shortened(scrubbed(r.text), 60)
        yield sp.t("watch.report", time=zulu(r.when, known.now), channel=r.channel, position=where, text=text)
    for p in unrecorded(known):
        people = facts.amount(p.people, sp) if p.people else None
        yield sp.t("watch.proposed", n=len(p.reports), time=zulu(p.last_at, known.now), people=people, p=round(100 * p.exists))
    for c in night.conflicts:
        says = " / ".join(f"{s.says} ({s.source})" for s in c.statements)
        yield sp.t("watch.conflict", subject=c.subject, says=scrubbed(says))
    for apart in night.contradictions:
        says = " / ".join(f"{sp.word('centre', v.centre)} {zulu(v.at, known.now)}: {v.says}" for v in apart.sides)
        yield sp.t("watch.conflict", subject=apart.key, says=scrubbed(says))
    for entry in night.not_assigned:
        people = facts.amount(entry.count, sp)
        yield sp.t("watch.not_assigned", people=people, outcome=entry.outcome, time=zulu(entry.at, known.now))
    for problem in night.problems:
        yield sp.t("watch.problem", time=zulu(problem.at, known.now), text=sp.say(problem.words))


def _closed(known: Known, sp: Speech) -> Iterator[str]:
    for b in known.night.boats.values():
        if b.status == "closed" and known.now - b.status_since < CLOSED_FOR:
            evidence = b.closing.evidence if b.closing else None
            yield sp.t("watch.closed", name=b.name, time=zulu(b.status_since, known.now), evidence=evidence)
