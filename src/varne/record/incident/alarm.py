"""An alarm as a value: what it is about, whose it is, who has seen it and who deals with it; and how long is too long."""

from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Literal

from varne.record.incident.state import Attended, Night
from varne.words import Words

AlarmKind = Literal[
    "silence", "handover_pending", "handover_expired", "offers_crossed", "boundary_crossed", "boundary_near",
    "broadcast_unacknowledged", "closing_refused", "unanswered", "contradiction", "fork", "overdue", "late", "watch_end",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rules:
    """How long is too long.

    silence     without a report of an open boat          [s]
    handover    without an answer to an offer             [s]
    unanswered  a missed call or pin without a boat       [s]
    overdue     from the first word of a boat until everybody should be ashore or aboard a rescuer [s]. A slow crossing takes
                8 hours: 17 to 25 NM at 3 to 5 kn are 4 to 8 hours (research/domain.md 4.4)
    late        after the time at which an asset was to be on scene                                [s]
    centre      whose watches end at watch_ends (UTC); nobody is told of them when there are none
    before_end  of a watch, when those who are still sought are gone through                       [s]
    line        how far ahead a crossing of the line of 1988 is looked for                         [s]
    line_chance from which it is an alarm
    """

    silence: float = 1800.0
    handover: float = 300.0
    unanswered: float = 600.0
    overdue: float = 8 * 3600.0
    late: float = 300.0
    centre: str = ""
    watch_ends: tuple[time, ...] = ()
    before_end: float = 1800.0
    line: float = 7200.0
    line_chance: float = 0.3


@dataclass(frozen=True, slots=True)
class Alarm:
    """One cause for attention. The key is the same while the cause stands, and another when it comes again.

    owners        centres that must act on it: those that hold the boat, or have the report; none: every centre
    acknowledged  who has seen it, the first first;  taken  who deals with it, None while nobody does
    """

    key: str
    kind: AlarmKind
    boat: str | None
    since: datetime
    words: Words
    owners: tuple[str, ...] = ()
    acknowledged: tuple[Attended, ...] = ()
    taken: Attended | None = None

    @property
    def waits(self) -> bool:
        """Has nobody taken it, and none of its owners seen it? That the other centre has seen it is not enough."""
        return self.taken is None and not any(not self.owners or a.centre in self.owners for a in self.acknowledged)


def attended(night: Night, a: Alarm) -> Alarm:
    """An alarm with its owners and with what people did about it, as a night has it."""
    boat = night.boats.get(a.boat or "")
    owners = a.owners or (boat.holders if boat else ())
    return replace(a, owners=owners, acknowledged=night.acknowledged.get(a.key, ()), taken=_taken(night, a, owners))


def _taken(night: Night, a: Alarm, owners: tuple[str, ...]) -> Attended | None:
    """Who took it last. A hand-over accepted since ends a taking: whoever gave the boat away thinks that the other has it."""
    boat = night.boats.get(a.boat or "")
    standing = [t for t in night.taken.get(a.key, ()) if t.centre in owners or not (boat and boat.accepted_since(t.order))]
    return standing[-1] if standing else None


def in_order(a: Alarm) -> tuple[bool, datetime, str]:
    """Those that wait for somebody first, of them the longest standing."""
    return not a.waits, a.since, a.key
