"""Exchange: the compiled inner loops of standby: moves, swaps, and the cheapest allowed choice, on plain arrays.

Legend as in standby; where 0 ashore, 1 at sea on the own side, 2 at sea on the other. All compiled functions are in this file,
because numba's cache does not see changes in other ones.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numba import njit

compiled: Callable[[Callable[..., Any]], Callable[..., Any]] = njit(cache=True, nogil=True, error_model="numpy")


@compiled
def least(times: Any, chosen: Any, i: Any, k: Any) -> Any:
    """The two shortest times of one demand from what is chosen, places i and k left out; infinite where there is none."""
    a, b = np.inf, np.inf
    for m in range(chosen.size):
        if m != i and m != k:
            t = times[chosen[m]]
            if t < a:
                a, b = t, a
            elif t < b:
                b = t
    return a, b


@compiled
def cost(time: Any, weight: Any, busy: Any, moved: Any, chosen: Any) -> Any:
    total = 0.0
    for j in chosen:
        total += moved[j]
    for d in range(weight.size):
        a, b = least(time[d], chosen, -1, -1)
        b = b if b < np.inf else a
        total += weight[d] * ((1 - busy) * a + busy * b)
    return total


@compiled
def fits(chosen: Any, where: Any, of_class: Any, side: Any, most_sea: Any, abroad: Any) -> Any:
    sea = 0
    out = np.zeros(abroad.size, np.int64)
    for j in chosen:
        sea += where[j] > 0
        if where[j] == 2:
            out[side[of_class[j]]] += 1
    return sea <= most_sea and (out <= abroad).all()


@compiled
def free(j: Any, kind: Any, of_class: Any, shut: Any, chosen: Any) -> Any:
    """Is an option open to a class of units, and nobody's?"""
    return of_class[j] == kind and not shut[j] and not (chosen == j).any()


@compiled
def without(time: Any, chosen: Any, i: Any, k: Any, first: Any, second: Any) -> Any:
    """Fills the two shortest times to each demand, (D,), from all chosen options but the i-th and the k-th."""
    for d in range(first.size):
        first[d], second[d] = least(time[d], chosen, i, k)


@compiled
def added(weight: Any, busy: Any, first: Any, second: Any, t: Any, u: Any) -> Any:
    """Cost of the demands when options at times t and u (D,) come to those with the two shortest; u may be infinite."""
    total = 0.0
    for d in range(weight.size):
        near, far = min(t[d], u[d]), max(t[d], u[d])
        low = min(near, first[d])
        high = min(max(near, first[d]), min(far, second[d]))
        high = high if high < np.inf else low
        total += weight[d] * ((1 - busy) * low + busy * high)
    return total


@compiled
def exchange(
    time: Any,
    weight: Any,
    busy: Any,
    moved: Any,
    shut: Any,
    where: Any,
    of_class: Any,
    side: Any,
    most_sea: Any,
    abroad: Any,
    chosen: Any,
) -> Any:
    """Move single units while that lowers the mean; chosen changes in place."""
    demand, options = time.shape
    best = cost(time, weight, busy, moved, chosen)
    first, second, nobody = np.empty(demand), np.empty(demand), np.full(demand, np.inf)
    trial = chosen.copy()
    better = True
    while better:
        better = False
        for i in range(chosen.size):
            without(time, chosen, i, i, first, second)
            for j in range(options):
                if not free(j, of_class[chosen[i]], of_class, shut, chosen):
                    continue
                trial[:] = chosen
                trial[i] = j
                if not fits(trial, where, of_class, side, most_sea, abroad):
                    continue
                total = moved[trial].sum() + added(weight, busy, first, second, time[:, j], nobody)
                if total < best - 1e-9:
                    best, chosen[i], better = total, j, True
    return best


@compiled
def swap(
    time: Any,
    weight: Any,
    busy: Any,
    moved: Any,
    shut: Any,
    where: Any,
    of_class: Any,
    side: Any,
    most_sea: Any,
    abroad: Any,
    chosen: Any,
) -> Any:
    """One unit comes in from sea or from abroad and another goes out, the best such pair, if that lowers the mean."""
    demand, options = time.shape
    best = cost(time, weight, busy, moved, chosen)
    found, trial = chosen.copy(), chosen.copy()
    first, second = np.empty(demand), np.empty(demand)
    for i in range(chosen.size):
        for k in range(chosen.size):
            if k == i or where[chosen[i]] == 0:
                continue
            without(time, chosen, i, k, first, second)
            for j in range(options):
                if where[j] >= where[chosen[i]] or not free(j, of_class[chosen[i]], of_class, shut, chosen):
                    continue
                for q in range(options):
                    if where[q] == 0 or q == j or not free(q, of_class[chosen[k]], of_class, shut, chosen):
                        continue
                    trial[:] = chosen
                    trial[i], trial[k] = j, q
                    if not fits(trial, where, of_class, side, most_sea, abroad):
                        continue
                    total = moved[trial].sum() + added(weight, busy, first, second, time[:, j], time[:, q])
                    if total < best - 1e-9:
                        best = total
                        found[:] = trial
    chosen[:] = found
    return best


@compiled
def profits(time: Any, weight: Any, busy: Any, u1: Any, u2: Any, moved: Any, shut: Any, profit: Any, rank: Any) -> Any:
    """Profit of opening each option when every demand pays u for each rank; rank (D, O) which rank it would serve, 0 none."""
    demand, options = time.shape
    for j in range(options):
        profit[j] = np.inf if shut[j] else moved[j]
    for d in range(demand):
        for j in range(options):
            g1 = (1 - busy) * weight[d] * time[d, j] - u1[d]
            g2 = busy * weight[d] * time[d, j] - u2[d]
            rank[d, j] = 0
            if g1 <= g2 and g1 < 0:
                profit[j] += g1
                rank[d, j] = 1
            elif g2 < 0:
                profit[j] += g2
                rank[d, j] = 2


@compiled
def ranked(profit: Any, shut: Any, of_class: Any, where: Any, kind: Any, n: Any, order: Any, sums: Any) -> Any:
    """The n options of a class that cost least at each kind of place: order (3, n), -1 none, and what 0, 1 ... of them cost."""
    sums[:] = np.inf
    sums[:, 0] = 0.0
    for w in range(3):
        for m in range(n):
            best = -1
            for j in range(profit.size):
                if where[j] == w and free(j, kind, of_class, shut, order[w]) and (best < 0 or profit[j] < profit[best]):
                    best = j
            if best < 0:
                break
            order[w, m] = best
            sums[w, m + 1] = sums[w, m] + profit[best]


@compiled
def choose(
    profit: Any, shut: Any, of_class: Any, where: Any, count: Any, side: Any, most_sea: Any, abroad: Any, picked: Any
) -> Any:
    """Exact, class by class over how many are at sea and abroad so far (a state); picked (units,) is filled."""
    classes, sides, most = count.size, abroad.size, count.max()
    stride = np.empty(sides + 1, np.int64)
    stride[0] = 1
    stride[1] = most_sea + 1
    for k in range(1, sides):
        stride[k + 1] = stride[k] * (abroad[k - 1] + 1)
    states = stride[sides] * (abroad[sides - 1] + 1)
    value = np.full((classes + 1, states), np.inf)
    before = np.zeros((classes, states, 3), np.int64)
    order = np.full((classes, 3, most), -1, np.int64)
    sums = np.empty((3, most + 1))
    value[0, 0] = 0.0
    for c in range(classes):
        n, mine = count[c], stride[1 + side[c]]
        ranked(profit, shut, of_class, where, c, n, order[c], sums)
        for state in range(states):
            if value[c, state] == np.inf:
                continue
            at_sea = state % (most_sea + 1)
            gone = (state // mine) % (abroad[side[c]] + 1)
            for out in range(min(n, abroad[side[c]] - gone) + 1):
                for sea in range(min(n - out, most_sea - at_sea - out) + 1):
                    total = value[c, state] + sums[0, n - out - sea] + sums[1, sea] + sums[2, out]
                    then = state + sea + out + out * mine
                    if total < value[c + 1, then]:
                        value[c + 1, then] = total
                        before[c, then, 0], before[c, then, 1], before[c, then, 2] = state, sea, out
    last = int(np.argmin(value[classes]))
    taken(before, order, count, last, picked)
    return value[classes, last]


@compiled
def taken(before: Any, order: Any, count: Any, state: Any, picked: Any) -> Any:
    """Fills the options that led to a last state, class by class back to the first."""
    filled = 0
    for c in range(count.size - 1, -1, -1):
        sea, out = before[c, state, 1], before[c, state, 2]
        for w, m in ((0, count[c] - sea - out), (1, sea), (2, out)):
            for k in range(m):
                picked[filled] = order[c, w, k]
                filled += 1
        state = before[c, state, 0]
