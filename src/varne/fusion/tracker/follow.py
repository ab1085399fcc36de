"""Follow: tracks carried through scans, as values; the compiled loop (tomb) works on arrays with room to grow."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from varne.fusion.tracker import gate, tomb
from varne.fusion.tracker.scans import Scans, Sight
from varne.fusion.tracker.tracks import History, Tracks, joined, no_tracks
from varne.fusion.tracker.watch import Watch


def start(t: float, watch: Watch) -> Tracks:
    """Nothing seen yet: the expected boats lie anywhere in the area."""
    return no_tracks(t, watch.expected / watch.area)


def follow(
    scans: Scans, sights: Sequence[Sight], watch: Watch, tracks: Tracks | None = None, keep: NDArray[np.bool_] | None = None
) -> tuple[Tracks, History]:
    """Carries tracks through scans.

    scans    in order of time, not before the tracks'
    sights   the radars that scans.sensor numbers
    tracks   what was known before; None at the start of a watch
    keep     (k,) after which scans the shown tracks are written down; all when None
    returns  Tracks after the last scan, and the History; the same in one piece or cut anywhere between scans
    raises   ValueError when scans lie before the tracks or name a radar that is not there
    """
    if not len(scans.t):
        return tracks or start(0.0, watch), joined([_history(np.zeros((0, tomb.COLUMNS)))])
    if tracks and scans.t[0] < tracks.t - 1e-9:
        raise ValueError(
            f"the first scan is at {scans.t[0]}, the tracks are already at {tracks.t}: follow scans in order of time"
        )
    if len(scans.sensor) and not 0 <= scans.sensor.min() <= scans.sensor.max() < len(sights):
        raise ValueError(f"scans name radar {scans.sensor.max()}, there are {len(sights)}, counted from 0")
    before = tracks or start(float(scans.t[0]), watch)
    kept = np.ones(len(scans.t), bool) if keep is None else np.asarray(keep, bool)
    return _carried(scans, sights, watch, before, kept)


def _carried(
    scans: Scans, sights: Sequence[Sight], w: Watch, tracks: Tracks, keep: NDArray[np.bool_]
) -> tuple[Tracks, History]:
    most = int(np.diff(scans.first).max())
    width, pairs, rows = _sizes(tracks.n, most)
    state, count, k, parts = _state(tracks, width), np.array([tracks.n, tracks.next, 0]), 0, []
    looks = np.array([(s.x, s.y, s.reach, s.detects, s.beam, s.hides, s.ghosts) for s in sights], float)
    arrays = tuple(np.ascontiguousarray(getattr(scans, name)) for name in Scans.__dataclass_fields__)
    m = w.motion
    watch = (w.area, w.arrivals, w.stays, w.gate, w.confirm, w.lost, w.drop, m.steady, m.restless, m.begins, m.ends, m.speed)
    while True:
        out, scratch = np.empty((rows, tomb.COLUMNS)), _scratch(width, pairs, most)
        k, why = tomb.run(k, arrays, looks, keep, watch, count, state, scratch, out)
        parts.append(_history(out[: count[2]].copy()))
        if why == tomb.DONE:
            return _tracks(state, count), joined(parts)
        count[2], width, pairs, rows = 0, 2 * width, 2 * pairs, 2 * rows
        state = _state(_tracks(state, count), width)


def _sizes(n: int, most: int) -> tuple[int, int, int]:
    """Room for tracks, for pairs and for rows written down; doubled whenever the next scan might not fit."""
    return 256 + n + 2 * most, 4096 + 4 * most, 4096 + n + 2 * most


def _scratch(width: int, pairs: int, most: int) -> tuple[Any, ...]:
    """Arrays that a scan is worked out in; nothing in them outlives it."""
    f, i = np.zeros, np.int64
    messages = (
        f(width + 1, i),
        f(pairs, i),
        f((pairs, 2)),
        f(pairs),
        f(pairs),
        f(pairs),
        f(most),
        f(most),
        f(most, np.bool_),
        f(width),
    )
    grid = f(gate.SIDE**2 + 1, i), f(most, i), f(most, i), f(8), f(4, i), f(4)
    return messages, grid, (f(4), f(10), f(7))


_ARRAYS = ("number", "mean", "cov", "mode", "exists", "since", "seen", "shown", "clear")


def _state(t: Tracks, width: int) -> tuple[Any, ...]:
    """Tracks in arrays with room for more."""
    state = []
    for name in _ARRAYS:
        held = getattr(t, name)
        room = np.zeros((width, *held.shape[1:]), held.dtype)
        room[: t.n] = held
        state.append(room)
    return *state, np.array([t.t, t.undetected])


def _tracks(state: tuple[Any, ...], count: NDArray[np.int64]) -> Tracks:
    clock = state[-1]
    held = {name: a[: count[0]].copy() for name, a in zip(_ARRAYS, state[:-1], strict=True)}
    return Tracks(t=float(clock[0]), undetected=float(clock[1]), next=int(count[1]), **held)


def _history(out: NDArray[np.float64]) -> History:
    return History(out[:, 0], out[:, 1].astype(np.int64), out[:, 2:6], out[:, 6:16], out[:, 16], out[:, 17])
