"""Polygons: GeoJSON areas as rings, and which places lie inside them."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def parse_rings(area: Mapping[str, Any]) -> tuple[Floats, ...]:
    """The rings of a GeoJSON Polygon or MultiPolygon, or of a Feature that holds one; outer rings and holes alike.

    returns  each (k, 2) lon, lat [deg], closed
    raises   ValueError for another geometry, a ring of fewer than three corners, or a place that is on no globe

    >>> square = {"type": "Polygon", "coordinates": [[[1.4, 51.0], [1.5, 51.0], [1.5, 51.1], [1.4, 51.1], [1.4, 51.0]]]}
    >>> [ring.shape for ring in parse_rings(square)]
    [(5, 2)]
    """
    geometry = area.get("geometry", area) if area.get("type") == "Feature" else area
    coordinates = geometry.get("coordinates", ())
    if geometry.get("type") == "Polygon":
        return tuple(_ring(r) for r in coordinates)
    if geometry.get("type") == "MultiPolygon":
        return tuple(_ring(r) for polygon in coordinates for r in polygon)
    raise ValueError(f"{geometry.get('type')!r} is no area; give a GeoJSON Polygon or MultiPolygon, or a Feature with one")


def _ring(corners: Sequence[Sequence[float]]) -> Floats:
    ring = np.array([c[:2] for c in corners], float).reshape(-1, 2)
    if len(np.unique(ring, axis=0)) < 3:
        raise ValueError(f"a ring with the corners {ring.tolist()} holds no area; give three different corners or more")
    if not (np.isfinite(ring).all() and (np.abs(ring) <= (180.0, 90.0)).all()):
        raise ValueError("a ring has a corner beyond 180 longitude or 90 latitude; longitude comes first, in degrees")
    return ring if np.array_equal(ring[0], ring[-1]) else np.vstack([ring, ring[:1]])


def inside(rings: Sequence[Floats], lon: Floats, lat: Floats) -> Bools:
    """Whether places lie in an area: inside an odd number of its rings, so that holes are outside.

    rings     of parse_rings; their sides are straight in longitude and latitude
    lon, lat  (n,) [deg]
    returns   (n,)
    source    crossings of a ray, Shimrat 1962, doi 10.1145/368637.368653

    >>> rings = [np.array([[1.4, 51.0], [1.5, 51.0], [1.5, 51.1], [1.4, 51.0]])]
    >>> print(inside(rings, np.array([1.48, 1.42]), np.array([51.04, 51.08])))
    [ True False]
    """
    found = np.zeros(lon.shape, bool)
    (west, south), (east, north) = box(rings)
    here = np.nonzero((lon >= west) & (lon <= east) & (lat >= south) & (lat <= north))[0]
    x, y = lon[here], lat[here]
    odd = np.zeros(here.size, bool)
    for ring in rings:
        for (xa, ya), (xb, yb) in zip(ring[:-1].tolist(), ring[1:].tolist(), strict=True):
            if ya != yb:
                odd ^= ((ya > y) != (yb > y)) & (x < xa + (y - ya) * ((xb - xa) / (yb - ya)))
    found[here] = odd
    return found


def box(rings: Sequence[Floats]) -> tuple[tuple[float, float], tuple[float, float]]:
    """South-west and north-east corner of an area: lon, lat each [deg]."""
    corners = np.concatenate(rings)
    (west, south), (east, north) = corners.min(axis=0).tolist(), corners.max(axis=0).tolist()
    return (west, south), (east, north)
