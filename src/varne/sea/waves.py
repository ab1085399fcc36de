"""Significant wave height out of a forecast: which variable it is, in what unit, and its values on a grid."""

from collections.abc import Mapping

import numpy as np
import xarray as xr

from varne.sea.grid import Axes, fill_land
from varne.sea.gridded import Gridded
from varne.sea.layout import layout
from varne.sea.survey import STRAIT
from varne.sea.times import Span, times

STANDARD = "sea_surface_wave_significant_height"
NAMES = ("vhm0", "swh", "hs", "htsgwsfc", "significant_wave_height", "wave_height", "hm0")
"""By which wave models call it, best first: Copernicus Marine, ECMWF, WAVEWATCH III, NOAA, Open-Meteo."""
UNITS = {"m": 1.0, "metre": 1.0, "meter": 1.0, "metres": 1.0, "meters": 1.0, "cm": 0.01, "ft": 0.3048, "feet": 0.3048}
HIGHEST = 20.0
"""No sea in our waters is higher; more is a fill value or a wrong unit [m]."""


class NoWaves(ValueError):
    """A dataset without a significant wave height."""


def wave_height(variables: Mapping[str, xr.DataArray], name: str) -> str:
    """The variable that is the significant height of all waves together; wind sea or swell alone is not.

    raises  NoWaves that lists what there is
    """
    by_standard = [str(k) for k, v in variables.items() if v.attrs.get("standard_name") == STANDARD]
    by_name = [str(k) for n in NAMES for k in variables if str(k).lower() == n]
    if found := [*by_standard, *by_name]:
        return found[0]
    raise NoWaves(
        f"{name} holds {sorted(map(str, variables))}; none is {STANDARD} by standard name, or {', '.join(NAMES)} by name"
    )


def waves(data: xr.Dataset, name: str, span: Span | None = None) -> Gridded:
    """Wave height in the Strait as a Field whose first component is the height [m] and whose second is 0.

    data    one member of it, on one-dimensional longitude and latitude
    span    only these times are needed [s since 1970]; None for all
    raises  NoWaves, or ValueError for a unit, grid or height that is not understood
    """
    variable = data[wave_height({str(k): v for k, v in data.data_vars.items()}, name)]
    factor = _factor(variable, name)
    grid, moments = layout(data, variable, variable, name), times(data, variable, name)
    if not grid.regular:
        raise ValueError(f"{name}: waves on a turned grid ({grid.how}); regrid them to longitude and latitude first")
    moments = moments if span is None else moments.around(span)
    try:
        window = grid.window(STRAIT)
    except IndexError:
        raise ValueError(
            f"{name} has no wave in the Strait; give a forecast of longitude 1 to 2 E, latitude 50.5 to 51.5 N"
        ) from None
    height = factor * window.read(variable, (moments.dim, grid.y, grid.x), moments.index)
    sea = np.asarray(np.isfinite(height).any(axis=0))
    _check(height, sea, name)
    filled, known = fill_land(height, sea)
    return Gridded(moments.t, Axes(grid.lon[window.columns], grid.lat[window.rows]), filled, np.zeros_like(filled), known, name)


def _factor(variable: xr.DataArray, name: str) -> float:
    units = str(variable.attrs.get("units", "m")).strip().lower()
    if units not in UNITS:
        raise ValueError(f"{name}: {variable.name} is in {units!r}, not a height that is understood; convert it to m")
    return UNITS[units]


def _check(height: np.ndarray, sea: np.ndarray, name: str) -> None:
    if not sea.any():
        raise ValueError(f"{name} has no wave height in the Strait: it is masked everywhere there")
    low, high = float(np.nanmin(height)), float(np.nanmax(height))
    if low < 0 or high > HIGHEST:
        raise ValueError(
            f"{name}: wave heights from {low:g} to {high:g} m cannot be; is the unit right and the fill value declared?"
        )
