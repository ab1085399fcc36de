"""After a search in vain: what is left, where it looked and where it did not; quick answers; what one more hour is worth."""

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.searches import boat, cloud
from varne import probability
from varne.drift.ensemble import STATES
from varne.drift.run import Run
from varne.geodesy import from_plane
from varne.search.after import Sailed, left, maps
from varne.search.areas import NO_RULES, Task
from varne.search.ascent import improved
from varne.search.lateral import log_odds
from varne.search.marginal import marginal, myopic
from varne.search.path import path_of
from varne.search.quick import quick
from varne.search.targets import targets, until
from varne.search.tracks import tracks
from varne.search.valuing import Objects, objects

HOUR = 3600.0
CURVES = tuple(log_odds(w, 0.8) for w in (900.0, 900.0, 600.0, 200.0))


def drifting(n=3000, hours=6, seed=1, spread=2000.0):
    """A run that sets east at 0.5 m/s: two thirds adrift, one third in the water."""
    rng = np.random.default_rng(seed)
    t = 600.0 * np.arange(6 * hours + 1)
    x0, y0 = rng.normal(0, spread, (2, n))
    lon, lat = from_plane(x0 + 0.5 * t[:, None], np.broadcast_to(y0, (t.size, n)), 1.5, 51.0)
    state = np.broadcast_to(np.where(np.arange(n) % 3 < 2, 1, 3).astype(np.int8), lon.shape)
    return Run(t, lon, lat, state, np.zeros(lon.shape, np.int8), np.full(n, 1 / n))


def sailed(run, x=0.0, begin=HOUR, hours=1.0, name="boat"):
    """Up and down beside the datum, x to the east of it."""
    t = begin + np.linspace(0, HOUR * hours, 7)
    east = x + 0.5 * t + 300.0 * np.arange(7)
    north = 4000.0 * (np.arange(7) % 2) - 2000.0
    lon, lat = from_plane(east, north, 1.5, 51.0)
    return Sailed(name, path_of(t, lon, lat, 1.5, 51.0), CURVES)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 1 << 30), st.floats(-4000, 4000))
def test_a_search_in_vain_never_raises_poc_where_it_looked(seed, x):
    run = drifting(500, seed=seed)
    done = left(run, [sailed(run, x)], 2 * HOUR)
    pod = 1 - done.belief.weight / run.weight
    seen = -np.expm1(done.belief.log_likelihood)
    looked = seen > 0.5
    assert done.belief.weight.sum() == pytest.approx(1.0)
    if looked.any():
        assert done.belief.weight[looked].sum() <= run.weight[looked].sum() + 1e-12
        assert pod[looked].max() > 0
    assert (done.belief.weight > 0).all()


def test_pos_of_a_union_is_at_most_the_sum_and_never_falls():
    run = drifting()
    both = left(run, [sailed(run, -800.0), sailed(run, 500.0, 2.5 * HOUR, name="other")], 5 * HOUR)
    alone = [left(run, [s], 5 * HOUR).cumulative[0] for s in (sailed(run, -800.0), sailed(run, 500.0, 2.5 * HOUR))]
    assert both.cumulative[0] <= both.cumulative[1] <= sum(alone)
    assert both.low < both.cumulative[1] < both.high


def test_who_is_hard_to_see_is_what_is_left():
    run = drifting()
    done = left(run, [sailed(run, -800.0)], 3 * HOUR)
    assert done.by_state["people_in_water"] > 1 / 3 + 0.02
    drawn = maps(run, done.belief.weight, 3 * HOUR)
    assert set(drawn) == {"all", "adrift", "people_in_water"}
    for d in drawn.values():
        assert d.p.sum() * d.cell**2 == pytest.approx(1.0)


def test_nothing_searched_changes_nothing():
    run = drifting()
    done = left(run, [], 3 * HOUR)
    assert done.cumulative == ()
    assert done.belief.weight == pytest.approx(run.weight)
    assert done.by_state == pytest.approx({"underway": 0, "adrift": 2 / 3, "swamped": 0, "people_in_water": 1 / 3})


def test_a_track_outside_the_drift_is_told():
    run = drifting()
    with pytest.raises(ValueError, match="run the drift longer"):
        left(run, [sailed(run, begin=5.5 * HOUR)], 6 * HOUR)


def test_bayes_on_arrays_says_what_is_wrong():
    with pytest.raises(ValueError, match="above 1"):
        probability.after_search([1.0], [0.1])
    with pytest.raises(ValueError, match="nothing is left"):
        probability.after_search([1.0], [-np.inf])


def seen_of(run):
    return objects(run, 1.5, 51.0)


def test_a_quick_answer_in_time_about_the_datum_where_it_is_when_the_unit_comes():
    seen = seen_of(drifting(2000))
    who = (
        boat("far", transit=10.0, base=(0.0, -30_000.0), hours=5),
        boat("near", transit=10.0, base=(0.0, -12_000.0), hours=5),
    )
    quick(seen, who, [CURVES, CURVES], 4 * HOUR)
    begin = time.process_time()
    found = quick(seen, who, [CURVES, CURVES], 4 * HOUR)
    assert time.process_time() - begin < 0.3
    assert found.searcher == 1
    assert found.arrives == pytest.approx(1200, abs=60)
    assert found.probable_error == pytest.approx(1.1774 * 2000, rel=0.06)
    assert found.pattern in ("SS", "VS")
    assert 0.1 < found.pos < 1
    assert found.path.x[0] == pytest.approx(0.5 * found.arrives, abs=100)


def test_a_small_datum_is_searched_about_it_and_found():
    seen = seen_of(drifting(2000, spread=200.0))
    assert quick(seen, (boat(hours=2),), [CURVES], 4 * HOUR).pos > 0.8


def test_nobody_in_time_is_told():
    with pytest.raises(ValueError, match="nobody reaches the datum"):
        quick(seen_of(drifting(100)), (boat(ready=5 * HOUR),), [CURVES], 4 * HOUR)


def test_one_more_hour_is_worth_more_of_who_sees_more():
    run = drifting()
    longer = targets(run, 0.0, 10, 1800.0)
    of = until(longer, 6)
    task = Task(of, (boat("wide", width=(900,) * 4), boat("narrow", width=(300,) * 4)), rules=NO_RULES)
    plan = next(improved(task, np.random.default_rng(1), 1))
    more = marginal(task, plan, longer, np.random.default_rng(1))
    assert [task.searchers[m.searcher].name for m in more] == ["wide", "narrow"]
    assert 0 < more[1].value < more[0].value < 1 - plan.value
    assert myopic(task, plan, np.random.default_rng(1)).value <= plan.value + 0.01


def test_tracks_find_at_least_what_areas_promise():
    run = drifting()
    of = targets(run, 0.0, 8, 1800.0)
    who = (boat("a", width=(900, 900, 600, 200)), boat("b", width=(900, 900, 600, 200), ready=1800.0))
    task = Task(of, who, rules=NO_RULES)
    plan = next(improved(task, np.random.default_rng(1), 1))
    seen = objects(run, of.lon0, of.lat0)
    found, miss = tracks(seen, task, plan, [CURVES, CURVES], np.random.default_rng(1))
    pos = float(-np.expm1(miss) @ seen.weight)
    assert [t.area for t in found] == [0, 1]
    assert pos == pytest.approx(sum(t.gained for t in found))
    assert pos > plan.value - 0.03
    for t in found:
        assert t.ladder.path.t[0] >= plan.areas[t.area].begin - 1
        assert t.ladder.path.t[-1] <= plan.areas[t.area].end + 1


def test_targets_of_a_run_say_what_is_wrong():
    run = drifting(50)
    with pytest.raises(ValueError, match="begin later, search shorter"):
        targets(run, -1800.0, 4, 1800.0)
    with pytest.raises(ValueError, match="the ensemble is empty"):
        targets(run, 0.0, 4, 1800.0, np.zeros(50))
    ashore = Run(run.t, run.lon, run.lat, run.state, np.ones(run.lon.shape, np.int8), run.weight)
    with pytest.raises(ValueError, match="no state is afloat"):
        targets(ashore, 0.0, 4, 1800.0)
    assert STATES[1] == "adrift"
    assert cloud().n == 2000
    assert isinstance(seen_of(run), Objects)
