"""The drift engine on seas whose answer is known: constant streams, a rotating sea, a straight wind, a coast."""

from dataclasses import dataclass, replace

import numpy as np
import pytest

from varne import geodesy
from varne.drift import leeway, motion
from varne.drift.ensemble import HOUR, NO_ERRORS, Ensemble, Errors, Hazards, Place, Way, seed, with_states
from varne.drift.march import run
from varne.sea import coast, tides
from varne.sea.field import Box, Constant, OutsideForecast, as_grid

T0 = 1_637_723_520.0  # 24 November 2021, 03:12 UTC
MID = Place(1.45, 51.0, (T0, T0), (1.0, 1.0, 0.0))
CALM = Constant(0.0, 0.0, "calm")
ten_metres, one_per_cent = 10.0, 0.01


def without_leeway(e: Ensemble) -> Ensemble:
    return replace(e, leeway=np.zeros_like(e.leeway))


def at_rest(key="inflatable", n=4, place=MID):
    """n states exactly at a place, without leeway."""
    e = without_leeway(seed(place, key, n, rng_seed=1))
    return replace(e, lon=np.full(n, place.lon), lat=np.full(n, place.lat))


@pytest.mark.parametrize("to", [0, 30, 90, 200, 270, 350])
def test_a_constant_stream_carries_the_boat_the_way_it_sets(to):
    u, v = geodesy.components_to(1.0, to)
    r = run(at_rest(), Constant(float(u), float(v)), CALM, 3, errors=NO_ERRORS)
    distance, bearing = geodesy.distance_and_bearing(MID.lon, MID.lat, r.lon[-1], r.lat[-1])
    assert distance == pytest.approx(3 * HOUR, abs=ten_metres)
    assert (bearing - to + 180) % 360 - 180 == pytest.approx(0, abs=0.2)


@pytest.mark.parametrize("wind_from", [200, 290, 20])
def test_leeway_goes_downwind_and_right_is_right(wind_from):
    e = seed(MID, "SLDMB", 2, rng_seed=1)
    pull = np.zeros_like(e.leeway)
    pull[0, 0], pull[0, 2], pull[0, 4], pull[0, 6] = 0.03, 0.01, -0.01, [1, -1]
    wind = Constant(*(float(c) for c in geodesy.components_from(10.0, wind_from)))
    r = run(replace(e, leeway=pull), CALM, wind, 6, errors=NO_ERRORS)
    distance, bearing = geodesy.distance_and_bearing(e.lon, e.lat, r.lon[-1], r.lat[-1])
    downwind = (wind_from + 180) % 360
    swing = np.degrees(np.arctan2(0.01, 0.03))
    assert (bearing - downwind + 180) % 360 - 180 == pytest.approx([swing, -swing], abs=0.3)
    assert distance == pytest.approx(np.hypot(0.3, 0.1) * 6 * HOUR, rel=one_per_cent)


@dataclass(frozen=True)
class Rotation:
    """Solid rotation about MID, one turn in 12 h: the exact track is a circle."""

    name: str = "rotation"
    box: Box = Box()  # noqa: RUF009  frozen

    def __call__(self, t, lon, lat):
        x, y = geodesy.to_plane(lon, lat, MID.lon, MID.lat)
        w = 2 * np.pi / (12 * HOUR)
        return -w * y, w * x

    def on_grid(self, t, lon, lat):
        shape = np.broadcast(*as_grid(t, lon, lat)).shape
        return tuple(np.broadcast_to(c, shape) for c in self(*as_grid(t, lon, lat)))


def test_a_turn_on_a_rotating_sea_ends_where_it_began():
    lon, lat = geodesy.destination(MID.lon, MID.lat, 120.0, 8_000.0)
    e = at_rest(place=replace(MID, lon=float(lon), lat=float(lat)))
    r = run(e, Rotation(), CALM, 12, errors=NO_ERRORS)
    home, _ = geodesy.distance_and_bearing(lon, lat, r.lon[-1], r.lat[-1])
    quarter, bearing = geodesy.distance_and_bearing(MID.lon, MID.lat, r.lon[3], r.lat[3])
    late = 2 * np.pi * 8_000.0 * (2 * np.pi / 72) ** 2 / 6  # phase error of the midpoint rule over 72 steps, 64 m
    assert home == pytest.approx(late, rel=0.05)
    assert quarter == pytest.approx(8_000.0, rel=0.01)
    assert bearing == pytest.approx(30.0, abs=0.5)  # rotation is anticlockwise: 120 becomes 030


def rk4(field, lon, lat, t, hours, step):
    """Runge-Kutta of the fourth order on the field itself: an independent program for the same water."""

    def velocity(t, lon, lat):
        u, v = field(t, lon, lat)
        east, north = geodesy.metres_per_degree(lat)
        return np.array([u / east, v / north])

    p = np.array([lon, lat])
    for k in range(round(hours * HOUR / step)):
        now = t + k * step
        a = velocity(now, *p)
        b = velocity(now + step / 2, *(p + step / 2 * a))
        c = velocity(now + step / 2, *(p + step / 2 * b))
        d = velocity(now + step, *(p + step * c))
        p = p + step / 6 * (a + 2 * b + 2 * c + d)
    return p


def test_six_hundred_seconds_are_within_fifteen_metres_of_rk4_with_sixty():
    """research/drift.md 9.4, on the tide of the Strait over 24 h; Euler's step of 600 s is off by hundreds of metres."""
    e = without_leeway(seed(replace(MID, ellipse_m=(2000.0, 2000.0, 0.0)), "inflatable", 60, rng_seed=2))
    truth = rk4(tides.dover_strait(), e.lon, e.lat, T0, 24, 60.0)

    def off(**how):
        r = run(e, tides.dover_strait(), CALM, 24, errors=NO_ERRORS, **how)
        return np.sqrt(np.mean(geodesy.distance_and_bearing(r.lon[-1], r.lat[-1], *truth)[0] ** 2))

    assert off() < 15.0
    assert off(midpoint=False) > 100.0


@pytest.mark.parametrize("ramp", [0.0, 6.0])
def test_capsizing_follows_the_integral_of_its_hazard_for_steady_and_rising_wind(ramp):
    """1 - exp(-integral): wind 26 m/s, steady or rising by 6 m/s an hour; the number comes by quadrature, not by our step."""
    rising = Rising(26.0, ramp)
    e = seed(MID, "SLDMB", 20_000, rng_seed=3)
    hazards = Hazards(capsize=(1.0, 30.0, 5.0))
    for step in (600.0, 1800.0):
        r = run(e, CALM, rising, 2, hazards=hazards, errors=NO_ERRORS, step=step)
        hours = np.linspace(0, 2, 20_001)
        rate = (1 + np.tanh((26.0 + ramp * hours - 30.0) / 5.0)) / 2
        share = 1 - np.exp(-np.trapezoid(rate, hours))
        three_sigma = 3 * np.sqrt(share * (1 - share) / e.n)
        assert (r.state[-1] == motion.SWAMPED).mean() == pytest.approx(share, abs=three_sigma + 0.01 * (ramp > 0))


@dataclass(frozen=True)
class Rising:
    """A southerly that rises steadily from T0 on: speed [m/s] and its rise an hour."""

    speed: float
    rise: float
    name: str = "rising wind"
    box: Box = Box()  # noqa: RUF009  frozen

    def __call__(self, t, lon, lat):
        shape = np.broadcast(t, lon, lat).shape
        return np.zeros(shape), np.broadcast_to(self.speed + self.rise * (np.asarray(t) - T0) / HOUR, shape)

    def on_grid(self, t, lon, lat):
        return self(*as_grid(t, lon, lat))


def test_errors_spread_like_a_random_flight_whatever_the_step():
    """Variance 2 s^2 T (t - T (1 - exp(-t / T))), Taylor 1921, plus 2 K t."""
    errors = Errors((0.2, 2 * HOUR), (0.0, HOUR), (0.0, HOUR), diffusivity=10.0, jibe_per_hour=0.0)
    t, s, memory = 4 * HOUR, 0.2, 2 * HOUR
    expected = 2 * s**2 * memory * (t - memory * (1 - np.exp(-t / memory))) + 2 * 10.0 * t
    for step in (60.0, 600.0, 1800.0):
        r = run(at_rest(n=40_000), CALM, CALM, 4, errors=errors, step=step)
        x, y = geodesy.to_plane(r.lon[-1], r.lat[-1], MID.lon, MID.lat)
        assert x.var() == pytest.approx(expected, rel=0.04)
        assert y.var() == pytest.approx(expected, rel=0.04)


def test_share_on_the_other_side_of_downwind_after_a_day():
    """(1 - exp(-2 rate t)) / 2 = 42.95 % at 4 % an hour: exact for a two-state chain."""
    e = seed(MID, "SLDMB", 40_000, rng_seed=3)
    pull = np.zeros_like(e.leeway)
    pull[0, 3], pull[0, 5], pull[0, 6] = 0.001, -0.001, 1.0  # a mm/s to the right or to the left shows the side
    still = replace(e, leeway=pull)
    jibing = replace(NO_ERRORS, jibe_per_hour=0.04)
    r = run(still, CALM, Constant(0.0, 10.0), 25, errors=jibing)
    gone_left = (r.lon[25] - r.lon[24]) < 0
    rate = -np.log(0.96)
    low, high = ((1 - np.exp(-2 * rate * hours)) / 2 for hours in (24, 25))
    assert low - 0.01 < gone_left.mean() < high + 0.01


def test_seeded_leeway_has_the_published_spread_at_ten_metres_a_second():
    c = leeway.draw("SKIFF-3", 100_000, np.random.default_rng(4))
    down_at_10 = (c[0] * 10 + c[1]) * 100  # cm/s
    assert down_at_10.mean() == pytest.approx(16.5, rel=one_per_cent)
    assert down_at_10.std() == pytest.approx(3.1, rel=2 * one_per_cent)
    assert (c[1] * 100).std() == pytest.approx(3.1 / 2, rel=2 * one_per_cent)
    assert (c[0] >= 0).all()


def test_share_of_slopes_that_would_drift_upwind_and_are_redrawn():
    """PIW-2: slope 0.48 %, error 8.3 / 20: 12.4 % of the draws (research/drift.md 3); the mean rises accordingly."""
    c = leeway.draw("PIW-2", 200_000, np.random.default_rng(5))
    sigma, slope = 8.3 / 20, 0.48
    a = slope / sigma
    density, above = np.exp(-(a**2) / 2) / np.sqrt(2 * np.pi), 1 - 0.1237
    assert (c[0].mean() * 100) == pytest.approx(slope + sigma * density / above, rel=one_per_cent)


def test_unknown_object_names_what_is_allowed():
    with pytest.raises(ValueError, match=r"'canoe' is not in the leeway table; allowed are \['inflatable', 'piw'"):
        seed(MID, "canoe", 10, 1)


def test_engine_failures_come_by_waiting_time():
    e = seed(MID, "underway", 40_000, rng_seed=6)
    r = run(e, CALM, CALM, 2, hazards=Hazards(engine_stops=0.3), errors=NO_ERRORS)
    assert (r.state[-1] == motion.ADRIFT).mean() == pytest.approx(1 - np.exp(-0.6), abs=0.01)


def test_states_follow_each_other_and_nobody_climbs_back():
    e = seed(MID, "swamped", 20_000, rng_seed=7)
    r = run(e, CALM, CALM, 3, hazards=Hazards(into_water=0.5), errors=NO_ERRORS)
    assert (np.diff(r.state.astype(int), axis=0) >= 0).all()
    assert (r.state[-1] == motion.IN_WATER).mean() == pytest.approx(1 - np.exp(-1.5), abs=0.015)


@pytest.mark.parametrize("heading", [20, 200, 290])
def test_a_boat_under_way_goes_where_it_steers(heading):
    e = without_leeway(seed(MID, "underway", 2000, 8, Way(heading, 0.0, (3.0, 3.0, 3.0))))
    r = run(e, CALM, CALM, 1, errors=NO_ERRORS)
    distance, bearing = geodesy.distance_and_bearing(e.lon, e.lat, r.lon[-1], r.lat[-1])
    assert distance == pytest.approx(3 * geodesy.NM, rel=one_per_cent)
    assert (bearing - heading + 180) % 360 - 180 == pytest.approx(0, abs=0.5)


def test_a_boat_set_ashore_stays_on_the_beach():
    off_calais = Place(1.80, 50.99, (T0, T0), (300.0, 300.0, 0.0))
    e = without_leeway(seed(off_calais, "inflatable", 1000, 9))
    r = run(e, Constant(0.3, -1.0), CALM, 4, errors=NO_ERRORS)
    assert (r.flag[-1] == motion.STRANDED).all()
    assert (r.lat[-1] == r.lat[-2]).all()
    a_mask_cell = 111.0
    assert coast.distance_to_land(r.lon[-1], r.lat[-1]).max() < a_mask_cell


def test_same_seed_same_numbers_for_any_threads_and_more_states_keep_the_old():
    e = seed(MID, "piw", 1000, rng_seed=10)
    one, two, sixteen = (run(e, tides.dover_strait(), Constant(3.0, 1.0), 6, threads=k) for k in (1, 2, 16))
    assert np.array_equal(one.lon, two.lon)
    assert np.array_equal(one.lat, sixteen.lat)
    again = run(seed(MID, "piw", 1000, rng_seed=10), tides.dover_strait(), Constant(3.0, 1.0), 6)
    other = run(seed(MID, "piw", 1000, rng_seed=11), tides.dover_strait(), Constant(3.0, 1.0), 6)
    assert np.array_equal(one.lon, again.lon)
    assert not np.array_equal(one.lon, other.lon)


def test_the_order_of_the_states_does_not_matter():
    e = seed(MID, "underway", 500, rng_seed=10)
    order = np.random.default_rng(1).permutation(e.n)
    names = ("lon", "lat", "state", "flag", "weight", "release")
    shuffled = replace(
        e,
        **{name: getattr(e, name)[order] for name in names},
        leeway=e.leeway[:, :, order],
        own=e.own[:, order],
        number=order,
    )
    hazards = Hazards(engine_stops=0.5, engine_starts=0.5, swamps=0.2, into_water=0.5)
    a, b = (run(x, tides.dover_strait(), Constant(3.0, 1.0), 6, hazards=hazards) for x in (e, shuffled))
    assert np.array_equal(a.lon[:, order], b.lon)
    assert np.array_equal(a.state[:, order], b.state)


def test_nobody_moves_before_the_release():
    late = replace(MID, t=(T0, T0 + 2 * HOUR))
    e = without_leeway(seed(late, "inflatable", 2000, 12))
    r = run(e, Constant(1.0, 0.0), CALM, 3, errors=NO_ERRORS)
    gone, _ = geodesy.distance_and_bearing(e.lon, e.lat, r.lon[-1], r.lat[-1])
    assert gone == pytest.approx(T0 + 3 * HOUR - e.release, abs=ten_metres)
    assert (r.flag[0][e.release > T0] == motion.WAITING).all()


def test_leaving_the_area_is_flagged_and_never_lost():
    e = without_leeway(seed(replace(MID, lon=3.1, lat=51.5), "inflatable", 100, 13))
    r = run(e, Constant(2.0, 0.5), CALM, 6, errors=NO_ERRORS)
    assert (r.flag[-1] == motion.OUTSIDE).all()
    assert np.isfinite(r.lon).all()


def test_a_forecast_that_ends_too_early_is_an_error_with_what_it_covers():
    short = Constant(1.0, 0.0, "morning wind", Box(t=(T0, T0 + 3 * HOUR)))
    with pytest.raises(OutsideForecast, match="morning wind does not cover 2021-11-24"):
        run(at_rest(), tides.dover_strait(), short, 6)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: seed(MID, "piw", 0, 1), "0 states are none"),
        (lambda: seed(replace(MID, lon=1.08, lat=51.28), "piw", 5, 1), "holds no sea"),
        (lambda: seed(replace(MID, lon=51.0, lat=1.45), "piw", 5, 1), "holds no sea"),
        (lambda: run(at_rest(), CALM, CALM, 0), "give a time after the start"),
        (lambda: run(at_rest(), CALM, CALM, 1, step=700.0), "whole number of steps"),
    ],
)
def test_bad_requests_say_what_is_wrong(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_between_outputs_a_run_is_read_straight():
    r = run(at_rest(), Constant(1.0, 0.0), CALM, 2, errors=NO_ERRORS)
    half = r.at(T0 + 0.5 * HOUR)
    assert half.lon[0] == pytest.approx((r.lon[0] + r.lon[1]) / 2)
    assert np.array_equal(r.at(T0 - 99).lon[0], r.lon[0])
    assert np.array_equal(r.at(T0 + 99 * HOUR).lon[0], r.lon[-1])


def test_conditions_can_be_drawn_anew():
    e = with_states(seed(MID, "piw", 20_000, 1), {"swamped": 0.3, "people_in_water": 0.7}, np.random.default_rng(1))
    assert (e.state == motion.SWAMPED).mean() == pytest.approx(0.3, abs=0.02)
