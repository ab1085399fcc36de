"""Forecast files and addresses to Fields: NetCDF and Zarr through xarray."""

from pathlib import Path

import xarray as xr

from varne.sea.gridded import Gridded, Kind, from_dataset


def open_forecast(source: str, kind: Kind) -> Gridded:
    """Current or wind from a NetCDF file, a Zarr store or a URL of one.

    raises  FileNotFoundError, or ValueError that says what was looked for, both with the source named
    """
    remote = "://" in source
    if not remote and not Path(source).exists():
        raise FileNotFoundError(f"no forecast at {source!r}; give a path or URL of a CF NetCDF file or Zarr store that exists")
    is_zarr = source.rstrip("/").endswith(".zarr") or (not remote and Path(source).is_dir())
    engine = "zarr" if is_zarr else "h5netcdf"
    try:
        with xr.open_dataset(source, engine=engine) as data:
            return from_dataset(data, kind, Path(source).name)
    except OSError as error:
        raise ValueError(f"{source!r} cannot be read as {engine}: {error}; is it a NetCDF 4 file or a Zarr store?") from error
