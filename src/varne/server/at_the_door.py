"""Signing in and out, the lock screen, one's sessions and password; for administrators, everybody's sessions."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from varne.access import accounts, entry, journal, sessions
from varne.access.accounts import NotAnAccount
from varne.access.entry import Refused
from varne.access.roles import Who
from varne.record.incident import Rules, alarms
from varne.server.answers import as_json, problem
from varne.server.gate import People, Visitor
from varne.server.intake import utc_now
from varne.server.provider import KEPT, NotIdentified

if TYPE_CHECKING:
    from varne.server.app import Node

T = TypeVar("T", bound=msgspec.Struct)


class Hashing:
    """How many sign in at the same moment: each takes a thread, a password 64 MiB, and reports come first.

    Used by the event loop alone. Half of the places are for browsers that are known, so that strangers do not take them all.
    """

    def __init__(self, most: int = 8) -> None:
        self.most, self.now = most, 0

    @contextmanager
    def turn(self, known: bool) -> Iterator[bool]:
        """A place, or False where there is none."""
        if self.now >= (self.most if known else self.most // 2):
            yield False
            return
        self.now += 1
        try:
            yield True
        finally:
            self.now -= 1


HASHING = Hashing()
DEVICE_KEPT = 180 * 86_400
GO_ON = '<!doctype html><meta http-equiv="refresh" content="0;url=/"><title>Varne</title><a href="/">Varne</a>'
SHOWN = 30 * 86_400.0
"""Seconds for which an ended session is still listed."""


class SignIn(msgspec.Struct, forbid_unknown_fields=True):
    """What the sign-in page sends."""

    login: str
    password: str
    code: str


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
    """Whose session this is, and what it may do."""
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
    return len(alarms(node.desk.night(), now, Rules(silence=60.0 * node.desk.config.silence_minutes)))


async def _sign_in(node: "Node", request: Request) -> Response:
    """Sign in with login, password and the six digits of the moment; the answer sets the session cookie."""
    """Sign in with login, password and code."""
    people, given = node.people, await _given(request, SignIn)
    if people is None or request.state.visitor.open:
        return problem(409, "accounts", "", "nobody has an account here yet", "varne people add makes the first one")
    if isinstance(given, Response):
        return given
    agent, device = request.headers.get("user-agent", ""), request.cookies.get(_device_cookie(people), "")
    now = utc_now().timestamp()
    with HASHING.turn(entry.is_known(people.store, given.login, device)) as mine:
        if not mine:
            return _refused(Refused("wait", 2.0), "", "")
        done = await run_in_threadpool(
            entry.sign_in, people.store, given.login, given.password[:1024], given.code, agent, now, device
        )
    if isinstance(done, Refused):
        return _refused(done, "login, password or code is wrong", "try again; each code counts once")
    if old := request.state.visitor.session:
        await run_in_threadpool(sessions.end, people.store, old, now, "signed in again")
    answer = as_json({"roles": list(done.account.roles)}, 201)
    _keep(answer, people, people.cookie, done.token, int(people.limits.length))
    _keep(answer, people, _device_cookie(people), done.device, DEVICE_KEPT)
    return answer


async def _to_provider(node: "Node", request: Request) -> Response:
    """Go and sign in at the OpenID provider."""
    """Go to the sign-in page of the identity provider."""
    people = node.people
    if people is None or people.provider is None:
        return problem(404, "provider", "", "no OpenID provider is named in varne.toml", "sign in at /login.html")
    with HASHING.turn(False) as mine:
        if not mine:
            return await _not_identified(people, "too many at once")
        try:
            url, state = await run_in_threadpool(people.provider.begin, utc_now().timestamp())
        except NotIdentified as error:
            return await _not_identified(people, str(error))
    answer = RedirectResponse(url, 303, {"cache-control": "no-store"})
    # Lax: the provider sends the browser back from another site, and Strict would leave this cookie at home
    answer.set_cookie(_state_cookie(people), state, int(KEPT), path="/", secure=people.secure, httponly=True, samesite="lax")
    return answer


async def _from_provider(node: "Node", request: Request) -> Response:
    """Where the OpenID provider sends a browser back."""
    """Come back from the identity provider, signed in."""
    people, now = node.people, utc_now().timestamp()
    if people is None or people.provider is None:
        return problem(404, "provider", "", "no OpenID provider is named in varne.toml", "sign in at /login.html")
    state = request.cookies.get(_state_cookie(people), "")
    with HASHING.turn(True) as mine:
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
    _keep(answer, people, people.cookie, done.token, int(people.limits.length))
    answer.delete_cookie(_state_cookie(people), path="/", secure=people.secure, httponly=True, samesite="lax")
    return answer


async def _not_identified(people: People, why: str) -> Response:
    await run_in_threadpool(journal.note, people.store, utc_now().timestamp(), "sign-in refused", None, f"provider: {why}")
    return RedirectResponse("/login.html?why=provider", 303, {"cache-control": "no-store"})


async def _end(node: "Node", request: Request) -> Response:
    """End this session."""
    """Sign out."""
    people, came = _own_session(node, request)
    if people and came.session:
        await run_in_threadpool(sessions.end, people.store, came.session, utc_now().timestamp(), "signed out")
    answer = as_json({"standing": "none"})
    if people:
        answer.delete_cookie(people.cookie, path="/", secure=people.secure, httponly=True, samesite="strict")
    answer.headers["clear-site-data"] = '"cache"'
    return answer


async def _lock(node: "Node", request: Request) -> Response:
    """Lock this session until the password is given again."""
    """Lock this screen; the picture goes on behind it."""
    people, came = _own_session(node, request)
    if people and came.session and came.standing == "open":
        await run_in_threadpool(sessions.lock, people.store, came.session, utc_now().timestamp())
    return as_json({"standing": "locked"})


async def _unlock(node: "Node", request: Request) -> Response:
    """Open a locked session again with the password."""
    """Unlock this screen with the password."""
    given = await _given(request, Unlock)
    people, came = _own_session(node, request)
    if isinstance(given, Response):
        return given
    if people is None or came.session is None or came.account is None:
        return problem(401, "session", "none", "this session has ended", "sign in again at /login.html", session="ended")
    now = utc_now().timestamp()
    done = await run_in_threadpool(entry.unlock, people.store, came.session, came.account, given.password[:1024], now)
    if isinstance(done, Refused):
        return _refused(done, "the password is wrong", "try again, or sign out")
    return _with_session(people, as_json({"standing": "open"}), done)


async def _here(node: "Node", request: Request) -> Response:
    """Somebody is at the desk: the session is not idle."""
    """Somebody is here: the session does not lock by itself yet."""
    return as_json({"standing": request.state.visitor.standing or "open"})  # the gate has noted it


async def _password(node: "Node", request: Request) -> Response:
    """Another password for who gives the present one; other sessions end."""
    """Change one's own password."""
    given = await _given(request, NewPassword)
    people, came = _own_session(node, request)
    if isinstance(given, Response):
        return given
    if people is None or came.session is None or came.account is None:
        return problem(409, "accounts", "", "nobody has an account here yet", "varne people add makes the first one")
    now, args = utc_now().timestamp(), (given.old[:1024], given.new)
    try:
        done = await run_in_threadpool(entry.change_password, people.store, came.session, came.account, *args, now, node.centre)
    except NotAnAccount as error:
        return problem(422, "new", "", str(error), "give another")
    if isinstance(done, Refused):
        return _refused(done, "the present password is wrong", "try again")
    return _with_session(people, as_json({"standing": "open"}), done)


async def _sessions(node: "Node", request: Request) -> Response:
    """One's sessions of the last 30 days; for an administrator, with ?of=all, everybody's."""
    """One's own sessions.

    of  all, for an administrator: everybody's
    """
    people, came = _own_session(node, request)
    if people is None or came.account is None:
        return as_json({"sessions": []})
    everybody = came.may("administer") and request.query_params.get("of") == "all"
    now = utc_now().timestamp()
    found = await run_in_threadpool(sessions.of, people.store, None if everybody else came.account.id)
    logins = {a.id: a.login for a in accounts.accounts(people.store, removed=True)}
    rows = [
        {**s.told(now, people.limits), "login": logins[s.account], "this": bool(came.session and s.id == came.session.id)}
        for s in found
        if now - (s.ended or s.began) < SHOWN
    ]
    return as_json({"sessions": rows})


async def _end_one(node: "Node", request: Request) -> Response:
    """End a session; an administrator anybody's."""
    """End a session by the part of its id that is shown."""
    given = await _given(request, Which)
    people, came = _own_session(node, request)
    if isinstance(given, Response):
        return given
    if people is None or came.account is None or len(given.id) < 16:
        return problem(404, "id", "", "no such session", "take an id from /api/sessions")
    found = await run_in_threadpool(sessions.of, people.store, None if came.may("administer") else came.account.id)
    for session in (s for s in found if s.id.startswith(given.id) and s.ended is None):
        why = "ended by hand" if session.account == came.account.id else "ended by an administrator"
        await run_in_threadpool(sessions.end, people.store, session, utc_now().timestamp(), why)
        return as_json({"ended": given.id})
    return problem(404, "id", given.id, "no such session is open", "take an id from /api/sessions")


ROUTES: tuple[tuple[str, Who, Callable[["Node", Request], Awaitable[Response]], str], ...] = (
    ("/api/session", "anybody", _session, "GET"),
    ("/api/session", "anybody", _sign_in, "POST"),
    ("/api/session/provider", "anybody", _to_provider, "GET"),
    ("/api/session/provider/done", "anybody", _from_provider, "GET"),
    ("/api/session/end", "anybody", _end, "POST"),
    ("/api/session/lock", "anybody", _lock, "POST"),
    ("/api/session/unlock", "anybody", _unlock, "POST"),
    ("/api/session/here", "signed in", _here, "POST"),
    ("/api/session/password", "signed in", _password, "POST"),
    ("/api/sessions", "signed in", _sessions, "GET"),
    ("/api/sessions/end", "signed in", _end_one, "POST"),
)
"""Path, who may come, what answers, method. Ending, locking and unlocking do nothing without a session of one's own."""


async def _given(request: Request, kind: type[T]) -> T | Response:
    try:
        return msgspec.json.decode(await request.body(), type=kind)
    except msgspec.MsgspecError as error:
        fields = ", ".join(kind.__struct_fields__)
        return problem(422, "body", "", str(error), f"send JSON with {fields}")


def _own_session(node: "Node", request: Request) -> tuple[People | None, Visitor]:
    came: Visitor = request.state.visitor
    return node.people, came


def _refused(done: Refused, why: str, mend: str) -> Response:
    if done.why == "wrong":
        return problem(401, "sign-in", "", why, mend)
    answer = problem(429, "sign-in", "", "too many tries", f"wait {done.seconds:.0f} s", wait_s=round(done.seconds, 1))
    answer.headers["retry-after"] = str(int(done.seconds) + 1)
    return answer


def _with_session(people: People, answer: Response, token: str) -> Response:
    _keep(answer, people, people.cookie, token, int(people.limits.length))
    return answer


def _keep(answer: Response, people: People, name: str, value: str, seconds: int) -> None:
    answer.set_cookie(name, value, seconds, path="/", secure=people.secure, httponly=True, samesite="strict")


def _state_cookie(people: People) -> str:
    return people.cookie + "-state"


def _device_cookie(people: People) -> str:
    return people.cookie + "-device"
