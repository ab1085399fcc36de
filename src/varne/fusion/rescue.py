"""Was the boat just recovered one of ours, and which?

Every recovery is held against every open boat and against "none of ours": a boat that nobody had reported. What speaks
against each match is said in words. On 24 November 2021 a boat in good order was taken for the sinking one and its
record was closed; the defaults here cannot do that on what is published of that night (a test holds it). Nothing is
closed here: a match is proposed only from a high probability, shown from any.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from varne.fusion.conflicts import conflicts, recovered
from varne.fusion.items import Rows
from varne.fusion.likelihood import TERMS, sets_of
from varne.fusion.people import aboard
from varne.fusion.proposal import Boat, Decision, Match, Proposal, State
from varne.fusion.reasons import Reason, count_text, reasons
from varne.fusion.report import Count
from varne.fusion.sentences import say, weigh
from varne.fusion.sheet import terms_of
from varne.fusion.table import Floats
from varne.words import Words

PROPOSED = 0.99
"""Probability from which a match is proposed and not only shown (research/fusion.md 4.6)."""
TOLD = 0.01
"""Probability from which the terms of a match are put into sentences; what speaks against it is said for every boat."""
CLOCK_FROM = 0.05
"""Probability from which a match that does not fit is tried with a clock one hour off: the stream must be followed anew."""


@dataclass(frozen=True)
class Candidate:
    """An open boat held against a recovery; the words are made when somebody reads them.

    boat       its id
    p          probability that it is the recovered boat
    evident    the same by the evidence alone, before operators' words
    proposed   both have reached the threshold; people decide all the same
    decided    an operator said so
    state      what the proposal stands on; rows of the boat and row of the recovery in it
    """

    boat: str
    p: float
    evident: float
    proposed: bool
    decided: bool
    state: State = field(compare=False, repr=False)
    rows: Rows
    recovery: int

    @cached_property
    def gain(self) -> Floats:
        """Nats (8,) by term of the recovery being this boat and not one unheard of."""
        both, alone = terms_of(self.state.asked.sheet, sets_of([(*self.rows, self.recovery), self.rows])).T
        return np.asarray(both - alone)

    @cached_property
    def conflicts(self) -> tuple[Words, ...]:
        """What speaks against it, and what is missing."""
        word = [say("rescue.decided", percent=round(100 * self.evident))] if self.decided else []
        return (*word, *conflicts(self.state.asked.table, self.rows, self.recovery, self.gain))

    @cached_property
    def reasons(self) -> tuple[Reason, ...]:
        """The terms of p, if all these reports are one boat; () for a match that is as good as excluded."""
        return _reasons(self) if self.p >= TOLD else ()

    @cached_property
    def left(self) -> Count | None:
        """Who would still be out there if it is this boat; None when nobody said how many were aboard."""
        table = self.state.asked.table
        return _left(aboard(table, self.rows), recovered(table.reports[self.recovery]))


@dataclass(frozen=True, slots=True)
class Rescue:
    """A recovery with its candidates, likeliest first, and the probability that it is a boat nobody had reported.

    They need not add up to 1: see Match.
    """

    report: str
    candidates: tuple[Candidate, ...]
    none_of_ours: float


def match_rescues(
    proposal: Proposal,
    *,
    open_boats: Collection[str] | None = None,
    decided: Sequence[Decision] = (),
    at_least: float = PROPOSED,
) -> tuple[Rescue, ...]:
    """Hold every recovery among a proposal's reports against every open boat.

    proposal    its silent boats are the weight of "none of ours": the safety dial
    open_boats  ids to compare with; None for all of the proposal
    decided     decisions in force: "same" names the recovery's boat, "different" excludes it; what the evidence alone
                gives is still said, and a decision proposes nothing
    at_least    probability from which a match is proposed
    returns     one Rescue for each recovery, in order of time
    """
    if proposal.state is None:
        return ()
    row = {r.id: i for i, r in enumerate(proposal.state.asked.table.reports)}
    compared = [b for b in proposal.boats if open_boats is None or b.id in open_boats]
    boats = [(b, tuple(sorted(row[i] for i in b.reports if i in row))) for b in compared]
    matches = {m.report: m for m in proposal.matches}
    found = [(i, matches[r]) for r, i in row.items() if r in matches]
    return tuple(_match(proposal.state, i, m, boats, decided, at_least) for i, m in found)


def _match(
    state: State, r: int, match: Match, boats: Sequence[tuple[Boat, Rows]], decided: Sequence[Decision], at_least: float
) -> Rescue:
    evident = dict(match.boats)
    shown, none = _with_decisions(match, [b for b, _ in boats], decided)
    candidates = [
        Candidate(
            boat=b.id,
            p=(p := shown[b.id]),
            evident=evident[b.id],
            proposed=min(p, evident[b.id]) >= at_least,
            decided=none == 0 and p > 0,
            state=state,
            rows=rows,
            recovery=r,
        )
        for b, rows in boats
    ]
    return Rescue(match.report, tuple(sorted(candidates, key=lambda c: (-c.p, c.boat))), none)


def _with_decisions(match: Match, boats: Sequence[Boat], decided: Sequence[Decision]) -> tuple[dict[str, float], float]:
    """Probabilities of boats and of "none of ours" once the operators' words count and only boats compared are left."""
    p, ids, spoken = dict(match.boats), [b.id for b in boats], _spoken_of(match.report, boats, decided)
    if "same" in spoken.values():
        return {k: float(spoken.get(k) == "same") for k in ids}, 0.0
    kept = {k for k in ids if spoken.get(k) != "different"}
    if not kept:
        return dict.fromkeys(ids, 0.0), 1.0
    left = max(match.none_of_ours, 1.0 - sum(q for k, q in p.items() if k not in kept))
    return {k: min(1.0, p[k] / left) if k in kept else 0.0 for k in ids}, min(1.0, match.none_of_ours / left)


def _spoken_of(recovery: str, boats: Sequence[Boat], decided: Sequence[Decision]) -> dict[str, str]:
    """Boats that operators spoke of beside this recovery, and what: "different" outweighs "same"."""
    about = [(d.b if d.a == recovery else d.a, d.kind) for d in decided if recovery in (d.a, d.b)]
    kinds = {b.id: {kind for report, kind in about if report in b.reports} for b in boats} if about else {}
    return {boat: "different" if "different" in said else "same" for boat, said in kinds.items() if said}


def _reasons(c: Candidate) -> tuple[Reason, ...]:
    asked = c.state.asked
    table, current = asked.table, c.state.current if c.p >= CLOCK_FROM else None
    why = reasons(table, c.rows, [c.recovery], c.gain, asked.prior, current)
    said = aboard(table, c.rows)
    weight = float(c.gain[TERMS.index("people")])
    counts = [(count_text(said), count_text(recovered(table.reports[c.recovery])))] if said else []
    people = [Reason("people", weight, weigh("people.counts", weight, a=a, b=b)) for a, b in counts]
    return (*(x for x in why if x.term != "people"), *people)


def _left(people: Count | None, taken: Count) -> Count | None:
    if people is None:
        return None
    low = max(people.min - taken.max, 0)
    likely = max(people.likely - taken.likely, low)
    return Count(low, likely, max(people.max - taken.min, likely))
