"""Telephone numbers: out of what comes in, sealed; and read again for calling back, which is on record before it is shown."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from varne.access import journal
from varne.access.roles import Who
from varne.privacy.callers import NumberGone, Taken
from varne.readers.scrub import scrubbed
from varne.record.events import NumberKept, SealedRead, Word
from varne.record.log import LogClosed
from varne.record.name import INTERNAL
from varne.server.acting import signed
from varne.server.answers import as_json, problem
from varne.server.gate import Visitor
from varne.server.given import given
from varne.server.intake import utc_now

if TYPE_CHECKING:
    from varne.server.app import Node


class Asked(msgspec.Struct, forbid_unknown_fields=True):
    """Which report's numbers somebody wants to call, as whom and why."""

    report: Word
    role: Word
    reason: Word


def out_of(node: "Node", body: bytes) -> Taken:
    """A report line without numbers; a node that keeps no keys leaves them out."""
    if node.callers is None:
        return Taken(scrubbed(body.decode("utf-8", "replace")).encode())
    return node.callers.take(body, utc_now(), lambda: heard(node))


def key_of(node: "Node") -> Callable[[str], str] | None:
    """What makes the keyed hash of a number in a list or a mail; None where no key can be had: nothing waits for one."""
    try:
        return node.callers.key(utc_now(), lambda: heard(node)) if node.callers else None
    except (OSError, ValueError):
        return None


def keep(node: "Node", report: str, found: Sequence[str], now: datetime, actor: str | None) -> str:
    """Seal the numbers that came with a report in a list or a mail, and record that; returns why not, "" when it is done.

    raises  what `Log.append` does
    """
    if node.callers is None:
        return ""
    try:
        sealed = node.callers.seal(report, found, now)
    except (OSError, ValueError) as error:
        return f"the number was not kept: {type(error).__name__}: {error}"
    kept = NumberKept(report=report, sealed=sealed.text, centre=node.centre, expires=sealed.expires, actor=actor)
    node.log.append(kept, key=f"number/{report}", at=now, audience=INTERNAL)
    return ""


def heard(node: "Node") -> frozenset[str]:
    """Hashes of callers in the record."""
    return frozenset(r.report.caller for r in node.desk.night().reports.values() if r.report.caller)


async def _numbers(node: "Node", request: Request) -> Response:
    """Read the numbers that came with a report, for calling back; recorded first, with role and reason."""
    asked = await given(request, Asked)
    if isinstance(asked, Response):
        return asked
    try:
        return await run_in_threadpool(_read, node, request, asked)
    except (LogClosed, OSError) as error:
        return problem(503, "log", "", f"not recorded, so not shown: {error}", "try again")


def _read(node: "Node", request: Request, asked: Asked) -> Response:
    kept, callers, now = _kept(node, asked.report), node.callers, utc_now()
    if kept is None or callers is None:
        return problem(404, "report", asked.report, "no number came to this centre with it", "ask the other centre")
    came: Visitor = request.state.visitor
    reading = SealedRead(report=asked.report, centre=node.centre, role=asked.role, reason=asked.reason)
    node.log.append(signed(reading, came, node.centre), at=now, audience=INTERNAL)
    if node.people is not None:
        who = came.account.id if came.account else None
        journal.note(node.people.store, now.timestamp(), "sealed field read", who, f"number of report {asked.report}")
    try:
        found = callers.open(asked.report, kept.sealed, now)
    except NumberGone as error:
        return problem(410, "report", asked.report, str(error), "the report and its hash stay")
    return as_json({"report": asked.report, "numbers": found, "expires": kept.expires})


def _kept(node: "Node", report: str) -> NumberKept | None:
    events = (s.event for s in node.desk.stored())
    return next((e for e in events if isinstance(e, NumberKept) and e.report == report), None)


ROUTES: tuple[tuple[str, Who, Callable[["Node", Request], Awaitable[Response]], str], ...] = (
    ("/api/numbers", "call back", _numbers, "POST"),
)
