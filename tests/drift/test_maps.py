"""Maps counted while a run goes on: nothing lost, the same as counting afterwards, contours as those of the states."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from varne import geodesy, probability
from varne.drift import motion
from varne.drift.ensemble import HOUR, Errors, Place, seed
from varne.drift.forcing import prepare
from varne.drift.maps import Grid, datums, density, gather, grid_over, moments_of, regions
from varne.drift.march import advance, snapshots
from varne.drift.run import Run
from varne.drift.seeding import Line, seed_from
from varne.drift.weights import Searched, by_hour
from varne.sea.field import Box, Constant
from varne.sea.tides import dover_strait

T0 = 1_637_723_520.0
STRAIT = Box(lon=(1.0, 2.2), lat=(50.7, 51.4))


def area_m2(d, level):
    return (d.p >= probability.threshold(d, level)).sum() * d.cell**2


@pytest.fixture(scope="module")
def night():
    """A run that strands some, loses some, and has some not yet released; its forcing and ensemble."""
    sea = prepare(dover_strait(), Constant(14.0, -6.0), T0, T0 + 12 * HOUR)
    beach = Line(((1.85, 51.02), (3.15, 51.5)), (T0, T0 + 5 * HOUR), across_m=3000.0)
    e = seed_from(beach, "inflatable:0.5,LIFE-RAFT-NB-2:0.5", 20_000, 1)
    return e, sea


def test_afloat_stranded_and_outside_are_one_and_are_those_of_the_run(night):
    e, sea = night
    m = gather(snapshots(e, sea, 12), e.weight, grid_over(sea.axes))
    r = advance(e, sea, 12)
    assert m.t == pytest.approx(r.t)
    whole = m.afloat.sum(axis=(1, 2), dtype=float) + m.stranded + m.outside
    assert whole == pytest.approx(np.ones(13), abs=1e-6)
    assert m.ashore.sum(axis=(1, 2), dtype=float) == pytest.approx(m.stranded, abs=1e-6)
    assert m.stranded == pytest.approx((r.flag == motion.STRANDED) @ e.weight)
    assert m.outside == pytest.approx((r.flag == motion.OUTSIDE) @ e.weight)
    assert m.stranded[-1] > 0.05
    assert m.outside[-1] > 0.05


def test_cells_hold_the_states_that_numpy_counts_there(night):
    e, sea = night
    r, g = advance(e, sea, 6), grid_over(STRAIT, 800.0)
    m = gather(moments_of(r), e.weight, g)
    edges = g.south + g.dlat * np.arange(g.ny + 1), g.west + g.dlon * np.arange(g.nx + 1)
    for k in (0, 3, 6):
        afloat = np.isin(r.flag[k], (motion.MOVING, motion.WAITING))
        expected, _, _ = np.histogram2d(r.lat[k][afloat], r.lon[k][afloat], bins=edges, weights=e.weight[afloat])
        assert np.abs(m.afloat[k] - expected).sum() < 2.5 * e.weight[0]  # a state on an edge may be rounded across it
        assert m.afloat[k].sum() + m.stranded[k] + m.outside[k] == pytest.approx(1.0, abs=1e-6)
        inside = r.flag[k] != motion.OUTSIDE
        assert m.mean[k] == pytest.approx([r.lon[k][inside].mean(), r.lat[k][inside].mean()], abs=1e-6)
        assert m.effective[k] == pytest.approx(inside.sum())


def test_states_beyond_a_small_map_are_outside_it():
    r = Run(np.zeros(1), np.array([[1.5, 1.5, 9.0, 0.2]]), np.full((1, 4), 51.0), *np.zeros((2, 1, 4), np.int8), np.ones(4))
    m = gather(moments_of(r), np.array([0.4, 0.3, 0.2, 0.1]), grid_over(STRAIT))
    assert m.outside == pytest.approx([0.3])
    assert m.afloat.sum() == pytest.approx(0.7)


codes = st.sampled_from([motion.MOVING, motion.STRANDED, motion.OUTSIDE, motion.WAITING])
anywhere = st.lists(st.tuples(st.floats(0.5, 2.7), st.floats(50.5, 51.6), codes, st.floats(0.01, 9)), min_size=1, max_size=40)


@settings(deadline=None)
@given(anywhere, st.floats(300, 60_000))
def test_nothing_is_lost_whatever_the_states(drawn, cell_m):
    lon, lat, flag, weight = np.array(drawn).T
    r = Run(np.zeros(1), lon[None], lat[None], np.zeros((1, lon.size), np.int8), flag[None].astype(np.int8), weight)
    m = gather(moments_of(r), weight, grid_over(STRAIT, cell_m))
    assert m.afloat.sum(dtype=float) + m.stranded[0] + m.outside[0] == pytest.approx(1.0, abs=1e-6)
    assert m.stranded[0] == pytest.approx(weight[flag == motion.STRANDED].sum() / weight.sum())


def test_contours_are_those_of_the_states_themselves():
    sea = prepare(dover_strait(), Constant(6.0, 2.0), T0, T0 + 9 * HOUR)
    e = seed(Place(1.4, 50.95, (T0, T0), (1500.0, 800.0, 40.0)), "inflatable", 40_000, 2)
    m = gather(snapshots(e, sea, 9), e.weight, grid_over(sea.axes))
    r = advance(e, sea, 9)
    for k in (3, 9):
        ours, theirs = density(m, k), probability.density(r.lon[k], r.lat[k], e.weight)
        for level in (0.5, 0.9, 0.95):
            assert area_m2(ours, level) == pytest.approx(area_m2(theirs, level), rel=0.08)
        held = np.mean(
            [probability.contour_holding(ours, *p) <= 0.9 for p in zip(r.lon[k][:2000], r.lat[k][:2000], strict=True)]
        )
        assert held == pytest.approx(0.9, abs=0.03)


def test_the_90_per_cent_area_of_a_normal_cloud():
    """Area of a normal distribution's contour: -2 ln(1 - level) pi s1 s2, the kernel's width within it."""
    s1, s2, n = 4000.0, 2500.0, 200_000
    rng = np.random.default_rng(3)
    lon, lat = geodesy.from_plane(s1 * rng.standard_normal(n), s2 * rng.standard_normal(n), 1.6, 51.0)
    r = Run(np.zeros(1), lon[None], lat[None], *np.zeros((2, 1, n), np.int8), np.ones(n))
    m = gather(moments_of(r), r.weight, grid_over(STRAIT))
    d = density(m, 0)
    wider = 1 + n ** (-1 / 3)
    assert area_m2(d, 0.9) == pytest.approx(-2 * np.log(0.1) * np.pi * s1 * s2 * wider, rel=0.02)
    assert d.p.sum() * d.cell**2 == pytest.approx(1.0)
    [datum] = datums(m)
    for place in (datum.mean, datum.densest):
        assert geodesy.distance_and_bearing(*place, 1.6, 51.0)[0] < 800.0


def test_the_most_probable_place_is_not_the_mean_of_two_clouds():
    n = 3000
    rng = np.random.default_rng(4)
    x = np.where(np.arange(n) % 3 == 0, -15_000.0, 5000.0) + 800 * rng.standard_normal(n)
    lon, lat = geodesy.from_plane(x, 800 * rng.standard_normal(n), 1.6, 51.0)
    r = Run(np.zeros(1), lon[None], lat[None], *np.zeros((2, 1, n), np.int8), np.ones(n))
    [datum] = datums(gather(moments_of(r), r.weight, grid_over(STRAIT)))
    east = [float(geodesy.to_plane(*p, 1.6, 51.0)[0]) for p in (datum.densest, datum.mean)]
    assert east == pytest.approx([5000.0, -5000 / 3], abs=1500.0)


def test_searches_move_the_map_hour_by_hour(night):
    e, sea = night
    r = advance(e, sea, 4)
    north = r.lat[2] > np.median(r.lat[2])
    learnt = by_hour(r, [Searched(T0 + 2 * HOUR, 0.99 * north)])
    m = gather(moments_of(r), (b.weight for _, b in learnt), grid_over(sea.axes))
    plain = gather(moments_of(r), e.weight, grid_over(sea.axes))
    assert m.mean[1] == pytest.approx(plain.mean[1])
    assert m.mean[2, 1] < plain.mean[2, 1] - 0.02
    assert m.effective[2] < 0.6 * m.effective[1]


def test_beaches_may_be_left_out_and_maps_may_be_empty():
    lon = np.array([[1.5, 1.9]])
    flags = np.array([[motion.MOVING, motion.STRANDED]], np.int8)
    r = Run(np.zeros(1), lon, np.full((1, 2), 51.0), np.zeros((1, 2), np.int8), flags, np.ones(2))
    m = gather(moments_of(r), r.weight, grid_over(STRAIT))
    assert density(m, 0).lon0 == pytest.approx(1.7, abs=0.01)
    assert density(m, 0, ashore=False).lon0 == pytest.approx(1.5, abs=0.01)
    gone = replace(r, flag=np.full((1, 2), motion.OUTSIDE, np.int8))
    empty = gather(moments_of(gone), r.weight, grid_over(STRAIT))
    assert (density(empty, 0), regions(empty), datums(empty)) == (None, [{}], [None])
    assert empty.outside == pytest.approx([1.0])
    assert np.isnan(empty.mean).all()


def test_regions_come_by_level_for_each_moment():
    sea = prepare(Constant(0.5, 0.0), Constant(0.0, 0.0), T0, T0 + 2 * HOUR)
    e = seed(Place(1.4, 50.95, (T0, T0), (1500.0, 1500.0, 0.0)), "inflatable", 5000, 5)
    found = regions(gather(snapshots(e, sea, 2, errors=Errors()), e.weight, grid_over(sea.axes)), (0.5, 0.9))
    assert [sorted(r) for r in found] == [["0.5", "0.9"]] * 3
    ring = np.array(found[2]["0.9"]["coordinates"][0][0])
    assert ring[:, 0].mean() == pytest.approx(1.4 + 2 * 1800 / 70_200, abs=0.01)


def test_more_moments_than_there_is_room_for_at_first():
    r = Run(np.arange(150.0), np.full((150, 1), 1.5), np.full((150, 1), 51.0), *np.zeros((2, 150, 1), np.int8), np.ones(1))
    m = gather(moments_of(r), r.weight, grid_over(STRAIT, 20_000.0))
    assert m.afloat.sum(axis=(1, 2)) == pytest.approx(np.ones(150))


ONE = Run(np.zeros(1), np.full((1, 2), 1.5), np.full((1, 2), 51.0), *np.zeros((2, 1, 2), np.int8), np.ones(2))


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: gather([], np.ones(2), grid_over(STRAIT)), "no moment to map"),
        (lambda: gather(moments_of(ONE), np.ones(3), grid_over(STRAIT)), "weights of 3 states for 2"),
        (lambda: gather(moments_of(ONE), np.zeros(2), grid_over(STRAIT)), "none of 2 states has weight"),
        (lambda: gather(moments_of(ONE), iter([]), grid_over(STRAIT)), "weights of 0 states"),
        (lambda: grid_over(STRAIT, 0.0), "give sizes above 0"),
        (lambda: grid_over(Box(lon=(2.0, 1.0), lat=(50.0, 51.0))), "give sizes above 0"),
    ],
)
def test_bad_maps_say_what_is_wrong(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_a_grid_knows_its_cells():
    g = Grid(1.0, 50.0, 0.5, 0.25, 4, 2)
    assert g.lon.tolist() == [1.25, 1.75, 2.25, 2.75]
    assert g.lat.tolist() == [50.125, 50.375]
