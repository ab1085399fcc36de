"""One division to show, from the probabilities of pairs, so that joining two boats costs more than splitting one.

A join must bring more than its threshold on average over the pairs it makes: sum (p - at_least) > 0. At 0.5 it counts
boats best; from 0.95 on, for anything that can stop a search, two boats that may be one stay two markers.

source  research/fusion.md 4.4; loss of Binder with unequal costs
"""

import numpy as np
from numba import njit

from varne.fusion.table import Floats, Ints


def division(gain: Floats) -> Ints:
    """Labels (I,) of the division that no join, split-off or move of one item improves.

    gain  (I, I)  what two items bring by being one boat: sum over their reports of p - at_least
    """
    gain = np.array(gain, float)
    np.fill_diagonal(gain, 0.0)
    labels = np.arange(len(gain))
    _improve(gain, labels)
    return labels


@njit(cache=True)
def _improve(gain, labels):
    n = len(labels)
    cross = gain.copy()  # gain of joining boats by label
    alive = np.ones(n, np.bool_)
    _join(cross, alive, labels)
    for _ in range(50):
        moved = False
        for i in range(n):
            into = np.zeros(n)
            for j in range(n):
                if j != i:
                    into[labels[j]] += gain[i, j]
            best, home = -1, labels[i]
            top = max(into[home], 0.0) + 1e-12
            for c in range(n):
                if c != home and into[c] > top:
                    best, top = c, into[c]
            if best >= 0:
                labels[i], moved = best, True
            elif into[home] < -1e-12:
                used = np.zeros(n, np.bool_)
                for j in range(n):
                    used[labels[j]] = True
                for c in range(n):
                    if not used[c]:
                        labels[i], moved = c, True
                        break
        cross[:] = 0.0
        alive[:] = False
        for i in range(n):
            alive[labels[i]] = True
            for j in range(n):
                if labels[i] != labels[j]:
                    cross[labels[i], labels[j]] += gain[i, j]
        if _join(cross, alive, labels) == 0 and not moved:
            return


@njit(cache=True)
def _join(cross, alive, labels):
    """Join the two boats that gain most until nothing gains; returns how many joins.

    Each boat keeps the partner it gains most with, so that a join costs a look along a few rows and not at all pairs.
    """
    n, joins = len(labels), 0
    mate, gain = np.zeros(n, np.int64), np.full(n, -np.inf)
    for i in range(n):
        if alive[i]:
            mate[i], gain[i] = _best(cross, alive, i)
    while True:
        a = int(np.argmax(gain))
        if gain[a] <= 1e-12:
            return joins
        b = mate[a]
        if b < a:
            a, b = b, a
        for k in range(n):
            cross[a, k] += cross[b, k]
            cross[k, a] += cross[k, b]
            if labels[k] == b:
                labels[k] = a
        alive[b], gain[b] = False, -np.inf
        for k in range(n):
            if alive[k] and (k == a or mate[k] == a or mate[k] == b):
                mate[k], gain[k] = _best(cross, alive, k)
            elif alive[k] and cross[k, a] > gain[k]:
                mate[k], gain[k] = a, cross[k, a]
        joins += 1


@njit(cache=True)
def _best(cross, alive, i):
    """The boat that i gains most with, the lowest number among equals, and the gain."""
    best, most = 0, -np.inf
    for j in range(len(alive)):
        if alive[j] and j != i and cross[i, j] > most:
            best, most = j, cross[i, j]
    return best, most
