"""Varne as a method: `propose` for what people said, `match_rescues` for recoveries.

A recovery is no part of a boat to Varne: it is held against every boat. Here it takes the label of the boat that it is
with more than the threshold's probability, so that it counts in pairs as in a method that joins it; the bench also gives
the pairs without recoveries.
"""

from collections.abc import Sequence

import numpy as np

from bench.fusion.methods import THRESHOLDS, Answer
from bench.fusion.nights import Floats, Ints, recoveries
from varne.fusion.associate import propose
from varne.fusion.proposal import Proposal
from varne.fusion.report import Report
from varne.fusion.rescue import Rescue, match_rescues
from varne.sea.field import Field


def proposed(
    reports: Sequence[Report], current: Field, thresholds: Sequence[float] = THRESHOLDS, found: Proposal | None = None
) -> Answer:
    """`propose` at each threshold; recoveries through `match_rescues`, joined to a boat by the same threshold.

    found  a proposal of these reports at the first threshold, where there is one already
    """
    labels, pairs, rescued = dict[float, Ints](), None, None
    for k, at_least in enumerate(thresholds):
        if k or found is None:
            found = propose(reports, current, at_least=at_least, after=found)  # the samples are drawn once
        matched = match_rescues(found)
        labels[at_least] = labelled(reports, found, matched, at_least)
        if pairs is None:  # both from the first threshold, boats that are likelier than not
            pairs, rescued = pair_matrix(reports, found, matched), rescue_vector(reports, found, matched)
    return Answer(labels, pairs, rescued)


class Warm:
    """`propose` that goes on from its last answer when a report comes in, as a live node does."""

    def __init__(self, current: Field, thresholds: Sequence[float] = THRESHOLDS) -> None:
        self._current, self._thresholds = current, thresholds
        self._reports, self._last = list[Report](), None

    def take(self, report: Report) -> None:
        self._reports.append(report)
        self._last = propose(self._reports, self._current, at_least=self._thresholds[0], after=self._last)

    def answer(self) -> Answer:
        return proposed(self._reports, self._current, self._thresholds, self._last)


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
