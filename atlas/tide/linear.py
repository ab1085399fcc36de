"""The linear tide of one constituent in the frequency domain, on the C-grid.

With everything turning as exp(i w t), depth H and linear friction r:

    i w eta + d(H u)/dx + d(H v)/dy = 0                      in wet cells; eta given in open cells
    i w u - f v + g d(eta)/dx + r u / H = 0                  on west faces between wet cells
    i w v + f u + g d(eta)/dy + r v / H = 0                  on south faces

One sparse LU of this system answers for any boundary: the response to a hat of height 1 m on a stretch of boundary is a
Green's function, and a gauge feels a sum of those. Friction |u| u becomes r u with r = 8/(3 pi) c_d U for a speed
amplitude U (Lorentz 1926; Proudman 1953, Dynamical Oceanography, section 152).

Legend: H total depth at rest [m] · f Coriolis parameter [1/s] · r friction velocity [m/s] · c_d quadratic drag [1]
"""

from typing import TypeVar

import numpy as np
from atlas.tide.grid import GRAVITY, Grid
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csc_matrix
from scipy.sparse.linalg import splu

Floats = NDArray[np.float64]
Complexes = NDArray[np.complex128]
Ints = NDArray[np.int64]
Field = TypeVar("Field", Floats, Complexes)


class Linear:
    """The factorised system of one constituent.

    grid      depths below mean level
    omega     angular speed [rad/s]
    friction  (ny, nx) r at cell centres [m/s]
    """

    def __init__(self, grid: Grid, omega: float, friction: Floats) -> None:
        self._grid = grid
        self._u, self._v = grid.u_faces, grid.v_faces
        start, self._at = 0, []
        for where in (grid.wet, self._u, self._v):
            index = np.full((grid.wet.shape[0] + 1, grid.wet.shape[1] + 1), -1)  # one row and column of land beyond
            index[:-1, :-1][where] = start + np.arange(where.sum())
            self._at.append(index)
            start += int(where.sum())
        self._size = start
        self._terms: list[tuple[Ints, Ints, Complexes]] = []
        self._continuity(omega)
        self._momentum_u(omega, friction)
        self._momentum_v(omega, friction)
        rows, columns, values = (np.concatenate(x) for x in zip(*self._terms, strict=True))
        self._lu = splu(csc_matrix((values, (rows, columns)), shape=(start, start)))
        self._terms.clear()

    def solve(self, boundary: Complexes) -> tuple[Complexes, Complexes, Complexes]:
        """eta [m] at centres, u and v [m/s] on faces, (ny, nx), for heights given in the open cells of boundary."""
        g, (e, u, v) = self._grid, self._at
        right = np.zeros(self._size, complex)
        right[e[:-1, :-1][g.open]] = boundary[g.open]
        x = self._lu.solve(right)
        answers = []
        for index, where in ((e, g.wet), (u, self._u), (v, self._v)):
            field = np.zeros(g.wet.shape, complex)
            field[where] = x[index[:-1, :-1][where]]
            answers.append(field)
        return answers[0], answers[1], answers[2]

    def _add(self, row: Ints, column: Ints, value: ArrayLike) -> None:
        there = column >= 0
        self._terms.append((row[there], column[there], np.broadcast_to(value, row.shape)[there].astype(complex)))

    def _continuity(self, omega: float) -> None:
        g, (e, u, v) = self._grid, self._at
        hu, hv = face_depths(g)
        hu, hv = (np.pad(x, ((0, 1), (0, 1))) for x in (hu, hv))
        south = np.append(g.dx_south, 0.0)
        j, i = np.nonzero(g.wet & ~g.open)
        row = e[j, i]
        self._add(row, row, 1j * omega)
        self._add(row, u[j, i + 1], hu[j, i + 1] / g.dx[j])
        self._add(row, u[j, i], -hu[j, i] / g.dx[j])
        self._add(row, v[j + 1, i], hv[j + 1, i] * south[j + 1] / (g.dx[j] * g.dy))
        self._add(row, v[j, i], -hv[j, i] * south[j] / (g.dx[j] * g.dy))
        row = e[:-1, :-1][g.open]
        self._add(row, row, 1.0)

    def _momentum_u(self, omega: float, friction: Floats) -> None:
        g, (e, u, v) = self._grid, self._at
        j, i = np.nonzero(self._u)
        row = u[j, i]
        r = 0.5 * (friction[j, i] + friction[j, i - 1])
        self._add(row, row, 1j * omega + r / face_depths(g)[0][j, i])
        self._add(row, e[j, i], GRAVITY / g.dx[j])
        self._add(row, e[j, i - 1], -GRAVITY / g.dx[j])
        for near in (v[j, i], v[j, i - 1], v[j + 1, i], v[j + 1, i - 1]):
            self._add(row, near, -g.f[j] / 4)

    def _momentum_v(self, omega: float, friction: Floats) -> None:
        g, (e, u, v) = self._grid, self._at
        j, i = np.nonzero(self._v)
        row = v[j, i]
        r = 0.5 * (friction[j, i] + friction[j - 1, i])
        self._add(row, row, 1j * omega + r / face_depths(g)[1][j, i])
        self._add(row, e[j, i], GRAVITY / g.dy)
        self._add(row, e[j - 1, i], -GRAVITY / g.dy)
        for near in (u[j, i], u[j, i + 1], u[j - 1, i], u[j - 1, i + 1]):
            self._add(row, near, (g.f[j] + g.f[j - 1]) / 8)


def face_depths(grid: Grid) -> tuple[Floats, Floats]:
    """Depth at rest on the west and south faces, 0 where no water passes [m]."""
    h = grid.depth
    hu, hv = np.zeros_like(h), np.zeros_like(h)
    hu[:, 1:], hv[1:] = 0.5 * (h[:, 1:] + h[:, :-1]), 0.5 * (h[1:] + h[:-1])
    return np.where(grid.u_faces, hu, 0.0), np.where(grid.v_faces, hv, 0.0)


def centred(u: Field, v: Field) -> tuple[Field, Field]:
    """Streams on faces -> mean over the two faces of each cell."""
    uc, vc = u.copy(), v.copy()
    uc[:, :-1], vc[:-1] = 0.5 * (u[:, :-1] + u[:, 1:]), 0.5 * (v[:-1] + v[1:])
    return uc, vc


def greatest_speed(u: Complexes, v: Complexes) -> Floats:
    """Semi-major axis of the stream ellipse of complex amplitudes u, v [m/s].

    >>> print(greatest_speed(np.array([3 + 0j]), np.array([-4j])))
    [4.]
    """
    return np.asarray(0.5 * (abs(u + 1j * v) + abs(u - 1j * v)))


def lorentz(drag: float, speed: Floats) -> Floats:
    """Linear friction velocity r that takes as much energy as quadratic drag at this speed amplitude [m/s]."""
    return np.asarray(8 / (3 * np.pi) * drag * np.maximum(speed, 0.15))
