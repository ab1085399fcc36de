"""What a look at a forecast finds, warns of and refuses: names, units, levels, times, flags."""

import numpy as np
import pytest
import xarray as xr

from varne.sea.dataset import from_dataset
from varne.sea.names import PAIRS, match, speed_factor
from varne.sea.survey import survey

T0 = 1_781_481_600.0  # 2026-06-15 00:00
EAST, NORTH = "eastward_sea_water_velocity", "northward_sea_water_velocity"


def forecast(u=0.5, v=-0.25, names=("uo", "vo"), standard=(EAST, NORTH), step_h=1.0, n=5, units="m s-1", **attrs):
    t = (T0 + 3600 * step_h * np.arange(n)) * 1e9
    lat, lon = np.linspace(50, 52, 21), np.linspace(0, 3, 31)
    more = attrs | ({} if units is None else {"units": units})
    return xr.Dataset(
        {
            name: (("time", "latitude", "longitude"), np.full((n, 21, 31), a), more | ({"standard_name": s} if s else {}))
            for name, s, a in zip(names, standard or (None, None), (u, v), strict=True)
        },
        {"time": t.astype("datetime64[ns]"), "latitude": lat, "longitude": lon},
    )


def told(data, kind="current"):
    return "\n".join(survey(data, kind, "test").lines())


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("current", ("EWCT", "NSCT")),
        ("current", ("uo", "vo")),
        ("current", ("utotal", "vtotal")),
        ("current", ("utide", "vtide")),
        ("current", ("water_u", "water_v")),
        ("current", ("vozocrtx", "vomecrty")),
        ("wind", ("u10", "v10")),
        ("wind", ("10u", "10v")),
        ("wind", ("x_wind_10m", "y_wind_10m")),
        ("wind", ("U_10M", "V_10M")),
        ("stokes", ("VSDX", "VSDY")),
        ("residual", ("uo", "vo")),
    ],
)
def test_names_that_centres_use(kind, names):
    f = from_dataset(forecast(names=names, standard=None), kind, "test")
    assert f(T0, 1.0, 51.0) == (0.5, -0.25)


@pytest.mark.parametrize(
    ("kind", "standard"),
    [
        ("current", ("sea_water_x_velocity", "sea_water_y_velocity")),
        ("current", ("x_sea_water_velocity", "y_sea_water_velocity")),
        ("current", ("surface_eastward_sea_water_velocity", "surface_northward_sea_water_velocity")),
        ("current", ("eastward_tidal_current", "northward_tidal_current")),
        ("current", ("barotropic_eastward_sea_water_velocity", "barotropic_northward_sea_water_velocity")),
        ("wind", ("x_wind", "y_wind")),
        ("wind", ("eastward_wind", "northward_wind")),
        ("stokes", ("sea_surface_wave_stokes_drift_x_velocity", "sea_surface_wave_stokes_drift_y_velocity")),
        ("residual", ("eastward_sea_water_velocity_assuming_no_tide", "northward_sea_water_velocity_assuming_no_tide")),
        ("residual", ("surface_geostrophic_eastward_sea_water_velocity", "surface_geostrophic_northward_sea_water_velocity")),
    ],
)
def test_standard_names(kind, standard):
    data = forecast(names=("one", "two"), standard=standard)
    assert from_dataset(data, kind, "test")(T0, 1.0, 51.0) == (0.5, -0.25)
    assert f"one, two by standard name {standard[0]}" in told(data, kind)


def test_no_name_stands_twice_for_a_kind():
    for kind, pairs in PAIRS.items():
        names = [n for p in pairs for n in (p.east, p.north)]
        assert len(names) == len(set(names)), kind
        assert names == [n.lower() for n in names]


def test_east_and_north_come_from_one_row_of_the_table():
    """A tide's east component and a total's north are no current."""
    data = forecast(names=("utide", "vo"), standard=None)
    with pytest.raises(ValueError, match=r"holds \['utide', 'vo'\]"):
        from_dataset(data, "current", "test")


def test_the_total_goes_before_its_parts():
    data = forecast(0.1, 0.1).merge(forecast(0.9, 0.8, names=("utotal", "vtotal"), standard=None))
    assert from_dataset(data, "current", "merged")(T0, 1.0, 51.0) == (0.9, 0.8)
    assert "do not add Stokes drift again" in told(data)


def test_of_winds_at_two_heights_with_one_standard_name_the_known_one_is_taken_and_others_are_a_question():
    standard = ("eastward_wind", "northward_wind")
    high = forecast(20.0, 1.0, names=("u100", "v100"), standard=standard)
    both = high.merge(forecast(9.0, 1.0, names=("u10", "v10"), standard=standard))
    assert from_dataset(both, "wind", "two heights")(T0, 1.0, 51.0) == (9.0, 1.0)
    odd = high.merge(forecast(9.0, 1.0, names=("lower", "lower_v"), standard=standard))
    with pytest.raises(ValueError, match=r"\['u100', 'lower'\] all are eastward_wind; keep the one to use"):
        from_dataset(odd, "wind", "two heights")


def test_a_residual_is_no_current():
    data = forecast(standard=("eastward_sea_water_velocity_assuming_no_tide", "northward_sea_water_velocity_assuming_no_tide"))
    for named in (data, data.rename(uo="a", vo="b")):
        with pytest.raises(ValueError, match=r"no tide in it.*write tide\+residual:PATH"):
            match(dict(named.data_vars), "current", "test")


@pytest.mark.parametrize(
    ("units", "factor"),
    [(u, 1) for u in ("m s-1", "m/s", "m s**-1", "m.s-1", "m s^-1", "meter second-1", "metres per second", "M/S", "ms-1")]
    + [(u, 0.01) for u in ("cm/s", "cm s-1")]
    + [(u, 1852 / 3600) for u in ("knots", "kt")]
    + [("km/h", 1 / 3.6)],
)
def test_units_are_converted(units, factor):
    assert speed_factor(units, "uo", "test") == pytest.approx(factor, rel=1e-12)
    assert from_dataset(forecast(1.0, 2.0, units=units), "current", "test")(T0, 1.0, 51.0)[1] == pytest.approx(2 * factor)


@pytest.mark.parametrize("units", ["degrees", "m", "1", "furlong/fortnight", "m2 s-2", "m s-2"])
def test_other_units_are_refused(units):
    with pytest.raises(ValueError, match=r"uo is in .*not a speed.*convert it to one of m s-1"):
        from_dataset(forecast(units=units), "current", "test")


def test_no_unit_is_taken_as_metres_a_second_and_said():
    assert "warning: uo and vo without units: taken as m/s" in told(forecast(units=None))


@pytest.mark.parametrize(("value", "kind"), [(9.969e36, "current"), (51.0, "current"), (120.0, "wind")])
def test_what_no_sea_does_is_a_wrong_unit_or_a_fill_value(value, kind):
    names = ("uo", "vo") if kind == "current" else ("u10", "v10")
    with pytest.raises(ValueError, match=f"more than any {kind} here; is the unit right and the fill value declared"):
        from_dataset(forecast(value, names=names, standard=None), kind, "test")


def test_three_hourly_currents_are_refused_with_the_reason():
    data = forecast(step_h=3)
    with pytest.raises(ValueError, match=r"refused as current: slices 3 h apart, coarser than one hour: the tide turns in six"):
        from_dataset(data, "current", "test")
    assert "refused: slices 3 h apart" in told(data)


def test_hourly_currents_half_a_minute_off_are_taken():
    data = forecast()
    data = data.assign_coords(time=data.time + np.timedelta64(20, "s") * np.array([0, 1, 0, 1, 0]))
    assert from_dataset(data, "current", "test").t.size == 5


def test_three_hourly_wind_is_taken_with_a_warning_and_twelve_hourly_is_not():
    wind = {"names": ("u10", "v10"), "standard": None}
    data = forecast(step_h=3, **wind)
    assert "warning: slices 3 h apart, joined by straight lines: fronts" in told(data, "wind")
    assert from_dataset(data, "wind", "test")(T0 + 5000, 1.0, 51.0) == (0.5, -0.25)
    assert "apart" not in [line for line in told(forecast(**wind), "wind").splitlines() if line.startswith("warning")]
    with pytest.raises(ValueError, match="coarser than 6 h"):
        from_dataset(forecast(step_h=12, **wind), "wind", "test")


def test_a_daily_residual_is_taken():
    assert from_dataset(forecast(step_h=24), "residual", "test")(T0 + 40_000, 1.0, 51.0) == (0.5, -0.25)
    assert "no tide in it" in told(forecast(step_h=24), "residual")


def test_a_span_reads_its_neighbours_only():
    f = from_dataset(forecast(n=48), "current", "test", span=(T0 + 10 * 3600 + 60, T0 + 12 * 3600 - 60))
    assert f.t.tolist() == [T0 + h * 3600 for h in (10, 11, 12)]
    early, late = (from_dataset(forecast(n=48), "current", "test", span=s) for s in ((0.0, 1.0), (T0 + 1e7, T0 + 2e7)))
    assert (early.t[0], late.t[-1]) == (T0, T0 + 47 * 3600)


def test_times_that_come_twice_or_in_disorder():
    data = forecast()
    data["uo"][:] = np.arange(5.0)[:, None, None]
    data = data.isel(time=[3, 0, 1, 1, 4, 2])
    f = from_dataset(data, "current", "test")
    assert f(T0 + 1.5 * 3600, 1.0, 51.0)[0] == 1.5
    assert f.t.size == 5


def mean(bounds=None, minutes=0):
    data = forecast(cell_methods="time: mean")
    data = data.assign_coords(time=data.time + np.timedelta64(minutes, "m"))
    if bounds is not None:
        hours = np.stack([data.time.values + np.timedelta64(b, "m") for b in bounds], axis=-1)
        data["time_bnds"] = (("time", "bnds"), hours)
        data["time"].attrs["bounds"] = "time_bnds"
    return data


def test_hourly_means_are_put_into_the_middle_of_their_hour():
    at_the_end = mean(bounds=(-60, 0))
    assert from_dataset(at_the_end, "current", "test").t[0] == T0 - 1800
    assert "moved to the middle" in told(at_the_end)
    half_past = mean(bounds=(-30, 30), minutes=30)
    assert from_dataset(half_past, "current", "test").t[0] == T0 + 1800
    assert "stamped in the middle" in told(half_past)
    assert "warning: stamped mid-hour means" in told(mean(minutes=30))
    assert "warning: interval means without time bounds" in told(mean())


def deep(levels, units="m", axis="depth", value=lambda z: z, **how):
    parts = [forecast(u=value(z), **how) for z in levels]
    return xr.concat(parts, "depth").assign_coords(depth=("depth", levels, {"units": units, "standard_name": axis}))


def test_the_level_nearest_to_the_surface_is_taken():
    data = deep([7.0, 0.5, 3.0])
    assert from_dataset(data, "current", "test")(T0, 1.0, 51.0)[0] == 0.5
    assert "level: depth 0.5 m" in told(data)
    assert "warning: 5 m is the level nearest to 0 m" in told(deep([5.0, 20.0], value=lambda z: 0.1))
    with pytest.raises(ValueError, match="at 20 m depth the water goes another way"):
        from_dataset(deep([20.0], value=lambda z: 0.1), "current", "test")


def test_wind_is_taken_at_ten_metres_and_nowhere_else():
    wind = {"names": ("u10", "v10"), "standard": None}
    data = deep([2.0, 10.0, 100.0], axis="height", **wind)
    assert from_dataset(data, "wind", "test")(T0, 1.0, 51.0)[0] == 10.0
    with pytest.raises(ValueError, match="wind at 100 m is not the wind at 10 m"):
        from_dataset(deep([100.0], axis="height", value=lambda z: 9.0, **wind), "wind", "test")
    with pytest.raises(ValueError, match="wind at 850 hPa is not the wind at 10 m"):
        from_dataset(deep([850.0], units="hPa", axis="air_pressure", value=lambda z: 9.0, **wind), "wind", "test")


def test_members_of_an_ensemble_and_several_runs_are_not_chosen_silently():
    data = xr.concat([forecast(), forecast()], "number").assign_coords(number=[0, 1])
    with pytest.raises(ValueError, match=r"also lies on number \(2\).*single run or ensemble member"):
        from_dataset(data, "current", "test")
    assert from_dataset(data.isel(number=[0]), "current", "test")(T0, 1.0, 51.0) == (0.5, -0.25)


@pytest.mark.parametrize("attrs", [{"long_name": "Depth-averaged eastward velocity"}, {"cell_methods": "depth: mean"}])
def test_a_mean_over_the_depth_is_said(attrs):
    assert "warning: depth-averaged: the surface runs faster" in told(forecast(**attrs))
    assert "depth" not in told(forecast())


def test_bad_flags_of_a_radar_are_missing():
    data = forecast(names=("EWCT", "NSCT"), standard=None)
    data["EWCT"][:, :, 20:] = 3.0
    data["QCflag"] = xr.full_like(data["EWCT"], 1.0)
    data["QCflag"][:, :, 20:] = 4.0
    f = from_dataset(data, "current", "radar")
    assert f(T0, 2.1, 51.0)[0] == 0.5  # from the nearest good cell
    assert np.isnan(f(T0, 2.9, 51.0)[0])
    assert "HF radar: observed" in "\n".join(f.about)


def test_gaps_in_time_are_land_and_said():
    data = forecast()
    data["uo"][2, :, 25:] = np.nan
    f = from_dataset(data, "current", "test")
    assert "warning: 126 points have a value at some times only" in "\n".join(f.about)
    assert "land: 19% of 651 points" in "\n".join(f.about)


def test_islands_are_filled_and_no_answer_is_zero():
    data = forecast()
    data["uo"][:, 10, 15] = np.nan
    f = from_dataset(data, "current", "test")
    assert f(T0, 1.5, 51.0) == (0.5, -0.25)


def test_a_run_cut_short_ends_earlier_and_a_hole_in_the_middle_is_refused():
    short, hole = forecast(), forecast()
    short["uo"][4:] = np.nan
    hole["vo"][2] = np.nan
    f = from_dataset(short, "current", "test")
    assert f.box.t == (T0, T0 + 3 * 3600)
    assert "1 times at its ends hold no value" in "\n".join(f.about)
    with pytest.raises(ValueError, match="no value at 1 of 5 times, from 2026-06-15 02:00Z; fetch the file again"):
        from_dataset(hole, "current", "test")


def test_too_much_for_memory_asks_for_a_span():
    big = xr.Dataset(
        {n: (("time", "lat", "lon"), np.broadcast_to(0.1, (9000, 200, 200))) for n in ("uo", "vo")},
        {
            "time": ((T0 + 3600 * np.arange(9000)) * 1e9).astype("datetime64[ns]"),
            "lat": np.linspace(50, 52, 200),
            "lon": np.linspace(0, 3, 200),
        },
    )
    with pytest.raises(ValueError, match=r"5\.8 GB; say from when to when"):
        from_dataset(big, "current", "test")
    assert from_dataset(big, "current", "test", span=(T0, T0 + 7200)).t.size == 3
