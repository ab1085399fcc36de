"""Signing in at the OpenID provider: there and back (server.provider has the protocol)."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from varne.access import accounts, entry, journal, sessions
from varne.access.roles import Who
from varne.server import cookies
from varne.server.answers import problem
from varne.server.gate import People
from varne.server.guessing import PLACES
from varne.server.intake import utc_now
from varne.server.provider import KEPT, NotIdentified

if TYPE_CHECKING:
    from varne.server.app import Node

GO_ON = '<!doctype html><meta http-equiv="refresh" content="0;url=/"><title>Varne</title><a href="/">Varne</a>'


async def _there(node: "Node", request: Request) -> Response:
    """Go and sign in at the OpenID provider."""
    people = node.people
    if people is None or people.provider is None:
        return _no_provider()
    with PLACES.turn(False) as mine:
        if not mine:
            return await _not_identified(people, "too many at once")
        try:
            url, state = await run_in_threadpool(people.provider.begin, utc_now().timestamp())
        except NotIdentified as error:
            return await _not_identified(people, str(error))
    answer = RedirectResponse(url, 303, {"cache-control": "no-store"})
    cookies.give_state(answer, people, state, KEPT)
    return answer


async def _back(node: "Node", request: Request) -> Response:
    """Where the OpenID provider sends a browser back."""
    people, now = node.people, utc_now().timestamp()
    if people is None or people.provider is None:
        return _no_provider()
    state = request.cookies.get(cookies.state(people), "")
    with PLACES.turn(True) as mine:
        if not mine:
            return await _not_identified(people, "too many at once")
        try:
            subject = await run_in_threadpool(people.provider.finish, str(request.url), state, now)
        except NotIdentified as error:
            return await _not_identified(people, str(error))
    account = accounts.by_identity(people.store, people.provider.issuer, subject)
    if account is None:
        return await _not_identified(people, "no account has this identity")
    if old := request.state.visitor.session:
        await run_in_threadpool(sessions.end, people.store, old, now, "signed in again")
    done = await run_in_threadpool(entry.welcome, people.store, account, request.headers.get("user-agent", ""), now)
    # A page that goes on by itself: in a redirect that another site began, browsers would not send the new cookie
    answer = HTMLResponse(GO_ON, headers={"cache-control": "no-store"})
    cookies.take_state(answer, people)
    return cookies.give_session(answer, people, done.token)


def _no_provider() -> Response:
    return problem(404, "provider", "", "no OpenID provider is named in varne.toml", "sign in at /login.html")


async def _not_identified(people: People, why: str) -> Response:
    await run_in_threadpool(journal.note, people.store, utc_now().timestamp(), "sign-in refused", None, f"provider: {why}")
    return RedirectResponse("/login.html?why=provider", 303, {"cache-control": "no-store"})


ROUTES: tuple[tuple[str, Who, Callable[["Node", Request], Awaitable[Response]], str], ...] = (
    ("/api/session/provider", "anybody", _there, "GET"),
    ("/api/session/provider/done", "anybody", _back, "GET"),
)
"""Path, who may come, what answers, method."""
