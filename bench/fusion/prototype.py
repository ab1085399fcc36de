"""The reference's own associator (../shared/reference/fusion/assoc.py) as a method, with and without its language feature.

It reads the generator's own columns, not Reports, so it belongs to a reference night; language reaches nothing else.
"""

from collections.abc import Sequence

import numpy as np

from bench.fusion import reference
from bench.fusion.methods import THRESHOLDS, Answer, Method
from bench.fusion.nights import Night, until
from varne.fusion.report import Report
from varne.sea.field import Field

NAMES = ("prototype", "prototype-with-language")
CHAINS, SWEEPS, BURN = 4, 400, 160
"""As research/fusion.md 4.5 was measured."""


def sampled(night: Night, language: bool) -> Method:
    """Four chains of the prototype; labels as it decides them."""

    def method(reports: Sequence[Report], current: Field) -> Answer:
        columns = until(night, len(reports)).raw
        if columns is None:
            raise ValueError(f"{night.name} is no reference night: the prototype cannot read it")
        assoc = reference.module("assoc")
        spoken = columns["lang"] if language else np.full(len(reports), -1)
        found = assoc.Model({**columns, "lang": spoken}).pooled(CHAINS, SWEEPS, BURN, seed=1)
        labels = {p: np.asarray(assoc.decide(found["co"], p), np.int64) for p in THRESHOLDS}
        return Answer(labels, found["co"], found["resc"])

    return method
