"""What a method is to this bench.

A method gets reports in the order received and the current, and gives an Answer. It sees no truth. What a method that
keeps its state from report to report looks like is a Watch; `again` makes one of any method.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from bench.fusion.nights import Floats, Ints
from varne.fusion.report import Report
from varne.sea.field import Field

THRESHOLDS = (0.5, 0.8, 0.95)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a method says about n reports.

    labels   by probability that a join must have (0 for methods that have none): (n,) boat of each report, recoveries
             included; -1 is a boat of its own
    pairs    (n, n) probability that two reports are one boat; None when the method gives none
    rescued  (n,) probability that the boat of a report was rescued; None when the method gives none: then a boat whose
             label holds a recovery counts as rescued
    """

    labels: Mapping[float, Ints]
    pairs: Floats | None = None
    rescued: Floats | None = None


Method = Callable[[Sequence[Report], Field], Answer]


class Watch(Protocol):
    """A method that takes reports as they come in."""

    def take(self, report: Report) -> None: ...
    def answer(self) -> Answer: ...


class Again:
    """A Watch of any method: it starts from nothing whenever it is asked."""

    def __init__(self, method: Method, current: Field) -> None:
        self._method, self._current, self._reports = method, current, list[Report]()

    def take(self, report: Report) -> None:
        self._reports.append(report)

    def answer(self) -> Answer:
        return self._method(self._reports, self._current)


def alone(labels: Ints) -> Ints:
    """Labels in which every -1 is a label of its own; what clusters are counted by."""
    out, none = labels.copy(), np.flatnonzero(labels < 0)
    out[none] = labels.max(initial=-1) + 1 + np.arange(len(none))
    return out
