"""SRC to fields: formats, calendars, priority, residuals, a file far larger than memory, and what describe says."""

import sys
import tracemalloc
from pathlib import Path

import h5py
import numpy as np
import pytest
import xarray as xr
import zarr
from zarr.storage import MemoryStore, WrapperStore

from readers.gribs import grib
from varne.readers.absent import ExtraMissing
from varne.readers.forecast import describe, open_field, open_forecast
from varne.sea.dataset import from_dataset
from varne.sea.field import OutsideForecast
from varne.sea.tides import dover_strait

CHANNEL = Path(__file__).parents[3] / "shared/data/channel"
T0 = 1_781_481_600.0  # 2026-06-15 00:00
HOUR = 3600.0
EAST, NORTH = "eastward_sea_water_velocity", "northward_sea_water_velocity"


def forecast(u=0.5, v=-0.25, n=5, names=("uo", "vo"), standard=(EAST, NORTH), units="hours since 2026-06-15", **time):
    """Undecoded, as it lies in a file."""
    axes = {"latitude": np.linspace(50, 52, 21), "longitude": np.linspace(0, 3, 31)}
    return xr.Dataset(
        {
            name: (("time", *axes), np.full((n, 21, 31), a), {"standard_name": s, "units": "m s-1"})
            for name, s, a in zip(names, standard, (u, v), strict=True)
        },
        {"time": ("time", np.arange(n, dtype=float), {"units": units, "standard_name": "time", **time}), **axes},
    )


def written(folder, name="f.nc", **how):
    path = folder / name
    forecast(**how).to_netcdf(path, engine="h5netcdf")
    return str(path)


def test_every_format_gives_the_same(tmp_path):
    forecast().to_netcdf(tmp_path / "four.nc", engine="h5netcdf")
    forecast().to_netcdf(tmp_path / "three.nc", engine="scipy")
    forecast().to_zarr(tmp_path / "two.zarr", zarr_format=2)
    forecast().to_zarr(tmp_path / "three.zarr", zarr_format=3, consolidated=False)
    (tmp_path / "no_ending").write_bytes((tmp_path / "four.nc").read_bytes())
    for name in ("four.nc", "three.nc", "two.zarr", "three.zarr", "no_ending"):
        assert open_field(str(tmp_path / name), "current")(T0 + 900, 1.0, 51.0) == (0.5, -0.25)


@pytest.mark.parametrize(
    "calendar", [{}, {"calendar": "standard"}, {"calendar": "proleptic_gregorian"}, {"calendar": "gregorian"}]
)
def test_calendars_that_are_read(tmp_path, calendar):
    """Without a calendar it is the standard one, as CF says."""
    assert open_forecast(written(tmp_path, **calendar), "current").t[1] == T0 + HOUR


@pytest.mark.parametrize("calendar", ["360_day", "noleap", "julian"])
def test_calendars_that_no_sea_keeps(tmp_path, calendar):
    with pytest.raises(ValueError, match=f"the {calendar} calendar, which no sea keeps.*standard calendar"):
        open_forecast(written(tmp_path, calendar=calendar), "current")


@pytest.mark.parametrize(("units", "words"), [("hours", "not a calendar time"), ("months since 2026-06-15", "CF units")])
def test_times_that_are_no_times(tmp_path, units, words):
    with pytest.raises(ValueError, match=words):
        open_forecast(written(tmp_path, units=units), "current")


def test_else_goes_on_with_the_atlas_where_the_forecast_ends(tmp_path):
    path = written(tmp_path)
    f = open_field(f"{path} else tide", "current")
    assert f(T0 + HOUR, 1.5, 51.05) == (0.5, -0.25)
    assert f(T0 + 9 * HOUR, 1.5, 51.05) == dover_strait()(T0 + 9 * HOUR, 1.5, 51.05)
    assert f.name.startswith("f.nc (2026-06-15 00:00Z to 2026-06-15 04:00Z")
    with pytest.raises(OutsideForecast, match=r"f.nc does not cover 2026-06-15 09:00Z"):
        open_field(path, "current")(T0 + 9 * HOUR, 1.5, 51.05)


def test_a_residual_on_top_of_the_tide(tmp_path):
    names = ("eastward_sea_water_velocity_assuming_no_tide", "northward_sea_water_velocity_assuming_no_tide")
    path = written(tmp_path, u=0.1, v=0.05, standard=names)
    tide = dover_strait()(T0 + HOUR, 1.5, 51.05)
    both = open_field(f"tide+residual:{path}", "current")(T0 + HOUR, 1.5, 51.05)
    assert np.subtract(both, tide) == pytest.approx([0.1, 0.05], abs=1e-12)
    with pytest.raises(ValueError, match=r"write tide\+residual:PATH"):
        open_field(path, "current")
    with pytest.raises(ValueError, match="only a current has a residual"):
        open_field(f"residual:{path}", "wind")


def test_a_path_with_a_plus(tmp_path):
    assert open_field(written(tmp_path, "a+b.nc"), "current")(T0, 1.0, 51.0) == (0.5, -0.25)


@pytest.mark.parametrize(
    ("source", "kind", "words"),
    [
        ("tide", "wind", "tide is a current, not wind"),
        ("constant:fast", "wind", "two numbers in m/s"),
        ("none.nc", "wind", r"no forecast at 'none.nc'; give tide, constant:U,V"),
        ("tide+none.nc", "current", "no forecast at 'none.nc'"),
        ("copernicus:mars", "current", "copernicus:mars is not known for current; global-currents or nws-currents"),
        ("copernicus:nws-waves", "wind", "not known for wind; no data set is"),
        ("ecmwf:closed", "wind", "'ecmwf:closed' is not known for wind"),
        ("ecmwf:open", "current", "ecmwf:open is a wind"),
        ("copernicus:nws-currents", "current", "say from when to when"),
        ("ecmwf:open", "wind", "say from when to when"),
        ("https://example.org/wind.grib2", "wind", "GRIB is read from files; fetch it first"),
    ],
)
def test_sources_that_mean_nothing_say_what_is_allowed(source, kind, words):
    with pytest.raises((ValueError, FileNotFoundError), match=words):
        open_field(source, kind)
    assert f"{source}: {kind}" in describe(source, kind) or "plus" in describe(source, kind)
    assert any(line.startswith("refused: ") for line in describe(source, kind))


def test_describe_says_what_matched_and_why(tmp_path):
    data = forecast(u=50.0, v=-25.0)
    data["uo"][:, :, 21:] = np.nan
    for v in ("uo", "vo"):
        data[v].attrs |= {"units": "cm/s", "long_name": "depth-averaged velocity"}
    data.to_netcdf(tmp_path / "f.nc", engine="h5netcdf")
    assert describe(f"{tmp_path / 'f.nc'} else tide", "current") == (
        "f.nc: current",
        "components: uo, vo by standard name eastward_sea_water_velocity; true east and north",
        "units: cm/s, times 0.01 to m/s",
        "grid: regular longitude, latitude; 31 by 21 points in the Strait, longitude 0.000 to 3.000, "
        "latitude 50.000 to 52.000; about 11.1 km apart",
        "times: 5 from 2026-06-15 00:00Z to 2026-06-15 04:00Z, at most 60 min apart; moments",
        "level: only one, not said which",
        "warning: depth-averaged: the surface runs faster (about 1.1 times) and turns earlier",
        "land: 32% of 651 points have no value; the nearest sea value reaches 3 cells over it",
        "else, where the ones before know nothing",
        "tide atlas: current",
        "grid: longitude -0.0875 to 3.2875, latitude 49.9583 to 51.8417",
        "times: any time",
        "warning: tide only: no wind drift, no surge, no waves",
    )


def test_describe_shows_what_it_refuses(tmp_path):
    lines = describe(written(tmp_path, units="days since 2026-06-15"), "current")
    assert lines[1].startswith("components: uo, vo")
    assert lines[-1].startswith("refused: slices 24 h apart, coarser than one hour: the tide turns in six hours")


class Counting(WrapperStore):
    """A store that notes the chunks it is asked for."""

    def __init__(self, store):
        super().__init__(store)
        self.asked = []

    def with_read_only(self, read_only=False):
        return self

    async def get(self, key, prototype, byte_range=None):
        self.asked.append(key)
        return await self._store.get(key, prototype, byte_range)


def test_of_a_huge_store_only_the_strait_and_the_needed_hours_are_read():
    """42 GB of world, 0 to 360, north first; the Strait lies on both sides of the file's edge."""
    store = Counting(MemoryStore())
    root = zarr.create_group(store)
    n, lat, lon = 10_000, np.linspace(90, -90, 721), np.arange(0, 360, 0.5)
    for name, values, attrs in (
        ("time", np.arange(n, dtype=float), {"units": "hours since 2026-01-01"}),
        ("latitude", lat, {"units": "degrees_north"}),
        ("longitude", lon, {"units": "degrees_east"}),
    ):
        a = root.create_array(name, shape=values.shape, dtype=float, chunks=values.shape, dimension_names=(name,))
        a[:] = values
        a.attrs.update(attrs)
    for name, value in (("uo", 0.5), ("vo", -0.25)):
        a = root.create_array(
            name,
            shape=(n, 721, 720),
            dtype="f4",
            chunks=(24, 60, 60),
            fill_value=value,
            dimension_names=("time", "latitude", "longitude"),
        )
        a.attrs["units"] = "m s-1"
        assert a.nbytes > 20e9
    store.asked.clear()
    with xr.open_zarr(store, chunks=None, consolidated=False) as data:
        start = 1_767_225_600.0 + 5000 * HOUR  # 2026-01-01 and 5000 h
        f = from_dataset(data, "current", "world", span=(start, start + 12 * HOUR))
    chunks = [k for k in store.asked if "/c/" in k and k.startswith(("uo", "vo"))]
    assert 0 < len(chunks) <= 2 * 2 * 2 * 2  # components, and at most two chunks of time, latitude and longitude each
    assert f(start + 900, -0.7, 51.0) == (0.5, -0.25)
    assert f.t.size == 13


def test_of_a_huge_netcdf_only_little_comes_into_memory(tmp_path):
    """43 GB by its shape, a few kB on disk: chunks never written hold the fill value."""
    path = tmp_path / "huge.nc"
    with h5py.File(path, "w") as file:
        axes = {"time": np.arange(9000.0), "latitude": np.linspace(40, 60, 800), "longitude": np.linspace(-10, 10, 750)}
        for name, values in axes.items():
            file[name] = values
            file[name].make_scale(name)
        file["time"].attrs["units"] = "hours since 2026-06-15"
        for name, value in (("uo", 0.5), ("vo", -0.25)):
            d = file.create_dataset(name, (9000, 800, 750), "f4", chunks=(1, 200, 250), fillvalue=value)
            d.attrs["units"] = "m s-1"
            for k, axis in enumerate(axes):
                d.dims[k].attach_scale(file[axis])
    assert path.stat().st_size < 1e6
    tracemalloc.start()
    f = open_forecast(str(path), "current", span=(T0 + 100 * HOUR, T0 + 106 * HOUR))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 30e6
    assert f.u.shape[0] == 7
    assert f(T0 + 101 * HOUR, 1.5, 51.0) == (0.5, -0.25)
    with pytest.raises(ValueError, match="GB; say from when to when"):
        open_forecast(str(path), "current")


def test_grib_with_other_things_in_it(tmp_path):
    path = grib(tmp_path / "wind")  # no ending: its first bytes tell
    assert open_field(path, "wind")(T0 + 2 * HOUR, 1.5, 51.0) == pytest.approx((8.0, -3.0), abs=1e-3)
    text = "\n".join(describe(path, "wind"))
    assert "components: u10, v10 by standard name eastward_wind; true east and north" in text
    assert "level: heightAboveGround 10 m" in text
    assert "warning: slices 3 h apart" in text
    assert not list(tmp_path.glob("*.idx"))


def test_grib_without_wind_or_damaged(tmp_path):
    with pytest.raises(ValueError, match="none is eastward_wind"):
        open_field(grib(tmp_path / "t.grib2", order=("2t",)), "wind")
    (tmp_path / "half.grib2").write_bytes(Path(grib(tmp_path / "whole.grib2")).read_bytes()[:100])
    with pytest.raises(ValueError, match="cannot be read as GRIB"):
        open_field(str(tmp_path / "half.grib2"), "wind")


def test_grib_without_the_extra_names_it(tmp_path, monkeypatch):
    path = tmp_path / "wind.grib2"
    path.write_bytes(b"GRIB0000")
    monkeypatch.setitem(sys.modules, "cfgrib", None)
    with pytest.raises(ExtraMissing, match=r"GRIB needs the extra forecast \(cfgrib with ecCodes is not installed\)"):
        open_field(str(path), "wind")


@pytest.mark.parametrize(
    ("name", "kind", "when", "place"),
    [
        ("sample_wind_ifs_schema.grib2", "wind", "2026-11-01 00:00Z to 2026-11-01 06:00Z", (1.5, 51.0)),
        ("sample_wind_20171027.nc", "wind", "2017-10-27 00:00Z to 2017-10-27 05:00Z", (1.5, 51.0)),
        ("sample_nws_currents_tideonly.nc", "current", "2026-06-15 00:00Z to 2026-06-16 00:00Z", (1.5, 51.05)),
    ],
)
def test_the_sample_files_are_read(name, kind, when, place):
    path = CHANNEL / name
    if not path.exists():
        pytest.skip("../shared/data/channel is not here; the other tests read files of the same layouts")
    f = open_field(str(path), kind)
    assert np.isfinite(f(f.box.t[0] + 1800, *place)).all()
    assert f"from {when}" in "\n".join(describe(str(path), kind))


@pytest.mark.parametrize(
    "name", ["sample_cmems_mfwam_waves_20171028.nc", "sample_era5_waves_20171027.nc", "sample_windspeed_level_20171027-29.nc"]
)
def test_sample_files_without_components_are_refused_by_what_they_hold(name):
    if not (CHANNEL / name).exists():
        pytest.skip("../shared/data/channel is not here; test_grib_without_wind_or_damaged refuses the same way")
    for kind in ("wind", "stokes"):
        with pytest.raises(ValueError, match=f"{name} holds .*; none is"):
            open_field(str(CHANNEL / name), kind)
