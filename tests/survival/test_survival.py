"""Survival: the published figures of research/search.md 5, curves in order that never reach nothing, knowing more."""

from typing import get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from varne.survival import curves, published
from varne.survival.curves import HORIZON, Buoyancy, Clothing, Doing, People, Sea, Where, alive, survival
from varne.survival.published import HOUR
from varne.survival.worth import found_alive, marginal_alive, one_more_hour, what_is_left

T = np.linspace(0, 120 * HOUR, 481)
waters = st.floats(published.COLDEST, published.WARMEST)
people = st.builds(
    People,
    **{
        name: st.sampled_from(get_args(kind))
        for name, kind in (("where", Where), ("buoyancy", Buoyancy), ("clothing", Clothing), ("doing", Doing), ("sea", Sea))
    },
    children=st.floats(0, 1),
)


def medians(water, **known):
    s = survival(water, People(**known))
    return np.array([c.median / HOUR for c in (s.low, s.likely, s.high)])


@pytest.mark.parametrize(
    ("fit", "hours"),
    [
        (published.hayward, {5: 2.2, 8: 2.6, 10: 2.9, 12: 3.4, 15: 4.6, 18: 7.2}),
        (published.niis, {5: 3.6, 10: 5.7, 15: 9.0}),
        (published.experts, {5: 1.0, 10: 2.0, 15: 6.0}),
        (published.longest, {5: 5.3, 8: 8.9, 10: 11.9, 12: 15.3, 15: 21.2, 18: 28.2}),
    ],
)
def test_published_figures(fit, hours):
    for water, h in hours.items():
        assert fit(float(water)) / HOUR == pytest.approx(h, abs=0.06)


def test_without_buoyancy_half_live_as_long_as_the_survey_says():
    known = {"buoyancy": "none", "sea": "calm", "clothing": "unknown"}
    assert medians(10.0, **known) == pytest.approx([2.0, 5.7, 11.9], abs=0.05)


def test_with_buoyancy_the_horizon_is_a_day_or_more():
    for water in (5.0, 10.0, 15.0):
        low, likely, high = medians(water, buoyancy="worn")
        assert likely >= 24
        assert high > likely > low


def test_the_survivors_of_24_november_are_inside():
    """About twelve hours in water of 12 to 13 C, with poor jackets or none."""
    s = survival(12.5, People())
    assert alive(s.high, 12 * HOUR) > 0.9
    assert alive(s.likely, 12 * HOUR) > 0.3


@given(waters, people)
def test_curves_are_in_order_never_rise_and_never_reach_nothing(water, known):
    s = survival(water, known)
    low, likely, high = (alive(c, T) for c in (s.low, s.likely, s.high))
    for curve in (low, likely, high):
        assert curve[0] == pytest.approx(1.0)
        assert (np.diff(curve) <= 1e-12).all()
        assert (curve > 0).all()
        assert (curve[T <= 1.5 * HORIZON] >= curves.FLOOR).all()
    assert (low <= likely + 1e-12).all()
    assert (likely <= high + 1e-12).all()


@given(waters, people)
def test_half_live_to_the_median(water, known):
    s = survival(water, known)
    for c in (s.low, s.likely, s.high):
        assert float(alive(c, c.median)) == pytest.approx(0.5, abs=1e-6)


@given(st.floats(published.COLDEST, published.WARMEST - 1), people)
def test_warmer_water_is_never_worse(water, known):
    cold, warm = survival(water, known), survival(water + 1, known)
    for name in ("low", "likely", "high"):
        assert getattr(cold, name).median <= getattr(warm, name).median * (1 + 1e-9)


@pytest.mark.parametrize(
    ("name", "worse", "better"),
    [
        ("buoyancy", "none", "worn"),
        ("clothing", "light", "suit"),
        ("doing", "swimming", "still"),
        ("doing", "still", "huddled"),
        ("sea", "rough", "calm"),
        ("where", "water", "swamped"),
        ("where", "swamped", "afloat"),
    ],
)
def test_each_collected_variable_changes_the_curve(name, worse, better):
    base = {"buoyancy": "worn"} if name != "buoyancy" else {}
    low, high = medians(11.0, **base | {name: worse}), medians(11.0, **base | {name: better})
    assert (low <= high + 1e-9).all()
    assert (low < high).any()


def test_more_children_shorten_and_unknown_lies_between():
    assert (medians(11.0, children=0.5) <= medians(11.0)).all()
    none, worn, unknown = (medians(11.0, buoyancy=b) for b in ("none", "worn", "unknown"))
    assert none[1] < unknown[1] < worn[1]
    assert (unknown[0], unknown[2]) == (none[0], worn[2])


def test_what_is_unknown_is_asked_for():
    asked = {n.key.removeprefix("survival.ask.") for n in survival(9.0, People()).notes if n.key.startswith("survival.ask.")}
    assert asked == {"buoyancy", "clothing", "doing", "sea"}
    told = {n.key for n in survival(9.0, People(buoyancy="none", sea="calm")).notes if n.key.startswith("survival.ask.")}
    assert told == {"survival.ask.clothing", "survival.ask.doing"}


@pytest.mark.parametrize(("water", "children", "mend"), [(50.0, 0.0, "Fahrenheit"), (10.0, 2.0, "0 to 1")])
def test_nonsense_is_refused(water, children, mend):
    with pytest.raises(ValueError, match=mend):
        survival(water, People(children=children))


def some_search(seed, n=200, k=12):
    rng = np.random.default_rng(seed)
    s = survival(11.0, People(buoyancy="none"))
    t = (2 + 0.5 * np.arange(k)) * HOUR
    shares = tuple(np.tile(alive(c, t), (n, 1)) for c in (s.low, s.likely, s.high))
    miss, more = -np.cumsum(rng.exponential(0.05, (2, n, k)), axis=2)
    return np.full(n, 1 / n), shares, miss, more


@given(st.integers(0, 10_000))
def test_found_alive_is_at_most_pos_and_more_search_never_lowers_it(seed):
    weight, (low, _, high), miss, more = some_search(seed)
    pos = float(np.sum(weight * -np.expm1(miss[:, -1])))
    assert found_alive(weight, np.ones_like(miss), miss) == pytest.approx(pos)
    assert found_alive(weight, low, miss) <= found_alive(weight, high, miss) <= pos
    assert marginal_alive(weight, low, miss, more) >= -1e-12
    assert marginal_alive(weight, low, miss, 0 * more) == pytest.approx(0)


def test_one_more_hour_says_what_it_adds_and_never_to_stop():
    weight, shares, miss, more = some_search(4)
    hours = one_more_hour(30, weight, shares, miss, {"helicopter": more, "cutter": 0.2 * more, "boat": 0 * more})
    assert [h.asset for h in hours] == ["helicopter", "cutter", "boat"]
    assert all(h.low <= h.likely <= h.high and h.reasons for h in hours)
    told = " ".join(r.text for h in hours for r in h.reasons)
    assert not {"stop", "suspend", "end the search", "abandon"} & set(told.split())


def test_what_is_left_counts_those_still_missed():
    weight, shares, miss, _ = some_search(5)
    left = what_is_left(30, weight, miss[:, -1], tuple(s[:, -1] for s in shares))
    assert left.unfound == pytest.approx(float(np.sum(weight * np.exp(miss[:, -1]))))
    assert 0 < left.alive[0] < left.alive[1] < left.alive[2] < 30
    assert what_is_left(30, np.zeros(3), np.zeros(3), (np.ones(3),) * 3).alive == (0.0, 0.0, 0.0)
