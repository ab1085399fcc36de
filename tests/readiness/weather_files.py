"""Self-made forecast files: an ensemble of wind, waves, and what can be wrong with them."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import xarray as xr

LON, LAT = np.arange(0.0, 3.01, 0.25), np.arange(50.0, 52.01, 0.25)


def hours(first: date, days: float, step: int = 1) -> np.ndarray:
    """Times from 12 UTC of the day before the first."""
    begin = np.datetime64(first, "h") - np.timedelta64(12, "h")
    return (begin + np.arange(0, int(days * 24) + 1, step)).astype("datetime64[ns]")


def wind(first: date, east: np.ndarray, days: float = 8, step: int = 1, lon=LON, lat=LAT) -> xr.Dataset:
    """East wind of each member (m,), the same in all hours and places, and none from north; m of 0 dimensions: a single run."""
    t = hours(first, days, step)
    shape = (t.size, lat.size, lon.size)
    field = np.asarray(east, float)[..., None, None, None] * np.ones(shape)
    dims = (*(["number"] if np.ndim(east) else []), "time", "latitude", "longitude")
    units = {"units": "m s-1"}
    return xr.Dataset(
        {"u10": (dims, field, units), "v10": (dims, 0 * field, units)},
        {
            "time": t,
            "latitude": ("latitude", lat, {"units": "degrees_north"}),
            "longitude": ("longitude", lon, {"units": "degrees_east"}),
        },
    )


def waves(first: date, height: np.ndarray, days: float = 8, units: str = "m") -> xr.Dataset:
    """Wave height of each member (m,), or of a single run, the same in all hours and places."""
    like = wind(first, height, days, 3)
    name = {"standard_name": "sea_surface_wave_significant_height", "units": units}
    return xr.Dataset({"VHM0": (like.u10.dims, like.u10.values, name)}, like.coords)


def saved(data: xr.Dataset, folder: Path, name: str) -> str:
    path = folder / name
    data.to_netcdf(path, engine="h5netcdf")
    return str(path)


def days_after(issued: date, number: int = 7) -> list[date]:
    return [issued + timedelta(days=k) for k in range(1, number + 1)]
