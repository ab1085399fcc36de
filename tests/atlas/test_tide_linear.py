"""The linear model against tides that can be written down."""

from dataclasses import replace

import numpy as np
import pytest
from atlas.tide.grid import GRAVITY
from atlas.tide.harmonic import speed
from atlas.tide.linear import Linear, centred, lorentz
from seas import basin

M2 = 2 * np.pi / (12.4206 * 3600)


def given(grid, heights):
    boundary = np.zeros(grid.wet.shape, complex)
    boundary[grid.open] = heights
    return boundary


def test_standing_wave_in_a_channel_with_a_closed_end():
    # Pugh 1987, section 5:2:2: eta = a cos(k (L - x)) / cos(k L), u a quarter period later; L to the wall.
    n, cell, depth = 40, 5000.0, 40.0
    grid = basin(3, n, depth, cell)
    grid.open[:, 0] = True
    eta, u, _ = Linear(grid, M2, np.zeros((3, n))).solve(given(grid, 1.0))
    k = M2 / np.sqrt(GRAVITY * depth)
    to_wall = (n - np.arange(n) - 0.5) * cell
    expected = np.cos(k * to_wall) / np.cos(k * to_wall[0])
    assert abs(eta[1] - expected).max() < 0.005 * abs(expected).max()
    at_face = to_wall[1:] + cell / 2
    stream = 1j * np.sqrt(GRAVITY / depth) * np.sin(k * at_face) / np.cos(k * to_wall[0])
    assert abs(u[1, 1:] - stream).max() < 0.005 * abs(stream).max()


@pytest.mark.parametrize("f", [1.13e-4, -1.13e-4])
def test_kelvin_wave_between_two_walls(f):
    # Gill 1982, section 10.4: eta = a exp(-f y / c + i k x) running east is exp(i (w t - k x)), v = 0, u = eta sqrt(g/H).
    ny, nx, cell, depth = 25, 50, 4000.0, 60.0
    grid = basin(ny, nx, depth, cell, f)
    grid.open[:, 0] = grid.open[:, -1] = True
    c = np.sqrt(GRAVITY * depth)
    y, x = np.meshgrid(np.arange(ny) * cell, np.arange(nx) * cell, indexing="ij")
    from_coast = y if f > 0 else y[-1, 0] - y  # the coast lies to the right of where it goes, in the south to the left
    wave = np.exp(-abs(f) * from_coast / c - 1j * M2 / c * x)
    eta, u, v = Linear(grid, M2, np.zeros((ny, nx))).solve(given(grid, wave[grid.open]))
    assert abs(eta - wave).max() < 0.01 * abs(wave).max()
    uc, _ = centred(u, v)
    far = slice(5, -5)  # from the ends, where the coarse corner next to given heights shows
    assert abs(uc[:, far] - wave[:, far] * np.sqrt(GRAVITY / depth)).max() < 0.02 * np.sqrt(GRAVITY / depth)
    assert abs(v[:, far]).max() < 0.02 * np.sqrt(GRAVITY / depth)


def test_friction_damps_a_running_wave_as_it_should():
    # Long canal, weak friction: amplitude falls as exp(-r x / (2 H c)) (Ippen 1966, Estuary and Coastline Hydrodynamics).
    n, cell, depth, r = 400, 5000.0, 40.0, 0.0005
    grid = basin(3, n, depth, cell)
    grid.open[:, 0] = True
    friction = np.full((3, n), r)
    friction[:, 200:] = np.linspace(r, 200 * r, 200)  # a beach that swallows what arrives
    eta, _, _ = Linear(grid, M2, friction).solve(given(grid, 1.0))
    c = np.sqrt(GRAVITY * depth)
    expected = np.exp(-r * 100 * cell / (2 * depth * c))
    assert abs(eta[1, 100]) / abs(eta[1, 0]) == pytest.approx(expected, rel=0.03)


def test_answers_add_up():
    grid = basin(6, 8, f=1e-4)
    grid.open[:, 0] = True
    model = Linear(grid, speed("M2"), lorentz(0.0025, np.full((6, 8), 0.7)))
    a, b = np.linspace(1, 2, 6), 1j * np.linspace(2, 0, 6)
    for one, two, both in zip(
        model.solve(given(grid, a)), model.solve(given(grid, b)), model.solve(given(grid, a + b)), strict=True
    ):
        np.testing.assert_allclose(one + two, both, atol=1e-12)


def test_islands_stay_dry():
    grid = basin(6, 8)
    wet = grid.wet.copy()
    wet[2:4, 3:5] = False
    open_ = grid.open.copy()
    open_[:, 0] = True
    grid = replace(grid, wet=wet, open=open_, depth=np.where(wet, grid.depth, 0))
    eta, u, v = Linear(grid, M2, np.zeros((6, 8))).solve(given(grid, 1.0))
    assert not eta[~wet].any()
    assert not u[2:4, 3:6].any()
    assert not v[2:5, 3:5].any()
