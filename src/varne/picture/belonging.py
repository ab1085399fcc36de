"""How probably each report is of the boat it is shown under: what its outlook weighs the report by.

A boat that an officer opened has the reports that people gave it: all are its own (invariant 5). Of a boat that Varne proposes
each report has its member's probability, in steps: a forecast is made anew when a step is passed, not whenever sampling
moves a probability by a hair.
"""

from collections.abc import Mapping
from math import log2

from varne.fusion.associate import Boat
from varne.fusion.report import Report
from varne.picture.known import Known, reports_of, unrecorded

SURE = 2.0**-7.5
"""A doubt smaller than this makes no difference to where a boat is."""


def belonging(boat: Boat) -> dict[str, float]:
    """Probability that each report is of a proposed boat, by report, in steps."""
    return {m.report: stepped(m.p) for m in boat.members}


def stepped(p: float) -> float:
    """A probability with the smaller of p and 1 - p at the nearest power of a half: the odds move by a factor of two at most.

    >>> [stepped(p) for p in (1.0, 0.999, 0.97, 0.96, 0.8, 0.5, 0.3, 0.02, 0.0)]
    [1.0, 1.0, 0.96875, 0.96875, 0.75, 0.5, 0.25, 0.015625, 0.0]
    """
    small = min(p, 1.0 - p)
    small = 0.0 if small < SURE else 2.0 ** round(log2(small))
    return small if p < 0.5 else 1.0 - small


def to_place(known: Known) -> dict[str, tuple[list[Report], Mapping[str, float]]]:
    """Boats that get an outlook, open or proposed and opened by nobody: their reports and how probably each belongs."""
    night = known.night
    told: dict[str, tuple[list[Report], Mapping[str, float]]] = {
        b.id: (reports_of(b, night), {}) for b in night.boats.values() if b.status == "open"
    }
    return told | {b.id: ([night.reports[r].report for r in b.reports], belonging(b)) for b in unrecorded(known)}
