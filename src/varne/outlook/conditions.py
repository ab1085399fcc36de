"""Conditions: what a report that says one tells of the state a boat or its people are in.

Two things may lie behind "the boat is swamped": somebody says how it is, rightly or wrongly (HEARD), or somebody calls
because it has just come about (JUST). Calls come at turning points, so the second is common. No entry of HEARD is zero: a
voice that says "under way" may speak of another boat, and people in the water stay in the picture.

All numbers are judgement; their sizes follow research/fusion.md 4.2, term 8: a boat found dry and under way after it was
said to sink is worth about -12 decibans. Legend: rows of tables are TRUE, columns SAID.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import expm

from varne.drift import motion
from varne.drift.ensemble import STATES, Hazards
from varne.fusion.report import CONDITIONS, Condition

Floats = NDArray[np.float64]
Codes = NDArray[np.int8]
LANDED = len(STATES)
"""Code of a state that lies on the shore, whatever its condition."""
TRUE = (*STATES, "landed")
SAID = CONDITIONS[:-1]

HEARD = np.array(
    [  # under way, engine stopped, taking water, swamped, people in water, landed
        [0.62, 0.10, 0.22, 0.02, 0.02, 0.02],  # under way
        [0.12, 0.50, 0.29, 0.04, 0.04, 0.01],  # adrift
        [0.03, 0.10, 0.30, 0.34, 0.22, 0.01],  # swamped
        [0.03, 0.03, 0.08, 0.25, 0.60, 0.01],  # people in the water
        [0.06, 0.08, 0.04, 0.03, 0.03, 0.76],  # landed
    ]
)
"""Chance of what is said of a boat in a state, when a condition is said and nothing has just happened."""
JUST = np.array(
    [  # under way, engine stopped, taking water, swamped, people in water, landed
        [0.00, 0.50, 0.25, 0.08, 0.07, 0.10],  # was under way
        [0.25, 0.00, 0.35, 0.20, 0.15, 0.05],  # was adrift
        [0.00, 0.00, 0.00, 0.00, 0.95, 0.05],  # was swamped
        [0.00, 0.00, 0.00, 0.00, 0.00, 0.00],  # were in the water
        [0.00, 0.00, 0.00, 0.00, 0.00, 0.00],  # was landed
    ]
)
"""Chance of what is said when it has just come about in a boat that was in a state before: nobody gets better by it but an
engine that starts again and a boat that reaches a shore."""
NEWS = 0.3
"""Share of the reports saying a condition that come because it has just come about."""
USUAL = np.array([0.45, 0.35, 0.07, 0.03, 0.10])
"""States of boats in general that are reported: what a report says that is of another boat."""
SHORE = 2_000.0
"""How far from land a boat may be when it is said to have landed [m]."""

SHARES: dict[Condition, dict[str, float]] = {
    "underway": {"underway": 1.0},
    "engine_stopped": {"adrift": 1.0},
    "taking_water": {"underway": 0.3, "adrift": 0.7},
    "swamped": {"swamped": 1.0},
    "people_in_water": {"swamped": 0.3, "people_in_water": 0.7},
    "landed": {"adrift": 1.0},
    "unknown": {"underway": 0.5, "adrift": 0.5},
}
"""What a condition that has just come about means for the states. People in the water hold on to a swamped boat or drift
apart."""
FAILING = Hazards(engine_stops=0.5, engine_starts=0.1, swamps=0.5, into_water=0.7)
HAZARDS: dict[Condition, Hazards] = {
    "underway": Hazards(engine_stops=0.2, engine_starts=0.3, swamps=0.03, into_water=0.5),
    "engine_stopped": Hazards(engine_stops=0.2, engine_starts=0.2, swamps=0.05, into_water=0.5),
    "taking_water": FAILING,
    "swamped": FAILING,
    "people_in_water": FAILING,
    "landed": Hazards(engine_stops=0.2, engine_starts=0.3, swamps=0.03, into_water=0.5),
    "unknown": Hazards(engine_stops=0.2, engine_starts=0.3, swamps=0.05, into_water=0.5),
}
"""Rates per hour after a condition was said. Judgement: both boats that MAIB examined failed after 3.5 to 4 h
(research/domain.md 4.4). Those after "swamped" are of the states that do not believe it."""


class Says(Protocol):
    """A report as far as this module reads it: when it was true [s since 1970], what it says, its probability of being
    of this boat."""

    @property
    def t(self) -> float: ...
    @property
    def condition(self) -> Condition: ...
    @property
    def p(self) -> float: ...


def codes(state: Codes, flag: Codes) -> Codes:
    """Rows of TRUE (n,) of states: on the shore counts before any condition."""
    return np.where(flag == motion.STRANDED, LANDED, state).astype(np.int8)


def ratios(said: Condition) -> tuple[Floats, Floats]:
    """How much likelier a condition is said of a boat in each state than of boats in general.

    returns  (5,), (5,) by row of TRUE: because it is so; because it has just come about. Both 0 or more; their sum is the
             likelihood ratio of the report, never 0. 1 and 0 when nothing is said

    >>> heard, just = ratios("people_in_water")
    >>> dict(zip(TRUE, (heard + just).round(2).tolist()))
    {'underway': 0.4, 'adrift': 0.84, 'swamped': 5.06, 'people_in_water': 4.84, 'landed': 0.24}
    """
    if said == "unknown":
        return np.ones(len(TRUE)), np.zeros(len(TRUE))
    column = SAID.index(said)
    heard, just = (1 - NEWS) * HEARD[:, column], NEWS * JUST[:, column]
    usual = USUAL @ (heard + just)
    return heard / usual, just / usual


def after_news(said: Condition, state: Codes, rng: np.random.Generator) -> Codes:
    """States (n,) after a condition has just come about: nobody gets better but by an engine that runs again."""
    shares = SHARES[said]
    drawn = rng.choice([STATES.index(s) for s in shares], state.size, p=list(shares.values())).astype(np.int8)
    return drawn if said == "underway" else np.maximum(state, drawn)


def placeless(told: Sequence[Says], t: float, start: Mapping[str, float], hazards: Mapping[Condition, Hazards]) -> Floats:
    """Probabilities of STATES (4,) at a moment of a boat that nobody has placed yet, from what was said before it.

    told     in order of time; those after t are not looked at
    start    shares of STATES before anything was said
    source   forward pass of a hidden Markov chain, Rabiner 1989, doi 10.1109/5.18626, with the rates of `hazards`

    >>> placeless([], 0.0, {"underway": 0.5, "adrift": 0.5}, HAZARDS).tolist()
    [0.5, 0.5, 0.0, 0.0]
    """
    belief = np.array([start.get(s, 0.0) for s in STATES])
    before, rates = t, hazards["unknown"]
    for r in (r for r in told if r.t <= t and r.condition != "unknown"):
        belief = _heard(belief @ _passing(rates, max(r.t - before, 0.0)), r)
        before, rates = r.t, hazards[r.condition]
    return np.asarray(belief @ _passing(rates, t - before))


def _heard(belief: Floats, r: Says) -> Floats:
    heard, just = (x[: len(STATES)] for x in ratios(r.condition))
    new = np.zeros(len(STATES))
    for name, share in SHARES[r.condition].items():
        to = STATES.index(name) if r.condition == "underway" else np.maximum(STATES.index(name), np.arange(len(STATES)))
        np.add.at(new, np.broadcast_to(to, len(STATES)), share * belief * just)
    told = r.p * (belief * heard + new) + (1 - r.p) * belief
    return np.asarray(told / told.sum())


def _passing(hazards: Hazards, seconds: float) -> Floats:
    """(4, 4) chances of going from state to state in a time."""
    rates = hazards.rates()
    return np.asarray(expm(seconds * (rates - np.diag(rates.sum(axis=1)))))
