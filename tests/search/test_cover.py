"""Where units wait: against every choice there is, against HiGHS, under every rule; what a standing watch leaves unseen."""

from dataclasses import replace
from itertools import combinations, product

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from varne.search.cover import ABROAD, ASHORE, SEA, Night, Terms, Unit, cover
from varne.search.reciprocity import alone, busier, without
from varne.search.standby import Task, bound, mean_of, waiting
from varne.search.standing import Watch, watched

HOUR, KNOT = 3600.0, 1852 / 3600


def instance(seed, demand=12, sea=4, classes=2, count=2, most_sea=2, keep=(1, 0)):
    """Units of two sides with two berths each, and places at sea on both sides, all at random in a square of an hour."""
    rng = np.random.default_rng(seed)
    d = rng.random((demand, 2))
    of_class, where, place = [], [], []
    waters = rng.random((sea, 2))
    for c in range(classes):
        berths = rng.random((count + 1, 2))
        of_class += [c] * (count + 1 + sea)
        where += [ASHORE] * (count + 1) + [SEA if k % 2 == c % 2 else ABROAD for k in range(sea)]
        place += [*berths, *waters]
    place, of_class, where = np.array(place), np.array(of_class), np.array(where)
    away = np.hypot(*(d[:, None] - place[None]).transpose(2, 0, 1))
    time = HOUR * away / (0.5 + of_class) + 600.0 * (where == ASHORE)
    w = rng.random(demand)
    zeros = np.zeros(place.shape[0])
    many = np.full(classes, count, np.int64)
    side = np.arange(classes) % 2
    return Task(time, w / w.sum(), of_class, where, many, side, 0.25, most_sea, keep, zeros, zeros > 0)


def allowed(task, chosen):
    out = np.zeros(2, int)
    for j in chosen:
        out[task.side[task.of_class[j]]] += task.where[j] == ABROAD
    return (task.where[list(chosen)] != ASHORE).sum() <= task.most_sea and (out <= task.abroad_at_most()).all()


def best_of_all(task):
    each = [list(combinations(np.flatnonzero(task.of_class == c), int(n))) for c, n in enumerate(task.count)]
    choices = (sum(parts, ()) for parts in product(*each))
    return min(mean_of(task, np.array(c)) for c in choices if allowed(task, c))


@pytest.mark.parametrize("seed", range(8))
def test_the_exchange_finds_the_best_of_all_and_the_bound_is_below(seed):
    task = instance(seed)
    found = waiting(task, np.random.default_rng(seed))
    best = best_of_all(task)
    assert found.bound <= best + 1e-6
    assert best - 1e-6 <= found.mean <= 1.005 * best
    assert allowed(task, found.chosen)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 1 << 30), st.integers(0, 3), st.integers(0, 2), st.integers(0, 2))
def test_no_choice_is_below_the_bound_and_every_rule_is_kept(seed, most_sea, keep_first, keep_second):
    task = instance(seed, most_sea=most_sea, keep=(keep_first, keep_second))
    found = waiting(task, np.random.default_rng(seed), rounds=80)
    assert allowed(task, found.chosen)
    assert np.bincount(task.of_class[found.chosen]).tolist() == task.count.tolist()
    assert len(set(found.chosen.tolist())) == found.chosen.size
    rng = np.random.default_rng(seed + 1)
    for _ in range(20):
        any_ = np.concatenate(
            [rng.choice(np.flatnonzero(task.of_class == c), n, replace=False) for c, n in enumerate(task.count)]
        )
        if allowed(task, any_):
            assert mean_of(task, any_) >= found.bound - 1e-6


def test_against_highs():
    """The same problem as a mixed integer program, once."""
    task = instance(3, demand=25, sea=8, count=3, most_sea=3)
    d, o = task.time.shape
    n = o + 2 * d * o
    cost = np.concatenate([np.zeros(o), *(p * (task.weight[:, None] * task.time).ravel() for p in (0.75, 0.25))])
    dd, jj = (a.ravel() for a in np.meshgrid(np.arange(d), np.arange(o), indexing="ij"))
    ones, rows = np.ones(d * o), np.arange(d * o)
    first, second = o + dd * o + jj, o + d * o + dd * o + jj
    served = [LinearConstraint(sp.csr_matrix((ones, (dd, c)), (d, n)), 1, 1) for c in (first, second)]
    columns = np.concatenate([first, second, jj])
    open_ = sp.csr_matrix((np.concatenate([ones, ones, -ones]), (np.tile(rows, 3), columns)), (d * o, n))
    picks = sp.csr_matrix(np.pad((task.of_class == np.arange(2)[:, None]).astype(float), ((0, 0), (0, n - o))))
    sea = sp.csr_matrix(np.pad((task.where != ASHORE).astype(float)[None], ((0, 0), (0, n - o))))
    out = np.array([(task.where == ABROAD) & (task.side[task.of_class] == s) for s in (0, 1)], float)
    abroad = sp.csr_matrix(np.pad(out, ((0, 0), (0, n - o))))
    rules = [
        *served,
        LinearConstraint(open_, -np.inf, 0),
        LinearConstraint(picks, task.count, task.count),
        LinearConstraint(sea, 0, task.most_sea),
        LinearConstraint(abroad, 0, task.abroad_at_most()),
    ]
    exact = milp(cost, constraints=rules, integrality=np.arange(n) < o, bounds=Bounds(0, 1))
    found = waiting(task, np.random.default_rng(0))
    assert found.mean == pytest.approx(exact.fun, rel=1e-6)
    assert found.bound <= exact.fun * (1 + 1e-9)
    assert bound(task, found.mean) > 0.97 * exact.fun


def test_a_unit_without_a_berth_is_told():
    task = instance(1)
    with pytest.raises(ValueError, match="give each unit a place ashore"):
        waiting(replace(task, shut=task.where == ASHORE), np.random.default_rng(1))


FAST = ((0.0, 25 * KNOT), (2.0, 15 * KNOT), (4.0, 0.0))
UNITS = (
    Unit("Dover", 0, 1.3194, 51.1175, FAST, 600.0, 4.0),
    Unit("Ramsgate", 0, 1.4194, 51.3289, FAST, 600.0),
    Unit("Cutter", 0, 1.3194, 51.1175, ((0.0, 18 * KNOT),), 900.0, 12.0),
    Unit("Calais", 1, 1.85, 50.97, FAST, 600.0, 4.0),
    Unit("Boulogne", 1, 1.6, 50.73, FAST, 900.0),
)


def night(hours=6, wave=0.5):
    """Demand along crossings from both sides of the French coast to Kent, drifting towards Kent as the night goes on."""
    share = np.tile(np.linspace(0.1, 0.9, 9), 3)
    start = np.repeat([[1.6, 50.9], [1.85, 51.0], [2.1, 51.05]], 9, axis=0)
    lon, lat = (start + share[:, None] * (np.array([1.4, 51.1]) - start)).T
    weight = np.exp(-((share - np.linspace(0.2, 0.8, hours)[:, None]) ** 2) / 0.05)
    sea = np.array([[1.45, 51.05], [1.6, 51.08], [1.7, 51.0], [1.9, 51.05]])
    side = (share < 0.5).astype(np.int64)
    return Night(lon, lat, side, weight / weight.sum(axis=1, keepdims=True), sea, np.array([0, 0, 1, 1]), np.full(hours, wave))


def test_waiting_at_sea_brings_help_sooner_and_no_rule_is_broken():
    joint = cover(UNITS, night(), Terms(2, (1, 1)), np.random.default_rng(1))
    home = cover(UNITS, night(), Terms(0, (1, 1)), np.random.default_rng(1))
    for a, b in zip(joint, home, strict=True):
        assert sum(a.at_sea) <= 2
        assert sum(b.at_sea) == 0
        assert not a.at_sea[1]
        assert a.figures.mean <= b.figures.mean
        assert a.bound <= a.figures.mean + 60.0
        assert a.figures.within[0] <= a.figures.within[1] <= a.figures.within[2] <= 1 + 1e-9
        assert a.figures.mean <= a.figures.ninety <= a.figures.worst + 3600
    assert joint[2].figures.mean < 0.8 * home[2].figures.mean


def test_crews_go_home_when_their_hours_at_sea_are_spent():
    hours = cover(UNITS, night(10), Terms(3, (0, 0)), np.random.default_rng(1))
    at_sea = np.array([h.at_sea for h in hours])
    assert (at_sea.sum(axis=0) <= [4, 0, 12, 4, 0]).all()
    assert at_sea[:4].sum() > at_sea[8:].sum()


def test_a_price_on_moves_keeps_units_where_they_are():
    free = cover(UNITS, night(), Terms(3, (0, 0), move=0.0), np.random.default_rng(1))
    priced = cover(UNITS, night(), Terms(3, (0, 0), move=1800.0), np.random.default_rng(1))
    assert sum(h.moves for h in priced) < sum(h.moves for h in free)


def test_each_side_keeps_what_it_must():
    strict = cover(UNITS, night(2), Terms(5, (3, 2)), np.random.default_rng(1))
    for h in strict:
        for u, (lon, lat), sea in zip(UNITS, h.places, h.at_sea, strict=True):
            if sea:
                k = int(np.argmin(np.hypot(*(night().sea - [lon, lat]).T)))
                assert night().sea_side[k] == u.side


def test_rough_seas_take_time_and_some_do_not_go_at_all():
    calm, rough = (cover(UNITS, night(1, w), Terms(), np.random.default_rng(1))[0].figures.mean for w in (0.5, 3.0))
    assert rough > 1.2 * calm
    small = (Unit("D class", 0, 1.4, 51.2, ((0.0, 20 * KNOT), (1.0, 0.0)), 600.0),)
    assert cover(small, night(1, 2.0), Terms(0, (0, 0)), np.random.default_rng(1))[0].figures.mean == pytest.approx(6 * HOUR)


def test_what_reciprocity_buys():
    rng = np.random.default_rng(1)
    joint = cover(UNITS, night(), Terms(2, (1, 1)), rng, [0])[0]
    each = alone(UNITS, night(), Terms(2, (1, 1)), joint, rng)
    assert [a.side for a in each] == [None, 0, 1]
    assert each[0].bought > 60.0
    share = [night().weight[0][night().side == s].sum() for s in (0, 1)]
    assert sum(s * a.alone for s, a in zip(share, each[1:], strict=True)) == pytest.approx(each[0].alone)


def test_the_loss_of_a_unit_and_busier_nights_cost_time():
    rng = np.random.default_rng(1)
    joint = cover(UNITS, night(1), Terms(), rng)[0].figures.mean
    lost = without(UNITS, night(1), Terms(), rng)
    assert [w.mean for w in lost] == sorted((w.mean for w in lost), reverse=True)
    assert lost[-1].mean >= joint - 1e-6
    quiet, busy = busier(UNITS, night(1), Terms(), [0.1, 0.5], rng)
    assert quiet < joint < busy


def test_nobody_and_nothing_are_told():
    with pytest.raises(ValueError, match="no units"):
        cover((), night(), Terms(), np.random.default_rng(1))
    with pytest.raises(ValueError, match="no demand"):
        cover(UNITS, replace(night(), weight=np.zeros((0, 0))), Terms(), np.random.default_rng(1))


def test_gaps_when_nothing_flies():
    n = night(4)
    radar = Watch("radar Dover", 1.343, 51.133, 20_000.0, 0.0, 4 * HOUR, 0.7)
    plane = Watch("aircraft", 1.75, 51.05, 25_000.0, HOUR, 2.5 * HOUR, sweep=3000.0 * 60.0)
    seen = watched(n.lon, n.lat, n.weight, 0.0, [radar, plane])
    assert seen.flies.tolist() == [False, True, True, False]
    assert seen.gap[0] > seen.gap[1]
    assert (seen.seen + seen.gap <= 1.5).all()
    bare = watched(n.lon, n.lat, n.weight, 0.0, [])
    assert bare.seen.tolist() == [0.0] * 4
    assert bare.gap == pytest.approx(1.0)
    assert (seen.chance <= 1).all()
    assert (watched(n.lon, n.lat, n.weight, 0.0, [radar]).chance <= seen.chance + 1e-12).all()
