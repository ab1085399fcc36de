"""How each recovery falls to the boats: in every sample the exact chance of each boat, averaged over the samples.

The sampler moves recoveries like any report; averaging its conditional probabilities instead of counting where it put
them makes small probabilities exact (Rao-Blackwell), which matters for who may be called rescued.
"""

from collections.abc import Sequence

import numpy as np

from varne.fusion import machine
from varne.fusion.items import CLUTTER, Rows
from varne.fusion.likelihood import sets_of
from varne.fusion.posterior import Labels, Posterior, Problem
from varne.fusion.table import Floats, Ints
from varne.fusion.terms import COUNT

THIN = 40
"""Samples looked at: neighbouring ones say the same."""


def fallen(asked: Problem, posterior: Posterior, recoveries: Ints) -> list[tuple[float, Floats]]:
    """For each recovery the probability that it is no boat that was reported, and (R,) that it is each report's boat."""
    samples = posterior.samples[:: max(1, len(posterior.samples) // THIN)]
    return [_one(asked, samples, int(r)) for r in recoveries]


def _one(asked: Problem, samples: Labels, r: int) -> tuple[float, Floats]:
    boats = [_reported(s, r, asked.table.kind) for s in samples]
    gain = _gains(asked, sorted({b for found in boats for b in found}), r)
    clutter = CLUTTER.get(asked.table.reports[r].channel, 0.01)
    none, share = 0.0, np.zeros(samples.shape[1])
    for found in boats:
        weight = np.exp(np.minimum([gain[b] for b in found], 700.0))
        total = weight.sum() + 1.0 / (1.0 - clutter)  # a boat of its own, or no boat
        for b, w in zip(found, weight, strict=True):
            share[list(b)] += w / total
        none += 1.0 - weight.sum() / total
    return none / len(samples), share / len(samples)


def _reported(labels: Ints, r: int, kind: Ints) -> list[Rows]:
    """Boats of a sample as rows, without one row; boats known by a recovery alone are left out."""
    order = np.argsort(labels, kind="stable")
    order = order[(labels[order] >= 0) & (order != r)]
    parts = np.split(order, np.flatnonzero(np.diff(labels[order])) + 1)
    return [tuple(p.tolist()) for p in parts if (kind[p] < 2).any()]


def _gains(asked: Problem, boats: Sequence[Rows], r: int) -> dict[Rows, float]:
    sets = sets_of([*((*b, r) for b in boats), *boats])
    out = np.zeros((COUNT, len(sets)))
    machine.of_sets(sets, asked.sheet, out)
    total = out.sum(axis=0)
    return dict(zip(boats, (total[: len(boats)] - total[len(boats) :]).tolist(), strict=True))
