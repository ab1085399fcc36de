"""Gauges correct the open boundary: linear Green's functions tell how, the non-linear run tells how far off it is.

Controls. The boundary height of a tide is piecewise linear between a few nodes (BOUNDARY). M2, K1, O1 and the
quarter- and sixth-diurnal tides have a complex value a node. S2, N2, L2 and MU2 are a complex ratio to M2, linear
from one end of a side to the other: free nodes fitted the noise of the gauges (N2 stayed 9 cm off at held-out gauges,
with the ratio 2.4 cm).

Each round runs the non-linear model, then moves every tide's controls p by the least-squares solution of

    | (obs - model - J dp) / sd |^2  +  | (p0 - p - dp) / sp |^2     ->  least

with J the linear response of the gauges to the controls, p0 a first guess from gauges near the boundary, sd and sp what
we trust each of them to. The gauges held out enter nowhere, not even p0.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from atlas.tide import gauges as tide_gauges
from atlas.tide.gauges import Gauge
from atlas.tide.grid import SHALLOWEST, Grid, from_depths, raised
from atlas.tide.harmonic import speed
from atlas.tide.linear import Linear, centred, greatest_speed, lorentz
from atlas.tide.shallow import PHYSICS, Constants, Physics, constants_of_run
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Complexes = NDArray[np.complex128]

RATIOS = ("S2", "N2", "L2", "MU2")
NODAL = ("M2", "K1", "O1", "M4", "MS4", "MN4", "M6", "2MS6")
FORCED = ("M2", *RATIOS, *NODAL[1:])
MADE = ("2MN6", "S4", "SN4", "MSF", "MM", "2SM2", "MSN2", "MK3", "MO3", "M8", "3MS8", "2SM6", "MSN6")
"""Not driven; analysed because the run makes them and they would leak into their neighbours."""
LIKE = {"S2": "S2", "N2": "S2", "L2": "S2", "MU2": "S2", "K1": "K1", "O1": "K1", "MS4": "M4", "MN4": "M4", "2MS6": "M6"}
"""Whose Green's functions serve: a few per cent of speed change them less than a round corrects."""
OTHERS_FEEL = 1.5
"""Friction of a small tide under a big one over that of M2 alone: 1.5 for quadratic drag (Jeffreys 1970)."""

WEST_NODES, NORTH_NODES = 4, 5
WEST_GUESS = ((49.65, "Cherbourg"), (50.71, "Bournemouth"))
NORTH_GUESS = ((1.30, "Cromer"), (3.22, "K13a"), (4.15, "Hoorn Q1"), (4.66, "Petten"))
RATIO_GUESS = ("Cherbourg", "Bournemouth", "Cromer", "Petten")
LINEAR_ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Basis:
    """How controls make boundary heights.

    hats      (nodes, open cells) weight of each node
    side      (nodes,) 0 west, 1 north;  place  (nodes,) latitude or longitude [deg]
    ends      (nodes, 4) weight of each end of each side, for ratios
    """

    hats: Floats
    side: NDArray[np.int64]
    place: Floats
    ends: Floats


@dataclass(frozen=True, slots=True)
class Round:
    """What one non-linear run gave: controls it was driven with, constants, errors at gauges [m]."""

    controls: dict[str, Complexes]
    constants: Constants
    errors: dict[str, dict[str, complex]]


@dataclass(frozen=True, slots=True)
class Built:
    """grid below mean level · gauges that were compared · held names · rounds, the last is the result"""

    grid: Grid
    gauges: dict[str, Gauge]
    held: frozenset[str]
    rounds: tuple[Round, ...]


def basis_of(grid: Grid) -> Basis:
    """Hats along the western and northern edge of the grid."""
    j, i = np.nonzero(grid.open)
    north = j == grid.lat.size - 1
    hats, sides, places = [], [], []
    for side, here, along, n in ((0, ~north, grid.lat[j], WEST_NODES), (1, north, grid.lon[i], NORTH_NODES)):
        nodes = np.linspace(along[here].min(), along[here].max(), n)
        for unit in np.eye(n):
            hats.append(np.where(here, np.interp(along, nodes, unit), 0.0))
        sides += [side] * n
        places += nodes.tolist()
    s = np.concatenate([np.linspace(0, 1, WEST_NODES), np.linspace(0, 1, NORTH_NODES)])
    which = np.array(sides)
    ends = np.stack([(which == 0) * (1 - s), (which == 0) * s, (which == 1) * (1 - s), (which == 1) * s], axis=1)
    return Basis(np.array(hats), which, np.array(places), ends)


def boundary_guess(gauges: dict[str, Gauge], name: str, basis: Basis) -> Complexes:
    """First guess of the nodal heights: gauges near the boundary, drawn out along it [m]."""

    def along(x: Floats, guess: tuple[tuple[float, str], ...]) -> Complexes:
        places = [p for p, _ in guess]
        values = np.array([gauges[g].constants[name] for _, g in guess])
        return np.asarray(np.interp(x, places, values.real) + 1j * np.interp(x, places, values.imag))

    return np.where(basis.side == 0, along(basis.place, WEST_GUESS), along(basis.place, NORTH_GUESS))


def least_squares(jacobian: Complexes, misfit: Complexes, sd: Floats, back: Complexes, sp: Floats) -> Complexes:
    """The change of controls that the module's docstring describes.

    jacobian (gauges, controls) · misfit obs - model, sd (gauges,) · back p0 - p, sp (controls,)

    With equal trust in gauge and first guess it goes half way:

    >>> print(least_squares(np.ones((1, 1)), np.ones(1), np.ones(1), np.zeros(1), np.ones(1)).round(3).real)
    [0.5]
    """
    left = np.vstack([jacobian / sd[:, None], np.diag(1 / sp)])
    return np.asarray(np.linalg.lstsq(left, np.concatenate([misfit / sd, back / sp]), rcond=None)[0], complex)


class Controls:
    """The controls of one fit and how they meet the gauges that may be used."""

    def __init__(self, grid: Grid, gauges: dict[str, Gauge], held: Collection[str]) -> None:
        """gauges  all, with those outside the grid · held  names that must not be used"""
        clash = sorted(set(held) & {g for _, g in (*WEST_GUESS, *NORTH_GUESS)})
        if clash:
            raise ValueError(f"{clash} give the first guess of the boundary and cannot be held out")
        self.basis = basis_of(grid)
        self.compared = {n: g for n, g in gauges.items() if n not in tide_gauges.OUTSIDE}
        self.cells = {n: grid.cell(g.lon, g.lat) for n, g in self.compared.items()}
        self.used = [n for n in self.compared if n not in held]
        self.first, self.spread = {}, {}
        for name in FORCED:
            self.first[name], self.spread[name] = self._guess(gauges, name)
        self.now = {n: p.copy() for n, p in self.first.items()}
        self.greens: dict[str, Complexes] = {}

    def _guess(self, gauges: dict[str, Gauge], name: str) -> tuple[Complexes, Floats]:
        if name in RATIOS:
            ratio = np.array([gauges[g].constants[name] / gauges[g].constants["M2"] for g in RATIO_GUESS])
            return ratio, np.asarray((0.12 if name in ("S2", "N2") else 0.4) * abs(ratio))
        p = boundary_guess(gauges, name, self.basis)
        return p, np.full(p.size, 0.4 if name == "M2" else max(0.35 * abs(p).mean(), 0.006))

    def nodes(self, name: str) -> Complexes:
        """Heights at the nodes now [m]."""
        if name in RATIOS:
            return np.asarray(self.now["M2"] * (self.basis.ends @ self.now[name]))
        return self.now[name]

    def boundary(self) -> dict[str, Complexes]:
        """Each forced tide in the open cells, in the order of np.nonzero(grid.open) [m]."""
        return {n: np.asarray(self.nodes(n) @ self.basis.hats) for n in FORCED}

    def observed(self, name: str) -> Complexes:
        return np.array([self.compared[n].constants[name] for n in self.used])

    def move(self, name: str, modelled: Complexes, share: float = 1.0) -> None:
        """Correct one tide's controls; modelled (used gauges,) what the model has there now [m]."""
        green = self.greens[LIKE.get(name, name)]
        jacobian = green @ (self.now["M2"][:, None] * self.basis.ends) if name in RATIOS else green
        seen, p = self.observed(name), self.now[name]
        sd = np.full(seen.size, max(0.02 * float(abs(seen).mean()), 0.004))
        sd[[n in tide_gauges.STRAIT for n in self.used]] *= 0.5
        self.now[name] = p + share * least_squares(jacobian, seen - modelled, sd, self.first[name] - p, self.spread[name])

    def linear_heights(self, name: str) -> Complexes:
        return np.asarray(self.greens[LIKE.get(name, name)] @ self.nodes(name))


def responses(model: Linear, grid: Grid, basis: Basis) -> list[tuple[Complexes, Complexes, Complexes]]:
    """eta, u, v of the linear model for a hat of 1 m at each node."""
    answers = []
    for hat in basis.hats:
        given = np.zeros(grid.wet.shape, complex)
        given[grid.open] = hat
        answers.append(model.solve(given))
    return answers


def linear_m2(lat_grid: Grid, controls: Controls, drag: float) -> tuple[Grid, Floats]:
    """M2 alone, a few rounds: the grid raised to mean sea level, and the linear friction of M2's streams [m/s]."""
    grid, friction = lat_grid, lorentz(drag, np.full(lat_grid.wet.shape, 0.7))
    for _ in range(LINEAR_ROUNDS):
        fields = responses(Linear(grid, speed("M2"), friction), grid, controls.basis)
        controls.greens["M2"] = np.array([[e[controls.cells[n]] for e, _, _ in fields] for n in controls.used])
        controls.now["M2"] = controls.first["M2"].copy()
        controls.move("M2", controls.linear_heights("M2"))
        eta, u, v = (sum(p * f[k] for p, f in zip(controls.now["M2"], fields, strict=True)) for k in range(3))
        grid, friction = raised(lat_grid, abs(eta)), lorentz(drag, 1.1 * greatest_speed(*centred(u, v)))
    return grid, friction


def fill_greens(grid: Grid, controls: Controls, friction: Floats) -> None:
    """Green's functions of every family of tides at the gauges in use; then a first linear inversion of each tide."""
    for name in ("M2", *sorted(set(LIKE.values()))):
        model = Linear(grid, speed(name), friction if name == "M2" else OTHERS_FEEL * friction)
        fields = responses(model, grid, controls.basis)
        controls.greens[name] = np.array([[e[controls.cells[n]] for e, _, _ in fields] for n in controls.used])
    controls.now["M2"] = controls.first["M2"].copy()
    for name in FORCED:
        controls.move(name, controls.linear_heights(name))


def build(
    depths: Path,
    land_mask: Path,
    gauges: dict[str, Gauge],
    held: Collection[str] = (),
    rounds: int = 4,
    physics: Physics = PHYSICS,
    days: float = 31.0,
    refine: int = 1,
    shallowest: float = SHALLOWEST,
    tell: Callable[[str, Round | None], None] = lambda text, done: None,
) -> Built:
    """The whole chain: grid, linear M2, Green's functions, then rounds of run and correction.

    depths, land_mask  see grid.from_depths        held     gauges that must not be used
    days               length of a run             refine   how many times finer than 1/40 by 1/60 degree
    tell               called after each stage, with the round that was done
    raises             ValueError for an unknown name in held
    """
    unknown = sorted(set(held) - set(gauges))
    if unknown:
        raise ValueError(f"gauges {unknown} are not known; known are {sorted(gauges)}")
    lat_grid = from_depths(depths, land_mask, refine, shallowest)
    controls = Controls(lat_grid, gauges, held)
    grid, friction = linear_m2(lat_grid, controls, physics.drag)
    tell("linear M2", None)
    fill_greens(grid, controls, friction)
    tell("Green's functions", None)
    done: list[Round] = []
    for k in range(rounds):
        constants = constants_of_run(grid, controls.boundary(), (*FORCED, *MADE), physics, days)
        errors = {
            n: {c: complex(constants[c][0][controls.cells[n]] - g.constants[c]) for c in FORCED}
            for n, g in controls.compared.items()
        }
        done.append(Round(dict(controls.now), constants, errors))
        tell(f"round {k}", done[-1])
        for name in FORCED if k < rounds - 1 else ():
            at_gauges = np.array([constants[name][0][controls.cells[n]] for n in controls.used])
            controls.move(name, at_gauges, share=0.8)
    return Built(grid, controls.compared, frozenset(held), tuple(done))
