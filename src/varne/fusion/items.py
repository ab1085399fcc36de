"""Items for the sampler: single reports, or reports that an operator holds together; who may be one boat with whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from varne.fusion import machine
from varne.fusion.report import Report
from varne.fusion.sheet import Sheet, pair_sum
from varne.fusion.table import Floats, Ints, Table

Rows = tuple[int, ...]
CLUTTER = {"radar": 0.3, "ship": 0.1, "shore": 0.05, "ais": 0.05, "aircraft": 0.02, "drone": 0.02}
"""Chance that such a plot or sighting is no small boat; 0.01 for whatever people at sea or for them say, all alike."""
PLAUSIBLE = -2.5
"""Nats, channel apart, from which two reports are tried as one boat by a split or a merge."""
REACH, SLACK, LONGEST = 5.0, 2_000.0, 5 * 3_600.0
"""Two reports further apart than REACH [m/s] times the time, and SLACK, or than LONGEST, are never tried as neighbours."""


@dataclass(frozen=True, slots=True)
class Items:
    """I items over R rows, as sampler.chain reads them.

    rows   (I, w)  rows of each, ascending; sizes (I,); keys (I,) 62 random bits each
    odds   (I,)    log odds of no boat at all
    near   (I, R)  may be one boat with a row
    pairs  (P, 2)  items where splits and merges are tried
    """

    sheet: Sheet
    rows: Ints
    sizes: Ints
    keys: Ints
    odds: Floats
    near: NDArray[np.bool_]
    pairs: Ints

    def chains(self, starts: Ints, sweeps: int, burn: int, splits: int, heat: float, seeds: Ints) -> NDArray[np.int32]:
        """Labels of rows (C, sweeps - burn, R) of chains, -1 for no boat.

        starts  (C, I) labels of items to begin from, 0 for no boat; seeds (C,) of their random numbers
        """
        labels = np.zeros((len(starts), sweeps - burn, len(self.rows)), np.int64)
        arrays = self.rows, self.sizes, self.keys, self.odds, self.near, self.pairs
        machine.chains(*arrays, starts, self.sheet, sweeps, burn, splits, heat, seeds, labels)
        out = np.zeros((*labels.shape[:2], self.near.shape[1]), np.int32)
        for k, size in enumerate(self.sizes):
            out[..., self.rows[k, :size]] = labels[..., k : k + 1] - 1
        return out

    def start(self, labels: NDArray[np.int32]) -> Ints:
        """Labels of items to begin from, given those of rows (R,)."""
        first = labels[self.rows[:, 0]]
        numbers = np.unique(first, return_inverse=True)[1] + 1
        return np.where(first < 0, 0, numbers).astype(np.int64)


def items_of(table: Table, sheet: Sheet, atoms: Sequence[Rows], close: NDArray[np.bool_]) -> Items:
    """Items of a table with atoms.

    close  (R, R)  see reachable
    """
    n = len(table.t)
    held = {i for a in atoms for i in a}
    rows = sorted([*(tuple(sorted(a)) for a in atoms), *((i,) for i in range(n) if i not in held)])
    padded = np.zeros((len(rows), max(len(r) for r in rows)), np.int64)
    of = np.zeros(n, np.int64)
    for k, r in enumerate(rows):
        padded[k, : len(r)], of[list(r)] = r, k
    keys = keys_of(table)
    doubts = np.array([doubt(r) for r in table.reports])
    by_row = np.log(doubts / (1 - doubts))
    return Items(
        sheet=sheet,
        rows=padded,
        sizes=np.array([len(r) for r in rows]),
        keys=np.array([np.bitwise_xor.reduce(keys[list(r)]) for r in rows]),
        odds=np.array([by_row[list(r)].sum() for r in rows]),
        near=np.stack([close[list(r)].any(axis=0) for r in rows]),
        pairs=_plausible(close, sheet, of),
    )


def doubt(r: Report) -> float:
    """Chance that a report is of no small boat at all."""
    return CLUTTER.get(r.channel, 0.01)


def keys_of(table: Table) -> Ints:
    """(R,) 62 bits of each report's id, as good as random."""
    digests = [blake2b(r.id.encode(), digest_size=8).digest() for r in table.reports]
    return np.array([int.from_bytes(d, "big") >> 2 for d in digests], np.int64)


def reachable(table: Table) -> NDArray[np.bool_]:
    """(R, R) True where two rows can be one boat at all, generously; without a position everything is in reach."""
    t, placed = table.t, table.placed
    dt = np.abs(t[:, None] - t)
    sigma = np.sqrt(np.nan_to_num(np.maximum(table.cov[:, 0], table.cov[:, 2])))
    x, y = np.nan_to_num(table.x), np.nan_to_num(table.y)
    apart = np.hypot(x[:, None] - x, y[:, None] - y)
    near = (apart < SLACK + REACH * dt + 3 * (sigma[:, None] + sigma)) | ~placed[:, None] | ~placed
    near &= dt < LONGEST
    for key in (table.caller, table.track):
        near |= (key[:, None] == key) & (key >= 0)
    np.fill_diagonal(near, False)
    return np.asarray(near)


def _plausible(near: NDArray[np.bool_], sheet: Sheet, of: Ints) -> Ints:
    i, j = np.nonzero(np.triu(near, 1))
    good = (pair_sum(sheet, i, j) > PLAUSIBLE) & (of[i] != of[j])
    return np.unique(np.column_stack([of[i[good]], of[j[good]]]), axis=0).reshape(-1, 2)
