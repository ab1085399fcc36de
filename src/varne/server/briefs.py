"""SITREPs and the watch sheet as pages that print, drawn up for a moment, and issued as an act of the record.

A page needs no script to be read or printed; js/paper.js only lets an officer issue the SITREP that stands there. The serial
number is taken when it is issued: two officers at once get two numbers.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from html import escape
from typing import TYPE_CHECKING, Annotated, Literal
from urllib.parse import urlencode

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from varne.access.roles import Who
from varne.briefs.facts import called
from varne.briefs.sitrep import AHEAD, NotIssued, issue, issued, issued_as, number_of, paper_of, short, sitrep
from varne.briefs.speech import Language, Speech, speech, zulu
from varne.briefs.watch import AHEAD as SHEET
from varne.briefs.watch import watch
from varne.record.events import SitrepIssued, Word
from varne.record.log import LogClosed
from varne.server.acting import signed
from varne.server.ahead import known_ahead
from varne.server.answers import as_json, problem
from varne.server.gate import Visitor
from varne.server.given import given
from varne.server.intake import utc_now
from varne.server.moments import all_of_it, moment_of
from varne.writers.paper import Paper, as_html, as_text

if TYPE_CHECKING:
    from varne.server.app import Node

STYLE = '<link rel="stylesheet" href="/css/paper.css"><link rel="icon" href="/icon.svg" type="image/svg+xml">\n'
SCRIPT = '<script type="module" src="/js/paper.js"></script>\n'
LARGEST = 16 * 1024
TRIES = 100
"""How often a serial number may be taken by somebody else in the same moment."""


class Issue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an officer issues: a SITREP on a boat as it is known now."""

    boat: Word
    role: Word
    to: Annotated[tuple[Word, ...], msgspec.Meta(max_length=20)] = ()
    language: Literal["en", "fr"] = "en"


class NoBoat(ValueError):
    """No such boat is in the record."""


async def _sitrep(node: "Node", request: Request) -> Response:
    """The SITREP of a boat as a page that prints: a draft for a moment, or one as it was issued.

    boat      its id, from the picture
    at        the moment of a draft, ISO with a zone; now when absent
    serial    of an issued one, then word by word as it was sent
    centre    that issued it; this node's when absent
    language  of a draft: en or fr
    form      short gives parts A to F only
    format    text gives it as plain text
    """
    try:
        return await run_in_threadpool(_sitrep_page, node, request)
    except NoBoat:
        return problem(
            404, "boat", request.path_params["boat"], "no such boat was on record then", "take an id from /api/picture"
        )
    except NotIssued as error:
        mend = "take one of those numbers, name another centre, or leave serial out for a draft"
        return problem(404, "serial", request.query_params["serial"], str(error), mend)
    except ValueError as error:
        return problem(422, "at", request.query_params.get("at", ""), str(error), "write a time such as 2021-11-24T03:34:00Z")


def _sitrep_page(node: "Node", request: Request) -> Response:
    asked, boat, language = request.query_params, request.path_params["boat"], _language(request)
    if serial := asked.get("serial"):
        number = int(serial) if serial.isdecimal() else 0
        event = issued_as(node.desk.stored(), boat, number, asked.get("centre", node.centre))
        return _answer(paper_of(event), request, speech(event.catalogue), _screen(node, request, boat, speech(language), False))
    now = moment_of(node, request)
    known = known_ahead(node.desk, now, max(AHEAD), [boat], all_of_it=all_of_it(node, request))
    if boat not in known.night.boats:
        raise NoBoat(boat)
    sp = speech(language, called(known.night))
    paper = sitrep(
        known.night.boats[boat], known, sp, centre=node.centre, to=_others(known.night.boats[boat].involved, node.centre)
    )
    paper = short(paper) if asked.get("form") == "short" else paper
    return _answer(paper, request, sp, _screen(node, request, boat, sp, "at" not in asked and node.case is None))


async def _watch(node: "Node", request: Request) -> Response:
    """The sheet of a change of watch as a page that prints: every open boat, and everything that waits for somebody.

    at        the moment, ISO with a zone; now when absent
    language  en or fr
    format    text gives it as plain text
    """
    try:
        now = moment_of(node, request)
    except ValueError as error:
        return problem(422, "at", request.query_params["at"], str(error), "write a time such as 2021-11-24T03:34:00Z")
    known = await run_in_threadpool(known_ahead, node.desk, now, max(SHEET), all_of_it=all_of_it(node, request))
    sp = speech(_language(request), called(known.night))
    paper = await run_in_threadpool(watch, known, sp, centre=node.centre)
    return _answer(paper, request, sp, _above(_nav(request, sp)))


async def _issue(node: "Node", request: Request) -> Response:
    """Issue a SITREP on a boat as it is known now; it gets the next serial number and is recorded word by word."""
    if node.case is not None:
        return problem(409, "node", "", "this is a replay; it records nothing new", "start `varne serve` for a live node")
    asked = await given(request, Issue)
    if isinstance(asked, Response):
        return asked
    came: Visitor = request.state.visitor
    try:
        event = await run_in_threadpool(_issued, node, asked, utc_now(), came)
    except NoBoat:
        return problem(404, "boat", asked.boat, "no such boat is in the record", "take an id from /api/picture")
    except (LogClosed, OSError) as error:
        return problem(503, "log", "", f"not recorded: {error}", "look which SITREPs were issued, then issue it again")
    await node.hub.poke()
    return as_json({"serial": event.serial, "boat": event.boat, "text": as_text(paper_of(event))}, 201)


def _issued(node: "Node", asked: Issue, now: datetime, came: Visitor) -> SitrepIssued:
    """Drawn up and recorded in the name of who issues it.

    raises  NoBoat; Closed for a role that the account lacks; what `Log.append` does
    """
    known = known_ahead(node.desk, now, max(AHEAD), [asked.boat], all_of_it=True)
    boat = known.night.boats.get(asked.boat)
    if boat is None:
        raise NoBoat(asked.boat)
    sp = speech(asked.language, called(known.night))
    for _ in range(TRIES):
        serial = number_of(node.desk.stored(), boat.id, node.centre)
        paper = sitrep(boat, known, sp, centre=node.centre, to=asked.to, serial=serial)
        event = issue(
            paper,
            boat=boat.id,
            serial=serial,
            centre=node.centre,
            role=asked.role,
            to=asked.to,
            known=known.night.position,
            at=now,
        )
        event = signed(event, came, node.centre)
        stored = node.log.append(event, key=f"sitrep/{node.centre}/{boat.id}/{serial}", at=now)
        if stored.event == event:
            return event
    raise OSError(f"{TRIES} serial numbers in a row were taken by others")


def _answer(paper: Paper, request: Request, sp: Speech, screen: str) -> Response:
    kept = {"cache-control": "no-store"}
    if request.query_params.get("format") == "text":
        return Response(as_text(paper), headers=kept, media_type="text/plain; charset=utf-8")
    return Response(as_html(paper, STYLE + SCRIPT, screen), headers=kept, media_type="text/html; charset=utf-8")


def _language(request: Request) -> Language:
    return "fr" if request.query_params.get("language") == "fr" else "en"


def _others(involved: tuple[str, ...], centre: str) -> tuple[str, ...]:
    """Whom a SITREP concerns first: the other centres that have to do with the boat."""
    return tuple(c for c in involved if c != centre)


def _nav(request: Request, sp: Speech) -> str:
    """What stands above a paper on the screen: back to the picture, the other language, plain text."""
    asked = dict(request.query_params)

    def link(words: str, **changes: str) -> str:
        return f'<a href="?{escape(urlencode(asked | changes))}">{escape(words)}</a>'

    languages = " ".join(link(code.upper(), language=code) for code in ("en", "fr"))
    parts = (f'<a href="/">{escape(sp.t("paper.back"))}</a>', languages, link(sp.t("paper.text"), format="text"))
    return f"<nav>{' · '.join(parts)}</nav>\n"


def _screen(node: "Node", request: Request, boat: str, sp: Speech, live: bool) -> str:
    """Above a SITREP: those that were issued, and, on a live node, what issues this one (js/paper.js)."""
    found = issued(node.desk.stored(), boat)
    links = " ".join(_link(e, sp) for e in found)
    came: Visitor = request.state.visitor
    known = f"<p>{escape(sp.t('sitrep.issued'))}: {links}</p>\n" if links else ""
    if not (live and came.may("decide")):
        return _above(_nav(request, sp) + known)
    roles = came.account.roles if came.account else ("watch officer", "SAR mission co-ordinator")
    options = "".join(f'<option value="{escape(r)}">{escape(sp.word("role", r))}</option>' for r in roles)
    form = (
        f'<form id="issue" data-boat="{escape(boat)}" data-language="{sp.language}" hidden>'
        f'<label>{escape(sp.t("sitrep.as"))} <select name="role">{options}</select></label> '
        f'<label>{escape(sp.t("sitrep.send_to"))} <input name="to" autocomplete="off"></label> '
        f'<button>{escape(sp.t("sitrep.issue"))}</button> <output role="status"></output></form>\n'
    )
    return _above(_nav(request, sp) + known + form)


def _above(html: str) -> str:
    return f'<header class="screen-only">{html}</header>\n'


def _link(e: SitrepIssued, sp: Speech) -> str:
    where = escape(urlencode({"serial": e.serial, "centre": e.centre}))
    return f'<a href="?{where}">{escape(sp.word("centre", e.centre))} {e.serial}</a> {zulu(e.at)}'


ROUTES: tuple[tuple[str, Who, Callable[["Node", Request], Awaitable[Response]], str, int], ...] = (
    ("/sitrep/{boat:path}", "see", _sitrep, "GET", 0),
    ("/watch", "see", _watch, "GET", 0),
    ("/api/sitreps", "decide", _issue, "POST", LARGEST),
)
"""Path, who may come, what answers, method, largest body."""
