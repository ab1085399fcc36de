"""Where a boat is at a moment and how sure that is, with its forecast; absent stays absent (invariant 7)."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np

from varne import probability
from varne.drift import motion
from varne.drift.run import Run
from varne.drift.weights import systematic
from varne.fusion.report import Report
from varne.fusion.show import words_plain
from varne.outlook import AREA, Outlook, starting_report
from varne.picture.plain import Plain, clock
from varne.sea import coast, marks

FRESH = 300.0
"""How long after a fix the position still counts as that fix and not as a forecast [s]."""


def where(o: Outlook | None, now: datetime, pending: Sequence[Report] = ()) -> Plain:
    """Where a boat is now and how sure that is; absent stays absent (invariant 7).

    pending  the boat's reports while its forecast is still being made: then its last position stands, and is called that
    """
    nowhere = {"lon": None, "lat": None, "ellipse_m": None, "place": "none", "side": None, "off": None, "forecast": None}
    if o is None and (last := starting_report(pending)) and last.lon is not None and last.lat is not None:
        ellipse = last.ellipse_m and list(last.ellipse_m)
        return {**nowhere, "lon": last.lon, "lat": last.lat, "ellipse_m": ellipse, "place": "last", **_told(last.lon, last.lat)}
    if o is None:
        return nowhere
    t = now.timestamp()
    if t > o.run.t[-1] + 1.0:  # an older place and said so, never the end of the run as if it were now
        return {**where(o, datetime.fromtimestamp(float(o.run.t[-1]), UTC)), "place": "ended", "forecast": None}
    run = o.run.at(t)
    weight = run.weight * np.isin(run.flag[0], (motion.MOVING, motion.STRANDED))
    if not weight.sum() > 0:
        return nowhere
    d = probability.density(run.lon[0], run.lat[0], weight)
    wide = (o.start.ellipse_m or (0.0,))[0] > AREA
    age = t - o.start.when.timestamp()
    between = t < o.ensemble.t - FRESH
    return {
        "lon": round(d.lon0, 5),
        "lat": round(d.lat0, 5),
        "ellipse_m": [round(v, 1) for v in probability.spread(run.lon[0], run.lat[0], weight)],
        "place": "between" if between else "area" if wide else "fix" if age < FRESH else "forecast",
        **_told(d.lon0, d.lat0),
        "forecast": {**_forecast(o, d, t), **({"paths": int(np.unique(run.lon[0]).size)} if between else {})},
    }


def _told(lon: float, lat: float) -> Plain:
    """On whose side of the line a place lies, and how it is told from the nearest harbour or light vessel."""
    off = marks.off(lon, lat)
    told = off and {"kind": off.mark.kind, "name": off.mark.name, "m": round(off.metres), "bearing": off.degrees}
    return {"side": coast.side(lon, lat), "off": told}


def _forecast(o: Outlook, d: probability.Density, t: float) -> Plain:
    run = o.run.at(t)
    return {
        "n": int(run.lon.shape[1]),
        "seed": o.seed,
        "states": {k: round(v, 4) for k, v in o.shares(t).items() if v > 0},
        "regions": probability.regions(d),
        "stranded": float(run.weight @ (run.flag[0] == motion.STRANDED)),
        "outside": float(run.weight @ (run.flag[0] == motion.OUTSIDE)),
        "waiting": float(run.weight @ (run.flag[0] == motion.WAITING)),
        "fields": list(run.fields),
        "assumptions": [words_plain(w) for w in o.assumptions],
        "track": _track(o, t),
    }


def _track(o: Outlook, t: float) -> list[list[Any]]:
    """Mean position every half hour up to the moment: [lon, lat, time]."""
    past, weight = [k for k, when in enumerate(o.run.t) if when <= t][::3], o.run.weight / o.run.weight.sum()
    means = [(float(o.run.lon[k] @ weight), float(o.run.lat[k] @ weight)) for k in past]
    times = [clock(datetime.fromtimestamp(float(o.run.t[k]), UTC)) for k in past]
    return [[round(lon, 5), round(lat, 5), when] for (lon, lat), when in zip(means, times, strict=True)]


def points(now: Run, n: int) -> list[list[float]]:
    """Some of the states of one moment, as dense as they are likely: lon, lat [deg], state; 4 is stranded.

    now  as Run.at gives it
    """
    weight = np.where(np.isin(now.flag[0], (motion.MOVING, motion.STRANDED)), now.weight, 0.0)
    if not weight.sum() > 0:
        return []
    rows = systematic(weight / weight.sum(), n, np.random.default_rng(1))
    state = np.where(now.flag[0] == motion.STRANDED, 4, now.state[0])
    return np.stack([now.lon[0].round(4), now.lat[0].round(4), state], axis=1)[rows].tolist()  # type: ignore[no-any-return]
