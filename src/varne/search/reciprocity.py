"""Reciprocity: what it buys that the units of both countries serve the demand of both; and what hangs on one unit."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from varne.search.cover import Hour, Night, Terms, Unit, cover


@dataclass(frozen=True, slots=True)
class Alone:
    """Demand of one side (None: all) served by its own units only, which stay on its side, and served by all: means [s].

    A side whose demand is small may lose by serving together what all gain.
    """

    side: int | None
    alone: float
    joint: float

    @property
    def bought(self) -> float:
        """What serving together gains [s]."""
        return self.alone - self.joint


def alone(
    units: Sequence[Unit], night: Night, terms: Terms, joint: Hour, rng: np.random.Generator, hour: int = 0
) -> list[Alone]:
    """Each side for itself in one hour, as many units at sea in all, beside the joint answer: all demand, then by side."""
    have = tuple(sum(u.side == s for u in units) for s in range(len(terms.keep)))
    apart = cover(units, night, replace(terms, keep=have, own_only=True), rng, [hour])[0].figures
    found = [Alone(None, apart.mean, joint.figures.mean)]
    for side, (by_itself, together) in enumerate(zip(apart.by_side, joint.figures.by_side, strict=True)):
        if not np.isnan(together):
            found.append(Alone(side, by_itself, together))
    return found


@dataclass(frozen=True, slots=True)
class Without:
    """The mean of the joint answer when one unit is missing, the others placed anew [s]."""

    name: str
    mean: float


def without(units: Sequence[Unit], night: Night, terms: Terms, rng: np.random.Generator, hour: int = 0) -> list[Without]:
    """One unit missing at a time, the worst to lose first."""
    found = []
    for k, u in enumerate(units):
        others = [*units[:k], *units[k + 1 :]]
        if others:
            have = [sum(o.side == s for o in others) for s in range(len(terms.keep))]
            fewer = replace(terms, keep=tuple(min(n, h) for n, h in zip(terms.keep, have, strict=True)))
            found.append(Without(u.name, cover(others, night, fewer, rng, [hour])[0].figures.mean))
    return sorted(found, key=lambda w: -w.mean)


def busier(
    units: Sequence[Unit], night: Night, terms: Terms, chances: Sequence[float], rng: np.random.Generator, hour: int = 0
) -> list[float]:
    """The mean of the joint answer at other chances that a unit is busy [s]."""
    return [cover(units, night, replace(terms, busy=p), rng, [hour])[0].figures.mean for p in chances]
