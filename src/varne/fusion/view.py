"""A posterior looked at: boats, pairs, links, other ways to divide, recoveries, all read off the same samples."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from varne.fusion.decide import division
from varne.fusion.items import Rows, doubt
from varne.fusion.matches import fallen
from varne.fusion.people import aboard
from varne.fusion.posterior import Posterior, Problem
from varne.fusion.proposal import SHOWN, Alternative, Boat, Link, Match, Member, Pair
from varne.fusion.reasons import Reason
from varne.fusion.sentences import say
from varne.fusion.table import Floats, Ints, Table
from varne.fusion.why import Why, said
from varne.geodesy import covariance_ellipse
from varne.sea.field import Field

MAY_BE = 0.10
"""Probability from which the reports of a linked boat are divided anew together with a boat's own."""
OTHERWISE = 3
"""How many other ways to divide are listed at most."""


@dataclass(frozen=True, slots=True)
class View:
    """A posterior with the division that is shown.

    found     boats as rows, in order of their first report
    together  (R, R) probability that two rows are one boat; spread (R, R) its 1 sigma
    to_boats  (R, B) mean of it over each boat's rows
    """

    asked: Problem
    posterior: Posterior
    current: Field
    copies: dict[str, str]
    found: tuple[Rows, ...]
    together: Floats
    spread: Floats
    to_boats: Floats

    @property
    def table(self) -> Table:
        return self.asked.table

    def boats(self) -> tuple[Boat, ...]:
        links = self._linked(MAY_BE)
        return tuple(self._boat(b, [c for pair, _ in links if b in pair for c in pair if c != b]) for b in self.found)

    def pairs(self, at_least: float) -> tuple[Pair, ...]:
        p, name = np.triu(self.together, 1), [r.id for r in self.table.reports]
        found = [(i, j) for _, i, j in sorted((-p[i, j], i, j) for i, j in np.argwhere(p >= at_least).tolist())]
        return tuple(Pair(name[i], name[j], float(p[i, j]), self._why((i,), (j,)), float(self.spread[i, j])) for i, j in found)

    def links(self, at_least: float) -> tuple[Link, ...]:
        found = [Link(self.name(a), self.name(b), p, self._why(a, b)) for (a, b), p in self._linked(at_least)]
        return tuple(sorted(found, key=lambda k: (-k.p, k.a, k.b)))

    def matches(self) -> tuple[Match, ...]:
        """How each recovery falls to the boats."""
        recoveries, names = np.flatnonzero(self.table.kind == 2), [self.name(b) for b in self.found]
        found = []
        for r, (none, share) in zip(recoveries, fallen(self.asked, self.posterior, recoveries), strict=True):
            boats = [(name, float(share[list(b)].mean())) for name, b in zip(names, self.found, strict=True)]
            found.append(Match(self.table.reports[r].id, none, tuple(sorted(boats, key=lambda e: (-e[1], e[0])))))
        return tuple(found)

    def number(self) -> tuple[int, int, int]:
        """5 %, most likely and 95 % number of boats that were reported, recoveries apart."""
        rows = np.flatnonzero(self.table.kind < 2)
        if not len(rows):
            return 0, 0, 0
        counts = np.array([len(np.unique(s[s >= 0])) for s in self.posterior.samples[:, rows]])
        low, high = np.quantile(counts, [0.05, 0.95], method="inverted_cdf")
        return int(low), int(np.bincount(counts).argmax()), int(high)

    def name(self, rows: Rows) -> str:
        first = min((self.table.reports[i] for i in rows), key=lambda r: (r.received, r.id))
        return f"boat:{first.id}"

    def _linked(self, at_least: float) -> list[tuple[tuple[Rows, Rows], float]]:
        if not self.found:
            return []
        p = np.stack([self.to_boats[list(b)].mean(axis=0) for b in self.found])
        found = [(i, j) for i, j in np.argwhere(np.triu(p, 1) >= at_least).tolist()]
        return sorted((((self.found[i], self.found[j]), float(p[i, j])) for i, j in found), key=lambda f: -f[1])

    def _why(self, a: Rows, b: Rows, more: tuple[Reason, ...] = ()) -> Why:
        return Why(self.asked, self.current, a, b, more)

    def _boat(self, rows: Rows, others: list[Rows]) -> Boat:
        told = [self.table.reports[i] for i in rows]
        place = best_place(self.table, rows)
        at = None if place is None else self.table.reports[place]
        return Boat(
            id=self.name(rows),
            reports=tuple(i for r in told for i in (r.id, *sorted(c for c, o in self.copies.items() if o == r.id))),
            p=self._all_one(rows),
            exists=1 - float(np.prod([doubt(r) for r in told])),
            people=aboard(self.table, rows),
            condition=next((r.condition for r in reversed(told) if r.condition != "unknown"), "unknown"),
            lon=at.lon if at else None,
            lat=at.lat if at else None,
            ellipse_m=None if at is None or place is None else _ellipse(self.table, place),
            placed_at=at.when if at else None,
            last_at=told[-1].when,
            members=self._members(rows) if len(rows) > 1 else (),
            alternatives=self._alternatives(rows, others),
        )

    def _all_one(self, rows: Rows) -> float:
        if len(rows) == 1 or any(set(rows) <= set(a) for a in self.asked.atoms):
            return 1.0
        labels = self.posterior.samples[:, list(rows)]
        return float(np.mean((labels == labels[:, :1]).all(axis=1) & (labels[:, 0] >= 0)))

    def _members(self, rows: Rows) -> tuple[Member, ...]:
        return tuple(self._member(i, next((a for a in self.asked.atoms if i in a), (i,)), rows) for i in rows)

    def _member(self, i: int, tied: Rows, rows: Rows) -> Member:
        more = (Reason("decided", 0.0, say("decided.same")),) if len(tied) > 1 else ()
        rest = tuple(k for k in rows if k not in tied)
        if not rest:
            return Member(self.table.reports[i].id, 1.0, said(*more))
        p = float(self.together[i, list(rest)].mean())
        likely = np.flatnonzero(self.to_boats[i] >= SHOWN).tolist()
        homes = [(self.name(self.found[k]), float(self.to_boats[i, k])) for k in likely if self.found[k] != rows]
        alone = max(0.0, 1.0 - p - sum(q for _, q in homes))
        elsewhere: list[tuple[str | None, float]] = sorted([*homes, (None, alone)], key=lambda e: (-e[1], e[0] or ""))
        shown = tuple((n, q) for n, q in elsewhere if q >= SHOWN)
        return Member(self.table.reports[i].id, p, self._why(tied, rest, more), shown)

    def _alternatives(self, rows: Rows, others: list[Rows]) -> tuple[Alternative, ...]:
        """Divisions of a boat's rows and those of boats it may be one with, counted over the samples."""
        group = sorted({*rows, *(i for b in others[:2] for i in b)})
        boat = {i: k for k, b in enumerate(self.found) for i in b}
        shown = _canonical(np.array([[boat[i] for i in group]]))[0]
        canonical = _canonical(self.posterior.samples[:, group])
        ways, counts = np.unique(canonical, return_counts=True, axis=0)
        share = counts / counts.sum()
        order = [k for k in np.argsort(-share, kind="stable") if share[k] >= SHOWN and not np.array_equal(ways[k], shown)]
        return tuple(Alternative(float(share[k]), self._parts(group, ways[k].tolist())) for k in order[:OTHERWISE])

    def _parts(self, group: list[int], way: list[int]) -> tuple[tuple[str, ...], ...]:
        name = [self.table.reports[i].id for i in group]
        return tuple(tuple(r for r, c in zip(name, way, strict=True) if c == part) for part in sorted(set(way)))


def view_of(asked: Problem, posterior: Posterior, current: Field, copies: dict[str, str], at_least: float) -> View:
    """A posterior with the division that a threshold gives; recoveries stay out of it."""
    p = posterior.together
    found = tuple(divided(asked, p, at_least))
    to_boats = np.stack([p[:, list(b)].mean(axis=1) for b in found], axis=1) if found else np.zeros((len(p), 0))
    return View(asked, posterior, current, copies, found, p, posterior.spread, to_boats)


def divided(asked: Problem, together: Floats, at_least: float) -> list[Rows]:
    """Boats as rows; what an operator holds together moves as one, what he keeps apart never joins."""
    rows = np.flatnonzero(asked.table.kind < 2)
    if not len(rows):
        return []
    held = {i: k for k, a in enumerate(asked.atoms) for i in a}
    item = np.unique([held.get(i, len(asked.atoms) + i) for i in rows.tolist()], return_inverse=True)[1]
    gain = together - at_least
    for i, j in asked.kept_apart:
        gain[i, j] = gain[j, i] = -1e6
    belongs = np.eye(int(item.max()) + 1)[item]
    labels = division(belongs.T @ gain[np.ix_(rows, rows)] @ belongs)
    return sorted(tuple(rows[labels[item] == c].tolist()) for c in np.unique(labels))


def _canonical(labels: NDArray[np.signedinteger]) -> Ints:
    """Divisions (S, g) by the first item of each part, so that equal ones are equal; each -1 is a part of its own."""
    same = (labels[:, :, None] == labels[:, None, :]) & (labels >= 0)[:, :, None]
    same |= np.eye(labels.shape[1], dtype=bool)
    return np.asarray(same.argmax(axis=2))


def best_place(table: Table, rows: Rows) -> int | None:
    """The row whose position says most about now: an old pin beats a fresh area as wide as the Strait."""
    placed = [i for i in rows if table.placed[i]]
    end = table.t[rows[-1]]

    def size(i: int) -> float:
        return float(np.sqrt(table.cov[i, 0] + table.cov[i, 2]) + 2.0 * (end - table.t[i]))

    return min(reversed(placed), key=size, default=None)


def _ellipse(table: Table, i: int) -> tuple[float, float, float]:
    xx, xy, yy = table.cov[i]
    return table.reports[i].ellipse_m or covariance_ellipse(np.array([[xx, xy], [xy, yy]]))
