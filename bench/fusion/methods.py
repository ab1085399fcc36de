"""What a method is to this bench, and the adapters of ours.

A method gets reports in the order received and the current, and gives an Answer. It sees no truth. What a method that
keeps its state from report to report looks like is a Watch; `again` makes one of any method.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from bench.fusion.nights import Floats, Ints, recoveries
from varne.fusion.associate import propose
from varne.fusion.proposal import Proposal
from varne.fusion.report import Report
from varne.fusion.rescue import Rescue, match_rescues
from varne.sea.field import Field

THRESHOLDS = (0.5, 0.8, 0.95)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a method says about n reports.

    labels   by probability that a join must have (0 for methods that have none): (n,) boat of each report, recoveries
             included; -1 is a boat of its own
    pairs    (n, n) probability that two reports are one boat; None when the method gives none
    rescued  (n,) probability that the boat of a report was rescued; None when the method gives none: then a boat whose
             label holds a recovery counts as rescued
    """

    labels: Mapping[float, Ints]
    pairs: Floats | None = None
    rescued: Floats | None = None


Method = Callable[[Sequence[Report], Field], Answer]


class Watch(Protocol):
    """A method that takes reports as they come in."""

    def take(self, report: Report) -> None: ...
    def answer(self) -> Answer: ...


class Again:
    """A Watch of any method: it starts from nothing whenever it is asked."""

    def __init__(self, method: Method, current: Field) -> None:
        self._method, self._current, self._reports = method, current, list[Report]()

    def take(self, report: Report) -> None:
        self._reports.append(report)

    def answer(self) -> Answer:
        return self._method(self._reports, self._current)


def alone(labels: Ints) -> Ints:
    """Labels in which every -1 is a label of its own; what clusters are counted by."""
    out, none = labels.copy(), np.flatnonzero(labels < 0)
    out[none] = labels.max(initial=-1) + 1 + np.arange(len(none))
    return out


def proposed(reports: Sequence[Report], current: Field, thresholds: Sequence[float] = THRESHOLDS) -> Answer:
    """`propose` at each threshold; recoveries through `match_rescues`, joined to a boat by the same threshold."""
    labels, pairs, rescued = dict[float, Ints](), None, None
    for at_least in thresholds:
        found = propose(reports, current, at_least=at_least)
        matched = match_rescues(found, reports, current)
        labels[at_least] = labelled(reports, found, matched, at_least)
        if pairs is None:  # both from the first threshold, boats that are likelier than not
            pairs, rescued = pair_matrix(reports, found, matched), rescue_vector(reports, found, matched)
    return Answer(labels, pairs, rescued)


def labelled(reports: Sequence[Report], found: Proposal, matched: Sequence[Rescue], at_least: float) -> Ints:
    """(n,) Boats; a recovery takes the label of its likeliest boat when that is likely enough, else its own."""
    of = {i: k for k, b in enumerate(found.boats) for i in b.reports}
    number = {b.id: k for k, b in enumerate(found.boats)}
    best = {m.report: m.candidates[0] for m in matched if m.candidates and m.candidates[0].p > at_least}
    of |= {report: number[c.boat] for report, c in best.items()}
    return np.array([of.get(r.id, -1) for r in reports], np.int64)


def pair_matrix(reports: Sequence[Report], found: Proposal, matched: Sequence[Rescue]) -> Floats:
    """(n, n) Pair probabilities; a recovery and a report of a boat are one boat as far as the recovery is that boat."""
    row = {r.id: i for i, r in enumerate(reports)}
    p = np.eye(len(reports))
    for pair in found.pairs:
        i, j = row[pair.a], row[pair.b]
        p[i, j] = p[j, i] = pair.p
    members = {b.id: [row[i] for i in b.reports] for b in found.boats}
    for m in matched:
        for c in m.candidates:
            p[row[m.report], members[c.boat]] = p[members[c.boat], row[m.report]] = c.p
    return p


def rescue_vector(reports: Sequence[Report], found: Proposal, matched: Sequence[Rescue]) -> Floats:
    """(n,) P(rescued) of each report's boat: that at least one recovery was this boat; 1 for the recoveries."""
    left = {b.id: 1.0 for b in found.boats}
    for m in matched:
        for c in m.candidates:
            left[c.boat] *= 1 - c.p
    of = {i: 1 - left[b.id] for b in found.boats for i in b.reports}
    return np.where(recoveries(reports), 1.0, [of.get(r.id, 0.0) for r in reports])
