"""Land against known towns and ships' marks; the line against the treaty, a second converter and the events of 2021."""

import json
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from varne import geodesy
from varne.sea import coast

twenty_metres, hundred_metres, twentieth_nm = 20.0, 100.0, 0.05
SHARED = Path(__file__).parents[3] / "shared" / "data" / "channel"
lons, lats = st.floats(0.0, 3.2), st.floats(50.0, 51.8)

LAND = {
    "Canterbury": (1.08, 51.28),
    "Ashford": (0.87, 51.146),
    "west of Lille": (2.9, 50.63),
    "Guines": (1.87, 50.87),
    "Dover Castle": (1.321, 51.1285),
    "Calais town hall": (1.853, 50.9525),
    "Dungeness lighthouse": (0.976, 50.9133),
    "Isle of Sheppey": (0.84, 51.39),
}
SEA = {
    "Varne lightvessel": (1.3983, 51.0214),
    "Sandettie lightvessel": (1.8, 51.103),
    "F3 lightvessel": (2.006, 51.397),
    "mid strait": (1.46, 50.99),
    "Dover, outer harbour": (1.33, 51.1175),
    "Calais, between the moles": (1.846, 50.9685),
    "Boulogne, outer harbour": (1.574, 50.741),
    "Dunkirk West, outer harbour": (2.16, 51.033),
    "Mayday position of 24 November 2021": (1.74167, 51.14167),
}


@pytest.mark.parametrize("place", LAND)
def test_known_land_is_land(place):
    assert coast.on_land(*LAND[place])
    assert not coast.at_sea(*LAND[place])
    assert coast.distance_to_land(*LAND[place]) == 0


@pytest.mark.parametrize("place", SEA)
def test_known_water_is_water(place):
    assert coast.at_sea(*SEA[place])
    assert not coast.on_land(*SEA[place])


def test_places_go_in_as_arrays():
    lon, lat = np.array([LAND["Canterbury"], SEA["mid strait"]]).T
    assert coast.on_land(lon, lat).tolist() == [True, False]
    assert coast.on_land(lon[:, None], lat[None, :]).shape == (2, 2)


@pytest.mark.parametrize("place", [(-0.01, 51.0), (3.21, 51.0), (1.5, 49.99), (1.5, 51.81), (np.nan, 51.0), (51.0, 1.5)])
def test_outside_the_mask_is_unknown_and_never_sea(place):
    assert not coast.covers(*place)
    for ask in (coast.on_land, coast.at_sea, coast.distance_to_land):
        with pytest.raises(coast.OutsideCoast, match="whether it is land is unknown"):
            ask(*place)


def test_the_error_says_which_places_are_outside():
    with pytest.raises(coast.OutsideCoast) as caught:
        coast.on_land([1.5, 51.0], [51.0, 1.5])
    assert caught.value.outside.tolist() == [False, True]


def test_every_corner_and_edge_of_the_box_is_covered():
    assert coast.covers([0.0, 3.2, 0.0, 3.2], [50.0, 50.0, 51.8, 51.8]).all()
    assert coast.on_land([0.0, 3.2, 3.2], [51.8, 50.0, 50.0]).all()


@pytest.mark.parametrize(
    ("place", "metres"),
    [  # to the full OpenStreetMap polygons in UTM zone 31, with Shapely and PROJ
        ((1.3983, 51.0214), 11_155),  # Varne lightvessel
        ((1.8, 51.103), 14_066),  # Sandettie lightvessel
        ((1.5, 50.8714), 5_693),  # west of Cap Gris-Nez
        ((2.006, 51.397), 38_779),  # F3 lightvessel
    ],
)
def test_distance_to_land_against_the_polygons(place, metres):
    assert coast.distance_to_land(*place) == pytest.approx(metres, abs=hundred_metres)


@given(lons, lats)
def test_distance_is_zero_exactly_on_land(lon, lat):
    assert (coast.distance_to_land(lon, lat) == 0) == coast.on_land(lon, lat)


@given(lons, lats, st.floats(-0.02, 0.02), st.floats(-0.02, 0.02))
def test_distance_grows_no_faster_than_one_moves(lon, lat, dlon, dlat):
    lon2, lat2 = np.clip(lon + dlon, 0.0, 3.2), np.clip(lat + dlat, 50.0, 51.8)
    a, b = coast.distance_to_land([lon, lon2], [lat, lat2])
    moved, _ = geodesy.distance_and_bearing(lon, lat, lon2, lat2)
    assert abs(a - b) <= moved * 1.001 + 150.0  # a cell is 132 m across


def test_the_mask_cannot_be_changed_by_accident():
    with pytest.raises(ValueError, match="read-only"):
        coast.mask().land[0, 0] = True


def test_the_mask_is_the_one_of_the_research():
    path = SHARED / "landmask_osm_0p001deg.npz"
    if not path.exists():
        pytest.skip("the research data beside the repository are absent; the towns and marks above are the check")
    with np.load(path) as other:
        theirs = np.unpackbits(other["mask"], axis=1, count=int(other["nx"])).astype(bool)
    assert (coast.mask().land != theirs).mean() < 0.001


def test_drawing_is_valid_small_and_carries_its_notice():
    assert (files("varne.sea") / "data" / "coast_web.geojson").stat().st_size <= 200_000
    land = coast.land_polygons()
    assert land["attribution"].startswith("© OpenStreetMap contributors, ODbL 1.0")
    for polygon in land["features"][0]["geometry"]["coordinates"]:
        for ring in polygon:
            assert ring[0] == ring[-1]
            assert len(ring) >= 4


def test_drawing_and_mask_show_the_same_land():
    """Even-odd rule over all rings of the drawing, on a coarse grid of places."""
    polygons = coast.land_polygons()["features"][0]["geometry"]["coordinates"]
    rings = [np.array(ring) for polygon in polygons for ring in polygon]
    x, y = (a.ravel() for a in np.meshgrid(np.arange(0.0513, 3.2, 0.05), np.arange(50.0517, 51.8, 0.05)))
    crossings = np.zeros(x.size, int)
    for ring in rings:
        x1, y1, x2, y2 = ring[:-1, 0], ring[:-1, 1], ring[1:, 0], ring[1:, 1]
        spans = (y1 > y[:, None]) != (y2 > y[:, None])
        with np.errstate(divide="ignore", invalid="ignore"):
            crossings += (spans & (x[:, None] < x1 + (y[:, None] - y1) / (y2 - y1) * (x2 - x1))).sum(axis=1)
    assert ((crossings % 2 == 1) == coast.on_land(x, y)).mean() > 0.998


# Points I to VI on WGS 84 as PROJ gives them for EPSG:4230 to EPSG:4326.
PROJ_POINTS = [
    (1.26348, 50.82439),
    (1.28141, 50.89552),
    (1.35558, 50.94913),
    (1.54669, 51.03775),
    (1.72392, 51.09859),
    (1.88755, 51.19935),
]


def test_the_treaty_points_agree_with_proj():
    lon, lat = np.array(PROJ_POINTS).T
    ours = coast.territorial_line()
    assert geodesy.distance_and_bearing(ours[:, 0], ours[:, 1], lon, lat)[0].max() < twenty_metres


def test_the_treaty_points_agree_with_the_research():
    path = SHARED / "boundaries.geojson"
    if not path.exists():
        pytest.skip("the research data beside the repository are absent; the typed PROJ points above are the check")
    first = json.loads(path.read_text())["features"][0]
    lon, lat = np.array(first["geometry"]["coordinates"]).T
    ours = coast.territorial_line()
    assert geodesy.distance_and_bearing(ours[:, 0], ours[:, 1], lon, lat)[0].max() < twenty_metres


def test_ed50_lies_north_east_of_wgs84_by_about_130_metres():
    lon, lat = coast.ed50_to_wgs84(1.5, 51.0)
    moved, bearing = geodesy.distance_and_bearing(1.5, 51.0, lon, lat)
    assert moved == pytest.approx(134, abs=15)
    assert 210 < bearing < 240


@pytest.mark.parametrize(
    ("lon", "lat", "who", "nm"),
    [  # research memo 2.7: positions of 24 November 2021 against the line of 1988
        (1.74167, 51.14167, "GB", 1.38),
        (1.75947, 51.15075, "GB", 1.30),
        (1.72350, 51.09300, "FR", -0.3),
    ],
)
def test_the_positions_of_the_night_lie_where_the_findings_say(lon, lat, who, nm):
    assert coast.side(lon, lat) == who
    assert coast.distance_to_line(lon, lat) / geodesy.NM == pytest.approx(nm, abs=twentieth_nm)


@pytest.mark.parametrize(
    ("lon", "lat", "who"),
    [
        (1.33, 51.111, "GB"),  # Dover
        (1.423, 51.324, "GB"),  # Ramsgate
        (0.593, 50.85, "GB"),  # Hastings
        (1.3983, 51.0214, "GB"),  # Varne lightvessel
        (1.84, 50.972, "FR"),  # Calais
        (1.564, 50.744, "FR"),  # Boulogne
        (2.35, 51.062, "FR"),  # Dunkirk
        (1.083, 50.0, "FR"),  # off Dieppe
        (0.5, 50.3, "FR"),  # south of the western end
        (0.5, 50.6, "GB"),  # north of it
        (2.0, 51.2, "FR"),  # south of the eastern end
        (1.9, 51.4, "GB"),  # north of it
        (2.915, 51.243, None),  # Oostende: neither
        (2.2, 51.6, None),  # north of the last point: not known here
        (-1.1, 50.7, None),  # outside the box
        (51.1, 1.7, None),  # swapped
    ],
)
def test_whose_side(lon, lat, who):
    assert coast.side(lon, lat) == who


@given(lons, lats)
def test_the_sign_of_the_distance_is_the_side(lon, lat):
    metres = coast.distance_to_line(lon, lat)
    if (who := coast.side(lon, lat)) is None:
        assert np.isnan(metres)
    else:
        assert metres == 0 or (metres > 0) == (who == "GB")


def test_points_of_the_line_are_on_it():
    lon, lat = coast.line().T
    assert np.abs(coast.distance_to_line(lon, lat)).max() < 0.01
    assert np.all(np.diff(lon) > 0)
    assert np.all(np.diff(lat) > 0)


def test_the_lines_for_the_map():
    features = coast.lines()["features"]
    assert [f["properties"]["kind"] for f in features] == ["territorial", "srr"]
    for feature in features:
        assert all(feature["properties"][key] for key in ("name_en", "name_fr", "source"))
        assert feature["geometry"]["type"] == "LineString"
    assert len(features[0]["geometry"]["coordinates"]) == 6
    json.dumps(coast.lines())
