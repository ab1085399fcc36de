"""The non-linear shallow-water tide in time, on the C-grid, explicit (forward in height, then backward in stream).

    d eta/dt + d(D u)/dx + d(D v)/dy = 0                                      D = H + eta
    du/dt + u du/dx + v du/dy - f v + g d(eta)/dx + c_d |u| u / D = nu del2 u   and for v with + f u

- Continuity first, momentum with the new height (Sielecki 1968), u and v first in turn: stable while
  dt < dx / sqrt(2 g H); 30 s for 1.65 km and 80 m leaves a margin of 1.4.
- Quadratic drag is implicit, so it can stop water but never turn it.
- Advection is centred plus a share UPWIND of the upwind scheme's diffusion, all of it where less than THIN stands. Walls
  are free-slip.
- Wetting and drying: a face lets water out of a cell only while that cell holds more than DRY, and carries at most
  REACH times that cell's depth. A cell's four faces then take less than its water in a step while
  |u| dt/dx < 1 / (4 REACH), 3.4 m/s at 30 s and 1.65 km: no depth becomes negative. Water that stands above a drier
  neighbour's level falls only as deep as its own ground: the slope on such a face is taken to the ground.

All arrays carry a ring of land, so the loops have no special case at edges.
Legend: eta height above mean level [m] · D, H depth now, at rest [m] · c_d drag coefficient [1] · nu viscosity [m2/s]
"""

from dataclasses import dataclass
from math import ceil

import numpy as np
from atlas.tide.grid import GRAVITY, Grid
from atlas.tide.harmonic import Analysis, constant, speed
from atlas.tide.linear import centred
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Complexes = NDArray[np.complex128]
Constants = dict[str, tuple[Complexes, Complexes, Complexes]]
"""Constituent -> eta, u, v at the centres, (ny, nx) complex a exp(-i g) [m], [m/s]."""

DRY = 0.3
REACH = 4.0
UPWIND = 0.3
THIN = 2.0
RAMP_S = 43_200.0
SAMPLE_S = 900.0
BATCH = 48
FASTEST = 20.0


@dataclass(frozen=True, slots=True)
class Physics:
    """drag c_d [1] · viscosity nu [m2/s] · advection 1 with, 0 without · step_s time step [s]"""

    drag: float = 0.0025
    viscosity: float = 20.0
    advection: float = 1.0
    step_s: float = 30.0


PHYSICS = Physics()


@dataclass(slots=True)
class Sea:
    """A grid with its ring of land, and the state that changes: eta at centres, u on west, v on south faces."""

    grid: Grid
    eta: Floats
    u: Floats
    v: Floats

    @property
    def inside(self) -> tuple[Floats, Floats, Floats]:
        """eta, u, v without the ring."""
        return self.eta[1:-1, 1:-1], self.u[1:-1, 1:-1], self.v[1:-1, 1:-1]

    @property
    def volume(self) -> float:
        """Water above the level of rest [m3]."""
        g = self.grid
        return float((self.inside[0] * g.wet * (g.dx * g.dy)[:, None]).sum())


def at_rest(grid: Grid) -> Sea:
    shape = (grid.wet.shape[0] + 2, grid.wet.shape[1] + 2)
    return Sea(grid, np.zeros(shape), np.zeros(shape), np.zeros(shape))


def march(sea: Sea, physics: Physics, steps: int, start_s: float = 0.0, boundary: dict[str, Complexes] | None = None) -> None:
    """Take the sea `steps` steps on, in place.

    start_s   model time now [s]; the boundary swells up from rest over RAMP_S
    boundary  constituent -> constants in the open cells, in the order of np.nonzero(grid.open) [m]
    raises    ArithmeticError when the run has become unstable
    """
    g = sea.grid
    boundary = boundary or {}
    j, i = np.nonzero(g.open)
    given = np.array(list(boundary.values()), complex).reshape(len(boundary), j.size)
    speeds, constants = (np.array([q(n) for n in boundary], float) for q in (speed, constant))
    ring = [np.pad(np.asarray(x, float), 1) for x in (g.depth, g.wet & ~g.open, g.u_faces, g.v_faces)]
    rows = [np.pad(x, 1, mode="edge") for x in (g.dx, g.dx_south, g.f)]
    scratch = [np.zeros_like(sea.eta) for _ in range(4)]
    numbers = (g.dy, physics.step_s, physics.drag, physics.viscosity, physics.advection)
    forcing = (j + 1, i + 1, given.real.copy(), given.imag.copy(), speeds, constants)
    _march(steps, start_s, sea.eta, sea.u, sea.v, *ring, *rows, *scratch, *numbers, *forcing)
    if not (abs(sea.u).max() < FASTEST and abs(sea.v).max() < FASTEST and np.isfinite(sea.eta).all()):
        raise ArithmeticError(
            f"unstable by {start_s + steps * physics.step_s:.0f} s: take a shorter step than {physics.step_s} s, "
            "or smoother depths"
        )


@njit(cache=True, fastmath=True, error_model="numpy")
def _march(
    steps, start, eta, u, v, h, inner, mu, mv, dx, dxs, f, du, dv, un, vn,
    dy, dt, drag, nu, adv, bj, bi, bre, bim, speeds, constants,
):  # fmt: skip
    for n in range(steps):
        _face_depths(eta, u, v, h, mu, mv, du, dv)
        _continuity(eta, u, v, inner, du, dv, dx, dxs, dy, dt)
        _set_boundary(eta, start + (n + 1) * dt, bj, bi, bre, bim, speeds, constants)
        if n % 2 == 0:
            _momentum_u(un, u, v, eta, h, mu, du, f, dx, dy, dt, drag, nu, adv)
            u[:] = un
            _momentum_v(vn, u, v, eta, h, mv, dv, f, dxs, dy, dt, drag, nu, adv)
            v[:] = vn
        else:
            _momentum_v(vn, u, v, eta, h, mv, dv, f, dxs, dy, dt, drag, nu, adv)
            v[:] = vn
            _momentum_u(un, u, v, eta, h, mu, du, f, dx, dy, dt, drag, nu, adv)
            u[:] = un


@njit(cache=True, fastmath=True, error_model="numpy")
def _set_boundary(eta, t, bj, bi, bre, bim, speeds, constants):
    ramp = min(1.0, t / RAMP_S)
    cos, sin = np.cos(speeds * t + constants), np.sin(speeds * t + constants)
    for k in range(bj.size):
        z = 0.0
        for c in range(speeds.size):
            z += bre[c, k] * cos[c] - bim[c, k] * sin[c]
        eta[bj[k], bi[k]] = ramp * z


@njit(cache=True, fastmath=True, error_model="numpy")
def _face_depths(eta, u, v, h, mu, mv, du, dv):
    ny, nx = eta.shape
    for j in range(1, ny):
        for i in range(1, nx):
            here = h[j, i] + eta[j, i]
            if mu[j, i] > 0.0:
                west = h[j, i - 1] + eta[j, i - 1]
                from_west = u[j, i] > 0.0 or (u[j, i] == 0.0 and eta[j, i - 1] > eta[j, i])
                leaving = west if from_west else here
                du[j, i] = min(0.5 * (here + west), REACH * leaving) if leaving > DRY else 0.0
            if mv[j, i] > 0.0:
                south = h[j - 1, i] + eta[j - 1, i]
                from_south = v[j, i] > 0.0 or (v[j, i] == 0.0 and eta[j - 1, i] > eta[j, i])
                leaving = south if from_south else here
                dv[j, i] = min(0.5 * (here + south), REACH * leaving) if leaving > DRY else 0.0


@njit(cache=True, fastmath=True, error_model="numpy")
def _continuity(eta, u, v, inner, du, dv, dx, dxs, dy, dt):
    ny, nx = eta.shape
    for j in range(1, ny - 1):
        kx, ks, kn = dt / dx[j], dt * dxs[j] / (dx[j] * dy), dt * dxs[j + 1] / (dx[j] * dy)
        for i in range(1, nx - 1):
            out = kx * (u[j, i + 1] * du[j, i + 1] - u[j, i] * du[j, i])
            out += kn * v[j + 1, i] * dv[j + 1, i] - ks * v[j, i] * dv[j, i]
            eta[j, i] -= inner[j, i] * out


@njit(cache=True, fastmath=True, error_model="numpy")
def _momentum_u(un, u, v, eta, h, mu, du, f, dx, dy, dt, drag, nu, adv):
    ny, nx = u.shape
    for j in range(1, ny - 1):
        rx, ry = 1.0 / dx[j], 1.0 / dy
        for i in range(1, nx - 1):
            if mu[j, i] == 0.0:
                continue
            if du[j, i] <= 0.0:
                un[j, i] = 0.0
                continue
            u0 = u[j, i]
            v0 = 0.25 * (v[j, i] + v[j, i - 1] + v[j + 1, i] + v[j + 1, i - 1])
            east, west = mu[j, i + 1] * (u[j, i + 1] - u0), mu[j, i - 1] * (u0 - u[j, i - 1])
            north, south = mu[j + 1, i] * (u[j + 1, i] - u0), mu[j - 1, i] * (u0 - u[j - 1, i])
            carried = 0.5 * adv * (u0 * (east + west) * rx + v0 * (north + south) * ry)
            mixed = (nu * rx + 0.5 * adv * (UPWIND if du[j, i] > THIN else 1.0) * abs(u0)) * rx * (east - west)
            mixed += (nu * ry + 0.5 * adv * (UPWIND if du[j, i] > THIN else 1.0) * abs(v0)) * ry * (north - south)
            rise = max(eta[j, i], -h[j, i - 1]) - max(eta[j, i - 1], -h[j, i])
            push = f[j] * v0 - GRAVITY * rise * rx - carried + mixed
            un[j, i] = (u0 + dt * push) / (1.0 + dt * drag * np.sqrt(u0 * u0 + v0 * v0) / du[j, i])


@njit(cache=True, fastmath=True, error_model="numpy")
def _momentum_v(vn, u, v, eta, h, mv, dv, f, dxs, dy, dt, drag, nu, adv):
    ny, nx = v.shape
    for j in range(1, ny - 1):
        rx, ry, fv = 1.0 / dxs[j], 1.0 / dy, 0.5 * (f[j] + f[j - 1])
        for i in range(1, nx - 1):
            if mv[j, i] == 0.0:
                continue
            if dv[j, i] <= 0.0:
                vn[j, i] = 0.0
                continue
            v0 = v[j, i]
            u0 = 0.25 * (u[j, i] + u[j, i + 1] + u[j - 1, i] + u[j - 1, i + 1])
            east, west = mv[j, i + 1] * (v[j, i + 1] - v0), mv[j, i - 1] * (v0 - v[j, i - 1])
            north, south = mv[j + 1, i] * (v[j + 1, i] - v0), mv[j - 1, i] * (v0 - v[j - 1, i])
            carried = 0.5 * adv * (u0 * (east + west) * rx + v0 * (north + south) * ry)
            mixed = (nu * rx + 0.5 * adv * (UPWIND if dv[j, i] > THIN else 1.0) * abs(u0)) * rx * (east - west)
            mixed += (nu * ry + 0.5 * adv * (UPWIND if dv[j, i] > THIN else 1.0) * abs(v0)) * ry * (north - south)
            rise = max(eta[j, i], -h[j - 1, i]) - max(eta[j - 1, i], -h[j, i])
            push = -fv * u0 - GRAVITY * rise * ry - carried + mixed
            vn[j, i] = (v0 + dt * push) / (1.0 + dt * drag * np.sqrt(u0 * u0 + v0 * v0) / dv[j, i])


def constants_of_run(
    grid: Grid,
    boundary: dict[str, Complexes],
    names: tuple[str, ...],
    physics: Physics = PHYSICS,
    days: float = 31.0,
    spin_days: float = 2.0,
) -> Constants:
    """Run from rest under a tide given at the open boundary, analyse all after spin_days.

    grid      depths below mean level
    boundary  constituent -> constants in the open cells, in the order of np.nonzero(grid.open) [m]
    names     what the analysis solves for beside Z0: the forced tides and what shallow water makes of them
    """
    sea = at_rest(grid)
    analysis = Analysis(names)
    every = ceil(SAMPLE_S / physics.step_s)
    places = np.nonzero(grid.wet)
    times, samples, t = [], [], 0.0
    while t < days * 86_400:
        march(sea, physics, every, t, boundary)
        t += every * physics.step_s
        if t > spin_days * 86_400:
            eta, u, v = sea.inside
            samples.append(np.concatenate([x[places] for x in (eta, *centred(u, v))]))
            times.append(t)
        if len(samples) == BATCH:
            analysis.add(times, np.array(samples))
            times, samples = [], []
    if samples:
        analysis.add(times, np.array(samples))
    return {name: _on_grid(grid, c) for name, c in analysis.constants().items()}


def _on_grid(grid: Grid, stacked: Complexes) -> tuple[Complexes, Complexes, Complexes]:
    fields = np.zeros((3, *grid.wet.shape), complex)
    fields[:, grid.wet] = stacked.reshape(3, -1)
    return fields[0], fields[1], fields[2]
