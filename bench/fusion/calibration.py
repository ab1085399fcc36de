"""Are probabilities what they say? Said and true, by tenths."""

from collections.abc import Sequence

import numpy as np

from bench.fusion.nights import Bools, Floats, Ints


def by_tenths(said: Floats, true: Bools) -> list[dict[str, float]]:
    """Mean probability said and share that was true in each tenth that holds any; the last includes 1.

    said, true  (n,)
    """
    tenth = np.minimum((said * 10).astype(int), 9)
    rows = [(k, said[tenth == k], true[tenth == k]) for k in range(10)]
    return [
        {"from": k / 10, "n": len(s), "said": round(float(s.mean()), 3), "true": round(float(t.mean()), 3)}
        for k, s, t in rows
        if len(s)
    ]


def worst_gap(tenths: Sequence[dict[str, float]], at_least: int = 30) -> float:
    """Largest difference of said and true over the tenths that hold enough to tell."""
    return max((abs(t["said"] - t["true"]) for t in tenths if t["n"] >= at_least), default=0.0)


def of_pairs(pairs: Floats, truth: Ints, use: Bools) -> tuple[Floats, Bools]:
    """Said and true of all pairs of the reports in use (n,)."""
    keep = np.flatnonzero(use)
    i, j = (keep[k] for k in np.triu_indices(len(keep), 1))
    return pairs[i, j], (truth[i] == truth[j]) & (truth[i] >= 0)


def of_rescues(p: Floats, truth: Ints, recovery: Bools, rescued: Sequence[int]) -> tuple[Floats, Bools]:
    """Said and true of every report of a boat that is no recovery itself."""
    use = (truth >= 0) & ~recovery
    return p[use], np.isin(truth[use], list(rescued))
