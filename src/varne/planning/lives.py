"""Lives: how many of a boat's people are alive at a moment if nobody finds them: low, likely and high, never one number."""

from dataclasses import dataclass, replace

import numpy as np

from varne.drift.ensemble import HOUR
from varne.drift.run import Run
from varne.outlook import Outlook
from varne.planning.asked import Survival
from varne.planning.wherever import curves_of
from varne.search.living import at_steps, living
from varne.words import Words


@dataclass(frozen=True, slots=True)
class Alive:
    """Share of the people alive, 0..1, by the low, the likely and the high curve; what they rest on."""

    low: float
    likely: float
    high: float
    notes: tuple[Words, ...]


def lives(o: Outlook, known: Survival, t: float) -> Alive:
    """How many live at a moment [s since 1970] over all states of a boat, found or not.

    known   of the people and the water they are in, or would be in
    raises  ValueError for water out of range
    trap    states on a shore count as afloat, as in a plan: whether anybody got ashore alive is not modelled
    """
    curves, notes = curves_of(known)
    run = _as_far_as(o.run, t)
    weight = run.weight / run.weight.sum()
    shares = [living(run, curve, HOUR * known.since_h) for curve in curves]
    low, likely, high = (float(at_steps(run, share, np.array([t]))[0] @ weight) for share in shares)
    return Alive(low, likely, high, notes)


def _as_far_as(run: Run, t: float) -> Run:
    """The run to the first output not before a moment, two outputs at least."""
    m = max(int(np.searchsorted(run.t, t)) + 1, 2)
    cut = {name: getattr(run, name)[:m] for name in ("t", "lon", "lat", "state", "flag")}
    return replace(run, **cut)
