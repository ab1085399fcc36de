"""The terms of a set of reports as one boat against each from a boat of its own, compiled.

Every function takes the set as row numbers in order of time and gives nats; 0 for a single report. See likelihood for
what each stands for and where it comes from.
"""

import numpy as np
from numba import njit

from varne.fusion.kinematics import HEADS, KIND, LOUD, PHONE, STAGE, T, track

VOICE, SIGHTING, RECOVERY = 0, 1, 2
(BIRTH, SILENT, SHAPE, RATE, BEFORE, SEEN, TAKEN, AGAIN, AGAIN_S, CHANGE, SAME_PHONE, NEW_PHONE, LATE, TWICE, LATE_S) = range(
    15
)
"""Numbers of a Prior in the order that the compiled code reads; see sheet."""
COUNT = 8


@njit(error_model="numpy")
def arrivals(members, m, rows, prior):
    """Log rate of a boat's reports: born, calls at its own gamma rate and again soon, is met or taken off by chance."""
    first, last, taken = rows[members[0], T], rows[members[m - 1], T], np.inf
    seen, recovered = 0, 0
    for q in range(m):
        kind = rows[members[q], KIND]
        seen += kind == SIGHTING
        if kind == RECOVERY:
            recovered += 1
            taken = min(taken, rows[members[q], T])
    span = max(min(last, taken) - first, 0.0)
    out = prior[BEFORE] + span
    total = recovered * np.log(prior[TAKEN]) + seen * np.log(prior[SEEN]) - (prior[TAKEN] + prior[SEEN]) * span
    if m == seen + recovered:
        return total + np.log(prior[SILENT])
    return total + np.log(prior[BIRTH] * prior[BEFORE]) + calls(members, m, rows, prior, out)


@njit(error_model="numpy")
def calls(members, m, rows, prior, out):
    """Log rate of the calls of a boat that is out for `out` seconds: gamma rate, and again within minutes."""
    a, b = prior[SHAPE], prior[SHAPE] / prior[RATE]
    total, fresh, last = a * np.log(b / (b + out)), 0.0, -np.inf
    for q in range(m):
        row = rows[members[q]]
        if row[KIND] == VOICE:
            own = (a + fresh) / (b + out)
            again = 0.0
            if row[LOUD] > 0.0:
                again = prior[AGAIN] / prior[AGAIN_S] * np.exp(-(row[T] - last) / prior[AGAIN_S])
                last = row[T]
            total += np.log(own + again)
            fresh += own / (own + again)
    return total


@njit(error_model="numpy")
def heads(members, m, rows, said, usual, alone, change):
    """Whether one number of people explains the counts, which may change (loaded, partly taken off) between them."""
    known, total, last = 0, 0.0, 0.0
    belief = np.empty(len(usual))
    for q in range(m):
        i = members[q]
        if rows[i, HEADS] <= 0.0:
            continue
        mass = 0.0
        new = 1.0 - np.exp(-(rows[i, T] - last) / change) if known else 1.0
        for g in range(len(usual)):
            before = usual[g] if known == 0 else (1.0 - new) * belief[g] + new * usual[g]
            belief[g] = before * said[i, g]
            mass += belief[g]
        for g in range(len(usual)):
            belief[g] /= mass
        if known:  # one count alone says nothing
            total += np.log(mass) - alone[i]
        known, last = known + 1, rows[i, T]
    return total


@njit(error_model="numpy")
def described(members, m, said, usual, known, starts):
    """Whether one boat explains what was said of its length, colour, type and engine."""
    total = 0.0
    for f in range(len(starts) - 1):
        n, alone = 0, 0.0
        for q in range(m):
            if known[members[q], f] > 0.0:
                n += 1
                alone += known[members[q], f + len(starts) - 1]
        if n > 1:
            mass = 0.0
            for g in range(starts[f], starts[f + 1]):
                p = usual[g]
                for q in range(m):
                    p *= said[members[q], g]
                mass += p
            total += np.log(mass) - alone
    return total


@njit(error_model="numpy")
def stages(members, m, rows, step):
    """Whether the condition can have gone that way."""
    total, last = 0.0, -1
    for q in range(m):
        now = int(rows[members[q], STAGE])
        if now >= 0:
            if last >= 0:
                total += step[last, now]
            last = now
    return total


@njit(error_model="numpy")
def phones(members, m, rows, prior):
    """Urn of telephones aboard."""
    total, n = 0.0, 0
    for q in range(m):
        key = rows[members[q], PHONE]
        if key < 0.0:
            continue
        same = 0
        for r in range(q):
            same += rows[members[r], PHONE] == key
        if n:
            total += np.log((same * prior[SAME_PHONE] + prior[NEW_PHONE]) / (n + prior[NEW_PHONE]))
        n += 1
    return total


@njit(error_model="numpy")
def apart(members, m, between):
    """Pairs that were counted apart, or that an operator keeps apart."""
    total = 0.0
    for q in range(1, m):
        for r in range(q):
            total += between[members[q], members[r]]
    return total


@njit(error_model="numpy")
def taken_off(members, m, rows, prior):
    """A boat is taken off once, seldom twice, and is not heard of afterwards."""
    first, recovered, late = np.inf, 0, 0
    for q in range(m):
        if rows[members[q], KIND] == RECOVERY:
            recovered += 1
            first = min(first, rows[members[q], T])
    for q in range(m):
        late += rows[members[q], KIND] != RECOVERY and rows[members[q], T] > first + prior[LATE_S]
    return max(recovered - 1, 0) * prior[TWICE] + late * prior[LATE]


@njit(error_model="numpy")
def all_terms(members, m, sheet, work, out):
    """All terms of one set into out (8,), in the order of likelihood.TERMS; returns their sum."""
    out[0] = arrivals(members, m, sheet.rows, sheet.prior)
    for q in range(m):
        out[0] -= sheet.alone[members[q]]
    out[1] = track(members, m, sheet.rows, sheet.carry, sheet.power, sheet.motion, work)
    out[2] = heads(members, m, sheet.rows, sheet.heads, sheet.heads_usual, sheet.heads_alone, sheet.prior[CHANGE])
    out[3] = stages(members, m, sheet.rows, sheet.step)
    out[4] = phones(members, m, sheet.rows, sheet.prior)
    out[5] = described(members, m, sheet.facts, sheet.facts_usual, sheet.facts_known, sheet.facts_starts)
    out[6] = apart(members, m, sheet.between)
    out[7] = taken_off(members, m, sheet.rows, sheet.prior)
    total = 0.0
    for k in range(COUNT):
        total += out[k]
    return total


@njit(error_model="numpy")
def arrive_alone(rows, prior, out):
    """Log rate of each report by itself into out (n,)."""
    one = np.empty(1, np.int64)
    for i in range(len(rows)):
        one[0] = i
        out[i] = arrivals(one, 1, rows, prior)


@njit(error_model="numpy")
def of_sets(sets, sheet, out):
    """Terms of many sets: sets (B, m) filled with -1, out (8, B)."""
    work, terms = np.zeros((5, 14)), np.zeros(COUNT)
    for b in range(len(sets)):
        m = 0
        while m < sets.shape[1] and sets[b, m] >= 0:
            m += 1
        terms[:] = 0.0
        if m:
            all_terms(sets[b], m, sheet, work, terms)
        out[:, b] = terms
