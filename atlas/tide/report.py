"""What a build or a stored atlas gets right and wrong, as text: heights at gauges, streams at known places.

An error is |model - gauge| of the complex constants [m], the only figure that sees amplitude and phase at once. "all" is
the rms in time of the difference of the two predictions, sqrt(sum |error|^2 / 2) over the constituents shipped.
"""

from collections.abc import Collection, Iterable
from math import sqrt

import numpy as np
from atlas.tide.export import KEPT, Stored
from atlas.tide.fit import FORCED, Built, Round
from atlas.tide.gauges import Gauge
from atlas.tide.harmonic import constant, speed
from numpy.typing import NDArray

Floats = NDArray[np.float64]
KNOT = 1852 / 3600
WINDOW = (0.0, 50.0, 3.2, 51.8)
TIDES = tuple(c for c in KEPT if c != "Z0")
BIG = ("M2", "S2", "N2", "L2", "MU2", "K1", "O1", "M4", "MS4", "MN4", "M6", "2MS6")
# Name, lon, lat, axis of the north-going stream [deg], what is published (research/channel-data.md section 4).
PLACES = (
    ("Varne light vessel", 1.398, 51.021, 45, "NE-going -1.5 to +4.5 h"),
    ("mid-strait", 1.46, 50.99, 40, "NE-going -1.5 to +4.5 h"),
    ("off Gris-Nez", 1.52, 50.87, 30, "can exceed 3 kn"),
    ("5.4 M 082 from S Foreland", 1.513, 51.153, 35, "2.3 / 2.2 kn; -2.0 to +4.0 h"),
    ("3.5 M 159 from Ramsgate", 1.457, 51.271, 20, "3.2 / 2.8 kn; -1.58 to +4.58 h"),
    ("off Boulogne", 1.50, 50.73, 5, "3 to 3.5 kn inshore"),
    ("off Calais", 1.80, 51.00, 65, ""),
)
# Current meters of Meetnet Vlaamse Banken: name, lon, lat, axis [deg], M2 amplitude [m/s] and lag [deg]. Never used in a fit.
METERS = (
    ("Bol van Heist", 3.198611, 51.389722, 80.0, 0.765, 357.7),
    ("Scheur Wielingen", 3.298611, 51.418333, 90.8, 0.735, 336.1),
)


def round_line(k: int, done: Round, held: Collection[str]) -> str:
    """rms of the error over the gauges used / held out, by constituent."""
    parts = []
    for c in FORCED:
        used = rms(abs(e[c]) for n, e in done.errors.items() if n not in held)
        out = rms(abs(done.errors[n][c]) for n in held)
        parts.append(f"{c} {used:.3f}/{out:.3f}")
    return f"round {k}  rms used/held out [m]: " + "; ".join(parts)


def rms(values: Iterable[float]) -> float:
    squares = [v * v for v in values]
    return sqrt(sum(squares) / len(squares)) if squares else 0.0


def gauge_tables(built: Built, names: Iterable[str] = ("M2", "S2", "N2", "L2", "MU2", "M4", "K1", "O1")) -> str:
    """Observed, modelled and error at every gauge, a table a constituent."""
    done, lines = built.rounds[-1], []
    for c in names:
        lines.append(f"-- {c}")
        for n, g in built.gauges.items():
            a, error = g.constants[c], done.errors[n][c]
            mark = "  HELD OUT" if n in built.held else ""
            lines.append(f"{n:20s} obs {polar(a)}  mod {polar(a + error)}  err {abs(error):.3f}{mark}")
    return "\n".join(lines)


def polar(z: complex) -> str:
    """Amplitude and Greenwich lag.

    >>> print(polar(-1j))
    1.000/ 90.0
    """
    return f"{abs(z):.3f}/{-np.degrees(np.angle(z)) % 360:5.1f}"


def errors_of(stored: Stored, gauges: dict[str, Gauge]) -> dict[str, dict[str, complex]]:
    """Gauge inside the window -> constituent -> complex error of a stored atlas [m]."""
    west, south, east, north = WINDOW
    inside = {n: g for n, g in gauges.items() if west <= g.lon <= east and south <= g.lat <= north}
    return {
        n: {c: complex(stored.constants[c][0][stored.cell(g.lon, g.lat)]) - g.constants[c] for c in TIDES}
        for n, g in inside.items()
    }


def compared(atlases: dict[str, Stored], gauges: dict[str, Gauge], held: Collection[str] = ()) -> str:
    """Errors of several atlases side by side [cm]: each constituent over the held-out (or Strait) gauges, then each gauge."""
    errors = {label: errors_of(s, gauges) for label, s in atlases.items()}
    near = [n for n in next(iter(errors.values())) if not held or n in held]
    lines = [f"rms error [cm] over {', '.join(near)}", " " * 20 + "".join(f"{label:>14s}" for label in errors)]
    for c in BIG:
        lines.append(f"{c:20s}" + "".join(f"{100 * rms(abs(e[n][c]) for n in near):14.1f}" for e in errors.values()))
    lines.append("all constituents together, each gauge [cm]")
    for n in next(iter(errors.values())):
        row = f"{n:20s}" + "".join(f"{100 * total(e[n]):14.1f}" for e in errors.values())
        lines.append(row + ("  held out" if n in held else ""))
    lines.append(
        f"{'rms of ' + str(len(near)):20s}" + "".join(f"{100 * rms(total(e[n]) for n in near):14.1f}" for e in errors.values())
    )
    return "\n".join(lines)


def total(error: dict[str, complex]) -> float:
    """rms in time of all errors of one gauge together [m]."""
    return sqrt(sum(abs(e) ** 2 for e in error.values()) / 2)


def streams(stored: Stored, dover: Gauge) -> str:
    """Mean springs at known places: greatest stream each way, slack against high water Dover; M2 at current meters."""
    lines = []
    for name, lon, lat, axis, published in PLACES:
        at = stored.cell(lon, lat)
        t, along = springs_along(stored, at, dover, axis)
        begins, ends = crossing(t, along), crossing(t, -along)
        fastest = f"{along.max() / KNOT:.2f} / {-along.min() / KNOT:.2f} kn"
        lines.append(f"{name:26s} {fastest}; {begins:+.2f} to {ends:+.2f} h   published: {published}")
    for name, lon, lat, along_meter, a, g in METERS:
        j, i = stored.cell(lon, lat)
        _, u, v = (f[j, i] for f in stored.constants["M2"])
        z = u * np.sin(np.radians(along_meter)) + v * np.cos(np.radians(along_meter))
        lines.append(f"{name:26s} M2 {polar(z)} m/s, deg   measured: {a:.3f}/{g:5.1f}")
    return "\n".join(lines)


def springs_along(stored: Stored, at: tuple[int, int], dover: Gauge, axis: float) -> tuple[Floats, Floats]:
    """Hours from high water Dover, and the stream along the axis at mean springs [m/s], from -6.3 to 6.3 h."""
    hours = np.arange(-9.0, 9.0, 1 / 60)
    height = np.sum([part(c, dover.constants[c], dover, hours) for c in spring_tides()], axis=0)
    middle = abs(hours) < 3
    high = hours[middle][np.argmax(height[middle])]
    tides = ("Z0", *spring_tides())
    u, v = (np.sum([part(c, stored.constants[c][k][at], dover, hours) for c in tides], axis=0) for k in (1, 2))
    along = u * np.sin(np.radians(axis)) + v * np.cos(np.radians(axis))
    near = abs(hours - high) <= 6.3
    return hours[near] - high, along[near]


def spring_tides() -> tuple[str, ...]:
    return ("M2", "S2", "M4", "MS4", "M6", "2MS6", "MU2")


def part(name: str, z: complex, dover: Gauge, hours: Floats) -> Floats:
    """One constituent when M2 and S2 both have their high water at Dover at hour 0."""
    lag = {c: float(-np.angle(dover.constants[c])) for c in ("M2", "S2")}
    turns = {
        "Z0": (0, 0),
        "M2": (1, 0),
        "S2": (0, 1),
        "M4": (2, 0),
        "MS4": (1, 1),
        "M6": (3, 0),
        "2MS6": (2, 1),
        "MU2": (2, -1),
    }
    m, s = turns[name]
    omega = 0.0 if name == "Z0" else speed(name)
    start = m * lag["M2"] + s * lag["S2"] + (0.0 if name == "Z0" else constant(name))
    return np.asarray(np.real(z * np.exp(1j * (omega * hours * 3600 + start))))


def crossing(t: Floats, x: Floats) -> float:
    """The first time x turns from negative to positive, NaN if never."""
    up = np.nonzero((x[:-1] < 0) & (x[1:] >= 0))[0]
    return float(t[up[0] + 1]) if up.size else float("nan")
