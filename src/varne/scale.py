"""Scale: many ensembles, a season of nights or thousands of origins, on one machine or over a Dask cluster with one call.

A Job says everything that an answer depends on, in plain values that travel: starts, object, hours, seed, fields by SRC. The
same job gives the same bits on every worker, with or without Dask (docs/scale.md). Jobs of the same fields and days go to
a worker together and share their forcing; a job that cannot be answered comes back as a Problem in its place, and stops
nobody else. Dask is the extra `scale`; without it, and without a client, the jobs run one after the other.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from varne import probability
from varne.drift import march, motion
from varne.drift.ensemble import NO_HAZARDS, USUAL_ERRORS, Errors, Hazards, Way
from varne.drift.forcing import Forcing, prepare
from varne.drift.gpu import DEVICES, march_on
from varne.drift.march import Snapshot
from varne.drift.run import Run
from varne.drift.seeding import Start, seed_several
from varne.outlook import ANY_LIGHT_WIND, CALM
from varne.probability import Density
from varne.readers.forecast import open_field
from varne.readers.problem import Problem, shortened
from varne.sea.field import Box, OutsideForecast

if TYPE_CHECKING:
    from distributed import Client

Floats = NDArray[np.float64]
Wanted = Literal["density", "states"]
DAY = 86_400.0
TOGETHER = 16
"""Jobs that go to a worker at a time: enough to share a forcing, few enough to keep all workers busy to the end."""
FORCINGS = 4
"""Forcings that a worker keeps; one of a day and the shipped tide takes 35 MB."""
MENDABLE = (ValueError, TypeError, AttributeError, LookupError, ArithmeticError, OSError, MemoryError)
"""What a job may run into by its own fault or its fields'; anything else is a fault of ours and is shown."""

SLACK = 1.0
"""Seconds that a forcing may end before a job, by rounding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One ensemble to be computed, wherever there is room.

    name      what its answer is called
    starts    Places, Lines or Areas, each with its weight (drift.seeding)
    what      a short name, leeway class or mixture, as `varne drift --object` takes it
    hours     from the first moment of all starts, more than 0
    current, wind   SRC as the command line takes it; wind None: every state gets its own light wind from any direction
    contains  lon, lat [deg] of a place: which contour holds it, at every output
    wanted    "density" at every output, "states" for the whole run; the hourly means come always
    step, output    [s]
    """

    name: str
    starts: tuple[tuple[Start, float], ...]
    what: str
    hours: float
    seed: int = 1
    n: int = 10_000
    current: str = "tide"
    wind: str | None = None
    way: Way | None = None
    hazards: Hazards = NO_HAZARDS
    errors: Errors = USUAL_ERRORS
    contains: tuple[float, float] | None = None
    wanted: tuple[Wanted, ...] = ()
    step: float = 600.0
    output: float = 3600.0

    @property
    def span(self) -> tuple[float, float]:
        """From and to [s since 1970]; raises ValueError when there is no start or no time."""
        if not self.starts:
            raise ValueError(f"job {self.name!r} has no start; give one Place, Line or Area with its weight")
        t = min(start.t[0] for start, _ in self.starts)
        return t, t + march.count(self.hours, self.output) * self.output


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a job, at its start and every output: m moments.

    job        its name; fields, the names of current and wind
    t          (m,)  [s since 1970]
    lon, lat   (m,)  weighted mean of the states still inside the area [deg]; NaN when all have left it
    stranded, outside  (m,)  shares ashore, and gone from the area
    held       (m,)  the smallest contour that holds the place asked for, 1 when none does; None when none was asked for
    densities  of the states inside, None where all have left; None when not wanted
    run        every state; None when not wanted
    """

    job: str
    fields: tuple[str, ...]
    t: Floats
    lon: Floats
    lat: Floats
    stranded: Floats
    outside: Floats
    held: Floats | None = None
    densities: tuple[Density | None, ...] | None = None
    run: Run | None = None


def run_many(
    jobs: Iterable[Job], client: "Client | None" = None, *, device: str = "cpu", threads: int = 1
) -> list[Answer | Problem]:
    """Answers in the order of the jobs, the same bits with and without a cluster.

    client   of a Dask cluster whose workers have Varne and the files of the jobs; None: here, one job after the other
    device   "cpu", or "cuda" where every worker has a card
    threads  cores that each job uses; the bits are the same for any number
    returns  an Answer for each job, or a Problem that says why there is none and what to do
    raises   ValueError for an unknown device, NoDevice when there is no card here and no client

    >>> from varne.drift.ensemble import Place
    >>> here = ((Place(1.45, 51.0, (0.0, 0.0)), 1.0),)
    >>> jobs = [Job(name="a", starts=here, what="piw", hours=1, n=50), Job(name="b", starts=here, what="canoe", hours=1)]
    >>> good, bad = run_many(jobs)
    >>> print(good.job, good.lon.shape, bad.where)
    a (2,) job b
    """
    jobs = list(jobs)
    groups = _groups(jobs)
    if client is None or device not in DEVICES:
        march_on(device)  # what is wrong with the device is said before any work
    rows = (
        [_answers(group, device, threads) for group in groups] if client is None else _gathered(client, groups, device, threads)
    )
    found = {k: row for answered in rows for k, row in answered}
    return [found[k] for k in range(len(jobs))]


def answer(job: Job, device: str = "cpu", threads: int = 1) -> Answer | Problem:
    """The answer of one job, or the Problem that it has."""
    try:
        return _answered(job, device, threads)
    except MENDABLE as error:
        return _problem(job, error)


Group = tuple[tuple[int, Job], ...]
Rows = list[tuple[int, Answer | Problem]]


def _answers(group: Group, device: str, threads: int) -> Rows:
    return [(k, answer(job, device, threads)) for k, job in group]


def _groups(jobs: Sequence[Job]) -> list[Group]:
    """Jobs with their places in the order, those of the same forcing together."""
    keys = [_key(job) for job in jobs]
    order = sorted(range(len(jobs)), key=lambda k: keys[k])
    alike = [list(same) for _, same in groupby(order, key=lambda k: keys[k])]
    return [tuple((k, jobs[k]) for k in same[a : a + TOGETHER]) for same in alike for a in range(0, len(same), TOGETHER)]


def _key(job: Job) -> tuple[str, str, int, int]:
    """Fields and days of a job; all jobs without a time are alike."""
    try:
        return str(job.current), str(job.wind), *_days(job)
    except MENDABLE:
        return "", "", 0, 0


def _days(job: Job) -> tuple[int, int]:
    first, last = job.span
    return int(first // DAY), int(last // DAY)


def _gathered(client: "Client", groups: list[Group], device: str, threads: int) -> list[Rows]:
    """Rows from the workers; the jobs of a group whose worker died are tried again one by one, each with no other about."""
    how: dict[str, Any] = {"device": device, "threads": threads, "pure": False}
    futures = client.map(_answers, groups, **how)
    rows = [_result(future) for future in futures]
    again = [(one,) for group, found in zip(groups, rows, strict=True) if found is None for one in group]
    alone = [_result(client.submit(_answers, one, **how)) or [(k, _deadly(job)) for k, job in one] for one in again]
    return [*(found for found in rows if found is not None), *alone]


def _result(future: Any) -> Rows | None:
    """What a worker gave back; None when it died. Another error is a fault of ours and is raised."""
    from distributed import KilledWorker

    return None if isinstance(future.exception(), KilledWorker) else future.result()


def _deadly(job: Job) -> Problem:
    why = f"its worker died each time it was tried; {job.n} states may need more memory than a worker has"
    return Problem(f"job {job.name}", shortened(str(job)), why, "give it fewer states or the worker more memory")


def _problem(job: Job, error: BaseException) -> Problem:
    """Our messages end in the mend, after the last semicolon; others are told as they are."""
    said = shortened(str(error), 1000) or type(error).__name__
    why, _, mend = said.rpartition("; ")
    return Problem(f"job {job.name}", shortened(str(job)), why or said, mend if why else "correct the job and run it again")


def _answered(job: Job, device: str, threads: int) -> Answer:
    first, last = job.span
    e, _ = seed_several(job.starts, job.what, job.n, job.seed, job.way)
    f = forcing(job.current, job.wind, *_days(job))
    if first < f.t[0] - SLACK or last > f.t[-1] + SLACK:
        asked = f"job {job.name}, {first:.0f} to {last:.0f} s since 1970"
        raise OutsideForecast(" with ".join(f.names), _box(f), np.ones(1, bool), asked)
    shots = march_on(device)(
        e,
        f,
        march.count(job.hours, job.output),
        hazards=job.hazards,
        errors=job.errors if job.wind else replace(job.errors, wind=ANY_LIGHT_WIND),
        step=job.step,
        output=job.output,
        threads=threads,
    )
    return _told(job, f.names, e.weight, shots)


@lru_cache(maxsize=FORCINGS)
def forcing(current: str, wind: str | None, first: int, last: int) -> Forcing:
    """Fields laid out once for all jobs of whole days, as far as the fields know them.

    current, wind  SRC; wind None is no wind
    first, last    days since 1970
    """
    span = first * DAY, (last + 1) * DAY
    u, v = open_field(current, "current", span), open_field(wind, "wind", span) if wind else CALM
    known = u.box.within(v.box).t
    start, end = max(span[0], known[0]), min(span[1], known[1])
    return prepare(u, v, *((start, end) if start < end else span))


def _box(f: Forcing) -> Box:
    lon, lat = f.axes.lon.tolist(), f.axes.lat.tolist()
    return Box((float(f.t[0]), float(f.t[-1])), (lon[0], lon[-1]), (lat[0], lat[-1]))


def _told(job: Job, fields: tuple[str, ...], weight: Floats, shots: Iterable[Snapshot]) -> Answer:
    """The answer from a march; of one without states nothing is kept but what was asked for."""
    kept: list[Snapshot] = []
    numbers, densities, held = [], [], []
    for shot in shots:
        kept += [shot] if "states" in job.wanted else []
        numbers.append((shot.t, *_means(shot, weight)))
        if "density" in job.wanted or job.contains:
            d = _density(shot, weight)
            densities.append(d if "density" in job.wanted else None)
            held.append(probability.contour_holding(d, *job.contains) if d and job.contains else 1.0)
    t, lon, lat, stranded, outside = np.array(numbers).T.copy()
    return Answer(
        job.name,
        fields,
        t,
        lon,
        lat,
        stranded,
        outside,
        held=np.array(held) if job.contains else None,
        densities=tuple(densities) if "density" in job.wanted else None,
        run=march.joined(kept, weight, fields) if kept else None,
    )


def _means(shot: Snapshot, weight: Floats) -> tuple[float, float, float, float]:
    """Mean lon, lat of the states inside; shares ashore and outside."""
    outside = shot.flag == motion.OUTSIDE
    w = weight * ~outside
    total = float(w.sum())
    lon, lat = (float(np.sum(x * w)) / total if total > 0 else np.nan for x in (shot.lon, shot.lat))
    return lon, lat, float(weight[shot.flag == motion.STRANDED].sum()), float(weight[outside].sum())


def _density(shot: Snapshot, weight: Floats) -> Density | None:
    w = weight * (shot.flag != motion.OUTSIDE)
    return probability.density(shot.lon, shot.lat, w) if w.sum() > 0 else None
