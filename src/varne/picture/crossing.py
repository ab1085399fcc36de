"""Whether a boat will cross the line of 1988: the share of its states that do, and when they first do.

The line says who is likely to be responsible and never who may wait (`sea.coast`): a warning is for telling the other centre in
time (R11 of the requirements: time to the boundary with its probability, never a condition for response).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from varne.drift import motion
from varne.drift.run import Run
from varne.sea import coast
from varne.sea.coast import Side

Floats = NDArray[np.float64]
WINDOW = (0.1, 0.9)
"""Shares of the first crossings that lie before its begin and its end."""


@dataclass(frozen=True, slots=True)
class Crossing:
    """A boat's states and the line, as seen at a moment.

    to          the side that it was not on when it was last known where it is
    p           probability that it is there at any time from that moment until some time later
    begin, end  8 in 10 of the first crossings of the states that p counts lie between them [s since 1970]
    since       from when on p was high enough to be told, by what is known at that moment [s since 1970]
    """

    to: Side
    p: float
    begin: float
    end: float
    since: float


def crossing(run: Run, side: Side, known: float, now: float, within: float, chance: float = 0.0) -> Crossing | None:
    """How likely a boat is to be across the line soon; None when that is less likely than `chance`, or no state gets there.

    run     its states; one whose place is not known counts as not across
    known   when it was known to be on that side;  now  when it is asked, None after the end of the run [s since 1970]
    within  how far ahead [s]
    trap    between two outputs a state is taken to go straight
    """
    until = min(now + within, float(run.t[-1]))
    if until < now:
        return None
    moments = _at(run, min(known, now), now, until)
    to: Side = "FR" if side == "GB" else "GB"
    there, known_places = 1.0 if to == "GB" else -1.0, (motion.MOVING, motion.STRANDED)
    across = (coast.sides(moments.lon, moments.lat) == there) & np.isin(moments.flag, known_places)
    p = _in_time(across, moments, within)
    k = int(np.searchsorted(moments.t, now))
    if not p[k] >= max(chance, 1e-9):
        return None
    low = np.flatnonzero(p[: k + 1] < max(chance, 1e-9))
    begin, end = _quantiles(_first(across & across[k:].any(axis=0), moments), moments.weight)
    return Crossing(to, float(p[k]), begin, end, float(moments.t[low[-1] + 1 if low.size else 0]))


def _at(run: Run, begin: float, now: float, until: float) -> Run:
    """The outputs between two moments, with these and now among them."""
    t = np.unique([*run.t[(run.t > begin) & (run.t < until)], begin, now, until])
    parts = [run.at(float(x)) for x in t]
    lon, lat, state, flag = (np.concatenate([getattr(p, k) for p in parts]) for k in ("lon", "lat", "state", "flag"))
    return Run(t, lon, lat, state, flag, run.weight / run.weight.sum(), run.fields)


def _in_time(across: NDArray[np.bool_], run: Run, within: float) -> Floats:
    """Probability at each output of being across at it or some time after it: (m,)."""
    before = np.vstack([np.zeros((1, across.shape[1]), np.int32), np.cumsum(across, axis=0, dtype=np.int32)])
    last = np.searchsorted(run.t, run.t + within, side="right")
    return np.asarray((before[last] > before[:-1]) @ run.weight)


def _first(across: NDArray[np.bool_], run: Run) -> Floats:
    """When each state is first across, straight between two outputs; inf for those that never are: (n,)."""
    first = np.full(across.shape[1], np.inf)
    who = np.flatnonzero(across.any(axis=0))
    k = across[:, who].argmax(axis=0)
    first[who] = run.t[k]
    who, k = who[k > 0], k[k > 0]
    before, after = (np.abs(coast.distance_to_line(run.lon[j, who], run.lat[j, who])) for j in (k - 1, k))
    share = np.nan_to_num(before / (before + after), nan=1.0)
    first[who] = run.t[k - 1] + share * (run.t[k] - run.t[k - 1])
    return first


def _quantiles(first: Floats, weight: Floats) -> tuple[float, float]:
    order = np.argsort(first)
    order = order[np.isfinite(first[order])]
    share = np.cumsum(weight[order])
    low, high = (first[order[int(np.searchsorted(share, q * share[-1]))]] for q in WINDOW)
    return float(low), float(high)
