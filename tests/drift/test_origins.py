"""Where was it: twin experiments, in which a boat's true start is known and hidden; a hundred of them in each sea."""

from dataclasses import replace

import numpy as np
import pytest

from varne import geodesy, probability
from varne.drift import motion
from varne.drift.ensemble import HOUR, NO_ERRORS, Hazards, Place, Way
from varne.drift.forcing import prepare
from varne.drift.march import snapshots
from varne.drift.origins import reversed_first_look, where_from
from varne.drift.seeding import Area, Line, seed_from, seed_several
from varne.drift.weights import Sighting, Swept, still_false
from varne.sea.field import Constant
from varne.sea.tides import dover_strait

T0 = 1_637_712_000.0
WEST, SOUTH, EAST, NORTH = 1.25, 50.85, 1.85, 51.20
CORNERS = [[WEST, SOUTH], [EAST, SOUTH], [EAST, NORTH], [WEST, NORTH], [WEST, SOUTH]]
SOMEWHERE = Area({"type": "Polygon", "coordinates": [CORNERS]}, (T0, T0))
HOURS, SEEDS, STATES = 6, 100, 2000
SEEN_AT = T0 + HOURS * HOUR
FIX = (400.0, 250.0, 30.0)
BREAKDOWNS = Hazards(engine_stops=0.4)
AWAY = Way(heading=310.0, heading_sigma=15.0, speed_kn=(2.0, 3.0, 4.0))


@pytest.fixture(scope="module")
def seas():
    wind = Constant(5.0, 3.0)
    return {
        "constant": prepare(Constant(0.5, 0.3), wind, T0, SEEN_AT),
        "tide": prepare(dover_strait(), wind, T0, SEEN_AT),
        "calm": prepare(Constant(0.0, 0.0), Constant(0.0, 0.0), T0, SEEN_AT),
    }


def twins(n, what, sea, way=None, **how):
    """n boats as the prior says, but of a seed of their own, and where each is seen HOURS later, by a fix with an error."""
    start = seed_from(SOMEWHERE, what, n, 1_000_000, way)
    *_, end = snapshots(start, sea, HOURS, **how)
    xy = np.random.default_rng(5).multivariate_normal((0, 0), geodesy.ellipse_covariance(*FIX), n)
    fixes = [geodesy.from_plane(x, y, a, b) for (x, y), a, b in zip(xy, end.lon, end.lat, strict=True)]
    return start, end, [Place(float(lon), float(lat), (SEEN_AT, SEEN_AT), FIX) for lon, lat in fixes]


def area_m2(d, level):
    return (d.p >= probability.threshold(d, level)).sum() * d.cell**2


@pytest.mark.parametrize("name", ["constant", "tide"])
@pytest.mark.parametrize(("what", "way", "how"), [("inflatable", None, {}), ("underway", AWAY, {"hazards": BREAKDOWNS})])
def test_the_true_start_lies_in_the_90_per_cent_region_of_the_answer(seas, name, what, way, how):
    sea = seas[name]
    start, end, fixes = twins(SEEDS, what, sea, way, **how)
    held, areas, known = 0, [], np.flatnonzero(end.flag != motion.OUTSIDE)
    for k in known:
        found = where_from(seed_from(SOMEWHERE, what, STATES, int(k), way), [Sighting(fixes[k], 0.02)], sea, **how)
        assert found.effective > 49.0
        d = probability.density(found.start.lon, found.start.lat, found.weight)
        held += probability.contour_holding(d, start.lon[k], start.lat[k]) <= 0.9
        areas.append(area_m2(d, 0.9))
    before = probability.density(start.lon, start.lat, start.weight)
    assert len(known) > 0.8 * SEEDS
    assert held >= 0.8 * len(known)
    assert np.median(areas) < 0.5 * area_m2(before, 0.9)  # and not by saying nothing


def test_reversal_alone_is_biased_where_an_engine_may_stop_and_the_answer_is_not(seas):
    """Found adrift, of boats that set out north-west: backwards the way under engine is missing."""
    sea = seas["calm"]
    start, end, fixes = twins(SEEDS, "underway", sea, AWAY, hazards=BREAKDOWNS)
    adrift = np.flatnonzero((end.state == motion.ADRIFT) & (end.flag == motion.MOVING))
    back, weighed = [], []
    for k in adrift:
        look = reversed_first_look(fixes[k], "inflatable", HOURS, sea, 200, rng_seed=int(k))
        found = where_from(
            seed_from(SOMEWHERE, "underway", STATES, int(k), AWAY),
            [Sighting(fixes[k], 0.02, states=("adrift",))],
            sea,
            hazards=BREAKDOWNS,
        )
        back.append(geodesy.to_plane(look.lon[0].mean(), look.lat[0].mean(), start.lon[k], start.lat[k]))
        mean = found.weight @ found.start.lon, found.weight @ found.start.lat
        weighed.append(geodesy.to_plane(*mean, start.lon[k], start.lat[k]))
    assert len(adrift) > 50
    (back_x, back_y), (x, y) = np.mean(back, axis=0), np.mean(weighed, axis=0)
    assert np.hypot(back_x, back_y) > 5000.0
    assert np.degrees(np.arctan2(back_x, back_y)) % 360 == pytest.approx(AWAY.heading, abs=15.0)
    assert np.hypot(x, y) < 0.25 * np.hypot(back_x, back_y)


def still(starts, n=400):
    """Boats adrift from exact points, without leeway: only the stream moves them."""
    e, which = seed_several(starts, "inflatable", n, 1)
    points = np.array([(p.lon, p.lat) for p, _ in starts])[which].T
    return replace(e, lon=points[0], lat=points[1], leeway=np.zeros_like(e.leeway)), which


EXACT = (1.0, 1.0, 0.0)
A = Place(1.45, 51.0, (T0, T0), EXACT)
B = Place(1.47, 51.0, (T0, T0), EXACT)


def test_odds_of_two_candidates_are_those_of_bayes(seas):
    """Fix right over A's end: odds exp(d^2 / 2 s^2) for A, times three to one against it before; no false chance."""
    prior, which = still([(A, 1.0), (B, 3.0)])
    lon, lat = geodesy.destination(A.lon, A.lat, np.degrees(np.arctan2(0.5, 0.3)), np.hypot(0.5, 0.3) * HOURS * HOUR)
    seen = Sighting(Place(float(lon), float(lat), (SEEN_AT, SEEN_AT), (600.0, 600.0, 0.0)), false=0.0, error_m=800.0)
    found = where_from(prior, [seen], seas["constant"], errors=NO_ERRORS)
    apart = geodesy.distance_and_bearing(A.lon, A.lat, B.lon, B.lat)[0]
    odds = np.exp(apart**2 / (2 * 1000.0**2)) / 3
    assert found.blur_m == 0.0
    assert found.shares(which) == pytest.approx([odds / (1 + odds), 1 / (1 + odds)], rel=0.02)
    assert still_false(seen, found.run) == pytest.approx(0.0, abs=1e-9)


def test_a_search_in_vain_on_the_way_speaks_against_a_candidate(seas):
    prior, which = still([(A, 1.0), (replace(A, lat=50.93), 1.0)])
    box = [[1.40, 50.98], [1.52, 50.98], [1.52, 51.05], [1.40, 51.05], [1.40, 50.98]]
    looked = Swept({"type": "Polygon", "coordinates": [box]}, (T0 + 600, T0 + HOUR), pod=0.8)
    found = where_from(prior, [looked], seas["calm"], errors=NO_ERRORS)
    assert found.shares(which) == pytest.approx([0.2 / 1.2, 1 / 1.2], abs=1e-4)


def test_a_sighting_tells_when_it_left(seas):
    """A stream of 0.58 m/s, seen 6.3 km down it: it left three hours before."""
    window = replace(A, t=(T0, T0 + 5 * HOUR))
    prior, _ = still([(window, 1.0)], 4000)
    speed, to = np.hypot(0.5, 0.3), np.degrees(np.arctan2(0.5, 0.3))
    lon, lat = geodesy.destination(A.lon, A.lat, to, speed * 3 * HOUR)
    seen = Sighting(Place(float(lon), float(lat), (SEEN_AT, SEEN_AT), EXACT), false=0.01)
    found = where_from(prior, [seen], seas["constant"], errors=NO_ERRORS)
    assert found.weight @ found.start.release == pytest.approx(SEEN_AT - 3 * HOUR, abs=120.0)
    spread = np.sqrt(found.weight @ (found.start.release - found.weight @ found.start.release) ** 2)
    assert spread == pytest.approx(seen.error_m / speed, rel=0.1)


def test_beaches_are_told_apart_as_often_as_they_say(seas):
    """Calibration: the probabilities given to beach 0 sum to the number of boats that left it, within their own chance."""
    beaches = [
        Line(((1.59, 50.80), (1.60, 50.86)), (T0, T0 + HOUR), 500.0),
        Line(((1.70, 50.95), (1.80, 50.985)), (T0, T0 + HOUR), 500.0),
    ]
    sea = seas["tide"]
    truth, from_beach = seed_several([(b, 1.0) for b in beaches], "underway", 80, 2_000_000, AWAY)
    *_, end = snapshots(truth, sea, HOURS, hazards=BREAKDOWNS)
    prior, which = seed_several([(b, 1.0) for b in beaches], "underway", 6000, 3, AWAY)
    given = []
    for k in range(80):
        place = Place(float(end.lon[k]), float(end.lat[k]), (SEEN_AT, SEEN_AT), (500.0, 500.0, 0.0))
        given.append(where_from(prior, [Sighting(place, 0.02)], sea, hazards=BREAKDOWNS).shares(which)[0])
    p = np.array(given)
    assert p.sum() == pytest.approx((from_beach == 0).sum(), abs=3 * np.sqrt((p * (1 - p)).sum()) + 1)
    assert np.mean((p > 0.5) == (from_beach == 0)) > 0.8


def test_few_states_are_said_and_blurred_never_sharpened(seas):
    prior = seed_from(SOMEWHERE, "inflatable", 500, 4)
    seen = Sighting(Place(1.60, 51.06, (SEEN_AT, SEEN_AT), (50.0, 50.0, 0.0)), 0.01)
    sharp = where_from(prior, [seen], seas["constant"], least=0.0)
    soft = where_from(prior, [seen], seas["constant"])
    assert sharp.blur_m == 0.0
    assert sharp.effective < 20
    assert soft.blur_m > 300.0
    assert soft.effective == pytest.approx(50.0, rel=0.03)
    by_hand = replace(seen, error_m=np.hypot(seen.error_m, soft.blur_m))
    assert soft.weight == pytest.approx(where_from(prior, [by_hand], seas["constant"], least=0.0).weight)
    assert (soft.run.t >= SEEN_AT - 600.0).all()  # only what the sighting asks for is kept
    again = where_from(prior, [seen], seas["constant"])
    assert np.array_equal(again.weight, soft.weight)


NEAR = Sighting(Place(1.5, 51.0, (SEEN_AT, SEEN_AT)))


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda e, sea: where_from(e, [], sea), "nothing was seen or searched"),
        (lambda e, sea: where_from(e, [Sighting(Place(1.5, 51.0, (T0 - HOUR, T0)))], sea), "let them start earlier"),
        (lambda e, sea: where_from(replace(e, t=T0 - HOUR), [NEAR], sea), "the forcing covers"),
        (lambda e, sea: reversed_first_look(NEAR.place, "piw", HOURS + 2, sea, 5, 1), "the forcing covers"),
    ],
)
def test_bad_questions_say_what_is_wrong(seas, call, words):
    with pytest.raises(ValueError, match=words):
        call(seed_from(A, "inflatable", 10, 1), seas["calm"])
