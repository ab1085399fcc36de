"""Valuing: passages counted once each, moving objects, what POS may never do, and the error of sweep widths."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from varne.drift import motion
from varne.drift.run import Run
from varne.search.ladders import best_ladder, spacing_for
from varne.search.lateral import chance, inverse_cube, log_odds, m_beta
from varne.search.path import Path, drifting, frozen
from varne.search.patterns import Area, fly, parallel
from varne.search.pod import pod_sweeps
from varne.search.valuing import Objects, datum_of, datum_within, flown, objects, worth

CURVE = log_odds(800.0, 0.9)


def still(x, y, kind=0, t=(0.0, 40_000.0)):
    x, y = (np.tile(np.asarray(a, float), (len(t), 1)) for a in (x, y))
    return Objects(1.5, 51.0, np.array(t), x, y, np.full(x.shape, kind, np.int8), np.full(x.shape[1], 1 / x.shape[1]))


def path(*points):
    t, x, y = np.array(points, float).T
    return Path(1.5, 51.0, t, x, y)


def cloud(n=400, drift=(0.9, -0.4), seed=3):
    rng = np.random.default_rng(seed)
    t = np.arange(0.0, 30_001.0, 1800.0)[:, None]
    own = rng.normal(0, 0.1, (2, n))
    x, y = (rng.normal(0, 2500, n) + t * (d + o) for d, o in zip(drift, own, strict=True))
    kind = np.tile((np.arange(n) % 2).astype(np.int8), (t.size, 1))
    return Objects(1.5, 51.0, t[:, 0], x, y, kind, np.full(n, 1 / n))


def ways(seed, n=3):
    rng = np.random.default_rng(seed)
    return [
        Path(1.5, 51.0, np.sort(rng.choice(28_000, 6, False)).astype(float), *rng.normal(0, 4000, (2, 6))) for _ in range(n)
    ]


def test_a_passage_abeam_counts_its_distance():
    seen = still([0.0], [300.0])
    done = flown(seen, path((10, -4000, 0), (800, 4000, 0)), [CURVE])
    assert -np.expm1(done.miss) == pytest.approx([float(chance(CURVE, 300.0))])
    assert done.gained == pytest.approx(-np.expm1(done.miss))


def test_ahead_and_behind_of_a_whole_track_is_no_passage():
    assert flown(still([5000.0, -5000.0], [0.0, 0.0]), path((10, -4000, 0), (800, 4000, 0)), [CURVE]).miss.tolist() == [
        0.0,
        0.0,
    ]


def test_a_corner_is_one_passage_and_a_waypoint_on_a_straight_leg_changes_nothing():
    """Outside of a turn the corner is nearest: once, not twice and not never."""
    corner = flown(still([300.0], [300.0]), path((10, -4000, 0), (400, 0, 0), (800, 0, -4000)), [CURVE])
    assert -np.expm1(corner.miss) == pytest.approx([float(chance(CURVE, np.hypot(300, 300)))])
    one, two = path((10, -4000, 0), (810, 4000, 0)), path((10, -4000, 0), (410, 0, 0), (810, 4000, 0))
    seen = still([0.0, 1.0, -1.0, 700.0], [300.0] * 4)
    assert flown(seen, one, [CURVE]).miss == pytest.approx(flown(seen, two, [CURVE]).miss)


def test_there_and_back_is_two_passages():
    seen = still([0.0], [300.0])
    twice = flown(seen, path((10, -4000, 0), (800, 4000, 0), (1600, -4000, 0)), [CURVE])
    assert np.exp(twice.miss) == pytest.approx([(1 - float(chance(CURVE, 300.0))) ** 2])
    assert twice.gained[0] > twice.gained[1] > 0


def test_objects_move_while_they_are_passed():
    """An object that runs beside the searcher at its own speed is never passed; one that crosses is met where it then is."""
    t = np.array([0.0, 1000.0])
    x, y = np.array([[-4000.0, 0.0], [4000.0, 0.0]]), np.array([[300.0, -5000.0], [300.0, 5300.0]])
    seen = Objects(1.5, 51.0, t, x, y, np.zeros((2, 2), np.int8), np.full(2, 0.5))
    done = flown(seen, path((0, -4000, 0), (1000, 4000, 0)), [CURVE])
    u, s = np.array([-8.0, 10.3]), np.array([4000.0, -5000.0])  # relative motion of the second
    nearest = np.linalg.norm(s - u * (s @ u) / (u @ u))
    assert done.miss[0] == 0.0
    assert -np.expm1(done.miss[1]) == pytest.approx(float(chance(CURVE, nearest)))


def test_in_the_drifting_frame_a_pattern_is_worth_the_same_whatever_the_drift():
    area = Area(0, 0, 8000, 6000, 25.0)
    shape, rest = parallel(area, 700.0), cloud(drift=(0.0, 0.0))
    still_worth = flown(rest, fly(shape, 100.0, 9.0, drifting(1.5, 51.0, 0.0, 0.0, 0.0)), [CURVE, CURVE]).miss
    moved = cloud(drift=(1.1, 0.3))
    datum = drifting(1.5, 51.0, moved.t, 1.1 * moved.t, 0.3 * moved.t)
    assert flown(moved, fly(shape, 100.0, 9.0, datum), [CURVE, CURVE]).miss == pytest.approx(still_worth, abs=1e-9)


@pytest.mark.parametrize(("curve", "within"), [(CURVE, 0.012), (m_beta(800.0, 0.7), 0.012), (inverse_cube(800.0), 0.02)])
def test_a_large_ladder_reaches_the_pod_of_endless_sweeps(curve, within):
    rng = np.random.default_rng(5)
    seen = still(*rng.uniform(-6000, 6000, (2, 4000)))
    ladder = fly(parallel(Area(0, 0, 30_000, 30_000, 40.0), 1000.0), 1.0, 80.0, drifting(1.5, 51.0, 0.0, 0.0, 0.0))
    assert flown(seen, ladder, [curve]).gained.sum() == pytest.approx(pod_sweeps(curve, 1000.0), abs=within)


def test_each_kind_has_its_own_curve_and_what_is_ashore_is_not_found():
    seen = still([0.0, 0.0, 0.0], [300.0] * 3)
    kinds = replace(seen, kind=np.tile(np.array([0, 1, -1], np.int8), (2, 1)))
    done = flown(kinds, path((10, -4000, 0), (800, 4000, 0)), [CURVE, m_beta(400.0, 0.3)])
    assert -np.expm1(done.miss) == pytest.approx([float(chance(CURVE, 300.0)), 0.3, 0.0])


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10_000))
def test_pos_of_a_union_is_at_most_the_sum_and_more_effort_never_lowers_it(seed):
    seen, tracks = cloud(), [(p, [CURVE, m_beta(500.0, 0.5)]) for p in ways(seed)]
    whole = worth(seen, tracks, 1.75)
    assert whole.mean <= sum(whole.alone) + 1e-12
    for k in range(len(tracks)):
        assert worth(seen, tracks[:k], 1.75).mean <= whole.mean + 1e-12
    assert 0 <= whole.low <= whole.likely <= whole.high <= 1
    assert whole.low <= whole.mean <= whole.high + 1e-4  # where POS is next to nothing, widths beyond the 95 % point carry it


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10_000))
def test_searches_one_after_the_other_add_up_to_all_together(seed):
    seen, curves = cloud(), [CURVE, CURVE]
    miss, pos = np.zeros(seen.weight.size), 0.0
    for p in ways(seed):
        done = flown(seen, p, curves, miss)
        pos, miss = pos + done.gained.sum(), miss + done.miss
    assert pos == pytest.approx(1 - np.sum(seen.weight * np.exp(miss)))
    assert (miss <= 0).all()


def test_the_error_of_sweep_widths_is_carried_through():
    seen, tracks = cloud(), [(p, [CURVE, CURVE]) for p in ways(8)]
    narrow, wide = worth(seen, tracks, 1.0), worth(seen, tracks, 2.0)
    assert narrow.low == narrow.likely == narrow.high == pytest.approx(narrow.mean)
    assert wide.low < narrow.low < wide.high
    assert 1 - np.sum(seen.weight * np.exp(wide.miss)) == pytest.approx(wide.mean)


def test_the_lecture_example():
    """US Coast Guard 2014: three particles with POD 0.2, 0.6, 0.4 make a POS of 0.40."""
    seen = still([0.0, 2000.0, 4000.0], [100.0] * 3)
    three = replace(seen, kind=np.tile(np.arange(3, dtype=np.int8), (2, 1)))
    curves = [m_beta(400.0, p) for p in (0.2, 0.6, 0.4)]
    assert flown(three, path((1, -9000, 0), (999, 9000, 0)), curves).gained.sum() == pytest.approx(0.40)


def test_following_the_drift_beats_standing_still():
    seen = cloud(2000, drift=(1.1, 0.4))
    datum, area, span = datum_of(seen), Area(0, 0, 9000, 7000, 20.0), (1800.0, 20_000.0)
    with_it = best_ladder(seen, [CURVE, CURVE], area, span, 6.0, datum)
    fixed = best_ladder(seen, [CURVE, CURVE], area, span, 6.0, frozen(datum, sum(span) / 2))
    assert with_it.pos > fixed.pos + 0.02
    assert with_it.path.t[-1] <= span[1]


def test_an_area_may_follow_what_it_holds():
    """Two clouds that drift apart: the mean of both follows neither; the area over one of them goes with that one."""
    t = np.array([0.0, 20_000.0])
    rng = np.random.default_rng(6)
    x = np.stack([rng.normal(0, 800, 1000)] * 2) + np.where(np.arange(1000) < 700, 0.6, -0.6) * t[:, None]
    y = np.stack([rng.normal(0, 800, 1000)] * 2)
    seen = Objects(1.5, 51.0, t, x, y, np.zeros((2, 1000), np.int8), np.full(1000, 1e-3))
    datum, span = datum_of(seen), (8000.0, 18_000.0)
    middle = 0.6 * 13_000 - float(datum.at(13_000.0)[0])
    area = Area(middle, 0.0, 3500.0, 3500.0, 70.0)
    whole, own = (best_ladder(seen, [CURVE], area, span, 5.0, datum, local=local) for local in (False, True))
    assert own.pos > whole.pos + 0.01
    drift = datum_within(seen, np.arange(1000) < 700, datum, 13_000.0)
    assert np.diff(drift.x)[0] / 20_000 == pytest.approx(0.6)
    assert drift.at(13_000.0)[0] == pytest.approx(float(datum.at(13_000.0)[0]))
    assert datum_within(seen, np.zeros(1000, bool), datum, 0.0) is datum


def test_a_run_becomes_objects():
    t = np.array([0.0, 3600.0])
    lon, lat = np.array([[1.5, 1.6], [1.51, 1.61]]), np.full((2, 2), 51.0)
    flag = np.array([[motion.MOVING, motion.MOVING], [motion.MOVING, motion.STRANDED]], np.int8)
    seen = objects(Run(t, lon, lat, np.full((2, 2), 3, np.int8), flag, np.array([3.0, 1.0])), 1.5, 51.0)
    assert seen.kind.tolist() == [[3, 3], [3, -1]]
    assert seen.weight.tolist() == [0.75, 0.25]
    datum = datum_of(seen)
    assert datum.x[1] == pytest.approx(seen.x[1, 0])
    with pytest.raises(ValueError, match="seed one first"):
        objects(Run(t, lon[:, :0], lat[:, :0], flag[:, :0], flag[:, :0], np.zeros(0)), 1.5, 51.0)


@pytest.mark.parametrize(
    ("track", "mend"),
    [
        (path((-5, 0, 0), (10, 1, 1)), "begin later"),
        (path((5, 0, 0), (50_000, 1, 1)), "run the drift longer"),
        (Path(1.6, 51.0, np.array([1.0, 2.0]), np.zeros(2), np.arange(2.0)), "plane"),
    ],
)
def test_a_track_outside_the_drift_is_refused(track, mend):
    with pytest.raises(ValueError, match=mend):
        flown(still([0.0], [0.0]), track, [CURVE])


def test_no_track_length_is_refused():
    with pytest.raises(ValueError, match="endurance"):
        spacing_for(Area(0, 0, 10, 10, 0), 0.0)
