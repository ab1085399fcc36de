"""Signing in with a password, and out again."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from varne.access import entry, sessions
from varne.access.entry import Refused
from varne.access.roles import Who
from varne.server import cookies
from varne.server.answers import as_json, problem
from varne.server.gate import Visitor
from varne.server.given import given
from varne.server.guessing import refused, tried
from varne.server.intake import utc_now

if TYPE_CHECKING:
    from varne.server.app import Node

LONGEST = 1024
"""Characters of a password that are looked at: none that was ever set is longer (access.passwords)."""


class SignIn(msgspec.Struct, forbid_unknown_fields=True):
    """What the sign-in page sends."""

    login: str
    password: str
    code: str


async def _sign_in(node: "Node", request: Request) -> Response:
    """Sign in with login, password and the six digits of the moment; the answer sets the session cookie."""
    people, said, came = node.people, await given(request, SignIn), _visitor(request)
    if people is None or came.open:
        return problem(409, "accounts", "", "nobody has an account here yet", "varne people add makes the first one")
    if isinstance(said, Response):
        return said
    agent, device = request.headers.get("user-agent", ""), request.cookies.get(cookies.device(people), "")
    now, known = utc_now().timestamp(), entry.is_known(people.store, said.login, device)
    done = await tried(known, entry.sign_in, people.store, said.login, said.password[:LONGEST], said.code, agent, now, device)
    if isinstance(done, Refused):
        return refused(done, "login, password or code is wrong", "try again; each code counts once")
    if came.session:
        await run_in_threadpool(sessions.end, people.store, came.session, now, "signed in again")
    return cookies.give_both(as_json({"roles": list(done.account.roles)}, 201), people, done)


async def _sign_out(node: "Node", request: Request) -> Response:
    """End this session."""
    people, came = node.people, _visitor(request)
    answer = as_json({"standing": "none"})
    if people and came.session:
        await run_in_threadpool(sessions.end, people.store, came.session, utc_now().timestamp(), "signed out")
    if people:
        cookies.take_session(answer, people)
    answer.headers["clear-site-data"] = '"cache"'
    return answer


def _visitor(request: Request) -> Visitor:
    came: Visitor = request.state.visitor
    return came


ROUTES: tuple[tuple[str, Who, Callable[["Node", Request], Awaitable[Response]], str], ...] = (
    ("/api/session", "anybody", _sign_in, "POST"),
    ("/api/session/end", "anybody", _sign_out, "POST"),
)
"""Path, who may come, what answers, method."""
