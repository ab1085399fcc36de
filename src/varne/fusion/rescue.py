"""Was the boat just recovered one of ours, and which?

Every recovery is held against every open boat and against "none of ours": a boat that nobody had reported. What speaks
against each match is said in words. On 24 November 2021 a boat in good order was taken for the sinking one and its
record was closed; the defaults here cannot do that on what is published of that night (a test holds it). Nothing is
closed here: a match is proposed only from a high probability, shown from any.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from varne.fusion.associate import aboard, is_recovery
from varne.fusion.likelihood import STAGE_DB, TERMS, TOP_SPEED, Motion, Prior, evidence, sets_of
from varne.fusion.proposal import Boat, Decision, Proposal
from varne.fusion.reasons import Reason, count_text, describe, leg, minutes, reasons
from varne.fusion.report import Count, Report
from varne.fusion.sentences import miles, say, weigh
from varne.fusion.table import HEADS, HEADS_PRIOR, STRAIT, Floats, Table, Waters, count_likelihood, distinct, tabulate
from varne.geodesy import KNOT
from varne.sea.field import Field
from varne.words import Words

PROPOSED = 0.99
"""Probability from which a match is proposed and not only shown (research/fusion.md 4.6)."""
AT_SEA = Motion(convoy=0.5, convoy_m=4_000.0)
"""A crew finds boats where it was sent to look: any boat met there is near the one it looked for, so place proves less."""
CALLED_AFTER = np.log(0.03)
"""Nats for a report of the boat later than its recovery (research/fusion.md 4.2, term 7); counted twice at most."""
LATE_S = 600.0
"""A report this much later than the recovery is of people still out there [s]."""
CLOCK_FROM = 0.05
"""Probability from which a match that does not fit is tried with a clock one hour off: the stream must be followed anew."""
ALL, PART, SEVERAL = 0.85, 0.10, 0.05
"""Shares of recoveries that took everybody off, only some, or are counted together with other boats. Judgement."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An open boat held against a recovery.

    boat       its id
    p          probability that it is the recovered boat
    proposed   p has reached the threshold by the evidence alone; people decide all the same
    conflicts  what speaks against it, and what is missing
    reasons    the terms of p, without the prior
    left       who would still be out there if it is this boat; None when nobody said how many were aboard
    """

    boat: str
    p: float
    proposed: bool
    conflicts: tuple[Words, ...]
    reasons: tuple[Reason, ...]
    left: Count | None


@dataclass(frozen=True, slots=True)
class Rescue:
    """A recovery with its candidates, likeliest first, and the probability that it is none of them."""

    report: str
    candidates: tuple[Candidate, ...]
    none_of_ours: float


def match_rescues(
    proposal: Proposal,
    reports: Sequence[Report],
    current: Field,
    *,
    open_boats: Collection[str] | None = None,
    decided: Sequence[Decision] = (),
    prior: Prior = Prior(),  # noqa: B008
    at_least: float = PROPOSED,
    waters: Waters = STRAIT,
) -> tuple[Rescue, ...]:
    """Hold every recovery among the reports against every open boat.

    proposal    boats as proposed from the same reports
    reports     as given to propose
    open_boats  ids to compare with; None for all of the proposal
    decided     decisions in force: "same" names the recovery's boat, "different" excludes it; what the evidence alone
                gives is still said, and a decision proposes nothing
    prior       its silent boats are the weight of "none of ours": the safety dial
    at_least    probability from which a match is proposed
    returns     one Rescue for each recovery, in order of time
    """
    originals, _ = distinct(reports)
    table = tabulate([r for r in originals if r.channel != "search"], current, waters)
    boats = [b for b in proposal.boats if open_boats is None or b.id in open_boats]
    found = [i for i, r in enumerate(table.reports) if is_recovery(r)]
    return tuple(_match(table, i, boats, decided, prior, at_least, current) for i in found)


def _match(
    table: Table, r: int, boats: Sequence[Boat], decided: Sequence[Decision], prior: Prior, at_least: float, at: Field
) -> Rescue:
    rows = {b.id: tuple(i for i, rep in enumerate(table.reports) if rep.id in b.reports) for b in boats}
    terms = {b.id: _terms(table, rows[b.id], r, prior) for b in boats}
    weight = {b.id: b.exists * float(np.exp(terms[b.id].sum())) for b in boats}
    shown, silent = _with_decisions(table.reports[r].id, boats, decided, weight, prior.silent)
    evident, total = sum(weight.values()) + prior.silent, sum(shown.values()) + silent
    candidates = []
    for b in boats:
        by_evidence, p = weight[b.id] / evident, shown[b.id] / total
        conflicts = _conflicts(table, rows[b.id], r, terms[b.id])
        if silent == 0 and p > 0:
            conflicts.insert(0, say("rescue.decided", percent=round(100 * by_evidence)))
        candidates.append(
            Candidate(
                boat=b.id,
                p=p,
                proposed=min(p, by_evidence) >= at_least,
                conflicts=tuple(conflicts),
                reasons=_reasons(table, rows[b.id], r, terms[b.id], prior, at if p >= CLOCK_FROM else None),
                left=_left(aboard(table, rows[b.id]), _recovered(table.reports[r])),
            )
        )
    candidates.sort(key=lambda c: (-c.p, c.boat))
    return Rescue(table.reports[r].id, tuple(candidates), silent / total)


def _with_decisions(
    recovery: str, boats: Sequence[Boat], decided: Sequence[Decision], weight: dict[str, float], silent: float
) -> tuple[dict[str, float], float]:
    """Weights of boats and of "none of ours" once the operators' words count."""
    words = {b.id: _decision(recovery, b, decided) for b in boats}
    if "same" in words.values():
        return {k: float(words[k] == "same") for k in weight}, 0.0
    return {k: 0.0 if words[k] == "different" else w for k, w in weight.items()}, silent


def _decision(recovery: str, boat: Boat, decided: Sequence[Decision]) -> str | None:
    words = [d.kind for d in decided if recovery in (d.a, d.b) and ({d.a, d.b} - {recovery}) & set(boat.reports)]
    return "different" if "different" in words else words[0] if words else None


def _history(table: Table, rows: Sequence[int], r: int) -> list[int]:
    return [i for i in rows if table.t[i] <= table.t[r] + LATE_S]


def _terms(table: Table, rows: Sequence[int], r: int, prior: Prior) -> Floats:
    """Nats by term of the recovery being this boat and not one unheard of; no prior (0), calls after it counted there."""
    before = _history(table, rows, r)
    after = len(rows) - len(before)
    if not before:
        return np.array([CALLED_AFTER * min(after, 2), 0, 0, 0, 0, 0, 0], float)
    both, alone = evidence(table, sets_of([[*before, r], before]), prior, AT_SEA).T
    terms = both - alone
    terms[TERMS.index("channel")] = CALLED_AFTER * min(after, 2)
    terms[TERMS.index("people")] = _people(table, before, _recovered(table.reports[r]))
    return np.asarray(terms)


def _recovered(r: Report) -> Count:
    if r.outcome is None:
        raise ValueError(f"report {r.id!r} is no recovery: it has no outcome")
    return r.outcome.recovered


def _people(table: Table, rows: Sequence[int], count: Count) -> float:
    """All of the boat, part of it, or this boat and others: recovered people against what was said of this boat."""
    if count.likely == 0:
        return 0.0
    n = float(count.likely)
    part = np.where(n <= HEADS, 1 / HEADS, 0.0)
    several = np.where(n > HEADS, 1 / HEADS[-1], 0.0)
    fits = ALL * np.exp(count_likelihood(count, 0.03)) + PART * part + SEVERAL * several
    said = HEADS_PRIOR + table.heads.said[list(rows)].sum(axis=0)
    known = np.exp(said - np.logaddexp.reduce(said))
    return float(np.log(known @ fits) - np.log(np.exp(HEADS_PRIOR) @ fits))


def _reasons(
    table: Table, rows: Sequence[int], r: int, terms: Floats, prior: Prior, current: Field | None
) -> tuple[Reason, ...]:
    before = _history(table, rows, r)
    why = reasons(table, before, [r], terms, prior, current) if before else ()
    late = [Reason("channel", float(terms[0]), w) for w in _called_after(table, rows, r)[:1]]
    said, weight = aboard(table, tuple(before)), float(terms[TERMS.index("people")])
    counts = [(count_text(said), count_text(_recovered(table.reports[r])))] if said else []
    people = [Reason("people", weight, weigh("people.counts", weight, a=a, b=b)) for a, b in counts]
    return (*(x for x in why if x.term not in ("channel", "people")), *people, *late)


def _left(people: Count | None, recovered: Count) -> Count | None:
    if people is None:
        return None
    low = max(people.min - recovered.max, 0)
    likely = max(people.likely - recovered.likely, low)
    return Count(low, likely, max(people.max - recovered.min, likely))


def _conflicts(table: Table, rows: Sequence[int], r: int, terms: Floats) -> list[Words]:
    before = _history(table, rows, r)
    words = _count_conflict(aboard(table, tuple(rows)), _recovered(table.reports[r]))
    if not before:
        return [*words, say("rescue.before"), *_called_after(table, rows, r)]
    words += _condition_conflict(table, before, r)
    if terms[TERMS.index("boat")] < -0.7 and (unlike := _described(table, before, r)):
        words.append(say("rescue.boat", what=unlike))
    words += _place_conflict(table, before, r, float(terms[TERMS.index("motion")]))
    words += _heading_conflict(table, before, r)
    words += _called_after(table, rows, r)
    if table.caller[r] < 0 or not np.any(table.caller[before] == table.caller[r]):
        words.append(say("rescue.no_identity"))
    return words


def _count_conflict(people: Count | None, recovered: Count) -> list[Words]:
    if people is None:
        return []
    args = {"recovered": count_text(recovered), "people": count_text(people)}
    if recovered.min > 1.5 * people.max:
        return [say("rescue.several", **args)]
    if recovered.max < 0.75 * people.min:  # callers' counts are 15 to 25 % out; below that people are missing
        return [say("rescue.partly", **args, left=people.max - recovered.min)]
    if recovered.min > 1.25 * people.max:
        return [say("rescue.count", **args)]
    return []


def _condition_conflict(table: Table, before: Sequence[int], r: int) -> list[Words]:
    said = [i for i in before if table.stage[i] >= 0]
    if not said or table.stage[r] < 0 or STAGE_DB[table.stage[said[-1]], table.stage[r]] > -4:
        return []
    found, reported = (table.reports[i].condition for i in (r, said[-1]))
    return [say("rescue.condition", found=found, reported=reported)]


def _described(table: Table, before: Sequence[int], r: int) -> str:
    return next((w for i in reversed(before) if (w := describe(table, i, r))), "")


def _place_conflict(table: Table, before: Sequence[int], r: int, nats: float) -> list[Words]:
    placed = [i for i in before if table.placed[i] and table.t[i] <= table.t[r]]
    if not table.placed[r] or not placed:
        return [say("rescue.no_place")]
    go = leg(table, placed[-1], r)
    args = {"nm": miles(go.own * max(go.dt, 60.0)), "kn": round(go.own / KNOT, 1)}
    if go.at_least > TOP_SPEED:
        return [say("rescue.impossible", **args)]
    return [say("rescue.place", **args)] if nats < -0.7 else []


def _heading_conflict(table: Table, before: Sequence[int], r: int) -> list[Words]:
    found = table.reports[r].course
    said = [c for i in before if (c := table.reports[i].course) is not None]
    if found is None or not said or abs((found - said[-1] + 180) % 360 - 180) <= 90:
        return []
    return [say("rescue.heading", found=f"{found:03.0f}", reported=f"{said[-1]:03.0f}")]


def _called_after(table: Table, rows: Sequence[int], r: int) -> list[Words]:
    late = [i for i in rows if table.t[i] > table.t[r] + LATE_S]
    return [say("rescue.called_after", report=table.reports[i].id, minutes=minutes(table.t[i] - table.t[r])) for i in late]
