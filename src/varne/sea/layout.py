"""How a forecast's grid lies: which dimensions are x and y, where its points are, which part of it is the Strait.

Three ways are understood: one-dimensional longitude and latitude, two-dimensional longitude and latitude of each point, and
x and y of a projection with a CF grid mapping. Whatever is not a regular longitude-latitude grid is laid onto one by
curvilinear.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from varne.sea import projections
from varne.sea.field import Box
from varne.sea.grid import even
from varne.sea.projections import wrapped

Floats = NDArray[np.float64]
STANDARD = {
    "longitude": ("degrees_east", "degree_east", "degrees_e"),
    "latitude": ("degrees_north", "degree_north", "degrees_n"),
}
NAMES = {
    "longitude": ("longitude", "lon", "nav_lon", "xlong", "lon_rho", "lon2d", "glamt"),
    "latitude": ("latitude", "lat", "nav_lat", "xlat", "lat_rho", "lat2d", "gphit"),
}
PLANE = {"x": ("projection_x_coordinate", "grid_longitude"), "y": ("projection_y_coordinate", "grid_latitude")}
MARGIN = 0.3
"""How much more than the wanted box is read of a grid that has to be laid onto a regular one [deg]."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the grid points are.

    y, x      names of the dimensions
    lon, lat  (ny,), (nx,) when regular, otherwise (ny, nx)  [deg], -180 <= lon < 180
    turned    whether the grid's own x may point elsewhere than east
    sign      +1 or -1: whether the grid's own x and y grow with the index
    how       in words
    """

    y: str
    x: str
    lon: Floats
    lat: Floats
    how: str
    turned: bool = False
    sign: tuple[int, int] = (1, 1)

    @property
    def regular(self) -> bool:
        return self.lon.ndim == 1

    def window(self, box: Box) -> "Window":
        """The rows and columns of a box, as few contiguous pieces as there are; columns in order of longitude.

        raises  IndexError when nothing lies inside
        """
        if self.regular:
            rows = _inside(self.lat, box.lat)
            columns = _inside(self.lon, box.lon)
            rows, columns = rows[np.argsort(self.lat[rows])], columns[np.argsort(self.lon[columns])]
        else:
            near = _between(self.lon, box.lon, MARGIN) & _between(self.lat, box.lat, MARGIN)
            rows, columns = (_whole(np.asarray(near.any(axis=a))) for a in (1, 0))
        if not rows.size or not columns.size:
            raise IndexError(f"no grid point inside {box.lon}, {box.lat}")
        return Window(rows, columns)


@dataclass(frozen=True, slots=True)
class Window:
    """Rows and columns that are wanted, in the order in which they are wanted."""

    rows: NDArray[np.intp]
    columns: NDArray[np.intp]

    def read(self, variable: xr.DataArray, dims: tuple[str, str, str], moments: NDArray[np.intp]) -> Floats:
        """Values (nt, ny, nx) of a lazily opened variable, reading only what lies in the window.

        A span of longitudes that crosses the file's edge is read as two pieces, never as everything in between.
        """
        lo, hi = int(moments.min()), int(moments.max()) + 1
        south, north = int(self.rows.min()), int(self.rows.max()) + 1
        pieces = [
            variable.isel(
                {dims[0]: slice(lo, hi), dims[1]: slice(south, north), dims[2]: slice(int(p.min()), int(p.max()) + 1)}
            )
            .transpose(*dims)
            .values[..., p - p.min()]
            for p in _pieces(self.columns)
        ]
        whole = np.concatenate(pieces, axis=-1).astype(float)
        return np.asarray(whole[moments - lo][:, self.rows - south])


def _pieces(index: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    cuts = [k for k, (a, b) in enumerate(pairwise(index.tolist()), start=1) if abs(b - a) != 1]
    return list(np.split(index, cuts))


def _between(values: Floats, limits: tuple[float, float], margin: float = 0.0) -> NDArray[np.bool_]:
    return np.asarray((values >= limits[0] - margin) & (values <= limits[1] + margin))


def _inside(values: Floats, limits: tuple[float, float]) -> NDArray[np.intp]:
    return np.flatnonzero(_between(values, limits))


def _whole(mask: NDArray[np.bool_]) -> NDArray[np.intp]:
    """From the first to the last true."""
    found = np.flatnonzero(mask)
    return np.arange(found[0], found[-1] + 1) if found.size else found


def layout(data: xr.Dataset, east: xr.DataArray, north: xr.DataArray, name: str) -> Layout:
    """Find the axes of two components.

    raises  ValueError that says on what they lie and what was looked for
    """
    if set(east.dims) != set(north.dims):
        raise ValueError(
            f"{name}: {east.name} lies on {east.dims} and {north.name} on {north.dims}, a staggered grid; interpolate both "
            "to the middle of the cells"
        )
    lon, lat = (_coordinate(data, east, axis) for axis in ("longitude", "latitude"))
    if lon is not None and lat is not None:
        return _on_lon_lat(data, east, lon, lat, name)
    if (mapped := _projected(data, east, name)) is not None:
        return mapped
    missing = "longitude" if lon is None else "latitude"
    raise ValueError(
        f"{name}: {east.name} lies on {east.dims}, none of them is a {missing} axis, nor are there two-dimensional "
        "longitude and latitude or x and y with a CF grid mapping; interpolate it to one of these"
    )


def _on_lon_lat(data: xr.Dataset, east: xr.DataArray, lon: xr.DataArray, lat: xr.DataArray, name: str) -> Layout:
    x, y = wrapped(_numbers(lon, name)), _numbers(lat, name)
    if lon.ndim == lat.ndim == 1 and lon.dims != lat.dims:
        dims = str(lat.dims[0]), str(lon.dims[0])
        order_x, order_y = np.sort(x), np.sort(y)
        if even(order_x) and even(order_y):
            return Layout(*dims, x, y, "regular longitude, latitude")
        if min(order_x.size, order_y.size) < 2 or min(np.diff(order_x).min(), np.diff(order_y).min()) <= 0:
            raise ValueError(f"{name}: {lon.name} or {lat.name} repeats a value or has only one; drop the doubles")
        two = np.meshgrid(x, y)
        return Layout(*dims, two[0], two[1], "longitude, latitude, unevenly spaced")
    if lon.dims == lat.dims and lon.ndim == 2:
        dims = _rows_and_columns(data, (str(lon.dims[0]), str(lon.dims[1])))
        turned = [wrapped(_numbers(lon.transpose(*dims), name)), _numbers(lat.transpose(*dims), name)]
        mapping = _mapping(data, east)
        how = f"{mapping.get('grid_mapping_name', 'curvilinear')}, by the longitude and latitude of each point"
        return Layout(
            *dims, turned[0], turned[1], how, True, (_sign(data, east, dims[1], "x"), _sign(data, east, dims[0], "y"))
        )
    raise ValueError(
        f"{name}: longitude lies on {lon.dims} and latitude on {lat.dims}; a mesh or a list of points is not read, "
        "interpolate it to a grid"
    )


def _projected(data: xr.Dataset, east: xr.DataArray, name: str) -> Layout | None:
    mapping = _mapping(data, east)
    axes = {a: next((d for d in map(str, east.dims) if _is_plane(data, d, a)), None) for a in PLANE}
    x, y = axes["x"], axes["y"]
    if not mapping or x is None or y is None:
        return None
    plane = [_metres(data[d]) for d in (x, y)]
    u, v = np.meshgrid(*plane)
    lon, lat = projections.lon_lat(mapping, u, v, name)
    signs = _sign(data, east, x, "x"), _sign(data, east, y, "y")
    return Layout(y, x, lon, lat, f"{mapping['grid_mapping_name']}, by its grid mapping", True, signs)


def _is_plane(data: xr.Dataset, dim: str, axis: str) -> bool:
    if dim not in data.coords:
        return False
    return data[dim].attrs.get("standard_name") in PLANE[axis]


def _metres(axis: xr.DataArray) -> Floats:
    scale = 1000.0 if str(axis.attrs.get("units", "m")).lower() in ("km", "kilometre", "kilometer", "kilometres") else 1.0
    return np.asarray(axis.values, float) * scale


def _mapping(data: xr.Dataset, variable: xr.DataArray) -> dict[str, object]:
    """Attributes of the CF grid mapping; empty when there is none."""
    named = str(variable.attrs.get("grid_mapping", variable.encoding.get("grid_mapping", "")))
    return {str(k): v for k, v in data[named].attrs.items()} if named in data.variables else {}


def _coordinate(data: xr.Dataset, variable: xr.DataArray, axis: str) -> xr.DataArray | None:
    """The longitude or latitude of a variable's points: by standard name, by units, by name; one-dimensional first."""
    found = []
    for candidate in map(str, data.variables):
        array = data[candidate]
        if array.ndim in (1, 2) and set(array.dims) <= set(variable.dims) and (rank := _rank(array, axis)) is not None:
            found.append((rank, array.ndim, candidate))
    return data[min(found)[2]] if found else None


def _rank(array: xr.DataArray, axis: str) -> int | None:
    standard, units = array.attrs.get("standard_name"), str(array.attrs.get("units", "")).lower()
    if standard == axis:
        return 0
    if standard is None and units in STANDARD[axis]:
        return 1
    return 2 if standard is None and str(array.name).lower() in NAMES[axis] else None


def _numbers(array: xr.DataArray, name: str) -> Floats:
    values = np.asarray(array.values, float)
    if not np.isfinite(values).all():
        raise ValueError(
            f"{name}: {int((~np.isfinite(values)).sum())} of {values.size} values of {array.name} are missing; fill the "
            "coordinates of the grid"
        )
    return values


def _rows_and_columns(data: xr.Dataset, dims: tuple[str, str]) -> tuple[str, str]:
    """y and x; the last dimension is x unless the file says otherwise."""
    says_x = data[dims[0]].attrs if dims[0] in data.coords else {}
    if says_x.get("axis") == "X" or says_x.get("standard_name") in PLANE["x"]:
        return dims[1], dims[0]
    return dims


def _sign(data: xr.Dataset, variable: xr.DataArray, dim: str, axis: str) -> int:
    """Whether the grid's own axis grows with the index: by its coordinate, or by GRIB's scanning flags."""
    if dim in data.coords and data[dim].size > 1:
        return 1 if float(data[dim][-1]) > float(data[dim][0]) else -1
    if axis == "x":
        return -1 if int(variable.attrs.get("GRIB_iScansNegatively", 0)) else 1
    return 1 if int(variable.attrs.get("GRIB_jScansPositively", 1)) else -1
