"""Targets: the search objects as a moving ensemble, step by step, in the drifting frame.

The drifting frame moves with the datum, the mean of what is afloat: an area that stays in it goes with the water, as a search
pattern does that is sailed relative to a drifting datum (IAMSAR II 4.6). Its axes stay east and north.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from varne import geodesy
from varne.drift import motion
from varne.drift.ensemble import STATES
from varne.drift.run import Run
from varne.search.sentences import say
from varne.words import InWords

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Codes = NDArray[np.int8]
KINDS = STATES
"""What a target can be, in the order of a table of sweep widths: the states of drift."""
UNSEEN = len(KINDS)
"""Kind of a target that no search afloat can find at that step: ashore, outside the forecast, not yet left."""


@dataclass(frozen=True, slots=True, eq=False)
class Targets:
    """n possible targets at the middles of T equal steps.

    lon0, lat0  origin of the plane                                          [deg]
    t           (T,) middles of the steps                                    [s since 1970]
    step        length of a step                                             [s]
    datum       (T, 2) the drifting frame's origin: x, y in the plane        [m]
    x, y        (T, n) east and north of the datum                           [m]
    kind        (T, n) index of a row of sweep widths; UNSEEN last
    weight      (n,) sum 1
    reward      (T, n) worth of finding it in a step, not increasing: 1 for POS, chance to be alive for found alive
    """

    lon0: float
    lat0: float
    t: Floats
    step: float
    datum: Floats
    x: Singles
    y: Singles
    kind: Codes
    weight: Floats
    reward: Singles

    @property
    def n(self) -> int:
        return self.weight.size

    @property
    def span(self) -> tuple[float, float]:
        """Begin of the first and end of the last step [s since 1970]."""
        return float(self.t[0] - self.step / 2), float(self.t[-1] + self.step / 2)

    def on_ground(self, x: Floats, y: Floats, t: float) -> tuple[Floats, Floats]:
        """Places in the drifting frame at a moment, as lon, lat [deg]."""
        dx, dy = self.datum_at(t)
        return geodesy.from_plane(x + dx, y + dy, self.lon0, self.lat0)

    def datum_at(self, t: float) -> tuple[float, float]:
        """The datum in the plane, straight between steps, going on beyond the first and the last middle by half a step [m]."""
        if self.t.size == 1:
            return float(self.datum[0, 0]), float(self.datum[0, 1])
        k = int(np.clip(np.searchsorted(self.t, t) - 1, 0, self.t.size - 2))
        share = float(np.clip((t - self.t[k]) / (self.t[k + 1] - self.t[k]), -0.5, 1.5))
        x, y = self.datum[k] + share * (self.datum[k + 1] - self.datum[k])
        return float(x), float(y)


def targets(
    run: Run,
    start: float,
    steps: int,
    step: float,
    weight: Floats | None = None,
    origin: tuple[float, float] | None = None,
) -> Targets:
    """Where the states of a run are at the middles of equal steps; worth 1 whenever they are found.

    start    begin of the first step, inside the run        [s since 1970]
    steps    how many; step their length                    [s]
    weight   (n,) what is left after earlier searches; None is the run's own
    origin   lon, lat of the plane [deg]; None is the mean at the first step
    raises   ValueError for an empty ensemble, no weight, nothing afloat, or steps outside the run, saying what to change
    """
    weight = run.weight if weight is None else weight
    if not (weight.size and weight.sum() > 0):
        raise ValueError(f"none of the {weight.size} states counts: the ensemble is empty; give a datum with states at sea")
    end = start + steps * step
    if start < run.t[0] - 1.0 or end > run.t[-1] + 1.0:
        raise ValueError(
            f"the search would last from {start:.0f} to {end:.0f}, the ensemble covers {run.t[0]:.0f} to {run.t[-1]:.0f}; "
            "begin later, search shorter, or run the drift longer"
        )
    t = np.asarray(start + step * (np.arange(steps) + 0.5), float)
    now = [run.at(moment) for moment in t.tolist()]
    lon, lat, state, flag = (np.concatenate([getattr(m, name) for m in now]) for name in ("lon", "lat", "state", "flag"))
    afloat = (flag == motion.MOVING) & (weight > 0)
    if not afloat.any():
        raise InWords(say("search.none.afloat"))
    share = weight / weight.sum()
    lon0, lat0 = origin or (float(np.sum(lon[0] * share)), float(np.sum(lat[0] * share)))
    x, y = geodesy.to_plane(lon, lat, lon0, lat0)
    return in_frame(lon0, lat0, t, step, x, y, np.where(afloat, state, UNSEEN).astype(np.int8), share)


def in_frame(lon0: float, lat0: float, t: Floats, step: float, x: Floats, y: Floats, kind: Codes, weight: Floats) -> Targets:
    """Targets from places in a plane: the datum is the weighted mean of what can be found at each step.

    x, y  (T, n) east and north of lon0, lat0 [m]; kind (T, n); weight (n,) of sum 1
    """
    counts = np.where(kind < UNSEEN, weight, 0.0)
    held = counts.sum(axis=1, keepdims=True)
    counts = np.where(held > 0, counts / np.where(held > 0, held, 1.0), weight)
    datum = np.stack([np.sum(x * counts, axis=1), np.sum(y * counts, axis=1)], axis=1)
    east, north = (np.ascontiguousarray(a - datum[:, [k]], np.float32) for k, a in enumerate((x, y)))
    return Targets(lon0, lat0, t, step, datum, east, north, kind, weight, np.ones(x.shape, np.float32))


def rewarded(of: Targets, reward: Floats) -> Targets:
    """The same targets with another worth of finding each at each step, (T, n), not increasing in time.

    raises  ValueError when a worth is outside 0..1 or grows with time: then the bound would not hold
    """
    if reward.min() < 0 or reward.max() > 1 or (np.diff(reward, axis=0) > 1e-6).any():
        raise ValueError("the worth of finding must lie in 0..1 and never grow with time; a survival curve does both")
    return replace(of, reward=np.ascontiguousarray(reward, np.float32))


def some(of: Targets, rows: NDArray[np.intp]) -> Targets:
    """Some of the targets, weights made to sum 1 again."""
    w = of.weight[rows]
    columns: dict[str, Any] = {name: np.ascontiguousarray(getattr(of, name)[:, rows]) for name in ("x", "y", "kind", "reward")}
    return replace(of, **columns, weight=w / w.sum())


def until(of: Targets, steps: int) -> Targets:
    """The same targets for the first steps only."""
    rows: dict[str, Any] = {name: getattr(of, name)[:steps] for name in ("t", "datum", "x", "y", "kind", "reward")}
    return replace(of, **rows)


def as_seen_from(fresh: Targets, planned: Targets) -> Targets:
    """Other targets at the same steps, placed in the drifting frame of those that a plan was made for."""
    x, y = geodesy.to_plane(fresh.lon0, fresh.lat0, planned.lon0, planned.lat0)
    shift = fresh.datum + np.array([float(x), float(y)]) - planned.datum
    x_rel, y_rel = (np.ascontiguousarray(a + shift[:, [k]], np.float32) for k, a in enumerate((fresh.x, fresh.y)))
    return replace(fresh, lon0=planned.lon0, lat0=planned.lat0, datum=planned.datum, x=x_rel, y=y_rel)
