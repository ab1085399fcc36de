"""The rules that a spreadsheet or a tired officer applies, at the settings that were best on nights 101-110.

Settings from ../shared/reference/fusion/tune_baselines.py; `python -m bench.fusion --tune` finds them again.
"""

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from bench.fusion.methods import Answer, Method
from bench.fusion.nights import Bools, Floats, Ints, errors, numbered, places, when
from varne.fusion.report import Report
from varne.sea.field import Field


def nearest(top_speed: float = 3.0, gap: float = 1_200.0, phone: bool = False) -> Method:
    """In order of arrival, each report joins the boat of the nearest report that can be reached.

    top_speed  [m/s], with 3 sigma of both positions and 300 m allowed on top
    gap        reports further apart in time are not compared [s]
    phone      a number already heard decides alone
    """

    def method(reports: Sequence[Report], current: Field) -> Answer:
        near = _within_reach(reports, top_speed, gap)
        keys = numbered([r.caller for r in reports])
        return Answer({0.0: _one_after_another(near, keys if phone else np.full(len(keys), -1))})

    return method


def _within_reach(reports: Sequence[Report], top_speed: float, gap: float) -> Floats:
    """(n, n) Distances [m], infinite where one boat could not have made both or a position is missing."""
    apart, dt = distances(reports), between(reports)
    s = errors(reports)
    reach = top_speed * dt + 3.0 * (s[:, None] + s) + 300.0
    return np.where((apart < reach) & (dt <= gap), apart, np.inf)


def _one_after_another(near: Floats, keys: Ints) -> Ints:
    labels, free = np.empty(len(keys), np.int64), 0
    for i in range(len(keys)):
        same = np.flatnonzero((keys[:i] == keys[i]) & (keys[i] >= 0))
        found = same[-1] if len(same) else near[i, :i].argmin() if np.isfinite(near[i, :i]).any() else None
        labels[i] = free if found is None else labels[found]
        free += found is None
    return labels


def st_dbscan(space: float, time: float, phone: bool = False) -> Method:
    """Reports closer than space [m] and time [s] are linked, and boats are what hangs together; no report is noise.

    phone   the same number links too; with space and time 0 it is all that links
    source  Birant & Kut 2007, doi 10.1016/j.datak.2006.01.013, with one point enough for a core
    """

    def method(reports: Sequence[Report], current: Field) -> Answer:
        link = (distances(reports) < space) & (between(reports) < time)
        keys = numbered([r.caller for r in reports])
        link |= phone & same_key(keys)
        return Answer({0.0: connected_components(csr_array(link), directed=False)[1].astype(np.int64)})

    return method


def distances(reports: Sequence[Report]) -> Floats:
    """(n, n) [m], infinite where a position is missing."""
    x, y = places(reports).T
    return np.nan_to_num(np.hypot(x[:, None] - x, y[:, None] - y), nan=np.inf)


def between(reports: Sequence[Report]) -> Floats:
    """(n, n) Time between reports [s]."""
    t = when(reports)
    return np.abs(t[:, None] - t)


def same_key(keys: Ints) -> Bools:
    return (keys[:, None] == keys) & (keys >= 0)
