"""Depths to draw: bands and lines lie where the numbers say, on a plane that we can work out and on the shipped grid."""

from importlib.resources import files

import numpy as np
import pytest

from varne.drift.polygons import inside, parse_rings
from varne.sea import coast, depths


@pytest.fixture(scope="module")
def shipped():
    return depths.dover_strait()


def of(features, part, key, value):
    (found,) = [f for f in features if f["properties"]["part"] == part and f["properties"][key] == value]
    return found


def sloping(slope_lon, slope_lat):
    """A sea floor that falls evenly from its south-western corner, all of it wet."""
    lon, lat = np.linspace(1.0, 2.0, 11), np.linspace(50.5, 51.0, 6)
    z = slope_lon * (lon[None, :] - 1.0) + slope_lat * (lat[:, None] - 50.5)
    return depths.depths(lon, lat, z, np.ones(z.shape, bool))


def test_a_line_on_a_slope_to_the_east_runs_north_and_one_on_a_slope_to_the_north_runs_east():
    east = of(depths.bands(sloping(40.0, 0.0)), "line", "depth_m", 10.0)["geometry"]["coordinates"]
    north = of(depths.bands(sloping(0.0, 40.0)), "line", "depth_m", 10.0)["geometry"]["coordinates"]
    assert {p[0] for line in east for p in line} == {1.25} and len(east[0]) == 6
    assert {p[1] for line in north for p in line} == {50.75} and len(north[0]) == 11


def test_a_level_that_is_never_reached_has_neither_band_nor_line():
    told = [f["properties"] for f in depths.bands(sloping(12.0, 0.0), (5.0, 10.0, 20.0))]
    assert told == [
        {"part": "band", "from_m": 0.0, "to_m": 5.0},
        {"part": "band", "from_m": 5.0, "to_m": 10.0},
        {"part": "band", "from_m": 10.0, "to_m": 20.0},
        {"part": "line", "depth_m": 5.0},
        {"part": "line", "depth_m": 10.0},
    ]


def test_the_shipped_bands_hold_what_lies_between_their_depths(shipped):
    """Places everywhere: inside a band exactly when the depth read there, straight between the cells, is in it."""
    rng = np.random.default_rng(0)
    lon, lat = rng.uniform(0.1, 3.1, 4000), rng.uniform(50.05, 51.75, 4000)
    deep = depths.at(shipped, lon, lat)
    features = depths.bands(shipped)
    bands = [f for f in features if f["properties"]["part"] == "band"]
    assert [f["properties"]["to_m"] for f in bands] == [10.0, 20.0, 30.0]
    for f in bands:
        low, high = f["properties"]["from_m"], f["properties"]["to_m"]
        sure = np.isfinite(deep) & (np.abs(deep - low) > 2.0) & (np.abs(deep - high) > 2.0)  # a cell is drawn by its triangles
        held = inside(parse_rings(f["geometry"]), lon, lat)
        wrong = (held != ((deep > low) & (deep < high)))[sure]
        assert wrong.mean() < 0.01, f"{low:g} to {high:g} m: {wrong.sum()} of {sure.sum()} places"
        assert held[sure].sum() > 20


def test_the_shipped_numbers_are_the_files_in_metres_the_right_way_up(shipped):
    with (files("varne.sea") / "data" / "channel_tide.npz").open("rb") as stream, np.load(stream) as stored:
        row, column = 70, 80
        there = depths.at(shipped, stored["lon"][[column]], stored["lat"][[row]])
        assert there == pytest.approx(stored["depth_msl"][row, column] / 10)
        assert stored["depth_msl"][row, column] != stored["depth_msl"][column, row]


def test_land_has_no_depth_and_the_sea_off_the_shore_has(shipped):
    canterbury, mid_strait = depths.at(shipped, np.array([1.08, 1.46]), np.array([51.28, 50.99]))
    assert np.isnan(canterbury) and 40 < mid_strait < 65
    lon, lat = (g.ravel() for g in np.meshgrid(np.linspace(0.1, 3.1, 120), np.linspace(50.05, 51.75, 120)))
    off = coast.distance_to_land(lon, lat) > 4000.0  # two cells
    assert np.isfinite(depths.at(shipped, lon[off], lat[off])).all()


def test_what_the_docstring_says_of_banks_is_so(shipped):
    """The Varne is smoothed away: whoever reads these depths for a ship is told so."""
    lon, lat = (g.ravel() for g in np.meshgrid(np.linspace(1.30, 1.45, 60), np.linspace(50.92, 51.04, 60)))
    assert 20.0 < np.nanmin(depths.at(shipped, lon, lat)) < 24.0
    assert shipped.shallowest == pytest.approx(5.4)


def test_dry_cells_take_the_depth_beside_them_one_cell_far_and_no_more():
    wet = np.array([[True, True, False, False, False]] * 3)
    d = depths.depths(np.linspace(1, 2, 5), np.linspace(51, 52, 3), np.where(wet, 12.0, 0.0), wet)
    assert d.known[0].tolist() == [True, True, True, False, False] and d.depth[0, 2] == 12.0
