"""The atlas against the Dover gauge (as UTide, an independent program, predicts it), high waters, and known facts."""

import csv
import json
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
import utide
from hypothesis import given
from hypothesis import strategies as st
from utide._ut_constants import constit_index_dict, ut_constants

from varne import geodesy
from varne.sea import tides
from varne.sea.constituents import phasors
from varne.sea.field import OutsideForecast
from varne.sea.grid import bilinear

DATA = Path(__file__).parent.parent / "data"
SHARED = Path(__file__).parents[3] / "shared" / "data"
GAUGE = json.loads((DATA / "dover_ticon4.json").read_text())["station"]
TICON_TO_UTIDE = {"LAMBDA2": "LDA2", "EP2": "EPS2", "SGM": "SIG1", "M1": "NO1"}  # MA2, MB2: see atlas/infer.py
SOLAR_PERIGEE = 283.3  # degrees in these years; UTide counts SA from it, TICON-4 does not (mean sea level peaks in October)
six_centimetres = 0.06


def seconds(*when):
    return datetime(*when, tzinfo=UTC).timestamp()


def gauge_height(t):
    """Dover predicted from the gauge's own constants by UTide."""
    named = {TICON_TO_UTIDE.get(c, c): ag for c, ag in GAUGE["constituents"].items()}
    named["SA"] = (named["SA"][0], named["SA"][1] - SOLAR_PERIGEE)
    known = {c: ag for c, ag in named.items() if c in constit_index_dict}
    index = np.array([constit_index_dict[c] for c in known])
    reftime = 719163.0 + t.mean() / 86400.0  # proleptic ordinal, as UTide counts days
    coef = utide.utilities.Bunch(
        name=np.array(list(known)),
        A=np.array([a for a, _ in known.values()]),
        g=np.array([g for _, g in known.values()]),
        A_ci=np.zeros(len(known)),
        mean=0.0,
        slope=0.0,
        aux=utide.utilities.Bunch(
            frq=ut_constants.const.freq[index],
            lind=index,
            lat=GAUGE["lat"],
            reftime=reftime,
            opt=utide.utilities.Bunch(
                twodim=False, nodsatlint=False, nodsatnone=False, nodiagn=True, notrend=True,
                gwchlint=False, gwchnone=False, prefilt=[], epoch="unix", white=False,
            ),
        ),
    )  # fmt: skip
    return utide.reconstruct(t / 86400.0, coef, epoch="1970-01-01", verbose=False, min_SNR=0, constit=list(known)).h


@pytest.mark.parametrize("month", [(2021, 11), (2024, 3), (2026, 6)])
def test_dover_agrees_with_its_gauge_within_six_centimetres(month):
    t = seconds(*month, 1) + np.arange(0, 30 * 86400, 600.0)
    ours = tides.dover_strait().height(t, GAUGE["lon"], GAUGE["lat"])
    error = ours - gauge_height(t)
    assert np.sqrt(np.mean(error**2)) < six_centimetres


def test_high_water_at_dover_agrees_with_the_published_prediction():
    table = SHARED / "tide" / "dover_hw_lw_2018_2027.csv"
    if not table.exists():
        pytest.skip("../shared/data/tide is not here; test_dover_agrees_with_its_gauge covers the same on shipped data")
    lines = table.read_text().splitlines()
    rows = [r for r in csv.DictReader(lines) if r["time_utc"].startswith("2021-11") and r["type"] == "HW"]
    for row in rows:
        hw = datetime.fromisoformat(row["time_utc"].replace("Z", "+00:00")).timestamp()
        t = hw + np.arange(-2400, 2401, 60.0)
        h = tides.dover_strait().height(t, GAUGE["lon"], GAUGE["lat"])
        assert abs(t[h.argmax()] - hw) <= 15 * 60
        assert h.max() == pytest.approx(float(row["height_m"]), abs=0.2)


@pytest.mark.parametrize(("name", "hours"), [("M2", 12.4206012), ("S2", 12.0), ("N2", 12.65834751), ("K1", 23.93447213)])
def test_periods_of_the_constituents(name, hours):
    """Periods from Pugh 1987, table 4:1; K1 over a year so that a wrong speed shows."""
    turns = round(8766 / hours)
    z = phasors([name], seconds(2021, 1, 1) + np.array([0.0, turns * hours * 3600]))[:, 0]
    assert abs(np.degrees(np.angle(z[1] / z[0]))) < 2.5  # nodal angle moves up to 2.5 degrees in a year


@pytest.mark.parametrize(
    ("place", "lon", "lat", "starts_h", "ends_h"),
    [("Varne", 1.39828, 51.02143, -1.5, 4.5), ("mid-strait", 1.46, 50.99, -1.5, 4.5)],
)
def test_north_east_stream_runs_from_before_to_after_high_water_dover(place, lon, lat, starts_h, ends_h):
    """North-east from about 1.5 h before to 4.5 h after HW Dover (Channel Swimming Association, "Channel tides")."""
    atlas = tides.dover_strait()
    t = seconds(2021, 11, 20) + np.arange(0, 86400, 300.0)
    h = atlas.height(t, GAUGE["lon"], GAUGE["lat"])
    hw = t[36 + h[36:-72].argmax()]
    around = hw + np.arange(-4 * 3600, 7 * 3600, 300.0)
    u, v = atlas(around, lon, lat)
    along, _ = geodesy.components_to(1.0, 40.0)
    north_east = u * along + v * np.sqrt(1 - along**2) > 0
    first, last = around[north_east][0], around[north_east][-1]
    assert (first - hw) / 3600 == pytest.approx(starts_h, abs=0.75)
    assert (last - hw) / 3600 == pytest.approx(ends_h, abs=0.75)


def test_outside_the_box_is_an_error_that_says_what_is_covered_and_never_a_zero():
    with pytest.raises(OutsideForecast, match=r"covers any time to any time, longitude -0.0875 to 3.2875") as e:
        tides.dover_strait()(seconds(2021, 11, 24), [1.5, -5.0], [51.0, 50.0])
    assert e.value.mask.tolist() == [False, True]


def test_far_inland_is_unknown_and_the_beach_has_an_answer():
    u, _ = tides.dover_strait()(seconds(2021, 11, 24), [2.9, 1.851], [50.3, 50.967])  # east of Arras; Calais beach
    assert np.isnan(u[0])
    assert np.isfinite(u[1])


@given(st.floats(0.0, 3.2), st.floats(50.0, 51.8), st.integers(0, 10**9))
def test_grid_and_point_answers_are_the_same(lon, lat, t):
    atlas = tides.dover_strait()
    u, v = atlas(t, [lon, 1.5], [lat, 51.0])
    gu, gv = atlas.on_grid(np.array([float(t)]), np.array([lon, 1.5]), np.array([lat, 51.0]))
    assert (gu[0, [0, 1], [0, 1]], gv[0, [0, 1], [0, 1]]) == (
        pytest.approx(u, abs=1e-4, nan_ok=True),  # the grid is laid out in single precision
        pytest.approx(v, abs=1e-4, nan_ok=True),
    )


def test_the_shipped_atlas_agrees_with_every_strait_gauge():
    path = SHARED / "channel" / "tide_stations_ticon4.json"
    if not path.exists():
        pytest.skip("../shared/data/channel is not here; the Dover test covers the same on shipped data")
    stations = {s["name"]: s for s in json.loads(path.read_text())["stations"]}
    for name in ("Calais", "Boulogne-sur-Mer", "Dunkerque", "Hastings Pier"):
        s = stations[name]
        atlas = tides.dover_strait()
        at = bilinear(atlas.axes, atlas.eta, atlas.known, np.array([s["lon"]]), np.array([s["lat"]]))[:, 0]
        a, g = s["constituents"]["M2"]
        assert abs(at[atlas.names.index("M2")] - a * np.exp(-1j * np.radians(g))) < six_centimetres
