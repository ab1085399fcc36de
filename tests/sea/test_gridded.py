"""Gridded forecasts: an answer that is known because the file is a straight function of time and place."""

from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from varne.readers.forecast import open_forecast
from varne.sea import tides
from varne.sea.dataset import from_dataset
from varne.sea.field import Constant, OutsideForecast, Sum

SAMPLE = Path(__file__).parents[3] / "shared/data/channel/sample_nws_currents_tideonly.nc"
T0 = 1_781_481_600.0


def exact(t, lon, lat):
    h = (t - T0) / 3600
    return 0.1 * h + 0.2 * (lon - 1) - 0.3 * (lat - 51), -0.05 * h + 0.4 * (lat - 51)


def dataset(falling=False, around=False, depth=False, names=("uo", "vo"), standard=True):
    t, lat, lon = T0 + 3600 * np.arange(7), np.linspace(50, 52, 21), np.linspace(0, 3, 31)
    u, v = exact(t[:, None, None], lon[None, None, :], lat[None, :, None])
    v = np.broadcast_to(v, u.shape)
    standards = ("eastward_sea_water_velocity", "northward_sea_water_velocity")
    data = xr.Dataset(
        {
            n: (("time", "latitude", "longitude"), a, {"standard_name": s} if standard else {})
            for n, a, s in zip(names, (u, v), standards, strict=True)
        },
        {"time": (t * 1e9).astype("datetime64[ns]"), "latitude": lat, "longitude": lon},
    )
    if falling:
        data = data.sortby("latitude", ascending=False)
    if around:
        data = data.assign_coords(longitude=data.longitude % 360)
    if depth:
        data = xr.concat([data * 9, data], "depth").assign_coords(depth=[20.0, 0.5])
        for n, s in zip(names, standards, strict=True):
            data[n].attrs["standard_name"] = s
    return data


@pytest.mark.parametrize("how", [{}, {"falling": True}, {"around": True}, {"depth": True}, {"standard": False}])
@pytest.mark.parametrize("place", [(T0 + 1000, 0.53, 50.31), (T0 + 20_000, 2.71, 51.77)])
def test_reads_every_layout_to_the_same_answer(how, place):
    assert from_dataset(dataset(**how), "current", "test")(*place) == pytest.approx(exact(*place), abs=1e-9)


@given(st.floats(0, 6), st.floats(0, 3), st.floats(50, 52))
def test_grid_and_points_agree(hours, lon, lat):
    f = from_dataset(dataset(), "current", "test")
    t = T0 + 3600 * hours
    gu, gv = f.on_grid(np.array([t]), np.array([lon]), np.array([lat]))
    u, v = f(t, lon, lat)
    assert (gu[0, 0, 0], gv[0, 0, 0]) == pytest.approx((float(u), float(v)), abs=1e-12)


@pytest.mark.parametrize(("columns", "rows"), [(slice(0, 31), slice(0, 21)), (slice(3, 17), slice(5, 9))])
def test_a_forecast_on_its_own_axes_is_what_it_is_between_them(columns, rows):
    f = from_dataset(dataset(), "current", "test")
    lon, lat, t = f.axes.lon[columns], f.axes.lat[rows], np.array([T0 + 1234.0])
    u, v = f.on_grid(t, lon, lat)
    beside, _ = f.on_grid(t, lon[:-1] + 1e-7, lat)
    assert (u[0], v[0]) == (
        pytest.approx(exact(t, lon[None], lat[:, None])[0]),
        pytest.approx(np.broadcast_to(exact(t, lon[None], lat[:, None])[1], v[0].shape)),
    )
    assert beside == pytest.approx(u[:, :, :-1], abs=1e-6)


def test_names_of_centres_are_known_for_wind():
    f = from_dataset(dataset(names=("u10", "v10"), standard=False), "wind", "ecmwf")
    assert f(T0, 1.0, 51.0) == pytest.approx((0.0, 0.0), abs=1e-9)


def test_land_is_filled_near_the_sea_and_unknown_far_inland():
    data = dataset()
    data["uo"][:, :, 20:] = np.nan  # land from 2.0 E
    f = from_dataset(data, "current", "test")
    u, _ = f(T0, [1.95, 2.15, 2.9], 51.0)
    assert np.isfinite(u[:2]).all()
    assert np.isnan(u[2])


@pytest.mark.parametrize(
    ("data", "kind", "words"),
    [
        (dataset(), "wind", r"holds \['uo', 'vo'\]; none is eastward_wind"),
        (dataset().isel(time=slice(0, 1)), "current", "needs two or more on each axis"),
        (dataset().assign_coords(longitude=np.linspace(20, 23, 31)), "current", "left in the Strait"),
        (dataset() * np.nan, "current", "masked everywhere"),
        (dataset().assign_coords(time=np.arange(7)), "current", "not a calendar time"),
        (dataset().rename(latitude="row"), "current", "none of them is a latitude axis"),
        (dataset().assign_coords(latitude=np.r_[50.0, np.linspace(50, 52, 20)]), "current", "repeats a value"),
    ],
)
def test_unreadable_forecasts_say_what_is_wrong(data, kind, words):
    with pytest.raises(ValueError, match=words):
        from_dataset(data, kind, "test")


def test_netcdf_and_zarr_files(tmp_path):
    dataset().to_netcdf(tmp_path / "f.nc", engine="h5netcdf")
    dataset().to_zarr(tmp_path / "f.zarr", zarr_format=2)
    for path in ("f.nc", "f.zarr"):
        f = open_forecast(str(tmp_path / path), "current")
        assert f(T0 + 1000, 0.53, 50.31) == pytest.approx(exact(T0 + 1000, 0.53, 50.31), abs=1e-9)
    with pytest.raises(OutsideForecast, match=r"f.zarr does not cover 2026-06-15 0[67]"):
        f(T0 + 25_000, 1.0, 51.0)
    (tmp_path / "page.nc").write_text("<html>Not found</html>")
    with pytest.raises(ValueError, match=r"is it a NetCDF file, a GRIB file or a Zarr store"):
        open_forecast(str(tmp_path / "page.nc"), "current")
    with pytest.raises(FileNotFoundError, match="no forecast at"):
        open_forecast(str(tmp_path / "none.nc"), "wind")


def test_fields_add_up_where_all_know():
    both = Sum((from_dataset(dataset(), "current", "test"), Constant(0.5, -0.25)))
    u, v = exact(T0, 1.2, 51.1)
    assert both(T0, 1.2, 51.1) == pytest.approx((u + 0.5, v - 0.25))
    with pytest.raises(OutsideForecast):
        both(T0, 3.5, 51.0)


def test_the_sample_of_the_copernicus_layout_is_our_own_tide():
    if not SAMPLE.exists():
        pytest.skip("../shared/data/channel is not here; the other tests read files of the same layout")
    f = open_forecast(str(SAMPLE), "current")
    t = f.t[0] + 7 * 3600.0
    ours = np.array(tides.dover_strait()(t, 1.5, 51.05)) / tides.SURFACE
    assert np.array(f(t, 1.5, 51.05)) == pytest.approx(ours, abs=0.05)
