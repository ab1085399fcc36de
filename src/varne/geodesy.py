"""Positions, bearings, distances and the local plane on the WGS 84 ellipsoid.

The only module that takes the sine or cosine of a bearing (invariant 2). Longitude comes before latitude, in degrees,
east and north positive. A direction says which way it means: ``to`` is where a thing goes, ``from`` is where it comes
from; both are degrees true, clockwise from north, 0 <= d < 360.

Legend: A, F, E2 semi-major axis, flattening, eccentricity squared · N third flattening · phi, lam latitude and
longitude [rad] · sigma arc on the auxiliary sphere · xi, eta northing and easting on the conformal sphere
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

NM = 1852.0
"""Metres in a nautical mile (exact, since 1929)."""
KNOT = NM / 3600.0
"""Metres a second in a knot."""

A = 6_378_137.0
F = 1 / 298.257223563
E2 = F * (2 - F)
_N = F / (2 - F)
_B = A * (1 - F)
# Krueger's series of the transverse Mercator projection to n^3: under 1 mm within 3 degrees of the central meridian.
_RECTIFYING = A / (1 + _N) * (1 + _N**2 / 4 + _N**4 / 64)
_ALPHA = (_N / 2 - 2 * _N**2 / 3 + 5 * _N**3 / 16, 13 * _N**2 / 48 - 3 * _N**3 / 5, 61 * _N**3 / 240)
_BETA = (_N / 2 - 2 * _N**2 / 3 + 37 * _N**3 / 96, _N**2 / 48 + _N**3 / 15, 17 * _N**3 / 480)
_DELTA = (2 * _N - 2 * _N**2 / 3 - 2 * _N**3, 7 * _N**2 / 3 - 8 * _N**3 / 5, 56 * _N**3 / 15)


def components_to(speed: ArrayLike, to: ArrayLike) -> tuple[Floats, Floats]:
    """East and north components of something that moves towards a direction.

    speed    (...)  not negative                                       [m/s]
    to       (...)  true direction it moves towards, 0 north, 90 east  [deg]
    returns  u, v   east, north; the shape of speed and to together    [m/s]
    raises   ValueError when a speed is negative
    source   CF standard names, eastward_ and northward_ components

    A 2 m/s stream setting 030 goes mostly north:

    >>> u, v = components_to(2.0, 30.0)
    >>> print(u.round(3), v.round(3))
    1.0 1.732
    """
    speed = np.asarray(speed, float)
    if np.any(speed < 0):
        raise ValueError(f"speed {speed.min()} is negative; give the speed as 0 or more and turn the direction by 180")
    rad = np.radians(np.asarray(to, float))
    return np.asarray(speed * np.sin(rad)), np.asarray(speed * np.cos(rad))


def components_from(speed: ArrayLike, wind_from: ArrayLike) -> tuple[Floats, Floats]:
    """East and north components of a wind or wave that comes from a direction.

    speed      (...)  not negative                                         [m/s]
    wind_from  (...)  true direction it comes from, 270 is a westerly      [deg]
    returns    u, v   east, north, the way the air goes                    [m/s]
    raises     ValueError when a speed is negative

    >>> u, v = components_from(10.0, 270.0)
    >>> print(u.round(3), abs(v.round(3)))
    10.0 0.0
    """
    u, v = components_to(speed, wind_from)
    return -u, -v


def speed_and_direction_to(u: ArrayLike, v: ArrayLike) -> tuple[Floats, Floats]:
    """Speed and the true direction in which a motion goes.

    u, v     (...)      east, north                                [m/s]
    returns  speed, to  [m/s] and [deg], 0 <= to < 360; 0 at rest

    >>> speed, to = speed_and_direction_to(1.0, -1.732)
    >>> print(speed.round(2), to.round(1))
    2.0 150.0
    """
    u, v = np.asarray(u, float), np.asarray(v, float)
    return np.hypot(u, v), np.degrees(np.arctan2(u, v)) % 360.0


def metres_per_degree(lat: ArrayLike) -> tuple[Floats, Floats]:
    """Length of a degree of longitude and of latitude at a latitude, for short steps.

    lat      (...)        [deg]
    returns  east, north  [m per deg]
    source   radii of curvature in the prime vertical and in the meridian, e.g. Torge, Geodesy, section 4.1

    >>> east, north = metres_per_degree(51.0)
    >>> print(east.round(), north.round())
    70198.0 111248.0
    """
    phi = np.radians(np.asarray(lat, float))
    w2 = 1 - E2 * np.sin(phi) ** 2
    return np.radians(A * np.cos(phi) / np.sqrt(w2)), np.radians(A * (1 - E2) / w2**1.5)


def to_plane(lon: ArrayLike, lat: ArrayLike, lon0: float, lat0: float) -> tuple[Floats, Floats]:
    """Metres east and north of an origin in a transverse Mercator plane through it.

    lon, lat    (...)  [deg]
    lon0, lat0  the origin; grid north is true north on its meridian [deg]
    returns     x, y   [m]; scale is 1 on the meridian and 1.00015 at 110 km from it
    source      Krueger 1912 series in the form of Karney 2011, doi 10.1007/s00190-011-0445-3

    >>> x, y = to_plane(1.5, 51.1, lon0=1.5, lat0=51.0)
    >>> print(x.round(), y.round())
    0.0 11125.0
    """
    x, y = _mercator(np.asarray(lon, float) - lon0, np.asarray(lat, float))
    return x, y - _mercator(np.zeros(()), np.asarray(lat0, float))[1]


def _mercator(dlon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    phi, lam = np.radians(lat), np.radians(dlon)
    c = 2 * np.sqrt(_N) / (1 + _N)
    t = np.sinh(np.arctanh(np.sin(phi)) - c * np.arctanh(c * np.sin(phi)))
    xi, eta = np.arctan2(t, np.cos(lam)), np.arcsinh(np.sin(lam) / np.hypot(t, np.cos(lam)))
    x, y = eta, xi
    for j, a in enumerate(_ALPHA, start=1):
        x = x + a * np.cos(2 * j * xi) * np.sinh(2 * j * eta)
        y = y + a * np.sin(2 * j * xi) * np.cosh(2 * j * eta)
    return _RECTIFYING * x, _RECTIFYING * y


def from_plane(x: ArrayLike, y: ArrayLike, lon0: float, lat0: float) -> tuple[Floats, Floats]:
    """The inverse of to_plane.

    x, y     (...)     east and north of the origin [m]
    returns  lon, lat  [deg]

    >>> lon, lat = from_plane(0.0, 11125.0, lon0=1.5, lat0=51.0)
    >>> print(lon.round(5), lat.round(5))
    1.5 51.1
    """
    y0 = _mercator(np.zeros(()), np.asarray(lat0, float))[1]
    xi, eta = (np.asarray(y, float) + y0) / _RECTIFYING, np.asarray(x, float) / _RECTIFYING
    xi_, eta_ = xi, eta
    for j, b in enumerate(_BETA, start=1):
        xi_ = xi_ - b * np.sin(2 * j * xi) * np.cosh(2 * j * eta)
        eta_ = eta_ - b * np.cos(2 * j * xi) * np.sinh(2 * j * eta)
    chi = np.arcsin(np.sin(xi_) / np.cosh(eta_))
    phi = chi + sum(d * np.sin(2 * j * chi) for j, d in enumerate(_DELTA, start=1))
    lam = np.arctan2(np.sinh(eta_), np.cos(xi_))
    return lon0 + np.degrees(lam), np.degrees(phi)


def distance_and_bearing(lon1: ArrayLike, lat1: ArrayLike, lon2: ArrayLike, lat2: ArrayLike) -> tuple[Floats, Floats]:
    """Geodesic distance and the true bearing at the first point.

    lon1, lat1, lon2, lat2  (...)  [deg]; broadcast together; not nearly antipodal
    returns                 distance [m], bearing [deg], 0 <= bearing < 360; bearing 0 for equal points
    source                  Vincenty 1975, Survey Review 23(176), inverse formula

    From the Dover western entrance to the Mayday position of 24 November 2021:

    >>> d, b = distance_and_bearing(1.33, 51.111, 1.74167, 51.14167)
    >>> print((d / NM).round(1), b.round())
    15.7 83.0
    """
    dlam = np.radians(np.asarray(lon2, float) - lon1)
    u1, u2 = (np.arctan((1 - F) * np.tan(np.radians(np.asarray(p, float)))) for p in (lat1, lat2))
    s1, c1, s2, c2 = np.sin(u1), np.cos(u1), np.sin(u2), np.cos(u2)
    lam = dlam
    for _ in range(12):  # converges to under 1e-12 rad in 4 steps at our distances
        east, north = c2 * np.sin(lam), c1 * s2 - s1 * c2 * np.cos(lam)
        sin_s, cos_s = np.hypot(east, north), s1 * s2 + c1 * c2 * np.cos(lam)
        sigma = np.arctan2(sin_s, cos_s)
        sin_a = np.divide(c1 * c2 * np.sin(lam), sin_s, out=np.zeros_like(sin_s), where=sin_s > 0)
        cos2_a = 1 - sin_a**2
        cos_m = cos_s - np.divide(2 * s1 * s2, cos2_a, out=np.zeros_like(cos2_a), where=cos2_a > 0)
        c = F / 16 * cos2_a * (4 + F * (4 - 3 * cos2_a))
        inner = cos_m + c * cos_s * (2 * cos_m**2 - 1)
        lam = dlam + (1 - c) * F * sin_a * (sigma + c * sin_s * inner)
    k2 = cos2_a * (A**2 - _B**2) / _B**2
    big_a = 1 + k2 / 16384 * (4096 + k2 * (-768 + k2 * (320 - 175 * k2)))
    big_b = k2 / 1024 * (256 + k2 * (-128 + k2 * (74 - 47 * k2)))
    bend = cos_s * (2 * cos_m**2 - 1) - big_b / 6 * cos_m * (4 * sin_s**2 - 3) * (4 * cos_m**2 - 3)
    correction = big_b * sin_s * (cos_m + big_b / 4 * bend)
    return _B * big_a * (sigma - correction), np.degrees(np.arctan2(east, north)) % 360.0


def destination(lon: ArrayLike, lat: ArrayLike, bearing: ArrayLike, distance: ArrayLike) -> tuple[Floats, Floats]:
    """Where one comes out after a distance on a bearing (for legs up to 200 km).

    lon, lat  (...)     start          [deg]
    bearing   (...)     true, at start [deg]
    distance  (...)     [m]
    returns   lon, lat  [deg]; within 1 m per 100 km of the geodesic
    source    Vincenty 1975, direct formula

    >>> lon, lat = destination(1.5, 51.0, 90.0, 10_000.0)
    >>> print(lon.round(4), lat.round(4))
    1.6425 50.9999
    """
    alpha, s = np.radians(np.asarray(bearing, float)), np.asarray(distance, float)
    u1 = np.arctan((1 - F) * np.tan(np.radians(np.asarray(lat, float))))
    sin_a = np.cos(u1) * np.sin(alpha)
    cos2_a = 1 - sin_a**2
    sigma1 = np.arctan2(np.tan(u1), np.cos(alpha))
    k2 = cos2_a * (A**2 - _B**2) / _B**2
    big_a = 1 + k2 / 16384 * (4096 + k2 * (-768 + k2 * (320 - 175 * k2)))
    big_b = k2 / 1024 * (256 + k2 * (-128 + k2 * (74 - 47 * k2)))
    sigma = s / (_B * big_a)
    for _ in range(4):
        cos_m, sin_s, cos_s = np.cos(2 * sigma1 + sigma), np.sin(sigma), np.cos(sigma)
        bend = cos_s * (2 * cos_m**2 - 1) - big_b / 6 * cos_m * (4 * sin_s**2 - 3) * (4 * cos_m**2 - 3)
        sigma = s / (_B * big_a) + big_b * sin_s * (cos_m + big_b / 4 * bend)
    cos_m, sin_s, cos_s = np.cos(2 * sigma1 + sigma), np.sin(sigma), np.cos(sigma)
    s1, c1 = np.sin(u1), np.cos(u1)
    across = s1 * sin_s - c1 * cos_s * np.cos(alpha)
    phi = np.arctan2(s1 * cos_s + c1 * sin_s * np.cos(alpha), (1 - F) * np.hypot(sin_a, across))
    lam = np.arctan2(sin_s * np.sin(alpha), c1 * cos_s - s1 * sin_s * np.cos(alpha))
    c = F / 16 * cos2_a * (4 + F * (4 - 3 * cos2_a))
    dlon = lam - (1 - c) * F * sin_a * (sigma + c * sin_s * (cos_m + c * cos_s * (2 * cos_m**2 - 1)))
    return np.asarray(lon, float) + np.degrees(dlon), np.degrees(phi)


def ellipse_covariance(major: float, minor: float, orientation: float) -> Floats:
    """Covariance of a position whose error is an ellipse on the ground.

    major, minor  1 sigma half axes                            [m]
    orientation   true bearing of the major axis               [deg]
    returns       (2, 2) covariance of east and north          [m2]
    raises        ValueError unless major >= minor > 0

    An ellipse that lies along 060 is longer east than north:

    >>> print(ellipse_covariance(200.0, 100.0, 60.0).round())
    [[32500. 12990.]
     [12990. 17500.]]
    """
    if not major >= minor > 0:
        raise ValueError(f"ellipse axes {major}, {minor}: the first is the longer one and both are metres above 0")
    rad = np.radians(orientation)
    along = np.array([np.sin(rad), np.cos(rad)])
    across = np.array([np.cos(rad), -np.sin(rad)])
    return np.asarray(major**2 * np.outer(along, along) + minor**2 * np.outer(across, across))


def covariance_ellipse(covariance: ArrayLike) -> tuple[float, float, float]:
    """The inverse of ellipse_covariance.

    covariance  (2, 2) of east and north                        [m2]
    returns     major, minor [m], orientation [deg], 0 <= o < 180

    >>> print([round(x) for x in covariance_ellipse(ellipse_covariance(200.0, 100.0, 60.0))])
    [200, 100, 60]
    """
    values, vectors = np.linalg.eigh(np.asarray(covariance, float))
    minor, major = np.sqrt(np.maximum(values, 0.0))
    east, north = vectors[:, 1]
    return float(major), float(minor), float(np.degrees(np.arctan2(east, north)) % 180.0)
