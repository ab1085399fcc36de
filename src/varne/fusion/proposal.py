"""What fusion proposes: the values that a picture, a command or an officer reads.

Nothing here is decided. A proposal is made afresh from reports, stream and decisions in force; see associate.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from varne.fusion.posterior import Posterior, Problem
from varne.fusion.reasons import Reason
from varne.fusion.report import Condition, Count
from varne.fusion.why import Asked
from varne.sea.field import Field
from varne.words import Words

SHOWN = 0.05
"""Probability from which a pair, a link or an alternative is shown."""


@dataclass(frozen=True, slots=True)
class Decision:
    """An operator's word that two reports are, or are not, one boat. In force as long as it is handed in."""

    kind: Literal["same", "different"]
    a: str
    b: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two reports: earlier first, probability of one boat given all others, how sure it is, reasons of the two alone.

    spread  1 sigma of p from how far the sampling chains are apart
    """

    a: str
    b: str
    p: float
    why: Asked = field(compare=False, repr=False)
    spread: float = 0.0

    @property
    def reasons(self) -> tuple[Reason, ...]:
        return self.why()


@dataclass(frozen=True, slots=True)
class Member:
    """A report in a boat: probability that it belongs there given all the others, why, and where else it might.

    elsewhere  ((boat id, p), ...) down to SHOWN; the id is None for "a boat of its own"
    """

    report: str
    p: float
    why: Asked = field(compare=False, repr=False)
    elsewhere: tuple[tuple[str | None, float], ...] = ()

    @property
    def reasons(self) -> tuple[Reason, ...]:
        return self.why()


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another way to divide a boat's reports, with those of boats it may be one with: probability, report ids of each part."""

    p: float
    parts: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Boat:
    """Reports proposed as one boat.

    id            "boat:" and the id of the report that came in first: it stays when reports come in
    reports       in order of the time at which they were true, copies with their original
    p             that all are one boat
    exists        that there is a boat at all
    people        lowest and highest of what was said, and the middle of what the counts allow together; None unsaid
    condition     the latest that was said
    lon, lat      the position that is best at last_at, its errors grown with its age; ellipse_m, placed_at belong to it
    last_at       time of the last report
    members       probability and reasons of each report, () for a single one
    divided       finds its alternatives when they are asked for
    """

    id: str
    reports: tuple[str, ...]
    p: float
    exists: float
    people: Count | None
    condition: Condition
    lon: float | None
    lat: float | None
    ellipse_m: tuple[float, float, float] | None
    placed_at: datetime | None
    last_at: datetime
    members: tuple[Member, ...]
    divided: Callable[[], tuple[Alternative, ...]] = field(default=tuple, compare=False, repr=False)

    @property
    def alternatives(self) -> tuple[Alternative, ...]:
        """Other ways to divide its reports, and those of boats it may be one with, likeliest first."""
        return self.divided()

    @property
    def weakest(self) -> Member | None:
        """The report that fits worst: the one to ask about."""
        return min(self.members, key=lambda m: (m.p, m.report), default=None)


@dataclass(frozen=True, slots=True)
class Link:
    """Two proposed boats that may be one: shown as a dotted line, never as one."""

    a: str
    b: str
    p: float
    why: Asked = field(compare=False, repr=False)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        return self.why()


@dataclass(frozen=True, slots=True)
class State:
    """What a proposal stands on: samples under which decisions and expectations, reports as arrays, the stream, and the
    share of boats that sail with another, as learnt from these samples."""

    posterior: Posterior
    under: Hashable
    asked: Problem
    current: Field
    convoy: float


@dataclass(frozen=True, slots=True)
class Match:
    """A recovery and the boats it may have been: p of none that was reported, and (boat id, p) of each, likeliest first.

    They need not add up to 1: two boats that may be one may both be it, and a sample that cuts a boat counts for a part of it.
    """

    report: str
    none_of_ours: float
    boats: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """The answer: boats, the pairs and links that support or question them, and what was set aside.

    boats   in order of their first report's time
    pairs   of single reports with p >= 0.05, highest first
    links   between boats with p >= 0.05, highest first
    aside   ids of reports that are no report of a boat: recoveries, searches
    notes   what a reader must know: copies, contradictory decisions, reports set aside
    matches how each recovery falls to the boats
    number  boats that were reported: 5 %, most likely and 95 % number; silent: how many more are assumed
    state   the samples it was read from, to go on from when a report comes in
    """

    boats: tuple[Boat, ...]
    pairs: tuple[Pair, ...]
    links: tuple[Link, ...]
    aside: tuple[str, ...]
    notes: tuple[Words, ...]
    matches: tuple[Match, ...] = ()
    number: tuple[int, int, int] = (0, 0, 0)
    silent: float = 0.0
    state: "State | None" = field(default=None, repr=False, compare=False)

    def boat_of(self, report: str) -> Boat | None:
        """The boat that holds a report; None when it was set aside."""
        return next((b for b in self.boats if report in b.reports), None)
