"""Which reports are the same boat: proposals with probability and reasons, for people to decide.

Nothing merges or closes here (invariant 5): a Proposal is an answer to "what would you say?", read off samples of all ways
to divide the reports into boats (posterior), given the stream and the decisions in force. Take a decision out and it is
as if it had never been. Every report is in exactly one boat or on the list of those set aside.
"""

from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from varne.fusion.convoy import learnt
from varne.fusion.items import Rows
from varne.fusion.likelihood import MOTION, TOP_SPEED, Motion, Prior
from varne.fusion.posterior import ROUGH, WHOLE, Effort, Posterior, Problem, problem, sample, update
from varne.fusion.proposal import SHOWN, Boat, Decision, Link, Member, Pair, Proposal, State
from varne.fusion.reasons import leg, minutes
from varne.fusion.report import Count, Outcome, Report
from varne.fusion.sentences import miles, say
from varne.fusion.table import STRAIT, Table, Waters, distinct, is_recovery, tabulate
from varne.fusion.view import view_of
from varne.geodesy import KNOT
from varne.sea.field import Constant, Field
from varne.words import Words

Pose = Callable[[Motion], Problem]
"""The problem, given how boats move."""
GO_ON = 8
"""New reports up to which the samples are gone on from."""
__all__ = ["Boat", "Decision", "Link", "Member", "Pair", "Proposal", "is_recovery", "propose"]


def propose(
    reports: Sequence[Report],
    current: Field,
    *,
    decided: Sequence[Decision] = (),
    prior: Prior = Prior(),  # noqa: B008
    at_least: float = 0.95,
    shown: float = SHOWN,
    waters: Waters = STRAIT,
    after: Proposal | None = None,
    effort: Effort = WHOLE,
    seed: int = 1,
) -> Proposal:
    """Divide reports into proposed boats.

    reports   in any order; the result does not depend on it
    current   the stream
    decided   decisions in force: they win over any evidence; contradictory ones leave the reports apart
    at_least  probability a join must have: 0.5 counts boats best, 0.8 rarely takes two boats for one, 0.95 hardly ever
    shown     probability from which pairs and links are listed with their reasons
    after     a proposal from some of these reports: what the new ones cannot touch is taken over, which is much faster
    effort    how long to sample from nothing; seed of the samples
    returns   a Proposal
    raises    ValueError when one id comes with two contents, or at_least is not in 0.5 <= p < 1

    >>> from datetime import UTC, datetime
    >>> from varne.sea.field import Constant
    >>> def call(id, minute, key):
    ...     return Report(id, datetime(2024, 3, 1, 1, minute, tzinfo=UTC), "call", "occupant", caller=key)
    >>> night = propose([call("a", 0, "k1"), call("b", 20, "k1"), call("c", 50, "k2")], Constant(0.5, 0.5))
    >>> [(b.id, b.reports) for b in night.boats]
    [('boat:a', ('a', 'b')), ('boat:c', ('c',))]
    """
    if not 0.5 <= at_least < 1:
        raise ValueError(f"at_least {at_least}: a probability from 0.5 up to but not 1; 0.95 joins only what is sure")
    originals, copies = distinct(reports)
    table = tabulate([r for r in originals if r.channel != "search"], current, waters)
    aside = {r.id for r in originals if _aside(r)}
    atoms, apart, notes = _settle(table, [d for d in decided if not {d.a, d.b} & aside], copies)
    under = (prior, waters, current.name, _names(table, atoms), _names(table, apart))
    pose = partial(problem, table, prior, atoms=atoms, kept_apart=apart)
    before = _to_go_on_from(after, under, {r.id for r in table.reports})
    asked, drawn = _from_nothing(pose, effort, seed) if before is None else _going_on(pose, before, seed)
    state = State(drawn, under, asked, current, learnt(table, MOTION, drawn.samples))
    view = view_of(state.asked, state.posterior, current, copies, at_least)
    return Proposal(
        boats=view.boats(),
        pairs=view.pairs(shown),
        links=view.links(shown),
        aside=tuple(sorted(aside)),
        notes=(*notes, *(say("copy", copy=c, original=o) for c, o in sorted(copies.items())), *_set_aside(originals)),
        matches=view.matches(),
        number=view.number(),
        silent=prior.silent,
        state=state,
    )


def warm() -> None:
    """Compile what proposals need, or load what was compiled before: half a minute once, then a fraction of a second."""
    at = datetime(2000, 1, 1, tzinfo=UTC)
    call, recovery = Report("a", at, "call", "occupant"), Report("b", at, "rescue", "crew", outcome=Outcome(Count(1, 1, 1)))
    propose([call, recovery], Constant(0.0, 0.0))


def _from_nothing(pose: Pose, effort: Effort, seed: int) -> tuple[Problem, Posterior]:
    """Tonight's share of boats in company out of a rough look, then samples under it."""
    expected = pose(MOTION)
    convoy = learnt(expected.table, MOTION, sample(expected, ROUGH, seed).samples)
    asked = pose(replace(MOTION, convoy=convoy))
    return asked, sample(asked, effort, seed)


def _going_on(pose: Pose, before: State, seed: int) -> tuple[Problem, Posterior]:
    """Samples from where those of fewer reports were, under the share that they told."""
    asked = pose(replace(MOTION, convoy=before.convoy))
    return asked, update(asked, before.posterior, seed=seed)


def _to_go_on_from(after: Proposal | None, under: Hashable, ids: set[str]) -> State | None:
    """The state of a proposal under the same decisions whose reports are all still here, with few new ones beside them.

    Many new ones are better sampled from nothing.
    """
    state = None if after is None else after.state
    if state is None or state.under != under or not ids >= set(state.posterior.ids):
        return None
    return state if len(ids) - len(state.posterior.ids) <= GO_ON else None


def _names(table: Table, groups: Collection[Rows]) -> frozenset[frozenset[str]]:
    return frozenset(frozenset(table.reports[i].id for i in g) for g in groups)


def _aside(r: Report) -> bool:
    return r.channel == "search" or is_recovery(r)


def _set_aside(originals: Sequence[Report]) -> list[Words]:
    aside = sorted((r for r in originals if _aside(r)), key=lambda r: (r.when, r.id))
    return [say("aside.recovery" if is_recovery(r) else "aside.search", report=r.id) for r in aside]


def _settle(
    table: Table, decided: Sequence[Decision], copies: dict[str, str]
) -> tuple[list[Rows], frozenset[tuple[int, int]], list[Words]]:
    """Decisions as atoms and pairs kept apart. When they contradict each other the reports stay apart, and it is said."""
    row = {r.id: i for i, r in enumerate(table.reports)}
    notes: list[Words] = []
    known: dict[str, set[tuple[int, int]]] = {"same": set(), "different": set()}
    for d in decided:
        ids = [copies.get(i, i) for i in (d.a, d.b)]
        notes += [say("decided.unknown", report=i) for i in ids if i not in row]
        if all(i in row for i in ids) and ids[0] != ids[1]:
            i, j = sorted(row[i] for i in ids)
            known[d.kind].add((i, j))
    atom: dict[int, Rows] = {i: (i,) for i in range(len(table.reports))}
    for i, j in sorted(known["same"]):
        one = tuple(sorted({*atom[i], *atom[j]}))
        if any(i in one and j in one for i, j in known["different"]):
            notes.append(say("decided.conflict", a=table.reports[i].id, b=table.reports[j].id))
            continue
        notes += _against_physics(table, i, j)
        atom.update(dict.fromkeys(one, one))
    return sorted(a for a in set(atom.values()) if len(a) > 1), frozenset(known["different"]), notes


def _against_physics(table: Table, i: int, j: int) -> list[Words]:
    if not (table.placed[i] and table.placed[j]) or (go := leg(table, i, j)).at_least <= TOP_SPEED:
        return []
    a, b, kn = table.reports[i].id, table.reports[j].id, round(go.own / KNOT)
    return [say("decided.physics", a=a, b=b, nm=miles(go.distance), minutes=minutes(go.dt), kn=kn)]
