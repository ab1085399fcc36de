"""A posterior looked at: boats, pairs, links, other ways to divide, recoveries, all read off the same samples."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

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

    found     boats as rows, in order of their first report; names their ids
    together  (R, R) probability that two rows are one boat; spread (R, R) its 1 sigma
    to_boats  (R, B) mean of it over each boat's rows; means (R, B) the weights of that mean
    """

    asked: Problem
    posterior: Posterior
    current: Field
    copies: dict[str, str]
    found: tuple[Rows, ...]
    names: tuple[str, ...]
    together: Floats
    spread: Floats
    to_boats: Floats
    means: Floats

    @property
    def table(self) -> Table:
        return self.asked.table

    def boats(self) -> tuple[Boat, ...]:
        linked: dict[int, list[Rows]] = {}
        for (a, b), _ in self._linked(MAY_BE):
            linked.setdefault(a, []).append(self.found[b])
            linked.setdefault(b, []).append(self.found[a])
        homes = self._homes()
        return tuple(self._boat(k, rows, homes, linked.get(k, [])) for k, rows in enumerate(self.found))

    def pairs(self, at_least: float) -> tuple[Pair, ...]:
        p, name = np.triu(self.together, 1), [r.id for r in self.table.reports]
        found = [(i, j) for _, i, j in sorted((-p[i, j], i, j) for i, j in np.argwhere(p >= at_least).tolist())]
        return tuple(Pair(name[i], name[j], float(p[i, j]), self._why((i,), (j,)), float(self.spread[i, j])) for i, j in found)

    def links(self, at_least: float) -> tuple[Link, ...]:
        found = [
            Link(self.names[a], self.names[b], p, self._why(self.found[a], self.found[b]))
            for (a, b), p in self._linked(at_least)
        ]
        return tuple(sorted(found, key=lambda k: (-k.p, k.a, k.b)))

    def matches(self) -> tuple[Match, ...]:
        """How each recovery falls to the boats."""
        recoveries = np.flatnonzero(self.table.kind == 2)
        found = []
        for r, (none, share) in zip(recoveries, fallen(self.asked, self.posterior, recoveries), strict=True):
            boats = zip(self.names, (share @ self.means).tolist(), strict=True)
            found.append(Match(self.table.reports[r].id, none, tuple(sorted(boats, key=lambda e: (-e[1], e[0])))))
        return tuple(found)

    def number(self) -> tuple[int, int, int]:
        """5 %, most likely and 95 % number of boats that were reported, recoveries apart."""
        rows = np.flatnonzero(self.table.kind < 2)
        if not len(rows):
            return 0, 0, 0
        held = np.sort(self.posterior.samples[:, rows], axis=1)
        counts = (held[:, 0] >= 0) + ((np.diff(held, axis=1) > 0) & (held[:, 1:] >= 0)).sum(axis=1)
        low, high = np.quantile(counts, [0.05, 0.95], method="inverted_cdf")
        return int(low), int(np.bincount(counts).argmax()), int(high)

    def _linked(self, at_least: float) -> list[tuple[tuple[int, int], float]]:
        """Numbers of two boats that may be one, with the probability, likeliest first."""
        p = self.means.T @ self.to_boats
        found = [((i, j), float(p[i, j])) for i, j in np.argwhere(np.triu(p, 1) >= at_least).tolist()]
        return sorted(found, key=lambda f: -f[1])

    def _homes(self) -> list[list[tuple[int, float]]]:
        """Boats that each row may belong to, with the probability."""
        homes: list[list[tuple[int, float]]] = [[] for _ in self.table.t]
        for i, k in np.argwhere(self.to_boats >= SHOWN).tolist():
            homes[i].append((k, float(self.to_boats[i, k])))
        return homes

    def _why(self, a: Rows, b: Rows, more: tuple[Reason, ...] = ()) -> Why:
        return Why(self.asked, self.current, a, b, more)

    def _boat(self, k: int, rows: Rows, homes: list[list[tuple[int, float]]], others: list[Rows]) -> Boat:
        told = [self.table.reports[i] for i in rows]
        place = best_place(self.table, rows)
        at = None if place is None else self.table.reports[place]
        return Boat(
            id=self.names[k],
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
            members=tuple(self._member(i, k, rows, homes[i]) for i in rows) if len(rows) > 1 else (),
            divided=partial(self.alternatives, rows, others),
        )

    def _all_one(self, rows: Rows) -> float:
        if len(rows) == 1 or any(set(rows) <= set(a) for a in self.asked.atoms):
            return 1.0
        labels = self.posterior.samples[:, list(rows)]
        return float(np.mean((labels == labels[:, :1]).all(axis=1) & (labels[:, 0] >= 0)))

    def _member(self, i: int, boat: int, rows: Rows, homes: list[tuple[int, float]]) -> Member:
        tied = next((a for a in self.asked.atoms if i in a), (i,))
        more = (Reason("decided", 0.0, say("decided.same")),) if len(tied) > 1 else ()
        rest = tuple(k for k in rows if k not in tied)
        if not rest:
            return Member(self.table.reports[i].id, 1.0, said(*more))
        p = float(self.together[i, list(rest)].mean())
        elsewhere: list[tuple[str | None, float]] = [(self.names[k], q) for k, q in homes if k != boat]
        elsewhere.append((None, max(0.0, 1.0 - p - sum(q for _, q in elsewhere))))
        shown = tuple(sorted((e for e in elsewhere if e[1] >= SHOWN), key=lambda e: (-e[1], e[0] or "")))
        return Member(self.table.reports[i].id, p, self._why(tied, rest, more), shown)

    def alternatives(self, rows: Rows, others: list[Rows]) -> tuple[Alternative, ...]:
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
    means = _means(len(p), found)
    names = tuple(f"boat:{_first(asked.table, rows)}" for rows in found)
    return View(asked, posterior, current, copies, found, names, p, posterior.spread, p @ means, means)


def _first(table: Table, rows: Rows) -> str:
    """The report of a boat that came in first."""
    return min((table.reports[i] for i in rows), key=lambda r: (r.received, r.id)).id


def _means(n: int, found: Sequence[Rows]) -> Floats:
    """(n, B) weights that take the mean over each boat's rows."""
    out = np.zeros((n, len(found)))
    for k, rows in enumerate(found):
        out[list(rows), k] = 1.0 / len(rows)
    return out


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
