"""The parity run of research/drift.md 9.4: our Euler step against OpenDrift's recorded tracks, and against a plain program.

OpenDrift is GPL and is installed apart (bench/opendrift/README.md), so its tracks are not here: the first test needs a machine
where that was done; the second is its sibling on a sea that the project makes itself.
"""

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from varne import geodesy
from varne.drift.ensemble import HOUR, NO_ERRORS, Place, seed
from varne.drift.forcing import prepare
from varne.drift.march import advance
from varne.sea.field import Constant
from varne.sea.tides import dover_strait

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))
T0, HOURS, STEP = 1_637_723_520.0, 24, 600.0
RECORDED = ROOT / ".opendrift" / "out" / "F.npz"


@pytest.mark.skipif(not RECORDED.exists(), reason="OpenDrift's tracks are not here: bench/opendrift/README.md")
def test_the_same_draws_on_the_same_fields_end_where_opendrift_says():
    from bench.opendrift.ours import parity

    apart = parity()
    assert apart["from_opendrift_lonlat_m"]["varne_euler_600"]["rms"] < 5.0
    assert apart["from_rk4_60_s_m"]["varne_midpoint_600"]["rms"] < 15.0
    assert apart["from_rk4_60_s_m"]["opendrift"]["rms"] > 300.0


def plain_euler(e, current, wind):
    """The same step in its own words: leeway along and across the wind, places moved over the ellipsoid."""
    slope_d, offset_d, slope_r, offset_r, slope_l, offset_l, side = (row.astype(float) for row in e.leeway[0])
    across = np.where(side > 0, slope_r, slope_l), np.where(side > 0, offset_r, offset_l)
    lon, lat = e.lon.copy(), e.lat.copy()
    for k in range(round(HOURS * HOUR / STEP)):
        u, v = current(e.t + k * STEP, lon, lat)
        wu, wv = wind(e.t + k * STEP, lon, lat)
        speed = np.hypot(wu, wv)
        down, right = slope_d * speed + offset_d, across[0] * speed + across[1]
        east = u + (down * wu + right * wv) / speed
        north = v + (down * wv - right * wu) / speed
        a_degree_east, a_degree_north = geodesy.metres_per_degree(lat)
        lon, lat = lon + east * STEP / a_degree_east, lat + north * STEP / a_degree_north
    return lon, lat


@pytest.mark.parametrize("wind_from", [20, 290])
def test_euler_is_a_plain_program_in_float64(wind_from):
    wind = Constant(*(float(c) for c in geodesy.components_from(7.0, wind_from)))
    e = seed(Place(1.45, 51.0, (T0, T0), (3000.0, 3000.0, 0.0)), "LIFE-RAFT-NB-1", 300, rng_seed=4)
    e = replace(e, leeway=e.leeway * np.r_[np.full(6, 0.2), 1.0][:, None])  # slow, so that they stay at sea
    f = prepare(dover_strait(), wind, T0, T0 + HOURS * HOUR)
    ours = advance(e, f, HOURS, step=STEP, errors=NO_ERRORS, midpoint=False)
    afloat = ours.flag[-1] == 0
    metres, _ = geodesy.distance_and_bearing(ours.lon[-1], ours.lat[-1], *plain_euler(e, dover_strait(), wind))
    assert afloat.sum() > 200
    assert np.sqrt(np.mean(metres[afloat] ** 2)) < 5.0
