"""Legs: a march in several parts keeps its errors and sides."""

from dataclasses import replace

import numpy as np
import pytest

from varne import geodesy
from varne.drift.ensemble import NO_ERRORS, Errors, Place, seed
from varne.drift.forcing import prepare
from varne.drift.march import leg, snapshots
from varne.sea.field import Constant

SEA = prepare(Constant(0.0, 0.0), Constant(0.0, 0.0), 0.0, 8 * 3600.0)


def spread(shot):
    x, y = geodesy.to_plane(shot.lon, shot.lat, 1.5, 51.0)
    return np.std(np.stack([x, y]), axis=1)


def test_a_leg_is_a_march():
    e = seed(Place(1.5, 51.0, (0.0, 0.0)), "inflatable", 500, rng_seed=1)
    shots, end = leg(e, SEA, 6, output=600.0)
    whole = list(snapshots(e, SEA, 6, output=600.0))
    assert all((a.place == b.place).all() for a, b in zip(shots, whole, strict=True))
    assert end.t == 3600.0
    assert (end.lon == shots[-1].lon).all()


def test_errors_go_on_from_leg_to_leg():
    """A current error of 0.2 m/s that lasts carries 0.2 t, however often the march is cut; forgotten at each cut it would
    carry less than half of that."""
    lasting = replace(NO_ERRORS, current=(0.2, 1e9))
    e = seed(Place(1.5, 51.0, (0.0, 0.0), (1.0, 1.0, 0.0)), "inflatable", 4000, rng_seed=1)
    for k in range(6):
        shots, e = leg(replace(e, seed=k), SEA, 2, output=300.0, errors=lasting)
    assert spread(shots[-1]) == pytest.approx([720.0, 720.0], rel=0.04)


def test_sides_are_kept():
    e = seed(Place(1.5, 51.0, (0.0, 0.0)), "inflatable", 4000, rng_seed=1)
    right = e.leeway.copy()
    right[:, 6] = 1.0
    e = replace(e, leeway=right)
    for k in range(4):
        _, e = leg(replace(e, seed=k), SEA, 6, output=600.0, errors=Errors(jibe_per_hour=0.04))
    expected = 0.5 * (1 - np.exp(2 * np.log(0.96) * 4))
    assert (e.leeway[0, 6] < 0).mean() == pytest.approx(expected, abs=0.02)
