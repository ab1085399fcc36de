"""The gate: every request passes it once, and every route declares who may come through (varne.access.roles).

With no account made yet the node runs openly, as on a newcomer's first day, and the page says so. From the first account
on everything needs a session, or a program's token. What changes something must come from a page of ours: a foreign page
can neither send the header X-Varne, nor be of the same origin, nor be given our cookie (docs/security.md).
"""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from varne.access import accounts, journal, sessions
from varne.access.accounts import Account
from varne.access.roles import PERMISSIONS, Permission, Who, may
from varne.access.sessions import Limits, Session, Standing
from varne.access.store import Store
from varne.server.answers import problem
from varne.server.provider import Provider

BY_TOKEN: frozenset[Permission] = frozenset({"report", "see own", "see features"})
"""What a program's token opens, whatever the roles of its account."""


@dataclass(frozen=True, slots=True)
class People:
    """Who may use this node.

    limits    of sessions;  public: the address under which a TLS proxy serves the node, such as https://varne.example
    provider  the OpenID provider where people may sign in too (server.provider)
    """

    store: Store
    limits: Limits = field(default_factory=Limits)
    public: str | None = None
    provider: Provider | None = None

    @property
    def secure(self) -> bool:
        """Is it reached by TLS?"""
        return (self.public or "").startswith("https:")

    @property
    def cookie(self) -> str:
        """The session's cookie; the prefix makes browsers refuse it from anywhere but this host by TLS."""
        return "__Host-varne" if self.secure else "varne"


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks. Without people, or before the first account: everybody (open). Without account: nobody known."""

    account: Account | None = None
    session: Session | None = None
    standing: Standing | None = None
    open: bool = False

    def may(self, permission: Permission) -> bool:
        """May they do this now?"""
        if self.open:
            return True
        if self.account is None or (self.session is None and permission not in BY_TOKEN):
            return False
        return self.standing != "locked" and may(self.account.roles, permission)

    @property
    def actor(self) -> str | None:
        """What the record knows them by; None for nobody known."""
        return self.account.actor if self.account else None

    @property
    def permissions(self) -> list[Permission]:
        """All that they may do now."""
        return [p for p in PERMISSIONS if self.may(p)]


class Closed(Exception):
    """The gate stays closed; carries the answer."""

    def __init__(self, answer: Response) -> None:
        self.answer = answer


def visitor(people: People | None, request: Request, now: float) -> Visitor:
    """Who asks, by session cookie or by the token of a program."""
    if people is None or not accounts.any_yet(people.store):
        return Visitor(open=True)
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return Visitor(sessions.bearer(people.store, token.strip()))
    found = sessions.find(people.store, request.cookies.get(people.cookie))
    if found is None:
        return Visitor()
    session, account = found
    standing = session.standing(now, people.limits)
    return Visitor(None if standing == "ended" else account, session, standing)


def admit(people: People | None, who: Who, request: Request, now: float) -> Visitor:
    """Whoever asks, when they may; notes that they did something by hand, when they changed something.

    raises  Closed with the answer
    """
    came = visitor(people, request, now)
    if request.method not in ("GET", "HEAD"):
        _ours(people, request, now)
    if who not in ("anybody", "peer"):
        _allowed(people, came, who, request, now)
    if people and came.session and came.standing == "open" and request.method == "POST":
        sessions.act(people.store, came.session, now)
    return came


def _allowed(people: People | None, came: Visitor, who: Who, request: Request, now: float) -> None:
    if came.open and who != "signed in":
        return
    if came.account is None or came.standing == "locked" or (who == "signed in" and came.session is None):
        raise Closed(_to_the_door(came, request))
    if who in PERMISSIONS and not came.may(who):
        refuse(people, came, who, request.url.path, now)


def _to_the_door(came: Visitor, request: Request) -> Response:
    """What somebody who is not signed in gets: the page at the door where they opened a page by hand, else a problem."""
    if request.method == "GET" and "text/html" in request.headers.get("accept", ""):
        return RedirectResponse("/login.html", 303, {"cache-control": "no-store"})
    standing = came.standing or "none"
    if standing == "locked":
        mend = "give the password again, at POST /api/session/unlock"
        return problem(401, "session", standing, "this screen is locked", mend, session=standing)
    return problem(401, "session", standing, "nobody is signed in here", "sign in at /login.html", session=standing)


def refuse(people: People | None, came: Visitor, permission: Permission, where: str, now: float) -> None:
    """Note that a permission was lacking, and close the gate.

    raises  Closed, always
    """
    if people and came.account:
        journal.note(people.store, now, "permission refused", came.account.id, f"{permission}: {where}")
    roles = ", ".join(came.account.roles) if came.account else "nobody"
    raise Closed(problem(403, "role", roles, f"needs the permission to {permission}", "ask somebody whose role has it"))


def _ours(people: People | None, request: Request, now: float) -> None:
    """Nothing is changed by a request that another site's page made."""
    if request.headers.get("x-varne") != "1":
        raise Closed(
            problem(403, "header", "", "the header X-Varne: 1 is missing", "send it, so that no foreign page can post here")
        )
    origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site")
    own = {request.headers.get("host", ""), urlsplit((people and people.public) or "").netloc}
    if (origin is not None and urlsplit(origin).netloc not in own - {""}) or site not in (None, "same-origin", "none"):
        if people:
            journal.note(people.store, now, "forgery refused", None, request.url.path)
        why = f"the request comes from {origin or site}, not from a page of this node"
        raise Closed(problem(403, "origin", origin or site or "", why, "open this node's own page"))
