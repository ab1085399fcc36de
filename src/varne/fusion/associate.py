"""Which reports are the same boat: proposals with probability and reasons, for people to decide.

Nothing merges or closes here (invariant 5): a Proposal is an answer to "what would you say?", made afresh from the
reports, the stream and the decisions in force. Take a decision out and it is as if it had never been. Every report is
in exactly one boat or on the list of those set aside.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from varne.fusion.likelihood import TOP_SPEED, Prior
from varne.fusion.partition import Rows, Weights, divide, may_join, neighbours, pair_odds
from varne.fusion.proposal import SHOWN, Boat, Decision, Link, Member, Pair, Proposal
from varne.fusion.reasons import Reason, leg, minutes, reasons
from varne.fusion.report import Count, Report
from varne.fusion.score import sigmoid
from varne.fusion.sentences import miles, say
from varne.fusion.table import HEADS, STRAIT, Floats, Table, Waters, distinct, possible, tabulate
from varne.geodesy import KNOT, covariance_ellipse
from varne.sea.field import Field
from varne.words import Words

__all__ = ["Boat", "Decision", "Link", "Member", "Pair", "Proposal", "aboard", "is_recovery", "propose"]

CLUTTER = {"radar": 0.3, "ship": 0.1, "shore": 0.05, "ais": 0.05, "aircraft": 0.02, "drone": 0.02}
"""Chance that such a plot or sighting is no small boat; 0.01 for whatever people at sea or for them say, all alike."""


def propose(
    reports: Sequence[Report],
    current: Field,
    *,
    decided: Sequence[Decision] = (),
    prior: Prior = Prior(),  # noqa: B008
    at_least: float = 0.8,
    shown: float = SHOWN,
    waters: Waters = STRAIT,
) -> Proposal:
    """Divide reports into proposed boats.

    reports   in any order; the result does not depend on it
    current   the stream
    decided   decisions in force: they win over any evidence; contradictory ones leave the reports apart
    at_least  probability a join must have: 0.5 finds most pairs, 0.8 rarely takes two boats for one, 0.95 hardly ever
    shown     probability from which pairs and links are listed with their reasons
    returns   a Proposal
    raises    ValueError when one id comes with two contents, or at_least is not in 0.5 <= p < 1

    >>> from datetime import UTC, datetime
    >>> from varne.sea.field import Constant
    >>> def call(id, minute, key):
    ...     return Report(id, datetime(2024, 3, 1, 1, minute, tzinfo=UTC), "call", "occupant", caller=key)
    >>> night = propose([call("a", 0, "k1"), call("b", 20, "k1"), call("c", 21, "k2")], Constant(0.5, 0.5))
    >>> [(b.id, b.reports) for b in night.boats]
    [('boat:a', ('a', 'b')), ('boat:c', ('c',))]
    """
    if not 0.5 <= at_least < 1:
        raise ValueError(f"at_least {at_least}: a probability from 0.5 up to but not 1; 0.95 joins only what is sure")
    originals, copies = distinct(reports)
    boat_reports = [r for r in originals if not _aside(r)]
    table = tabulate(boat_reports, current, waters)
    aside = {r.id for r in originals if _aside(r)}
    atoms, apart, notes = _settle(table, [d for d in decided if not {d.a, d.b} & aside], copies)
    weights, odds = Weights(table, prior), pair_odds(table, prior)
    toll = float(np.log(at_least / (1 - at_least)))
    found = divide(weights, odds, atoms, apart, toll) if boat_reports else []
    view = _View(table, weights, current, tuple(found), tuple(atoms), apart, copies, neighbours(odds))
    view.prepare()
    return Proposal(
        boats=tuple(view.boat(b) for b in found),
        pairs=_pairs(view, odds, shown),
        links=_links(view, shown),
        aside=tuple(sorted(aside)),
        notes=(*notes, *(say("copy", copy=c, original=o) for c, o in sorted(copies.items())), *_set_aside(originals)),
    )


def is_recovery(r: Report) -> bool:
    """True for a report that people were taken off a boat: matched with every open boat, joined to none."""
    return r.channel == "rescue" and r.outcome is not None


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
    return sorted(set(atom.values())), frozenset(known["different"]), notes


def _against_physics(table: Table, i: int, j: int) -> list[Words]:
    if not (table.placed[i] and table.placed[j]) or (go := leg(table, i, j)).at_least <= TOP_SPEED:
        return []
    a, b, kn = table.reports[i].id, table.reports[j].id, round(go.own / KNOT)
    return [say("decided.physics", a=a, b=b, nm=miles(go.distance), minutes=minutes(go.dt), kn=kn)]


@dataclass(frozen=True, slots=True)
class _View:
    """A finished division, looked at."""

    table: Table
    weights: Weights
    current: Field
    found: tuple[Rows, ...]
    atoms: tuple[Rows, ...]
    apart: frozenset[tuple[int, int]]
    copies: dict[str, str]
    near: frozenset[tuple[int, int]]

    def prepare(self) -> None:
        """Compute all sets that will be asked for in one go: calls cost, sets do not."""
        asked = [c for b in self.found for cut in self._cuts_of(b) for c in (b, *cut)]
        for b in self.found:
            for tied, rest in ((t, r) for i in b for t, r in [self._off(b, i)] if r):
                others = self._homes(tied, b)
                asked += [b, rest, tied, *others, *(o + tied for o in others)]
        for a, b in self.linked():
            asked += [a, b, a + b]
        self.weights(asked)

    def linked(self) -> list[tuple[Rows, Rows]]:
        """Pairs of boats that have plausible pairs of reports and that no operator keeps apart."""
        pairs = ((a, b) for k, a in enumerate(self.found) for b in self.found[k + 1 :])
        return [(a, b) for a, b in pairs if self._may(a, b)]

    def name(self, rows: Rows) -> str:
        first = min((self.table.reports[i] for i in rows), key=lambda r: (r.received, r.id))
        return f"boat:{first.id}"

    def boat(self, rows: Rows) -> Boat:
        said = [self.table.reports[i] for i in rows]
        place = _best_place(self.table, rows)
        at = None if place is None else self.table.reports[place]
        members = tuple(self.member(rows, i) for i in rows) if len(rows) > 1 else ()
        return Boat(
            id=self.name(rows),
            reports=tuple(i for r in said for i in (r.id, *sorted(c for c, o in self.copies.items() if o == r.id))),
            p=min([m.p for m in members] + [self._cuts(rows)]),
            exists=1 - float(np.prod([CLUTTER.get(r.channel, 0.01) for r in said])),
            people=aboard(self.table, rows),
            condition=next((r.condition for r in reversed(said) if r.condition != "unknown"), "unknown"),
            lon=at.lon if at else None,
            lat=at.lat if at else None,
            ellipse_m=None if at is None or place is None else _ellipse(self.table, place),
            placed_at=at.when if at else None,
            last_at=said[-1].when,
            members=members,
        )

    def member(self, rows: Rows, i: int) -> Member:
        """Leave one report out (with what an operator tied to it) and see where it would go."""
        tied, rest = self._off(rows, i)
        if not rest:
            return Member(self.table.reports[i].id, 1.0, (_said_same(),), ())
        others = self._homes(tied, rows)
        alone = self.weights.total([tied])[0]
        homes = np.array([*self.weights.total([rows]), *self.weights.total([b + tied for b in others])])
        homes -= np.array([*self.weights.total([rest]), *self.weights.total(others)]) + alone
        odds = np.exp(np.append(homes, 0.0) - max(homes.max(), 0.0))
        p = odds / odds.sum()
        names: list[str | None] = [self.name(b) for b in others]
        elsewhere = sorted(zip([*names, None], p[1:].tolist(), strict=True), key=lambda e: (-e[1], e[0] or ""))
        gain = self._gain(tied, rest)
        why = reasons(self.table, tied, rest, gain, self.weights.prior, self.current)
        shown = tuple((n, q) for n, q in elsewhere if q >= SHOWN)
        return Member(self.table.reports[i].id, float(p[0]), (*why, *([_said_same()] if len(tied) > 1 else [])), shown)

    def _gain(self, a: Rows, b: Rows) -> Floats:
        together, one, two = self.weights([a + b, a, b])
        return np.asarray(together - one - two)

    def _off(self, rows: Rows, i: int) -> tuple[Rows, Rows]:
        tied = next(a for a in self.atoms if i in a)
        return tied, tuple(k for k in rows if k not in tied)

    def _homes(self, tied: Rows, home: Rows) -> list[Rows]:
        return [b for b in self.found if b != home and self._may(tied, b)]

    def _may(self, a: Rows, b: Rows) -> bool:
        return may_join(a, b, self.near, self.apart)

    def _cuts_of(self, rows: Rows) -> list[tuple[Rows, Rows]]:
        cuts = [(rows[:k], rows[k:]) for k in range(1, len(rows))]
        return [c for c in cuts if not any(set(a) & set(c[0]) and set(a) & set(c[1]) for a in self.atoms)]

    def _cuts(self, rows: Rows) -> float:
        """Lowest probability over cutting the history in two at a moment; ties that an operator made are not cut."""
        return min((float(sigmoid(self._gain(*c).sum())) for c in self._cuts_of(rows)), default=1.0)


def _said_same() -> Reason:
    return Reason("decided", 0.0, say("decided.same"))


def aboard(table: Table, rows: Rows) -> Count | None:
    """People aboard as all counts of a boat leave them: their hull, and the middle of the posterior within it."""
    counts = [c for i in rows if (c := table.reports[i].people) is not None and possible(c)]
    if not counts:
        return None
    low, high = min(c.min for c in counts), max(min(c.max, int(HEADS[-1])) for c in counts)
    log_p = table.heads.prior + table.heads.said[list(rows)].sum(axis=0)
    share = np.cumsum(np.exp(log_p - log_p.max()))
    middle = int(HEADS[np.searchsorted(share, share[-1] / 2)])
    said = sorted(c.likely for c in counts)
    likely = said[0] if said[0] == said[-1] else middle
    return Count(low, min(max(likely, low), high), high)


def _best_place(table: Table, rows: Rows) -> int | None:
    placed = [i for i in rows if table.placed[i]]
    end = table.t[rows[-1]]

    def size(i: int) -> float:  # an old pin beats a fresh area as wide as the Strait
        return float(np.sqrt(table.cov[i, 0] + table.cov[i, 2]) + 2.0 * (end - table.t[i]))

    return min(reversed(placed), key=size, default=None)


def _ellipse(table: Table, i: int) -> tuple[float, float, float]:
    xx, xy, yy = table.cov[i]
    return table.reports[i].ellipse_m or covariance_ellipse(np.array([[xx, xy], [xy, yy]]))


def _pairs(view: _View, odds: Floats, at_least: float) -> tuple[Pair, ...]:
    table, p = view.table, sigmoid(np.nan_to_num(odds, nan=-np.inf))
    found = sorted(((-p[i, j], i, j) for i, j in np.argwhere(np.triu(p, 1) >= at_least).tolist()))
    rows = [(i, j) for _, i, j in found]
    terms = view.weights(rows)
    return tuple(
        Pair(
            table.reports[i].id,
            table.reports[j].id,
            float(p[i, j]),
            reasons(table, [i], [j], w, view.weights.prior, view.current),
        )
        for (i, j), w in zip(rows, terms, strict=True)
    )


def _links(view: _View, at_least: float) -> tuple[Link, ...]:
    links = []
    for a, b in view.linked():
        gain = view._gain(a, b)
        p = float(sigmoid(gain.sum()))
        if p >= at_least:
            why = reasons(view.table, a, b, gain, view.weights.prior, view.current)
            links.append(Link(view.name(a), view.name(b), p, why))
    return tuple(sorted(links, key=lambda link: (-link.p, link.a, link.b)))
