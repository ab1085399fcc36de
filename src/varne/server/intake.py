"""What comes in by HTTP: report lines and decisions. Acknowledged after it is on disk, never before (invariant 3)."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from varne.fusion.report import Report
from varne.fusion.show import words_plain
from varne.planning.asked import misread
from varne.positions import readings
from varne.privacy.callers import Taken
from varne.readers.reports import read_reports
from varne.record.events import (
    BY_NODE,
    Event,
    NotAnEvent,
    Note,
    NumberKept,
    PlanAccepted,
    Provenance,
    Reported,
    SearchedInVain,
    SitrepIssued,
    decode,
    kind,
)
from varne.record.incident import objections
from varne.record.log import Log
from varne.record.name import INTERNAL
from varne.server.desk import Desk

AHEAD = timedelta(minutes=5)
"""How far a receiver's clock may be ahead of ours."""
LIVE = Provenance(source="this node", grade="A", basis="live")


@dataclass(frozen=True, slots=True)
class Answer:
    """What to tell the sender: an HTTP status and JSON."""

    status: int
    body: dict[str, Any]


def take_report(log: Log, taken: Taken, centre: str, now: datetime, actor: str | None = None) -> Answer:
    """Record one report line. The id makes a retry harmless: the same id is recorded once.

    A line that cannot be read is refused with why and mend, and noted in the log so that an officer sees it.

    taken  the line without telephone numbers, and the numbers sealed (privacy.callers)
    actor  of the account that hands it in, which may see what becomes of it
    """
    reports, problems = read_reports([taken.body.decode("utf-8", "replace")], position_readings=readings)
    told = [asdict(p) for p in problems]
    if taken.trouble:
        why = f"the number was not kept: {taken.trouble}"
        told.append({"where": "caller", "text": "", "why": why, "mend": "write it down by hand"})
    if not reports:
        log.append(Note(text=f"A report could not be read. {problems[0]}", centre=centre, provenance=LIVE, actor=actor), at=now)
        return Answer(422, {"problem": told[0]})
    report = reports[0]
    if taken.sealed is not None:
        kept = NumberKept(report=report.id, sealed=taken.sealed.text, centre=centre, expires=taken.sealed.expires, actor=actor)
        log.append(kept, key=f"number/{report.id}", at=now, audience=INTERNAL)
    return _recorded(log, report, now, told, actor, hashed=taken.sealed is not None)


def _recorded(
    log: Log, report: Report, now: datetime, problems: list[dict[str, Any]], actor: str | None, *, hashed: bool = False
) -> Answer:
    """hashed: by a key of tonight; a retry of another night is the same report with another hash."""
    stored = log.append(Reported(report=report, provenance=LIVE, actor=actor), key=f"report/{report.id}", at=now)
    if isinstance(stored.event, Reported) and _other(stored.event.report, report, hashed):
        why = f"report {report.id} was recorded before with other content (event {stored.seq})"
        return Answer(
            409, {"problem": {"where": report.id, "text": "", "why": why, "mend": "give the new report an id of its own"}}
        )
    return Answer(201, {"seq": stored.seq, "id": stored.id, "problems": problems})


def _other(before: Report, now: Report, hashed: bool) -> bool:
    return before != (replace(now, caller=before.caller) if hashed else now)


def take_sensed(log: Log, report: Report, now: datetime) -> str:
    """Record a report that this node made of its sensors' tracks; returns why it is refused, "" when it is on disk.

    raises  what `Log.append` does; the same report again is harmless
    """
    answer = _recorded(log, report, now, [], None)
    return "" if answer.status == 201 else str(answer.body["problem"]["why"])


def take_decision(
    log: Log, desk: Desk, body: bytes, now: datetime, key: str | None = None, by: Callable[[Event], Event] = lambda event: event
) -> Answer:
    """Record a decision. One that does not count stays in the record and is answered with the reasons.

    key  the sender's own, the same on every retry, so that a lost answer does not make a second decision
    by   what is sent as it is recorded: in the name of whoever sends it (server.acting)
    """
    try:
        event: Event = decode(body)
    except NotAnEvent as error:
        return Answer(422, {"problem": {"where": "body", "text": "", "why": str(error), "mend": "see docs/events.md"}})
    if wrong := _unfit(event, now):
        return Answer(422, {"problem": wrong})
    stored = log.append(by(event), key=key and f"decision/{key}", at=now)
    if refused := objections(desk.night(), stored.id):
        return Answer(409, {"refused": [words_plain(w) for w in refused], "seq": stored.seq})
    return Answer(201, {"seq": stored.seq, "id": stored.id})


def _unfit(event: Event, now: datetime) -> dict[str, str] | None:
    """What speaks against recording an event as a decision, whoever makes it; None when nothing does."""
    if isinstance(event, BY_NODE):
        return _problem("kind", kind(event), "a node writes this itself", "see docs/events.md")
    if isinstance(event, Reported):
        return _problem("kind", "report", "a report is no decision", "send it to /api/reports")
    if isinstance(event, SitrepIssued):
        mend = "issue it at /api/sitreps, which gives it its number and its words"
        return _problem("kind", kind(event), "a SITREP is drawn up from the record", mend)
    return _of_a_search(event, now)


def _problem(where: str, text: str, why: str, mend: str) -> dict[str, str]:
    return {"where": where, "text": text, "why": why, "mend": mend}


def _of_a_search(event: Event, now: datetime) -> dict[str, str] | None:
    """What speaks against recording a plan that cannot be made again, or a search that has not been made yet."""
    if isinstance(event, PlanAccepted) and (why := misread(event.request)):
        return _problem("request", "", why, "accept the plan with the request that it was made from")
    if isinstance(event, SearchedInVain) and (end := max(t.points[-1][2] for t in event.tracks)) > now + AHEAD:
        why = f"a track ends at {end.astimezone(UTC):%H:%M} UTC: that has not been searched yet"
        return _problem("tracks", "", why, "report what was flown until now")
    return None


def utc_now() -> datetime:
    """The wall clock, aware."""
    return datetime.now(UTC)
