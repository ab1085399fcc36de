"""NetCDF: a run comes back bit by bit; maps keep the probability; other programs can open and understand both."""

import io

import h5netcdf
import numpy as np
import pytest
import xarray as xr
from answers import a_run, an_answer

from varne.drift.run import Run
from varne.readers.trajectories import read_run
from varne.writers.netcdf import about, grids, netcdf, netcdf_maps, trajectories


def opened(content, **how):
    with xr.open_dataset(io.BytesIO(content), engine="h5netcdf", **how) as data:
        return data.load()


def same(a: Run, b: Run) -> bool:
    names = ("t", "lon", "lat", "state", "flag", "weight")
    kinds = all(getattr(a, k).dtype == getattr(b, k).dtype for k in names)
    return kinds and a.fields == b.fields and all(np.array_equal(getattr(a, k), getattr(b, k), equal_nan=True) for k in names)


@pytest.mark.parametrize("case", ["adrift", "stranding", "gone"])
def test_a_run_comes_back_exactly(case, request):
    d = request.getfixturevalue(case)
    assert same(read_run(netcdf(d)), d.run)


def test_a_run_with_gaps_and_without_fields_comes_back(adrift):
    lon = adrift.run.lon.copy()
    lon[2, 5] = np.nan
    r = Run(adrift.run.t + 0.123456789, lon, adrift.run.lat, adrift.run.state, adrift.run.flag, adrift.run.weight)
    assert same(read_run(trajectories(r, {})), r)


def test_trajectories_are_cf_that_xarray_decodes(adrift):
    data = opened(netcdf(adrift))
    assert data.attrs["Conventions"] == "CF-1.11"
    assert data.attrs["featureType"] == "trajectory"
    assert data["trajectory"].attrs["cf_role"] == "trajectory_id"
    assert data["time"].values[1] == np.datetime64("2021-11-24T04:12:00")
    assert data["lon"].dims == data["state"].dims == ("trajectory", "time")
    assert (data["lon"].attrs["units"], data["lat"].attrs["units"]) == ("degrees_east", "degrees_north")
    assert data["lon"].sel(time="2021-11-24T05:12").values == pytest.approx(adrift.run.lon[2])
    assert data["state"].attrs["flag_meanings"].split() == ["underway", "adrift", "swamped", "people_in_water"]
    assert data["flag"].attrs["flag_meanings"].split() == ["moving", "stranded", "outside", "waiting"]
    assert data["flag"].attrs["flag_values"].tolist() == [0, 1, 2, 3]
    assert data["flag"].attrs["flag_values"].dtype == data["flag"].dtype == np.int8
    assert {"seed", "varne_version", "license", "object"} <= set(data.attrs)
    assert "OpenStreetMap" in data.attrs["license"]


def test_data_variables_name_their_coordinates(adrift):
    with h5netcdf.File(io.BytesIO(netcdf(adrift)), "r") as raw:
        assert set(raw["state"].attrs["coordinates"].split()) >= {"lon", "lat"}
        assert "_FillValue" not in raw["lon"].attrs


@pytest.mark.parametrize("case", ["adrift", "stranding", "gone"])
def test_maps_outside_make_one(case, request):
    data = opened(netcdf_maps(request.getfixturevalue(case)))
    total = data["probability"].sum(("lat", "lon")) + data["outside"]
    assert total.values == pytest.approx(1.0, abs=1e-6)
    assert float(data["probability"].min()) >= 0
    assert np.all(data["stranded"].values <= 1 - data["outside"].values + 1e-9)


def test_maps_are_where_the_states_are(stranding):
    """Mean and spread of the map against those of the states themselves, which no writer has touched."""
    data = opened(netcdf_maps(stranding))
    flag, weight = stranding.run.flag[-1], stranding.run.weight
    w = weight * (flag != 2)
    w = w / w.sum()
    p = data["probability"].isel(time=-1)
    p = p / p.sum()
    for name in ("lon", "lat"):
        states = getattr(stranding.run, name)[-1]
        mean = float((p * data[name]).sum())
        spread = float((p * (data[name] - mean) ** 2).sum()) ** 0.5
        step = float(data[name][1] - data[name][0])
        true = float(np.sqrt((states - states @ w) ** 2 @ w))
        assert mean == pytest.approx(states @ w, abs=step)
        assert true < spread < 1.15 * true  # the kernel widens by about n^(-1/6) of the spread, squared


def test_a_map_of_the_whole_strait_and_a_map_of_one_state_keep_the_probability():
    """A wide plane has curved sides in longitude and latitude; one state has no spread of its own."""
    for run in (a_run(1.4, 50.9, 48, way=(0.015, 0.008), n=300), a_run(1.7, 51.1, 1, n=1)):
        data = opened(netcdf_maps(an_answer(run)))
        assert data["probability"].sum(("lat", "lon")).values == pytest.approx(1.0, abs=1e-6)


def test_maps_are_a_regular_cf_grid(adrift):
    data = opened(netcdf_maps(adrift))
    assert data["probability"].dims == ("time", "lat", "lon")
    assert data["probability"].attrs["grid_mapping"] == "crs" or data["probability"].encoding["grid_mapping"] == "crs"
    assert data["crs"].attrs["grid_mapping_name"] == "latitude_longitude"
    for name in ("lon", "lat"):
        assert np.diff(data[name]) == pytest.approx(float(data[name][1] - data[name][0]))
        bounds = data[f"{name}_bounds"].values
        assert bounds[1:, 0] == pytest.approx(bounds[:-1, 1])
    assert data["time"].values[0] == np.datetime64("2021-11-24T03:12:00")


def test_no_map_at_all_is_an_error(gone):
    with pytest.raises(ValueError, match="no map"):
        grids([0.0], [None], [(0.0, 1.0)], about(gone))


def test_what_is_no_trajectory_file_says_why(adrift):
    with pytest.raises(ValueError, match="no NetCDF 4 file"):
        read_run(b"not a file at all")
    with pytest.raises(ValueError, match="no NetCDF 4 file"):
        read_run(netcdf(adrift)[:3000])
    with pytest.raises(ValueError, match=r"no variable state, flag, weight|no variable lon, lat|no variable .*probability map"):
        read_run(netcdf_maps(adrift))
    odd = opened(netcdf(adrift), decode_times=False)
    odd["time"].attrs["units"] = "hours since 2021-01-01"
    with pytest.raises(ValueError, match="hours since 2021-01-01"):
        read_run(bytes(odd.to_netcdf(engine="h5netcdf")))
