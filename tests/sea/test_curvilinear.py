"""Turned and curvilinear grids against geometry known otherwise: published projections, exact rotations, straight functions."""

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from varne import geodesy
from varne.sea import curvilinear
from varne.sea.dataset import from_dataset
from varne.sea.projections import lon_lat

T0 = 1_781_481_600.0
CLARKE = {"semi_major_axis": 6378206.4, "inverse_flattening": 294.978698}
INTERNATIONAL = {"semi_major_axis": 6378388.0, "inverse_flattening": 297.0}
CONIC = {"standard_parallel": [33.0, 45.0], "latitude_of_projection_origin": 23.0, "longitude_of_central_meridian": -96.0}
CORDEX = {"grid_north_pole_latitude": 39.25, "grid_north_pole_longitude": -162.0}


@pytest.mark.parametrize(
    ("mapping", "x", "y", "lon", "lat", "tolerance"),
    [
        ({"grid_mapping_name": "lambert_conformal_conic", **CONIC, **CLARKE}, 1894410.9, 1564649.5, -75, 35, 2e-6),
        ({"grid_mapping_name": "lambert_conformal_conic", **CONIC, "earth_radius": 1.0}, 0.2966785, 0.2462112, -75, 35, 1e-5),
        (
            {
                "grid_mapping_name": "polar_stereographic",
                "standard_parallel": -71.0,
                "latitude_of_projection_origin": -90.0,
                "straight_vertical_longitude_from_pole": -100.0,
                **INTERNATIONAL,
            },
            -1540033.6,
            -560526.4,
            150,
            -75,
            2e-6,
        ),
        (
            {
                "grid_mapping_name": "lambert_azimuthal_equal_area",
                "latitude_of_projection_origin": 40.0,
                "longitude_of_projection_origin": -100.0,
                **CLARKE,
            },
            -965932.1,
            -1056814.9,
            -110,
            30,
            2e-6,
        ),
        ({"grid_mapping_name": "rotated_latitude_longitude", **CORDEX}, 331.79, 21.67, 315.86 - 360, 60.21, 0.006),
        ({"grid_mapping_name": "rotated_latitude_longitude", **CORDEX}, 331.79, 21.67 - 0.44 * 102, 350.01 - 360, 22.20, 0.007),
    ],
)
def test_published_examples(mapping, x, y, lon, lat, tolerance):
    """Snyder 1987, appendix A, the numerical examples; CORDEX domain table, corners of EUR-44."""
    got = lon_lat(mapping, np.array([x]), np.array([y]), "test")
    assert np.ravel(got) == pytest.approx([lon, lat], abs=tolerance)


def test_utm_zone_31():
    """On the central meridian the northing is the meridian from the equator to 50 N, 5,540,847.042 m, times the scale."""
    utm = {
        "grid_mapping_name": "transverse_mercator",
        "scale_factor_at_central_meridian": 0.9996,
        "longitude_of_central_meridian": 3.0,
        "latitude_of_projection_origin": 0.0,
        "false_easting": 500_000.0,
    }
    lon, lat = lon_lat(utm, np.array([500_000.0]), np.array([0.9996 * 5_540_847.042]), "test")
    assert (lon[0], lat[0]) == pytest.approx((3.0, 50.0), abs=1e-8)


@pytest.mark.parametrize(
    ("mapping", "words"),
    [
        ({"grid_mapping_name": "geostationary"}, "'geostationary' is not known here"),
        ({"grid_mapping_name": "lambert_conformal_conic"}, "lacks 'standard_parallel'"),
        (
            {"grid_mapping_name": "transverse_mercator", "semi_major_axis": 6377563.396, "inverse_flattening": 299.3},
            "datum shift",
        ),
    ],
)
def test_unknown_mappings_say_so(mapping, words):
    with pytest.raises(ValueError, match=words):
        lon_lat(mapping, np.zeros(1), np.zeros(1), "test")


@given(st.floats(0, 13), st.floats(0, 9), st.floats(-80, 80))
def test_a_place_in_the_grid_is_found_again(c, r, turn):
    lon, lat, _ = turned_grid(turn, 14, 10)
    place = curvilinear._bilinear(lon, np.array([r]), np.array([c])), curvilinear._bilinear(lat, np.array([r]), np.array([c]))
    got = curvilinear.places(lon, lat, *place)
    assert np.ravel(got) == pytest.approx([r, c], abs=1e-6)


def test_places_outside_are_not_found():
    lon, lat, _ = turned_grid(30, 14, 10)
    assert np.isnan(curvilinear.places(lon, lat, np.array([9.0]), np.array([51.0]))).all()


def near(u, v):
    return pytest.approx((float(u), float(v)), abs=1e-4)


def turned_grid(turn, nx=60, ny=50, step=4000.0):
    """Longitude and latitude of a grid whose x axis runs to 090 - turn at 1.5 E 51 N, and its projection coordinates."""
    x, y = step * (np.arange(nx) - (nx - 1) / 2), step * (np.arange(ny) - (ny - 1) / 2)
    a = np.radians(turn)
    gx, gy = np.meshgrid(x, y)
    lon, lat = geodesy.from_plane(gx * np.cos(a) - gy * np.sin(a), gx * np.sin(a) + gy * np.cos(a), 1.5, 51.0)
    return lon, lat, (x, y)


def forecast(lon, lat, u, v, names=("sea_water_x_velocity", "sea_water_y_velocity"), **coords):
    t = (T0 + 3600 * np.arange(3)) * 1e9
    return xr.Dataset(
        {
            n: (("time", "y", "x"), np.broadcast_to(a, (3, *lon.shape)).copy(), {"standard_name": s, "units": "m s-1"})
            for n, s, a in zip(("a", "b"), names, (u, v), strict=True)
        },
        {"time": t.astype("datetime64[ns]"), "lon": (("y", "x"), lon), "lat": (("y", "x"), lat), **coords},
    )


@pytest.mark.parametrize("turn", [30, -60, 110, 200])
def test_components_along_the_grid_are_turned_to_true_east_and_north(turn):
    """1 m/s along x of a grid turned by 30 degrees anticlockwise goes to 060, along y to 330."""
    lon, lat, _ = turned_grid(turn)
    f = from_dataset(forecast(lon, lat, 1.0, 0.0), "current", "test")
    assert f(T0, 1.5, 51.0) == near(*geodesy.components_to(1.0, 90.0 - turn))
    g = from_dataset(forecast(lon, lat, 0.0, 0.7), "current", "test")
    assert g(T0, 1.5, 51.0) == near(*geodesy.components_to(0.7, -turn))


def test_words_a_grid_turned_by_30():
    lon, lat, _ = turned_grid(30)
    f = from_dataset(forecast(lon, lat, 1.0, 0.0), "current", "test")
    assert f(T0, 1.5, 51.0) == pytest.approx((np.sqrt(3) / 2, 0.5), abs=1e-4)
    assert "turned to true east and north" in "\n".join(f.about)


def test_true_components_on_a_turned_grid_stay():
    lon, lat, _ = turned_grid(30)
    names = ("eastward_sea_water_velocity", "northward_sea_water_velocity")
    f = from_dataset(forecast(lon, lat, 0.9, -0.2, names), "current", "test")
    assert f(T0, 1.4, 50.9) == pytest.approx((0.9, -0.2), abs=1e-12)


def test_rows_and_columns_that_fall_keep_the_direction_of_the_projection():
    lon, lat, (x, y) = turned_grid(30)
    axes = {
        "x": ("x", x, {"standard_name": "projection_x_coordinate"}),
        "y": ("y", y, {"standard_name": "projection_y_coordinate"}),
    }
    data = forecast(lon, lat, 1.0, 0.25, **axes)
    f, g = (from_dataset(d, "current", "test") for d in (data, data.isel(x=slice(None, None, -1), y=slice(None, None, -1))))
    assert g(T0, 1.5, 51.0) == near(*f(T0, 1.5, 51.0))
    assert f(T0, 1.5, 51.0) == pytest.approx((np.sqrt(3) / 2 - 0.125, 0.5 + 0.25 * np.sqrt(3) / 2), abs=1e-4)


def test_a_straight_function_is_read_back_from_a_turned_grid():
    lon, lat, _ = turned_grid(25)
    names = ("eastward_sea_water_velocity", "northward_sea_water_velocity")
    f = from_dataset(forecast(lon, lat, 0.2 * (lon - 1), -0.3 * (lat - 51), names), "current", "test")
    x, y = np.array([1.13, 1.9, 1.5]), np.array([50.87, 51.2, 51.4])
    u, v = f(T0 + 900, x, y)
    assert u == pytest.approx(0.2 * (x - 1), abs=2e-4)
    assert v == pytest.approx(-0.3 * (y - 51), abs=2e-4)


def test_the_box_is_wholly_covered():
    lon, lat, _ = turned_grid(35)
    f = from_dataset(forecast(lon, lat, 1.0, 0.0), "current", "test")
    b = f.box
    assert b.lon[1] - b.lon[0] > 0.8
    assert b.lat[1] - b.lat[0] > 0.6
    u, _ = f.on_grid(np.array([T0]), np.linspace(*b.lon, 40), np.linspace(*b.lat, 40))
    assert np.isfinite(u).all()


@pytest.mark.parametrize("pole", [(39.25, -162.0), (50.0, 140.0)])
def test_a_rotated_pole_without_longitudes_by_its_grid_mapping(pole):
    """The grid's north runs to the grid's pole: a stream along y goes on the bearing of the pole."""
    mapping = {"grid_mapping_name": "rotated_latitude_longitude"}
    mapping |= {"grid_north_pole_latitude": pole[0], "grid_north_pole_longitude": pole[1]}
    near = min(
        ((x, y) for x in np.arange(-60, 60, 0.5) for y in np.arange(-60, 60, 0.5)),
        key=lambda p: sum((np.ravel(lon_lat(mapping, *np.array([[p[0]], [p[1]]]), "t")) - [1.5, 51.0]) ** 2),
    )
    rlon, rlat = near[0] + np.linspace(-3, 3, 61), near[1] + np.linspace(-3, 3, 61)
    shape = (3, 61, 61)
    data = xr.Dataset(
        {
            "U": (("time", "rlat", "rlon"), np.zeros(shape), {"standard_name": "x_wind", "grid_mapping": "rp", "units": "m/s"}),
            "V": (
                ("time", "rlat", "rlon"),
                np.full(shape, 7.0),
                {"standard_name": "y_wind", "grid_mapping": "rp", "units": "m/s"},
            ),
            "rp": ((), 0, mapping),
        },
        {
            "time": ((T0 + 3600 * np.arange(3)) * 1e9).astype("datetime64[ns]"),
            "rlon": ("rlon", rlon, {"standard_name": "grid_longitude", "units": "degrees"}),
            "rlat": ("rlat", rlat, {"standard_name": "grid_latitude", "units": "degrees"}),
        },
    )
    f = from_dataset(data, "wind", "rotated")
    got = f(T0, 1.5, 51.0)
    assert got == pytest.approx(toward(1.5, 51.0, pole[1], pole[0], 7.0), abs=0.03)  # sphere against ellipsoid: 0.2 degrees
    assert min(abs(got[0]), abs(got[1])) > 0.3


def toward(lon, lat, lon_pole, lat_pole, speed):
    """East and north of a motion on the great circle to a point of the sphere, from its Cartesian coordinates."""

    def xyz(lo, la):
        lo, la = np.radians(lo), np.radians(la)
        return np.array([np.cos(la) * np.cos(lo), np.cos(la) * np.sin(lo), np.sin(la)])

    here, there, lo, la = xyz(lon, lat), xyz(lon_pole, lat_pole), np.radians(lon), np.radians(lat)
    east, north = (
        np.array([-np.sin(lo), np.cos(lo), 0]),
        np.array([-np.sin(la) * np.cos(lo), -np.sin(la) * np.sin(lo), np.cos(la)]),
    )
    along = there - here * (there @ here)
    along *= speed / np.linalg.norm(along)
    return along @ east, along @ north


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            lambda d: d.assign({n: d[n].drop_attrs() for n in "ab"}).rename(a="uo", b="vo"),
            "nothing says whether uo and vo go along true",
        ),
        (lambda d: d.assign(b=d.b.rename(x="x_v")), "a staggered grid"),
        (lambda d: d.assign_coords(lon=d.lon.where(d.lon > 1)), "values of lon are missing"),
        (lambda d: d.stack(node=("y", "x")).reset_index("node", drop=True), "a mesh or a list of points"),
    ],
)
def test_grids_that_cannot_be_read_say_why(change, words):
    lon, lat, _ = turned_grid(30)
    with pytest.raises(ValueError, match=words):
        from_dataset(change(forecast(lon, lat, 1.0, 0.0)), "current", "test")


def test_uneven_longitudes_and_latitudes():
    x, y = (
        1.5 + 2 * np.sinh(np.linspace(-1, 1, 80)) / 2.4,
        51 + np.linspace(-1, 1, 70) ** 3 * 0.4 + np.linspace(-1, 1, 70) * 0.6,
    )
    lon, lat = np.meshgrid(x, y)
    t = ((T0 + 3600 * np.arange(2)) * 1e9).astype("datetime64[ns]")
    data = xr.Dataset(
        {n: (("time", "lat", "lon"), np.stack([a, a])) for n, a in (("uo", 0.2 * (lon - 1)), ("vo", 0.4 * (lat - 51)))},
        {"time": t, "lat": y, "lon": x},
    )
    f = from_dataset(data, "current", "uneven")
    assert f(T0, 2.11, 50.6) == pytest.approx((0.222, -0.16), abs=1e-3)
    assert "unevenly spaced" in "\n".join(f.about)


@pytest.mark.parametrize(("flag", "u", "v"), [(1, np.sqrt(3) / 2, 0.5), (0, 1.0, 0.0)])
def test_the_flag_of_grib_goes_before_the_standard_name_that_a_converter_puts_on(flag, u, v):
    lon, lat, _ = turned_grid(30)
    data = forecast(lon, lat, 1.0, 0.0, ("eastward_wind", "northward_wind"))
    for name in "ab":
        data[name].attrs["GRIB_uvRelativeToGrid"] = flag
    assert from_dataset(data, "wind", "test")(T0, 1.5, 51.0) == near(u, v)


def test_a_grib_that_scans_from_the_north_still_has_its_y_to_the_north():
    lon, lat, _ = turned_grid(30)
    data = forecast(lon[::-1], lat[::-1], 0.0, 1.0, ("x_wind", "y_wind"))
    for name in "ab":
        data[name].attrs["GRIB_jScansPositively"] = 0
    assert from_dataset(data, "wind", "test")(T0, 1.5, 51.0) == near(-0.5, np.sqrt(3) / 2)
