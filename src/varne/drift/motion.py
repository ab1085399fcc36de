"""The compiled step: current + leeway + own engine, with errors that persist, events, and the coast.

`move` carries one state through one step and `happen` deals with what happens to it; everything else is loops around them,
on the processor here and on a graphics card in drift.gpu. Positions are grid columns and rows in float32 (1 cm), fields are
laid out beforehand at the start and the middle of each step (drift.forcing), so a step is two looks into a small table.

Random numbers are counted, not drawn in turn: a number is a function of (seed, state, step, stream), so the answer does not
depend on threads or on the order of the states, and more states keep the old ones as they were. Discrete events come by
waiting times, errors are random flights (Ornstein-Uhlenbeck, exact update): neither depends on the step.

Legend: x, y column, row of the grid · u, v east, north [m/s] · wu, wv wind · d, c downwind, crosswind (right positive)
k number of the step · pull leeway of the present state and side: slope and offset downwind, slope and offset crosswind
drive what moves a state besides the fields: errors, own way, diffusion
Rows of `clock`: release, next change of state, next jibe, capsize budget. Rows of `error`: current, wind, own way (u, v each).
"""

import math
from typing import Any

import numpy as np
from numba import float32, njit, uint32, uint64

# _nrt=False: without it numba counts references of every array on every call in the loop, and a step takes fifteen times as
# long (5 against 84 million a second, bench/drift.py). The functions allocate nothing, so there is nothing to count.
EXACT: dict[str, Any] = {"forceinline": True, "error_model": "numpy", "_nrt": False}
FLOATING: dict[str, Any] = EXACT | {"fastmath": True}

UNDERWAY, ADRIFT, SWAMPED, IN_WATER = 0, 1, 2, 3
MOVING, STRANDED, OUTSIDE, WAITING = 0, 1, 2, 3
RELEASE, CHANGE, JIBE, BUDGET = 0, 1, 2, 3

NEVER = 1e18
"""A time that does not come [s]; finite, since a compiler that may reorder sums may also forget infinity."""
HALF, ONE, ZERO, TINY = np.float32(0.5), np.float32(1.0), np.float32(0.0), np.float32(1e-12)
EDGE = np.float32(1.001)
"""How far from the last column and row a place must stay so that its cell has four corners."""
SPREAD = np.float32(1 / math.sqrt(4 * (256**2 - 1) / 12))
_1, _2, _3, _FOUR, _5, _6, _7 = (np.uint64(k) for k in range(1, 8))
_LANES, _LANE = uint64(0x00FF00FF00FF00FF), uint64(0xFFFF)
_STREAMS = uint64(16)  # random numbers a state may use in one step
_INIT = uint64(1 << 40)  # counter of the numbers drawn before the first step


@njit(**EXACT)
def mix(z):
    """SplitMix64 finaliser, Steele, Lea and Flood 2014, doi 10.1145/2660193.2660195."""
    z = z + uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> uint64(30))) * uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> uint64(27))) * uint64(0x94D049BB133111EB)
    return z ^ (z >> uint64(31))


@njit(**EXACT)
def state_key(seed, i):
    """The start of the random numbers of one state."""
    return mix(mix(uint64(seed)) ^ (uint64(i) * uint64(0xD1342543DE82EF95)))


@njit(cache=True, error_model="numpy")
def keys_of(seed, numbers):
    """The start of the random numbers of each state: its number, not its place in the arrays, decides (n,) uint64."""
    out = np.empty(numbers.size, np.uint64)
    for i in range(numbers.size):
        out[i] = state_key(seed, numbers[i])
    return out


@njit(**EXACT)
def uniform(key, counter):
    """A number in (0, 1) that belongs to (key, counter)."""
    return (float(mix(key + uint64(counter)) >> uint64(11)) + 0.5) * (1.0 / 9007199254740992.0)


@njit(**EXACT)
def normals(key, counter):
    """Two independent standard normal numbers that belong to (key, counter) (Box and Muller 1958)."""
    r = math.sqrt(-2.0 * math.log(uniform(key, counter)))
    a = 2.0 * math.pi * uniform(key, counter + uint64(1))
    return r * math.cos(a), r * math.sin(a)


@njit(**EXACT)
def kicks(key, counter):
    """Two independent numbers with mean 0 and variance 1 for one step of a random walk: sums of four bytes.

    Their own distribution is flatter than the normal one (kurtosis 2.7, at most 3.5); added up over steps they are normal
    by the central limit theorem, at a fifth of the cost. Where one draw counts for good, `normals` is used.
    """
    h = mix(key + uint64(counter))
    lanes = (h & _LANES) + ((h >> uint64(8)) & _LANES)
    a = (lanes & _LANE) + ((lanes >> uint64(16)) & _LANE)
    b = ((lanes >> uint64(32)) & _LANE) + (lanes >> uint64(48))
    return (float32(a) - float32(510)) * SPREAD, (float32(b) - float32(510)) * SPREAD


@njit(**FLOATING)
def look_up(table, moment, nx, x, y):
    """Current and wind at a place: bilinear.

    table   moments laid out one after the other, each ny * nx * 4 numbers; flat, since slicing it would count references
    moment  where the moment begins; the place is inside the grid
    """
    i, j = uint32(x), uint32(y)
    a, b = x - float32(i), y - float32(j)
    w11 = a * b
    w10, w01 = a - w11, b - w11
    w00 = ONE - a - w01
    p = moment + (uint64(j) * uint64(nx) + uint64(i)) * _FOUR  # unsigned: no test for negative numbers on each look
    q = p + uint64(nx) * _FOUR
    u = w00 * table[p] + w10 * table[p + _FOUR] + w01 * table[q] + w11 * table[q + _FOUR]
    v = w00 * table[p + _1] + w10 * table[p + _5] + w01 * table[q + _1] + w11 * table[q + _5]
    wu = w00 * table[p + _2] + w10 * table[p + _6] + w01 * table[q + _2] + w11 * table[q + _6]
    wv = w00 * table[p + _3] + w10 * table[p + _7] + w01 * table[q + _3] + w11 * table[q + _7]
    return u, v, wu, wv


@njit(**FLOATING)
def velocity(table, moment, nx, x, y, i, pull, drive, error):
    """East and north velocity over ground and the wind's speed [m/s] of state i at a place."""
    u, v, wu, wv = look_up(table, moment, nx, x, y)
    wu, wv = wu + error[2, i], wv + error[3, i]
    wind = math.sqrt(wu * wu + wv * wv + TINY)
    still = ONE / wind
    d, c = pull[0, i] + pull[1, i] * still, pull[2, i] + pull[3, i] * still
    # right of downwind is (wv, -wu)
    return u + drive[0, i] + d * wu + c * wv, v + drive[1, i] + d * wv - c * wu, wind


@njit(**EXACT)
def wanders(fresh, walk):
    """Whether there is any error for `jitter` to carry on."""
    return walk > ZERO or fresh[0] > ZERO or fresh[1] > ZERO or fresh[2] > ZERO


@njit(**FLOATING)
def jitter(i, k, keys, keep, fresh, walk, error, drive, own, state):
    """Let the errors of state i live through one step, and sum up what drives it besides the fields.

    keep, fresh  (3,) of current, wind, own way; walk 1 sigma of the velocity of sub-grid diffusion [m/s]
    """
    key, base = keys[i], uint64(k) * _STREAMS
    a, b = kicks(key, base)
    error[0, i], error[1, i] = keep[0] * error[0, i] + fresh[0] * a, keep[0] * error[1, i] + fresh[0] * b
    a, b = kicks(key, base + _1)
    error[2, i], error[3, i] = keep[1] * error[2, i] + fresh[1] * a, keep[1] * error[3, i] + fresh[1] * b
    a, b = kicks(key, base + _2)
    error[4, i], error[5, i] = keep[2] * error[4, i] + fresh[2] * a, keep[2] * error[5, i] + fresh[2] * b
    a, b = kicks(key, base + _3)
    running = ONE if state[i] == UNDERWAY else ZERO
    drive[0, i] = error[0, i] + running * (own[0, i] + error[4, i]) + walk * a
    drive[1, i] = error[1, i] + running * (own[1, i] + error[5, i]) + walk * b


@njit(**FLOATING)
def move(i, share, table, start, nx, scale, place, pull, drive, error):
    """Where Euler's step takes state i: x, y, wind [m/s]; for comparison only, see `move_midpoint` for the arguments."""
    x, y = place[0, i], place[1, i]
    sx, sy = carried(y, scale, share)
    u, v, wind = velocity(table, start, nx, x, y, i, pull, drive, error)
    return x + u * sx, y + v * sy, wind


@njit(**FLOATING)
def move_midpoint(i, share, table, start, middle, nx, ny, scale, place, pull, drive, error):
    """Where a midpoint Runge-Kutta step takes state i: x, y, wind [m/s]. No branches: the compiler makes vectors of it.

    share          part of the step that it moves: 1, 0 when it does not move, between in the step of its release
    start, middle  where in the table the start and the middle of the step begin
    scale          (2, ny) columns and rows that 1 m/s carries in a step, by row
    """
    x, y = place[0, i], place[1, i]
    sx, sy = carried(y, scale, share)
    u, v, wind = velocity(table, start, nx, x, y, i, pull, drive, error)
    xm = min(max(x + HALF * u * sx, ZERO), nx - EDGE)
    ym = min(max(y + HALF * v * sy, ZERO), ny - EDGE)
    u, v, wind = velocity(table, middle, nx, xm, ym, i, pull, drive, error)
    return x + u * sx, y + v * sy, wind


@njit(**FLOATING)
def carried(y, scale, share):
    """Columns and rows that 1 m/s carries in this step at a row."""
    j = uint32(y)
    b = y - float32(j)
    sx = scale[0, j] + b * (scale[0, j + uint32(1)] - scale[0, j])
    sy = scale[1, j] + b * (scale[1, j + uint32(1)] - scale[1, j])
    return sx * share, sy * share


@njit(**EXACT)
def dress(i, state, side, leeway, own, error, pull, drive):
    """Give state i the leeway of its condition and side, and its own way if its engine runs."""
    row = max(state[i] - 1, 0)
    o = 2 if side[i] > 0 else 4
    pull[0, i], pull[1, i] = leeway[row, 0, i], leeway[row, 1, i]
    pull[2, i], pull[3, i] = leeway[row, o, i], leeway[row, o + 1, i]
    running = ONE if state[i] == UNDERWAY else ZERO
    drive[0, i] = error[0, i] + running * (own[0, i] + error[4, i])
    drive[1, i] = error[1, i] + running * (own[1, i] + error[5, i])


@njit(**EXACT)
def waiting(rates, state, chance):
    """Time until a state changes [s]; NEVER where nothing may happen."""
    total = 0.0
    for s in range(4):
        total += rates[state, s]
    return -math.log(chance) / total if total > 0 else NEVER


@njit(**EXACT)
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


@njit(**EXACT)
def begin(i, key, rates, jibe, sigma, release, clock, state, error):
    """The first waiting times and errors of state i; sigma (3,) of current, wind, own way [m/s]."""
    clock[RELEASE, i] = release[i]
    clock[CHANGE, i] = release[i] + waiting(rates, state[i], uniform(key, _INIT + uint64(8)))
    clock[BUDGET, i] = -math.log(uniform(key, _INIT + uint64(10)))
    clock[JIBE, i] = release[i] - math.log(uniform(key, _INIT + uint64(9))) / jibe if jibe > 0 else NEVER
    for q in range(3):
        a, b = normals(key, _INIT + uint64(2 * q)) if sigma[q] > 0 else (0.0, 0.0)
        # written even where it is zero: memory that was never written to is read from one shared page, at half the speed
        error[2 * q, i], error[2 * q + 1, i] = sigma[q] * a, sigma[q] * b


@njit(**EXACT)
def happen(i, k, end, key, rates, jibe, clock, state, side):
    """Changes of state i that fall before the end of a step: engine, swamping, into the water, jibing."""
    count = uint64(k) * _STREAMS + uint64(5)
    while clock[CHANGE, i] <= end:
        at = clock[CHANGE, i]
        state[i] = next_state(rates, state[i], uniform(key, count))
        clock[CHANGE, i] = at + waiting(rates, state[i], uniform(key, count + uint64(1)))
        count += uint64(1) << uint64(48)
    while clock[JIBE, i] <= end:
        side[i] = -side[i]
        clock[JIBE, i] -= math.log(uniform(key, count + uint64(2))) / jibe
        count += uint64(1) << uint64(48)


@njit(**EXACT)
def capsizes(i, wind, dt, capsize, clock, state):
    """Spend the state's budget of hazard; True when it is used up. Exact for any wind and independent of the step.

    capsize  rate when certain [1/s], wind at half of it, width [m/s]: rate (1 + tanh((wind - half) / width)) / 2
    """
    if state[i] > ADRIFT:
        return False
    clock[BUDGET, i] -= dt * capsize[0] * 0.5 * (1.0 + math.tanh((wind - capsize[1]) / capsize[2]))
    return clock[BUDGET, i] <= 0


@njit(**EXACT)
def after_capsize(key, k):
    """The chance that decides how long a boat that capsized in step k stays as it is."""
    return uniform(key, uint64(k) * _STREAMS + uint64(4))


@njit(**EXACT)
def hold(key, k):
    """The chance that decides whether the shore lets go of a state in step k."""
    return uniform(key, uint64(k) * _STREAMS + uint64(8))


@njit(**EXACT)
def flow(table, start, nx, i, k, keys, walk, place, pull, drive, error):
    """East and north velocity [m/s] of state i at the start of step k without the diffusion, whose size depends on the step."""
    u, v, _ = velocity(table, start, nx, place[0, i], place[1, i], i, pull, drive, error)
    a, b = kicks(keys[i], uint64(k) * _STREAMS + _3)
    return u - walk * a, v - walk * b
