"""Cover: where the assets of both countries should wait tonight, hour by hour, and what that is worth in minutes.

Demand is where people may be in trouble, each hour of the night. Every hour is solved anew (standby), beginning from where the
units are, with a price on every move, so that nobody is sent to and fro for seconds. A crew that has been at sea as long as it
may goes home. Ways are straight: a headland is not gone round.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from varne import geodesy
from varne.search.standby import ABROAD, ASHORE, SEA, Task, Waiting, mean_of, waiting

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
HOUR = 3600.0
NEVER = 6 * HOUR
"""Time of a unit that does not get there at all: it cannot put to sea in these waves [s]."""
BUSY, MOVE = 0.25, 60.0
"""Chance that a unit is busy; a move of one unit must gain this much of the mean of all demand, spread over the units [s]."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit.

    side       number of its country
    lon, lat   its berth [deg]
    speed      by significant wave height: (height [m], speed [m/s]) rising in height, straight between, as the last above it
    launch     from the call to leaving its berth; nothing when it waits at sea [s]
    sea_hours  how long its crew may wait at sea in all; 0: it waits only at its berth [h]
    """

    name: str
    side: int
    lon: float
    lat: float
    speed: tuple[tuple[float, float], ...]
    launch: float
    sea_hours: float = 0.0

    def speed_in(self, wave: float) -> float:
        heights, speeds = zip(*self.speed, strict=True)
        return float(np.interp(wave, heights, speeds))


@dataclass(frozen=True, slots=True, eq=False)
class Night:
    """What may happen and where one may wait.

    lon, lat    (D,) places of demand [deg]; side (D,) whose side each lies on; weight (H, D) by hour, each of sum 1
    sea         (S, 2) waiting places at sea, lon, lat [deg]; sea_side (S,) whose side each lies on
    wave        (H,) significant wave height [m]
    """

    lon: Floats
    lat: Floats
    side: Ints
    weight: Floats
    sea: Floats
    sea_side: Ints
    wave: Floats


@dataclass(frozen=True, slots=True)
class Terms:
    """What is agreed: units at sea at most, units that each side keeps on its own, chance of busy, price of a move [s].

    own_only  each side's units serve its own demand alone; what lies on nobody's side is served by all
    """

    most_sea: int = 3
    keep: tuple[int, ...] = (1, 1)
    busy: float = BUSY
    move: float = MOVE
    own_only: bool = False


@dataclass(frozen=True, slots=True)
class Figures:
    """How soon somebody comes, over demand.

    mean, ninety, worst   mean, 90th percentile, the worst place's mean       [s]
    within                share reached within 15, 30 and 60 minutes
    worst_place           lon, lat [deg]; by_side  mean over the demand of each side [s], NaN where there is none
    """

    mean: float
    ninety: float
    worst: float
    within: tuple[float, float, float]
    worst_place: tuple[float, float]
    by_side: tuple[float, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Hour:
    """One hour: place of each unit, lon, lat [deg], at sea or not; figures; bound of the mean [s]; moves made."""

    places: tuple[tuple[float, float], ...]
    at_sea: tuple[bool, ...]
    figures: Figures
    bound: float
    moves: int


def options(units: Sequence[Unit], night: Night) -> tuple[Ints, Ints, Floats]:
    """Every berth and, for units that may wait there, every place at sea: whose, where (ASHORE, SEA, ABROAD), lon and lat."""
    whose, where, place = [], [], []
    for k, u in enumerate(units):
        whose.append(k)
        where.append(ASHORE)
        place.append((u.lon, u.lat))
        if u.sea_hours > 0:
            whose += [k] * len(night.sea)
            where += [SEA if s == u.side else ABROAD for s in night.sea_side.tolist()]
            place += [(float(lon), float(lat)) for lon, lat in night.sea]
    return np.array(whose, np.int64), np.array(where, np.int64), np.array(place)


def times(units: Sequence[Unit], night: Night, wave: float, whose: Ints, where: Ints, place: Floats) -> Floats:
    """(D, O) from a call to arrival [s]."""
    away = geodesy.distance_and_bearing(night.lon[:, None], night.lat[:, None], place[None, :, 0], place[None, :, 1])[0]
    speed = np.array([u.speed_in(wave) for u in units])[whose]
    launch = np.array([u.launch for u in units])[whose] * (where == ASHORE)
    going = speed > 0
    there = np.where(going, launch + away / np.where(going, speed, 1.0), NEVER)
    return np.asarray(np.minimum(there, NEVER))


def cover(
    units: Sequence[Unit], night: Night, terms: Terms, rng: np.random.Generator, hours: Sequence[int] | None = None
) -> list[Hour]:
    """Where the units should wait, hour by hour.

    hours    which of the night's; all when None
    raises   ValueError for no units, or no demand
    """
    if not units:
        raise ValueError("no units to place; give one with its berth, speed and launch time")
    if not night.weight.size:
        raise ValueError("no demand; give places with weights")
    whose, where, place = options(units, night)
    spent, now, found = np.zeros(len(units)), None, []
    for h in range(len(night.weight)) if hours is None else hours:
        tired = np.array([u.sea_hours for u in units]) - spent < 1.0
        task = _task(units, night, terms, h, whose, where, place, now, tired)
        begin: list[Ints] = [] if now is None else [np.where(task.shut[now], _berths(where, whose), now)]
        best = waiting(task, rng, begin)
        order = np.argsort(whose[best.chosen], kind="stable")
        chosen = best.chosen[order]
        spent += where[chosen] != ASHORE
        found.append(_hour(task, replace(best, chosen=chosen), night, where, place, now))
        now = chosen
    return found


def _berths(where: Ints, whose: Ints) -> Ints:
    return np.asarray(np.flatnonzero(where == ASHORE)[np.argsort(whose[where == ASHORE], kind="stable")], np.int64)


def _task(
    units: Sequence[Unit],
    night: Night,
    terms: Terms,
    h: int,
    whose: Ints,
    where: Ints,
    place: Floats,
    now: Ints | None,
    tired: NDArray[np.bool_],
) -> Task:
    moved = np.zeros(whose.size)
    if now is not None:
        moved[:] = terms.move / len(units)
        moved[now] = 0.0
    time = times(units, night, float(night.wave[h]), whose, where, place)
    if terms.own_only:
        other = (night.side[:, None] != np.array([u.side for u in units])[whose]) & (night.side[:, None] >= 0)
        time = np.where(other, NEVER, time)
    return Task(
        time=time,
        weight=night.weight[h],
        of_class=whose,
        where=where,
        count=np.ones(len(units), np.int64),
        side=np.array([u.side for u in units], np.int64),
        busy=terms.busy,
        most_sea=terms.most_sea,
        keep=terms.keep,
        moved=moved,
        shut=tired[whose] & (where != ASHORE),
    )


def _hour(task: Task, best: Waiting, night: Night, where: Ints, place: Floats, now: Ints | None) -> Hour:
    chosen = best.chosen
    places = tuple((float(lon), float(lat)) for lon, lat in place[chosen])
    at_sea = tuple(bool(w != ASHORE) for w in where[chosen])
    moves = 0 if now is None else int((chosen != now).sum())
    return Hour(places, at_sea, figures(task, chosen, night), best.bound, moves)


def figures(task: Task, chosen: Ints, night: Night) -> Figures:
    """How soon the units of a choice come, the second when the first is busy."""
    ranked = np.sort(task.time[:, chosen], axis=1)
    first, second = ranked[:, 0], ranked[:, min(1, ranked.shape[1] - 1)]
    each = (1 - task.busy) * first + task.busy * second
    t = np.concatenate([first, second])
    w = np.concatenate([(1 - task.busy) * task.weight, task.busy * task.weight])
    order = np.argsort(t)
    held = np.cumsum(w[order])
    worst = int(np.argmax(np.where(task.weight > 0, each, -1.0)))
    within = [float(w[t <= 60 * m].sum()) for m in (15, 30, 60)]
    sides = range(len(task.keep))
    return Figures(
        mean_of(task, chosen),
        float(t[order][np.searchsorted(held, 0.9 * held[-1])]),
        float(each[worst]),
        (within[0], within[1], within[2]),
        (float(night.lon[worst]), float(night.lat[worst])),
        tuple(_mean(each, task.weight * (night.side == s)) for s in sides),
    )


def _mean(value: Floats, weight: Floats) -> float:
    total = float(weight.sum())
    return float(np.sum(value * weight)) / total if total > 0 else float("nan")
