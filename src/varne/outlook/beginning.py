"""Beginning: states that begin at a reported position, the first or a later one."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from varne.drift import motion
from varne.drift.ensemble import STATES, Ensemble
from varne.drift.weights import systematic
from varne.outlook import ways
from varne.outlook.cloud import Cloud
from varne.outlook.model import Model, Told
from varne.outlook.places import Fix, begun

Floats = NDArray[np.float64]


def first_states(told: Told, fix: Fix, n: int, shares: Floats, model: Model, rng: np.random.Generator) -> Cloud | None:
    """n states that begin at the first position; None where there is no sea.

    shares  (4,) of STATES, from what was said before
    """
    e = begun(fix, told.t, n, int(rng.integers(1 << 62)), ways.told_way(told.course))
    if e is None:
        return None
    state = rng.choice(len(STATES), n, p=shares).astype(np.int8)
    return _equipped(e, state, told, model, rng)


def new_states(cloud: Cloud, told: Told, fits: Floats, unplaced: float, model: Model, rng: np.random.Generator) -> Cloud | None:
    """States that begin at a position though others are there: all before was wrong, or the boat went as none could.

    fits      (n,) ratio by which the position is likelier of each state than of boats in general, right or wrong
    unplaced  how likely it is that all positions so far were wrong, as odds to that of the states
    returns   None where they would not count as much as one state; conditions are those of the states there are, weights
              the odds of each before what else the report says
    """
    if told.fix is None:
        return None
    odds = told.p * (1 - model.wrong) * (unplaced + model.jump)
    there = told.p * float(np.sum(cloud.e.weight * fits)) + 1 - told.p
    share = odds / (odds + there)
    n = cloud.e.n
    if share * n < 1:
        return None
    m = int(np.clip(np.ceil(share * n), n // 10 + 1, n))
    e = begun(told.fix, told.t, m, int(rng.integers(1 << 62)), ways.told_way(told.course))
    if e is None:
        return None
    like = systematic(cloud.e.weight, m, rng)
    jumps = rng.random(m) < model.jump / (model.jump + unplaced)
    new = _equipped(e, cloud.e.state[like], told, model, rng)
    return replace(new, e=replace(new.e, weight=np.full(m, odds / m)), right=cloud.right[:, like] & jumps)


def _equipped(e: Ensemble, state: NDArray[np.int8], told: Told, model: Model, rng: np.random.Generator) -> Cloud:
    """States with conditions, own ways and errors as nobody knows better; on the shore when they are said to have landed."""
    sigma, _ = model.errors.arrays()
    error = np.repeat(sigma, 2)[:, None] * rng.standard_normal((6, e.n))
    own = e.own if told.course is not None else ways.own_ways(e.n, rng)
    flag = np.full(e.n, motion.STRANDED if told.condition == "landed" else motion.MOVING, np.int8)
    e = replace(e, state=state, own=own, flag=flag, error=error.astype(np.float32))
    return Cloud(e, np.where(state == motion.UNDERWAY, own, 0.0), np.zeros((0, e.n), bool), np.zeros(e.n, np.intp))
