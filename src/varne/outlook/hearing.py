"""Hearing: what one report does to the states of a boat: some count more, some change, new ones begin, the rest die out.

A report is of this boat with probability p, and then each thing it says may be so, may have just come about, or may be
wrong; a report of another boat says nothing. So a state's weight is multiplied by

    p (right + wrong) (heard + news) (goes + turned) + 1 - p

all as ratios to what is said of boats in general. A state that is kept then settles which of these it believes, by chance.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from varne.drift import motion
from varne.drift.weights import effective, systematic
from varne.outlook import conditions, ways
from varne.outlook.beginning import new_states
from varne.outlook.cloud import Cloud, joined, parted
from varne.outlook.model import Model, Told
from varne.outlook.places import drawn_nearer, fit, offsets, smear_of
from varne.sea import coast

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
LEAST = 1 / 20
"""Share of the states that must count after a position; under it they are smeared."""
RESAMPLED = 1 / 2
"""Share of the states that must count after a report; under it they are drawn anew."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a report says of each state, as ratios (n,), with the smear under which its position was compared (2, 2) [m2]."""

    right: Floats
    wrong: float
    heard: Floats
    news: Floats
    goes: Floats
    turned: Floats
    smear: Floats | None

    @property
    def said(self) -> Floats:
        """The ratio of everything but the position."""
        return (self.heard + self.news) * (self.goes + self.turned)

    @property
    def ours(self) -> Floats:
        """The ratio of all of it, if it is of this boat."""
        return (self.right + self.wrong) * self.said


def hear(cloud: Cloud, told: Told, unplaced: float, model: Model, rng: np.random.Generator) -> tuple[Cloud, float, Ints]:
    """The states after a report.

    unplaced  how likely it is that all positions so far were wrong, as odds to that of the states
    returns   the states, `unplaced` after it, and the row that each goes on from, -1 for states that begin here
    """
    n, p = cloud.e.n, told.p
    evidence = evident(cloud, told, model)
    weight, chances, both = cloud.e.weight * (p * evidence.ours + 1 - p), _chances(evidence, p), cloud
    born = new_states(cloud, told, evidence.right + evidence.wrong, unplaced, model, rng)
    if born is not None:
        apart = evident(born, besides_the_way(told), model)
        weight = np.concatenate([weight, born.e.weight * apart.said])
        chances, both = np.concatenate([chances, _chances(apart, 1.0)], axis=1), joined(cloud, born)
    total, said = float(weight.sum()), float(np.sum(cloud.e.weight * evidence.said))
    unplaced *= (p * (model.wrong if told.fix else 1.0) * said + 1 - p) / total
    rows, weight = _left(weight / total, n, rng)
    sigma, _ = model.errors.arrays()
    left, begins = parted(both, rows, sigma, rng), rows >= n
    left = replace(left, e=replace(left.e, weight=weight))
    return _settled(left, told, chances[:, rows], begins, evidence.smear, rng), unplaced, np.where(begins, -1, rows)


def hear_first(cloud: Cloud, told: Told, model: Model, rng: np.random.Generator) -> Cloud:
    """States that began at the first position, after what else its report says; all believe the position."""
    heard, _, _ = hear(cloud, replace(besides_the_way(told), p=1.0), 0.0, model, rng)
    return replace(heard, right=np.ones((1, cloud.e.n), bool))


def besides_the_way(told: Told) -> Told:
    """What a report says to states that began by it: they have its position, course and speed already."""
    return replace(told, fix=None, course=None, speed=None)


def _left(weight: Floats, n: int, rng: np.random.Generator) -> tuple[Ints, Floats]:
    """Rows of the n states that are left, and their weights: all as they are while enough of them count."""
    if weight.size == n and effective(weight) >= RESAMPLED * n:
        return np.arange(n), weight
    return systematic(weight, n, rng), np.full(n, 1 / n)


def evident(cloud: Cloud, told: Told, model: Model) -> Evidence:
    """What a report says of each state."""
    heard, news = _condition(cloud, told)
    goes, turned = ways.ratios(told.course, told.speed, cloud.velocity, cloud.e.state == motion.UNDERWAY)
    if told.fix is None:
        return Evidence(np.ones(cloud.e.n), 0.0, heard, news, goes, turned, None)
    away, smear = offsets(told.fix, cloud.e), None
    near = fit(told.fix, cloud.e, away, np.zeros((2, 2)))
    if not _enough(cloud.e.weight * near):
        smear = smear_of(away, cloud.e.weight)
        near = fit(told.fix, cloud.e, away, smear)
    return Evidence((1 - model.wrong) * near, model.wrong, heard, news, goes, turned, smear)


def _enough(weight: Floats) -> bool:
    return bool(weight.sum() > 0) and effective(weight / weight.max()) >= LEAST * weight.size


def _condition(cloud: Cloud, told: Told) -> tuple[Floats, Floats]:
    rows = conditions.codes(cloud.e.state, cloud.e.flag)
    heard, news = (ratio[rows] for ratio in conditions.ratios(told.condition))
    if told.condition == "landed":  # a boat lands where there is land
        near = coast.covers(cloud.e.lon, cloud.e.lat)
        near[near] = coast.distance_to_land(cloud.e.lon[near], cloud.e.lat[near]) < conditions.SHORE
        news = news * near
    return heard, news


def _chances(evidence: Evidence, p: float) -> Floats:
    """(4, n) that a state takes the report for its own; and then its position for right, its condition for news, a turn."""
    ours = p * evidence.ours
    right = evidence.right / (evidence.right + evidence.wrong)
    return np.stack(
        [
            ours / (ours + 1 - p),
            right,
            evidence.news / (evidence.heard + evidence.news),
            evidence.turned / (evidence.goes + evidence.turned),
        ]
    )


def _settled(
    cloud: Cloud, told: Told, chances: Floats, begins: NDArray[np.bool_], smear: Floats | None, rng: np.random.Generator
) -> Cloud:
    """Each state believes, by its chances, some of what was said, and is changed by it."""
    ours, right, news, turned = rng.random(chances.shape) < chances
    e, flags, origin = cloud.e, cloud.right, cloud.origin
    if told.fix is not None:
        believes = (ours & right) | begins
        origin = np.where(begins, len(flags), origin)
        flags = np.concatenate([flags, believes[None]])
        if smear is not None:
            lon, lat = drawn_nearer(told.fix, e, believes & ~begins, smear, rng)
            e = replace(e, lon=lon, lat=lat)
    if told.condition != "unknown":
        changed = ours & news
        ashore = changed & (told.condition == "landed")
        state = np.where(changed, conditions.after_news(told.condition, e.state, rng), e.state)
        e = replace(e, state=state, flag=np.where(ashore, motion.STRANDED, e.flag).astype(np.int8))
    if told.course is not None:
        taken_to = ways.onto(told.course, told.speed, e, cloud.velocity, rng)
        e = replace(e, own=np.where(ours & turned, taken_to, e.own))
    return Cloud(e, cloud.velocity, flags, origin)
