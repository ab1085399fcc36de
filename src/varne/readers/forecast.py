"""Forecast files and addresses to Fields: NetCDF and Zarr through xarray."""

from pathlib import Path

import xarray as xr

from varne.sea.field import Constant, Field, total
from varne.sea.gridded import Gridded, from_dataset
from varne.sea.names import Kind
from varne.sea.tides import dover_strait


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


def open_field(source: str, kind: Kind) -> Field:
    """A Field from SRC as the command line and varne.toml write it.

    source   "tide" (the shipped atlas), "constant:U,V" [m/s east, north, the way it goes], a CF NetCDF or Zarr path or URL,
             or several joined by "+", which are summed
    raises   ValueError or FileNotFoundError that names the part and what is allowed

    >>> open_field("constant:0.5,-0.2", "current")(0.0, 1.5, 51.0)[0].item()
    0.5
    """
    return total([_part(part.strip(), kind) for part in source.split("+")])


def _part(source: str, kind: Kind) -> Field:
    if source == "tide" and kind == "current":
        return dover_strait()
    if source.startswith("constant:"):
        try:
            u, v = (float(x) for x in source.removeprefix("constant:").split(","))
        except ValueError:
            raise ValueError(f"{source!r}: write constant:U,V with two numbers in m/s, for example constant:0.5,-0.2") from None
        return Constant(u, v, f"constant {u:g}, {v:g} m/s")
    return open_forecast(source, kind)
