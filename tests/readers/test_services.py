"""Copernicus Marine and ECMWF open data without a network: what is asked of them, and what is said when they do not answer.

The stand-ins answer with data of the layout and attributes of the real products (catalogue version 202511; IFS open data).
"""

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import xarray as xr

from readers.gribs import grib
from varne.readers import copernicus, ecmwf
from varne.readers.absent import ExtraMissing, NotAtHand
from varne.readers.forecast import describe, open_field
from varne.sea.dataset import from_dataset

T0 = 1_781_481_600.0  # 2026-06-15 00:00
SPAN = (T0 + 3600.0, T0 + 6 * 3600.0)
ACCOUNT = {copernicus.USER: "someone", copernicus.PASSWORD: "secret"}


class InvalidUsernameOrPassword(Exception):
    """As the package has it: no base of its own."""


def shelf(names=("uo", "vo"), standard=("eastward_sea_water_velocity", "northward_sea_water_velocity"), depth=True):
    """North-West Shelf layout: (time, depth, latitude, longitude), float32, axes with their CF attributes."""
    t = ((T0 + 3600 * np.arange(9)) * 1e9).astype("datetime64[ns]")
    lat, lon = np.arange(49.0, 53.0, 0.0135, dtype="f4"), np.arange(-1.0, 4.5, 0.0303, dtype="f4")
    dims, shape = ("time", "latitude", "longitude"), (9, lat.size, lon.size)
    data = xr.Dataset(
        {
            n: (dims, np.full(shape, a, "f4"), {"standard_name": s, "units": "m s-1"})
            for n, s, a in zip(names, standard, (0.6, -0.3), strict=True)
        },
        {
            "time": ("time", t, {"standard_name": "time", "axis": "T"}),
            "latitude": ("latitude", lat, {"standard_name": "latitude", "units": "degrees_north", "axis": "Y"}),
            "longitude": ("longitude", lon, {"standard_name": "longitude", "units": "degrees_east", "axis": "X"}),
        },
        {"title": "recorded layout", "credit": "E.U. Copernicus Marine Service Information (CMEMS)"},
    )
    if depth:
        data = data.expand_dims(depth=[0.0], axis=1)
        data["depth"].attrs = {"standard_name": "depth", "units": "m", "positive": "down", "axis": "Z"}
    return data


def package(answer):
    asked = []

    def open_dataset(**request):
        asked.append(request)
        if isinstance(answer, Exception):
            raise answer
        return answer

    return SimpleNamespace(open_dataset=open_dataset, InvalidUsernameOrPassword=InvalidUsernameOrPassword, asked=asked)


def test_the_strait_and_the_span_are_asked_for_and_no_more():
    marine = package(shelf())
    data = copernicus.open_copernicus("nws-currents", "current", SPAN, marine, ACCOUNT)
    (asked,) = marine.asked
    assert asked["dataset_id"] == "cmems_mod_nws_phy-cur_anfc_1.5km-3D_PT1H-i"
    assert asked["variables"] == ["uo", "vo"]
    assert (asked["minimum_longitude"], asked["maximum_latitude"]) == (-1.0, 53.0)
    assert asked["start_datetime"] == datetime(2026, 6, 15, 0, tzinfo=UTC)
    assert asked["end_datetime"] == datetime(2026, 6, 15, 7, tzinfo=UTC)
    assert (asked["username"], asked["maximum_depth"]) == ("someone", 1.0)
    f = from_dataset(data, "current", "shelf", SPAN)
    assert f(T0 + 2 * 3600, 1.5, 51.0) == pytest.approx((0.6, -0.3), abs=1e-6)
    assert "level: depth 0 m" in "\n".join(f.about)


def test_waves_give_the_stokes_drift():
    standard = ("sea_surface_wave_stokes_drift_x_velocity", "sea_surface_wave_stokes_drift_y_velocity")
    marine = package(shelf(("VSDX", "VSDY"), standard, depth=False))
    data = copernicus.open_copernicus("nws-waves", "stokes", SPAN, marine, ACCOUNT)
    assert "minimum_depth" not in marine.asked[0]
    assert from_dataset(data, "stokes", "waves", SPAN)(T0 + 4000, 1.5, 51.0) == pytest.approx((0.6, -0.3), abs=1e-6)


def test_every_data_set_of_the_file_is_whole():
    known = copernicus.data_sets()
    assert {"nws-currents", "nws-waves"} <= set(known)
    for name, d in known.items():
        assert set(d.kinds) <= {"current", "wind", "stokes"}, name
        assert len(d.variables) == 2
        assert d.dataset.startswith("cmems_")


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        (InvalidUsernameOrPassword("Invalid username or password"), "Invalid username or password"),
        (ConnectionError("Failed to resolve 'stac.marine.copernicus.eu'\n(a long trace)"), "Failed to resolve"),
    ],
)
def test_no_answer_is_one_line_that_says_what_to_do(trouble, words):
    with pytest.raises(NotAtHand, match=words) as e:
        copernicus.open_copernicus("nws-currents", "current", SPAN, package(trouble), ACCOUNT)
    assert "\n" not in str(e.value)
    assert "else tide" in str(e.value)


def test_without_an_account_nothing_is_asked():
    marine = package(shelf())
    with pytest.raises(NotAtHand, match=r"COPERNICUSMARINE_SERVICE_USERNAME and .* are not set"):
        copernicus.open_copernicus("nws-currents", "current", SPAN, marine, {})
    assert marine.asked == []


def test_a_mistake_in_the_program_is_not_taken_for_a_bad_line():
    with pytest.raises(TypeError):
        copernicus.open_copernicus("nws-currents", "current", SPAN, package(TypeError("a bug")), ACCOUNT)


def test_src_goes_on_with_the_atlas_and_says_so(monkeypatch):
    for key, value in ACCOUNT.items():
        monkeypatch.setenv(key, value)
    monkeypatch.setitem(sys.modules, "copernicusmarine", package(shelf()))
    assert open_field("copernicus:nws-currents", "current", SPAN).name == "Copernicus Marine nws-currents"
    assert "times: 6 from 2026-06-15 01:00Z" in "\n".join(describe("copernicus:nws-currents", "current", SPAN))
    monkeypatch.setitem(sys.modules, "copernicusmarine", package(ConnectionError("no route to host")))
    f = open_field("copernicus:nws-currents else tide", "current", SPAN)
    assert (
        f.name == "tide atlas (without copernicus:nws-currents: cmems_mod_nws_phy-cur_anfc_1.5km-3D_PT1H-i: no route to host)"
    )
    assert np.isfinite(f(T0, 1.5, 51.05)).all()
    with pytest.raises(NotAtHand, match="no route to host"):
        open_field("copernicus:nws-currents", "current", SPAN)
    assert "refused: Copernicus Marine is not at hand" in describe("copernicus:nws-currents", "current", SPAN)[-1]


def test_a_line_that_breaks_while_values_are_read(monkeypatch):
    class Broken(xr.backends.BackendArray):
        shape, dtype = (9, 297, 182), np.dtype("f4")

        def __getitem__(self, key):
            raise ConnectionResetError("connection reset by peer")

    data = shelf(depth=False)
    lazy = xr.core.indexing.LazilyIndexedArray(Broken())
    data["uo"] = xr.Variable(data.uo.dims, lazy, data.uo.attrs) if data.uo.shape == Broken.shape else data.uo
    assert data.uo.shape == Broken.shape
    for key, value in ACCOUNT.items():
        monkeypatch.setenv(key, value)
    monkeypatch.setitem(sys.modules, "copernicusmarine", package(data))
    assert (
        "without copernicus:nws-currents: connection reset"
        in open_field("copernicus:nws-currents else tide", "current", SPAN).name
    )


@pytest.mark.parametrize(
    ("source", "kind", "module"),
    [("copernicus:nws-currents", "current", "copernicusmarine"), ("ecmwf:open", "wind", "ecmwf.opendata")],
)
def test_without_the_extra_the_message_names_it(source, kind, module, monkeypatch):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ExtraMissing, match=r"needs the extra forecast.*pip install 'varne\[forecast\]'"):
        open_field(source, kind, SPAN)


class Centre:
    """Stands in for ecmwf.opendata.Client."""

    def __init__(self, run=datetime(2026, 6, 15, 0), trouble=None, published=240):  # noqa: DTZ001  the package gives naive times
        self.run, self.trouble, self.published, self.asked = run, trouble, published, []

    def latest(self, **request):
        if self.trouble:
            raise self.trouble
        return self.run - timedelta(hours=6) * (request["step"] > self.published)

    def retrieve(self, **request):
        self.asked.append(request)
        grib(Path(request["target"]), hours=request["step"])


def test_the_newest_run_is_fetched_for_the_steps_that_cover_the_span(tmp_path):
    centre = Centre()
    path = ecmwf.fetch_wind(tmp_path, (T0 + 4 * 3600.0, T0 + 8 * 3600.0), centre)
    (asked,) = centre.asked
    assert (asked["step"], asked["param"], asked["type"]) == ([3, 6, 9], ["10u", "10v"], "fc")
    assert path.name == "ecmwf-open-20260615T00Z.grib2"


def test_late_steps_that_are_not_published_yet_come_from_the_run_before(tmp_path):
    centre = Centre(published=6)
    path = ecmwf.fetch_wind(tmp_path, (T0 + 4 * 3600.0, T0 + 8 * 3600.0), centre)
    assert path.name == "ecmwf-open-20260614T18Z.grib2"
    assert centre.asked[0]["step"] == [9, 12, 15]
    assert (centre.asked[0]["date"], centre.asked[0]["time"]) == (datetime(2026, 6, 14, 18, tzinfo=UTC), 18)


def test_a_span_that_begins_before_the_newest_run_comes_from_the_run_before_it(tmp_path):
    centre = Centre()
    ecmwf.fetch_wind(tmp_path, (T0 - 7 * 3600.0, T0 + 3600.0), centre)
    assert centre.asked[0]["date"] == datetime(2026, 6, 14, 12, tzinfo=UTC)
    assert centre.asked[0]["step"] == [3, 6, 9, 12, 15]


def test_what_the_run_does_not_reach_is_said(tmp_path):
    with pytest.raises(ValueError, match="the run covers 2026-06-15 00:00Z to 2026-06-21 00:00Z, asked was"):
        ecmwf.fetch_wind(tmp_path, (T0, T0 + 150 * 3600.0), Centre())


@pytest.mark.parametrize("trouble", [ConnectionError("Name or service not known"), ValueError("Cannot establish latest date")])
def test_ecmwf_offline(trouble, tmp_path):
    with pytest.raises(NotAtHand, match=f"ECMWF open data is not at hand: {trouble}; use a file fetched before"):
        ecmwf.fetch_wind(tmp_path, SPAN, Centre(trouble=trouble))


def test_src_ecmwf_open(monkeypatch):
    monkeypatch.setitem(sys.modules, "ecmwf", SimpleNamespace())
    monkeypatch.setitem(sys.modules, "ecmwf.opendata", SimpleNamespace(Client=Centre))
    f = open_field("ecmwf:open", "wind", SPAN)
    assert f.name == "ecmwf-open-20260615T00Z"
    assert f(T0 + 5 * 3600, 1.5, 51.0) == pytest.approx((8.0, -3.0), abs=1e-3)
    assert "warning: slices 3 h apart" in "\n".join(describe("ecmwf:open", "wind", SPAN))
