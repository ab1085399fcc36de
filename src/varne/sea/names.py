"""The names by which forecasts call currents, wind and Stokes drift, and the units they come in.

A pair of components is found by CF standard name, then by the variable names that forecast centres use. East and north are
always taken from the same row, so that a tide is never paired with a total. What a product says of itself (tide only, mean over
the depth, tide and waves already inside) is kept as a note, because the numbers alone do not show it.

source  CF standard name table; GRIB2 code table 4.2; Copernicus Marine, HF radar and weather centre product manuals
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import xarray as xr

from varne.geodesy import KNOT

Kind = Literal["current", "wind", "stokes", "residual"]
Frame = Literal["true", "grid", "unknown"]
"""What the components are relative to: true east and north, the grid's own x and y, or nobody said."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One row of the table: names of the two components, what they are relative to, a note for whoever uses them."""

    east: str
    north: str
    frame: Frame = "true"
    note: str = ""


DEPTH_MEAN = "mean over the depth: the surface runs faster (about 1.1 times) and turns earlier"
TIDE_ONLY = "tide only: no wind drift, no surge"
NO_TIDE = "no tide in it: sum it with the tide, never use it alone"

_CURRENT = (
    Pair("utotal", "vtotal", note="tide, residual and Stokes drift in one: do not add Stokes drift again"),
    Pair("eastward_sea_water_velocity", "northward_sea_water_velocity"),
    Pair("surface_eastward_sea_water_velocity", "surface_northward_sea_water_velocity"),
    Pair("sea_water_x_velocity", "sea_water_y_velocity", "grid"),
    Pair("x_sea_water_velocity", "y_sea_water_velocity", "grid"),
    Pair("surface_sea_water_x_velocity", "surface_sea_water_y_velocity", "grid"),
    Pair("ewct", "nsct", note="HF radar: observed, not forecast; covers the top metre or less"),
    Pair("uo", "vo", "unknown"),
    Pair("water_u", "water_v"),
    Pair("vozocrtx", "vomecrty", "grid"),
    Pair("ucurr", "vcurr", "unknown"),
    Pair("barotropic_eastward_sea_water_velocity", "barotropic_northward_sea_water_velocity", note=DEPTH_MEAN),
    Pair("barotropic_sea_water_x_velocity", "barotropic_sea_water_y_velocity", "grid", DEPTH_MEAN),
    Pair("eastward_sea_water_velocity_due_to_tides", "northward_sea_water_velocity_due_to_tides", note=TIDE_ONLY),
    Pair("eastward_tidal_current", "northward_tidal_current", note=TIDE_ONLY),
    Pair("utide", "vtide", note=TIDE_ONLY),
)
_RESIDUAL = (
    Pair("eastward_sea_water_velocity_assuming_no_tide", "northward_sea_water_velocity_assuming_no_tide"),
    Pair("surface_eastward_sea_water_velocity_assuming_no_tide", "surface_northward_sea_water_velocity_assuming_no_tide"),
    Pair("surface_geostrophic_eastward_sea_water_velocity", "surface_geostrophic_northward_sea_water_velocity"),
    Pair("surface_geostrophic_sea_water_x_velocity", "surface_geostrophic_sea_water_y_velocity", "grid"),
)
PAIRS: dict[Kind, tuple[Pair, ...]] = {
    "current": _CURRENT,
    # De-tided products often keep the ordinary names: whoever asks for a residual says that this is one.
    "residual": (*_RESIDUAL, *(p for p in _CURRENT if not p.note)),
    "wind": (
        Pair("eastward_wind", "northward_wind"),
        Pair("x_wind", "y_wind", "grid"),
        Pair("grid_eastward_wind", "grid_northward_wind", "grid"),
        Pair("u10", "v10", "unknown"),
        Pair("10u", "10v", "unknown"),
        Pair("x_wind_10m", "y_wind_10m", "grid"),
        Pair("u_10m", "v_10m", "unknown"),
        Pair("u10m", "v10m", "unknown"),
        Pair("ugrd10m", "vgrd10m", "unknown"),
        Pair("uwnd", "vwnd", "unknown"),
    ),
    "stokes": (
        Pair("sea_surface_wave_stokes_drift_eastward_velocity", "sea_surface_wave_stokes_drift_northward_velocity"),
        Pair("eastward_surface_stokes_drift", "northward_surface_stokes_drift"),
        Pair("sea_surface_wave_stokes_drift_x_velocity", "sea_surface_wave_stokes_drift_y_velocity", "grid"),
        Pair("vsdx", "vsdy", "unknown"),
        Pair("ust", "vst", "unknown"),
        Pair("uuss", "vuss", "unknown"),
    ),
}
"""For each kind, best first. A name is a standard name or a variable name; case does not matter."""


@dataclass(frozen=True, slots=True)
class Match:
    """The two variables that were taken, why, what they are relative to, and what the product says of itself."""

    east: str
    north: str
    why: str
    frame: Frame
    note: str


def match(variables: Mapping[str, xr.DataArray], kind: Kind, name: str) -> Match:
    """The pair of components of a kind among variables.

    variables  by name, as a dataset's data_vars
    raises     ValueError that lists what there is, or the several variables between which nothing decides
    """
    for pair in PAIRS[kind]:
        east, north = (_named(variables, option, kind, name) for option in (pair.east, pair.north))
        if east and north:
            return Match(east[0], north[0], east[1], _frame(variables[east[0]], pair.frame), pair.note)
    if kind == "current" and (found := [p for p in _RESIDUAL if _named(variables, p.east, "residual", name)]):
        raise ValueError(f"{name} holds {found[0].east}: {NO_TIDE}; write tide+residual:PATH")
    first = PAIRS[kind][0 if kind != "current" else 1]
    others = sorted({p.east for p in PAIRS[kind]} - {first.east})
    raise ValueError(
        f"{name} holds {sorted(map(str, variables))}; none is {first.east} by standard name or known for {kind} by another "
        f"({', '.join(others)}). Rename the variable or give it its CF standard_name"
    )


def _named(variables: Mapping[str, xr.DataArray], option: str, kind: Kind, name: str) -> tuple[str, str] | None:
    """Variable and the reason it was taken, or None."""
    standard = [str(k) for k, v in variables.items() if str(v.attrs.get("standard_name", "")).lower() == option]
    if len(standard) > 1:  # wind at 10 m and at 100 m share a standard name
        known = {n for p in PAIRS[kind] for n in (p.east, p.north)}
        standard = [k for k in standard if k.lower() in known] or standard
    if len(standard) > 1:
        raise ValueError(f"{name}: {standard} all are {option}; keep the one to use and drop the others")
    if standard:
        return standard[0], f"standard name {option}"
    alias = [str(k) for k, v in variables.items() if str(k).lower() == option and not _contradicts(v, kind)]
    return (alias[0], "variable name") if alias else None


def _contradicts(variable: xr.DataArray, kind: Kind) -> bool:
    """Whether a standard name says that a variable is of another kind, as a `uo` without tide."""
    here, all_kinds = ({n for p in pairs for n in (p.east, p.north)} for pairs in (PAIRS[kind], sum(PAIRS.values(), ())))
    return str(variable.attrs.get("standard_name", "")).lower() in all_kinds - here


def _frame(variable: xr.DataArray, frame: Frame) -> Frame:
    """GRIB says it with a flag, whatever the standard name that a converter has put on."""
    flag = variable.attrs.get("GRIB_uvRelativeToGrid")
    return frame if flag is None else "grid" if int(flag) else "true"


_SPEEDS = {"m s-1": 1.0, "cm s-1": 0.01, "mm s-1": 0.001, "km h-1": 1 / 3.6, "knot": KNOT}


def speed_factor(units: str, variable: str, name: str) -> float:
    """What to multiply a variable by to have metres a second.

    units    as the file writes them
    raises   ValueError that lists what is understood

    >>> speed_factor("cm/s", "uo", "test"), speed_factor("m s**-1", "u10", "test")
    (0.01, 1.0)
    """
    text = re.sub(r"\*\*|\^|[.*]", " ", units.strip().lower()).replace(" -1", "-1")
    text = re.sub(r"\b(metre|meter)s?\b", "m", re.sub(r"\b(seconds?|sec)\b", "s", text))
    text = re.sub(r"\b(seconds?|sec)(?=-1)", "s", re.sub(r"\bhours?\b|\bhr?\b", "h", text))
    text = re.sub(r"\s*(/|\bper\b)\s*(\w+)$", r" \2-1", " ".join(text.split()))
    text = {"ms-1": "m s-1", "cms-1": "cm s-1", "kt": "knot", "kts": "knot", "kn": "knot", "knots": "knot"}.get(text, text)
    if text not in _SPEEDS:
        raise ValueError(
            f"{name}: {variable} is in {units!r}, not a speed that is understood here; convert it to one of m s-1 (m/s), "
            "cm s-1, mm s-1, km h-1, knots, or correct its units attribute"
        )
    return _SPEEDS[text]
