"""A look at a forecast before its values are read: what matched and why, what is missing, what to beware of, why it is refused.

Only coordinates and attributes are touched, so a file of any size can be looked at. Reading is in gridded.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import xarray as xr

from varne import geodesy
from varne.sea.curvilinear import spacing
from varne.sea.field import Box
from varne.sea.layout import Layout, Window, layout
from varne.sea.names import NO_TIDE, Kind, Match, match, speed_factor
from varne.sea.times import Span, Times, clock, times

STRAIT = Box(lon=(-1.0, 4.5), lat=(49.0, 53.0))
"""What is read of a larger file."""
LONGEST_STEP = {"current": 3600.0, "wind": 6 * 3600.0, "stokes": 6 * 3600.0, "residual": 86_400.0}
"""Longest step between two slices that may be joined by a straight line [s]."""
WARN_STEP = {"wind": 3600.0, "stokes": 3 * 3600.0, "residual": 6 * 3600.0}
WHY_STEP = {
    "current": "the tide turns in six hours and is lost between the slices",
    "wind": "fronts pass in an hour or two and are smeared or lost",
    "stokes": "the sea gets up faster than that",
    "residual": "a surge passes in less",
}
SLACK = 60.0
LARGEST = 1.5e9
"""Bytes of the Strait's part of a file that are read at most."""
DEPTH_WORDS = (
    "depth-averaged",
    "depth averaged",
    "depth-mean",
    "depth mean",
    "vertically averaged",
    "barotropic",
    "vertical mean",
)
LEVEL = {"wind": (10.0, 2.0, 5.0)}
"""Wanted height, then how far off is said, then refused [m]; water is wanted at the surface."""
SURFACE = (0.0, 3.0, 10.0)


@dataclass(frozen=True, slots=True)
class Survey:
    """What is known of a forecast before its values are read.

    pair      the two components, lazily, with one level chosen; their names are in match
    flag      the variable with a radar's quality flag, in pair too
    window    which rows and columns are the Strait; times which moments are needed
    factors   to metres a second, for each component
    warnings  what to beware of; refusals why it must not be used, empty when it may
    """

    name: str
    kind: Kind
    match: Match
    layout: Layout
    window: Window
    times: Times
    pair: xr.Dataset
    flag: str | None
    factors: tuple[float, float]
    level: str
    warnings: tuple[str, ...]
    refusals: tuple[str, ...]

    def lines(self) -> tuple[str, ...]:
        """What matched and why, for people."""
        m, t = self.match, self.times
        units = " and ".join(dict.fromkeys(str(self.pair[v].attrs.get("units", "none given")) for v in (m.east, m.north)))
        relative = {"true": "true east and north", "grid": "along the grid's axes", "unknown": "not said"}[m.frame]
        turned = ", turned to true east and north" if self.layout.turned and m.frame == "grid" else ""
        return (
            f"{self.name}: {self.kind}",
            f"components: {m.east}, {m.north} by {m.why}; {relative}{turned}",
            f"units: {units}" + ("" if self.factors == (1.0, 1.0) else f", times {self.factors[0]:g} to m/s"),
            self._grid_line(),
            f"times: {t.t.size} from {clock(t.t[0])} to {clock(t.t[-1])}, at most {t.spacing / 60:g} min apart; {t.stamp}",
            f"level: {self.level}",
            *(f"warning: {w}" for w in self.warnings),
            *(f"refused: {r}" for r in self.refusals),
        )

    def _grid_line(self) -> str:
        w, lay = self.window, self.layout
        lon, lat = lay.lon[..., w.columns], lay.lat[..., w.rows] if lay.regular else lay.lat[w.rows][:, w.columns]
        lon = lon if lay.regular else lon[w.rows]
        shape = f"{w.columns.size} by {w.rows.size} points in the Strait"
        box = f"longitude {lon.min():.3f} to {lon.max():.3f}, latitude {lat.min():.3f} to {lat.max():.3f}"
        return f"grid: {lay.how}; {shape}, {box}; about {self._spacing():.1f} km apart"

    def _spacing(self) -> float:
        w, lay = self.window, self.layout
        if lay.regular:
            east, north = geodesy.metres_per_degree(float(lay.lat[w.rows].mean()))
            return (
                float(
                    max(
                        np.ptp(lay.lon[w.columns]) / (w.columns.size - 1) * east,
                        np.ptp(lay.lat[w.rows]) / (w.rows.size - 1) * north,
                    )
                )
                / 1000
            )
        return (
            spacing(lay.lon[w.rows][:, w.columns], lay.lat[w.rows][:, w.columns])[1]
            * float(geodesy.metres_per_degree(51.0)[1])
            / 1000
        )


def survey(data: xr.Dataset, kind: Kind, name: str, span: Span | None = None) -> Survey:
    """Look at a forecast.

    span     only these times are needed [s since 1970]; None for all
    raises   ValueError when components, axes, units or times are not found or not understood
    """
    found = match({str(k): v for k, v in data.data_vars.items()}, kind, name)
    east, north = data[found.east], data[found.north]
    factors, unit_warnings = _units(found, east, north, name)
    grid = layout(data, east, north, name)
    moments = times(data, east, name)
    refusals: list[str] = []
    flag = next((str(v) for v in data.data_vars if str(v).lower() == "qcflag" and set(data[v].dims) == set(east.dims)), None)
    wanted = data[[found.east, found.north, *([flag] if flag else [])]]
    if span is not None:
        moments = moments.around(span)
    pair, level, level_warnings = _level(wanted, data, (moments.dim, grid.y, grid.x), kind, name, refusals)
    window = _window(grid, moments, name)
    warnings = [*unit_warnings, *level_warnings, moments.warning, found.note, _depth_mean(found, data)]
    if grid.turned and found.frame == "unknown":
        refusals.append(
            f"nothing says whether {found.east} and {found.north} go along true east and north or along the turned grid; "
            "give them a standard_name, eastward_... or ..._x_..."
        )
    if kind == "residual" and "assuming_no_tide" not in found.why and "geostrophic" not in found.why:
        warnings.append(f"taken as a residual because you said so; {NO_TIDE}")
    _spacing(moments, kind, warnings, refusals)
    size = 16.0 * moments.t.size * window.rows.size * window.columns.size
    if size > LARGEST:
        refusals.append(f"its part in the Strait is {size / 1e9:.1f} GB; say from when to when it is needed")
    return Survey(
        name,
        kind,
        found,
        grid,
        window,
        moments,
        pair,
        flag,
        factors,
        level,
        tuple(w for w in dict.fromkeys(warnings) if w),
        tuple(refusals),
    )


def _window(grid: Layout, moments: Times, name: str) -> Window:
    try:
        window = grid.window(STRAIT)
    except IndexError:
        window = Window(np.empty(0, np.intp), np.empty(0, np.intp))
    sizes = {moments.dim: moments.t.size, grid.y: window.rows.size, grid.x: window.columns.size}
    if min(sizes.values()) < 2:
        raise ValueError(f"{name} has {sizes} left in the Strait; a forecast needs two or more on each axis there")
    return window


def _units(found: Match, east: xr.DataArray, north: xr.DataArray, name: str) -> tuple[tuple[float, float], list[str]]:
    given = [(v.attrs.get("units"), str(v.name)) for v in (east, north)]
    u, v = (1.0 if units is None else speed_factor(str(units), variable, name) for units, variable in given)
    missing = [variable for units, variable in given if units is None]
    return (u, v), [f"{' and '.join(missing)} without units: taken as m/s"] if missing else []


def _spacing(moments: Times, kind: Kind, warnings: list[str], refusals: list[str]) -> None:
    step, text = moments.spacing, f"slices {moments.spacing / 3600:g} h apart"
    if step > LONGEST_STEP[kind] + SLACK:
        coarser = "coarser than one hour" if kind == "current" else f"coarser than {LONGEST_STEP[kind] / 3600:g} h"
        refusals.append(f"{text}, {coarser}: {WHY_STEP[kind]}; use an hourly product" + _else(kind))
    elif step > WARN_STEP.get(kind, np.inf) + SLACK:
        warnings.append(f"{text}, joined by straight lines: {WHY_STEP[kind]}")


def _else(kind: Kind) -> str:
    return ", or the tide atlas; a de-tided product is tide+residual:PATH" if kind == "current" else ""


def _level(
    pair: xr.Dataset, data: xr.Dataset, kept: tuple[str, str, str], kind: Kind, name: str, refusals: list[str]
) -> tuple[xr.Dataset, str, list[str]]:
    """One level of each further dimension: the surface of the water, 10 m above it for wind."""
    east = next(iter(pair.data_vars.values()))
    wanted, say, refuse = LEVEL.get(kind, SURFACE)
    told, warnings = [], []
    for dim in (str(d) for d in east.dims if d not in kept):
        axis = data[dim] if dim in data.coords else None
        if east.sizes[dim] > 1 and (axis is None or not _vertical(dim, axis.attrs)):
            raise ValueError(
                f"{name}: {east.name} also lies on {dim} ({east.sizes[dim]}), which is no depth or height with values; "
                f"select one {dim}, for example a single run or ensemble member"
            )
        index = (
            0 if axis is None else int(np.abs(np.asarray(axis.values, float) - wanted).argmin()) if east.sizes[dim] > 1 else 0
        )
        pair = pair.isel({dim: index})
    for coordinate in (str(c) for c in pair[east.name].coords if pair[c].ndim == 0 and _vertical(str(c), pair[c].attrs)):
        value, units = float(pair[coordinate]), str(pair[coordinate].attrs.get("units", "m"))
        told.append(f"{coordinate} {value:g} {units}")
        off = abs(abs(value) - wanted)
        metres = units.lower() in ("m", "metre", "meter", "metres", "meters")
        if kind == "wind" and (not metres or off > refuse):
            refusals.append(f"wind at {value:g} {units} is not the wind at 10 m that leeway is measured for; use that")
        elif metres and off > refuse:
            refusals.append(f"at {value:g} m depth the water goes another way than at the surface; use the top level")
        elif metres and off > say:
            warnings.append(f"{value:g} m is the level nearest to {wanted:g} m")
        elif not metres:
            warnings.append(f"level {value:g} {units} was taken as the one nearest to the surface")
    return pair, ", ".join(told) or "only one, not said which", warnings


def _vertical(dim: str, attrs: Mapping[str, object]) -> bool:
    named = dim.lower().startswith(("depth", "height", "lev", "elevation", "s_rho", "sigma", "isobaric", "z"))
    return (
        named
        or attrs.get("axis") == "Z"
        or "positive" in attrs
        or attrs.get("standard_name") in ("depth", "height", "altitude")
    )


def _depth_mean(found: Match, data: xr.Dataset) -> str:
    """A product that says somewhere that it is a mean over the depth."""
    attrs = data[found.east].attrs
    says = " ".join(str(attrs.get(k, "")) for k in ("long_name", "comment", "standard_name", "cell_methods")).lower()
    about = f"{says} {data.attrs.get('title', '')} {data.attrs.get('comment', '')}".lower()
    if any(w in about for w in DEPTH_WORDS) or "depth: mean" in says:
        return "depth-averaged: the surface runs faster (about 1.1 times) and turns earlier"
    return ""
