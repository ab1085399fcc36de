"""The fit on a twin sea: gauges are read off a tide with a known boundary, then the fit must find that tide again."""

import numpy as np
import pytest
from atlas.tide import fit, report
from atlas.tide.gauges import Gauge
from atlas.tide.grid import EAST, NORTH, SOUTH, WEST, raised, sphere
from atlas.tide.harmonic import speed
from atlas.tide.linear import Linear, lorentz
from atlas.tide.shallow import Physics, constants_of_run

# Places in the sea below, with the names that give first guesses and some more.
PLACES = {
    "Cherbourg": (-1.5, 49.65), "Bournemouth": (-1.5, 50.7), "Cromer": (1.3, 52.8), "K13a": (3.2, 52.8),
    "Hoorn Q1": (4.1, 52.8), "Petten": (4.6, 52.7), "Dover": (1.32, 51.1), "Calais": (1.87, 51.0),
    "Deal": (1.4, 51.2), "Hastings": (0.57, 50.85),
    "Dieppe": (1.08, 49.95), "Harwich": (1.3, 51.95), "Lowestoft": (1.75, 52.4), "Oostende": (2.9, 51.3),
}  # fmt: skip


def coarse_sea():
    lon, lat = WEST + 0.25 * (np.arange(25) + 0.5), SOUTH + (NORTH - SOUTH) / 22 * (np.arange(22) + 0.5)
    x, y = np.meshgrid(lon, lat)
    wet = ~((x < 0.8) & (y > 51.2))  # an England of a kind
    open_ = np.zeros_like(wet)
    open_[:, 0], open_[-1] = wet[:, 0], wet[-1]
    assert lon[-1] < EAST
    return sphere(lon, lat, np.full(wet.shape, 35.0), wet, open_)


def twin(noise_m: float = 0.0):
    grid = coarse_sea()
    basis = fit.basis_of(grid)
    friction = lorentz(0.0025, np.full(grid.wet.shape, 0.7))
    swing = np.array([2.0, 1.7 + 0.3j, 1.2 + 0.6j, 0.6 + 0.8j, -1.5, -1.2 + 0.4j, -0.8 + 0.3j, -0.5, -0.4 - 0.3j])
    eta = sum(p * f[0] for p, f in zip(swing, fit.responses(Linear(grid, speed("M2"), friction), grid, basis), strict=True))
    rng = np.random.default_rng(1)
    gauges = {}
    for name, (lon, lat) in PLACES.items():
        z = complex(eta[grid.cell(lon, lat)]) + noise_m * complex(rng.normal(), rng.normal())
        gauges[name] = Gauge(name, lon, lat, dict.fromkeys(fit.FORCED, z))
    return grid, gauges, friction, eta


def fitted(held, noise_m=0.0):
    grid, gauges, friction, eta = twin(noise_m)
    controls = fit.Controls(grid, gauges, held)
    fields = fit.responses(Linear(grid, speed("M2"), friction), grid, controls.basis)
    controls.greens["M2"] = np.array([[f[0][controls.cells[n]] for f in fields] for n in controls.used])
    before = abs(controls.linear_heights("M2") - controls.observed("M2")).max()
    for _ in range(3):
        controls.move("M2", controls.linear_heights("M2"))
    found = sum(p * f[0] for p, f in zip(controls.nodes("M2"), fields, strict=True))
    return controls, found, eta, before


def test_the_tide_comes_back_also_where_gauges_were_held_out():
    held = ("Dover", "Calais", "Deal")
    controls, found, eta, before = fitted(held)
    assert before > 0.1  # the first guess alone is no good
    for name in held:
        assert abs(found[controls.cells[name]] - eta[controls.cells[name]]) < 0.02 * abs(eta[controls.cells[name]])


def test_noise_of_gauges_is_not_blown_up():
    controls, found, eta, _ = fitted(("Dover", "Calais", "Deal"), noise_m=0.03)
    assert abs(found - eta)[controls.cells["Dover"]] < 0.06


def test_held_out_gauges_enter_nowhere():
    grid, gauges, friction, _ = twin()
    results = []
    for dover in (1.0 + 0j, 99.0 + 0j):
        changed = gauges | {"Dover": Gauge("Dover", *PLACES["Dover"], dict.fromkeys(fit.FORCED, dover))}
        controls = fit.Controls(grid, changed, ["Dover"])
        fit.fill_greens(grid, controls, friction)
        results.append(np.concatenate([controls.now[n] for n in fit.FORCED]))
    np.testing.assert_array_equal(*results)


def test_hats_add_up_to_one_along_the_boundary():
    basis = fit.basis_of(coarse_sea())
    np.testing.assert_allclose(basis.hats.sum(axis=0), 1.0)
    np.testing.assert_allclose(basis.ends.sum(axis=1), 1.0)


def test_a_gauge_of_the_first_guess_cannot_be_held_out():
    grid, gauges, _, _ = twin()
    with pytest.raises(ValueError, match="Cromer"):
        fit.Controls(grid, gauges, ["Cromer"])


def test_raising_goes_from_lowest_tide_to_mean_level():
    grid = raised(coarse_sea(), np.full((22, 25), 2.0))
    assert np.unique(grid.depth[grid.wet]) == pytest.approx([35 + 1.45 * 2 + 0.3])
    assert not grid.depth[~grid.wet].any()


def test_total_error_is_the_rms_in_time():
    t = np.arange(0, 29.53 * 86_400 * 12, 600.0)
    error = {"M2": 0.03 + 0.04j, "S2": -0.02j}
    x = sum((z * np.exp(1j * speed(c) * t)).real for c, z in error.items())
    assert report.total(error) == pytest.approx(np.sqrt((x**2).mean()), rel=0.01)


def test_the_whole_chain_finds_a_tide_it_did_not_make(monkeypatch):
    lat_sea = coarse_sea()
    sea = raised(lat_sea, np.full(lat_sea.wet.shape, 1.0))
    basis = fit.basis_of(sea)
    swing = np.array([1.2, 1.1 + 0.3j, 0.9 + 0.6j, 0.5 + 0.8j, -1.0, -0.9 + 0.4j, -0.7 + 0.3j, -0.5, -0.4 - 0.3j])
    small = ("L2", "MU2", "M4", "MS4", "MN4", "M6", "2MS6")
    size = {"M2": 1.0, "S2": 0.33, "N2": 0.2, "K1": 0.08, "O1": 0.06} | dict.fromkeys(small, 0.03)
    physics = Physics(step_s=200.0)
    boundary = {c: np.asarray((size[c] * swing) @ basis.hats) for c in fit.FORCED}
    truth = constants_of_run(sea, boundary, (*fit.FORCED, *fit.MADE), physics)
    gauges = {
        name: Gauge(name, lon, lat, {c: complex(truth[c][0][sea.cell(lon, lat)]) for c in fit.FORCED})
        for name, (lon, lat) in PLACES.items()
    }
    monkeypatch.setattr(fit, "from_depths", lambda *_: lat_sea)
    heard = []
    held = ("Dover", "Calais", "Deal")
    built = fit.build(None, None, gauges, held, rounds=3, physics=physics, tell=lambda text, done: heard.append(text))
    assert heard == ["linear M2", "Green's functions", "round 0", "round 1", "round 2"]
    for name in held:
        assert abs(built.rounds[-1].errors[name]["M2"]) < 0.03 * abs(gauges[name].constants["M2"])
        assert report.total(built.rounds[-1].errors[name]) < report.total(built.rounds[0].errors[name])
    with pytest.raises(ValueError, match="Atlantis"):
        fit.build(None, None, gauges, ["Atlantis"])
    text = report.gauge_tables(built, ["M2"])
    assert text.count("HELD OUT") == 3
    assert "rms used/held out" in report.round_line(2, built.rounds[-1], held)
