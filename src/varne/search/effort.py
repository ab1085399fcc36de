"""Effort: the compiled inner loops of the relaxed problem, cells and targets as plain arrays.

Legend: T steps · n targets · C cells · K kinds, the last unseen · A assets · x track length in a cell [m] · r sweep width by
area of a cell [1/m] · e chance to be missed in a step · S what could still be found, by cell and kind · mu logarithm of the
marginal worth of track length

A step's looks multiply: what an asset leaves in a cell depends on cell and kind alone. So targets are gone through once a step
and not once for each asset, and the assets share out a step on the table S. All functions are in one file, because numba's
cache does not see changes in other ones.
"""

from typing import Any

import numpy as np
from numba import njit

LOOP: dict[str, Any] = {"cache": True, "nogil": True, "fastmath": True, "error_model": "numpy"}
ROUNDS = 12
"""Newton steps of a water-filling at most; two or three are usual, from where the last sweep ended."""
TURNS = 2
"""How often the assets of one step are shared out before the next step: costs no pass over the targets."""
TINY = 1e-300


@njit(**LOOP)
def level(a, b, length):
    """mu at which sum max(0, a - b mu) is a length: a piecewise straight line, by Newton from the left, where it is convex."""
    mu = -np.inf
    total_a, total_b = 0.0, 0.0
    for c in range(a.size):
        total_a += a[c]
        total_b += b[c]
    if not total_b > 0:
        return 0.0
    mu = (total_a - length) / total_b
    for _ in range(100):
        total_a, total_b = 0.0, 0.0
        for c in range(a.size):
            if a[c] > b[c] * mu:
                total_a += a[c]
                total_b += b[c]
        if not total_b > 0:
            return mu
        after = (total_a - length) / total_b
        if abs(after - mu) < 1e-12:
            return after
        mu = after
    return mu


@njit(**LOOP)
def waterfill(s, r, length, x, a, b):
    """Spread track length over cells so that sum s (1 - exp(-r x)) is greatest; x is where to begin, and the answer.

    s (C, K), r (K,), x (C,); a, b (C,) scratch. Newton on the logarithm of the marginal worth: exact in one step for one kind.
    """
    cells, kinds = s.shape
    for _ in range(ROUNDS):
        for c in range(cells):
            g, d = 0.0, 0.0
            for k in range(kinds):
                f = s[c, k] * r[k] * np.exp(-r[k] * x[c])
                g += f
                d += r[k] * f
            if g > TINY and d > TINY:
                b[c] = g / d
                a[c] = x[c] + b[c] * np.log(g)
            else:
                a[c], b[c] = 0.0, 0.0
        mu = level(a, b, length)
        change, total = 0.0, 0.0
        for c in range(cells):
            new = max(0.0, a[c] - b[c] * mu)
            change = max(change, abs(new - x[c]))
            x[c] = new
            total += new
        if change < 1e-4 * length / cells:
            break
    if total > 0:
        for c in range(cells):
            x[c] *= length / total


@njit(**LOOP)
def backward(e, worth, later):
    """later (T, n): what a target missed up to a step is still worth, from that step on; worth (T, n) lost after each step."""
    steps, n = e.shape
    for i in range(n):
        later[steps - 1, i] = worth[steps - 1, i]
    for t in range(steps - 2, -1, -1):
        for i in range(n):
            later[t, i] = worth[t, i] + e[t + 1, i] * later[t + 1, i]


@njit(**LOOP)
def table(row, w, before, e, later, s):
    """Add up what is left by row of cell and kind at one step."""
    flat = s.reshape(-1)
    flat[:] = 0.0
    for i in range(row.size):
        flat[row[i]] += w[i] * before[i] * e[i] * later[i]


@njit(**LOOP)
def share_out(s, rate, length, x, a, b, ratio, turns):
    """One step shared out between its assets in turn, each on what the others leave; ratio (C, K) becomes the change of e."""
    cells, kinds = s.shape
    ratio[:] = 1.0
    alone = np.empty_like(s)
    for _ in range(turns):
        for j in range(length.size):
            if not length[j] > 0:
                continue
            for c in range(cells):
                for k in range(kinds):
                    alone[c, k] = s[c, k] * np.exp(rate[j, k] * x[j, c])
            for c in range(cells):
                for k in range(kinds):
                    ratio[c, k] *= np.exp(rate[j, k] * x[j, c])
            waterfill(alone, rate[j], length[j], x[j], a, b)
            for c in range(cells):
                for k in range(kinds):
                    f = np.exp(-rate[j, k] * x[j, c])
                    ratio[c, k] *= f
                    s[c, k] = alone[c, k] * f


@njit(**LOOP)
def sweep(row, cells, w, worth, e, x, rate, length, turns):
    """Brown's method: every step in turn re-solved with all other looks applied, earlier and later; e and x in place."""
    steps, n = row.shape
    kinds = rate.shape[2]
    later, before = np.empty((steps, n)), np.ones(n)
    backward(e, worth, later)
    most = cells.max()
    for t in range(steps):
        s = np.empty((cells[t], kinds))
        ratio = np.empty((cells[t], kinds))
        a, b = np.empty(most), np.empty(most)
        table(row[t], w, before, e[t], later[t], s)
        m = cells[t]
        share_out(s, rate[:, t], length[:, t], x[:, t, :m], a[:m], b[:m], ratio, turns)
        flat = ratio.reshape(-1)
        for i in range(n):
            e[t, i] *= flat[row[t, i]]
            before[i] *= e[t, i]


@njit(**LOOP)
def bound(row, cells, w, worth, e, x, rate, length):
    """Value of a feasible effort, an upper bound on every feasible effort, and the greatest marginal worth (A, T) of length.

    f(x) + sum over assets and steps of (length max_c g - sum_c g x): f is concave, so no effort is worth more than its tangent
    promises (Frank and Wolfe 1956; Washburn 1981 for search).
    """
    steps, n = row.shape
    assets, kinds = length.shape[0], rate.shape[2]
    later, before = np.empty((steps, n)), np.ones(n)
    backward(e, worth, later)
    greatest = np.zeros((assets, steps))
    value = 0.0
    for i in range(n):
        whole = 0.0
        for t in range(steps):
            whole += worth[t, i]
        value += w[i] * (whole - e[0, i] * later[0, i])
    above = 0.0
    for t in range(steps):
        s = np.empty((cells[t], kinds))
        table(row[t], w, before, e[t], later[t], s)
        for i in range(n):
            before[i] *= e[t, i]
        for j in range(assets):
            used = 0.0
            for c in range(cells[t]):
                g = 0.0
                for k in range(kinds):
                    g += s[c, k] * rate[j, t, k]
                greatest[j, t] = max(greatest[j, t], g)
                used += g * x[j, t, c]
            if length[j, t] > 0:
                above += length[j, t] * greatest[j, t] - used
    return value, value + above, greatest


@njit(**LOOP)
def cells_of(x, y, kind, cell, kinds):
    """Row of cell and kind (T, n), numbered by occupied cell of each step; cells (T,) occupied; place (T, C, 2) corners [m]."""
    steps, n = x.shape
    rows = np.empty((steps, n), np.int32)
    cells = np.zeros(steps, np.int64)
    west, south = np.floor(x.min() / cell), np.floor(y.min() / cell)
    nx, ny = int(np.floor(x.max() / cell) - west) + 1, int(np.floor(y.max() / cell) - south) + 1
    number = np.empty(nx * ny, np.int32)
    place = np.zeros((steps, min(n, nx * ny), 2))
    for t in range(steps):
        number[:] = -1
        m = 0
        for i in range(n):
            col, line = int(np.floor(x[t, i] / cell) - west), int(np.floor(y[t, i] / cell) - south)
            c = col * ny + line
            if number[c] < 0:
                number[c] = m
                place[t, m, 0], place[t, m, 1] = (col + west) * cell, (line + south) * cell
                m += 1
            rows[t, i] = number[c] * kinds + kind[t, i]
        cells[t] = m
    return rows, cells, place[:, : cells.max()].copy()
