"""A night with its truth beside it: what a method may see is the reports and the current, nothing else.

Legend: t seconds since 1970 · x, y metres east, north of ORIGIN · a boat is a number, -1 is no small boat at all
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from varne.fusion.report import Report
from varne.geodesy import to_plane
from varne.sea.field import Field

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

ORIGIN = (1.33, 51.11)
"""Dover's western entrance, the origin of the reference nights' plane; lon, lat [deg]."""


@dataclass(frozen=True, slots=True)
class Night:
    """n reports in the order received, and what is true.

    name      says generator and seed
    reports   (n)    what the methods see, with
    current          the stream they may believe in, which is not quite the true one
    truth     (n,)   boat of each report, -1 for none
    true_t    (n,)   when the report was true                                          [s]
    true_xy   (n, 2) where its boat was then, NaN for none                             [m]
    left_sea         when each boat's last people were off the water, infinite: not in the night  [s]
    recovered        boats of which a recovery was reported, and after it nobody was left aboard
    end              end of the night                                                  [s]
    raw              the reference generator's own columns, for its prototype alone
    """

    name: str
    reports: tuple[Report, ...]
    current: Field
    truth: Ints
    true_t: Floats
    true_xy: Floats
    left_sea: Mapping[int, float]
    recovered: frozenset[int]
    end: float
    raw: Mapping[str, Any] | None = None

    @property
    def boats(self) -> Ints:
        """Numbers of the boats that somebody reported, ascending."""
        return np.unique(self.truth[self.truth >= 0])

    @property
    def received(self) -> Floats:
        """(n,) [s]"""
        return np.array([r.received.timestamp() for r in self.reports])


def recoveries(reports: Sequence[Report]) -> Bools:
    """(n,) Reports that people were taken off a boat."""
    return np.array([r.channel == "rescue" for r in reports], bool)


def when(reports: Sequence[Report]) -> Floats:
    """(n,) When each was true as far as the receiver knows [s]."""
    return np.array([r.when.timestamp() for r in reports])


def places(reports: Sequence[Report]) -> Floats:
    """(n, 2) Stated positions [m], NaN without one."""
    lon, lat = (np.array([np.nan if p is None else p for p in (getattr(r, k) for r in reports)]) for k in ("lon", "lat"))
    return np.column_stack(to_plane(lon, lat, *ORIGIN))


def errors(reports: Sequence[Report]) -> Floats:
    """(n,) The longer half axis of each stated position's error, 1 sigma [m]; 1 km where nobody said."""
    return np.array([r.ellipse_m[0] if r.ellipse_m else 1_000.0 for r in reports])


def numbered(keys: Sequence[str | None]) -> Ints:
    """(n,) A number for each different key, -1 for none."""
    order = {k: i for i, k in enumerate(sorted({k for k in keys if k}))}
    return np.array([order[k] if k else -1 for k in keys], np.int64)


def until(night: Night, n: int) -> Night:
    """The night as known when the first n reports were in; left_sea, recovered and end stay those of the whole night."""
    raw = night.raw and {k: v[:n] if isinstance(v, np.ndarray) else v for k, v in night.raw.items()}
    cut = {k: getattr(night, k)[:n] for k in ("reports", "truth", "true_t", "true_xy")}
    return replace(night, **cut, raw=raw)


def without_phones(night: Night) -> Night:
    """The same night when no call-back number is known."""
    bare = tuple(replace(r, caller=None) for r in night.reports)
    raw = night.raw and {**night.raw, "phone": np.full(len(bare), -1)}
    return replace(night, name=f"{night.name}, no phones", reports=bare, raw=raw)
