"""One's own session: how it stands, the lock screen, another password, the list of them; for administrators everybody's."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from varne.access import accounts, entry, sessions
from varne.access.accounts import Account, NotAnAccount
from varne.access.entry import Refused
from varne.access.roles import Who
from varne.access.sessions import Session
from varne.picture.alarms import alarms
from varne.server import cookies
from varne.server.answers import as_json, problem
from varne.server.at_the_door import LONGEST
from varne.server.gate import People, Visitor
from varne.server.given import given
from varne.server.guessing import refused, tried
from varne.server.intake import utc_now

if TYPE_CHECKING:
    from varne.server.app import Node

SHOWN = 30 * 86_400.0
"""Seconds for which an ended session is still listed."""
SOON = 1.0
"""Seconds in which forecasts that raise alarms must be made for a locked screen to count these."""
FEWEST = 16
"""Characters of a session's id that name it; as many are shown."""


class Unlock(msgspec.Struct, forbid_unknown_fields=True):
    """What the lock screen sends."""

    password: str


class NewPassword(msgspec.Struct, forbid_unknown_fields=True):
    """What the account page sends."""

    old: str
    new: str


class Which(msgspec.Struct, forbid_unknown_fields=True):
    """A session, by the part of its id that is shown."""

    id: str


async def _session(node: "Node", request: Request) -> Response:
    """Who is signed in here, what they may do, and whether the node is open."""
    came: Visitor = request.state.visitor
    limits = node.people.limits if node.people else sessions.Limits()
    told: dict[str, Any] = {
        "open": came.open,
        "standing": came.standing or ("open" if came.open else "none"),
        "login": came.account and came.account.login,
        "roles": list(came.account.roles) if came.account else [],
        "by_password": bool(came.account and came.account.password),
        "permissions": came.permissions,
        "idle_s": limits.idle,
        "centre": node.centre,
        "unguarded": came.open and node.people is not None,
        "provider": bool(node.people and node.people.provider),
    }
    if came.session and came.standing != "ended":
        told |= {"ends_s": came.session.began + limits.length - utc_now().timestamp()}
    if came.standing == "locked":
        told |= {"alarms": await run_in_threadpool(_alarms, node, utc_now())}
    return as_json(told)


def _alarms(node: "Node", now: datetime) -> int:
    """How many alarms stand: a locked screen says so, and nothing else."""
    return len(alarms(node.desk.known(now, all_of_it=True, within=SOON)))


async def _lock(node: "Node", request: Request) -> Response:
    """Lock this session until the password is given again."""
    people, came = node.people, request.state.visitor
    if people and came.session and came.standing == "open":
        await run_in_threadpool(sessions.lock, people.store, came.session, utc_now().timestamp())
    return as_json({"standing": "locked"})


async def _unlock(node: "Node", request: Request) -> Response:
    """Open a locked session again with the password."""
    said, own = await given(request, Unlock), _own(node, request)
    if isinstance(said, Response):
        return said
    if isinstance(own, Response):
        return own
    people, session, account = own
    now = utc_now().timestamp()
    done = await tried(True, entry.unlock, people.store, session, account, said.password[:LONGEST], now)
    if isinstance(done, Refused):
        return refused(done, "the password is wrong", "try again, or sign out")
    return cookies.give_session(as_json({"standing": "open"}), people, done)


async def _here(node: "Node", request: Request) -> Response:
    """Somebody is at the desk: the session is not idle."""
    return as_json({"standing": request.state.visitor.standing or "open"})  # the gate has noted it


async def _password(node: "Node", request: Request) -> Response:
    """Another password for who gives the present one; other sessions end."""
    said, own = await given(request, NewPassword), _own(node, request)
    if isinstance(said, Response):
        return said
    if isinstance(own, Response):
        return own
    people, session, account = own
    now, args = utc_now().timestamp(), (said.old[:LONGEST], said.new)
    try:
        done = await tried(True, entry.change_password, people.store, session, account, *args, now, node.centre)
    except NotAnAccount as error:
        return problem(422, "new", "", str(error), "give another")
    if isinstance(done, Refused):
        return refused(done, "the present password is wrong", "try again")
    return cookies.give_session(as_json({"standing": "open"}), people, done)


async def _sessions(node: "Node", request: Request) -> Response:
    """One's own sessions of the last 30 days.

    of  all, for an administrator: everybody's
    """
    people, came = node.people, request.state.visitor
    if people is None or came.account is None:
        return as_json({"sessions": []})
    everybody = came.may("administer") and request.query_params.get("of") == "all"
    now = utc_now().timestamp()
    found = await run_in_threadpool(sessions.of, people.store, None if everybody else came.account.id)
    logins = {a.id: a.login for a in await run_in_threadpool(lambda: accounts.accounts(people.store, removed=True))}
    rows = [
        {**s.told(now, people.limits), "login": logins[s.account], "this": bool(came.session and s.id == came.session.id)}
        for s in found
        if now - (s.ended or s.began) < SHOWN
    ]
    return as_json({"sessions": rows})


async def _end_one(node: "Node", request: Request) -> Response:
    """End a session, by the part of its id that is shown; an administrator anybody's."""
    said, people, came = await given(request, Which), node.people, request.state.visitor
    if isinstance(said, Response):
        return said
    if people is None or came.account is None or len(said.id) < FEWEST:
        return problem(404, "id", "", "no such session", "take an id from /api/sessions")
    found = await run_in_threadpool(sessions.of, people.store, None if came.may("administer") else came.account.id)
    session = next((s for s in found if s.id.startswith(said.id) and s.ended is None), None)
    if session is None:
        return problem(404, "id", said.id, "no such session is open", "take an id from /api/sessions")
    why = "ended by hand" if session.account == came.account.id else "ended by an administrator"
    await run_in_threadpool(sessions.end, people.store, session, utc_now().timestamp(), why)
    return as_json({"ended": said.id})


def _own(node: "Node", request: Request) -> tuple[People, Session, Account] | Response:
    came: Visitor = request.state.visitor
    if node.people is None or came.session is None or came.account is None:
        return problem(401, "session", "none", "this session has ended", "sign in again at /login.html", session="ended")
    return node.people, came.session, came.account


ROUTES: tuple[tuple[str, Who, Callable[["Node", Request], Awaitable[Response]], str], ...] = (
    ("/api/session", "anybody", _session, "GET"),
    ("/api/session/lock", "anybody", _lock, "POST"),
    ("/api/session/unlock", "anybody", _unlock, "POST"),
    ("/api/session/here", "signed in", _here, "POST"),
    ("/api/session/password", "signed in", _password, "POST"),
    ("/api/sessions", "signed in", _sessions, "GET"),
    ("/api/sessions/end", "signed in", _end_one, "POST"),
)
"""Path, who may come, what answers, method. Locking and unlocking do nothing without a session of one's own."""
