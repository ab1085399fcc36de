"""Draws divisions of reports into boats from their posterior: Gibbs over single items, then splits and merges.

An item is a report, or reports that an operator holds together. A division gives each item a boat, or "no boat" (a wave,
a hoax). Its log probability is the sum of its boats' terms plus the odds of every item that is no boat. Gibbs moves one
item among the boats that hold something it may belong with; split-merge with sequential allocation moves whole groups,
which single moves cannot (two calls of one boat, each held by the other). Values of boats are remembered by the set of
their items, for they depend on nothing else.

Legend: i, j, u items · c boats · m how many rows a list holds · key XOR of the 62 random bits of a set's rows
source  Jain and Neal (2004); Dahl (2005), sequentially allocated merge-split; research/fusion.md 4.3
"""

from typing import Any, NamedTuple

import numpy as np
from numba import njit, types
from numba.typed import Dict

from varne.fusion.terms import COUNT, all_terms

NO_BOAT = 0
SURE = 0.999
"""An item whose boat is this sure, sweep after sweep of the burn-in, is looked at in one sweep of four afterwards."""


class Chain(NamedTuple):
    """A division in the making; boats are numbered from 1, free numbers hold nothing.

    label    (I,)     boat of each item
    member   (B, R)   rows of each boat, ascending; count (B,) how many; holds (B,) how many items
    key      (B,)     of the boat's rows; worth (B,) its log weight; version (B,) changes with it
    seen     (I, B)   version of a boat at which an item last weighed it; gain (I, B) what it would gain or gains there
    own      (I,)     log weight of each item as a boat of its own
    tick     (2,)     newest version, highest boat in use; dice (1,) state of the random numbers
    one, two (R,)     lists in the making; logs (B,), choice (B,) candidates of an item; work, out for the terms
    """

    label: Any
    member: Any
    count: Any
    holds: Any
    key: Any
    worth: Any
    version: Any
    seen: Any
    gain: Any
    own: Any
    tick: Any
    dice: Any
    one: Any
    two: Any
    logs: Any
    choice: Any
    work: Any
    out: Any


@njit(error_model="numpy")
def uniform(dice):
    """The next random number, 0 <= u < 1 (SplitMix64: Steele, Lea and Flood, 2014)."""
    dice[0] += np.uint64(0x9E3779B97F4A7C15)
    z = dice[0]
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z ^= z >> np.uint64(31)
    return np.float64(z >> np.uint64(11)) * 2.0**-53


@njit(error_model="numpy")
def value(key, members, m, sheet, memory, work, out):
    """Log weight of a boat [nats], from memory where it was asked before."""
    if m < 2:
        return 0.0
    if key in memory:
        return memory[key]
    found = all_terms(members, m, sheet, work, out)
    memory[key] = found
    return found


@njit(error_model="numpy")
def joined(a, na, b, nb, out):
    """Two ascending lists as one, into out; returns its length."""
    i, j = 0, 0
    for k in range(na + nb):
        if j >= nb or (i < na and a[i] < b[j]):
            out[k] = a[i]
            i += 1
        else:
            out[k] = b[j]
            j += 1
    return na + nb


@njit(error_model="numpy")
def without(a, na, b, nb, out):
    """List a without the entries of b (both ascending, b within a), into out; returns its length."""
    j, m = 0, 0
    for i in range(na):
        if j < nb and a[i] == b[j]:
            j += 1
        else:
            out[m] = a[i]
            m += 1
    return m


@njit(error_model="numpy")
def draw(logs, n, u):
    """Index 0..n-1 with probability in proportion to exp(logs), which are spoiled, and that probability."""
    most = logs[:n].max()
    total = 0.0
    for q in range(n):
        logs[q] = np.exp(logs[q] - most)
        total += logs[q]
    left, q = u * total, 0
    while q < n - 1 and left > logs[q]:
        left -= logs[q]
        q += 1
    return q, logs[q] / total


@njit(error_model="numpy")
def any_near(near, members, m):
    """True when one of the rows may be of one boat with an item."""
    found = False
    for q in range(m):
        found |= near[members[q]]
    return found


@njit(error_model="numpy")
def free_boat(holds):
    c = 1
    while holds[c] > 0:
        c += 1
    return c


@njit(error_model="numpy")
def becomes(s, c, rows, m, key, worth, holds):
    """Boat c holds these rows now."""
    s.member[c, :m] = rows[:m]
    s.count[c], s.key[c], s.worth[c], s.holds[c] = m, key, worth, holds
    s.tick[0] += 1
    s.version[c] = s.tick[0]
    if holds > 0 and c > s.tick[1]:
        s.tick[1] = c


@njit(error_model="numpy")
def weigh(s, i, c, items, sizes, keys, near, sheet, memory):
    """What item i gains by being in boat c, or loses by leaving it; -inf where it cannot be."""
    if c == s.label[i]:
        m = without(s.member[c], s.count[c], items[i], sizes[i], s.one)
        return s.worth[c] - value(s.key[c] ^ keys[i], s.one, m, sheet, memory, s.work, s.out)
    if not any_near(near[i], s.member[c], s.count[c]):
        return -np.inf
    m = joined(s.member[c], s.count[c], items[i], sizes[i], s.one)
    return value(s.key[c] ^ keys[i], s.one, m, sheet, memory, s.work, s.out) - s.worth[c]


@njit(error_model="numpy")
def move(s, i, c, items, sizes, keys, sheet, memory):
    """Take item i out of its boat and put it into boat c."""
    home = s.label[i]
    if home != NO_BOAT:
        m = without(s.member[home], s.count[home], items[i], sizes[i], s.one)
        key = s.key[home] ^ keys[i]
        becomes(s, home, s.one, m, key, value(key, s.one, m, sheet, memory, s.work, s.out), s.holds[home] - 1)
    s.label[i] = c
    if c != NO_BOAT:
        m = joined(s.member[c], s.count[c], items[i], sizes[i], s.one)
        key = s.key[c] ^ keys[i]
        becomes(s, c, s.one, m, key, value(key, s.one, m, sheet, memory, s.work, s.out), s.holds[c] + 1)


@njit(error_model="numpy")
def gibbs(s, i, heat, items, sizes, keys, odds, near, sheet, memory):
    """Give item i a boat anew; True unless it stays where it surely belongs."""
    home = s.label[i]
    alone = home != NO_BOAT and s.holds[home] == 1
    fresh = home if alone else free_boat(s.holds)
    s.logs[0], s.choice[0] = s.own[i] + odds[i], NO_BOAT
    s.logs[1], s.choice[1] = s.own[i], fresh
    k = 2
    for c in range(1, s.tick[1] + 1):
        if s.holds[c] > 0 and c != fresh:
            if s.seen[i, c] != s.version[c]:  # a boat is weighed again only after it has changed
                s.seen[i, c], s.gain[i, c] = s.version[c], weigh(s, i, c, items, sizes, keys, near, sheet, memory)
            if s.gain[i, c] > -np.inf:
                s.logs[k], s.choice[k] = s.gain[i, c], c
                k += 1
    for q in range(k):
        s.logs[q] /= heat
    q, p = draw(s.logs, k, uniform(s.dice))
    c = s.choice[q]
    if c != home:
        move(s, i, c, items, sizes, keys, sheet, memory)
    return c != home or p < SURE


@njit(error_model="numpy")
def others(s, i, j, free):
    """Items of the boats of i and j apart from these two, in random order, into free; returns how many."""
    n, ci, cj = 0, s.label[i], s.label[j]
    for u in range(len(s.label)):
        if u != i and u != j and (s.label[u] == ci or s.label[u] == cj):
            free[n] = u
            n += 1
    for q in range(n - 1, 0, -1):
        r = int(uniform(s.dice) * (q + 1))
        free[q], free[r] = free[r], free[q]
    return n


@njit(error_model="numpy")
def split_or_merge(s, i, j, heat, items, sizes, keys, sheet, memory):
    """Propose to part two items that are together, or to join the boats of two that are not, and accept it or not.

    The others of both boats are given to i's side or j's one after the other, by what each side gains: to make the split,
    or to find how likely the present one would have been made.
    """
    ci, cj = s.label[i], s.label[j]
    if ci == NO_BOAT or cj == NO_BOAT:
        return
    accept, split = np.log(uniform(s.dice)), ci == cj
    both = s.worth[ci]
    if not split:
        m = joined(s.member[ci], s.count[ci], s.member[cj], s.count[cj], s.one)
        both = value(s.key[ci] ^ s.key[cj], s.one, m, sheet, memory, s.work, s.out)
        if (both - s.worth[ci] - s.worth[cj]) / heat <= accept:
            return  # what is still to come only lowers it
    free, to_i = np.zeros(len(items), np.int64), np.zeros(len(items), np.bool_)
    n = others(s, i, j, free)
    a, b = np.zeros(len(s.one), np.int64), np.zeros(len(s.one), np.int64)
    na, nb, ka, kb, wa, wb = sizes[i], sizes[j], keys[i], keys[j], s.own[i], s.own[j]
    a[:na], b[:nb] = items[i, :na], items[j, :nb]
    log_q, held = 0.0, 1
    for q in range(n):
        u = free[q]
        ma, mb = joined(a, na, items[u], sizes[u], s.one), joined(b, nb, items[u], sizes[u], s.two)
        va = value(ka ^ keys[u], s.one, ma, sheet, memory, s.work, s.out)
        vb = value(kb ^ keys[u], s.two, mb, sheet, memory, s.work, s.out)
        p = 1.0 / (1.0 + np.exp(-min(max(((va - wa) - (vb - wb)) / heat, -700.0), 700.0)))
        to_i[u] = uniform(s.dice) < p if split else s.label[u] == ci
        log_q += np.log(max(p if to_i[u] else 1.0 - p, 1e-300))
        if to_i[u]:
            a[:ma] = s.one[:ma]
            na, ka, wa, held = ma, ka ^ keys[u], va, held + 1
        else:
            b[:mb] = s.two[:mb]
            nb, kb, wb = mb, kb ^ keys[u], vb
    if split and accept < (wa + wb - both) / heat - log_q:
        cj = free_boat(s.holds)
        for q in range(n):
            if not to_i[free[q]]:
                s.label[free[q]] = cj
        s.label[j] = cj
        becomes(s, cj, b, nb, kb, wb, n + 2 - held)
        becomes(s, ci, a, na, ka, wa, held)
    elif not split and accept < (both - s.worth[ci] - s.worth[cj]) / heat + log_q:
        for u in range(len(s.label)):
            if s.label[u] == cj:
                s.label[u] = ci
        m = joined(a, na, b, nb, s.one)
        becomes(s, ci, s.one, m, ka ^ kb, both, n + 2)
        becomes(s, cj, s.one, 0, 0, 0.0, 0)


@njit(error_model="numpy")
def begun(items, sizes, keys, start, seed, sheet, memory):
    """A chain at a division to start from."""
    n, rows = len(items), sizes.sum()
    boats = n + 2
    s = Chain(
        start.copy(), np.zeros((boats, rows), np.int64), np.zeros(boats, np.int64), np.zeros(boats, np.int64),
        np.zeros(boats, np.int64), np.zeros(boats), np.zeros(boats, np.int64), np.full((n, boats), -1), np.zeros((n, boats)),
        np.zeros(n), np.zeros(2, np.int64), np.full(1, seed, np.uint64), np.zeros(rows, np.int64), np.zeros(rows, np.int64),
        np.zeros(boats), np.zeros(boats, np.int64), np.zeros((5, 14)), np.zeros(COUNT),
    )  # fmt: skip
    for i in range(n):
        s.own[i] = value(keys[i], items[i], sizes[i], sheet, memory, s.work, s.out)
        c = start[i]
        if c != NO_BOAT:
            m = joined(s.member[c], s.count[c], items[i], sizes[i], s.one)
            becomes(s, c, s.one, m, s.key[c] ^ keys[i], 0.0, s.holds[c] + 1)
    for c in range(1, boats):
        s.worth[c] = value(s.key[c], s.member[c], s.count[c], sheet, memory, s.work, s.out)
    return s


@njit(error_model="numpy")
def chains(items, sizes, keys, odds, near, pairs, starts, sheet, sweeps, burn, splits, heat, seeds, labels):
    """Chains one after the other; labels (C, sweeps - burn, I) gets the boat of each item after every sweep, 0 for no boat.

    items   (I, w)  rows of each item, ascending; sizes (I,); keys (I,)
    odds    (I,)    log odds of no boat against a boat of its own
    near    (I, R)  may be one boat with a row
    pairs   (P, 2)  where splits and merges are tried: a fixed list, so the choice is symmetric
    starts  (C, I)  labels to begin from; seeds (C,)
    splits  splits or merges tried after every sweep
    heat    temperature above 1 at the start of burn-in, falling to 0
    """
    memory = Dict.empty(types.int64, types.float64)  # chains ask for much the same sets
    for c in range(len(starts)):
        chain(items, sizes, keys, odds, near, pairs, starts[c], sheet, sweeps, burn, splits, heat, seeds[c], memory, labels[c])


@njit(error_model="numpy")
def chain(items, sizes, keys, odds, near, pairs, start, sheet, sweeps, burn, splits, heat, seed, memory, labels):
    """One chain into labels (sweeps - burn, I); see chains."""
    s = begun(items, sizes, keys, start, seed, sheet, memory)
    restless = np.ones(len(items), np.bool_)
    for sweep in range(sweeps):
        hot = 1.0 + heat * max(1.0 - sweep / (0.8 * burn + 1e-9), 0.0)
        if sweep == burn // 2:
            restless[:] = False
        for i in range(len(items)):
            # from the end of burn-in on a fixed schedule: it does not depend on the state, so the target stays
            if sweep < burn:
                restless[i] |= gibbs(s, i, hot, items, sizes, keys, odds, near, sheet, memory)
            elif restless[i] or (sweep + i) % 4 == 0:
                gibbs(s, i, hot, items, sizes, keys, odds, near, sheet, memory)
        for _ in range(min(splits, len(pairs))):
            z = int(uniform(s.dice) * len(pairs))
            split_or_merge(s, pairs[z, 0], pairs[z, 1], hot, items, sizes, keys, sheet, memory)
        if sweep >= burn:
            labels[sweep - burn] = s.label
