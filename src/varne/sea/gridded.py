"""Gridded forecasts: a CF dataset (NetCDF or Zarr, opened by readers.forecast) as a Field.

Variables are found by CF standard name, then by the names that forecast centres use. Latitudes may fall, longitudes may run
from 0 to 360; a vertical axis gives its level nearest to the surface. Sea values reach REACH cells over land, as in grid.
Projected grids, GRIB and several sources in order of priority are not read here yet.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import xarray as xr
from numpy.typing import ArrayLike, NDArray

from varne.sea.field import Box, Floats, as_grid, check_inside
from varne.sea.grid import Axes, Bools, bilinear, fill_land

Kind = Literal["current", "wind"]
NAMES: dict[Kind, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "current": (
        ("eastward_sea_water_velocity", "surface_eastward_sea_water_velocity", "eastward_tidal_current", "uo", "utide"),
        ("northward_sea_water_velocity", "surface_northward_sea_water_velocity", "northward_tidal_current", "vo", "vtide"),
    ),
    "wind": (("eastward_wind", "x_wind", "u10", "10u", "x_wind_10m"), ("northward_wind", "y_wind", "v10", "10v", "y_wind_10m")),
}
"""Standard names first, then variable names: for each kind the east and the north component."""
STRAIT = Box(lon=(-1.0, 4.5), lat=(49.0, 53.0))
"""What is read of a larger file."""


@dataclass(frozen=True, slots=True)
class Gridded:
    """Current or wind on a regular grid: u, v (nt, ny, nx) [m/s] at t (nt,) [s since 1970] on axes; known (ny, nx)."""

    t: Floats
    axes: Axes
    u: Floats
    v: Floats
    known: Bools
    name: str

    @property
    def box(self) -> Box:
        lon, lat = self.axes.lon.tolist(), self.axes.lat.tolist()
        return Box((float(self.t[0]), float(self.t[-1])), (lon[0], lon[-1]), (lat[0], lat[-1]))

    def __call__(self, t: ArrayLike, lon: ArrayLike, lat: ArrayLike) -> tuple[Floats, Floats]:
        """u, v at times and places that broadcast together: linear in time, bilinear in space [m/s]; NaN inland."""
        check_inside(self, t, lon, lat)
        shape = np.broadcast(t, lon, lat).shape
        t, lon, lat = (np.broadcast_to(np.asarray(x, float), shape).ravel() for x in (t, lon, lat))
        k, w = self._slices(t)
        each = np.arange(t.size)
        u, v = ((1 - w) * here[k, each] + w * here[k + 1, each] for here in self._read(lon, lat))
        return u.reshape(shape), v.reshape(shape)

    def on_grid(self, t: Floats, lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
        check_inside(self, *as_grid(t, lon, lat))
        x, y = (g.ravel() for g in np.meshgrid(lon, lat))
        k, w = self._slices(t)
        shape = (t.size, lat.size, lon.size)
        u, v = (((1 - w[:, None]) * here[k] + w[:, None] * here[k + 1]).reshape(shape) for here in self._read(x, y))
        return u, v

    def _read(self, lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
        u, v = (bilinear(self.axes, values, self.known, lon, lat) for values in (self.u, self.v))
        return u, v

    def _slices(self, t: Floats) -> tuple[NDArray[np.intp], Floats]:
        k = np.clip(np.searchsorted(self.t, t, side="right") - 1, 0, self.t.size - 2)
        return k, (t - self.t[k]) / (self.t[k + 1] - self.t[k])


def from_dataset(data: xr.Dataset, kind: Kind, name: str) -> Gridded:
    """A forecast as a Field.

    data     with 1-D longitude and latitude and a time of at least two moments
    kind     "current" or "wind"; name is what people will see
    raises   ValueError that says which variables or axes were looked for and what the dataset has

    """
    east, north = (_find(data, options, name) for options in NAMES[kind])
    pair = data[[east, north]]
    lon_name, lat_name, t_name = (_axis(pair[east], data, a, name) for a in ("longitude", "latitude", "time"))
    pair = pair.assign_coords({lon_name: (pair[lon_name] + 180) % 360 - 180}).sortby([lon_name, lat_name, t_name])
    pair = pair.sel({lon_name: slice(*STRAIT.lon), lat_name: slice(*STRAIT.lat)})
    vertical = [d for d in pair[east].dims if d not in (lon_name, lat_name, t_name)]
    surface = pair.isel({d: int(np.abs(data[d].values).argmin()) if d in data.coords else 0 for d in vertical})
    if any(surface.sizes[d] < 2 for d in (lon_name, lat_name, t_name)):
        raise ValueError(
            f"{name} has {dict(surface.sizes)} left in the Strait; a forecast needs two or more on each axis there"
        )
    ordered = surface.transpose(t_name, lat_name, lon_name)
    u, v = (np.asarray(ordered[c].values, float) for c in (east, north))
    sea = np.isfinite(u).all(axis=0) & np.isfinite(v).all(axis=0)
    if not sea.any():
        raise ValueError(f"{name} has no value in the Strait: {east} and {north} are masked everywhere there")
    (u, known), (v, _) = fill_land(u, sea), fill_land(v, sea)
    axes = Axes(ordered[lon_name].values.astype(float), ordered[lat_name].values.astype(float))
    return Gridded(_seconds(ordered[t_name], name), axes, u, v, known, name)


def _find(data: xr.Dataset, options: tuple[str, ...], name: str) -> str:
    standard = {str(v.attrs["standard_name"]): str(k) for k, v in data.data_vars.items() if "standard_name" in v.attrs}
    for option in options:
        if option in standard:
            return standard[option]
        if option in data.data_vars:
            return option
    raise ValueError(
        f"{name} holds {sorted(map(str, data.data_vars))}; none is {options[0]} by standard name or one of {options[1:]}. "
        "Rename the variable or give it its CF standard_name"
    )


def _axis(variable: xr.DataArray, data: xr.Dataset, standard: str, name: str) -> str:
    wanted = {standard, standard[:3], standard[0] if standard == "time" else standard[:3]}
    for dim in map(str, variable.dims):
        attrs = data[dim].attrs if dim in data.coords else {}
        if attrs.get("standard_name") == standard or dim.lower() in wanted or (standard == "time" and dim == "valid_time"):
            return dim
    raise ValueError(
        f"{name}: {variable.name} lies on {variable.dims}, none of them is a {standard} axis; interpolate it to one"
    )


def _seconds(time: xr.DataArray, name: str) -> Floats:
    if not np.issubdtype(time.dtype, np.datetime64):
        raise ValueError(
            f"{name}: the time axis is {time.dtype}, not a calendar time; give it CF units such as 'hours since ...'"
        )
    return np.asarray(time.values.astype("datetime64[ns]").astype("int64") / 1e9, float)
