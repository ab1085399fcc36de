"""TOMB/P: the track-oriented marginal multi-Bernoulli/Poisson filter, scan by scan, compiled.

Every plot that no track claims may be a boat that was never seen before (a Poisson field of undetected boats), so each one
starts a tentative track with a small probability; each scan multiplies what is known of all of them. A track that falls
below `drop` goes back into the Poisson field. The boat moves in one of two ways, steady or restless, since small boats keep
a course for a long time and then stop, start or turn (kalman.mix).

source  Williams 2015, doi 10.1109/TAES.2015.130550 (arXiv 1203.2995; recycling in arXiv 1203.2992); Blom and Bar-Shalom 1988
        for the two ways of moving
"""

from typing import Any

import numpy as np
from numba import njit

from varne.compiled import version_of
from varne.fusion.tracker import belief, gate, kalman
from varne.fusion.tracker.kalman import EXACT, UU, VV, XX, XY, YY

LOOP: dict[str, Any] = {"cache": True, "nogil": True, "fastmath": True, "error_model": "numpy", "_nrt": False}
CERTAIN = 1 - 1e-5
"""Existence is never more than this, so that a track that vanishes is given up after some ten scans and not a hundred."""
COLUMNS = 18
"""Of a row that is written down: t, number, 4 of place, 10 of cov, exists, seen."""
DONE, NARROW = 0, 1
LIKELY = 0.5
"""From this existence on a track is taken to stand before what is behind it."""
HIDDEN, TWICE = 0.9, 0.56
"""Ratio of ranges below which an echo hides what is behind it; and below which that may be its ghost: a half, and errors."""


@njit(**EXACT)
def predict(mean, cov, mode, exists, n, dt, q0, q1, begins, ends, stays):
    """All tracks dt [s] ahead."""
    flow = begins + ends
    changed = (1 - np.exp(-flow * dt)) / flow
    leave, back, survive = begins * changed, ends * changed, np.exp(-dt / stays)
    for i in range(n):
        kalman.mix(mean, cov, mode, i, leave, back)
        kalman.move(mean, cov, i, 0, dt, q0)
        kalman.move(mean, cov, i, 1, dt, q1)
        exists[i] *= survive


@njit(**EXACT)
def before(ax, ay, bx, by, ratio, look):
    """Whether a is on the bearing of b, within the beam, and less than ratio as far from the radar."""
    ax, ay, bx, by = ax - look[0], ay - look[1], bx - look[0], by - look[1]
    a2, b2, along, across = ax * ax + ay * ay, bx * bx + by * by, ax * bx + ay * by, ax * by - ay * bx
    return a2 < ratio * ratio * b2 and along > 0 and across * across < look[4] * look[4] * a2 * b2


@njit(**EXACT)
def behind(x, y, ratio, look, mean, mode, exists, n):
    """The range [m] of the nearest likely track before a place; 0 for none."""
    nearest = 0.0
    for i in range(n):
        if exists[i] >= LIKELY:
            ax = mode[i, 0] * mean[i, 0, 0] + mode[i, 1] * mean[i, 1, 0]
            ay = mode[i, 0] * mean[i, 0, 1] + mode[i, 1] * mean[i, 1, 1]
            if before(ax, ay, x, y, ratio, look):
                r = np.sqrt((ax - look[0]) ** 2 + (ay - look[1]) ** 2)
                nearest = r if nearest == 0.0 else min(nearest, r)
    return nearest


@njit(**EXACT)
def expect(n, m, mean, mode, exists, clear, look, place, a, clutter, false, seeing, ghost):
    """What this look shows: how well it sees each track into seeing (n,), false plots at each plot into false (m,) [1/m2].

    An echo hides what stands behind it, and what goes back and forth between it and the radar comes out at twice its range
    and more: ghost (m,) says which plots may be that.
    """
    for i in range(n):
        x = mode[i, 0] * mean[i, 0, 0] + mode[i, 1] * mean[i, 1, 0]
        y = mode[i, 0] * mean[i, 0, 1] + mode[i, 1] * mean[i, 1, 1]
        dx, dy = x - look[0], y - look[1]
        seeing[i] = look[3] if dx * dx + dy * dy < look[2] * look[2] else 0.0
        # only what was once seen in the open may be hidden; the rest may be a ghost, which would never be given up
        if look[4] > 0 and clear[i] and behind(x, y, HIDDEN, look, mean, mode, exists, n) > 0:
            seeing[i] *= 1 - look[5]
    for j in range(m):
        false[j], ghost[j] = clutter[a + j], False
        if look[4] > 0 and look[6] > 0:
            # a thing and its ghost may come up in the same scan, so other plots count as well as tracks
            for z in range(m):
                ghost[j] = ghost[j] or before(place[a + z, 0], place[a + z, 1], place[a + j, 0], place[a + j, 1], TWICE, look)
            edge = 2 * behind(place[a + j, 0], place[a + j, 1], TWICE, look, mean, mode, exists, n)
            if edge > 0:
                ghost[j] = True
                false[j] += look[6] / (look[4] * max(look[2] * look[2] - edge * edge, edge * edge))


@njit(**EXACT)
def weigh(n, mode, exists, first, pair, like, false, hidden, seeing, psi):
    """The weight of each pair against the track unseen and the plot nobody's or a new boat's: psi."""
    for i in range(n):
        missed = 1 - exists[i] * seeing[i]
        for e in range(first[i], first[i + 1]):
            ours = mode[i, 0] * like[e, 0] + mode[i, 1] * like[e, 1]
            psi[e] = exists[i] * seeing[i] * ours / (missed * (false[pair[e]] + hidden))


@njit(**EXACT)
def update(
    i, t, mean, cov, mode, exists, seen, clear, ghost, sees, first, pair, like, psi, to_track, place, error, a, shift, spread
):  # fmt: skip
    """Track i after the scan: existence, chance of each way of moving, and each one's moments over all its plots."""
    total = 1.0
    for e in range(first[i], first[i + 1]):
        total += psi[e] * to_track[e]
    unseen = exists[i] * (1 - sees) / (1 - exists[i] * sees) / total  # there, but not plotted
    here, new0, new1 = unseen, 0.0, 0.0
    for e in range(first[i], first[i + 1]):
        here += psi[e] * to_track[e] / total
    for m in range(2):
        weight = unseen * mode[i, m]
        for e in range(first[i], first[i + 1]):
            both = mode[i, 0] * like[e, 0] + mode[i, 1] * like[e, 1]
            w = psi[e] * to_track[e] / total * mode[i, m] * like[e, m] / both
            j = a + pair[e]
            if w > 1e-12:
                weight += w
                kalman.pull(mean, cov, i, m, place[j, 0], place[j, 1], error[j, 0], error[j, 1], error[j, 2], w, shift, spread)
        if weight > 0:
            kalman.settle(mean, cov, i, m, weight, shift, spread)
        if m == 0:
            new0 = weight
        else:
            new1 = weight
    if here > 2 * unseen:
        seen[i] = t
        for e in range(first[i], first[i + 1]):
            clear[i] = clear[i] or (psi[e] * to_track[e] > 0.5 * total and not ghost[pair[e]])
    # a way of moving is never quite ruled out: mixing divides by these
    p = min(max(new0 / (new0 + new1), 1e-6), 1 - 1e-6)
    mode[i, 0], mode[i, 1] = p, 1 - p
    exists[i] = min(here, CERTAIN)


@njit(**EXACT)
def pack(n, drop, confirm, lost, number, mean, cov, mode, exists, since, seen, shown, clear):
    """Takes out what is too unlikely; returns how many are left and the existence that went."""
    kept, gone = 0, 0.0
    for i in range(n):
        if exists[i] < drop:
            gone += exists[i]
            continue
        if kept != i:
            number[kept], exists[kept], since[kept], seen[kept] = number[i], exists[i], since[i], seen[i]
            shown[kept], clear[kept] = shown[i], clear[i]
            for m in range(2):
                mode[kept, m] = mode[i, m]
                for c in range(4):
                    mean[kept, m, c] = mean[i, m, c]
                for c in range(10):
                    cov[kept, m, c] = cov[i, m, c]
        shown[kept] = clear[kept] and exists[kept] >= (lost if shown[kept] else confirm)
        kept += 1
    return kept, gone


@njit(**EXACT)
def bear(k, t, z0, z1, c0, c1, c2, r, speed, steady, number, mean, cov, mode, exists, since, seen, shown, clear, open, name):
    """A new track k where a plot was, velocity unknown."""
    number[k], exists[k], since[k], seen[k], shown[k], clear[k] = name, r, t, t, False, open
    mode[k, 0], mode[k, 1] = steady, 1 - steady
    for m in range(2):
        mean[k, m, 0], mean[k, m, 1], mean[k, m, 2], mean[k, m, 3] = z0, z1, 0.0, 0.0
        for c in range(10):
            cov[k, m, c] = 0.0
        cov[k, m, XX], cov[k, m, XY], cov[k, m, YY] = c0, c1, c2
        cov[k, m, UU] = cov[k, m, VV] = speed * speed


@njit(**EXACT)
def write(o, t, n, number, mean, cov, mode, exists, seen, shown, out):
    """The shown tracks as rows of out from o on, both ways of moving as one normal; returns the next row."""
    for i in range(n):
        if not shown[i]:
            continue
        w = mode[i, 1]
        out[o, 0], out[o, 1], out[o, 16], out[o, 17] = t, number[i], exists[i], seen[i]
        for c in range(4):
            out[o, 2 + c] = mean[i, 0, c] + w * (mean[i, 1, c] - mean[i, 0, c])
        for e in range(10):
            r, c = kalman._ROW[e], kalman._COLUMN[e]
            between = (mean[i, 1, r] - mean[i, 0, r]) * (mean[i, 1, c] - mean[i, 0, c])
            out[o, 6 + e] = cov[i, 0, e] + w * (cov[i, 1, e] - cov[i, 0, e]) + w * (1 - w) * between
        o += 1
    return o


def _loop(version: int) -> Any:
    """The compiled loop over scans, for one version of the functions that it calls; see varne.compiled."""

    @njit(**LOOP)
    def run(k0, scans, looks, keep, watch, count, state, scratch, out):
        """Scans from k0 on, until all are done or an array is too narrow for the next; returns where it stopped and why."""
        if version < 0:
            return k0, NARROW
        t, sensor, start, place, error, clutter = scans
        number, mean, cov, mode, exists, since, seen, shown, clear, clock = state
        messages, grid, sums = scratch
        first, pair, like, psi, to_plot, to_track, claimed, false, ghost, seeing = messages
        cells, cell, item, box, edge, around = grid
        shift, spread, look = sums
        area, arrivals, stays, gate2, confirm, lost, drop, q0, q1, begins, ends, speed = watch
        n, o = count[0], count[2]
        for k in range(k0, t.size):
            a, b = start[k], start[k + 1]
            m = b - a
            if n + m > number.size or m > cell.size or o + n + m > out.shape[0]:
                count[0], count[2] = n, o
                return k, NARROW
            dt = t[k] - clock[0]
            if dt > 0:
                predict(mean, cov, mode, exists, n, dt, q0, q1, begins, ends, stays)
                clock[0] = t[k]
                clock[1] += dt * (arrivals / area - clock[1] / stays)
            for c in range(7):
                look[c] = looks[sensor[k], c]
            first[0] = e = 0
            if m > 0:
                gate.lay(place, error, a, b, cells, cell, item, box)
            for i in range(n):
                if m > 0:
                    if e + m > pair.size:
                        count[0], count[2] = n, o
                        return k, NARROW
                    e = gate.pairs_of(mean, cov, i, place, error, a, gate2, cells, item, box, edge, around, e, pair, like)
                first[i + 1] = e
            hidden = clock[1] * look[3]
            expect(n, m, mean, mode, exists, clear, look, place, a, clutter, false, seeing, ghost)
            weigh(n, mode, exists, first, pair, like, false, hidden, seeing, psi)
            belief.propagate(n, m, first, pair, psi, to_plot, to_track, claimed)
            for i in range(n):
                update(i, t[k], mean, cov, mode, exists, seen, clear, ghost, seeing[i], first, pair, like, psi, to_track, place,
                       error, a, shift, spread)  # fmt: skip
            n, gone = pack(n, drop, confirm, lost, number, mean, cov, mode, exists, since, seen, shown, clear)
            for j in range(m):
                r = hidden / (false[j] + hidden) / (1.0 + claimed[j])
                if r < drop:
                    gone += r
                    continue
                z = a + j
                bear(n, t[k], place[z, 0], place[z, 1], error[z, 0], error[z, 1], error[z, 2], r, speed, ends / (begins + ends),
                     number, mean, cov, mode, exists, since, seen, shown, clear, not ghost[j], count[1])  # fmt: skip
                n, count[1] = n + 1, count[1] + 1
            clock[1] = clock[1] * (1 - look[3]) + gone / area
            if keep[k]:
                o = write(o, t[k], n, number, mean, cov, mode, exists, seen, shown, out)
        count[0], count[2] = n, o
        return t.size, DONE

    return run


run = _loop(version_of(kalman, gate, belief))
