"""Reciprocity: what it buys that the units of both countries serve the demand of both; and what hangs on one unit."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from varne.search.cover import Hour, Night, Terms, Unit, cover


@dataclass(frozen=True, slots=True)
class Alone:
    """One country by itself: mean over its own demand, its units on its own side [s]; joint, the same demand served by all."""

    side: int
    alone: float
    joint: float

    @property
    def bought(self) -> float:
        """What serving together gains [s]."""
        return self.alone - self.joint


def alone(
    units: Sequence[Unit], night: Night, terms: Terms, joint: Hour, rng: np.random.Generator, hour: int = 0
) -> list[Alone]:
    """Each country by itself in one hour, beside the joint answer; a country without units or demand is left out.

    Alone each may have as many units at sea as both together may: the difference is not one of fewer boats out.
    """
    found = []
    for side in range(len(terms.keep)):
        mine = [u for u in units if u.side == side]
        own = night.side == side
        weight = night.weight[:, own]
        if not mine or not weight[hour].sum() > 0:
            continue
        sea = night.sea_side == side
        part = replace(
            night,
            lon=night.lon[own],
            lat=night.lat[own],
            side=night.side[own],
            weight=weight / np.maximum(weight.sum(axis=1, keepdims=True), 1e-300),
            sea=night.sea[sea],
            sea_side=night.sea_side[sea],
        )
        keep = tuple(len(mine) if s == side else 0 for s in range(len(terms.keep)))
        only = cover(mine, part, replace(terms, keep=keep), rng, [hour])[0]
        found.append(Alone(side, only.figures.mean, joint.figures.by_side[side]))
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
