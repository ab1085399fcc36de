"""A division of reports into boats that nothing improves: joined from single reports, then moved report by report.

What joins is the evidence of whole sets, so a chain of weak links does not hold a boat together: the last link is
weighed with everything already in. Rules are fixed (best gain first, ties by row), there is no chance in it and the
order of arrival does not matter. Issue 4 replaces this search by a posterior over all divisions.

Legend: atom rows that an operator joined; they move as one · w evidence of a set [nats] · toll nats a join must bring
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from varne.fusion.likelihood import Prior, evidence, sets_of
from varne.fusion.table import Floats, Table

Rows = tuple[int, ...]
PLAUSIBLE = np.log(0.05 / 0.95)
"""Log odds from which two reports count as neighbours that are tried as one boat."""


@dataclass(slots=True)
class Weights:
    """Evidence of sets, each computed once; many at a time."""

    table: Table
    prior: Prior
    terms: dict[Rows, Floats] = field(default_factory=dict)

    def __call__(self, sets: Iterable[Rows]) -> Floats:
        """Terms of sets (B, 7) [nats]."""
        wanted = [tuple(sorted(s)) for s in sets]
        new = sorted({s for s in wanted if s not in self.terms})
        if new:
            self.terms.update(zip(new, evidence(self.table, sets_of(new), self.prior).T, strict=True))
        return np.array([self.terms[s] for s in wanted]).reshape(-1, 7)

    def total(self, sets: Iterable[Rows]) -> Floats:
        """Evidence of sets (B,) [nats]."""
        return np.asarray(self(sets).sum(axis=1))


def pair_odds(table: Table, prior: Prior) -> Floats:
    """Log odds of each two reports alone, (n, n) symmetric, NaN on the diagonal."""
    n = len(table.t)
    a, b = np.triu_indices(n, 1)
    odds = np.full((n, n), np.nan)
    if len(a):
        odds[a, b] = odds[b, a] = evidence(table, np.column_stack([a, b]), prior).sum(axis=0)
    return odds


def neighbours(odds: Floats) -> frozenset[tuple[int, int]]:
    """Pairs (both orders) that are plausible alone."""
    return frozenset((i, j) for i, j in np.argwhere(np.nan_to_num(odds, nan=-np.inf) > PLAUSIBLE).tolist())


def may_join(a: Rows, b: Rows, near: frozenset[tuple[int, int]], apart: frozenset[tuple[int, int]]) -> bool:
    """True when two sets have a plausible pair between them and no operator keeps any of it apart."""
    cross = [(i, j) for i in a for j in b]
    return any(p in near for p in cross) and not any((min(p), max(p)) in apart for p in cross)


def divide(weights: Weights, odds: Floats, atoms: Sequence[Rows], apart: frozenset[tuple[int, int]], toll: float) -> list[Rows]:
    """Reports divided into boats.

    odds     (n, n)  log odds of pairs, which say what is worth trying
    atoms    rows that stay together, every row in one atom
    apart    pairs (lower row first) that must not be in one boat
    toll     log odds that a join must bring at least
    returns  boats, each ascending, in order of their first row
    """
    search = _Search(weights, neighbours(odds), apart, toll)
    boats = search.improve(search.join(list(atoms)), list(atoms))
    return sorted(tuple(sorted(b)) for b in boats)


@dataclass(frozen=True, slots=True)
class _Search:
    weights: Weights
    near: frozenset[tuple[int, int]]
    apart: frozenset[tuple[int, int]]
    toll: float

    def join(self, boats: list[Rows]) -> list[Rows]:
        gains = self._gains([(a, b) for k, a in enumerate(boats) for b in boats[k + 1 :]])
        while gains:
            (a, b), best = max(gains.items(), key=lambda item: (item[1], item[0]))
            if best <= 0:
                break
            boats = [c for c in boats if c not in (a, b)]
            one = tuple(sorted(a + b))
            gains = {pair: g for pair, g in gains.items() if a not in pair and b not in pair}
            gains.update(self._gains([(min(one, c), max(one, c)) for c in boats]))
            boats.append(one)
        return boats

    def _gains(self, pairs: list[tuple[Rows, Rows]]) -> dict[tuple[Rows, Rows], float]:
        pairs = [(a, b) for a, b in pairs if self._may(a, b)]
        n, (one, two) = len(pairs), zip(*pairs, strict=True) if pairs else ((), ())
        w = self.weights.total([*(a + b for a, b in pairs), *one, *two])
        return dict(zip(pairs, (w[:n] - w[n : 2 * n] - w[2 * n :] - self.toll).tolist(), strict=True))

    def _may(self, a: Rows, b: Rows) -> bool:
        return may_join(a, b, self.near, self.apart)

    def improve(self, boats: list[Rows], atoms: list[Rows]) -> list[Rows]:
        for _ in range(20):  # each pass only ever gains; in practice two or three
            before = sorted(boats)
            self.weights([s for atom in atoms for s in self._tried(boats, atom)])  # all at once: calls cost, sets do not
            for atom in sorted(atoms):
                boats = self._move(boats, atom)
            boats = self.join(boats)
            if sorted(boats) == before:
                break
        return boats

    def _homes(self, boats: list[Rows], atom: Rows) -> tuple[Rows, Rows, list[Rows]]:
        home = next(b for b in boats if set(atom) <= set(b))
        rest = tuple(i for i in home if i not in atom)
        return home, rest, [b for b in boats if b != home and self._may(atom, b)]

    def _tried(self, boats: list[Rows], atom: Rows) -> list[Rows]:
        home, rest, homes = self._homes(boats, atom)
        return [home, rest, atom, *homes, *(b + atom for b in homes)]

    def _move(self, boats: list[Rows], atom: Rows) -> list[Rows]:
        home, rest, homes = self._homes(boats, atom)
        n, w = len(homes), self.weights.total(self._tried(boats, atom))
        stay = w[0] - w[1] - w[2] - self.toll if rest else 0.0
        go = w[3 + n :] - w[3 : 3 + n] - w[2] - self.toll
        best, where = max([(0.0, ()), *zip(go.tolist(), homes, strict=True)], key=lambda c: (c[0], c[1]))
        if best <= stay + 1e-9:
            return boats
        kept = [b for b in boats if b not in (home, where)] + ([rest] if rest else [])
        return [*kept, tuple(sorted(where + atom))]
