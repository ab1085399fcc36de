"""Was the boat just recovered one of ours, and which?

Every recovery is held against every open boat and against "none of ours": a boat that nobody had reported. What speaks
against each match is said in words. On 24 November 2021 a boat in good order was taken for the sinking one and its
record was closed; the defaults here cannot do that on what is published of that night (a test holds it). Nothing is
closed here: a match is proposed only from a high probability, shown from any.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from varne.fusion.likelihood import MOTION, STAGE_DB, TERMS, TOP_SPEED, Prior, sets_of
from varne.fusion.people import aboard
from varne.fusion.proposal import Boat, Decision, Match, Proposal
from varne.fusion.reasons import Reason, count_text, describe, leg, minutes, reasons
from varne.fusion.report import Count, Report
from varne.fusion.sentences import miles, say, weigh
from varne.fusion.sheet import Sheet, sheet_of, terms_of
from varne.fusion.table import STRAIT, Floats, Table, Waters, distinct, is_recovery, tabulate
from varne.geodesy import KNOT
from varne.sea.field import Field
from varne.words import Words

PROPOSED = 0.99
"""Probability from which a match is proposed and not only shown (research/fusion.md 4.6)."""
LATE_S = Prior().late_s
"""A report this much later than the recovery is of people still out there [s]."""
TOLD = 0.01
"""Probability from which the terms of a match are put into sentences; what speaks against it is said for every boat."""
CLOCK_FROM = 0.05
"""Probability from which a match that does not fit is tried with a clock one hour off: the stream must be followed anew."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An open boat held against a recovery.

    boat       its id
    p          probability that it is the recovered boat
    proposed   p has reached the threshold by the evidence alone; people decide all the same
    conflicts  what speaks against it, and what is missing
    reasons    the terms of p, if all these reports are one boat; () for a match that is as good as excluded
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
    """A recovery with its candidates, likeliest first, and the probability that it is a boat nobody had reported.

    They need not add up to 1: see Match.
    """

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

    proposal    from the same reports; its silent boats are the weight of "none of ours": the safety dial
    reports     as given to propose, as are prior and waters
    open_boats  ids to compare with; None for all of the proposal
    decided     decisions in force: "same" names the recovery's boat, "different" excludes it; what the evidence alone
                gives is still said, and a decision proposes nothing
    at_least    probability from which a match is proposed
    returns     one Rescue for each recovery, in order of time
    """
    originals, _ = distinct(reports)
    table = tabulate([r for r in originals if r.channel != "search"], current, waters)
    sheet = sheet_of(table, prior, MOTION)
    boats = [b for b in proposal.boats if open_boats is None or b.id in open_boats]
    matches = {m.report: m for m in proposal.matches}
    found = [(i, matches[r.id]) for i, r in enumerate(table.reports) if is_recovery(r)]
    return tuple(_match(table, sheet, i, m, boats, decided, prior, at_least, current) for i, m in found)


def _match(
    table: Table,
    sheet: Sheet,
    r: int,
    match: Match,
    boats: Sequence[Boat],
    decided: Sequence[Decision],
    prior: Prior,
    at_least: float,
    at: Field,
) -> Rescue:
    evident = dict(match.boats)
    shown, none = _with_decisions(match, boats, decided)
    row = {rep.id: i for i, rep in enumerate(table.reports)}
    rows = {b.id: tuple(sorted(row[i] for i in b.reports if i in row)) for b in boats}
    terms = _terms(sheet, [rows[b.id] for b in boats], r)
    candidates = []
    for b, gain in zip(boats, terms, strict=True):
        p, conflicts = shown[b.id], _conflicts(table, rows[b.id], r, gain)
        if none == 0 and p > 0:
            conflicts.insert(0, say("rescue.decided", percent=round(100 * evident[b.id])))
        candidates.append(
            Candidate(
                boat=b.id,
                p=p,
                proposed=min(p, evident[b.id]) >= at_least,
                conflicts=tuple(conflicts),
                reasons=_reasons(table, rows[b.id], r, gain, prior, at if p >= CLOCK_FROM else None) if p >= TOLD else (),
                left=_left(aboard(table, rows[b.id]), _recovered(table.reports[r])),
            )
        )
    candidates.sort(key=lambda c: (-c.p, c.boat))
    return Rescue(table.reports[r].id, tuple(candidates), none)


def _with_decisions(match: Match, boats: Sequence[Boat], decided: Sequence[Decision]) -> tuple[dict[str, float], float]:
    """Probabilities of boats and of "none of ours" once the operators' words count and only boats compared are left."""
    p = dict(match.boats)
    words = {b.id: _decision(match.report, b, decided) for b in boats}
    if "same" in words.values():
        return {k: float(words[k] == "same") for k in words}, 0.0
    kept = {k for k, word in words.items() if word != "different"}
    if not kept:
        return dict.fromkeys(words, 0.0), 1.0
    left = max(match.none_of_ours, 1.0 - sum(q for k, q in p.items() if k not in kept))
    return {k: min(1.0, p[k] / left) if k in kept else 0.0 for k in words}, min(1.0, match.none_of_ours / left)


def _decision(recovery: str, boat: Boat, decided: Sequence[Decision]) -> str | None:
    words = [d.kind for d in decided if recovery in (d.a, d.b) and ({d.a, d.b} - {recovery}) & set(boat.reports)]
    return "different" if "different" in words else words[0] if words else None


def _history(table: Table, rows: Sequence[int], r: int) -> list[int]:
    return [i for i in rows if table.t[i] <= table.t[r] + LATE_S]


def _terms(sheet: Sheet, boats: Sequence[Sequence[int]], r: int) -> Floats:
    """Nats (B, 8) by term of the recovery being each boat and not one unheard of."""
    if not boats:
        return np.zeros((0, len(TERMS)))
    sets = [*([*b, r] for b in boats), *boats]
    both, alone = terms_of(sheet, sets_of(sets)).T.reshape(2, len(boats), -1)
    return np.asarray(both - alone)


def _recovered(r: Report) -> Count:
    if r.outcome is None:
        raise ValueError(f"report {r.id!r} is no recovery: it has no outcome")
    return r.outcome.recovered


def _reasons(
    table: Table, rows: Sequence[int], r: int, terms: Floats, prior: Prior, current: Field | None
) -> tuple[Reason, ...]:
    why = reasons(table, rows, [r], terms, prior, current)
    said = aboard(table, tuple(rows))
    weight = float(terms[TERMS.index("people")])
    counts = [(count_text(said), count_text(_recovered(table.reports[r])))] if said else []
    people = [Reason("people", weight, weigh("people.counts", weight, a=a, b=b)) for a, b in counts]
    return (*(x for x in why if x.term != "people"), *people)


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
