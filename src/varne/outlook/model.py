"""Model: what is assumed of boats and of what is said about them, but for the tables of conditions; told: a report as read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from varne.drift.ensemble import Errors, Hazards
from varne.fusion.report import Condition, Report
from varne.geodesy import KNOT
from varne.outlook.conditions import HAZARDS, SHARES
from varne.outlook.places import Fix, fix_of, repeated

SET_ASIDE = ("rescue", "search")
"""Channels that tell where crews were, not where the boat is; whether a rescue was this boat's is for people to say."""


@dataclass(frozen=True, slots=True)
class Model:
    """What is assumed; none of it was fitted to any night.

    wrong    share of positions that are plainly wrong: digits, an old pin, another boat (research/fusion.md 4.2, term 2)
    jump     chance, between two positions, that the boat went as no state can: towed, aboard a ship, far faster. Judgement
    turns    how often a boat under way takes another heading and speed, per hour. Judgement
    start    shares of STATES before anything is said; hazards  what may happen after each condition
    errors   of current, wind and own way
    """

    wrong: float = 0.045
    jump: float = 0.005
    turns: float = 0.25
    start: Mapping[str, float] = field(default_factory=lambda: SHARES["unknown"])
    hazards: Mapping[Condition, Hazards] = field(default_factory=lambda: HAZARDS)
    errors: Errors = field(default_factory=Errors)


@dataclass(frozen=True, slots=True)
class Going:
    """What may happen to a boat until something else is heard: events, errors, and turns per hour."""

    hazards: Hazards
    errors: Errors
    turns: float


@dataclass(frozen=True, slots=True)
class Told:
    """A report as the states hear it: when [s since 1970], its probability of being of this boat, what it says.

    fix  None without a position, for one off the map, and for one that was said before
    """

    id: str
    t: float
    p: float
    fix: Fix | None
    condition: Condition
    course: float | None
    speed: float | None

    @property
    def says_something(self) -> bool:
        return any((self.fix, self.condition != "unknown", self.course is not None, self.speed is not None)) and self.p > 0


def told(reports: Sequence[Report], belonging: Mapping[str, float]) -> list[Told]:
    """Reports that say something of where the boat is or what state it is in, in order of time, ties by id.

    reports    each once, any order
    belonging  probability that each is of this boat, by id, 0..1; 1 where it is not given
    """
    rows = sorted((r for r in reports if r.channel not in SET_ASIDE), key=lambda r: (r.when, r.id))
    again = repeated(rows)
    heard = (_told(r, belonging.get(r.id, 1.0), r.id in again) for r in rows)
    return [r for r in heard if r.says_something]


def _told(r: Report, p: float, again: bool) -> Told:
    speed: Any = None if r.speed_kn is None else r.speed_kn * KNOT
    return Told(r.id, r.when.timestamp(), p, None if again else fix_of(r), r.condition, r.course, speed)
