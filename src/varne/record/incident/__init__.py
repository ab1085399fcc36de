"""The night as the record tells it: which boats, who holds them, how many people, what needs attention.

Pure and derived: `fold` makes a Night from the events of a log, `advance` takes one event more. Nothing here closes,
merges or hands over a boat; it says what people decided, and which of their decisions do not count and why.
"""

from varne.record.incident.alarm import Alarm, Rules, attended, in_order
from varne.record.incident.alarms import alarms, placed
from varne.record.incident.apart import Contradiction, Setting, order
from varne.record.incident.fold import advance, fold, objections
from varne.record.incident.state import (
    Accounting,
    AssetState,
    Attended,
    Boat,
    Broadcast,
    Closing,
    Decided,
    Handover,
    Night,
    Problem,
    Recorded,
    Refusal,
    Said,
    Searching,
    Withheld,
)

__all__ = [
    "Accounting",
    "Alarm",
    "AssetState",
    "Attended",
    "Boat",
    "Broadcast",
    "Closing",
    "Contradiction",
    "Decided",
    "Handover",
    "Night",
    "Problem",
    "Recorded",
    "Refusal",
    "Rules",
    "Said",
    "Searching",
    "Setting",
    "Withheld",
    "advance",
    "alarms",
    "attended",
    "fold",
    "in_order",
    "objections",
    "order",
    "placed",
]
