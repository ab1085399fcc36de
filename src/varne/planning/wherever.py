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
from varne.planning.planned import ProblemRow, problem
from varne.sea.field import Field
from varne.search.living import living
from varne.search.sentences import say
from varne.survival.curves import Curve, People, survival
from varne.words import InWords, Words

Floats = NDArray[np.float64]
Curves = list[Curve]
OUTPUT = 600.0
MARGIN = 1.5
"""Hours that the states are carried beyond the search: one more hour of each asset is valued too."""
LOW, LIKELY, HIGH = range(3)
WHERE = ("afloat", "afloat", "swamped", "water")
"""Of drift.ensemble.STATES, what survival knows them as."""


@dataclass(frozen=True, slots=True, eq=False)
class Wherever:
    """The states of a search.

    run, fresh  two ensembles over the same time
    curves      of survival, for each of STATES: low, likely, high; None when nothing is known of the water
    since       how long before the run began the people had been as they were then [s]
    assumed     what all of it rests on
    """

    run: Run
    fresh: Run
    curves: tuple[Curves, Curves, Curves] | None
    since: float
    assumed: tuple[Words, ...]

    @property
    def lives(self) -> bool:
        """Is it known how the people live? Then they are to be found alive."""
        return self.curves is not None

    def alive(self, run: Run, curve: int = LIKELY) -> Floats | None:
        """Share alive (m, n) at each output of one of the ensembles, by the low, likely or high curve; None without."""
        return None if self.curves is None else living(run, self.curves[curve], self.since)


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
    curves, assumed = _survival(request)
    if drifted is None:
        assumed.append(say("search.assumed.hazards"))
    if drifted is None and wind is None:
        assumed.append(say("search.assumed.wind"))
    since = HOUR * request.survival.since_h if request.survival else 0.0
    return Wherever(run, fresh, curves, since, tuple(assumed))


def _halves(whole: Run) -> tuple[Run, Run]:
    """A file's states as two ensembles: every other state is fresh.

    raises  ValueError when there are too few
    """
    if whole.weight.size < 2 or not whole.weight.sum() > 0:
        raise InWords(say("search.none.few", states=whole.weight.size))
    parts = []
    for k in (0, 1):
        kept: dict[str, Any] = {name: getattr(whole, name)[:, k::2] for name in ("lon", "lat", "state", "flag")}
        w = whole.weight[k::2]
        parts.append(replace(whole, **kept, weight=w / w.sum()))
    return parts[0], parts[1]


def _carried(request: asked.Request, current: Field, wind: Field | None, k: int, problems: list[ProblemRow]) -> Run:
    if not request.datums:
        raise InWords(say("search.none.states"))
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
                problems.append(problem("", say("search.problem.datum", number=j + 1, why=str(error))))
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


def _survival(request: asked.Request) -> tuple[tuple[Curves, Curves, Curves] | None, list[Words]]:
    """Curves of STATES when survival is low, likely, high; None when nothing is known of the water."""
    if request.survival is None:
        return None, [say("search.assumed.pos")]
    curves, notes = curves_of(request.survival)
    return curves, [say("search.assumed.water", celsius=request.survival.water_c), *notes]


def curves_of(s: asked.Survival) -> tuple[tuple[Curves, Curves, Curves], tuple[Words, ...]]:
    """Curves of drift.ensemble.STATES when survival is low, likely, high, and what they rest on.

    raises  ValueError for water out of range
    """
    people = [People(where, s.buoyancy, s.clothing, s.doing, s.sea, s.children) for where in WHERE]  # type: ignore[arg-type]
    found = [survival(s.water_c, p) for p in people]
    return ([f.low for f in found], [f.likely for f in found], [f.high for f in found]), found[-1].notes
