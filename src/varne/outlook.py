"""Outlook: from what is known of one boat to where it, or its people, are and will be.

Joins reports (fusion) and ensembles (drift). The last position that says more than an area is where the states start; the
conditions reported since then change them on the way. First form: one position, not yet several weighted by what they
are worth. Pure: fields and the seed are arguments.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from varne.drift.ensemble import STATES, Ensemble, Errors, Hazards, Place, Way, resume, seed, with_states
from varne.drift.forcing import Forcing
from varne.drift.march import advance
from varne.drift.run import Run
from varne.fusion.report import Condition, Report
from varne.sea.field import Constant
from varne.words import Words

OUTPUT = 600.0
AREA = 3_000.0
"""A position whose error is larger than this is an area [m]: it is used only when there is no better one."""
WINDOW = 600.0
"""How much older than its reception a position may be when nobody said when it was true [s]."""
DEFAULT_ERROR = (300.0, 300.0, 0.0)
ANY_LIGHT_WIND = (2.5, 12 * 3600.0)
"""Where no wind is known: each state has its own light wind from any direction, force 2 to 3, that lasts the night [m/s, s]."""

CALM = Constant(0.0, 0.0, "no wind known: a light wind from any direction")
"""The field under those winds."""

SHARES: dict[Condition, dict[str, float]] = {
    "underway": {"underway": 1.0},
    "engine_stopped": {"adrift": 1.0},
    "taking_water": {"underway": 0.3, "adrift": 0.7},
    "swamped": {"swamped": 1.0},
    "people_in_water": {"swamped": 0.3, "people_in_water": 0.7},
    "landed": {"adrift": 1.0},
    "unknown": {"underway": 0.5, "adrift": 0.5},
}
"""What a reported condition means for the states. Judgement: people in the water hold on to a swamped boat or drift apart."""
HAZARDS: dict[Condition, Hazards] = {
    "underway": Hazards(engine_stops=0.2, engine_starts=0.3, swamps=0.03, into_water=0.5),
    "engine_stopped": Hazards(engine_stops=0.2, engine_starts=0.2, swamps=0.05, into_water=0.5),
    "taking_water": Hazards(engine_stops=0.5, engine_starts=0.1, swamps=0.5, into_water=0.7),
    "swamped": Hazards(into_water=0.7),
    "people_in_water": Hazards(into_water=0.7),
    "landed": Hazards(),
    "unknown": Hazards(engine_stops=0.2, engine_starts=0.3, swamps=0.05, into_water=0.5),
}
"""Rates per hour. Judgement: both boats that MAIB examined failed after 3.5 to 4 h (research/domain.md 4.4)."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """One boat through time: its run, where it started and what was assumed."""

    run: Run
    start: Report
    seed: int
    assumptions: tuple[Words, ...]

    def shares(self, t: float) -> dict[str, float]:
        """Share of the probability in each state at a moment."""
        now = self.run.at(t)
        return {name: float(now.weight @ (now.state[0] == k)) for k, name in enumerate(STATES)}


def starting_report(reports: Sequence[Report]) -> Report | None:
    """The last report with a position better than an area, else the last with any position, else None."""
    placed = sorted((r for r in reports if r.has_position and r.channel != "rescue"), key=lambda r: (r.when, r.id))
    better = [r for r in placed if (r.ellipse_m or DEFAULT_ERROR)[0] <= AREA]
    best = better or placed
    return best[-1] if best else None


def outlook(
    reports: Sequence[Report], forcing: Forcing, until: float, *, n: int, rng_seed: int, wind_known: bool
) -> Outlook | None:
    """Where a boat's states go from its last position to a time; None when no report has a position.

    reports     of one boat, any order
    forcing     covers from the position to `until` [s since 1970]
    wind_known  False: every state gets its own light wind from any direction instead of the wind in forcing
    """
    start = starting_report(reports)
    if start is None:
        return None
    t = _start_window(start)
    condition = _condition_at(reports, t[1])
    ensemble = seed(_place(start, t), _object(condition), n, rng_seed, _way(start))
    ensemble = with_states(ensemble, SHARES[condition], np.random.default_rng(rng_seed))
    errors = Errors() if wind_known else replace(Errors(), wind=ANY_LIGHT_WIND)
    runs: list[Run] = []
    for begin, end, condition in _stages(reports, t, until):
        if runs:
            ensemble = _changed(resume(ensemble, runs[-1], begin), condition, rng_seed)
        hours = max(end - begin, OUTPUT) / 3600
        runs.append(advance(ensemble, forcing, hours, hazards=HAZARDS[condition], errors=errors, output=OUTPUT))
    return Outlook(_joined(runs, [r.t[0] for r in runs[1:]]), start, rng_seed, _assumptions(start, condition, wind_known))


def _start_window(r: Report) -> tuple[float, float]:
    t = r.when.timestamp()
    return (t, t) if r.observed else (t - WINDOW, t)


def _place(r: Report, t: tuple[float, float]) -> Place:
    if r.lon is None or r.lat is None:
        raise ValueError(f"report {r.id} has no position to start from")
    return Place(r.lon, r.lat, t, r.ellipse_m or DEFAULT_ERROR)


def _way(r: Report) -> Way:
    return Way() if r.course is None else Way(heading=r.course, heading_sigma=20.0)


def _object(condition: Condition) -> str:
    return {"swamped": "swamped", "people_in_water": "piw"}.get(condition, "underway")


def _condition_at(reports: Sequence[Report], t: float) -> Condition:
    told = [r for r in reports if r.condition != "unknown" and r.channel != "rescue" and r.when.timestamp() <= t]
    return max(told, key=lambda r: (r.when, r.id)).condition if told else "unknown"


def _stages(reports: Sequence[Report], t: tuple[float, float], until: float) -> list[tuple[float, float, Condition]]:
    """Spans of time with the condition that holds in them, from the start to `until`."""
    later = sorted(
        {
            r.when.timestamp()
            for r in reports
            if r.condition != "unknown" and r.channel != "rescue" and t[1] < r.when.timestamp() < until
        }
    )
    moments = [t[0], *later, max(until, t[1] + OUTPUT)]
    changes = [(a, b, _condition_at(reports, max(a, t[1]))) for a, b in pairwise(moments)]
    return [c for k, c in enumerate(changes) if k == 0 or c[1] - c[0] > 0]


def _changed(ensemble: Ensemble, condition: Condition, rng_seed: int) -> Ensemble:
    """States that a new report of the condition leaves: nobody gets better by it, those who were better are drawn anew."""
    rng = np.random.default_rng(rng_seed + int(ensemble.t) % 100_000)
    drawn = with_states(ensemble, SHARES[condition], rng).state
    worse = condition in ("swamped", "people_in_water", "taking_water")
    return replace(ensemble, state=np.maximum(ensemble.state, drawn) if worse else drawn)


def _joined(runs: Sequence[Run], cuts: Sequence[float]) -> Run:
    """Several runs end to end; each gives way where the next begins."""
    ends = [*cuts, np.inf]
    kept = [r.t < end for r, end in zip(runs, ends, strict=True)]
    parts = [[getattr(r, name)[k] for r, k in zip(runs, kept, strict=True)] for name in ("t", "lon", "lat", "state", "flag")]
    t, lon, lat, state, flag = (np.concatenate(p) for p in parts)
    return Run(t, lon, lat, state, flag, runs[0].weight, runs[0].fields)


def _assumptions(start: Report, condition: Condition, wind_known: bool) -> tuple[Words, ...]:
    clock = start.when.strftime("%H%MZ")
    said = [Words("outlook.start", {"clock": clock, "report": start.id}, f"from the position of {clock} ({start.id})")]
    if (start.ellipse_m or DEFAULT_ERROR)[0] > AREA:
        km = round((start.ellipse_m or DEFAULT_ERROR)[0] / 1000)
        said.append(Words("outlook.area", {"km": km}, f"that position is an area, {km} km (1 sigma)"))
    said.append(Words(f"outlook.condition.{condition}", {}, f"condition: {condition.replace('_', ' ')}"))
    if not wind_known:
        said.append(Words("outlook.wind_unknown", {}, "no wind is known: a light wind from any direction, force 2 to 3"))
    said.append(Words("outlook.tide", {}, "tidal stream of the shipped atlas with an error of 0.22 m/s"))
    return tuple(said)
