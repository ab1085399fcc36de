"""What sightings and fruitless searches do to weights: by hand, by Bayes' rule written out, and by what must always hold."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from varne import geodesy
from varne.drift import motion
from varne.drift.ensemble import HOUR, NO_ERRORS, Place, seed
from varne.drift.march import run
from varne.drift.run import Run
from varne.drift.weights import (
    ERROR_M,
    FALSE_AREA_M2,
    FLOOR,
    Belief,
    Searched,
    Sighting,
    Swept,
    by_hour,
    effective,
    resample,
    still_false,
    success,
    systematic,
    update,
)
from varne.sea.field import Constant

T0 = 1_637_723_520.0
CALM = Constant(0.0, 0.0, "calm")
LON0, LAT0 = 1.5, 51.0


def at_rest(x, y, hours=4, weight=None, flag=0, state=1):
    """A run of states that stay x, y metres from LON0, LAT0."""
    lon, lat = geodesy.from_plane(np.asarray(x, float), np.asarray(y, float), LON0, LAT0)
    m, n = hours + 1, lon.size
    codes = [np.broadcast_to(np.asarray(c, np.int8), (m, n)).copy() for c in (state, flag)]
    w = np.full(n, 1 / n) if weight is None else np.asarray(weight, float)
    return Run(T0 + HOUR * np.arange(m), np.tile(lon, (m, 1)), np.tile(lat, (m, 1)), *codes, w)


def square(x, y, half):
    lon, lat = geodesy.from_plane(x + half * np.array([-1, 1, 1, -1, -1]), y + half * np.array([-1, -1, 1, 1, -1]), LON0, LAT0)
    return {"type": "Polygon", "coordinates": [np.stack([lon, lat], axis=1).tolist()]}


def place_at(x, y, t=(T0 + HOUR, T0 + HOUR), ellipse=(500.0, 200.0, 60.0)):
    lon, lat = geodesy.from_plane(x, y, LON0, LAT0)
    return Place(float(lon), float(lat), t, ellipse)


def test_the_published_example_of_a_fruitless_search():
    """Three states, POD 0.2, 0.6, 0.4: escape 0.8, 0.4, 0.6, so success 0.4 (USCG 2014, research/search.md 3.1)."""
    r = at_rest([0, 1, 2], [0, 0, 0])
    looked = Searched(T0 + HOUR, np.array([0.2, 0.6, 0.4]))
    assert success([looked], r) == pytest.approx(0.40)
    assert update(r, [looked]).weight == pytest.approx(np.array([0.8, 0.4, 0.6]) / 1.8, abs=2 * FLOOR)


def test_success_is_poc_times_pod_and_a_second_look_finds_less():
    r = at_rest([0, 0, 0, 9000], [0, 0, 0, 0])
    once = Swept(square(0, 0, 2000), (T0, T0 + HOUR), 0.79)
    assert success([once], r) == pytest.approx(0.75 * 0.79)
    assert success([once, replace(once, t=(T0 + HOUR, T0 + 2 * HOUR))], r) == pytest.approx(0.75 * (1 - 0.21**2))


def test_a_search_in_two_halves_is_the_same_search():
    r = at_rest([0, 500, 9000], [0, 0, 0])
    whole = Swept(square(0, 0, 2000), (T0, T0 + 2 * HOUR), 0.64)
    halves = [replace(whole, t=(T0, T0 + HOUR), pod=0.4), replace(whole, t=(T0 + HOUR, T0 + 2 * HOUR), pod=0.4)]
    assert update(r, [whole]).weight == pytest.approx(update(r, halves).weight)  # 1 - 0.6 * 0.6


def test_a_state_that_crosses_the_area_is_exposed_as_long_as_it_is_inside():
    """At 1 m/s east a state 1800 m west of a 3600 m wide area is inside for half of the hour."""
    e = replace(seed(place_at(0, 0), "inflatable", 2, 1), t=T0, release=np.full(2, T0))
    lon, lat = geodesy.from_plane(np.array([-3600.0, -20_000.0]), np.zeros(2), LON0, LAT0)
    e = replace(e, lon=lon, lat=lat, leeway=np.zeros_like(e.leeway))
    r = run(e, Constant(1.0, 0.0), CALM, 2, errors=NO_ERRORS)
    looked = Swept(square(0, 0, 1800), (T0, T0 + HOUR), 0.75)
    assert np.exp(looked.log_likelihood(r)) == pytest.approx([0.5, 1.0], rel=0.01)


def test_what_is_not_at_sea_is_not_seen_from_the_sea():
    flags = [motion.MOVING, motion.STRANDED, motion.OUTSIDE, motion.WAITING]
    r = at_rest([0] * 4, [0] * 4, flag=flags)
    looked = Swept(square(0, 0, 2000), (T0, T0 + HOUR), 0.9)
    assert np.exp(looked.log_likelihood(r)) == pytest.approx([0.1, 1, 1, 1])
    assert np.exp(replace(looked, ashore=True).log_likelihood(r)) == pytest.approx([0.1, 0.1, 1, 1])
    found = update(r, [Sighting(place_at(0, 0), false=0.0)]).weight
    assert found == pytest.approx([0.5, 0.5, 0, 0], abs=FLOOR)


def test_a_sighting_is_bayes_rule_with_a_chance_that_it_is_false():
    """Two states 0 and 1 km east of the place; likelihoods written out with the ellipse along the axes."""
    r = at_rest([0, 1000], [0, 0], weight=[0.3, 0.7])
    false, s = 0.2, np.hypot(500.0, ERROR_M)
    across = np.hypot(200.0, ERROR_M)
    near = np.exp(-(np.array([0, 1000]) ** 2) / (2 * s**2)) / (2 * np.pi * s * across)
    like = (1 - false) * near + false / FALSE_AREA_M2
    expected = np.array([0.3, 0.7]) * like
    seen = Sighting(place_at(0, 0, ellipse=(500.0, 200.0, 90.0)), false)
    assert update(r, [seen]).weight == pytest.approx(expected / expected.sum(), rel=1e-3)
    assert still_false(seen, r) == pytest.approx(false / FALSE_AREA_M2 / expected.sum(), rel=1e-3)


def test_a_sighting_far_from_all_states_is_probably_another_boat():
    rng = np.random.default_rng(1)
    r = at_rest(1000 * rng.standard_normal(2000), 1000 * rng.standard_normal(2000))
    near, far = (Sighting(place_at(x, 0.0), false=0.1) for x in (300.0, 30_000.0))
    assert still_false(near, r) < 0.01
    assert still_false(far, r) > 0.99
    assert update(r, [far]).weight == pytest.approx(r.weight, rel=0.01)


def test_a_window_is_weighed_as_the_mean_over_it_and_known_at_its_end():
    e = replace(seed(place_at(0, 0), "inflatable", 3, 1), t=T0, release=np.full(3, T0))
    lon, lat = geodesy.from_plane(np.array([-3600.0, 0.0, 3600.0]), np.zeros(3), LON0, LAT0)
    e = replace(e, lon=lon, lat=lat, leeway=np.zeros_like(e.leeway))
    r = run(e, Constant(1.0, 0.0), CALM, 2, errors=NO_ERRORS)
    seen = Sighting(place_at(1800.0, 0, (T0, T0 + HOUR), (300.0, 300.0, 0.0)), false=0.0)
    assert update(r, [seen], until=T0 + HOUR - 1).weight == pytest.approx(np.full(3, 1 / 3))
    w = update(r, [seen], until=T0 + HOUR).weight
    assert w[1] > 0.98  # it alone passes the place; the others end or begin 1.8 km, four sigma, from it
    assert w[0] == pytest.approx(w[2], rel=0.05)


def test_only_states_of_the_condition_seen_agree():
    r = at_rest([0, 0], [0, 0], state=[motion.SWAMPED, motion.IN_WATER])
    seen = Sighting(place_at(0, 0), false=0.0, states=("people_in_water",))
    assert update(r, [seen]).weight == pytest.approx([0, 1], abs=FLOOR)


def test_without_any_state_that_agrees_nothing_is_learnt():
    r = at_rest([0, 500], [0, 0], flag=motion.WAITING, weight=[0.2, 0.8])
    assert update(r, [Sighting(place_at(0, 0), false=0.0)]).weight == pytest.approx([0.2, 0.8])


keys = st.integers(0, 99)
finite = st.floats(-8000, 8000)
states = st.lists(st.tuples(finite, finite, st.floats(0.01, 1)), min_size=2, max_size=30)
pods = st.floats(0, 1)
looks = st.builds(
    lambda x, y, half, begin, last, pod: Swept(square(x, y, half), (T0 + begin, T0 + begin + last), pod),
    finite, finite, st.floats(200, 9000), st.floats(0, HOUR), st.floats(600, HOUR), pods,
)  # fmt: skip
sights = st.builds(
    lambda x, y, t, f: Sighting(place_at(x, y, (T0 + t, T0 + t + 300)), f), finite, finite, st.floats(0, HOUR), st.floats(0, 1)
)


def make(drawn):
    x, y, w = np.array(drawn).T
    return at_rest(x, y, weight=w)


@settings(deadline=None)
@given(states, st.lists(st.one_of(looks, sights), max_size=6))
def test_weights_sum_to_one_and_none_is_zero(drawn, evidence):
    r = make(drawn)
    belief = update(r, evidence)
    assert belief.weight.sum() == pytest.approx(1.0, abs=1e-12)
    assert (belief.weight >= FLOOR * belief.prior * (1 - 1e-9)).all()
    assert 1 - 1e-9 <= belief.effective <= r.weight.size + 1e-9


@settings(deadline=None)
@given(states, st.lists(st.one_of(looks, sights), max_size=3), looks)
def test_a_fruitless_search_never_raises_the_probability_where_it_looked(drawn, before, search):
    r = make(drawn)
    belief = update(r, before)
    looked = search.log_likelihood(r) < 0
    after = belief.and_then(search.log_likelihood(r))
    assert after.weight[looked].sum() <= belief.weight[looked].sum() + 1e-12
    assert (after.weight[~looked] >= belief.weight[~looked] - 1e-12).all()


@settings(deadline=None)
@given(states, st.lists(st.one_of(looks, sights), min_size=2, max_size=4), st.randoms(use_true_random=False))
def test_the_order_of_evidence_does_not_matter(drawn, evidence, random):
    r = make(drawn)
    other = list(evidence)
    random.shuffle(other)
    assert update(r, other).weight == pytest.approx(update(r, evidence).weight, abs=1e-9)


@settings(deadline=None)
@given(states, sights)
def test_a_sighting_known_to_be_false_changes_nothing(drawn, sighting):
    r = make(drawn)
    assert update(r, [replace(sighting, false=1.0)]).weight == pytest.approx(r.weight / r.weight.sum(), rel=1e-9)


@settings(deadline=None)
@given(states, st.lists(st.one_of(looks, sights), max_size=4))
def test_hour_by_hour_ends_where_all_together_does(drawn, evidence):
    r = make(drawn)
    hours = list(by_hour(r, evidence))
    assert [t for t, _ in hours] == r.t.tolist()
    assert hours[0][1].weight == pytest.approx(r.weight / r.weight.sum(), rel=1e-9)
    assert hours[-1][1].weight == pytest.approx(update(r, evidence).weight, abs=1e-9)


def test_hour_by_hour_knows_nothing_of_what_comes_later():
    r = at_rest([0, 5000], [0, 0])
    evidence = [Searched(T0 + 1.5 * HOUR, np.array([0.5, 0.0])), Swept(square(0, 0, 500), (T0 + 2 * HOUR, T0 + 4 * HOUR), 0.75)]
    first = [b.weight[0] for _, b in by_hour(r, evidence)]
    assert first == pytest.approx([1 / 2, 1 / 2, 1 / 3, 0.25 / 1.25, 0.125 / 1.125], abs=2 * FLOOR)


@settings(deadline=None)
@given(
    st.lists(st.floats(0, 1), min_size=1, max_size=50).filter(lambda w: sum(w) > 0.1), st.integers(1, 300), st.integers(0, 99)
)
def test_systematic_draws_each_state_as_often_as_its_weight_says(weight, n, key):
    w = np.array(weight)
    drawn = systematic(w, n, np.random.default_rng(key))
    often = np.bincount(drawn, minlength=w.size)
    assert often.sum() == n
    assert (np.abs(often - n * w / w.sum()) < 1 + 1e-9).all()
    assert (often[w == 0] == 0).all()


def test_a_resampled_ensemble_goes_on_with_equal_weights_and_its_own_errors():
    e = seed(Place(LON0, LAT0, (T0, T0), (2000.0, 2000.0, 0.0)), "underway", 3000, 5)
    r = run(e, Constant(0.3, 0.2), CALM, 3)
    seen = Sighting(Place(1.53, 51.02, (T0 + 2 * HOUR, T0 + 2 * HOUR), (700.0, 700.0, 0.0)))
    belief = update(r, [seen])
    drawn, again = (resample(e, r, T0 + 3 * HOUR, belief.weight, np.random.default_rng(9)) for _ in range(2))
    assert np.array_equal(drawn.lon, again.lon)
    assert drawn.seed == again.seed != e.seed
    assert drawn.weight == pytest.approx(np.full(3000, 1 / 3000))
    assert drawn.t == T0 + 3 * HOUR
    assert drawn.lon.mean() == pytest.approx(belief.weight @ r.lon[-1], abs=0.002)
    assert (drawn.own[0] / geodesy.KNOT).mean() == pytest.approx((belief.weight @ (e.own[0] / geodesy.KNOT)), abs=0.05)
    on = run(drawn, Constant(0.3, 0.2), CALM, 1)
    twins = np.flatnonzero(np.diff(drawn.lon) == 0)
    assert twins.size > 100
    assert (on.lon[-1][twins] != on.lon[-1][twins + 1]).all()
    assert resample(e, r, T0 + 3 * HOUR, belief.weight, np.random.default_rng(9), n=10).n == 10


def test_effective_number():
    assert effective(np.ones(100)) == pytest.approx(100.0)
    assert Belief(np.full(4, 0.25), np.array([0.0, -700.0, -700.0, -700.0])).effective == pytest.approx(1.0, abs=1e-5)


R = at_rest([0, 1000], [0, 0])


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: Swept(square(0, 0, 100), (T0, T0 + HOUR), 1.2), "from 0 to 1"),
        (lambda: Swept(square(0, 0, 100), (T0, T0), 0.5), "takes no time"),
        (lambda: Swept({"type": "Point"}, (T0, T0 + 1), 0.5), "'Point' is no area"),
        (lambda: Sighting(place_at(0, 0), false=-0.1), "from 0 to 1"),
        (lambda: Sighting(place_at(0, 0), states=("sunk",)), "allowed are"),
        (lambda: Searched(T0, np.array([0.5, np.nan])), "no number"),
        (lambda: update(R, [Searched(T0, np.array([0.5]))]), "the run has 2"),
        (lambda: update(R, [Swept(square(0, 0, 100), (T0, T0 + 9 * HOUR), 0.5)]), "run it longer"),
        (lambda: update(R, [Sighting(place_at(0, 0, (T0 - 1000, T0)))]), "the run covers"),
    ],
)
def test_bad_evidence_says_what_is_wrong(call, words):
    with pytest.raises(ValueError, match=words):
        call()
