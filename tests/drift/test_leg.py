"""Legs: a march in several parts keeps its errors and sides."""

from dataclasses import replace

import numpy as np
import pytest

from varne import geodesy
from varne.drift.ensemble import NO_ERRORS, Errors, Place, seed
from varne.drift.forcing import prepare
from varne.drift.legs import leg
from varne.drift.march import snapshots
from varne.drift.motion import WAITING
from varne.sea.field import Constant

SEA = prepare(Constant(0.0, 0.0), Constant(0.0, 0.0), 0.0, 8 * 3600.0)


def spread(e):
    x, y = geodesy.to_plane(e.lon, e.lat, 1.5, 51.0)
    return np.std(np.stack([x, y]), axis=1)


def test_a_leg_is_a_march():
    e = seed(Place(1.5, 51.0, (0.0, 0.0)), "inflatable", 500, rng_seed=1)
    late = np.arange(500) < 100
    e = replace(e, release=np.where(late, 2000.0, e.release))
    done, end = leg(e, SEA, 6, output=600.0)
    whole = list(snapshots(e, SEA, 6, step=600.0, output=600.0))
    assert done.t.tolist() == [s.t for s in whole]
    for name in ("place", "state", "flag"):
        assert (getattr(done, name) == np.stack([getattr(s, name) for s in whole])).all()
    assert (done.flag[:, late] == WAITING).any()
    assert end.t == 3600.0
    assert (end.lon == whole[-1].lon).all()


def test_a_leg_is_the_same_on_two_threads():
    e = seed(Place(1.5, 51.0, (0.0, 0.0)), "inflatable", 501, rng_seed=1)
    (one, end), (two, other) = (leg(e, SEA, 6, output=600.0, threads=k) for k in (1, 2))
    assert (one.place == two.place).all()
    assert (end.error == other.error).all()


def test_errors_go_on_from_leg_to_leg():
    """A current error of 0.2 m/s that lasts carries 0.2 t, however often the march is cut; forgotten at each cut it would
    carry less than half of that."""
    lasting = replace(NO_ERRORS, current=(0.2, 1e9))
    e = seed(Place(1.5, 51.0, (0.0, 0.0), (1.0, 1.0, 0.0)), "inflatable", 4000, rng_seed=1)
    for k in range(6):
        _, e = leg(replace(e, seed=k), SEA, 2, output=300.0, errors=lasting)
    assert spread(e) == pytest.approx([720.0, 720.0], rel=0.04)


def test_sides_are_kept():
    e = seed(Place(1.5, 51.0, (0.0, 0.0)), "inflatable", 4000, rng_seed=1)
    right = e.leeway.copy()
    right[:, 6] = 1.0
    e = replace(e, leeway=right)
    for k in range(4):
        _, e = leg(replace(e, seed=k), SEA, 6, output=600.0, errors=Errors(jibe_per_hour=0.04))
    expected = 0.5 * (1 - np.exp(2 * np.log(0.96) * 4))
    assert (e.leeway[0, 6] < 0).mean() == pytest.approx(expected, abs=0.02)
