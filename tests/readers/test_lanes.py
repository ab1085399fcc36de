"""Traffic lanes as GeoJSON: what is read, what is refused, and that a search keeps to them."""

import json
from itertools import pairwise

import numpy as np
import pytest

from varne.geodesy import distance_and_bearing
from varne.readers.lanes import lanes_of, read_lanes
from varne.search.chart import chart
from varne.search.rectangles import AVOID, LANES

MIDDLE = [[1.40, 50.90], [1.60, 51.05], [1.90, 51.20]]
ZONE = [[[1.5, 50.9], [1.6, 50.9], [1.6, 51.0], [1.5, 51.0], [1.5, 50.9]]]


def collection(*features):
    return json.dumps({"type": "FeatureCollection", "features": list(features)}).encode()


def feature(kind, coordinates, **told):
    return {"type": "Feature", "geometry": {"type": kind, "coordinates": coordinates}, "properties": told}


LANE = feature("LineString", MIDDLE, width_m=6000, name="made up")


def test_a_middle_line_with_a_width_is_a_lane_for_each_leg_in_the_direction_of_the_traffic():
    lanes, problems = read_lanes(collection(LANE))
    assert problems == []
    assert len(lanes) == 2
    for lane, (a, b) in zip(lanes, pairwise(MIDDLE), strict=True):
        metres, bearing = (float(v) for v in distance_and_bearing(*a, *b))
        assert lane.traffic == pytest.approx(bearing)
        p, q, r, *_ = lane.polygon["coordinates"][0]
        assert float(distance_and_bearing(*p, *q)[0]) == pytest.approx(metres + 400, rel=2e-3)
        assert float(distance_and_bearing(*q, *r)[0]) == pytest.approx(6000, rel=2e-3)


def test_a_bent_lane_has_no_gap_and_a_zone_is_kept_out_of():
    lanes, _ = read_lanes(collection(LANE, feature("Polygon", ZONE)))
    c = chart(1.6, 51.05, 20_000.0, lanes)
    middle = c.ship[c.ship.shape[0] // 2 - 3 : c.ship.shape[0] // 2 + 3, c.ship.shape[1] // 2 - 3 : c.ship.shape[1] // 2 + 3]
    assert (middle > LANES).all()  # around the bend
    assert (c.ship == AVOID).sum() > 100
    assert not c.air.any()
    assert np.allclose(np.hypot(*c.lanes[1:].T), 1.0)


def test_a_polygon_with_traffic_is_crossed_at_right_angles():
    [lane], _ = read_lanes(collection(feature("Polygon", ZONE, traffic=45)))
    assert lane.traffic == 45


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (feature("LineString", MIDDLE), "width_m"),
        (feature("LineString", MIDDLE[:1], width_m=6000), "two points or more"),
        (feature("LineString", MIDDLE, width_m=-5), "width above 0"),
        (feature("Point", [1.5, 51.0]), "is no area"),
        (feature("Polygon", [[[1.5, 51.0], [200.0, 95.0], [1.6, 51.0], [1.5, 51.0]]]), ""),
        ({"type": "Feature"}, "geometry"),
        (7, ""),
    ],
)
def test_what_is_no_lane_is_told_and_the_others_are_read(wrong, said):
    lanes, problems = read_lanes(collection(wrong, LANE))
    assert len(lanes) == 2
    assert [p.where for p in problems] == ["feature 1"]
    assert said in problems[0].why


@pytest.mark.parametrize("text", [b"", b"[]", b'{"type": "Feature"}', b"\xff"])
def test_what_is_no_collection_is_refused(text):
    with pytest.raises(ValueError, match="no GeoJSON FeatureCollection"):
        read_lanes(text)


def test_a_node_does_not_start_with_lanes_that_it_cannot_read(tmp_path):
    """A plan that seems to keep out of a lane and does not is worse than no lanes."""
    path = tmp_path / "lanes.geojson"
    path.write_bytes(collection(feature("LineString", MIDDLE)))
    with pytest.raises(ValueError, match="feature 1"):
        lanes_of(str(path))
    assert lanes_of(None) == []
