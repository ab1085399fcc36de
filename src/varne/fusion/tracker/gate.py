"""Which plots can belong to which tracks: the plots of a scan lie in a grid, a track looks only at the cells around it.

With a grid the work grows with what is near, not with tracks times plots: at 400 false plots a scan, nine in ten of which
start a tentative track, that is a few looks a track instead of 400.
"""

import math

from numba import njit

from varne.fusion.tracker import kalman
from varne.fusion.tracker.kalman import EXACT, XX, YY

SIDE = 64
"""Cells of the grid along a side at most."""


@njit(**EXACT)
def lay(place, cov, a, b, start, cell, item, box):
    """The plots a to b into cells, about one in each.

    start  (SIDE * SIDE + 1,)  where each cell begins in item
    cell   (m,)                the cell of each plot of the scan
    item   (m,)                plots of the scan, cell by cell
    box    (8,)                x0, y0, cells a metre in x and y, columns, rows, the largest xx and yy of the plots' errors
    """
    x0 = x1 = place[a, 0]
    y0 = y1 = place[a, 1]
    box[6] = box[7] = 0.0
    for j in range(a, b):
        x0, x1 = min(x0, place[j, 0]), max(x1, place[j, 0])
        y0, y1 = min(y0, place[j, 1]), max(y1, place[j, 1])
        box[6], box[7] = max(box[6], cov[j, 0]), max(box[7], cov[j, 2])
    n = min(int(math.sqrt(b - a)) + 1, SIDE)
    box[0], box[1], box[4], box[5] = x0, y0, n, n
    box[2], box[3] = n / (x1 - x0 + 1.0), n / (y1 - y0 + 1.0)
    for c in range(n * n + 1):
        start[c] = 0
    for j in range(a, b):
        column, row = int((place[j, 0] - x0) * box[2]), int((place[j, 1] - y0) * box[3])
        cell[j - a] = row * n + column
        start[row * n + column + 1] += 1
    for c in range(n * n):
        start[c + 1] += start[c]
    # filling from the back leaves start[c + 1] at the beginning of cell c, so the sums need no second copy
    for k in range(b - a - 1, -1, -1):
        c = cell[k]
        start[c + 1] -= 1
        item[start[c + 1]] = k
    start[0] = 0
    for c in range(n * n):
        start[c] = start[c + 1]
    start[n * n] = b - a


@njit(**EXACT)
def reach(mean, cov, i, gate, box, edge, around):
    """What track i can have plots in: cells into edge (4,), metres into around (4,); False where there are none.

    edge    first and last column, first and last row
    around  west, east, south, north of both ways of moving, for the largest errors of the scan's plots
    """
    dx = math.sqrt(gate * (max(cov[i, 0, XX], cov[i, 1, XX]) + box[6]))
    dy = math.sqrt(gate * (max(cov[i, 0, YY], cov[i, 1, YY]) + box[7]))
    around[0], around[1] = min(mean[i, 0, 0], mean[i, 1, 0]) - dx, max(mean[i, 0, 0], mean[i, 1, 0]) + dx
    around[2], around[3] = min(mean[i, 0, 1], mean[i, 1, 1]) - dy, max(mean[i, 0, 1], mean[i, 1, 1]) + dy
    c0, c1 = (around[0] - box[0]) * box[2], (around[1] - box[0]) * box[2]
    r0, r1 = (around[2] - box[1]) * box[3], (around[3] - box[1]) * box[3]
    if c1 < 0 or r1 < 0 or c0 >= box[4] or r0 >= box[5]:
        return False
    edge[0], edge[1] = int(max(c0, 0.0)), int(min(c1, box[4] - 1))
    edge[2], edge[3] = int(max(r0, 0.0)), int(min(r1, box[5] - 1))
    return True


@njit(**EXACT)
def pairs_of(mean, cov, i, place, error, a, gate, start, item, box, edge, around, e, pair, like):
    """Writes the plots in the gate of track i from pair e on, with their density under each mode; returns the next e.

    gate  squared Mahalanobis distance; a plot is in when either mode's gate holds it
    pair  (p,)    plots of the scan
    like  (p, 2)  density of each plot under each mode [1/m2]
    """
    if not reach(mean, cov, i, gate, box, edge, around):
        return e
    columns = int(box[4])
    for row in range(edge[2], edge[3] + 1):
        for k in range(start[row * columns + edge[0]], start[row * columns + edge[1] + 1]):
            j = a + item[k]
            z0, z1 = place[j, 0], place[j, 1]
            if z0 < around[0] or z0 > around[1] or z1 < around[2] or z1 > around[3]:
                continue
            c0, c1, c2 = error[j, 0], error[j, 1], error[j, 2]
            d0, l0 = kalman.distance_and_likelihood(mean, cov, i, 0, z0, z1, c0, c1, c2)
            d1, l1 = kalman.distance_and_likelihood(mean, cov, i, 1, z0, z1, c0, c1, c2)
            if min(d0, d1) < gate:
                pair[e] = item[k]
                like[e, 0], like[e, 1] = math.exp(l0), math.exp(l1)
                e += 1
    return e
