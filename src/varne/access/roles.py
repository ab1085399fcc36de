"""What each role may do, as one table. A route declares the permission it needs, an event kind the one it takes to record it.

The roles are those that a rescue co-ordination centre has (docs/security.md). Small on purpose: a permission that no role
lacks, or that two roles never tell apart, would be a line nobody reads.
"""

from collections.abc import Iterable, Mapping
from typing import Literal, get_args

from varne.record.events import KINDS

Permission = Literal[
    "see",  # the whole picture and its record
    "see features",  # the picture as features for another map, without a word that people wrote
    "see own",  # the state of the boats of one's own reports, nothing else
    "report",  # hand in a report
    "tell",  # record what an asset did, an answer to a broadcast, a note
    "decide",  # open, name, join, split, judge; send a broadcast; account for people; acknowledge or take an alarm
    "hand over",  # offer a boat to the other centre, accept or refuse one
    "close",  # ask to close a boat, confirm it
    "call back",  # read a telephone number in clear; each time is an event
    "audit",  # everything that was recorded, refused and read, and by which account
    "administer",  # who is signed in, ending sessions; no case content
]
PERMISSIONS: tuple[Permission, ...] = get_args(Permission)
Who = Permission | Literal["anybody", "signed in", "peer"]
"""What a route may declare: a permission, or one of three doors that no role opens.

anybody    no case content: the page's files, signing in
signed in  one's own session and password, whatever the role
peer       the other centre's node, known by its signature (record exchange), never by a session
"""

_SEE: frozenset[Permission] = frozenset({"see", "see features"})
ROLES: Mapping[str, frozenset[Permission]] = {
    "watch officer": _SEE | {"report", "tell", "decide", "hand over", "close", "call back"},
    "SAR mission co-ordinator": _SEE | {"report", "tell", "decide", "hand over", "close", "call back"},
    "liaison": _SEE | {"report", "tell", "decide", "hand over"},
    "crew": _SEE | {"report", "tell"},
    "partner": frozenset({"see own", "report"}),
    "auditor": _SEE | {"audit"},
    "administrator": frozenset({"administer"}),
    "gateway": frozenset({"report"}),
    "map program": frozenset({"see features"}),
}
"""A watch officer and a mission co-ordinator may do the same; a closing needs one of each, and two people."""

KIND_NEEDS: Mapping[str, Permission] = {
    "report": "report",
    "boat-opened": "decide",
    "reports-joined": "decide",
    "reports-split": "decide",
    "reports-judged": "decide",
    "decision-withdrawn": "decide",
    "boat-renamed": "decide",
    "handover-offered": "hand over",
    "handover-accepted": "hand over",
    "handover-refused": "hand over",
    "broadcast-sent": "decide",
    "broadcast-acknowledged": "tell",
    "asset": "tell",
    "asset-withheld": "decide",
    "asset-released": "decide",
    "people-accounted": "decide",
    "closing-requested": "close",
    "closing-confirmed": "close",
    "boat-reopened": "decide",
    "alarm-acknowledged": "decide",
    "alarm-taken": "decide",
    "conflict-noted": "tell",
    "conflict-settled": "decide",
    "plan-accepted": "decide",
    "searched-in-vain": "decide",
    "readiness-issued": "decide",
    "sitrep-issued": "decide",
    "note": "tell",
}


def may(roles: Iterable[str], permission: Permission) -> bool:
    """Does one of the roles have the permission? A role that is not in the table has none.

    >>> may(["crew"], "tell"), may(["crew", "auditor"], "close")
    (True, False)
    """
    return any(permission in ROLES.get(role, ()) for role in roles)


def needs(kind: str) -> Permission | None:
    """The permission to record a kind of event; None for a kind that nobody records by hand (the node itself does).

    >>> needs("closing-confirmed")
    'close'
    """
    if kind not in KINDS:
        raise ValueError(f"{kind!r} is no kind of event; docs/events.md lists them")
    return KIND_NEEDS.get(kind)
