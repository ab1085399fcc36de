"""The non-linear model: the same standing wave, water neither made nor lost, no depth below nothing."""

from dataclasses import replace

import numpy as np
import pytest
from atlas.tide.grid import GRAVITY
from atlas.tide.harmonic import speed
from atlas.tide.shallow import Physics, at_rest, constants_of_run, march
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from seas import basin


def test_standing_wave_in_a_channel_with_a_closed_end():
    # eta = a cos(k (L - x)) / cos(k L): Pugh 1987, section 5:2:2. A little drag lets the start die away.
    n, cell, depth = 30, 5000.0, 40.0
    grid = basin(3, n, depth, cell)
    grid.open[:, 0] = True
    physics = Physics(drag=0.0025, viscosity=0.0, advection=1.0, step_s=150.0)
    c = constants_of_run(grid, {"M2": np.full(3, 0.05 + 0j)}, ("M2", "M4"), physics, days=8, spin_days=5)
    k = speed("M2") / np.sqrt(GRAVITY * depth)
    to_wall = (n - np.arange(n) - 0.5) * cell
    expected = 0.05 * np.cos(k * to_wall) / np.cos(k * to_wall[0])
    assert abs(c["M2"][0][1] - expected).max() < 0.02 * abs(expected).max()
    assert abs(c["M4"][0]).max() < 0.02 * abs(expected).max()
    assert abs(c["Z0"][0]).max() < 0.01 * abs(expected).max()


def test_water_swinging_in_a_bowl():
    # Thacker 1981 (J. Fluid Mech. 107, 499), plane motion in a parabolic trough: exact, non-linear, with a moving shore.
    # H = h0 (1 - x2/a2), w2 = 2 g h0 / a2, u = -A w sin(w t), eta = (2 A h0 / a2) x cos(w t) - A2 h0 / (2 a2) (1 + cos(2 w t)).
    n, cell, h0, a, swing = 120, 1000.0, 50.0, 50_000.0, 1_500.0
    grid = basin(3, n, cell_m=cell)
    x = (np.arange(n) - (n - 1) / 2) * cell
    grid = replace(grid, depth=np.tile(h0 * (1 - (x / a) ** 2), (3, 1)))
    omega = np.sqrt(2 * GRAVITY * h0) / a
    level = 2 * swing * h0 / a**2 * x - swing**2 * h0 / a**2
    sea = at_rest(grid)
    sea.inside[0][:] = np.maximum(level, -grid.depth)
    step, period = 10.0, 2 * np.pi / omega
    march(sea, Physics(drag=0.0, viscosity=0.0, step_s=step), round(period / 4 / step))
    deep = abs(x) < 0.8 * a
    assert sea.inside[1][1, deep].mean() == pytest.approx(-swing * omega, rel=0.01)
    assert sea.inside[1][1, deep] == pytest.approx(-swing * omega, rel=0.1)
    march(sea, Physics(drag=0.0, viscosity=0.0, step_s=step), round(period / step) - round(period / 4 / step))
    assert abs(sea.inside[0][1, deep] - level[deep]).max() < 0.05 * abs(level).max()


@given(seed=st.integers(0, 2**31), f=st.sampled_from([0.0, 1.13e-4, -1.13e-4]))
@settings(max_examples=10, deadline=None)
def test_a_closed_sea_keeps_its_water(seed, f):
    rng = np.random.default_rng(seed)
    grid = basin(12, 15, cell_m=2000.0, f=f)
    grid = replace(grid, depth=np.where(rng.random((12, 15)) < 0.2, 0.0, rng.uniform(3, 60, (12, 15))))
    grid = replace(grid, wet=grid.depth > 0)
    sea = at_rest(grid)
    sea.inside[0][grid.wet] = rng.uniform(-1, 1, grid.wet.sum())
    water = sea.volume
    march(sea, Physics(step_s=20.0), 500)
    assert sea.volume == pytest.approx(water, abs=1e-6 * grid.wet.sum() * 2000.0**2)
    assert abs(sea.u).max() > 0 or grid.u_faces.sum() == 0


@given(seed=st.integers(0, 2**31))
@settings(max_examples=10, deadline=None)
def test_banks_that_dry_never_hold_less_than_no_water(seed):
    rng = np.random.default_rng(seed)
    grid = basin(12, 15, cell_m=1700.0, f=1.13e-4)
    grid.open[:, 0] = True
    depth = rng.choice([-1.0, 0.2, 1.0, 2.0, 20.0], (12, 15))  # flats above and below mean level beside deep gullies
    depth[:, :3] = 20.0  # open water at the boundary
    grid = replace(grid, depth=depth)
    sea = at_rest(grid)
    sea.inside[0][:] = np.maximum(0.0, 0.0 - depth)  # a bank above mean level starts with its surface on the ground
    boundary = {"M2": np.full(12, 3.0 + 0j)}
    least, dried = np.inf, False
    for k in range(200):
        try:
            march(sea, Physics(step_s=20.0), 20, 3600 * 12 + k * 400.0, boundary)
        except ArithmeticError:  # one such sea of cliffs in fifty is too rough for any step, and that is said
            reject()
        inner = ~grid.open
        now = (depth + sea.inside[0])[inner]
        least, dried = min(least, now.min()), dried or bool((now < 0.35).any())
    assert dried
    assert least >= 0.0


def test_a_step_too_long_is_said():
    grid = basin(6, 8, depth=80.0, cell_m=1700.0)
    sea = at_rest(grid)
    sea.inside[0][2, 2] = 1.0
    with pytest.raises(ArithmeticError, match="take a shorter step than 300"):
        march(sea, Physics(step_s=300.0), 500)


def test_drag_takes_energy_and_never_gives_any():
    grid = basin(8, 10, cell_m=2000.0, f=1e-4)
    rough, smooth = at_rest(grid), at_rest(grid)
    for sea in (rough, smooth):
        sea.inside[0][:, :5] = 0.5
    march(rough, Physics(drag=0.01, viscosity=0.0, step_s=30.0), 2000)
    march(smooth, Physics(drag=0.001, viscosity=0.0, step_s=30.0), 2000)
    assert (rough.u**2).sum() < 0.5 * (smooth.u**2).sum()
