"""Lists, mails and chats by HTTP: a file comes in as reports with the same problems as on the command line; the night goes out
as a tracker.

A file is recorded row by row, and each row once: a list sent again adds only what is new in it. What came with messages is
kept by hash and has no route: it is looked at outside the page, by those who may.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response

from varne.access.roles import Who
from varne.config import home
from varne.fusion.report import SOURCES, Report
from varne.lists.columns import Language
from varne.picture.listed import rows_of
from varne.readers.lists import Told
from varne.readers.lists.assumed import Degrees, Key
from varne.readers.lists.moments import zone_of
from varne.readers.problem import WITHHELD, Problem
from varne.readers.received import LARGEST, Received, read_received, together
from varne.record.attachments import keep
from varne.record.events import Reported
from varne.record.log import LogClosed
from varne.server import numbers
from varne.server.answers import as_json, problem
from varne.server.gate import Visitor
from varne.server.intake import LIVE, utc_now
from varne.server.moments import all_of_it, moment_of
from varne.writers.lists import list_writer

if TYPE_CHECKING:
    from varne.server.app import Node

LANGUAGES: dict[str, Language] = {language: language for language in get_args(Language)}
MEDIA = {
    ".csv": "text/csv; charset=utf-8",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
}


async def _take(node: "Node", request: Request) -> Response:
    """Take in a file that somebody sent, its bytes as the body: a tracker, a mail, an exported chat, JSON lines.

    name  of the file; its ending helps where the bytes leave its kind open
    from  whose list it is, such as gris-nez
    zone  of times that do not say theirs: UTC, Europe/Paris or Europe/London
    night  the evening's date, for times without one
    degrees  what bare latitudes and longitudes are: decimal or minutes
    source  who gave it, as a role
    apart  1 when one observer counted the rows apart: they are different boats
    dry  1 only says how it would be read
    """
    asked, dry = request.query_params, request.query_params.get("dry") == "1"
    if node.case is not None and not dry:
        return problem(409, "node", "", "this is a replay; it records nothing new", "start `varne serve` for a live node")
    key = await run_in_threadpool(numbers.key_of, node)
    try:
        told = _told(asked, utc_now(), key)
    except ValueError as error:
        return problem(422, "query", str(request.query_params), str(error), "see `varne list import` in docs/commands.md")
    read = partial(
        read_received, told=told, name=asked.get("name", ""), side=asked.get("from", ""), apart=asked.get("apart") == "1"
    )
    found = await run_in_threadpool(read, await request.body())
    if dry:
        return as_json(_answer(found, together([found]), 0, []))
    came: Visitor = request.state.visitor
    try:
        new, doubts = await run_in_threadpool(_record, node, found, told.received, came.actor)
    except (LogClosed, OSError, ValueError) as error:
        return problem(503, "log", "", f"not recorded: {error}", "send the file again; what was recorded counts once")
    await node.hub.poke()
    return as_json(_answer(found, new, len(found.reports) - len(new), doubts), 201)


def _told(asked: QueryParams, now: datetime, key: Key | None = None) -> Told:
    """What the query says of a file.

    raises  ValueError that names what is allowed
    """
    source, degrees, night, zone = (asked.get(key) or None for key in ("source", "degrees", "night", "zone"))
    if source not in (None, *SOURCES):
        raise ValueError(f"source {source!r} is none of {', '.join(SOURCES)}")
    if degrees not in (None, *get_args(Degrees)):
        raise ValueError(f"degrees {degrees!r} is neither of {', '.join(get_args(Degrees))}")
    zone_of(zone or "UTC")
    known: dict[str, Any] = {"source": source, "degrees": degrees, "zone": zone, "key": key}
    return Told(now.replace(microsecond=0), night=date.fromisoformat(night) if night else None, **known)


def _record(node: "Node", found: Received, received: datetime, actor: str | None) -> tuple[tuple[Report, ...], list[Problem]]:
    """Attachments first, then each report that is not in the record yet; returns those, and whose numbers were not kept."""
    for a in found.attachments:
        if a.content is not None:
            keep(attachments(), a.content)
    known = node.desk.night().reports
    new, doubts = together([found], lambda ident: ident in known), list[Problem]()
    for report in new:
        told_of = found.numbers.get(report.id)
        if told_of and (why := numbers.keep(node, report.id, told_of, received, actor)):
            doubts.append(Problem(report.id, WITHHELD, why, "call back from the list itself"))
        node.log.append(Reported(report=report, provenance=LIVE, actor=actor), key=f"report/{report.id}", at=received)
    return new, doubts


def attachments() -> Path:
    """Where what came with messages is kept."""
    return home() / "attachments"


def _answer(found: Received, reports: tuple[Report, ...], known: int, doubts: Sequence[Problem]) -> dict[str, Any]:
    """What was taken and what was not; `known` rows were in the record already, doubts came up while it was recorded."""
    return {
        "kind": found.kind,
        "reports": [r.id for r in reports],
        "known": known,
        "problems": [asdict(p) for p in (*found.problems, *doubts)],
        "assumed": list(found.assumed),
    }


async def _give(node: "Node", request: Request) -> Response:
    """The night as a tracker, in the format of the name's ending.

    name  boats.xlsx, boats.ods or boats.csv
    at  the moment; now when absent
    language  of the headings: en or fr
    """
    name, language = request.path_params["name"], LANGUAGES.get(request.query_params.get("language", "en"))
    if language is None:
        return problem(422, "language", request.query_params["language"], "not spoken here", "write en or fr")
    try:
        write, now = list_writer(name), moment_of(node, request)
    except ValueError as error:
        return problem(422, "name or at", name, str(error), "ask for /api/list/boats.xlsx?at=2021-11-24T03:34:00Z")
    then = None if all_of_it(node, request) else now
    content = await run_in_threadpool(lambda: write(rows_of(node.desk.night(then), now), language))
    ending = name[name.rindex(".") :].lower()
    shown = f'attachment; filename="varne-{node.centre}-{now:%Y%m%dT%H%MZ}{ending}"'
    return Response(content, headers={"cache-control": "no-store", "content-disposition": shown}, media_type=MEDIA[ending])


ROUTES: tuple[tuple[str, Who, Callable[["Node", Request], Awaitable[Response]], str, int], ...] = (
    ("/api/lists", "tell", _take, "POST", LARGEST),
    ("/api/list/{name}", "see", _give, "GET", 0),
)
"""Path, who may come, what answers, method, largest body."""
