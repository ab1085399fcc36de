"""How a recovery falls to the boats of samples, compiled; see matches.

Legend: r the recovery's row · c boats of a sample · m how many rows a list holds
"""

import numpy as np
from numba import njit, types
from numba.typed import Dict

from varne.fusion.sampler import value
from varne.fusion.terms import COUNT, RECOVERY


@njit(error_model="numpy")
def fall(labels, recoveries, kind, near, keys, clutter, sheet, none, share):
    """For each recovery the chance of no reported boat into none (P,), of each row's boat into share (P, R).

    labels    (S, R)  boat of each row in each sample, -1 no boat
    kind      (R,)    kind of each report; near (R, R) may be one boat; keys (R,) 62 random bits
    clutter   (P,)    odds that a recovery is of no boat at all
    """
    memory = Dict.empty(types.int64, types.float64)
    rows, one = labels.shape[1], 1.0 / len(labels)
    work, out, weight, members = np.zeros((5, 14)), np.zeros(COUNT), np.zeros(rows), np.zeros(rows, np.int64)
    for s in range(len(labels)):
        order = np.argsort(labels[s], kind="mergesort")
        for p in range(len(recoveries)):
            r = recoveries[p]
            total, begin = 1.0 + clutter[p], 0
            while begin < rows:
                end = segment(labels[s], order, begin)
                weight[begin] = 0.0
                if labels[s, order[begin]] >= 0:
                    m, key, holds = boat_without(order, begin, end, r, kind, near[r], keys, members)
                    if holds:
                        alone = value(key, members, m, sheet, memory, work, out)
                        put(members, m, r)
                        gain = value(key ^ keys[r], members, m + 1, sheet, memory, work, out) - alone
                        weight[begin] = np.exp(min(gain, 700.0))
                        total += weight[begin]
                begin = end
            begin = 0
            while begin < rows:
                end = segment(labels[s], order, begin)
                none[p] -= weight[begin] / total * one
                for q in range(begin, end):
                    share[p, order[q]] += weight[begin] / total * one
                begin = end


@njit(error_model="numpy")
def segment(labels, order, begin):
    """Where the boat that begins at a place of the order ends."""
    end = begin + 1
    while end < len(order) and labels[order[end]] == labels[order[begin]]:
        end += 1
    return end


@njit(error_model="numpy")
def boat_without(order, begin, end, r, kind, near, keys, members):
    """Rows of a boat apart from r into members: how many, their key, and whether it was reported and may be r's."""
    m, key, reported, close = 0, np.int64(0), False, False
    for q in range(begin, end):
        j = order[q]
        if j != r:
            members[m] = j
            m += 1
            key ^= keys[j]
            reported |= kind[j] != RECOVERY
            close |= near[j]
    return m, key, reported and close


@njit(error_model="numpy")
def put(members, m, r):
    """r into an ascending list of m rows."""
    while m > 0 and members[m - 1] > r:
        members[m] = members[m - 1]
        m -= 1
    members[m] = r
