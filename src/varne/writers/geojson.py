"""GeoJSON (RFC 7946): regions and mean positions by moment, the start, the track.

Winding is as RFC 7946 wants it (outer rings counterclockwise, holes clockwise), because contourpy draws them so.
"""

import json
from typing import Any

from varne import __version__, probability
from varne.writers.drifted import COAST, LEVELS, SAFETY, Drifted, Moment, area_m2, stamp

DECIMALS = 5
"""Of a degree: about 1 m, finer than any position we are given; RFC 7946 section 11.2 advises against more than 7."""


def geojson(d: Drifted) -> bytes:
    """A FeatureCollection; each feature says its `kind`: start, track, mean, region or asked; units are in the names."""
    told = {"object": d.key, "states": d.n, "seed": d.seed, "fields": list(d.run.fields), "version": __version__}
    features = [*_given(d), _track(d), *(f for m in d.moments for f in _moment(d, m))]
    note = f"{SAFETY['en']} Regions are the smallest areas that hold a share `level` of the states inside the forecast area."
    collection = {"type": "FeatureCollection", **told, "note": note, "attribution": COAST, "features": features}
    return json.dumps(collection, ensure_ascii=False).encode()


def _feature(geometry: dict[str, Any] | None, **properties: object) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def _point(lon: float, lat: float) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [round(lon, DECIMALS), round(lat, DECIMALS)]}


def _given(d: Drifted) -> list[dict[str, Any]]:
    major, minor, orientation = d.start.ellipse_m
    error = {"error_major_m": major, "error_minor_m": minor, "error_orientation_deg": orientation}
    given = [_feature(_point(d.start.lon, d.start.lat), kind="start", at=stamp(d.start.t[0]), **error)]
    return given + ([_feature(_point(*d.contains), kind="asked")] if d.contains else [])


def _track(d: Drifted) -> dict[str, Any]:
    """The mean positions in order; no geometry where there are fewer than two."""
    known = [(m.t, m.density) for m in d.moments if m.density]
    line = {"type": "LineString", "coordinates": [_point(p.lon0, p.lat0)["coordinates"] for _, p in known]}
    return _feature(line if len(known) > 1 else None, kind="track", times=[stamp(t) for t, _ in known])


def _moment(d: Drifted, m: Moment) -> list[dict[str, Any]]:
    when = {"at": stamp(m.t), "hours": round((m.t - d.start.t[0]) / 3600, 4)}
    gone = {"stranded": round(m.stranded, 6), "outside": round(m.outside, 6)}
    held = {} if m.held is None else {"smallest_contour_holding_asked": round(m.held, 4)}
    if m.density is None:
        return [_feature(None, kind="mean", **when, **gone, **held)]
    p = m.density
    mean = _feature(_point(p.lon0, p.lat0), kind="mean", **when, **gone, **held)
    regions = [
        _feature(probability.region(p, level), kind="region", level=level, area_km2=round(area_m2(p, level) / 1e6, 4), **when)
        for level in LEVELS
    ]
    return [mean, *regions]
