"""From the plane of a CF grid mapping to longitude and latitude, for files that carry no longitude and latitude of each point.

Only the inverse is needed: directions come from the points themselves (curvilinear). No datum shift is made; a forecast's
sphere or ellipsoid is taken as it is, as its centre does.

Legend: a, e semi-major axis, eccentricity · phi, lam latitude, longitude · t isometric colatitude · n cone constant
source  Snyder 1987, Map Projections: a Working Manual, USGS Professional Paper 1395, sections 5, 15, 21, 24; CF appendix F
"""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from varne import geodesy

Floats = NDArray[np.float64]
Attributes = Mapping[str, object]
SERIES = 8


def lon_lat(mapping: Attributes, x: Floats, y: Floats, name: str) -> tuple[Floats, Floats]:
    """Longitude and latitude of points in the plane of a grid mapping.

    mapping  attributes of the grid mapping variable
    x, y     (...)  [m], or [deg] for a rotated pole
    returns  lon, lat (...) [deg]
    raises   ValueError for a mapping that is not known, or that lacks a parameter

    >>> pole = {"grid_north_pole_latitude": 39.25, "grid_north_pole_longitude": -162.0}
    >>> lon, lat = lon_lat({"grid_mapping_name": "rotated_latitude_longitude", **pole}, np.zeros(1), np.zeros(1), "test")
    >>> print(lon.round(2), lat.round(2))
    [18.] [50.75]
    """
    kind = str(mapping.get("grid_mapping_name"))
    if kind not in _INVERSES:
        raise ValueError(
            f"{name}: grid mapping {kind!r} is not known here, only {sorted(_INVERSES)}; give the file "
            "two-dimensional longitude and latitude of its points"
        )
    x0, y0 = (float(str(mapping.get(k, 0.0))) for k in ("false_easting", "false_northing"))
    try:
        lon, lat = _INVERSES[kind](mapping, np.asarray(x, float) - x0, np.asarray(y, float) - y0)
    except KeyError as missing:
        raise ValueError(f"{name}: grid mapping {kind} lacks {missing}; see appendix F of the CF conventions") from None
    return wrapped(lon), lat


def wrapped(lon: Floats) -> Floats:
    """Longitudes brought to -180 <= lon < 180.

    >>> print(wrapped(np.array([359.5, 1.0, -1.0])))
    [-0.5  1.  -1. ]
    """
    return np.asarray(np.where((lon >= -180) & (lon < 180), lon, (lon + 180) % 360 - 180))


def _number(mapping: Attributes, *names: str) -> float:
    for n in names:
        if n in mapping:
            return float(np.ravel(np.asarray(mapping[n], float))[0])
    raise KeyError(" or ".join(names))


def _ellipsoid(mapping: Attributes) -> tuple[float, float]:
    """Semi-major axis [m] and eccentricity; WGS 84 when the file says nothing."""
    if "earth_radius" in mapping:
        return _number(mapping, "earth_radius"), 0.0
    a = _number(mapping, "semi_major_axis") if "semi_major_axis" in mapping else geodesy.A
    if "semi_minor_axis" in mapping:
        flattening = 1 - _number(mapping, "semi_minor_axis") / a
    elif "inverse_flattening" in mapping:
        inverse = _number(mapping, "inverse_flattening")
        flattening = 1 / inverse if inverse else 0.0
    else:
        flattening = geodesy.F if a == geodesy.A else 0.0
    return a, float(np.sqrt(flattening * (2 - flattening)))


def _t(phi: float, e: float) -> float:
    s = e * np.sin(phi)
    return float(np.tan(np.pi / 4 - phi / 2) / ((1 - s) / (1 + s)) ** (e / 2))


def _m(phi: float, e: float) -> float:
    return float(np.cos(phi) / np.sqrt(1 - (e * np.sin(phi)) ** 2))


def _latitude(t: Floats, e: float) -> Floats:
    """Latitude from the isometric colatitude (Snyder 7-9), by iteration."""
    phi = np.pi / 2 - 2 * np.arctan(t)
    for _ in range(SERIES):
        s = e * np.sin(phi)
        phi = np.pi / 2 - 2 * np.arctan(t * ((1 - s) / (1 + s)) ** (e / 2))
    return np.asarray(phi)


def _polar_stereographic(mapping: Attributes, x: Floats, y: Floats) -> tuple[Floats, Floats]:
    a, e = _ellipsoid(mapping)
    pole = np.sign(_number(mapping, "latitude_of_projection_origin"))
    lon0 = _number(mapping, "straight_vertical_longitude_from_pole", "longitude_of_projection_origin")
    if "standard_parallel" in mapping and abs(parallel := abs(_number(mapping, "standard_parallel"))) < 90:
        phi = np.radians(parallel)
        scale = _t(phi, e) / (a * _m(phi, e))
    else:
        k = _number(mapping, "scale_factor_at_projection_origin", "standard_parallel")
        k = k if "scale_factor_at_projection_origin" in mapping else 1.0
        scale = np.sqrt((1 + e) ** (1 + e) * (1 - e) ** (1 - e)) / (2 * a * k)
    lam = np.arctan2(pole * x, -pole * y)
    return lon0 + pole * np.degrees(lam), pole * np.degrees(_latitude(np.hypot(x, y) * scale, e))


def _lambert_conformal(mapping: Attributes, x: Floats, y: Floats) -> tuple[Floats, Floats]:
    a, e = _ellipsoid(mapping)
    parallels = np.radians(np.ravel(np.asarray(mapping["standard_parallel"], float)))
    p1, p2 = float(parallels[0]), float(parallels[-1])
    p0 = np.radians(_number(mapping, "latitude_of_projection_origin"))
    m1, m2, t0, t1, t2 = _m(p1, e), _m(p2, e), _t(p0, e), _t(p1, e), _t(p2, e)
    n = np.sin(p1) if np.isclose(p1, p2) else np.log(m1 / m2) / np.log(t1 / t2)
    f = m1 / (n * t1**n)
    rho0 = a * f * t0**n
    rho = np.sign(n) * np.hypot(x, rho0 - y)
    theta = np.arctan2(np.sign(n) * x, np.sign(n) * (rho0 - y))
    lon0 = _number(mapping, "longitude_of_central_meridian", "longitude_of_projection_origin")
    return lon0 + np.degrees(theta / n), np.degrees(_latitude((rho / (a * f)) ** (1 / n), e))


def _transverse_mercator(mapping: Attributes, x: Floats, y: Floats) -> tuple[Floats, Floats]:
    a, e = _ellipsoid(mapping)
    if abs(a - geodesy.A) > 1 or abs(e**2 - geodesy.E2) > 1e-8:
        raise KeyError("the WGS 84 or GRS 80 ellipsoid (others would need a datum shift); it")
    k = _number(mapping, "scale_factor_at_central_meridian")
    lon0, lat0 = _number(mapping, "longitude_of_central_meridian"), _number(mapping, "latitude_of_projection_origin")
    return geodesy.from_plane(x / k, y / k, lon0, lat0)


def _rotated_pole(mapping: Attributes, x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Turn the sphere so that the grid's pole comes to its true place."""
    pole = np.radians(_number(mapping, "grid_north_pole_latitude"))
    lon_pole = _number(mapping, "grid_north_pole_longitude")
    turn = float(str(mapping.get("north_pole_grid_longitude", 0.0)))
    lam, phi = np.radians(x - turn), np.radians(y)
    east = np.cos(phi) * np.sin(lam)
    away, up = np.cos(phi) * np.cos(lam), np.sin(phi)
    lat = np.arcsin(np.clip(np.sin(pole) * up + np.cos(pole) * away, -1, 1))
    lon = np.arctan2(-east, np.cos(pole) * up - np.sin(pole) * away)
    return lon_pole + np.degrees(lon), np.degrees(lat)


def _azimuthal_equal_area(mapping: Attributes, x: Floats, y: Floats) -> tuple[Floats, Floats]:
    a, e = _ellipsoid(mapping)
    p0, lon0 = np.radians(_number(mapping, "latitude_of_projection_origin")), _number(mapping, "longitude_of_projection_origin")
    pole, q0 = _q(np.pi / 2, e), _q(p0, e)
    radius, b0 = a * np.sqrt(pole / 2), np.arcsin(q0 / pole)
    d = a * _m(p0, e) / (radius * np.cos(b0))
    rho = np.hypot(x / d, d * y)
    c = 2 * np.arcsin(np.clip(rho / (2 * radius), -1, 1))
    share = np.divide(d * y * np.sin(c), rho, out=np.zeros_like(rho), where=rho > 0)
    beta = np.arcsin(np.cos(c) * np.sin(b0) + share * np.cos(b0))
    lam = np.arctan2(x * np.sin(c), d * rho * np.cos(b0) * np.cos(c) - d**2 * y * np.sin(b0) * np.sin(c))
    phi = beta
    for _ in range(SERIES):  # Snyder 3-16
        s = np.sin(phi)
        phi = phi + (1 - (e * s) ** 2) ** 2 / (2 * np.cos(phi)) * ((pole * np.sin(beta) - _q(phi, e)) / (1 - e**2))
    return lon0 + np.degrees(lam), np.degrees(phi)


def _q(phi: Floats | float, e: float) -> Floats:
    """Snyder 3-12; twice the sine on a sphere."""
    s = np.sin(phi)
    if e == 0:
        return np.asarray(2 * s)
    return np.asarray((1 - e**2) * (s / (1 - (e * s) ** 2) + np.arctanh(e * s) / e))


_INVERSES: dict[str, Callable[[Attributes, Floats, Floats], tuple[Floats, Floats]]] = {
    "polar_stereographic": _polar_stereographic,
    "lambert_conformal_conic": _lambert_conformal,
    "transverse_mercator": _transverse_mercator,
    "rotated_latitude_longitude": _rotated_pole,
    "lambert_azimuthal_equal_area": _azimuthal_equal_area,
}
