"""The compiled step: current + leeway + own engine, with errors that persist, events, and the coast.

One scalar function moves one state through all its steps, so that a run can be cut between threads anywhere and give the
same numbers. Random numbers are counted, not drawn in turn: a number is a function of (seed, state, step, stream), so the
answer does not depend on threads or on the order of the states, and more states keep the old ones as they were.

Midpoint Runge-Kutta in longitude and latitude; a step of 600 s is within 10 m rms after 24 h of RK4 with 60 s on a strong
tide (research/drift.md 5.1). Engine failure, swamping, entering the water and jibing come by waiting times. Errors of
current, wind and own way are random flights (Ornstein-Uhlenbeck, exact update): the spread does not depend on the step.

Legend: u, v east, north [m/s] · wu, wv wind · d, c downwind, crosswind (right positive) · h length of a step [s]
"""

import math

import numpy as np
from numba import njit, uint64

UNDERWAY, ADRIFT, SWAMPED, IN_WATER = 0, 1, 2, 3
MOVING, STRANDED, OUTSIDE, WAITING = 0, 1, 2, 3
PATH_SAMPLE = 50.0
"""Distance between looks at the land mask along a step [m]; its cells are 70 by 111 m."""
REACH = 2000.0
"""The near-land flags see at least this far [m]; a longer step looks at the mask itself."""
_STREAMS = 16  # random numbers a state may use in one step
_INIT = uint64(1 << 40)  # counter of the numbers drawn before the first step


@njit(inline="always")
def _mix(z):
    """SplitMix64 finaliser, Steele, Lea and Flood 2014, doi 10.1145/2660193.2660195."""
    z = z + uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> uint64(30))) * uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> uint64(27))) * uint64(0x94D049BB133111EB)
    return z ^ (z >> uint64(31))


@njit(inline="always")
def uniform(key, counter):
    """A number in (0, 1) that belongs to (key, counter)."""
    return (float(_mix(key + uint64(counter)) >> uint64(11)) + 0.5) * (1.0 / 9007199254740992.0)


@njit(inline="always")
def normals(key, counter):
    """Two independent standard normal numbers that belong to (key, counter) (Box and Muller 1958)."""
    r = math.sqrt(-2.0 * math.log(uniform(key, counter)))
    a = 2.0 * math.pi * uniform(key, counter + 1)
    return r * math.cos(a), r * math.sin(a)


@njit(inline="always")
def state_key(seed, i):
    return _mix(_mix(uint64(seed)) ^ (uint64(i) * uint64(0xD1342543DE82EF95)))


@njit(inline="always")
def look_up(cube, grid, t, x, y):
    """Current and wind at a time and place: linear in time, bilinear in space. The place is inside the grid."""
    fx, fy, ft = (x - grid[0]) / grid[1], (y - grid[2]) / grid[3], (t - grid[4]) / grid[5]
    k = min(max(int(ft), 0), cube.shape[0] - 2)
    j, i = min(int(fy), cube.shape[1] - 2), min(int(fx), cube.shape[2] - 2)
    a, b, w = fx - i, fy - j, ft - k
    w00, w10, w01, w11 = (1 - a) * (1 - b), a * (1 - b), (1 - a) * b, a * b
    u = v = wu = wv = 0.0
    for dk in range(2):
        f = w if dk else 1 - w
        g00, g10, g01, g11 = f * w00, f * w10, f * w01, f * w11
        q = k + dk
        u += g00 * cube[q, j, i, 0] + g10 * cube[q, j, i + 1, 0] + g01 * cube[q, j + 1, i, 0] + g11 * cube[q, j + 1, i + 1, 0]
        v += g00 * cube[q, j, i, 1] + g10 * cube[q, j, i + 1, 1] + g01 * cube[q, j + 1, i, 1] + g11 * cube[q, j + 1, i + 1, 1]
        wu += g00 * cube[q, j, i, 2] + g10 * cube[q, j, i + 1, 2] + g01 * cube[q, j + 1, i, 2] + g11 * cube[q, j + 1, i + 1, 2]
        wv += g00 * cube[q, j, i, 3] + g10 * cube[q, j, i + 1, 3] + g01 * cube[q, j + 1, i, 3] + g11 * cube[q, j + 1, i + 1, 3]
    return u, v, wu, wv


@njit(inline="always")
def velocity(cube, grid, t, x, y, state, side, leeway, own, error):
    """East and north velocity of one state over ground [m/s]; leeway (3, 6), own (2,), error (6,)."""
    u, v, wu, wv = look_up(cube, grid, t, x, y)
    u, v, wu, wv = u + error[0], v + error[1], wu + error[2], wv + error[3]
    speed = math.sqrt(wu * wu + wv * wv) + 1e-9
    row = leeway[max(state - 1, 0)]
    o = 2 if side > 0 else 4
    d = row[0] + row[1] / speed
    c = row[o] + row[o + 1] / speed
    u, v = u + d * wu + c * wv, v + d * wv - c * wu  # right of downwind is (wv, -wu)
    if state == UNDERWAY:
        u, v = u + own[0] + error[4], v + own[1] + error[5]
    return u, v


@njit(inline="always")
def near_land(near, mgrid, x, y):
    """Whether land is close enough to be met within one step; True outside the flags."""
    j, i = int((y - mgrid[2]) / mgrid[3]), int((x - mgrid[0]) / mgrid[3])
    return not (0 <= j < near.shape[0] and 0 <= i < near.shape[1]) or near[j, i]


@njit
def lands(mask, mgrid, x0, y0, x1, y1, metres):
    """Fraction of the way at which the path first meets land, or 2.0."""
    n = int(metres / PATH_SAMPLE) + 1
    for s in range(1, n + 1):
        x, y = x0 + (x1 - x0) * s / n, y0 + (y1 - y0) * s / n
        j, i = int((y - mgrid[2]) / mgrid[1]), int((x - mgrid[0]) / mgrid[1])
        if 0 <= j < mask.shape[0] and 0 <= i < mask.shape[1] and mask[j, i]:
            return s / n
    return 2.0


@njit(inline="always")
def next_state(rates, state, chance):
    """Where a state goes when its waiting time is over: with the odds of its rates."""
    total = 0.0
    for s in range(4):
        total += rates[state, s]
    reached = 0.0
    for s in range(4):
        reached += rates[state, s]
        if chance * total < reached:
            return s
    return state


@njit(inline="always")
def waiting(rates, state, chance):
    """Time until a state changes [s]; infinite where nothing may happen."""
    total = 0.0
    for s in range(4):
        total += rates[state, s]
    return -math.log(chance) / total if total > 0 else math.inf


@njit(cache=True, nogil=True)
def advance(
    lo, hi, seed, clock, release, lon, lat, state, flag, leeway, own, sigma, memory, rates, jibe, diffusivity,
    cube, grid, metres, mask, near, mgrid, out_lon, out_lat, out_state, out_flag,
):  # fmt: skip
    """Move the states lo..hi through all steps, writing where they are at each output time.

    clock         start [s since 1970], step [s], number of steps, steps between outputs
    release       (n,) when each starts to move [s since 1970]
    lon, lat      (n,) start [deg]; state, flag (n,) codes
    leeway        (3, 7, n) of boat, swamped boat, person; own (2, n) east, north through the water when under way [m/s]
    sigma, memory (3,) of current, wind, own way: 1 sigma of each component [m/s], correlation time [s]
    rates         (4, 4) of changes between states [1/s]; jibe rate [1/s]; diffusivity [m2/s]
    cube          (nt, ny, nx, 4) current and wind u, v [m/s] on grid (lon0, dlon, lat0, dlat, t0, dt)
    metres        (2, ny) length of a degree of longitude and latitude at each row [m]
    mask, near    (my, mx) land, and coarse flags of land within reach of a step, on mgrid (lon0, step, lat0, coarse step)
    out_*         (outputs, n) written
    """
    t0, dt, steps, every = clock[0], clock[1], int(clock[2]), int(clock[3])
    xmax, ymax = grid[0] + grid[1] * (cube.shape[2] - 1), grid[2] + grid[3] * (cube.shape[1] - 1)
    error, pull = np.empty(6), np.empty((3, 6))
    for i in range(lo, hi):
        key = state_key(seed, i)
        x, y, s, f = lon[i], lat[i], state[i], flag[i]
        side, mine = leeway[0, 6, i], own[:, i]
        pull[:, :] = leeway[:, :6, i]
        for q in range(3):
            a, b = normals(key, _INIT + uint64(2 * q))
            error[2 * q], error[2 * q + 1] = sigma[q] * a, sigma[q] * b
        t_change = release[i] + waiting(rates, s, uniform(key, _INIT + uint64(8)))
        t_jibe = release[i] - math.log(uniform(key, _INIT + uint64(9))) / jibe if jibe > 0 else math.inf
        for k in range(steps + 1):
            t = t0 + k * dt
            if k % every == 0:
                out_lon[k // every, i], out_lat[k // every, i] = x, y
                out_state[k // every, i] = s
                out_flag[k // every, i] = WAITING if f == MOVING and t < release[i] else f
            if k == steps or f != MOVING or t + dt <= release[i]:
                continue
            start = max(t, release[i])
            h = t + dt - start
            base = uint64(k) * uint64(_STREAMS)
            for q in range(3):
                if sigma[q] == 0 or (q == 2 and s != UNDERWAY):
                    continue
                a, b = normals(key, base + uint64(2 * q))
                keep = math.exp(-h / memory[q])
                fresh = sigma[q] * math.sqrt(1 - keep * keep)
                error[2 * q] = keep * error[2 * q] + fresh * a
                error[2 * q + 1] = keep * error[2 * q + 1] + fresh * b
            row = min(int((y - grid[2]) / grid[3]), metres.shape[1] - 1)
            mx, my = metres[0, row], metres[1, row]
            u, v = velocity(cube, grid, start, x, y, s, side, pull, mine, error)
            xm, ym = x + 0.5 * h * u / mx, y + 0.5 * h * v / my
            if grid[0] < xm < xmax and grid[2] < ym < ymax:
                u, v = velocity(cube, grid, start + 0.5 * h, xm, ym, s, side, pull, mine, error)
            if diffusivity > 0:
                a, b = normals(key, base + uint64(6))
                spread = math.sqrt(2 * diffusivity / h)
                u, v = u + spread * a, v + spread * b
            x1, y1 = x + h * u / mx, y + h * v / my
            gone = h * math.sqrt(u * u + v * v)
            where = lands(mask, mgrid, x, y, x1, y1, gone) if gone > REACH or near_land(near, mgrid, x, y) else 2.0
            if where <= 1.0:
                x, y, f = x + where * (x1 - x), y + where * (y1 - y), STRANDED
                continue
            x, y = x1, y1
            if not (grid[0] < x < xmax and grid[2] < y < ymax):
                f = OUTSIDE
            while t_change <= t + dt:
                s = next_state(rates, s, uniform(key, base + uint64(8)))
                t_change = t + dt + waiting(rates, s, uniform(key, base + uint64(9)))
            while t_jibe <= t + dt:
                side = -side
                t_jibe -= math.log(uniform(key, base + uint64(10))) / jibe
                base += uint64(1) << uint64(50)
