"""The currents and wind of 2015-11-16 on one regular longitude-latitude grid, so that both engines can have the same input.

Runs inside .opendrift (needs pyproj and netCDF4): .opendrift/bin/python bench/opendrift/fields.py
Reads  the NorKyst 800 m currents (polar stereographic) and AROME 2.5 km wind (Lambert) of OpenDrift's source archive.
Writes current.nc, wind.nc (CF, float32, hourly), F.npz, the same numbers as one cube, and land.npz, the coast that OpenDrift
itself strands particles on, in cells of 0.001 degrees, into .opendrift/out.

Land is filled from the nearest sea cell on the source's own grid, then values are read bilinearly and turned from the grid's
north to true north. Where a source ends before the box does, its edge goes on; `covered` says where that is so.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyproj
import xarray as xr
from roaring_landmask import RoaringLandmask
from scipy.ndimage import distance_transform_edt

HOME = Path(__file__).resolve().parents[2] / ".opendrift"
SOURCE = HOME / "data" / "16Nov2015_NorKyst_z_surface"
OUT = HOME / "out"
LON, LAT = (2.5, 5.8), (59.3, 61.3)
"""The states of the benches stay in here for 24 hours [deg]."""
CELLS_PER_DEGREE = 70, 140
"""About 800 m both ways at 60 N, as fine as the currents."""
HOURS = 25
LAND_STEP = 0.001


@dataclass(frozen=True, slots=True)
class Source:
    """A file on a projected grid: its mapping, axes, grid-relative components, and what the components are called in CF."""

    file: str
    mapping: str
    axes: tuple[str, str]
    components: tuple[str, str]
    names: tuple[str, str]
    standard_names: tuple[str, str]


CURRENT = Source(
    "norkyst800_subset_16Nov2015.nc",
    "projection_stere",
    ("X", "Y"),
    ("u", "v"),
    ("uo", "vo"),
    ("eastward_sea_water_velocity", "northward_sea_water_velocity"),
)
WIND = Source(
    "arome_subset_16Nov2015.nc",
    "projection_lambert",
    ("x", "y"),
    ("x_wind_10m", "y_wind_10m"),
    ("u10", "v10"),
    ("eastward_wind", "northward_wind"),
)


def regridded(source: Source, lon, lat):
    """East and north components of a source on lon (nx,), lat (ny,).

    returns  u, v (nt, ny, nx) float32 [m/s]; covered (ny, nx) inside the source's grid; time (nt,)
    """
    with xr.open_dataset(SOURCE / source.file) as data:
        time = data.time.values[:HOURS]
        gx, gy = (data[a].values.astype(float) for a in source.axes)
        along = [data[c].isel(time=slice(HOURS)).values.squeeze().astype(float) for c in source.components]
        projection = pyproj.Proj(data[source.mapping].attrs["proj4"])
    lons, lats = np.meshgrid(lon, lat)
    x, y = projection(lons, lats)
    i, fx, in_x = _cells(gx, x)
    j, fy, in_y = _cells(gy, y)
    sea = np.isfinite(along).all(axis=(0, 1))
    right, up = (_bilinear(_filled(c, sea), i, fx, j, fy) for c in along)
    turn = np.radians(-projection.get_factors(lons, lats).meridian_convergence)  # bearing of true north on the grid
    u = right * np.cos(turn) - up * np.sin(turn)
    v = right * np.sin(turn) + up * np.cos(turn)
    return u.astype(np.float32), v.astype(np.float32), in_x & in_y, time


def _cells(axis, x):
    """Cell and fraction of each x on an even axis, and whether it is on the axis at all; past an end, that end."""
    f = (x - axis[0]) / (axis[-1] - axis[0]) * (axis.size - 1)
    inside = (f >= 0) & (f <= axis.size - 1)
    f = np.clip(f, 0, axis.size - 1)
    cell = np.minimum(f.astype(int), axis.size - 2)
    return cell, f - cell, inside


def _filled(values, sea):
    nearest = distance_transform_edt(~sea, return_distances=False, return_indices=True)
    return values[:, nearest[0], nearest[1]]


def _bilinear(values, i, fx, j, fy):
    south = values[:, j, i] * (1 - fx) + values[:, j, i + 1] * fx
    north = values[:, j + 1, i] * (1 - fx) + values[:, j + 1, i + 1] * fx
    return south * (1 - fy) + north * fy


def main() -> None:
    OUT.mkdir(exist_ok=True)
    lon, lat = (
        np.linspace(*limits, round((limits[1] - limits[0]) * per) + 1)
        for limits, per in zip((LON, LAT), CELLS_PER_DEGREE, strict=True)
    )
    parts, covered = [], np.ones((lat.size, lon.size), bool)
    for source, file in ((CURRENT, "current.nc"), (WIND, "wind.nc")):
        u, v, inside, time = regridded(source, lon, lat)
        parts += [u, v]
        covered &= inside
        _dataset(source, u, v, time, lon, lat).to_netcdf(OUT / file)
    cube = np.stack(parts, axis=-1)
    seconds = time.astype("datetime64[s]").astype("int64").astype(float)
    land = _land()
    np.savez_compressed(OUT / "land.npz", land=land, lon0=LON[0], lat0=LAT[0], step=LAND_STEP)
    np.savez(OUT / "F.npz", F=cube, t=seconds, lon=lon, lat=lat, covered=covered)
    told = {"folder": str(OUT.relative_to(HOME.parent)), "F": cube.shape, "covered": covered.mean(), "land": land.mean()}
    print(json.dumps({k: round(v, 3) if isinstance(v, float) else v for k, v in told.items()}))


def _land():
    """Land at the centre of each cell (ny, nx), row 0 in the south."""
    lon, lat = (np.arange(round((high - low) / LAND_STEP)) * LAND_STEP + low + LAND_STEP / 2 for low, high in (LON, LAT))
    lons, lats = np.meshgrid(lon, lat)
    return RoaringLandmask.new().contains_many(lons.ravel(), lats.ravel()).reshape(lons.shape)


def _dataset(source: Source, u, v, time, lon, lat) -> xr.Dataset:
    dims = ("time", "latitude", "longitude")
    variables = {
        name: (dims, values, {"standard_name": standard, "units": "m s-1"})
        for name, standard, values in zip(source.names, source.standard_names, (u, v), strict=True)
    }
    axes = {
        "time": ("time", time, {"standard_name": "time"}),
        "latitude": ("latitude", lat, {"standard_name": "latitude", "units": "degrees_north", "axis": "Y"}),
        "longitude": ("longitude", lon, {"standard_name": "longitude", "units": "degrees_east", "axis": "X"}),
    }
    return xr.Dataset(variables, axes, {"Conventions": "CF-1.8", "history": f"regridded from {source.file}"})


if __name__ == "__main__":
    main()
