"""Refloating, an option: what is aground comes off where the flow goes seaward, at its rate, and never over land."""

from dataclasses import dataclass, replace

import numpy as np
import pytest

from varne import geodesy
from varne.drift import motion
from varne.drift.ensemble import HOUR, NO_ERRORS, Errors, Hazards, Place, seed
from varne.drift.forcing import prepare
from varne.drift.legs import leg
from varne.drift.march import OFF_M, run, snapshots
from varne.sea import shore, tides
from varne.sea.field import Box, Constant, as_grid

T0 = 1_637_723_520.0  # 24 November 2021, 03:12 UTC
CALM = Constant(0.0, 0.0, "calm")
OFF_CALAIS = Place(1.80, 50.99, (T0, T0), (300.0, 300.0, 0.0))
AT_ONCE = Hazards(refloats=1000.0)
TURN = 4  # hours after T0 at which the stream turns


@dataclass(frozen=True)
class Turning:
    """A stream that sets on the beach of Calais until it turns: 1 m/s, then 0.5 m/s the other way; east and north of it."""

    east: float = 0.3
    north: float = -1.0
    back: float = -0.5
    name: str = "turning"
    box: Box = Box()  # noqa: RUF009  frozen

    def __call__(self, t, lon, lat):
        sign = np.where(np.asarray(t) < T0 + TURN * HOUR, 1.0, self.back) + np.zeros(np.broadcast(t, lon, lat).shape)
        return sign * self.east, sign * self.north

    def on_grid(self, t, lon, lat):
        return self(*as_grid(t, lon, lat))


def beached(n=1000, key="inflatable"):
    """Boats off Calais without leeway or way of their own: the stream alone decides."""
    e = seed(OFF_CALAIS, key, n, 9)
    return replace(e, leeway=np.zeros_like(e.leeway), own=np.zeros_like(e.own))


def every_step(hours, hazards, errors=NO_ERRORS, e=None, field=None, wind=CALM, threads=2):
    """Places (m, 2, n) in the grid, flags (m, n) and states (m, n) after each step, and the forcing."""
    f = prepare(field or Turning(), wind, T0, T0 + hours * HOUR)
    shots = list(snapshots(e or beached(), f, 6 * hours, hazards=hazards, errors=errors, output=600.0, threads=threads))
    return *(np.stack([getattr(s, name) for s in shots]) for name in ("place", "flag", "state")), f


def crossings(place, f):
    """How many ways from step to step touch the shore."""
    s = f.shore
    a, b = (p.transpose(0, 2, 1).reshape(-1, 2) for p in (place[:-1], place[1:]))
    moved = (a != b).any(axis=1)
    hit = [shore.first_hit(s.segments, s.first, s.grid, *p, *q) for p, q in zip(a[moved], b[moved], strict=True)]
    return int((np.array(hit) <= 1.0).sum())


def test_off_is_off():
    assert Hazards().refloats == 0.0
    place, flag, *_ = every_step(6, Hazards())
    assert (flag[6 * TURN] == motion.STRANDED).all()
    assert (flag[-1] == motion.STRANDED).all()
    assert np.array_equal(place[-1], place[6 * TURN])
    with_zero, *_ = every_step(6, Hazards(refloats=0.0))
    assert np.array_equal(place, with_zero)


def test_a_stream_that_turns_seaward_takes_all_of_them_off_and_over_no_land():
    place, flag, _, f = every_step(6, AT_ONCE)
    assert (flag[6 * TURN] == motion.STRANDED).all()
    assert (flag[6 * TURN + 1 :] == motion.MOVING).all()
    assert crossings(place, f) == 0
    lat = f.axes.lat[0] + f.step[1] * place[:, 1].astype(float)
    gone = (lat[-1] - lat[6 * TURN]) * 111_200
    assert gone == pytest.approx(0.5 * (2 * HOUR - 600), rel=0.01)  # the step in which it comes off it lies still


def test_where_the_stream_sets_ashore_they_stay_within_metres_of_the_line():
    place, flag, _, f = every_step(TURN, AT_ONCE)
    aground = flag == motion.STRANDED
    assert aground[-1].all()
    assert (np.diff(aground.astype(int), axis=0) >= 0).all()
    metres = f.metres[:, 0, None] * np.array(f.step)[:, None]
    for n in range(0, 1000, 50):
        x, y = place[-1, :, n]
        on = np.array([0.3, -1.0]) / np.hypot(0.3, 1.0) * (OFF_M + 0.1) / metres[:, 0]
        assert shore.first_hit(f.shore.segments, f.shore.first, f.shore.grid, x, y, x + on[0], y + on[1]) <= 1.0


def test_they_come_off_by_waiting_time_whatever_the_step():
    e, rate, hours = beached(8000), 0.5, 2
    f = prepare(Turning(), CALM, T0, T0 + (TURN + hours) * HOUR)
    for step in (600.0, 1800.0):
        shots = list(snapshots(e, f, TURN + hours, hazards=Hazards(refloats=rate), errors=NO_ERRORS, step=step))
        left = (shots[-1].flag == motion.STRANDED).mean()
        assert left == pytest.approx(np.exp(-rate * hours), abs=3 * np.sqrt(0.37 * 0.63 / e.n))


def test_with_all_errors_and_the_tide_nobody_crosses_the_shore():
    """Off the moles of Calais and Dover, with errors, wind and engines: a way from step to step never touches land."""
    for lon, lat, wind in ((1.83, 51.0, Constant(2.0, -6.0)), (1.34, 51.11, Constant(-5.0, 4.0))):
        e = seed(Place(lon, lat, (T0, T0), (1500.0, 1500.0, 0.0)), "underway", 400, 5)
        hazards = Hazards(engine_stops=0.5, refloats=20.0)
        place, flag, _, f = every_step(8, hazards, Errors(), e, tides.dover_strait(), wind)
        assert ((flag[:-1] == motion.STRANDED) & (flag[1:] == motion.MOVING)).sum() > 50
        assert crossings(place, f) == 0


def test_waits_stand_still_aground():
    """An engine that may stop once an hour under way does not stop in the hours on the beach."""
    e = replace(beached(4000, "underway"), state=np.zeros(4000, np.int8))
    _, flag, state, _ = every_step(TURN + 1, replace(AT_ONCE, engine_stops=1.0), e=e)
    under_way = (flag[1:] == motion.MOVING).sum(axis=0) / 6
    assert under_way.mean() < 3
    share = 1 - np.exp(-under_way).mean()
    assert (state[-1] == motion.ADRIFT).mean() == pytest.approx(share, abs=0.03)


def test_same_seed_same_numbers_for_any_threads_and_any_order():
    e, hazards = beached(501), Hazards(refloats=0.7)
    one, two, seven = (every_step(6, hazards, Errors(), e, threads=k)[:2] for k in (1, 2, 7))
    assert all(np.array_equal(a, b) and np.array_equal(a, c) for a, b, c in zip(one, two, seven, strict=True))
    other = every_step(6, hazards, Errors(), replace(e, seed=e.seed + 1))[0]
    assert not np.array_equal(one[0], other)
    order = np.random.default_rng(1).permutation(e.n)
    names = ("lon", "lat", "state", "flag", "weight", "release")
    arrays = {name: getattr(e, name)[order] for name in names}
    shuffled = replace(e, **arrays, leeway=e.leeway[:, :, order], own=e.own[:, order], number=order)
    assert np.array_equal(one[0][:, :, order], every_step(6, hazards, Errors(), shuffled)[0])


def test_a_leg_goes_on_with_what_is_aground():
    f = prepare(Turning(), CALM, T0, T0 + 6 * HOUR)
    done, e = leg(beached(), f, 6 * TURN, output=600.0, hazards=AT_ONCE, errors=NO_ERRORS)
    assert (done.flag[-1] == motion.STRANDED).all()
    done, _ = leg(e, f, 6, output=600.0, hazards=AT_ONCE, errors=NO_ERRORS)
    assert (done.flag[-1] == motion.MOVING).all()


def test_what_lies_on_land_stays_there():
    """Reported landed 200 m inland of the beach of Calais: no stream takes it over the dune."""
    e = beached(10)
    inland = replace(e, lon=np.full(10, 1.80), lat=np.full(10, 50.955), flag=np.full(10, motion.STRANDED, np.int8))
    assert shore.inland(shore.strait(), inland.lon, inland.lat).all()
    for stream in (Constant(0.3, -1.0), Constant(-0.3, 1.0), Constant(1.0, 0.0)):
        r = run(inland, stream, CALM, 2, hazards=AT_ONCE, errors=NO_ERRORS)
        assert (r.flag[-1] == motion.STRANDED).all()


def test_a_look_backwards_has_no_refloating():
    a, b = (run(beached(), tides.dover_strait(), CALM, -6, hazards=h) for h in (Hazards(), AT_ONCE))
    assert np.array_equal(a.lon, b.lon)
    assert np.array_equal(a.flag, b.flag)


def test_slack_water_takes_nobody_off():
    _, flag, _, _ = every_step(6, AT_ONCE, field=replace(Turning(), back=0.0))
    assert (flag[-1] == motion.STRANDED).all()


def test_the_place_aground_is_metres_from_where_it_is_without_the_option():
    (without, flag, _, f), (with_it, *_) = (every_step(TURN, h) for h in (Hazards(), AT_ONCE))
    assert (flag[-1] == motion.STRANDED).all()
    lonlat = [
        [c + s * p[-1, k].astype(float) for k, (c, s) in enumerate(zip((f.axes.lon[0], f.axes.lat[0]), f.step, strict=True))]
        for p in (without, with_it)
    ]
    apart, _ = geodesy.distance_and_bearing(*lonlat[0], *lonlat[1])
    assert apart.max() < OFF_M + 0.1
