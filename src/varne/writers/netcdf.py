"""CF 1.11 NetCDF 4, made in memory: every state through time, and probability maps by moment.

Trajectories are a discrete sampling geometry in the orthogonal multidimensional representation (CF 9.3.1): all states
share their times. They are stored whole in float64, so that readers.trajectories gives the same Run back bit by bit.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import ArrayLike, NDArray

from varne import __version__, geodesy
from varne.drift.ensemble import STATES
from varne.drift.run import Run
from varne.probability import Density
from varne.writers.drifted import COAST, SAFETY, Drifted, object_words, stamp

Floats = NDArray[np.float64]
FLAGS = ("moving", "stranded", "outside", "waiting")
TIME = {"standard_name": "time", "units": "seconds since 1970-01-01T00:00:00Z", "calendar": "standard", "axis": "T"}
LON = {"standard_name": "longitude", "units": "degrees_east"}
LAT = {"standard_name": "latitude", "units": "degrees_north"}
SOURCE = "Varne ensemble drift model"
LICENCE = (
    "The tide atlas is CC BY 4.0 (acknowledge GEBCO_2014 and TICON-4); results on forecasts are bound by the licences of "
    f"those who made them. {COAST}"
)
GRID_CELLS = 300
"""Cells across the longer side of a probability map."""
_SPLIT = 2
"""A cell of a density is laid out as 2 by 2 points, so that no cell of the map falls between them."""


def netcdf(d: Drifted) -> bytes:
    """The trajectories of an answer."""
    return trajectories(d.run, about(d))


def netcdf_maps(d: Drifted) -> bytes:
    """The probability maps of an answer, one a moment."""
    maps = [m.density for m in d.moments]
    times, gone = [m.t for m in d.moments], [(m.stranded, m.outside) for m in d.moments]
    return grids(times, maps, gone, about(d))


def about(d: Drifted) -> dict[str, Any]:
    """What a file says of its making, as global attributes."""
    major, minor, orientation = d.start.ellipse_m
    return {
        "title": d.title,
        "object": d.key,
        "object_words": object_words(d.key),
        "seed": d.seed,
        "fields": json.dumps(d.run.fields, ensure_ascii=False),
        "start": f"{d.start.lon:.6f} E {d.start.lat:.6f} N, {stamp(d.start.t[0])} to {stamp(d.start.t[1])}",
        "start_error": f"1 sigma ellipse {major:g} by {minor:g} m, major axis {orientation:g} degrees true",
    }


def trajectories(run: Run, about: Mapping[str, Any]) -> bytes:
    """A run as a CF trajectory file.

    about    more global attributes: text or numbers
    returns  NetCDF 4: lon, lat, state, flag (trajectory, time), weight (trajectory), time
    """
    both = ("trajectory", "time")
    data = xr.Dataset(
        {
            "state": (both, run.state.T, _flags("condition of the boat or its people", STATES)),
            "flag": (both, run.flag.T, _flags("what the state is doing", FLAGS)),
            "weight": ("trajectory", run.weight, {"long_name": "weight of the state in the ensemble", "units": "1"}),
        },
        coords={
            "trajectory": (
                "trajectory",
                np.arange(run.weight.size),
                {"cf_role": "trajectory_id", "long_name": "number of the state"},
            ),
            "time": ("time", run.t, TIME),
            "lon": (both, run.lon.T, LON),
            "lat": (both, run.lat.T, LAT),
        },
        attrs={**_globals(about), "fields": json.dumps(run.fields, ensure_ascii=False), "featureType": "trajectory"},
    )
    return _packed(data)


def grids(
    t: Sequence[float],
    maps: Sequence[Density | None],
    gone: Sequence[tuple[float, float]],
    about: Mapping[str, Any],
    cells: int = GRID_CELLS,
) -> bytes:
    """Probability maps on one regular longitude and latitude grid.

    t        (m,)  [s since 1970], rising
    maps     (m,)  density of what is still inside the area, None when all have left it
    gone     (m,)  shares stranded (which lie inside the map, on the shore) and outside (which lie in no map)
    returns  NetCDF 4: probability (time, lat, lon), whose sum and outside make 1 to 1e-6; stranded, outside (time)
    raises   ValueError when no map has anything to show
    """
    lon, lat, step = _axes([d for d in maps if d is not None], cells)
    stranded, outside = np.array(gone, float).reshape(-1, 2).T
    p = np.stack([_laid_out(d, lon, lat) * (1 - out) for d, out in zip(maps, outside, strict=True)])
    share = {"units": "1"}
    told = "probability that the state is in the cell, afloat or ashore"
    data = xr.Dataset(
        {
            "probability": (
                ("time", "lat", "lon"),
                p,
                {"long_name": told, **share, "cell_methods": "lat: lon: sum", "grid_mapping": "crs"},
            ),
            "stranded": ("time", stranded, {"long_name": "share of the states ashore, held in the maps", **share}),
            "outside": ("time", outside, {"long_name": "share that has left the forecast area, held in no map", **share}),
            "lon_bounds": (("lon", "bounds"), _bounds(lon, step[0])),
            "lat_bounds": (("lat", "bounds"), _bounds(lat, step[1])),
            "crs": ((), np.int32(0), _WGS84),
        },
        coords={
            "time": ("time", np.asarray(t, float), TIME),
            "lon": ("lon", lon, {**LON, "axis": "X", "bounds": "lon_bounds"}),
            "lat": ("lat", lat, {**LAT, "axis": "Y", "bounds": "lat_bounds"}),
        },
        attrs=_globals(about),
    )
    return _packed(data)


_WGS84 = {
    "grid_mapping_name": "latitude_longitude",
    "geographic_crs_name": "WGS 84",
    "semi_major_axis": geodesy.A,
    "inverse_flattening": 298.257223563,
    "longitude_of_prime_meridian": 0.0,
}


def _axes(maps: Sequence[Density], cells: int) -> tuple[Floats, Floats, tuple[float, float]]:
    """Centres of the cells of one grid around all maps, and its steps [deg]; cells about as wide as they are high."""
    if not maps:
        raise ValueError("all states have left the forecast area at every moment; there is no map to write")
    edges = np.concatenate([_outline(d) for d in maps], axis=1)
    (west, south), (east, north) = edges.min(axis=1), edges.max(axis=1)
    metres = np.array([float(m) for m in geodesy.metres_per_degree((south + north) / 2)])
    size = max((east - west) * metres[0], (north - south) * metres[1]) / (cells - 4)
    dlon, dlat = (size / metres).tolist()
    lon, lat = (np.arange(low - s, high + 2 * s, s) for low, high, s in ((west, east, dlon), (south, north, dlat)))
    return lon, lat, (dlon, dlat)


def _outline(d: Density) -> Floats:
    """Places along the edge of a map; not only its corners, since its sides are curves in longitude and latitude."""
    x, y = np.r_[d.x[0] - d.cell, d.x, d.x[-1] + d.cell], np.r_[d.y[0] - d.cell, d.y, d.y[-1] + d.cell]
    across = [(x, np.full(x.size, end)) for end in (y[0], y[-1])]
    along = [(np.full(y.size, end), y) for end in (x[0], x[-1])]
    px, py = np.concatenate([*across, *along], axis=1)
    return np.stack(geodesy.from_plane(px, py, d.lon0, d.lat0))


def _laid_out(d: Density | None, lon: Floats, lat: Floats) -> Floats:
    """(ny, nx) probability by cell, sum 1: each point of the density is shared between the four cells around it."""
    total = np.zeros((lat.size, lon.size))
    if d is None:
        return total
    offsets = ((np.arange(_SPLIT) + 0.5) / _SPLIT - 0.5) * d.cell
    for dx in offsets:
        for dy in offsets:
            x, y = np.meshgrid(d.x + dx, d.y + dy)
            _share(total, *geodesy.from_plane(x, y, d.lon0, d.lat0), d.p * d.cell**2 / _SPLIT**2, lon, lat)
    return np.asarray(total / total.sum())


def _share(total: Floats, x: Floats, y: Floats, mass: Floats, lon: Floats, lat: Floats) -> None:
    """Add masses at places x, y to the cells around them, by bilinear shares that add up to the mass."""
    fx, fy = (x - lon[0]) / (lon[1] - lon[0]), (y - lat[0]) / (lat[1] - lat[0])
    i, j = fx.astype(np.intp), fy.astype(np.intp)
    a, b = fx - i, fy - j
    for di, wx in ((0, 1 - a), (1, a)):
        for dj, wy in ((0, 1 - b), (1, b)):
            np.add.at(total, (j + dj, i + di), mass * wx * wy)


def _bounds(centres: Floats, step: float) -> Floats:
    return np.stack([centres - step / 2, centres + step / 2], axis=1)


def _flags(name: str, meanings: Sequence[str]) -> dict[str, Any]:
    return {"long_name": name, "flag_values": np.arange(len(meanings), dtype=np.int8), "flag_meanings": " ".join(meanings)}


def _globals(about: Mapping[str, ArrayLike]) -> dict[str, Any]:
    made = {"Conventions": "CF-1.11", "source": f"{SOURCE} {__version__}", "varne_version": __version__}
    return {**made, "license": LICENCE, "comment": SAFETY["en"], **about}


def _packed(data: xr.Dataset) -> bytes:
    """The file as bytes, compressed; nothing is missing in it, so nothing is given a fill value."""
    packing = {
        name: {"zlib": True, "shuffle": True, "complevel": 4} if v.ndim > 1 else {} for name, v in data.variables.items()
    }
    encoding = {name: {**packing[name], "_FillValue": None} for name in data.variables}
    return bytes(data.to_netcdf(engine="h5netcdf", encoding=encoding))
