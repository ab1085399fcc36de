"""The compiled arithmetic of one track: moving on, mixing its two ways of moving, a plot's likelihood and pull.

Scalar functions on arrays whose first index is the track i and whose second is the mode m. They allocate nothing and make
no views: numba would count references of every view, and a step would take many times as long (drift.motion).

Columns of mean: x, y, u, v. Columns of cov: xx, xy, yy, xu, xv, yu, yv, uu, uv, vv.
"""

import math
from typing import Any

import numpy as np
from numba import njit

EXACT: dict[str, Any] = {"forceinline": True, "error_model": "numpy", "_nrt": False, "fastmath": True}
XX, XY, YY, XU, XV, YU, YV, UU, UV, VV = range(10)
_LOG_2PI = math.log(2 * math.pi)
_ROW = np.array([0, 0, 1, 0, 0, 1, 1, 2, 2, 3])
_COLUMN = np.array([0, 1, 1, 2, 3, 2, 3, 2, 3, 3])


@njit(**EXACT)
def move(mean, cov, i, m, dt, q):
    """One mode dt [s] ahead: nearly constant velocity with white acceleration of density q [m2/s3].

    source  Bar-Shalom, Li and Kirubarajan 2001, Estimation with Applications to Tracking, section 6.2.2
    """
    mean[i, m, 0] += dt * mean[i, m, 2]
    mean[i, m, 1] += dt * mean[i, m, 3]
    uu, uv, vv = cov[i, m, UU], cov[i, m, UV], cov[i, m, VV]
    half, third = q * dt * dt / 2, q * dt * dt * dt / 3
    cov[i, m, XX] += dt * (2 * cov[i, m, XU] + dt * uu) + third
    cov[i, m, XY] += dt * (cov[i, m, XV] + cov[i, m, YU] + dt * uv)
    cov[i, m, YY] += dt * (2 * cov[i, m, YV] + dt * vv) + third
    cov[i, m, XU] += dt * uu + half
    cov[i, m, XV] += dt * uv
    cov[i, m, YU] += dt * uv
    cov[i, m, YV] += dt * vv + half
    cov[i, m, UU] = uu + q * dt
    cov[i, m, VV] = vv + q * dt


@njit(**EXACT)
def mix(mean, cov, mode, i, leave, back):
    """The two modes mixed for chances that a steady boat begins (leave) and ends (back) to change its way.

    source  Blom and Bar-Shalom 1988, doi 10.1109/9.1299, for two models: a mixture of two normals has the mean in between
            and the spread of both plus that between them
    """
    w0, w1 = mode[i, 0], mode[i, 1]
    c0, c1 = w0 * (1 - leave) + w1 * back, w0 * leave + w1 * (1 - back)
    a, b = w1 * back / c0, w1 * (1 - back) / c1  # share of mode 1 in each
    mode[i, 0], mode[i, 1] = c0, c1
    d0, d1 = mean[i, 1, 0] - mean[i, 0, 0], mean[i, 1, 1] - mean[i, 0, 1]
    d2, d3 = mean[i, 1, 2] - mean[i, 0, 2], mean[i, 1, 3] - mean[i, 0, 3]
    d = d0, d1, d2, d3
    for r in range(4):
        first = mean[i, 0, r]
        mean[i, 0, r], mean[i, 1, r] = first + a * d[r], first + b * d[r]
    for e in range(10):
        between, p0, p1 = d[_ROW[e]] * d[_COLUMN[e]], cov[i, 0, e], cov[i, 1, e]
        cov[i, 0, e] = p0 + a * (p1 - p0) + a * (1 - a) * between
        cov[i, 1, e] = p0 + b * (p1 - p0) + b * (1 - b) * between


@njit(**EXACT)
def distance_and_likelihood(mean, cov, i, m, z0, z1, c0, c1, c2):
    """Squared Mahalanobis distance of a plot from a mode, and its log density there [1/m2]."""
    s00, s01, s11 = cov[i, m, XX] + c0, cov[i, m, XY] + c1, cov[i, m, YY] + c2
    det = s00 * s11 - s01 * s01
    v0, v1 = z0 - mean[i, m, 0], z1 - mean[i, m, 1]
    d2 = (s11 * v0 * v0 - 2 * s01 * v0 * v1 + s00 * v1 * v1) / det
    return d2, -0.5 * (d2 + math.log(det)) - _LOG_2PI


@njit(**EXACT)
def pull(mean, cov, i, m, z0, z1, c0, c1, c2, w, shift, spread):
    """Adds what a plot of weight w does to a mode: to shift (4,) its mean, to spread (10,) its second moment.

    Moments are taken about the mode before the update, so that all its plots are met in one pass.
    """
    p = cov
    s00, s01, s11 = p[i, m, XX] + c0, p[i, m, XY] + c1, p[i, m, YY] + c2
    det = s00 * s11 - s01 * s01
    i00, i01, i11 = s11 / det, -s01 / det, s00 / det
    v0, v1 = z0 - mean[i, m, 0], z1 - mean[i, m, 1]
    # rows of P H' of x, y, u, v, and the gain's two columns
    hx = p[i, m, XX], p[i, m, XY], p[i, m, XU], p[i, m, XV]
    hy = p[i, m, XY], p[i, m, YY], p[i, m, YU], p[i, m, YV]
    g0 = hx[0] * i00 + hy[0] * i01, hx[1] * i00 + hy[1] * i01, hx[2] * i00 + hy[2] * i01, hx[3] * i00 + hy[3] * i01
    g1 = hx[0] * i01 + hy[0] * i11, hx[1] * i01 + hy[1] * i11, hx[2] * i01 + hy[2] * i11, hx[3] * i01 + hy[3] * i11
    d = g0[0] * v0 + g1[0] * v1, g0[1] * v0 + g1[1] * v1, g0[2] * v0 + g1[2] * v1, g0[3] * v0 + g1[3] * v1
    for r in range(4):
        shift[r] += w * d[r]
    for e in range(10):
        a, b = _ROW[e], _COLUMN[e]
        spread[e] += w * (d[a] * d[b] - g0[a] * hx[b] - g1[a] * hy[b])


@njit(**EXACT)
def settle(mean, cov, i, m, total, shift, spread):
    """A mode after all its plots: their moments over the total weight of plots and of none; clears the sums."""
    s0, s1, s2, s3 = shift[0] / total, shift[1] / total, shift[2] / total, shift[3] / total
    s = s0, s1, s2, s3
    for e in range(10):
        cov[i, m, e] += spread[e] / total - s[_ROW[e]] * s[_COLUMN[e]]
        spread[e] = 0.0
    for r in range(4):
        mean[i, m, r] += s[r]
        shift[r] = 0.0
