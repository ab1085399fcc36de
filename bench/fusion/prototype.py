"""The reference's own associator (../shared/reference/fusion/assoc.py) as a method, with and without its language feature.

It reads the generator's own columns, not Reports, so it belongs to a reference night; language reaches nothing else.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from bench.fusion import reference
from bench.fusion.methods import THRESHOLDS, Answer, Method
from bench.fusion.nights import Night, until
from varne.fusion.report import Report
from varne.sea.field import Field

NAMES = ("prototype", "prototype-with-language")
CHAINS, SWEEPS, BURN = 4, 400, 160
"""For a night from nothing, as research/fusion.md 4.5 was measured."""
WARM_CHAINS, WARM_SWEEPS, WARM_BURN = 2, 60, 15
"""For the next report, going on from the last state of each chain (4.3)."""


def sampled(night: Night, language: bool, thresholds: Sequence[float] = THRESHOLDS) -> Method:
    """Four chains of the prototype; labels as it decides them."""

    def method(reports: Sequence[Report], current: Field) -> Answer:
        found = _model(night, len(reports), language).pooled(CHAINS, SWEEPS, BURN, seed=1)
        return _answer(found["co"], found["resc"], thresholds)

    return method


class Warm:
    """The prototype as a Watch: a new report starts on its own in the chains' last states, which then go on."""

    def __init__(self, night: Night, language: bool, thresholds: Sequence[float] = THRESHOLDS) -> None:
        self._night, self._language, self._thresholds = night, language, thresholds
        self._last = [np.zeros(0, np.int64)] * WARM_CHAINS
        self._found: list[Mapping[str, Any]] = []

    def take(self, report: Report) -> None:
        n = len(self._last[0]) + 1
        model = _model(self._night, n, self._language)
        starts = [np.append(labels, labels.max(initial=0) + 1) for labels in self._last]
        self._found = [
            model.run(WARM_SWEEPS, WARM_BURN, seed=10 * n + c, lab=start, anneal=False) for c, start in enumerate(starts)
        ]
        self._last = [found["last"] for found in self._found]

    def answer(self) -> Answer:
        pairs, rescued = (np.mean([found[k] for found in self._found], axis=0) for k in ("co", "resc"))
        return _answer(pairs, rescued, self._thresholds)


def _model(night: Night, n: int, language: bool) -> Any:
    columns = until(night, n).raw
    if columns is None:
        raise ValueError(f"{night.name} is no reference night: the prototype cannot read it")
    spoken = columns["lang"] if language else np.full(n, -1)
    return reference.module("assoc").Model({**columns, "lang": spoken})


def _answer(pairs: np.ndarray, rescued: np.ndarray, thresholds: Sequence[float]) -> Answer:
    decide = reference.module("assoc").decide
    return Answer({p: np.asarray(decide(pairs.copy(), p), np.int64) for p in thresholds}, pairs, rescued)
