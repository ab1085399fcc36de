"""The filter against what is known exactly, and against what reports do to each other."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from telling import START, STILL, T0, at, looked, median, metres, said, same, sea

from varne.drift import motion
from varne.drift.ensemble import NO_ERRORS, Hazards
from varne.drift.march import advance
from varne.fusion.report import CONDITIONS
from varne.geodesy import components_to, destination, ellipse_covariance, to_plane
from varne.outlook import Model, outlook, span
from varne.outlook.places import KNOWN_CLOCK_S, SPEED

NO_HAZARDS = {c: Hazards() for c in CONDITIONS}
GOES_WITH_THE_STREAM = Model(
    wrong=1e-9, jump=1e-12, start={"adrift": 1.0}, hazards=NO_HAZARDS, errors=replace(NO_ERRORS, diffusivity=60.0)
)
"""No engine, no wind, every position right: motion and errors are normal, and Kalman's filter is exact."""
STOPPED = {"condition": "engine_stopped"}


def kalman(reports, velocity, diffusivity):
    """Mean and covariance at the last report."""
    mean, cov, t = np.zeros(2), np.zeros((2, 2)), None
    for r in reports:
        z = np.array(to_plane(r.lon, r.lat, *START))
        error = ellipse_covariance(*r.ellipse_m) + (SPEED * KNOWN_CLOCK_S) ** 2 * np.eye(2)
        if t is None:
            mean, cov = z, error
        else:
            dt = r.when.timestamp() - t
            mean, cov = mean + dt * velocity, cov + 2 * diffusivity * dt * np.eye(2)
            gain = cov @ np.linalg.inv(cov + error)
            mean, cov = mean + gain @ (z - mean), (np.eye(2) - gain) @ cov
        t = r.when.timestamp()
    return mean, cov


def drifting(ellipses, to=60.0, speed=0.4, every=25, seed=3):
    """Positions of something that goes with the stream, each with an error drawn from its ellipse."""
    rng = np.random.default_rng(seed)
    east, north = (float(c) for c in components_to(speed, to))
    told = []
    for k, ellipse in enumerate(ellipses):
        off = rng.multivariate_normal((0, 0), ellipse_covariance(*ellipse))
        x, y = 60 * every * k * np.array([east, north]) + off
        told.append(at(f"r{k}", every * k, np.degrees(np.arctan2(x, y)), float(np.hypot(x, y)), ellipse_m=ellipse))
    return told, np.array([east, north])


@pytest.mark.parametrize("to", [30.0, 60.0, 200.0])
def test_it_is_the_kalman_filter_where_that_is_exact(to):
    told, velocity = drifting([(500.0, 300.0, 40.0)] * 6, to=to)
    o = looked(told, sea(0.4, to), minutes=180, n=20_000, model=GOES_WITH_THE_STREAM)
    mean, cov = kalman(told, velocity, 60.0)
    xy, weight = metres(o, 125)
    found = xy @ weight
    spread = ((xy - found[:, None]) * weight) @ (xy - found[:, None]).T
    assert found == pytest.approx(mean, abs=0.06 * np.sqrt(cov.max()))
    assert spread == pytest.approx(cov, abs=0.08 * cov.max())


def test_a_sharp_position_amid_a_wide_cloud_leaves_a_sharp_cloud():
    told, velocity = drifting([(1500.0, 1500.0, 0.0), (30.0, 30.0, 0.0)], every=60, seed=4)
    o = looked(told, sea(0.4, 60.0), n=2000, model=GOES_WITH_THE_STREAM)
    mean, cov = kalman(told, velocity, 60.0)
    xy, weight = metres(o, 60)
    found = xy @ weight
    sigma = np.sqrt((weight * (xy - found[:, None]) ** 2).sum(axis=1))
    assert found == pytest.approx(mean, abs=40.0)
    assert sigma == pytest.approx(np.sqrt(np.diag(cov)), rel=0.25)


TOLD = [
    at("a", 0, 300, 0),
    at("b", 40, 310, 3500, condition="underway"),
    said("c", 55, condition="taking_water"),
    at("d", 70, 315, 6000, course=300, speed_kn=3.0, channel="ship", source="ship"),
    said("e", 100, condition="people_in_water"),
]


@pytest.mark.parametrize("order", [(4, 3, 2, 1, 0), (2, 0, 4, 1, 3)])
def test_reports_in_any_order_give_the_same_bytes(order):
    assert same(looked(TOLD), looked([TOLD[k] for k in order]))


def test_a_late_report_counts_from_the_time_at_which_it_was_true():
    late = replace(TOLD[1], received=TOLD[1].received + timedelta(hours=2))
    assert same(looked(TOLD), looked([*TOLD[:1], *TOLD[2:], late]))


def test_duplicates_and_copies_add_nothing():
    copy = replace(TOLD[1], id="copy", received=TOLD[1].received + timedelta(minutes=5))
    assert same(looked(TOLD), looked([*TOLD, TOLD[3], copy]))


def test_a_position_said_again_by_another_mouth_adds_nothing():
    again = replace(TOLD[1], id="vhf", channel="vhf", source="authority", condition="unknown", text="Mayday Relay")
    assert same(looked(TOLD), looked([*TOLD, again]))
    assert "outlook.repeated" in {w.key for w in looked([*TOLD, again]).assumptions}


def test_a_report_that_says_nothing_changes_nothing():
    assert same(looked(TOLD), looked([*TOLD, said("x", 65, channel="missed_call")]))


def test_the_same_seed_gives_the_same_bytes_and_another_others():
    assert same(looked(TOLD), looked(TOLD))
    assert not same(looked(TOLD), looked(TOLD, rng_seed=2))


def test_a_longer_look_ahead_keeps_what_comes_before():
    short, long = looked(TOLD, minutes=160), looked(TOLD, minutes=400)
    k = np.searchsorted(short.run.t, T0 + 6000.0)
    assert short.run.lon[: k + 1].tobytes() == long.run.lon[: k + 1].tobytes()


GOOD = [at(f"g{k}", 30 * k, 315, 500 * k, **STOPPED) for k in range(4)]


def test_a_position_15_km_off_moves_the_middle_by_little():
    stray = at("stray", 95, 90, 15_000)
    alone, with_it = looked(GOOD), looked([*GOOD, stray])
    assert np.hypot(*(median(with_it, 100) - median(alone, 100))) < 300
    assert with_it.believed["stray"] < 0.3
    assert with_it.start.id == "g3"
    assert "outlook.doubted" in {w.key for w in with_it.assumptions}


def test_but_it_is_kept_as_a_possibility():
    xy, weight = metres(looked([*GOOD, at("stray", 95, 90, 15_000)]), 100)
    near = np.hypot(*(xy - np.array([[15_000.0], [0.0]]))) < 2_000
    assert 0.001 < weight[near].sum() < 0.3


def test_a_clock_an_hour_wrong_does_not_drag_the_boat_away():
    told, _ = drifting([(100.0, 100.0, 0.0)] * 5, to=30.0, speed=1.0, every=30)
    told = [replace(r, condition="engine_stopped") for r in told]
    wrong = replace(told[1], id="french", observed=told[1].when + timedelta(hours=1), lon=told[1].lon + 1e-4)
    moved = median(looked([*told, wrong], sea(1.0, 30.0)), 125) - median(looked(told, sea(1.0, 30.0)), 125)
    assert np.hypot(*moved) < 400


def test_a_first_position_that_is_wrong_is_outvoted_by_two():
    told = [at("wrong", 0, 90, 15_000), at("b", 20, **STOPPED), at("c", 40, 315, 400)]
    o = looked(told)
    assert np.hypot(*median(o, 45)) < 1_000
    assert o.believed["wrong"] < 0.3
    assert "outlook.begun_again" in {w.key for w in o.assumptions}


def test_two_positions_that_contradict_each_other_are_both_kept():
    o = looked([at("a", 0), at("b", 20, 90, 15_000)])
    assert 0.2 < o.believed["a"] < 0.8
    assert 0.2 < o.believed["b"] < 0.8


def test_a_boat_that_went_as_none_can_is_found_again_and_it_is_said():
    towed = [at(f"t{k}", 100 + 10 * k, 90, 15_000 + 50 * k, **STOPPED) for k in range(3)]
    o = looked([*GOOD, *towed])
    assert np.hypot(*(median(o, 125) - np.array([15_000.0, 0.0]))) < 1_500
    assert any(w.key == "outlook.begun_again" for w in o.assumptions)


def test_belonging_is_how_much_a_report_counts():
    stray = at("stray", 95, 20, 2_500, **STOPPED)
    told = [*GOOD, stray]
    certain = [1.0] * len(GOOD)
    off = [median(looked(told, belonging=[*certain, p]), 100) for p in (0.0, 0.3, 1.0)]
    without = median(looked(GOOD), 100)
    apart = [float(np.hypot(*(o - without))) for o in off]
    assert apart[0] == 0.0
    assert apart[0] <= apart[1] <= apart[2]
    assert same(looked(GOOD), looked(told, belonging=[*certain, 0.0]))


@pytest.mark.parametrize("course", [30.0, 60.0, 300.0])
@pytest.mark.parametrize("first", [True, False])
def test_a_boat_goes_where_it_was_seen_going(course, first):
    """In still water, from the first report on and after a turn."""
    seen = at("seen", 30, 0, 0, course=course, speed_kn=4.0, condition="underway", channel="aircraft", source="crew")
    told = [seen] if first else [at("before", 0, course + 90, 1_500, condition="underway"), seen]
    east, north = median(looked(told), 60) - median(looked(told), 30)
    went = np.degrees(np.arctan2(east, north)) % 360
    assert abs((went - course + 180) % 360 - 180) < (12 if first else 22)  # some think it kept its old way
    assert np.hypot(east, north) > 1_500


def test_an_adrift_boat_goes_with_the_stream_and_not_with_its_course():
    told = [at("a", 0, **STOPPED), at("b", 30, 60, 1800, **STOPPED)]
    went = median(looked(told, sea(1.0, 60.0)), 60) - median(looked(told, sea(1.0, 60.0)), 30)
    assert np.degrees(np.arctan2(*went)) == pytest.approx(60.0, abs=12)


def test_no_state_ever_counts_nothing_and_all_count_one():
    told = [*TOLD, at("far", 110, 120, 20_000), said("dry", 120, condition="underway", source="ship", channel="ship")]
    for belonging in (None, [0.6] * len(told)):
        o = looked(told, belonging=belonging)
        assert o.run.weight.sum() == pytest.approx(1.0, abs=1e-12)
        assert (o.run.weight > 0).all()
        for minute in (0, 50, 111, 200):
            assert sum(o.states(T0 + 60 * minute).values()) == pytest.approx(1.0, abs=1e-9)
            assert sum(o.shares(T0 + 60 * minute).values()) == pytest.approx(1.0, abs=1e-9)


@pytest.mark.parametrize(
    "told",
    [
        [],
        [said("a", 0, condition="swamped")],
        [at("nowhere", 0, lon=0.0, lat=0.0)],
        [at("west", 0, lon=-1.5)],
        [at("inland", 0, lon=2.25, lat=50.75)],
        [at("saved", 0, channel="rescue", source="crew")],
    ],
    ids=lambda told: told[0].id if told else "nothing",
)
def test_a_boat_without_a_place_at_sea_has_no_outlook(told):
    assert outlook(told, STILL, T0 + 7200.0, n=100, rng_seed=1, wind_known=True) is None


def test_a_position_off_the_map_is_told_and_does_no_harm():
    o = looked([*GOOD, at("west", 95, lon=-1.5)])
    assert np.hypot(*(median(o, 100) - median(looked(GOOD), 100))) == 0.0
    assert [w.args["report"] for w in o.assumptions if w.key == "outlook.unused"] == ["west"]


def test_a_pin_on_the_beach_begins_in_the_sea_beside_it():
    told = [at("beach", 0, lon=1.58, lat=50.875, ellipse_m=(100.0, 100.0, 0.0))]
    assert (looked(told).run.flag[0] == motion.MOVING).mean() > 0.9


def test_the_past_of_a_state_leads_to_it():
    """Between two outputs nothing goes faster than a boat can, but for the smear of sharp positions; what began later waits."""
    o = looked([*GOOD, at("stray", 95, 90, 15_000)])
    assert (np.diff(o.run.t) > 0).all()
    x, y = to_plane(o.run.lon, o.run.lat, *START)
    waiting = o.run.flag == motion.WAITING
    speed = np.hypot(np.diff(x, axis=0), np.diff(y, axis=0)) / np.diff(o.run.t)[:, None]
    assert np.quantile(speed[~waiting[:-1]], 0.99) < 5.0
    assert (speed[waiting[:-1] & waiting[1:]] == 0).all()


def test_drift_goes_on_from_it():
    o = looked(TOLD, minutes=150)
    e = o.at(T0 + 6600.0)
    assert e.weight.sum() == pytest.approx(1.0)
    done = advance(e, STILL, 2)
    assert done.lon.shape == (3, 2000)
    assert done.lon[0] == pytest.approx(o.run.at(T0 + 6600.0).lon[0], abs=1e-6)


def test_a_field_too_short_is_refused_and_earlier_positions_are_left_out_aloud():
    with pytest.raises(ValueError, match="the forcing covers"):
        looked(TOLD, minutes=60 * 20)
    early = at("early", -120, 0, 0)
    o = looked([early, *TOLD])
    assert same(o, looked(TOLD))
    assert [w.args["report"] for w in o.assumptions if w.key == "outlook.unused"] == ["early"]
    with pytest.raises(ValueError, match="no position"):
        outlook([early], STILL, T0 + 3600.0, n=100, rng_seed=1, wind_known=True)


def test_the_span_is_from_the_first_position_to_the_last_word():
    assert span([said("x", -30, condition="underway"), *TOLD]) == (T0, T0 + 6000.0)
    assert span([said("x", 0)]) is None


def test_it_is_wide_where_no_wind_is_known():
    adrift = Model(start={"adrift": 1.0}, hazards=NO_HAZARDS)
    calm, unknown = (looked([at("a", 0)], wind_known=known, minutes=400, model=adrift) for known in (True, False))
    spread = [np.std(metres(o, 400)[0], axis=1).max() for o in (calm, unknown)]
    assert spread[1] > 1.05 * spread[0]
    assert "outlook.wind_unknown" in {w.key for w in unknown.assumptions}
    assert [w.args["field"] for w in unknown.assumptions if w.key == "outlook.stream"] == [unknown.run.fields[0]]


def test_a_report_at_the_very_moment_of_another_is_heard():
    told = [*GOOD, at("twin", 90, 315, 1600, **STOPPED, source="ngo")]
    assert set(looked(told).believed) == {"g0", "g1", "g2", "g3", "twin"}


def test_land_lies_where_the_map_has_it():
    """The places these tests stand on: START is at sea, ten kilometres from any coast."""
    lon, lat = destination(*START, np.arange(0, 360, 30.0), 10_000.0)
    assert (looked([at("a", 0)]).run.flag[0] == motion.MOVING).all()
    assert np.isfinite(lon).all() and np.isfinite(lat).all()
