"""Our own simulated nights (varne.cases.nights, docs/nights.md) for the bench."""

import numpy as np

from bench.fusion.nights import ORIGIN, Night
from varne.cases.nights import NightParameters, SimulatedNight, simulated_night
from varne.geodesy import to_plane


def own_night(seed: int, boats: int = 30) -> Night:
    """One of our nights with the default parameters."""
    made = simulated_night(NightParameters(boats=boats), seed=seed)
    at = [(v.t[t.step], v.lon[t.step], v.lat[t.step]) for t, v in _with_voyages(made)]
    true_t, lon, lat = np.array(at).T
    boat = np.array([t.boat for t in made.told])
    xy = np.column_stack(to_plane(lon, lat, *ORIGIN))
    told = {t.boat for t in made.told if t.report.channel == "rescue"}
    return Night(
        name=f"own {seed}",
        reports=made.reports,
        current=made.current,
        truth=np.where(boat > 0, boat, -1),
        true_t=true_t,
        true_xy=np.where((boat > 0)[:, None], xy, np.nan),
        left_sea={v.number: np.inf if v.end == "at_sea" else float(v.t[-1]) for v in made.boats},
        recovered=frozenset(v.number for v in made.boats if v.end == "recovered" and v.number in told),
        end=made.parameters.start.timestamp() + 3_600 * made.parameters.hours,
    )


def _with_voyages(made: SimulatedNight):
    """Each report with its boat's voyage; one of no boat takes any, whose places are not read."""
    return [(t, made.boats[max(t.boat - 1, 0)]) for t in made.told]
