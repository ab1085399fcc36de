"""Wherever: the states of a search request, and fresh ones of the same forecast to value a plan on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from varne.drift.ensemble import HOUR, Ensemble, Errors, Place, seed
from varne.drift.march import run as drifted_by
from varne.drift.run import Run
from varne.outlook import ANY_LIGHT_WIND, CALM, HAZARDS
from varne.planning import asked
from varne.planning.asked import moment
from varne.planning.planned import ProblemRow
from varne.sea.field import Field
from varne.search.living import living
from varne.survival.curves import Curve, People, survival

Floats = NDArray[np.float64]
OUTPUT = 600.0
MARGIN = 1.5
"""Hours that the states are carried beyond the search: one more hour of each asset is valued too."""
WHERE = ("afloat", "afloat", "swamped", "water")
"""Of drift.ensemble.STATES, what survival knows them as."""


@dataclass(frozen=True, slots=True, eq=False)
class Wherever:
    """run, fresh  two ensembles over the same time; alive, fresh_alive  (m, n) shares alive, None for POS; notes for people."""

    run: Run
    fresh: Run
    alive: Floats | None
    fresh_alive: Floats | None
    notes: tuple[str, ...]


def wherever(
    request: asked.Request, current: Field, wind: Field | None, drifted: Run | None, problems: list[ProblemRow]
) -> Wherever:
    """The states of a request; datums that hold no sea are told and left out.

    raises  ValueError when no state is left
    """
    if drifted is not None:
        run, fresh = _halves(drifted)
    else:
        run, fresh = (_carried(request, current, wind, k, problems) for k in (0, 1))
    curves, notes = _survival(request)
    notes.append("boats may stop, start, fill and lose their people on the way, at the rates of docs/outlook.md")
    if wind is None and drifted is None:
        notes.append("no wind was given: every state has its own light wind from any direction")
    if curves is None or request.survival is None:
        return Wherever(run, fresh, None, None, tuple(notes))
    since = HOUR * request.survival.since_h
    return Wherever(run, fresh, living(run, curves, since), living(fresh, curves, since), tuple(notes))


def _halves(whole: Run) -> tuple[Run, Run]:
    """A file's states as two ensembles: every other state is fresh.

    raises  ValueError when there are too few
    """
    if whole.weight.size < 2 or not whole.weight.sum() > 0:
        raise ValueError(f"the ensemble is empty: {whole.weight.size} states; drift more, 20000 is usual")
    parts = []
    for k in (0, 1):
        kept: dict[str, Any] = {name: getattr(whole, name)[:, k::2] for name in ("lon", "lat", "state", "flag")}
        w = whole.weight[k::2]
        parts.append(replace(whole, **kept, weight=w / w.sum()))
    return parts[0], parts[1]


def _carried(request: asked.Request, current: Field, wind: Field | None, k: int, problems: list[ProblemRow]) -> Run:
    if not request.datums:
        raise ValueError(
            "the ensemble is empty: give datums (lon, lat, at, object), or drifted, a file of varne drift -o FILE.nc"
        )
    total = sum(d.weight for d in request.datums)
    seeded = []
    for j, d in enumerate(request.datums):
        t = moment(d.at, "a datum's at")
        place = Place(d.lon, d.lat, (t, t), (d.error_m, d.error_m, 0.0))
        n = max(1, round(request.states * d.weight / total))
        try:
            seeded.append(seed(place, d.object, n, 1000 * request.seed + 2 * j + k))
        except ValueError as error:
            if k == 0:
                problems.append(ProblemRow("", f"datum {j + 1} is left out: {error}"))
    if not seeded:
        raise ValueError(f"the ensemble is empty: {problems[-1].text}")
    e = _together(seeded, 1000 * request.seed + 500 + k)
    errors = Errors() if wind else replace(Errors(), wind=ANY_LIGHT_WIND)
    hours = (moment(request.at, "at") - e.t) / HOUR + request.hours + MARGIN
    if hours <= MARGIN:
        hours = request.hours + MARGIN
    hazards = HAZARDS["underway" if any(d.object == "underway" for d in request.datums) else "engine_stopped"]
    return drifted_by(e, current, wind or CALM, hours, output=OUTPUT, hazards=hazards, errors=errors)


def _together(parts: Sequence[Ensemble], number: int) -> Ensemble:
    """Ensembles of several datums as one that begins with the first; the others wait until their time."""
    joined: dict[str, Any] = {
        name: np.concatenate([getattr(e, name) for e in parts], axis=-1)
        for name in ("lon", "lat", "state", "flag", "release", "leeway", "own")
    }
    n = joined["lon"].size
    return replace(parts[0], **joined, t=min(e.t for e in parts), weight=np.full(n, 1 / n), seed=number)


def _survival(request: asked.Request) -> tuple[list[Curve] | None, list[str]]:
    s = request.survival
    if s is None:
        return None, ["nothing is known of the water: planned for POS, not for people found alive; give survival.water_c"]
    people = [People(where, s.buoyancy, s.clothing, s.doing, s.sea, s.children) for where in WHERE]  # type: ignore[arg-type]
    found = [survival(s.water_c, p) for p in people]
    return [f.likely for f in found], [n.text for n in found[-1].notes]
