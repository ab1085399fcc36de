"""Traffic lanes as GeoJSON: polygons, or middle lines with a width, that ships cross at right angles or keep out of.

No geometry of the Strait's separation scheme comes with Varne: what we found may not be handed on (DATA.md). A centre has it in
its charts; a middle line of a lane with its width is enough. Not for navigation.
"""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec

from varne import geodesy
from varne.drift.polygons import parse_rings
from varne.readers.problem import Problem
from varne.search.chart import Lane

LAPS = 200.0
"""Pieces of a bent middle line lap over by this at both ends, so that no gap opens on the outside of a bend [m]."""


def read_lanes(text: bytes) -> tuple[list[Lane], list[Problem]]:
    """Lanes out of a GeoJSON FeatureCollection; a feature that is none is a problem and does not stop the others.

    Polygon, MultiPolygon   `traffic` [deg true]: which way the traffic goes, crossed at right angles; without it: keep out
    LineString              in the direction of the traffic, with `width_m`: a piece of lane for each of its legs
    raises  ValueError when it is no FeatureCollection
    """
    try:
        features = msgspec.json.decode(text)["features"]
    except (msgspec.DecodeError, UnicodeDecodeError, KeyError, TypeError) as error:
        raise ValueError(f"the lanes are no GeoJSON FeatureCollection: {error!r}") from error
    lanes, problems = list[Lane](), list[Problem]()
    for k, feature in enumerate(features):
        try:
            lanes += _lanes(feature)
        except (ValueError, KeyError, TypeError, IndexError) as error:
            mend = "give a Polygon, or a LineString with width_m, in longitude and latitude"
            problems.append(Problem(f"feature {k + 1}", str(feature)[:80], str(error), mend))
    return lanes, problems


def lanes_of(path: str | None) -> list[Lane]:
    """The lanes of a file; none without one.

    raises  FileNotFoundError; ValueError for the first feature that is no lane: a plan that seems to keep out of it would not
    """
    if path is None:
        return []
    lanes, problems = read_lanes(Path(path).read_bytes())
    if problems:
        raise ValueError(f"{path}: {problems[0]}")
    return lanes


def _lanes(feature: dict[str, Any]) -> list[Lane]:
    geometry, told = feature["geometry"], feature.get("properties") or {}
    if geometry["type"] == "LineString":
        return list(_pieces([(float(lon), float(lat)) for lon, lat, *_ in geometry["coordinates"]], float(told["width_m"])))
    parse_rings(geometry)
    traffic = told.get("traffic")
    return [Lane(geometry, None if traffic is None else float(traffic))]


def _pieces(line: list[tuple[float, float]], width: float) -> Iterator[Lane]:
    if not width > 0 or len(line) < 2:
        raise ValueError(f"a lane of {len(line)} points, {width} m wide; it has two points or more and a width above 0")
    for a, b in pairwise(line):
        lon0, lat0 = (a[0] + b[0]) / 2, (a[1] + b[1]) / 2
        metres, bearing = (float(v) for v in geodesy.distance_and_bearing(*a, *b))
        (ux, uy), (vx, vy) = (geodesy.components_to(1.0, bearing + turn) for turn in (0.0, 90.0))
        along, across = metres / 2 + LAPS, width / 2
        corners = ((-along, -across), (along, -across), (along, across), (-along, across), (-along, -across))
        x, y = zip(*((i * ux + j * vx, i * uy + j * vy) for i, j in corners), strict=True)
        lon, lat = geodesy.from_plane(x, y, lon0, lat0)
        ring = [[float(p), float(q)] for p, q in zip(lon, lat, strict=True)]
        yield Lane({"type": "Polygon", "coordinates": [ring]}, bearing % 360.0)
