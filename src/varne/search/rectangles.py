"""Rectangles: the compiled inner loops of placing areas, targets and rectangles as plain arrays.

A rectangle is a row cx, cy, half length, half width [m], ux, uy: its middle in the drifting frame and the unit vector of its
length. It turns by multiplying unit vectors, so no angle is ever taken. A visit is a row begin, ox, oy, out, finish, hx, hy,
home, pace: not before begin, and `out` seconds a metre from (ox, oy) to the middle; until finish less `home` seconds a metre to
(hx, hy); pace of track [m/s]. All functions are in one file, because numba's cache does not see changes in other ones.
"""

from typing import Any

import numpy as np
from numba import njit

LOOP: dict[str, Any] = {"cache": True, "nogil": True, "fastmath": True, "error_model": "numpy"}
ONE, SIXTEENTH, HALF, SIXTH, MOST = np.float32(1), np.float32(1 / 16), np.float32(0.5), np.float32(1 / 6), np.float32(60)
LEAST = 400.0
"""Shortest half side [m]: about four track spacings of a boat looking for a person."""
FINEST = 40.0
"""A polish ends when its step is shorter [m]."""
LAND, AVOID, LANES = 1, 2, 3
"""Codes of a chart: 0 free, land, closed, and from LANES on lanes, each with a direction."""
ACROSS = 0.342
"""Most |cosine| between a leg and a lane that counts as crossing at right angles: 20 degrees either way."""


@njit(**LOOP)
def missed(z):
    """exp(-z) to 1e-4 for 0 <= z <= 60, in a form that runs on eight numbers at once; exact values are taken at the end."""
    y = min(z, MOST) * SIXTEENTH
    p = ONE + y * (ONE + y * (HALF + y * SIXTH))
    p = p * p
    p = p * p
    p = p * p
    p = p * p
    return ONE / p


@njit(**LOOP)
def lengths(rect, visit, edges, least_spacing, out):
    """Track length in each step (T,) [m] into out; less than full endurance when the legs would lie closer than is allowed."""
    begin = visit[0] + visit[3] * np.hypot(rect[0] - visit[1], rect[1] - visit[2])
    finish = visit[4] - visit[7] * np.hypot(rect[0] - visit[5], rect[1] - visit[6])
    total = 0.0
    for t in range(out.size):
        out[t] = visit[8] * max(0.0, min(finish, edges[t + 1]) - max(begin, edges[t]))
        total += out[t]
    room = 4 * rect[2] * rect[3] / least_spacing
    if total > room:
        for t in range(out.size):
            out[t] *= room / total
    return total


@njit(**LOOP)
def gain(x, y, width, q, asked, rect, visit, edges, least_spacing, z, length):
    """What a rectangle adds: sum over steps asked and targets of q (1 - exp(-z)), z effort density times sweep width so far.

    x, y, width, q  (T, n) singles; asked (T,) whether q counts in a step; z (n,), length (T,) scratch
    """
    lengths(rect, visit, edges, least_spacing, length)
    area = 4 * rect[2] * rect[3]
    cx, cy, ux, uy = np.float32(rect[0]), np.float32(rect[1]), np.float32(rect[4]), np.float32(rect[5])
    hl, hw = np.float32(rect[2]), np.float32(rect[3])
    n = z.size
    z[:] = 0
    total = np.float64(0)
    for t in range(x.shape[0]):
        d = np.float32(length[t] / area)
        if d > 0:
            for i in range(n):
                dx, dy = x[t, i] - cx, y[t, i] - cy
                inside = (abs(dx * ux + dy * uy) <= hl) & (abs(dy * ux - dx * uy) <= hw)
                z[i] += width[t, i] * (d if inside else np.float32(0))
        if asked[t]:
            part = np.float32(0)
            for i in range(n):
                part += q[t, i] * (ONE - missed(z[i]))
            total += part
    return total


@njit(**LOOP)
def apart(a, b, margin):
    """Whether two rectangles are at least a margin apart along one of their axes."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    along, across = abs(a[4] * b[4] + a[5] * b[5]), abs(a[4] * b[5] - a[5] * b[4])
    if abs(dx * a[4] + dy * a[5]) >= a[2] + b[2] * along + b[3] * across + margin:
        return True
    if abs(dy * a[4] - dx * a[5]) >= a[3] + b[2] * across + b[3] * along + margin:
        return True
    if abs(dx * b[4] + dy * b[5]) >= b[2] + a[2] * along + a[3] * across + margin:
        return True
    return abs(dy * b[4] - dx * b[5]) >= b[3] + a[2] * across + a[3] * along + margin


@njit(**LOOP)
def allowed(rect, others, margin, box, chart, corner, cell, lanes, drift, most_land):
    """Whether a rectangle keeps clear of others (m, 6), its middle in a box, and of what a chart forbids on its way.

    chart (ny, nx) codes over the plane from corner; lanes (k, 2) unit vectors; drift (3, 2) datum at begin, middle and end;
    most_land  share of it that may lie on land
    """
    if not (box[0] <= rect[0] <= box[1] and box[2] <= rect[1] <= box[3]):
        return False
    for j in range(others.shape[0]):
        if not apart(rect, others[j], margin):
            return False
    if chart.size <= 1:
        return True
    along = rect[2] >= rect[3]
    lx, ly = (rect[4], rect[5]) if along else (-rect[5], rect[4])
    land = 0
    for m in range(3):
        for i in range(7):
            for j in range(7):
                a, b = rect[2] * (i - 3) / 3, rect[3] * (j - 3) / 3
                px = rect[0] + drift[m, 0] + a * rect[4] - b * rect[5]
                py = rect[1] + drift[m, 1] + a * rect[5] + b * rect[4]
                col, line = int(np.floor((px - corner[0]) / cell)), int(np.floor((py - corner[1]) / cell))
                if not (0 <= line < chart.shape[0] and 0 <= col < chart.shape[1]):
                    continue
                code = chart[line, col]
                if code == AVOID:
                    return False
                if code >= LANES and abs(lx * lanes[code - LANES, 0] + ly * lanes[code - LANES, 1]) > ACROSS:
                    return False
                land += code == LAND
    return land <= most_land * 147


@njit(**LOOP)
def polish(
    x, y, width, q, asked, rect, visit, edges, spacing, others, margin, box, chart, corner, cell, lanes, drift, land, step
):
    """Shift, widen, push single sides and turn a rectangle while that adds; rect changes in place, its gain is returned."""
    z, length = np.empty(x.shape[1], np.float32), np.empty(x.shape[0])
    best = gain(x, y, width, q, asked, rect, visit, edges, spacing, z, length)
    c, s = 0.96, 0.28
    r = rect.copy()
    while step >= FINEST:
        moved = False
        for move in range(18):
            r[:] = rect
            sign = 1 if move % 2 == 0 else -1
            kind = move // 2
            g = sign * step
            if kind == 0:
                r[0] += g * r[4]
                r[1] += g * r[5]
            elif kind == 1:
                r[0] -= g * r[5]
                r[1] += g * r[4]
            elif kind == 2:
                r[2] += g
            elif kind == 3:
                r[3] += g
            elif kind <= 5:
                side = 1 if kind == 4 else -1
                r[2] += g / 2
                r[0] += side * g / 2 * r[4]
                r[1] += side * g / 2 * r[5]
            elif kind <= 7:
                side = 1 if kind == 6 else -1
                r[3] += g / 2
                r[0] -= side * g / 2 * r[5]
                r[1] += side * g / 2 * r[4]
            else:
                r[4], r[5] = r[4] * c - sign * r[5] * s, r[5] * c + sign * r[4] * s
            if min(r[2], r[3]) < LEAST:
                continue
            v = gain(x, y, width, q, asked, r, visit, edges, spacing, z, length)
            if v > best + 1e-7 and allowed(r, others, margin, box, chart, corner, cell, lanes, drift, land):
                best = v
                rect[:] = r
                moved = True
        if not moved:
            step *= 0.5
            half = np.sqrt((1 + c) / 2)
            c, s = half, s / (2 * half)
    norm = np.hypot(rect[4], rect[5])
    rect[4] /= norm
    rect[5] /= norm
    return best


@njit(**LOOP)
def images(x, y, width, q, turns, h, nx, others, margin, chart, corner, cell, drift, most_land):
    """Integral images (turns, 3, nx + 1, nx + 1) of q, of q times width, of squares taken or closed; turned by unit vectors."""
    out = np.zeros((turns.shape[0], 3, nx + 1, nx + 1), np.float32)
    half = nx * h / 2
    near = margin + h / 2
    for j in range(turns.shape[0]):
        for i in range(x.size):
            u = int((x[i] * turns[j, 0] + y[i] * turns[j, 1] + half) / h)
            v = int((y[i] * turns[j, 0] - x[i] * turns[j, 1] + half) / h)
            if 0 <= u < nx and 0 <= v < nx and width[i] > 0:
                out[j, 0, u + 1, v + 1] += q[i]
                out[j, 1, u + 1, v + 1] += q[i] * width[i]
        for m in range(others.shape[0]):
            o = others[m]
            for u in range(nx):
                for v in range(nx):
                    a, b = (u + 0.5) * h - half, (v + 0.5) * h - half
                    dx, dy = a * turns[j, 0] - b * turns[j, 1] - o[0], a * turns[j, 1] + b * turns[j, 0] - o[1]
                    if abs(dx * o[4] + dy * o[5]) < o[2] + near and abs(dy * o[4] - dx * o[5]) < o[3] + near:
                        out[j, 2, u + 1, v + 1] = 1
        if chart.size > 1:
            for u in range(nx):
                for v in range(nx):
                    for m in range(9):
                        a, b = (u + 0.5 * (m % 3)) * h - half, (v + 0.5 * (m // 3)) * h - half
                        px = a * turns[j, 0] - b * turns[j, 1] + drift[1, 0] - corner[0]
                        py = a * turns[j, 1] + b * turns[j, 0] + drift[1, 1] - corner[1]
                        col, line = int(np.floor(px / cell)), int(np.floor(py / cell))
                        if 0 <= line < chart.shape[0] and 0 <= col < chart.shape[1]:
                            code = chart[line, col]
                            if code == AVOID or (code == LAND and most_land < 1):
                                out[j, 2, u + 1, v + 1] = 1
        for k in range(3):
            for u in range(1, nx + 1):
                run = np.float32(0)
                for v in range(1, nx + 1):
                    run += out[j, k, u, v]
                    out[j, k, u, v] = out[j, k, u - 1, v] + run
    return out


@njit(**LOOP)
def enumerate_places(image, h, total, sizes):
    """Best place of every size in every turned frame: rows worth, turn, cells from the west, from the south, and the two sizes.

    total  track length [m]; what is inside is taken to have the mean sweep width of what is inside: exact for one kind, and
           only a place to begin a polish for several
    """
    nt, _, nx, _ = image.shape
    m = sizes.size
    out = np.full((nt * m * m, 6), -1.0)
    for j in range(nt):
        for k in range(m * m):
            sx, sy = sizes[k // m], sizes[k % m]
            if sx >= nx or sy >= nx:
                continue
            d = np.float32(total / (sx * sy * h * h))
            best, bu, bv = np.float32(-1), 0, 0
            for u in range(nx - sx):
                for v in range(nx - sy):
                    a = image[j, 0, u + sx, v + sy] - image[j, 0, u, v + sy] - image[j, 0, u + sx, v] + image[j, 0, u, v]
                    b = image[j, 1, u + sx, v + sy] - image[j, 1, u, v + sy] - image[j, 1, u + sx, v] + image[j, 1, u, v]
                    o = image[j, 2, u + sx, v + sy] - image[j, 2, u, v + sy] - image[j, 2, u + sx, v] + image[j, 2, u, v]
                    worth = a * (ONE - missed(max(np.float32(0), d * b / (a + np.float32(1e-12)))))
                    worth = worth if o < HALF else np.float32(0)
                    if worth > best:
                        best, bu, bv = worth, u, v
            row = j * m * m + k
            out[row, 0], out[row, 1], out[row, 2], out[row, 3], out[row, 4], out[row, 5] = best, j, bu, bv, sx, sy
    return out


@njit(**LOOP)
def inside_effort(x, y, width, rect, visit, edges, spacing, out):
    """Effort density times sweep width (T, n) that a rectangle gives each target in each step, into out; track length [m]."""
    length = np.empty(x.shape[0])
    lengths(rect, visit, edges, spacing, length)
    area = 4 * rect[2] * rect[3]
    for t in range(x.shape[0]):
        d = length[t] / area
        for i in range(x.shape[1]):
            dx, dy = x[t, i] - rect[0], y[t, i] - rect[1]
            along, across = abs(dx * rect[4] + dy * rect[5]), abs(dy * rect[4] - dx * rect[5])
            out[t, i] = width[t, i] * d if along <= rect[2] and across <= rect[3] else 0.0
    return length.sum()


@njit(**LOOP)
def left(effort, mine, worth, w, first, after, q, asked):
    """What a searcher can still add, step by step of its visit (first to after), when the others do what they do.

    effort, mine (T, n) of all and of this searcher; worth (T, n) lost after each step; q (after - first, n), asked into place
    """
    steps, n = effort.shape
    q[:] = 0
    asked[:] = False
    for t in range(first, steps):
        for i in range(n):
            if worth[t, i] > 0:
                asked[min(t, after - 1) - first] = True
                break
    for i in range(n):
        z = np.float32(0)
        for t in range(steps):
            z += max(np.float32(0), effort[t, i] - mine[t, i])
            if t >= first and worth[t, i] > 0:
                q[min(t, after - 1) - first, i] += w[i] * worth[t, i] * np.exp(-z)


@njit(**LOOP)
def value_of(effort, worth, w):
    """Worth of what is done: sum over targets and steps of w worth (1 - exp(-effort so far))."""
    total = 0.0
    for i in range(w.size):
        z = 0.0
        for t in range(effort.shape[0]):
            z += effort[t, i]
            if worth[t, i] > 0:
                total += w[i] * worth[t, i] * (1 - np.exp(-z))
    return total
