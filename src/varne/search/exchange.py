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
    """Move single units, and pairs one in and one out to sea, while that lowers the mean; chosen changes in place."""
    demand, options = time.shape
    n = chosen.size
    best = cost(time, weight, busy, moved, chosen)
    first, second = np.empty(demand), np.empty(demand)
    trial = chosen.copy()
    better = True
    while better:
        better = False
        for i in range(n):
            for d in range(demand):
                first[d], second[d] = least(time[d], chosen, i, i)
            base = 0.0
            for k in range(n):
                if k != i:
                    base += moved[chosen[k]]
            for j in range(options):
                if of_class[j] != of_class[chosen[i]] or j == chosen[i] or shut[j] or (chosen == j).any():
                    continue
                trial[:] = chosen
                trial[i] = j
                if not fits(trial, where, of_class, side, most_sea, abroad):
                    continue
                total = base + moved[j]
                for d in range(demand):
                    t, a, b = time[d, j], first[d], second[d]
                    low = min(t, a)
                    high = min(max(t, a), b)
                    high = high if high < np.inf else low
                    total += weight[d] * ((1 - busy) * low + busy * high)
                if total < best - 1e-9:
                    best = total
                    chosen[i] = j
                    better = True
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
    n = chosen.size
    best = cost(time, weight, busy, moved, chosen)
    found = chosen.copy()
    trial = chosen.copy()
    first, second = np.empty(demand), np.empty(demand)
    for i in range(n):
        for k in range(n):
            if k == i or where[chosen[i]] == 0:
                continue
            for d in range(demand):
                first[d], second[d] = least(time[d], chosen, i, k)
            for j in range(options):
                if of_class[j] != of_class[chosen[i]] or where[j] >= where[chosen[i]] or shut[j] or (chosen == j).any():
                    continue
                for q in range(options):
                    if of_class[q] != of_class[chosen[k]] or where[q] == 0 or shut[q] or q == j or (chosen == q).any():
                        continue
                    trial[:] = chosen
                    trial[i], trial[k] = j, q
                    if not fits(trial, where, of_class, side, most_sea, abroad):
                        continue
                    total = 0.0
                    for m in range(n):
                        total += moved[trial[m]]
                    for d in range(demand):
                        t, u = min(time[d, j], time[d, q]), max(time[d, j], time[d, q])
                        a, b = first[d], second[d]
                        low = min(t, a)
                        high = min(max(t, a), min(u, b))
                        total += weight[d] * ((1 - busy) * low + busy * high)
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
def choose(
    profit: Any, shut: Any, of_class: Any, where: Any, count: Any, side: Any, most_sea: Any, abroad: Any, picked: Any
) -> Any:
    """Exact, class by class over how many are at sea and abroad so far (a state); picked (units,) is filled."""
    classes, sides = count.size, abroad.size
    stride = np.empty(sides + 1, np.int64)
    stride[0] = 1
    stride[1] = most_sea + 1
    for k in range(1, sides):
        stride[k + 1] = stride[k] * (abroad[k - 1] + 1)
    states = stride[sides] * (abroad[sides - 1] + 1)
    value = np.full((classes + 1, states), np.inf)
    before = np.zeros((classes, states, 3), np.int64)
    most = count.max()
    order = np.full((classes, 3, most), -1, np.int64)
    value[0, 0] = 0.0
    for c in range(classes):
        n = count[c]
        sums = np.full((3, n + 1), np.inf)
        sums[:, 0] = 0.0
        for w in range(3):
            for m in range(n):
                best = -1
                for j in range(profit.size):
                    free = of_class[j] == c and where[j] == w and not shut[j] and not (order[c, w] == j).any()
                    if free and (best < 0 or profit[j] < profit[best]):
                        best = j
                if best < 0:
                    break
                order[c, w, m] = best
                sums[w, m + 1] = sums[w, m] + profit[best]
        mine = stride[1 + side[c]]
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
    state = int(np.argmin(value[classes]))
    least = value[classes, state]
    filled = 0
    for c in range(classes - 1, -1, -1):
        sea, out = before[c, state, 1], before[c, state, 2]
        for w, m in ((0, count[c] - sea - out), (1, sea), (2, out)):
            for k in range(m):
                picked[filled] = order[c, w, k]
                filled += 1
        state = before[c, state, 0]
    return least
