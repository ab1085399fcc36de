"""Leeway: the wind's pull on each kind of object, relative to the water it floats in.

A class has a downwind part and a crosswind part that goes to the right or to the left of downwind. Each is
slope * wind speed + offset with a standard error; object by object the error is drawn once and shared between slope and
offset so that at 10 m/s the spread equals the published standard error (Allen 2005; Breivik and Allen 2008).

The classes stand in `classes` (data/leeway.csv), what people call them in `names`, both explained in docs/leeway.md.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from varne.drift.classes import TABLE, Leeway, parse_rows
from varne.drift.names import ALIASES, MIXTURES, Table, mixture, resolve

__all__ = [
    "ALIASES",
    "JIBE_PER_HOUR",
    "LEFT",
    "MIXTURES",
    "RIGHT",
    "TABLE",
    "Leeway",
    "draw",
    "mixture",
    "parse_rows",
    "resolve",
]

Floats = NDArray[np.float64]
JIBE_PER_HOUR = 0.04
"""Share of objects that change from one side of downwind to the other in an hour (Allen 2005)."""
RIGHT, LEFT = 1, -1
PER_SLOPE, PER_OFFSET = 20, 2
"""An error e [cm/s] adds e / 20 to the slope [%] and e / 2 to the offset [cm/s]: all of it at 10 m/s, half of it at rest."""


def draw(
    what: str | Mapping[str, float],
    n: int,
    rng: np.random.Generator,
    *,
    table: Table = TABLE,
    opendrift_sides: bool = False,
) -> Floats:
    """Leeway coefficients of n objects of a class or mixture, half of them on each side of downwind.

    what     class, short name or alias; or a mixture, "SKIFF-3:0.6,PIW-1:0.4" or a mapping (see `mixture`)
    table    classes to draw from: the shipped ones, or `TABLE | parse_rows(text)`
    opendrift_sides  take positive crosswind for left, as OpenDrift 1.14 does against the reports: for the parity bench only
    returns  (7, n): slope and offset downwind; slope and offset crosswind when on the right; the same when on the left;
             side, RIGHT or LEFT. Slopes as fractions of the wind, offsets in m/s, crosswind positive to the right
    raises   ValueError for an unknown name or shares that do not sum to one
    source   Allen 2005; the slope is redrawn while it points upwind

    >>> c = draw("PIW-1", 10_000, np.random.default_rng(1))
    >>> print((c[0].mean() * 100).round(1), c.shape)
    1.0 (7, 10000)
    """
    weights = mixture(what, table)
    chosen = rng.choice(len(weights), n, p=np.array(list(weights.values())))
    rows = np.array([[table[k].down, table[k].right, table[k].left] for k in weights])[chosen]
    down, right, left = rows[:, 0], rows[:, 1], rows[:, 2]
    e_down = _downwind_error(down, rng)
    z = rng.standard_normal(n)
    side = np.where(np.arange(n) % 2 == 0, RIGHT, LEFT)
    across = np.concatenate([_shared(right, right[:, 2] * z), _shared(left, left[:, 2] * z)])
    return np.concatenate([_shared(down, e_down), -across if opendrift_sides else across, side[None, :].astype(float)])


def _downwind_error(down: Floats, rng: np.random.Generator) -> Floats:
    error = down[:, 2] * rng.standard_normal(len(down))
    upwind = down[:, 0] + error / PER_SLOPE < 0
    while upwind.any():
        error[upwind] = down[upwind, 2] * rng.standard_normal(upwind.sum())
        upwind = down[:, 0] + error / PER_SLOPE < 0
    return error


def _shared(rows: Floats, error: Floats) -> Floats:
    """Percent and cm/s to fraction and m/s, each with its share of the error."""
    return np.stack([(rows[:, 0] + error / PER_SLOPE) / 100, (rows[:, 1] + error / PER_OFFSET) / 100])
