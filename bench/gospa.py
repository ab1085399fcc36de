"""How far a set of tracks is from a set of boats: GOSPA, OSPA, and what happened to each boat over time.

source  Rahmathullah, Garcia-Fernandez and Svensson 2017, doi 10.23919/ICIF.2017.8009645 (GOSPA, alpha = 2)
        Schuhmacher, Vo and Vo 2008, doi 10.1109/TSP.2008.920469 (OSPA)
        Garcia-Fernandez et al. 2025, arXiv 2507.13706 (different prices for missed and false: a quasi-metric)
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Gospa:
    """The distance [m], and what it is made of: pairs (rows of boats, rows of tracks), missed boats, false tracks."""

    distance: float
    located: float
    missed: int
    false: int
    pairs: tuple[tuple[int, int], ...]


def gospa(boats: Floats, tracks: Floats, c: float = 500.0, p: float = 2.0, missed: float = 1.0, false: float = 1.0) -> Gospa:
    """GOSPA between places (n, 2) and (m, 2) [m] with cut-off c [m].

    missed, false  price of each in units of c^p / 2; 1 and 1 is the metric, 10 and 1 says that a lost boat is worse

    >>> round(gospa(np.array([[0.0, 0.0], [900.0, 0.0]]), np.array([[30.0, 40.0]]), c=500.0).distance, 1)
    357.1
    """
    n, m = len(boats), len(tracks)
    apart = np.hypot(*(boats[:, None] - tracks[None]).transpose(2, 0, 1)) if n and m else np.zeros((n, m))
    alone = (missed + false) * c**p / 2
    rows, columns = linear_sum_assignment(np.minimum(apart**p, alone))
    pairs = tuple((int(i), int(j)) for i, j in zip(rows, columns, strict=True) if apart[i, j] ** p < alone)
    located = float(sum(apart[i, j] ** p for i, j in pairs))
    lost, extra = n - len(pairs), m - len(pairs)
    total = located + c**p / 2 * (missed * lost + false * extra)
    return Gospa(total ** (1 / p), located, lost, extra, pairs)


def ospa(boats: Floats, tracks: Floats, c: float = 500.0, p: float = 2.0) -> float:
    """OSPA between places (n, 2) and (m, 2) [m] with cut-off c [m]; 0 for two empty sets.

    >>> round(ospa(np.array([[0.0, 0.0]]), np.array([[30.0, 40.0], [900.0, 0.0]])), 1)
    355.3
    """
    n, m = len(boats), len(tracks)
    if not n or not m:
        return 0.0 if n == m else c
    apart = np.minimum(np.hypot(*(boats[:, None] - tracks[None]).transpose(2, 0, 1)), c) ** p
    rows, columns = linear_sum_assignment(apart)
    return float(((apart[rows, columns].sum() + c**p * abs(n - m)) / max(n, m)) ** (1 / p))


def over_time(boats: Floats, moments: Floats, t: Floats, number: Any, place: Floats, c: float = 500.0) -> dict[str, float]:
    """Means over moments.

    boats    (n, k, 2)  where boat n is at moment k, NaN while it is not there [m]
    moments  (k,)       [s]
    t, number, place    (r,), (r,), (r, 2) rows of tracks at these moments
    returns  gospa, ospa, rms [m]; missed, false, at_sea a moment; completeness 0..1; switches of number
    """
    results, apart, errors, at_sea, switches = [], [], [], 0, 0
    last: dict[int, int] = {}
    for k, moment in enumerate(moments):
        there = np.flatnonzero(np.isfinite(boats[:, k, 0]))
        rows = np.flatnonzero(np.abs(t - moment) < 1e-6)
        g = gospa(boats[there, k], place[rows], c)
        results.append(g)
        apart.append(ospa(boats[there, k], place[rows], c))
        errors += [float(np.hypot(*(boats[there[i], k] - place[rows[j]]))) for i, j in g.pairs]
        at_sea += len(there)
        for i, j in g.pairs:
            boat, name = int(there[i]), int(number[rows[j]])
            switches += last.get(boat, name) != name
            last[boat] = name
    missed = sum(g.missed for g in results)
    return {
        "gospa_m": float(np.mean([g.distance for g in results])),
        "ospa_m": float(np.mean(apart)),
        "rms_m": float(np.sqrt(np.mean(np.square(errors)))) if errors else float("nan"),
        "missed": missed / len(moments),
        "false": sum(g.false for g in results) / len(moments),
        "at_sea": at_sea / len(moments),
        "completeness": 1 - missed / at_sea if at_sea else float("nan"),
        "switches": float(switches),
    }
