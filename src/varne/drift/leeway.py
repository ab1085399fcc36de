"""Leeway: the wind's pull on each kind of object, relative to the water it floats in.

A class has a downwind part and a crosswind part that goes to the right or to the left of downwind. Each is
slope * wind speed + offset with a standard error; object by object the error is drawn once and shared between slope and
offset so that at 10 m/s the spread equals the published standard error (Allen 2005; Breivik and Allen 2008).

Nobody has published the leeway of an inflatable loaded with 30 to 70 people. `inflatable` is therefore a bracket: a
mixture from the slow end (refugee raft, deep in the water) to the fast end (empty raft without ballast).

Legend: slopes in percent of the 10 m wind, offsets and errors in cm/s (as the reports print them), right of downwind +.
Sources: AP99 Allen and Plourde 1999, CG-D-08-99; A05 Allen 2005, CG-D-05-05 (both US Government works); S10 SAROPS 2010.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
JIBE_PER_HOUR = 0.04
"""Share of objects that change from one side of downwind to the other in an hour (Allen 2005)."""
RIGHT, LEFT = 1, -1


@dataclass(frozen=True, slots=True)
class Leeway:
    """One object class: downwind and, to the right and to the left, crosswind (slope %, offset cm/s, error cm/s)."""

    key: str
    words: str
    down: tuple[float, float, float]
    right: tuple[float, float, float]
    left: tuple[float, float, float]
    source: str


def _mirrored(slope: float, offset: float, error: float) -> dict[str, tuple[float, float, float]]:
    return {"right": (slope, offset, error), "left": (-slope, -offset, error)}


TABLE: dict[str, Leeway] = {
    row.key: row
    for row in (
        Leeway("PIW-1", "person in water, state unknown", (0.96, 0.0, 12.0), **_mirrored(0.54, 0.0, 9.4), source="AP99"),
        Leeway("PIW-2", "person upright, type III jacket", (0.48, 0.0, 8.3), **_mirrored(0.15, 0.0, 6.7), source="AP99"),
        Leeway("PIW-3", "person sitting, type I/II jacket", (1.6, -3.98, 2.42), **_mirrored(0.13, 0.33, 2.11), source="A05"),
        Leeway("LIFE-RAFT-DB-22", "raft, swamped", (0.99, 0.0, 2.4), **_mirrored(0.14, 0.0, 2.3), source="AP99"),
        Leeway("LIFE-RAFT-SB-9", "raft, capsized", (1.68, 0.0, 2.4), **_mirrored(0.24, 0.0, 2.4), source="AP99"),
        Leeway("LIFE-RAFT-NB-2", "raft, bare, no drogue", (5.34, 9.91, 9.82), **_mirrored(2.26, 1.04, 9.08), source="A05"),
        Leeway("SKIFF-2", "skiff, V-hull", (2.87, 3.98, 3.33), (0.32, -2.93, 2.53), (-0.62, 1.03, 3.05), source="A05"),
        Leeway("SKIFF-3", "skiff, swamped or capsized", (1.65, 0.0, 3.1), **_mirrored(0.39, 0.0, 2.9), source="AP99"),
        Leeway("REFUGEE-RAFT-1", "refugee raft, no sail", (1.56, 8.3, 1.53), **_mirrored(0.078, 2.7, 1.52), source="S10"),
        Leeway("SLDMB", "drifter without windage", (0.0, 0.0, 0.0), **_mirrored(0.0, 0.0, 0.0), source="AP99"),
    )
}  # fmt: skip

MIXTURES: dict[str, dict[str, float]] = {
    "piw": {"PIW-1": 1.0},
    "piw-jacket": {"PIW-2": 0.5, "PIW-3": 0.5},
    "inflatable": {"REFUGEE-RAFT-1": 1 / 3, "SKIFF-2": 1 / 3, "LIFE-RAFT-NB-2": 1 / 3},
    "swamped": {"SKIFF-3": 0.5, "LIFE-RAFT-DB-22": 0.25, "LIFE-RAFT-SB-9": 0.25},
}
"""Short names as mixtures of classes. `underway` is not here: it is a state of motion, its leeway is the inflatable's."""


def mixture(key: str) -> dict[str, float]:
    """Classes and their weights for a class or a short name.

    raises  ValueError that lists the keys

    >>> mixture("PIW-1")
    {'PIW-1': 1.0}
    """
    if key in MIXTURES:
        return MIXTURES[key]
    if key.upper() in TABLE:
        return {key.upper(): 1.0}
    raise ValueError(f"object {key!r} is not in the leeway table; allowed are {sorted(MIXTURES)}, or one of {sorted(TABLE)}")


def draw(key: str, n: int, rng: np.random.Generator) -> Floats:
    """Leeway coefficients of n objects of a class or mixture, half of them on each side of downwind.

    key      class or short name
    returns  (7, n): slope and offset downwind; slope and offset crosswind when on the right; the same when on the left;
             side, RIGHT or LEFT. Slopes as fractions of the wind, offsets in m/s, crosswind positive to the right
    raises   ValueError for an unknown key
    source   Allen 2005; the slope is redrawn while it points upwind

    >>> c = draw("PIW-1", 10_000, np.random.default_rng(1))
    >>> print((c[0].mean() * 100).round(1), c.shape)
    1.0 (7, 10000)
    """
    weights = mixture(key)
    chosen = rng.choice(len(weights), n, p=np.array(list(weights.values())))
    rows = np.array([[TABLE[k].down, TABLE[k].right, TABLE[k].left] for k in weights])[chosen]
    down, right, left = rows[:, 0], rows[:, 1], rows[:, 2]
    e_down = _downwind_error(down, rng)
    z = rng.standard_normal(n)
    side = np.where(np.arange(n) % 2 == 0, RIGHT, LEFT)
    parts = [_shared(down, e_down), _shared(right, right[:, 2] * z), _shared(left, left[:, 2] * z)]
    return np.concatenate([*parts, side[None, :].astype(float)])


def _downwind_error(down: Floats, rng: np.random.Generator) -> Floats:
    error = down[:, 2] * rng.standard_normal(len(down))
    upwind = down[:, 0] + error / 20 < 0
    while upwind.any():
        error[upwind] = down[upwind, 2] * rng.standard_normal(upwind.sum())
        upwind = down[:, 0] + error / 20 < 0
    return error


def _shared(rows: Floats, error: Floats) -> Floats:
    """Percent and cm/s to fraction and m/s, with the error shared so that it is whole at 10 m/s and half at rest."""
    return np.stack([(rows[:, 0] + error / 20) / 100, (rows[:, 1] + error / 2) / 100])
