"""Which words are due to be erased, by the policy of a node: the words of reports whose boat was closed long enough ago.

Erasing takes the body of an event; its header stays, the chain still verifies, and a signed tombstone says who did it and why
(`Log.erase`). A boat on which somebody died, is missing or was never accounted for is kept whatever its age: an inquiry comes
years later. So is a night that is on hold. Without `keep_days` nothing is ever due.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from varne.privacy.ratchet import night_of
from varne.record.chain import Stored
from varne.record.events import NumberKept, Reported
from varne.record.incident import Boat, Night


@dataclass(frozen=True, slots=True)
class Policy:
    """keep: how long after the closing of its boat a report's words stay, None: for ever; hold: nights kept whole."""

    keep: timedelta | None = None
    hold: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class Due:
    """An event whose words are due to be erased, and why."""

    event: str
    seq: int
    reason: str


def due(stored: Iterable[Stored], night: Night, policy: Policy, now: datetime, chains: Collection[str]) -> Iterator[Due]:
    """The events due to be erased, in the order of the log.

    night   folded from all of them;  chains  this node's own: nobody erases what another node wrote
    """
    for s in stored:
        if s.chain not in chains or night_of(s.at) in policy.hold:
            continue
        if isinstance(s.event, NumberKept) and now >= s.event.expires:
            yield Due(s.id, s.seq, f"the number expired {s.event.expires:%Y-%m-%d %H:%M} UTC")
        elif isinstance(s.event, Reported) and (reason := _over(s.event, night, policy, now)):
            yield Due(s.id, s.seq, reason)


def _over(event: Reported, night: Night, policy: Policy, now: datetime) -> str:
    boat = night.boats.get(night.boat_of.get(event.report.id, ""))
    if policy.keep is None or boat is None or not _settled(boat) or now < boat.status_since + policy.keep:
        return ""
    return f"boat {boat.id} was closed {boat.status_since:%Y-%m-%d}, more than {policy.keep.days} days ago"


def _settled(boat: Boat) -> bool:
    """Closed, with everybody accounted for and alive."""
    lost = any(boat.accounted[fate].max for fate in ("deceased", "missing") if fate in boat.accounted)
    return boat.status == "closed" and not lost and boat.unaccounted is not None and boat.unaccounted.max == 0
