"""How well positions follow from one another: one boat with the stream, its engine on, off, or both in turn.

A Kalman filter over place and cruising velocity with three hypotheses a leg (engine on throughout, off throughout, both):
the exact likelihood of a leg is their sum, and the state after it is their mixture brought back to one normal law
(generalised pseudo-Bayes of order 1). A position that is plainly wrong leaves the state as it was. Compiled, since a
night asks for it a hundred thousand times.

Legend: st (14,) x, y, u, v, xx, xy, yy, xu, xv, yu, yv, uu, uv, vv of the state, u and v through the water
source  Bar-Shalom, Li and Kirubarajan (2001), 11.6; Ornstein-Uhlenbeck cruising velocity, research/fusion.md 4.2 term 2
"""

import numpy as np
from numba import njit

T, X, Y, XX, XY, YY, ELSEWHERE, FIRST, PLACED, KIND, PHONE, STAGE, HEADS, LOUD = range(14)
"""Columns of what is known of a report; see sheet."""
(SPEED, SPREAD, MEMORY, STREAM, STREAM_UNKNOWN, LEEWAY, WRONG, FORGET, STOPS, STARTS, TO_X, TO_Y, NEAR, POWER, SPAN) = range(15)
"""Numbers of a Motion in the order that the compiled code reads; see sheet."""
STEP = 600.0
"""Time step of the carried stream [s]."""


@njit(error_model="numpy", fastmath=True)  # no infinities or NaN come in: sums may be reordered
def begin(st, row, rule):
    """A state at a first position: it lies there and makes for the landing coast at cruising speed."""
    st[:] = 0.0
    st[0], st[1] = row[X], row[Y]
    st[4], st[5], st[6] = row[XX], row[XY], row[YY]
    u, v = towards(st, rule)
    st[2], st[3] = u, v
    st[11] = st[13] = rule[SPREAD] ** 2


@njit(error_model="numpy", fastmath=True)
def towards(st, rule):
    """Mean velocity through the water: cruising speed to the landing coast, less within a few miles of it."""
    dx, dy = rule[TO_X] - st[0], rule[TO_Y] - st[1]
    far = max(np.hypot(dx, dy), 1.0)
    speed = rule[SPEED] * min(1.0, far / rule[NEAR])
    return speed * dx / far, speed * dy / far


@njit(error_model="numpy", fastmath=True)
def water(carry, dt):
    """Where the water goes in dt from a position: x, y [m], time without a known stream [s].

    carry    (K, 3) the same every STEP
    """
    last = len(carry) - 1
    k = dt / STEP
    k0 = min(int(k), last)
    k1 = min(k0 + 1, last)
    part = min(k - k0, 1.0)
    x = carry[k0, 0] + part * (carry[k1, 0] - carry[k0, 0])
    y = carry[k0, 1] + part * (carry[k1, 1] - carry[k0, 1])
    unknown = carry[k0, 2] + part * (carry[k1, 2] - carry[k0, 2])
    return x, y, unknown + max(dt - last * STEP, 0.0)


@njit(error_model="numpy", fastmath=True)
def ahead(st, dt, engine, mean, sea, rule, out):
    """The state after dt of which the engine ran for `engine` seconds, at an unknown time within it.

    mean     mean velocity u, v; sea: what water() gives
    """
    tau, sv = rule[MEMORY], rule[SPREAD]
    e = np.exp(-engine / tau)
    g = tau * (1 - e)
    out[0] = st[0] + mean[0] * (engine - g) + g * st[2] + sea[0]
    out[1] = st[1] + mean[1] * (engine - g) + g * st[3] + sea[1]
    out[2], out[3] = mean[0] + e * (st[2] - mean[0]), mean[1] + e * (st[3] - mean[1])
    known = dt - sea[2]
    own = sv * sv * (2 * tau * engine - tau * tau * (3 - 4 * e + e * e))
    stream = rule[STREAM] ** 2 * known * min(known, 3_600.0) + rule[STREAM_UNKNOWN] ** 2 * sea[2] * min(sea[2], 10_800.0)
    wind = rule[LEEWAY] ** 2 * (dt - engine) * min(dt - engine, 10_800.0)
    q = min(own + stream + wind, rule[SPAN] ** 2)
    qc, qv = sv * sv * tau * (1 - e) ** 2, sv * sv * (1 - e * e)
    k = dt * dt / 12.0 if 0.0 < engine < dt else 0.0  # both in turn: any share of the time is as likely
    out[4] = st[4] + 2 * g * st[7] + g * g * st[11] + q + k * st[2] * st[2]
    out[5] = st[5] + g * (st[8] + st[9]) + g * g * st[12] + k * st[2] * st[3]
    out[6] = st[6] + 2 * g * st[10] + g * g * st[13] + q + k * st[3] * st[3]
    out[7], out[8] = e * (st[7] + g * st[11]) + qc, e * (st[8] + g * st[12])
    out[9], out[10] = e * (st[9] + g * st[12]), e * (st[10] + g * st[13]) + qc
    out[11], out[12], out[13] = e * e * st[11] + qv, e * e * st[12], e * e * st[13] + qv


@njit(error_model="numpy", fastmath=True)
def correct(st, row):
    """Take a position in: the state afterwards in place, the density of the position before it was known [1/m2]."""
    s00, s01, s11 = st[4] + row[XX], st[5] + row[XY], st[6] + row[YY]
    det = s00 * s11 - s01 * s01
    d0, d1 = row[X] - st[0], row[Y] - st[1]
    m2 = (s11 * d0 * d0 - 2 * s01 * d0 * d1 + s00 * d1 * d1) / det
    i00, i01, i11 = s11 / det, -s01 / det, s00 / det
    p00, p01 = st[4] * i00 + st[5] * i01, st[4] * i01 + st[5] * i11
    p10, p11 = st[5] * i00 + st[6] * i01, st[5] * i01 + st[6] * i11
    q00, q01 = st[7] * i00 + st[9] * i01, st[7] * i01 + st[9] * i11
    q10, q11 = st[8] * i00 + st[10] * i01, st[8] * i01 + st[10] * i11
    st[0] += p00 * d0 + p01 * d1
    st[1] += p10 * d0 + p11 * d1
    st[2] += q00 * d0 + q01 * d1
    st[3] += q10 * d0 + q11 * d1
    xx, xy, yy, xu, xv, yu, yv = st[4], st[5], st[6], st[7], st[8], st[9], st[10]
    st[4], st[5], st[6] = xx - (p00 * xx + p01 * xy), xy - (p00 * xy + p01 * yy), yy - (p10 * xy + p11 * yy)
    st[7], st[8] = xu - (p00 * xu + p01 * yu), xv - (p00 * xv + p01 * yv)
    st[9], st[10] = yu - (p10 * xu + p11 * yu), yv - (p10 * xv + p11 * yv)
    st[11] -= q00 * xu + q01 * yu
    st[12] -= q00 * xv + q01 * yv
    st[13] -= q10 * xv + q11 * yv
    return np.exp(-0.5 * m2) / (2 * np.pi * np.sqrt(det))


@njit(error_model="numpy", fastmath=True)
def blend(modes, weight, st):
    """Three normal laws with weights (sum 1) as one of the same mean and covariance, into st."""
    for k in range(4):
        st[k] = weight[0] * modes[0, k] + weight[1] * modes[1, k] + weight[2] * modes[2, k]
    for k in range(4, 14):
        st[k] = 0.0
    for h in range(3):
        w = weight[h]
        x, y, u, v = modes[h, 0] - st[0], modes[h, 1] - st[1], modes[h, 2] - st[2], modes[h, 3] - st[3]
        st[4] += w * (modes[h, 4] + x * x)
        st[5] += w * (modes[h, 5] + x * y)
        st[6] += w * (modes[h, 6] + y * y)
        st[7] += w * (modes[h, 7] + x * u)
        st[8] += w * (modes[h, 8] + x * v)
        st[9] += w * (modes[h, 9] + y * u)
        st[10] += w * (modes[h, 10] + y * v)
        st[11] += w * (modes[h, 11] + u * u)
        st[12] += w * (modes[h, 12] + u * v)
        st[13] += w * (modes[h, 13] + v * v)


@njit(error_model="numpy", fastmath=True)
def leg(st, power, row, carry, dt, rule, work):
    """One leg to a next position: log density of the position for this boat, chance of power after it.

    st       the state at the last believed position, replaced where this position is believed
    power    chance that the engine runs at the start
    row      the new report; carry: of the last believed one; work (4, 14) scratch
    returns  log density [log 1/m2], chance of power, True where the position is believed
    """
    mean, sea = towards(st, rule), water(carry, dt)
    on, off = power * np.exp(-dt * rule[STOPS]), (1 - power) * np.exp(-dt * rule[STARTS])
    weight = work[3]
    weight[0], weight[1], weight[2] = on, max(1 - on - off, 0.0), off
    right = (1 - rule[WRONG]) * np.exp(-dt / rule[FORGET])
    total = 0.0
    for h in range(3):
        ahead(st, dt, dt * (1.0 - 0.5 * h), mean, sea, rule, work[h])
        weight[h] *= right * correct(work[h], row)
        total += weight[h]
    wrong = (1 - right) * np.exp(row[ELSEWHERE])
    if total <= wrong:
        return np.log(total + wrong), power, False
    weight[0] /= total
    weight[1] /= total
    weight[2] /= total
    blend(work, weight, st)
    return np.log(total + wrong), weight[0] + 0.5 * weight[1], True


@njit(error_model="numpy", fastmath=True)
def follow(members, begin_at, m, rows, carry, power_after, rule, work):
    """Nats of the positions from the member begin_at on, taken as right, and whether the next one was not believed."""
    total, last, at, legs, doubt = 0.0, -1, 0.0, 0, False
    st, power = work[4], power_after[6]
    for q in range(begin_at, m):
        i = members[q]
        row = rows[i]
        if row[PLACED] > 0.0:
            if last < 0:
                begin(st, row, rule)
                last, at = i, row[T]
            else:
                value, after, believed = leg(st, power, row, carry[last], row[T] - at, rule, work)
                total += value - row[FIRST]
                doubt = doubt or (legs == 0 and not believed)
                legs += 1
                if believed:
                    power, last, at = after, i, row[T]
        if row[STAGE] >= 0.0:
            power = power_after[int(row[STAGE])]
    return total, doubt


@njit(error_model="numpy", fastmath=True)
def track(members, m, rows, carry, power_after, rule, work):
    """Nats of the positions of a set being one boat's, over each being the first of a boat of its own.

    Where the second position does not follow from the first, either may be the wrong one, so both are tried.

    members      (m,) rows in order of time
    power_after  (7,) chance of power after each stage, last: none said
    work         (5, 14) scratch
    """
    total, doubt = follow(members, 0, m, rows, carry, power_after, rule, work)
    if not doubt:
        return total
    q = 0
    while rows[members[q], PLACED] <= 0.0:
        q += 1
    other, _ = follow(members, q + 1, m, rows, carry, power_after, rule, work)
    row = rows[members[q]]
    odds = np.log(rule[WRONG] / (1 - rule[WRONG])) + row[ELSEWHERE] - row[FIRST]
    most = max(total, other + odds)
    return most + np.log(np.exp(total - most) + np.exp(other + odds - most))
