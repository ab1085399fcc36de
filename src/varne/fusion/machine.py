"""The compiled entry points of fusion: the only ones that are cached between runs; see varne.compiled."""

from typing import Any

from numba import njit

from varne.compiled import version_of
from varne.fusion import fall as falls
from varne.fusion import kinematics, sampler, terms


def _entries(version: int) -> tuple[Any, Any, Any, Any]:
    @njit(cache=True, nogil=True, error_model="numpy")
    def arrive_alone(rows, prior, out):
        if version >= 0:  # always; numba's cache looks at what a function closes over
            terms.arrive_alone(rows, prior, out)

    @njit(cache=True, nogil=True, error_model="numpy")
    def of_sets(sets, sheet, out):
        if version >= 0:
            terms.of_sets(sets, sheet, out)

    @njit(cache=True, nogil=True, error_model="numpy")
    def chains(items, sizes, keys, odds, near, pairs, starts, sheet, sweeps, burn, splits, heat, seeds, labels):
        if version >= 0:
            sampler.chains(items, sizes, keys, odds, near, pairs, starts, sheet, sweeps, burn, splits, heat, seeds, labels)

    @njit(cache=True, nogil=True, error_model="numpy")
    def fall(labels, recoveries, kind, near, keys, clutter, sheet, none, share):
        if version >= 0:
            falls.fall(labels, recoveries, kind, near, keys, clutter, sheet, none, share)

    return arrive_alone, of_sets, chains, fall


arrive_alone, of_sets, chains, fall = _entries(version_of(kinematics, terms, sampler, falls))
