"""Scores of an association against the truth; arrays in, numbers out.

Legend: labels (n,) boat as answered, no -1 · truth (n,) boat, -1 for a report of no small boat
"""

from collections.abc import Collection, Sequence

import numpy as np
from scipy.optimize import linear_sum_assignment

from bench.fusion.nights import Bools, Floats, Ints


def pairs(labels: Ints, truth: Ints, use: Bools | None = None) -> dict[str, float]:
    """Pairwise precision, recall and F1; a pair with a report of no boat is never one boat.

    use  (n,) reports to look at; None for all
    """
    keep = np.ones(len(labels), bool) if use is None else use
    said, true = one_boat(labels[keep]), one_boat(truth[keep])
    hit, p, t = (said & true).sum(), said.sum(), true.sum()
    precision, recall = hit / max(p, 1), hit / max(t, 1)
    return {"precision": precision, "recall": recall, "f1": 2 * precision * recall / max(precision + recall, 1e-9)}


def one_boat(labels: Ints) -> Bools:
    """(pairs,) Whether two reports have one label, over all pairs i < j; labels below 0 have none."""
    i, j = np.triu_indices(len(labels), 1)
    return (labels[i] == labels[j]) & (labels[i] >= 0)


def overlap(labels: Ints, truth: Ints, boats: Ints) -> tuple[Ints, Ints]:
    """How many reports of each boat carry each label: (boats, labels), and the labels."""
    names, column = np.unique(labels, return_inverse=True)
    counts = np.zeros((len(boats), len(names)), np.int64)
    mine = np.isin(truth, boats)
    np.add.at(counts, (np.searchsorted(boats, truth[mine]), column[mine]), 1)
    return counts, names


def with_own_marker(counts: Ints) -> Bools:
    """(boats,) Whether a boat gets a label of its own that holds one of its reports.

    One label a boat, given so that as many reports as possible lie where they belong; a boat that only a label with more
    reports of another could show gets none. Stricter than giving as many boats as possible a label.
    """
    i, j = linear_sum_assignment(-counts)
    out = np.zeros(len(counts), bool)
    out[i[counts[i, j] > 0]] = True
    return out


def lost(labels: Ints, truth: Ints) -> float:
    """Share of reported boats that cannot be given a label of their own."""
    counts, _ = overlap(labels, truth, np.unique(truth[truth >= 0]))
    return 1.0 - float(with_own_marker(counts).mean())


def swallowed(labels: Ints, truth: Ints, true_t: Floats) -> float:
    """Share of boats whose newest report carries a label of which no more than half is theirs."""
    boats = np.unique(truth[truth >= 0])
    newest = [max(np.flatnonzero(truth == b), key=lambda k: true_t[k]) for b in boats]
    same = labels[newest][:, None] == labels
    mine = (same & (truth == boats[:, None])).sum(axis=1)
    return float((2 * mine <= same.sum(axis=1)).mean())


def believed(labels: Ints, recovery: Bools, rescued: Floats | None, at_least: float) -> Bools:
    """(n,) Whether the boat of each report is taken for rescued.

    rescued   (n,) its probability; None: a label that holds a recovery is closed, as a tool that commits would do
    at_least  probability from which one acts
    """
    return np.isin(labels, labels[recovery]) if rescued is None else rescued > at_least


def wrongly_believed(closed: Bools, truth: Ints, recovered: Collection[int]) -> float:
    """Share of the reported boats never recovered of which most reports say "rescued".

    closed     (n,) reports whose boat is taken for rescued
    recovered  boats truly recovered
    """
    return _mean([closed[truth == b].mean() > 0.5 for b in np.unique(truth[truth >= 0]) if b not in recovered])


def left_open(closed: Bools, truth: Ints, recovery: Bools, recovered: Collection[int]) -> float:
    """Share of the recovered boats of which most reports, but for the recovery itself, do not say "rescued"."""
    told = [closed[(truth == b) & ~recovery] for b in recovered]
    return _mean([t.mean() < 0.5 for t in told if len(t)])


def _mean(of: Sequence[bool]) -> float:
    return float(np.mean(of)) if of else 0.0
