"""Gaps: what lies beyond every reach, worked out by hand and by chance, and land is no sea."""

import numpy as np
import pytest

from varne import geodesy
from varne.drift.polygons import inside, parse_rings
from varne.sea import coast
from varne.sea.field import Box
from varne.search.gaps import Eye, unseen

OPEN_SEA = Box(lon=(1.45, 1.75), lat=(50.95, 51.1))
STRAIT = Box(lon=(1.0, 2.4), lat=(50.7, 51.3))
EYES = [Eye(1.343, 51.133, 20_000.0), Eye(1.85, 50.97, 9000.0), Eye(2.2, 51.2, 0.0)]


def test_without_an_eye_nothing_is_seen_and_with_a_far_one_everything():
    assert unseen(OPEN_SEA, []).share == 1.0
    everything = unseen(OPEN_SEA, [Eye(1.6, 51.0, 100_000.0)])
    assert everything.share == 0.0 and everything.region["coordinates"] == []


def test_an_eye_that_sees_nothing_opens_no_hole():
    assert unseen(OPEN_SEA, [Eye(1.6, 51.0, 0.0)]).region == unseen(OPEN_SEA, []).region


def test_the_share_is_what_a_circle_leaves_of_a_box():
    area = 0.3 * 0.15 * float(np.prod(geodesy.metres_per_degree(51.025)))
    held = np.pi * 5000.0**2 / area
    assert unseen(OPEN_SEA, [Eye(1.6, 51.025, 5000.0)]).share == pytest.approx(1 - held, abs=0.01)


def test_the_region_is_what_no_eye_reaches_and_the_share_counts_only_the_sea():
    rng = np.random.default_rng(2)
    lon, lat = rng.uniform(*STRAIT.lon, 3000), rng.uniform(*STRAIT.lat, 3000)
    nearest = np.min([geodesy.distance_and_bearing(e.lon, e.lat, lon, lat)[0] - e.reach for e in EYES if e.reach], axis=0)
    gap = unseen(STRAIT, EYES)
    sure = np.abs(nearest) > 1200.0  # a cell
    assert (inside(parse_rings(gap.region), lon, lat) == (nearest > 0))[sure].all()
    sea = coast.at_sea(lon, lat)
    assert gap.share == pytest.approx((nearest[sea] > 0).mean(), abs=0.03)


def test_an_eye_that_sees_only_land_closes_no_gap_of_the_sea():
    inland = unseen(STRAIT, [Eye(1.1, 51.2, 5000.0)])
    assert inland.share == 1.0 and inland.region != unseen(STRAIT, []).region
