"""In whose name a decision is recorded: the visitor's centre, one of their roles, and the actor of their account.

What a page says about who acts counts only as far as the account has it: the role must be one of its roles, the centre
this node's, and the actor is never taken from outside.
"""

from collections.abc import Callable
from typing import TypeVar

import msgspec

from varne.access.roles import needs
from varne.record.events import Event, kind
from varne.server.answers import problem
from varne.server.gate import Closed, People, Visitor, refuse

E = TypeVar("E", bound=Event)
OURS = ("centre", "giver")
"""Fields that name the centre that acts."""


def as_visitor(people: People | None, came: Visitor, centre: str, now: float) -> Callable[[Event], Event]:
    """What makes an event that was sent into the event that is recorded.

    raises  Closed, when it is called: a kind that nobody records by hand; a permission, role or centre that the visitor lacks
    """

    def by(event: Event) -> Event:
        permission = needs(kind(event))
        if permission is None:
            why = f"{kind(event)} is recorded by the node itself"
            raise Closed(problem(422, "kind", kind(event), why, "see docs/events.md for what people record"))
        if not came.may(permission):
            refuse(people, came, permission, kind(event), now)
        return signed(event, came, centre)

    return by


def signed(event: E, came: Visitor, centre: str) -> E:
    """An event in the name of a visitor's account; in nobody's where nobody signs in.

    raises  Closed when it speaks for another centre or in a role that the account lacks
    """
    if came.account is None:
        return msgspec.structs.replace(event, actor=None)
    _own(event, centre, came.account.roles)
    return msgspec.structs.replace(event, actor=came.account.actor)


def _own(event: Event, centre: str, roles: tuple[str, ...]) -> None:
    for field in OURS:
        said = getattr(event, field, None)
        if said not in (None, centre):
            mend = f"decide as {centre}; {said} decides at its own node"
            raise Closed(problem(403, field, said, f"this node records for {centre} only", mend))
    role = getattr(event, "role", None)
    if role is not None and role not in roles:
        why = f"this account acts as {' or '.join(roles)}"
        raise Closed(problem(403, "role", role, why, "choose a role that it has"))
