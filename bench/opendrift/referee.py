"""A referee for both engines: the leeway equations with whole numpy arrays in float64, by Euler or by RK4.

It knows F.npz and nothing of Varne's engine: it says how far each engine is from its own scheme, and from the truth
(RK4 with 60 s steps on the same field).
Legend: x, y longitude, latitude [deg] · u, v current · wu, wv wind [m/s] · d, c downwind, crosswind (right positive)
"""

from typing import Literal

import numpy as np

from varne import geodesy


class Cube:
    """Current and wind of F.npz: linear in time, bilinear in space."""

    def __init__(self, stored) -> None:
        self.f, self.t, self.lon, self.lat = (stored[k].astype(float) for k in ("F", "t", "lon", "lat"))

    def __call__(self, t, x, y):
        k = min(int(np.searchsorted(self.t, t, side="right")) - 1, self.t.size - 2)
        w = (t - self.t[k]) / (self.t[k + 1] - self.t[k])
        i, a = self._cell(self.lon, x)
        j, b = self._cell(self.lat, y)
        corner = (1 - w) * self.f[k] + w * self.f[k + 1]
        south = corner[j, i] * (1 - a) + corner[j, i + 1] * a
        north = corner[j + 1, i] * (1 - a) + corner[j + 1, i + 1] * a
        return (south * (1 - b) + north * b).T

    @staticmethod
    def _cell(axis, x):
        f = (x - axis[0]) / (axis[-1] - axis[0]) * (axis.size - 1)
        i = f.astype(int)
        return i, (f - i)[:, None]


def tracks(cube: Cube, r: dict, scheme: Literal["euler", "rk4"], step: float):
    """Positions of the particles of a reference at its moments.

    r        lon0, lat0, A_d, B_d, A_c, B_c (n,), t (m,); README.md says what they are
    step     [s], a divisor of the time between moments
    returns  lon, lat (m, n) [deg]
    """

    def degrees_per_s(t, x, y):
        u, v, wu, wv = cube(t, x, y)
        wind = np.hypot(wu, wv) + 1e-9
        d, c = r["A_d"] + r["B_d"] / wind, r["A_c"] + r["B_c"] / wind
        mx, my = geodesy.metres_per_degree(y)
        return np.stack([(u + d * wu + c * wv) / mx, (v + d * wv - c * wu) / my])

    def euler(t, p):
        return p + step * degrees_per_s(t, *p)

    def rk4(t, p):
        a = degrees_per_s(t, *p)
        b = degrees_per_s(t + step / 2, *(p + step / 2 * a))
        c = degrees_per_s(t + step / 2, *(p + step / 2 * b))
        return p + step / 6 * (a + 2 * b + 2 * c + degrees_per_s(t + step, *(p + step * c)))

    advanced = {"euler": euler, "rk4": rk4}[scheme]
    p = np.stack([r["lon0"], r["lat0"]])
    kept = [p]
    for begin, end in zip(r["t"][:-1], r["t"][1:], strict=True):
        for k in range(round((end - begin) / step)):
            p = advanced(begin + k * step, p)
        kept.append(p)
    return np.stack(kept, axis=1)
