"""How each recovery falls to the boats: in every sample the exact chance of each boat, averaged over the samples.

The sampler moves recoveries like any report; averaging its conditional probabilities instead of counting where it put
them makes small probabilities exact (Rao-Blackwell), which matters for who may be called rescued.
"""

import numpy as np

from varne.fusion import machine
from varne.fusion.items import doubt, keys_of, reachable
from varne.fusion.posterior import Posterior, Problem
from varne.fusion.table import Floats, Ints

LOOKED_AT = 4_000
"""Samples looked at, times reports: all of a small night, some twenty of a busy one, where neighbouring ones say the same."""


def fallen(asked: Problem, posterior: Posterior, recoveries: Ints) -> list[tuple[float, Floats]]:
    """For each recovery the probability that it is no boat that was reported, and (R,) that it is each report's boat."""
    every = posterior.samples
    samples = np.ascontiguousarray(every[:: max(1, every.size // LOOKED_AT)])
    table = asked.table
    doubts = np.array([doubt(table.reports[r]) for r in recoveries])
    none, share = np.ones(len(recoveries)), np.zeros((len(recoveries), samples.shape[1]))
    arrays = samples, recoveries, table.kind, reachable(table), keys_of(table), doubts / (1 - doubts), asked.sheet
    if len(recoveries):
        machine.fall(*arrays, none, share)
    return list(zip(none.tolist(), share, strict=True))
