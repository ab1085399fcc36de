"""Forecast files read member by member; every way in which they can be wrong is said in words that help."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
import xarray as xr
from weather_files import days_after, saved, waves, wind

from readers.gribs import grib
from varne.readers.weather import read_weather

ISSUED = date(2026, 6, 14)
DAYS = days_after(ISSUED)


def read(*sources, days=DAYS, issued=None):
    return read_weather(sources, days, issued)


def test_members_and_their_waves(tmp_path):
    one = saved(wind(DAYS[0], [4.0, 6.0, 9.0]), tmp_path, "wind.nc")
    two = saved(waves(DAYS[0], [0.4, 0.6, 1.1]), tmp_path, "waves.nc")
    found = read(one, two)
    assert list(found.nights) == DAYS
    night = found.nights[DAYS[2]]
    assert night.speed == pytest.approx([4.0, 6.0, 9.0]) and night.waves == pytest.approx([0.4, 0.6, 1.1])
    assert night.weight == pytest.approx(np.full(3, 1 / 3))
    assert night.east == pytest.approx(night.speed) and night.north == pytest.approx(0)
    assert found.notes == ("wind.nc has 3 members: too few to show how unsure the weather is",)


def test_both_in_one_file_and_the_waves_given_first(tmp_path):
    both = xr.merge([wind(DAYS[0], np.full(6, 5.0)), waves(DAYS[0], np.full(6, 0.5)).interp(time=wind(DAYS[0], [5.0]).time)])
    path = saved(both, tmp_path, "both.nc")
    found = read(path)
    assert found.notes == () and found.nights[DAYS[0]].has_waves
    only_waves = saved(waves(DAYS[0], np.full(6, 0.5)), tmp_path, "a.nc")
    only_wind = saved(wind(DAYS[0], np.full(6, 5.0)), tmp_path, "b.nc")
    swapped = read(only_waves, only_wind)
    assert swapped.nights[DAYS[0]].waves == pytest.approx(found.nights[DAYS[0]].waves)


def test_a_single_run_is_named_as_one(tmp_path):
    found = read(saved(wind(DAYS[0], 5.0), tmp_path, "run.nc"))
    assert found.nights[DAYS[0]].speed.shape == (1,)
    assert any("single run, which says nothing of its own doubt" in n for n in found.notes)


def test_a_forecast_without_waves_says_what_is_done_instead(tmp_path):
    found = read(saved(wind(DAYS[0], np.full(8, 5.0)), tmp_path, "wind.nc"))
    assert found.notes == (
        "no waves in wind.nc: the sea is guessed from the wind of the hours before; a wave forecast is better",
    )
    assert not found.nights[DAYS[0]].has_waves
    assert found.nights[DAYS[0]].memory == pytest.approx(0.0165 * 25)


def test_waves_of_another_number_of_members_are_averaged(tmp_path):
    one = saved(wind(DAYS[0], np.full(8, 5.0)), tmp_path, "wind.nc")
    found = read(one, saved(waves(DAYS[0], [0.4, 0.8]), tmp_path, "w.nc"))
    assert found.nights[DAYS[0]].waves == pytest.approx(np.full(8, 0.6))
    assert found.notes == ("w.nc has 2 members and the wind 8: all get the mean of the waves",)


def test_waves_that_end_early(tmp_path):
    short = waves(DAYS[0], np.full(8, 0.5), days=3)
    found = read(saved(wind(DAYS[0], np.full(8, 5.0)), tmp_path, "wind.nc"), saved(short, tmp_path, "w.nc"))
    assert found.nights[DAYS[0]].has_waves and not found.nights[DAYS[-1]].has_waves
    assert "w.nc does not know the waves of every night" in found.notes[0]


def test_a_forecast_of_the_past(tmp_path):
    path = saved(wind(DAYS[0] - timedelta(days=30), [5.0]), tmp_path, "old.nc")
    with pytest.raises(ValueError, match=r"old.nc holds none of the nights before 2026-06-15 to 2026-06-21.*old forecast"):
        read(path)


def test_a_forecast_that_ends_early_leaves_the_last_days_without_weather(tmp_path):
    found = read(saved(wind(DAYS[0], np.full(8, 5.0), days=3), tmp_path, "short.nc"))
    assert list(found.nights) == DAYS[:3]
    assert "short.nc does not know the nights before 2026-06-18, 2026-06-19" in found.notes[0]


def test_hours_without_values_are_no_night(tmp_path):
    holed = wind(DAYS[0], np.full(8, 5.0), days=2)
    path = saved(holed.isel(time=slice(0, 15)), tmp_path, "cut.nc")
    with pytest.raises(ValueError, match=r"cut.nc knows 2026-06-14 12:00Z to 2026-06-15 02:00Z, no whole one"):
        read(path)


def test_another_sea(tmp_path):
    path = saved(wind(DAYS[0], [5.0], lon=np.arange(10.0, 12.0, 0.25)), tmp_path, "baltic.nc")
    with pytest.raises(ValueError, match=r"baltic.nc.*in the Strait"):
        read(path)


def test_half_of_the_strait(tmp_path):
    path = saved(wind(DAYS[0], [5.0], lon=np.arange(-1.0, 1.55, 0.25)), tmp_path, "west.nc")
    with pytest.raises(ValueError, match=r"west.nc covers longitude -1 to 1.5, .*not the whole Strait; give a forecast of"):
        read(path)


def test_members_that_are_missing_are_counted(tmp_path):
    data = wind(DAYS[0], np.arange(1.0, 9.0))
    data["u10"][3] = np.nan
    data["v10"][3] = np.nan
    found = read(saved(data, tmp_path, "wind.nc"))
    assert found.nights[DAYS[0]].speed == pytest.approx([1, 2, 3, 5, 6, 7, 8])
    assert found.notes[0].startswith("wind.nc: 1 of 8 members are left out: wind.nc has no value")


def test_a_member_that_stops_half_way(tmp_path):
    data = wind(DAYS[0], np.arange(1.0, 9.0))
    data["u10"][3, 60:] = np.nan
    data["v10"][3, 60:] = np.nan
    found = read(saved(data, tmp_path, "wind.nc"))
    assert found.nights[DAYS[0]].speed.size == 8 and found.nights[DAYS[-1]].speed.size == 7
    assert any("some nights are known by only 7 of 8 members" in n for n in found.notes)


def test_nothing_but_missing_values(tmp_path):
    with pytest.raises(ValueError, match=r"empty\.nc"):
        read(saved(wind(DAYS[0], np.full(3, np.nan)), tmp_path, "empty.nc"))


def test_waves_alone_are_no_forecast(tmp_path):
    with pytest.raises(ValueError, match=r"no wind in .*waves.nc; give a forecast with 10 m wind"):
        read(saved(waves(DAYS[0], [0.5]), tmp_path, "waves.nc"))


@pytest.mark.parametrize(
    ("units", "height", "words"),
    [("furlong", 0.5, "VHM0 is in 'furlong', not a height"), ("m", 9999.0, "wave heights from 9999 to 9999 m cannot be"),
     ("m", -1.0, "cannot be")],
)  # fmt: skip
def test_waves_that_cannot_be(tmp_path, units, height, words):
    one = saved(wind(DAYS[0], [5.0]), tmp_path, "wind.nc")
    with pytest.raises(ValueError, match=words):
        read(one, saved(waves(DAYS[0], [height], units=units), tmp_path, "w.nc"))


def test_feet_are_metres(tmp_path):
    found = read(saved(wind(DAYS[0], [5.0]), tmp_path, "wind.nc"), saved(waves(DAYS[0], [3.0], units="ft"), tmp_path, "w.nc"))
    assert found.nights[DAYS[0]].waves == pytest.approx(0.9144)


def test_a_run_made_after_the_issue_knows_too_much(tmp_path):
    data = wind(DAYS[0], [5.0])
    made = {"standard_name": "forecast_reference_time"}
    data["reference"] = ((), np.datetime64("2026-06-15T00:00", "ns"), made)
    path = saved(data, tmp_path, "later.nc")
    with pytest.raises(ValueError, match=r"run of 2026-06-15 00:00Z, later than the issue at 2026-06-14 18:00Z"):
        read(path, issued=datetime(2026, 6, 14, 18, tzinfo=UTC))
    assert read(path, issued=datetime(2026, 6, 15, 6, tzinfo=UTC)).nights


def test_no_file_at_all():
    with pytest.raises(FileNotFoundError, match=r"no forecast at 'nowhere\.nc'"):
        read("nowhere.nc")


def test_grib_with_wind_and_waves(tmp_path):
    path = grib(tmp_path / "f.grib2", hours=range(0, 72, 3), order=("10u", "10v", "swh"))
    found = read(path, days=[date(2026, 6, 16), date(2026, 6, 17)])
    night = found.nights[date(2026, 6, 16)]
    assert night.speed == pytest.approx([np.hypot(8, 3)], rel=1e-3) and night.waves == pytest.approx([1.2], rel=1e-3)


def test_grib_without_waves_is_a_wind(tmp_path):
    path = grib(tmp_path / "f.grib2", hours=range(0, 72, 3))
    found = read(path, days=[date(2026, 6, 16)])
    assert not found.nights[date(2026, 6, 16)].has_waves and any("no waves in f" in n for n in found.notes)
