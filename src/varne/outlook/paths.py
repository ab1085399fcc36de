"""Paths: from what the states did between reports to where those that are left came from, and where they go on to."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from varne.drift import motion
from varne.drift.ensemble import Ensemble
from varne.drift.legs import Stretch
from varne.drift.run import Run

Floats = NDArray[np.float64]
Codes = NDArray[np.int8]
Ints = NDArray[np.intp]
Bools = NDArray[np.bool_]
Rows: TypeAlias = tuple[Floats, Floats, Floats, Codes, Codes]
"""t (m,) [s since 1970]; lon, lat, state, flag (m, n)."""


@dataclass(frozen=True, slots=True)
class Span:
    """What the states did between two reports.

    parent     (n,) the column of the span before that each state goes on from; -1 for states that begin here
    start      the states at its beginning
    stretches  from its beginning on; each begins where the one before ends
    """

    parent: Ints
    start: Ensemble
    stretches: tuple[Stretch, ...]


def paths(spans: Sequence[Span], weight: Floats, fields: tuple[str, ...]) -> Run:
    """The paths of the states that are left, from the first span on; before a state began it waits at its first place.

    weight  (n,) of the states at the end
    source  ancestors of a particle filter, Kitagawa 1996, doi 10.1080/10618600.1996.10474692: far back few paths are left,
            so the past is coarser than the present
    """
    column = np.arange(weight.size)
    born = np.zeros(weight.size, bool)
    place = np.zeros((3, weight.size))
    parts: list[Rows] = []
    for span, after in zip(reversed(spans), [None, *reversed(spans[1:])], strict=True):
        if after is not None:
            begins = ~born & (after.parent[column] < 0)
            first = np.stack([c[column] for c in (after.start.lon, after.start.lat, after.start.state)])
            place, column = np.where(begins, first, place), np.maximum(after.parent[column], 0)
            born = born | begins
        for s in reversed(span.stretches):
            parts.append(_waited(_rows(s, len(s.t) - bool(parts), column), born, place))
    return _joined(parts[::-1], weight, fields)


def longer(run: Run, stretches: Sequence[Stretch]) -> Run:
    """A run and what its states did after it."""
    past = run.t[:-1], run.lon[:-1], run.lat[:-1], run.state[:-1], run.flag[:-1]
    lengths = [len(s.t) - 1 for s in stretches[:-1]] + [len(s.t) for s in stretches[-1:]]
    columns = np.arange(run.weight.size)
    return _joined([past, *(_rows(s, m, columns) for s, m in zip(stretches, lengths, strict=True))], run.weight, run.fields)


def _rows(s: Stretch, m: int, columns: Ints) -> Rows:
    """The first m moments: the last one is told by the stretch that follows."""
    lon, lat = s.lonlat(slice(m), columns)
    return s.t[:m], lon, lat, s.state[:m].take(columns, axis=1), s.flag[:m].take(columns, axis=1)


def _waited(rows: Rows, born: Bools, place: Floats) -> Rows:
    if not born.any():
        return rows
    t, lon, lat, state, flag = rows
    lon, lat = np.where(born, place[0], lon), np.where(born, place[1], lat)
    state, flag = (np.where(born, c, now).astype(np.int8) for c, now in ((place[2], state), (motion.WAITING, flag)))
    return t, lon, lat, state, flag


def _joined(parts: Sequence[Rows], weight: Floats, fields: tuple[str, ...]) -> Run:
    t, lon, lat, state, flag = (np.concatenate(x) for x in zip(*parts, strict=True))
    return Run(t, lon, lat, state, flag, weight, fields)
