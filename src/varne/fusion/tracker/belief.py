"""Which plot is which track: belief propagation on the gated pairs of a scan.

The exact marginals need every assignment of plots to tracks; the messages give them closely (exactly where no two tracks
share two plots) at a cost that grows with the pairs.

Legend: pairs first[i] to first[i + 1] belong to track i · psi weight of a pair against no pair
source  Williams and Lau 2014, doi 10.1109/TAES.2014.120568
"""

from numba import njit

from varne.fusion.tracker.kalman import EXACT

ROUNDS = 60
CLOSE = 1e-4
"""Messages that change by less than this share are taken as settled."""


@njit(**EXACT)
def propagate(n, m, first, pair, psi, to_plot, to_track, claimed):
    """Passes messages until they settle.

    psi       (p,)  weight of a pair: what speaks for it over what speaks for the track seen nowhere
    to_plot   (p,)  messages of tracks to plots, written
    to_track  (p,)  messages of plots to tracks, written: psi * to_track over 1 + its sum is the chance of a pair
    claimed   (m,)  what tracks lay on each plot, written: 1 / (1 + claimed) is the chance that it is nobody's
    """
    for e in range(first[n]):
        to_track[e], to_plot[e] = 1.0, 0.0
    for _ in range(ROUNDS):
        for j in range(m):
            claimed[j] = 0.0
        moved = 0.0
        for i in range(n):
            total = 1.0
            for e in range(first[i], first[i + 1]):
                total += psi[e] * to_track[e]
            for e in range(first[i], first[i + 1]):
                # a very sure pair leaves nothing of the others in a float64; what it is held against is never below 1
                new = psi[e] / max(total - psi[e] * to_track[e], 1.0)
                moved = max(moved, abs(new - to_plot[e]) / (1e-12 + new))
                to_plot[e] = new
                claimed[pair[e]] += new
        for e in range(first[n]):
            to_track[e] = 1.0 / (1.0 + max(claimed[pair[e]] - to_plot[e], 0.0))
        if moved < CLOSE:
            return
