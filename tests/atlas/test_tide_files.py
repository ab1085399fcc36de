"""Files in and out: depths and land to a grid, gauges, the shipped layout."""

import json
from pathlib import Path

import numpy as np
import pytest
from atlas.tide import export, gauges
from atlas.tide.export import KEPT, Stored
from atlas.tide.grid import EAST, NORTH, SOUTH, WEST, from_depths, read_depths

import varne

DATA = Path(varne.__file__).parent / "sea" / "data"


@pytest.fixture
def depths(tmp_path):
    """A sea of 30 m everywhere but for land west of 0.5 W and north of 52 N, and a bank of 1 m."""
    step = 1 / 30
    lon, lat = np.arange(WEST - 0.1, EAST + 0.1, step), np.arange(SOUTH - 0.1, NORTH + 0.1, step)
    x, y = np.meshgrid(lon, lat)
    z = np.where((x < -0.5) & (y > 52), 20, -30)
    z[(abs(x - 4) < 0.1) & (abs(y - 52.3) < 0.1)] = -1
    path = tmp_path / "depths.npz"
    np.savez(path, z=z.astype(np.int16), lon0=lon[0], lat0=lat[0], step=step)
    return path


def test_grid_takes_the_shipped_land_and_the_depths(depths):
    g = from_depths(depths, DATA / "landmask_0p001.npz")
    assert g.wet.shape == (220, 254)
    places = {"mid-strait": (1.46, 50.99), "Canterbury": (1.08, 51.28), "Lille": (2.5, 50.5), "depths say land": (-1.0, 52.5)}
    wet = {n: bool(g.wet[np.argmin(abs(g.lat - y)), np.argmin(abs(g.lon - x))]) for n, (x, y) in places.items()}
    assert wet == {"mid-strait": True, "Canterbury": False, "Lille": False, "depths say land": False}
    assert g.depth[g.wet].min() == 3.0
    assert g.depth[g.wet].max() == 30.0
    assert not g.depth[~g.wet].any()
    assert g.open[:, 0].sum() + g.open[-1, 1:].sum() == g.open.sum()
    assert not (g.open & ~g.wet).any()
    row = int(np.argmin(abs(g.lat - 51)))
    assert g.dx[row] == pytest.approx(1749, abs=5)  # 6371 km cos 51 deg / 40 cells a degree
    assert g.dy == pytest.approx(1853, abs=2)
    assert g.f[row] == pytest.approx(1.133e-4, rel=2e-3)


def test_depths_too_small_or_incomplete_are_said(tmp_path):
    np.savez(tmp_path / "a.npz", z=np.zeros((5, 5), np.int16), lon0=0.0, lat0=50.0, step=0.1)
    with pytest.raises(ValueError, match="cut a larger piece"):
        read_depths(tmp_path / "a.npz")
    np.savez(tmp_path / "b.npz", z=np.zeros((5, 5), np.int16))
    with pytest.raises(ValueError, match="lacks"):
        read_depths(tmp_path / "b.npz")


def test_gauges_are_found_by_the_end_of_their_id(tmp_path):
    records = [
        {"id": f"ticon/{end}", "name": "?", "lon": 1.0, "lat": 51.0, "constituents": {"M2": [2.0, 90.0]}}
        for end in gauges.IDS.values()
    ]
    path = tmp_path / "stations.json"
    path.write_text(json.dumps({"stations": records}))
    found = gauges.load(path)
    assert found["Dover"].constants["M2"] == pytest.approx(-2j)
    path.write_text(json.dumps({"stations": records[1:]}))
    with pytest.raises(ValueError, match="Cherbourg"):
        gauges.load(path)


def made_up() -> Stored:
    rng = np.random.default_rng(2)
    wet = rng.random((5, 7)) < 0.7
    fields = {c: tuple(rng.normal(size=(5, 7)) + 1j * rng.normal(size=(5, 7)) for _ in range(3)) for c in KEPT}
    fields["Z0"] = tuple(f.real + 0j for f in fields["Z0"])
    return Stored(np.arange(7) / 40, 50 + np.arange(5) / 60, wet, fields)


def test_what_is_stored_comes_back_to_the_millimetre(tmp_path):
    stored = made_up()
    export.save(stored, tmp_path / "atlas.npz")
    back = export.load(tmp_path / "atlas.npz")
    np.testing.assert_array_equal(back.wet, stored.wet)
    for c in KEPT:
        for a, b in zip(back.constants[c], stored.constants[c], strict=True):
            assert abs(a - np.where(stored.wet, b, 0)).max() < 0.00071


def test_the_layout_is_the_shipped_one(tmp_path):
    export.save(made_up(), tmp_path / "atlas.npz")
    with np.load(tmp_path / "atlas.npz") as new, np.load(DATA / "channel_tide.npz") as shipped:
        for name in new.files:
            assert new[name].dtype.kind == shipped[name].dtype.kind
            assert new[name].ndim == shipped[name].ndim
        assert list(new["constituents"]) == list(shipped["constituents"])
