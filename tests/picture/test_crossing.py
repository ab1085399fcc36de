"""The chance and the time of crossing the line: against geodesics by bisection, and against what uniform boats really do."""

import numpy as np
import pytest
from geographiclib.geodesic import Geodesic

from varne.drift import motion
from varne.drift.run import Run
from varne.geodesy import destination, distance_and_bearing
from varne.picture.crossing import crossing
from varne.sea import coast

HOUR = 3600.0
KNOT = 1852 / 3600
(LON4, LAT4), (LON5, LAT5) = coast.territorial_line()[3:5]
MIDDLE = (LON4 + LON5) / 2, (LAT4 + LAT5) / 2
ALONG = float(distance_and_bearing(LON4, LAT4, LON5, LAT5)[1])
"""The line runs to the north-east here, at about 61 degrees: sine and cosine differ."""
ACROSS = {"GB": ALONG - 90.0, "FR": ALONG + 90.0}
"""Which way a side lies."""


def sailing(off, speed, heading, side="FR", hours=6.0, weight=None, step=600.0):
    """A run of boats that start some way off the middle of the line [m], each at a speed [m/s] on a heading [deg]."""
    off, speed, heading = np.broadcast_arrays(np.atleast_1d(np.asarray(off, float)), speed, heading)
    t = np.arange(0.0, hours * HOUR + 1, step)
    start = destination(*MIDDLE, ACROSS[side], off)
    lon, lat = destination(*start, heading, speed * t[:, None])
    n = off.size
    weight = np.full(n, 1 / n) if weight is None else np.asarray(weight, float)
    codes = np.zeros(lon.shape, np.int8)
    return Run(t, lon, lat, codes, codes.copy(), weight)


def hits(lon, lat, heading, speed):
    """When one boat reaches the other side, by bisection on a geodesic, the line by its sign alone [s]."""

    def there(t):
        g = Geodesic.WGS84.Direct(lat, lon, heading, speed * t)
        return float(coast.sides(g["lon2"], g["lat2"]))

    low, high = 0.0, 6 * HOUR
    if there(low) == there(high):
        return None
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if there(middle) == there(0.0) else (low, middle)
    return high


@pytest.mark.parametrize("side", ["GB", "FR"])
@pytest.mark.parametrize("heading", [0, 20, 61, 100, 151, 200, 241, 290, 331])
def test_it_crosses_when_a_geodesic_does(side, heading):
    off, speed = 4000.0, 3 * KNOT
    run = sailing(off, speed, heading, side)
    lon, lat = (float(c) for c in destination(*MIDDLE, ACROSS[side], off))
    wanted = hits(lon, lat, heading, speed)
    found = crossing(run, side, 0.0, 0.0, 6 * HOUR)
    assert (found is None) == (wanted is None)
    if found:
        assert found.to == {"GB": "FR", "FR": "GB"}[side]
        assert found.p == 1.0
        assert found.begin == found.end == pytest.approx(wanted, abs=15.0)


def test_half_of_the_headings_cross():
    """So the test above has both."""
    lon, lat = (float(c) for c in destination(*MIDDLE, ACROSS["FR"], 4000.0))
    assert 3 <= sum(hits(lon, lat, h, 3 * KNOT) is not None for h in (0, 20, 61, 100, 151, 200, 241, 290, 331)) <= 6


def test_a_uniform_ensemble_crosses_in_uniform_time():
    """Places evenly from the line to 20 km off it, all straight towards it at 2 m/s."""
    n, far, speed = 4000, 20_000.0, 2.0
    off = (np.arange(n) + 0.5) / n * far
    run = sailing(off, speed, ACROSS["GB"])
    for hours in (0.5, 1.0, 2.0):
        within = hours * HOUR
        found = crossing(run, "FR", 0.0, 0.0, within)
        assert found.p == pytest.approx(speed * within / far, abs=0.01)
        assert found.begin == pytest.approx(0.1 * within, abs=30.0)
        assert found.end == pytest.approx(0.9 * within, abs=30.0)


def test_of_boats_with_one_chance_so_many_cross_and_in_their_window():
    """Truths drawn as the ensembles are: calibrated in p, and 8 in 10 of the crossings lie in the window."""
    rng = np.random.default_rng(7)
    within, n, boats = 2 * HOUR, 300, 400
    told, came, inside = [], [], []
    for _ in range(boats):
        middle, spread, heading = rng.uniform(-2000, 18_000), rng.uniform(2000, 12_000), ACROSS["GB"] + rng.uniform(-70, 70)
        off = middle + spread * (rng.random(n + 1) - 0.5)
        speed = rng.uniform(0.5, 3.0, n + 1)
        run = sailing(off, speed, heading, hours=2.0)
        truth, rest = (Run(run.t, run.lon[:, k], run.lat[:, k], run.state[:, k], run.flag[:, k], np.full(k.size, 1 / k.size))
                       for k in (np.array([n]), np.arange(n)))  # fmt: skip
        found, real = crossing(rest, "FR", 0.0, 0.0, within), crossing(truth, "FR", 0.0, 0.0, within)
        told.append(found.p if found else 0.0)
        came.append(real is not None)
        if real and found:
            inside.append(found.begin <= real.begin <= found.end)
    told, came = np.array(told), np.array(came)
    for low, high in ((0.0, 0.2), (0.2, 0.4), (0.4, 0.6), (0.6, 0.8), (0.8, 1.01)):
        chosen = (told >= low) & (told < high)
        assert chosen.sum() >= 20
        error = 3 * np.sqrt((told[chosen] * (1 - told[chosen])).sum()) / chosen.sum() + 0.01
        assert came[chosen].mean() == pytest.approx(told[chosen].mean(), abs=error)
    assert np.mean(inside) == pytest.approx(0.8, abs=0.08)


def test_weights_count():
    run = sailing([1000.0, 60_000.0], 2.0, ACROSS["GB"], weight=[3.0, 1.0])
    assert crossing(run, "FR", 0.0, 0.0, 2 * HOUR).p == pytest.approx(0.75)


def test_a_state_outside_the_fields_is_nowhere():
    """Unknown is not across; the figure is then the least that can be said."""
    run = sailing([1000.0, 1000.0], 2.0, ACROSS["GB"])
    run.flag[1:, 1] = motion.OUTSIDE
    assert crossing(run, "FR", 0.0, 0.0, 2 * HOUR).p == pytest.approx(0.5)


def test_what_has_crossed_and_is_back_counts_no_more_for_now():
    run = sailing(1000.0, 2.0, ACROSS["GB"], hours=2.0)
    there_and_back = Run(run.t, *(np.vstack([c[:7], c[5::-1]]) for c in (run.lon, run.lat, run.state, run.flag)), run.weight)
    assert crossing(there_and_back, "FR", 0.0, 0.0, HOUR).p == 1.0
    assert crossing(there_and_back, "FR", 0.0, 2 * HOUR, HOUR) is None


def test_the_window_is_of_those_that_are_counted():
    """One of two has been there and is back for good; the other crosses in an hour and a half."""
    gone = sailing([1000.0, 1000.0 + 3.5 * 7200.0], 2.0, ACROSS["GB"], hours=4.0)
    lon, lat = gone.lon.copy(), gone.lat.copy()
    lon[6:, 0], lat[6:, 0] = lon[0, 0], lat[0, 0]
    run = Run(gone.t, lon, lat, gone.state, gone.flag, gone.weight)
    found = crossing(run, "FR", 0.0, 2 * HOUR, 2 * HOUR)
    assert found.p == pytest.approx(0.5)
    assert found.begin == found.end == pytest.approx(26_200.0 / 2.0, abs=30.0)


def test_it_is_told_from_the_same_moment_on_while_nothing_new_is_known():
    run = sailing((np.arange(500) + 0.5) * 40.0, 2.0, ACROSS["GB"])
    found = [crossing(run, "FR", 0.0, now, HOUR, chance=0.5) for now in np.arange(0.0, 3 * HOUR, 600.0)]
    first = next(k for k, f in enumerate(found) if f)
    assert first > 0
    assert all(found[first:])
    assert {f.since for f in found[first:]} == {600.0 * first}
    assert [f.p for f in found[first:]] == sorted(f.p for f in found[first:])


def test_beyond_what_is_known_nothing_is_said():
    run = sailing(1000.0, 2.0, ACROSS["GB"], hours=2.0)
    assert crossing(run, "FR", 0.0, 2 * HOUR + 1.0, HOUR) is None
    assert crossing(run, "FR", 0.0, 2 * HOUR, HOUR).p == 1.0
