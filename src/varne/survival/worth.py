"""What finding people is worth while they live, and what one more hour of each asset adds. It never advises to stop."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from varne.survival.sentences import say
from varne.words import Words

Floats = NDArray[np.float64]


def found_alive(weight: ArrayLike, alive: ArrayLike, miss: ArrayLike) -> float:
    """Chance that an object is found while alive.

    weight   (n,) sum 1 or what is left
    alive    (n, k) share alive at the end of each of k steps, never rising
    miss     (n, k) ln of the chance to be missed in all searches up to the end of each step, never rising
    returns  0..1; times the people on board it is the expected number found alive
    """
    found = np.diff(-np.expm1(np.asarray(miss, float)), axis=1, prepend=0.0)
    return float(np.sum(np.asarray(weight, float)[:, None] * np.asarray(alive, float) * found))


def marginal_alive(weight: ArrayLike, alive: ArrayLike, miss: ArrayLike, more: ArrayLike) -> float:
    """What an additional search adds to the chance to find alive.

    weight, alive, miss  as in found_alive, of everything already planned
    more                 (n, k) ln of the chance that the additional search misses, up to the end of each step
    """
    planned = np.asarray(miss, float)
    return found_alive(weight, alive, planned + np.asarray(more, float)) - found_alive(weight, alive, planned)


@dataclass(frozen=True, slots=True)
class Hour:
    """One more hour of an asset: expected people found alive when survival is low, likely, high; and the reasons."""

    asset: str
    low: float
    likely: float
    high: float
    reasons: tuple[Words, ...]


def one_more_hour(
    people: float,
    weight: ArrayLike,
    alive: tuple[ArrayLike, ArrayLike, ArrayLike],
    miss: ArrayLike,
    more: Mapping[str, ArrayLike],
) -> list[Hour]:
    """What one more hour of each asset is worth, most likely gain first. Nothing is left out because it is small.

    people   unaccounted for
    alive    low, likely, high, each (n, k)
    more     by asset: (n, k) ln of the chance that its hour misses, up to the end of each step
    """
    hours = []
    for asset, extra in more.items():
        low, likely, high = sorted(people * marginal_alive(weight, a, miss, extra) for a in alive)
        pos = _pos(weight, np.asarray(miss, float)[:, -1] + np.asarray(extra, float)[:, -1]) - _pos(
            weight, np.asarray(miss)[:, -1]
        )
        hours.append(Hour(asset, low, likely, high, (_found(asset, pos), _expected(asset, low, high))))
    return sorted(hours, key=lambda h: -h.likely)


def _pos(weight: ArrayLike, miss: ArrayLike) -> float:
    return float(np.sum(np.asarray(weight, float) * -np.expm1(np.asarray(miss, float))))


def _found(asset: str, pos: float) -> Words:
    return say("survival.hour.pos", asset=asset, points=round(100 * pos, 1))


def _expected(asset: str, low: float, high: float) -> Words:
    return say("survival.hour.alive", asset=asset, low=float(f"{low:.2g}"), high=float(f"{high:.2g}"))


@dataclass(frozen=True, slots=True)
class Left:
    """What is left: chance of not having been found; expected people alive and not found, low, likely, high."""

    unfound: float
    alive: tuple[float, float, float]


def what_is_left(people: float, weight: ArrayLike, miss: ArrayLike, alive: tuple[ArrayLike, ArrayLike, ArrayLike]) -> Left:
    """What is left after searches in vain, for people who decide.

    people  unaccounted for;  weight (n,) before any search, sum 1;  miss (n,) ln of the chance to have been missed
    alive   low, likely, high (n,) share alive now
    trap    `alive` counts on all having been missed: it is what a search may still save, not a forecast of deaths
    """
    kept = np.asarray(weight, float) * np.exp(np.asarray(miss, float))
    whole = float(kept.sum())
    low, likely, high = (
        sorted(people * float(np.sum(kept * np.asarray(a, float))) / whole for a in alive) if whole > 0 else (0.0,) * 3
    )
    return Left(whole, (low, likely, high))
