"""The time of a search: its steps, and what the fields must cover."""

from dataclasses import dataclass

import numpy as np

from varne.drift.ensemble import HOUR
from varne.drift.run import Run
from varne.planning import asked, planned
from varne.planning.asked import moment
from varne.search.sentences import say
from varne.words import InWords


@dataclass(frozen=True, slots=True)
class Span:
    """Begin of a search [s since 1970], its steps, their length [s]."""

    start: float
    steps: int
    step: float

    @property
    def end(self) -> float:
        """When its last step is over [s since 1970]."""
        return self.start + self.steps * self.step


def span_of(request: asked.Request, since: float | None = None) -> tuple[float, float]:
    """From and to of what the fields must cover, an hour more at both ends [s since 1970].

    since   the first position of reports, if there are any
    raises  ValueError for a time that is none
    """
    at = moment(request.at, "at")
    first = min([at, at if since is None else since, *(moment(d.at, "a datum's at") for d in request.datums)])
    return first - HOUR, at + (request.hours + 3) * HOUR


def span_within(request: asked.Request, run: Run, problems: planned.Problems) -> Span:
    """The steps of the search; later than asked when the ensemble begins later, and told."""
    start, step = moment(request.at, "at"), 60.0 * request.step_min
    if start < run.t[0]:
        start = float(run.t[0])
        problems.append(planned.problem("", say("search.problem.early", at=request.at, begins=planned.stamp(start))))
    there = int((run.t[-1] - HOUR - start + 1.0) // step)
    steps = min(int(np.ceil(60 * request.hours / request.step_min - 1e-9)), there)
    if steps < 1:
        raise InWords(say("search.none.ends", end=planned.stamp(float(run.t[-1])), at=request.at))
    if steps * step < HOUR * request.hours - 1.0 and steps == there:
        problems.append(planned.problem("", say("search.problem.ends", until=planned.stamp(start + steps * step))))
    return Span(start, steps, step)
