"""GeoJSON: RFC 7946 winding, order and decimals; regions hold what they say."""

import json
import re

import numpy as np
import pytest
from matplotlib.path import Path

from varne.probability import contour_holding
from varne.writers.geojson import geojson


def features(d, kind):
    return [f for f in json.loads(geojson(d))["features"] if f["properties"]["kind"] == kind]


def area(ring):
    """Twice the signed area: positive is counterclockwise (shoelace)."""
    x, y = np.array(ring).T
    return float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]))


@pytest.mark.parametrize("case", ["adrift", "stranding"])
def test_rings_are_closed_and_wound_as_rfc_7946_wants(case, request):
    found = features(request.getfixturevalue(case), "region")
    assert len(found) == 3 * len(request.getfixturevalue(case).moments)
    for feature in found:
        for outer, *holes in feature["geometry"]["coordinates"]:
            assert all(len(ring) >= 4 and ring[0] == ring[-1] for ring in (outer, *holes))
            assert area(outer) > 0
            assert all(area(hole) < 0 for hole in holes)


def test_longitude_first_and_seven_decimals_at_most(adrift):
    text = geojson(adrift).decode()
    assert not re.search(r"\d\.\d{8,}", text.split('"features"')[1])
    lon, lat = features(adrift, "start")[0]["geometry"]["coordinates"]
    assert (lon, lat) == pytest.approx((1.759, 51.151), abs=0.003)


@pytest.mark.parametrize("level", [0.5, 0.9, 0.95])
def test_a_region_holds_the_places_of_its_level(adrift, level):
    """Inside the polygon the smallest contour is at most the level, outside at least; a cell's width is left free."""
    moment = adrift.moments[-1]
    region = next(f for f in features(adrift, "region") if f["properties"]["level"] == level and f["properties"]["hours"] == 5)
    path = Path(region["geometry"]["coordinates"][0][0])
    places = np.stack([adrift.run.lon[-1], adrift.run.lat[-1]], axis=1)
    assert len(region["geometry"]["coordinates"]) == 1
    inside = path.contains_points(places)
    held = np.array([contour_holding(moment.density, *place) for place in places])
    assert held[inside].max() <= level + 0.02
    assert held[~inside].min() >= level - 0.02
    assert adrift.run.weight[inside].sum() == pytest.approx(level, abs=0.05)


def test_the_size_of_a_region_is_that_of_its_polygon(adrift):
    for feature in features(adrift, "region")[-3:]:
        degrees = sum(area(ring) / 2 for polygon in feature["geometry"]["coordinates"] for ring in polygon)
        km2 = degrees * 111.25 * 111.32 * np.cos(np.radians(51.18))
        assert feature["properties"]["area_km2"] == pytest.approx(km2, rel=0.03)


def test_means_say_when_and_what_is_gone(stranding, gone):
    last = features(stranding, "mean")[-1]["properties"]
    assert (last["at"], last["hours"]) == ("2021-11-24T07:12:00Z", 4)
    assert last["stranded"] == pytest.approx(0.25, abs=0.03)
    nowhere = features(gone, "mean")[-1]
    assert nowhere["geometry"] is None
    assert nowhere["properties"]["outside"] == pytest.approx(1)
    assert len(features(gone, "track")[0]["geometry"]["coordinates"]) == 3


def test_it_says_what_it_rests_on(adrift):
    told = json.loads(geojson(adrift))
    assert told["type"] == "FeatureCollection"
    assert told["fields"] == list(adrift.run.fields)
    assert "Not for navigation" in told["note"]
    assert "OpenStreetMap" in told["attribution"]
