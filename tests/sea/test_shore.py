"""The shore against straight lines in metres, harbours and their lights, and every segment looked at."""

import itertools
import math
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

from varne import geodesy
from varne.sea import coast, shore

HERE = (1.15, 51.1)
ten_metres, centimetre, step = 10.0, 0.01, 1500.0
angles = st.floats(0.0, 2 * math.pi)
STRAIT = shore.strait()


def made_up(polygon_m, x0=HERE[0], y0=HERE[1]):
    """A shore of one polygon given in metres about HERE, with the mask that belongs to it, in a box of 0.3 by 0.2 degrees."""
    lon, lat = geodesy.from_plane(*np.asarray(polygon_m, float).T, x0, y0)
    ring = np.stack([lon, lat], axis=1)
    x, y = np.meshgrid(1.0 + 0.001 * (np.arange(300) + 0.5), 51.0 + 0.001 * (np.arange(200) + 0.5))
    inside = np.zeros(x.shape, bool)
    for (ax, ay), (bx, by) in zip(ring, np.roll(ring, -1, axis=0), strict=True):
        between = (ay > y) != (by > y)
        inside ^= between & (x < ax + (y - ay) * (bx - ax) / np.where(between, by - ay, 1.0))
    return shore.from_segments(np.hstack([ring, np.roll(ring, -1, axis=0)]), coast.Mask(inside, 1.0, 51.0, 0.001))


def turned(points, angle):
    c, s = math.cos(angle), math.sin(angle)
    return np.asarray(points, float) @ np.array([[c, s], [-s, c]])


def hit(s, a, b, function=shore.first_hit):
    return function(s.segments, s.first, s.grid, float(a[0]), float(a[1]), float(b[0]), float(b[1]))


def hit_m(s, a_m, b_m):
    """Where the path between two places in metres about HERE meets the shore, in metres, or None."""
    a, b = (np.array(geodesy.from_plane(*p, *HERE)) for p in (np.asarray(a_m, float), np.asarray(b_m, float)))
    f = hit(s, a, b)
    return np.array(geodesy.to_plane(*(a + f * (b - a)), *HERE)) if f <= 1 else None


@settings(deadline=None)  # the first call compiles
@given(angles, st.floats(0.05, math.pi - 0.05), st.floats(-2000, 2000), st.floats(0.01, 0.99))
def test_a_straight_oblique_shore_strands_within_ten_metres(lie, course, along, part):
    land = made_up(turned([(-6000, 0), (-900, 0), (2500, 0), (6000, 0), (6000, 4000), (-6000, 4000)], lie))
    way = step * np.array([math.cos(course), math.sin(course)])
    meets = np.array([along, 0.0])
    found = hit_m(land, *turned([meets - part * way, meets + (1 - part) * way], lie))
    assert found is not None
    assert np.hypot(*(found - turned([meets], lie)[0])) < ten_metres


@settings(deadline=None)
@given(angles, angles, st.floats(-350, 350), st.floats(0.05, 0.95))
def test_a_mole_thirty_metres_wide_is_not_jumped(lie, course, along, part):
    """2.5 m/s for 600 s across a rectangle of 800 by 30 m, from any side and at any angle; it stops at the near face."""
    mole = made_up(turned([(-400, -15), (400, -15), (400, 15), (-400, 15)], lie))
    way = step * np.array([math.cos(course), math.sin(course)])
    a, b = np.array([along, 0.0]) - part * way, np.array([along, 0.0]) + (1 - part) * way
    found = hit_m(mole, *turned([a, b], lie))
    with np.errstate(all="ignore"):
        faces = np.array(
            [(-400 - a[0]) / (b - a)[0], (400 - a[0]) / (b - a)[0], (-15 - a[1]) / (b - a)[1], (15 - a[1]) / (b - a)[1]]
        )
    points = a + np.clip(np.nan_to_num(faces, nan=9.0), -9, 9)[:, None] * (b - a)
    on = (np.abs(points[:, 0]) <= 400.001) & (np.abs(points[:, 1]) <= 15.001) & (faces >= 0) & (faces <= 1)
    assert found is not None
    assert on.any()
    assert np.hypot(*(found - turned(points[on][[np.argmin(faces[on])]], lie)[0])) < ten_metres


MOLES = {
    "Dover, detached breakwater, from the sea": ((1.3362, 51.1080), (1.3362, 51.1200)),
    "Dover, detached breakwater, from the harbour": ((1.3362, 51.1200), (1.3362, 51.1080)),
    "Dover, Admiralty Pier": ((1.3220, 51.1080), (1.3240, 51.1135)),
    "Dover, Eastern Arm": ((1.3480, 51.1240), (1.3380, 51.1240)),
    "Calais, west jetty": ((1.8380, 50.9685), (1.8440, 50.9700)),
    "Calais, north mole": ((1.8500, 50.9850), (1.8500, 50.9750)),
    "Boulogne, mole of the southern basin": ((1.5740, 50.7262), (1.5690, 50.7266)),
    "Dunkirk West, north mole": ((2.1680, 51.0500), (2.1680, 51.0415)),
    "Dunkirk West, south mole": ((2.1570, 51.0300), (2.1570, 51.0400)),
}
ENTRANCES = {
    "Dover, western entrance": ((1.3330, 51.1085), (1.3265, 51.1150)),
    "Dover, eastern entrance": ((1.3490, 51.1209), (1.3380, 51.1209)),
    "Calais": ((1.8330, 50.9735), (1.8460, 50.9697)),
    "Boulogne, southern basin": ((1.5763, 50.7400), (1.5763, 50.7255)),
    "Dunkirk West": ((2.1500, 51.0410), (2.1740, 51.0410)),
}


@pytest.mark.parametrize("place", MOLES)
def test_a_known_mole_stops_a_path(place):
    a, b = (np.array(p) for p in MOLES[place])
    assert not shore.ashore(STRAIT.segments, STRAIT.first, STRAIT.land, STRAIT.grid, *a)
    assert not shore.ashore(STRAIT.segments, STRAIT.first, STRAIT.land, STRAIT.grid, *b), "the path would end on land anyway"
    assert 0 < hit(STRAIT, a, b) < 1


@pytest.mark.parametrize("place", ENTRANCES)
def test_a_harbour_entrance_lets_a_path_through(place):
    assert hit(STRAIT, *ENTRANCES[place]) == shore.NO_HIT
    assert hit(STRAIT, *reversed(ENTRANCES[place])) == shore.NO_HIT


@pytest.mark.parametrize(
    ("mole", "light"),
    [
        ("Dover, Admiralty Pier", (1.3277371, 51.1114209)),  # lighthouse-index.com
        ("Boulogne, south-west jetty", (1 + 35 / 60 + 7.5 / 3600, 50 + 43 / 60 + 53.5 / 3600)),  # lighthousesrus.org, FRA-089
    ],
)
def test_the_shore_comes_to_the_lights_on_the_mole_heads(mole, light):
    """Published positions of lights that stand on the heads."""
    x, y = (geodesy.to_plane(*c, *light) for c in (all_segments()[:, :2].T, all_segments()[:, 2:].T))
    assert distance_m(np.stack(x, axis=1), np.stack(y, axis=1)).min() < 60


def distance_m(p, q):
    """From the origin to each segment p q."""
    d = q - p
    along = np.clip(-(p * d).sum(axis=1) / (d * d).sum(axis=1), 0, 1)
    return np.hypot(*(p + along[:, None] * d).T)


def all_segments():
    """The file as it lies there, in degrees."""
    with (files("varne.sea") / "data" / "coast_segments.npz").open("rb") as stream, np.load(stream) as d:
        lonlat = np.stack([d["lon"], d["lat"]], axis=1) / 1e6
        runs = np.unpackbits(d["runs"], count=len(lonlat) - 1).astype(bool)
    return np.hstack([lonlat[:-1], lonlat[1:]])[runs]


def brute_force(a, b, segments):
    """First fraction by solving a + t (b - a) = p + u (q - p) for every segment."""
    p, e = segments[:, :2], segments[:, 2:] - segments[:, :2]
    d, w = (b - a)[:, None, :], p[None] - a[:, None, :]
    det = e[None, :, 0] * d[..., 1] - e[None, :, 1] * d[..., 0]
    with np.errstate(divide="ignore", invalid="ignore"):
        t = (e[None, :, 0] * w[..., 1] - e[None, :, 1] * w[..., 0]) / det
        u = (d[..., 0] * w[..., 1] - d[..., 1] * w[..., 0]) / det
    return np.where((t >= 0) & (t <= 1) & (u >= 0) & (u <= 1), t, 2.0).min(axis=1)


def test_ten_thousand_paths_agree_with_every_segment_looked_at():
    """Half start near a point of the shore; lengths from metres to the whole Strait; some leave or never enter the box."""
    rng = np.random.default_rng(20211124)
    n, segments = 10_000, all_segments()
    near_shore = segments[rng.integers(len(segments), size=n), :2] + rng.normal(0, 0.01, (n, 2))
    anywhere = rng.uniform((-0.1, 49.9), (3.3, 51.9), (n, 2))
    a = np.where(rng.random((n, 1)) < 0.5, near_shore, anywhere)
    course, length = rng.uniform(0, 2 * np.pi, n), 10 ** rng.uniform(-4, 0, n)
    b = a + length[:, None] * np.stack([np.cos(course), np.sin(course)], axis=1)
    expected = np.concatenate([brute_force(a[k : k + 200], b[k : k + 200], segments) for k in range(0, n, 200)])
    found = np.array([hit(STRAIT, *ends) for ends in zip(a, b, strict=True)])
    assert 1000 < (expected <= 1).sum() < 9000
    assert ((found <= 1) == (expected <= 1)).all()
    assert (np.abs(found - expected) * length * 111_000 < centimetre).all()


def test_the_uncompiled_functions_are_the_compiled_ones():
    rng = np.random.default_rng(7)
    for a, b in zip(rng.uniform((1.0, 50.8), (2.4, 51.2), (200, 2)), rng.normal(0, 0.02, (200, 2)), strict=True):
        assert hit(STRAIT, a, a + b) == hit(STRAIT, a, a + b, shore.first_hit_py)
        assert shore.near(STRAIT.land_near, STRAIT.grid, *a) == shore.near_py(STRAIT.land_near, STRAIT.grid, *a)
        s = (STRAIT.segments, STRAIT.first, STRAIT.land, STRAIT.grid, *a)
        assert shore.ashore(*s) == shore.ashore_py(*s)


SQUARE = made_up([(-2000, -2000), (2000, -2000), (2000, 2000), (-2000, 2000)])
SQUARE_CELLS = np.unique(SQUARE.segments, axis=0)
CORNERS = SQUARE.grid[:2] + SQUARE_CELLS[:, :2] / SQUARE.grid[2:]


@pytest.mark.parametrize("corner", range(4))
def test_a_path_onto_or_through_a_vertex_meets_it(corner):
    vertex, centre = CORNERS[corner], CORNERS.mean(axis=0)
    assert (
        hit(SQUARE, 2 * vertex - centre, vertex) == pytest.approx(1, abs=1e-9) or hit(SQUARE, 2 * vertex - centre, centre) <= 1
    )
    assert hit(SQUARE, 2 * vertex - centre, centre) == pytest.approx(0.5, abs=1e-9)


def in_cells(s):
    """The same shore asked in its own cells, where touching can be written without rounding."""
    return s.seen_from(s.grid[0], 1 / s.grid[2], s.grid[1], 1 / s.grid[3])


def grid_square():
    """Land on cells 8 to 16 by 4 to 12, to the last bit."""
    ring = np.array([(8.0, 4.0), (16.0, 4.0), (16.0, 12.0), (8.0, 12.0)]) * 0.0078125 + (1.0, 51.0)
    land = np.zeros((160, 240), bool)
    land[40:120, 80:160] = True
    return in_cells(shore.from_segments(np.hstack([ring, np.roll(ring, -1, axis=0)]), coast.Mask(land, 1.0, 51.0, 0.00078125)))


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ((4, 6), (8, 6), 1.0),  # ends on the line
        ((8, 6), (4, 6), 0.0),  # starts on it
        ((4, 4), (20, 4), 0.25),  # runs along a side
        ((10, 4), (12, 4), 0.0),  # lies in a side
        ((20, 4), (18, 4), 2.0),  # in line with it, and away from it
        ((20, 4), (14, 4), 2 / 3),  # in line, from the other end
        ((4, 8), (12, 0), 0.5),  # touches a corner and goes on at sea
        ((6, 12), (8, 12), 1.0),  # ends on a corner, in line
        ((9, 5), (15, 11), 2.0),  # stays inside
        ((12, 8), (12, 16), 0.5),  # starts inside, leaves
        ((8, 6), (8, 6), 0.0),  # no way at all, on the line
        ((8, 13), (8, 13), 2.0),  # no way at all, in line with it
        ((5, 5), (5, 5), 2.0),  # no way at all, at sea
        ((7.5, 6), (math.nextafter(7.5, 8), 6), 2.0),  # next to no way
        ((math.nextafter(8, 0), 6), (math.nextafter(8, 9), 6), 1 / 3),  # next to no way, across: numbers lie denser below 8
        ((-50, 8), (70, 8), 58 / 120),  # from outside the box to outside
        ((-50, -50), (-60, 90), 2.0),
    ],
)
def test_touching_running_along_and_standing_still(a, b, expected):
    assert hit(grid_square(), a, b) == pytest.approx(expected, abs=1e-12)


@settings(deadline=None)
@given(angles, st.lists(st.floats(0.001, 1), min_size=1, max_size=20))
def test_many_small_steps_stop_where_one_long_one_does(course, parts):
    """Nothing slips through between the end of a step and the start of the next."""
    a, cuts = np.array([1.15, 51.1]), np.cumsum([0, *parts]) / sum(parts)
    b = a + 0.08 * np.array([math.cos(course), math.sin(course)])
    whole, places = hit(SQUARE, a, b), [a + c * (b - a) for c in cuts]
    steps = [hit(SQUARE, *ends) for ends in itertools.pairwise(places)]
    k = next(k for k, f in enumerate(steps) if f <= 1)
    assert cuts[k] + steps[k] * (cuts[k + 1] - cuts[k]) == pytest.approx(whole, abs=1e-9)


def test_far_from_land_there_is_nothing():
    s, mid_strait = STRAIT, (1.45, 50.97)
    assert not shore.near(s.land_near, s.grid, *mid_strait)
    assert hit(s, mid_strait, (1.47, 50.98)) == shore.NO_HIT


def test_where_land_is_not_near_the_shore_is_two_kilometres_off():
    """At random places of the outermost cells without the flag; then at places all over, no land by the mask either."""
    flags, rng = STRAIT.land_near, np.random.default_rng(3)
    row, column = np.nonzero(~flags & ndimage.binary_dilation(flags, np.ones((3, 3))))
    assert row.size > 300
    place = np.stack([(column + rng.random(row.size)) * 0.01, 50 + (row + rng.random(row.size)) * 0.01], axis=1)
    p, q = all_segments()[:, :2], all_segments()[:, 2:]
    for at in place:
        metres = np.array(geodesy.metres_per_degree(at[1])).ravel()  # 2 km away this is right to a metre
        assert not shore.near(flags, STRAIT.grid, *at)
        assert distance_m((p - at) * metres, (q - at) * metres).min() > 2000
    lon, lat = rng.uniform((0, 50), (3.2, 51.8), (20_000, 2)).T
    known_far = ~np.array([shore.near(flags, STRAIT.grid, *at) for at in zip(lon, lat, strict=True)])
    assert known_far.sum() > 5000
    assert not coast.on_land(lon[known_far], lat[known_far]).any()


def test_land_is_near_where_nothing_is_known():
    for place in ((-0.01, 51.0), (3.21, 51.0), (1.0, 49.99), (1.0, 51.81), (math.nan, 51.0)):
        assert shore.near(STRAIT.land_near, STRAIT.grid, *place)


def test_a_path_that_starts_on_land_meets_the_shore_where_it_leaves():
    castle, harbour = (1.3210, 51.1285), (1.3330, 51.1180)
    assert shore.ashore(STRAIT.segments, STRAIT.first, STRAIT.land, STRAIT.grid, *castle)
    assert 0.2 < hit(STRAIT, castle, harbour) < 0.8
    assert hit(STRAIT, (1.08, 51.28), (1.09, 51.29)) == shore.NO_HIT, "Canterbury: inside land there is no shore"


def test_well_inside_land_and_sea_the_mask_and_the_line_agree():
    """From a cell 300 m inside land to mid-strait the shore is crossed an odd number of times, from the sea an even one."""
    mask, rng = coast.mask(), np.random.default_rng(5)
    p, q = all_segments()[:, :2], all_segments()[:, 2:]
    far = np.array([1.4503127, 50.9701717])
    for land, odd in ((mask.land, 1), (~mask.land, 0)):
        row, column = np.nonzero(ndimage.distance_transform_edt(land) > 4)
        for k in rng.integers(row.size, size=300):
            a = np.array([mask.lon0 + (column[k] + rng.random()) * mask.step, mask.lat0 + (row[k] + rng.random()) * mask.step])
            across = (side(a, far, p) > 0) != (side(a, far, q) > 0)
            ends = (side(p, q, a) > 0) != (side(p, q, far) > 0)
            assert (across & ends).sum() % 2 == odd, a
            assert shore.ashore(STRAIT.segments, STRAIT.first, STRAIT.land, STRAIT.grid, *a) == bool(odd)


def side(a, b, c):
    a, b, c = (np.atleast_2d(v) for v in (a, b, c))
    return (b - a)[:, 0] * (c - a)[:, 1] - (b - a)[:, 1] * (c - a)[:, 0]


def test_ashore_is_exact_where_the_mask_is_coarse():
    """Within 5 m on either side of an oblique shore, and of the mask's own cells nothing is seen."""
    land = made_up(turned([(-6000, 0), (6000, 0), (6000, 4000), (-6000, 4000)], 0.7))
    for along in np.linspace(-3000, 3000, 101):
        for off, expected in ((-5, False), (5, True)):
            place = geodesy.from_plane(*turned([(along, off)], 0.7)[0], *HERE)
            assert shore.ashore(land.segments, land.first, land.land, land.grid, *map(float, place)) is expected


def test_another_frame_has_the_same_answers():
    """The step may hold places as indices of its own grid."""
    x0, dx, y0, dy = 0.0, 0.025, 50.0, 1 / 60
    s = STRAIT.seen_from(x0, dx, y0, dy)
    for a, b in MOLES.values():
        there = [((p[0] - x0) / dx, (p[1] - y0) / dy) for p in (a, b)]
        assert hit(s, *there) == pytest.approx(hit(STRAIT, a, b), abs=1e-9)
        assert shore.near(s.land_near, s.grid, *there[0])


def test_the_arrays_cannot_be_changed():
    for array in (STRAIT.segments, STRAIT.first, STRAIT.land_near, STRAIT.land, STRAIT.grid):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0
    assert shore.strait() is STRAIT
